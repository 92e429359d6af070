"""Publishing: each feed is rendered once for each change of it, and then served as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from notifier.feeds.render import MAX_ITEMS, Channel, render_rss
from notifier.rules import Rules
from notifier.sources.entries import fit
from notifier.store import feeds
from notifier.store.database import Store
from notifier.store.feeds import PublishedFeed
from notifier.words import Words


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as it goes out."""

    version: int
    body: bytes
    etag: str
    changed_at: datetime


class Publisher:
    """Renders feeds and remembers them until they change.

    `address` is the public address of the service, without a slash at its end; `keep` says how many
    feeds stay in memory, the least lately read first to go.
    """

    def __init__(
        self, store: Store, rules: Rules, words: Words, address: str, *, keep: int = 1000
    ) -> None:
        self._store = store
        self._rules = rules
        self._words = words
        self._address = address
        self._keep = keep
        self._rendered: OrderedDict[str, Rendered] = OrderedDict()
        # Rendering keeps a processor busy: two at a time would gain nothing, and two of the same
        # feed, asked for by many readers at once, would be waste.
        self._turn = asyncio.Lock()

    async def get(self, name: str) -> Rendered | None:
        """Return the feed `name` (`topics/<slug>`, `securities/<symbol>`), None where none is."""
        if fit(name) != name:
            return None  # no database would take it
        async with self._store.read() as connection:
            feed = await feeds.get(connection, name)
        if feed is None:
            return None
        return self._kept(feed) or await self._render(name)

    def _kept(self, feed: PublishedFeed) -> Rendered | None:
        kept = self._rendered.get(feed.name)
        # The version alone would not do: one that is withdrawn and made anew counts from 1 again.
        if kept is None or (kept.version, kept.changed_at) != (feed.version, feed.changed_at):
            return None
        self._rendered.move_to_end(feed.name)
        return kept

    async def _render(self, name: str) -> Rendered | None:
        async with self._turn:
            async with self._store.read() as connection:
                feed = await feeds.get(connection, name)
                if feed is None:
                    return None
                kept = self._kept(feed)  # another reader may have had the turn before
                if kept is not None:
                    return kept
                articles = await feeds.items(connection, name, MAX_ITEMS)
            body = await asyncio.to_thread(render_rss, self._channel(feed), articles)
            etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            rendered = Rendered(feed.version, body, etag, feed.changed_at)
            self._rendered[name] = rendered
            if len(self._rendered) > self._keep:
                self._rendered.popitem(last=False)
            return rendered

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

    def url(self, name: str) -> str:
        """Return the address of a feed."""
        return f"{self._address}{path(name)}"

    def _channel(self, feed: PublishedFeed) -> Channel:
        say = self._words
        topic = self._rules.topics.get(feed.name)
        title = self.title(feed.name)
        if topic is None:
            description = say("feed-security-description", name=title)
        else:
            description = say("feed-topic-description", query=topic.query)
        return Channel(
            title=say("feed-title", title=title),
            description=description,
            self_url=self.url(feed.name),
            home_url=f"{self._address}/",
            language=say.language,
            changed_at=feed.changed_at,
        )


def path(name: str) -> str:
    """Return where a feed is served."""
    return f"/feeds/{quote(name)}.rss"
