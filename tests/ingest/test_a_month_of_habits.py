"""A month of twenty sources whose habits take turns, in virtual time.

Every article that is published while somebody follows is told once to each who follows it and to
nobody else, within what its source promises; nothing old is told, and where a source could not be
read, that is seen. `./run.sh month` lets a month pass, this two turns: in so many each habit has
had its turn at a source.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ingest.habits import HABITS, UNREADABLE
from tests.ingest.month import A_TURN, QUICK, SLOW, TOPICS, live
from tests.ingest.publishers import TURN
from tests.ingest.verdict import HOUR, WOKEN

TURNS = 2


def test_a_month_of_habits(migrated_file: Path, tmp_path: Path) -> None:
    database = tmp_path / "month.db"
    shutil.copy(migrated_file, database)
    outcome = live(database, days=TURNS * TURN / (24 * HOUR))
    assert outcome.wrong == {name: [] for name in outcome.wrong}
    assert outcome.had_turns == HABITS.keys()
    assert outcome.count > len(TOPICS) * A_TURN * TURNS
    # Not even as late as is allowed come those of a source whose server does as it should.
    assert outcome.latest["plain", QUICK] <= QUICK + WOKEN
    for habit in (
        HABITS.keys() - UNREADABLE - {"says 304", "wants a day of rest", "too many requests"}
    ):
        assert outcome.latest[habit, SLOW] <= SLOW + WOKEN, habit
    assert outcome.latest["says 304", QUICK] > HOUR, "else that habit is none"
