"""Serves a fake Bot API until Ctrl-C, for a service that is run by hand or by a benchmark."""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading

from tests.fakes.bot_api import TOKEN, BotApi

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1; a free one by default")
    parser.add_argument("--token", default=TOKEN, help="the one token that is accepted")
    arguments = parser.parse_args()
    # A shell that runs tests in the background has them ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    api = BotApi(arguments.token).start(arguments.port)
    print(f"NOTIFIER_TELEGRAM_BASE_URL={api.base_url}")
    print(f"NOTIFIER_TELEGRAM_TOKEN={api.token}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    api.stop()
