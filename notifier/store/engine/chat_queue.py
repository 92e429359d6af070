"""The chat queue: a row for each chat that has something to be sent, in the table `turn`.

Whoever plans an alert for a chat, or ends its pause, enqueues it in the same transaction, whose
commit wakes the delivery worker. It dequeues from the front, and so never looks through all alerts
that wait. Chats with news to be sent stand before those with notices, digests or edits alone. On
PostgreSQL enqueuing waits for whoever has locked the chat's row, and a locked row is not dequeued:
so no alert is committed unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState, Rank
from notifier.store.engine.database import among, insert_into, later_of
from notifier.store.engine.tables import UtcDateTime, alert, chat, queued_chat
from notifier.store.engine.wakeups import Stage, announce

_COLUMNS = ["chat_id", "bot", "rank", "due_at"]


def is_waiting(table: Any = alert) -> sa.ColumnElement[bool]:
    """Return that an alert waits, as the partial indexes spell it: bound values do not use them."""
    return _in_state(table, AlertState.NEW, AlertState.LATER)


def is_sending() -> sa.ColumnElement[bool]:
    """Return that an alert is being sent, as its partial index spells it."""
    return _in_state(alert, AlertState.SENDING)


def is_unclaimed_item() -> sa.ColumnElement[bool]:
    """Return that an alert waits for a digest, as its partial index spells it."""
    return sa.and_(_in_state(alert, AlertState.GATHERED), alert.c.parent_id.is_(None))


def _in_state(table: Any, *states: AlertState) -> sa.ColumnElement[bool]:
    written: list[sa.ColumnElement[str]] = [sa.literal_column(f"'{each.value}'") for each in states]
    column: sa.ColumnElement[str] = table.c.state
    return column == written[0] if len(written) == 1 else column.in_(written)


def next_alert_of(chat_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Select the alert of a chat that comes next."""
    first = alert.alias("first")
    return (
        sa.select(first.c.id)
        .where(first.c.chat_id == chat_id, is_waiting(first))
        .order_by(first.c.rank, first.c.id)
        .limit(1)
        .scalar_subquery()
    )


