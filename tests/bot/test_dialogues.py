"""What people type to the bot, and what they read: with the companies that are shipped."""

from __future__ import annotations

from typing import Any

import pytest

from notifier.bot.commands import registry
from notifier.core.i18n import LANGUAGES, Language, translator
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from tests.bot.harness import Bot, rules
from tests.bot.test_intent import SMALL_TALK
from tests.delivery.dispatch import FakeSender
from tests.fakes.bot_api import USERNAME

ALICE = 42
GROUP = -1001000000001
EXAMPLES = {each: translator(each)("talk-examples") for each in LANGUAGES}


def labels(bot: Bot) -> list[str]:
    return [button.text for button in bot.replies.last_buttons()]


async def followed(bot: Bot) -> list[str]:
    return [text for _, text in await bot.listed()]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("/watch贵州茅台", ["贵州茅台"]),
        ("/watch：贵州茅台", ["贵州茅台"]),
        ("/关注 贵州茅台", ["贵州茅台"]),
        ("/Watch 贵州茅台", ["贵州茅台"]),
        ("/watch 贵州茅台\n/watch 五粮液", ["贵州茅台", "五粮液"]),
        ("/watch sh600519 sz000858", ["sh600519", "sz000858"]),
        ("/sub AAPL", ["AAPL"]),
        ("/watch $tsla", ["$tsla"]),
        ("/watch HK 5", ["HK 5"]),
        ("/watch 回购，增持，减持", ["回购 | 增持 | 减持"]),
        ("/watch 回购 or 增持", ["回购 | 增持"]),
        ("/watch A股/港股", ["A股 | 港股"]),
        ("/watch /watch AAPL", ["AAPL"]),
        ("/watch chip*", ["chip*"]),
    ],
)
async def test_what_is_typed_is_followed(bot: Bot, typed: str, held: list[str]) -> None:
    reply = await bot.ask(ALICE, typed, "zh-hans")
    assert await followed(bot) == held
    assert "正则" not in reply


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Tesla news", "Tesla (TSLA)"),
        ("有没有中国平安的新闻", "Ping An"),
        ("贵州茅台最新消息", "Kweichow Moutai (SH600519)"),
        ("昨天听说宁德时代要出新电池了是真的吗", "CATL"),
    ],
)
async def test_a_company_in_a_sentence_is_offered(bot: Bot, typed: str, offered: str) -> None:
    reply = await bot.ask(ALICE, typed, "en")
    question = reply.split("\n\n")[-1]
    assert question.startswith("Shall I tell you when there is news about ")
    assert offered in question
    assert "keyword" not in reply
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert len(await followed(bot)) == 1


@pytest.mark.parametrize(
    ("typed", "company"),
    [("比亚迪 降价", "比亚迪（SZ002594）"), ("tesla price cut", "特斯拉（TSLA）")],
)
async def test_a_company_with_a_word_or_two_is_offered_with_them_and_alone(
    bot: Bot, typed: str, company: str
) -> None:
    await bot.ask(ALICE, typed, "zh-hans")
    assert labels(bot) == [f"“{typed}”", company]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("aapl", "Apple"),
        ("tsla", "Tesla"),
        ("Meta", "Meta"),
        ("Uber", "Uber"),
        ("700", "Tencent"),
        ("0700", "Tencent"),
        ("9988", "Alibaba"),
        ("0005", "HSBC"),
        ("T", "AT&T"),
    ],
)
@pytest.mark.parametrize("how", ["{}", "/watch {}"])
async def test_what_may_be_a_company_or_a_word_is_asked_back_company_first(
    bot: Bot, typed: str, first: str, how: str
) -> None:
    reply = await bot.ask(ALICE, how.format(typed), "en")
    assert reply == translator("en")("watch-either", text=typed)
    assert first in labels(bot)[0]
    assert labels(bot)[-1] == translator("en")("button-as-keyword", text=typed)
    assert await followed(bot) == []


@pytest.mark.parametrize(("typed", "owner"), [("Wegovy", "NVO"), ("阿里云", "09988.HK")])
async def test_of_what_a_company_owns_news_of_it_alone_may_be_had(
    bot: Bot, typed: str, owner: str
) -> None:
    await bot.ask(ALICE, f"/watch {typed}", "en")
    assert owner in labels(bot)[0]
    assert labels(bot)[-1] == translator("en")("button-as-keyword", text=typed)


