"""A new version beside the old one, on PostgreSQL under load: `./run.sh upgrade --from REV`.

Processes of the released version, taken from git, poll, send and serve pages. Then one of this
version is started, which upgrades the schema while they work; they go on beside it, one of them is
killed and started again, and each is replaced by a process of this version. In the end nothing may
be lost, and nothing told twice without an excuse. Ends with 1 where that is not so.

The released version is the newest tag. Before there is one, it is the commit before the newest
migration was added: the newest code with another schema.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import asyncpg

from notifier.service.stopping import background
from tests.chaos.fleet_world import World, finish, make_place, problems, publish
from tests.chaos.plan import Piece, make_plan
from tests.chaos.verdict import ALERT, REPLY, Expected, Kill, judge
from tests.journeys.service import REPOSITORY, STARTED, Place, Service, free_port
from tests.postgres import start_server

ROLES = ("poll", "poll", "deliver", "deliver", "web")
SOURCES = 6
INTERVAL = 2.0
SILENCE = 10.0
"""Seconds that a bot may be silent: another process takes over a lease within them."""
_EVERY = 1.5
"""Seconds between two pieces."""
_PATIENCE = 120.0
"""Seconds in which a process must have started."""
_SUBSCRIBE = """
import asyncio, random, sys
from tests.chaos import fleet_world, plan
sizes = dict(people=20, groups=0, pieces=5000, commands=0)
asked = plan.make_plan(random.Random(int(sys.argv[2])), **sizes)
asyncio.run(fleet_world.subscribe(sys.argv[1], asked))
"""
"""What the old version does itself: this one knows columns that the database lacks as yet."""

_IN_FLIGHT = {ALERT: 16, REPLY: 16}
_MIGRATIONS = "notifier/store/migrations/versions"


@dataclass
class Upgrade:
    """The processes, of whichever version, and what was done to them."""

    place: Place
    world: World
    url: str
    old: Path
    """The old version's code."""
    pieces: list[Piece]
    """What is still to be published."""
    chance: random.Random
    processes: dict[int, Service] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    told: list[tuple[str, float, int]] = field(default_factory=list)
    """What was begun, when, and how many messages there were by then."""

    async def begin(self, what: str) -> None:
        """Print and remember that something begins."""
        self.told.append((what, time.time(), len(self.world.attempts)))
        schema = await self._schema()
        print(
            f"  {time.strftime('%X')} {len(self.world.attempts)} messages, schema {schema}: {what}"
        )

    async def start(self, number: int, code: Path) -> Service:
        """Start a process of the old version or of this one, and wait until it works."""
        self.place.environment["PYTHONPATH"] = str(code)
        self.place.environment["NOTIFIER_WEB_PORT"] = str(free_port())
        started = '"event": "started"'
        before = self.processes[0].log.count(started) if self.processes else 0
        service = await Service.start(self.place, "run", "--role", ROLES[number])
        async with asyncio.timeout(_PATIENCE):
            while service.log.count(started) <= before:
                assert service.process.returncode is None, problems(service.log)
                await asyncio.sleep(0.2)
        self.processes[number] = service
        return service

    async def run(self, seconds: float) -> None:
        """Let the old version work, upgrade beside it, and replace its processes."""
        for number in range(len(ROLES)):
            await self.start(number, self.old)
        while len(self.world.fetches) < SOURCES:  # noqa: ASYNC110 - in other processes
            await asyncio.sleep(0.5)
        await asyncio.sleep(2 * INTERVAL)  # a first reading alerts on nothing
        async with background(self._publish()):
            await self._go_over(seconds)

    async def _publish(self) -> None:
        while True:
            publish(self.world, self.pieces, self.chance)
            await asyncio.sleep(_EVERY)

    async def _go_over(self, seconds: float) -> None:
        await self.begin("the old version works")
        await asyncio.sleep(seconds)
        await self.begin("a process of this version starts, and upgrades")
        replaced = dict(self.processes)
        await self.start(0, REPOSITORY)
        await self.begin("both work side by side")
        await asyncio.sleep(seconds)
        await self._restart_old(replaced)
        for number, each in replaced.items():
            if number:
                await self.start(number, REPOSITORY)
            assert await each.stop() == 0, problems(each.log)
        await self.begin("this version works alone")
        await asyncio.sleep(seconds)
        await self.begin("all is published")

    async def _restart_old(self, replaced: dict[int, Service]) -> None:
        """Kill a sender of the old version and start it again, where that version may be."""
        number = ROLES.index("deliver")
        at = time.time()
        await replaced[number].kill()
        self.kills.append(Kill(at, time.time()))
        if "usable_from" in (self.old / "notifier/store/engine/migrate.py").read_text():
            await self.begin("a process of the old version was killed, and is started again")
            replaced[number] = await self.start(number, self.old)
        else:
            await self.begin("a process of the old version was killed; it takes no newer schema")
            del replaced[number]
            await self.start(number, REPOSITORY)

    async def _schema(self) -> str:
        connection = await asyncpg.connect(self.url)
        found = await connection.fetchval("SELECT version_num FROM alembic_version")
        await connection.close()
        return str(found)

    def longest_silence(self) -> float:
        """Return the longest time between two messages of a bot while pieces were published."""
        first, last = self.told[0][1], self.told[-1][1]
        return max(
            after - before
            for times in self.world.sent_at.values()
            for before, after in pairwise(sorted(each for each in times if first < each < last))
        )


