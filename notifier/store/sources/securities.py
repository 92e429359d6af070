"""Securities beside those shipped with the program: of the official lists, and imported ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Security
from notifier.store.engine.counters import SECURITIES, increment_counter
from notifier.store.engine.database import insert
from notifier.store.engine.tables import imported_list, imported_security, security


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list that an operator imported."""

    id: int
    name: str
    """The file's, for people."""
    imported_at: datetime
    securities: int
    """How many it has."""


async def put(connection: AsyncConnection, securities: Iterable[Security]) -> None:
    """Store what official lists have; what is stored of the same symbol is replaced."""
    await increment_counter(connection, SECURITIES)
    statement = insert(connection, security)
    statement = statement.on_conflict_do_update(
        index_elements=[security.c.symbol],
        set_={name: statement.excluded[name] for name in ("exchange", "name", "aliases")},
    )
    if rows := [_row(each) for each in securities]:
        await connection.execute(statement, rows)


async def load(connection: AsyncConnection) -> list[Security]:
    """Return every security that is stored of the official lists, by symbol."""
    rows = await connection.execute(sa.select(security).order_by(security.c.symbol))
    return [_security(row) for row in rows]


async def add_list(
    connection: AsyncConnection, name: str, securities: Iterable[Security], now: datetime
) -> int:
    """Store an imported list under a new number; of a symbol that comes twice the last stays."""
    await increment_counter(connection, SECURITIES)
    added = sa.insert(imported_list).values(name=name, imported_at=now)
    number = (await connection.execute(added.returning(imported_list.c.id))).scalar_one()
    rows = {each.symbol: {"list_id": number, **_row(each)} for each in securities}
    if rows:
        await connection.execute(sa.insert(imported_security), list(rows.values()))
    return int(number)


async def imported_lists(connection: AsyncConnection) -> list[ImportedList]:
    """Return the lists that were imported, the first before the later ones."""
    counted = (
        sa.select(imported_list, sa.func.count(imported_security.c.symbol).label("securities"))
        .outerjoin(imported_security)
        .group_by(imported_list.c.id)
        .order_by(imported_list.c.id)
    )
    rows = await connection.execute(counted)
    return [ImportedList(row.id, row.name, row.imported_at, row.securities) for row in rows]


async def load_imported(connection: AsyncConnection) -> list[Security]:
    """Return the securities of every imported list, those of later lists behind."""
    table = imported_security
    order = (table.c.list_id, table.c.symbol)
    return [_security(row) for row in await connection.execute(sa.select(table).order_by(*order))]


async def remove_list(connection: AsyncConnection, number: int) -> bool:
    """Take an imported list back; return whether there was one of this number."""
    await increment_counter(connection, SECURITIES)
    done = await connection.execute(sa.delete(imported_list).where(imported_list.c.id == number))
    return done.rowcount > 0


async def remove(connection: AsyncConnection, symbol: str) -> bool:
    """Forget what is stored of a symbol, imported or not; return whether anything was."""
    await increment_counter(connection, SECURITIES)
    counts = [
        (await connection.execute(sa.delete(table).where(table.c.symbol == symbol))).rowcount
        for table in (security, imported_security)
    ]
    return any(counts)


def _row(each: Security) -> dict[str, object]:
    aliases = list(each.aliases)
    return {"symbol": each.symbol, "exchange": each.exchange, "name": each.name, "aliases": aliases}


def _security(row: sa.Row[tuple[object, ...]]) -> Security:
    return Security(row.symbol, row.exchange, row.name, tuple(row.aliases))
