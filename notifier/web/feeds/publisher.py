"""Publishing: each feed is rendered once for each change of it, and then served as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from notifier.core.i18n import Translator, translator
from notifier.core.model import Article, Chat
from notifier.core.text import strip_invalid
from notifier.store.articles import feeds
from notifier.store.articles.feeds import PublishedFeed
from notifier.store.chats import private_feeds
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.render import FeedFormat, FeedInfo, render

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as it goes out."""

    version: int
    """That of the published feed, which grows with every change."""
    body: bytes
    etag: str
    """With its quotation marks, as HTTP has it."""
    changed_at: datetime
    media_type: str = FeedFormat.RSS.media_type


class Publisher:
    """Renders feeds and remembers them until they change.

    `address` is the public address of the service, without a slash at its end; `keep` says how many
    feeds stay in memory, the least lately read first to go.
    """

    def __init__(
        self, store: Store, rules: Rules, words: Translator, address: str, *, keep: int = 1000
    ) -> None:
        self._store = store
        self._rules = rules
        self._words = words
        self.address = address
        self._keep = keep
        self._rendered: OrderedDict[tuple[str, FeedFormat], Rendered] = OrderedDict()
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
            rendered = await _rendered(
                self._info(feed, feed_format), articles, feed_format, feed.version
            )
            self._rendered[name, feed_format] = rendered
            if len(self._rendered) > self._keep:
                self._rendered.popitem(last=False)
            return rendered

    async def private(self, chat: Chat, address: str, feed_format: FeedFormat) -> Rendered:
        """Render what a chat follows, for whoever has the address of its own feed."""
        async with self._store.read() as connection:
            articles = await private_feeds.articles(connection, chat.id, feeds.MAX_ITEMS)
        newest = max((each.seen_at for each in articles), default=_NEVER)
        say = translator(chat.language)
        info = FeedInfo(
            title=say("feed-private-title"),
            description=say("feed-private-description"),
            self_url=address,
            home_url=f"{self.address}/",
            language=chat.language,
            changed_at=newest,
        )
        return await _rendered(info, articles, feed_format, len(articles))

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


async def _rendered(
    info: FeedInfo, articles: Sequence[Article], feed_format: FeedFormat, version: int
) -> Rendered:
    body = await asyncio.to_thread(render, info, articles, feed_format)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Rendered(version, body, etag, info.changed_at, feed_format.media_type)


def path(name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
    """Return where a feed is served."""
    return f"/feeds/{quote(name)}.{feed_format}"
