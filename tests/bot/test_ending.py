"""Sentences about what is to end and what is to stay, and what takes the last change back."""

from __future__ import annotations

import pytest

from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from tests.bot.harness import Bot
from tests.bot.test_field_dialogues import companies, company

PERSON = 42
TESLA, NVIDIA, APPLE, AMD = "TSLA", "NVDA", "AAPL", "AMD"
FOUR = [f"${each}" for each in (TESLA, NVIDIA, APPLE, AMD)]
ENGLISH = translator("en")


async def queries(bot: Bot, person: int = PERSON) -> list[str]:
    async with bot.store.read() as connection:
        found = await subscriptions.of_all(connection)
    return [each.query for chat, each in found if chat.telegram_id == person]


async def follow_four(bot: Bot, person: int, language: str) -> None:
    await bot.ask(person, "/watch Tesla, Nvidia, Apple, AMD", language.lower())


def shown(bot: Bot) -> dict[str, Button]:
    return {each.text: each for each in bot.replies.last_buttons()}


ALL_BUT = [
    ("除了特斯拉都删掉", [TESLA]),
    ("除了特斯拉都取消", [TESLA]),
    ("除了特斯拉，别的都不要了", [TESLA]),
    ("除了特斯拉，其他都别发了", [TESLA]),
    ("除了特斯拉都刪掉", [TESLA]),
    ("除咗特斯拉其他都唔要", [TESLA]),
    ("除了蘋果以外全部取消追蹤", [APPLE]),
    ("除特斯拉和苹果，其他的删掉", [TESLA, APPLE]),
    ("除苹果以外的股票都不想看了", [APPLE]),
    ("把除了特斯拉的都删了", [TESLA]),
    ("全部删掉，除了苹果", [APPLE]),
    ("除了特斯拉", [TESLA]),
    ("只留特斯拉", [TESLA]),
    ("只保留特斯拉，其他全删", [TESLA]),
    ("只保留特斯拉，其他都不要了", [TESLA]),
    ("只留特斯拉和苹果，别的删掉", [TESLA, APPLE]),
    ("只留特斯拉，其餘全刪", [TESLA]),
    ("都不要了，保留特斯拉", [TESLA]),
    ("全都取关，留下苹果", [APPLE]),
    ("get rid of everything except Tesla", [TESLA]),
    ("drop everyone except Nvidia", [NVIDIA]),
    ("only Tesla", [TESLA]),
    ("clear all but Tesla", [TESLA]),
    ("remove everything, except Apple", [APPLE]),
    ("unfollow everyone besides Apple and Tesla", [APPLE, TESLA]),
    ("Delete everyone but Tesla please", [TESLA]),
    ("clear my list but keep Tesla", [TESLA]),
    ("/unwatch except Tesla", [TESLA]),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_but_something_is_ended_after_a_question(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, kept) in enumerate(ALL_BUT, PERSON):
        await follow_four(bot, person, language)
        others = 4 - len(kept)
        what = companies(say, *kept)
        reply = await bot.ask(person, typed)
        assert reply == say("unwatch-others-sure", what=what, count=others), typed
        assert await queries(bot, person) == FOUR, typed
        await bot.press(person, shown(bot)[say("button-end-others", count=others)])
        assert set(await queries(bot, person)) == {f"${each}" for each in kept}, typed


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("unfollow Tesla but keep Apple", [NVIDIA, APPLE, AMD]),
        ("unfollow Tesla but not Apple", [NVIDIA, APPLE, AMD]),
        ("remove Tesla and keep the rest", [NVIDIA, APPLE, AMD]),
        ("only remove Tesla", [NVIDIA, APPLE, AMD]),
        ("只取消特斯拉", [NVIDIA, APPLE, AMD]),
        ("不要特斯拉了", [NVIDIA, APPLE, AMD]),
        ("取消特斯拉，蘋果留著", [NVIDIA, APPLE, AMD]),
    ],
)
async def test_what_is_named_beside_what_stays_ends_alone(
    bot: Bot, typed: str, left: list[str]
) -> None:
    await follow_four(bot, PERSON, "en")
    await bot.ask(PERSON, typed)
    assert await queries(bot) == [f"${each}" for each in left]


