"""Publishing: a feed is rendered once for each change of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sized
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from notifier.core.model import Field, Mention, Role, Security, Topic
from notifier.store.articles import feeds, retractions
from notifier.store.articles.feeds import MAX_ITEMS
from notifier.store.engine.database import Store
from notifier.web.feeds.addresses import FeedFormat, Page
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.rendered import Rendered
from tests.builders import (
    IFLYTEK,
    NOW,
    FakeClock,
    an_article,
    an_entry,
    edit_article,
    small_rules,
)
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher, place, put

LATER = NOW + timedelta(minutes=5)
TOPIC = "topics/metaverse"
IFLYTEK_FEED = "securities/SZ002230"


def titles(rendered: Rendered | None) -> list[str | None]:
    assert rendered is not None
    return [title.text for title in etree.fromstring(rendered.body).iterfind("channel/item/title")]


def channel_text(rendered: Rendered | None, name: str) -> str | None:
    assert rendered is not None
    return etree.fromstring(rendered.body).findtext(f"channel/{name}")


async def test_a_feed_nobody_made_is_none(store: Store) -> None:
    publisher = a_publisher(store)

    for name in (TOPIC, "topics/", "", "securities/x\x00", "topics/\ud800"):
        assert await publisher.get(name) is None


async def test_a_feed_holds_its_articles_newest_first(store: Store) -> None:
    await put(store, "one", TOPIC)
    await put(store, "two", TOPIC, IFLYTEK_FEED)
    await put(store, "three", IFLYTEK_FEED)
    publisher = a_publisher(store)

    assert titles(await publisher.get(TOPIC)) == ["two", "one"]
    assert titles(await publisher.get(IFLYTEK_FEED)) == ["three", "two"]


async def test_a_feed_holds_no_more_than_its_newest_articles(sqlite_store: Store) -> None:
    for number in range(MAX_ITEMS + 3):
        await put(sqlite_store, str(number), TOPIC)

    held = titles(await a_publisher(sqlite_store).get(TOPIC))

    assert held == [str(number) for number in range(MAX_ITEMS + 2, 2, -1)]


async def test_a_change_makes_new_bytes_and_a_new_tag(store: Store) -> None:
    await put(store, "one", TOPIC)
    publisher = a_publisher(store)
    before = await publisher.get(TOPIC)
    later = NOW + timedelta(minutes=5)
    await put(store, "two", TOPIC, now=later)

    after = await publisher.get(TOPIC)

    assert before is not None
    assert after is not None
    assert (after.version, after.changed_at) == (before.version + 1, later)
    assert after.tag != before.tag
    assert titles(after) == ["two", "one"]


async def test_new_bytes_get_a_new_date_whatever_made_them_new(sqlite_store: Store) -> None:
    await put(sqlite_store, "one", TOPIC)
    clock, rules = FakeClock(), small_rules(METAVERSE)
    publisher = a_publisher(sqlite_store, rules, keep=1, clock=clock)
    before = await publisher.get(TOPIC)
    assert before
    clock.advance(minutes=5)
    await put(sqlite_store, "two", IFLYTEK_FEED)
    await publisher.get(IFLYTEK_FEED)  # the bytes of the other are forgotten
    again = await publisher.get(TOPIC)
    assert again
    assert again is not before
    assert (again.tag, again.modified_at) == (before.tag, before.modified_at)

    for title in ("three", "four"):  # both in one second
        await put(sqlite_store, title, TOPIC)
        after = await publisher.get(TOPIC)
        assert after
        assert after.modified_at > again.modified_at
        again = after
    assert again.modified_at == clock.now + timedelta(seconds=1)


async def test_an_article_that_left_a_feed_is_gone_from_it(store: Store) -> None:
    moved = await put(store, "one", TOPIC)
    publisher = a_publisher(store)
    await publisher.get(TOPIC)
    await place(store, moved, [IFLYTEK_FEED])

    assert titles(await publisher.get(TOPIC)) == []
    assert titles(await publisher.get(IFLYTEK_FEED)) == ["one"]


async def test_only_so_many_feeds_are_kept_and_the_least_read_goes_first(
    sqlite_store: Store,
) -> None:
    names = ["topics/a", "topics/b", "topics/c"]
    await put(sqlite_store, "one", *names)
    publisher = a_publisher(sqlite_store, keep=2)
    first = {name: await publisher.get(name) for name in names[:2]}
    await publisher.get("topics/a")
    await publisher.get("topics/c")

    assert await publisher.get("topics/a") is first["topics/a"]
    assert await publisher.get("topics/b") is not first["topics/b"]


async def test_only_so_many_bytes_are_kept_whatever_pages_are_asked_for(
    sqlite_store: Store,
) -> None:
    for number in range(12):
        await put(sqlite_store, f"元宇宙 {number}", TOPIC)
    publisher = a_publisher(sqlite_store, keep_bytes=60_000)
    first = await publisher.get(TOPIC)
    assert first
    asked = [
        (form, Page(size, before))
        for form in FeedFormat
        for size in range(1, 11)
        for before in (None, 5, 9)
    ]
    given = []
    for form, page in asked:
        rendered = await publisher.get(TOPIC, form, page)
        assert rendered
        for coding in ("gzip", "br"):
            await rendered.compressed(coding)
        assert await publisher.get(TOPIC) is first, "what is read often stays"
        given.append(rendered)
    again = [await publisher.get(TOPIC, *each) for each in asked]
    kept = {id(each): each.size for each in again if each and any(each is old for old in given)}
    assert sum(each.size for each in given) > 200_000
    assert sum(kept.values()) <= 60_000


async def test_a_page_that_is_too_large_to_be_kept_is_served(sqlite_store: Store) -> None:
    await put(sqlite_store, "元宇宙", TOPIC)
    publisher = a_publisher(sqlite_store, keep_bytes=1)
    for _ in range(2):
        assert titles(await publisher.get(TOPIC)) == ["元宇宙"]


class CountingStore(Store):
    """A store that counts how often the articles of a feed are asked for."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self.item_queries = self.reads = 0
        self.held: asyncio.Event | None = None
        """Set, it lets the next read end."""
        self.holds = asyncio.Event()
        sa.event.listen(store.engine.sync_engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.item_queries += "JOIN feed_item" in statement

    @asynccontextmanager
    @override
    async def read(self, *, snapshot: bool = False) -> AsyncIterator[AsyncConnection]:
        self.reads += 1
        async with super().read(snapshot=snapshot) as connection:
            await asyncio.sleep(0)  # let another reader in, as a slower database would
            yield connection
            held, self.held = self.held, None
            if held is not None:
                self.holds.set()
                await held.wait()


async def test_a_feed_is_rendered_once_for_each_change_however_many_ask(
    sqlite_store: Store,
) -> None:
    store = CountingStore(sqlite_store)
    await put(store, "one", TOPIC)
    publisher = a_publisher(store)

    for rounds in (1, 2):
        answers = await asyncio.gather(*(publisher.get(TOPIC) for _ in range(20)))
        answers.append(await publisher.get(TOPIC))
        assert len({id(answer) for answer in answers}) == 1
        assert store.item_queries == rounds
        await put(store, str(rounds), TOPIC)


async def test_a_feed_that_cannot_have_changed_is_served_without_the_database(
    sqlite_store: Store,
) -> None:
    store, other = CountingStore(sqlite_store), Store(sqlite_store.engine)
    await put(store, "one", TOPIC)
    publisher = a_publisher(store)
    first = await publisher.get(TOPIC)
    reads = store.reads

    assert await publisher.get(TOPIC) is first
    assert store.reads == reads

    await put(other, "two", TOPIC)  # as another process does
    await asyncio.sleep(0.6)
    reads = store.reads
    answers = await asyncio.gather(*(publisher.get(TOPIC) for _ in range(20)))
    assert titles(answers[0]) == ["two", "one"]
    assert store.reads == reads + 2  # one looks which version it is, one renders it


async def test_who_asks_after_a_change_here_waits_for_no_look_from_before_it(
    sqlite_store: Store,
) -> None:
    store = CountingStore(sqlite_store)
    await put(store, "one", TOPIC)
    publisher = a_publisher(store)
    await publisher.get(TOPIC)
    await asyncio.sleep(0.6)  # it is looked up again
    released = store.held = asyncio.Event()
    early = asyncio.create_task(publisher.get(TOPIC))
    await store.holds.wait()
    await put(store, "two", TOPIC)
    assert titles(await publisher.get(TOPIC)) == ["two", "one"]
    released.set()
    await early


async def test_a_feed_made_anew_is_not_taken_for_the_one_before(store: Store) -> None:
    await put(store, "one", TOPIC)
    publisher = a_publisher(store)
    before = await publisher.get(TOPIC)
    async with store.write() as connection:
        await feeds.remove(connection, TOPIC)
    assert await publisher.get(TOPIC) is None
    await put(store, "two", TOPIC, now=NOW + timedelta(seconds=1))

    after = await publisher.get(TOPIC)

    assert before is not None
    assert after is not None
    assert after.version == before.version
    assert titles(after) == ["two"]


async def test_a_topic_is_described_by_its_title_and_query(sqlite_store: Store) -> None:
    await put(sqlite_store, "one", TOPIC)

    rendered = await a_publisher(sqlite_store).get(TOPIC)

    assert channel_text(rendered, "title") == "元宇宙 – market news"
    assert "元宇宙 | 虚拟现实" in (channel_text(rendered, "description") or "")
    assert channel_text(rendered, "language") == "en"
    assert channel_text(rendered, "link") == "https://news.example/topics/metaverse"


async def test_a_company_is_named_with_its_code(sqlite_store: Store) -> None:
    await put(sqlite_store, "one", IFLYTEK_FEED, "securities/NONAME", "securities/GONE")
    rules = small_rules(METAVERSE, securities=[IFLYTEK, Security("NONAME", "NYSE", "NONAME")])
    publisher = a_publisher(sqlite_store, rules)

    title = channel_text(await publisher.get(IFLYTEK_FEED), "title")

    assert title == "iFlytek (SZ002230) – market news"
    assert publisher.catalogue.title("securities/NONAME") == "NONAME"
    assert publisher.catalogue.title("securities/GONE") == "GONE"


async def test_hostile_names_make_a_sound_feed(sqlite_store: Store) -> None:
    await put(sqlite_store, "<b>&\u2028]]>", "topics/x")
    topic = Topic("x", "</title>\x0b<script>", "元宇宙")

    rendered = await a_publisher(sqlite_store, small_rules(topic)).get("topics/x")

    assert channel_text(rendered, "title") == "</title><script> – market news"


def test_an_address_is_whole_and_written_for_the_web(sqlite_store: Store) -> None:
    publisher = a_publisher(sqlite_store)

    assert publisher.catalogue.url(TOPIC) == "https://news.example/feeds/topics/metaverse.rss"
    assert publisher.catalogue.url("securities/A B&?") == (
        "https://news.example/feeds/securities/A%20B%26%3F.rss"
    )


async def content(publisher: Publisher) -> str:
    rendered = await publisher.get(TOPIC, FeedFormat.JSON)
    assert rendered
    return rendered.body.decode()


async def test_a_new_item_costs_what_is_new(store: Store) -> None:
    for number in range(9):
        await put(store, f"old {number}", TOPIC)
    publisher = a_publisher(store)
    await content(publisher)
    read: list[int] = []

    def see(_1: object, _2: object, statement: str, values: Sized, *_: object) -> None:
        if "article.body" in statement:
            read.append(len(values))

    sa.event.listen(store.engine.sync_engine, "before_cursor_execute", see)
    await put(store, "new", TOPIC)
    read.clear()

    assert "new" in await content(publisher)
    assert read == [1], "the text of one article is read"


async def test_whatever_an_item_tells_changes_it(store: Store) -> None:
    rules = small_rules(METAVERSE, securities=[IFLYTEK])
    publisher = a_publisher(store, rules)
    first = await an_article(store, "draft", url="https://example.org/1")
    named = Mention(IFLYTEK.symbol, "旧名", Role.SUBJECT, 0.9, Field.TITLE, 0, 2, "讯飞", ())
    await place(store, first.id, [TOPIC])
    assert "draft" in await content(publisher)

    async with store.write() as connection:
        final = an_entry("final", url="https://example.org/1")
        await edit_article(connection, first, final, LATER, feeds=[TOPIC], mentions=[named])
    assert "draft" not in await content(publisher)
    assert "iFlytek" in await content(publisher), "as the company is called in the feed's language"

    other = await an_article(store, "copied", "paper", url="https://example.org/1")
    await place(store, other.id, [TOPIC])
    assert "Also in: paper" in await content(publisher)

    async with store.write() as connection:
        await retractions.retract(connection, [other.id], LATER)
    assert "paper" not in await content(publisher)

    rules.use_topics(rules.compile_topics([replace(METAVERSE, title="virtual")]))
    assert '"tags": ["iFlytek", "virtual"]' in await content(publisher), "the version is the same"
