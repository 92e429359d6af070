"""Values for tests: what a test does not speak of has a plain default here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from notifier.core.alerts import Alert, AlertState, Digest, StoryContent
from notifier.core.document import read_entry
from notifier.core.model import Article, Chat, Entry, Security, Topic
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory, directory_of
from notifier.securities.recogniser import Recogniser, recogniser_of
from notifier.sources.feed import FeedConfig
from notifier.sources.parsing.canonical import canonical_url
from notifier.store.alerts import outcomes
from notifier.store.alerts.outcomes import AlertUpdate
from notifier.store.articles import articles, search, stories
from notifier.store.articles.save import DecidedArticle, save
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Connection, Store
from notifier.store.sources import securities
from notifier.subscriptions.list_file import read_text
from notifier.subscriptions.query.ngrams import search_tokens
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist_import import ParsedList, understand

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
BOT = 123456
"""The number of the bot that chats belong to where a test does not say."""


def an_entry(title: str = "科大讯飞发布新产品", **fields: Any) -> Entry:
    """Build an entry; its key is its title unless another is given."""
    return Entry(
        **{"key": title, "title": title, "published": NOW - timedelta(minutes=5), **fields}
    )


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        """Let time pass: `advance(minutes=5)`."""
        self.now += timedelta(**duration)


IFLYTEK = Security("SZ002230", "SZSE", "科大讯飞", ("iFlytek",))
ZHENHUA = Security("SH600320", "SSE", "振华重工")


def parse_list(text: str, rules: Rules) -> ParsedList:
    """Return what a watch list of whatever form asks for."""
    return understand(read_text(text), rules)


def small_rules(*topics: Topic, securities: Iterable[Security] = (IFLYTEK, ZHENHUA)) -> Rules:
    """Compile rules that know only a few companies, whose directory is made once."""
    known = tuple(securities)
    directory = _directory_of(known)
    return Rules(directory, topics, start_set=lambda: known, recogniser=_recogniser_of(directory))


_directory_of = lru_cache(Directory)
_recogniser_of = lru_cache(Recogniser)


def shipped_rules(*topics: Topic) -> Rules:
    """Compile rules that know every company that is shipped, whose directory is made once."""
    directory = directory_of(shipped())
    return Rules(directory, topics, recogniser=recogniser_of(directory))


async def rules_since_a_removal(store: Store, *topics: Topic) -> Rules:
    """Compile rules with an imported company, 虚构公司, which is removed when they are in use."""
    made_up = Security("SH999999", "SSE", "虚构公司")
    async with store.write() as connection:
        number = await securities.add_list(connection, "own.csv", [made_up], NOW)
    rules = await Rules.load(store, topics, start_set=lambda: (IFLYTEK,))
    async with store.write() as connection:
        await securities.remove_list(connection, number)
    await rules.refresh(store)
    return rules


async def a_chat(store: Store, telegram_id: int = 42, language: str = "en", **fields: Any) -> Chat:
    """Make a chat, or find it where it is known."""
    async with store.write() as connection:
        return await chats.ensure_chat(
            connection, telegram_id, **{"bot": BOT, "language": language, "now": NOW, **fields}
        )


async def a_subscription(
    store: Store, chat: Chat | int, query: str = "元宇宙", *, now: datetime = NOW
) -> None:
    """Subscribe a chat, or the one of this Telegram id, to a query in canonical form."""
    whom = await a_chat(store, chat) if isinstance(chat, int) else chat
    async with store.write() as connection:
        await subscriptions.subscribe(connection, whom.id, canonical=query, text=query, now=now)


async def an_article(
    store: Store, title: str = "科大讯飞发布新产品", source: str = "wire", **fields: Any
) -> Article:
    """Store an article that is new, with nothing found in it."""
    async with store.write() as connection:
        article = await add_article(connection, an_entry(title, **fields), source)
    assert article is not None
    return article


async def add_article(
    connection: Connection, entry: Entry, source: str = "wire", now: datetime = NOW
) -> Article | None:
    """Store an article, of the story of its address if there is one; None if its key is known."""
    address = canonical_url(entry.url)
    found = await stories.candidates(connection, {address} if address else (), (), now)
    uses = found.by_address.get(address or "", ())
    told = await articles.by_id(connection, [each.first_id for each in uses][:1])
    story_id = told[0][0].story_id if told else -1
    [saved] = await save(connection, source, [DecidedArticle(entry, address, story_id)], now)
    return None if saved is None else saved.article


async def add_indexed(store: Store, entries: Iterable[Entry]) -> None:
    """Store new articles, each a story of its own, which queries find by their words."""
    decided = [
        DecidedArticle(each, canonical_url(each.url), -number)
        for number, each in enumerate(entries, 1)
    ]
    async with store.write() as connection:
        tokens = {}
        for saved in await save(connection, "wire", decided, NOW):
            assert saved
            read = read_entry(saved.article, saved.article.source)
            tokens[saved.article.id] = search_tokens(read, ())
        await search.index(connection, tokens)


async def edit_article(
    connection: Connection,
    article: Article,
    entry: Entry | None = None,
    now: datetime = NOW,
    **decided: Any,
) -> int:
    """Store an article anew, with what was decided about it; return how many alerts it made."""
    if entry is None:
        shared = {each.name for each in fields(Entry)} & {each.name for each in fields(Article)}
        told = {name: getattr(article, name) for name in shared}
        entry = Entry(**told, published=article.published_at)
    decided = {"is_corrected": True, **decided}
    each = DecidedArticle(
        entry, canonical_url(entry.url), article.story_id, edits=article, **decided
    )
    [saved] = await save(connection, article.source, [each], now)
    assert saved is not None
    return saved.alerts


def a_source(name: str = "wire", **fields: Any) -> FeedConfig:
    """Configure a source; it is never asked."""
    return FeedConfig(
        **{"kind": "feed", "name": name, "url": f"https://{name}.example/feed.xml", **fields}
    )


def news_of(alert: Alert) -> StoryContent:
    """Say what an alert tells of, which must be a story."""
    assert isinstance(alert.content, StoryContent)
    return alert.content


async def arrived(
    connection: Connection, alerts: Sequence[Alert], now: datetime = NOW, message_id: int = 1
) -> None:
    """Record that alerts arrived; their chats may be sent to again at once."""
    sent = {"state": AlertState.SENT, "sent_at": now, "message_id": message_id}
    await outcomes.record(connection, [update_of(each, **sent) for each in alerts], now)


def update_of(alert: Alert, **fields: Any) -> AlertUpdate:
    """Build what becomes of an alert that was claimed; its chat need not wait."""
    is_digest = isinstance(alert.content, Digest)
    known = {"alert_id": alert.id, "chat_id": alert.chat.id, "is_digest": is_digest}
    return AlertUpdate(**{**known, "chat_not_before": NOW, **fields})