async def test_an_exception_is_no_end_where_more_is_asked_for(bot: Bot) -> None:
    await follow_four(bot, PERSON, "en")
    for typed in ("除了特斯拉，我还想看比亚迪", "besides Tesla, also follow Microsoft", "除权除息"):
        await bot.ask(PERSON, typed)
        assert set(FOUR) <= set(await queries(bot)), typed


STAYS = [
    ("don't stop sending Tesla", TESLA),
    ("don't remove Tesla", TESLA),
    ("don't unfollow Apple please", APPLE),
    ("please do not drop Nvidia", NVIDIA),
    ("I don't want to unfollow AMD", AMD),
    ("pls dont unfollow Apple", APPLE),
    ("never remove Apple", APPLE),
    ("Don’t ever drop Apple, I need it", APPLE),
    ("千万别把AMD取消了", AMD),
    ("特斯拉别取消", TESLA),
    ("不要取消关注英伟达", NVIDIA),
    ("不要取消特斯拉", TESLA),
    ("先别取消特斯拉", TESLA),
    ("苹果不要删", APPLE),
    ("别删苹果", APPLE),
    ("蘋果別取消", APPLE),
    ("千萬別把特斯拉取消", TESLA),
    ("不要取消追蹤輝達", NVIDIA),
    ("請勿刪除特斯拉", TESLA),
    ("唔好刪特斯拉", TESLA),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_to_end_is_shown_as_followed(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, symbol) in enumerate(STAYS, PERSON):
        await follow_four(bot, person, language)
        reply = await bot.ask(person, typed)
        assert reply == say("offer-followed", what=company(symbol, say)), typed
        assert await queries(bot, person) == FOUR, typed


@pytest.mark.parametrize(
    "typed",
    ["why don't you remove Tesla", "能不能取消特斯拉", "要不取消特斯拉吧", "可不可以取消特斯拉"],
)
async def test_a_question_whether_something_may_end_ends_it(bot: Bot, typed: str) -> None:
    await follow_four(bot, PERSON, "en")
    await bot.ask(PERSON, typed)
    assert await queries(bot) == FOUR[1:]


async def test_a_keyword_that_is_not_to_end_stays(bot: Bot) -> None:
    say = translator("zh-Hans")
    await bot.ask(PERSON, "/watch 元宇宙", "zh-hans")
    reply = await bot.ask(PERSON, "元宇宙不要取消")
    assert reply == say("offer-followed", what=say("keyword-quoted", text="元宇宙"))


UNDO = ["undo", "/undo", "撤销", "撤銷", "復原", "刚才那个不算"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_last_end_is_taken_back_by_words(bot: Bot, language: str) -> None:
    for person, typed in enumerate(UNDO, PERSON):
        await follow_four(bot, person, language)
        await bot.ask(person, "/unwatch Tesla")
        await bot.ask(person, typed)
        assert await queries(bot, person) == [*FOUR[1:], FOUR[0]], typed


async def test_the_ends_of_several_are_taken_back_together(bot: Bot) -> None:
    await follow_four(bot, PERSON, "en")
    await bot.ask(PERSON, "unfollow Tesla and Apple")
    await bot.ask(PERSON, "undo")
    assert set(await queries(bot)) == set(FOUR)


@pytest.mark.parametrize(("language", "typed"), [*zip(LANGUAGES, UNDO[2:5], strict=True)])
async def test_the_last_edit_is_taken_back_by_words(bot: Bot, language: str, typed: str) -> None:
    say = translator(language)
    await follow_four(bot, PERSON, language)
    await bot.ask(PERSON, "/edit 2 Microsoft")
    reply = await bot.ask(PERSON, typed)
    names = company("MSFT", say), company(NVIDIA, say)
    assert reply == say("edit-done", before=names[0], after=names[1])
    assert await queries(bot) == FOUR
    assert await bot.ask(PERSON, typed) == say("undo-nothing")


async def test_only_the_last_change_is_taken_back(bot: Bot) -> None:
    await follow_four(bot, PERSON, "en")
    await bot.ask(PERSON, "/mute recall")
    assert await bot.ask(PERSON, "undo") == ENGLISH("unmute-done", text="recall")
    await bot.ask(PERSON, "/unwatch Tesla")
    await bot.ask(PERSON, "/settings quiet 22:00-07:00")
    hours = ENGLISH("settings-quiet", hours=ENGLISH("settings-none"))
    assert await bot.ask(PERSON, "undo") == ENGLISH("saved", what=hours)
    assert await bot.ask(PERSON, "undo") == ENGLISH("undo-nothing")
    assert await queries(bot) == FOUR[1:]


async def test_what_was_taken_back_by_its_button_is_not_taken_back_again(bot: Bot) -> None:
    await follow_four(bot, PERSON, "en")
    await bot.ask(PERSON, "/edit 1 Tesla recall")
    await bot.press(PERSON, shown(bot)[ENGLISH("button-undo")])
    assert await bot.ask(PERSON, "undo") == ENGLISH("undo-nothing")
    assert await queries(bot) == FOUR


def numbered(say: Translator, *names: str) -> list[str]:
    return [say("list-line", number=str(n), what=each) for n, each in enumerate(names, 1)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_edited_keeps_its_line(bot: Bot, language: str) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch Tesla, Apple, Nvidia", language.lower())
    await bot.ask(PERSON, "/edit 1 Tesla recall")
    await bot.ask(PERSON, "/edit 2 Apple earnings")
    words = [say("keyword-quoted", text=each) for each in ("Tesla recall", "Apple earnings")]
    lines = (await bot.ask(PERSON, "/list")).splitlines()
    assert lines[1:] == numbered(say, *words, company(NVIDIA, say))
    await bot.ask(PERSON, "undo")
    lines = (await bot.ask(PERSON, "/list")).splitlines()
    assert lines[1:] == numbered(say, words[0], company(APPLE, say), company(NVIDIA, say))


async def test_what_becomes_something_that_is_followed_leaves_one_line(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla, Apple, Nvidia", "en")
    await bot.ask(PERSON, "/edit 1 Apple")
    assert await queries(bot) == ["$AAPL", "$NVDA"]


COUNTED = [
    ("第三个删掉", APPLE),
    ("第2个不要了", NVIDIA),
    ("取消第二个", NVIDIA),
    ("把最后一个删了", AMD),
    ("delete 第二个", NVIDIA),
    ("第一個唔要", TESLA),
    ("刪除第四項", AMD),
    ("remove the last one", AMD),
    ("/unwatch 第三个", APPLE),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_line_is_ended_as_it_is_counted(bot: Bot, language: str) -> None:
    for person, (typed, ended) in enumerate(COUNTED, PERSON):
        await follow_four(bot, person, language)
        await bot.ask(person, typed)
        left = [each for each in FOUR if each != f"${ended}"]
        assert await queries(bot, person) == left, typed


async def test_no_line_is_ended_that_is_not_there(bot: Bot) -> None:
    await follow_four(bot, PERSON, "en")
    for typed in ("第九个删掉", "取消第五个", "两个都不要", "什么都不要"):
        await bot.ask(PERSON, typed)
        assert await queries(bot) == FOUR, typed


@pytest.mark.parametrize(
    "typed",
    ["特斯拉和苹果都不要", "特斯拉同蘋果都唔要", "特斯拉、蘋果都不要", "特斯拉和苹果都不看了"],
)
async def test_several_things_end_that_are_all_not_wanted(bot: Bot, typed: str) -> None:
    await follow_four(bot, PERSON, "zh-Hans")
    await bot.ask(PERSON, typed)
    assert await queries(bot) == [f"${NVIDIA}", f"${AMD}"]
