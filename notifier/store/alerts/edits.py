"""Edits: what was sent of a story is told anew, in the messages that told of it.

The transaction in which a story changes plans the edits of the messages that were sent first. Where
there are more it stores in the table `edit_fan_out` what is left, which is planned as the rest of a
fan-out is: slice by slice, each in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Rank
from notifier.core.numbers import MAX_ID
from notifier.store.articles import stories
from notifier.store.engine import chat_queue
from notifier.store.engine.database import insert
from notifier.store.engine.tables import UtcDateTime, alert, article, chat, edit_fan_out
from notifier.store.engine.wakeups import Stage, announce

_FIRST = 1_000
"""About so many edits are planned in the transaction in which a story changes."""


@dataclass(frozen=True, slots=True)
class PlannedEdits:
    """Edits that were planned after a story had changed."""

    story_id: int
    edits: int
    """How many were planned."""


async def changed_stories(
    connection: AsyncConnection, article_ids: Collection[int], reported: Collection[int]
) -> list[int]:
    """Return the stories of articles that changed where a message that was sent does too.

    Those that tell of one of them do; and where some were `reported` now, or are no more, those of
    the whole story, which name who else reports it, unless another article names the same source.
    """
    these = {"ids": list(article_ids), "reported": list(reported)}
    return list(await connection.scalars(_CHANGED, these))


async def plan(
    connection: AsyncConnection, story_id: int, now: datetime, *, size: int = _FIRST
) -> int:
    """Plan an edit of every message that was sent of a story; return how many.

    A message whose edit waits already gets no second one: what it will say is decided when it is
    edited. Where there are more than about `size` messages, `plan_next` plans for the others.
    """
    planned, last = await _plan_slice(connection, story_id, now, after=0, size=size)
    if last is not None:
        await announce(connection, Stage.FAN_OUT)
    return planned


async def is_left(connection: AsyncConnection) -> bool:
    """Return whether there is something left to plan."""
    return await connection.scalar(_LEFT) is not None


async def plan_next(connection: AsyncConnection, *, size: int) -> PlannedEdits | None:
    """Plan about `size` more edits of a story; None where none are left."""
    # Nobody else plans for it meanwhile.
    await stories.lock(connection)
    left = (await connection.execute(_LEFT)).one_or_none()
    if left is None:
        return None
    after = left.after_alert_id
    planned, _ = await _plan_slice(
        connection, left.story_id, left.changed_at, after=after, size=size
    )
    return PlannedEdits(left.story_id, planned)


_LEFT = sa.select(edit_fan_out).order_by(edit_fan_out.c.changed_at).limit(1)


async def _plan_slice(
    connection: AsyncConnection, story_id: int, now: datetime, *, after: int, size: int
) -> tuple[int, int | None]:
    """Plan for some alerts after one and store what is left.

    Return how many edits were planned, and the last of the alerts if more are left.
    """
    this = {"story": story_id, "after": after}
    last = await connection.scalar(_END, {**this, "size": size})
    this["last"] = MAX_ID if last is None else last
    planned = await connection.execute(_PLAN, {**this, "now": now})
    if planned.rowcount:
        await chat_queue.enqueue_for_edits(connection, story_id, after, this["last"])
    if last is None:
        await connection.execute(sa.delete(edit_fan_out).filter_by(story_id=story_id))
        return planned.rowcount, None
    left = {"after_alert_id": last, "changed_at": now}
    stored = insert(connection, edit_fan_out).values(story_id=story_id, **left)
    await connection.execute(
        stored.on_conflict_do_update(index_elements=[edit_fan_out.c.story_id], set_=left)
    )
    return planned.rowcount, last


_AFTER: sa.BindParameter[int] = sa.bindparam("after", type_=sa.BigInteger)
_UNTIL: sa.BindParameter[int] = sa.bindparam("last", type_=sa.BigInteger)
_END = (
    sa.select(alert.c.id)
    .where(alert.c.story_id == sa.bindparam("story"), alert.c.id > _AFTER)
    .order_by(alert.c.id)
    .offset(sa.bindparam("size", type_=sa.Integer))
    .limit(1)
)


_HAS_MESSAGE = (
    alert.c.kind == AlertKind.STORY.value,
    sa.or_(
        sa.and_(alert.c.state == AlertState.SENT.value, alert.c.message_id.is_not(None)),
        chat_queue.is_sending(),
    ),
    alert.c.parent_id.is_(None),
)


def _changed() -> sa.Executable:
    other = article.alias("other")
    reported = sa.bindparam("reported", expanding=True, type_=sa.BigInteger)
    is_told = sa.exists().where(alert.c.article_id == article.c.id, *_HAS_MESSAGE)
    still_reports = sa.exists().where(
        other.c.story_id == article.c.story_id,
        other.c.source == article.c.source,
        other.c.withdrawn_at.is_(None),
        other.c.id.not_in(reported),
    )
    return (
        sa.select(article.c.story_id)
        .where(
            article.c.id.in_(sa.bindparam("ids", expanding=True)),
            sa.or_(is_told, sa.and_(article.c.id.in_(reported), ~still_reports)),
        )
        .distinct()
        .order_by(article.c.story_id)
    )


_CHANGED = _changed()


def _plan() -> sa.Executable:
    waiting = alert.alias("waiting")
    now = sa.bindparam("now", type_=UtcDateTime)
    # Read once for all: for each message PostgreSQL would read through all that waits.
    edited = sa.select(waiting.c.parent_id).where(
        waiting.c.parent_id > _AFTER,
        waiting.c.parent_id <= _UNTIL,
        chat_queue.is_waiting(waiting),
    )
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
            alert.c.id > _AFTER,
            alert.c.id <= _UNTIL,
            *_HAS_MESSAGE,
            chat.c.disabled_reason.is_(None),
            alert.c.id.not_in(edited),
        )
    )
    columns = ["kind", "chat_id", "thread_id", "article_id", "parent_id"]
    columns += ["rank", "state", "due_at", "created_at"]
    return sa.insert(alert).from_select(columns, sent)


_PLAN = _plan()
