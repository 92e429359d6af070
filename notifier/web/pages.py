"""The pages that people read: what there is, found by name; a feed; how the sources are; errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from jinja2 import Environment, PackageLoader, StrictUndefined

from notifier.core.clock import Clock
from notifier.core.folding import fold
from notifier.core.i18n import LANGUAGES, Translator
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.store.articles import feeds
from notifier.store.engine.database import Store
from notifier.web.feeds.addresses import FeedFormat, page_path, path
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.render import FeedItem, entry_of

KINDS = ("topics", "securities")
"""What the first page lists."""
LINES = 50
"""How many feeds of a kind stand on a page."""
_LONGEST = 60
"""Of what is looked for by name so many characters count."""
_STORIES = 30
_LIVE_FOR = timedelta(seconds=10)
"""So long a page of feeds is shown as it was made."""
_MOST_KEPT = 300


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed in a list."""

    title: str
    page: str
    feed: str
    changed: str = ""
    """The local time, as it is shown."""


@dataclass(frozen=True, slots=True)
class FeedList:
    """Feeds of a kind, and where there are others."""

    kind: str
    lines: Sequence[FeedLine]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source on the page of sources."""

    name: str
    page: str
    state: HealthState
    is_trouble: bool
    last: str
    """The local time of its last article, as it is shown."""
    lag: str
    """From publication to our seeing it, of half and of 95 % of its articles, as it is shown."""


class Pages:
    """Makes pages, for readers in a time zone.

    `prefix` is the path of the public address, where that has one; `clock` tells how long a page
    of feeds has been shown.
    """

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        zone: ZoneInfo,
        clock: Clock,
        prefix: str = "",
        *,
        can_search: bool = True,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._zone = zone
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("notifier.web"), autoescape=True, undefined=StrictUndefined
        )
        languages = LANGUAGES if can_search else ()
        known = {"prefix": prefix, "languages": languages, "can_search": can_search}
        self._templates.globals.update(known)
        self._kept: dict[tuple[str, ...], tuple[datetime, str]] = {}

    def render(self, template: str, say: Translator, **shown: object) -> str:
        """Fill a template in a language."""
        return self._templates.get_template(template).render(say=say, **shown)

    async def index(
        self,
        say: Translator,
        kind: str = "",
        number: int = 1,
        address_of: Callable[[str, int], str] | None = None,
    ) -> str:
        """Return the first page, or a further page of the feeds of a kind.

        `address_of` says where the pages of a kind are, for a site without a server.
        """
        address_of = address_of or _address_of
        key = (say.language, kind, str(number))
        known = self._known(key)
        if known is not None:
            return known
        asked = (kind,) if kind in KINDS else KINDS
        lists = [await self._list(say, each, number, address_of) for each in asked]
        return self._keep(key, self.render("index.html", say, lists=lists, wanted="", feed=None))

    def _known(self, key: tuple[str, ...]) -> str | None:
        made_at, body = self._kept.get(key, (None, None))
        return body if made_at and self._clock() - made_at < _LIVE_FOR else None

    def _keep(self, key: tuple[str, ...], body: str) -> str:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (self._clock(), body)
        return body

    async def _list(
        self, say: Translator, kind: str, number: int, address_of: Callable[[str, int], str]
    ) -> FeedList:
        async with self._store.read() as connection:
            start = (number - 1) * LINES
            found = await feeds.newest(connection, kind, LINES + 1, start)
        lines = [self._line(say, each.name, each.changed_at) for each in found[:LINES]]
        newer = address_of(kind, number - 1) if number > 1 else ""
        return FeedList(kind, lines, newer, address_of(kind, number + 1) if found[LINES:] else "")

    async def search(self, say: Translator, wanted: str) -> str:
        """Return the page of feeds that a piece of a name, pinyin or a code may mean."""
        wanted = wanted.strip()[:_LONGEST]
        rules = self._publisher.rules
        folded = fold(wanted).text
        topics = [name for name, each in rules.topics.items() if folded in fold(each.title).text]
        # It goes through all names there are, which takes some milliseconds.
        found = await asyncio.to_thread(rules.directory.search, wanted, LINES)
        companies = [f"securities/{each.symbol}" for each in found]
        lists = [
            FeedList(kind, [self._line(say, name) for name in names[:LINES]])
            for kind, names in zip(KINDS, (topics, companies), strict=True)
        ]
        feed = path(f"queries/{wanted}")
        return self.render("index.html", say, lists=lists, wanted=wanted, feed=feed)

    def _line(self, say: Translator, name: str, changed_at: datetime | None = None) -> FeedLine:
        title = self._publisher.catalogue.in_words(say).title(name)
        changed = self._moment(changed_at) if changed_at else ""
        return FeedLine(title, page_path(name), path(name), changed)

    async def feed(self, say: Translator, name: str) -> str | None:
        """Return the page of a feed: where it is read, and its newest stories."""
        known = self._known((say.language, name))
        if known is not None:
            return known
        stories = await self._publisher.newest(name, _STORIES)
        if stories is None:
            return None
        # Reading what the articles hold takes some milliseconds.
        body = await asyncio.to_thread(self._feed_page, say, name, stories)
        return self._keep((say.language, name), body)

    def _feed_page(self, say: Translator, name: str, stories: Sequence[FeedItem]) -> str:
        catalogue = self._publisher.catalogue.in_words(say)
        return self.render(
            "feed.html",
            say,
            title=catalogue.title(name),
            description=catalogue.description(name),
            forms=[(each, each.media_type, catalogue.url(name, each)) for each in FeedFormat],
            stories=[
                (entry, item.also, self._moment(entry.published))
                for item in stories
                for entry in (entry_of(item),)
            ],
        )

    def sources(self, say: Translator, reports: Sequence[SourceReport]) -> str:
        """Return how the sources are; what servers said of failures is not for readers."""
        lines = [
            SourceLine(
                each.label,
                page_path(f"sources/{each.source.name.partition(':')[0]}"),
                each.status.state,
                each.status.is_trouble,
                self._moment(each.source.last_article_at),
                " · ".join(_span(each.source.health.lag(n), say.language) for n in (0.5, 0.95)),
            )
            for each in reports
            if each.status.state is not HealthState.OFF
        ]
        return self.render("sources.html", say, lines=lines)

    def _moment(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}" if moment else "–"


async def no_reports() -> Sequence[SourceReport]:
    """Report on no source."""
    return ()


Reports = Callable[[], Awaitable[Sequence[SourceReport]]]


def _address_of(kind: str, number: int) -> str:
    return f"/?{urlencode({'kind': kind, 'page': number})}"


def _span(span: timedelta | None, language: str) -> str:
    if span is None:
        return "–"
    return format_timedelta(span, format="short", locale=language.replace("-", "_"))
