"""What stands in a feed: each story once, in the order in which it was first seen.

A late article comes on top, whatever its date: so a reader meets it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Role
from notifier.core.numbers import MAX_ID
from notifier.store.articles.articles import to_article
from notifier.store.engine.tables import article, feed_item, mention, story

_STORED = {"topics", "securities"}
"""Kinds of feeds whose items are stored."""
_LOOKED_THROUGH = 20_000
"""Among how many of the newest articles those of a category are looked for: none has an index."""

_NEWEST = 1_000
"""Among how many of a source's articles those of a page are looked for."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An article as a feed tells of it; where anything of that changes, it is another edition."""

    article_id: int
    seen_at: datetime
    changed_at: datetime | None
    url: str | None
    topics: str | None
    """The topic feeds that it stands in."""
    others: str | None
    """The other articles of its story there, when each was changed, and where each is."""


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article, and what a feed says of it beside its content."""

    article: Article
    story_created_at: datetime
    companies: tuple[tuple[str, str], ...]
    """The companies that it is about, the surest first: the symbol and the name of each."""
    topics: tuple[str, ...]
    """The names of the topic feeds that it stands in."""
    others: tuple[tuple[str, str | None], ...]
    """Articles of other sources in the same story: the source of each, and its address."""


async def items(connection: AsyncConnection, name: str, limit: int) -> list[Article]:
    """Return the first article of each of a feed's newest stories, the newest first.

    Besides published feeds there are `sources/<name>` and `categories/<word>`, which are read from
    the articles themselves, and all articles under an empty name.
    """
    rows = await _firsts(connection, _articles, name, limit, None)
    return [to_article(row) for row in rows]


async def editions(
    connection: AsyncConnection, name: str, limit: int, before: int | None = None
) -> list[Edition]:
    """Return the same articles as their feed tells of them.

    With `before`, only articles with a lower id, for the next page.
    """
    rows = await _firsts(connection, _editions, name, limit, before)
    return [_edition(row) for row in rows]


async def editions_of(connection: AsyncConnection, ids: Sequence[int]) -> list[Edition]:
    """Return articles as a feed of whatever they report tells of them, in the order of `ids`."""
    rows = await connection.execute(_editions_by_id(), {"ids": ids})
    found = {row.id: _edition(row) for row in rows}
    return [found[each] for each in ids if each in found]


def _edition(row: sa.Row[Any]) -> Edition:
    return Edition(row.id, row.seen_at, row.changed_at, row.url, row.topics, row.others)


async def told(
    connection: AsyncConnection, ids: Sequence[int], within: str = ""
) -> list[ToldArticle]:
    """Return articles with what the feed `within` says of them."""
    rows = await connection.execute(_with_stories(), {"ids": ids})
    found = {row.id: (to_article(row), row.created_at) for row in rows}
    companies, topics = await _companies(connection, ids), await topics_of(connection, ids)
    beside = await others(connection, [each for each, _ in found.values()], within)
    return [
        ToldArticle(
            each,
            created_at,
            tuple(companies[each.id]),
            tuple(topics[each.id]),
            tuple(beside[each.id].items()),
        )
        for each, created_at in found.values()
    ]


async def _companies(
    connection: AsyncConnection, ids: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {each: [] for each in ids}
    for row in await connection.execute(_named_in(), {"ids": ids}):
        found[row.article_id].append((row.symbol, row.name))
    return found


async def topics_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the topic feeds that articles stand in, by the articles' ids."""
    found: dict[int, list[str]] = {each: [] for each in ids}
    for row in await connection.execute(_topics(), {"ids": ids}):
        found[row.article_id].append(row.feed)
    return found


async def others(
    connection: AsyncConnection, articles: Sequence[Article], within: str = ""
) -> dict[int, dict[str, str | None]]:
    """Return, for each article, which other sources report its story, and where.

    Where `within` names a feed of a topic or a company, they stand in it too.
    """
    of_story = {each.story_id: each for each in articles}
    rows = await connection.execute(
        _others(_beside(within)),
        {"ids": [each.id for each in articles], "stories": list(of_story), "feed": within},
    )
    found: dict[int, dict[str, str | None]] = {each.id: {} for each in articles}
    for row in rows:
        first = of_story[row.story_id]
        if row.source != first.source:
            found[first.id].setdefault(row.source, row.url)
    return found


def belongs(among: sa.FromClause, name: str) -> sa.ColumnElement[bool]:
    """Return whether an article stands in a feed that is not stored."""
    kind, _, rest = name.partition("/")
    if kind == "sources":
        instances = sa.and_(among.c.source > f"{rest}:", among.c.source < f"{rest};")
        return sa.or_(among.c.source == rest, instances)
    if kind == "categories":
        # As the JSON of the list has it: whole, between quotation marks.
        return sa.cast(among.c.categories, sa.Text).contains(json.dumps(rest), autoescape=True)
    return sa.true()


# Making a statement takes more time than SQLite takes to answer it, so those that every change of
# a feed asks for are made once.

_Membership: TypeAlias = Callable[[sa.FromClause], sa.ColumnElement[bool]]
"""Returns whether an article stands in a feed."""
_Columns: TypeAlias = Callable[[_Membership], sa.Select[Any]]
"""Returns what is read of articles, of the others of their stories as far as they are members."""
_FEED: sa.BindParameter[str] = sa.bindparam("feed")
_BEFORE: sa.BindParameter[int] = sa.bindparam("before")
_LIMIT: sa.BindParameter[int] = sa.bindparam("limit")
_IDS: sa.BindParameter[Sequence[int]] = sa.bindparam("ids", expanding=True)
_STORIES: sa.BindParameter[Sequence[int]] = sa.bindparam("stories", expanding=True)


