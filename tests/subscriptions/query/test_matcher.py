"""The matcher asks every query of every document, however few it looks at."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from notifier.core.model import Document, Field, Match, Mention, ReasonKind, Role
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import parse
from tests.subscriptions.query.worlds import ASKED, DOCUMENTS, MENTIONS, Asked, mention, resolve


def holding(*queries: str, document: Document, mentions: Sequence[Mention] = ()) -> list[str]:
    """Return those of the queries that hold."""
    matcher = Matcher({number: parse(query, resolve) for number, query in enumerate(queries)})
    return [queries[match.query_id] for match in matcher.match(document, mentions)]


def only(query: str, document: Document, mentions: Sequence[Mention] = ()) -> Match:
    (match,) = Matcher({7: parse(query, resolve)}).match(document, mentions)
    return match


@given(st.lists(ASKED, max_size=12), DOCUMENTS, MENTIONS)
def test_the_matcher_finds_what_a_plain_reading_of_each_query_finds(
    asked: list[Asked], document: Document, mentions: list[Mention]
) -> None:
    matcher = Matcher({number: parse(one.text, resolve) for number, one in enumerate(asked)})
    expected = [number for number, one in enumerate(asked) if one.holds(document, mentions)]
    matches = matcher.match(document, mentions)
    assert [match.query_id for match in matches] == expected
    assert matcher.matching_ids(document, mentions) == expected


@given(
    st.lists(ASKED, max_size=8), st.lists(st.tuples(DOCUMENTS, MENTIONS), max_size=3), st.integers()
)
def test_neither_the_order_nor_the_time_of_subscribing_changes_a_match(
    asked: list[Asked], articles: list[tuple[Document, list[Mention]]], seed: int
) -> None:
    queries = {number: parse(one.text, resolve) for number, one in enumerate(asked)}
    at_once = Matcher(queries)
    shuffled = list(queries.items())
    random.Random(seed).shuffle(shuffled)
    one_by_one = Matcher()
    for number, query in shuffled:
        one_by_one.add(number, parse("弃", resolve))
        one_by_one.match(Document("弃"), ())
        one_by_one.add(number, query)
        one_by_one.add(number + 1_000, query)
        one_by_one.remove(number + 1_000)
    for document, mentions in articles:
        expected = at_once.match(document, mentions)
        found = one_by_one.match(document, mentions)
        # The words of a reason are those of the first who asked for a term.
        assert [m.query_id for m in found] == [m.query_id for m in expected]
        assert [
            [(r.kind, r.symbol, r.field, r.start, r.end) for r in m.reasons] for m in found
        ] == [[(r.kind, r.symbol, r.field, r.start, r.end) for r in m.reasons] for m in expected]


@given(st.lists(ASKED, min_size=1, max_size=6), DOCUMENTS, MENTIONS)
def test_every_match_says_why_and_where(
    asked: list[Asked], document: Document, mentions: list[Mention]
) -> None:
    matcher = Matcher({number: parse(one.text, resolve) for number, one in enumerate(asked)})
    for match in matcher.match(document, mentions):
        assert match.reasons
        assert len(set(match.reasons)) == len(match.reasons)
        for reason in match.reasons:
            if reason.kind is ReasonKind.TERM:
                text = document.title if reason.field is Field.TITLE else document.text
                assert reason.start is not None
                assert reason.end is not None
                assert text[reason.start : reason.end]


@given(ASKED, DOCUMENTS, MENTIONS)
def test_what_is_removed_matches_nothing_more(
    asked: Asked, document: Document, mentions: list[Mention]
) -> None:
    matcher = Matcher({1: parse(asked.text, resolve), 2: parse("元 | -海 ai", resolve)})
    matcher.remove(1)
    matcher.remove(1)
    assert 1 not in {match.query_id for match in matcher.match(document, mentions)}
    assert matcher.query_ids == {2}


def test_a_query_added_while_running_meets_the_next_article() -> None:
    matcher = Matcher({1: parse("元宇宙", resolve)})
    document = Document("上海发展元宇宙")
    assert [match.query_id for match in matcher.match(document, ())] == [1]
    matcher.add(2, parse("上海", resolve))
    assert [match.query_id for match in matcher.match(document, ())] == [1, 2]


def test_thousands_of_queries_added_one_by_one_are_all_found() -> None:
    matcher = Matcher()
    for number in range(2_500):
        matcher.add(number, parse(f"词{number}号", resolve))
        if number % 100 == 0:
            matcher.match(Document("词7号"), ())
    text = "，".join(f"词{number}号" for number in range(2_500))
    assert matcher.matching_ids(Document("", text), ()) == list(range(2_500))
    matcher.compact()
    assert matcher.matching_ids(Document("", text), ()) == list(range(2_500))


def test_a_query_under_the_same_id_replaces_the_old_one() -> None:
    matcher = Matcher({1: parse("元宇宙", resolve)})
    matcher.add(1, parse("上海", resolve))
    assert matcher.match(Document("元宇宙"), ()) == ()
    assert len(matcher.match(Document("上海"), ())) == 1


def test_a_company_that_is_only_a_reports_origin_is_no_match() -> None:
    document = Document("中信证券研报：看好科大讯飞")
    as_source = [mention("SZ002230", role=Role.SOURCE)]
    assert holding("@科大讯飞", document=document, mentions=as_source) == []
    as_subject = [*as_source, mention("SZ002230")]
    assert holding("@科大讯飞", document=document, mentions=as_subject) == ["@科大讯飞"]


def test_a_security_is_asked_of_the_mentions_never_of_the_text() -> None:
    assert holding("SZ002230", "@科大讯飞", document=Document("科大讯飞 SZ002230")) == []


def test_a_name_without_a_mark_is_a_word() -> None:
    document = Document("科大讯飞发布新品")
    assert holding("科大讯飞", document=document) == ["科大讯飞"]
    assert holding("科大讯飞", document=Document("x"), mentions=[mention("SZ002230")]) == []


def test_a_name_with_two_listings_means_either() -> None:
    for symbol in ("SZ002594", "01211.HK"):
        assert holding("@比亚迪", document=Document("x"), mentions=[mention(symbol)]) == ["@比亚迪"]


def test_a_reason_shows_the_term_as_asked_and_the_place_as_written() -> None:
    document = Document("关于 科 大 訊 飛", "ＡＩ芯片")
    reason = only("科大讯飞", document).reasons[0]
    assert (reason.label, reason.field) == ("科大讯飞", Field.TITLE)
    assert document.title[slice(reason.start, reason.end)] == "科 大 訊 飛"
    reason = only("Ai", document).reasons[0]
    assert (reason.label, reason.field) == ("Ai", Field.TEXT)
    assert document.text[slice(reason.start, reason.end)] == "ＡＩ"


def test_a_security_known_from_tickers_only_is_a_reason_without_a_place() -> None:
    known = Mention("AAPL", "苹果", Role.SUBJECT, 4.0, Field.TITLE, 0, 0, "", ("ticker",))
    (reason,) = only("$AAPL", Document("x"), [known]).reasons
    assert (reason.label, reason.symbol) == ("苹果", "AAPL")
    assert (reason.field, reason.start, reason.end) == (None, None, None)
    assert holding("title:$AAPL", document=Document("x"), mentions=[known]) == []


def test_only_the_parts_that_hold_are_reasons() -> None:
    match = only("(元宇宙 虚拟) | 上海 | /涨+停/ -北京", Document("元宇宙在上海", "涨涨停"))
    assert {reason.label for reason in match.reasons} == {"上海", "/涨+停/"}


def test_words_near_each_other_are_two_reasons() -> None:
    document = Document("", "上海发布元宇宙计划")
    reasons = only("元宇宙 ~2 上海", document).reasons
    assert {document.text[slice(r.start, r.end)] for r in reasons} == {"上海", "元宇宙"}
    assert holding("元宇宙 ~1 上海", document=document) == []


def test_near_in_a_title_looks_at_the_title_only() -> None:
    query = "title:(元宇宙 ~2 上海) -title:(元宇宙 ~0 上海)"
    assert parse(parse(query, resolve).canonical, resolve) == parse(query, resolve)
    assert holding(query, document=Document("上海发布元宇宙", "x")) == [query]
    assert holding(query, document=Document("x", "上海发布元宇宙")) == []
    assert holding(query, document=Document("上海元宇宙")) == []


def test_removing_one_query_leaves_those_filed_beside_it() -> None:
    texts = [
        "上海 元宇宙",
        "上海 元宇宙 北京",
        "上海",
        "元宇宙 | 上海",
        "/元宇.*海/",
        "-北京 上海 元宇宙",
    ]
    document = Document("元宇宙在上海")
    for removed in range(len(texts)):
        matcher = Matcher({number: parse(text, resolve) for number, text in enumerate(texts)})
        matcher.remove(removed)
        left = [number for number in (0, 2, 3, 4, 5) if number != removed]
        assert matcher.matching_ids(document, ()) == left
        for number in left:
            matcher.remove(number)
        assert matcher.matching_ids(document, ()) == []


def test_two_hundred_terms_are_one_query() -> None:
    many = " | ".join(f"词{number}" for number in range(200))
    match = only(many, Document("", "词7、词199、词1999"))
    assert {reason.label for reason in match.reasons} == {"词7", "词199"}
