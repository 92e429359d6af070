"""From a publisher's HTML to text and marks."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.document import is_html, plain_text, read_entry
from notifier.core.model import Document
from notifier.sources.posts import parse_post
from tests.builders import NOW, an_entry

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def read(body: str) -> Document:
    return read_entry(an_entry(body=body), "wire")


def marked(body: str) -> list[tuple[str, str]]:
    """Return the marked stretches of a body, each with its code."""
    document = read(body)
    return [(document.text[mark.start : mark.end], mark.code) for mark in document.marks]


def test_blocks_are_lines_and_other_tags_are_nothing() -> None:
    body = "<div>\n <p>科大<b>讯飞</b>  上涨&nbsp;5%</p><ul><li>一<li>二</ul>甲<br/>乙 </div>尾"

    assert plain_text(body) == "科大讯飞 上涨 5%\n一\n二\n甲\n乙\n尾"


def test_plain_text_keeps_its_lines() -> None:
    assert plain_text(" 第一段 \r\n\n  第二段\t完 ") == "第一段\n第二段 完"
    assert not is_html("1 < 2 > 0, AT&T; 3<4")


@pytest.mark.parametrize(
    "body",
    ["Launch firm <RKLB.O> wins contract", "Shares of <PLTR.O> rose", "港股 <0700.HK> 走高",
     "Apple <AAPL.O> and <BRK-B.N> rose", "write to <user@mail.com> now", "if a<b c>d then",
     "<TSLA.O> falls", "新聞 <9988.HK>\n第二行"],
)  # fmt: skip
def test_what_is_no_element_of_html_is_text(body: str) -> None:
    assert plain_text(body).split() == body.split()
    assert plain_text(plain_text(body)) == plain_text(body)
    escaped = body.replace("<", "&lt;").replace(">", "&gt;")
    assert plain_text(escaped).split() == body.split()
    assert plain_text(f"<p>{body}</p><br>AT&amp;T").split() == [*body.split(), "AT&T"]


@pytest.mark.parametrize(
    "tagged",
    ["<o:p></o:p>", "<my-note>x</my-note>", "<stock code=1>x", "<picture><img src=a></picture>x",
     "<hr noshade>", "<font color=red>x</font>", "<x/>", "<B>x</B>", "<main>x</main>", "<a b=c>x"],
)  # fmt: skip
def test_other_tags_are_no_text(tagged: str) -> None:
    assert plain_text(f"前{tagged}后").replace("\n", "") == (
        "前x后" if "x<" in tagged or tagged.endswith("x") else "前后"
    )


def test_entities_make_a_body_html() -> None:
    assert plain_text("AT&amp;T &#36;&#x4e2d;") == "AT&T $中"


@pytest.mark.parametrize(
    "unread",
    [
        "<script>if (a < b) {alert('<p>x</p>')}</script>",
        "<style>p {color: red}</style>",
        "<noscript><p>x</p></noscript>",
        "<template><p>x</p></template>",
        "<iframe>x</iframe>",
        "<svg><title>x</title><text>x</text></svg>",
        "<title>x</title>",
        "<!-- <p>x</p> -->",
        "<?php echo 'x' ?>",
    ],
)
def test_what_no_reader_sees_is_not_read(unread: str) -> None:
    assert plain_text(f"<p>前</p>{unread}<p>后</p>") == "前\n后"


def test_a_page_is_read_without_its_head_and_as_it_is_encoded_not_as_it_says() -> None:
    page = "<html><head><meta charset=gbk><title>x</title></head><body>科大讯飞</body></html>"

    assert plain_text(page) == "科大讯飞"


def test_a_link_to_a_security_marks_its_stretch() -> None:
    body = (
        '<p>支持<a class="trsHotWords" href="https://info.stcn.com/dc/stock/?stockcode=SZ300959" '
        'code="300959">线上线下</a>融合</p>\n\n<p> 集聚了 '
        '<a code=" 002230 "> <em>科大</em>讯飞 </a>、携程</p>'
    )

    document = read(body)

    assert document.text == "支持线上线下融合\n集聚了 科大讯飞 、携程"
    assert marked(body) == [("线上线下", "SZ300959"), ("科大讯飞", "002230")]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ('href="https://info.stcn.com/dc/stock/?stockcode=SS600320" code="600320"', "SS600320"),
        ('href="https://www.stcn.com/quotes/index/sz002130.html"', "sz002130"),
        ('href="https://quote.eastmoney.com/unify/r/1.600519"', "1.600519"),
        ('href="http://quote.eastmoney.com/sh600519.html"', "sh600519"),
        ('href="/S/SZ002230" code="002230"', "002230"),
        ('href="https://xueqiu.com/S/SZ002230"', "SZ002230"),
        ('href="https://www.futunn.com/stock/00700-HK"', "00700-HK"),
        ("code=002230", "002230"),
    ],
)
def test_each_way_to_write_the_code_is_read(link: str, code: str) -> None:
    assert marked(f"<p>甲<a {link}>公司</a>乙</p>") == [("公司", code)]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("usstock_BIDU", "BIDU"),
        ("usstock_BRK.B", "BRK.B"),
        ("stock_sh600519", "sh600519"),
        ("hkstock_hk00700", "hk00700"),
    ],
)
def test_an_element_named_after_a_security_marks_its_stretch(mark: str, code: str) -> None:
    body = (
        f"<p>甲<span>乙<span id={mark}><a href='https://example.org/'>公司</a></span></span>丙</p>"
    )

    assert marked(body) == [("公司", code)]


def test_two_ways_to_mark_the_same_stretch_mark_it_once() -> None:
    link = "<a href='https://www.stcn.com/quotes/index/sz002130.html'>公司</a>"

    assert marked(f"<p><span id=stock_sz002130>{link}</span></p>") == [("公司", "sz002130")]


@pytest.mark.parametrize(
    "body",
    [
        "<span id='quote_BIDU'>公司</span>",
        "<span id='usstock_'>公司</span>",
        "<a href='https://example.org/'>公司</a>",
        "<a code=''>公司</a>",
        "<a code>公司</a>",
        "<span code='002230'>公司</span>",
        "<a code='002230'> </a>公司",
        "<a code='002230'><script>x</script></a>公司",
        "<a>",
    ],
)
def test_other_links_mark_nothing(body: str) -> None:
    assert marked(body) == []


def test_links_that_overlap_or_do_not_end_mark_what_they_hold() -> None:
    assert marked("<p>a<a code=1>b<a code=2>c</a>d</a></p>") == [("b", "1"), ("c", "2")]
    assert marked("a <a code=1><p>b</p><br> c ") == [("b\nc", "1")]
    assert marked("</a>a</a><a code=1>b") == [("b", "1")]


def test_title_source_and_fields_are_taken_over() -> None:
    entry = an_entry("<b>AT&amp;T</b>\n上涨", tickers=("T",), categories=("美股",), lang="zh")

    assert read_entry(entry, "wire") == Document(
        title="AT&T 上涨", tickers=("T",), source="wire", categories=("美股",), lang="zh"
    )


# One million characters is the longest body that is kept: whatever grows faster than a body's
# length takes minutes with these, and the test run's time limit ends it.
@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b>", "<a code=1>", "<a", "<a href='", "&", "&#", "<!--", "</", "<table><tr><td>",
     "<script>", "< ", " ", "\x00", "<![CDATA["],
)  # fmt: skip
def test_no_hostile_body_takes_long(piece: str) -> None:
    for body in (piece * (1_000_000 // len(piece)), "<p>a</p>" + piece * 20_000 + "x</p>"):
        assert isinstance(plain_text(body), str)


def test_text_after_any_depth_of_nesting_is_read() -> None:
    assert plain_text("<div>" * 5000 + "内" + "</div>" * 5000 + "后") == "内\n后"


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<b>", "</b>", "<a code='002230'>", "</a>", "<script>", "<!--",
             "</script>", "<td>", " ", "\n", "\u3000", "科大", "x", "&amp;", "<", ">", "&#xD800;",
             "<?xml version='1.0' encoding='gbk'?>", "\x00", "\ud800", "<!", "http://a/?b=1&amp;c"]
        )
        | st.text(st.characters(), max_size=8)
    ).map("".join)
)  # fmt: skip
def test_any_body_gives_clean_lines_and_marks_inside_them(body: str) -> None:
    document = read(body)

    lines = document.text.split("\n") if document.text else []
    assert all(line == line.strip() and line for line in lines)
    for mark in document.marks:
        surface = document.text[mark.start : mark.end]
        assert surface == surface.strip() != ""
        assert mark.code == mark.code.strip() != ""


@given(st.text("<>&;#/!- \nabp科", max_size=30))
def test_text_that_is_no_html_keeps_every_word(body: str) -> None:
    if not is_html(body):
        assert plain_text(body).split() == body.split()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared")
def test_the_seed_is_read_with_its_marks_at_the_right_stretches() -> None:
    (seed,) = SEEDS.glob("*.txt")
    document = read_entry(parse_post(seed.read_bytes(), seed.name, ZoneInfo("UTC"), NOW), "posts")

    marks = [(document.text[mark.start : mark.end], mark.code) for mark in document.marks]
    assert marks == [
        ("线上线下", "SZ300959"),
        ("科大讯飞", "SZ002230"),
        ("振华重工", "SS600320"),
        ("优刻得", "SS688158"),
        ("优刻得", "SS688158"),
    ]
    first = document.marks[0]
    assert document.text[first.start - 3 : first.end + 2] == "把支持线上线下融合"
    assert document.text.startswith("证券时报记者 张淑贤\n7月26日，由上海市")
    assert document.text.endswith("持续激发消费活力。")
    assert len(document.text.splitlines()) == 13
