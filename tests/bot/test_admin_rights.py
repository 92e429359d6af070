"""Who is an admin: asked of Telegram, remembered for a moment, and never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from telegram.error import TelegramError

from notifier.bot.admin_rights import CACHED_FOR, ChatInfo, TelegramAdminRights
from notifier.delivery.channels.telegram import make_bot
from tests.builders import BOT, FakeClock
from tests.fakes.bot_api import BotApi, server_error

GROUP = -1001
OTHER = -1002
EVE = 66


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def access(bot_api: BotApi, clock: FakeClock) -> AsyncIterator[TelegramAdminRights]:
    bot = make_bot(bot_api.token, bot_api.base_url, 2)
    await bot.initialize()
    yield TelegramAdminRights(bot, clock)
    await bot.shutdown()


def asked(bot_api: BotApi) -> int:
    return sum(call.method == "getChatMember" for call in bot_api.calls)


@pytest.mark.parametrize(
    ("standing", "may"),
    [
        ("creator", True),
        ("administrator", True),
        ("member", False),
        ("left", False),
        ("kicked", False),
    ],
)
async def test_creators_and_administrators_are_admins_and_nobody_else(
    bot_api: BotApi, access: TelegramAdminRights, standing: str, may: bool
) -> None:
    bot_api.set_standing(GROUP, EVE, standing)
    assert await access.is_admin(GROUP, EVE) is may


async def test_who_speaks_as_the_group_is_an_admin_and_a_channel_is_not(
    bot_api: BotApi, access: TelegramAdminRights
) -> None:
    assert await access.is_admin(GROUP, GROUP) is True
    assert await access.is_admin(GROUP, -1005) is False
    assert await access.is_admin(GROUP, 0) is False
    assert asked(bot_api) == 0


async def test_an_answer_is_remembered_for_a_minute_in_its_own_chat(
    bot_api: BotApi, access: TelegramAdminRights, clock: FakeClock
) -> None:
    bot_api.set_standing(GROUP, EVE, "administrator")
    assert [await access.is_admin(GROUP, EVE) for _ in range(3)] == [True] * 3
    assert await access.is_admin(OTHER, EVE) is False, "an admin there is none here"
    assert asked(bot_api) == 2
    bot_api.set_standing(GROUP, EVE, "member")
    clock.advance(seconds=CACHED_FOR - 1)
    assert await access.is_admin(GROUP, EVE) is True
    clock.advance(seconds=1)
    assert await access.is_admin(GROUP, EVE) is False


async def test_a_change_of_somebodys_standing_counts_at_once(
    bot_api: BotApi, access: TelegramAdminRights
) -> None:
    bot_api.set_standing(GROUP, EVE, "administrator")
    assert await access.is_admin(GROUP, EVE) is True
    bot_api.set_standing(GROUP, EVE, "member")
    access.forget(OTHER)
    assert await access.is_admin(GROUP, EVE) is True
    access.forget(GROUP)
    assert await access.is_admin(GROUP, EVE) is False


async def test_where_telegram_cannot_be_asked_nothing_is_taken_for_granted(
    bot_api: BotApi, access: TelegramAdminRights
) -> None:
    bot_api.set_standing(GROUP, EVE, "administrator")
    bot_api.fail("getChatMember", server_error())
    with capture_logs():
        assert await access.is_admin(GROUP, EVE) is None
    assert await access.is_admin(GROUP, EVE) is True, "it may be tried again"


def test_somebody_is_reminded_once_a_minute(clock: FakeClock) -> None:
    access = TelegramAdminRights(make_bot("1:x", "http://127.0.0.1:1/bot", 1), clock)
    assert [access.may_remind(GROUP, EVE) for _ in range(3)] == [True, False, False]
    assert access.may_remind(OTHER, EVE)
    clock.advance(seconds=CACHED_FOR)
    assert access.may_remind(GROUP, EVE)


# Looking at a channel

CHANNEL = -1900000000001


async def test_a_channel_is_found_by_name_and_number_with_what_may_be_done_there(
    bot_api: BotApi, access: TelegramAdminRights
) -> None:
    bot_api.name_chat(CHANNEL, "deals")
    bot_api.set_standing(CHANNEL, BOT, "administrator")
    bot_api.set_standing(CHANNEL, EVE, "creator")
    title = f"Channel {-CHANNEL}"
    for wanted in ("@deals", CHANNEL):
        found = await access.look_up(wanted, EVE)
        assert found == ChatInfo(CHANNEL, "channel", title, can_post=True, is_admin=True)
    bot_api.set_standing(CHANNEL, BOT, "member")
    found = await access.look_up(CHANNEL, 67)
    assert found == ChatInfo(CHANNEL, "channel", title, can_post=False, is_admin=False)


async def test_what_telegram_does_not_show_is_no_place_and_trouble_is_no_answer(
    bot_api: BotApi, access: TelegramAdminRights
) -> None:
    assert await access.look_up("@nobody", EVE) is None
    bot_api.fail("getChat", server_error())
    with pytest.raises(TelegramError):
        await access.look_up(CHANNEL, EVE)
