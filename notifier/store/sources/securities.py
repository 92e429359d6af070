"""Imported securities, which stand beside and before those shipped with the program."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Security
from notifier.store.engine.counters import SECURITIES, increment_counter
from notifier.store.engine.database import insert
from notifier.store.engine.tables import security


async def put(connection: AsyncConnection, securities: Iterable[Security]) -> None:
    """Add securities; one whose symbol is known is replaced."""
    await increment_counter(connection, SECURITIES)
    rows = [
        {
            "symbol": each.symbol,
            "exchange": each.exchange,
            "name": each.name,
            "aliases": list(each.aliases),
        }
        for each in securities
    ]
    statement = insert(connection, security)
    statement = statement.on_conflict_do_update(
        index_elements=[security.c.symbol],
        set_={name: statement.excluded[name] for name in ("exchange", "name", "aliases")},
    )
    if rows:
        await connection.execute(statement, rows)


async def load(connection: AsyncConnection) -> list[Security]:
    """Return every imported security, by symbol."""
    rows = await connection.execute(sa.select(security).order_by(security.c.symbol))
    return [Security(row.symbol, row.exchange, row.name, tuple(row.aliases)) for row in rows]
