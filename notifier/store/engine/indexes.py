"""Indexes of tables that were there before.

A migration that made one would keep PostgreSQL from writing to the table until it is made, and with
that every process of the version before. So a migration makes the indexes of its new tables only;
whatever else `tables` declares is made here. It is found by its name: an index that changes gets
another, and a migration drops the old one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import sqlalchemy as sa

from notifier.core.log import get_logger
from notifier.store.engine.database import Store
from notifier.store.engine.tables import metadata

log = get_logger(__name__)

_LOCK = 0x696E646578  # "index": not that of the migrations, which others wait for


def make_in_transaction(connection: sa.Connection) -> None:
    """Make what is missing on SQLite, where nobody else writes during an upgrade."""
    for index in _declared():
        index.create(connection, checkfirst=True)


async def make_beside_others(store: Store) -> None:
    """Make what is missing on PostgreSQL, while others read and write; raises StoreError.

    What a process that died left half made is made anew. Where another process is at it, this one
    goes on without.
    """
    async with _turn(store) as is_ours:
        if not is_ours:
            return
        async with store.read() as connection:
            found = {row.relname: row.is_made for row in await connection.execute(_FOUND)}
        for index in _declared():
            if not found.get(str(index.name)):
                await _make(store, index, is_half_made=index.name in found)


@asynccontextmanager
async def _turn(store: Store) -> AsyncIterator[bool]:
    """Let one process at a time make indexes; yield whether that is this one.

    PostgreSQL finishes an index when everybody who has a snapshot from before has let go of it.
    So nobody waits for the lock, and whoever has it keeps no snapshot: its last statement is one
    that takes none. A lock of the session would be another's behind PgBouncer.
    """
    async with store.write() as connection:
        await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
        lock = sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))
        is_ours = bool(await connection.scalar(lock))
        await connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield is_ours


async def _make(store: Store, index: sa.Index, *, is_half_made: bool) -> None:
    log.info("index_is_made", index=index.name)
    index.dialect_options["postgresql"]["concurrently"] = True
    async with store.autocommit() as connection:
        if is_half_made:
            await connection.execute(sa.schema.DropIndex(index))
        await connection.execute(sa.schema.CreateIndex(index))


def _declared() -> Iterator[sa.Index]:
    for table in metadata.sorted_tables:
        yield from table.indexes


_FOUND = sa.text(
    # An index may be in the making after its process has died: the server does not know it yet.
    "SELECT relname, indisvalid OR indexrelid IN "
    "(SELECT index_relid FROM pg_stat_progress_create_index) AS is_made "
    "FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE pg_table_is_visible(indrelid)"
)
