"""Storing an article with everything that was decided about it, in the transaction of its caller.

A new article gets its story, who is named in it, which queries hold, the feeds it stands in, its
place in the search index, the keys by which articles of its story are found, and its alerts; an
edited one gets them anew. Either all of it is stored or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from notifier.core.model import Article, Entry, Match, Mention, Reason
from notifier.store.alerts import edits, fan_out
from notifier.store.articles import feeds, search
from notifier.store.articles.articles import to_article
from notifier.store.engine.database import Connection, insert
from notifier.store.engine.tables import article, match, mention, story, story_key


@dataclass(frozen=True, slots=True)
class PlannedAlerts:
    """Who is told of an article."""

    query_ids: Sequence[int]
    """Queries, by their ids, whose subscribers are told."""
    subscribed_before: datetime | None = None
    """Only subscriptions older than this count; None where all do."""
    urgent_for: Sequence[int] = ()
    """The queries to whose subscribers it is urgent; what waits for them becomes so."""


@dataclass(frozen=True, slots=True)
class DecidedArticle:
    """An article to store, and everything that was decided about it."""

    entry: Entry
    canonical_url: str | None
    """The address of its page in the one form by which pages are compared."""
    story_id: int
    """Below 0 a story that is made now; articles of one `save` with the same number share it."""
    edits: Article | None = None
    """The stored article whose content this replaces; None where it is new."""
    mentions: Sequence[Mention] = ()
    matches: Sequence[Match] = ()
    feeds: Iterable[str] = ()
    """Names of all feeds that it stands in."""
    search_tokens: Iterable[str] = ()
    story_keys: Iterable[int] = ()
    """Digests by which the articles of its story are found."""
    alerts: PlannedAlerts | None = None
    story_changed: bool = False
    """Whether messages that already told of its story are edited, where they change by it."""
    is_corrected: bool = False
    """Whether readers see that it says something else than what is stored."""


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article as it is stored now."""

    article: Article
    alerts: int
    """How many alerts were planned; `fan_out` plans what is left."""


async def save(
    connection: Connection, source: str, decided: Sequence[DecidedArticle], now: datetime
) -> list[SavedArticle | None]:
    """Store articles of a source, and plan their alerts.

    None stands in place of a new one that another process stored first, and of one that was
    deleted before its edit.
    """
    stories = await _make_stories(connection, decided, now)
    stored = await _store_content(connection, source, decided, stories, now)
    saved = [
        (article, each)
        for article, each in zip(stored, decided, strict=True)
        if article is not None
    ]
    await _store_findings(connection, saved, now)
    alerts, known = {}, set[int]()
    for new, each in saved:
        is_new = each.story_id < 0 and new.story_id not in known
        alerts[new.id] = await _plan(connection, new, each, now, is_new=is_new)
        known.add(new.story_id)
    await _plan_edits(connection, saved, now)
    return [
        None if article is None else SavedArticle(article, alerts[article.id]) for article in stored
    ]


async def _make_stories(
    connection: Connection, decided: Sequence[DecidedArticle], now: datetime
) -> dict[int, int]:
    """Create the new stories; return their ids by the numbers that stand for them."""
    new = sorted({each.story_id for each in decided if each.story_id < 0}, reverse=True)
    if not new:
        return {}
    rows = [{"created_at": now}] * len(new)
    made = await connection.execute(sa.insert(story).returning(story.c.id), rows)
    return dict(zip(new, sorted(row.id for row in made), strict=True))


async def _store_content(
    connection: Connection,
    source: str,
    decided: Sequence[DecidedArticle],
    stories: dict[int, int],
    now: datetime,
) -> list[Article | None]:
    new = [
        {
            "story_id": stories.get(each.story_id, each.story_id),
            "source": source,
            "key": each.entry.key,
            "seen_at": now,
            **_content(each),
        }
        for each in decided
        if each.edits is None
    ]
    stored: dict[str, Article | None] = {}
    if new:
        statement = insert(connection, article).on_conflict_do_nothing()
        rows = await connection.execute(statement.returning(*article.c), new)
        stored = {row.key: to_article(row) for row in rows}
    for each in decided:
        if each.edits is not None:
            stored[each.entry.key] = await _replace(connection, each, each.edits.id, now)
    return [stored.get(each.entry.key) for each in decided]


