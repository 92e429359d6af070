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

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.model import AlertKind, AlertState, Cadence, Rank
from notifier.store import digests, turns
from notifier.store.database import among, insert
from notifier.store.tables import alert, chat, subscription

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
    # The soonest is the first in the alphabet, once each name stands behind its number.
    name = subscription.c.cadence
    soonest = sa.func.min(sa.case(_SOONEST, value=name, else_=_UNKNOWN) + name)
    cadence = sa.func.substr(soonest, len(_UNKNOWN) + 1)
    state = sa.case(
        (cadence == Cadence.INSTANT.value, AlertState.NEW.value), else_=AlertState.GATHERED.value
    )
    wanted = (
        sa.select(
            subscription.c.chat_id,
            subscription.c.thread_id,
            sa.literal(story_id, sa.BigInteger),
            sa.literal(article_id, sa.BigInteger),
            cadence,
            sa.literal(rank.value, sa.SmallInteger),
            state,
            sa.literal(now, alert.c.due_at.type),
            sa.literal(now, alert.c.created_at.type),
        )
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(
            chat.c.disabled_reason.is_(None),
            sa.or_(subscription.c.muted_until.is_(None), subscription.c.muted_until <= now),
            among(connection, subscription.c.query_id, query_ids),
        )
        .group_by(subscription.c.chat_id, subscription.c.thread_id)
        # In one order, so that of two who plan the same story none waits for the other.
        .order_by(subscription.c.chat_id, subscription.c.thread_id)
    )
    if subscribed_before is not None:
        wanted = wanted.where(subscription.c.created_at < subscribed_before)
    columns = ["chat_id", "thread_id", "story_id", "article_id", "cadence"]
    columns += ["rank", "state", "due_at", "created_at"]
    statement = insert(connection, alert).from_select(columns, wanted).on_conflict_do_nothing()
    planned = (await connection.execute(statement)).rowcount
    if planned:
        await turns.line_up(connection, _chats_of(story_id, AlertState.NEW))
        await digests.announce(connection, story_id)
    return planned


async def plan_edits(connection: AsyncConnection, story_id: int, now: datetime) -> int:
    """Plan to tell every message that told of a story anew; return how many.

    A message that waits for its edit already is not planned for twice: what it will say is decided
    when it is edited.
    """
    waiting = alert.alias("waiting")
    told = (
        sa.select(
            sa.literal(AlertKind.EDIT.value),
            alert.c.chat_id,
            alert.c.thread_id,
            alert.c.article_id,
            alert.c.id,
            sa.literal(Rank.CAN_WAIT.value, sa.SmallInteger),
            sa.literal(AlertState.NEW.value),
            sa.literal(now, alert.c.due_at.type),
            sa.literal(now, alert.c.created_at.type),
        )
        .join(chat, chat.c.id == alert.c.chat_id)
        .where(
            alert.c.story_id == story_id,
            alert.c.kind == AlertKind.STORY.value,
            sa.or_(
                sa.and_(alert.c.state == AlertState.SENT.value, alert.c.message_id.is_not(None)),
                turns.is_under_way(),
            ),
            alert.c.parent_id.is_(None),
            chat.c.disabled_reason.is_(None),
            ~sa.exists().where(waiting.c.parent_id == alert.c.id, turns.is_waiting(waiting)),
        )
    )
    columns = ["kind", "chat_id", "thread_id", "article_id", "parent_id"]
    columns += ["rank", "state", "due_at", "created_at"]
    planned = await connection.execute(sa.insert(alert).from_select(columns, told))
    if planned.rowcount:
        await turns.line_up(connection, _chats_of(story_id))
    return planned.rowcount


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
    await turns.line_up(connection, [chat_id])


async def withdraw(connection: AsyncConnection, article_id: int, note: str) -> int:
    """Give up what waits to tell of an article, which its source took back; return how many."""
    waiting = [AlertState.NEW.value, AlertState.LATER.value, AlertState.GATHERED.value]
    given_up = (
        sa.update(alert)
        .where(
            alert.c.article_id == article_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.state.in_(waiting),
        )
        .values(state=AlertState.DEAD.value, note=note)
    )
    return (await connection.execute(given_up)).rowcount


def _chats_of(story_id: int, *states: AlertState) -> sa.Select[tuple[int]]:
    found = sa.select(alert.c.chat_id).where(alert.c.story_id == story_id)
    if states:
        found = found.where(alert.c.state.in_([state.value for state in states]))
    return found
