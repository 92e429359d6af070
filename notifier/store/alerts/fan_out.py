"""The fan-out: planning an alert for each chat that is to be told of an article.

The transaction that stores an article plans them. Where many are to be told it plans a first slice,
of the chats with the lowest ids, and stores in the table `fan_out` what is left. That is planned
slice by slice, each in a transaction of its own: so the first alerts need not wait for the last,
and no other writer waits for all of them. What waits already of a story becomes urgent in the same
slices, where one of its articles is marked so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState, Cadence, Rank
from notifier.core.numbers import MAX_ID
from notifier.store.alerts import digests, urgency
from notifier.store.alerts.urgency import in_slice
from notifier.store.articles import stories
from notifier.store.engine import chat_queue
from notifier.store.engine.database import among, insert_into
from notifier.store.engine.tables import UtcDateTime, alert, article, chat, fan_out, subscription
from notifier.store.engine.wakeups import Stage, announce

_FIRST = 1_000
"""About so many chats are planned for in the transaction that stores an article."""
_SOONEST = {cadence.value: number for number, cadence in enumerate(Cadence)}


@dataclass(frozen=True, slots=True)
class PlannedSlice:
    """Alerts of an article that were planned after it was stored."""

    source: str
    article_id: int
    story_id: int
    alerts: int
    """How many were planned."""
    raised: int
    """How many that waited became urgent."""


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
    size: int = _FIRST,
) -> int:
    """Plan an alert for each chat that subscribes to one of the queries; return how many.

    A chat gets one alert of a story for each topic that its subscriptions name; muted subscriptions
    do not count. That one is planned anew where it was given up, for a story that a chat was never
    told of is still news to it, and where it waits for a later digest than this article would. Of
    several subscriptions the one with the soonest cadence decides whether it comes at once or with
    a digest. With
    `subscribed_before`, only subscriptions older than that count. It is urgent to those who
    subscribe to a query of `urgent_for`, which need not be one of the queries, and so is what waits
    of the story for them: that is due now, even where it waits for the end of quiet hours. The
    story `is_new` where nothing of it was planned before.

    Where there are more than about `size` chats, `plan_next` plans for the others.
    """
    parameters = {
        "story": story_id,
        "article": article_id,
        "urgent": urgent_for,
        "now": now,
        "queries": query_ids,
        "before": subscribed_before,
        "after": 0,
        "size": size,
    }
    planned, _, last = await _plan_slice(connection, parameters, is_new=is_new)
    if urgent_for and await connection.scalar(_LEFT_OF_STORY, {"story": story_id}) is not None:
        last = 0  # what is planned for the same chats after this must become urgent too
    if last is not None:
        left = {
            "article_id": article_id,
            "query_ids": list(query_ids),
            "urgent_for": list(urgent_for),
            "subscribed_before": subscribed_before,
            "stored_at": now,
            "after_chat_id": last,
        }
        await connection.execute(sa.insert(fan_out).values(left))
        await announce(connection, Stage.FAN_OUT)
    return planned


async def is_left(connection: AsyncConnection) -> bool:
    """Return whether there is something left to plan."""
    return await connection.scalar(_ANY_LEFT) is not None


async def plan_next(connection: AsyncConnection, *, size: int) -> PlannedSlice | None:
    """Plan for about `size` more chats of the article stored first; None where none are left."""
    # Nobody else plans for its story meanwhile.
    await stories.lock(connection)
    row = (await connection.execute(_LEFT.limit(1))).one_or_none()
    return None if row is None else await _go_on(connection, row, size)


async def plan_anew_from(connection: AsyncConnection, chat_id: int) -> None:
    """Have what is left planned for a chat once more, as it took over subscriptions of another."""
    passed = sa.update(fan_out).where(fan_out.c.after_chat_id >= chat_id)
    await connection.execute(passed.values(after_chat_id=chat_id - 1))


_ANY_LEFT = sa.select(fan_out.c.id).limit(1)
_LEFT = (
    sa.select(fan_out, article.c.story_id, article.c.source)
    .join(article, article.c.id == fan_out.c.article_id)
    .order_by(fan_out.c.id)
)
_LEFT_OF_STORY = (
    sa.select(fan_out.c.id)
    .join(article, article.c.id == fan_out.c.article_id)
    .where(article.c.story_id == sa.bindparam("story"))
    .limit(1)
)


async def _go_on(connection: AsyncConnection, row: Any, size: int) -> PlannedSlice:
    """Plan the next slice of what a row says is left."""
    parameters = {
        "story": row.story_id,
        "article": row.article_id,
        "urgent": row.urgent_for,
        "now": row.stored_at,
        "queries": row.query_ids,
        "before": row.subscribed_before,
        "after": row.after_chat_id,
        "size": size,
    }
    planned, raised, last = await _plan_slice(connection, parameters, is_new=False)
    if last is None:
        await connection.execute(sa.delete(fan_out).where(fan_out.c.id == row.id))
    else:
        this = sa.update(fan_out).where(fan_out.c.id == row.id)
        await connection.execute(this.values(after_chat_id=last))
    return PlannedSlice(row.source, row.article_id, row.story_id, planned, raised)


async def _plan_slice(
    connection: AsyncConnection, parameters: Mapping[str, Any], *, is_new: bool
) -> tuple[int, int, int | None]:
    """Plan for the chats of a slice.

    Return how many alerts were planned, how many became urgent, and the last chat if more are left.
    """
    engine, story_id = connection.dialect.name, parameters["story"]
    concerned = [*parameters["queries"], *parameters["urgent"]]
    found = (await connection.execute(_slice(engine), {**parameters, "concerned": concerned})).one()
    these = {**parameters, "last": MAX_ID if found.last is None else found.last}
    planned = anew = raised = 0
    if parameters["queries"]:
        if not is_new:
            anew = await _plan_anew(connection, these)
        statement = _insert_first(engine) if is_new else _insert_more(engine)
        planned = (await connection.execute(statement, these)).rowcount
    if planned:
        first_id = (found.newest_alert or 0) + 1
        enqueued = await chat_queue.enqueue_for_story(connection, story_id, first_id=first_id)
        if enqueued < planned:  # else each of them goes out at once, and none is an item
            await digests.schedule(connection, {**these, "first": first_id})
    if parameters["urgent"] and not is_new:
        raised = await urgency.make_urgent(connection, these)
    return planned + anew, raised, found.last


async def _plan_anew(connection: AsyncConnection, parameters: Mapping[str, Any]) -> int:
    """Plan alerts of a slice anew that were given up, or that would come sooner now."""
    statement = _update_untold(connection.dialect.name)
    planned = (await connection.execute(statement, parameters)).all()
    if planned:
        await chat_queue.enqueue(connection, {row.chat_id for row in planned})
        await digests.schedule(connection, {**parameters, "first": 0})
    return len(planned)


@cache
def _slice(engine: str) -> sa.Executable:
    """Select the last chat of a slice, NULL where it holds all, and the newest alert before it."""
    end = (
        sa.select(subscription.c.chat_id)
        .where(
            among(engine, subscription.c.query_id, "concerned"),
            subscription.c.chat_id > sa.bindparam("after", type_=sa.BigInteger),
        )
        .order_by(subscription.c.chat_id)
        .offset(sa.bindparam("size", type_=sa.Integer))
        .limit(1)
    )
    newest = sa.select(sa.func.max(alert.c.id))
    return sa.select(
        end.scalar_subquery().label("last"), newest.scalar_subquery().label("newest_alert")
    )


_PLANNED = ["chat_id", "thread_id", "story_id", "article_id", "cadence"]
_PLANNED += ["rank", "state", "due_at", "created_at"]


def _insert(engine: str) -> sqlite.Insert | postgresql.Insert:
    # In one order, so that of two who plan the same story none waits for the other.
    wanted = _wanted(engine).order_by(subscription.c.chat_id, subscription.c.thread_id)
    return insert_into(engine, alert).from_select(_PLANNED, wanted)


@cache
def _insert_first(engine: str) -> sa.Executable:
    """Plan for a story of this transaction, which nobody else can plan for."""
    return _insert(engine)


@cache
def _insert_more(engine: str) -> sa.Executable:
    return _insert(engine).on_conflict_do_nothing()


@cache
def _update_untold(engine: str) -> sa.Executable:
    is_dead = alert.c.state == AlertState.DEAD.value
    untold = (
        alert.c.story_id == sa.bindparam("story", type_=sa.BigInteger),
        sa.or_(is_dead, chat_queue.is_unclaimed_item()),
        *in_slice(alert.c.chat_id),
    )
    chats = sa.select(alert.c.chat_id).where(*untold)
    wanted = _wanted(engine).where(subscription.c.chat_id.in_(chats)).subquery().c
    return (
        sa.update(alert)
        .where(
            *untold,
            *(alert.c[name] == wanted[name] for name in _PLANNED[:3]),
            sa.or_(is_dead, _order(wanted.cadence) < _order(alert.c.cadence)),
        )
        .values(
            {name: wanted[name] for name in _PLANNED[3:]}
            | {"parent_id": None, "attempts": 0, "refusals": 0, "dropped": 0, "note": None}
        )
        .returning(alert.c.chat_id)
    )


def _order(cadence: sa.ColumnElement[str]) -> sa.ColumnElement[int]:
    """Return the place of a cadence among all, the soonest first."""
    return sa.case(_SOONEST, value=cadence, else_=len(_SOONEST))


def _wanted(engine: str) -> sa.Select[Any]:
    """Select an alert for each chat of a slice, and topic of it, that is to be told."""
    name = subscription.c.cadence
    soonest = sa.func.min(_order(name))
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
            # Of both tables, or PostgreSQL reads all chats for each slice.
            *in_slice(subscription.c.chat_id),
            *in_slice(chat.c.id),
        )
        .group_by(subscription.c.chat_id, subscription.c.thread_id)
    )
