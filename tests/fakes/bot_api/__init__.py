"""A fake Telegram Bot API: a real HTTP server on loopback, driven from the test.

    bot = Bot(bot_api.token, base_url=bot_api.base_url, base_file_url=bot_api.base_file_url)

    bot_api.say(42, "/watch 科大讯飞")                        # people act
    bot_api.press(bot_api.sent_to(42)[-1], "Mute")
    bot_api.change_membership(42, "kicked")                   # 42 blocks the bot

    bot_api.fail("sendMessage", lost_answer(), chat_id=42)    # things go wrong
    bot_api.fail("sendMessage", refuse(too_many_requests(3)), times=2)
    bot_api.fail("getUpdates", refuse("other poller"))
    bot_api.refuse(-100123, "topic closed")                   # until heal()

    alert = await bot_api.until_message(42, containing="科大讯飞")
    assert [call.outcome for call in bot_api.calls_of("sendMessage")] == [Outcome.LOST, …]

`python -m tests.fakes.bot_api` serves one for a service that is run by hand.
"""

from tests.fakes.bot_api.api import TOKEN, USERNAME, BotApi
from tests.fakes.bot_api.calls import Call, Outcome, Params
from tests.fakes.bot_api.faults import (
    REFUSALS,
    Fault,
    FaultChooser,
    Refusal,
    cut_body,
    lost_answer,
    migrated,
    not_json,
    refuse,
    reset,
    server_error,
    silence,
    slow,
    too_many_requests,
)
from tests.fakes.bot_api.world import SentMessage

__all__ = [
    "REFUSALS",
    "TOKEN",
    "USERNAME",
    "BotApi",
    "Call",
    "Fault",
    "FaultChooser",
    "Outcome",
    "Params",
    "Refusal",
    "SentMessage",
    "cut_body",
    "lost_answer",
    "migrated",
    "not_json",
    "refuse",
    "reset",
    "server_error",
    "silence",
    "slow",
    "too_many_requests",
]