async def enqueue(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Enqueue each of these chats that has something to be sent, and wake whoever sends it."""
    await put_back(connection, chat_ids)
    if chat_ids:
        await announce(connection, Stage.DELIVERY)


async def put_back(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Enqueue chats that were dequeued, by whoever did that and looks again by itself."""
    if chat_ids:
        statement = _enqueue_these(connection.dialect.name)
        await connection.execute(statement, {"chats": list(chat_ids)})


async def enqueue_for_story(
    connection: AsyncConnection, story_id: int, *, first_id: int = 0
) -> int:
    """Enqueue each chat that has an alert of a story to be sent, from the one with an id on.

    Returns how many were enqueued or moved forward; no more than there are such alerts.
    """
    statement = _enqueue_for_alerts(connection.dialect.name)
    enqueued = await connection.execute(statement, {"story": story_id, "first": first_id})
    await announce(connection, Stage.DELIVERY)
    return enqueued.rowcount


async def enqueue_for_edits(
    connection: AsyncConnection, story_id: int, after: int, last: int
) -> None:
    """Enqueue each chat in which the message of an alert of a story is to be edited.

    That is of the alerts after one, until the last.
    """
    which = {"story": story_id, "after": after, "last": last}
    await connection.execute(_enqueue_for_edits(connection.dialect.name), which)
    await announce(connection, Stage.DELIVERY)


async def enqueue_urgent(connection: AsyncConnection, ids: Collection[int], now: datetime) -> None:
    """Enqueue the chats of these alerts that wait as if they were urgent and due now."""
    await connection.execute(
        _enqueue_urgent(connection.dialect.name), {"ids": list(ids), "now": now}
    )
    await announce(connection, Stage.DELIVERY)


async def enqueue_as_made(connection: AsyncConnection, chat_id: int) -> None:
    """Enqueue a chat as if what waits for it were due since it was made."""
    await connection.execute(_enqueue_as_made(connection.dialect.name), {"whose": chat_id})
    await announce(connection, Stage.DELIVERY)


async def enqueue_missing(connection: AsyncConnection, bot: int | None) -> None:
    """Enqueue every chat that has something to be sent and is not in the queue."""
    await connection.execute(_enqueue_missing(connection.dialect.name), {"whose": bot})


@cache
def _enqueue_these(engine: str) -> sa.Executable:
    return _enqueue(engine, among(engine, chat.c.id, "chats"))


@cache
def _enqueue_for_alerts(engine: str) -> sa.Executable:
    of_story = alert.c.story_id == sa.bindparam("story")
    from_first = alert.c.id >= sa.bindparam("first", type_=sa.BigInteger)
    return _enqueue_with(engine, sa.and_(of_story, from_first))


@cache
def _enqueue_for_edits(engine: str) -> sa.Executable:
    original = alert.alias("original")
    of_story = sa.select(original.c.id).where(original.c.story_id == sa.bindparam("story"))
    after, last = (sa.bindparam(each, type_=sa.BigInteger) for each in ("after", "last"))
    parent = alert.c.parent_id
    return _enqueue_with(engine, sa.and_(parent > after, parent <= last, parent.in_(of_story)))


@cache
def _enqueue_urgent(engine: str) -> sa.Executable:
    rank = sa.literal_column(str(Rank.URGENT.value), sa.SmallInteger)
    now = sa.bindparam("now", type_=UtcDateTime)
    return _enqueue_with(engine, among(engine, alert.c.id, "ids"), rank, now)


@cache
def _enqueue_as_made(engine: str) -> sa.Executable:
    of_chat = alert.c.chat_id == sa.bindparam("whose", type_=sa.BigInteger)
    return _enqueue_with(engine, of_chat, due_at=alert.c.created_at)


def _enqueue_with(
    engine: str,
    which: sa.ColumnElement[bool],
    rank: sa.ColumnElement[int] = alert.c.rank,
    due_at: sa.ColumnElement[datetime] = alert.c.due_at,
) -> sa.Executable:
    """Enqueue for certain alerts, though others may come first: whoever dequeues looks."""
    wanted = (
        sa.select(alert.c.chat_id, chat.c.bot, rank.label("rank"), _due_at(due_at).label("due_at"))
        .join(chat, chat.c.id == alert.c.chat_id)
        .where(which, is_waiting())
    )
    if engine == "sqlite":  # inserts one chat several times, and has one writer
        return _insert(engine, wanted)
    each = wanted.subquery().c
    once = sa.select(each[0], each[1], sa.func.min(each[2]), sa.func.min(each[3]))
    return _insert(engine, once.group_by(each[0], each[1]).order_by(each[0]))


@cache
def _enqueue_missing(engine: str) -> sa.Executable:
    whose = sa.bindparam("whose", type_=sa.BigInteger)
    return _enqueue(
        engine,
        sa.and_(
            chat.c.id.in_(sa.select(alert.c.chat_id).where(is_waiting()).distinct()),
            ~sa.exists().where(queued_chat.c.chat_id == chat.c.id),
            sa.or_(whose.is_(None), chat.c.bot == whose),
        ),
    )


def _enqueue(engine: str, which: sa.ColumnElement[bool]) -> sa.Executable:
    wanted = (
        sa.select(chat.c.id, chat.c.bot, alert.c.rank, _due_at(alert.c.due_at))
        .select_from(chat)
        .join(alert, alert.c.id == next_alert_of(chat.c.id))
        .where(which)
    )
    return _insert(engine, wanted.order_by(chat.c.id))


def _due_at(at: sa.ColumnElement[datetime]) -> sa.ColumnElement[datetime]:
    """Return when a chat can be sent something that is due at a moment."""
    return later_of(later_of(at, chat.c.not_before), chat.c.paused_until)


def _insert(engine: str, wanted: sa.Select[Any]) -> sa.Executable:
    """Insert chats, or move them forward; they come in the order of their ids.

    In one order, so that of two that enqueue the same chats none waits for the other. Who does it
    more than once in a transaction can still meet another: PostgreSQL then fails one of the two,
    which tries again.
    """
    statement = insert_into(engine, queued_chat).from_select(_COLUMNS, wanted)
    given = statement.excluded
    # Never later than it is: that may be for something that we do not see yet.
    return statement.on_conflict_do_update(
        index_elements=[queued_chat.c.chat_id],
        set_={name: _lower_of(given[name], queued_chat.c[name]) for name in ("rank", "due_at")},
        where=sa.or_(given.rank < queued_chat.c.rank, given.due_at < queued_chat.c.due_at),
    )


async def enqueue_at(connection: AsyncConnection, chat_ids: Collection[int], at: datetime) -> None:
    """Enqueue chats that have an alert under way for a later moment.

    Whoever sends that alert enqueues them sooner; this is for what came in between.
    """
    if chat_ids:
        statement = _enqueue_at(connection.dialect.name)
        await connection.execute(statement, {"chats": list(chat_ids), "at": at})


@cache
def _enqueue_at(engine: str) -> sa.Executable:
    rank = sa.literal_column(str(Rank.ORDINARY.value), sa.SmallInteger)
    at = sa.bindparam("at", type_=UtcDateTime)
    rows = sa.select(chat.c.id, chat.c.bot, rank, at).where(among(engine, chat.c.id, "chats"))
    return insert_into(engine, queued_chat).from_select(_COLUMNS, rows).on_conflict_do_nothing()


async def dequeue(
    connection: AsyncConnection, bot: int | None, now: datetime, limit: int
) -> list[int]:
    """Return up to `limit` chats that are due, and remove them.

    Those with the most urgent to be sent come first, and of them the longest overdue.
    """
    statement = _DEQUEUE if bot is None else _DEQUEUE_FOR_BOT
    found = await connection.execute(statement, {"now": now, "many": limit, "whose": bot})
    return list(found.scalars())


def _dequeue(*whose: sa.ColumnElement[bool]) -> sa.Executable:
    """Remove the front of each rank, one after the other: each is the front of an index."""
    fronts = [
        sa.select(queued_chat.c.chat_id)
        .where(
            queued_chat.c.rank == rank.value, queued_chat.c.due_at <= sa.bindparam("now"), *whose
        )
        .order_by(queued_chat.c.due_at)
        .limit(_MANY)
        .with_for_update(skip_locked=True)
        .cte(f"front_{rank.value}")
        for rank in Rank
    ]
    # Both engines read and lock of the next rank only what those before it leave room for.
    front = sa.union_all(*(sa.select(each.c.chat_id) for each in fronts)).limit(_MANY)
    removed = sa.delete(queued_chat).where(queued_chat.c.chat_id.in_(front))
    return removed.returning(queued_chat.c.chat_id)


_MANY: sa.BindParameter[int] = sa.bindparam("many", type_=sa.Integer)
_DEQUEUE = _dequeue()
_DEQUEUE_FOR_BOT = _dequeue(queued_chat.c.bot == sa.bindparam("whose"))


async def next_due(
    connection: AsyncConnection, bot: int | None, *, without: Collection[int] = ()
) -> datetime | None:
    """Return when the next chat is due, or None where the queue is empty.

    Where no `bot` is named, that of any bot but those `without`.
    """
    statement = _NEXT_DUE if bot is None else _NEXT_DUE_FOR_BOT
    if without:
        statement = _next_due(queued_chat.c.bot.not_in(without))
    due = await connection.scalars(statement, {"whose": bot})
    return min((each for each in due if each is not None), default=None)


def _next_due(*whose: sa.ColumnElement[bool]) -> sa.Executable:
    """Select when the next chat of each rank is due; NULL where there is none."""
    soonest = sa.select(sa.func.min(queued_chat.c.due_at))
    return sa.union_all(*(soonest.where(queued_chat.c.rank == rank.value, *whose) for rank in Rank))


_NEXT_DUE = _next_due()
_NEXT_DUE_FOR_BOT = _next_due(queued_chat.c.bot == sa.bindparam("whose"))


def _lower_of(one: Any, other: Any) -> sa.ColumnElement[Any]:
    return sa.case((one < other, one), else_=other)
