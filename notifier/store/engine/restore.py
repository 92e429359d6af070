"""Putting a copy in the place of a SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from notifier.core.errors import SchemaError, StoreBusyError, StoreError
from notifier.store.engine.backup import checked_copy
from notifier.store.engine.database import Store
from notifier.store.engine.leases import LIVES
from notifier.store.engine.migrate import can_use, usable_from

_BESIDE = ("-wal", "-shm")


def restore(
    store: Store,
    source: Path,
    now: datetime,
    *,
    is_gone: Callable[[str], bool] = lambda _holder: False,
) -> Path | None:
    """Put a backup in the place of the database; return where the one that was there is now.

    `is_gone` tells whether a process has certainly ended. Raises StoreError, before which nothing
    is changed: where a service runs on the database, or where the backup is not sound.
    """
    file = store.file
    if file is None:
        raise AssertionError("PostgreSQL is loaded by notifier.store.move")
    if not source.is_file():
        raise StoreError(f"there is no file {source}")
    if file.exists():
        if source.samefile(file):
            raise StoreError(f"{source} is the database itself; name a backup of it")
        refuse_while_it_runs(file, now, is_gone)
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        checked_copy(source, part, f"{source} cannot be restored")
        prepare(part, source)
        aside = _put_aside(file, now)
        part.rename(file)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{source} cannot be restored: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return aside


def refuse_while_it_runs(file: Path, now: datetime, is_gone: Callable[[str], bool]) -> None:
    """Raise StoreBusyError where a service runs on a SQLite database."""
    moment = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    try:
        with closing(sqlite3.connect(file, timeout=1)) as connection:
            rows = connection.execute(
                "SELECT holder FROM lease WHERE name LIKE ? AND until > ?", (f"{LIVES}%", moment)
            ).fetchall()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise StoreBusyError(f"the database {file} is in use; stop the service first") from None
        return  # damaged, or none of ours: that is why another shall take its place
    running = [holder for (holder,) in rows if not is_gone(holder)]
    if running:
        where = ":".join(running[0].split(":")[:2])
        raise StoreBusyError(
            f"a service runs on {file} (host and process {where}); stop it and try again. One that "
            "was killed counts as running for some seconds"
        )


def prepare(part: Path, source: Path) -> None:
    """Check that a copy is one of ours, and delete the leases of when it was made."""
    with closing(sqlite3.connect(part)) as connection:
        try:
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError):
            raise StoreError(f"{source} is no database of notifier") from None
        if not can_use(schema, _usable_from(connection, schema)):
            raise SchemaError(
                f"{source} was written by a newer notifier (its schema is {schema}); restore it "
                "with that version"
            )
        connection.execute("DELETE FROM lease")
        connection.commit()


def _put_aside(file: Path, now: datetime) -> Path | None:
    """Rename the database, with what SQLite keeps beside it; return the new name."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.replaced-{now:%Y%m%d-%H%M%S}")
    # Beside the new file they would be taken for parts of it.
    for each in _BESIDE:
        beside = file.with_name(file.name + each)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + each))
    file.rename(aside)
    return aside


def _usable_from(connection: sqlite3.Connection, schema: str) -> int | None:
    row = connection.execute(
        "SELECT value FROM counter WHERE name = ?", (usable_from(schema),)
    ).fetchone()
    return None if row is None else int(row[0])
