"""Copies of a SQLite database: taken while it is in use, put back, and kept before an upgrade."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from notifier.core.errors import SchemaError, StoreBusyError, StoreError, StoreFullError
from notifier.store.engine.database import Store
from notifier.store.engine.integrity import problems_in
from notifier.store.engine.leases import LIVES

KEPT_UPGRADES = 2
_BESIDE = ("-wal", "-shm")
_TOLD = 3


def backup(store: Store, target: Path) -> int:
    """Copy the database to `target`, which must not exist; return the copy's size in bytes.

    Raises StoreError. PostgreSQL has tools of its own, which know more than a copy.
    """
    source = store.file
    if source is None:
        raise StoreError(
            "PostgreSQL has tools of its own: pg_dump --format=custom --file=notifier.dump NAME "
            "copies the database NAME while the service runs"
        )
    if not source.exists():
        raise StoreError(f"there is no database {source} yet")
    if target.exists():
        raise StoreError(f"{target} exists already; choose another name")
    _copy(source, target, "the backup failed")
    return target.stat().st_size


def copy_before_upgrade(file: Path, revision: str) -> Path:
    """Copy a database that is about to be brought to a schema, beside it; the last two are kept.

    Raises StoreError, StoreFullError where there is no room for the copy.
    """
    size, free = file.stat().st_size, shutil.disk_usage(file.parent).free
    if free < size * 1.1:
        raise StoreFullError(
            f"before its upgrade the database is copied, for which {file.parent} has no room: make "
            f"{size // 1_000_000 + 1} MB free and start again"
        )
    target = file.with_name(f"{file.name}.before-{revision}")
    _copy(file, target, "the copy before the upgrade failed")
    copies = sorted(file.parent.glob(f"{file.name}.before-*"))
    for old in copies[:-KEPT_UPGRADES]:
        old.unlink()
    return target


def restore(
    store: Store,
    source: Path,
    now: datetime,
    *,
    known: Callable[[str], bool],
    is_gone: Callable[[str], bool] = lambda _holder: False,
) -> Path | None:
    """Put a backup in the place of the database; return where the one that was there is now.

    `known` tells whether a schema is one that this version can use, `is_gone` whether a process has
    certainly ended. Raises StoreError, before which nothing is changed: where a service runs on the
    database, or where the backup is not sound.
    """
    file = store.file
    if file is None:
        raise StoreError(
            "PostgreSQL has tools of its own: stop the service, then pg_restore --clean "
            "--if-exists --dbname=NAME notifier.dump puts a copy that pg_dump made in place"
        )
    if not source.is_file():
        raise StoreError(f"there is no file {source}")
    if file.exists():
        if source.samefile(file):
            raise StoreError(f"{source} is the database itself; name a backup of it")
        _refuse_while_it_runs(file, now, is_gone)
    part = file.with_name(f"{file.name}.part")
    try:
        _copy(source, part, f"{source} cannot be restored")
        _prepare(part, source, known)
        aside = _put_aside(file, now)
        part.rename(file)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{source} cannot be restored: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return aside


def _refuse_while_it_runs(file: Path, now: datetime, is_gone: Callable[[str], bool]) -> None:
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


def _prepare(part: Path, source: Path, known: Callable[[str], bool]) -> None:
    """Check that a copy is one of ours, and delete the leases of when it was made."""
    with closing(sqlite3.connect(part)) as connection:
        try:
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError):
            raise StoreError(f"{source} is no database of notifier") from None
        if not known(schema):
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


def _copy(source: Path, target: Path, failure: str) -> None:
    """Copy a database that may be in use, and check the copy; raises StoreError."""
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            # In one go: in steps it would begin anew whenever the service writes.
            original.backup(copy)
            problems = problems_in(copy)
        if problems:
            raise StoreError(f"{failure}: it is damaged: {'; '.join(problems[:_TOLD])}")
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{failure}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
