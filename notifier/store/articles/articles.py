"""Articles, the stories they belong to, and what was recognised and matched in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Entry, Field, Match, Mention, Reason, ReasonKind, Role
from notifier.store.engine.database import insert
from notifier.store.engine.tables import article, match, mention

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to store: what its source says, its story, and its address in one form."""

    entry: Entry
    story_id: int
    canonical_url: str | None = None


def to_article(row: Any) -> Article:
    """Make an article of a row that holds the article table's columns."""
    return Article(
        id=row.id,
        story_id=row.story_id,
        source=row.source,
        key=row.key,
        url=row.url,
        title=row.title,
        body=row.body,
        seen_at=row.seen_at,
        published_at=row.published_at,
        author=row.author,
        categories=tuple(row.categories),
        lang=row.lang,
        image=row.image,
        tickers=tuple(row.tickers),
        withdrawn_at=row.withdrawn_at,
    )


async def known(
    connection: AsyncConnection, source: str, keys: Sequence[str]
) -> Mapping[str, Article]:
    """Return those of a source's articles that are stored, by key."""
    rows = await connection.execute(
        sa.select(article).where(article.c.source == source, article.c.key.in_(keys))
    )
    return {row.key: to_article(row) for row in rows}


async def add(
    connection: AsyncConnection,
    source: str,
    new: Sequence[NewArticle],
    now: datetime,
) -> list[Article | None]:
    """Store new articles of a source; None in place of one whose key is known already."""
    rows = [
        {
            "story_id": each.story_id,
            "source": source,
            "key": each.entry.key,
            "seen_at": now,
            **_content(each.entry, each.canonical_url),
        }
        for each in new
    ]
    statement = insert(connection, article).on_conflict_do_nothing()
    stored = await connection.execute(statement.returning(*article.c), rows)
    by_key = {row.key: to_article(row) for row in stored}
    return [by_key.get(each.entry.key) for each in new]


async def change(
    connection: AsyncConnection,
    article_id: int,
    entry: Entry,
    canonical_url: str | None,
    now: datetime,
) -> None:
    """Replace an article's content by what its source says of it now."""
    await connection.execute(
        sa.update(article)
        .where(article.c.id == article_id)
        .values(changed_at=now, withdrawn_at=None, **_content(entry, canonical_url))
    )


def _content(entry: Entry, canonical_url: str | None) -> dict[str, Any]:
    return {
        "url": entry.url,
        "canonical_url": canonical_url,
        "title": entry.title,
        "body": entry.body,
        "author": entry.author,
        "categories": list(entry.categories),
        "lang": entry.lang,
        "image": entry.image,
        "tickers": list(entry.tickers),
        "published_at": entry.published,
    }


async def put_findings(
    connection: AsyncConnection,
    found: Mapping[int, tuple[Iterable[Mention], Iterable[Match]]],
) -> None:
    """Store what was recognised and matched in articles of which nothing is stored."""
    mention_rows = [
        {
            "article_id": article_id,
            "symbol": each.symbol,
            "name": each.name,
            "role": each.role.value,
            "score": each.score,
            "field": each.field.value,
            "start_at": each.start,
            "end_at": each.end,
            "surface": each.surface,
            "evidence": list(each.evidence),
        }
        for article_id, (mentions, _) in found.items()
        for each in mentions
    ]
    match_rows = [
        {
            "article_id": article_id,
            "query_id": each.query_id,
            "reasons": [asdict(reason) for reason in each.reasons],
        }
        for article_id, (_, matches) in found.items()
        for each in matches
    ]
    if mention_rows:
        await connection.execute(sa.insert(mention), mention_rows)
    if match_rows:
        await connection.execute(sa.insert(match), match_rows)


async def forget_findings(connection: AsyncConnection, article_id: int) -> None:
    """Drop what was recognised and matched in an article."""
    for table in (mention, match):
        await connection.execute(sa.delete(table).where(table.c.article_id == article_id))


