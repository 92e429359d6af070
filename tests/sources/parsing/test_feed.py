"""What a feed's document says, in every format and with everything that is wrong with feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from tests.sources.documents import only, parsed, rss


def test_rss_2_is_read_with_all_that_it_says() -> None:
    entry = only(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>t</title><language>zh-cn</language><item><title>科大讯飞 &amp; AT&amp;amp;T</title>"
        '<link>https://example.org/1</link><guid isPermaLink="false">g-1</guid>'
        "<author>desk@example.org (编辑部)</author><category>A股</category><category>AI</category>"
        "<description>short</description>"
        "<content:encoded><![CDATA[<p>much longer</p>]]></content:encoded>"
        "<pubDate>Tue, 26 Jul 2022 18:55:00 +0800</pubDate></item></channel></rss>"
    )

    assert entry == Entry(
        key="g-1",
        title="科大讯飞 & AT&T",
        url="https://example.org/1",
        body="<p>much longer</p>",
        author="编辑部",
        categories=("A股", "AI"),
        lang="zh-cn",
        published=datetime(2022, 7, 26, 10, 55, tzinfo=UTC),
    )


def test_atom_is_read_with_all_that_it_says() -> None:
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans"><title>t</title><entry>'
        '<id>urn:x:1</id><title type="html">&lt;b&gt;科大&lt;/b&gt;讯飞</title><link href="../1"/>'
        "<author><name>编辑部</name></author><category term='AI'/><summary>short</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>much longer</p></div>'
        "</content>"
        "<updated>2022-07-26T18:55:00+08:00</updated></entry></feed>"
    )

    assert (entry.key, entry.title) == ("urn:x:1", "科大讯飞")
    assert entry.url == "https://example.org/1"
    assert (entry.body, entry.author, entry.categories) == ("<p>much longer</p>", "编辑部", ("AI",))
    assert entry.lang == "zh-Hans"
    assert entry.published == datetime(2022, 7, 26, 10, 55, tzinfo=UTC)


RSS_0_9 = "http://my.netscape.com/rdf" + "/simple/0.9/"
RDF = 'rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ITEM = "<title>x</title><link>https://example.org/1</link></item>"
ATOM_ITEM = '<title>x</title><link rel="alternate" href="https://example.org/1"/></entry>'


@pytest.mark.parametrize(
    "document",
    [
        f'<rss version="0.91"><channel><item>{ITEM}</channel></rss>',
        f'<rss version="0.92"><channel><item>{ITEM}</channel></rss>',
        f'<{RDF} xmlns="http://purl.org/rss/1.0/"><item rdf:about="a">{ITEM}</rdf:RDF>',
        f'<{RDF} xmlns="{RSS_0_9}"><item>{ITEM}</rdf:RDF>',
        f'<feed xmlns="http://purl.org/atom/ns#" version="0.3"><entry>{ATOM_ITEM}</feed>',
    ],
)  # fmt: skip
def test_older_formats_are_read(document: str) -> None:
    entry = only(document)

    assert (entry.title, entry.url) == ("x", "https://example.org/1")


@pytest.mark.parametrize(
    ("item", "key", "url"),
    [
        ("<guid>https://example.org/1</guid>", "https://example.org/1", "https://example.org/1"),
        ("<guid>12345</guid>", "12345", None),
        ("<guid>12345</guid><link>/1</link>", "12345", "https://example.org/1"),
        ("<link>2</link><guid>2</guid>", "2", "https://example.org/news/2"),
        ("<link> https://example.org/1 </link>", "https://example.org/1", "https://example.org/1"),
        ("<link>//example.com/1</link>", "https://example.com/1", "https://example.com/1"),
        ("<link>javascript:alert(1)</link><guid>a</guid>", "a", None),
        ("<link>data:text/html,x</link><guid>a</guid>", "a", None),
        ("<link>http://[::1</link><guid>a</guid>", "a", None),
        ("<link>http:</link><guid>a</guid>", "a", None),
    ],
)
def test_keys_are_as_written_and_links_whole(item: str, key: str, url: str | None) -> None:
    entry = only(rss(f"<title>x</title>{item}"))

    assert (entry.key, entry.url) == (key, url)


def test_without_guid_and_link_the_key_is_of_title_and_date_and_of_nothing_that_changes() -> None:
    date = "<pubDate>Tue, 26 Jul 2022 18:55:00 GMT</pubDate>"
    later = "<pubDate>Tue, 26 Jul 2022 19:20:00 GMT</pubDate>"
    feed = parsed(rss("<title>a</title>", f"<title>b</title>{date}", f"<title>b</title>{later}"))
    again = parsed(rss(f"<title>b</title><description>more</description>{date}"))

    assert len({entry.key for entry in feed.entries}) == 3
    assert again.entries[0].key == feed.entries[1].key


def test_a_feed_that_moves_keeps_its_keys() -> None:
    document = rss("<title>x</title><guid>1</guid>", "<title>y</title><link>/y</link>")

    here = parsed(document, url="http://a.example.org/feed")
    there = parsed(document, url="https://b.example.org/other/feed")

    assert [entry.key for entry in here.entries] == [entry.key for entry in there.entries]


def test_without_a_title_the_text_or_the_link_is_one() -> None:
    text = "长" * 200
    flash = "&lt;p&gt;【科大讯飞发布新产品】财经社7月26日电，科大讯飞发布新产品。"

    assert only(rss(f"<description>&lt;p&gt;{text}</description>")).title == "长" * 119 + "…"
    assert only(rss(f"<description>{flash}</description>")).title == "科大讯飞发布新产品"
    assert only(rss("<link>https://example.org/1</link>")).title == "https://example.org/1"
    assert parsed(rss("", "<guid>1</guid>", "<title> </title>")).entries == ()


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("<pubDate>26 Jul 2022 18:55 GMT</pubDate>", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("<pubDate>2022-07-26T18:55:00+08:00</pubDate>", datetime(2022, 7, 26, 10, 55, tzinfo=UTC)),
        (
            '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2022-07-26T18:55Z</dc:date>',
            datetime(2022, 7, 26, 18, 55, tzinfo=UTC),
        ),
        (
            '<pubDate>soon</pubDate><updated xmlns="http://www.w3.org/2005/Atom">2022-07-26</updated>',
            datetime(2022, 7, 26, tzinfo=UTC),
        ),
        ("<pubDate>soon</pubDate>", None),
        ("<pubDate>Mon, 32 Foo 20222 99:99</pubDate>", None),
        ("<pubDate/>", None),
        ("", None),
    ],
)  # fmt: skip
def test_dates_are_read_or_missing(date: str, moment: datetime | None) -> None:
    assert only(rss(f"<title>x</title>{date}")).published == moment


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "the answer is empty"),
        (b" \r\n\t", "the answer is empty"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "but an HTML page"),
        (b"  <html><head><title>x</title></head></html>", "but an HTML page"),
        (b"https://example.org/feed.xml", "this is no feed"),
        (
            b"<urlset><url><loc>https://example.org/</loc></url></urlset>",
            "1 addresses and no titles",
        ),
        (
            b"<sitemapindex><sitemap><loc>https://example.org/1.xml</loc></sitemap></sitemapindex>",
            "index of sitemaps; give the address of one: https://example.org/1.xml",
        ),
        (b"<title>Just a moment...</title>", "whether one is human"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "this is no feed"),
        (b"\x00" * 100, "this is no feed"),
        (b"<", "this is no feed"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, told: str) -> None:
    with pytest.raises(ParseError) as raised:
        parsed(body)

    assert told in str(raised.value)


def test_a_body_that_names_a_file_opens_none(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(rss("<title>secret</title>"), encoding="utf-8")

    for body in (str(feed), feed.as_uri()):
        with pytest.raises(ParseError, match="this is no feed"):
            parsed(body)


def test_a_document_type_reads_no_file_and_grows_to_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY l0 "ha">{laughs}'
    item = "<title>a&x;&l9;</title>"

    entry = only(rss(item, head=f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>'))

    assert "hunter2" not in repr(entry)
    assert len(entry.title) < 100


def test_a_feed_without_items_is_empty() -> None:
    assert parsed(rss()).entries == ()


def test_the_text_that_has_words_is_the_text() -> None:
    picture = "&lt;figure&gt;&lt;img src='x.jpg'&gt;&lt;/figure&gt;"
    said = "<description>拟回购股份三十亿元。</description>"
    item = f"<title>x</title>{said}<content:encoded>{picture}</content:encoded>"
    stub = "<content:encoded>&lt;p&gt;更多…&lt;/p&gt;</content:encoded>"

    script = "&lt;script&gt;var embedded = 'a very long program';&lt;/script&gt;"
    embedded = f"<title>x</title>{said}<content:encoded>{script}</content:encoded>"

    assert only(rss(item)).body == "拟回购股份三十亿元。"
    assert only(rss(embedded)).body == "拟回购股份三十亿元。"
    assert only(rss(f"<title>x</title>{said}{stub}")).body == "拟回购股份三十亿元。"


def test_a_news_sitemap_is_a_feed() -> None:
    news = (
        "<news:news><news:publication><news:name>X</news:name><news:language>zh-cn</news:language>"
        "</news:publication><news:publication_date>2022-07-26T09:30:00+08:00</news:publication_date>"
        "<news:title>示例新闻</news:title><news:keywords>A股, 公司</news:keywords>"
        "<news:stock_tickers>NASDAQ:AAPL, SSE:600519</news:stock_tickers></news:news>"
    )
    image = (
        "<image:image><image:loc>https://example.org/1.jpg</image:loc>"
        "<image:title>图片标题</image:title></image:image>"
    )
    namespaces = (
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    document = (
        f'<?xml version="1.0"?><urlset {namespaces}>'
        f"<url>{image}<loc>https://example.org/n/1</loc>{news}</url>"
        f"<url><loc>https://example.org/n/2</loc>{image}</url>"
        "<url><loc>https://example.org/about</loc></url></urlset>"
    )
    [entry] = parsed(document).entries

    assert (entry.title, entry.url, entry.lang) == ("示例新闻", "https://example.org/n/1", "zh-cn")
    assert entry.published == datetime(2022, 7, 26, 1, 30, tzinfo=UTC)
    assert (entry.categories, entry.tickers) == (("A股", "公司"), ("NASDAQ:AAPL", "SSE:600519"))
