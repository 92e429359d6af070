"""A database of each released version is brought to this one with everything in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from notifier.core.alerts import AlertState
from notifier.store.alerts import claims, status
from notifier.store.chats import chats, inbox, subscriptions
from notifier.store.engine import jobs, leases
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import _config, upgrade
from notifier.store.engine.tables import lease
from tests.builders import BOT, NOW

HOUR = timedelta(hours=1)
RELEASED = ("0001", "0006")
BEFORE = "0006"
"""The version whose processes go on while this one upgrades."""
# Alerts in every state that there was; rows of the other tables are made up of their columns.
STATES = ("new", "sending", "later", "sent", "dead")
LISTS = {"reasons", "categories", "tickers", "aliases", "evidence"}


@pytest.fixture(params=RELEASED)
async def old_store(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """Return a database of an earlier version with something in every table."""
    opened = open_store(database_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: command.upgrade(_config(c), request.param))
        await connection.run_sync(lambda c: _fill(c, _tables(c)))
    yield opened
    await opened.close()


def _tables(connection: sa.Connection) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(connection)
    return found


def _fill(connection: sa.Connection, found: sa.MetaData) -> None:
    for table in found.sorted_tables:
        if table.name.startswith(("alembic", "article_search")):
            continue
        rows = len(STATES) if table.name in {"alert", "story", "article"} else 1
        for number in range(1, rows + 1):
            row = {column.name: _value(table, column, number) for column in table.columns}
            connection.execute(sa.insert(table).values(row))


SAID: dict[tuple[str, str], Callable[[int], object]] = {
    ("alert", "state"): lambda number: STATES[number - 1],
    ("article", "key"): lambda number: f"key {number}",
    ("chat", "disabled_reason"): lambda _: None,
    ("chat", "not_before"): lambda _: None,
    ("inbox", "done_at"): lambda _: None,
    ("inbox", "reply"): lambda _: None,
    ("alert", "kind"): lambda _: "story",
    ("alert", "parent_id"): lambda _: None,
    ("chat", "bot"): lambda _: 0,
    ("chat", "paused_until"): lambda _: None,
    ("query", "retired_at"): lambda _: None,
    ("turn", "bot"): lambda _: 0,
    ("subscription", "cadence"): lambda _: "instant",
    ("subscription", "text"): lambda _: "元宇宙",
    ("query", "canonical"): lambda _: "元宇宙",
    ("exclusion", "kind"): lambda _: "phrase",
    ("exclusion", "symbol"): lambda _: "",
    ("mention", "role"): lambda _: "subject",
    ("mention", "field"): lambda _: "title",
}


def _value(table: sa.Table, column: sa.Column[Any], number: int) -> object:
    if (table.name, column.name) in SAID:
        return SAID[table.name, column.name](number)
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        is_one_each = target in {"story", "article"} and table.name in {"alert", "article"}
        return "feed-name" if target == "feed" else number if is_one_each else 1
    return _made_up(table.name, column, number)


def _made_up(table: str, column: sa.Column[Any], number: int) -> object:
    match column.type:
        case sa.JSON():
            return [] if column.name in LISTS else {}
        case sa.DateTime(timezone=zoned):
            return datetime(2026, 11, 1, tzinfo=UTC if zoned else None)
        case sa.LargeBinary():
            return b"x"
        case sa.Float():
            return 0.5
        case sa.Boolean():
            return False
        case sa.Integer():
            return number if column.primary_key else 1
        case sa.String(length=length):
            return f"{table}-{column.name}"[:length]
        case _:
            raise AssertionError(f"no value for {table}.{column.name}")


async def _counts(store: Store) -> dict[str, int]:
    def count(connection: sa.Connection) -> dict[str, int]:
        names = sa.inspect(connection).get_table_names()
        return {
            name: int(
                connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            )
            for name in names
            if not name.startswith("article_search")
        }

    async with store.read() as connection:
        return await connection.run_sync(count)


async def test_nothing_is_lost(old_store: Store) -> None:
    before = await _counts(old_store)
    assert min(before.values()) == 1
    assert await upgrade(old_store)
    before["counter"] += 1  # since when the schema can be used
    after = await _counts(old_store)
    assert {name: after[name] for name in before} == before


async def test_the_service_goes_on_with_it(old_store: Store) -> None:
    await upgrade(old_store)
    async with old_store.write() as connection:
        await chats.adopt(connection, BOT)
        ((chat, held),) = await subscriptions.of_all(connection)
        assert (chat.bot, held.text, held.cadence) == (BOT, "元宇宙", "instant")
        assert len(await inbox.next_due(connection, 1, NOW, 10)) == 1
        assert await claims.requeue_orphans(connection, NOW, bot=BOT) == 1
        (first,) = await claims.claim(connection, NOW, 10, bot=BOT)
        assert first.chat == chat
        counts = await status.counts(connection)
    assert (counts[AlertState.SENT], counts[AlertState.DEAD]) == (1, 1)


async def test_foreign_keys_are_in_force_afterwards(old_store: Store) -> None:
    await upgrade(old_store)
    async with old_store.write() as connection:
        await connection.execute(sa.text("DELETE FROM chat"))
        assert await connection.scalar(sa.text("SELECT count(*) FROM subscription")) == 0


@pytest.mark.parametrize("old_store", ["0001"], indirect=True)
async def test_a_refresh_of_the_securities_stays_put_off(old_store: Store) -> None:
    """It was kept as a lease, which counted as a process that lives."""
    async with old_store.write() as connection:
        await connection.execute(
            sa.insert(lease).values(name="sync:securities", holder="x", until=NOW + HOUR)
        )
    await upgrade(old_store)
    async with old_store.write() as connection:
        assert "x" not in await leases.all_holders(connection)
        claimed = [
            await jobs.claim(connection, jobs.SECURITIES_SYNC, now, every=HOUR, retry=HOUR)
            for now in (NOW, NOW + HOUR)
        ]
    assert claimed == [False, True]


async def test_what_the_version_before_writes_meanwhile_is_taken_and_used(
    database_url: str,
) -> None:
    opened = open_store(database_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: command.upgrade(_config(c), BEFORE))
        theirs = await connection.run_sync(_tables)
    assert await upgrade(opened)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: c.execute(sa.delete(theirs.tables["counter"])))
        await connection.run_sync(lambda c: _fill(c, theirs))
        for table in theirs.sorted_tables:
            if not table.name.startswith("article_search"):
                assert (await connection.execute(sa.select(table))).all()
        assert await claims.requeue_orphans(connection, NOW) == 1
        assert len(await claims.claim(connection, NOW, 10)) == 1
    await opened.close()
