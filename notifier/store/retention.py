"""Deletes what is older than it is to be kept, a few rows at a time, so that nobody waits long.

Each function goes through a bounded number of rows and returns where to go on. The ids of articles
and alerts grow with time, so going through them from the lowest meets the oldest first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState
from notifier.store.articles import articles, search, stories
from notifier.store.engine.counters import QUERIES, increment_counter
from notifier.store.engine.tables import (
    alert,
    api_answer,
    article,
    audit,
    chat,
    feed_item,
    inbox,
    lease,
    pace,
    query,
    story,
    story_key,
    subscription,
)

_LOCK_NOT_AVAILABLE = "55P03"
_OVER = (AlertState.SENT.value, AlertState.DEAD.value)


@dataclass(frozen=True, slots=True)
class Step:
    """What a function here did."""

    deleted: int
    """How many rows were deleted."""
    go_on_after: int | None = None
    """After which row to go on; None where the end is reached."""


async def delete_articles(
    connection: AsyncConnection,
    before: datetime,
    *,
    after: int,
    limit: int,
    shown: int,
    now: datetime,
) -> Step:
    """Delete articles first seen before a moment, with everything that was found in them.

    Those stay that an alert tells of, and the newest `shown` of each feed. Each that is deleted
    leaves a tombstone, by which it is known when its source still lists it.
    """
    await stories.lock(connection)  # nobody may be assigning an article to one of their stories
    # The newest of all stays: SQLite would give its number to the next.
    newest = await articles.newest_id(connection)
    end = min(await articles.first_since(connection, before) or newest, newest)
    rows = await connection.execute(
        sa.select(article.c.id, article.c.story_id, article.c.source, article.c.key)
        .where(article.c.id > after, article.c.id < end)
        .order_by(article.c.id)
        .limit(limit)
    )
    old = rows.all()
    if not old:
        return Step(0)
    kept = await _told_or_shown(connection, [row.id for row in old], shown)
    gone = [row for row in old if row.id not in kept]
    if gone:
        ids = [row.id for row in gone]
        await articles.add_tombstones(connection, ((row.source, row.key) for row in gone), now)
        await search.remove(connection, ids)
        await connection.execute(sa.delete(article).where(article.c.id.in_(ids)))
        await _delete_stories(connection, {row.story_id for row in gone})
    return Step(len(gone), old[-1].id if len(old) == limit else None)


async def _told_or_shown(
    connection: AsyncConnection, ids: Collection[int], shown: int
) -> frozenset[int]:
    told = await connection.scalars(
        sa.select(alert.c.article_id).where(alert.c.article_id.in_(ids)).distinct()
    )
    newer = feed_item.alias("newer")
    beyond = (
        sa.select(newer.c.article_id)
        .where(newer.c.feed == feed_item.c.feed, newer.c.article_id > feed_item.c.article_id)
        .order_by(newer.c.article_id)
        .limit(1)
        .offset(shown - 1)
    )
    on_show = await connection.scalars(
        sa.select(feed_item.c.article_id).where(
            feed_item.c.article_id.in_(ids), ~sa.exists(beyond.correlate(feed_item))
        )
    )
    return frozenset(told) | frozenset(on_show)


async def _delete_stories(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Delete stories that no article reports any more and no alert tells of."""
    await connection.execute(
        sa.delete(story).where(
            story.c.id.in_(ids),
            ~sa.exists().where(article.c.story_id == story.c.id),
            ~sa.exists().where(alert.c.story_id == story.c.id),
        )
    )


async def delete_story_keys(connection: AsyncConnection, before: datetime, *, limit: int) -> Step:
    """Delete the keys of articles first seen before a moment, with which none is compared any more.

    They are no loss to anybody, and do not count as deleted.
    """
    first_id = await articles.first_since(connection, before)
    too_old = sa.true() if first_id is None else story_key.c.article_id < first_id
    old = sa.select(story_key.c.article_id).where(too_old).distinct().limit(limit)
    gone = await connection.execute(sa.delete(story_key).where(story_key.c.article_id.in_(old)))
    return Step(0, 0 if gone.rowcount else None)


async def delete_alerts(
    connection: AsyncConnection, before: datetime, *, after: int, limit: int
) -> Step:
    """Delete alerts that were made, and came to their end, before a moment.

    One that waits stays whatever its age, and so does what it belongs to, unless it is for a chat
    that was deleted at the moment in which it was planned.
    """
    rows = await connection.execute(
        sa.select(alert.c.id, alert.c.story_id, alert.c.created_at)
        .where(alert.c.id > after)
        .order_by(alert.c.id)
        .limit(limit)
    )
    met = rows.all()
    old = [row for row in met if row.created_at < before]
    part = alert.alias("part")
    ended = sa.func.coalesce(alert.c.sent_at, alert.c.attempted_at, alert.c.created_at)
    is_over = sa.and_(
        alert.c.state.in_(_OVER),
        ended < before,
        ~sa.exists().where(
            part.c.parent_id == alert.c.id,
            sa.or_(part.c.state.not_in(_OVER), part.c.created_at >= before),
        ),
    )
    is_for_nobody = ~sa.exists().where(chat.c.id == alert.c.chat_id)
    deleted = await connection.execute(
        sa.delete(alert)
        .where(alert.c.id.in_([row.id for row in old]), sa.or_(is_over, is_for_nobody))
        .returning(alert.c.story_id)
    )
    of = deleted.all()
    await _delete_stories(connection, {row.story_id for row in of if row.story_id is not None})
    is_end = len(met) < limit or len(old) < len(met)
    return Step(len(of), None if is_end else met[-1].id)


