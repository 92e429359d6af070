"""What a digest says: stories by what brought them, as many as Telegram takes."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Article, Document, Reason, ReasonKind
from notifier.delivery.digest import MAX_MESSAGE, DigestLine, render_digest
from notifier.delivery.message import Message
from notifier.store.alerts.digests import ITEMS
from tests.builders import NOW
from tests.fakes.bot_api.entities import parse_html, utf16_length

SHANGHAI = ZoneInfo("Asia/Shanghai")
AN_ARTICLE = Article(1, 1, "wire", "1", "https://a.example/1", "元宇宙来了", "", NOW)
MOST_ENTITIES = 100
IFLYTEK = Reason(ReasonKind.SECURITY, "科大讯飞", "SZ002230")
TENCENT = Reason(ReasonKind.SECURITY, "腾讯控股", "00700.HK")
METAVERSE = Reason(ReasonKind.TERM, "元宇宙")
CHIPS = Reason(ReasonKind.TERM, "芯片")


def a_line(
    title: str = "元宇宙来了",
    *reasons: Reason,
    source: str = "通讯社",
    url: str | None = "https://a.example/1",
) -> DigestLine:
    article = replace(AN_ARTICLE, title=title, url=url)
    return DigestLine(article, Document(title, ""), reasons or (METAVERSE,), source)


def render(
    *lines: DigestLine, more: int = 0, language: str = "en", tagged: bool = False
) -> Message:
    return render_digest(
        lines,
        more,
        cadence="late",
        translate=translator(language),
        zone=SHANGHAI,
        now=NOW,
        tagged=tagged,
    )


def shown(*lines: DigestLine, language: str = "en") -> list[str]:
    """Return the lines of a digest as a reader sees them, without those that are empty."""
    text = parse_html(render(*lines, language=language).html).text
    return [line for line in text.splitlines()[1:] if line]


def test_each_story_has_its_time_and_its_title_as_a_link_below_what_brought_it() -> None:
    second = a_line("芯片 <降价> & 其他", CHIPS, source="wire", url="https://b.example/?a=1&b=2")
    message = render(a_line(), second)
    assert message.html.splitlines() == [
        "<b>2 stories reached me late</b>",
        "",
        "<b>元宇宙</b>",
        '09:30 <a href="https://a.example/1">元宇宙来了</a>',
        "",
        "<b>芯片</b>",
        '09:30 <a href="https://b.example/?a=1&amp;b=2">芯片 &lt;降价&gt; &amp; 其他</a>',
        "",
        "From: 通讯社, wire",
    ]
    assert message.plain.splitlines() == [
        "2 stories reached me late",
        "",
        "元宇宙",
        "09:30 元宇宙来了",
        "https://a.example/1",
        "",
        "芯片",
        "09:30 芯片 <降价> & 其他",
        "https://b.example/?a=1&b=2",
        "",
        "From: 通讯社, wire",
    ]
    assert (message.buttons, message.preview) == ((), None)


@pytest.mark.parametrize(
    ("language", "heading", "last"),
    [
        ("en", "科大讯飞 (SZ002230)", "From: 通讯社, 财联社"),
        ("zh-Hans", "科大讯飞（SZ002230）", "来源：通讯社、财联社"),
        ("zh-Hant", "科大讯飞（SZ002230）", "來源：通讯社、财联社"),
    ],
)
def test_the_stories_of_a_company_stand_together_and_each_source_is_named_once(
    language: str, heading: str, last: str
) -> None:
    told = shown(
        a_line("一", IFLYTEK),
        a_line("二", METAVERSE, source="财联社"),
        a_line("三", METAVERSE, IFLYTEK, source="财联社"),
        a_line("四", METAVERSE),
        language=language,
    )
    assert told == [heading, "09:30 一", "09:30 三", "元宇宙", "09:30 二", "09:30 四", last]


def test_a_heading_says_every_reason_that_its_stories_share() -> None:
    assert (
        shown(a_line("一", METAVERSE, CHIPS), a_line("二", CHIPS, METAVERSE))[0] == "元宇宙, 芯片"
    )
    assert shown(a_line("一", METAVERSE, CHIPS), a_line("二", CHIPS))[0] == "芯片"
    assert shown(a_line("一", METAVERSE, TENCENT))[0] == "腾讯控股 (00700.HK), 元宇宙"
    two = shown(a_line("一", IFLYTEK, TENCENT), a_line("二", TENCENT), a_line("三", IFLYTEK, CHIPS))
    assert [each for each in two if " (" in each] == ["科大讯飞 (SZ002230)", "腾讯控股 (00700.HK)"]


def test_what_came_about_a_company_has_its_hashtag_where_the_chat_likes_that() -> None:
    long = Reason(ReasonKind.SECURITY, "长" * 80, "SH600000")
    told = render(
        a_line("一", IFLYTEK, CHIPS), a_line("二", CHIPS), a_line("三", long), tagged=True
    )
    headings = [each for each in told.html.splitlines()[1:] if each.startswith("<b>")]
    assert headings == [
        "<b>科大讯飞 (SZ002230), 芯片 #科大讯飞</b>",
        "<b>芯片</b>",
        f"<b>{'长' * 59}…</b>",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_is_counted_and_told(language: str) -> None:
    message = render(a_line(), more=7, language=language)
    for text in (message.html, message.plain):
        assert "8" in text.splitlines()[0]
        assert text.splitlines()[-2] == translator(language)("digest-more", more=7)


def test_a_story_without_an_address_is_a_line_all_the_same() -> None:
    assert shown(a_line(url=None))[1] == "09:30 元宇宙来了"


def test_an_address_in_ones_own_network_stands_below_its_title() -> None:
    assert shown(a_line(url="http://rsshub:1200/a"))[1:3] == [
        "09:30 元宇宙来了",
        "http://rsshub:1200/a",
    ]


def test_few_stories_keep_their_whole_headlines_and_many_are_cut() -> None:
    long = "十个字的标题还要更长" * 12
    assert shown(a_line(long))[1] == f"09:30 {long}"
    many = shown(*(a_line(long * 2, Reason(ReasonKind.TERM, f"{n}" * 60)) for n in range(ITEMS)))
    assert [each for each in many if each.endswith("…") and each.startswith("09:30")] == [
        each for each in many if each.startswith("09:30")
    ]


titles = st.text(max_size=200) | st.sampled_from(
    ["<b>&amp;", "🧨" * 300, "\u202e\u0000", "字" * 9000]
)
urls = st.sampled_from(
    [
        "https://a.example/1",
        "https://a.example/" + "x" * 900,
        "http://rsshub:1200/" + "x" * 900,
        "javascript:x",
        "",
    ]
)
reasons = st.builds(
    Reason,
    st.sampled_from(ReasonKind),
    titles,
    st.none() | st.sampled_from(["SZ002230", "00700.HK", "X" * 12]),
)
lines_of = st.builds(
    lambda title, why, source, url: a_line(title, *why, source=source, url=url),
    titles,
    st.lists(reasons, min_size=1, max_size=5),
    titles,
    urls,
)


@given(st.lists(lines_of, min_size=1, max_size=ITEMS), st.integers(0, 10_000))
def test_telegram_takes_every_digest_and_no_story_is_lost(
    lines: list[DigestLine], more: int
) -> None:
    message = render(*lines, more=more, tagged=True)
    told = parse_html(message.html)
    assert utf16_length(told.text) <= MAX_MESSAGE
    assert utf16_length(message.plain) <= MAX_MESSAGE
    assert len(told.entities) <= MOST_ENTITIES
    stories = [each for each in message.html.splitlines() if each.startswith("09:30 ")]
    assert len(stories) == len(lines), "all of them fit"
    assert all(len(each) > len("09:30 ") for each in stories)


def test_the_longest_of_everything_still_fits() -> None:
    worst = [
        a_line("🧨" * 300, Reason(ReasonKind.TERM, f"{n}" + "🧨" * 90), source=f"{n}" + "🧨" * 90)
        for n in range(ITEMS)
    ]
    message = render(*worst, more=10_000, tagged=True)
    assert utf16_length(parse_html(message.html).text) <= MAX_MESSAGE
    assert message.plain.count("09:30 🧨") == ITEMS
