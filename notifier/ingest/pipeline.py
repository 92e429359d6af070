"""The way of an article from seen to alerts planned.

    entries ─ clean ─▶ new or changed? ─▶ document ─▶ who is named, what holds, what is stated
            ─▶ one transaction: story, article, mentions, matches, feeds, alerts

Reading and deciding come before the transaction, so that it is short; only which story an article
belongs to is decided within it, for that depends on what others store. New articles of a poll share
a transaction; where it fails, each has its own, so that one bad article keeps no other out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from notifier.core.clock import Clock
from notifier.core.document import plain_text, read_entry
from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.core.model import Article, Document, Entry
from notifier.ingest.retractions import Withdrawing
from notifier.ingest.story_assignment import Placed, Shelving, Telling, moment_of, tell
from notifier.ingest.tombstones import Departures
from notifier.sources.config import SourceConfig
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.cleaning import bounded_key, clean, fit
from notifier.store.alerts import outbox
from notifier.store.articles import articles, feeds, search, stories, tombstones
from notifier.store.articles.articles import NewArticle
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.rules import Findings, Rules

log = get_logger(__name__)
_CHUNK = 100
_TOGETHER = 25
"""So many new articles share a transaction, which others have to wait for."""


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
    published: list[datetime | None] = field(default_factory=list, compare=False)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Judged:
    """An entry, and all that can be said of it without the database."""

    entry: Entry
    document: Document
    findings: Findings
    telling: Telling


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
        self._shelving = Shelving()
        self._withdrawing = Withdrawing(store, clock)
        self._departures = Departures(store, clock)

    async def ingest(
        self,
        source: SourceConfig,
        entries: Sequence[Entry],
        *,
        first: bool,
        carried: Collection[str] | None = None,
    ) -> Ingested:
        """Store new and changed articles and plan their alerts.

        `first` says that this is the source's first reading: all it holds is new to us but not to
        the world, so it alerts only where an article is younger than a subscription. `carried` are
        the keys of what the source carries beside the entries; None where that is not known. What
        is away from among them for a while is withdrawn. Raises StoreError; what was stored before
        it stays.
        """
        result = Ingested()
        stored: dict[str, Article] = {}
        gone: set[str] = set()
        for chunk in _chunks(_in_order(entries, source), _CHUNK):
            async with self._store.read() as connection:
                keys = [entry.key for entry in chunk]
                known = await articles.known(connection, source.name, keys)
                unknown = [key for key in keys if key not in known]
                # Deleted for their age, and listed still: nothing new.
                gone |= await tombstones.those_of(connection, source.name, unknown)
            stored |= known
            new = [entry for entry in chunk if entry.key not in known.keys() | gone]
            edited = [
                (entry, known[entry.key])
                for entry in chunk
                if entry.key in known and _says_other(entry, known[entry.key])
            ]
            if new or edited:
                await self._rules.refresh(self._store)
            for some in _chunks(new, _TOGETHER):
                await self._add_all(source, some, first, result)
            for entry, before in edited:
                await self._try_to_change(source, entry, before, result)
        if carried is not None and not first:
            keys_now = {bounded_key(fit(key)) for key in carried} | stored.keys()
            await self._withdrawing.look(source.name, keys_now, stored)
            await self._departures.look(source.name, keys_now | gone)
        return result

    async def unchanged(self, source: SourceConfig) -> None:
        """Take note that a source carries just what it did before; raises StoreError."""
        await self._withdrawing.look_again(source.name)

    async def _add_all(
        self, source: SourceConfig, entries: Sequence[Entry], first: bool, result: Ingested
    ) -> None:
        try:
            await self._add(source, entries, first, result)
        except StoreError:
            raise
        except Exception:
            # A bug that one article brings to light does not keep the others out.
            if len(entries) > 1:
                for entry in entries:
                    await self._add_all(source, [entry], first, result)
                return
            log.exception("article_failed_unexpectedly", key=entries[0].key)
            result.problems.append(f"{entries[0].key}: an unexpected error; see the log")

    async def _add(
        self, source: SourceConfig, entries: Sequence[Entry], first: bool, result: Ingested
    ) -> None:
        now = self._clock()
        judged = await asyncio.to_thread(self._judge_all, source, entries, now)
        async with self._store.write() as connection:
            tellings = [each.telling for each in judged]
            placed = await self._shelving.place(connection, tellings, now)
            new = [
                NewArticle(each.entry, where.story_id, each.telling.address)
                for each, where in zip(judged, placed, strict=True)
            ]
            stored = await articles.add(connection, source.name, new, now)
            taken = [
                (article, each, where)
                for article, each, where in zip(stored, judged, placed, strict=True)
                if article is not None  # else another process was quicker
            ]
            await self._keep(connection, [(article.id, each) for article, each, _ in taken], now)
            planned = [
                await self._plan(connection, source, article, each, where, first, now)
                for article, each, where in taken
            ]
        for (article, each, _), alerts in zip(taken, planned, strict=True):
            self._shelving.remember(article, each.telling)
            result.new += 1
            result.published.append(article.published_at)
            result.alerts += alerts
            self._on_arrival(
                Arrival(article, each.document, source, each.findings, alerts, changed=False)
            )

    async def _plan(
        self,
        connection: Connection,
        source: SourceConfig,
        article: Article,
        judged: _Judged,
        where: Placed,
        first: bool,
        now: datetime,
    ) -> int:
        """Plan an article's alerts, and tell anew what told of its story before."""
        planned = 0
        if judged.findings.matches and (first or not _too_old(judged.entry, source, now)):
            planned = await outbox.plan(
                connection,
                article_id=article.id,
                story_id=article.story_id,
                query_ids=[match.query_id for match in judged.findings.matches],
                now=now,
                subscribed_before=(judged.entry.published or _NEVER) if first else None,
            )
        if not where.is_new:
            await outbox.plan_edits(connection, article.story_id, now)
        return planned

    async def _try_to_change(
        self, source: SourceConfig, entry: Entry, before: Article, result: Ingested
    ) -> None:
        try:
            await self._change(source, entry, before, result)
        except StoreError:
            raise
        except Exception:
            log.exception("article_failed_unexpectedly", key=entry.key)
            result.problems.append(f"{entry.key}: an unexpected error; see the log")

    async def _change(
        self, source: SourceConfig, entry: Entry, before: Article, result: Ingested
    ) -> None:
        """Take over an edited article; alert those whose query holds only since the edit.

        One that was withdrawn and is back is taken for edited too.
        """
        now = self._clock()
        [judged] = await asyncio.to_thread(self._judge_all, source, [entry], now)
        held = await asyncio.to_thread(self._held, source, before)
        holding = [match.query_id for match in judged.findings.matches]
        async with self._store.write() as connection:
            await articles.change(connection, before.id, entry, judged.telling.address, now)
            await articles.forget_findings(connection, before.id)
            await stories.drop_keys(connection, before.id)
            await self._keep(connection, [(before.id, judged)], now)
            planned = 0
            if not _too_old(entry, source, now):
                planned = await outbox.plan(
                    connection,
                    article_id=before.id,
                    story_id=before.story_id,
                    query_ids=[query_id for query_id in holding if query_id not in held],
                    now=now,
                    subscribed_before=before.seen_at,
                )
            if entry.title != before.title or before.withdrawn_at is not None:
                await outbox.plan_edits(connection, before.story_id, now)
        self._shelving.remember(before, judged.telling)
        result.changed += 1
        result.alerts += planned
        article = replace(
            before, title=entry.title, url=entry.url, body=entry.body, withdrawn_at=None
        )
        self._on_arrival(
            Arrival(article, judged.document, source, judged.findings, planned, changed=True)
        )

    def _judge_all(
        self, source: SourceConfig, entries: Sequence[Entry], now: datetime
    ) -> list[_Judged]:
        return [self._judge(source, entry, now) for entry in entries]

    def _judge(self, source: SourceConfig, entry: Entry, now: datetime) -> _Judged:
        document = read_entry(entry, source.name)
        findings = self._rules.find(document)
        came_out = moment_of(entry.published, now)
        telling = tell(document, findings.mentions, came_out, canonical_url(entry.url))
        return _Judged(entry, document, findings, telling)

    def _held(self, source: SourceConfig, before: Article) -> frozenset[int]:
        return self._rules.matching_queries(read_entry(before, source.name))

    async def _keep(
        self, connection: Connection, judged: Sequence[tuple[int, _Judged]], now: datetime
    ) -> None:
        """Keep what was found in articles, by their ids."""
        found = {article_id: each.findings for article_id, each in judged}
        await articles.put_findings(
            connection, {id_: (each.mentions, each.matches) for id_, each in found.items()}
        )
        await feeds.place(connection, {id_: each.feeds for id_, each in found.items()}, now)
        await search.index(connection, {id_: each.tokens for id_, each in found.items()})
        await stories.put_keys(connection, {id_: each.telling.keys for id_, each in judged})


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


def _says_other(entry: Entry, article: Article) -> bool:
    """Tell whether a source says something else of an article now.

    A new date alone is nothing, nor is an address or a markup that only counts its readers.
    """
    if entry.title != article.title or article.withdrawn_at is not None:
        return True
    if canonical_url(entry.url) != canonical_url(article.url):
        return True
    return entry.body != article.body and plain_text(entry.body) != plain_text(article.body)


def _chunks(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
