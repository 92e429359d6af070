"""Replacing what an alert or a message tells of by another article of the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, StoryContent
from notifier.store.alerts.matched import MatchedQuery, is_heard, reader_of_reasons
from notifier.store.engine.tables import alert, article, match, query, subscription

_SKEW = timedelta(minutes=1)
"""By how much the clocks of processes differ."""


async def asked_for(
    connection: AsyncConnection, rows: Sequence[Any], now: datetime
) -> Mapping[int, Mapping[int, Sequence[MatchedQuery]]]:
    """Return by each alert of these rows the articles of its story that it may tell of.

    Each with the queries of its chat that ask for it, its own article first. A query that the chat
    asks by since the alert was planned (a line that was edited) may hold for any of them, and has
    no reasons yet. News that goes to another topic, where the story has an alert, is not its.
    """
    read = reader_of_reasons()
    ids = [row.id for row in rows]
    found: defaultdict[int, defaultdict[int, list[MatchedQuery]]]
    found = defaultdict(lambda: defaultdict(list))
    for row in await connection.execute(_HELD, {"ids": ids, "now": now}):
        held = MatchedQuery(row.thread_id, row.canonical, read(row.written))
        found[row.id][row.other].append(held)
    since = min(row.created_at for row in rows) - _SKEW
    added: defaultdict[int, list[MatchedQuery]] = defaultdict(list)
    for row in await connection.execute(_ADDED, {"ids": ids, "now": now, "since": since}):
        added[row.id].append(MatchedQuery(row.thread_id, row.canonical))
    if added:
        for row in await connection.execute(_ARTICLES, {"ids": list(added)}):
            known = {each.query for each in found[row.id][row.other]}
            found[row.id][row.other] += [each for each in added[row.id] if each.query not in known]
    own = {row.id: row.article_id for row in rows}
    return {
        each: {other: articles[other] for other in sorted(articles, key=_own_first(own[each]))}
        for each, articles in found.items()
    }


def _own_first(own: int) -> Any:
    return lambda other: (other != own, other)


async def tell_of_others(
    connection: AsyncConnection, found: Sequence[tuple[Any, StoryContent]]
) -> None:
    """Store which articles alerts tell of, by their rows.

    The message that an edit changes tells of the same from then on.
    """
    changed = []
    for row, content in found:
        if content.article.id != row.article_id:
            message = [row.parent_id] if row.kind == AlertKind.EDIT else []
            changed += [{"alert": each, "other": content.article.id} for each in (row.id, *message)]
    if changed:
        await connection.execute(_TELL_OF, changed)


_TELL_OF = (
    sa.update(alert)
    .where(alert.c.id == sa.bindparam("alert"))
    .values(article_id=sa.bindparam("other"))
)

_other, _elsewhere = article.alias("other"), alert.alias("elsewhere")
_IS_WANTED = alert.c.id.in_(sa.bindparam("ids", expanding=True))
_GOES_THERE = sa.or_(
    alert.c.kind == AlertKind.EDIT.value,
    subscription.c.thread_id == alert.c.thread_id,
    ~sa.exists().where(
        _elsewhere.c.chat_id == alert.c.chat_id,
        _elsewhere.c.thread_id == subscription.c.thread_id,
        _elsewhere.c.story_id == alert.c.story_id,
    ),
)
_OF_STORY = (
    sa.select(alert.c.id, _other.c.id.label("other"))
    .join(article, article.c.id == alert.c.article_id)
    .join(_other, _other.c.story_id == article.c.story_id)
    .where(_IS_WANTED, _other.c.withdrawn_at.is_(None))
)
_ARTICLES = _OF_STORY.order_by(_other.c.id)
_HELD = (
    _OF_STORY.add_columns(
        subscription.c.thread_id,
        query.c.canonical,
        sa.cast(match.c.reasons, sa.Text).label("written"),
    )
    .join(match, match.c.article_id == _other.c.id)
    .join(
        subscription,
        sa.and_(
            subscription.c.query_id == match.c.query_id, subscription.c.chat_id == alert.c.chat_id
        ),
    )
    .join(query, query.c.id == match.c.query_id)
    .where(is_heard(), _GOES_THERE)
    .order_by(_other.c.id, subscription.c.id)
)
_ADDED = (
    sa.select(alert.c.id, subscription.c.thread_id, query.c.canonical)
    .join(subscription, subscription.c.chat_id == alert.c.chat_id)
    .join(query, query.c.id == subscription.c.query_id)
    .where(
        _IS_WANTED,
        alert.c.kind == AlertKind.STORY.value,
        subscription.c.created_at >= sa.bindparam("since"),
        is_heard(),
        _GOES_THERE,
    )
    .order_by(alert.c.id, subscription.c.id)
)
