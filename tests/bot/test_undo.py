"""What takes the last change back, whatever it was: the list, settings, pauses, corrections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.replies import SetMenu
from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import Button
from notifier.store.chats import chats, corrections, last_change, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import chat as chats_table
from tests.bot.harness import Bot
from tests.bot.test_field_dialogues import company
from tests.builders import BOT
from tests.delivery.dispatch import FakeSender

PERSON = 42
CHANNEL = -1900000000001
DEALS = ChatInfo(CHANNEL, "channel", "Deals", can_post=True, is_admin=True)
ENGLISH = translator("en")
UNDO = {"en": "undo", "zh-Hans": "撤销", "zh-Hant": "復原"}


def shown(bot: Bot) -> dict[str, Button]:
    return {each.text: each for each in bot.replies.last_buttons()}


async def state(bot: Bot, telegram_id: int = PERSON) -> dict[str, Any]:
    """Return all that a person changes of a chat, without what tells when and in which row."""
    async with bot.store.read() as connection:
        found = await chats.find_chat(connection, telegram_id, bot=BOT)
        assert found
        kept = await last_change.state(connection, found.id)
    assert kept
    held = {(each.query, each.text, each.cadence, each.muted_until) for each in kept.held}
    return {
        "language": kept.language,
        "paused_until": kept.paused_until,
        "preferences": kept.preferences,
        "held": held,
        "corrected": set(kept.corrected),
    }


CHANGES = {
    "en": [
        ("/settings 23-7", ""),
        ("no news at weekends", ""),
        ("/settings UTC+8", ""),
        ("/settings daily 8:30", ""),
        ("/language zh-Hans", ""),
        ("/pause 2h", ""),
        ("don't disturb me until tomorrow", ""),
        ("send everything hourly", ""),
        ("/mute buyback", ""),
        ("/not Tesla", ""),
        ("mute Tesla for 2 days", ""),
        ("/edit Tesla -> Tesla recall", ""),
        ("/unwatch Tesla, Apple", ""),
        ("unfollow everything", "button-end-all"),
        ("drop everyone except Nvidia", "button-end-others"),
    ],
    "zh-Hans": [
        ("/settings 23-7", ""),
        ("周末不要发", ""),
        ("/settings 纽约", ""),
        ("/settings daily 8:30", ""),
        ("请用英文", ""),
        ("/pause 2h", ""),
        ("两小时内别吵我", ""),
        ("每小时发一次", ""),
        ("/mute 回购", ""),
        ("/not 特斯拉", ""),
        ("特斯拉静音两天", ""),
        ("特斯拉改成特斯拉召回", ""),
        ("取消特斯拉和苹果", ""),
        ("全部取消", "button-end-all"),
        ("除了英伟达都删掉", "button-end-others"),
    ],
    "zh-Hant": [
        ("/settings 23-7", ""),
        ("週末不要發", ""),
        ("/settings 紐約", ""),
        ("/settings daily 8:30", ""),
        ("請用英文", ""),
        ("/pause 2h", ""),
        ("兩小時內別吵我", ""),
        ("每小時發一次", ""),
        ("/mute 回購", ""),
        ("/not 特斯拉", ""),
        ("特斯拉靜音兩天", ""),
        ("把特斯拉改成特斯拉召回", ""),
        ("取消追蹤特斯拉和蘋果", ""),
        ("全部取消", "button-end-all"),
        ("除了輝達都刪掉", "button-end-others"),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whatever_was_changed_last_is_as_it_was(bot: Bot, language: str) -> None:
    for person, (typed, button) in enumerate(CHANGES[language], PERSON):
        await bot.ask(person, "/watch Tesla, Nvidia, Apple, AMD", language.lower())
        await bot.ask(person, "/mute 传闻")
        before = await state(bot, person)
        await bot.ask(person, typed)
        if button:
            label = translator(language)(button, count=3)
            await bot.press(person, shown(bot)[label])
        assert await state(bot, person) != before, typed
        told = await bot.ask(person, UNDO[language])
        assert told != translator(language)("undo-nothing"), typed
        assert await state(bot, person) == before, typed
        again = await bot.ask(person, UNDO[language])
        assert again == translator(language)("undo-nothing"), typed


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_end_of_all_is_taken_back_and_told(bot: Bot, language: str) -> None:
    say = translator(language)
    await bot.ask(PERSON, "/watch Tesla, Apple", language.lower())
    await bot.ask(PERSON, "/unwatch all")
    await bot.press(PERSON, shown(bot)[say("button-end-all")])
    assert bot.replies.texts(PERSON)[-1] == say("unwatch-all-done", count=2)
    told = await bot.ask(PERSON, "/undo")
    names = [f"✓ {company(each, say)}" for each in ("TSLA", "AAPL")]
    assert told.splitlines() == [say("watch-done-many", count=2), *names]


async def test_what_a_tap_changed_is_taken_back_by_words(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla", "en")
    before = await state(bot)
    await bot.ask(PERSON, "/list")
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    await bot.press(PERSON, shown(bot)[ENGLISH("cadence-weekly")])
    assert await state(bot) != before
    what = ENGLISH("cadence-instant")
    told = ENGLISH("card-saved", name=company("TSLA", ENGLISH), what=what)
    assert await bot.ask(PERSON, "undo") == told
    assert await state(bot) == before


async def test_the_language_is_taken_back_with_its_menu(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla", "en")
    await bot.ask(PERSON, "/language zh-Hans")
    assert await bot.ask(PERSON, "撤销") == ENGLISH("language-done")
    assert bot.replies.sent[-1] == (PERSON, SetMenu("en"))


async def test_several_changes_of_one_message_are_taken_back_together(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla, Apple", "en")
    before = await state(bot)
    await bot.ask(PERSON, "/mute recall\n/pause 2h\n/unwatch Tesla")
    await bot.ask(PERSON, "undo")
    assert await state(bot) == before


async def test_what_was_changed_elsewhere_since_stays(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla, Apple", "en")
    await bot.ask(PERSON, "/settings 23-7")
    async with bot.store.write() as connection:
        found = await chats.find_chat(connection, PERSON, bot=BOT)
        assert found
        elsewhere = {"quiet_from": 60, "quiet_until": 120, "quiet_weekends": True}
        wanted = sa.update(chats_table).values(preferences=elsewhere)
        await connection.execute(wanted)
    assert await bot.ask(PERSON, "undo") == ENGLISH("undo-nothing")
    assert (await state(bot))["preferences"] == elsewhere


async def test_what_is_followed_anew_is_not_doubled(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla, Apple", "en")
    await bot.ask(PERSON, "/unwatch Tesla, Apple")
    async with bot.store.write() as connection:
        found = await chats.find_chat(connection, PERSON, bot=BOT)
        assert found
        now = bot.clock.now
        await subscriptions.subscribe(connection, found.id, canonical="$TSLA", text="TSLA", now=now)
    told = await bot.ask(PERSON, "undo")
    assert told == ENGLISH("watch-done", what=company("AAPL", ENGLISH))
    assert {query for query, *_ in (await state(bot))["held"]} == {"$TSLA", "$AAPL"}


async def test_what_an_earlier_version_kept_is_nothing_to_take_back(bot: Bot) -> None:
    await bot.ask(PERSON, "/watch Tesla", "en")
    async with bot.store.write() as connection:
        await connection.execute(sa.update(chats_table).values(undo=["mute:x", "wq:1:x"]))
        assert await corrections.of_all(connection) == []
    assert await bot.ask(PERSON, "undo") == ENGLISH("undo-nothing")


@pytest.fixture
async def manager(sqlite_store: Store) -> AsyncIterator[Bot]:
    made = Bot(sqlite_store, FakeSender())
    made.rights.known_chats |= {"@deals": DEALS, CHANNEL: DEALS}
    await made.ask(PERSON, "/watch 绿豆", "en")
    await made.ask(PERSON, "/channel @deals")
    await made.ask(PERSON, "/watch 元宇宙")
    yield made
    await made.worker.stop()


OF_CHANNELS = [
    "/mute 回购",
    "/unwatch 元宇宙",
    "/settings 23-7",
    "/pause 2h",
    "/language zh-Hant",
    "/edit 1 虚拟现实",
]


@pytest.mark.parametrize("typed", OF_CHANNELS)
async def test_the_last_change_of_a_managed_channel_is_taken_back(manager: Bot, typed: str) -> None:
    own, before = await state(manager), await state(manager, CHANNEL)
    await manager.ask(PERSON, typed)
    assert await state(manager, CHANNEL) != before
    told = await manager.ask(PERSON, "/undo")
    assert told.startswith(ENGLISH("channel-head", title="Deals"))
    assert await state(manager, CHANNEL) == before
    assert await state(manager) == own


async def test_what_a_channel_follows_last_is_taken_back_when_asked(manager: Bot) -> None:
    told = await manager.ask(PERSON, "undo")
    assert ENGLISH("undo-which", what=ENGLISH("keyword-quoted", text="元宇宙")) in told
    await manager.press(PERSON, shown(manager)[ENGLISH("button-undo")])
    assert not (await state(manager, CHANNEL))["held"]
    assert (await state(manager))["held"]


async def test_a_mute_that_was_taken_back_to_follow_its_words_is_undone_too(
    sqlite_store: Store,
) -> None:
    bot = Bot(sqlite_store, FakeSender())
    for typed in ("/mute 广告", "/watch 广告"):
        await bot.ask(42, typed)
    await bot.press(42, Button("x", "allow:广告"))
    assert "✕" not in await bot.ask(42, "/list")

    await bot.ask(42, "/undo")

    listed = await bot.ask(42, "/list")
    assert "✕" in listed
    assert "广告" in listed