async def _replace(
    connection: Connection, each: DecidedArticle, article_id: int, now: datetime
) -> Article | None:
    # First the article itself: whoever else edits it waits here, and then sees all of this edit.
    corrected = {"changed_at": now} if each.is_corrected else {}
    rows = await connection.execute(
        sa.update(article)
        .where(article.c.id == article_id)
        .values(withdrawn_at=None, **corrected, **_content(each))
        .returning(*article.c)
    )
    row = rows.one_or_none()
    for table in (mention, match, story_key):
        await connection.execute(sa.delete(table).where(table.c.article_id == article_id))
    return None if row is None else to_article(row)


def _content(each: DecidedArticle) -> dict[str, Any]:
    return {
        "url": each.entry.url,
        "canonical_url": each.canonical_url,
        "title": each.entry.title,
        "body": each.entry.body,
        "author": each.entry.author,
        "categories": list(each.entry.categories),
        "lang": each.entry.lang,
        "image": each.entry.image,
        "tickers": list(each.entry.tickers),
        "urgent": each.entry.urgent,
        "published_at": each.entry.published,
    }


async def _store_findings(
    connection: Connection, saved: Sequence[tuple[Article, DecidedArticle]], now: datetime
) -> None:
    mentions = [_mention_row(article.id, it) for article, each in saved for it in each.mentions]
    matches = [_match_row(article.id, it) for article, each in saved for it in each.matches]
    keys = [
        {"key": it, "article_id": article.id} for article, each in saved for it in each.story_keys
    ]
    for table, rows in ((mention, mentions), (match, matches), (story_key, keys)):
        if rows:
            await connection.execute(sa.insert(table), rows)
    new = {article.id: each.feeds for article, each in saved if each.edits is None}
    edited = {article.id: each.feeds for article, each in saved if each.edits is not None}
    await feeds.add(connection, new, now)
    await feeds.replace(connection, edited, now)
    await search.index(connection, {article.id: each.search_tokens for article, each in saved})


def _mention_row(article_id: int, each: Mention) -> dict[str, Any]:
    return {
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


def _match_row(article_id: int, each: Match) -> dict[str, Any]:
    reasons = [_written(reason) for reason in each.reasons]
    return {"article_id": article_id, "query_id": each.query_id, "reasons": reasons}


def _written(reason: Reason) -> dict[str, Any]:
    """Return a reason as `to_reason` reads it; `dataclasses.asdict` takes ten times as long."""
    return {
        "kind": reason.kind,
        "label": reason.label,
        "symbol": reason.symbol,
        "field": reason.field,
        "start": reason.start,
        "end": reason.end,
    }


async def _plan(
    connection: Connection,
    article: Article,
    decided: DecidedArticle,
    now: datetime,
    *,
    is_new: bool,
) -> int:
    if decided.alerts is None or not (decided.alerts.query_ids or decided.alerts.urgent_for):
        return 0
    return await fan_out.plan(
        connection,
        article_id=article.id,
        story_id=article.story_id,
        query_ids=decided.alerts.query_ids,
        subscribed_before=decided.alerts.subscribed_before,
        urgent_for=decided.alerts.urgent_for,
        now=now,
        is_new=is_new,
    )


async def _plan_edits(
    connection: Connection, saved: Sequence[tuple[Article, DecidedArticle]], now: datetime
) -> None:
    changed = {article.id: each.edits for article, each in saved if each.story_changed}
    if not changed:
        return
    came = [
        article_id
        for article_id, before in changed.items()
        if before is None or before.withdrawn_at is not None
    ]
    for story_id in await edits.changed_stories(connection, changed, came):
        await edits.plan(connection, story_id, now)
