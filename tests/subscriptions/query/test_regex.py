"""Regular expressions find in folded text what they mean in ordinary text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.folding import fold
from notifier.subscriptions.query.regex import PatternError, compile_pattern, required_literal

PIECES = st.sampled_from(
    [
        *("上", "海", "涨", "停", "a", "1", "上海", "a,海"),
        *("[上涨]", "[^海]", ".", "(?:停|a)", "(涨停)", r"\d", "^", "$", "上|海"),
    ]
)
PATTERNS = st.lists(
    st.tuples(PIECES, st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{0,2}", "+?"])),
    min_size=1,
    max_size=5,
).map(lambda parts: "".join(f"(?:{p})" if q and p in "^$" else p + q for p, q in parts))
TEXTS = st.text(st.sampled_from("上海涨停a1,\n"), max_size=12)


def finds(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).search(fold(text).text) is not None


def finds_all(pattern: str) -> bool:
    """Return whether a pattern is found in nothing, or in all texts that have nothing in common."""
    texts = ["龘" * 8, "龘" * 1_000, "q" * 8, "q" * 1_000]
    return re.search(pattern, "") is not None or all(re.search(pattern, each) for each in texts)


@given(PATTERNS, TEXTS)
def test_an_expression_finds_what_it_finds_elsewhere(pattern: str, text: str) -> None:
    if finds_all(pattern):
        with pytest.raises(PatternError):
            compile_pattern(pattern)
    else:
        # Python's `$` also holds before a last line break.
        expected = re.search(pattern.replace("$", r"\Z"), fold(text).text) is not None
        assert finds(pattern, text) is expected


@given(PATTERNS, TEXTS)
def test_the_literal_that_an_expression_needs_is_in_all_it_finds(pattern: str, text: str) -> None:
    literal = required_literal(pattern)
    if literal is not None and not finds_all(pattern) and finds(pattern, text):
        assert literal in fold(text).text


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("净利润.{0,8}增长", "净利润"),
        ("上涨{2,3}停牌了", "停牌了"),
        ("滙豐", "汇丰"),
        ("(上海|北京)证券", "证券"),
        ("AI芯片[一二]", "芯片"),
        ("上海|北京", None),
        ("iphone", None),
        ("上?a", None),
        (r"\Q上海\E", None),
    ],
)
def test_the_needed_literal_is_found_where_it_is_plain(pattern: str, literal: str | None) -> None:
    assert required_literal(pattern) == literal


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("滙豐", "汇丰控股"),
        ("汇丰", "滙豐控股"),
        (r"增长\d+％", "增长３５%"),
        ("（SZ", "（sz002230）"),
        (r"\（sz", "(SZ"),
        ("[（【]快讯", "（快讯"),
        ("IPhone ?17", "iphone17"),
        ("[A-Z]股", "Ａ股"),
        ("[一-龥]{3}", "元宇宙"),
        ("涨……", "涨……"),
        (r"\p{Han}{30}", "元" * 30),
        ("É", "é"),
    ],
)
def test_what_stands_for_itself_is_folded(pattern: str, text: str) -> None:
    assert finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("ab(?=c)", 2),
        ("(?<!a)b", 0),
        (r"\(?[(?=]a(?!b)", 9),
        ("a**", 1),
        (r"(a)\1", 3),
        ("ab(c", 2),
        ("a{2000}", 1),
        ("a*", 0),
        ("a" * 2_000, 1_000),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_place(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)
    assert refused.value.position == position


def test_an_expression_that_would_take_much_memory_is_refused() -> None:
    with pytest.raises(PatternError):
        compile_pattern(r"(?:\p{Han}{500}){1000}")


@pytest.mark.parametrize(
    "pattern",
    [
        ".+",
        ".",
        r"\S",
        r"\S+",
        "[^x]",
        "..",
        ".{3,}",
        "(a|.)",
        r"\pL",
        r"[\s\S]",
        "^.+$",
        "a*",
        ".+?",
    ],
)
def test_what_is_found_in_every_text_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="in every text"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["涨.+停", "^.{1,20}$", r"\d+", r"\w+", "[a-z]+", r"\p{Han}+", ".{3}科技", r"\s", "q"],
)
def test_what_is_found_in_some_texts_only_is_fine(pattern: str) -> None:
    compile_pattern(pattern)
