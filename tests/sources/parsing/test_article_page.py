"""What an article's own page says: where the settings point, or where most pages have it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.core.document import read_entry
from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.article_page import ArticleConfig, read_article
from notifier.sources.parsing.items import ParseContext
from tests.builders import NOW, an_entry
from tests.sources.lists import SHANGHAI

URL = "https://news.example.org/a/1.html"
TEXT = "公司周一公告称，新产品已经通过验收，预计下季度开始交付，首批客户来自三个省份。"
PAGE = f"""<html><head><title>甲公司公告 - 示例</title>
<meta property="article:published_time" content="2026-11-23T09:20:00+08:00">
<meta name="author" content="示例记者"><meta property="og:image" content="/head.jpg">
</head><body><nav><a href="/">首页</a> <a href="/list">更多</a></nav>
<h1 class="headline">甲公司：<span>新产品通过验收</span></h1>
<p class="info"><span>来源：示例社</span> <span>发布时间：2026-11-23 09:18</span></p>
<div class="content"><p>{TEXT}</p><p>{TEXT}<a href="/quotes/index/sz002230.html">讯飞</a>、
<a code="600519">茅台</a>、<span id="usstock_BIDU"><a href="/s">百度</a></span>均有涉及。</p>
<div class="share">分享到</div><img src="/body.jpg"></div>
<footer>版权所有，未经许可不得转载</footer></body></html>"""
SELECTORS = {
    "body": "div.content",
    "title": "h1.headline",
    "time": ".info span:last-child",
    "author": ".info span:first-child",
    "image": ".content img@src",
    "remove": ".share",
}


def read(
    page: str | bytes, article: dict[str, Any] | None = None, entry: Entry | None = None
) -> tuple[Entry, str | None]:
    config = None if article is None else ArticleConfig.model_validate(article)
    body = page.encode() if isinstance(page, str) else page
    listed = entry or an_entry("甲公司：新…", url=URL, body="摘要", published=None)
    page_read = read_article(body, "", ParseContext(URL, SHANGHAI, NOW), config, listed)
    return page_read.entry, page_read.problem


def marked(entry: Entry) -> list[tuple[str, str]]:
    document = read_entry(entry, "wire")
    return [(document.text[mark.start : mark.end], mark.code) for mark in document.marks]


def test_parts_that_are_named_win_over_the_list() -> None:
    entry, problem = read(PAGE, SELECTORS)

    assert problem is None
    assert entry.title == "甲公司：新产品通过验收"
    assert entry.published == datetime(2026, 11, 23, 1, 18, tzinfo=UTC)
    assert entry.author == "来源：示例社"
    assert entry.image == "https://news.example.org/body.jpg"
    assert entry.body.startswith(f"<p>{TEXT}</p>")
    assert "分享到" not in entry.body
    assert marked(entry) == [("讯飞", "sz002230"), ("茅台", "600519"), ("百度", "BIDU")]
    assert entry.key == "甲公司：新…"


def test_without_names_the_main_text_is_found_with_its_marks() -> None:
    entry, problem = read(PAGE)

    assert problem is None
    text = read_entry(entry, "wire").text
    assert text.count(TEXT) == 2
    assert "版权所有" not in text
    assert "首页" not in text
    assert marked(entry) == [("讯飞", "sz002230"), ("茅台", "600519"), ("百度", "BIDU")]
    assert entry.title == "甲公司：新…"


def test_a_paragraph_full_of_securities_is_not_taken_for_navigation() -> None:
    links = "、".join(f'<a href="/quotes/index/sz00200{n}.html">公司{n}</a>' for n in range(9))
    page = f"<html><body><article><p>{TEXT}</p><p>{links}均涨停。</p></article></body></html>"

    assert len(marked(read(page)[0])) == 9


def test_what_most_pages_say_fills_only_gaps() -> None:
    entry, _ = read(PAGE)
    known = an_entry(url=URL, author="甲", image="https://i.example/1.png")
    kept, _ = read(PAGE, entry=known)

    assert entry.published == datetime(2026, 11, 23, 1, 20, tzinfo=UTC)
    assert entry.author == "示例记者"
    assert entry.image == "https://news.example.org/head.jpg"
    assert (kept.published, kept.author, kept.image) == (known.published, known.author, known.image)


def test_a_teaser_does_not_take_the_place_of_a_longer_text() -> None:
    listed = an_entry(url=URL, body=f"<p>{TEXT * 10}</p>")

    entry, _ = read(PAGE, entry=listed)

    assert entry.body == listed.body


def test_a_body_that_moved_is_found_all_the_same_and_told() -> None:
    entry, problem = read(PAGE, {**SELECTORS, "body": ".detail-content"})

    assert TEXT in entry.body
    assert entry.title == "甲公司：新产品通过验收"
    assert problem == "no text at '.detail-content'; the main text was guessed"


def test_a_page_without_any_text_is_told() -> None:
    page = "<title>稍候</title><p>马上就好，请稍后再试。<a href=x>返回</a>"

    with pytest.raises(ParseError) as named:
        read(page, SELECTORS)
    with pytest.raises(ParseError) as guessed:
        read(page)

    said = "the page has 1 link, title “稍候”"
    assert str(named.value) == f"no text at 'div.content'; {said}"
    assert str(guessed.value) == f"no text that looks like an article; {said}"


@pytest.mark.parametrize("charset", ["gbk", "big5", "utf-16"])
def test_a_page_is_read_in_its_own_encoding(charset: str) -> None:
    page = f"<html><head><meta charset={charset}></head><p class=b>公司新產品驗收</p></html>"

    assert read(page.encode(charset), {"body": ".b"})[0].body == "公司新產品驗收"


def test_an_article_may_be_json() -> None:
    answer = json.dumps({"data": {"content": f"<p>{TEXT}</p>", "at": 1795397400, "by": ["甲"]}})
    article = {"json": True, "body": "data.content", "time": "data.at", "author": "data.by[0]"}

    entry, problem = read(answer, article)

    assert (entry.body, entry.author, problem) == (f"<p>{TEXT}</p>", "甲", None)
    assert entry.published == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    with pytest.raises(ParseError, match=r"no text at 'data\.text'"):
        read(answer, {"json": True, "body": "data.text"})
    with pytest.raises(ParseError, match="a page, title “x”"):
        read("<title>x</title>", article)


def test_an_article_may_be_json_in_a_script() -> None:
    state = json.dumps({"props": {"article": {"content": TEXT}}}, ensure_ascii=False)
    page = f"<meta property='og:image' content=/i.png><script id=__NEXT_DATA__>{state}</script>"

    entry, _ = read(page, {"script": "script#__NEXT_DATA__", "body": "props.article.content"})

    assert (entry.body, entry.image) == (TEXT, "https://news.example.org/i.png")


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class=content>", "</div>", TEXT, "<a code=1>", "</a>", "⟦0⟧", "⟦/0⟧",
         "<span id=stock_sh600519>", "</span>", "<article>", "<h1>", "<script>{", "\x00", "\ud800",
         "<table><tr><td>", "<meta property='article:published_time' content='12:00'>", "&#0;"]
    )
    | st.text(st.characters(), max_size=5),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("piece", ["<div>", "<a code=1>"])
def test_no_depth_of_a_page_is_too_deep(piece: str) -> None:
    try:
        entry, _ = read(piece * 3000 + TEXT * 3)
    except ParseError:
        return

    assert TEXT in read_entry(entry, "wire").text


@settings(deadline=None, max_examples=50)  # the first guess imports what guesses
@given(HTML, st.sampled_from([None, SELECTORS, {"script": "script", "body": "a"}]))
@example("⟦0⟧⟦9⟧" + TEXT * 3 + "⟦/0⟧", None)
def test_any_page_gives_the_entry_with_text_or_a_parse_error(
    page: str, article: dict[str, Any] | None
) -> None:
    listed = an_entry(url=URL)
    try:
        entry, _ = read(page.encode(errors="surrogatepass"), article, listed)
    except ParseError:
        return

    assert (entry.key, entry.url) == (listed.key, listed.url)
    assert entry.title.strip()
    assert read_entry(entry, "wire").text


GATES = [
    "<title>Just a moment...</title><p>Checking if the site connection is secure</p>",
    "<title>Attention Required! | Cloudflare</title><p>Sorry, you have been blocked</p>",
    "<title>登录</title><form>请先登录后查看全文 <input> 忘记密码？ 扫码登录更方便</form>",
    "<h1>Sign in to continue</h1><p>Already a subscriber? Create an account to read it.</p>",
    "<p>We value your privacy. We and our partners store cookies on your device. Accept all</p>",
    "<p>為了保護您的帳號安全，請輸入驗證碼後繼續訪問本頁，訪問過於頻繁會觸發此檢查。</p>",
    "<title>405</title><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>",
    "<p>網站應用防火牆：您的請求被攔截，請稍後再試，或聯絡網站的管理員處理這個問題。</p>",
    "<p>Please enable JavaScript and cookies to continue reading this page on our site.</p>",
]


@pytest.mark.parametrize("page", GATES)
@pytest.mark.parametrize("article", [None, {"body": "body"}], ids=["guessed", "selected"])
def test_a_page_that_stands_before_the_article_is_none(
    page: str, article: dict[str, Any] | None
) -> None:
    entry, problem = read(f"<html><body>{page}</body></html>", article)

    assert entry.body == "摘要"
    assert problem is not None
    assert "the page gives no article" in problem


def test_an_article_that_speaks_of_logging_in_is_one() -> None:
    text = "该公司称，用户请先登录后查看账单的流程将于周一恢复，客服电话随时接听。" * 30
    entry, problem = read(f"<html><body><article><p>{text}</p></article></body></html>")

    assert (problem, "恢复" in entry.body) == (None, True)
