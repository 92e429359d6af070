"""Sentences that change what is followed or when it comes, and questions, with what they bring."""

from __future__ import annotations

import pytest

from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.delivery.message import Button
from notifier.store.chats import corrections, subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.delivery.dispatch import dispatch
from tests.fakes.bot_api import USERNAME
from tests.pipeline_harness import PipelineHarness, news

PERSON, GROUP = 42, -1001000000001
SAY = translator("zh-Hans")


async def queries(bot: Bot) -> list[str]:
    async with bot.store.read() as connection:
        return [each.query for _, each in await subscriptions.of_all(connection)]


def shown(bot: Bot) -> dict[str, Button]:
    return {each.text: each for each in bot.replies.last_buttons()}


def keyword(say: Translator, text: str) -> str:
    return say("keyword-quoted", text=text)


@pytest.mark.parametrize(
    ("held", "typed", "then"),
    [
        ("比亚迪", "帮我把比亚迪改成只发公告", ["SZ002594 公告"]),
        ("BYD", "only announcements for 比亚迪", ["SZ002594 announcement*"]),
        ("小米", "把小米的关键词改成小米汽车", ["小米汽车"]),
        ("隆基绿能", "隆基刚加的那个不对，我要的是隆基机械", ["SZ002363"]),
        ("特斯拉", "取消特斯拉，换成苹果", ["$AAPL"]),
        ("metaverse", "change my keyword metaverse to robotaxi", ["robotaxi"]),
    ],
)
async def test_what_is_followed_becomes_something_else(
    bot: Bot, held: str, typed: str, then: list[str]
) -> None:
    await bot.ask(PERSON, f"/watch {'比亚迪' if held == 'BYD' else held}", "zh-hans")
    before = await queries(bot)
    await bot.ask(PERSON, typed)
    assert await queries(bot) == then
    await bot.press(PERSON, shown(bot)[SAY("button-undo")])
    assert await queries(bot) == before
    assert not bot.replies.last_buttons()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_followed_is_offered_as_it_should_become(bot: Bot, language: str) -> None:
    say = translator(language)
    name = {"zh-Hans": "比亚迪", "zh-Hant": "比亞迪"}.get(language, "BYD Company Limited")
    told = await bot.ask(PERSON, "/edit robotaxi -> 比亚迪", language.lower())
    assert say("unwatch-unknown", text="robotaxi") in told
    assert "SZ002594" in told
    await bot.ask(PERSON, "only announcements for BYD")
    await bot.press(PERSON, shown(bot)[keyword(say, f"{name} announcement*")])
    assert await queries(bot) == ["SZ002594 announcement*"], "the company, not its letters"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_while_the_market_trades_only(bot: Bot, language: str) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch AAPL 腾讯", language.lower())
    assert await bot.ask(PERSON, "/settings 香港")
    assert await bot.ask(PERSON, "only during trading hours") == say("settings-trading")
    hong_kong, new_york = say("market-XHKG"), say("market-XNYS")
    assert f"{new_york} 05:00–22:30" in shown(bot)
    await bot.press(PERSON, shown(bot)[f"{hong_kong} 16:00–09:30"])
    assert say("settings-quiet", hours="16:00–09:30") in bot.replies.texts(PERSON)[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_followed_last_is_taken_back_when_asked(bot: Bot, language: str) -> None:
    say = translator(language)
    assert await bot.ask(PERSON, "撤销", language.lower()) == say("undo-nothing")
    await bot.ask(PERSON, "/watch 元宇宙")
    bot.clock.advance(seconds=60)
    await bot.ask(PERSON, "/watch 固态电池")
    assert await bot.ask(PERSON, "undo") == say("undo-which", what=keyword(say, "固态电池"))
    await bot.press(PERSON, shown(bot)[say("button-undo")])
    assert await queries(bot) == ["元宇宙"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_gets_too_much_may_have_it_once_a_week(bot: Bot, language: str) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch 元宇宙", language.lower())
    assert await bot.ask(PERSON, "消息太多了，能不能少点") == say("answer-fewer")
    await bot.press(PERSON, shown(bot)[say("button-all-weekly")])
    assert bot.replies.texts(PERSON)[-1] == say("all-weekly", count=1, at="18:00")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_trade_is_offered_as_a_word(bot: Bot, language: str) -> None:
    say = translator(language)
    told = await bot.ask(PERSON, "关注所有银行股", language.lower())
    assert told == say("talk-sector", text="银行")
    await bot.press(PERSON, shown(bot)[say("button-as-keyword", text="银行")])
    assert await queries(bot) == ["银行"]
    assert "TSLA" in await bot.ask(PERSON, "all Tesla stocks"), "a company is none"


QUESTIONS = [
    ("茅台多少钱", "answer-prices"),
    ("多少钱一个月", "answer-free"),
    ("消息有延迟吗", "answer-sources"),
    ("能不能推到微信", "answer-elsewhere"),
    ("你支持美股不", "answer-about"),
    ("do you do crypto?", "answer-about"),
    ("谢谢啦", "talk-welcome"),
    ("怎么修改", "edit-how"),
    ("how do I add my portfolio", "import-how"),
    ("为什么没有收到消息", "list-empty"),
    ("你觉得这样好吗", "talk-examples"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_questions_are_answered_in_a_line(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed, key in QUESTIONS:
        told = await bot.ask(PERSON, typed, language.lower())
        assert told.split("\n\n")[0] == say(key, text=typed), typed


HINTS = [
    ("手滑了，帮我退回去", "undo-nothing"),
    ("我昨天怎么一条都没收到", "list-empty"),
    ("消息能不能晚上一起发", "settings-choose-cadence"),
    ("don't bother me until the market opens", "pause-how-long"),
    ("way too noisy, cut it down", "answer-fewer"),
    ("邊度可以改時區", "settings-choose-timezone"),
    ("换成繁体字", "language-which"),
    ("scrap everything", "unwatch-all-sure"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_a_sentence_hints_at_is_asked_back(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed, key in HINTS:
        assert await bot.ask(PERSON, typed, language.lower()) == say(key), typed


async def test_a_company_in_a_sentence_that_hints_at_its_end_is_ended(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch 药明生物, 比亚迪", "zh-hans")
    await bot.ask(PERSON, "药明生物别推了，太烦")
    assert await queries(bot) == ["SZ002594"]


@pytest.mark.parametrize(
    "typed",
    [
        "广告收入",
        "即时零售",
        "重复使用火箭",
        "股价操纵",
        "声音识别",
        "instant noodles",
        "oil price",
    ],
)
async def test_words_to_look_for_hint_at_nothing(bot: Bot, typed: str) -> None:
    assert SAY("keyword-name", text=typed) in await bot.ask(PERSON, typed, "zh-hans")


async def test_two_wishes_in_a_sentence_are_carried_out_both(bot: Bot) -> None:
    told = await bot.ask(PERSON, "关注五粮液，另外每天早上八点汇总，谢谢", "zh-hans")
    assert await queries(bot) == ["SZ000858"]
    assert SAY("settings-daily-set", at="08:00") in told
    await bot.ask(PERSON, "follow Tesla and remove 五粮液")
    assert await queries(bot) == ["$TSLA"]
    await bot.ask(PERSON, "加上比亚迪，别的不用")
    assert await queries(bot) == ["$TSLA", "SZ002594"]
    await bot.ask(PERSON, "drop Tesla, keep an eye on Nvidia")
    assert await queries(bot) == ["SZ002594", "$NVDA"]
    told = await bot.ask(PERSON, "晚上九点以后别响，早上七点再发")
    assert "21:00–07:00" in told


async def test_what_stands_beside_what_is_told_is_not_followed(bot: Bot) -> None:
    told = await bot.ask(PERSON, "我想关注三一重工，代码不记得了", "zh-hans")
    assert told == SAY("offer-watch", what="三一重工（SH600031）")
    await bot.ask(PERSON, "帮我同时关注“固态电池”和“钠离子电池”")
    assert await queries(bot) == ["固态电池", "钠离子电池"]
    await bot.ask(PERSON, "stop 固态电池 alerts, keep 钠离子电池")
    assert await queries(bot) == ["钠离子电池"]


async def test_what_is_left_out_is_left_out_of_each_of_a_list(bot: Bot) -> None:
    await bot.ask(PERSON, "关注小米和比亚迪，但是不要手机", "zh-hans")
    assert await queries(bot) == ["01810.HK -手机", "SZ002594 -手机"]


async def test_what_is_unclear_in_answer_to_an_alert_is_about_that(
    bot: Bot, sqlite_store: Store
) -> None:
    await bot.ask(PERSON, "/watch 元宇宙", "zh-hans")
    async with dispatch(sqlite_store, bot.sender) as delivery:
        await PipelineHarness(sqlite_store).take(news("元宇宙展馆开门"))
        await delivery.deliver()
    about = {
        "message_id": len(bot.sender.sent),
        "date": 1,
        "chat": {"id": PERSON, "type": "private"},
    }
    told = await bot.ask_as(5, PERSON, "这种不要", reply_to_message=about)
    assert told == SAY("talk-of-alert")
    await bot.press(PERSON, shown(bot)[SAY("button-delete")])
    assert await queries(bot) == []


async def test_an_admin_of_a_group_tells_the_bot_by_its_name_what_to_follow(bot: Bot) -> None:
    bot.rights.strangers.add(66)
    await bot.ask_as(66, GROUP, f"@{USERNAME} 关注比亚迪")
    assert await queries(bot) == []
    await bot.ask_as(5, GROUP, f"@{USERNAME} 关注比亚迪")
    assert await queries(bot) == ["SZ002594"]
    await bot.ask_as(5, GROUP, f"@{USERNAME} 以后中芯国际一有消息就告诉我们")
    assert await queries(bot) == ["SZ002594", "SH688981"]
    told = await bot.ask_as(5, GROUP, f"@{USERNAME} 以后那个谁一有消息就告诉我们")
    assert told == translator("en")("talk-in-group")
    assert "21:00–07:00" in await bot.ask_as(5, GROUP, f"@{USERNAME} 晚上九点到早上七点别响")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_when_all_comes_is_set_by_a_sentence(bot: Bot, language: str) -> None:
    say = translator(language)
    assert "settings" not in await bot.ask(PERSON, "make it hourly", language.lower())
    assert shown(bot).keys() >= {say("cadence-hourly"), say("cadence-weekly")}, "nothing to set yet"
    await bot.ask(PERSON, "/watch 比亚迪, 元宇宙")
    assert await bot.ask(PERSON, "make it hourly") == say("all-hourly", count=2, at="18:00")
    await bot.press(PERSON, shown(bot)[say("button-all-instant")])
    assert bot.replies.texts(PERSON)[-1] == say("all-instant", count=2, at="18:00")


async def test_a_sentence_is_no_keyword_but_what_it_quotes_is(bot: Bot) -> None:
    sentence = "仲有沒有得看埋窩輪牛熊證街貨"
    told = await bot.ask(PERSON, sentence, "zh-hans")
    assert told == SAY("talk-unclear", text=sentence)
    await bot.ask(PERSON, "帮我盯一下“低空经济”好吗")
    assert await queries(bot) == ["低空经济"]
    assert "龙虎榜" in await bot.ask(PERSON, "以后带“龙虎榜”的那些就别让我看到了")
    async with bot.store.read() as connection:
        assert [words.words for _, words, _ in await corrections.of_all(connection)] == ["龙虎榜"]


async def test_a_slip_in_a_command_is_never_guessed_to_delete_everything(bot: Bot) -> None:
    assert await bot.ask(PERSON, "/forgt", "en") == translator("en")(
        "unknown-command", command="/forgt"
    )
    assert not bot.replies.last_buttons()


OF_A_SORT = {
    "zh-Hans": [
        ("关注五粮液，只要财报", "SZ000858 财报"),
        ("关注五粮液 只要公告", "SZ000858 公告"),
        ("五粮液，只要财报", "SZ000858 财报"),
        ("只要五粮液的财报", "SZ000858 财报"),
    ],
    "zh-Hant": [
        ("追蹤五糧液，只要財報", "SZ000858 财报"),
        ("追蹤五糧液，淨係要公告", "SZ000858 公告"),
        ("五糧液，只要財報", "SZ000858 财报"),
    ],
    "en": [
        ("follow Wuliangye, only earnings", "SZ000858 earning*"),
        ("Wuliangye, only earnings", "SZ000858 earning*"),
        ("watch Wuliangye, just announcements", "SZ000858 announcement*"),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_some_news_only_of_what_is_told_to_be_followed(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed, query in OF_A_SORT[language]:
        await bot.ask(PERSON, typed, language.lower())
        await bot.press(PERSON, shown(bot)[say("button-watch")])
        assert await queries(bot) == [query], typed
        await bot.ask(PERSON, "/unwatch 1")
        await bot.ask(PERSON, "/watch 五粮液")
        await bot.ask(PERSON, typed)
        assert await queries(bot) == [query], f"{typed}: it is narrowed"
        await bot.ask(PERSON, "/unwatch 1")