@pytest.mark.parametrize("typed", ["机器人", "太阳能", "９９８８", "target", "guizhoumaotai"])
async def test_a_name_that_is_a_word_is_asked_back_too(bot: Bot, typed: str) -> None:
    assert await bot.ask(ALICE, typed, "en") == translator("en")("watch-either", text=typed)
    assert await followed(bot) == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("700 9988", ["00700.HK", "09988.HK"]),
        ("700⏎9988", ["00700.HK", "09988.HK"]),
        ("700,9988", ["00700.HK", "09988.HK"]),
        ("aapl tsla", ["AAPL", "TSLA"]),
        ("aapl⏎tsla", ["AAPL", "TSLA"]),
        ("sh600519/sz000858", ["SH600519", "SZ000858"]),
        ("苹果和特斯拉", ["AAPL", "TSLA"]),
        ("茅台、五粮液 比亚迪", ["SH600519", "SZ000858", "SZ002594"]),
        ("招商银行600036", ["SH600036"]),
        ("600036 招商银行", ["SH600036"]),
        ("US AAPL", ["AAPL"]),
        ("my portfolio: AAPL, MSFT", ["AAPL", "MSFT"]),
        ("我的股票：茅台、五粮液", ["SH600519", "SZ000858"]),
        ("procter and gamble", ["PG"]),
        ("港交所同長和", ["00388.HK", "00001.HK"]),
        ("美团和同程旅行还有京东", ["03690.HK", "00780.HK", "09618.HK"]),
        ("/AAPL", ["AAPL"]),
    ],
)
async def test_companies_that_are_listed_are_offered_each(
    bot: Bot, typed: str, offered: list[str]
) -> None:
    await bot.ask(ALICE, typed.replace("⏎", "\n"), "en")
    assert [button.data for button in bot.replies.last_buttons()] == [f"w:{s}" for s in offered]


