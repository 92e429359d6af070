"""What people type becomes a query, or an error that says where and how to mend it."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.core.errors import QueryError
from notifier.core.model import Document
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import Query, parse, parse_canonical
from tests.subscriptions.query.worlds import ASKED, SINGLE, WORDS, Asked, resolve

SIGNS = [
    *"()（）|｜-－—~～\"“”「」『』‘’'/\\$＄@＠#&+.,，。:：*? 　\n",
    *(
        "OR",
        "AND",
        "NOT",
        "or",
        "~5",
        "~",
        "title:",
        "标题：",
        "source:",
        "lang:",
        "foo:",
        "http://",
    ),
    *("GPT-4*", "3n*", "a*", "c++*", "涨*"),
    *("元宇宙", "上海", "AI", "5G", "C++", "SZ002230", "$AAPL", "@科大讯飞", "@nobody", "700 HK"),
    *(
        "SZ999999",
        "/a+/",
        "/(?=a)/",
        "/[/",
        "/涨*/",
        "$100",
        "😀",
        "\ud800",
        "\u200b",
        "e\u0301",
        "hk",
    ),
]
TYPED = st.one_of(
    st.lists(st.sampled_from(SIGNS), max_size=12).map("".join),
    st.lists(st.sampled_from(SIGNS), max_size=12).map(" ".join),
    st.text(max_size=30),
)


def attempt(text: str) -> Query | QueryError:
    """Read a query; the error is a value."""
    try:
        return parse(text, resolve)
    except QueryError as error:
        return error


@given(TYPED)
@example("(" * 60)
@example("-" * 5_000 + "a")
@example("a " * 1_001)
@example("a" * 20_001)
@example("㍿" * 10_000)
@example("(" * 55 + "-a ~5 b" + " c)" * 55)
@example("(" * 45 + "a" + " (@比亚迪 | b) c)" * 45)
@example("(a" * 49 + ")" * 49)
@example("/" + "(a" * 600 + "/")
def test_any_text_is_a_query_or_an_error_with_a_repair_that_can_be_read(text: str) -> None:
    query = attempt(text)
    if isinstance(query, QueryError):
        assert query.reason
        assert 0 <= query.position <= len(text)
        assert query.repair is not None
        parse(query.repair, resolve)
    else:
        assert parse(query.canonical, resolve) == query
        assert parse_canonical(query.canonical) == query


@given(ASKED)
def test_a_canonical_form_read_again_is_the_same_query(asked: Asked) -> None:
    query = parse(asked.text, resolve)
    again = parse(query.canonical, resolve)
    assert again.canonical == query.canonical
    assert again == query


@given(st.lists(SINGLE, min_size=1, max_size=5), st.booleans(), st.integers())
def test_neither_order_nor_repetition_makes_another_query(
    parts: list[Asked], is_and: bool, seed: int
) -> None:
    chance = random.Random(seed)
    shuffled = [*parts, chance.choice(parts)]
    chance.shuffle(shuffled)
    sign, other_sign = (" ", " AND ") if is_and else (" | ", " OR ")
    one = parse(sign.join(part.text for part in parts), resolve)
    other = parse(other_sign.join(f"(({part.text}))" for part in shuffled), resolve)
    assert one == other


@given(SINGLE, SINGLE, SINGLE)
def test_a_negation_of_a_group_is_the_group_of_negations(a: Asked, b: Asked, c: Asked) -> None:
    together = parse(f"{a.text} -({b.text} | {c.text})", resolve)
    apart = parse(f"{a.text} -{b.text} NOT {c.text}", resolve)
    assert together == apart
    assert parse(f"{a.text} -(-({b.text}))", resolve) == parse(f"{a.text} {b.text}", resolve)


@given(SINGLE, SINGLE, SINGLE)
def test_not_binds_tighter_than_and_and_and_tighter_than_or(a: Asked, b: Asked, c: Asked) -> None:
    assert parse(f"{a.text} | {b.text} -{c.text}", resolve) == parse(
        f"({a.text}) | (({b.text}) AND (-{c.text}))", resolve
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＩ", "ai"),
        ("滙豐", "汇丰"),
        ("元宇宙　上海", "元宇宙 上海"),
        ("（元宇宙｜上海）－游戏", "(元宇宙|上海) -游戏"),
        ("“元宇宙”", "元宇宙"),
        ("元宇宙 || 上海", "元宇宙 | 上海"),
        ("标题:元宇宙", "title: 元宇宙"),
        ("title:(a | b)", "title:a | title:b"),
        ("@比亚迪", "SZ002594 | 01211.HK"),
        ("0700.HK", "700 HK"),
        ("$BRK-B", "BRK.B"),
        ("BRK/B", "brk-b"),
        ("NASDAQ:AAPL", "AAPL.US"),
        ("元宇宙 ~5 上海 ~5 北京", "(元宇宙 ~5 上海) (上海 ~5 北京)"),
        ("lang:zh_CN", "LANG:zh-cn"),
        ("/a/ /b/", "/b/ AND /a/"),
    ],
)
def test_two_ways_of_writing_are_one_query(one: str, other: str) -> None:
    assert parse(one, resolve) == parse(other, resolve)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AAPL", "$AAPL"),
        ('"SZ002230"', "SZ002230"),
        ("科大讯飞", "@科大讯飞"),
        ("title:ai", "ai"),
        ('"a b"', "a b"),
        ('"a OR b"', "a OR b"),
        ('"/a/"', "/a/"),
        ('"title:a"', "title:a"),
        ('"-a" b', "-a b"),
        ('"700 hk"', "700 HK"),
        ("/A/", "/a/"),
    ],
)
def test_two_different_wishes_are_two_queries(one: str, other: str) -> None:
    first, second = parse(one, resolve), parse(other, resolve)
    assert first != second
    assert parse(first.canonical, resolve) == first


def test_a_stored_query_is_read_even_when_its_security_is_no_longer_listed() -> None:
    stored = parse("@比亚迪 -$AAPL | BRK.B", resolve).canonical
    assert parse_canonical(stored).canonical == stored
    with pytest.raises(QueryError):
        parse(stored, lambda _: ())


@pytest.mark.parametrize(
    ("text", "position", "repair"),
    [
        ("元宇宙 ) 上海", 4, "元宇宙 上海"),
        ("((元宇宙)", 0, "((元宇宙))"),
        ('上海 "元宇宙', 3, '上海 "元宇宙"'),
        ("元宇宙 OR OR 上海", 4, "元宇宙 OR 上海"),
        ("| 元宇宙", 0, "元宇宙"),
        ("元宇宙 -", 4, "元宇宙"),
        ("元宇宙 (上海 |)", 8, "元宇宙 (上海 )"),
        ("-元宇宙 -上海", 0, "元宇宙 -上海"),
        ("元宇宙 | -(上海 北京)", 6, "元宇宙 (-上海 | -北京)"),
        ("元宇宙 title:", 4, "元宇宙"),
        ("title:(上海 source:wire)", 10, "title:(上海 wire)"),
        ("元宇宙 ~5 $AAPL", 4, "元宇宙 $AAPL"),
        ("上海 /a(?<!b)c/", 5, "上海 /ac/"),
        ("/涨*/", 1, "/涨+/"),
        ("/(/", 1, "AI | 5G"),
        ("上海 $NOPE", 3, '上海 "NOPE"'),
        ("上海 。", 3, "上海"),
    ],
)
def test_an_error_points_at_the_character_and_proposes_what_was_meant(
    text: str, position: int, repair: str
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text, resolve)
    assert refused.value.position == position
    assert parse(refused.value.repair or "", resolve) == parse(repair, resolve)


@pytest.mark.parametrize(
    ("query", "holds_for", "but_not_for"),
    [
        ("GPT-4*", "OpenAI发布GPT-4o", "GPT-5"),
        ("3n*", "台积电3nm制程", "13nm"),
        ("a*", "AI-driven", "the best"),
        ("C++*", "C++23发布", "C#"),
        ("über*", "Übernahme", "darüber"),
        ("банк*", "Банка", "сбербанк"),
        ("O'Re*", "O'Reilly", "oreo"),
        ("v1.*", "v1.5", "v15"),
        ("ios-*", "iOS-18", "ios 18"),
        ("title:S&P*", "S&P500", "sp500"),
        ("A股*", "今日A股大涨", "A 楼"),
        ("GPT-4* -3n*", "GPT-4o", "GPT-4o 3nm"),
    ],
)
def test_a_star_finds_the_words_that_begin_so(query: str, holds_for: str, but_not_for: str) -> None:
    asked = parse(query, resolve)
    assert parse_canonical(asked.canonical) == asked
    assert parse_canonical(asked.canonical).root == asked.root
    matcher = Matcher({0: asked})
    assert matcher.match(Document(holds_for), ())
    assert not matcher.match(Document(but_not_for), ())


@pytest.mark.parametrize("text", ["", "  ", "\n　"])
def test_an_empty_query_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text, resolve)
    assert refused.value.position == 0
    assert parse(refused.value.repair or "", resolve).canonical


def test_two_hundred_terms_are_fine_and_too_many_are_refused() -> None:
    parse(" ".join(f"w{number}" for number in range(200)), resolve)
    parse(" | ".join(f"词{number}" for number in range(1_000)), resolve)
    with pytest.raises(QueryError, match="1000"):
        parse(" | ".join(f"词{number}" for number in range(1_001)), resolve)


@given(TYPED | WORDS)
def test_a_stored_form_reads_as_what_it_says(text: str) -> None:
    query = attempt(text)
    if isinstance(query, Query):
        assert parse_canonical(query.canonical).root == parse(query.canonical, same).root


def same(symbol: str) -> tuple[str, ...]:
    return (symbol,)