def _is_stored(among: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.exists().where(feed_item.c.feed == _FEED, feed_item.c.article_id == among.c.id)


def _is_any(_among: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.true()


def _beside(feed: str) -> _Membership:
    """Return which articles a feed names beside the first of their story.

    What else a stored feed tells of a story stands in it too, and so changes with its version.
    """
    return _is_stored if feed.partition("/")[0] in _STORED else _is_any


async def _firsts(
    connection: AsyncConnection, columns: _Columns, name: str, limit: int, before: int | None
) -> Sequence[sa.Row[Any]]:
    """Read the first article of each of a feed's newest stories, the newest first."""
    values = {"feed": name, "limit": limit, "before": MAX_ID if before is None else before}
    is_stored = name.partition("/")[0] in _STORED
    statement = _of_stored(columns) if is_stored else _of_live(columns, name)
    rows: sa.CursorResult[Any] = await connection.execute(statement, values)
    return rows.all()


@cache
def _of_stored(columns: _Columns) -> sa.Select[Any]:
    # The index of the feed's items gives them newest first, and reading ends with the page.
    key = feed_item.c.article_id
    found = columns(_is_stored).join(feed_item, key == article.c.id)
    return _newest(found.where(feed_item.c.feed == _FEED), key, _is_stored)


def _of_live(columns: _Columns, name: str) -> sa.Select[Any]:
    found = columns(_is_any)
    if name.startswith("sources/"):
        # From an index alone, as what it finds is sorted before reading ends.
        own = article.alias("own")
        newest = sa.select(own.c.id).where(belongs(own, name), own.c.id < _BEFORE)
        newest = newest.order_by(own.c.id.desc()).limit(_NEWEST)
        found = found.where(article.c.id.in_(newest))
    else:
        newest_id = sa.select(sa.func.max(article.alias().c.id)).scalar_subquery()
        found = found.where(belongs(article, name), article.c.id > newest_id - _LOOKED_THROUGH)
    return _newest(found, article.c.id, lambda among: belongs(among, name))


def _newest(
    found: sa.Select[Any], key: sa.ColumnElement[int], is_member: _Membership
) -> sa.Select[Any]:
    """Leave the first article of each story."""
    earlier = article.alias("earlier")
    is_first = ~sa.exists().where(
        earlier.c.story_id == article.c.story_id,
        earlier.c.id < article.c.id,
        earlier.c.withdrawn_at.is_(None),
        is_member(earlier),
    )
    found = found.where(article.c.withdrawn_at.is_(None), is_first, key < _BEFORE)
    return found.order_by(key.desc()).limit(_LIMIT)


def _articles(_beside: _Membership) -> sa.Select[Any]:
    return sa.select(article)


def _editions(beside: _Membership) -> sa.Select[Any]:
    topic, other = feed_item.alias("topic"), article.alias("other")
    changed_at = sa.func.coalesce(sa.cast(other.c.changed_at, sa.Text), "")
    told = sa.cast(other.c.id, sa.Text).concat(changed_at).concat(sa.func.coalesce(other.c.url, ""))
    in_topics = sa.select(sa.func.aggregate_strings(topic.c.feed, " ")).where(
        topic.c.article_id == article.c.id, topic.c.feed.between("topics/", "topics0")
    )
    told_beside = sa.select(sa.func.aggregate_strings(told, " ")).where(
        other.c.story_id == article.c.story_id,
        other.c.id != article.c.id,
        other.c.withdrawn_at.is_(None),
        beside(other),
    )
    return sa.select(
        article.c.id,
        article.c.seen_at,
        article.c.changed_at,
        article.c.url,
        in_topics.scalar_subquery().label("topics"),
        told_beside.scalar_subquery().label("others"),
    )


@cache
def _editions_by_id() -> sa.Select[Any]:
    return _editions(_is_any).where(article.c.id.in_(_IDS))


@cache
def _with_stories() -> sa.Select[Any]:
    found = sa.select(article, story.c.created_at).join(story, story.c.id == article.c.story_id)
    return found.where(article.c.id.in_(_IDS))


@cache
def _named_in() -> sa.Select[Any]:
    named = sa.select(mention.c.article_id, mention.c.symbol, mention.c.name)
    named = named.where(mention.c.article_id.in_(_IDS), mention.c.role == Role.SUBJECT.value)
    return named.order_by(mention.c.score.desc(), mention.c.symbol)


@cache
def _topics() -> sa.Select[Any]:
    found = sa.select(feed_item.c.article_id, feed_item.c.feed)
    in_topics = feed_item.c.feed.between("topics/", "topics0")
    return found.where(feed_item.c.article_id.in_(_IDS), in_topics).order_by(feed_item.c.feed)


@cache
def _others(beside: _Membership) -> sa.Select[Any]:
    found = sa.select(article.c.story_id, article.c.source, article.c.url).where(
        article.c.story_id.in_(_STORIES),
        article.c.id.not_in(_IDS),
        article.c.withdrawn_at.is_(None),
        beside(article),
    )
    return found.order_by(article.c.id)
