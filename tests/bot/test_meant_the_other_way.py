"""Sentences that were once carried out as their opposite, or as words that no article has."""

from __future__ import annotations

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.store.chats import chats, corrections, subscriptions
from tests.bot.harness import Bot
from tests.bot.test_silence import PERSON, at, paused_until, quiet_hours
from tests.builders import BOT

SAY = translator("zh-Hans")


async def lines(bot: Bot) -> dict[str, str]:
    """Return the queries that are followed, and when each comes."""
    async with bot.store.read() as connection:
        return {each.query: str(each.cadence) for _, each in await subscriptions.of_all(connection)}


async def muted_words(bot: Bot) -> list[str]:
    async with bot.store.read() as connection:
        return [words.words for _, words, _ in await corrections.of_all(connection)]


ONLY_AT = {
    "8点到12点发": (12, 8),
    "只在9点到12点发": (12, 9),
    "9点到18点之间发就好": (18, 9),
    "早上8點到晚上10點發就好": (22, 8),
    "淨係9點到12點發": (12, 9),
    "只喺9點到12點send": (12, 9),
    "只在9点到15点之间通知我": (15, 9),
    "9点到18点之外别发": (18, 9),
    "除了9点到18点都别发": (18, 9),
    "8点到22点发，其他时间别发": (22, 8),
    "only send between 9 and 12": (12, 9),
    "send alerts only from 9am to 6pm": (18, 9),
    "no alerts outside 9 to 18": (18, 9),
    "don't send anything except between 9am and 6pm": (18, 9),
}
QUIET_AT = {
    "晚上11点到早上7点不要发": (23, 7),
    "只在晚上11点到早上7点别发": (23, 7),
    "8点到22点别发，其他时间发": (8, 22),
    "晚上11点到早上7点以外都可以发": (23, 7),
    "我晚上11点睡到早上7点": (23, 7),
    "23点到7点": (23, 7),
    "早上9点开始发，晚上10点停": (22, 9),
    "no alerts between 11pm and 7am": (23, 7),
    "only mute me between 11pm and 7am": (23, 7),
    "nothing before 9am or after 6pm": (18, 9),
}


@pytest.mark.parametrize(("typed", "hours"), (ONLY_AT | QUIET_AT).items())
async def test_hours_are_quiet_only_where_silence_is_asked_for(
    bot: Bot, typed: str, hours: tuple[int, int]
) -> None:
    await bot.ask(PERSON, typed, "zh-hans")
    assert await quiet_hours(bot) == (hours[0] * 60, hours[1] * 60)


