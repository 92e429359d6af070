"""A bot of python-telegram-bot itself, which takes the fake Bot API for the real one."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from tests.fakes.bot_api import BotApi


def library_bot(api: BotApi) -> Bot:
    """Return a bot; without TLS, for which it would read certificates for 60 ms."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        api.token,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    )