async def test_of_what_is_followed_the_card_is_offered(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台", "en")
    asked = await bot.ask(ALICE, "is Kweichow Moutai on my list?", "en")
    assert asked.startswith("You follow:\n1. Kweichow Moutai (SH600519)")
    stopped = await bot.ask(ALICE, "茅台先停一下", "en")
    assert stopped.startswith("You follow Kweichow Moutai (SH600519). Mute it for a day")
    said = await bot.ask(ALICE, "贵州茅台", "en")
    assert said.startswith("You follow Kweichow Moutai (SH600519) already.")
    [card] = bot.replies.last_buttons()
    await bot.press(ALICE, card)
    assert translator("en")("button-delete") in labels(bot)


async def test_what_is_followed_and_what_is_not_are_told_apart(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台", "en")
    said = await bot.ask(ALICE, "茅台、五粮液", "en")
    assert said.startswith("You follow Kweichow Moutai (SH600519) already.")
    assert "news about Wuliangye" in said
    assert [button.data for button in bot.replies.last_buttons()] == ["w:SZ000858"]


@pytest.mark.parametrize("typed", ["aapl⏎tsla⏎msft", "700⏎9988⏎1810", "Meta⏎Uber⏎Snap"])
async def test_a_pasted_list_loses_no_line(bot: Bot, typed: str) -> None:
    reply = await bot.ask(ALICE, typed.replace("⏎", "\n"), "en")
    assert reply.count("✓") == 3
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert len(await followed(bot)) == 3


@pytest.mark.parametrize(
    "typed", ["apple car", "oil gas", "2025 2026", "now open", "m&a", "芯片 回购"]
)
async def test_words_side_by_side_are_no_companies(bot: Bot, typed: str) -> None:
    assert f"“{typed}”" in await bot.ask(ALICE, typed, "en")
    assert [button.data for button in bot.replies.last_buttons()] == [f"wx:{typed}"]


async def test_what_can_never_hold_is_said_and_mended(bot: Bot) -> None:
    reply = await bot.ask(ALICE, "/watch 回购 -回购", "en")
    assert translator("en")("query-never-holds") in reply
    assert "/watch 回购" in reply.splitlines()[-1]
    assert await followed(bot) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "toast"),
    [
        ("AAPL", "watch-already"),
        ("元宇宙", "watch-already"),
        ("600519\n000858\n600036", "import-done"),
    ],
)
async def test_a_button_that_is_pressed_twice_leaves_what_takes_it_back(
    bot: Bot, language: str, typed: str, toast: str
) -> None:
    say = translator(language)
    await bot.ask(ALICE, typed, language.lower())
    (follow,) = bot.replies.last_buttons()
    await bot.press(ALICE, follow)
    shown = bot.replies.texts(ALICE)[-1]
    again = await bot.press(ALICE, follow)
    assert again.startswith(say(toast, what="|", new=0, known=3).partition("|")[0])
    assert bot.replies.texts(ALICE)[-1] == shown
    (undo,) = bot.replies.last_buttons()
    assert undo.text == say("button-undo")
    await bot.press(ALICE, undo)
    assert await followed(bot) == []
    shown = bot.replies.texts(ALICE)[-1]
    assert await bot.press(ALICE, undo) == say("undo-nothing")
    assert bot.replies.texts(ALICE)[-1] == shown


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("关注 贵州茅台", ["贵州茅台"]),
        ("关注比亚迪和宁德时代", ["比亚迪", "宁德时代"]),
        ("follow Tesla and Nvidia", ["Tesla", "Nvidia"]),
        ("add Tesla to my list", ["Tesla"]),
        ("订阅 半导体", ["半导体"]),
        ("关注半导体板块", ["半导体"]),
        ("关注半导体板块和白酒板块", ["半导体", "白酒"]),
        ("关注茅台，关注五粮液", ["茅台", "五粮液"]),
        ("关注茅台和白酒", ["茅台", "白酒"]),
        ("track bitcoin and ethereum", ["bitcoin", "ethereum"]),
        ("关注腾讯，但不要游戏", ["腾讯 -游戏"]),
        ("follow banks", ["banks"]),
        ("我想关注宁德时代和比亚迪，还有美团", ["宁德时代", "比亚迪", "美团"]),
        ("以后中芯国际一有消息就告诉我", ["中芯国际"]),
        ("帮我把宁德时代、比亚迪还有三一重工这几家都盯上", ["宁德时代", "比亚迪", "三一重工"]),
        ("keep an eye on Nvidia", ["Nvidia"]),
        ("could you follow the chip names for me: NVDA, AMD", ["NVDA", "AMD"]),
        ("hey can you tell me when theres news about nvidia", ["Nvidia"]),
        ("also Nvidia please", []),
        ("关注一下你们能不能看看最近这些公司到底怎么了", []),
    ],
)
async def test_what_is_told_to_be_followed_is_and_can_be_taken_back(
    bot: Bot, typed: str, held: list[str]
) -> None:
    await bot.ask(ALICE, typed, "en")
    assert await followed(bot) == held
    if held:
        await bot.press(ALICE, bot.replies.last_buttons()[0])
        assert await followed(bot) == []


async def test_all_but_one_thing_is_ended_after_a_question(bot: Bot) -> None:
    say = translator("en")
    assert await bot.ask(ALICE, "unfollow all except Tesla", "en") == say(
        "unwatch-unknown", text="Tesla"
    )
    await bot.ask(ALICE, "/watch $TSLA, $NVDA, 半导体")
    assert "stop" in (await bot.ask(ALICE, "除了特斯拉其他都取消")).lower()
    (stop,) = bot.replies.last_buttons()
    await bot.press(ALICE, stop)
    assert bot.replies.texts(ALICE)[-1] == say("unwatch-others-done", count=2)
    assert await followed(bot) == ["$TSLA"]
    await bot.ask(ALICE, "/unwatch $TSLA")
    await bot.ask(ALICE, "/watch $NVDA")
    assert await bot.press(ALICE, stop) == say("button-old"), "nothing that it names is left"
    await bot.ask(ALICE, "/watch $TSLA")
    await bot.press(ALICE, stop)
    assert await followed(bot) == ["$TSLA"]
    only = await bot.ask(ALICE, "keep only Tesla")
    assert only == say("unwatch-others-none", what="Tesla (TSLA)")
    assert await bot.press(ALICE, Button("x", "endall:x")) == say("button-old")
    assert await followed(bot) == ["$TSLA"]


@pytest.mark.parametrize("typed", ["no crypto", "mute crypto for 3 days"])
async def test_what_is_not_followed_can_be_left_out_instead(bot: Bot, typed: str) -> None:
    say = translator("en")
    assert await bot.ask(ALICE, typed, "en") == say("unwatch-unknown", text="crypto")
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert say("list-muted", text="crypto") in await bot.ask(ALICE, "/list")


