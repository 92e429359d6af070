"""Taking what is due from the outbox: in turn, one alert a chat, each chat's in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Alert, AlertKind, AlertState, Chat, Notice, Rank
from notifier.store.alerts import content, digests
from notifier.store.chats.chats import to_chat
from notifier.store.engine import chat_queue
from notifier.store.engine.tables import alert, chat

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
    burst: int | None = None,
    timing: Timing = lambda _alert, now: now,
) -> list[Alert]:
    """Take up to `limit` due alerts for sending: one a chat, none for a chat that must wait.

    With `bot`, of that bot's chats only. What has waited longer than `fresh_for` becomes a line of
    a digest, which is claimed in its place, and so does what a chat waits for beyond `burst` news
    at once; what `timing` puts off waits until then.
    """
    claimed: list[Alert] = []
    for _ in range(_ROUNDS):  # of those whose turn it is, some may have to wait
        room = limit - len(claimed)
        taken = await chat_queue.take(connection, bot, now, room) if room > 0 else []
        if not taken:
            break
        claimed += await _claim(connection, taken, now, fresh_for, burst, timing)
    return claimed


async def _claim(
    connection: AsyncConnection,
    taken: Sequence[int],
    now: datetime,
    fresh_for: timedelta | None,
    burst: int | None,
    timing: Timing,
) -> list[Alert]:
    """Take the next alert of each chat whose turn was taken, and let the others line up again."""
    chats, next_ids, busy = await _able(connection, taken, now)
    await chat_queue.look_again(connection, busy, now + _LOOK_AGAIN)
    heads = await _alerts(connection, next_ids.values())
    if fresh_for is not None:
        heads = await _without_stale(connection, heads, fresh_for, now)
    due = [row for row in heads if row.due_at <= now]
    if burst is not None:
        due = await _without_bursts(connection, due, chats, burst, timing, now)
    ready = []
    for each in await content.load(connection, due, chats, now):
        moment = timing(each, now)
        if moment <= now:
            ready.append(each)
        else:
            await _put_off(connection, each.id, moment)
    begun = await _begin(connection, ready, now)
    served = {each.chat.id for each in begun} | set(busy)
    await chat_queue.put_back(connection, [each for each in taken if each not in served])
    return begun


async def _able(
    connection: AsyncConnection, taken: Sequence[int], now: datetime
) -> tuple[dict[int, Chat], dict[int, int], list[int]]:
    """Return the chats that may be served now, the next alert of each, and who is being served."""
    rows = await connection.execute(_CHATS, {"taken": list(taken)})
    chats: dict[int, Chat] = {}
    next_ids: dict[int, int] = {}
    busy = []
    for row in rows:
        must_wait = any(at is not None and at > now for at in (row.not_before, row.paused_until))
        if row.is_busy:
            busy.append(row.id)
        elif row.next_id is not None and not must_wait:
            chats[row.id] = to_chat(row)
            next_ids[row.id] = row.next_id
    return chats, next_ids, busy


_CHATS = sa.select(
    chat,
    chat_queue.next_of(chat.c.id).label("next_id"),
    sa.exists().where(alert.c.chat_id == chat.c.id, chat_queue.is_under_way()).label("is_busy"),
).where(chat.c.id.in_(sa.bindparam("taken", expanding=True)))


async def _alerts(connection: AsyncConnection, ids: Collection[int]) -> list[Any]:
    if not ids:
        return []
    return list(await connection.execute(_ALERTS, {"ids": list(ids)}))


_ALERTS = sa.select(alert).where(alert.c.id.in_(sa.bindparam("ids", expanding=True)))


async def _without_stale(
    connection: AsyncConnection,
    heads: list[Any],
    fresh_for: timedelta,
    now: datetime,
) -> list[Any]:
    """Put what comes next in the place of what has waited too long."""
    stale = {
        row.chat_id
        for row in heads
        if row.kind == AlertKind.STORY and row.created_at < now - fresh_for
    }
    if not stale:
        return heads
    await digests.gather_late(connection, stale, fresh_for, now)
    _, next_ids, _ = await _able(connection, list(stale), now)
    fresh = [row for row in heads if row.chat_id not in stale]
    return fresh + await _alerts(connection, next_ids.values())


async def _without_bursts(
    connection: AsyncConnection,
    due: list[Any],
    chats: Mapping[int, Chat],
    burst: int,
    timing: Timing,
    now: datetime,
) -> list[Any]:
    """Put one digest in the place of more news than `burst` that one chat waits for.

    That happens where much happens at once, and after quiet hours or a pause. A chat that has to
    wait longer goes on gathering.
    """
    news = [row.chat_id for row in due if row.kind == AlertKind.STORY]
    if not news:
        return due
    crowded = await digests.crowded(connection, news, burst)
    able = {
        row.chat_id
        for row in due
        if row.chat_id in crowded and timing(_head(row, chats[row.chat_id]), now) <= now
    }
    if not able:
        return due
    await digests.gather_burst(connection, able, now)
    _, next_ids, _ = await _able(connection, list(able), now)
    calm = [row for row in due if row.chat_id not in able]
    return calm + await _alerts(connection, next_ids.values())


def _head(row: Any, chat_of_row: Chat) -> Alert:
    """Make an alert of a row as far as `timing` looks at one."""
    return Alert(row.id, chat_of_row, Notice("", ""), rank=Rank(row.rank))


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
    begun = await connection.execute(_BEGIN, {"ids": [each.id for each in due], "now": now})
    ids = set(begun.scalars())
    return [each for each in due if each.id in ids]


_BEGIN = (
    sa.update(alert)
    # The state once more: on PostgreSQL another may have given the alert up meanwhile.
    .where(alert.c.id.in_(sa.bindparam("ids", expanding=True)), chat_queue.is_waiting())
    .values(
        state=AlertState.SENDING.value,
        attempts=alert.c.attempts + 1,
        attempted_at=sa.bindparam("now"),
    )
    .returning(alert.c.id)
)


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
        .where(chat_queue.is_under_way(), alert.c.id.not_in(in_flight))
        .values(state=AlertState.LATER.value, due_at=now, note=INTERRUPTED)
    )
    if bot is not None:
        own = sa.select(chat.c.id).where(chat.c.bot == bot)
        statement = statement.where(alert.c.chat_id.in_(own))
    orphans = (await connection.execute(statement)).rowcount
    await chat_queue.line_up_all(connection, bot)
    return orphans
