"""What may have been alerted twice, and what may have been swallowed, as the database shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState
from notifier.store.engine.tables import alert, article, match


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two articles of one source, of which the second may have been told wrongly or not at all."""

    source: str
    first_title: str
    second_title: str
    second_seen_at: datetime
    chats: int
    """How many chats were told of both; for what was swallowed, how many queries held for it."""


async def repeated(
    connection: AsyncConnection, since: datetime, limit: int
) -> Sequence[DoubtfulPair]:
    """Return what chats were told twice since a moment: two articles of one title or address."""
    first, second = article.alias("first"), article.alias("second")
    told, again = alert.alias("told"), alert.alias("again")
    is_same = sa.or_(
        first.c.title == second.c.title, first.c.canonical_url == second.c.canonical_url
    )
    rows = await connection.execute(
        sa.select(
            second.c.source,
            first.c.title.label("first_title"),
            second.c.title.label("second_title"),
            second.c.seen_at,
            sa.func.count(sa.distinct(again.c.chat_id)).label("chats"),
        )
        .select_from(again)
        .join(second, second.c.id == again.c.article_id)
        .join(first, sa.and_(first.c.source == second.c.source, first.c.id < second.c.id))
        .join(told, sa.and_(told.c.article_id == first.c.id, told.c.chat_id == again.c.chat_id))
        .where(
            again.c.created_at >= since,
            first.c.seen_at >= since,
            second.c.seen_at >= since,
            is_same,
            *(each.c.kind == "story" for each in (told, again)),
            *(each.c.state == AlertState.SENT.value for each in (told, again)),
        )
        .group_by(
            second.c.id,
            second.c.source,
            second.c.title,
            second.c.seen_at,
            first.c.id,
            first.c.title,
        )
        .order_by(second.c.id.desc())
        .limit(limit)
    )
    return [_pair(row) for row in rows]


async def swallowed(
    connection: AsyncConnection, since: datetime, limit: int
) -> Sequence[DoubtfulPair]:
    """Return what nobody was told of since a moment, because it was taken for a story told before.

    Only where both articles are of one source and have other titles: a source that reports one
    thing twice is a better sign of a mistake than two sources that do.
    """
    first, second = article.alias("first"), article.alias("second")
    held = sa.select(sa.func.count()).where(match.c.article_id == second.c.id).scalar_subquery()
    earlier = (
        sa.select(sa.func.min(first.c.id))
        .where(
            first.c.story_id == second.c.story_id,
            first.c.source == second.c.source,
            first.c.id < second.c.id,
            first.c.title != second.c.title,
        )
        .scalar_subquery()
    )
    found = (
        sa.select(
            second.c.id,
            second.c.source,
            second.c.title,
            second.c.seen_at,
            held.label("chats"),
            earlier.label("first_id"),
        )
        .where(second.c.seen_at >= since)
        .subquery()
    )
    told = sa.select(alert.c.id).where(alert.c.article_id == found.c.id).exists()
    rows = await connection.execute(
        sa.select(
            found.c.source,
            first.c.title.label("first_title"),
            found.c.title.label("second_title"),
            found.c.seen_at,
            found.c.chats,
        )
        .join(first, first.c.id == found.c.first_id)
        .where(found.c.chats > 0, sa.not_(told))
        .order_by(found.c.id.desc())
        .limit(limit)
    )
    return [_pair(row) for row in rows]


def _pair(row: Any) -> DoubtfulPair:
    return DoubtfulPair(row.source, row.first_title, row.second_title, row.seen_at, row.chats)