@contextmanager
def old_code(revision: str, folder: Path) -> Iterator[Path]:
    """Check a commit out beside this one."""
    place = folder / "old"
    _git("worktree", "add", "--quiet", "--detach", str(place), revision)
    try:
        yield place
    finally:
        _git("worktree", "remove", "--force", str(place))


def released() -> str:
    """Return the newest tag, or the commit before the newest migration was added."""
    if tags := _git("tag", "--sort=-creatordate"):
        return tags.split()[0]
    added = _git("log", "-1", "--diff-filter=A", "--format=%h", "--", f"{_MIGRATIONS}/[0-9]*.py")
    return _git("rev-parse", "--short", f"{added}^")


def _git(*arguments: str) -> str:
    command = ("git", "-C", str(REPOSITORY), *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


async def upgrade(revision: str, seconds: float, seed: int) -> bool:
    """Run it; return whether it was sound."""
    chance = random.Random(seed)
    plan = make_plan(chance, people=20, groups=0, pieces=5000, commands=0)
    world, port = World(SOURCES), free_port()
    server = start_server()
    with (
        tempfile.TemporaryDirectory(prefix="upgrade-") as folder,
        old_code(revision, Path(folder)) as old,
    ):
        try:
            async with server.database() as url, background(world.serve(port)):
                place = make_place(Path(folder), url, port, SOURCES, INTERVAL, fresh=True)
                place.environment["PYTHONPATH"] = str(old)
                code, _, problem = await place.run("db", "upgrade")
                assert code == 0, problem
                await _subscribe(old, url, seed)
                run = Upgrade(place, world, url, old, [*plan.pieces], chance)
                await run.run(seconds)
                published = plan.pieces[: len(plan.pieces) - len(run.pieces)]
                expected = Expected(plan.words(published, ()))
                await finish(world, expected)
                for each in run.processes.values():
                    assert await each.stop() == 0, problems(each.log)
        finally:
            for process in STARTED:
                if process.returncode is None:
                    process.kill()
            server.stop()
    return _report(run, expected)


async def _subscribe(old: Path, url: str, seed: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _SUBSCRIBE, url, str(seed)),
        cwd=old,  # where it looks for modules first
    )
    assert await process.wait() == 0


def _report(run: Upgrade, expected: Expected) -> bool:
    verdict = judge(run.world.attempts, run.kills, expected, _IN_FLIGHT)
    silence = run.longest_silence()
    print(verdict)
    print(f"longest silence of a bot: {silence:.1f} s (allowed {SILENCE:.0f})")
    return verdict.sound and silence <= SILENCE


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh upgrade", description=__doc__)
    parser.add_argument("--from", dest="revision", default=None, help="a commit or a tag")
    parser.add_argument("--seconds", type=float, default=20, help="of each of three phases")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked = parser.parse_args()
    revision = asked.revision or released()
    print(f"from {revision}, seed {asked.seed}", flush=True)
    return 0 if asyncio.run(upgrade(revision, asked.seconds, asked.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
