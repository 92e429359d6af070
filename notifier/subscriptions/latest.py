"""The newest articles for a query: asked of the stored articles, from the newest back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notifier.core.document import read_entry
from notifier.core.model import Article, Reason
from notifier.store.articles import articles, search
from notifier.store.engine.database import Connection
from notifier.subscriptions.backtesting import asked_of_index
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import Query

_FIRST_SPAN = 2_000
_MOST_READ = 1_000
"""How many candidates are read at most: whoever asks does not wait for all of history."""
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """An article for which the query holds, and why."""

    article: Article
    reasons: tuple[Reason, ...]


async def latest(
    connection: Connection, query: Query, *, limit: int, before: int | None = None
) -> list[Hit]:
    """Return the newest articles for which `query` holds, the newest first.

    With `before`, only articles with a lower id, for the next page.
    """
    matcher = Matcher({0: query})
    newest = await articles.newest_id(connection)
    end = newest + 1 if before is None else min(before, newest + 1)
    span, read = _FIRST_SPAN, 0
    hits: list[Hit] = []
    while end > 1 and read < _MOST_READ and len(hits) < limit:
        start = max(1, end - span)
        ids = await _candidates(connection, query, start, end)
        for chunk in (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK)):
            read += len(chunk)
            hits += await _hits(connection, matcher, chunk)
            if len(hits) >= limit or read >= _MOST_READ:
                break
        end, span = start, span * 4
    return hits[:limit]


async def _candidates(connection: Connection, query: Query, start: int, end: int) -> list[int]:
    found = await search.find(connection, asked_of_index(query), start)
    if found is None:
        found = await articles.ids_from(connection, start)
    return sorted((each for each in found if each < end), reverse=True)


async def _hits(connection: Connection, matcher: Matcher, ids: Sequence[int]) -> list[Hit]:
    hits = []
    for article, mentions in reversed(await articles.by_id(connection, ids)):
        document = read_entry(article, article.source)
        hits += [Hit(article, match.reasons) for match in matcher.match(document, tuple(mentions))]
    return hits
