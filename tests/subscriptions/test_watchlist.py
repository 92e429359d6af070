"""What a typed text is understood to ask for, and the list it is put on or taken off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import QueryError
from notifier.core.model import Chat, Security, Subscription
from notifier.securities.typed import Certainty
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from notifier.subscriptions import interpretation, watchlist
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery, interpret
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist import WatchedQuery
from tests.builders import IFLYTEK, NOW, ZHENHUA, a_chat, small_rules

TENCENT = Security("00700.HK", "HKEX", "腾讯控股", ("Tencent", "腾讯"))
APPLE = Security("AAPL", "NASDAQ", "Apple Inc.", ("苹果公司",))
SERVICENOW = Security("NOW", "NYSE", "ServiceNow")
C3 = Security("AI", "NYSE", "C3.ai")
PING_AN = Security("SH601318", "SSE", "中国平安", ("Ping An Insurance Group Co Ltd",))
PING_AN_HK = Security("02318.HK", "HKEX", "中国平安", ("Ping An Insurance Group Co Ltd",))
TWIN, OTHER = Security("SH600001", "SSE", "同名股份"), Security("SZ000002", "SZSE", "同名股份")
ALL = (IFLYTEK, ZHENHUA, TENCENT, APPLE, SERVICENOW, C3, TWIN, OTHER)


@pytest.fixture
def rules() -> Rules:
    return small_rules(securities=ALL)


# What is meant


@pytest.mark.parametrize(
    "text", ["科大讯飞", "科大訊飛", "iFlytek", "SZ002230", "002230.SZ", "002230"]
)
def test_a_name_or_a_code_means_the_company(rules: Rules, text: str) -> None:
    query = interpret(text, rules)
    assert query == ParsedQuery(interpretation.query_for(IFLYTEK), text, IFLYTEK)


def test_the_query_of_a_company_means_it_alone_whatever_else_its_symbol_is_called() -> None:
    """Letters that are another company's name too: ACCO is also the short name of ACCL."""
    accl = Security("ACCL", "NYSE", "ACCO Limited", ("ACCO",))
    acco = Security("ACCO", "NYSE", "ACCO Brands")
    rules = small_rules(securities=(accl, acco))
    assert isinstance(interpret("ACCO", rules), Ambiguous)
    for each in (accl, acco):
        query = interpretation.query_for(each)
        assert query == f"${each.symbol}"
        assert interpret(query, rules) == ParsedQuery(query, query, each)


@pytest.mark.parametrize("text", ["元宇宙", "元宇宙 | 虚拟现实", '"科大讯飞" 芯片', "aapl 芯片"])
def test_anything_else_means_the_words(rules: Rules, text: str) -> None:
    assert interpret(text, rules) == ParsedQuery(rules.parse(text).canonical, text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("科大讯飞 芯片", "$SZ002230 芯片"),
        ("科大訊飛 -广告", "$SZ002230 -广告"),
        ("002230 裁员 | 元宇宙", "$SZ002230 裁员 | 元宇宙"),
        ("(iFlytek | 元宇宙) 上海", "($SZ002230 | 元宇宙) 上海"),
        ("芯片 -科大讯飞", "芯片 -科大讯飞"),
        ("标题:科大讯飞 芯片", "标题:科大讯飞 芯片"),
        ("科大讯飞 ~5 芯片", "科大讯飞 ~5 芯片"),
    ],
)
def test_a_name_that_can_only_be_a_company_is_one_within_a_query(
    rules: Rules, text: str, query: str
) -> None:
    assert interpret(text, rules) == ParsedQuery(rules.parse(query).canonical, text)


@pytest.mark.parametrize("text", ["aapl", "Aapl"])
def test_a_ticker_in_small_letters_is_asked_back(rules: Rules, text: str) -> None:
    found = interpret(text, rules)
    assert isinstance(found, Ambiguous)
    assert [each.symbol for each in found.choices] == ["AAPL"]
    assert found.certainty is Certainty.EITHER


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("回购，增持、减持", "回购 | 增持 | 减持"),
        ("回购 or 增持", "回购 | 增持"),
        ("回购 或者 增持", "回购 | 增持"),
        ("buyback and dividend", "buyback dividend"),
        ("回购 !减持", "回购 -减持"),
        ("+回购 ＋增持", "回购 增持"),
        ("chip*", "chip*"),
        ("半导体*", "半导体"),
        ("A股/港股", "A股 | 港股"),
        ("回购/增持 公告", "(回购 | 增持) 公告"),
        ("TCP/IP", "TCP IP"),
        ("回购&增持", "回购 增持"),
        ("回购＋增持", "回购 增持"),
        ("AT&T 5G", "AT&T 5G"),
        ("/半导体", "半导体"),
        (r"/\\b回购\\b/", "/回购/"),
        ('"a, b" c', '"a, b" c'),
        ("/a|b/ c", "/a|b/ c"),
        ("1,000亿 投资", "1,000亿 投资"),
        ("回购 | 增持，减持", "回购 | 增持 减持"),
    ],
)
def test_what_is_surely_meant_is_understood(rules: Rules, text: str, query: str) -> None:
    found = interpret(text.replace("\\\\", "\\"), rules)
    assert isinstance(found, ParsedQuery)
    assert found.text == query.replace("\\\\", "\\")


@pytest.mark.parametrize(("text", "choices"), [("同名股份", {TWIN, OTHER}), ("AI", {C3})])
def test_what_may_mean_several_things_is_asked_back(
    rules: Rules, text: str, choices: set[Security]
) -> None:
    found = interpret(text, rules)
    assert isinstance(found, Ambiguous)
    assert set(found.choices) == choices


