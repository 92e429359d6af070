"""A copy of a SQLite database, taken while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from notifier.errors import StoreError
from notifier.store.database import Store


def backup(store: Store, target: Path) -> int:
    """Copy the database to `target`, which must not exist; return the copy's size in bytes.

    Raises StoreError. PostgreSQL has tools of its own, which know more than a copy.
    """
    if not store.is_sqlite:
        raise StoreError("for PostgreSQL, use its own pg_dump, or its continuous archiving")
    source = Path(store.engine.url.database or "")
    if not source.exists():
        raise StoreError(f"there is no database {source} yet")
    if target.exists():
        raise StoreError(f"{target} exists already; choose another name")
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy, pages=1000)
            intact = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if intact != "ok":
            raise StoreError(f"the copy is not sound ({intact}); the database may be damaged")
        part.rename(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"the backup failed: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size
