"""What alerts are about: everything that it takes to render them, read many at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import (
    Alert,
    AlertContent,
    AlertKind,
    Article,
    Chat,
    Correction,
    Digest,
    DigestItem,
    Mention,
    Notice,
    Rank,
    Reason,
    StoryContent,
    StoryEdit,
)
from notifier.store.alerts.digests import LINES
from notifier.store.articles.articles import to_article, to_mention, to_reason
from notifier.store.chats.corrections import to_correction
from notifier.store.engine.tables import (
    alert,
    article,
    exclusion,
    match,
    mention,
    query,
    subscription,
)


async def load(
    connection: AsyncConnection, rows: Sequence[Any], chats: Mapping[int, Chat], now: datetime
) -> list[Alert]:
    """Make alerts of rows of their table, in the order of the rows."""
    if not rows:
        return []
    lines, more = await _lines(connection, _ids(rows, AlertKind.DIGEST))
    parents = [row.parent_id for row in rows if row.kind == AlertKind.EDIT]
    message_ids = await _message_ids(connection, parents)
    told = [row for row in (*rows, *lines) if row.article_id is not None]
    tellers = await _Tellers.read(connection, told, now)

    def matter(row: Any) -> AlertContent:
        match row.kind:
            case AlertKind.DIGEST:
                own = [each for each in lines if each.parent_id == row.id]
                news = tuple(DigestItem(each.id, tellers.news(each)) for each in own)
                return Digest(row.cadence, news, more[row.id])
            case AlertKind.EDIT:
                return StoryEdit(message_ids.get(row.parent_id), tellers.news(row))
            case AlertKind.NOTICE:
                return Notice(row.body["html"], row.body["plain"])
            case _:
                return tellers.news(row)

    return [
        Alert(
            id=row.id,
            chat=chats[row.chat_id],
            content=matter(row),
            thread_id=row.thread_id,
            rank=Rank(row.rank),
            attempts=row.attempts + 1,
            refusals=row.refusals,
            created_at=row.created_at,
        )
        for row in rows
    ]


def _ids(rows: Iterable[Any], kind: AlertKind) -> list[int]:
    return [row.id for row in rows if row.kind == kind]


async def _lines(
    connection: AsyncConnection, digest_ids: Sequence[int]
) -> tuple[list[Any], Mapping[int, int]]:
    """Return the lines that digests show, the newest of each first, and how many they leave out."""
    if not digest_ids:
        return [], {}
    place = sa.func.row_number().over(partition_by=alert.c.parent_id, order_by=alert.c.id.desc())
    size = sa.func.count().over(partition_by=alert.c.parent_id)
    numbered = (
        sa.select(alert, place.label("place"), size.label("size"))
        .where(alert.c.parent_id.in_(digest_ids))
        .subquery()
    )
    shown = sa.select(numbered).where(numbered.c.place <= LINES)
    rows = (await connection.execute(shown.order_by(numbered.c.id.desc()))).all()
    more = dict.fromkeys(digest_ids, 0)
    more |= {row.parent_id: max(0, row.size - LINES) for row in rows}
    return list(rows), more


async def _message_ids(
    connection: AsyncConnection, parents: Sequence[int]
) -> Mapping[int, int | None]:
    if not parents:
        return {}
    rows = await connection.execute(
        sa.select(alert.c.id, alert.c.message_id).where(alert.c.id.in_(parents))
    )
    return {row.id: row.message_id for row in rows}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A subscription that asks for an article: where it wants it told, and why it holds."""

    thread_id: int
    query: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Tellers:
    """What was read of the articles that several chats are told of, and why each is."""

    articles: Mapping[int, Article]
    sources: Mapping[int, Sequence[str]]
    asked: Mapping[int, Sequence[_Asked]]
    """By the alert."""
    exclusions: Mapping[int, Sequence[Correction]]
    mentions: Mapping[int, Sequence[Mention]]

    @classmethod
    async def read(
        cls, connection: AsyncConnection, rows: Sequence[Any], now: datetime
    ) -> _Tellers:
        article_ids = {row.article_id for row in rows}
        chat_ids = {row.chat_id for row in rows}
        if not rows:
            return cls({}, {}, {}, {}, {})
        found = await connection.execute(_ARTICLES, {"ids": list(article_ids)})
        articles = {row.id: to_article(row) for row in found}
        exclusions = await _exclusions(connection, chat_ids)
        return cls(
            articles,
            await _sources(connection, {each.story_id for each in articles.values()}),
            await _asked(connection, [row.id for row in rows], now),
            exclusions,
            await _mentions(connection, article_ids) if exclusions else {},
        )

    def news(self, row: Any) -> StoryContent:
        """Return what a row tells its chat: where it goes to a topic, why it goes there."""
        told = self.articles[row.article_id]
        asked = self.asked.get(row.id, ())
        why = [each for each in asked if each.thread_id == row.thread_id] or asked
        corrected = tuple(self.exclusions.get(row.chat_id, ()))
        return StoryContent(
            article=told,
            reasons=tuple(reason for each in why for reason in each.reasons),
            exclusions=corrected,
            queries=tuple(each.query for each in why),
            mentions=tuple(self.mentions.get(row.article_id, ())) if corrected else (),
            also=tuple(each for each in self.sources.get(told.story_id, ()) if each != told.source),
        )


