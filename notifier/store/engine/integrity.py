"""Checks of a SQLite file. A damaged one is reported, and never made anew in silence."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from notifier.core.errors import StoreDamagedError, StoreError
from notifier.core.log import get_logger
from notifier.store.engine.database import damaged

log = get_logger(__name__)

_WITHIN = 3.0
"""Seconds that a check at a start may take: so long a file of some gigabytes takes."""
_STEPS = 10_000
_BUSY_AFTER = 10.0
_MOST = 20


def quick_check(file: Path, *, within: float = _WITHIN) -> None:
    """Check a file for a bounded time; raise StoreDamagedError where it is damaged.

    A file that is not there, or empty, is a database that is still to be made.
    """
    if not file.exists() or file.stat().st_size == 0:
        return
    deadline = time.monotonic() + within
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_AFTER)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if "interrupted" in str(error):
            log.info("database_too_large_to_be_checked_at_start", advice="notifier db check")
            return
        if "locked" in str(error):
            return  # another process has it, which checked it
        raise StoreDamagedError(damaged(file, str(error))) from error
    if found[0] != "ok":
        raise StoreDamagedError(damaged(file, _in_a_line(found[0])))


def full_check(file: Path) -> list[str]:
    """Read all of a file, and return what is wrong with it; raises StoreError."""
    if not file.exists():
        raise StoreError(f"there is no database {file} yet")
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_AFTER)) as connection:
            return problems_in(connection)
    except sqlite3.DatabaseError as error:
        return [str(error)]


def problems_in(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with a database, row by row; raises sqlite3.DatabaseError."""
    found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    problems = [_in_a_line(each) for each in found if each != "ok"]
    if not problems:
        for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(f"row {row} of {table} refers to a row of {other} that is not there")
    return problems[:_MOST]


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
