"""Feeds in a database, and the publisher that serves them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notifier.core.clock import Clock
from notifier.core.i18n import translator
from notifier.core.model import Topic
from notifier.store.articles import feed_contents, feeds
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.publisher import Publisher
from tests.builders import NOW, FakeClock, a_source, an_article, small_rules

METAVERSE = Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实")


async def put(
    store: Store, title: str, *names: str, now: datetime = NOW, source: str = "wire"
) -> int:
    """Store an article and put it into feeds; return its id."""
    article = await an_article(store, title, source)
    await place(store, article.id, names, now=now)
    return article.id


async def place(
    store: Store, article_id: int, names: Iterable[str], *, now: datetime = NOW
) -> None:
    """Put an article into exactly these feeds."""
    async with store.write() as connection:
        await feeds.replace(connection, {article_id: names}, now)


async def titles_in(store: Store, name: str) -> set[str]:
    """Return the titles of a feed's articles."""
    async with store.read() as connection:
        return {article.title for article in await feed_contents.items(connection, name, 100)}


def a_publisher(
    store: Store,
    rules: Rules | None = None,
    language: str = "en",
    keep: int = 1000,
    keep_bytes: int = 32_000_000,
    clock: Clock | None = None,
) -> Publisher:
    """Publish at news.example, in English unless told otherwise."""
    rules = rules or small_rules(METAVERSE)
    address = "https://news.example"
    return Publisher(
        store,
        rules,
        translator(language),
        address,
        sources={"wire": a_source(title="通讯社")},
        clock=clock or FakeClock(),
        keep=keep,
        keep_bytes=keep_bytes,
    )
