"""The way of an article from seen to alerts planned.

    entries ─ clean ─▶ new or changed? ─▶ document ─▶ who is named, what holds, what is stated
            ─▶ one transaction: read what it may belong to ─▶ decide ─▶ save

Entries are analysed before the transaction, so that it is short; only which story an article
belongs to is decided within it, for that depends on what others store. New articles of a poll share
a transaction; where it fails, each has its own, so that one bad article keeps no other out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import dropwhile
from typing import TypeVar

from notifier.core.clock import Clock
from notifier.core.document import read_entry
from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.core.model import Article, Document, Entry
from notifier.ingest.decisions import Analysed, Change, decide, differs, new_address, prepare
from notifier.ingest.identity import Identified, read_known
from notifier.ingest.list_order import slid_in
from notifier.ingest.retractions import Retractions
from notifier.ingest.story_assignment import (
    ArticleMemory,
    StoryAssignment,
    assign,
    moment_of,
    read_new_article,
)
from notifier.ingest.tombstones import Tombstones
from notifier.sources.config import SourceConfig
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.cleaning import clean_key
from notifier.store.articles import identities, stories
from notifier.store.articles.save import SavedArticle, save
from notifier.store.chats import queries
from notifier.store.chats.queries import StoredQuery
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.rules import Findings, Rules

log = get_logger(__name__)

_Item = TypeVar("_Item")

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
    """How many alerts were planned."""
    changed: bool
    """Whether it was known, and its source says something else now."""


@dataclass(slots=True)
class Ingested:
    """What became of the entries of a reading."""

    new: int = 0
    changed: int = 0
    alerts: int = 0
    """How many alerts were planned."""
    published: list[datetime | None] = field(default_factory=list, compare=False)
    """When each new article was published, as far as its source says."""
    problems: list[str] = field(default_factory=list)
    """Articles that could not be stored, each in a sentence; the others are stored."""


class Pipeline:
    """Stores what sources read, and plans alerts.

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
        self._memory = ArticleMemory()
        self._retractions = Retractions(store, clock)
        self._tombstones = Tombstones(store, clock)

    async def ingest(
        self,
        source: SourceConfig,
        entries: Sequence[Entry],
        *,
        first: bool,
        carried: Sequence[str] = (),
        is_whole: bool = False,
    ) -> Ingested:
        """Store new and changed articles and plan their alerts.

        `first` says that this is the source's first reading: all it holds is new to us but not to
        the world, so it alerts only where an article is younger than a subscription. `carried` are
        the keys of all that the source carries, from top to end, where entries are not all. Where
        the reading `is_whole`, what is away from it for a while is retracted. Raises StoreError;
        what was stored before it stays.
        """
        result = Ingested()
        prepared = prepare(entries, source)
        async with self._store.read() as connection:
            known = await read_known(connection, source.name, prepared, [*map(clean_key, carried)])
        listed = known.listed([*map(clean_key, carried or [each.key for each in entries])])
        if known.renamed:
            async with self._store.write() as connection:
                await identities.rename(connection, source.name, known.renamed)
        there = known.stored.keys() | known.deleted
        slid = frozenset[str]()
        if not first and not source.on_this_machine:
            slid = await self._slid_in(source.name, known, listed)
        new = [
            Change(each, is_old=each.key in slid) for each in known.entries if each.key not in there
        ]
        edited = [
            Change(each, stored)
            for each in known.entries
            if (stored := known.stored.get(each.key)) is not None and differs(each, stored)
        ]
        await self._move(known, {each.entry.key for each in edited})
        if new or edited:
            await self._rules.refresh(self._store)
        for together in (*_chunks(new, _TOGETHER), *_chunks(edited, 1)):
            await self._store_changes(source, together, first, result)
        if is_whole and not first:
            await self._retractions.check(source.name, listed, known.stored)
            await self._tombstones.refresh(source.name, {*listed, *known.deleted})
        return result

    async def _slid_in(
        self, source: str, known: Identified, listed: Sequence[str]
    ) -> frozenset[str]:
        """Return which new entries only slid in at the end of their list, and are old."""
        there = known.stored.keys() | known.deleted
        undated = {
            each.key for each in known.entries if each.published is None and each.key not in there
        }
        if not undated:
            return frozenset()
        async with self._store.read() as connection:
            latest = await identities.latest(connection, source, len(listed))
        seen = {key: each.seen_at for key, each in known.stored.items()}
        # From its top a list with the newest last lets items go, as it grows at its end.
        below_top = dropwhile(lambda each: each.key not in listed, latest)
        lacking = any(each.key not in listed for each in below_top)
        return slid_in(listed, seen, undated, lacking=lacking)

    async def _move(self, known: Identified, edited: Collection[str]) -> None:
        """Keep the newest addresses of articles of which nothing else is edited."""
        moved = {
            stored.id: address
            for each in known.entries
            if (stored := known.stored.get(each.key)) is not None
            and each.key not in edited
            and (address := new_address(each, stored)) is not None
        }
        if moved:
            async with self._store.write() as connection:
                await identities.move(connection, moved)

    async def unchanged(self, source: SourceConfig) -> None:
        """Retract what a source still does not carry, by an unchanged page; raises StoreError."""
        await self._retractions.check_unchanged(source.name)

    async def _store_changes(
        self, source: SourceConfig, changes: Sequence[Change], first: bool, result: Ingested
    ) -> None:
        try:
            await self._store_together(source, changes, first, result)
        except StoreError:
            raise
        except Exception:
            # A bug that one article brings to light does not keep the others out.
            if len(changes) > 1:
                for each in changes:
                    await self._store_changes(source, [each], first, result)
                return
            key = changes[0].entry.key
            log.exception("article_failed_unexpectedly", key=key)
            result.problems.append(f"{key}: an unexpected error; see the log")

    async def _store_together(
        self, source: SourceConfig, changes: Sequence[Change], first: bool, result: Ingested
    ) -> None:
        """Store changes, all of them new or all of them edits, in one transaction."""
        now = self._clock()
        version = self._rules.version
        analysed = await asyncio.to_thread(self._analyse, source, changes, now)
        async with self._store.write() as connection:
            assigned = await self._assign(connection, analysed, now)
            # Only now nobody is waited for any more: who subscribed until then is told too.
            if added := await queries.changed_since(connection, version):
                analysed = await asyncio.to_thread(self._match_added, analysed, added)
            decided = [
                decide(source, each, story, first, now)
                for each, story in zip(analysed, assigned, strict=True)
            ]
            saved = await save(connection, source.name, decided, now)
        for each, done in zip(analysed, saved, strict=True):
            if done is not None:  # else another process was quicker
                self._report(source, each, done, result)

    def _analyse(
        self, source: SourceConfig, changes: Sequence[Change], now: datetime
    ) -> list[Analysed]:
        analysed = []
        for change in changes:
            entry, stored = change.entry, change.stored
            document = read_entry(entry, source.name)
            findings = self._rules.find(document)
            came_out = moment_of(entry.published, now)
            address = canonical_url(entry.url)
            facts = read_new_article(document, findings.mentions, came_out, address)
            held: frozenset[int] = frozenset()
            if stored is not None:
                held = self._rules.matching_queries(read_entry(stored, source.name))
            analysed.append(Analysed(entry, stored, document, findings, facts, held, change.is_old))
        return analysed

    def _match_added(
        self, analysed: Sequence[Analysed], added: Sequence[StoredQuery]
    ) -> list[Analysed]:
        """Return the same with what holds of queries that were added meanwhile."""
        matcher = self._rules.matcher_of(added)
        ids = {each.id for each in added}
        matched = []
        for each in analysed:
            found = each.findings
            known = [match for match in found.matches if match.query_id not in ids]
            new = matcher.match(each.document, found.mentions)
            findings = replace(found, matches=(*known, *new))
            matched.append(replace(each, findings=findings))
        return matched

    async def _assign(
        self, connection: Connection, analysed: Sequence[Analysed], now: datetime
    ) -> list[StoryAssignment]:
        """Return the story of each article; an edited one stays with its own."""
        edited = [each.stored for each in analysed if each.stored is not None]
        if edited:
            await stories.lock(connection)
            return [StoryAssignment(each.story_id, is_new=False) for each in edited]
        facts = [each.facts for each in analysed]
        recent = await self._memory.recent(connection, facts, now)
        return await asyncio.to_thread(assign, facts, recent)

    def _report(
        self, source: SourceConfig, each: Analysed, done: SavedArticle, result: Ingested
    ) -> None:
        """Count what was stored, and report it to `on_arrival`."""
        self._memory.remember(done.article, each.facts)
        changed = each.stored is not None
        result.alerts += done.alerts
        if changed:
            result.changed += 1
        else:
            result.new += 1
            result.published.append(done.article.published_at)
        self._on_arrival(
            Arrival(done.article, each.document, source, each.findings, done.alerts, changed)
        )


def _chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
