"""The long crash test: `python -m tests.chaos --kills 100 --database postgresql`.

Ends with 1 where anything was lost, invented, or repeated without an excuse.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.chaos.harness import CrashTest
from tests.chaos.plan import make_plan
from tests.chaos.verdict import Verdict
from tests.fakes.bot_api import BotApi
from tests.journeys.service import Place
from tests.postgres import start_server

_ENGINES = ("sqlite", "postgresql")


@asynccontextmanager
async def _database(engine: str) -> AsyncIterator[str | None]:
    if engine == "sqlite":
        yield None
        return
    server = start_server()
    try:
        async with server.database() as url:
            yield url
    finally:
        server.stop()


async def _run(engine: str, kills: int, seed: int) -> Verdict:
    chance = random.Random(seed)
    plan = make_plan(chance, people=60, groups=5, pieces=kills * 4 // 5 + 5, commands=kills)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, BotApi() as api:
        async with _database(engine) as url:
            place = Place(Path(folder), url, fresh=True).with_bot(api)
            test = CrashTest(place, api, plan, chance, silent=True, patience=900)
            test.progress = lambda text: print(f"  {time.strftime('%X')} {text}", flush=True)
            return await test.run(kills)


def main() -> int:
    """Run the test in each engine that was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=_ENGINES, help="both by default")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked = parser.parse_args()
    sound = True
    for engine in [asked.database] if asked.database else _ENGINES:
        print(f"{engine}: {asked.kills} kills, seed {asked.seed}", flush=True)
        began = time.monotonic()
        verdict = asyncio.run(_run(engine, asked.kills, asked.seed))
        print(f"{engine}, {time.monotonic() - began:.0f} s: {verdict}", flush=True)
        sound = sound and verdict.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
