"""Claiming what is due from the outbox: one alert a chat, each chat's in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import Alert, AlertKind, AlertState, Rank
from notifier.core.model import Chat
from notifier.core.preferences import Preferences
from notifier.store.alerts import content, digests, silences
from notifier.store.chats.chats import to_chat
from notifier.store.engine import chat_queue
from notifier.store.engine.tables import alert, chat, exclusion

SendTime = Callable[[datetime, AlertKind, Rank, Preferences], datetime]
"""Returns when an alert may go out that is due now, by what it is and what its chat prefers."""
INTERRUPTED = "interrupted while sending"
_CHECK_BUSY_AFTER = timedelta(seconds=0.5)
_ROUNDS = 5


async def claim(
    connection: AsyncConnection,
    now: datetime,
    limit: int,
    *,
    bot: int | None = None,
    fresh_for: timedelta | None = None,
    burst: int | None = None,
    send_time: SendTime = lambda now, _kind, _rank, _preferences: now,
) -> list[Alert]:
    """Claim up to `limit` due alerts for sending: one a chat, none for a chat that must wait.

    With `bot`, of that bot's chats only. What has waited longer than `fresh_for` becomes an
    item of a digest, which is claimed in its place, and so does what a chat waits for beyond
    `burst` news at once; what may not go out at once by `send_time` waits
    until then.
    """
    claimed: list[Alert] = []
    for _ in range(_ROUNDS):  # of those that are due, some may have to wait
        room = limit - len(claimed)
        chat_ids = await chat_queue.dequeue(connection, bot, now, room)
        claimed += await _claim(connection, chat_ids, now, fresh_for, burst, send_time)
        if len(chat_ids) < room or len(claimed) == limit:
            break
    return claimed


async def _claim(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    now: datetime,
    fresh_for: timedelta | None,
    burst: int | None,
    send_time: SendTime,
) -> list[Alert]:
    """Claim the next alert of each of these chats, and requeue those that have to wait."""
    if not chat_ids:
        return []
    found = await _look_at(connection, chat_ids, now)
    chats, busy = found.chats, found.busy
    if busy:
        await chat_queue.enqueue_at(connection, busy, now + _CHECK_BUSY_AFTER)

    def held_until(row: Any) -> datetime | None:
        preferences = chats[row.chat_id].preferences
        until = send_time(now, AlertKind(row.kind), Rank(row.rank), preferences)
        return until if until > now else None

    heads = found.heads
    if fresh_for is not None:
        heads = await _without_stale(connection, found, fresh_for, held_until, now)
    due = [row for row in heads if row.due_at <= now]
    if burst is not None:
        crowded = {chat_id for chat_id, news in found.news.items() if news > burst}
        due = await _without_bursts(connection, due, crowded, held_until, now)
    held = {row.id: until for row in due if (until := held_until(row))}
    await silences.put_off(connection, held)
    claimed = await _mark_sending(connection, [row for row in due if row.id not in held], now)
    done = {row.chat_id for row in claimed} | set(busy)
    waiting = [each for each in chat_ids if each not in done]
    if waiting:
        await chat_queue.put_back(connection, waiting)
    return await content.load_alerts(connection, claimed, chats, now, corrected=found.corrected)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to be sent to some chats."""

    chats: dict[int, Chat]
    """Those that may be sent to."""
    heads: list[Any]
    """The next alert of each, in the order of the queue."""
    busy: list[int]
    """The chats that have an alert under way."""
    news: dict[int, int]
    """How much news that is not urgent each waits for."""
    corrected: set[int]
    """The chats that have corrections."""
    paused_until: dict[int, datetime | None]
    """When the last pause of each ended."""


async def _look_at(connection: AsyncConnection, chat_ids: Collection[int], now: datetime) -> _Found:
    found = _Found({}, [], [], {}, set(), {})
    next_ids = []
    for row in await connection.execute(_CHATS, {"chats": list(chat_ids)}):
        must_wait = any(at is not None and at > now for at in (row.not_before, row.paused_until))
        if row.is_busy:
            found.busy.append(row.id)
        elif row.next_id is not None and not must_wait:
            found.chats[row.id] = to_chat(row)
            found.news[row.id] = row.news
            found.paused_until[row.id] = row.paused_until
            if row.is_corrected:
                found.corrected.add(row.id)
            next_ids.append(row.next_id)
    heads = await connection.execute(_ALERTS, {"ids": next_ids}) if next_ids else ()
    # Where many are claimed at once, news is sent before notices too.
    found.heads.extend(sorted(heads, key=lambda row: (row.rank, row.due_at, row.id)))
    return found


