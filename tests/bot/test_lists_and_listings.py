"""Lists of what to follow, companies by one of their listings, and trades, in every language."""

from __future__ import annotations

import pytest

from notifier.core.i18n import LANGUAGES, translator
from tests.bot.harness import Bot
from tests.bot.test_ending import queries, shown
from tests.bot.test_field_dialogues import company

PERSON = 42


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("追蹤特斯拉、輝達、蘋果和超微", ["$TSLA", "$NVDA", "$AAPL", "超微"]),
        ("关注特斯拉、苹果和联发科", ["$TSLA", "$AAPL", "联发科"]),
        ("追蹤台積電同聯發科", ["$TSM", "联发科"]),
        ("追蹤蘋果及超微", ["$AAPL", "超微"]),
        ("追蹤蘋果及AMD", ["$AAPL", "$AMD"]),
        ("追蹤騰訊及滙豐及聯發科", ["00700.HK", "00005.HK", "联发科"]),
        ("关注苹果、微软还有联发科", ["$AAPL", "$MSFT", "联发科"]),
        ("/watch 特斯拉，苹果和联发科", ["$TSLA", "$AAPL", "联发科"]),
        ("follow Apple, Tesla and MediaTek", ["$AAPL", "$TSLA", "mediatek"]),
        ("follow Bank of America and Apple", ["$BAC", "$AAPL"]),
        ("follow Apple and Tesla for me", ["$AAPL", "$TSLA"]),
    ],
)
async def test_each_of_a_list_is_followed(bot: Bot, typed: str, held: list[str]) -> None:
    await bot.ask(PERSON, typed, "en")
    assert await queries(bot) == held


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("关注同程旅行和携程", ["00780.HK", "09961.HK"]),
        ("关注华为和比亚迪", ["华为", "SZ002594"]),
        ("关注社会认同问题", ["社会认同问题"]),
        ("关注普及教育", ["普及教育"]),
        ("follow Johnson and Johnson", ["$JNJ"]),
        ("/watch 特斯拉和联发科", ["特斯拉和联发科"]),
        ("/watch M&A", ["m&a"]),
    ],
)
async def test_joints_within_names_and_words_join_nothing(
    bot: Bot, typed: str, held: list[str]
) -> None:
    await bot.ask(PERSON, typed, "en")
    assert await queries(bot) == held


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("unfollow Tesla and Apple", "Apple"),
        ("取消关注特斯拉和苹果", "苹果"),
        ("取消追蹤特斯拉、蘋果", "蘋果"),
        ("/unwatch Tesla, Apple", "Apple"),
    ],
)
async def test_what_of_a_list_is_followed_ends_and_the_rest_is_told(
    bot: Bot, language: str, typed: str, unknown: str
) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch Tesla, Nvidia", language.lower())
    told = (await bot.ask(PERSON, typed)).split("\n\n")
    assert told[0] == say("unwatch-done", what=company("TSLA", say))
    assert told[1] == say("unwatch-unknown", text=unknown)
    assert await queries(bot) == ["$NVDA"]


