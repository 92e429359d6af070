"""A site with one feed of 60 stories, served by itself: `python -m benchmarks.feed_server PORT`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.feeds import a_site
from notifier.core.garbage import collection_paused
from notifier.web.answer_memory import AnswerMemory
from notifier.web.listening import listen
from notifier.web.server import serving


async def _serve(port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with collection_paused():  # as the service does
            site, store = await a_site(Path(folder))
        memory = AnswerMemory(lambda: store.writes)
        async with serving(site.app, listen("127.0.0.1", port), memory=memory) as server:
            await server


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
