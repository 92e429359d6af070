"""A crash test: the real service, killed again and again while everything goes wrong around it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from notifier.core.clock import system_clock
from notifier.store.engine.database import open_store
from notifier.store.engine.migrate import upgrade
from tests.chaos.plan import Plan
from tests.chaos.random_faults import RandomFaults
from tests.chaos.verdict import ALERT, MARK, REPLY, Attempt, Expected, Kill, Verdict, judge
from tests.fakes.bot_api import BotApi, Outcome
from tests.journeys.service import Place, Service

IN_FLIGHT: Final = {ALERT: 8, REPLY: 16}
"""The service's own defaults: so many may come twice after a kill."""
_T = TypeVar("_T")
_MOVED_BY = -1_000_000_000_000
_TELLING = (Outcome.ACCEPTED, Outcome.REFUSED)
_TAKING = (Outcome.ACCEPTED, Outcome.LOST)


@dataclass
class CrashTest:
    """One run. `progress` is told what happens.

    `patience` is how many seconds the end may take, when nothing goes wrong any more.
    """

    place: Place
    api: BotApi
    plan: Plan
    chance: random.Random
    silent: bool = False
    patience: float = 90
    """Seconds; longer than the minute for which a chat waits whose bot was refused."""
    progress: Callable[[str], None] = lambda _: None
    kills: list[Kill] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)

    async def run(self, kills: int) -> Verdict:
        """Kill the service `kills` times, let it finish, and judge."""
        # Each article is looked for by itself, so none may come in a summary.
        self.place.environment["NOTIFIER_DELIVERY_BURST"] = "10000"
        store = open_store(self.place.environment["NOTIFIER_DATABASE_URL"])
        await upgrade(store)
        # Earlier than what is published in the second that it is now.
        earlier = system_clock() - timedelta(minutes=1)
        await self.plan.subscribe(store, int(self.api.token.partition(":")[0]), earlier)
        await store.close()
        faults = RandomFaults(random.Random(self.chance.random()), silent=self.silent)
        self.api.choose_faults(faults)

        events = self._events(kills, faults)
        pieces, commands = list(self.plan.pieces), list(self.plan.commands)
        service = await Service.start(self.place, "run")
        for number in range(kills):
            lives = kills - number
            living = asyncio.create_task(self._live(service, first=number == 0))
            # Early rather than late, so that there is something in flight whenever it dies.
            for piece in _take(pieces, -(-2 * len(pieces) // (lives + 1))):
                piece.write(self.place.posts, system_clock())
            for chat in _take(commands, -(-len(commands) // lives)):
                self.api.say(chat, f"/watch {self.plan.commands[chat]}")
            for event in events.get(number, []):
                await event()
            await living
            service = await self._kill(service)
        await self._finish(service, faults)
        return self.verdict()

    async def _live(self, service: Service, *, first: bool) -> None:
        """Let the service live for a while: until it is at work, or not even until it is ready."""
        early, at_work = self.chance.random() < 0.2, self.chance.random() < 0.6
        span = self.chance.uniform(0, 1.5)
        if first or not early:
            await service.until_ready()
        if first or (at_work and not early):
            before = len(self._seen())
            some = sum(IN_FLIGHT.values()) if first else 1
            await self._until(lambda: len(self._seen()) >= before + some, service, within=8)
        await asyncio.sleep(span)

    async def _kill(self, service: Service) -> Service:
        assert service.process.returncode is None, f"it ended by itself:\n{service.log[-3000:]}"
        at = time.time()
        await service.kill()
        self.kills.append(Kill(at, time.time()))
        self.progress(f"kill {len(self.kills)}: {len(self._seen())} messages have come")
        return await Service.start(self.place, "run")

    def _events(
        self, kills: int, faults: RandomFaults
    ) -> dict[int, list[Callable[[], Awaitable[None]]]]:
        """Plan what happens to chats and to the bot, and in which life of the service."""
        events: dict[int, list[Callable[[], Awaitable[None]]]] = {}

        def plan(event: Callable[[], Awaitable[None]]) -> None:
            events.setdefault(self.chance.randrange(kills), []).append(event)

        async def block(chat: int) -> None:
            self.gone.add(chat)
            self.api.change_membership(chat, "kicked")

        async def move(group: int) -> None:
            self.moved[group] = _MOVED_BY + group
            self.api.migrate(group, self.moved[group])

        async def refuse() -> None:
            faults.refusing = True
            await asyncio.sleep(0.7)
            faults.refusing = False

        for chat in self.chance.sample(self.plan.people, len(self.plan.people) // 10):
            plan(partial(block, chat))
        for group in self.chance.sample(self.plan.groups, len(self.plan.groups) // 2):
            plan(partial(move, group))
        for _ in range(-(-kills // 20)):
            plan(refuse)
        return events

    async def _finish(self, service: Service, faults: RandomFaults) -> None:
        """Let the service do what is left without faults, stop it, and start it once more."""
        self.progress(f"the end: {len(self._missing())} are missing")
        few = len(self.expected.words) // 3
        await self._until(lambda: len(self._missing()) < few, service, within=self.patience)
        faults.enabled = False
        await self._until(lambda: not self._missing(), service, within=self.patience)
        await asyncio.sleep(0.5)
        assert await service.stop() == 0
        again = await Service.start(self.place, "run")
        await again.until_ready()
        await asyncio.sleep(0.5)
        assert await again.stop() == 0

    async def _until(
        self, condition: Callable[[], bool], service: Service, *, within: float
    ) -> None:
        """Wait for something, or until the seconds are over: the verdict will tell."""
        deadline = time.monotonic() + within
        while not condition() and time.monotonic() < deadline:
            assert service.process.returncode is None, f"it ended:\n{service.log[-3000:]}"
            await asyncio.sleep(0.1)

    @property
    def expected(self) -> Expected:
        """What must have come in the end."""
        words = self.plan.words(self.plan.pieces, self.plan.commands)
        return Expected(
            {(self.moved.get(chat, chat), mark): shown for (chat, mark), shown in words.items()},
            frozenset(self.gone),
            self.moved,
        )

    def _seen(self) -> set[tuple[int, str]]:
        return {
            (self.moved.get(each.chat, each.chat), mark)
            for each in self.attempts()
            if each.taken
            for mark in MARK.findall(each.text)
        }

    def _missing(self) -> set[tuple[int, str]]:
        expected = self.expected
        asked = {pair for pair in expected.words if pair[0] not in expected.gone}
        return asked - self._seen()

    def attempts(self) -> list[Attempt]:
        """Return every message that the Bot API saw."""
        now = time.time()
        return [
            Attempt(
                call.chat_id or 0,
                str(call.params.get("text")),
                call.time,
                now if call.over is None else call.over,
                taken=call.outcome in _TAKING,
                told=call.outcome in _TELLING,
            )
            for call in self.api.calls_of("sendMessage")
        ]

    def verdict(self) -> Verdict:
        """Judge what has come so far."""
        return judge(self.attempts(), self.kills, self.expected, IN_FLIGHT)


def _take(values: list[_T], number: int) -> list[_T]:
    taken = values[:number]
    del values[:number]
    return taken
