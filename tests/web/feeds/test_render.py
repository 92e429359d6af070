"""A feed as it is written: valid by the W3C's rules, whatever its articles hold."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from notifier.core.model import Article
from notifier.web.feeds.render import FeedInfo, excerpt, render
from tests.builders import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
ANY_TEXT = st.text(st.characters()) | st.text("<>&\"';!]/- \n\x00\ud800a科")


def an_info(**fields: Any) -> FeedInfo:
    return FeedInfo(
        **{
            "title": "元宇宙",
            "description": "Articles",
            "self_url": "https://news.example/feeds/topics/metaverse.rss",
            "home_url": "https://news.example/",
            "language": "zh-Hans",
            "changed_at": NOW,
            **fields,
        }
    )


def a_stored(**fields: Any) -> Article:
    return Article(
        **{
            "id": 1,
            "story_id": 1,
            "source": "wire",
            "key": "k",
            "url": "https://example.org/1",
            "title": "科大讯飞发布新产品",
            "body": "<p>正文</p>",
            "seen_at": NOW,
            **fields,
        }
    )


def channel_of(rendered: bytes) -> Any:
    (channel,) = etree.fromstring(rendered)
    return channel


def item_of(**fields: Any) -> Any:
    return channel_of(render(an_info(), [a_stored(**fields)])).find("item")


def read_back(rendered: bytes) -> Any:
    parsed = feedparser.parse(io.BytesIO(rendered))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    return parsed


def test_an_info_says_what_the_w3c_asks_for() -> None:
    channel = channel_of(render(an_info(), []))

    assert channel.findtext("title") == "元宇宙"
    assert channel.findtext("description") == "Articles"
    assert channel.findtext("link") == "https://news.example/"
    assert channel.findtext("language") == "zh-Hans"
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == NOW
    links = {link.get("rel"): link for link in channel.findall(f"{ATOM}link")}
    assert links["self"].get("href") == "https://news.example/feeds/topics/metaverse.rss"
    assert links["self"].get("type") == "application/rss+xml"


def test_an_item_says_what_the_w3c_asks_for() -> None:
    item = item_of(
        published_at=datetime(2026, 7, 6, 8, 5, tzinfo=timezone(timedelta(hours=8))),
        author="编辑部",
        categories=("A股", "AI", "A股", "\x00"),
    )

    assert item.findtext("title") == "科大讯飞发布新产品"
    assert item.findtext("link") == "https://example.org/1"
    assert item.findtext("description") == "正文"
    assert item.findtext("pubDate") == "Mon, 06 Jul 2026 08:05:00 +0800"
    assert [category.text for category in item.findall("category")] == ["A股", "AI"]
    assert item.findtext(f"{DC}creator") == "编辑部"
    assert item.findtext(f"{DC}source") == "wire"
    assert item.find("guid").get("isPermaLink") == "false"


def test_an_article_without_a_date_has_the_one_on_which_it_was_seen() -> None:
    assert parsedate_to_datetime(item_of().findtext("pubDate")) == NOW


def test_a_guid_stays_whatever_changes_but_source_and_key() -> None:
    first = item_of().findtext("guid")

    assert item_of(id=2, story_id=3, title="x", url=None, body="").findtext("guid") == first
    assert item_of(key="l").findtext("guid") != first
    assert item_of(source="other").findtext("guid") != first
    assert item_of(source="wirek", key="").findtext("guid") != first


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        (
            "https://example.org/科大?q=<讯>",
            "https://example.org/%E7%A7%91%E5%A4%A7?q=%3C%E8%AE%AF%3E",
        ),
        ("https://例子.cn/新闻", "https://xn--fsqu00a.cn/%E6%96%B0%E9%97%BB"),
        ("https://" + "例" * 70 + ".cn/", "https://" + "%E4%BE%8B" * 70 + ".cn/"),
    ],
)
def test_an_address_is_written_in_ascii(url: str, written: str) -> None:
    assert item_of(url=url).findtext("link") == written


def test_an_article_without_an_address_has_no_link() -> None:
    assert item_of(url=None).find("link") is None


def test_an_article_that_says_nothing_is_still_an_item() -> None:
    item = item_of(title="\x00", body="<script>x</script>")

    assert (item.findtext("title"), item.findtext("description")) == ("…", "…")
    assert item_of(body="").findtext("description") == "科大讯飞发布新产品"


def test_text_that_looks_like_a_tag_is_none_for_a_reader() -> None:
    rendered = render(an_info(), [a_stored(body="<p>a &lt;script&gt;x&lt;/script&gt; &amp;</p>")])

    assert read_back(rendered).entries[0].summary == "a &lt;script&gt;x&lt;/script&gt; &amp;"


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert excerpt(a_stored(body="字" * 500)) == "字" * 500
    assert excerpt(a_stored(body="字" * 501)) == "字" * 499 + "…"
    assert excerpt(a_stored(body="<p>一</p><p>二</p>")) == "一 二"


def test_items_stand_in_the_order_given() -> None:
    articles = [a_stored(key=str(n), title=f"t{n}") for n in range(3)]

    titles = [entry.title for entry in read_back(render(an_info(), articles)).entries]

    assert titles == ["t0", "t1", "t2"]


def test_the_same_content_gives_the_same_bytes() -> None:
    articles = [a_stored(categories=("a", "b"), author="x")]

    assert render(an_info(), articles) == render(an_info(), articles)
    assert render(an_info(), articles) != render(an_info(title="x"), articles)


@given(
    title=ANY_TEXT,
    body=ANY_TEXT,
    key=ANY_TEXT,
    author=st.none() | ANY_TEXT,
    categories=st.lists(ANY_TEXT, max_size=3),
    path=ANY_TEXT,
    name=ANY_TEXT,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_an_article_holds_the_feed_is_well_formed(
    title: str,
    body: str,
    key: str,
    author: str | None,
    categories: list[str],
    path: str,
    name: str,
    published: datetime | None,
) -> None:
    article = a_stored(
        title=title, body=body, key=key, author=author, categories=tuple(categories),
        url=f"https://example.org/{path}", published_at=published,
    )  # fmt: skip
    channel = an_info(title=f"t{name}", description=f"d{name}")

    parsed = read_back(render(channel, [article, a_stored()]))

    assert len(parsed.entries) == 2
    assert all(entry.id.startswith("urn:notifier:") for entry in parsed.entries)
    assert parsed.entries[1].title == "科大讯飞发布新产品"
    assert parsed.entries[0].link.isascii()


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=100))
def test_a_title_comes_back_as_it_was(title: str) -> None:
    item = channel_of(render(an_info(), [a_stored(title=title)])).find("item")

    if not set(title) & set("<>&"):
        assert item.findtext("title") == title
