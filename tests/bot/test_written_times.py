"""Times that people type to the bot, and what the bot does by them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.core.preferences import Preferences
from notifier.delivery.message import Button
from notifier.store.chats import chats, corrections, subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import BOT, NOW
from tests.delivery.dispatch import FakeSender

TEXT = translator("en")


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender())


async def wants(bot: Bot) -> Preferences:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, 42, bot=BOT)
    assert chat
    return chat.preferences


async def muted(bot: Bot) -> list[str]:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, 42, bot=BOT)
        assert chat
        return [each.words for each in await corrections.of_chat(connection, chat.id)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("23点-7点", TEXT("settings-quiet", hours="23:00–07:00")),
        ("10pm-7am", TEXT("settings-quiet", hours="22:00–07:00")),
        ("晚上11點半到早上7點", TEXT("settings-quiet", hours="23:30–07:00")),
        ("２３：００～０７：００", TEXT("settings-quiet", hours="23:00–07:00")),
        ("off", TEXT("settings-quiet", hours=TEXT("settings-none"))),
        ("UTC+8", TEXT("settings-timezone", zone="UTC+8")),
        ("北京", TEXT("settings-timezone", zone=TEXT("zone-shanghai"))),
        ("New York", TEXT("settings-timezone", zone=TEXT("zone-new_york"))),
        ("EST", TEXT("settings-timezone", zone=TEXT("zone-new_york"))),
        ("紐約", TEXT("settings-timezone", zone=TEXT("zone-new_york"))),
    ],
)
async def test_settings_are_typed_as_people_write_them(bot: Bot, text: str, line: str) -> None:
    await bot.ask(42, "/settings 22:00-06:00")
    assert await bot.ask(42, f"/settings {text}") == TEXT("saved", what=line)


async def test_est_has_summer_time(bot: Bot) -> None:
    await bot.ask(42, "/settings EST")
    assert (await wants(bot)).timezone == "America/New_York"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("半小时", "10:00"),
        ("half an hour", "10:00"),
        ("两小时", "11:30"),
        ("２ｈ", "11:30"),
        ("今晚", "18:00"),
        ("tonight", "18:00"),
        ("明天早上", "11-24 08:00"),
    ],
)
async def test_a_pause_is_typed_as_people_write_it(bot: Bot, text: str, until: str) -> None:
    assert await bot.ask(42, f"/pause {text}") == TEXT("pause-done", until=until)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "key"), [("settings", "settings-unreadable"), ("pause", "pause-unreadable")]
)
async def test_what_cannot_be_read_is_answered_with_three_examples_that_can(
    bot: Bot, language: str, command: str, key: str
) -> None:
    await bot.ask(42, "/start", language)
    told = await bot.ask(42, f"/{command} nonsense", language)
    assert told == translator(language)(key, text="nonsense")
    examples = [each.split("、")[0].split(",")[0] for each in told.split(f"/{command} ")[1:]]
    examples = [each.removesuffix(" 或 ").removesuffix(" or ").strip() for each in examples]
    assert len(examples) == 3
    for example in examples:
        assert await bot.ask(42, f"/{command} {example}", language) != translator(language)(
            key, text=example
        )


async def test_to_mute_for_a_time_is_asked_back(bot: Bot) -> None:
    told = await bot.ask(42, "/mute 2h")
    assert told == TEXT("mute-which", text="2h")
    pause, phrase = bot.replies.last_buttons()
    assert [pause.text, phrase.text] == [
        TEXT("mute-button-time", until="11:30"),
        TEXT("mute-button-phrase", text="2h"),
    ]
    assert await muted(bot) == []
    await bot.press(42, pause)
    assert bot.replies.texts(42)[-1] == TEXT("pause-done", until="11:30")
    await bot.press(42, Button("x", phrase.data))
    assert await muted(bot) == ["2h"]


@pytest.mark.parametrize("typed", ["静音科大讯飞3天", "mute iFlytek 3 days", "/mute 002230 3天"])
async def test_what_is_followed_is_muted_for_a_time(bot: Bot, typed: str) -> None:
    await bot.ask(42, "/watch 科大讯飞")
    assert "muted until 11-26 09:30" in await bot.ask(42, typed)
    async with bot.store.read() as connection:
        [(_, held)] = await subscriptions.of_all(connection)
    assert held.muted_until == NOW + timedelta(days=3)
