"""Articles listed on a web page, found by selectors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from notifier.core.errors import ParseError
from notifier.sources.page import PageConfig
from tests.sources.lists import a_page, listed_in_page

ITEM = """
<li>
  <div class="tt"><a href="/article/detail/{id}.html"> 甲公司<b>发布</b>新一代产品 </a></div>
  <div class="text">公司称，<a href="/quotes/index/sz002230.html">讯飞</a>参与合作。</div>
  <div class="tags"><span>人工智能</span><span>芯片</span></div>
  <div class="info"><span>示例时报</span><span>{time}</span></div>
  <img data-src="//img.example.org/{id}.jpg">
</li>"""
SELECTORS = {
    "title": "div.tt a",
    "link": "div.tt a@href",
    "body": "div.text",
    "author": "div.info span:first-child",
    "time": "div.info span:last-child",
    "categories": "div.tags span",
    "image": "img@data-src",
    "tickers": "a[href*='/quotes/']@href",
}


def a_list(*items: str) -> str:
    return f"<html><head><title>要闻</title></head><ul class='list'>{''.join(items)}</ul></html>"


def an_item(number: int = 1, time: str = "09:15") -> str:
    return ITEM.format(id=number, time=time)


def test_every_part_of_an_item_is_read() -> None:
    listed = listed_in_page(a_list(an_item()), items="ul.list li", entry=SELECTORS)

    (entry,) = listed.entries
    assert entry.title == "甲公司发布新一代产品"
    assert entry.url == "https://news.example.org/article/detail/1.html"
    assert entry.key == entry.url
    assert entry.body == '公司称，<a href="/quotes/index/sz002230.html">讯飞</a>参与合作。'
    assert entry.author == "示例时报"
    assert entry.published == datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
    assert entry.categories == ("人工智能", "芯片")
    assert entry.image == "https://img.example.org/1.jpg"
    assert entry.tickers == ("sz002230",)
    assert listed.problems == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("09:15", datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
        ("23:50", datetime(2026, 11, 22, 15, 50, tzinfo=UTC)),
        ("11-21 18:00", datetime(2026, 11, 21, 10, 0, tzinfo=UTC)),
        ("2026-11-20 08:00", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
    ],
)
def test_times_are_of_the_sources_own_zone(written: str, meant: datetime) -> None:
    listed = listed_in_page(a_list(an_item(time=written)), items="ul.list li", entry=SELECTORS)

    assert listed.entries[0].published == meant


def test_without_selectors_the_first_link_of_an_item_is_the_article() -> None:
    page = a_list("<li><a href='2.html'>乙公司<em>公告</em></a> <a href='x'>更多</a></li>")

    (entry,) = listed_in_page(page, items="ul.list li").entries

    assert (entry.title, entry.url) == ("乙公司公告", "https://news.example.org/list/2.html")


def test_an_item_may_be_the_link_itself() -> None:
    page = "<ul><li><a href='./a/1.html'><h3>丙公司中标</h3><em>11-22 10:00</em></a></li></ul>"

    (entry,) = listed_in_page(
        page, items="ul li a", entry={"title": "h3", "link": "@href", "time": "em"}
    ).entries

    assert (entry.title, entry.url) == ("丙公司中标", "https://news.example.org/list/a/1.html")
    assert entry.published == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "heading", ["11月22日 星期日", "2026年11月22日（周日）", "Sunday, 22 November", "昨天", "11-22"]
)
def test_an_hour_is_of_the_day_of_the_heading_above(heading: str) -> None:
    page = f"<h4>{heading}</h4><ul><li><a href=/1>甲公司公告</a><i>15:00</i></li></ul>"

    (entry,) = listed_in_page(page, items="li", entry={"time": "i"}).entries

    assert entry.published == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def test_an_item_that_is_the_link_has_its_own_text_as_headline() -> None:
    page = "<div><a href=/1>甲公司公告</a><a href=/2 class=hot>乙公司公告</a></div>"
    for entry in ({}, {"title": ":scope", "link": "@href"}, {"title": "a", "link": "a@href"}):
        found = listed_in_page(page, items="div a", entry=entry).entries
        assert [(each.title, each.url) for each in found] == [
            ("甲公司公告", "https://news.example.org/1"),
            ("乙公司公告", "https://news.example.org/2"),
        ]


def test_items_are_kept_apart_where_they_lie_in_one_another() -> None:
    page = "<div class=i><a href=1>甲</a><div class=i><a href=2>乙</a></div></div>"

    assert [each.title for each in listed_in_page(page, items="div.i").entries] == ["甲"]


def test_only_links_to_web_pages_are_links() -> None:
    page = "".join(
        f"<p><a href='{link}'>甲{link}</a></p>" for link in ("javascript:void(0)", "//[")
    )

    listed = listed_in_page(page, items="p")

    assert [entry.url for entry in listed.entries] == [None, None]


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (b"<meta charset=gb2312>{}", ""),
        (b"<meta http-equiv=Content-Type content='text/html; charset=gbk'>{}", "text/html"),
        (b"{}", "text/html; charset=gb2312"),
        (b"{}", "text/html; charset=utf-8"),
        (b"{}", ""),
    ],
)
def test_a_page_is_read_in_its_own_encoding(page: bytes, content_type: str) -> None:
    body = page.replace(b"{}", "<p><a href=1>宁德时代镕公司公告</a>".encode("gb18030"))

    assert listed_in_page(body, content_type, items="p").entries[0].title == "宁德时代镕公司公告"


def test_a_page_without_items_is_told_in_one_line() -> None:
    page = "<title> 验证 </title>" + "<a href=x>x</a>" * 37

    with pytest.raises(ParseError) as raised:
        listed_in_page(page, items="ul.infinite-list li")

    assert str(raised.value) == (
        "no item matches 'ul.infinite-list li'; the page has 37 links, title “验证”: "
        "layout changed?"
    )


def test_items_without_a_title_are_left_out_and_told() -> None:
    page = a_list(an_item(1), "<li class=ad><img></li>", an_item(2))

    listed = listed_in_page(page, items="ul.list li", entry=SELECTORS)

    assert len(listed.entries) == 2
    assert listed.problems == ("no text in 1 of 3 items, at 'div.tt a' or 'div.text'",)


def test_a_list_of_which_no_item_can_be_read_is_a_failure() -> None:
    page = a_list("<li>甲</li>", "<li>乙</li>")

    with pytest.raises(
        ParseError, match=r"no text in any of 2 items, at 'div\.tt a': layout changed\?"
    ):
        listed_in_page(page, items="ul.list li", entry={"title": "div.tt a"})


def test_a_part_that_no_item_has_any_more_is_told() -> None:
    page = a_list(*(an_item(number, time="") for number in range(6)))

    listed = listed_in_page(page, items="ul.list li", entry={**SELECTORS, "author": "b.author"})

    assert len(listed.entries) == 6
    assert listed.problems == (
        "no time in any of 6 items, at 'div.info span:last-child'",
        "no author in any of 6 items, at 'b.author'",
    )


def test_times_that_cannot_be_read_are_told_with_an_example() -> None:
    page = a_list(an_item(1, "第三季度"), an_item(2, "第四季度"))

    listed = listed_in_page(page, items="ul.list li", entry=SELECTORS)

    assert [entry.published for entry in listed.entries] == [None, None]
    assert listed.problems == ("no date can be used; the first is '第三季度'",)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"items": "ul["}, "items"),
        ({"items": "ul@href"}, "items"),
        ({"items": " "}, "items"),
        ({}, "items"),
        ({"items": "li", "entry": {"title": "li:nosuch"}}, "entry.title"),
        ({"items": "li", "entry": {"headline": "a"}}, "entry.headline"),
        ({"items": "li", "article": {"body": "div[", "remove": "a@b"}}, "article.body"),
        ({"items": "li", "article": {"remove": "a@b"}}, "article.remove"),
        ({"items": "li", "article": {"url": "/a/{key}"}}, "article.url"),
        ({"items": "li", "article": {"url": "https://x.example/{id}"}}, "article.url"),
        ({"items": "li", "url": "https://x.example/{week}"}, "url"),
        ({"items": "li", "timezone": "Peking"}, "timezone"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_with_its_key(
    settings: dict[str, object], key: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        a_page(**settings)

    assert key in {".".join(map(str, error["loc"])) for error in raised.value.errors()}


def test_a_source_is_known_by_its_address_and_what_it_asks() -> None:
    assert a_page(items="li").identity == "page https://news.example.org/list/yw.html"
    assert a_page(items="li", params={"c": 1}).identity != a_page(items="li").identity
    assert a_page(items="li", entry=SELECTORS).identity == a_page(items="li").identity


HTML = st.lists(
    st.sampled_from(
        ["<ul>", "<li>", "</li>", "<a href='", "'>", "<a href=1>", "</a>", "<p>", "<title>", "甲",
         "<script>", "<!--", "-->", "&amp;", "&#xD800;", "\x00", "<", ">", "javascript:", "//[",
         "<time datetime='9999-99-99'>", "2026-02-30", "<svg>", "</ul>", "<template>", "<base>"]
    )
    | st.text(st.characters(), max_size=6)
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(HTML.map(lambda text: text.encode(errors="surrogatepass")) | st.binary(max_size=60))
@example(b"<li>" * 3000)
def test_any_page_gives_entries_or_a_parse_error(body: bytes) -> None:
    config: dict[str, object] = {"title": "a, p", "time": "time@datetime", "body": "p"}
    try:
        listed = listed_in_page(body, items="li, p", entry=config)
    except ParseError:
        return

    for entry in listed.entries:
        assert entry.key
        assert entry.title.strip()
        assert entry.url is None or entry.url.startswith(("http://", "https://"))


def test_the_settings_can_be_read_from_the_shortest_table() -> None:
    assert isinstance(a_page(items="li"), PageConfig)


def test_a_page_that_refuses_programs_is_called_so() -> None:
    page = "<title>Just a moment...</title><p>Checking your browser before you go on.</p>"

    with pytest.raises(ParseError, match="a page that asks whether one is human"):
        listed_in_page(page, items="li")


def test_links_are_completed_by_the_base_that_a_page_names() -> None:
    page = '<base href="https://other.example/x/"><li><a href="1.html">甲</a></li>'

    assert listed_in_page(page, items="li").entries[0].url == "https://other.example/x/1.html"
    strange = '<base href="javascript:0"><li><a href="/1.html">甲</a></li>'
    assert (listed_in_page(strange, items="li").entries[0].url or "").endswith("/1.html")


def test_an_xml_document_is_read_by_selectors() -> None:
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><reply xmlns:n="http://n.example/"><rows>'
        "<row><Title>贵州茅台回购</Title><url>https://a.example/7</url><n:stock>600519</n:stock>"
        "<Body><![CDATA[<p>正文</p>]]></Body></row></rows></reply>"
    )
    entry = {"title": "Title", "link": "url", "body": "Body", "tickers": "n|stock"}
    [found] = listed_in_page(document, items="row", entry=entry).entries

    assert (found.title, found.url) == ("贵州茅台回购", "https://a.example/7")
    assert (found.body, found.tickers) == ("<p>正文</p>", ("600519",))
