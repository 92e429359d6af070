"""The line in which chats wait to be served.

Whoever gives a chat something to be sent, or lets it go on, lines it up in the same transaction.
Whoever sends takes turns from the front, and so never looks through all that waits. On PostgreSQL
lining up waits for whoever holds the turn, and a turn that is held is not taken: so no alert is
committed unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import AlertState, Rank
from notifier.store.engine.database import among, insert_into
from notifier.store.engine.tables import UtcDateTime, alert, chat, turn

_FRONT = datetime(2000, 1, 1, tzinfo=UTC)
"""Where those stand who wait for something urgent."""
_COLUMNS = ["chat_id", "bot", "due_at"]


def is_waiting(table: Any = alert) -> sa.ColumnElement[bool]:
    """Say that an alert waits, in the words of the partial indexes: as values they would not do."""
    return _in_state(table, AlertState.NEW, AlertState.LATER)


def is_under_way(table: Any = alert) -> sa.ColumnElement[bool]:
    """Say that an alert is being sent, in the words of its partial index."""
    return _in_state(table, AlertState.SENDING)


def is_unclaimed_line(table: Any = alert) -> sa.ColumnElement[bool]:
    """Say that an alert waits for a digest, in the words of its partial index."""
    return sa.and_(_in_state(table, AlertState.GATHERED), table.c.parent_id.is_(None))


def _in_state(table: Any, *states: AlertState) -> sa.ColumnElement[bool]:
    written: list[sa.ColumnElement[str]] = [sa.literal_column(f"'{each.value}'") for each in states]
    column: sa.ColumnElement[str] = table.c.state
    return column == written[0] if len(written) == 1 else column.in_(written)


def next_of(chat_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Select the alert of a chat that comes next."""
    first = alert.alias("first")
    return (
        sa.select(first.c.id)
        .where(first.c.chat_id == chat_id, is_waiting(first))
        .order_by(first.c.rank, first.c.id)
        .limit(1)
        .scalar_subquery()
    )


