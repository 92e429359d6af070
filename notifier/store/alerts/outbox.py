"""The outbox: what is to be sent without being asked for, from when it is planned.

    new ──claim──▶ sending ──▶ sent
     │ ▲              │ ├────▶ later ──claim──▶ sending
     │ └───(crash)────┘ └────▶ dead, with its reason
     └──▶ gathered, a line of a digest ──▶ sent or dead with it

Here is the way in; `claims` takes what is due, `outcomes` notes what became of it, `digests` makes
one message of many lines, and `alert_states` tells of all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import AlertKind, AlertState, Cadence, Rank
from notifier.store.alerts import digests
from notifier.store.engine import chat_queue
from notifier.store.engine.database import among, insert_into
from notifier.store.engine.tables import UtcDateTime, alert, chat, match, subscription

_TO_BE_TOLD = (AlertState.NEW.value, AlertState.LATER.value, AlertState.GATHERED.value)
_SOONEST = {cadence.value: f"{number:02}" for number, cadence in enumerate(Cadence)}
_UNKNOWN = "99"


async def plan(
    connection: AsyncConnection,
    *,
    article_id: int,
    story_id: int,
    query_ids: Sequence[int],
    now: datetime,
    subscribed_before: datetime | None = None,
    rank: Rank = Rank.ORDINARY,
) -> int:
    """Plan an alert for each chat that subscribes to one of the queries; return how many.

    A chat hears of a story once in each place it wants to hear of it; muted subscriptions do not
    count. Of several subscriptions the one that is told soonest decides whether it comes at once or
    with a digest. With `subscribed_before`, only subscriptions older than that count.
    """
    planned = await connection.execute(
        _plan(connection.dialect.name),
        {
            "story": story_id,
            "article": article_id,
            "rank": rank.value,
            "now": now,
            "queries": query_ids,
            "before": subscribed_before,
        },
    )
    if planned.rowcount:
        await chat_queue.line_up_for(connection, story_id)
        await digests.announce(connection, story_id)
    return planned.rowcount


@cache
def _plan(engine: str) -> sa.Executable:
    # The soonest is the first in the alphabet, once each name stands behind its number.
    name = subscription.c.cadence
    soonest = sa.func.min(sa.case(_SOONEST, value=name, else_=_UNKNOWN) + name)
    cadence = sa.func.substr(soonest, len(_UNKNOWN) + 1)
    state = sa.case(
        (cadence == Cadence.INSTANT.value, AlertState.NEW.value), else_=AlertState.GATHERED.value
    )
    now = sa.bindparam("now", type_=UtcDateTime)
    before = sa.bindparam("before", type_=UtcDateTime)
    wanted = (
        sa.select(
            subscription.c.chat_id,
            subscription.c.thread_id,
            sa.bindparam("story", type_=sa.BigInteger),
            sa.bindparam("article", type_=sa.BigInteger),
            cadence,
            sa.bindparam("rank", type_=sa.SmallInteger),
            state,
            now,
            now,
        )
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(
            chat.c.disabled_reason.is_(None),
            sa.or_(subscription.c.muted_until.is_(None), subscription.c.muted_until <= now),
            sa.or_(before.is_(None), subscription.c.created_at < before),
            among(engine, subscription.c.query_id, "queries"),
        )
        .group_by(subscription.c.chat_id, subscription.c.thread_id)
        # In one order, so that of two who plan the same story none waits for the other.
        .order_by(subscription.c.chat_id, subscription.c.thread_id)
    )
    columns = ["chat_id", "thread_id", "story_id", "article_id", "cadence"]
    columns += ["rank", "state", "due_at", "created_at"]
    return insert_into(engine, alert).from_select(columns, wanted).on_conflict_do_nothing()


async def plan_edits(connection: AsyncConnection, story_id: int, now: datetime) -> int:
    """Plan to tell every message that told of a story anew; return how many.

    A message that waits for its edit already is not planned for twice: what it will say is decided
    when it is edited.
    """
    planned = await connection.execute(_PLAN_EDITS, {"story": story_id, "now": now})
    if planned.rowcount:
        await chat_queue.line_up_for(connection, story_id)
    return planned.rowcount


def _plan_edits() -> sa.Executable:
    waiting = alert.alias("waiting")
    now = sa.bindparam("now", type_=UtcDateTime)
    told = (
        sa.select(
            sa.literal_column(f"'{AlertKind.EDIT.value}'"),
            alert.c.chat_id,
            alert.c.thread_id,
            alert.c.article_id,
            alert.c.id,
            sa.literal_column(str(Rank.CAN_WAIT.value)),
            sa.literal_column(f"'{AlertState.NEW.value}'"),
            now,
            now,
        )
        .join(chat, chat.c.id == alert.c.chat_id)
        .where(
            alert.c.story_id == sa.bindparam("story"),
            alert.c.kind == AlertKind.STORY.value,
            sa.or_(
                sa.and_(alert.c.state == AlertState.SENT.value, alert.c.message_id.is_not(None)),
                chat_queue.is_under_way(),
            ),
            alert.c.parent_id.is_(None),
            chat.c.disabled_reason.is_(None),
            ~sa.exists().where(waiting.c.parent_id == alert.c.id, chat_queue.is_waiting(waiting)),
        )
    )
    columns = ["kind", "chat_id", "thread_id", "article_id", "parent_id"]
    columns += ["rank", "state", "due_at", "created_at"]
    return sa.insert(alert).from_select(columns, told)


_PLAN_EDITS = _plan_edits()


async def notice(
    connection: AsyncConnection,
    chat_id: int,
    html: str,
    plain: str,
    now: datetime,
    *,
    rank: Rank = Rank.ORDINARY,
) -> None:
    """Plan to tell a chat something that is no news: `html` as Telegram reads it, and `plain`."""
    await connection.execute(
        sa.insert(alert).values(
            kind=AlertKind.NOTICE.value,
            chat_id=chat_id,
            body={"html": html, "plain": plain},
            rank=rank.value,
            state=AlertState.NEW.value,
            due_at=now,
            created_at=now,
        )
    )
    await chat_queue.line_up(connection, [chat_id])


async def tell_of_other(connection: AsyncConnection, article_id: int, other_id: int) -> int:
    """Let what waits to tell of an article tell of another of its story; return how many.

    Only those whose chat asked for the other one too.
    """
    asked = (
        sa.select(subscription.c.chat_id)
        .join(match, match.c.query_id == subscription.c.query_id)
        .where(match.c.article_id == other_id)
    )
    told = (
        sa.update(alert)
        .where(
            alert.c.article_id == article_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.state.in_(_TO_BE_TOLD),
            alert.c.chat_id.in_(asked),
        )
        .values(article_id=other_id)
    )
    return (await connection.execute(told)).rowcount


async def withdraw(connection: AsyncConnection, article_id: int, note: str) -> int:
    """Give up what waits to tell of an article, which its source took back; return how many."""
    given_up = (
        sa.update(alert)
        .where(
            alert.c.article_id == article_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.state.in_(_TO_BE_TOLD),
        )
        .values(state=AlertState.DEAD.value, note=note)
    )
    return (await connection.execute(given_up)).rowcount
