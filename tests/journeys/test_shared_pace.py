"""Alerts and replies of one bot, sent by two processes: Telegram sees one pace."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from notifier.core.alerts import Notice
from notifier.core.clock import system_clock
from notifier.store.alerts import outbox
from notifier.store.engine.database import open_store
from tests.builders import a_chat
from tests.fakes.bot_api import BotApi
from tests.journeys.service import Place, free_port

MANY = 10
PER_SECOND = 8


async def test_two_processes_share_the_pace_of_a_bot(
    tmp_path: Path, postgres_url: str, bot_api: BotApi
) -> None:
    place = Place(tmp_path, postgres_url, paced=True).with_bot(bot_api)
    place.environment["NOTIFIER_DELIVERY_PER_SECOND"] = str(PER_SECOND)
    chats = await place.start("--role", "chat")
    place.port = free_port()
    place.environment["NOTIFIER_WEB_PORT"] = str(place.port)
    delivers = await place.start("--role", "deliver")
    await delivers.until_log('"event": "lease_taken"', times=3)
    await _until_replies_are_paced(postgres_url, bot_api)
    before = len(bot_api.calls)
    for number in range(MANY):
        bot_api.say(1000 + number, "/help")
    await _tell_many(postgres_url, bot_api)

    def sent() -> list[float]:
        return [call.time for call in bot_api.calls[before:] if call.method == "sendMessage"]

    await bot_api.until(lambda: len(sent()) >= 2 * MANY)
    times = sent()
    most = max(sum(start <= each < start + 1 for each in times) for start in times)
    # Calls come nearer to each other on their way; each at its own pace they were twice as many.
    assert most <= PER_SECOND + 2
    assert [await each.stop() for each in (chats, delivers)] == [0, 0]


async def _until_replies_are_paced(url: str, bot_api: BotApi) -> None:
    """Wait until the process that answers knows of the other."""
    connection = await asyncpg.connect(url)
    number = 1
    while not await connection.fetchval("SELECT count(*) FROM pace"):
        bot_api.say(900 + number, "/help")
        await bot_api.until_message(900 + number)
        number += 1
    await connection.close()


async def _tell_many(url: str, bot_api: BotApi) -> None:
    store, bot = open_store(url), int(bot_api.token.partition(":")[0])
    people = [await a_chat(store, 2000 + number, bot=bot) for number in range(MANY)]
    async with store.write() as connection:
        for each in people:
            await outbox.plan_notice(connection, each.id, Notice("hello", "hello"), system_clock())
    await store.close()
