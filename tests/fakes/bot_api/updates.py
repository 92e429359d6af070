"""The updates that wait for the bot, and the long poll that fetches them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Final

from tests.fakes.bot_api.calls import Params
from tests.fakes.bot_api.faults import OTHER_POLLER, RefusedError
from tests.fakes.bot_api.shapes import Json

_ONLY_WHEN_ASKED_FOR: Final = {"chat_member", "message_reaction", "message_reaction_count"}
_LONGEST_POLL: Final = 50


class UpdateQueue:
    """Updates in order, kept until the bot confirms them by asking for a later one.

    `changed` guards it and is notified of every change.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._pending: list[Json] = []
        self._confirmed: list[int] = []
        self.last_id = 100_000
        self._allowed: frozenset[str] = frozenset()
        self._poll: _Poll | None = None

    @property
    def pending(self) -> tuple[Json, ...]:
        """The updates that the bot has not confirmed."""
        with self._changed:
            return tuple(self._pending)

    @property
    def confirmed(self) -> tuple[int, ...]:
        """The ids of the updates that the bot has confirmed, in that order."""
        with self._changed:
            return tuple(self._confirmed)

    def push(self, update: Json) -> int | None:
        """Queue an update and give its id; None if the bot does not want updates of its kind."""
        with self._changed:
            if not self._wants(next(iter(update))):
                return None
            self.last_id += 1
            self._pending.append({"update_id": self.last_id} | update)
            self._changed.notify_all()
            if self._poll:
                self._poll.wake()
            return self.last_id

    def allow(self, params: Params) -> None:
        """Take the kinds of update that the bot asks for; without a word the last ones stay."""
        kinds = params.structure("allowed_updates")
        if kinds is not None:
            with self._changed:
                self._allowed = frozenset(kinds)

    def clear(self) -> None:
        """Forget every update that waits."""
        with self._changed:
            self._pending.clear()
            self._changed.notify_all()

    async def poll(self, params: Params) -> list[Json]:
        """Do getUpdates: confirm, then wait for something to give.

        Refuses a poll that another one overtakes.
        """
        self.allow(params)
        with self._changed:
            self._confirm(params.number("offset"))
            if self._poll:
                self._poll.overtaken = True
                self._poll.wake()
            poll = self._poll = _Poll()
            if self._pending:
                poll.wake()
        try:
            await poll.wait(min(params.number("timeout"), _LONGEST_POLL))
        finally:
            with self._changed:
                if self._poll is poll:
                    self._poll = None
        if poll.overtaken:
            raise RefusedError(OTHER_POLLER)
        limit = min(max(params.number("limit", 100), 1), 100)
        with self._changed:
            return self._pending[:limit]

    def _confirm(self, offset: int) -> None:
        """Drop the updates before `offset`; a negative one keeps that many of the last."""
        if offset < 0:
            kept = self._pending[offset:]
        else:
            kept = [update for update in self._pending if update["update_id"] >= offset]
        dropped = self._pending[: len(self._pending) - len(kept)]
        self._confirmed.extend(update["update_id"] for update in dropped)
        self._pending = kept
        self._changed.notify_all()

    def _wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ONLY_WHEN_ASKED_FOR


class _Poll:
    """A getUpdates that waits; any thread may wake it."""

    def __init__(self) -> None:
        self.overtaken = False
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._woken.set)

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
