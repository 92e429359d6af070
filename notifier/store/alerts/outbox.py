"""The outbox: planning what is sent without being asked for.

    new ──claim──▶ sending ──▶ sent
     │ ▲              │ ├────▶ later ──claim──▶ sending
     │ └───(crash)────┘ └────▶ dead, with its reason
     └──▶ gathered, an item of a digest ──▶ sent or dead with it

Alerts are planned here; `claims` claims what is due, `outcomes` records what became of it,
`digests` makes one message of many items, and `status` reports on all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Cadence, Notice, Rank
from notifier.store.alerts import digests
from notifier.store.engine import chat_queue
from notifier.store.engine.database import among, insert_into
from notifier.store.engine.tables import UtcDateTime, alert, chat, match, subscription
from notifier.store.engine.wakeups import Stage, announce

_UNSENT = (AlertState.NEW.value, AlertState.LATER.value, AlertState.GATHERED.value)
_SOONEST = {cadence.value: number for number, cadence in enumerate(Cadence)}


async def plan(
    connection: AsyncConnection,
    *,
    article_id: int,
    story_id: int,
    query_ids: Sequence[int],
    now: datetime,
    subscribed_before: datetime | None = None,
    urgent_for: Sequence[int] = (),
    is_new: bool = False,
) -> int:
    """Plan an alert for each chat that subscribes to one of the queries; return how many.

    A chat gets one alert of a story for each topic that its subscriptions name, and a new one only
    where that one was given up; muted subscriptions do not count. Of several subscriptions the one
    with the soonest cadence decides whether it comes at once or with a digest. With
    `subscribed_before`, only subscriptions older than that count. It is urgent to those who
    subscribe to a query of `urgent_for`. The story `is_new` where nothing of it was planned before.
    """
    parameters = {
        "story": story_id,
        "article": article_id,
        "urgent": urgent_for,
        "now": now,
        "queries": query_ids,
        "before": subscribed_before,
    }
    engine, planned = connection.dialect.name, 0
    statements = (_plan_first(engine),) if is_new else (_plan_again(engine), _plan(engine))
    for statement in statements:
        planned += (await connection.execute(statement, parameters)).rowcount
    if planned:
        await chat_queue.enqueue_for_story(connection, story_id, has_edits=not is_new)
        await digests.schedule(connection, story_id)
        await announce(connection, Stage.DELIVERY)
    return planned


_PLANNED = ["chat_id", "thread_id", "story_id", "article_id", "cadence"]
_PLANNED += ["rank", "state", "due_at", "created_at"]


def _insert(engine: str) -> sqlite.Insert | postgresql.Insert:
    # In one order, so that of two who plan the same story none waits for the other.
    wanted = _wanted(engine).order_by(subscription.c.chat_id, subscription.c.thread_id)
    return insert_into(engine, alert).from_select(_PLANNED, wanted)


@cache
def _plan_first(engine: str) -> sa.Executable:
    """Plan for a story of this transaction, which nobody else can plan for."""
    return _insert(engine)


@cache
def _plan(engine: str) -> sa.Executable:
    return _insert(engine).on_conflict_do_nothing()


@cache
def _plan_again(engine: str) -> sa.Executable:
    """Plan anew what was given up: a story that a chat was never told of is still news to it."""
    wanted = _wanted(engine).subquery().c
    return (
        sa.update(alert)
        .where(
            alert.c.state == AlertState.DEAD.value,
            *(alert.c[name] == wanted[name] for name in _PLANNED[:3]),
        )
        .values(
            {name: wanted[name] for name in _PLANNED[3:]}
            | {"parent_id": None, "attempts": 0, "refusals": 0, "dropped": 0, "note": None}
        )
    )


def _wanted(engine: str) -> sa.Select[Any]:
    """Select an alert for each chat and topic that is to be told."""
    name = subscription.c.cadence
    soonest = sa.func.min(sa.case(_SOONEST, value=name, else_=len(_SOONEST)))
    numbers = {number: cadence for cadence, number in _SOONEST.items()}
    cadence = sa.case(numbers, value=soonest, else_=sa.func.min(name))
    instant = _SOONEST[Cadence.INSTANT.value]
    state = sa.case((soonest == instant, AlertState.NEW.value), else_=AlertState.GATHERED.value)
    is_urgent = among(engine, subscription.c.query_id, "urgent")
    rank = sa.func.min(sa.case((is_urgent, Rank.URGENT.value), else_=Rank.ORDINARY.value))
    now = sa.bindparam("now", type_=UtcDateTime)
    before = sa.bindparam("before", type_=UtcDateTime)
    return (
        sa.select(
            subscription.c.chat_id,
            subscription.c.thread_id,
            sa.bindparam("story", type_=sa.BigInteger).label("story_id"),
            sa.bindparam("article", type_=sa.BigInteger).label("article_id"),
            cadence.label("cadence"),
            rank.label("rank"),
            state.label("state"),
            now.label("due_at"),
            now.label("created_at"),
        )
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(
            chat.c.disabled_reason.is_(None),
            sa.or_(subscription.c.muted_until.is_(None), subscription.c.muted_until <= now),
            sa.or_(before.is_(None), subscription.c.created_at < before),
            among(engine, subscription.c.query_id, "queries"),
        )
        .group_by(subscription.c.chat_id, subscription.c.thread_id)
    )


async def make_urgent(
    connection: AsyncConnection, story_id: int, query_ids: Sequence[int], now: datetime
) -> None:
    """Make a story's alerts urgent that wait for chats that subscribe to one of the queries.

    What waits for the end of quiet hours is due now.
    """
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


async def plan_edits(connection: AsyncConnection, story_id: int, now: datetime) -> int:
    """Plan an edit of every message that was sent of a story; return how many.

    A message whose edit waits already gets no second one: what it will say is decided when it is
    edited.
    """
    planned = await connection.execute(_PLAN_EDITS, {"story": story_id, "now": now})
    if planned.rowcount:
        await chat_queue.enqueue_for_story(connection, story_id)
    return planned.rowcount


def _plan_edits() -> sa.Executable:
    waiting = alert.alias("waiting")
    now = sa.bindparam("now", type_=UtcDateTime)
    sent = (
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
                chat_queue.is_sending(),
            ),
            alert.c.parent_id.is_(None),
            chat.c.disabled_reason.is_(None),
            ~sa.exists().where(waiting.c.parent_id == alert.c.id, chat_queue.is_waiting(waiting)),
        )
    )
    columns = ["kind", "chat_id", "thread_id", "article_id", "parent_id"]
    columns += ["rank", "state", "due_at", "created_at"]
    return sa.insert(alert).from_select(columns, sent)


_PLAN_EDITS = _plan_edits()


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
    await announce(connection, Stage.DELIVERY)


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