async def line_up(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Give each of these chats its place in the line, where it has something to be sent."""
    if chat_ids:
        statement = _line_up_these(connection.dialect.name, urgent_first=True)
        await connection.execute(statement, {"chats": list(chat_ids)})


async def put_back(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Give chats whose turn was taken too early the place of the moment that they must wait for."""
    if chat_ids:
        statement = _line_up_these(connection.dialect.name, urgent_first=False)
        await connection.execute(statement, {"chats": list(chat_ids)})


async def line_up_for(connection: AsyncConnection, story_id: int) -> None:
    """Give each chat that is to hear of a story, by news or by an edit, its place in the line."""
    for statement in (_line_up_for_news, _line_up_for_edits):
        await connection.execute(statement(connection.dialect.name), {"story": story_id})


async def line_up_all(connection: AsyncConnection, bot: int | None) -> None:
    """Line every chat up that has something waiting: what nobody lined up is mended by this."""
    await connection.execute(_line_up_lost(connection.dialect.name), {"whose": bot})


@cache
def _line_up_these(engine: str, *, urgent_first: bool) -> sa.Executable:
    return _line_up(engine, among(engine, chat.c.id, "chats"), urgent_first=urgent_first)


@cache
def _line_up_for_news(engine: str) -> sa.Executable:
    return _line_up_with(engine, alert.c.story_id == sa.bindparam("story"))


@cache
def _line_up_for_edits(engine: str) -> sa.Executable:
    told = alert.alias("told")
    of_story = sa.select(told.c.id).where(told.c.story_id == sa.bindparam("story"))
    return _line_up_with(engine, alert.c.parent_id.in_(of_story))


def _line_up_with(engine: str, which: sa.ColumnElement[bool]) -> sa.Executable:
    """Line up for certain alerts, though others may come first: whoever takes the turn looks."""
    wanted = (
        sa.select(alert.c.chat_id, chat.c.bot, sa.func.min(_place(urgent_first=True)))
        .join(chat, chat.c.id == alert.c.chat_id)
        .where(which, is_waiting())
        .group_by(alert.c.chat_id, chat.c.bot)
    )
    return _stand_in_line(engine, wanted.order_by(alert.c.chat_id))


@cache
def _line_up_lost(engine: str) -> sa.Executable:
    whose = sa.bindparam("whose", type_=sa.BigInteger)
    return _line_up(
        engine,
        sa.and_(
            chat.c.id.in_(sa.select(alert.c.chat_id).where(is_waiting()).distinct()),
            ~sa.exists().where(turn.c.chat_id == chat.c.id),
            sa.or_(whose.is_(None), chat.c.bot == whose),
        ),
    )


def _line_up(
    engine: str, which: sa.ColumnElement[bool], *, urgent_first: bool = True
) -> sa.Executable:
    wanted = (
        sa.select(chat.c.id, chat.c.bot, _place(urgent_first=urgent_first))
        .select_from(chat)
        .join(alert, alert.c.id == next_of(chat.c.id))
        .where(which)
    )
    return _stand_in_line(engine, wanted.order_by(chat.c.id))


def _place(*, urgent_first: bool) -> sa.ColumnElement[datetime]:
    place = _later_of(_later_of(alert.c.due_at, chat.c.not_before), chat.c.paused_until)
    if not urgent_first:
        return place
    front = sa.literal(_FRONT, UtcDateTime)
    return sa.case((alert.c.rank == Rank.URGENT.value, front), else_=place)


def _stand_in_line(engine: str, wanted: sa.Select[Any]) -> sa.Executable:
    """Let chats stand where they should; they come in the order of their numbers.

    In one order, so that of two that line up the same chats none waits for the other.
    """
    statement = insert_into(engine, turn).from_select(_COLUMNS, wanted)
    given = statement.excluded.due_at
    # Never a worse place than it has: that may be for something we do not see yet.
    return statement.on_conflict_do_update(
        index_elements=[turn.c.chat_id], set_={"due_at": given}, where=given < turn.c.due_at
    )


async def look_again(connection: AsyncConnection, chat_ids: Collection[int], at: datetime) -> None:
    """Give chats that have an alert under way a place in the line at a moment to look again.

    Whoever sends that alert lines them up sooner; this is for what came in between.
    """
    if chat_ids:
        statement = _look_again(connection.dialect.name)
        await connection.execute(statement, {"chats": list(chat_ids), "at": at})


@cache
def _look_again(engine: str) -> sa.Executable:
    rows = sa.select(chat.c.id, chat.c.bot, sa.bindparam("at", type_=UtcDateTime)).where(
        among(engine, chat.c.id, "chats")
    )
    return insert_into(engine, turn).from_select(_COLUMNS, rows).on_conflict_do_nothing()


async def take(
    connection: AsyncConnection, bot: int | None, now: datetime, limit: int
) -> list[int]:
    """Take up to `limit` turns that have come, the oldest first."""
    statement = _TAKE if bot is None else _TAKE_FOR_BOT
    taken = await connection.execute(statement, {"now": now, "many": limit, "whose": bot})
    return list(taken.scalars())


def _take(*whose: sa.ColumnElement[bool]) -> sa.Executable:
    front = (
        sa.select(turn.c.chat_id)
        .where(turn.c.due_at <= sa.bindparam("now"), *whose)
        .order_by(turn.c.due_at)
        .limit(sa.bindparam("many", type_=sa.Integer))
        .with_for_update(skip_locked=True)
        .cte("front")
    )
    taken = sa.delete(turn).where(turn.c.chat_id.in_(sa.select(front.c.chat_id)))
    return taken.returning(turn.c.chat_id)


_TAKE = _take()
_TAKE_FOR_BOT = _take(turn.c.bot == sa.bindparam("whose"))


async def next_due(connection: AsyncConnection, bot: int | None) -> datetime | None:
    """Return when the next turn comes, or None where nobody waits."""
    statement = _NEXT_DUE if bot is None else _NEXT_DUE_FOR_BOT
    due: datetime | None = await connection.scalar(statement, {"whose": bot})
    return due


_NEXT_DUE = sa.select(turn.c.due_at).order_by(turn.c.due_at).limit(1)
_NEXT_DUE_FOR_BOT = _NEXT_DUE.where(turn.c.bot == sa.bindparam("whose"))


def _later_of(one: Any, other: Any) -> sa.ColumnElement[datetime]:
    """Return the later of two moments; the second may be missing."""
    return sa.case((other > one, other), else_=one)
