"""The way of an article from seen to alerts planned.

    entries ─ clean ─▶ new or changed? ─▶ document ─▶ who is named, which queries hold
            ─▶ one transaction: article, mentions, matches, feeds, alerts

Reading and deciding come before the transaction, so that it is short.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from notifier.clock import Clock
from notifier.document import read_entry
from notifier.errors import StoreError
from notifier.log import get_logger
from notifier.model import Article, Document, Entry
from notifier.rules import Findings, Rules
from notifier.sources.config import SourceConfig
from notifier.sources.entries import clean
from notifier.sources.identity import canonical_url
from notifier.store import articles, feeds, outbox, search
from notifier.store.database import Connection, Store

log = get_logger(__name__)
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that was stored, for those who want to watch."""

    article: Article
    document: Document
    source: SourceConfig
    findings: Findings
    alerts: int
    changed: bool


@dataclass(slots=True)
class Ingested:
    """How many articles of a reading were new or changed, and how many alerts they made.

    `problems` are articles that could not be taken, each in a sentence; the others are stored.
    `published` is when each new one was, as far as its source says.
    """

    new: int = 0
    changed: int = 0
    alerts: int = 0
    published: list[datetime | None] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Pipeline:
    """Takes what sources read into the database.

    `on_arrival` is called after each article is committed.
    """

    def __init__(
        self,
        store: Store,
        rules: Rules,
        clock: Clock,
        on_arrival: Callable[[Arrival], None] = lambda _arrival: None,
    ) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._on_arrival = on_arrival

    async def ingest(
        self, source: SourceConfig, entries: Sequence[Entry], *, first: bool
    ) -> Ingested:
        """Store new and changed articles and plan their alerts.

        `first` says that this is the source's first reading: all it holds is new to us but not to
        the world, so it alerts only where an article is younger than a subscription. Raises
        StoreError; what was stored before it stays.
        """
        result = Ingested()
        await self._rules.refresh(self._store)
        for chunk in _chunks(_in_order(entries, source)):
            async with self._store.read() as connection:
                keys = [entry.key for entry in chunk]
                known = await articles.known(connection, source.name, keys)
            for entry in chunk:
                try:
                    await self._take(source, entry, known.get(entry.key), first, result)
                except StoreError:
                    raise
                except Exception:
                    # A bug that one article brings to light does not keep the others out.
                    log.exception("article_failed_unexpectedly", key=entry.key)
                    result.problems.append(f"{entry.key}: an unexpected error; see the log")
        return result

    async def _take(
        self,
        source: SourceConfig,
        entry: Entry,
        before: Article | None,
        first: bool,
        result: Ingested,
    ) -> None:
        if before is None:
            await self._add(source, entry, first, result)
        elif _differs(entry, before):
            await self._change(source, entry, before, result)

    async def _add(self, source: SourceConfig, entry: Entry, first: bool, result: Ingested) -> None:
        findings = await asyncio.to_thread(self._find, source, entry)
        now = self._clock()
        async with self._store.write() as connection:
            article = await articles.add(
                connection, entry, source.name, canonical_url(entry.url), now
            )
            if article is None:  # another process was quicker
                return
            await self._keep(connection, article, findings, now)
            planned = 0
            if first or not _too_old(entry, source, now):
                planned = await outbox.plan(
                    connection,
                    article_id=article.id,
                    story_id=article.story_id,
                    query_ids=[match.query_id for match in findings.matches],
                    now=now,
                    subscribed_before=(entry.published or _NEVER) if first else None,
                )
        result.new += 1
        result.published.append(article.published_at)
        result.alerts += planned
        self._on_arrival(
            Arrival(
                article, read_entry(article, source.name), source, findings, planned, changed=False
            )
        )

    async def _change(
        self, source: SourceConfig, entry: Entry, before: Article, result: Ingested
    ) -> None:
        """Take over an edited article; alert those whose query holds only since the edit."""
        findings = await asyncio.to_thread(self._find, source, entry)
        held = await asyncio.to_thread(self._held, source, before)
        now = self._clock()
        async with self._store.write() as connection:
            await articles.change(connection, before.id, entry, now)
            await self._keep(connection, before, findings, now)
            planned = 0
            if not _too_old(entry, source, now):
                planned = await outbox.plan(
                    connection,
                    article_id=before.id,
                    story_id=before.story_id,
                    query_ids=[m.query_id for m in findings.matches if m.query_id not in held],
                    now=now,
                    subscribed_before=before.seen_at,
                )
        result.changed += 1
        result.alerts += planned
        article = replace(before, title=entry.title, url=entry.url, body=entry.body)
        self._on_arrival(
            Arrival(
                article, read_entry(article, source.name), source, findings, planned, changed=True
            )
        )

    def _find(self, source: SourceConfig, entry: Entry) -> Findings:
        return self._rules.find(read_entry(entry, source.name))

    def _held(self, source: SourceConfig, before: Article) -> frozenset[int]:
        return self._rules.matching_queries(read_entry(before, source.name))

    @staticmethod
    async def _keep(
        connection: Connection, article: Article, findings: Findings, now: datetime
    ) -> None:
        await articles.put_findings(connection, article.id, findings.mentions, findings.matches)
        await feeds.place(connection, article.id, findings.feeds, now)
        await search.index(connection, article.id, findings.tokens)


_NEVER = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def _in_order(entries: Sequence[Entry], source: SourceConfig) -> list[Entry]:
    """Return the entries as they can be kept, oldest first; of two with one key the first.

    What the source says of all its articles is added to each.
    """
    unique: dict[str, Entry] = {}
    for entry in map(clean, entries):
        tickers = tuple(dict.fromkeys((*source.tickers, *entry.tickers)))
        known = replace(entry, lang=entry.lang or source.lang, tickers=tickers)
        unique.setdefault(entry.key, known)
    return sorted(unique.values(), key=lambda entry: entry.published or _LAST)


def _too_old(entry: Entry, source: SourceConfig, now: datetime) -> bool:
    if source.max_age is None or entry.published is None:
        return False
    return entry.published < now - source.max_age


def _differs(entry: Entry, article: Article) -> bool:
    """Tell whether a source says something else of an article now; a new date alone is nothing."""
    return (entry.title, entry.body, entry.url) != (article.title, article.body, article.url)


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), _CHUNK):
        yield entries[start : start + _CHUNK]
