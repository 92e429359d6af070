"""The outbox: every alert from when it is planned until it is sent or given up.

    new ──claim──▶ sending ──▶ sent
     ▲                │ ├────▶ later ──claim──▶ sending
     └── (crash)──────┘ └────▶ dead, with its reason

An attempt is committed before the call and its result after it, so a crash can repeat no more than
what was in flight, and loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.model import Alert, AlertState
from notifier.store import exclusions
from notifier.store.articles import mentions_of, to_article, to_reason
from notifier.store.chats import to_chat
from notifier.store.database import insert
from notifier.store.tables import alert, article, chat, match, query, subscription

_WAITING = (AlertState.NEW.value, AlertState.LATER.value)
_QUERIES_AT_ONCE = 10_000
"""Both engines take some 32,000 values in a statement."""


async def plan(
    connection: AsyncConnection,
    *,
    article_id: int,
    story_id: int,
    query_ids: Sequence[int],
    now: datetime,
    subscribed_before: datetime | None = None,
) -> int:
    """Plan an alert for each chat that subscribes to one of the queries; return how many.

    A chat hears of a story once. With `subscribed_before`, only subscriptions older than that
    count.
    """
    wanted = (
        sa.select(
            subscription.c.chat_id,
            sa.literal(story_id, sa.BigInteger),
            sa.literal(article_id, sa.BigInteger),
            sa.literal(AlertState.NEW.value),
            sa.literal(now, alert.c.due_at.type),
            sa.literal(now, alert.c.created_at.type),
        )
        .distinct()
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(chat.c.disabled_reason.is_(None))
    )
    if subscribed_before is not None:
        wanted = wanted.where(subscription.c.created_at < subscribed_before)
    columns = ["chat_id", "story_id", "article_id", "state", "due_at", "created_at"]
    planned = 0
    for start in range(0, len(query_ids), _QUERIES_AT_ONCE):
        some = wanted.where(
            subscription.c.query_id.in_(query_ids[start : start + _QUERIES_AT_ONCE])
        )
        statement = insert(connection, alert).from_select(columns, some).on_conflict_do_nothing()
        planned += (await connection.execute(statement)).rowcount
    return planned


async def requeue_orphans(
    connection: AsyncConnection,
    now: datetime,
    in_flight: Collection[int] = (),
    *,
    bot: int | None = None,
) -> int:
    """Give alerts that a process died over another try; return how many.

    For the one that has just taken the lease on sending: nobody else can be sending then, and
    what it sends itself is `in_flight`. With `bot`, of that bot's chats only.
    """
    statement = (
        sa.update(alert)
        .where(alert.c.state == AlertState.SENDING.value, alert.c.id.not_in(in_flight))
        .values(state=AlertState.LATER.value, due_at=now, note="interrupted while sending")
    )
    if bot is not None:
        statement = statement.where(
            alert.c.chat_id.in_(sa.select(chat.c.id).where(chat.c.bot == bot))
        )
    return (await connection.execute(statement)).rowcount


async def claim(
    connection: AsyncConnection, now: datetime, limit: int, *, bot: int | None = None
) -> list[Alert]:
    """Take up to `limit` due alerts for sending: one a chat, none for a chat that must wait.

    With `bot`, of that bot's chats only.
    """
    in_flight = sa.select(alert.c.chat_id).where(alert.c.state == AlertState.SENDING.value)
    due = (
        sa.select(sa.func.min(alert.c.id))
        .join(chat, chat.c.id == alert.c.chat_id)
        .where(
            alert.c.state.in_(_WAITING),
            alert.c.due_at <= now,
            sa.or_(chat.c.not_before.is_(None), chat.c.not_before <= now),
            alert.c.chat_id.not_in(in_flight),
            sa.true() if bot is None else chat.c.bot == bot,
        )
        .group_by(alert.c.chat_id)
        .order_by(sa.func.min(alert.c.due_at))
        .limit(limit)
    )
    claimed = await connection.execute(
        sa.update(alert)
        # The state once more: on PostgreSQL another may have taken it while we waited for the row.
        .where(alert.c.id.in_(due), alert.c.state.in_(_WAITING))
        .values(
            state=AlertState.SENDING.value,
            attempts=alert.c.attempts + 1,
            attempted_at=now,
        )
        .returning(alert.c.id)
    )
    ids = [row.id for row in claimed]
    return [await _load(connection, each) for each in sorted(ids)]


async def _load(connection: AsyncConnection, alert_id: int) -> Alert:
    row = (await connection.execute(sa.select(alert).where(alert.c.id == alert_id))).one()
    about = await connection.execute(sa.select(article).where(article.c.id == row.article_id))
    whom = await connection.execute(sa.select(chat).where(chat.c.id == row.chat_id))
    held = await connection.execute(
        sa.select(match.c.reasons, query.c.canonical)
        .join(subscription, subscription.c.query_id == match.c.query_id)
        .join(query, query.c.id == match.c.query_id)
        .where(match.c.article_id == row.article_id, subscription.c.chat_id == row.chat_id)
        .order_by(subscription.c.id)
    )
    why = held.all()
    corrected = await exclusions.of_chat(connection, row.chat_id)
    return Alert(
        id=alert_id,
        chat=to_chat(whom.one()),
        article=to_article(about.one()),
        reasons=tuple(to_reason(data) for each in why for data in each.reasons),
        attempts=row.attempts,
        exclusions=corrected,
        queries=tuple(each.canonical for each in why),
        mentions=await mentions_of(connection, row.article_id) if corrected else (),
    )


async def sent(
    connection: AsyncConnection, alert_id: int, now: datetime, message_id: int | None
) -> None:
    """Note that an alert has arrived."""
    await _settle(connection, alert_id, AlertState.SENT, sent_at=now, message_id=message_id)


async def later(connection: AsyncConnection, alert_id: int, due_at: datetime, note: str) -> None:
    """Let an alert wait until `due_at`, and note why."""
    await _settle(connection, alert_id, AlertState.LATER, due_at=due_at, note=note)


async def dead(connection: AsyncConnection, alert_id: int, note: str) -> None:
    """Give an alert up, and note why."""
    await _settle(connection, alert_id, AlertState.DEAD, note=note)


async def _settle(
    connection: AsyncConnection, alert_id: int, state: AlertState, **values: object
) -> None:
    statement = sa.update(alert).where(alert.c.id == alert_id)
    await connection.execute(statement.values(state=state.value, **values))


async def counts(connection: AsyncConnection) -> dict[AlertState, int]:
    """Count the alerts in each state."""
    rows = await connection.execute(
        sa.select(alert.c.state, sa.func.count()).group_by(alert.c.state)
    )
    found = {AlertState(state): int(number) for state, number in rows}
    return {state: found.get(state, 0) for state in AlertState}
