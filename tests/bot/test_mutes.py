"""Phrases and companies that are muted, and how either is taken back, in people's words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifier.core.i18n import translator
from notifier.store.chats import chats, subscriptions
from tests.bot.harness import Bot
from tests.builders import BOT
from tests.delivery.dispatch import dispatch
from tests.pipeline_harness import PipelineHarness, news

PERSON = 42
TEXT = translator("en")
TESLA = TEXT("reason-security", name="Tesla", symbol="TSLA")
UNMUTED = TEXT("card-saved", name=TESLA, what=TEXT("card-unmuted"))


async def muted(bot: Bot) -> set[str]:
    async with bot.store.read() as connection:
        held = await subscriptions.of_all(connection)
    return {each.text for _, each in held if each.muted_until}


QUOTED = [
    ("屏蔽“召回”", "召回", "取消屏蔽召回"),
    ("屏蔽「召回」", "召回", "取消屏蔽“召回”"),
    ("屏蔽『召回』", "召回", "/unmute 召回"),
    ('/mute "召回"', "召回", '/unmute "召回"'),
    ("/mute ‘召回’", "召回", "/unmute ‘召回’"),
    ("/mute '召回'", "召回", "取消屏蔽「召回」"),
    ("/mute “召回“", "召回", "/unmute 召回"),
    ('mute "召回"', "召回", "unmute 召回"),
    ("/mute 召回", "召回", "/unmute “召回”"),
]


@pytest.mark.parametrize(("typed", "phrase", "back"), QUOTED)
async def test_a_phrase_in_quotation_marks_is_left_out(
    bot: Bot, typed: str, phrase: str, back: str
) -> None:
    await bot.ask(PERSON, "/watch 元宇宙")
    assert await bot.ask(PERSON, typed) == TEXT("mute-done", text=phrase)
    async with dispatch(bot.store, bot.sender) as delivery:
        await PipelineHarness(bot.store).take(news("元宇宙头盔召回"), news("元宇宙乐园开业"))
        await delivery.deliver(3)
    assert [text for text in bot.heard(PERSON) if text.startswith("元宇宙")] == ["元宇宙乐园开业"]
    assert await bot.ask(PERSON, back) == TEXT("unmute-done", text=phrase)


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("/mute 《三体》", "《三体》"),
        ("/mute McDonald's", "McDonald's"),
        ("/mute 'McDonald's'", "McDonald's"),
        ("/mute “召回”和“减持”", "“召回”和“减持”"),
        ('/mute 5"', '5"'),
    ],
)
async def test_marks_that_are_no_quotation_stay(bot: Bot, typed: str, phrase: str) -> None:
    assert (await bot.ask(PERSON, typed)).splitlines()[0] == TEXT("mute-done", text=phrase)


UNMUTE_TESLA = [
    "unmute Tesla",
    "/unmute Tesla",
    "turn Tesla back on",
    "can you unmute Tesla",
    "please unmute Tesla again",
    "start sending Tesla again",
    "resume Tesla alerts",
    "cancel the mute on Tesla",
    "取消特斯拉的静音",
    "取消静音特斯拉",
    "恢复特斯拉的推送",
    "恢复推送特斯拉",
    "特斯拉恢复推送吧",
    "把特斯拉的静音取消掉",
    "取消靜音特斯拉",
    "恢復特斯拉的通知",
    "請取消特斯拉的靜音",
    "/取消静音 特斯拉",
]


@pytest.mark.parametrize("typed", UNMUTE_TESLA)
async def test_a_muted_company_is_unmuted_by_words(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch Tesla")
    await bot.ask(PERSON, "/watch 元宇宙")
    await bot.ask(PERSON, "mute Tesla for a day")
    await bot.ask(PERSON, "/mute 元宇宙 3天")
    assert await bot.ask(PERSON, typed) == UNMUTED
    assert await muted(bot) == {"元宇宙"}


@pytest.mark.parametrize(
    "typed", ["unmute everything", "unmute all", "取消所有静音", "取消全部靜音", "/unmute all"]
)
async def test_all_that_is_muted_is_unmuted_at_once(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch Tesla")
    await bot.ask(PERSON, "/watch 元宇宙")
    await bot.ask(PERSON, "/mute Tesla 1d")
    await bot.ask(PERSON, "/mute 元宇宙 3天")
    await bot.ask(PERSON, "/pause 2h")
    assert await bot.ask(PERSON, typed) == TEXT("resume-done")
    assert await muted(bot) == set()
    assert await paused_for(bot) is None


async def paused_for(bot: Bot) -> timedelta | None:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
        assert chat
        until = await chats.paused_until(connection, chat.id)
    return until - bot.clock.now if until else None


@pytest.mark.parametrize(
    "typed", ["resume", "/resume", "恢复推送", "恢复通知", "继续推送", "重新打开通知", "恢復推送"]
)
async def test_who_ends_the_pause_unmutes_nothing(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch Tesla")
    await bot.ask(PERSON, "/mute Tesla 1d")
    await bot.ask(PERSON, "/pause 2h")
    assert await bot.ask(PERSON, typed) == TEXT("resume-done")
    assert await muted(bot) == {"Tesla"}


async def test_who_unmutes_what_is_not_muted_is_told_so(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla")
    unknown = TEXT("unmute-unknown", text="Tesla")
    assert await bot.ask(PERSON, "unmute Tesla") == unknown
    await bot.ask(PERSON, "/pause 2h")
    assert await bot.ask(PERSON, "unmute Tesla") == unknown
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert await paused_for(bot) is None, "the pause is what keeps it back"


async def test_who_unmutes_what_is_not_followed_is_offered_it(bot: Bot) -> None:
    reply = await bot.ask(PERSON, "恢复特斯拉的推送", "en")
    assert reply.split("\n\n") == [
        TEXT("unmute-unknown", text="特斯拉"),
        TEXT("offer-watch", what=TESLA),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "恢复生产",
        "比亚迪恢复生产",
        "经济恢复",
        "恢复上市的消息",
        "resume production",
        "静音耳机",
    ],
)
async def test_other_words_of_that_kind_are_looked_for(bot: Bot, typed: str) -> None:
    reply = await bot.ask(PERSON, typed)
    assert "muted" not in reply
    assert "Shall I tell you" in reply
