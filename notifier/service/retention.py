"""The job "retention": deletes what is older than it is to be kept.

It goes through everything about once an hour, in steps that are short, with room between them for
whoever else wants to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.service.settings import RetentionSettings
from notifier.store import retention
from notifier.store.articles.feeds import MAX_ITEMS
from notifier.store.engine.database import Connection, Store
from notifier.store.retention import Step
from notifier.stories.contradictions import STORY_SPAN

log = get_logger(__name__)

SWEEP_EVERY = timedelta(hours=1)
_ROWS = 50
"""So many articles are deleted in about a tenth of a second, for which others wait."""
_STEPS = 20
"""So many steps a beat, each a transaction of its own."""
_EVERYBODY_KNOWS = timedelta(days=1)
"""By then every process has heard of a query that was retired, and of a holder that is gone."""

_SENT_AGAIN = timedelta(days=1)
"""So long a write of the API may be sent again, and is answered as it was."""

_Job = Callable[[Connection, datetime], Awaitable[Step]]
"""Deletes some of what is from before a moment."""


class Retention:
    """Deletes what is too old, where `leads` says that it is this process that does."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        kept: RetentionSettings,
        *,
        leads: Callable[[], bool] = lambda: True,
        shown: int = MAX_ITEMS,
        rows: int = _ROWS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leads = leads
        self._shown = shown
        self._rows = rows
        self._next_at: datetime | None = None
        self._left: list[str] = []
        self._after = 0
        self._deleted: Counter[str] = Counter()
        # In this order: an article stays as long as an alert tells of it.
        self._jobs: Mapping[str, tuple[timedelta | None, _Job]] = {
            "alerts": (kept.alerts, self._alerts),
            "articles": (kept.articles, self._articles),
            "story_keys": (STORY_SPAN, self._story_keys),
            "inbox": (kept.inbox, self._inbox),
            "audit": (kept.audit, self._audit),
            "api_answers": (_SENT_AGAIN, self._api_answers),
            "queries": (timedelta(0), self._queries),
            "retired_queries": (_EVERYBODY_KNOWS, self._retired),
            "leases": (_EVERYBODY_KNOWS, retention.delete_leases),
            "pace": (_EVERYBODY_KNOWS, retention.delete_pace),
        }

    async def run_once(self) -> None:
        """Go some steps on; raises StoreError, and goes on there the next time."""
        if not self._leads() or not self._begin():
            return
        for _ in range(_STEPS):
            await self._step()
            if not self._left:
                if self._deleted.total():
                    log.info("deleted_for_its_age", **+self._deleted)
                return

    def _begin(self) -> bool:
        """Begin a sweep where it is time to; tell whether there is one."""
        now = self._clock()
        if self._left:
            return True
        if self._next_at is not None and now < self._next_at <= now + SWEEP_EVERY:
            return False
        self._next_at = now + SWEEP_EVERY
        self._left = [name for name, (term, _) in self._jobs.items() if term is not None]
        self._after = 0
        self._deleted = Counter()
        return True

    async def _step(self) -> None:
        name = self._left[0]
        term, job = self._jobs[name]
        async with self._store.write() as connection:
            step = await job(connection, self._clock() - (term or timedelta(0)))
        self._deleted[name] += step.deleted
        if step.go_on_after is None:
            del self._left[0]
        self._after = step.go_on_after or 0

    def _alerts(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_alerts(connection, before, after=self._after, limit=self._rows)

    def _articles(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_articles(
            connection,
            before,
            after=self._after,
            limit=self._rows,
            shown=self._shown,
            now=self._clock(),
        )

    def _story_keys(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_story_keys(connection, before, limit=10 * self._rows)

    def _inbox(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_inbox(connection, before, limit=self._rows)

    def _audit(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_audit(connection, before, limit=self._rows)

    def _queries(self, connection: Connection, now: datetime) -> Awaitable[Step]:
        return retention.retire_queries(
            connection, after=self._after, limit=10 * self._rows, now=now
        )

    def _retired(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_queries(
            connection, before, after=self._after, limit=10 * self._rows
        )

    def _api_answers(self, connection: Connection, before: datetime) -> Awaitable[Step]:
        return retention.delete_api_answers(connection, before, limit=self._rows)
