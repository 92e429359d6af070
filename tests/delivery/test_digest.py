"""What a digest says: every story in a line, as many as Telegram takes."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Article
from notifier.delivery.digest import MAX_MESSAGE, DigestLine, render_digest
from notifier.delivery.message import Message
from notifier.store.alerts.digests import ITEMS
from tests.builders import NOW
from tests.fakes.bot_api.entities import parse_html, utf16_length

SHANGHAI = ZoneInfo("Asia/Shanghai")
AN_ARTICLE = Article(1, 1, "wire", "1", "https://a.example/1", "元宇宙来了", "", NOW)


def a_line(title: str = "元宇宙来了", source: str = "通讯社", url: str | None = None) -> DigestLine:
    article = replace(AN_ARTICLE, title=title, url=url or AN_ARTICLE.url)
    return DigestLine(article, title, source)


def render(*lines: DigestLine, more: int = 0, language: str = "en") -> Message:
    return render_digest(
        lines, more, cadence="late", translate=translator(language), zone=SHANGHAI, now=NOW
    )


def test_each_story_has_its_time_its_title_as_a_link_and_its_source() -> None:
    message = render(a_line(), a_line("芯片 <降价> & 其他", "wire", "https://b.example/?a=1&b=2"))
    assert message.html.splitlines() == [
        "<b>2 stories came late</b>",
        '09:30 <a href="https://a.example/1">元宇宙来了</a> · 通讯社',
        '09:30 <a href="https://b.example/?a=1&amp;b=2">芯片 &lt;降价&gt; &amp; 其他</a> · wire',
    ]
    assert message.plain.splitlines() == [
        "2 stories came late",
        "09:30 元宇宙来了 · 通讯社",
        "https://a.example/1",
        "09:30 芯片 <降价> & 其他 · wire",
        "https://b.example/?a=1&b=2",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_is_counted_and_told(language: str) -> None:
    message = render(a_line(), more=7, language=language)
    for text in (message.html, message.plain):
        assert "8" in text.splitlines()[0]
        assert text.splitlines()[-1] == translator(language)("digest-more", more=7)


def test_a_story_without_an_address_is_a_line_all_the_same() -> None:
    line = a_line()
    line = replace(line, article=replace(line.article, url=None))
    assert render(line).html.splitlines()[1] == "09:30 元宇宙来了 · 通讯社"


titles = st.text(max_size=200) | st.sampled_from(
    ["<b>&amp;", "🧨" * 300, "\u202e\u0000", "字" * 9000]
)
urls = st.sampled_from(
    ["https://a.example/1", "https://a.example/" + "x" * 900, "javascript:x", ""]
)
lines_of = st.builds(a_line, titles, titles, urls)


@given(st.lists(lines_of, min_size=1, max_size=ITEMS), st.integers(0, 10_000))
def test_telegram_takes_every_digest_and_no_line_is_lost_uncounted(
    lines: list[DigestLine], more: int
) -> None:
    message = render(*lines, more=more)
    text = parse_html(message.html).text
    assert utf16_length(text) <= MAX_MESSAGE
    assert utf16_length(message.plain) <= MAX_MESSAGE
    assert len(message.html.splitlines()) - 1 - bool(more) == len(lines), "all of them fit"
