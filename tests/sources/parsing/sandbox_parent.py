"""A parent to be killed: has one process idle and one busy, and prints their ids."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from notifier.sources.parsing.sandbox import Sandbox
from tests.sources.parsing import sandbox_functions


async def main(told: Path) -> None:
    """Start both, print the ids of their processes, and wait."""
    sandbox = Sandbox(timeout=1, memory=512_000_000)
    busy = asyncio.create_task(sandbox.run(sandbox_functions.tell_and_loop, str(told)))
    await asyncio.sleep(0)
    idle = await sandbox.run(sandbox_functions.process)
    print(idle, await sandbox_functions.appeared(told), flush=True)
    await busy


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
