"""Copies of a SQLite database: taken while it is in use, and kept before an upgrade."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from notifier.core.errors import StoreError, StoreFullError
from notifier.store.engine.database import Store
from notifier.store.engine.integrity import problems_in

KEPT_UPGRADES = 2
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
    if not target.parent.is_dir():
        raise StoreError(f"there is no folder {target.parent} to copy the database into; make it")
    checked_copy(source, target, "the backup failed")
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
    checked_copy(file, target, "the copy before the upgrade failed")
    copies = sorted(file.parent.glob(f"{file.name}.before-*"))
    for old in copies[:-KEPT_UPGRADES]:
        old.unlink()
    return target


def checked_copy(source: Path, target: Path, failure: str) -> None:
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
