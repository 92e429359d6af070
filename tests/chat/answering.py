"""An answerer with what is around it, for tests of what becomes of commands."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from notifier.chat.answer import Answerer
from notifier.chat.receive import chat_of
from notifier.rules import Rules
from notifier.store import chats, inbox
from notifier.store.database import Store
from notifier.store.tables import inbox as inbox_table
from tests.alerts.dispatch import FakeSender
from tests.builders import BOT, FakeClock, small_rules
from tests.fakes.bot_api import BotApi


class Bot:
    """An answerer with its inbox, which people write into."""

    def __init__(
        self, store: Store, sender: FakeSender, rules: Rules | None = None, **more: Any
    ) -> None:
        self.store = store
        self.sender = sender
        self.clock = FakeClock()
        self.leading = True
        self.name: str | None = "notifier_test_bot"
        self._people = BotApi()
        told: dict[str, Any] = {
            "bot_id": BOT,
            "username": lambda: self.name,
            "default_language": "en",
            "leads": lambda: self.leading,
        }
        self.answerer = Answerer(store, sender, rules or small_rules(), self.clock, **told | more)
        self.wake = self.answerer.wake

    async def hear(self, chat: int, *texts: str) -> None:
        somebody: dict[str, Any] = {"from": {"id": 5, "is_bot": False, "first_name": "x"}}
        for text in texts:
            self._people.say(chat, text, **somebody)
        await self.take_in()

    async def take_in(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            self._people.push(update)
        rows = [(each["update_id"], chat_of(each), each) for each in self._people.pending_updates]
        async with self.store.write() as connection:
            await inbox.put(connection, BOT, rows, self.clock.now)

    async def put_out(self, chat: int) -> None:
        self._people.change_membership(chat, "kicked")
        await self.take_in()

    async def answer(self, times: int = 1) -> None:
        """Wake the answerer, `times` times a second apart, until it has nothing to do."""
        for number in range(times):
            if number:
                self.clock.advance(seconds=1)
            await self.wake()
            await self.answerer.settled()

    async def answer_all(self) -> None:
        async with asyncio.timeout(20):
            while await self.waiting():
                await self.answer()

    async def waiting(self) -> int:
        async with self.store.read() as connection:
            counted = sa.select(sa.func.count()).where(inbox_table.c.done_at.is_(None))
            return int(await connection.scalar(counted) or 0)

    async def listed(self) -> list[tuple[int, str]]:
        async with self.store.read() as connection:
            found = await chats.subscriptions(connection)
        return [(chat.telegram_id, each.text) for chat, each in found]

    def heard(self, chat: int) -> list[str]:
        return [text for where, text in self.sender.sent if where == chat]
