"""Taking what is due from the outbox: in turn, one alert a chat, each chat's in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.model import Alert, AlertState
from notifier.store import digests, matters, turns
from notifier.store.chats import to_chat
from notifier.store.tables import alert, chat

Timing = Callable[[Alert, datetime], datetime]
"""Says when an alert may go out, from the present moment."""
INTERRUPTED = "interrupted while sending"
_LOOK_AGAIN = timedelta(seconds=0.5)
_ROUNDS = 5


async def claim(
    connection: AsyncConnection,
    now: datetime,
    limit: int,
    *,
    bot: int | None = None,
    fresh_for: timedelta | None = None,
    timing: Timing = lambda _alert, now: now,
) -> list[Alert]:
    """Take up to `limit` due alerts for sending: one a chat, none for a chat that must wait.

    With `bot`, of that bot's chats only. What has waited longer than `fresh_for` becomes a line of
    a digest, which is claimed in its place; what `timing` puts off waits until then.
    """
    claimed: list[Alert] = []
    for _ in range(_ROUNDS):  # of those whose turn it is, some may have to wait
        room = limit - len(claimed)
        taken = await turns.take(connection, bot, now, room) if room > 0 else []
        if not taken:
            break
        claimed += await _claim(connection, taken, now, fresh_for, timing)
    return claimed


async def _claim(
    connection: AsyncConnection,
    taken: Sequence[int],
    now: datetime,
    fresh_for: timedelta | None,
    timing: Timing,
) -> list[Alert]:
    """Take the next alert of each chat whose turn was taken, and let the others line up again."""
    under_way = sa.exists().where(alert.c.chat_id == chat.c.id, turns.is_under_way())
    rows = await connection.execute(
        sa.select(chat, under_way.label("is_busy")).where(chat.c.id.in_(taken))
    )
    busy: list[int] = []
    back: list[int] = []
    free: dict[int, Any] = {}
    for row in rows:
        if row.is_busy:
            busy.append(row.id)
        elif any(until is not None and until > now for until in (row.not_before, row.paused_until)):
            back.append(row.id)
        else:
            free[row.id] = row
    await turns.look_again(connection, busy, now + _LOOK_AGAIN)
    if free and fresh_for is not None:
        await digests.gather_late(connection, free, fresh_for, now)
    due = []
    for row in await _next(connection, free):
        if row.due_at <= now:
            due.append(row)
        else:
            back.append(row.chat_id)
    ready = []
    chats = {number: to_chat(row) for number, row in free.items()}
    for each in await matters.load(connection, due, chats, now):
        moment = timing(each, now)
        if moment <= now:
            ready.append(each)
        else:
            await _put_off(connection, each.id, moment)
            back.append(each.chat.id)
    await turns.line_up(connection, back)
    return await _begin(connection, ready, now)


async def _next(connection: AsyncConnection, chat_ids: Collection[int]) -> Sequence[Any]:
    """Return the row of the alert that comes next of each chat."""
    if not chat_ids:
        return ()
    ids = sa.select(turns.next_of(chat.c.id)).where(chat.c.id.in_(chat_ids))
    return (await connection.execute(sa.select(alert).where(alert.c.id.in_(ids)))).all()


async def _put_off(connection: AsyncConnection, alert_id: int, until: datetime) -> None:
    await connection.execute(
        sa.update(alert)
        .where(alert.c.id == alert_id)
        .values(state=AlertState.LATER.value, due_at=until, note=None)
    )


async def _begin(connection: AsyncConnection, due: Sequence[Alert], now: datetime) -> list[Alert]:
    """Note an attempt of each."""
    if not due:
        return []
    begun = await connection.execute(
        sa.update(alert)
        # The state once more: on PostgreSQL another may have given the alert up meanwhile.
        .where(alert.c.id.in_([each.id for each in due]), turns.is_waiting())
        .values(state=AlertState.SENDING.value, attempts=alert.c.attempts + 1, attempted_at=now)
        .returning(alert.c.id)
    )
    ids = set(begun.scalars())
    return [each for each in due if each.id in ids]


async def requeue_orphans(
    connection: AsyncConnection,
    now: datetime,
    in_flight: Collection[int] = (),
    *,
    bot: int | None = None,
) -> int:
    """Give alerts that a process died over another try; return how many.

    For the one that has just taken the lease on sending: nobody else can be sending then, and
    what it sends itself is `in_flight`. With `bot`, of that bot's chats only. Chats that nobody
    lined up are lined up, too.
    """
    statement = (
        sa.update(alert)
        .where(turns.is_under_way(), alert.c.id.not_in(in_flight))
        .values(state=AlertState.LATER.value, due_at=now, note=INTERRUPTED)
    )
    if bot is not None:
        own = sa.select(chat.c.id).where(chat.c.bot == bot)
        statement = statement.where(alert.c.chat_id.in_(own))
    orphans = (await connection.execute(statement)).rowcount
    await turns.line_up_all(connection, bot)
    return orphans
