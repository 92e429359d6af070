"""What a message means beside the one before it: of what was followed just now, of a question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifier.core.i18n import translator
from tests.bot.harness import Bot
from tests.bot.test_meant_the_other_way import lines, muted_words

PERSON = 42
SAY = translator("en")


async def queries(bot: Bot) -> list[str]:
    return list(await lines(bot))


@pytest.mark.parametrize(
    ("typed", "became"),
    {
        "不要研报": "SZ000858 -研报",
        "不看研报了": "SZ000858 -研报",
        "唔要研報": "SZ000858 -研报",
        "no ads": "SZ000858 -ad -ads",
        "without ads": "SZ000858 -ad -ads",
        "skip the rumours please": "SZ000858 -rumour*",
        "研报别发了": "SZ000858 -研报",
        "公告就行": "SZ000858 公告",
        "no research notes": 'SZ000858 -"research note" -"research notes"',
        "只要公告": "SZ000858 公告",
        "淨係要業績": "SZ000858 业绩",
        "财报就行": "SZ000858 财报",
        "only earnings": "SZ000858 earning*",
        "just the announcements": "SZ000858 announcement*",
    }.items(),
)
async def test_a_part_of_the_news_is_of_what_was_followed_last(
    bot: Bot, typed: str, became: str
) -> None:
    await bot.ask(PERSON, "/watch 腾讯", "en")
    bot.clock.now += timedelta(hours=1)
    await bot.ask(PERSON, "/watch 五粮液", "en")
    await bot.ask(PERSON, typed, "en")
    assert await queries(bot) == ["00700.HK", became]
    assert not await muted_words(bot)
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert await queries(bot) == ["00700.HK", "SZ000858"]


async def test_a_part_of_the_news_is_of_what_alone_is_followed(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch 腾讯", "en")
    bot.clock.now += timedelta(days=1)
    await bot.ask(PERSON, "不要研报", "en")
    assert await queries(bot) == ["00700.HK -研报"]


async def test_what_is_left_out_already_is_said_to_be(bot: Bot) -> None:
    await bot.ask(PERSON, "关注五粮液，研报不要", "en")
    assert await queries(bot) == ["SZ000858 -研报"]
    await bot.ask(PERSON, "不要研报", "en")
    assert await queries(bot) == ["SZ000858 -研报"]
    assert bot.replies.texts(PERSON)[-1].startswith("You already follow")


async def test_a_part_of_the_news_of_nobody_in_particular_changes_nothing(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch 腾讯、五粮液", "en")
    assert await bot.ask(PERSON, "不要研报", "en") == SAY("unwatch-unknown", text="研报")
    assert await bot.ask(PERSON, "只要公告", "en") == SAY("edit-how")
    await bot.ask(PERSON, "/watch 研报", "en")
    await bot.ask(PERSON, "不要研报", "en")  # which is followed itself
    assert await queries(bot) == ["00700.HK", "SZ000858"]


@pytest.mark.parametrize(
    "typed",
    [
        "关注五粮液，只要财报",
        "关注五粮液，财报就行",
        "关注五粮液，但财报就行",
        "追蹤五糧液，財報就得",
        "帮我盯一下五粮液，只要财报就行",
        "茅台、五粮液，只要财报",
    ],
)
async def test_a_company_and_the_part_of_its_news_are_one_wish(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, typed, "zh-hans")
    for button in bot.replies.last_buttons():
        await bot.press(PERSON, button)
    assert "SZ000858 财报" in await queries(bot)
    assert "SZ000858" not in await queries(bot)


@pytest.mark.parametrize(
    "typed",
    [
        "刚才那个不要了",
        "刚加的不要了",
        "刚刚关注的那个删掉",
        "上一个取消",
        "把刚才加的去掉",
        "頭先嗰個唔要",
        "撤销刚才的",
        "not that one",
        "remove the one I just added",
        "delete what I just followed",
        "remove that last one",
    ],
)
async def test_what_was_added_just_now_is_taken_back(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch TSLA", "en")
    await bot.ask(PERSON, "/unwatch 茅台", "en")  # which was not followed, and changes nothing
    assert await bot.ask(PERSON, typed, "en") == SAY("undo-which", what="Tesla (TSLA)")
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert not await queries(bot)


@pytest.mark.parametrize(
    ("typed", "number"),
    {
        "第九个删掉": 9,
        "删掉第9个": 9,
        "第二条不要了": 2,
        "取消第12个": 12,
        "第九個唔要": 9,
        "remove the ninth": 9,
        "delete the 2nd one": 2,
        "remove the third line": 3,
        "delete 9": 9,
        "/unwatch 9": 9,
    }.items(),
)
async def test_a_line_that_the_list_has_not_is_told_of(bot: Bot, typed: str, number: int) -> None:
    await bot.ask(PERSON, "/watch TSLA", "en")
    assert await bot.ask(PERSON, typed, "en") == SAY("edit-unknown", number=number)
    assert await queries(bot) == ["$TSLA"]


@pytest.mark.parametrize(
    "typed",
    ["remove the second", "delete the 2nd one", "drop the last one from my list", "第二个删掉"],
)
async def test_a_line_of_the_list_ends_by_its_place(bot: Bot, typed: str) -> None:
    for each in ("TSLA", "First Solar"):
        await bot.ask(PERSON, f"/watch {each}", "en")
    await bot.ask(PERSON, typed, "en")
    assert await queries(bot) == ["$TSLA"]
    await bot.ask(PERSON, "unfollow First Solar", "en")
    assert await queries(bot) == ["$TSLA"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_yes_and_no_by_themselves_are_answered_with_the_buttons(
    bot: Bot, language: str
) -> None:
    say = translator(language)
    for typed in ("是的", "对", "可以", "没错", "係", "不是", "yes", "Sure", "no thanks", "yep!"):
        assert await bot.ask(PERSON, typed, language.lower()) == say("talk-tap"), typed
    for typed in ("谢谢", "辛苦了", "很好", "有用", "真棒", "太好了", "thanks"):
        assert await bot.ask(PERSON, typed, language.lower()) == say("talk-welcome"), typed
    assert not await queries(bot)


async def test_a_name_that_sounds_like_talk_may_be_followed(bot: Bot) -> None:
    for typed, labels in {
        "好想你": ["Follow"],
        "好太太": ["Follow"],
        "娃哈哈": ["As a keyword: “娃哈哈”"],
        "老干妈": ["As a keyword: “老干妈”"],
    }.items():
        await bot.ask(PERSON, typed, "en")
        assert [each.text for each in bot.replies.last_buttons()] == labels, typed
    await bot.ask(PERSON, "马斯克", "en")
    assert "As a keyword: “马斯克”" in [each.text for each in bot.replies.last_buttons()]
    for typed in ("早上好", "你好呀", "你真好", "谢谢"):
        await bot.ask(PERSON, typed, "en")
        assert not bot.replies.last_buttons(), typed


@pytest.mark.parametrize("typed", ["gzmt,wly,byd", "byd,nvda", "nvda, gzmt"])
async def test_a_list_of_codes_asks_for_nothing_but_to_follow_them(bot: Bot, typed: str) -> None:
    answer = await bot.ask(PERSON, typed, "en")
    assert SAY("answer-prices") not in answer
    assert "Shall I tell you" in answer
    assert "don't follow" not in answer