async def _asked(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> Mapping[int, Sequence[_Asked]]:
    rows = await connection.execute(_ASKED, {"ids": list(ids), "now": now})
    read = lru_cache(None)(_read_reasons)  # many chats ask by the same query
    asked: defaultdict[int, list[_Asked]] = defaultdict(list)
    for row in rows:
        asked[row.id].append(_Asked(row.thread_id, row.canonical, read(row.written)))
    return asked


def _read_reasons(written: str) -> tuple[Reason, ...]:
    return tuple(map(to_reason, json.loads(written)))


_ASKED = (
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
    .where(
        alert.c.id.in_(sa.bindparam("ids", expanding=True)),
        sa.or_(
            subscription.c.muted_until.is_(None), subscription.c.muted_until <= sa.bindparam("now")
        ),
    )
    .order_by(subscription.c.id)
)


async def _exclusions(
    connection: AsyncConnection, chats: Collection[int]
) -> Mapping[int, Sequence[Correction]]:
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for row in await connection.execute(_EXCLUSIONS, {"chats": list(chats)}):
        found[row.chat_id].append(to_correction(row))
    return found


_EXCLUSIONS = (
    sa.select(exclusion)
    .where(exclusion.c.chat_id.in_(sa.bindparam("chats", expanding=True)))
    .order_by(exclusion.c.id)
)


async def _mentions(
    connection: AsyncConnection, articles: Collection[int]
) -> Mapping[int, Sequence[Mention]]:
    rows = await connection.execute(
        sa.select(mention).where(mention.c.article_id.in_(articles)).order_by(mention.c.symbol)
    )
    found: defaultdict[int, list[Mention]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(to_mention(row))
    return found


async def _sources(
    connection: AsyncConnection, stories: Collection[int]
) -> Mapping[int, Sequence[str]]:
    """Return who reports each story, in the order they did."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for row in await connection.execute(_SOURCES, {"stories": list(stories)}):
        found[row.story_id][row.source] = None
    return {story_id: list(sources) for story_id, sources in found.items()}


_SOURCES = (
    sa.select(article.c.story_id, article.c.source)
    .where(
        article.c.story_id.in_(sa.bindparam("stories", expanding=True)),
        article.c.withdrawn_at.is_(None),
    )
    .order_by(article.c.id)
)
_ARTICLES = sa.select(article).where(article.c.id.in_(sa.bindparam("ids", expanding=True)))
