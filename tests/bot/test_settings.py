"""What a chat follows and how it is told, looked at and changed by buttons."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from notifier.core.i18n import translator
from notifier.core.model import Subscription
from notifier.core.preferences import Preferences
from notifier.delivery.message import Button
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import inbox
from tests.bot.harness import OPTIONS, Bot
from tests.builders import BOT
from tests.delivery.dispatch import FakeSender

TEXT = translator("en")


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender())


def buttons(bot: Bot) -> dict[str, Button]:
    """Return the buttons of the last message by what they say."""
    return {button.text: button for button in bot.replies.last_buttons()}


async def held(bot: Bot) -> list[Subscription]:
    async with bot.store.read() as connection:
        return [each for _, each in await subscriptions.of_all(connection)]


async def wants(bot: Bot) -> Preferences:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, 42, bot=BOT)
    assert chat
    return chat.preferences


APP = "https://news.example/app"


@pytest.mark.parametrize(
    ("app", "chat", "opens"),
    [(APP, 42, [APP]), ("", 42, []), (APP, -42, [])],
    ids=["in private", "where there is none", "in a group"],
)
async def test_the_app_is_opened_from_the_settings(
    sqlite_store: Store, app: str, chat: int, opens: list[str]
) -> None:
    bot = Bot(sqlite_store, FakeSender(), options=replace(OPTIONS, app=app))
    await bot.ask(chat, "/settings")
    assert [each.app for each in bot.replies.last_buttons() if each.app] == opens
    if chat > 0:
        await bot.press(chat, buttons(bot)[TEXT("settings-button-hashtags")])
        assert [each.app for each in bot.replies.last_buttons() if each.app] == opens


async def test_a_sentence_asks_for_a_digest_a_day_of_all_and_a_tap_takes_it_back(bot: Bot) -> None:
    await bot.ask(42, "/watch 科大讯飞，元宇宙")
    said = await bot.ask(42, "send me a digest every day at 8:30am")
    assert "08:30" in said
    assert (await wants(bot)).daily_at == 8 * 60 + 30
    assert [each.cadence for each in await held(bot)] == ["instant", "instant"]
    await bot.press(42, buttons(bot)[TEXT("button-all-daily")])
    assert "all 2 that you follow come with the daily digest at 08:30" in bot.replies.texts(42)[-1]
    assert [each.cadence for each in await held(bot)] == ["daily", "daily"]
    # Nothing is left to change.
    await bot.ask(42, "/settings daily 9")
    assert bot.replies.last_buttons() == []
    await bot.press(42, Button("", "all:instant"))
    assert [each.cadence for each in await held(bot)] == ["instant", "instant"]


async def test_when_all_comes_is_chosen_by_a_sentence_and_a_tap(bot: Bot) -> None:
    await bot.ask(42, "/watch 科大讯飞, 元宇宙")
    assert await bot.ask(42, "daily digest") == TEXT("settings-choose-cadence")
    await bot.press(42, buttons(bot)[TEXT("cadence-hourly")])
    assert "all 2 that you follow come once an hour" in bot.replies.texts(42)[-1]
    assert [each.cadence for each in await held(bot)] == ["hourly", "hourly"]
    await bot.press(42, buttons(bot)[TEXT("button-all-instant")])
    assert [each.cadence for each in await held(bot)] == ["instant", "instant"]


@pytest.mark.parametrize("data", ["all:weekly", "all:", "all:daily"])
async def test_nothing_is_set_for_all_that_cannot_be(bot: Bot, data: str) -> None:
    assert await bot.press(42, Button("", data)) == TEXT("button-old")


async def test_a_setting_is_asked_for_by_its_name(bot: Bot) -> None:
    assert TEXT("settings-choose-quiet") in await bot.ask(42, "/settings quiet")
    assert "23:00–07:00" in await bot.ask(42, "/settings quiet 23-7")
    assert "can't read “daily 25:99”" in await bot.ask(42, "/settings daily 25:99")


async def test_a_long_list_is_paged(bot: Bot) -> None:
    for number in range(20):
        await bot.ask(42, f"/watch 词{number}")
    first = await bot.ask(42, "/list")
    assert "8. “词7”" in first
    assert "9. “词8”" not in first
    await bot.press(42, buttons(bot)["▶"])
    assert "9. “词8”" in bot.replies.texts(42)[-1]
    await bot.press(42, buttons(bot)["▶"])
    assert "20. “词19”" in bot.replies.texts(42)[-1]
    assert "▶" not in buttons(bot)


async def test_a_card_changes_when_a_subscription_comes_and_ends_it(bot: Bot) -> None:
    await bot.ask(42, "/watch 科大讯飞")
    await bot.ask(42, "/list")
    await bot.press(42, buttons(bot)["1. iFlytek (SZ002230)"])
    await bot.press(42, buttons(bot)[TEXT("cadence-daily")])
    assert [each.cadence for each in await held(bot)] == ["daily"]
    await bot.press(42, buttons(bot)[TEXT("mute-1d")])
    (muted,) = await held(bot)
    assert muted.muted_until
    await bot.press(42, buttons(bot)[TEXT("mute-0")])
    assert (await held(bot))[0].muted_until is None
    await bot.press(42, buttons(bot)[TEXT("button-delete")])
    assert await held(bot) == []
    await bot.press(42, buttons(bot)[TEXT("button-undo")])
    assert [each.query for each in await held(bot)] == [muted.query]


async def test_a_line_of_the_list_is_changed_and_comes_as_before(bot: Bot) -> None:
    for wish in ("元宇宙", "芯片"):
        await bot.ask(42, f"/watch {wish}")
    second = (await held(bot))[1]
    await bot.press(42, Button("x", f"when:{second.id}:daily"))
    await bot.press(42, Button("x", f"edit:{second.id}"))
    assert bot.replies.texts(42)[-1] == f"{TEXT('edit-send')}\n/edit 2 芯片"
    changed = await bot.ask(42, "/edit 2 芯片 -游戏")
    assert changed == TEXT(
        "edit-done", before="“芯片”", after=TEXT("keyword-name", text="芯片 -游戏")
    )
    assert [(each.text, each.cadence) for each in await held(bot)] == [
        ("元宇宙", "instant"),
        ("芯片 -游戏", "daily"),
    ]
    for wrong, told in [
        ("/edit", TEXT("edit-how")),
        ("/edit 9 x", TEXT("edit-unknown", number="9")),
    ]:
        assert await bot.ask(42, wrong) == told
    assert "👉" in await bot.ask(42, "/edit 1 (x")
    assert len(await held(bot)) == 2


async def test_a_card_of_another_chat_is_out_of_reach(bot: Bot) -> None:
    await bot.ask(42, "/watch 元宇宙")
    (mine,) = await held(bot)
    for data in (f"card:{mine.id}", f"end:{mine.id}", f"when:{mine.id}:daily", f"try:{mine.id}"):
        assert await bot.press(43, Button("x", data)) == TEXT("button-old")
    assert await held(bot) == [mine]


async def test_settings_are_chosen_by_buttons_or_typed(bot: Bot) -> None:
    await bot.ask(42, "/settings")
    await bot.press(42, buttons(bot)[TEXT("settings-button-quiet")])
    await bot.press(42, buttons(bot)["23:00-07:00"])
    await bot.press(42, buttons(bot)[TEXT("settings-button-urgent")])
    await bot.press(42, buttons(bot)[TEXT("settings-button-market")])
    await bot.press(42, buttons(bot)[TEXT("market-XNYS")])
    await bot.ask(42, "/settings Asia/Hong_Kong")
    assert await wants(bot) == Preferences(
        "Asia/Hong_Kong", 1380, 420, urgent_passes=False, market="XNYS"
    )
    assert TEXT("settings-quiet", hours="22:30–07:15") in await bot.ask(42, "/settings 22:30-7:15")
    told = await bot.ask(42, "/settings nonsense")
    assert told == TEXT("settings-unreadable", text="nonsense")


@pytest.mark.parametrize("data", ["set:x", "set:quiet:x", "set:timezone:Mars", "set:daily:99"])
async def test_a_choice_that_there_is_not_changes_nothing(bot: Bot, data: str) -> None:
    await bot.ask(42, "/start")
    assert await bot.press(42, Button("x", data)) == TEXT("button-old")
    assert await wants(bot) == Preferences()


async def test_forgetting_leaves_nothing_of_a_chat_and_touches_no_other(bot: Bot) -> None:
    for chat in (42, 43):
        await bot.ask(chat, "/watch 元宇宙")
    await bot.ask(42, "/forget")
    await bot.press(42, buttons(bot)[TEXT("button-keep")])
    assert len(await held(bot)) == 2
    await bot.press(42, Button("x", "forget:yes"))
    assert bot.replies.texts(42)[-1] == TEXT("forget-done")
    assert await bot.listed() == [(43, "元宇宙")]
    async with bot.store.read() as connection:
        assert await chats.find_chat(connection, 42, bot=BOT) is None
        kept = (
            await connection.execute(
                sa.select(inbox).where(inbox.c.chat != 43).order_by(inbox.c.update_id)
            )
        ).all()
        assert [row.chat for row in kept][:-1] == [0] * (len(kept) - 1), "but for the last word"
        assert {(str(row.body), row.reply) for row in kept} == {("{}", None)}
    assert await bot.ask(42, "/list") == TEXT("list-empty")


async def test_a_feed_is_made_before_it_can_be_renewed_or_ended(bot: Bot) -> None:
    await bot.ask(42, "/feed", "en")
    assert list(buttons(bot)) == ["Make a feed"]
    await bot.press(42, buttons(bot)["Make a feed"])
    await bot.ask(42, "/feed")
    assert list(buttons(bot)) == ["New address", "Turn off"]
