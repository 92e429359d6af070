"""What a query would have brought: asked of the stored articles, when somebody subscribes.

The index gives the candidates; where those are many, a random part of them is read and the rest
projected, so that the answer comes while its asker waits.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from notifier.core.document import read_entry
from notifier.core.model import Document, Mention, Role
from notifier.store.articles import articles, search
from notifier.store.articles.search import Asked
from notifier.store.engine.database import Connection
from notifier.subscriptions.query.backtest import Backtest, Stored, backtest
from notifier.subscriptions.query.evaluate import languages
from notifier.subscriptions.query.ngrams import grams, wanted
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.terms import fold_words

MOST_READ = 250
"""How many candidates are read; beyond that, so many are drawn at random."""
SAMPLES = 5


def search_tokens(document: Document, mentions: Iterable[Mention]) -> set[str]:
    """Return what the index keeps of an article."""
    tokens = grams(document.folded_title.text) | grams(document.folded_text.text)
    tokens |= {f"@{each.symbol}" for each in mentions if each.role is Role.SUBJECT}
    tokens.add(f"source:{fold_words(document.source)}")
    tokens |= {f"lang:{tag}" for tag in languages(document.lang or "")}
    return tokens


async def try_query(
    connection: Connection, query: Query, *, days: int, now: datetime, zone: tzinfo
) -> Backtest:
    """Say what `query` would have brought in the last `days` days."""
    today = now.astimezone(zone)
    since = (today - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    ids = chosen = await _candidates(connection, query, since)
    if len(ids) > MOST_READ:
        chosen = random.Random(len(ids)).sample(ids, MOST_READ)  # noqa: S311 - a survey
    share = len(chosen) / len(ids) if ids else 1.0

    async def asked_of(some: Sequence[int]) -> Backtest:
        stored = await _read(connection, some)
        return backtest(
            query,
            stored,
            until=today.date(),
            days=days,
            zone=zone,
            share=share,
            samples=SAMPLES,
        )

    result = await asked_of(chosen)
    if share < 1.0:
        newest = await asked_of(sorted(ids)[-4 * SAMPLES :])
        result = replace(result, samples=newest.samples or result.samples)
    return result


async def _candidates(connection: Connection, query: Query, since: datetime) -> list[int]:
    first_id = await articles.first_since(connection, since)
    if first_id is None:
        return []
    found = await search.find(connection, asked_of_index(query), first_id)
    return await articles.ids_from(connection, first_id) if found is None else found


def asked_of_index(query: Query) -> list[Asked]:
    """Return what the index is asked for a query; it gives every article that may match."""
    return [
        Asked(
            each.grams | {key for key in each.keys if key.startswith(("@", "source:", "lang:"))},
            each.beginnings,
        )
        for each in wanted(query)
    ]


async def _read(connection: Connection, ids: Sequence[int]) -> list[Stored]:
    return [
        Stored(article.id, article.seen_at, read_entry(article, article.source), tuple(mentions))
        for article, mentions in await articles.by_id(connection, ids)
    ]