async def test_ending_everything_twice_says_once_how_much_it_was(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台, 五粮液", "en")
    await bot.ask(ALICE, "/unwatch all")
    (all_of_it,) = bot.replies.last_buttons()
    for _ in range(2):
        toast = await bot.press(ALICE, all_of_it)
        assert bot.replies.texts(ALICE)[-1] == translator("en")("unwatch-all-done", count=2)
    assert toast == translator("en")("list-empty")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_short_answer_says_what_was_done_to_what(bot: Bot, language: str) -> None:
    say = translator(language)
    name = say("reason-security", name="Tesla" if language == "en" else "特斯拉", symbol="TSLA")
    await bot.ask(ALICE, "/watch $tsla", language.lower())
    await bot.ask(ALICE, "/list")
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    card = {button.text: button for button in bot.replies.last_buttons()}
    for label, what in (
        ("cadence-daily", say("cadence-daily")),
        ("mute-1d", say("card-muted", until="11-24 09:30")),
    ):
        toast = await bot.press(ALICE, card[say(label)])
        assert toast == say("card-saved", name=name, what=what)
    (unmute,) = [each for each in bot.replies.last_buttons() if each.text == say("mute-0")]
    toast = await bot.press(ALICE, unmute)
    assert toast == say("card-saved", name=name, what=say("card-unmuted"))
    await bot.ask(ALICE, "/settings")
    buttons = {button.text: button for button in bot.replies.last_buttons()}
    toast = await bot.press(ALICE, buttons[say("settings-button-preview")])
    off = say("settings-switch-false")
    assert toast == say("saved", what=say("settings-preview", shown=off))
    typed = await bot.ask(ALICE, "/settings 23:00-07:00")
    assert typed == say("saved", what=say("settings-quiet", hours="23:00–07:00"))


async def test_a_muted_phrase_is_taken_back_by_a_tap(bot: Bot) -> None:
    await bot.ask(ALICE, "/mute 线上线下", "en")
    (undo,) = bot.replies.last_buttons()
    await bot.press(ALICE, undo)
    assert bot.replies.texts(ALICE)[-1] == translator("en")("unmute-done", text="线上线下")
    assert await bot.press(ALICE, undo) == translator("en")("unmute-unknown", text="线上线下")


def test_each_word_of_a_button_is_of_one_command() -> None:
    tables = [module.BUTTONS for module in vars(registry).values() if hasattr(module, "BUTTONS")]
    assert sum(map(len, tables)) == len(registry.BUTTONS)


async def test_each_line_of_a_message_is_answered(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台", "en")
    reply = await bot.ask(ALICE, "/unwatch 贵州茅台\n/watch 五粮液\n/list")
    assert await followed(bot) == ["五粮液"]
    assert [part.splitlines()[-1] for part in reply.split("\n\n")][-1] == "1. Wuliangye (SZ000858)"
    reply = await bot.ask(ALICE, "/watch 比亚迪\n/watch /坏(/\n/mute 线上线下")
    assert await followed(bot) == ["五粮液", "比亚迪"]
    assert "👉" in reply
    assert "线上线下" in await bot.ask(ALICE, "/list")


async def test_a_number_after_a_change_is_not_guessed(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台, 五粮液, 比亚迪", "en")
    reply = await bot.ask(ALICE, "/unwatch 贵州茅台\n/watch 元宇宙\n/unwatch 2")
    assert reply.endswith(translator("en")("talk-one-change", command="/unwatch 2"))
    assert await followed(bot) == ["五粮液", "比亚迪", "元宇宙"]
    await bot.ask(ALICE, "/unwatch 1\n/unwatch 2")
    assert await followed(bot) == ["元宇宙"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("/unwatch 1\n/watch 元宇宙\n/list", ["五粮液", "比亚迪"]),
        ("/unwatch 1\n/unwatch 2\n/list", ["比亚迪"]),
        ("/unwatch 贵州茅台\n/watch 元宇宙\n/list", ["五粮液", "比亚迪", "元宇宙"]),
    ],
)
async def test_whatever_is_done_when_another_process_takes_over_is_answered_and_done_once(
    sqlite_store: Store, typed: str, left: list[str]
) -> None:
    turns = [True] * 9
    bot = Bot(sqlite_store, FakeSender(), rules(), leads=lambda: bool(turns) and turns.pop())
    await bot.ask(ALICE, "/watch 贵州茅台, 五粮液, 比亚迪", "en")
    before = len(bot.replies.texts(ALICE))
    turns[:] = [True]  # it carries the message out, and is not to send any more
    await bot.hear(ALICE, typed)
    await bot.answer()
    assert bot.replies.texts(ALICE)[before:] == []
    turns[:] = [True] * 9
    await bot.answer()
    replies = bot.replies.texts(ALICE)[before:]
    assert await followed(bot) == left
    assert replies[-1].splitlines()[0] == translator("en")("list-title")
    assert len(replies[-1].splitlines()) == 1 + len(left)
    assert len(replies) == typed.count("\n") + ("/unwatch 2" not in typed)


async def test_of_several_wishes_each_is_about_its_own_words(bot: Bot) -> None:
    reply = await bot.ask(ALICE, "关注 元宇宙，取消关注 比亚迪", "en")
    assert "the keyword “元宇宙”" in reply
    assert "SZ002594" not in reply


async def test_the_command_that_was_guessed_is_the_one_that_is_carried_out(bot: Bot) -> None:
    await bot.ask(ALICE, "/list\n/wach 贵州茅台", "en")
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert await followed(bot) == ["贵州茅台"]


@pytest.mark.parametrize("typed", ["苹果和特斯拉", "AAPL/TSLA", "苹果、特斯拉"])
async def test_what_is_followed_by_a_list_is_ended_by_it(bot: Bot, typed: str) -> None:
    await bot.ask(ALICE, f"/watch {typed}", "en")
    assert len(await followed(bot)) == 2
    await bot.ask(ALICE, f"/unwatch {typed}")
    assert await followed(bot) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_muting_what_is_followed_asks_what_is_meant(bot: Bot, language: str) -> None:
    await bot.ask(ALICE, "/watch 科大讯飞", language.lower())
    reply = await bot.ask(ALICE, "/mute 科大讯飞")
    assert "SZ002230" in reply
    day, end, phrase = bot.replies.last_buttons()
    await bot.press(ALICE, day)
    assert "11-24" in (await bot.ask(ALICE, "/list")).splitlines()[1]
    await bot.press(ALICE, phrase)
    assert "科大讯飞" in (await bot.ask(ALICE, "/list")).splitlines()[-1]
    await bot.press(ALICE, end)
    assert await followed(bot) == []


async def test_a_correction_is_taken_back_by_a_button_of_the_list(bot: Bot) -> None:
    await bot.ask(ALICE, "/mute 线上线下", "en")
    await bot.ask(ALICE, "/list")
    (button,) = bot.replies.last_buttons()
    await bot.press(ALICE, button)
    assert "线上线下" not in await bot.ask(ALICE, "/list")


async def test_a_list_is_searched_by_a_name(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台, 五粮液, 元宇宙", "en")
    assert (await bot.ask(ALICE, "/list 茅台")).splitlines()[1:] == [
        "1. Kweichow Moutai (SH600519)"
    ]
    assert (await bot.ask(ALICE, "/list 000858")).splitlines()[1:] == ["2. Wuliangye (SZ000858)"]
    nothing = translator("en")("list-found-nothing", text="x")
    assert await bot.ask(ALICE, "/list x") == nothing


@pytest.mark.parametrize("typed", ["五粮夜", "/watch 五粮夜", "/watch 五粮业"])
async def test_a_near_miss_is_asked_about(bot: Bot, typed: str) -> None:
    reply = await bot.ask(ALICE, typed, "zh-hans")
    assert reply == translator("zh-Hans")("watch-near", text=typed.removeprefix("/watch "))
    assert "五粮液" in labels(bot)[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_talk_is_answered_by_one_line_with_examples(bot: Bot, language: Language) -> None:
    assert len(EXAMPLES[language].splitlines()) == 1
    welcome = translator(language)("talk-welcome")
    for person, typed in enumerate(SMALL_TALK.strip().splitlines()[::4], ALICE):
        answer = await bot.ask(person, typed, language.lower())
        assert answer == (welcome if is_thanks(typed) else EXAMPLES[language]), typed


def is_thanks(typed: str) -> bool:
    return any(
        word in typed.lower() for word in ("谢", "謝", "thank", "thx", "good bot", "nice", "不错")
    )


async def test_what_looks_like_talk_is_no_keyword(bot: Bot) -> None:
    for person, (typed, key) in enumerate(
        (
            ("今天天气怎么样", "talk-examples"),
            ("你觉得明天会涨吗", "answer-prices"),
            ("what should I buy?", "answer-prices"),
            ("how are you", "talk-examples"),
            ("你是不是坏了", "list-empty"),
            ("为什么没反应", "list-empty"),
            ("what can you do for me?", "talk-examples"),
            ("how do I add a stock?", "talk-examples"),
            ("why no news", "list-empty"),
            ("怎么没有消息", "list-empty"),
            ("怎么添加股票", "talk-examples"),
        ),
        ALICE,
    ):
        assert await bot.ask(person, typed, "en") == translator("en")(key, text=typed), typed


async def test_a_keyword_is_called_one(bot: Bot) -> None:
    assert "the keyword “元宇宙”" in await bot.ask(ALICE, "元宇宙", "en")
    assert "the keyword “元宇宙”" in await bot.ask(ALICE, "/watch 元宇宙")
    assert "the keyword “回购”" in await bot.ask(ALICE, "/watch “回购”")
    assert "1. “元宇宙”" in await bot.ask(ALICE, "/list")


async def test_a_slip_in_a_command_is_guessed_and_carried_out_by_a_tap(bot: Bot) -> None:
    reply = await bot.ask(ALICE, "/wach 贵州茅台", "en")
    assert reply == translator("en")(
        "unknown-command-meant", command="/wach", meant="/watch 贵州茅台"
    )
    assert await followed(bot) == []
    assert labels(bot) == ["/watch 贵州茅台"]
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert await followed(bot) == ["贵州茅台"]


async def test_several_are_ended_at_once_and_all_after_a_question(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 贵州茅台, 五粮液, 比亚迪, 元宇宙", "en")
    assert len(await followed(bot)) == 4
    await bot.ask(ALICE, "/unwatch 贵州茅台 五粮液")
    assert await followed(bot) == ["比亚迪", "元宇宙"]
    back = {each.text: each for each in bot.replies.last_buttons()}
    assert list(back) == ["＋ Kweichow Moutai (SH600519)", "＋ Wuliangye (SZ000858)"]
    await bot.press(ALICE, back["＋ Wuliangye (SZ000858)"])
    assert await followed(bot) == ["比亚迪", "元宇宙", "五粮液"]
    await bot.ask(ALICE, "/unwatch 五粮液")
    assert "nosuch" in await bot.ask(ALICE, "/unwatch 比亚迪, nosuch")
    assert len(await followed(bot)) == 2
    await bot.ask(ALICE, "取消关注 全部")
    assert len(await followed(bot)) == 2
    await bot.press(ALICE, bot.replies.last_buttons()[0])
    assert await followed(bot) == []


async def test_pages_of_a_list_count_from_one(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch " + ", ".join(["贵州茅台", *(f"词{n}" for n in range(20))]), "en")
    assert "9. " in await bot.ask(ALICE, "/list 2")
    assert "1. " in await bot.ask(ALICE, "/list 1")


async def message(bot: Bot, **fields: Any) -> str:
    """Send a message without a text of its own; return the reply."""
    before = len(bot.replies.texts(ALICE))
    somebody = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "en"}
    more: dict[str, Any] = {"from": somebody}
    bot.people.say(ALICE, "x", **more)
    head = dict(bot.people.pending_updates[-1]["message"])
    del head["text"]
    await bot.take_in({"message": {**head, **fields}})
    await bot.answer_all()
    return "\n".join(bot.replies.texts(ALICE)[before + 1 :])


PHOTO = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]


async def test_a_picture_with_a_command_below_it_is_a_command(bot: Bot) -> None:
    await message(bot, photo=PHOTO, caption="/watch 比亚迪")
    assert await followed(bot) == ["比亚迪"]


@pytest.mark.parametrize(
    "fields",
    [
        {"photo": PHOTO},
        {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
    ],
    ids=["photo", "voice", "contact"],
)
async def test_what_is_no_text_gets_a_line(bot: Bot, fields: dict[str, Any]) -> None:
    assert await message(bot, **fields) == translator("en")("talk-only-text")


@pytest.mark.parametrize("name", ["list.ods", "screenshot.png"])
async def test_a_file_that_is_no_list_is_told_what_is(bot: Bot, name: str) -> None:
    await bot.send_file(ALICE, name, b"PK\x03\x04")
    suffix = name.rpartition(".")[2]
    assert bot.replies.texts(ALICE)[-1] == translator("en")("import-kind", suffix=suffix)


async def test_a_command_that_is_corrected_counts(bot: Bot) -> None:
    await bot.ask(ALICE, "/watch 五粮夜", "en")
    somebody = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "en"}
    place = {"id": ALICE, "type": "private"}
    edited = {"message_id": 1, "chat": place, "from": somebody, "date": 1000}
    await bot.take_in({"edited_message": {**edited, "edit_date": 1060, "text": "/watch 五粮液"}})
    await bot.answer_all()
    assert await followed(bot) == ["五粮液"]
    await bot.take_in({"edited_message": {**edited, "edit_date": 9000, "text": "/watch 比亚迪"}})
    await bot.answer_all()
    assert await followed(bot) == ["五粮液"]


async def test_a_mention_in_a_group_is_answered_and_talk_there_is_not(bot: Bot) -> None:
    assert await bot.ask_as(7, GROUP, "大家好") == ""
    assert await bot.ask_as(7, GROUP, "/贵州茅台") == ""
    told = await bot.ask_as(7, GROUP, f"@{USERNAME} 你好")
    assert told == translator("en")("talk-in-group")
    await bot.ask_as(7, GROUP, f"@{USERNAME} 列表")
    assert bot.replies.texts(GROUP)[-1] == translator("en")("list-empty")


async def test_latest_alone_is_of_ones_own_list(bot: Bot) -> None:
    assert await bot.ask(ALICE, "/latest", "en") == translator("en")("latest-what")
    await bot.ask(ALICE, "/watch 贵州茅台")
    assert await bot.ask(ALICE, "/latest") == translator("en")("latest-none-of-list")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_is_short_and_the_rest_is_a_tap_away(bot: Bot, language: str) -> None:
    reply = await bot.ask(ALICE, "/help", language.lower())
    assert len(reply.splitlines()) < 12
    sections = bot.replies.last_buttons()
    for number, button in enumerate(sections):
        await bot.press(ALICE, button)
        assert "/" in bot.replies.texts(ALICE)[-1]
        assert bot.replies.last_buttons()[number].text.startswith("● ")
    assert len(set(bot.replies.texts(ALICE))) == 1 + len(sections)


async def test_help_in_a_group_is_what_works_there(bot: Bot) -> None:
    assert await bot.ask_as(7, GROUP, "/help") == translator("en")("help-group")
    assert await bot.ask_as(7, GROUP, "/start") == translator("en")("group-hello")


async def test_the_numbers_of_a_chat_are_told(bot: Bot) -> None:
    assert await bot.ask_as(7, GROUP, "/id") == translator("en")(
        "id-told", chat=str(GROUP), person="7"
    )


LONG_WORDS = [
    "高端智能制造装备产业链供应商认证的名单",
    "人工智能与机器人产业链上下游的龙头公司股票",
    "人工智慧伺服器液冷散熱方案供應商的那份名單",
    "板块 人工智能服务器液冷散热方案的供应商",
    "半导体设备国产替代概念里的龙头企业都列出来",
]


@pytest.mark.parametrize("typed", LONG_WORDS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_button_for_words_follows_all_of_them(bot: Bot, typed: str, language: str) -> None:
    await bot.ask(ALICE, typed, language.lower())
    for button in bot.replies.last_buttons():
        assert len(button.data.encode()) <= 64
        if "“" in button.text:
            await bot.press(ALICE, button)
    assert set(await followed(bot)) <= {f'"{typed}"', typed}


async def test_what_is_too_long_for_a_button_is_followed_by_its_message(bot: Bot) -> None:
    await bot.ask(ALICE, LONG_WORDS[0], "en")
    (button,) = [each for each in bot.replies.last_buttons() if "“" in each.text]
    assert button.text == translator("en")("button-as-keyword", text=LONG_WORDS[0])
    await bot.press(ALICE, button)
    assert await followed(bot) == [f'"{LONG_WORDS[0]}"']


async def test_a_part_of_a_message_that_fits_no_button_has_none(bot: Bot) -> None:
    words = "advanced liquid cooling systems for large server racks"
    assert words in await bot.ask(ALICE, f"the {words} sector", "en")
    assert not any("“" in label for label in labels(bot))
