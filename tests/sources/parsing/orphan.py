"""A parent to be killed: has one worker idle and one at work, and tells their processes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from notifier.sources.parsing.sandbox import Workers
from tests.sources.parsing import work


async def main(told: Path) -> None:
    """Start both, print the ids of their processes, and wait."""
    workers = Workers(timeout=1, memory=512_000_000)
    busy = asyncio.create_task(workers.call(work.tell_and_loop, str(told)))
    await asyncio.sleep(0)
    idle = await workers.call(work.process)
    print(idle, await work.appeared(told), flush=True)
    await busy


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
