"""Folding: what a reader calls the same text is the same, and offsets lead back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.core.folding import fold

MIXED = st.text(
    st.one_of(
        st.sampled_from(
            "科大訊飛讯飞上海 　\u00a0\t\nAiＡｉ５5ßİΣς．，…℃㈱é\u0301が\u3099\u200b\ufe0f😀𠮷著"
        ),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("科大訊飛", "科大讯飞"),
        ("滙豐", "汇丰"),
        ("衞龍", "卫龙"),
        ("臺積電", "台积电"),
        ("裏裡", "里里"),
        ("ＡＩ", "ai"),
        ("５Ｇ", "5g"),
        ("Ａ 股", "a股"),
        ("科 大　讯\u00a0飞", "科大讯飞"),
        ("科\u200b大\ufeff讯飞", "科大讯飞"),
        ("S&P   500", "s&p 500"),
        ("GPT\u20114", "gpt-4"),
        ("McDonald\u2019s", "mcdonald's"),
        ("Cafe\u0301", "café"),
        ("Hermès", "hermes"),
        ("Übergröße", "ubergrosse"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("STRASSE", "straße"),
        ("İstanbul", "istanbul"),
        ("１２３％", "123%"),
    ],
)
def test_what_a_reader_calls_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [("什么", "什幺"), ("a b", "ab"), ("上海\n证券", "上海证券"), ("干", "千")],
)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_a_span_of_the_folded_text_leads_to_the_text_as_written() -> None:
    text = "关于 科 大 訊 飛（ＡＩ…10㎏）"
    folded = fold(text)
    for term, surface in (("科大讯飞", "科 大 訊 飛"), ("ai", "ＡＩ"), (".", "…"), ("kg", "㎏")):
        start = folded.text.index(term)
        assert text[slice(*folded.span(start, start + len(term)))] == surface


@given(MIXED)
@example("科´ A")
@example("A \u200b大")
@example("e\u0301\u0301")
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(MIXED)
def test_every_folded_character_comes_from_the_characters_its_span_leads_to(text: str) -> None:
    folded = fold(text)
    for at, character in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert character in fold(text[start:end]).text


@given(MIXED)
def test_spans_run_forward_and_cover_what_is_visible(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    assert all(start < end for start, end in spans)


@given(st.text(st.sampled_from("科大讯飞上海ai5 ，。\n"), max_size=30), MIXED, MIXED)
def test_a_word_is_found_whatever_stands_around_it(word: str, before: str, after: str) -> None:
    assert fold(word).text.strip() in fold(f"{before}\n{word}\n{after}").text


def test_half_a_surrogate_pair_is_no_text_a_library_would_choke_on() -> None:
    fold("a\ud800b").text.encode()
