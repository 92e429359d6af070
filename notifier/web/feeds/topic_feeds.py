"""Keeping the topics' feeds in line with `config/topics.toml`."""

from __future__ import annotations

from datetime import datetime

from notifier.core.document import read_entry
from notifier.core.log import get_logger
from notifier.store.articles import articles, feeds
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)

LOOK_BACK = 2000
"""How many of the newest stored articles a new or changed topic is filled from."""


async def fill_topics(store: Store, rules: Rules, now: datetime) -> None:
    """Fill topics that are new or whose query changed; withdraw those no longer configured."""
    async with store.read() as connection:
        published = {feed.name: feed for feed in await feeds.all_feeds(connection)}
    wanted = {name: rules.definition(topic) for name, topic in rules.topics.items()}
    stale = {
        name
        for name, definition in wanted.items()
        if name not in published or published[name].definition != definition
    }
    gone = [name for name in published if name.startswith("topics/") and name not in wanted]
    if not stale and not gone:
        return
    held = await _held(store, rules) if stale else {}
    async with store.write() as connection:
        for name in sorted(stale):
            ids = held.get(name, [])
            await feeds.redefine(connection, name, wanted[name], ids, now)
        for name in gone:
            await feeds.remove(connection, name)
    log.info("topics_filled", filled=sorted(stale), withdrawn=gone)


async def _held(store: Store, rules: Rules) -> dict[str, list[int]]:
    """Return which of the newest articles belong to which topic's feed."""
    async with store.read() as connection:
        recent = await articles.recent(connection, LOOK_BACK)
    held: dict[str, list[int]] = {}
    for article, mentions in recent:
        document = read_entry(article, article.source)
        for name in rules.topics_of(document, mentions):
            held.setdefault(name, []).append(article.id)
    return held
