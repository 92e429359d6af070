"""A database with something in every table, of whatever version it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

# Alerts in every state that there was; rows of the other tables are made up of their columns.
STATES = ("new", "sending", "later", "sent", "dead")
LISTS = {"reasons", "categories", "tickers", "aliases", "evidence"}


def reflected(connection: sa.Connection) -> sa.MetaData:
    """Return the tables that a database has."""
    found = sa.MetaData()
    found.reflect(connection)
    return found


def fill(connection: sa.Connection, found: sa.MetaData) -> None:
    """Put rows into each of these tables."""
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
    ("alert", "story_id"): lambda number: number,
    ("alert", "article_id"): lambda number: number,
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
        is_one_each = target == "story" and table.name == "article"
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
