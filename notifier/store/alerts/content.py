"""Loading what alerts carry: everything that it takes to render them, many at a time."""

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

from notifier.core.alerts import (
    Alert,
    AlertContent,
    AlertKind,
    Digest,
    DigestItem,
    Notice,
    Ornament,
    Rank,
    StoryContent,
    StoryEdit,
)
from notifier.core.model import Article, Chat, Correction, Mention, Reason
from notifier.store.alerts import replacements
from notifier.store.alerts.digests import ITEMS
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


async def load_alerts(
    connection: AsyncConnection,
    rows: Sequence[Any],
    chats: Mapping[int, Chat],
    now: datetime,
    *,
    corrected: Collection[int],
) -> list[Alert]:
    """Make alerts of rows of their table, in their order; `corrected` chats have corrections."""
    if not rows:
        return []
    items, more = await _items(connection, _ids(rows, AlertKind.DIGEST))
    parents = [row.parent_id for row in rows if row.kind == AlertKind.EDIT]
    message_ids = await _message_ids(connection, parents)
    with_article = [row for row in (*rows, *items) if row.article_id is not None]
    tagged = {chat_id for chat_id, chat in chats.items() if chat.preferences.hashtags}
    articles = await _Articles.load(connection, with_article, tagged, corrected, now)

    def content_of(row: Any) -> AlertContent:
        match row.kind:
            case AlertKind.DIGEST:
                own = [each for each in items if each.parent_id == row.id]
                loaded = tuple(DigestItem(each.id, articles.content(each)) for each in own)
                return Digest(row.cadence, loaded, more[row.id])
            case AlertKind.EDIT:
                return StoryEdit(message_ids.get(row.parent_id), articles.content(row))
            case AlertKind.NOTICE:
                return Notice(row.body["html"], row.body["plain"])
            case _:
                return articles.content(row)

    return [
        Alert(
            id=row.id,
            chat=chats[row.chat_id],
            content=content_of(row),
            thread_id=row.thread_id,
            rank=Rank(row.rank),
            attempts=row.attempts + 1,
            refusals=row.refusals,
            dropped=Ornament(row.dropped),
            created_at=row.created_at,
        )
        for row in rows
    ]


def _ids(rows: Iterable[Any], kind: AlertKind) -> list[int]:
    return [row.id for row in rows if row.kind == kind]


async def _items(
    connection: AsyncConnection, digest_ids: Sequence[int]
) -> tuple[list[Any], Mapping[int, int]]:
    """Return the items that digests show, the newest of each first, and how many they leave out."""
    if not digest_ids:
        return [], {}
    place = sa.func.row_number().over(partition_by=alert.c.parent_id, order_by=alert.c.id.desc())
    size = sa.func.count().over(partition_by=alert.c.parent_id)
    numbered = (
        sa.select(alert, place.label("place"), size.label("size"))
        .where(alert.c.parent_id.in_(digest_ids))
        .subquery()
    )
    shown = sa.select(numbered).where(numbered.c.place <= ITEMS)
    rows = (await connection.execute(shown.order_by(numbered.c.id.desc()))).all()
    more = dict.fromkeys(digest_ids, 0)
    more |= {row.parent_id: max(0, row.size - ITEMS) for row in rows}
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
class _Matched:
    """A subscription that an article matches: the topic it names, and why it matches."""

    thread_id: int
    query: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles that several chats are alerted to, and why each chat is."""

    told: Mapping[int, Article]
    """By the alert."""
    sources: Mapping[int, Sequence[str]]
    matched: Mapping[int, Sequence[_Matched]]
    """By the alert."""
    corrections: Mapping[int, Sequence[Correction]]
    tagged: Collection[int]
    """The chats that want hashtags."""
    mentions: Mapping[int, Sequence[Mention]]

    @classmethod
    async def load(
        cls,
        connection: AsyncConnection,
        rows: Sequence[Any],
        tagged: Collection[int],
        corrected: Collection[int],
        now: datetime,
    ) -> _Articles:
        if not rows:
            return cls({}, {}, {}, {}, (), {})
        articles, shared = await _articles(connection, {row.article_id for row in rows})
        told = {row.id: articles[row.article_id] for row in rows}
        if withdrawn := [each for each in told if told[each].withdrawn_at is not None]:
            others = await replacements.replace(connection, withdrawn)
            found, _ = await _articles(connection, set(others.values()))
            told |= {each: found[article_id] for each, article_id in others.items()}
        article_ids = {each.id for each in told.values()}
        corrections = await _corrections(connection, corrected) if corrected else {}
        return cls(
            told,
            await _sources(connection, shared) if shared else {},
            await _matched(connection, [row.id for row in rows], now),
            corrections,
            tagged,
            await _mentions(connection, article_ids) if corrections or tagged else {},
        )

    def content(self, row: Any) -> StoryContent:
        """Return what a row's alert carries: where it goes to a topic, why it goes there."""
        found = self.told[row.id]
        matched = self.matched.get(row.id, ())
        why = [each for each in matched if each.thread_id == row.thread_id] or matched
        corrected = tuple(self.corrections.get(row.chat_id, ()))
        is_judged = corrected or row.chat_id in self.tagged
        return StoryContent(
            article=found,
            reasons=tuple(reason for each in why for reason in each.reasons),
            corrections=corrected,
            queries=tuple(each.query for each in why),
            mentions=tuple(self.mentions.get(found.id, ())) if is_judged else (),
            also=tuple(
                each for each in self.sources.get(found.story_id, ()) if each != found.source
            ),
        )


async def _articles(
    connection: AsyncConnection, ids: Collection[int]
) -> tuple[Mapping[int, Article], set[int]]:
    """Return articles by their ids, and which of their stories others report too."""
    rows = (await connection.execute(_ARTICLES, {"ids": list(ids)})).all()
    shared = {row.story_id for row in rows if row.is_shared}
    return {row.id: to_article(row) for row in rows}, shared


async def _matched(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> Mapping[int, Sequence[_Matched]]:
    rows = await connection.execute(_MATCHED, {"ids": list(ids), "now": now})
    read = lru_cache(None)(_read_reasons)  # many chats ask by the same query
    matched: defaultdict[int, list[_Matched]] = defaultdict(list)
    for row in rows:
        matched[row.id].append(_Matched(row.thread_id, row.canonical, read(row.written)))
    return matched


def _read_reasons(written: str) -> tuple[Reason, ...]:
    return tuple(map(to_reason, json.loads(written)))


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
    .where(
        alert.c.id.in_(sa.bindparam("ids", expanding=True)),
        sa.or_(
            subscription.c.muted_until.is_(None), subscription.c.muted_until <= sa.bindparam("now")
        ),
    )
    .order_by(subscription.c.id)
)


async def _corrections(
    connection: AsyncConnection, chats: Collection[int]
) -> Mapping[int, Sequence[Correction]]:
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for row in await connection.execute(_CORRECTIONS, {"chats": list(chats)}):
        found[row.chat_id].append(to_correction(row))
    return found


_CORRECTIONS = (
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
_other = article.alias("other")
_ARTICLES = sa.select(
    article,
    sa.exists()
    .where(_other.c.story_id == article.c.story_id, _other.c.id != article.c.id)
    .label("is_shared"),
).where(article.c.id.in_(sa.bindparam("ids", expanding=True)))
