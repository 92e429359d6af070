"""Publishing: each feed is rendered once for each change of it, and then served as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from notifier.core.clock import Clock, system_clock
from notifier.core.errors import QueryError
from notifier.core.i18n import Translator, translator
from notifier.core.model import Article, Chat
from notifier.core.text import strip_invalid
from notifier.sources.config import SourceConfig
from notifier.store.articles import feed_contents
from notifier.store.articles.feed_contents import Edition
from notifier.store.articles.feeds import PublishedFeed
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.followed import newest_followed
from notifier.subscriptions.history import match_page
from notifier.subscriptions.interpretation import as_read
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.addresses import FIRST_PAGE, FeedFormat, Page, page_path
from notifier.web.feeds.catalogue import STORED, Catalogue
from notifier.web.feeds.items import Items
from notifier.web.feeds.render import FeedInfo, render_feed
from notifier.web.feeds.rendered import ModificationTimes, Rendered
from notifier.web.feeds.versions import Versions

_TIMES = 10
"""Times of so many more feeds are remembered than bytes."""
_SEARCHED = 4
"""So many times more matches of a query are looked for than stories are shown."""
_MOST_READ = 400
"""How many articles are read at most to find them."""


class Publisher:
    """Renders feeds and remembers them until they change.

    `address` is the public address of the service, without a slash at its end; `sources` has the
    settings of every source by its name; `keep` says how many pages of feeds stay in memory, and
    `keep_bytes` how large they are together: the least lately read goes first, and however many
    pages readers ask for, memory stays bounded. Without `has_pages` a feed names no page of what is
    older. `hub` is the address of the hub that pushes what `is_pushed`.
    """

    def __init__(
        self,
        store: Store,
        rules: Rules,
        words: Translator,
        address: str,
        *,
        sources: Mapping[str, SourceConfig] | None = None,
        clock: Clock = system_clock,
        keep: int = 1000,
        keep_bytes: int = 32_000_000,
        has_pages: bool = True,
        hub: str | None = None,
    ) -> None:
        self._store = store
        self.rules = rules
        self.catalogue = Catalogue(rules, words, address, sources)
        self.clock = clock
        self._keep, self._keep_bytes = keep, keep_bytes
        self._has_pages = has_pages
        self._hub = hub
        self._items = Items()
        self._names, self._namings = self.catalogue.names, 0
        self._rendered: OrderedDict[tuple[int, str, FeedFormat, Page], Rendered] = OrderedDict()
        self._versions = Versions(store, self.catalogue, clock, _TIMES * keep)
        self._modified = ModificationTimes(clock, _TIMES * keep)
        # Rendering keeps a processor busy: two at a time would gain nothing, and two of the same
        # feed, asked for by many readers at once, would be waste. What is looked for takes longer.
        self._rendering, self._searching = asyncio.Lock(), asyncio.Lock()

    async def get(
        self, name: str, feed_format: FeedFormat = FeedFormat.RSS, page: Page = FIRST_PAGE
    ) -> Rendered | None:
        """Return a page of the feed `name`, None where there is none of that name.

        Names are `topics/<slug>`, `securities/<symbol>`, `sources/<name>`, `categories/<word>` and
        `queries/<query>`.
        """
        feed = await self._versions.current(name)
        if feed is None:
            return None
        return self._kept(feed, feed_format, page) or await self._render(name, feed_format, page)

    async def is_pushed(self, name: str) -> bool:
        """Return whether there is a feed of that name with a version, by which a push is due."""
        is_stored = name.partition("/")[0] in STORED
        return is_stored and await self._versions.current(name) is not None

    def _kept(self, feed: PublishedFeed, feed_format: FeedFormat, page: Page) -> Rendered | None:
        key = self._naming(), feed.name, feed_format, page
        kept = self._rendered.get(key)
        # The version alone would not do: one that is withdrawn and made anew counts from 1 again.
        if kept is None or (kept.version, kept.changed_at) != (feed.version, feed.changed_at):
            return None
        self._rendered.move_to_end(key)
        return kept

    async def _render(self, name: str, feed_format: FeedFormat, page: Page) -> Rendered | None:
        lock = self._searching if self.catalogue.is_live(name) else self._rendering
        async with lock:
            # Another reader may have rendered it meanwhile.
            feed = await self._versions.current(name)
            kept = None if feed is None else self._kept(feed, feed_format, page)
            return kept or await self._render_anew(name, feed_format, page)

    async def _render_anew(self, name: str, feed_format: FeedFormat, page: Page) -> Rendered | None:
        naming = self._naming()
        async with self._store.read(snapshot=True) as connection:
            feed = await self._versions.read(connection, name)
            if feed is None:
                return None
            contents = await self._editions(connection, name, page)
            if contents is None:
                return None
            found, older = contents
            address = self.catalogue.url(name, feed_format)
            title = self.catalogue.words("feed-title", title=self.catalogue.title(name))
            about = self.catalogue.description(name)
            info = self._info(address, page, found, older, title, about, home=page_path(name))
            if page == FIRST_PAGE and name.partition("/")[0] in STORED:
                info = replace(info, hub_url=self._hub)
            items = await self._items.render(
                connection, found, self.catalogue, naming, feed_format, name
            )
        rendered = await self._as_bytes(feed, info, items, feed_format, page)
        self._rendered[naming, name, feed_format, page] = rendered
        self._rendered.move_to_end((naming, name, feed_format, page))
        # Counted anew each time: what is compressed comes later.
        size = sum(each.size for each in self._rendered.values())
        while len(self._rendered) > self._keep or size > self._keep_bytes:
            _, oldest = self._rendered.popitem(last=False)
            size -= oldest.size
        return rendered

    def _naming(self) -> int:
        """Return a number that grows when topics, companies or sources are named anew."""
        if self._names != self.catalogue.names:
            self._names = self.catalogue.names
            self._namings += 1
        return self._namings

    async def newest(self, name: str, count: int) -> list[Article] | None:
        """Return the first articles of a feed's newest stories, of all under an empty name.

        None where there is none of that name.
        """
        if strip_invalid(name) != name:
            return None
        async with self._store.read() as connection:
            if name and await self._versions.read(connection, name) is None:
                return None
            found = await feed_contents.items(connection, name, count)
            return None if not found and name.startswith("categories/") else found

    async def _editions(
        self, connection: Connection, name: str, page: Page
    ) -> tuple[list[Edition], int | None] | None:
        """Return the first article of each story of a page, and below which id there are older.

        None where the feed turns out to be none.
        """
        kind, _, rest = name.partition("/")
        if kind != "queries":
            found = await feed_contents.editions(connection, name, page.size + 1, page.before)
            is_none = kind == "categories" and not found and page.before is None
            return None if is_none else _cut(found, page)
        try:
            query = await asyncio.to_thread(as_read, rest, self.rules)
        except QueryError:
            return None
        looked = await match_page(
            connection,
            query,
            limit=_SEARCHED * page.size,
            before=page.before,
            most_read=_MOST_READ,
        )
        firsts = {each.article.story_id: each.article.id for each in looked.matches}
        newest = sorted(firsts.values(), reverse=True)
        found = await feed_contents.editions_of(connection, newest[: page.size + 1])
        shown, older = _cut(found, page)
        # However few were found among those that were read, there may be more behind them.
        return shown, older or looked.before

    async def private(
        self, chat: Chat, address: str, feed_format: FeedFormat, page: Page = FIRST_PAGE
    ) -> Rendered:
        """Render what a chat follows, for whoever has the address of its own feed."""
        say = translator(chat.language)
        async with self._store.read(snapshot=True) as connection:
            told = await newest_followed(connection, chat.id, page.size + 1, before=page.before)
            editions = await feed_contents.editions_of(connection, [each.id for each in told])
            found, older = _cut(editions, page)
            catalogue = self.catalogue.in_words(say)
            items = await self._items.render(
                connection, found, catalogue, self._naming(), feed_format
            )
        title, description = say("feed-private-title"), say("feed-private-description")
        info = self._info(address, page, found, older, title, description, language=chat.language)
        feed = PublishedFeed(f"private/{chat.id}", len(found), info.changed_at)
        return await self._as_bytes(feed, info, items, feed_format, page)

    def _info(
        self,
        address: str,
        page: Page,
        found: Sequence[Edition],
        older: int | None,
        title: str,
        description: str,
        *,
        home: str = "/",
        language: str | None = None,
    ) -> FeedInfo:
        has_more = self._has_pages and older is not None
        # What holds nothing has no date of its own: readers are told that of today.
        today = self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return FeedInfo(
            title=title,
            description=description,
            id=address,
            self_url=page.address(address),
            home_url=f"{self.catalogue.address}{home}",
            icon_url=f"{self.catalogue.address}/icon.png",
            language=language or self.catalogue.words.language,
            changed_at=max((each.changed_at or each.seen_at for each in found), default=today),
            next_url=Page(page.size, older).address(address) if has_more else None,
        )

    async def _as_bytes(
        self,
        feed: PublishedFeed,
        info: FeedInfo,
        items: Sequence[str],
        feed_format: FeedFormat,
        page: Page,
    ) -> Rendered:
        body = await asyncio.to_thread(render_feed, info, items, feed_format)
        tag = hashlib.sha256(body).hexdigest()[:32]
        since = self._modified.of((feed.name, feed_format, page), tag)
        return Rendered(
            feed.version,
            body,
            tag,
            feed.changed_at,
            since,
            feed_format.media_type,
            ", ".join(f'<{url}>; rel="{rel}"' for rel, url in info.links),
        )


def _cut(found: list[Edition], page: Page) -> tuple[list[Edition], int | None]:
    """Return what a page shows of what was found, and below which id there is more."""
    shown = found[: page.size]
    return shown, shown[-1].article_id if len(found) > page.size else None
