"""The digest job: settles when digests are due, and makes those that are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.delivery.schedule import digest_due
from notifier.store.alerts import digests
from notifier.store.alerts.digests import UnsettledDigest
from notifier.store.engine.database import Store
from notifier.subscriptions.markets import session_markets

log = get_logger(__name__)


class DigestJob:
    """Makes digests of what waits for one. `zone` is the operator's."""

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo, calendars: Calendars) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._calendars = calendars

    async def run_once(self) -> None:
        """Make every digest that is due; raises StoreError."""
        now = self._clock()
        while await self._is_due(now):
            await self._calendars.refresh(now.date())
            async with self._store.write() as connection:
                made = await digests.make_due(connection, now, self._due)
            if not made:  # another process is at it
                return
            log.info("digests_gathered", places=made)

    async def _is_due(self, now: datetime) -> bool:
        async with self._store.read() as connection:
            return await digests.is_due(connection, now)

    def _due(self, digest: UnsettledDigest, now: datetime) -> datetime:
        wants, zone = digest.preferences, self._zone
        markets = session_markets(wants, digest.queries, wants.zone(zone).key, digest.language)
        return digest_due(digest.cadence, now, wants, zone, self._calendars, markets)