@pytest.mark.parametrize("typed", ["unfollow Tesla, Apple and AMD", "remove Tesla, Apple"])
async def test_the_rest_of_a_list_that_ends_is_not_followed(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch Tesla, Nvidia", "en")
    await bot.ask(PERSON, typed)
    assert await queries(bot) == ["$NVDA"]


async def test_nothing_ends_where_a_part_of_the_list_may_be_words(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla", "en")
    await bot.ask(PERSON, "/unwatch Tesla and Foo")
    assert await queries(bot) == ["$TSLA"]


LISTINGS = [
    ("关注比亚迪H股", "01211.HK"),
    ("关注比亚迪A股", "SZ002594"),
    ("關注比亞迪H股", "01211.HK"),
    ("关注阿里巴巴美股", "BABA"),
    ("关注阿里巴巴的港股", "09988.HK"),
    ("追蹤中國平安的H股", "02318.HK"),
    ("follow NIO HK", "09866.HK"),
    ("follow Alibaba US", "BABA"),
    ("follow BYD H-shares", "01211.HK"),
    ("follow Tencent ADR", "00700.HK"),
    ("关注美股的阿里", "BABA"),
    ("追蹤港股的中芯國際", "00981.HK"),
    ("关注比亚迪(H)", "01211.HK"),
    ("关注宁德时代（A）", "SZ300750"),
    ("关注中芯国际（A+H）", "SH688981"),
    ("追蹤阿里（美股）", "BABA"),
    ("追蹤小米（港）", "01810.HK"),
    ("/watch 比亚迪（H股）", "01211.HK"),
    ("follow Alibaba (US)", "BABA"),
    ("follow NIO (HK)", "09866.HK"),
    ("follow HSBC (UK)", "HSBC"),
    ("follow Hyatt (H)", "H"),
    ("follow Apple (AAPL)", "AAPL"),
]


WITH_NOTES = [
    ("关注比亚迪(H)、宁德时代(A)", ["01211.HK", "SZ300750"]),
    ("关注比亚迪（港股）、宁德（A股）", ["01211.HK", "SZ300750"]),
    ("关注茅台（白酒）、宁德时代（电池）", ["SH600519", "SZ300750"]),
    ("关注阿里（美股）和京东（美股）", ["$BABA", "$JD"]),
    ("追蹤騰訊（港股）、茅台（A股）", ["00700.HK", "SH600519"]),
    ("追蹤阿里（港股）同小米（港股）", ["09988.HK", "01810.HK"]),
    ("/watch 比亚迪（港股）、宁德（A股）", ["01211.HK", "SZ300750"]),
    ("follow Tesla (EV), BYD (HK)", ["$TSLA", "01211.HK"]),
    ("follow Alibaba (US), JD (US)", ["$BABA", "$JD"]),
    ("watch Hyatt (H), Visa (V)", ["$H", "$V"]),
    ("关注茅台（财报）、腾讯（回购）", ["SH600519 财报", "00700.HK 回购"]),
    ("关注(光伏 | 锂电) 宁德时代", ["SZ300750 (光伏 | 锂电)"]),
    ("关注百度(AI)", ["09888.HK ai"]),
]


async def test_what_is_noted_in_brackets_is_no_other_company(bot: Bot) -> None:
    for person, (typed, asked) in enumerate(WITH_NOTES, PERSON):
        await bot.ask(person, typed, "zh-hans")
        assert await queries(bot, person) == asked, typed


LEFT_OUT = {
    "zh-Hans": [
        ("关注光伏 !隆基绿能", "光伏 -隆基绿能"),
        ("手机 !小米", "手机 -小米"),
        ("芯片 not 中芯国际", "芯片 -中芯国际"),
        ("除了中芯国际的半导体消息", "半导体 -中芯国际"),
        ("除了小米以外的手机新闻", "手机 -小米"),
        ("半导体 -中芯国际", "半导体 -中芯国际"),
        ("半导体但不要中芯国际", "半导体 -中芯国际"),
    ],
    "zh-Hant": [
        ("追蹤半導體 !中芯國際", "半導體 -中芯國際"),
        ("手機 ！小米", "手機 -小米"),
        ("除咗中芯國際嘅半導體消息", "半導體 -中芯國際"),
        ("除了特斯拉之外的電動車消息", "電動車 -特斯拉"),
        ("半導體 -中芯國際", "半導體 -中芯國際"),
    ],
    "en": [
        ("follow phones !Xiaomi", "phones -Xiaomi"),
        ("EVs !Tesla", "EVs -Tesla"),
        ("follow chips not Nvidia", "chips -Nvidia"),
        ("electric cars not Tesla", "electric cars -Tesla"),
        ("phones -Apple", "phones -Apple"),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_left_out_is_neither_followed_nor_offered(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, text) in enumerate(LEFT_OUT[language], PERSON):
        reply = await bot.ask(person, typed, language.lower())
        what = say("keyword-name", text=text)
        told = {say("watch-done", what=what), say("offer-watch", what=what)}
        assert reply.splitlines()[0] in told, typed
        assert not any(
            character in "$." for each in await queries(bot, person) for character in each
        )


@pytest.mark.parametrize("typed", ["why not Tesla", "this is not Tesla", "Apple or not", "UTC -5"])
async def test_not_leaves_nothing_out_where_something_else_is_said(bot: Bot, typed: str) -> None:
    assert "-" not in (await bot.ask(PERSON, typed, "en")).replace("UTC-5", "").replace("/", "")
    assert await queries(bot) == []


async def test_a_cry_does_not_leave_out_what_follows(bot: Bot) -> None:
    await bot.ask(PERSON, "太好了！关注茅台", "zh-hans")
    await bot.ask(PERSON, "关注比亚迪!腾讯", "zh-hans")
    assert await queries(bot) == ["SH600519", "SZ002594", "00700.HK"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_company_is_followed_by_the_listing_that_is_named(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, symbol) in enumerate(LISTINGS, PERSON):
        reply = await bot.ask(person, typed, language.lower())
        assert reply.splitlines()[0] == say("watch-done", what=company(symbol, say)), typed
        assert await queries(bot, person) == [f"${symbol}" if symbol.isalpha() else symbol], typed


@pytest.mark.parametrize("typed", ["A股", "港股", "美股", "contact us", "H股回归"])
async def test_a_market_alone_is_no_listing(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, f"/watch {typed}", "en")
    assert not any(character in "$." for query in await queries(bot) for character in query)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_listing_of_a_company_is_no_second_line(bot: Bot, language: str) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch Alibaba", language.lower())
    held = await queries(bot)
    what = company("09988.HK", say)
    for typed in ("BABA", "$BABA", "阿里巴巴美股"):
        assert await bot.ask(PERSON, typed) == say("offer-followed", what=what), typed
    for typed in ("/watch BABA", "关注阿里巴巴美股", "/watch 9988.HK"):
        told = await bot.ask(PERSON, typed)
        assert told.splitlines()[0] == say("watch-already", what=what), typed
    await bot.ask(PERSON, "/watch BABA, Tesla")
    assert await queries(bot) == [*held, "$TSLA"]


async def test_two_listings_of_a_company_at_once_are_one_line(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch BABA, 9988.HK, Tesla", "en")
    assert await queries(bot) == ["$BABA", "$TSLA"]


TRADES = [
    ("follow AI stocks", "AI"),
    ("AI概念股", "AI"),
    ("關注AI概念股", "AI"),
    ("關注蘋果概念股", "蘋果"),
    ("关注英伟达概念股", "英伟达"),
    ("人工智能概念股", "人工智能"),
    ("follow EV stocks", "EV"),
    ("follow the S&P 500", "S&P 500"),
    ("follow nasdaq 100", "nasdaq 100"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_trade_or_an_index_is_no_company(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, sector) in enumerate(TRADES, PERSON):
        reply = await bot.ask(person, typed, language.lower())
        assert reply == say("talk-sector", text=sector), typed
        assert say("button-as-keyword", text=sector) in shown(bot), typed


@pytest.mark.parametrize("typed", ["all Tesla stocks", "follow all Tesla stocks", "特斯拉股票"])
async def test_a_company_is_no_trade(bot: Bot, typed: str) -> None:
    assert "TSLA" in await bot.ask(PERSON, typed, "en")
