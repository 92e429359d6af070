"""Which process does what: each shows that it lives, and one at a time leads for each bot.

A process that stops renewing, because it was killed or hangs, loses what it held within `TERM`;
one that stops in order gives it back at once. Where a process that was killed is started anew on
the same machine, it can see that the old one is no more, and need not wait.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.store.engine import leases
from notifier.store.engine.database import Store

log = get_logger(__name__)

TERM = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=2)


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
        self._wanted: set[str] = {f"{leases.LIVES}{holder}"}
        self._held_until: dict[str, tuple[datetime, float]] = {}
        self._on_taken: dict[str, Callable[[], None]] = {}
        self._watched: set[str] = set()
        self._held_by_others: set[str] = set()

    def wanted(self, name: str) -> Callable[[], bool]:
        """Try to lead for `name` from now on; returns what tells whether we do."""
        self._wanted.add(name)
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
        if name not in self._held_until:
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
        """Renew what we hold and try for what we want."""
        asked_at, now = self._monotonic(), self._clock()
        async with self._store.write() as connection:
            held = await leases.acquire(connection, self._wanted, self.holder, now, TERM)
            others = self._watched - held
            self._held_by_others = others and await leases.held_by_others(
                connection, others, self.holder, now
            )
        for name in sorted(self._wanted):
            led, ours = self.leads(name), name in held
            if ours:
                self._held_until[name] = now + TERM, asked_at + TERM.total_seconds()
            else:
                self._held_until.pop(name, None)
            if ours != led:
                log.info("lease_taken" if ours else "lease_lost", lease=name)
                if ours and name in self._on_taken:
                    self._on_taken[name]()

    async def release(self) -> None:
        """Release everything, so that another need not wait."""
        self._held_until.clear()
        async with self._store.write() as connection:
            for name in sorted(self._wanted):
                await leases.release(connection, name, self.holder)
