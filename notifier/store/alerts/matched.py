"""The queries of a chat that hold for the article that it is alerted to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind
from notifier.core.model import Reason
from notifier.store.articles.articles import to_reason
from notifier.store.engine.tables import alert, match, query, subscription


@dataclass(frozen=True, slots=True)
class MatchedQuery:
    """A query that a chat asks for news by."""

    thread_id: int
    """The topic its news goes to."""
    query: str
    """In canonical form."""
    reasons: tuple[Reason, ...] = ()
    """Why it held for an article when that was stored; nothing where it is to be judged yet."""


async def matched(
    connection: AsyncConnection, ids: Sequence[int], now: datetime
) -> Mapping[int, Sequence[MatchedQuery]]:
    """Return the queries that held for the articles of alerts, by the alert."""
    rows = await connection.execute(_MATCHED, {"ids": list(ids), "now": now})
    read = reader_of_reasons()
    found: defaultdict[int, list[MatchedQuery]] = defaultdict(list)
    for row in rows:
        found[row.id].append(MatchedQuery(row.thread_id, row.canonical, read(row.written)))
    return found


def reader_of_reasons() -> Callable[[str], tuple[Reason, ...]]:
    """Return what reads reasons as they are stored; many chats ask by the same query."""
    return lru_cache(None)(lambda written: tuple(map(to_reason, json.loads(written))))


def is_heard() -> sa.ColumnElement[bool]:
    """Return that a subscription is not muted `now`; what was sent is mended all the same."""
    return sa.or_(
        alert.c.kind == AlertKind.EDIT.value,
        subscription.c.muted_until.is_(None),
        subscription.c.muted_until <= sa.bindparam("now"),
    )


_MATCHED = (
    sa.select(
        alert.c.id,
        subscription.c.thread_id,
        query.c.canonical,
        sa.cast(match.c.reasons, sa.Text).label("written"),
    )
    .select_from(alert)
    .join(subscription, subscription.c.chat_id == alert.c.chat_id)
    .join(
        match,
        sa.and_(
            match.c.article_id == alert.c.article_id, match.c.query_id == subscription.c.query_id
        ),
    )
    .join(query, query.c.id == match.c.query_id)
    .where(alert.c.id.in_(sa.bindparam("ids", expanding=True)), is_heard())
    .order_by(subscription.c.id)
)