async def delete_inbox(connection: AsyncConnection, before: datetime, *, limit: int) -> Step:
    """Delete updates that were answered before a moment."""
    key = (inbox.c.bot, inbox.c.update_id)
    old = sa.select(*key).where(inbox.c.done_at < before).order_by(*key).limit(limit)
    gone = await connection.execute(sa.delete(inbox).where(sa.tuple_(*key).in_(old)))
    return Step(gone.rowcount, 0 if gone.rowcount == limit else None)


async def delete_audit(connection: AsyncConnection, before: datetime, *, limit: int) -> Step:
    """Delete what somebody did in a group before a moment."""
    old = sa.select(audit.c.id).where(audit.c.at < before).order_by(audit.c.id).limit(limit)
    gone = await connection.execute(sa.delete(audit).where(audit.c.id.in_(old)))
    return Step(gone.rowcount, 0 if gone.rowcount == limit else None)


async def delete_api_answers(connection: AsyncConnection, before: datetime, *, limit: int) -> Step:
    """Delete what the API answered to writes before a moment."""
    key = (api_answer.c.chat_id, api_answer.c.key_digest)
    old = sa.select(*key).where(api_answer.c.created_at < before).limit(limit)
    gone = await connection.execute(sa.delete(api_answer).where(sa.tuple_(*key).in_(old)))
    return Step(gone.rowcount, 0 if gone.rowcount == limit else None)


async def delete_leases(connection: AsyncConnection, before: datetime) -> Step:
    """Delete leases that ended before a moment: their holders are no more."""
    gone = await connection.execute(sa.delete(lease).where(lease.c.until < before))
    return Step(gone.rowcount)


async def delete_pace(connection: AsyncConnection, before: datetime) -> Step:
    """Delete of which chats nothing was paced since a moment."""
    gone = await connection.execute(sa.delete(pace).where(pace.c.next_start < before.timestamp()))
    return Step(gone.rowcount)


async def retire_queries(
    connection: AsyncConnection, *, after: int, limit: int, now: datetime
) -> Step:
    """Retire queries that nobody subscribes to: they are matched no more.

    Every process hears of it by their new version; only then they may be deleted.
    """
    is_unwanted = sa.and_(query.c.retired_at.is_(None), ~_is_wanted())
    ids, go_on_after = await _go_through(connection, is_unwanted, after, limit)
    if not ids:
        return Step(0, go_on_after)
    # The counter first, as whoever subscribes to something new may hold it.
    version = await increment_counter(connection, QUERIES)
    if not await _keep_subscribers_out(connection):
        return Step(0, go_on_after)
    retired = await connection.execute(
        sa.update(query)
        .where(query.c.id.in_(ids), ~_is_wanted())
        .values(retired_at=now, version=version)
    )
    return Step(retired.rowcount, go_on_after)


async def _go_through(
    connection: AsyncConnection, which: sa.ColumnElement[bool], after: int, limit: int
) -> tuple[list[int], int | None]:
    """Return for which of the next queries a condition holds, and after which to go on."""
    rows = await connection.execute(
        sa.select(query.c.id, which.label("holds"))
        .where(query.c.id > after)
        .order_by(query.c.id)
        .limit(limit)
    )
    met = rows.all()
    return [row.id for row in met if row.holds], met[-1].id if len(met) == limit else None


async def _keep_subscribers_out(connection: AsyncConnection) -> bool:
    """Keep others from subscribing until the end of the transaction; False where one does now.

    They see afterwards what was retired. Waiting for them, we could wait for each other. On SQLite
    there is one writer at a time.
    """
    if connection.dialect.name != "postgresql":
        return True
    try:
        async with connection.begin_nested():
            await connection.execute(sa.text("LOCK TABLE subscription IN SHARE MODE NOWAIT"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


async def delete_queries(
    connection: AsyncConnection, before: datetime, *, after: int, limit: int
) -> Step:
    """Delete queries that were retired before a moment."""
    is_over = query.c.retired_at < before
    ids, go_on_after = await _go_through(connection, is_over, after, limit)
    if not ids:
        return Step(0, go_on_after)
    # Whoever subscribes to one meanwhile has made it wanted first, and this sees it.
    gone = await connection.execute(
        sa.delete(query).where(query.c.id.in_(ids), is_over, ~_is_wanted())
    )
    return Step(gone.rowcount, go_on_after)


def _is_wanted() -> sa.ColumnElement[bool]:
    return sa.exists().where(subscription.c.query_id == query.c.id)
