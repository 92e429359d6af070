"""Which pages are articles, from a site that answers so to what is stored, alerted and told."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.core.document import plain_text
from notifier.core.model import Topic
from notifier.ingest.pipeline import Pipeline
from notifier.ingest.poller import Poller
from notifier.sources.feed import FeedConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.sources.registry import make_source
from notifier.store.alerts import claims
from notifier.store.engine import tables
from notifier.store.engine.database import Store
from tests.builders import FakeClock, a_subscription, arrived, news_of, small_rules
from tests.fakes.news_server import NewsServer
from tests.fakes.sandbox import InlineSandbox
from tests.pollers import poll, row

TEXT = (
    "公司昨日晚间发布公告称，相关项目已经完成验收，预计下季度开始批量交付，"
    "首批客户来自三个省份，市场人士认为这将带动产业链。"
)
OTHERS = (
    "元宇宙概念股集体大涨，多只个股封板",
    "科大讯飞发布星火大模型新版本",
    "振华重工中标海外大单",
)
LINKS = "".join(f'<li><a href="/x{n}">{title}</a></li>' for n, title in enumerate(OTHERS))
HOME = (
    "<html><head><title>某某财经网</title></head><body><div class=main>"
    + "".join(
        f"<h3><a href=/x{n}>{t}</a></h3><p>{t}，预计明年投产。</p>" for n, t in enumerate(OTHERS)
    )
    + "</div></body></html>"
)


def page(body: str, title: str = "新闻", beside: str = "") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href=/>首页</a></nav>"
        f"<article><h1>{title}</h1>{body}</article>{beside}</body></html>"
    )


@dataclass(frozen=True)
class Answer:
    """What a server says instead of a page: a body of some kind, or where to go."""

    body: str | bytes = ""
    content_type: str = "text/html"
    redirect: str | None = None


@dataclass(frozen=True)
class Seen:
    """What came of the articles of one poll, by their headlines."""

    alerted: frozenset[str]
    texts: Mapping[str, str]
    problem: str
    """What operators are told."""


class Site:
    """A site with a feed, read with the pages of its articles for chats that follow 元宇宙."""

    def __init__(self, server: NewsServer, store: Store, fetcher: Fetcher) -> None:
        self._server, self._store, self._fetcher = server, store, fetcher
        self._clock = FakeClock()
        self._items: list[str] = []

    async def brings(self, pages: Mapping[str, str | Answer], **settings: Any) -> Seen:
        """Poll before there are the articles, and then with them."""
        await a_subscription(self._store, 42, "元宇宙 | metaverse", now=self._clock.now)
        config = FeedConfig.model_validate(
            {"kind": "feed", "name": "wire", "url": self._server.url("/feed"), "full_text": True}
            | settings
        )
        self._server.serve("/", HOME, content_type="text/html")
        self._lists("<item><title>旧闻一则</title><guid isPermaLink='false'>o</guid></item>")
        source = make_source(config, self._fetcher, InlineSandbox())
        pipeline = Pipeline(self._store, small_rules(Topic("m", "m", "m")), self._clock)
        poller = Poller(
            {"wire": source}, self._store, pipeline, self._clock, holder="me", concurrency=2
        )
        await poller.start()
        await poll(poller)
        self._lists(*(self._item(n, *each) for n, each in enumerate(pages.items())))
        self._clock.advance(minutes=5)
        await poll(poller)
        return await self._seen(tuple(pages))

    def _lists(self, *items: str) -> None:
        self._items[:0] = items
        self._server.serve(
            "/feed", f"<rss version='2.0'><channel>{''.join(self._items)}</channel></rss>"
        )

    def _item(self, number: int, title: str, answer: str | Answer) -> str:
        path = f"/news/2026/{20261100 + number}.html"
        answer = Answer(answer) if isinstance(answer, str) else answer
        if answer.redirect is not None:
            self._server.redirect(path, answer.redirect)
        else:
            self._server.serve(path, answer.body, content_type=answer.content_type)
        named = f"<guid isPermaLink='false'>{number}</guid><description>摘要</description>"
        return f"<item><title>{title}</title><link>{self._server.url(path)}</link>{named}</item>"

    async def _seen(self, titles: tuple[str, ...]) -> Seen:
        async with self._store.write() as connection:
            alerted = []
            while claimed := await claims.claim(connection, self._clock.now, 100):
                alerted += [news_of(alert).article.title for alert in claimed]
                await arrived(connection, claimed, self._clock.now)
        async with self._store.read() as connection:
            rows = await connection.execute(
                sa.select(tables.article.c.title, tables.article.c.body).where(
                    tables.article.c.title.in_(titles)
                )
            )
            texts = {title: plain_text(body) for title, body in rows}
        return Seen(frozenset(alerted), texts, (await row(self._store)).last_problem or "")


@pytest.fixture
async def site(news_server: NewsServer, sqlite_store: Store) -> AsyncIterator[Site]:
    allowed = GuardedTransport((ipaddress.ip_network("127.0.0.0/8"),))
    fetcher = Fetcher(clock=FakeClock(), user_agent="n", per_host=20, transport=allowed)
    yield Site(news_server, sqlite_store, fetcher)
    await fetcher.close()


# Articles with the words of pages that stand before one

SAID = {
    "某公司新品通过测试": "该系统已完成L3级自动驾驶安全验证，并用于元宇宙场景。",
    "某公司股东大会公告": "元宇宙业务详情，投资者请登录巨潮资讯网查阅。",
    "网络安全公司业绩": "元宇宙客户抵御了大规模异常流量攻击。",
    "平台推出新会员": "元宇宙平台推出会员专享权益。",
    "券商公布聘任结果": "本次聘请注册会计师审计元宇宙业务，请注册会计师签字。",
    "某地網站改版": "元宇宙平臺稱，原頁面不存在的問題已經修復，請先登入後查看。",
    "雲服務商致歉": "元宇宙平臺稱系統繁忙的情況已經緩解，應用防火牆運作正常。",
    "某平台下架内容": "元宇宙平台称，相关文章已被删除，链接已失效。",
    "某平台升级人机验证": "元宇宙平台称，访问过于频繁的账号须完成滑动验证。",
}
ENGLISH = {
    "Airport firm reports": "The metaverse company said on Monday that its revenue rose as TSA "
    "security checks increased across the country in the quarter.",
    "Watchdog acts": "The regulator said on Monday the metaverse company must let users reject as "
    "easily as accept all cookies under the new order.",
    "Court rules on a leak": "The metaverse company was denied on Monday; the judge said that "
    "access denied to one user in its app was lawful under the terms of the service.",
    "Publisher raises price": "Metaverse news costs more from Monday. Readers must subscribe to "
    "continue, and the publisher expects its revenue to rise by a tenth in the coming year.",
    "Outage hits exchange": "The metaverse exchange said a service unavailable message was shown "
    "for an hour on Monday while its engineers replaced a part of its trading system.",
    "Old links break": "The metaverse site moved on Monday, and readers of older links saw a page "
    "not found message until its engineers put redirects in place in the afternoon.",
}
LONG = {
    "宁德时代电池通过最严安全验证": TEXT * 14 + "元宇宙。",
    "TSA security checks go private": "Metaverse news. " + "The agency said so on Monday. " * 40,
    "国家网络安全法修订：境外访问被限制": TEXT * 14 + "元宇宙。",
    "404 Media is sold to metaverse group": "Metaverse news. " + "It said so on Monday. " * 40,
}


@pytest.mark.parametrize("article", [None, {"body": "article"}], ids=["guessed", "selected"])
@pytest.mark.parametrize(
    "said",
    [{title: TEXT + text for title, text in SAID.items()}, ENGLISH, LONG],
    ids=["chinese", "english", "long"],
)
async def test_an_article_with_the_words_of_a_gate_is_one(
    site: Site, said: dict[str, str], article: dict[str, str] | None
) -> None:
    pages = {title: page(f"<p>{text}</p>", title) for title, text in said.items()}

    seen = await site.brings(pages, article=article)

    assert seen.problem == ""
    assert seen.alerted == set(pages)


@pytest.mark.parametrize("article", [None, {"body": "div.b"}], ids=["guessed", "selected"])
async def test_an_article_whose_page_does_not_have_the_title_is_one(
    site: Site, article: dict[str, str] | None
) -> None:
    pages = {
        title: f"<html><title>资讯中心</title><div class=b><p>{TEXT}</p><p>{text}</p></div></html>"
        for title, text in SAID.items()
    }

    seen = await site.brings(pages, article=article)

    assert (seen.problem, set(seen.alerted)) == ("", set(pages))


# What is no article

WALL = (
    "<p>Subscribe to continue reading. Already a subscriber? Log in. "
    + "Sign in with the metaverse account, Google or Apple to read this article and more. " * 12
)
JSON = '{"code":500,"msg":"元宇宙 服务繁忙，请联系客服人员处理，本次请求编号为 20261130-abcdef"}'
NO_ARTICLES: dict[str, tuple[str | Answer, str]] = {
    "redirect": (Answer(redirect="/"), "the home page"),
    "redirect-index": (Answer(redirect="/index.html?"), "the home page"),
    "redirect-list": (Answer(redirect="/news/2026/"), "a list of articles"),
    "redirect-404": (Answer(redirect="/404.html"), "another page (“404”)"),
    "redirect-login": (Answer(redirect="/login?next=1"), "another page (“login”)"),
    "canonical": (
        HOME.replace("<head>", "<head><link rel=canonical href=/>"),
        "the home page",
    ),
    "hans": (
        (f"<title>404 页面不存在</title><h1>抱歉，您访问的页面不存在</h1><ul>{LINKS}</ul>"
        f"<p>{OTHERS[0]}，"
        "成交额创新高，多项指标提升，相关公司表示将继续推进建设</p>"),
        "a page that says there is none",
    ),
    "hans-generic": (
        (f"<title>某某财经网</title><h1>该文章已被删除</h1><p>{OTHERS[0]}，相关公司表示继续推进</p>"
        f"<p>{OTHERS[1]}，相关公司表示将继续推进项目建设</p>"),
        "a page that says there is none",
    ),
    "hant": (
        (f"<title>找不到網頁</title><p>{OTHERS[0]}，成交額創新高，多項指標提升，相關公司表示將繼續推進"
        "建設，預計明年投產，市場人士認為會帶動產業鏈</p>"),
        "a page that says there is none",
    ),
    "english": (
        ("<title>Page not found | The Wire</title><p>Metaverse stocks soar as investors return to "
        "the market, and other stories that our readers like at the moment.</p>"),
        "a page that says there is none",
    ),
    "english-gone": (
        ("<title>The Wire</title><h1>Sorry, this article is no longer available</h1><p>Metaverse "
        "stocks soar as investors return to the market, and others that our readers like.</p>"),
        "a page that says there is none",
    ),
    "german": (
        ("<title>Seite nicht gefunden</title><p>Die Metaverse-Aktien steigen: metaverse und mehr, "
        "was unsere Leserinnen und Leser heute bewegt, finden Sie hier.</p>"),
        "a page that says there is none",
    ),
    "japanese": (
        f"<title>ページが見つかりません</title><p>{OTHERS[0]}。{TEXT}</p>",
        "a page that says there is none",
    ),
    "broken": (
        ("<title>500 Internal Server Error</title><p>元宇宙 系统繁忙，请稍后再试，"
        "本次请求编号为 20261130，"
        "如有疑问请联系客服人员处理。</p>"),
        "a page that says something went wrong",
    ),
    "json": (
        Answer(JSON, "application/json"),
        "JSON",
    ),
    "json-as-html": (
        JSON,
        "JSON",
    ),
    "wall": (page(WALL, "Subscribe"), "a page to log in"),
    "wall-login": (
        ("<title>登录 - 财经网</title><p>欢迎回来，元宇宙会员享有更多权益，下载客户端即可领取，"
        "更有专属顾问为您服务，全年无休随时响应。</p>"),
        "a page to log in",
    ),
    "wall-below-title": (
        page("<p>请先登录后查看全文，元宇宙会员可见。忘记密码？扫码登录。</p>", "央行公告一"),
        "a page to log in",
    ),
    "captcha": (
        "<title>百度安全验证</title><p>元宇宙 请完成验证后继续，拖动滑块，网络环境存在异常。</p>",
        "a page that asks whether one is human",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_ARTICLES)
@pytest.mark.parametrize("article", [None, {"body": "div.content"}], ids=["guessed", "selected"])
async def test_what_is_no_article_alerts_nobody_and_is_told(
    site: Site, news_server: NewsServer, name: str, article: dict[str, str] | None
) -> None:
    for path in ("/index.html?", "/index.html", "/news/2026/", "/404.html", "/login?next=1"):
        news_server.serve(path, HOME, content_type="text/html")
    answer, what = NO_ARTICLES[name]

    seen = await site.brings({"央行公告一": answer}, article=article)

    assert seen.alerted == frozenset()
    assert seen.texts == {"央行公告一": "摘要"}
    assert f"the page gives no article, but {what}" in seen.problem


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + "元宇宙 text ".encode() * 30,
                "application/pdf"), "a PDF"),
        (Answer(b"%PDF-1.7\n" + bytes(range(256)) * 20, "application/octet-stream"), "a PDF"),
        (Answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "image/png"), "an image"),
        (Answer(b"RIFF" + bytes(range(256)) * 20, "image/webp"), "an image"),
        (Answer(f"<svg><text>元宇宙{TEXT}</text></svg>", "image/svg+xml"), "an image"),
        (Answer(b"PK\x03\x04" + bytes(range(256)) * 20, "application/zip"), "a file to download"),
        (Answer(bytes(range(256)) * 20, "application/octet-stream"), "a file to download"),
        (Answer(bytes(range(256)) * 20, "text/html"), "a file to download"),
    ],
)  # fmt: skip
async def test_a_file_is_no_page(site: Site, answer: Answer, what: str) -> None:
    seen = await site.brings({"央行公告": answer})

    assert (seen.alerted, seen.texts) == (frozenset(), {"央行公告": "摘要"})
    assert f"this is {what}, not a page; what the list says is kept" in seen.problem


async def test_a_page_is_one_whatever_it_is_declared_as(site: Site) -> None:
    whole = page(f"<p>{TEXT}元宇宙。</p>", "央行公告")
    pages = {
        "央行公告": Answer(whole, "application/octet-stream"),
        "央行公告二": Answer(whole.replace("三个", "两个"), "text/plain"),
        "央行公告三": Answer(f"央行公告三\n\n{TEXT}元宇宙。\n{TEXT}", "text/plain; charset=utf-8"),
        "央行公告四": Answer(whole.replace("三个", "四个").encode("utf-16"), "text/html"),
        "央行公告五": Answer(whole.replace("三个", "五个"), "application/pdf"),
        "央行公告六": Answer(whole.replace("三个", "六个").encode("gb18030"), ""),
    }

    seen = await site.brings(pages)

    assert seen.problem == ""
    assert all("元宇宙" in seen.texts[title] for title in pages)


async def test_an_article_that_redirects_to_another_address_is_one(
    site: Site, news_server: NewsServer
) -> None:
    moved = {
        "甲公司公告": "/a/20261100",
        "乙公司公告": "/?p=20261101",
        "丙公司公告": "/news/2026/bing/",
        "丁公司公告": "/topic/",
        "戊公司公告": "/",
    }
    for title, path in moved.items():
        body = f"<p>{title}称，{TEXT}元宇宙。</p>"
        news_server.serve(path, page(body, title), content_type="text/html")
    pages = {title: Answer(redirect=path) for title, path in moved.items()}
    del pages["戊公司公告"]

    seen = await site.brings(pages)

    assert (seen.problem, set(seen.alerted)) == ("", set(pages))


# What stands beside an article

SIDEBARS = [
    f'<div class="sidebar"><h3>热门文章</h3><ul>{LINKS}</ul></div>',
    f'<div class="side"><h3>热门文章</h3><ul>{LINKS}</ul></div>',
    f"<aside><h2>Related</h2><ul>{LINKS}</ul></aside>",
    f"<div><h4>推薦閱讀</h4><ul>{LINKS}</ul></div>",
    f"<section><ul>{LINKS}</ul></section>",
    (
        f"<div class=x>{LINKS}</div><div class=footer><p>本网站由元宇宙科技公司提供技术支持，"
        "违法和不良信息举报电话12377，未经授权禁止转载。</p></div>"
    ),
]


@pytest.mark.parametrize("beside", SIDEBARS)
async def test_beside_an_article_of_pictures_nothing_is_its_text(site: Site, beside: str) -> None:
    title = "央行一图看懂货币政策"

    seen = await site.brings(
        {title: page("<p><img src=1.jpg></p>", title, beside), "甲": page("", "央行图解", beside)}
    )

    assert (seen.alerted, set(seen.texts.values())) == (frozenset(), {"摘要"})
    assert "no text that looks like an article" in seen.problem


RELATED = [
    f'<div class="related"><h3>相关阅读</h3><p><a href=/1>{OTHERS[0]}</a></p></div>',
    f"<h3>相关阅读</h3><ul>{LINKS}</ul>",
    f"<p>延伸閱讀：</p><p><a href=/1>{OTHERS[0]}</a></p><p><a href=/2>{OTHERS[1]}</a></p>",
    f"<p>上一篇：{OTHERS[0]}</p><p>下一篇：{OTHERS[1]}</p>",
    f"<p>Read also: <a href=/1>{OTHERS[0]}</a></p>",
    f"<div>Related articles</div><div><a href=/1>{OTHERS[0]}</a></div>",
    f"<p><strong>推荐阅读</strong></p><p><a href=/1>{OTHERS[0]}</a></p>",
]


@pytest.mark.parametrize("related", RELATED)
@pytest.mark.parametrize("times", [1, 5])
async def test_what_leads_from_an_article_to_others_is_none_of_its_text(
    site: Site, related: str, times: int
) -> None:
    title = "央行开展逆回购操作"

    seen = await site.brings(
        {title: page(f"<p>{TEXT * times}</p>{related}<p>责任编辑：张三</p>", title, SIDEBARS[0])}
    )

    assert (seen.alerted, seen.problem) == (frozenset(), "")
    assert TEXT in seen.texts[title]
    assert not any(other in seen.texts[title] for other in OTHERS)


async def test_an_article_with_links_and_a_heading_for_related_things_stays_whole(
    site: Site,
) -> None:
    pages = {
        "甲公司公告": page(
            f'<p>{TEXT}<a href="/q/1">元宇宙业务</a>。</p><h3>相关报道称</h3><p>{TEXT}</p>',
            "甲公司公告",
        ),
        "乙公司公告": page(f"<p>下一条：{TEXT}元宇宙。{TEXT}</p>", "乙公司公告"),
        "丙公司公告": "<html><title>丙公司公告</title><div class='side-by-side'><h1>丙公司公告</h1>"
        f"<div>{TEXT}<br>元宇宙。</div></div></html>",
        "丁公司公告": "<html><title>丁公司公告</title><div class=nav><a href=/>首页</a></div>"
        f"<h1>丁公司公告</h1><div>{TEXT}<br>元宇宙。</div></html>",
    }

    seen = await site.brings(pages)

    assert seen.problem == ""
    assert all("元宇宙" in seen.texts[title] for title in pages)
    assert seen.texts["甲公司公告"].count(TEXT) == 2
    assert "首页" not in seen.texts["丁公司公告"]


async def test_one_text_for_several_articles_is_none_of_theirs(site: Site) -> None:
    notice = page(f"<p>{TEXT}元宇宙。</p>", "新闻")

    seen = await site.brings({"央行公告": notice, "沪指收跌": notice})

    assert (seen.alerted, set(seen.texts.values())) == (frozenset(), {"摘要"})
    assert "the text of several" in seen.problem
