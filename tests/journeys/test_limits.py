"""Limits and defaults that an operator writes into notifier.toml, as people meet them."""

from __future__ import annotations

from typing import Any

from notifier.core.i18n import translator
from tests.fakes.bot_api import BotApi
from tests.journeys.service import Place

SETTINGS = """
language = "en"
timezone = "America/New_York"

[telegram]
max_subscriptions = 1
commands_per_minute = 4
"""
SAY = translator("en")


async def test_a_person_meets_the_limits_and_defaults_of_the_settings(
    place: Place, bot_api: BotApi
) -> None:
    place.write("notifier.toml", SETTINGS)
    service = await place.start()
    somebody: dict[str, Any] = {
        "from": {"id": 42, "is_bot": False, "first_name": "x", "language_code": "fr"}
    }
    bot_api.say(42, "/watch 元宇宙", **somebody)
    await bot_api.until_message(
        42, containing=SAY("watch-done", what=SAY("keyword-name", text="元宇宙"))
    )
    bot_api.say(42, "/watch 芯片", **somebody)
    await bot_api.until_message(42, containing=SAY("watch-too-many", limit=1))
    bot_api.say(42, "/settings", **somebody)
    await bot_api.until_message(42, containing=SAY("settings-timezone", zone="New York"))
    bot_api.say(42, "/list", **somebody)
    bot_api.say(42, "/list", **somebody)
    until = SAY("too-fast", limit=4, until="@").partition("@")[0]
    await bot_api.until_message(42, containing=until)
    assert await service.stop() == 0


async def test_a_chat_is_sent_one_message_a_second_where_no_test_says_else(
    place: Place, bot_api: BotApi
) -> None:
    place.paced = True
    service = await place.start()
    for _ in range(2):
        bot_api.say(42, "/help")
    await bot_api.until(lambda: len(bot_api.calls_of("sendMessage")) == 2)
    first, second = (call.time for call in bot_api.calls_of("sendMessage"))
    assert second - first > 0.9
    assert await service.stop() == 0
