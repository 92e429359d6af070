"""Whatever number a button carries, forged or not, it reaches nothing of another chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.commands.registry import BUTTONS, COMMANDS
from notifier.core.access import Access
from notifier.core.i18n import translator
from notifier.store.engine.database import Store
from notifier.store.engine.tables import metadata
from tests.bot.harness import OPTIONS, Bot
from tests.builders import BOT
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
ADA, EVE = 42, 99
CHANNEL = -1900000000001
SECRET = "绿豆"
TITLE = f"科大讯飞与振华重工合作{SECRET}项目"
_REST = {"when": ":daily", "quiet": ":1d", "an": ":SZ002230", "au": ":SZ002230"}
"""What stands behind the number in the data of a button."""
_UNREADABLE = ("9" * 19, "9" * 4000, "-" + "9" * 30, "²", "1e9")


@pytest.fixture
async def bot(sqlite_store: Store) -> AsyncIterator[Bot]:
    sender = FakeSender()
    made = Bot(sqlite_store, sender)
    made.rights.known_chats["@deals"] = ChatInfo(CHANNEL, "channel", SECRET, True, True)
    await made.ask_as(ADA, ADA, f"/watch {SECRET}")
    await made.ask_as(ADA, ADA, "/watch 科大讯飞")
    await made.ask_as(ADA, ADA, f"{SECRET}")
    await made.ask_as(ADA, ADA, "/feed")
    async with dispatch(sqlite_store, sender) as delivery:
        await PipelineHarness(sqlite_store).take(news(TITLE, body="科大讯飞公告称。"))
        await delivery.deliver()
    await made.ask_as(ADA, ADA, "/channel @deals")
    await made.ask_as(ADA, ADA, f"/watch {SECRET}汤")
    await made.ask_as(EVE, EVE, "/watch 芯片")
    yield made
    await made.worker.stop()


async def numbers_of_others(store: Store) -> set[int]:
    """Return the numbers by which anything is kept, but those of what Eve has herself."""
    found: set[int] = set()
    async with store.read() as connection:
        for table in metadata.sorted_tables:
            for key in table.primary_key:
                if isinstance(key.type, sa.Integer):
                    numbers = sorted(await connection.scalars(sa.select(key)))
                    # What she wrote is kept one update like another.
                    found |= set(numbers[:1] if table.name == "inbox" else numbers)
    return {each for each in found if abs(each) < 2**40} - {EVE, BOT}


async def kept(store: Store) -> dict[str, list[Any]]:
    """Return what is kept of Ada and her channel: their rows in every table that names a chat."""
    rows = {}
    async with store.read() as connection:
        for table in metadata.sorted_tables:
            statement = sa.select(table)
            if "chat_id" in table.c:
                mine = sa.text("chat_id IN (SELECT id FROM chat WHERE telegram_id <> :eve)")
                statement = statement.where(mine.bindparams(eve=EVE))
            elif table.name == "chat":
                statement = statement.where(table.c.telegram_id != EVE)
            elif table.name != "steward":
                continue
            rows[table.name] = [tuple(row) for row in await connection.execute(statement)]
    return rows


async def press(bot: Bot, *data: str) -> None:
    """Have Eve press forged buttons with certain data."""
    who = {"id": EVE, "is_bot": False, "first_name": "Eve"}
    place = {"id": EVE, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": place, "text": "x"}
    pressed = {"id": "1", "from": who, "chat_instance": "x", "message": message}
    await bot.take_in(*({"callback_query": {**pressed, "data": each}} for each in data))
    await bot.answer_all()


async def test_no_button_reaches_what_is_another_chats(bot: Bot) -> None:
    numbers = sorted(await numbers_of_others(bot.store))
    before, reached = await kept(bot.store), set()
    for word in BUTTONS:
        shown = len(bot.replies.sent)
        await press(bot, *(f"{word}:{number}{_REST.get(word, '')}" for number in numbers))
        if SECRET in repr(bot.replies.sent[shown:]) or await kept(bot.store) != before:
            reached.add(word)
    assert reached == set()


async def test_no_button_reaches_a_channel_that_another_manages(bot: Bot) -> None:
    before = await kept(bot.store)
    shown = len(bot.replies.sent)
    numbers = sorted(await numbers_of_others(bot.store))
    for word in BUTTONS:
        await press(bot, *(f"@{number}|{word}:{number}" for number in numbers))
    assert SECRET not in repr(bot.replies.sent[shown:])
    assert await kept(bot.store) == before


async def test_a_button_of_the_own_chat_works(bot: Bot) -> None:
    await bot.ask_as(EVE, EVE, "/list")
    (card, *_) = [each for each in bot.replies.last_buttons() if each.data.startswith("card:")]
    await bot.press(EVE, card, user=EVE)
    (end,) = [each for each in bot.replies.last_buttons() if each.data.startswith("end:")]
    await bot.press(EVE, end, user=EVE)
    assert (EVE, "芯片") not in await bot.listed()
    undo = bot.replies.last_buttons()[0]
    assert await bot.press(ADA, undo) == TEXT("button-old")  # it is Eve's
    await bot.press(EVE, undo, user=EVE)
    assert (EVE, "芯片") in await bot.listed()


async def test_a_number_without_measure_is_answered(store: Store) -> None:
    """On a button, behind any command and as the offset of an inline query, on each engine."""
    bot = Bot(store, FakeSender(), options=replace(OPTIONS, access=Access(frozenset({EVE}))))
    await bot.ask_as(EVE, EVE, "/watch 芯片")
    words = (*BUTTONS, "adm:sources", "adm:send", "adm:off", "adm:off:1")
    for number in _UNREADABLE:
        await press(bot, f"@{number}|list:0", *(f"{word}:{number}" for word in words))
        commands = (*(each.name for each in COMMANDS), "admin chat", "edit {number}")
        for command in commands:
            text = f"/{command.format(number=number)} {number}"
            who: dict[str, Any] = {"from": {"id": EVE, "is_bot": False, "first_name": "Eve"}}
            bot.people.say(EVE, text, **who)
        await bot.take_in()
        await bot.answer_all()
    for number in _UNREADABLE:
        bot.people.ask_inline("芯片")
        bot.people.pending_updates[-1]["inline_query"]["offset"] = number
        await bot.take_in()
        await bot.answer_all()
    assert TEXT("failed") not in bot.replies.texts(EVE)
