"""A site with one feed of 60 stories, served by itself: `python -m benchmarks.feed_server PORT`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.feeds import a_site
from notifier.web.listening import listen
from notifier.web.server import serving


async def _serve(port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site, _ = await a_site(Path(folder))
        async with serving(site.app, listen("127.0.0.1", port)) as server:
            await server


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
