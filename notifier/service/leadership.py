"""Which process does what: each shows that it lives, and one at a time leads for each bot.

A process that stops renewing, because it was killed or hangs, loses what it held within `TERM`;
one that stops in order gives it back at once. Where a process that was killed is started anew on
the same machine, it can see that the old one is no more, and need not wait. Processes that want to
lead for the same bots share them: a bot is handed over when nothing of it is under way.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from notifier.core.clock import Clock
from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.service.lease_shares import bot_of, to_hand_over
from notifier.store.engine import leases
from notifier.store.engine.database import Store

log = get_logger(__name__)

TERM = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=2)
_SHARES = "shares"
"""Begins the name of the lease by which a process shows which bots it would serve."""


def new_holder() -> str:
    """Return a name for this process that no other has, with what an operator needs to find it."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{_machine()}:{uuid.uuid4().hex[:8]}"


def _machine() -> str:
    """Name what process numbers count in: this start of this machine, and the container on it.

    Empty where that cannot be known, as outside Linux.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        numbering = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return hashlib.sha256(f"{boot}{numbering}".encode()).hexdigest()[:12]


def is_gone(holder: str) -> bool:
    """Return whether the process of that name has certainly ended; False where we cannot know."""
    _, _, rest = holder.partition(":")
    number, _, rest = rest.partition(":")
    machine, _, _ = rest.partition(":")
    if not number.isdecimal() or not machine or machine != _machine():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


class Leadership:
    """Holds leases for one process: its own life sign, and those it `wants` to lead."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        holder: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._monotonic = monotonic
        self.holder = holder
        self._life_sign = f"{leases.LIVES}{holder}"
        self._wanted: dict[str, Callable[[], bool]] = {}
        """What we try to lead for, and whether something of it is under way."""
        self._held_until: dict[str, tuple[datetime, float]] = {}
        self._on_taken: dict[str, Callable[[], None]] = {}
        self._watched: set[str] = set()
        self._held_by_others: set[str] = set()
        self._heir: str | None = None
        self._leaving: frozenset[str] = frozenset()
        """What goes to the heir, and is not led for any more, once nothing of it is under way."""

    def wanted(
        self, name: str, is_under_way: Callable[[], bool] = lambda: False
    ) -> Callable[[], bool]:
        """Try to lead for `name` from now on; returns what tells whether we do.

        While something `is_under_way` that another would begin again it is not handed over.
        """
        self._wanted[name] = is_under_way
        return lambda: self.leads(name)

    def when_taken(self, name: str, call: Callable[[], None]) -> None:
        """Call this whenever a lease has become ours."""
        self._on_taken[name] = call

    def watched(self, name: str) -> Callable[[], bool]:
        """Return what tells whether another process leads for `name`, as of the last renewal."""
        self._watched.add(name)
        return lambda: name in self._held_by_others

    def leads(self, name: str) -> bool:
        """Return whether the lease is ours now: both clocks must say so.

        The one goes on while the machine sleeps, the other cannot be set back.
        """
        if name not in self._held_until or name in self._leaving:
            return False
        until, monotonic_until = self._held_until[name]
        return self._clock() < until and self._monotonic() < monotonic_until

    async def succeed(self) -> None:
        """Take from the processes that were killed on this machine what they still held."""
        async with self._store.write() as connection:
            for holder in await leases.all_holders(connection):
                if is_gone(holder):
                    await leases.release_all(connection, holder)
                    log.info("lease_of_a_killed_process_ended", holder=holder)

    async def renew(self) -> None:
        """Renew what we hold, try for what we want, and share it with those who want the same."""
        asked_at, now = self._monotonic(), self._clock()
        led = {name for name in self._wanted if self.leads(name)}
        bots = {name for name in self._wanted if bot_of(name)}
        sign = self._share_sign(bots)
        signs = [self._life_sign] if sign is None else [self._life_sign, f"{sign}{self.holder}"]
        async with self._store.write() as connection:
            names = [*signs, *self._wanted]
            held = await leases.acquire(connection, names, self.holder, now, TERM)
            asked = self._watched | bots if sign else self._watched - held
            holders = await leases.holders(connection, asked, sign, now) if asked else {}
            given = self._given(held & bots, holders, sign)
            if self._heir and given:
                await leases.hand_over(connection, given, self.holder, self._heir, now + TERM)
                log.info("leases_handed_over", leases=sorted(given), to=self._heir)
        elsewhere = {name for name, holder in holders.items() if holder != self.holder}
        self._held_by_others = self._watched & (elsewhere | given)
        until = now + TERM, asked_at + TERM.total_seconds()
        self._held_until = dict.fromkeys(held - given, until)
        for name in sorted(self._wanted):
            if (leads := self.leads(name)) != (name in led):
                log.info("lease_taken" if leads else "lease_lost", lease=name)
                if leads and name in self._on_taken:
                    self._on_taken[name]()

    @staticmethod
    def _share_sign(bots: Collection[str]) -> str | None:
        """Return what the leases begin with by which those who want the same know one another.

        None where there is nothing to share: with one bot.
        """
        if len({bot_of(name) for name in bots}) < 2:
            return None
        return f"{_SHARES}:{hashlib.sha256(repr(sorted(bots)).encode()).hexdigest()[:12]}:"

    def _given(
        self, ours: Collection[str], holders: Mapping[str, str], sign: str | None
    ) -> frozenset[str]:
        """Return what is handed over now, and see to what is to be the next time."""
        signs = {name for name in holders if sign is not None and name.startswith(sign)}
        theirs: dict[str, set[str]] = {holders[name]: set() for name in signs}
        theirs.pop(self.holder, None)
        for name in holders.keys() - signs:
            if holders[name] in theirs:
                theirs[holders[name]].add(name)
        self._leaving &= frozenset(ours)
        if self._leaving and self._heir in theirs:
            return frozenset(name for name in self._leaving if not self._wanted[name]())
        self._heir, self._leaving = to_hand_over(ours, theirs) or (None, frozenset())
        return frozenset()

    async def release(self) -> None:
        """Release everything, so that another need not wait; what cannot be released runs out."""
        self._held_until.clear()
        try:
            async with self._store.write() as connection:
                await leases.release_all(connection, self.holder)
        except StoreError as error:
            log.warning("leases_not_released", problem=str(error))
