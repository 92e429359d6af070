"""What feeds and pages cost: rendered, and served. Part of ./run.sh bench feeds.

A database in a temporary folder holds 60 articles of a topic and the feeds of all companies that
are shipped. Figures are CPU time of this process, the least of many rounds, for other programs
only add to it; a request goes through the whole application, but over no socket.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import feeds_beside_nginx
from notifier.core.clock import Clock, system_clock
from notifier.core.i18n import translator
from notifier.core.model import Article, Entry, Topic
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.store.articles import feeds
from notifier.store.articles.save import DecidedArticle, save
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import make_schema
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.addresses import FeedFormat
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.render import FeedInfo, FeedItem, render_feed, render_item
from notifier.web.site import Site

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ITEMS = 50
ROUNDS = 40
TOPICS, CHANGES = 10_000, 100
TOPIC = "topics/metaverse"
BODY = "<p>" + "元宇宙产业创新园在上海被授牌，多家公司发布新产品。" * 20 + "</p>"
FEED = "/feeds/topics/metaverse.rss"


def main() -> None:
    """Print the figures."""
    for form in FeedFormat:
        _rendering(form)
    asyncio.run(_serving())
    asyncio.run(_many_topics())
    feeds_beside_nginx.main()


def _rendering(form: FeedFormat) -> None:
    info = FeedInfo(
        "t", "d", "https://x/", "https://x/", "https://x/", "https://x/", "zh-Hans", NOW
    )
    _rendered(info, [_item(0)], form)
    anew = min(_timed(lambda: _rendered(info, _items(0), form)) for _ in range(5))
    print(f"{form}: {ITEMS} items rendered in {anew:.1f} ms")


def _rendered(info: FeedInfo, items: list[FeedItem], form: FeedFormat) -> bytes:
    return render_feed(info, [render_item(each, form) for each in items], form)


def _items(first: int) -> list[FeedItem]:
    return [_item(number) for number in range(first + ITEMS, first, -1)]


def _item(number: int) -> FeedItem:
    article = Article(
        id=number,
        story_id=number,
        source="wire",
        key=str(number),
        url=f"https://wire.example/{number}",
        title=f"元宇宙产业创新园{number}被授牌",
        body=BODY,
        seen_at=NOW,
        categories=("要闻", "财经"),
    )
    return FeedItem(f"urn:x:{number}", article, "通讯社", "https://x/wire.rss", (), ("科大讯飞",))


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


async def _serving() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = [NOW]
        site, store = await a_site(Path(folder), lambda: clock[-1])
        await _figures(site, store, clock)
        await store.close()


async def _many_topics() -> None:
    """Change feeds of 10,000 and read each that changed; print what ten a second would take.

    An article stands in five feeds. Those that change hold 50 stories, the others five. At first
    nothing of them was ever rendered; then all but what is new.
    """
    with tempfile.TemporaryDirectory() as folder:
        site, store = await a_site(Path(folder))
        changing = range(0, TOPICS, TOPICS // CHANGES)
        for first in range(0, TOPICS, 1000):
            decided = [
                DecidedArticle(
                    Entry(f"many {n}", f"元宇宙{n}", body=BODY),
                    None,
                    -n - 1,
                    feeds=[
                        *(f"topics/{n - n % 5 + other}" for other in range(5)),
                        *(f"topics/{one}" for one in changing if 5 <= n - one < ITEMS),
                    ],
                )
                for n in range(first, first + 1000)
            ]
            async with store.write() as connection:
                saved = await save(connection, "wire", decided, NOW)
        newest = saved[-1]
        assert newest is not None
        for what in ("at first", "again"):
            started = time.process_time()
            for n in changing:
                async with store.write() as connection:
                    await feeds.replace(connection, {newest.article.id: [f"topics/{n}"]}, NOW)
                await _request(site.app, f"/feeds/topics/{n}.rss", ())
            share = (time.process_time() - started) / CHANGES * 10
            print(f"{TOPICS:,} topics, 10 changes a second and reads: {what} {share:.0%} of a core")
        await store.close()


async def a_site(folder: Path, clock: Clock = system_clock) -> tuple[Site, Store]:
    """Make a site with a feed of 60 stories and the feeds of all companies."""
    store = open_store(f"sqlite:///{folder / 'feeds.db'}")
    await make_schema(store)
    await _fill(store)
    rules = Rules(Directory(shipped()), [Topic("metaverse", "元宇宙", "元宇宙")])
    words = translator("zh-Hans")
    publisher = Publisher(store, rules, words, "https://news.example", clock=clock)
    return Site(store, publisher, "zh-Hans", ZoneInfo("Asia/Shanghai")), store


async def _fill(store: Store) -> None:
    decided = [
        DecidedArticle(Entry(str(n), f"元宇宙{n}", body=BODY), None, -n, feeds=[TOPIC])
        for n in range(1, ITEMS + 11)
    ]
    async with store.write() as connection:
        stored = await save(connection, "wire", decided, NOW)
        assert stored[0]
        names = [f"securities/{each.symbol}" for each in shipped()]
        await feeds.add(connection, {stored[0].article.id: names}, NOW + timedelta(seconds=1))


async def _figures(site: Site, store: Store, clock: list[datetime]) -> None:
    answers: list[tuple[int, dict[bytes, bytes], bytes]] = []

    async def get(path: str, *headers: tuple[bytes, bytes]) -> None:
        answers[:] = [await _request(site.app, path, headers)]

    await get(FEED)
    _, headers, body = answers[0]
    served = await _least(lambda: get(FEED))
    tag = (b"if-none-match", headers[b"etag"])
    known = await _least(lambda: get(FEED, tag))
    assert answers[0][0] == 304
    changed = []
    for _ in range(ROUNDS):
        async with store.write() as connection:
            await feeds.replace(connection, {1: [TOPIC]}, NOW)
        changed.append(await _least(lambda: get(FEED), 1))
    print(f"cached GET of {len(body) / 1000:.0f} KB {served:.2f} ms, 304 {known:.2f} ms")
    print(f"the first GET after a change {min(changed):.1f} ms")
    await site.warm()
    for path in ("/", "/?q=kdxf", "/securities/SZ002230", "/topics/metaverse", "/stories/9"):
        times = []
        for _ in range(5):
            clock.append(clock[-1] + timedelta(minutes=1))  # so that it is made anew
            times.append(await _least(lambda path=path: get(path), 1))  # type: ignore[misc]
        again = await _least(lambda path=path: get(path))  # type: ignore[misc]
        size = len(answers[0][2]) / 1000
        print(
            f"{path} of {size:.0f} KB: at first {times[0]:.1f} ms, made anew {min(times):.1f} ms, "
            f"kept {again:.2f} ms"
        )


async def _least(work: Callable[[], Awaitable[None]], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        await work()
        times.append((time.process_time() - started) * 1000)
    return min(times)


async def _request(
    app: Any, path: str, headers: tuple[tuple[bytes, bytes], ...]
) -> tuple[int, dict[bytes, bytes], bytes]:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"news.example"), *headers],
        "server": ("news.example", 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


if __name__ == "__main__":
    main()