_NEWS = sa.select(sa.func.count()).where(
    alert.c.chat_id == chat.c.id, chat_queue.is_waiting(), digests.is_ordinary_news()
)
_CHATS = sa.select(
    chat,
    chat_queue.next_alert_of(chat.c.id).label("next_id"),
    sa.exists().where(alert.c.chat_id == chat.c.id, chat_queue.is_sending()).label("is_busy"),
    _NEWS.scalar_subquery().label("news"),
    sa.exists().where(exclusion.c.chat_id == chat.c.id).label("is_corrected"),
).where(chat.c.id.in_(sa.bindparam("chats", expanding=True)))
_ALERTS = sa.select(alert).where(alert.c.id.in_(sa.bindparam("ids", expanding=True)))


async def _without_stale(
    connection: AsyncConnection,
    found: _Found,
    fresh_for: timedelta,
    held_until: Callable[[Any], datetime | None],
    now: datetime,
) -> list[Any]:
    """Put what comes next in the place of what has waited too long.

    For a chat that has to wait longer it is done then.
    """
    stale = [
        row
        for row in found.heads
        if row.kind == AlertKind.STORY and row.created_at < now - fresh_for and not held_until(row)
    ]
    if not stale:
        return found.heads
    paused = found.paused_until
    held = {row.chat_id for row in stale if silences.was_held(row, paused[row.chat_id])}
    chat_ids = {row.chat_id for row in stale}
    await digests.digest_held(connection, held, fresh_for, now)
    await digests.digest_late(connection, chat_ids - held, fresh_for, now)
    since = await _look_at(connection, chat_ids, now)
    found.news.update(since.news)
    return [row for row in found.heads if row.chat_id not in chat_ids] + since.heads


async def _without_bursts(
    connection: AsyncConnection,
    due: list[Any],
    crowded: set[int],
    held_until: Callable[[Any], datetime | None],
    now: datetime,
) -> list[Any]:
    """Put one digest in the place of the news that a crowded chat waits for, but what is urgent.

    That happens where much happens at once, and after quiet hours or a pause. For a chat that has
    to wait longer it is done then.
    """
    able = {
        row.chat_id
        for row in due
        if row.chat_id in crowded
        and row.kind == AlertKind.STORY
        and row.rank != Rank.URGENT
        and not held_until(row)
    }
    if not able:
        return due
    await digests.digest_burst(connection, able, now)
    since = await _look_at(connection, able, now)
    # What comes next may be something else that has to wait for its retry.
    heads = [row for row in since.heads if row.due_at <= now]
    return [row for row in due if row.chat_id not in able] + heads


async def _mark_sending(
    connection: AsyncConnection, due: Sequence[Any], now: datetime
) -> list[Any]:
    """Store that an attempt of each begins; return those that still wait."""
    if not due:
        return []
    marked = await connection.execute(_MARK_SENDING, {"ids": [each.id for each in due], "now": now})
    ids = set(marked.scalars())
    return [each for each in due if each.id in ids]


_MARK_SENDING = (
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
    """Requeue alerts that a process died over; return how many.

    For the one that has just taken the lease on sending: nobody else can be sending then, and
    what it sends itself is `in_flight`. With `bot`, of that bot's chats only. Chats that nobody
    enqueued are enqueued, too.
    """
    statement = (
        sa.update(alert)
        .where(chat_queue.is_sending(), alert.c.id.not_in(in_flight))
        .values(state=AlertState.LATER.value, due_at=now, note=INTERRUPTED)
    )
    if bot is not None:
        own = sa.select(chat.c.id).where(chat.c.bot == bot)
        statement = statement.where(alert.c.chat_id.in_(own))
    orphans = (await connection.execute(statement)).rowcount
    await chat_queue.enqueue_missing(connection, bot)
    return orphans
