"""Alerts on weekends, and digests oftener than once a day or on another day: what a wish sets."""

from __future__ import annotations

import pytest

from notifier.core.i18n import translator
from notifier.store.chats import chats
from tests.bot.harness import Bot
from tests.bot.test_meant_the_other_way import lines
from tests.builders import BOT

PERSON = 42
WANTED = (
    "周末也要发",
    "周末照常推送",
    "周六周日也发",
    "周末别停",
    "周末不要停，照常发",
    "周末别静音",
    "取消周末免打扰",
    "把周末免打扰关掉",
    "周末恢复推送",
    "週末都要send",
    "禮拜六日都要發",
    "週末唔好靜音",
    "also send on weekends",
    "send alerts on saturdays and sundays as well",
    "alerts on weekends too please",
    "don't mute weekends",
    "turn off quiet weekends",
    "I want alerts on the weekend too",
)
QUIET = (
    "周末不要发",
    "周末不发",
    "周末别吵我",
    "周末免打扰",
    "周末安静点",
    "周末我要休息，别发",
    "关闭周末推送",
    "只在工作日发",
    "工作日发就行",
    "週末唔好send",
    "no alerts on weekends",
    "quiet on weekends",
    "don't send on weekends",
    "only on weekdays",
)
NEITHER = ("周末", "只在周末发", "这个周末别发", "周末新闻", "weekend", "send only on weekends")


async def weekends_are_quiet(bot: Bot) -> bool:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
    assert chat
    return chat.preferences.quiet_weekends


async def test_weekends_come_or_are_quiet_as_a_sentence_has_it(bot: Bot) -> None:
    for typed in WANTED:
        await bot.ask(PERSON, "/settings weekends yes", "en")
        await bot.ask(PERSON, typed, "en")
        assert not await weekends_are_quiet(bot), typed
    for typed in QUIET:
        await bot.ask(PERSON, "/settings weekends no", "en")
        await bot.ask(PERSON, typed, "en")
        assert await weekends_are_quiet(bot), typed


async def test_what_is_about_some_weekend_sets_nothing(bot: Bot) -> None:
    for before in ("yes", "no"):
        await bot.ask(PERSON, f"/settings weekends {before}", "en")
        for typed in NEITHER:
            await bot.ask(PERSON, typed, "en")
            assert await weekends_are_quiet(bot) == (before == "yes"), typed
        assert not await bot.listed()


@pytest.mark.parametrize(
    ("typed", "sets"),
    {
        "晚上11点到早上7点别发，周末也别发": ("23:00–07:00", "on"),
        "每天早上8点发，周末不要": ("08:00", "on"),
        "daily digest at 9 am, no alerts on weekends": ("09:00", "on"),
        "quiet from 11pm to 7am, and also on weekends": ("23:00–07:00", "on"),
    }.items(),
)
async def test_weekends_beside_hours(bot: Bot, typed: str, sets: tuple[str, str]) -> None:
    await bot.ask(PERSON, "/settings weekends yes", "en")
    answer = await bot.ask(PERSON, typed, "en")
    assert sets[0] in answer
    assert await weekends_are_quiet(bot) == (sets[1] == "on")


SEVERAL = {
    "每天早上九点和晚上八点各发一次": ("09:00", "20:00"),
    "早晚各发一次，8点和20点": ("08:00", "20:00"),
    "一天发三次，9点、12点和18点": ("09:00", "12:00", "18:00"),
    "朝早九點同夜晚八點各發一次": ("09:00", "20:00"),
    "send at 9 am and 8 pm": ("09:00", "20:00"),
    "早晚各一次": ("08:00", "20:00"),
    "每天两次": ("08:00", "20:00"),
    "一天推三次就好": ("08:00", "20:00"),
    "一日兩次": ("08:00", "20:00"),
    "twice a day": ("08:00", "20:00"),
    "once in the morning and once in the evening": ("08:00", "20:00"),
    "three times a day please": ("08:00", "20:00"),
    "早上8点一次，收盘后再一次": ("08:00", "After close"),
    "盘前盘后各发一次": ("Before open", "After close"),
    "開市前同收市後各一次": ("Before open", "After close"),
    "before the open and after the close": ("Before open", "After close"),
    "at 8 am and after the close": ("08:00", "After close"),
}


@pytest.mark.parametrize(("typed", "offered"), SEVERAL.items())
async def test_of_several_digests_a_day_one_is_chosen(
    bot: Bot, typed: str, offered: tuple[str, ...]
) -> None:
    say = translator("en")
    await bot.ask(PERSON, "/watch TSLA", "en")
    assert await bot.ask(PERSON, typed, "en") == say("settings-which-time")
    labels = [each.text for each in bot.replies.last_buttons()]
    wanted = [say("button-daily-at", at=each) if ":" in each else each for each in offered]
    assert labels[: len(wanted)] == wanted
    assert set((await lines(bot)).values()) == {"instant"}


OTHER_DAYS = (
    "每周一早上汇总",
    "每周五发一次",
    "逢星期一早上匯總",
    "每個星期一匯總",
    "every monday morning a digest",
    "a weekly digest on fridays",
)
ON_SATURDAYS = ("每周汇总一次", "每周六汇总", "weekly digest", "每週匯總")


async def test_a_weekly_digest_on_another_day_is_asked_about(bot: Bot) -> None:
    say = translator("en")
    await bot.ask(PERSON, "/watch TSLA", "en")
    for typed in OTHER_DAYS:
        assert await bot.ask(PERSON, typed, "en") == say("settings-which-day", at="18:00"), typed
        assert set((await lines(bot)).values()) == {"instant"}
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert set((await lines(bot)).values()) == {"weekly"}
    for typed in ON_SATURDAYS:
        await bot.press(PERSON, bot.replies.last_buttons()[0])  # at once again
        assert set((await lines(bot)).values()) == {"instant"}
        await bot.ask(PERSON, typed, "en")
        assert set((await lines(bot)).values()) == {"weekly"}, typed
