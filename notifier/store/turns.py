"""The line in which chats wait to be served.

Whoever gives a chat something to be sent, or lets it go on, lines it up in the same transaction.
Whoever sends takes turns from the front, and so never looks through all that waits. On PostgreSQL
lining up waits for whoever holds the turn, and a turn that is held is not taken: so no alert is
committed unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.model import AlertState, Rank
from notifier.store.database import insert
from notifier.store.tables import alert, chat, turn


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
    written: list[sa.ColumnElement[str]] = [
        sa.literal_column(f"'{state.value}'") for state in states
    ]
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


async def line_up(
    connection: AsyncConnection, chat_ids: Collection[int] | sa.Select[tuple[int]]
) -> None:
    """Give each of these chats its place in the line, where it has something to be sent."""
    if not isinstance(chat_ids, sa.Select) and not chat_ids:
        return
    wanted = (
        sa.select(
            chat.c.id,
            chat.c.bot,
            alert.c.rank,
            _later_of(_later_of(alert.c.due_at, chat.c.not_before), chat.c.paused_until),
        )
        .select_from(chat)
        .join(alert, alert.c.id == next_of(chat.c.id))
        .where(chat.c.id.in_(chat_ids))
        # In one order, so that of two that line up the same chats none waits for the other.
        .order_by(chat.c.id)
    )
    statement = insert(connection, turn).from_select(["chat_id", "bot", "rank", "due_at"], wanted)
    given = statement.excluded
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[turn.c.chat_id],
            # Never a worse place than it has: that may be for something we do not see yet.
            set_={
                "rank": sa.case((given.rank < turn.c.rank, given.rank), else_=turn.c.rank),
                "due_at": sa.case(
                    (given.due_at < turn.c.due_at, given.due_at), else_=turn.c.due_at
                ),
            },
        )
    )


async def look_again(connection: AsyncConnection, chat_ids: Collection[int], at: datetime) -> None:
    """Give chats that have an alert under way a place in the line at a moment to look again.

    Whoever sends that alert lines them up sooner; this is for what came in between.
    """
    rows = sa.select(
        chat.c.id, chat.c.bot, sa.literal(Rank.CAN_WAIT.value), sa.literal(at, turn.c.due_at.type)
    ).where(chat.c.id.in_(chat_ids))
    statement = insert(connection, turn).from_select(["chat_id", "bot", "rank", "due_at"], rows)
    if chat_ids:
        await connection.execute(statement.on_conflict_do_nothing())


async def line_up_all(connection: AsyncConnection, bot: int | None) -> None:
    """Line every chat up that has something waiting: what nobody lined up is mended by this."""
    waiting = sa.select(alert.c.chat_id).where(is_waiting()).distinct()
    lost = sa.select(chat.c.id).where(
        chat.c.id.in_(waiting), chat.c.id.not_in(sa.select(turn.c.chat_id)), _of(chat, bot)
    )
    await line_up(connection, lost)


async def take(
    connection: AsyncConnection, bot: int | None, now: datetime, limit: int
) -> list[int]:
    """Take up to `limit` turns that have come, the most urgent first, then the oldest."""
    taken: list[int] = []
    for rank in Rank:
        front = (
            sa.select(turn.c.chat_id)
            .where(_of(turn, bot), turn.c.rank == rank.value, turn.c.due_at <= now)
            .order_by(turn.c.due_at)
            .limit(limit - len(taken))
            .with_for_update(skip_locked=True)
        )
        taken += (await connection.execute(front)).scalars()
        if len(taken) >= limit:
            break
    if taken:
        await connection.execute(sa.delete(turn).where(turn.c.chat_id.in_(taken)))
    return taken


async def next_due(connection: AsyncConnection, bot: int | None) -> datetime | None:
    """Return when the next turn comes, or None where nobody waits."""
    soonest = [
        await connection.scalar(
            sa.select(turn.c.due_at)
            .where(_of(turn, bot), turn.c.rank == rank.value)
            .order_by(turn.c.due_at)
            .limit(1)
        )
        for rank in Rank
    ]
    return min((each for each in soonest if each is not None), default=None)


def _of(table: sa.Table, bot: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if bot is None else table.c.bot == bot


def _later_of(one: Any, other: Any) -> sa.ColumnElement[datetime]:
    """Return the later of two moments; the second may be missing."""
    return sa.case((other > one, other), else_=one)
