"""The outbox: planning what is sent without being asked for.

    new ──claim──▶ sending ──▶ sent
     │ ▲              │ ├────▶ later ──claim──▶ sending
     │ └───(crash)────┘ └────▶ dead, with its reason
     └──▶ gathered, an item of a digest ──▶ sent or dead with it

`fan_out` plans the alerts of an article, `edits` those of its messages, and notices are planned
here; `claims` claims what is due, `outcomes` records what became of it, `digests` makes one message
of many items, and `status` reports on all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Notice, Rank
from notifier.store.alerts import fan_out
from notifier.store.engine import chat_queue
from notifier.store.engine.database import among
from notifier.store.engine.tables import UtcDateTime, alert, match, subscription

_UNSENT = (AlertState.NEW.value, AlertState.LATER.value, AlertState.GATHERED.value)


async def make_urgent(
    connection: AsyncConnection, story_id: int, query_ids: Sequence[int], now: datetime
) -> None:
    """Make a story's alerts urgent that wait for chats that subscribe to one of the queries.

    What waits for the end of quiet hours is due now.
    """
    await fan_out.plan_rest(connection, [story_id])
    # The chats first, as the delivery worker locks them before their alerts.
    await chat_queue.enqueue_for_story(connection, story_id)
    raised = await connection.execute(
        _make_urgent(connection.dialect.name),
        {"story": story_id, "urgent": query_ids, "now": now},
    )
    if raised.rowcount:
        await chat_queue.enqueue_for_story(connection, story_id)


@cache
def _make_urgent(engine: str) -> sa.Executable:
    now = sa.bindparam("now", type_=UtcDateTime)
    is_asked_for = sa.exists().where(
        subscription.c.chat_id == alert.c.chat_id,
        subscription.c.thread_id == alert.c.thread_id,
        sa.or_(subscription.c.muted_until.is_(None), subscription.c.muted_until <= now),
        among(engine, subscription.c.query_id, "urgent"),
    )
    return (
        sa.update(alert)
        .where(
            alert.c.story_id == sa.bindparam("story"),
            chat_queue.is_waiting(),
            alert.c.attempts == 0,  # else it is tried again as Telegram lets us
            alert.c.rank > Rank.URGENT.value,
            is_asked_for,
        )
        .values(rank=Rank.URGENT.value, due_at=now)
    )


async def plan_notice(
    connection: AsyncConnection,
    chat_id: int,
    notice: Notice,
    now: datetime,
    *,
    rank: Rank = Rank.CAN_WAIT,
) -> None:
    """Plan to send a chat something that is no news, and by default waits behind all news."""
    await connection.execute(
        sa.insert(alert).values(
            kind=AlertKind.NOTICE.value,
            chat_id=chat_id,
            body={"html": notice.html, "plain": notice.plain},
            rank=rank.value,
            state=AlertState.NEW.value,
            due_at=now,
            created_at=now,
        )
    )
    await chat_queue.enqueue(connection, [chat_id])


async def replace_article(connection: AsyncConnection, article_id: int, other_id: int) -> int:
    """Replace the article of alerts that wait by another of its story; return how many.

    Only those whose chat asked for the other one too.
    """
    asked = (
        sa.select(subscription.c.chat_id)
        .join(match, match.c.query_id == subscription.c.query_id)
        .where(match.c.article_id == other_id)
    )
    replaced = (
        sa.update(alert)
        .where(
            alert.c.article_id == article_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.state.in_(_UNSENT),
            alert.c.chat_id.in_(asked),
        )
        .values(article_id=other_id)
    )
    return (await connection.execute(replaced)).rowcount
