"""Watch lists as people have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.model import Security, Topic
from notifier.subscriptions.interpretation import interpret
from notifier.subscriptions.list_file import decode
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist_import import looks_like_list, write_csv
from tests.builders import IFLYTEK, ZHENHUA, parse_list, small_rules

TENCENT = Security("00700.HK", "HKEX", "腾讯控股")
APPLE = Security("AAPL", "NASDAQ", "Apple Inc.", ("Apple",))
TOPIC = Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实")
TABLE = """代码\t名称\t现价\t涨幅%
002230\t科大讯飞\t45.10\t1.2
600320\t振华重工\t4.02\t-0.3
00700\t腾讯控股\t510.5\t0.1
AAPL\tApple\t230.1\t0.5"""
SYMBOLS = ("SZ002230", "SH600320", "00700.HK", "AAPL")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return small_rules(TOPIC, securities=[IFLYTEK, ZHENHUA, TENCENT, APPLE])


def symbols(text: str, rules: Rules) -> list[str]:
    found = parse_list(text, rules)
    return [query.security.symbol for query in found.queries if query.security]


@pytest.mark.parametrize(
    "text",
    [
        "002230\n600320\n00700\nAAPL",
        "科大讯飞\n振华重工\n腾讯控股\nApple",
        "SZ002230, SH600320, 00700.HK, AAPL",
        "0002230\n1600320\n00700\nAAPL",
        TABLE,
        '="002230"\t="科大讯飞"\t10\n="600320"\t="振华重工"\t20\n="00700"\t="腾讯控股"\t700\nAAPL\tx\t1',
        "Symbol,Name,Quantity\n002230.SZ,iFlytek,100\n600320.SS,Zhenhua,600\n0700.HK,Tencent,1\nAAPL,Apple,2",
        "SZSE:002230,SSE:600320,HKEX:700,NASDAQ:AAPL",
        "1. 科大讯飞（002230）\n2. 振华重工（600320）\n3. 腾讯控股（00700）\n4. Apple（AAPL）",
    ],
    ids=[
        "codes",
        "names",
        "one-line",
        "blocks",
        "table",
        "formulas",
        "csv",
        "exchanges",
        "numbered",
    ],
)
def test_a_list_is_read_in_the_forms_that_people_have(text: str, rules: Rules) -> None:
    assert symbols(text, rules) == list(SYMBOLS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_file_is_read_in_every_charset(encoding: str, rules: Rules) -> None:
    content = "代码,名称\n002230,科大讯飞\n600320,振华重工".encode(encoding)
    assert symbols(decode(content), rules) == ["SZ002230", "SH600320"]


def test_what_is_not_understood_is_told_with_its_line(rules: Rules) -> None:
    found = parse_list("002230\n没有这家公司\n\n600320\n???", rules)
    assert [(each.number, each.text) for each in found.unreadable] == [
        (2, "没有这家公司"),
        (5, "???"),
    ]


def test_feeds_of_ours_become_what_they_are_about(rules: Rules) -> None:
    found = parse_list(
        '<?xml version="1.0"?><opml><body>'
        '<outline text="a" xmlUrl="https://n.example.org/feeds/securities/SZ002230.rss"/>'
        '<outline text="b"><outline text="c" xmlUrl="http://x/feeds/topics/metaverse.atom"/></outline>'
        '<outline text="d" xmlUrl="https://elsewhere.example.org/rss"/></body></opml>',
        rules,
    )
    assert [query.text for query in found.queries] == ["科大讯飞", "元宇宙"]
    assert [each.text for each in found.unreadable] == ["d https://elsewhere.example.org/rss"]


@pytest.mark.parametrize(
    "text", ["<opml><body>", "<", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ""]
)
def test_what_is_no_list_asks_for_nothing(text: str, rules: Rules) -> None:
    assert parse_list(text, rules).queries == ()


queries = st.sampled_from(
    ["科大讯飞", "$AAPL", "元宇宙 | 虚拟现实", 'title:芯片 -"a, b"', '"他说""好"', "AI 芯片", "'x"]
)


@given(st.lists(queries, unique=True, max_size=6))
def test_what_is_exported_is_imported_again(texts: list[str]) -> None:
    rules = small_rules(securities=[IFLYTEK, APPLE])
    canonical = [rules.parse(text).canonical for text in texts]
    found = parse_list(write_csv((each, "x") for each in canonical), rules)
    assert [query.canonical for query in found.queries] == list(dict.fromkeys(canonical))


@given(st.text(max_size=300) | st.binary(max_size=300).map(decode))
def test_whatever_is_pasted_can_be_read(text: str) -> None:
    rules = small_rules()
    found = parse_list(text, rules)
    assert all(interpret(query.text, rules) for query in found.queries if query.security)


def test_a_message_is_taken_for_a_list_where_most_lines_name_companies(rules: Rules) -> None:
    assert looks_like_list("002230\n600320\nAAPL", rules)
    assert not looks_like_list("科大讯飞", rules)
    assert not looks_like_list("你好\n今天怎么样\n科大讯飞涨了吗\n再见", rules)
