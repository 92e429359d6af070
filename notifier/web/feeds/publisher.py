"""Publishing: each feed is rendered once for each change of it, and then served as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from notifier.core.clock import Clock, system_clock
from notifier.core.i18n import Translator, translator
from notifier.core.model import Article, Chat
from notifier.core.text import strip_invalid
from notifier.store.articles import feeds
from notifier.store.articles.feeds import PublishedFeed
from notifier.store.engine.database import Store
from notifier.subscriptions.followed import newest_followed
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.render import FeedFormat, FeedInfo, render

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_TIMES = 10
"""Times of so many more feeds are remembered than bytes."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as it goes out."""

    version: int
    """That of the published feed, which grows with every change."""
    body: bytes
    etag: str
    """Of the bytes, with its quotation marks, as HTTP has it."""
    changed_at: datetime
    """When what the feed holds last changed."""
    modified_at: datetime
    """Since when these are its bytes, as far as is known here: no second has two of them."""
    media_type: str = FeedFormat.RSS.media_type


class ModificationTimes:
    """Remembers since when each feed has the bytes it has.

    A title, a language or another version of this program change them too, so what is stored does
    not tell. Where nothing is remembered it is since now: a reader is then sent them once more.
    """

    def __init__(self, clock: Clock, keep: int) -> None:
        self._clock = clock
        self._keep = keep
        self._known: OrderedDict[tuple[str, FeedFormat], tuple[str, datetime]] = OrderedDict()

    def of(self, name: str, feed_format: FeedFormat, etag: str) -> datetime:
        """Return since when the feed has had the bytes of this tag, to the second."""
        before, since = self._known.pop((name, feed_format), ("", _NEVER))
        if before != etag:
            # HTTP tells no fractions of a second: two in one second would be taken for one.
            since = max(self._clock().replace(microsecond=0), since + timedelta(seconds=1))
        self._known[name, feed_format] = (etag, since)
        if len(self._known) > self._keep:
            self._known.popitem(last=False)
        return since


class Publisher:
    """Renders feeds and remembers them until they change.

    `address` is the public address of the service, without a slash at its end; `keep` says how many
    feeds stay in memory, the least lately read first to go.
    """

    def __init__(
        self,
        store: Store,
        rules: Rules,
        words: Translator,
        address: str,
        *,
        clock: Clock = system_clock,
        keep: int = 1000,
    ) -> None:
        self._store = store
        self._rules = rules
        self._words = words
        self.address = address
        self._keep = keep
        self._rendered: OrderedDict[tuple[str, FeedFormat], Rendered] = OrderedDict()
        self._modified = ModificationTimes(clock, _TIMES * keep)
        # Rendering keeps a processor busy: two at a time would gain nothing, and two of the same
        # feed, asked for by many readers at once, would be waste.
        self._rendering = asyncio.Lock()

    async def get(self, name: str, feed_format: FeedFormat = FeedFormat.RSS) -> Rendered | None:
        """Return the feed `name` (`topics/<slug>`, `securities/<symbol>`), None where none is."""
        if strip_invalid(name) != name:
            return None  # no database would take it
        async with self._store.read() as connection:
            feed = await feeds.get(connection, name)
        if feed is None:
            return None
        return self._kept(feed, feed_format) or await self._render(name, feed_format)

    def _kept(self, feed: PublishedFeed, feed_format: FeedFormat) -> Rendered | None:
        kept = self._rendered.get((feed.name, feed_format))
        # The version alone would not do: one that is withdrawn and made anew counts from 1 again.
        if kept is None or (kept.version, kept.changed_at) != (feed.version, feed.changed_at):
            return None
        self._rendered.move_to_end((feed.name, feed_format))
        return kept

    async def _render(self, name: str, feed_format: FeedFormat) -> Rendered | None:
        async with self._rendering:
            async with self._store.read() as connection:
                feed = await feeds.get(connection, name)
                if feed is None:
                    return None
                # Another reader may have rendered it meanwhile.
                kept = self._kept(feed, feed_format)
                if kept is not None:
                    return kept
                articles = await feeds.items(connection, name, feeds.MAX_ITEMS)
            info = self._info(feed, feed_format)
            rendered = await self._as_bytes(name, info, articles, feed_format, feed.version)
            self._rendered[name, feed_format] = rendered
            if len(self._rendered) > self._keep:
                self._rendered.popitem(last=False)
            return rendered

    async def private(self, chat: Chat, address: str, feed_format: FeedFormat) -> Rendered:
        """Render what a chat follows, for whoever has the address of its own feed."""
        async with self._store.read() as connection:
            articles = await newest_followed(connection, chat.id, feeds.MAX_ITEMS)
        newest = max((each.changed_at or each.seen_at for each in articles), default=_NEVER)
        say = translator(chat.language)
        info = FeedInfo(
            title=say("feed-private-title"),
            description=say("feed-private-description"),
            self_url=address,
            home_url=f"{self.address}/",
            language=chat.language,
            changed_at=newest,
        )
        name = f"private/{chat.id}"
        return await self._as_bytes(name, info, articles, feed_format, len(articles))

    def title(self, name: str) -> str:
        """Name a feed for a person: the topic's title, or the company with its code."""
        topic = self._rules.topics.get(name)
        if topic is not None:
            return topic.title
        symbol = name.removeprefix("securities/")
        security = self._rules.directory.get(symbol)
        if security is None or security.name == symbol:
            return symbol
        return self._words("reason-security", name=security.name, symbol=symbol)

    def url(self, name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
        """Return the address of a feed."""
        return f"{self.address}{path(name, feed_format)}"

    def _info(self, feed: PublishedFeed, feed_format: FeedFormat) -> FeedInfo:
        say = self._words
        topic = self._rules.topics.get(feed.name)
        title = self.title(feed.name)
        if topic is None:
            description = say("feed-security-description", name=title)
        else:
            description = say("feed-topic-description", query=topic.query)
        return FeedInfo(
            title=say("feed-title", title=title),
            description=description,
            self_url=self.url(feed.name, feed_format),
            home_url=f"{self.address}/",
            language=say.language,
            changed_at=feed.changed_at,
        )

    async def _as_bytes(
        self,
        name: str,
        info: FeedInfo,
        articles: Sequence[Article],
        feed_format: FeedFormat,
        version: int,
    ) -> Rendered:
        body = await asyncio.to_thread(render, info, articles, feed_format)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        modified_at = self._modified.of(name, feed_format, etag)
        return Rendered(version, body, etag, info.changed_at, modified_at, feed_format.media_type)


def path(name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
    """Return where a feed is served."""
    return f"/feeds/{quote(name)}.{feed_format}"
