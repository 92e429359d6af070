"""A feed as it is written: valid by the W3C's rules, whatever its articles hold."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from notifier.core.model import Article
from notifier.web.feeds.addresses import FeedFormat
from notifier.web.feeds.render import FeedInfo, FeedItem, excerpt, render_feed, render_item
from tests.builders import NOW
from tests.web.feeds.validator import (
    ATOM,
    DC,
    FH,
    MEDIA,
    complaints_of_atom,
    complaints_of_json,
    complaints_of_rss,
)

ANY_TEXT = st.text(st.characters()) | st.text("<>&\"';!]/- \n\x00\ud800a科")
LATER = NOW + timedelta(hours=1)
BASE = "https://news.example/feeds/topics/metaverse.rss"


def an_info(**fields: Any) -> FeedInfo:
    return FeedInfo(
        **{
            "title": "元宇宙",
            "description": "Articles",
            "id": BASE,
            "self_url": BASE,
            "home_url": "https://news.example/",
            "icon_url": "https://news.example/icon.png",
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


def an_item(article: Article | None = None, **fields: Any) -> FeedItem:
    article = article or a_stored()
    return FeedItem(
        **{
            "id": f"urn:notifier:{article.id}",
            "article": article,
            "publisher": "通讯社",
            "publisher_feed": "https://news.example/feeds/sources/wire.rss",
            "tags": article.categories,
            **fields,
        }
    )


def render(
    info: FeedInfo, items: Sequence[FeedItem], feed_format: FeedFormat = FeedFormat.RSS
) -> bytes:
    return render_feed(info, [render_item(each, feed_format) for each in items], feed_format)


def channel_of(rendered: bytes) -> Any:
    (channel,) = etree.fromstring(rendered)
    return channel


def item_of(**fields: Any) -> Any:
    return channel_of(render(an_info(), [an_item(a_stored(**fields))])).find("item")


def read_back(rendered: bytes, version: str = "rss20") -> Any:
    parsed = feedparser.parse(io.BytesIO(rendered))
    assert not parsed.bozo
    assert parsed.version == version
    return parsed


def atom_entry(item: FeedItem) -> Any:
    (entry,) = read_back(render(an_info(), [item], FeedFormat.ATOM), "atom10").entries
    return entry


def json_item(item: FeedItem) -> dict[str, Any]:
    (found,) = json.loads(render(an_info(), [item], FeedFormat.JSON))["items"]
    return dict(found)


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
        image="https://example.org/图.png",
    )

    assert item.findtext("title") == "科大讯飞发布新产品"
    assert item.findtext("link") == "https://example.org/1"
    assert item.findtext("description") == "正文"
    assert item.findtext("pubDate") == "Mon, 06 Jul 2026 08:05:00 +0800"
    assert [category.text for category in item.findall("category")] == ["A股", "AI"]
    assert item.findtext(f"{DC}creator") == "编辑部"
    assert item.findtext("source") == "通讯社"
    assert item.find("source").get("url") == "https://news.example/feeds/sources/wire.rss"
    content = item.find(f"{MEDIA}content")
    assert content.get("url") == "https://example.org/%E5%9B%BE.png"
    assert (content.get("medium"), content.get("type")) == ("image", "image/png")
    assert item.find("guid").get("isPermaLink") == "false"


def test_an_article_without_a_date_has_the_one_on_which_it_was_seen() -> None:
    assert parsedate_to_datetime(item_of().findtext("pubDate")) == NOW


@pytest.mark.parametrize("published", [LATER, NOW.replace(year=2031), NOW.replace(year=1970), None])
def test_an_odd_date_is_not_believed(published: datetime | None) -> None:
    assert parsedate_to_datetime(item_of(published_at=published).findtext("pubDate")) == NOW


def test_plain_text_is_shown_as_it_is_written() -> None:
    text = "S&P 500, AT&T, margin <10%"
    item = an_item(a_stored(title=text, body=text))

    assert (atom_entry(item).title, atom_entry(item).summary) == (text, text)
    assert json_item(item)["content_text"] == text
    (entry,) = read_back(render(an_info(), [item])).entries
    assert entry.summary == "S&amp;P 500, AT&amp;T, margin &lt;10%", "HTML, in RSS"


def test_a_correction_shows_in_the_dates() -> None:
    before, after = an_item(), an_item(a_stored(changed_at=LATER))

    assert "date_modified" not in json_item(before)
    assert json_item(after)["date_modified"].startswith(LATER.isoformat()[:19])
    assert json_item(after)["date_published"] == json_item(before)["date_published"]
    assert atom_entry(after).updated > atom_entry(before).updated
    assert atom_entry(after).published == atom_entry(before).published
    assert atom_entry(after).id == atom_entry(before).id


@pytest.mark.parametrize("author", [None, "编辑部"])
def test_the_publisher_is_named_in_every_form(author: str | None) -> None:
    item = an_item(a_stored(author=author))
    (entry,) = read_back(render(an_info(), [item])).entries

    assert entry.source.title == "通讯社"
    assert atom_entry(item).source.title == "通讯社"
    names = [*filter(None, [author]), "通讯社"]
    assert [each.name for each in atom_entry(item).authors] == names
    assert json_item(item)["authors"] == [{"name": name} for name in names]
    assert "wire" not in render(an_info(), [item]).decode().replace("sources/wire", "")


def test_other_sources_of_a_story_are_named_in_every_form() -> None:
    item = an_item(
        others=(("甲", "https://a.example/1"), ("乙", None)), also="Also reported by: 甲, 乙"
    )
    (entry,) = read_back(render(an_info(), [item])).entries

    assert entry.summary == "正文<br />Also reported by: 甲, 乙"
    assert atom_entry(item).summary == "正文\nAlso reported by: 甲, 乙"
    related = [each for each in atom_entry(item).links if each.rel == "related"]
    assert [(each.title, each.href) for each in related] == [("甲", "https://a.example/1")]
    assert json_item(item)["content_text"] == "正文\nAlso reported by: 甲, 乙"


def test_an_item_has_the_prefixes_that_readers_look_for_declared_once_in_the_head() -> None:
    item = an_item(a_stored(image="https://example.org/a.webp"))
    text = render(an_info(), [item, item]).decode()
    for prefix, name in (("media", "content"), ("dc", "creator")):
        assert text.count(f"<{prefix}:{name}") == 2
        assert text.count(f"xmlns:{prefix}=") == 1


def test_an_image_is_in_every_form() -> None:
    item = an_item(a_stored(image="https://example.org/a.webp?w=1"))

    (enclosure,) = atom_entry(item).enclosures
    assert (enclosure.href, enclosure.type) == ("https://example.org/a.webp?w=1", "image/webp")
    assert json_item(item)["image"] == "https://example.org/a.webp?w=1"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/1", "", "ftp://x/"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    item = item_of(url=url, image=url)

    assert item.find("link") is None
    assert item.find(f"{MEDIA}content") is None


def test_pages_name_each_other_as_rfc_5005_has_it() -> None:
    first = an_info(next_url=f"{BASE}?before=7")
    second = an_info(self_url=f"{BASE}?before=7")

    def links(info: FeedInfo) -> dict[str, str]:
        channel = channel_of(render(info, []))
        return {each.get("rel"): each.get("href") for each in channel.iterfind(f"{ATOM}link")}

    assert links(first) == {
        "self": BASE,
        "next": f"{BASE}?before=7",
        "prev-archive": f"{BASE}?before=7",
    }
    assert links(second) == {"self": f"{BASE}?before=7", "first": BASE, "current": BASE}
    for info, is_archive in ((first, False), (second, True)):
        for form, tag in (
            (FeedFormat.RSS, f"channel/{FH}archive"),
            (FeedFormat.ATOM, f"{FH}archive"),
        ):
            root = etree.fromstring(render(info, [], form))
            assert (root.find(tag) is not None) is is_archive
    assert json.loads(render(first, [], FeedFormat.JSON))["next_url"].endswith("=7")


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
    item = an_item(a_stored(body="<p>a &lt;script&gt;x&lt;/script&gt; &amp;</p>"))
    rendered = render(an_info(), [item])

    assert read_back(rendered).entries[0].summary == "a &lt;script&gt;x&lt;/script&gt; &amp;"


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert excerpt(a_stored(body="字" * 500)) == "字" * 500
    assert excerpt(a_stored(body="字" * 501)) == "字" * 499 + "…"
    assert excerpt(a_stored(body="<p>一</p><p>二</p>")) == "一 二"


def test_items_stand_in_the_order_given() -> None:
    items = [an_item(a_stored(id=n, title=f"t{n}")) for n in range(3)]

    titles = [entry.title for entry in read_back(render(an_info(), items)).entries]

    assert titles == ["t0", "t1", "t2"]


def test_the_same_content_gives_the_same_bytes() -> None:
    items = [an_item(a_stored(categories=("a", "b"), author="x"))]

    assert render(an_info(), items) == render(an_info(), items)
    assert render(an_info(), items) != render(an_info(title="x"), items)


@given(
    title=ANY_TEXT,
    body=ANY_TEXT,
    author=st.none() | ANY_TEXT,
    categories=st.lists(ANY_TEXT, max_size=3),
    path=ANY_TEXT,
    name=ANY_TEXT,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    changed=st.sampled_from([None, NOW]),
    has_page=st.booleans(),
)
def test_whatever_an_article_holds_the_feed_is_valid(
    title: str,
    body: str,
    author: str | None,
    categories: list[str],
    path: str,
    name: str,
    published: datetime | None,
    changed: datetime | None,
    *,
    has_page: bool,
) -> None:
    url = f"https://example.org/{path}"
    article = a_stored(
        title=title, body=body, author=author, categories=tuple(categories), image=url,
        url=url if has_page else None,
        published_at=published, changed_at=changed,
    )  # fmt: skip
    info = an_info(title=f"t{name}", description=f"d{name}")
    item = an_item(article, others=((f"o{name}", url),), also=name)

    def written(form: FeedFormat) -> bytes:
        return render(info, [item, an_item(a_stored(id=2))], form)

    assert complaints_of_rss(written(FeedFormat.RSS), LATER) == []
    assert complaints_of_atom(written(FeedFormat.ATOM), LATER) == []
    assert complaints_of_json(written(FeedFormat.JSON), LATER) == []
    parsed = read_back(written(FeedFormat.RSS))
    assert [entry.id for entry in parsed.entries] == ["urn:notifier:1", "urn:notifier:2"]
    assert parsed.entries[1].title == "科大讯飞发布新产品"
    assert parsed.entries[0].get("link", "").isascii()
    assert len(read_back(written(FeedFormat.ATOM), "atom10").entries) == 2


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=100))
def test_a_title_comes_back_as_it_was(title: str) -> None:
    item = channel_of(render(an_info(), [an_item(a_stored(title=title))])).find("item")

    if not set(title) & set("<>&"):
        assert item.findtext("title") == title
