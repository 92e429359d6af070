"""Checks of a SQLite file. A damaged one is reported, and never made anew in silence."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from notifier.core.errors import StoreDamagedError, StoreError
from notifier.core.log import get_logger
from notifier.store.engine.errors import damaged

log = get_logger(__name__)

_WITHIN = 3.0
"""Seconds that a check at a start may take: so long a file of some gigabytes takes."""
_STEPS = 10_000
_BUSY_AFTER = 10.0
_MOST = 20
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def check_access(file: Path) -> None:
    """Raise StoreError where a file, or the folder that it is to be made in, may not be written."""
    try:
        folder = next(each for each in file.absolute().parents if each.exists())
        is_there = file.exists()
    except PermissionError as error:  # a folder above it that may not be entered
        raise StoreError(f"the database {file} cannot be opened: {error}") from error
    if not folder.is_dir():
        raise StoreError(f"the database {file} cannot be made: {folder} is no folder")
    for path in (file, folder) if is_there else (folder,):
        if not os.access(path, os.W_OK):
            raise StoreError(
                f"the database {file} cannot be used: uid {os.geteuid()} may not write {path}"
            )


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
        if _code(error) == sqlite3.SQLITE_INTERRUPT:
            log.info("database_too_large_to_be_checked_at_start", advice="notifier db check")
            return
        if _code(error) in _HELD:
            return  # another process has it, which checked it
        if _code(error) in _DAMAGE:
            raise StoreDamagedError(damaged(file, str(error))) from error
        raise StoreError(f"the database {file} cannot be checked: {error}") from error
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
        if _code(error) in _DAMAGE:
            return [str(error)]
        raise StoreError(f"the database {file} cannot be checked: {error}") from error


def problems_in(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with a database, row by row; raises sqlite3.DatabaseError."""
    found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    problems = [_in_a_line(each) for each in found if each != "ok"]
    if not problems:
        for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(f"row {row} of {table} refers to a row of {other} that is not there")
    return problems[:_MOST]


def _code(error: sqlite3.Error) -> int:
    """Return what SQLite answered, without what it adds for some systems."""
    return error.sqlite_errorcode & 0xFF


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
