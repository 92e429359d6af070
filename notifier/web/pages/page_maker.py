"""What every page is made with: templates, stories as lists show them, pages kept a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt
from jinja2 import Environment, PackageLoader, StrictUndefined

from notifier.core.clock import Clock
from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.core.model import Article
from notifier.store.articles import coverage, feed_contents
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.start_links import Linked, payload_of
from notifier.web.feeds.addresses import FeedFormat, page_path
from notifier.web.feeds.catalogue import Catalogue
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.render import FeedItem, entry_of, excerpt
from notifier.web.pages import assets

_LIVE_FOR = timedelta(seconds=10)
"""So long a page is shown as it was made."""
_MOST_KEPT = 300
_MOST_TAGS = 6
"""So many companies and topics are named under a story."""

Tag = tuple[str, str]
"""What a feed is called, and where its page is."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list."""

    title: str
    link: str | None
    publisher: str
    published: datetime
    excerpt: str
    page: str
    """Where it is told how it developed; empty where it did not."""
    sources: int
    """How many report it."""
    is_corrected: bool = False
    tags: Sequence[Tag] = ()
    reasons: Sequence[str] = ()
    """Why it was found."""


@cache
def templates() -> Environment:
    """Return the templates; whatever is made with them, each is compiled once a process."""
    return Environment(
        loader=PackageLoader("notifier.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def load_templates() -> None:
    """Compile every template, which otherwise their first readers wait for."""
    for name in templates().list_templates():
        templates().get_template(name)


@dataclass(frozen=True)
class PageMaker:
    """Makes pages for readers in a time zone.

    `prefix` is the path of the public address, where that has one; `clock` tells how long a page
    has been shown; `bot_name` returns the bot's name in Telegram, empty where there is none.
    `is_live` says whether a server answers: what it takes is not shown on a site of files.
    """

    store: Store
    publisher: Publisher
    zone: ZoneInfo
    clock: Clock
    prefix: str = ""
    bot_name: Callable[[], str] = str
    is_live: bool = True

    @cached_property
    def _everywhere(self) -> Mapping[str, object]:
        """What every template is shown."""
        return {
            "moment": self.moment,
            "zone": self.zone_in,
            "prefix": self.prefix,
            "address": self.publisher.catalogue.address,
            "version": assets.version(),
            "in_language": translator,
            "languages": LANGUAGES if self.is_live else (),
            "is_live": self.is_live,
        }

    @cached_property
    def searching(self) -> asyncio.Lock:
        """Held while articles are searched: two at a time would only make each other slow."""
        return asyncio.Lock()

    @cached_property
    def _kept(self) -> dict[tuple[str, ...], tuple[datetime, str]]:
        return {}

    def render(self, template: str, say: Translator, **shown: object) -> str:
        """Fill a template in a language."""
        return templates().get_template(template).render(self._everywhere, say=say, **shown)

    def known(self, key: tuple[str, ...]) -> str | None:
        """Return a page that was made some seconds ago."""
        made_at, body = self._kept.get(key, (None, None))
        is_fresh = made_at and timedelta(0) <= self.clock() - made_at < _LIVE_FOR
        return body if is_fresh else None

    async def make(
        self, key: tuple[str, ...], template: str, say: Translator, **shown: object
    ) -> str:
        """Fill a template, which takes some milliseconds, and keep the page for some seconds."""
        body = await asyncio.to_thread(self.render, template, say, **shown)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (self.clock(), body)
        return body

    def forget(self) -> None:
        """Forget all pages that were made."""
        self._kept.clear()

    def moment(self, moment: datetime | None) -> str:
        """Return a moment as readers see it, with its year where that is not the present one."""
        if moment is None:
            return "–"
        local, now = moment.astimezone(self.zone), self.clock().astimezone(self.zone)
        return f"{local:%m-%d %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d %H:%M}"

    def zone_in(self, say: Translator) -> str:
        """Return what readers are told of the zone that moments are shown in."""
        now = self.clock().astimezone(self.zone)
        return get_timezone_gmt(now, locale=say.language.replace("-", "_"))

    def days(self, count: int) -> list[datetime]:
        """Return the beginnings of the last days, today the last of them."""
        today = (
            self.clock().astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        )
        return [today - timedelta(days=number) for number in reversed(range(count))]

    def in_words(self, say: Translator) -> Catalogue:
        """Return what names feeds in a language."""
        return self.publisher.catalogue.in_words(say)

    def tags(self, names: Sequence[str], catalogue: Catalogue) -> list[Tag]:
        """Return feeds as they are named under a story: each company, and each name, once."""
        shown = dict[str, str]()
        for each in catalogue.one_each(names[: 4 * _MOST_TAGS]):
            shown.setdefault(catalogue.short_title(each), page_path(each))
        return list(shown.items())[:_MOST_TAGS]

    def forms(self, name: str) -> list[tuple[FeedFormat, str]]:
        """Return the forms of a feed, each with its address."""
        return [(each, self.publisher.catalogue.url(name, each)) for each in FeedFormat]

    def follow_link(self, linked: Linked | None) -> str:
        """Return the address that has somebody follow something in Telegram; empty without one."""
        name, payload = self.bot_name(), None if linked is None else payload_of(linked)
        return f"https://t.me/{name}?start={payload}" if name and payload else ""

    async def story_lines(
        self,
        connection: Connection,
        firsts: Sequence[Article],
        say: Translator,
        reasons: Mapping[int, Sequence[str]] | None = None,
        besides: str = "",
    ) -> list[StoryLine]:
        """Return stories, by their first articles, with all they are about `besides` one feed.

        `reasons` has why each was found, by the ids of articles.
        """
        others = await feed_contents.others(connection, firsts)
        feeds = await coverage.feeds_of(connection, [each.id for each in firsts])
        catalogue = self.in_words(say)

        def lines() -> list[StoryLine]:  # reading what articles hold takes some milliseconds
            return [
                _line(
                    each,
                    catalogue,
                    1 + len(others[each.id]),
                    self.tags([name for name in feeds[each.id] if name != besides], catalogue),
                    (reasons or {}).get(each.id, ()),
                )
                for each in firsts
            ]

        return await asyncio.to_thread(lines)


def _line(
    article: Article,
    catalogue: Catalogue,
    sources: int,
    tags: Sequence[Tag],
    reasons: Sequence[str],
) -> StoryLine:
    entry = entry_of(FeedItem("", article, catalogue.label(article.source), ""))
    return StoryLine(
        entry.title,
        entry.link,
        entry.publisher,
        entry.published,
        lead(entry.title, excerpt(article)),
        story_path(article) if sources > 1 or entry.is_corrected else "",
        sources,
        entry.is_corrected,
        tags,
        reasons,
    )


def lead(title: str, text: str) -> str:
    """Return the beginning of a text without the headline that it begins with."""
    return text.removeprefix("【").removeprefix(title).lstrip("】。.,，:：;； ")


def story_path(article: Article) -> str:
    """Return where the page of an article's story is."""
    return f"/stories/{article.story_id}"
