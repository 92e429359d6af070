"""Many processes on one PostgreSQL, killed at random: `./run.sh fleet --minutes 5`.

Three processes poll, two send for two bots, which they share, two serve pages. Every few seconds
one of them is killed, and started anew at once or only after others had to take over; now and then
the database drops every connection. In the end nothing may be lost or told twice without an excuse,
no source fetched twice for one due time, and no bot may have been silent for longer than a lease
takes. Ends with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import asyncpg

from notifier.service.stopping import background
from tests.chaos.fleet_world import World, finish, make_place, problems, publish, subscribe
from tests.chaos.plan import Piece, Plan, make_plan
from tests.chaos.verdict import ALERT, REPLY, Expected, Kill, Verdict, judge
from tests.databases import migrate
from tests.journeys.service import Place, Service, free_port
from tests.postgres import start_server

ROLES = ("poll", "poll", "poll", "deliver", "deliver", "web", "web")
SOURCES = 8
INTERVAL = 2.0
"""Seconds between two polls of a source."""

TAKEOVER = 10.0
"""Seconds in which another process must have taken over."""

_SHORTEST = 0.6 * INTERVAL
"""Two fetches closer than this are of one due time: polls are spread by a fifth to each side."""

_IN_FLIGHT = {ALERT: 16, REPLY: 16}


@dataclass
class Fleet:
    """The processes, and what was done to them."""

    place: Place
    world: World
    url: str
    chance: random.Random
    processes: dict[int, Service] = field(default_factory=dict)
    kills: list[tuple[str, Kill]] = field(default_factory=list)
    """What was killed, a role or the connections."""
    began: float = field(default_factory=time.time)
    ended: float = 0.0
    """When they were stopped in order."""
    handed_over: int = 0
    """How often one sender handed the other a bot: for each leads for one."""

    async def start(self, number: int) -> None:
        """Start a process."""
        self.place.environment["NOTIFIER_WEB_PORT"] = str(free_port())
        self.processes[number] = await Service.start(self.place, "run", "--role", ROLES[number])

    async def kill_one(self) -> None:
        """Kill a process, and start it anew, at once or when others have taken over."""
        number = self.chance.randrange(len(ROLES))
        at = time.time()
        await self.processes[number].kill()
        killed = Kill(at, time.time())
        await asyncio.sleep(self.chance.choice((0.0, 0.0, 12.0)))
        await self.start(number)
        self.kills.append((ROLES[number], killed))

    async def drop_connections(self) -> None:
        """Have the database drop every connection."""
        at = time.time()
        connection = await asyncpg.connect(self.url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        await connection.close()
        self.kills.append(("connections", Kill(at, at + 1)))

    async def run(self, minutes: float, plan: Plan) -> None:
        """Publish, kill, and let them finish."""
        for number in range(len(ROLES)):
            await self.start(number)
        while len(self.world.fetches) < SOURCES:  # noqa: ASYNC110 - in other processes
            await asyncio.sleep(0.5)
        await asyncio.sleep(2 * INTERVAL)  # a first reading alerts on nothing
        pieces, end = list(plan.pieces), time.monotonic() + minutes * 60
        every = minutes * 60 / len(pieces)
        async with background(self._publish(pieces, every)):
            while time.monotonic() < end:
                await asyncio.sleep(self.chance.uniform(2, 5))
                if self.chance.random() < 0.15:
                    await self.drop_connections()
                else:
                    await self.kill_one()
                print(f"  {time.strftime('%X')} {len(self.world.attempts)} messages", flush=True)
        while pieces:
            publish(self.world, pieces, self.chance)

    async def _publish(self, pieces: list[Piece], every: float) -> None:
        while pieces:
            publish(self.world, pieces, self.chance)
            await asyncio.sleep(every)

    async def stop(self) -> None:
        """Stop every process."""
        self.ended = time.time()
        for number, each in self.processes.items():
            code = await each.stop()
            assert code == 0, f"{ROLES[number]} ended with {code}:\n{problems(each.log)}"
            self.handed_over = each.log.count("leases_handed_over")  # all write one log

    def fetched_twice(self) -> Sequence[str]:
        """Return the sources that were fetched again too soon, without an excuse."""
        excuses = [kill.at for what, kill in self.kills if what in ("poll", "connections")]
        return [
            f"source {number} again after {after - before:.2f} s, {after - self.began:.0f} s in"
            for number, times in self.world.fetches.items()
            for before, after in pairwise(times)
            # Who is stopped in order leaves what is under way to another.
            if after - before < _SHORTEST
            and after < self.ended
            and not any(before - 1 <= at <= after for at in excuses)
        ]

    def takeovers(self) -> Sequence[float]:
        """Return the seconds from each kill of a sender to the next message of each bot."""
        return sorted(
            min(later) - kill.at
            for what, kill in self.kills
            if what == "deliver"
            for times in self.world.sent_at.values()
            if (later := [at for at in times if at > kill.at])
        )


async def crash(minutes: float, seed: int) -> bool:
    """Run it; return whether it was sound."""
    chance = random.Random(seed)
    plan = make_plan(chance, people=60, groups=0, pieces=int(minutes * 30), commands=0)
    world, port = World(SOURCES), free_port()
    server = start_server()
    with tempfile.TemporaryDirectory(prefix="fleet-") as folder:
        try:
            async with server.database() as url, background(world.serve(port)):
                fleet = Fleet(
                    make_place(Path(folder), url, port, SOURCES, INTERVAL), world, url, chance
                )
                await migrate(url)
                await subscribe(url, plan)
                await fleet.run(minutes, plan)
                expected = Expected(plan.words(plan.pieces, ()))
                await finish(world, expected)
                await fleet.stop()
        finally:
            server.stop()
    return report(fleet, expected)


def report(fleet: Fleet, expected: Expected) -> bool:
    """Print what was found; return whether it was sound."""
    kills = [kill for what, kill in fleet.kills if what in ("deliver", "connections")]
    verdict: Verdict = judge(fleet.world.attempts, kills, expected, _IN_FLIGHT)
    twice, takeovers = fleet.fetched_twice(), fleet.takeovers()
    print(f"{len(fleet.kills)} kills in all, of them {len(kills)} of senders or connections")
    print(verdict)
    fetches = sum(map(len, fleet.world.fetches.values()))
    print(f"{fetches} fetches; twice for one due time: {len(twice)}", *twice[:10], sep="\n  ")
    if takeovers:
        median = takeovers[len(takeovers) // 2]
        print(f"a bot's next message after its kill: median {median:.1f} s, {takeovers[-1]:.1f} s")
    print(f"{fleet.handed_over} times a bot was handed over to a sender that had none")
    late = bool(takeovers) and takeovers[-1] > TAKEOVER
    return verdict.sound and not twice and not late and fleet.handed_over > 0


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh fleet", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked = parser.parse_args()
    print(f"{asked.minutes} minutes, seed {asked.seed}", flush=True)
    return 0 if asyncio.run(crash(asked.minutes, asked.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
