"""The whole text of articles: whose pages are asked for, how often, and what a failure leaves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.sources.config import Source
from notifier.sources.feed import FeedConfig
from notifier.sources.fulltext_state import FullTextState
from notifier.sources.http.client import Fetcher
from notifier.sources.registry import make_source
from tests.builders import an_entry
from tests.fakes.news_server import NewsServer
from tests.fakes.sandbox import InlineSandbox
from tests.sources.lists import a_page

TEXT = "公司周一公告称，新产品已经通过验收，预计下季度开始交付，首批客户来自三个省份。"


class Site:
    """A site with a list, and a page for each article."""

    def __init__(self, server: NewsServer, fetcher: Fetcher) -> None:
        self._server = server
        self._fetcher = fetcher

    def source(self, **settings: Any) -> Source:
        config = a_page(
            **{
                "url": self._server.url("/list"),
                "items": "li",
                "entry": {"title": "a", "body": "p"},
                "article": {"body": "div.text"},
                **settings,
            }
        )
        return make_source(config, self._fetcher, InlineSandbox())

    def lists(self, *titles: str) -> None:
        items = "".join(
            f"<li><a href=/a/{title[0]}>{title}</a><p>摘要{title}</p></li>" for title in titles
        )
        self._server.serve("/list", f"<ul>{items}</ul>", content_type="text/html")

    def has(self, *names: str, status: int = 200, text: str = "全文") -> None:
        for name in names:
            page = f"<div class=text>{text}{name}</div>"
            self._server.serve(f"/a/{name}", page, content_type="text/html", status=status)

    def asked(self, name: str) -> int:
        return len(self._server.requests_for(f"/a/{name}"))


@pytest.fixture
def site(news_server: NewsServer, fetcher: Fetcher) -> Site:
    return Site(news_server, fetcher)


async def test_each_new_articles_page_is_asked_for_once(site: Site) -> None:
    source = site.source()
    site.lists("1号", "2号")
    site.has("1", "2", "3")

    first = await source.read({})
    source.stored()
    same = await source.read(first.state)
    site.lists("3号", "1号", "2号")
    second = await source.read(same.state)

    assert [entry.body for entry in first.entries] == ["全文1", "全文2"]
    assert (same.unchanged, same.entries) == (True, ())
    assert same.state == {**first.state, "same": "1"}
    assert [entry.body for entry in second.entries] == ["全文3"]
    keys = [entry.key for entry in (*second.entries, *first.entries)]
    assert second.carried == tuple(keys), "in the order of the list"
    assert [site.asked(name) for name in "123"] == [1, 1, 1]


async def test_a_count_of_readers_in_headlines_asks_for_no_page_again(site: Site) -> None:
    source = site.source()
    site.has("1", "2")
    state: dict[str, str] = {}
    for readers in (7, 20, 301):
        site.lists(f"1号公告 (阅读 {readers})", f"2号公告（浏览 {readers + 3}）")
        reading = await source.read(state)
        state = dict(reading.state)
        assert reading.problems == ()
        assert reading.pages_withheld == 0
    assert [site.asked(name) for name in "12"] == [1, 1]


async def test_what_was_not_stored_is_read_again(site: Site) -> None:
    site.lists("1号")
    site.has("1")

    await site.source().read({})
    again = await site.source().read({})

    assert [entry.body for entry in again.entries] == ["全文1"]


async def test_an_article_with_another_headline_is_read_anew(site: Site) -> None:
    source = site.source()
    site.lists("1号", "2号")
    site.has("1", "2")
    first = await source.read({})
    site.lists("1号更正", "2号")
    site.has("1", text="更正")

    second = await source.read(first.state)

    assert [(entry.title, entry.body) for entry in second.entries] == [("1号更正", "更正1")]
    assert second.carried == tuple(entry.key for entry in first.entries)


async def test_a_page_that_fails_leaves_the_summary_is_told_and_tried_again(
    site: Site, news_server: NewsServer
) -> None:
    source = site.source()
    site.lists("0号")
    site.has("0")
    before = await source.read({})
    site.lists("1号", "2号", "0号")
    site.has("1", status=502)
    site.has("2")

    first = await source.read(before.state)
    site.has("1")
    second = await source.read(first.state)
    third = await source.read(second.state)

    assert [entry.body for entry in first.entries] == ["摘要1号", "全文2"]
    (problem,) = first.problems
    assert problem == (
        f"{news_server.url('/a/1')}: 127.0.0.1 answered 502 Bad Gateway; what the list says is kept"
    )
    # The list is the same as before, and is read all the same.
    assert [entry.body for entry in second.entries] == ["全文1"]
    assert len(second.carried) == 3
    assert third.unchanged


async def test_a_page_that_keeps_failing_is_left_alone(site: Site) -> None:
    source = site.source()
    site.lists("0号")
    site.has("0")
    reading = await source.read({})
    site.lists("1号", "0号")
    site.has("1", status=404)

    bodies = []
    for _ in range(6):
        reading = await source.read(reading.state)
        bodies.append([entry.body for entry in reading.entries])

    assert site.asked("1") == 3
    assert bodies == [["摘要1号"], [], ["摘要1号"], [], [], []]
    assert reading.unchanged


async def test_few_pages_are_asked_for_at_a_time_and_the_rest_later(site: Site) -> None:
    source = site.source()
    names = "abcdefghijklmnop"
    site.lists("0号")
    site.has("0", *names)
    before = await source.read({})
    site.lists(*(f"{name}号" for name in names), "0号")

    first = await source.read(before.state)
    second = await source.read(first.state)

    assert [entry.body for entry in first.entries] == [
        *(f"全文{name}" for name in names[:10]),
        *(f"摘要{name}号" for name in names[10:]),
    ]
    assert [entry.body for entry in second.entries] == [f"全文{name}" for name in names[10:]]
    assert all(site.asked(name) == 1 for name in names)


async def test_of_a_first_reading_only_the_first_pages_are_asked_for(site: Site) -> None:
    source = site.source()
    names = "abcdefghijklmnop"
    site.lists(*(f"{name}号" for name in names))
    site.has(*names[1:])
    site.has("a", status=500)

    first = await source.read({})
    second = await source.read(first.state)

    assert len(first.entries) == 16
    assert sum(entry.body.startswith("全文") for entry in first.entries) == 9
    # What is old by now is no news when its page comes.
    assert second.unchanged


async def test_a_feed_may_have_the_whole_text_too(
    news_server: NewsServer, fetcher: Fetcher
) -> None:
    news_server.serve(
        "/feed.xml",
        "<rss version='2.0'><channel><item><title>甲公司公告</title><link>/a/1</link>"
        "<guid isPermaLink='false'>1&amp;2</guid></item></channel></rss>",
    )
    news_server.serve(
        "/full?id=1%262", f"<article><p>{TEXT * 2}</p></article>", content_type="text/html"
    )
    config = FeedConfig.model_validate(
        {
            "kind": "feed",
            "name": "wire",
            "url": news_server.url("/feed.xml"),
            "headers": {"User-Agent": "reader/1", "X-Requested-With": "x"},
            "article": {"url": news_server.url("/full?id={key}")},
        }
    )

    reading = await make_source(config, fetcher, InlineSandbox()).read({})

    assert reading.problems == ()
    assert TEXT in reading.entries[0].body
    listed, page = news_server.requests
    assert (page.target, page.headers["user-agent"]) == ("/full?id=1%262", "reader/1")
    assert listed.headers["x-requested-with"] == "x"
    assert "x-requested-with" not in page.headers


async def test_an_article_without_an_address_stays_as_it_is(
    news_server: NewsServer, fetcher: Fetcher
) -> None:
    news_server.serve("/list", "<li><p>甲公司公告</p></li>", content_type="text/html")
    source = Site(news_server, fetcher).source(entry={"title": "p"}, article={}, full_text=True)

    reading = await source.read({})

    assert [entry.title for entry in reading.entries] == ["甲公司公告"]
    assert (reading.problems, len(news_server.requests)) == ((), 1)


@settings(deadline=None)
@given(st.text("0123456789abcdef-x\ud800", max_size=90))
def test_any_remembered_text_can_be_read(text: str) -> None:
    progress = FullTextState(text)

    assert not progress.knows(an_entry("never met"))
    assert progress.wants_page(an_entry("never met"))
    assert FullTextState(progress.dump()).dump() == progress.dump()


@settings(deadline=None)
@given(st.lists(st.text(max_size=3), min_size=1, max_size=30, unique=True))
def test_a_page_that_is_done_is_not_wanted_again(titles: list[str]) -> None:
    entries = [an_entry(title) for title in titles]
    progress = FullTextState("")
    for entry in entries:
        progress.mark_done(entry)

    later = FullTextState(progress.dump())

    assert not any(later.wants_page(entry) for entry in entries)
    assert all(later.wants_page(an_entry("other", key=entry.key)) for entry in entries)
    assert not later.is_waiting


def test_the_state_is_bounded_and_keeps_the_last_articles() -> None:
    progress = FullTextState("")
    for number in range(3000):
        progress.mark_done(an_entry(str(number)))

    later = FullTextState(progress.dump())

    assert len(progress.dump()) == 21_000
    assert not later.wants_page(an_entry("2999"))
    assert later.wants_page(an_entry("0"))


async def test_a_text_that_several_articles_have_is_none_of_theirs(
    site: Site, news_server: NewsServer
) -> None:
    source = site.source()
    for name in "123":
        page = f"<div class=text>{TEXT}</div>"
        news_server.serve(f"/a/{name}", page, content_type="text/html")
    site.has("4")
    site.lists("1号", "2号")
    first = await source.read({})
    site.lists("4号", "3号", "1号", "2号")
    second = await source.read(first.state)

    assert [entry.body for entry in first.entries] == ["摘要1号", "摘要2号"]
    assert {entry.title: entry.body for entry in second.entries} == {
        "4号": "全文4",
        "3号": "摘要3号",
    }
    assert (first.pages_withheld, second.pages_withheld, second.pages_read) == (2, 1, 1)
    assert "the page gives no article" in " ".join(first.problems)


async def test_a_text_that_a_later_article_has_too_is_taken_back_once(
    site: Site, news_server: NewsServer
) -> None:
    source = site.source()
    for name in "12":
        page = f"<div class=text>{TEXT}</div>"
        news_server.serve(f"/a/{name}", page, content_type="text/html")
    site.has("3")
    site.lists("1号")
    first = await source.read({})
    site.lists("2号", "1号")
    second = await source.read(first.state)
    site.lists("3号", "2号", "1号")
    third = await source.read(second.state)

    assert [entry.body for entry in first.entries] == [TEXT]
    assert [entry.body for entry in second.entries] == ["摘要2号", "摘要1号"]
    assert [entry.title for entry in third.entries] == ["3号"]


async def test_a_page_to_log_in_is_no_article_and_is_tried_again(site: Site) -> None:
    source = site.source()
    site.lists("0号")
    site.has("0")
    before = await source.read({})
    site.lists("1号", "0号")
    site.has("1", text="请先登录后查看全文 ")
    first = await source.read(before.state)
    site.has("1")
    second = await source.read(first.state)

    assert [entry.body for entry in first.entries] == ["摘要1号"]
    assert [entry.body for entry in second.entries] == ["全文1"]
    assert (first.pages_withheld, second.pages_withheld) == (1, 0)
