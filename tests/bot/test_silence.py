"""When people want no alerts: on which days, until which date, at what hours. In their words."""

from __future__ import annotations

from datetime import datetime

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import local_time
from notifier.store.chats import chats, subscriptions
from tests.bot.harness import OPTIONS, Bot
from tests.builders import BOT

PERSON = 42
TEXT = translator("en")


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OPTIONS.zone)


async def paused_until(bot: Bot) -> datetime | None:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
        assert chat
        return await chats.paused_until(connection, chat.id)


async def quiet_hours(bot: Bot) -> tuple[int, int]:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
    assert chat
    return chat.preferences.quiet_from, chat.preferences.quiet_until


UNTIL_A_DATE = {
    "12月5日前别发": at(5, 8, month=12),
    "12月10号之前不要推送": at(10, 8, month=12),
    "12月5号前都别吵我": at(5, 8, month=12),
    "12月5日之前不要推送消息": at(5, 8, month=12),
    "12月10號前唔好send": at(10, 8, month=12),
    "5号之前别发": at(5, 8, month=12),
    "3日前别发": at(3, 8, month=12),
    "暂停到12月5日": at(5, 8, month=12),
    "no alerts until December 5": at(5, 8, month=12),
    "no alerts until 5 Dec": at(5, 8, month=12),
    "pause until the 5th": at(5, 8, month=12),
    "/pause 12月5日早上9点": at(5, 9, month=12),
    "/pause until Dec 5 9am": at(5, 9, month=12),
    "聽日朝早九點先再發": at(24, 9),
    "明天早上9点再发": at(24, 9),
    "周五再发": at(27, 8),
    "周五之前别发": at(27, 8),
    "no alerts until Friday": at(27, 8),
    "pause until tomorrow": at(24, 8),
    "/pause tomorrow": at(24, 8),
    "3日内别发": at(26, 9, 30),
    "3天内别发": at(26, 9, 30),
    "一个月别发": at(23, 9, 30, month=12),
    "今天别发": at(24),
    "no alerts today": at(24),
    "周一别发": at(24),
    "no alerts until January 20": at(23, 9, 30, month=12),
}


@pytest.mark.parametrize(("typed", "until"), UNTIL_A_DATE.items())
async def test_silence_until_a_moment_lasts_until_then(
    bot: Bot, typed: str, until: datetime
) -> None:
    moment = local_time(until, OPTIONS.zone, bot.clock.now)
    assert await bot.ask(PERSON, typed) == TEXT("pause-done", until=moment)
    assert await paused_until(bot) == until


async def test_nine_in_the_morning_tomorrow_is_tomorrow_before_nine_too(bot: Bot) -> None:
    bot.clock.now = at(23, 8)
    await bot.ask(PERSON, "聽日朝早九點先再發")
    assert await paused_until(bot) == at(24, 9)


ON_A_DAY = {
    "pause tomorrow": at(25),
    "no alerts tomorrow": at(25),
    "明天别发": at(25),
    "明天一整天别推送": at(25),
    "明天上午別推送": at(25),
    "聽日唔好send": at(25),
    "后天别推送": at(26),
    "周五别发": at(28),
    "週五不要推送": at(28),
    "no alerts on Friday": at(28),
    "pause on Saturday": at(29),
    "这个周末别发": at(30),
    "這個週末不要推送": at(30),
    "no alerts this weekend": at(30),
    "12月5号别发": at(6, month=12),
    "今晚别发": at(24, 8),
    "no alerts tonight": at(24, 8),
    "/pause on Friday": at(28),
}


@pytest.mark.parametrize(("typed", "end"), ON_A_DAY.items())
async def test_silence_on_a_day_to_come_is_asked_about(bot: Bot, typed: str, end: datetime) -> None:
    moment = local_time(end, OPTIONS.zone, bot.clock.now)
    assert await bot.ask(PERSON, typed) == TEXT("pause-from-now", until=moment)
    assert await paused_until(bot) is None
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert await paused_until(bot) == end


@pytest.mark.parametrize("language", LANGUAGES)
async def test_that_is_asked_in_every_language(bot: Bot, language: str) -> None:
    say = translator(language)
    reply = await bot.ask(PERSON, "明天别发", language.lower())
    assert reply == say("pause-from-now", until="11-25 00:00")
    assert bot.replies.last_buttons()[0].text == say("pause-until", until="11-25 00:00")