@pytest.mark.parametrize(
    "typed",
    [
        "8点和12点发",
        "上午8点和中午12点提醒我",
        "朝早8點同中午12點send",
        "早8点、中午12点推送",
        "send at 8am and 12pm",
        "notify me at 8 and 12",
        "alerts at 8:00 and 12:00 please",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_several_times_of_the_day_are_asked_back(bot: Bot, typed: str, language: str) -> None:
    say = translator(language)
    none = (await bot.ask(PERSON, "/start", language.lower()), await quiet_hours(bot))[1]
    assert await bot.ask(PERSON, typed) == say("settings-which-time")
    assert await quiet_hours(bot) == none
    shown = {each.text: each for each in bot.replies.last_buttons()}
    await bot.press(PERSON, shown[say("button-only-between", begins="08:00", ends="12:00")])
    assert await quiet_hours(bot) == (12 * 60, 8 * 60)
    await bot.press(PERSON, shown[say("button-daily-at", at="12:00")])
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
    assert chat
    assert chat.preferences.daily_at == 12 * 60


BECOMES = {
    "腾讯改成收盘后": "post_close",
    "腾讯改成每周": "weekly",
    "腾讯改成每小时": "hourly",
    "腾讯改为每天": "daily",
    "把腾讯改成盘前": "pre_open",
    "騰訊改為每週": "weekly",
    "腾讯改成每天一次": "daily",
    "腾讯放到每日摘要里": "daily",
    "腾讯只要每周": "weekly",
    "change Tencent to weekly": "weekly",
    "make Tencent hourly": "hourly",
    "Tencent weekly only": "weekly",
}


@pytest.mark.parametrize(("typed", "cadence"), BECOMES.items())
async def test_when_one_thing_comes_is_set_by_a_sentence(
    bot: Bot, typed: str, cadence: str
) -> None:
    await bot.ask(PERSON, "/watch 腾讯, 元宇宙", "zh-hans")
    assert SAY(f"cadence-{cadence}") in await bot.ask(PERSON, typed)
    assert await lines(bot) == {"00700.HK": cadence, "元宇宙": "instant"}
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert await lines(bot) == {"00700.HK": "instant", "元宇宙": "instant"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("腾讯改成早上发", "edit-no-words"),
        ("腾讯改成每天8点", "edit-no-words"),
        ("騰訊只要晚上發", "edit-no-words"),
        ("腾讯只要标题", "edit-no-words"),
        ("only mornings for Tencent", "edit-no-words"),
        ("腾讯只要跌了告诉我", "answer-prices"),
        ("腾讯只要涨停跌停的时候告诉我", "answer-prices"),
        ("腾讯改成静音", "mute-followed"),
        ("腾讯改成不推送", "mute-followed"),
        ("change Tencent to muted", "mute-followed"),
        ("腾讯改成港股", "watch-already"),
    ],
)
async def test_what_is_nothing_to_look_for_replaces_nothing(bot: Bot, typed: str, key: str) -> None:
    await bot.ask(PERSON, "/watch 腾讯", "zh-hans")
    told = await bot.ask(PERSON, typed)
    begins = SAY(key, text="#", what="#").split("#")
    assert all(part[:8] in told for part in begins), told
    assert await lines(bot) == {"00700.HK": "instant"}


async def test_another_thing_still_replaces_it(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "zh-hans")
    for typed, query in (
        ("比亚迪改成港股", "01211.HK"),
        ("change 01211.HK to Tesla", "$TSLA"),
        ("特斯拉改成“每周”", "每周"),
    ):
        await bot.ask(PERSON, typed)
        assert list(await lines(bot)) == [query]
    told = await bot.ask(PERSON, "美团改成每周")
    assert SAY("unwatch-unknown", text="美团") in told
    assert SAY("offer-watch", what="美团-W（03690.HK）") in told


ASKED_FOR = [
    "标题有“回购”的",
    "标题含“回购”的",
    "只要标题有“回购”的",
    "标题带“回购”的都推给我",
    "凡是带“回购”的都发给我",
    "凡係有“回购”嘅都send俾我",
    "everything with “回购”",
]
NOT_ASKED_FOR = [
    "带“回购”的不要",
    "标题有“回购”的别发",
    "以后带“回购”的那些就别让我看到了",
    "屏蔽“回购”",
    "有「回购」嘅唔好send",
    "mute everything with “回购”",
    "hide articles with “回购”",
]


@pytest.mark.parametrize("typed", ASKED_FOR)
async def test_quoted_words_are_muted_only_where_that_is_said(bot: Bot, typed: str) -> None:
    assert await bot.ask(PERSON, typed, "zh-hans") == SAY("mute-or-follow", text="回购")
    assert await muted_words(bot) == []
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    query = "title:回购" if "标题" in typed else "回购"
    assert list(await lines(bot)) == [query]


@pytest.mark.parametrize("typed", NOT_ASKED_FOR)
async def test_quoted_words_are_muted_where_that_is_said(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, typed, "zh-hans")
    assert await muted_words(bot) == ["回购"]


async def test_what_articles_are_to_mention_is_followed_alone(bot: Bot) -> None:
    await bot.ask(PERSON, "凡是提到“固态电池”的都要", "zh-hans")
    assert list(await lines(bot)) == ["固态电池"]


LEFT_OUT = [
    "比亚迪不要研报",
    "比亚迪的研报不要",
    "比亚迪的研报不要了",
    "比亚迪别推研报",
    "不要比亚迪的研报",
    "我不想看比亚迪的研报",
    "比亚迪研报太多了，不要",
    "比亚迪去掉研报",
    "比亚迪不用发研报",
    "比亚迪不要研报相关的",
    "关注比亚迪，不要研报",
    "比亞迪唔好研報",
    "比亞迪唔好send研報",
    "BYD without 研报",
]


@pytest.mark.parametrize("typed", LEFT_OUT)
async def test_a_part_is_left_out_of_what_is_followed(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "zh-hans")
    await bot.ask(PERSON, typed)
    assert list(await lines(bot)) == ["SZ002594 -研报"]
    await bot.ask(PERSON, "比亚迪不要广告")
    assert list(await lines(bot)) == ["SZ002594 -广告 -研报"]


@pytest.mark.parametrize(
    "typed",
    [
        "BYD without research notes",
        "no research notes for BYD",
        "stop sending me BYD research notes",
        "BYD but no research notes",
    ],
)
async def test_a_part_is_left_out_in_english_in_the_singular_too(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "en")
    await bot.ask(PERSON, typed)
    assert list(await lines(bot)) == ['SZ002594 -"research note" -"research notes"']


@pytest.mark.parametrize(
    "typed",
    [
        "比亚迪不要了",
        "比亚迪别发了",
        "不要比亚迪的消息",
        "比亚迪的消息不要推送了",
        "no more news from 比亚迪",
    ],
)
async def test_all_of_it_still_ends(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "zh-hans")
    await bot.ask(PERSON, typed)
    assert await lines(bot) == {}


@pytest.mark.parametrize(
    "typed",
    [
        "比亚迪不要晚上发",
        "比亚迪不要每天都发",
        "比亚迪不要那么频繁",
        "比亚迪不要静音了",
        "比亚迪不要盘后",
    ],
)
async def test_when_news_comes_is_no_part_of_it(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "zh-hans")
    assert "-晚" not in await bot.ask(PERSON, typed)
    assert await lines(bot) == {"SZ002594": "instant"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_followed_is_offered_without_it(bot: Bot, language: str) -> None:
    say = translator(language)
    told = await bot.ask(PERSON, "五粮液不要研报", language.lower())
    assert say("offer-watch", what=say("keyword-quoted", text="五粮液 -研报")) == told


IN_BRACKETS = {
    "关注百度(H)": ["09888.HK"],
    "关注中石油(H)、中石化(A)": ["00857.HK", "SH600028"],
    "关注百度（港股）、宁德（A股）": ["09888.HK", "SZ300750"],
    "關注百度（港股）、寧德時代（A股）": ["09888.HK", "SZ300750"],
    "关注五粮液（白酒）、宁德时代（电池）": ["SZ000858", "SZ300750"],
    "关注阿里（美股）和京东（美股）": ["$BABA", "$JD"],
    "关注中芯国际（A+H）": ["SH688981"],
    "关注阿里(US)": ["$BABA"],
    "关注阿里（09988）": ["09988.HK"],
    "follow Baidu (HK)": ["09888.HK"],
    "follow Alibaba (US) and JD (HK)": ["$BABA", "09618.HK"],
    "follow Apple (US), Alibaba (H)": ["$AAPL", "09988.HK"],
    "follow Hyatt (H)": ["$H"],
    "关注百度(降价|促销)": ["09888.HK (促销 | 降价)"],
    "关注百度（召回）": ["09888.HK 召回"],
}


@pytest.mark.parametrize(("typed", "queries"), IN_BRACKETS.items())
async def test_what_stands_in_brackets_behind_a_company(
    bot: Bot, typed: str, queries: list[str]
) -> None:
    await bot.ask(PERSON, typed, "zh-hans")
    assert list(await lines(bot)) == queries


FOR_A_WHILE = {
    "接下来两小时别吵我": at(23, 11, 30),
    "未来三天别发": at(26, 9, 30),
    "未來三天唔好發": at(26, 9, 30),
    "这两天别发": at(25, 9, 30),
    "现在开始两小时不要发": at(23, 11, 30),
    "往后一周别打扰我": at(30, 9, 30),
    "for the next two hours don't disturb me": at(23, 11, 30),
    "don't disturb me for the next 2 hours": at(23, 11, 30),
    "the next 3 days no alerts": at(26, 9, 30),
}


@pytest.mark.parametrize(("typed", "until"), FOR_A_WHILE.items())
async def test_silence_for_the_time_to_come(bot: Bot, typed: str, until: object) -> None:
    await bot.ask(PERSON, typed, "zh-hans")
    assert await paused_until(bot) == until


ONE_IS_MUTED = {
    "把腾讯静音一天": at(24, 9, 30),
    "將騰訊靜音一日": at(24, 9, 30),
    "把腾讯暂停一周": at(30, 9, 30),
    "腾讯改成静音三天": at(26, 9, 30),
    "腾讯接下来两天别发": at(25, 9, 30),
    "把腾讯静音到周五": at(27, 8),
    "静音腾讯到周五": at(27, 8),
    "/mute 腾讯 到周五": at(27, 8),
    "mute Tencent until Friday": at(27, 8),
    "腾讯周五别发": at(28),
    "mute Tencent on Friday": at(28),
}


@pytest.mark.parametrize(("typed", "until"), ONE_IS_MUTED.items())
async def test_one_thing_is_muted_for_a_while_however_it_is_said(
    bot: Bot, typed: str, until: object
) -> None:
    await bot.ask(PERSON, "/watch 腾讯", "zh-hans")
    await bot.ask(PERSON, typed)
    async with bot.store.read() as connection:
        ((_, held),) = await subscriptions.of_all(connection)
    assert held.muted_until == until


ONLY_A_PART = {
    "小米只要汽车": "01810.HK 汽车",
    "小米只要汽車": "01810.HK 汽车",
    "小米只要手机": "01810.HK 手机",
    "平安只要银行": "SH601318 银行",
    "平安只看银行": "SH601318 银行",
    "比亚迪只要电子": "SZ002594 电子",
    "騰訊只要音樂": "00700.HK 音乐",
    "腾讯 earnings only": "00700.HK earning*",
    "小米 results only": "01810.HK result*",
    "only announcements for BYD": "SZ002594 announcement*",
}


@pytest.mark.parametrize(("typed", "query"), ONLY_A_PART.items())
async def test_a_part_of_one_company_is_no_other_company(bot: Bot, typed: str, query: str) -> None:
    await bot.ask(PERSON, "/watch 小米, 中国平安, 比亚迪, 腾讯", "zh-hans")
    await bot.ask(PERSON, typed)
    assert query in await lines(bot)
    assert len(await lines(bot)) == 4


async def test_a_name_keeps_its_last_character(bot: Bot) -> None:
    assert SAY("unwatch-unknown", text="华为") in await bot.ask(PERSON, "华为只要汽车", "zh-hans")
    assert "华 汽车" not in bot.replies.texts(PERSON)[-1]


async def test_a_line_is_narrowed_by_its_number(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch 比亚迪", "zh-hans")
    await bot.ask(PERSON, "/edit 1 +公告")
    assert list(await lines(bot)) == ["SZ002594 公告"]
    await bot.ask(PERSON, "/edit 1 -英文")
    assert list(await lines(bot)) == ["SZ002594 公告 -英文"]
