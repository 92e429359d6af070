"""Moving to PostgreSQL: a SQLite database, or a backup of one, is loaded with all that it holds."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from notifier.core.errors import SchemaError, StoreError
from notifier.store.articles import search
from notifier.store.engine.backup import checked_copy
from notifier.store.engine.database import Connection, Store, open_store
from notifier.store.engine.migrate import head, upgrade
from notifier.store.engine.restore import prepare, refuse_while_it_runs
from notifier.store.engine.tables import counter, lease, metadata, pace

_ROWS = 1000
"""How many are read and written at a time."""
_LEFT = {lease, pace}
"""What concerns the processes of the moment."""


async def load(
    store: Store,
    source: Path,
    now: datetime,
    *,
    is_gone: Callable[[str], bool] = lambda _holder: False,
) -> int:
    """Load a SQLite database into PostgreSQL, whose database must be empty; return how many rows.

    One of an older version is brought to this one's schema, in a copy beside it: `source` itself is
    not changed. `is_gone` tells whether a process has certainly ended. All is one transaction.
    Raises StoreError, after which PostgreSQL holds nothing but empty tables.
    """
    _check_that_it_is_sqlite(source)
    refuse_while_it_runs(source, now, is_gone)
    await upgrade(store)
    failure = f"{source} cannot be loaded"
    try:
        with tempfile.TemporaryDirectory(prefix=f"{source.name}.", dir=source.parent) as folder:
            part = Path(folder) / source.name
            checked_copy(source, part, failure)
            prepare(part, source)
            await _bring_to_this_version(part)
            # Read as a stream, which the connections of `Store` cannot; closed with its connection.
            engine = sa.create_engine(f"sqlite:///{part}", poolclass=sa.NullPool)
            with engine.connect() as reading:
                async with store.write() as writing:
                    return await _copy_all(reading, writing)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{failure}: {error}") from error


def _check_that_it_is_sqlite(source: Path) -> None:
    if not source.is_file():
        raise StoreError(f"there is no file {source}")
    with source.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3"):
            raise StoreError(
                f"{source} is no SQLite database, which can be loaded into PostgreSQL; a copy that "
                "pg_dump made is put in place by pg_restore --clean --if-exists --dbname=NAME FILE"
            )


async def _bring_to_this_version(file: Path) -> None:
    old = open_store(f"sqlite:///{file}")
    try:
        await upgrade(old)
        async with old.read() as connection:
            schema = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    finally:
        await old.close()
    if schema != head():  # a newer one, which this version could use
        raise SchemaError(f"it is of a newer notifier (schema {schema}); load it with that version")


async def _copy_all(reading: sa.Connection, writing: Connection) -> int:
    tables = [each for each in metadata.sorted_tables if each not in _LEFT]
    names = ", ".join(f'"{each.name}"' for each in tables)
    # Whoever would write meanwhile waits, and readers see nothing until all is there.
    await writing.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for each in tables:
        if each is not counter and (await writing.execute(sa.select(each).limit(1))).first():
            raise StoreError(
                f"the PostgreSQL database is not empty: its table {each.name} has rows. Give one "
                "that is new, and start no service on it before"
            )
    await writing.execute(sa.delete(counter))
    rows = 0
    for each in tables:
        rows += await _copy(reading, writing, each)
    await search.copy(reading, writing, _ROWS)
    return rows


async def _copy(reading: sa.Connection, writing: Connection, table: sa.Table) -> int:
    """Copy a table; return how many rows it has."""
    within = [
        each
        for each in table.columns
        if any(key.column.table is table for key in each.foreign_keys)
    ]
    rows = 0
    for some in _stream(reading, _select(table)):
        # A row may come before the one of the same table that it refers to.
        await writing.execute(_insert(table), [_without(row, within) for row in some])
        rows += len(some)
    for each in within:
        refer = sa.select(table.c.id.label("row"), each.label("to")).where(each.is_not(None))
        update = sa.update(table).where(table.c.id == sa.bindparam("row"))
        for some in _stream(reading, refer):
            changed = [dict(row) for row in some]
            await writing.execute(update.values({each: sa.bindparam("to")}), changed)
    if "id" in table.columns:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        highest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
        await writing.execute(sa.select(sa.func.setval(sequence, highest)))
    return rows


def _stream(reading: sa.Connection, statement: sa.Select[Any]) -> Iterator[Sequence[sa.RowMapping]]:
    """Yield a statement's rows, some at a time."""
    found = reading.execution_options(yield_per=_ROWS).execute(statement)
    yield from found.mappings().partitions()


def _select(table: sa.Table) -> sa.Select[Any]:
    """Select all of a table, JSON as it is written."""
    columns = (
        sa.type_coerce(each, sa.Text).label(each.name) if _is_json(each) else each
        for each in table.columns
    )
    return sa.select(*columns)


def _insert(table: sa.Table) -> sa.Insert:
    written = {
        each: sa.cast(sa.bindparam(each.name, type_=sa.Text), sa.JSON)
        for each in table.columns
        if _is_json(each)
    }
    return sa.insert(table).values(written) if written else sa.insert(table)


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _without(row: sa.RowMapping, columns: list[sa.Column[Any]]) -> dict[str, Any]:
    return {**row, **{each.name: None for each in columns}}