def test_each_choice_can_be_asked_for_by_its_query(rules: Rules) -> None:
    for choice in ALL:
        query = interpretation.query_for(choice)
        parsed = interpret(query, rules)
        assert isinstance(parsed, ParsedQuery)
        assert parsed.canonical == query


def test_quotes_mean_the_words_of_a_name(rules: Rules) -> None:
    query = interpret('"科大讯飞"', rules)
    assert isinstance(query, ParsedQuery)
    assert query.security is None


def test_a_dual_listing_is_one_company() -> None:
    rules = small_rules(securities=[PING_AN, PING_AN_HK])
    query = interpret("中国平安", rules)
    assert isinstance(query, ParsedQuery)
    assert query.security in {PING_AN, PING_AN_HK}


@pytest.mark.parametrize("text", ["", "(元宇宙", "-元宇宙", "|"])
def test_what_cannot_be_read_is_an_error_with_a_repair(rules: Rules, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        interpret(text, rules)
    assert 0 <= caught.value.position <= len(text)
    assert caught.value.repair


@given(st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused_with_a_repair_that_is_not(text: str) -> None:
    rules = small_rules(securities=ALL)
    try:
        interpret(text, rules)
    except QueryError as error:
        if error.repair:
            interpret(error.repair, rules)


# The list


async def watch(store: Store, chat: Chat, text: str, rules: Rules) -> WatchedQuery | Ambiguous:
    wanted = interpret(text, rules)
    if isinstance(wanted, Ambiguous):
        return wanted
    async with store.write() as connection:
        return (await watchlist.add(connection, chat, [wanted], NOW))[0]


async def unwatch(store: Store, chat: Chat, text: str, rules: Rules) -> Subscription | None:
    async with store.write() as connection:
        return await watchlist.unwatch(connection, chat, text, rules)


async def listed(store: Store, chat: Chat) -> list[str]:
    async with store.read() as connection:
        return [each.text for each in await subscriptions.of_chat(connection, chat.id)]


async def test_the_same_wish_in_other_words_is_on_the_list_once(
    sqlite_store: Store, rules: Rules
) -> None:
    chat = await a_chat(sqlite_store)
    for text, new in [("科大讯飞", True), ("002230.SZ", False), ("A股", True), ("a股", False)]:
        done = await watch(sqlite_store, chat, text, rules)
        assert isinstance(done, WatchedQuery)
        assert done.is_new is new
    assert await listed(sqlite_store, chat) == ["科大讯飞", "A股"]


async def test_what_is_not_clear_or_not_readable_puts_nothing_on_the_list(
    sqlite_store: Store, rules: Rules
) -> None:
    chat = await a_chat(sqlite_store)
    assert isinstance(await watch(sqlite_store, chat, "同名股份", rules), Ambiguous)
    with pytest.raises(QueryError):
        await watch(sqlite_store, chat, "(元宇宙", rules)
    assert await listed(sqlite_store, chat) == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("1", "科大讯飞"),
        ("２", "元宇宙 | VR"),
        (" 3 ", "SH600001"),
        ("科大讯飞", "科大讯飞"),
        ("iFlytek", "科大讯飞"),
        ("002230", "科大讯飞"),
        ("vr|元宇宙", "元宇宙 | VR"),
        ("元宇宙 | VR", "元宇宙 | VR"),
        ("同名股份", "SH600001"),
    ],
)
async def test_what_is_on_the_list_can_be_taken_off_by_number_name_code_or_query(
    sqlite_store: Store, rules: Rules, text: str, gone: str
) -> None:
    chat, other = await a_chat(sqlite_store, 1), await a_chat(sqlite_store, 2)
    before = ["科大讯飞", "元宇宙 | VR", "SH600001"]
    for each in before:
        await watch(sqlite_store, chat, each, rules)
        await watch(sqlite_store, other, each, rules)
    ended = await unwatch(sqlite_store, chat, text, rules)
    assert ended
    assert ended.text == gone
    assert await listed(sqlite_store, chat) == [each for each in before if each != gone]
    assert await listed(sqlite_store, other) == before


@pytest.mark.parametrize("text", ["0", "2", "999", "000002", "央行", "振华重工"])
async def test_what_is_not_on_the_list_cannot_be_taken_off(
    sqlite_store: Store, rules: Rules, text: str
) -> None:
    chat = await a_chat(sqlite_store)
    await watch(sqlite_store, chat, "科大讯飞", rules)
    assert await unwatch(sqlite_store, chat, text, rules) is None
    assert await listed(sqlite_store, chat) == ["科大讯飞"]


@pytest.mark.parametrize("delisted", [False, True])
def test_a_subscription_is_named_by_its_company_or_as_it_was_typed(
    rules: Rules, *, delisted: bool
) -> None:
    def a_subscription(query: str, text: str, made: datetime = NOW) -> Subscription:
        return Subscription(1, 1, 1, query, text, made - timedelta(days=1))

    company = a_subscription(interpretation.query_for(IFLYTEK), "iflytek")
    words = a_subscription("元宇宙|vr", "元宇宙 | VR")
    if delisted:
        rules = small_rules(securities=[])
    named = watchlist.label(company, rules)
    assert named == (("iflytek", None) if delisted else ("科大讯飞", "SZ002230"))
    assert watchlist.label(words, rules) == ("元宇宙 | VR", None)
