"""The rules in force: who is recognised, what is asked for, which topics there are.

Compiled once and kept up to date from the database, so that a subscription or an imported security
counts for the next article.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from notifier.core.errors import Problem, QueryError, SettingsError
from notifier.core.log import get_logger
from notifier.core.model import Document, Match, Mention, Role, Security, Topic
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory, directory_of
from notifier.securities.display import all_names, display_name, in_characters_of
from notifier.securities.merging import with_imports
from notifier.securities.recogniser import Recogniser, recogniser_of
from notifier.store.chats import queries
from notifier.store.chats.queries import StoredQuery
from notifier.store.engine import counters
from notifier.store.engine.database import Connection, Store
from notifier.store.sources import securities
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.ngrams import search_tokens
from notifier.subscriptions.query.query import Query, parse, parse_canonical

log = get_logger(__name__)

_FEW = 100
"""So many queries are compiled at once; at a start there may be a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules find in a document."""

    mentions: tuple[Mention, ...]
    matches: tuple[Match, ...]
    feeds: frozenset[str]
    """Names of the feeds that the document belongs to."""
    tokens: frozenset[str] = frozenset()
    """What the search index keeps of the document."""


@dataclass(frozen=True)
class CompiledTopics:
    """Topics, and what finds the documents that belong to them."""

    topics: tuple[Topic, ...]
    matcher: Matcher
    """Its queries are numbered as the topics are."""
    definitions: Mapping[str, str] = field(default_factory=dict)
    """By the slugs of topics, their queries in canonical form as they were compiled."""
    companies: Mapping[str, Security] = field(default_factory=dict)
    """By the slugs of topics that ask for a company under one of its names, that company."""

    @cached_property
    def by_query(self) -> Mapping[str, Topic]:
        """The topics by their queries in canonical form."""
        return {self.definitions[topic.slug]: topic for topic in self.topics}

    @cached_property
    def by_feed(self) -> Mapping[str, Topic]:
        """The topics by the names of their feeds."""
        return MappingProxyType({topic_feed(topic.slug): topic for topic in self.topics})


@dataclass(frozen=True, slots=True)
class _Stored:
    """The securities of the database."""

    official: Sequence[Security]
    imported: Sequence[Security]


async def _stored(connection: Connection) -> _Stored:
    return _Stored(await securities.load(connection), await securities.load_imported(connection))


def _combined(
    start_set: Sequence[Security], stored: _Stored
) -> tuple[Sequence[Security], Directory]:
    """Return what is listed officially, and the directory of it with what was imported."""
    listed = {security.symbol: security for security in (*start_set, *stored.official)}
    return list(listed.values()), directory_of(
        tuple(with_imports(listed.values(), stored.imported))
    )


class Rules:
    """Applies every rule to documents. Made with `load`, brought up to date with `refresh`."""

    def __init__(
        self,
        directory: Directory,
        topics: Sequence[Topic],
        *,
        start_set: Callable[[], Sequence[Security]] = shipped,
        recogniser: Recogniser | None = None,
    ) -> None:
        """Compile; raises SettingsError where a topic's query cannot be read.

        `start_set` gives the securities that imported ones stand beside.
        """
        self._start_set = start_set
        self._matcher = Matcher()
        # Documents are read in threads, while the event loop adds queries.
        self._matching = threading.Lock()
        self._refreshing = asyncio.Lock()
        self._queries_version = 0
        self._securities_version = 0
        self.listed: Sequence[Security] = tuple(directory)
        """What is shipped and what the official lists have, without an operator's imports."""
        self._use(directory, recogniser or Recogniser(directory))
        self._topics = self.compile_topics(topics)

    @classmethod
    async def load(
        cls,
        store: Store,
        topics: Sequence[Topic],
        *,
        start_set: Callable[[], Sequence[Security]] = shipped,
    ) -> Rules:
        """Compile the rules from the shipped and the stored facts."""
        async with store.read() as connection:
            version = await counters.read_counter(connection, counters.SECURITIES)
            stored = await _stored(connection)
        listed, directory = await asyncio.to_thread(_combined, start_set(), stored)
        recogniser = await asyncio.to_thread(recogniser_of, directory)
        rules = cls(directory, topics, start_set=start_set, recogniser=recogniser)
        rules.listed = listed
        rules._securities_version = version
        await rules.refresh(store)
        await asyncio.to_thread(rules._matcher.compact)
        return rules

    async def refresh(self, store: Store) -> None:
        """Take over what changed in the database since the last time; raises StoreError."""
        async with self._refreshing:
            async with store.read() as connection:
                version = await counters.read_counter(connection, counters.SECURITIES)
                stored: _Stored | None = None
                if version != self._securities_version:
                    stored = await _stored(connection)
                new = await queries.changed_since(connection, self._queries_version)
            if stored is not None:
                await self._use_securities(stored)
                self._securities_version = version
            if len(new) > _FEW:
                await asyncio.to_thread(self._apply, new)
            else:
                self._apply(new)

    def _apply(self, changed: Sequence[StoredQuery]) -> None:
        for stored in changed:
            if stored.retired:
                self._remove(stored.id)
            else:
                self._add(stored.id, stored.canonical)
            self._queries_version = stored.version

    async def _use_securities(self, stored: _Stored) -> None:
        start_set = self._start_set()
        self.listed, directory = await asyncio.to_thread(_combined, start_set, stored)
        self._use(directory, await asyncio.to_thread(recogniser_of, directory))
        try:
            self._topics = self.compile_topics(self._topics.topics)
        except SettingsError as error:
            # A name in it may have become another's too. The topic goes on as it was.
            log.error("topics_unreadable_since_the_import", problem=str(error))

    def _use(self, directory: Directory, recogniser: Recogniser) -> None:
        self.directory = directory
        self._recogniser = recogniser

    def compile_topics(self, topics: Sequence[Topic]) -> CompiledTopics:
        """Compile topics; raises SettingsError where one cannot be read. They are not used yet."""
        queries: dict[int, Query] = {}
        problems = []
        for number, topic in enumerate(topics):
            try:
                queries[number] = self.parse(topic.query)
            except QueryError as error:
                problems.append(Problem(f"topics.toml: topic {topic.slug}.query", str(error)))
        if problems:
            raise SettingsError(problems)
        definitions = {topics[number].slug: query.canonical for number, query in queries.items()}
        companies = {
            topic.slug: company
            for topic in topics
            if (company := self.company_of(definitions[topic.slug]))
            and topic.title in all_names(company)
        }
        return CompiledTopics(tuple(topics), Matcher(queries), definitions, companies)

    def use_topics(self, compiled: CompiledTopics) -> CompiledTopics:
        """Use these topics from now on, and no others; return those that were in use."""
        before, self._topics = self._topics, compiled
        return before

    def parse(self, text: str) -> Query:
        """Read a query; raises QueryError."""
        return parse(text, self._symbols)

    def _symbols(self, text: str) -> tuple[str, ...]:
        return tuple(security.symbol for security in self.directory.resolve(text))

    def _add(self, query_id: int, canonical: str) -> None:
        try:
            query = parse_canonical(canonical)
            with self._matching:
                self._matcher.add(query_id, query)
        except QueryError as error:
            # Accepted by another version. Its chat's other subscriptions go on.
            log.error("query_unreadable", query=query_id, reason=error.reason)

    def _remove(self, query_id: int) -> None:
        with self._matching:
            self._matcher.remove(query_id)

    def find(self, document: Document) -> Findings:
        """Apply every rule to a document."""
        mentions = self._recogniser.recognise(document)
        feeds = {
            f"securities/{mention.symbol}" for mention in mentions if mention.role is Role.SUBJECT
        }
        feeds.update(self.topics_of(document, mentions))
        with self._matching:
            matches = self._matcher.match(document, mentions)
        tokens = frozenset(search_tokens(document, mentions))
        return Findings(mentions, matches, frozenset(feeds), tokens)

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """Return of whom a document tells something, and its sources."""
        return self._recogniser.recognise(document)

    def names(self, document: Document) -> tuple[Mention, ...]:
        """Return who is named in what somebody asks for."""
        return self._recogniser.names(document)

    def matching_queries(self, document: Document) -> frozenset[int]:
        """Return which queries hold for a document, such as an earlier form of an article."""
        mentions = self._recogniser.recognise(document)
        with self._matching:
            return frozenset(self._matcher.matching_ids(document, mentions))

    @property
    def version(self) -> int:
        """The version of the stored queries that documents are matched by."""
        return self._queries_version

    def matcher_of(self, stored: Sequence[StoredQuery]) -> Matcher:
        """Return a matcher of these queries alone; those that cannot be read are left out."""
        compiled = {}
        for each in stored:
            if not each.retired:
                with suppress(QueryError):  # logged when it is taken over
                    compiled[each.id] = parse_canonical(each.canonical)
        return Matcher(compiled)

    def topics_of(self, document: Document, mentions: Sequence[Mention]) -> list[str]:
        """Return the names of the topic feeds that a document belongs to."""
        compiled = self._topics
        held = compiled.matcher.match(document, mentions)
        return [topic_feed(compiled.topics[match.query_id].slug) for match in held]

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The configured topics by the name of their feed."""
        return self._topics.by_feed

    def company_of(self, canonical: str) -> Security | None:
        """Return the company that a query in canonical form asks for, and for nothing else."""
        return self.directory.get(canonical.removeprefix("$"))

    def topic_of(self, canonical: str) -> Topic | None:
        """Return the topic that a query in canonical form is that of."""
        return self._topics.by_query.get(canonical)

    def title_of(self, topic: Topic, language: str) -> str:
        """Return what a topic is called in `language`.

        That is the title that was given for it; that of a company, which has names in each; else
        the one title there is, in the reader's characters.
        """
        given = topic.titles.get(language)
        if given is not None:
            return given
        company = self._topics.companies.get(topic.slug)
        if company is not None:
            return display_name(company, language)
        return in_characters_of(language, topic.title)

    def definition(self, topic: Topic) -> str:
        """Return the query of a topic that is configured, in canonical form, as it is used."""
        return self._topics.definitions[topic.slug]


def topic_feed(slug: str) -> str:
    """Return the name of a topic's feed."""
    return f"topics/{slug}"
