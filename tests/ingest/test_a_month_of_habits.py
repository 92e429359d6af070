"""A month of twenty sources whose habits take turns, in virtual time.

Every article that is published while somebody follows is told once, nothing old is told, and where
a source could not be read, that is seen within its promise. `python -m tests.ingest.month` lets a
month pass, this three days: in so many each of the 22 habits has had its turn at a source.
"""

from __future__ import annotations

from notifier.store.engine.database import Store
from tests.ingest.month import Month


async def test_a_month_of_habits(sqlite_store: Store) -> None:
    month = Month(sqlite_store, sources=20, days=3, seed=2026)
    outcome = await month.run()
    assert outcome.untold == []
    assert outcome.told_twice == []
    assert outcome.told_though_old == []
    assert outcome.silences_unseen == []
    assert len(outcome.told) > 20 * 3
