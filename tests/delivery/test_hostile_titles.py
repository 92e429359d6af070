"""Whatever a title is made of, Telegram takes the alert, and nothing in it is shown otherwise."""

from __future__ import annotations

import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.document import read_entry
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Article, Document, Field, Reason, ReasonKind
from notifier.delivery.digest import DigestLine, render_digest
from notifier.delivery.excerpt import MAX_SENTENCE, quote, shorten
from notifier.delivery.message import render_alert
from notifier.sources.parsing.cleaning import clean
from tests.builders import NOW, an_entry
from tests.delivery.hostile import TURNING, hostile
from tests.fakes.bot_api.entities import parse_html, utf16_length

SHANGHAI = ZoneInfo("Asia/Shanghai")
TITLES = hostile()


def stored(title: str) -> Article:
    """Give an article as it is kept, with the title as its text and author, too."""
    entry = clean(an_entry(title, body=f"<p>{title}</p>", author=title, url="https://a.example/1"))
    return Article(1, 1, "wire", entry.key, entry.url, entry.title, entry.body, NOW)


def test_there_are_as_many_as_were_promised() -> None:
    assert len(set(TITLES)) > 515


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_every_alert(language: str) -> None:
    for title in TITLES:
        article = stored(title)
        document = read_entry(article, title)
        reasons = (
            Reason(ReasonKind.TERM, title, None, Field.TEXT, 0, len(document.text)),
            Reason(ReasonKind.SECURITY, title, "SZ002230"),
        )
        message = render_alert(
            article, document, reasons,
            source_label=title, translate=translator(language), zone=SHANGHAI, now=NOW,
            also=[title],
        )  # fmt: skip
        shown = parse_html(message.html)
        assert 0 < utf16_length(shown.text) <= 4096, repr(title)
        assert utf16_length(message.plain) <= 4096, repr(title)
        assert not set(shown.text) & set(TURNING), repr(title)


def test_telegram_takes_a_digest_of_all_of_them() -> None:
    for start in range(0, len(TITLES), 25):
        lines = [
            DigestLine(
                stored(title),
                read_entry(stored(title), "x"),
                (Reason(ReasonKind.TERM, title),),
                title,
            )
            for title in TITLES[start : start + 25]
        ]
        message = render_digest(
            lines, 3, cadence="late", translate=translator("en"), zone=SHANGHAI, now=NOW
        )
        assert 0 < utf16_length(parse_html(message.html).text) <= 4096
        assert utf16_length(message.plain) <= 4096


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦", "👍🏽", "e\u0301"], ids=["family", "thumb", "accent"])
def test_no_character_is_cut_apart(text: str) -> None:
    for limit in range(2, 40):
        kept = shorten(text * 20, limit).removesuffix("…")
        assert kept == text * (len(kept) // len(text))


def test_everything_that_was_found_in_the_sentence_is_marked() -> None:
    text = "前一句。科大讯飞与振华重工合作元宇宙项目，科大讯飞领跌。后一句。"
    found = [("科大讯飞", 4), ("振华重工", 9), ("元宇宙", 15)]
    reasons = [
        Reason(ReasonKind.TERM, label, None, Field.TEXT, start, start + len(label))
        for label, start in found
    ]
    parts = quote(Document("标题", text), reasons)
    assert "".join(part for part, _ in parts) == "科大讯飞与振华重工合作元宇宙项目，科大讯飞领跌。"
    assert [part for part, is_found in parts if is_found] == ["科大讯飞", "振华重工", "元宇宙"]


@given(st.text(min_size=1, max_size=900), st.data())
def test_a_quotation_is_of_the_text_and_no_longer_than_is_shown(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    reason = Reason(ReasonKind.TERM, "x", None, Field.TEXT, start, end)
    parts = quote(Document("t", text), [reason])
    shown = "".join(part for part, _ in parts).removeprefix("…").removesuffix("…")
    assert len(shown) <= MAX_SENTENCE + 2
    plain = "".join(letter for letter in text if letter not in TURNING)
    assert shown in plain or unicodedata.normalize("NFC", shown) in plain