@pytest.mark.parametrize(("now", "typed"), [(at(27, 10), "周五别发"), (at(28, 10), "这个周末别发")])
async def test_silence_on_a_day_that_has_begun_begins_now(
    bot: Bot, now: datetime, typed: str
) -> None:
    bot.clock.now = now
    await bot.ask(PERSON, typed)
    assert await paused_until(bot) == (at(28) if now.day == 27 else at(30))


@pytest.mark.parametrize("typed", ["mute Tesla tomorrow", "特斯拉明天别发", "/mute 特斯拉 明天"])
async def test_one_thing_is_muted_until_the_end_of_a_day(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch 特斯拉")
    assert (await bot.ask(PERSON, typed)).endswith(TEXT("card-muted", until="11-25 00:00"))
    async with bot.store.read() as connection:
        ((_, held),) = await subscriptions.of_all(connection)
    assert held.muted_until == at(25)


NEITHER_SET_NOR_PAUSED = [
    "出差，12月5号到8号别发",
    "12月5日至8日不要推送",
    "I'm on vacation Dec 5-8, no alerts",
    "下个月5号前别发",
    "pause tomorrow from 9 to 5",
    "今天下午三点到五点别发",
    "今晚11点到明早7点别发",
    "pause from 3pm to 5pm today",
    "no pings between 9 and 5 on weekdays",
    "工作日晚上10点到早上8点别打扰",
    "中午12点到1点和晚上10点到早上7点别发",
    "no alerts 10pm-7am and 12-1pm",
    "don't bother me from 9 to 5",
    "9点到5点别发",
    "silence 11 to 1 pm",
]


@pytest.mark.parametrize("typed", NEITHER_SET_NOR_PAUSED)
async def test_what_no_hours_of_every_day_can_be_is_asked_about(bot: Bot, typed: str) -> None:
    reply = await bot.ask(PERSON, typed)
    assert bot.replies.last_buttons(), reply
    assert reply.splitlines()[0] in {
        TEXT("pause-how-long").splitlines()[0],
        TEXT("settings-choose-quiet").splitlines()[0],
    }
    assert await quiet_hours(bot) == (0, 0)
    assert await paused_until(bot) is None


EVERY_DAY = {
    "don't disturb me between 1 and 2 pm": (13, 14),
    "quiet 2 to 4 in the afternoon": (14, 16),
    "quiet from 1 to 3pm": (13, 15),
    "between 6 and 9 in the evening please be quiet": (18, 21),
    "no pings from 9am to 5pm": (9, 17),
    "quiet from 11pm to 7am": (23, 7),
    "quiet hours 23-7": (23, 7),
    "晚上11点到早上7点别吵我": (23, 7),
    "每天晚上11点到早上7点别发": (23, 7),
    "晚上十一點到早上七點唔好嘈我": (23, 7),
    "下午1点到2点别发": (13, 14),
    "12点到14点别发": (12, 14),
    "我明确要求晚上11点到7点别发": (23, 7),
}


@pytest.mark.parametrize(("typed", "hours"), EVERY_DAY.items())
async def test_hours_are_set_as_they_are_meant(
    bot: Bot, typed: str, hours: tuple[int, int]
) -> None:
    await bot.ask(PERSON, typed)
    assert await quiet_hours(bot) == (60 * hours[0], 60 * hours[1])


NO_QUIET_HOURS = [
    "关闭免打扰",
    "取消免打扰",
    "不要免打扰了",
    "取消勿擾",
    "算了，取消免打扰",
    "免打扰关掉",
    "把免打扰关了",
    "取消夜间免打扰",
    "把免打擾時段關掉",
    "turn off quiet hours",
    "no more quiet hours",
    "cancel do not disturb",
    "turn do not disturb off",
    "never mind, disable dnd",
]


@pytest.mark.parametrize("typed", NO_QUIET_HOURS)
async def test_quiet_hours_are_ended_by_words(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "晚上11点到早上7点别吵我")
    await bot.ask(PERSON, typed)
    assert await quiet_hours(bot) == (0, 0)
    assert await bot.listed() == []
