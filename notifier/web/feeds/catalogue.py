"""Which feeds there are, what each is called, and where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notifier.core.i18n import Translator
from notifier.core.text import strip_invalid
from notifier.securities.display import display_name
from notifier.sources.config import SourceConfig
from notifier.sources.templates import configured_name
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.addresses import FeedFormat, path

STORED = frozenset({"topics", "securities"})
"""Kinds of feeds whose items are stored, with a version that grows with every change."""
LIVE = frozenset({"sources", "categories", "queries"})
"""Kinds of feeds that are read from the stored articles whenever somebody asks."""


class Catalogue:
    """Names feeds for people, in one language.

    `address` is the public address of the service, without a slash at its end; `sources` has the
    settings of every source by its name.
    """

    def __init__(
        self,
        rules: Rules,
        words: Translator,
        address: str,
        sources: Mapping[str, SourceConfig] | None = None,
    ) -> None:
        self._rules = rules
        self.words = words
        self.address = address
        self._sources = {} if sources is None else sources

    def in_words(self, words: Translator) -> Catalogue:
        """Return the same in another language."""
        return Catalogue(self._rules, words, self.address, self._sources)

    @property
    def sources(self) -> list[str]:
        """The names of the sources that are switched on."""
        return [name for name, config in self._sources.items() if config.enabled]

    @property
    def facts(self) -> list[str]:
        """What feeds say of topics and sources, from which whoever keeps them tells a change."""
        topics = (
            f"{name} {self._rules.title_of(each, self.words.language)} {each.query}"
            for name, each in self._rules.topics.items()
        )
        return [*topics, *(f"{name} {each.label}" for name, each in self._sources.items())]

    @property
    def names(self) -> tuple[object, ...]:
        """What all names come from: other objects where it was reloaded."""
        return (self._rules.topics, self._rules.directory, *self._sources.values())

    def is_live(self, name: str) -> bool:
        """Return whether a feed is read from the stored articles."""
        kind, _, rest = name.partition("/")
        return rest in self._sources if kind == "sources" else kind in LIVE and bool(rest)

    def is_company(self, name: str) -> bool:
        """Return whether a feed is that of a company that we know."""
        kind, _, symbol = name.partition("/")
        return kind == "securities" and self._rules.directory.get(symbol) is not None

    def canonical(self, name: str) -> str | None:
        """Return the name of the feed that another spelling of it means: `aapl` is `AAPL`.

        The name of a company is its first listing; one of several companies is no feed's.
        """
        kind, _, rest = name.partition("/")
        if kind == "topics" and name.lower() in self._rules.topics:
            return name.lower()
        directory = self._rules.directory
        found = directory.resolve(rest) if kind == "securities" else ()
        companies = {directory.issuer(each.symbol) for each in found}
        return f"securities/{found[0].symbol}" if len(companies) == 1 else None

    def one_each(self, names: Iterable[str]) -> list[str]:
        """Return feeds without the further listings of companies that are among them."""
        directory, given = self._rules.directory, dict.fromkeys(names)
        seen = set[str]()
        for name in given:
            kind, _, symbol = name.partition("/")
            if kind == "securities" and directory.get(symbol) is not None:
                first = next(s for s in directory.listings(symbol) if f"{kind}/{s}" in given)
                name = f"{kind}/{first}"  # noqa: PLW2901
            seen.add(name)
        return [name for name in given if name in seen]

    def title(self, name: str) -> str:
        """Name a feed for a person: the topic's title, or the company with its code."""
        kind, _, rest = name.partition("/")
        short = self.short_title(name)
        if kind != "securities" or short == rest:
            return short
        return self.words("reason-security", name=short, symbol=rest)

    def short_title(self, name: str) -> str:
        """Name a feed where space is scarce: a company without its code."""
        topic = self._rules.topics.get(name)
        if topic is not None:
            return self._rules.title_of(topic, self.words.language)
        kind, _, rest = name.partition("/")
        if kind == "sources":
            return self.label(rest)
        security = self._rules.directory.get(rest) if kind == "securities" else None
        return rest if security is None else display_name(security, self.words.language)

    def description(self, name: str) -> str:
        """Say what a feed holds."""
        topic, title = self._rules.topics.get(name), self.title(name)
        kind = name.partition("/")[0]
        if kind in {"topics", "queries"}:
            return self.words("feed-topic-description", query=topic.query if topic else title)
        return self.words(f"feed-{kind}-description", name=title)

    def topic_title(self, name: str) -> str:
        """Name a topic by its feed; empty where it is not configured any more."""
        topic = self._rules.topics.get(name)
        return self._rules.title_of(topic, self.words.language) if topic else ""

    def company_name(self, symbol: str, stored: str) -> str:
        """Name a company; one that is gone keeps its stored name."""
        security = self._rules.directory.get(symbol)
        return stored if security is None else display_name(security, self.words.language)

    def label(self, source: str) -> str:
        """Name a source for people; one that is gone keeps its short name."""
        config = self._sources.get(configured_name(source))
        return strip_invalid(source if config is None else config.label)

    def url(self, name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
        """Return the address of a feed."""
        return f"{self.address}{path(name, feed_format)}"
