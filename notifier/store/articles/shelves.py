"""What stands in a feed: each story once, in the order in which it was first seen.

A late article comes on top, whatever its date: so a reader meets it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Role
from notifier.store.articles.articles import newest_id, to_article
from notifier.store.engine.tables import article, feed_item, mention, story

_LOOKED_THROUGH = 20_000
"""Among how many of the newest articles those of a category are looked for: none has an index."""

_NEWEST = 1_000
"""Among how many of a source's articles those of a page are looked for."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What a feed says of an article beside its content."""

    story_created_at: datetime
    companies: tuple[str, ...]
    """The names of the companies that it is about, the surest first."""
    topics: tuple[str, ...]
    """The names of the topic feeds that it stands in."""
    others: tuple[tuple[str, str | None], ...]
    """Articles of other sources in the same story: the source of each, and its address."""


async def items(
    connection: AsyncConnection, name: str, limit: int, before: int | None = None
) -> list[Article]:
    """Return the first article of each of a feed's newest stories, the newest first.

    Besides published feeds there are `sources/<name>` and `categories/<word>`, which are read from
    the articles themselves, and all articles under an empty name. With `before`, only articles with
    a lower id, for the next page.
    """
    kind = name.partition("/")[0]
    earlier = article.alias("earlier")
    is_first = ~sa.exists().where(
        earlier.c.story_id == article.c.story_id,
        earlier.c.id < article.c.id,
        earlier.c.withdrawn_at.is_(None),
        belongs(earlier, name),
    )
    found = sa.select(article)
    key: sa.ColumnElement[int] = article.c.id
    if kind in {"topics", "securities"}:
        # The index of the feed's items gives them newest first, and reading ends with the page.
        key = feed_item.c.article_id
        found = found.join(feed_item, key == article.c.id).where(feed_item.c.feed == name)
    elif kind == "sources":
        # From an index alone, as what it finds is sorted before reading ends.
        own = article.alias("own")
        newest = sa.select(own.c.id).where(belongs(own, name)).order_by(own.c.id.desc())
        if before is not None:
            newest = newest.where(own.c.id < before)
        found = found.where(article.c.id.in_(newest.limit(_NEWEST)))
    else:
        first_id = await newest_id(connection) - _LOOKED_THROUGH
        found = found.where(belongs(article, name), article.c.id > first_id)
    if before is not None:
        found = found.where(key < before)
    found = found.where(article.c.withdrawn_at.is_(None), is_first)
    rows = await connection.execute(found.order_by(key.desc()).limit(limit))
    return [to_article(row) for row in rows]


def belongs(among: sa.FromClause, name: str) -> sa.ColumnElement[bool]:
    """Return whether an article stands in a feed."""
    kind, _, rest = name.partition("/")
    if not name:
        return sa.true()
    if kind == "sources":
        instances = sa.and_(among.c.source > f"{rest}:", among.c.source < f"{rest};")
        return sa.or_(among.c.source == rest, instances)
    if kind == "categories":
        # As the JSON of the list has it: whole, between quotation marks.
        return sa.cast(among.c.categories, sa.Text).contains(json.dumps(rest), autoescape=True)
    return sa.exists().where(feed_item.c.feed == name, feed_item.c.article_id == among.c.id)


async def facts(
    connection: AsyncConnection, articles: Sequence[Article], within: str | None = None
) -> dict[int, ArticleFacts]:
    """Return what a feed says of articles, by their ids.

    `within` names the feed that the others of a story stand in too; None for any.
    """
    ids = [each.id for each in articles]
    made = await connection.execute(
        sa.select(story.c.id, story.c.created_at).where(
            story.c.id.in_([each.story_id for each in articles])
        )
    )
    created = {row.id: row.created_at for row in made}
    companies, topics = await _companies(connection, ids), await topics_of(connection, ids)
    told = await others(connection, articles, within)
    return {
        each.id: ArticleFacts(
            created[each.story_id],
            tuple(dict.fromkeys(companies[each.id])),
            tuple(topics[each.id]),
            tuple(told[each.id].items()),
        )
        for each in articles
    }


async def _companies(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = await connection.execute(
        sa.select(mention.c.article_id, mention.c.name)
        .where(mention.c.article_id.in_(ids), mention.c.role == Role.SUBJECT.value)
        .order_by(mention.c.score.desc(), mention.c.symbol)
    )
    found: dict[int, list[str]] = {each: [] for each in ids}
    for row in rows:
        found[row.article_id].append(row.name)
    return found


async def topics_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the topic feeds that articles stand in, by the articles' ids."""
    rows = await connection.execute(
        sa.select(feed_item.c.article_id, feed_item.c.feed)
        .where(feed_item.c.article_id.in_(ids), feed_item.c.feed.startswith("topics/"))
        .order_by(feed_item.c.feed)
    )
    found: dict[int, list[str]] = {each: [] for each in ids}
    for row in rows:
        found[row.article_id].append(row.feed)
    return found


async def others(
    connection: AsyncConnection, articles: Sequence[Article], within: str | None = None
) -> dict[int, dict[str, str | None]]:
    """Return, for each article, which other sources report its story, and where."""
    of_story = {each.story_id: each for each in articles}
    rows = await connection.execute(
        sa.select(article.c.story_id, article.c.source, article.c.url)
        .where(
            article.c.story_id.in_(list(of_story)),
            article.c.id.not_in([each.id for each in articles]),
            article.c.withdrawn_at.is_(None),
            sa.true() if within is None else belongs(article, within),
        )
        .order_by(article.c.id)
    )
    found: dict[int, dict[str, str | None]] = {each.id: {} for each in articles}
    for row in rows:
        first = of_story[row.story_id]
        if row.source != first.source:
            found[first.id].setdefault(row.source, row.url)
    return found