def to_mention(row: Any) -> Mention:
    """Make a mention of a row of the mention table."""
    return Mention(
        symbol=row.symbol,
        name=row.name,
        role=Role(row.role),
        score=row.score,
        field=Field(row.field),
        start=row.start_at,
        end=row.end_at,
        surface=row.surface,
        evidence=tuple(row.evidence),
    )


def to_reason(data: Mapping[str, Any]) -> Reason:
    """Make a reason of its stored form."""
    field = data["field"]
    return Reason(
        kind=ReasonKind(data["kind"]),
        label=data["label"],
        symbol=data["symbol"],
        field=None if field is None else Field(field),
        start=data["start"],
        end=data["end"],
    )


async def mentions_of(connection: AsyncConnection, article_id: int) -> tuple[Mention, ...]:
    """Return who was recognised in an article."""
    rows = await connection.execute(
        sa.select(mention).where(mention.c.article_id == article_id).order_by(mention.c.symbol)
    )
    return tuple(to_mention(row) for row in rows)


async def recent(connection: AsyncConnection, limit: int) -> list[tuple[Article, list[Mention]]]:
    """Return the newest articles that are not withdrawn with their mentions, newest first."""
    there = sa.select(article.c.id).where(article.c.withdrawn_at.is_(None))
    newest = there.order_by(article.c.id.desc()).limit(limit)
    return (await _with_mentions(connection, newest))[::-1]


async def by_id(
    connection: AsyncConnection, ids: Sequence[int]
) -> list[tuple[Article, list[Mention]]]:
    """Return articles with their mentions, in the order of their ids."""
    found = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        found += await _with_mentions(connection, ids[start : start + _IDS_AT_ONCE])
    return sorted(found, key=lambda each: each[0].id)


async def _with_mentions(
    connection: AsyncConnection, ids: Sequence[int] | sa.Select[tuple[int]]
) -> list[tuple[Article, list[Mention]]]:
    rows = await connection.execute(
        sa.select(article).where(article.c.id.in_(ids)).order_by(article.c.id)
    )
    found = {row.id: (to_article(row), list[Mention]()) for row in rows}
    named = await connection.execute(
        sa.select(mention).where(mention.c.article_id.in_(ids)).order_by(mention.c.symbol)
    )
    for row in named:
        found[row.article_id][1].append(to_mention(row))
    return list(found.values())


async def of_source(
    connection: AsyncConnection, source: str, first_id: int, last_id: int
) -> list[tuple[int, str]]:
    """Return ids and keys of a source's articles from one to another that are not withdrawn."""
    rows = await connection.execute(
        sa.select(article.c.id, article.c.key)
        .where(
            article.c.source == source,
            article.c.id.between(first_id, last_id),
            article.c.withdrawn_at.is_(None),
        )
        .order_by(article.c.id)
    )
    return [(row.id, row.key) for row in rows]


async def withdraw(connection: AsyncConnection, ids: Iterable[int], now: datetime | None) -> None:
    """Note that a source no longer carries articles; or with None that it does again."""
    await connection.execute(
        sa.update(article).where(article.c.id.in_(list(ids))).values(withdrawn_at=now)
    )


async def first_since(connection: AsyncConnection, moment: datetime) -> int | None:
    """Return the first article seen from `moment` on, or None where there is none."""
    statement = sa.select(article.c.id).where(article.c.seen_at >= moment)
    number: int | None = await connection.scalar(
        statement.order_by(article.c.seen_at, article.c.id).limit(1)
    )
    return number


async def newest_id(connection: AsyncConnection) -> int:
    """Return the highest id of an article; 0 where there is none."""
    return int(await connection.scalar(sa.select(sa.func.max(article.c.id))) or 0)


async def ids_from(connection: AsyncConnection, first_id: int) -> list[int]:
    """Return the ids of all articles from `first_id` on that are not withdrawn."""
    there = sa.select(article.c.id).where(article.c.withdrawn_at.is_(None))
    rows = await connection.execute(there.where(article.c.id >= first_id))
    return [row.id for row in rows]
