"""A bot without Telegram, for tests of what becomes of commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from telegram import User
from telegram.error import TelegramError

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.context import Options, Services
from notifier.bot.inbox_worker import InboxWorker
from notifier.bot.receiver import chat_id_of
from notifier.bot.replies import EditMessage, SendMessage, StoredReply, Toast
from notifier.core.model import Chat
from notifier.delivery.channels.telegram import NewsBot, make_bot
from notifier.delivery.message import Button, Message
from notifier.delivery.outcome import Outcome, Sent
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.chats import chats, inbox, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import inbox as inbox_table
from notifier.subscriptions.rules import Rules
from tests.builders import BOT, FakeClock, shipped_rules, small_rules
from tests.delivery.dispatch import FakeSender
from tests.fakes.bot_api import USERNAME, BotApi
from tests.fakes.sandbox import InlineSandbox

OPTIONS = Options(
    default_language="en", zone=ZoneInfo("Asia/Shanghai"), address="http://127.0.0.1:8080"
)


def offline_bot() -> NewsBot:
    """Make a bot that knows who it is without asking Telegram."""
    bot = make_bot(f"{BOT}:x", "http://127.0.0.1:1/bot", 1)
    bot._bot_user = User(BOT, "Notifier", is_bot=True, username=USERNAME)
    bot._requests_initialized = bot._bot_initialized = True
    return bot


@cache
def rules() -> Rules:
    """Return the rules with every company that is shipped, compiled once a process."""
    return shipped_rules()


class FakeAdminRights:
    """Takes everybody for an admin but `strangers`; of `unknown` nothing can be learnt."""

    def __init__(self) -> None:
        self.strangers: set[int] = set()
        self.unknown: set[int] = set()
        self.forgotten: list[int] = []
        self.known_chats: dict[int | str, ChatInfo] = {}
        self.reminded: set[tuple[int, int]] = set()

    async def is_admin(self, chat_id: int, actor_id: int) -> bool | None:
        return None if actor_id in self.unknown else actor_id not in self.strangers

    async def look_up(self, wanted: int | str, actor_id: int) -> ChatInfo | None:
        if actor_id in self.unknown:
            raise TelegramError("Bad Gateway")
        return self.known_chats.get(wanted)

    def forget(self, chat_id: int) -> None:
        self.forgotten.append(chat_id)

    def may_remind(self, chat_id: int, actor_id: int) -> bool:
        again = (chat_id, actor_id) in self.reminded
        self.reminded.add((chat_id, actor_id))
        return not again


class FakeReplySender:
    """Notes the replies that it sends; messages go the way of a sender's."""

    def __init__(self, sender: FakeSender) -> None:
        self.sender = sender
        self.sent: list[tuple[int, StoredReply]] = []

    async def send(
        self, chat: Chat, reply: StoredReply, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        self.sent.append((chat.telegram_id, reply))
        if isinstance(reply, SendMessage):
            return await self.sender.send(chat, reply.message, attempts)
        return Sent()

    def texts(self, chat: int) -> list[str]:
        """Return every text that a chat was shown."""
        return [message.plain for where, message in self._messages() if where == chat]

    def last_buttons(self) -> list[Button]:
        """Return the buttons of the last message."""
        return [button for row in self._messages()[-1][1].buttons for button in row]

    def _messages(self) -> list[tuple[int, Message]]:
        return [
            (chat, reply.message)
            for chat, reply in self.sent
            if isinstance(reply, SendMessage | EditMessage)
        ]


class Bot:
    """An inbox worker with its inbox, which people write into."""

    def __init__(
        self,
        store: Store,
        sender: FakeSender,
        rules: Rules | None = None,
        *,
        options: Options = OPTIONS,
        leads: Callable[[], bool] | None = None,
        sandbox: Sandbox | None = None,
    ) -> None:
        self.store = store
        self.sender = sender
        self.clock = FakeClock()
        self.leading = True
        self.people = BotApi()
        self._taken_in = 0
        self.replies = FakeReplySender(sender)
        self.rights = FakeAdminRights()
        self.files: dict[str, bytes] = {}
        self.download_failures: list[TelegramError] = []
        """What the next files that are fetched are answered with instead."""
        self.worker = InboxWorker(
            offline_bot(),
            Services(
                store,
                rules or small_rules(),
                options,
                self.rights,
                self._download,
                sandbox or InlineSandbox(),
            ),
            self.replies,
            self.clock,
            leads=leads or (lambda: self.leading),
        )

    async def _download(self, file_id: str) -> bytes:
        if self.download_failures:
            raise self.download_failures.pop(0)
        return self.files[file_id]

    async def run_once(self) -> None:
        await self.worker.run_once()

    async def hear(self, chat: int, *texts: str, language: str | None = None) -> None:
        somebody: dict[str, Any] = {"id": 5, "is_bot": False, "first_name": "x"}
        if language is not None:
            somebody["language_code"] = language
        for text in texts:
            more: dict[str, Any] = {"from": somebody}
            self.people.say(chat, text, **more)
        await self.take_in()

    async def ask(self, chat: int, text: str, language: str | None = None) -> str:
        """Write something and return the reply, empty where there is none."""
        before = len(self.replies.texts(chat))
        await self.hear(chat, text, language=language)
        await self.answer_all()
        return "\n\n".join(self.replies.texts(chat)[before:])

    async def ask_as(self, user: int, chat: int, text: str, **more: Any) -> str:
        """Write something as one of several people in a chat; `more` are the message's fields."""
        before = len(self.replies.texts(chat))
        who = {"id": user, "is_bot": False, "first_name": f"User {user}", "language_code": "en"}
        self.people.say(chat, text, **{"from": who, **more})
        await self.take_in()
        await self.answer_all()
        return "\n\n".join(self.replies.texts(chat)[before:])

    async def take_in(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            self.people.push(update)
        new = [x for x in self.people.pending_updates if x["update_id"] > self._taken_in]
        rows = [(each["update_id"], chat_id_of(each), each) for each in new]
        if rows:
            self._taken_in = rows[-1][0]
        async with self.store.write() as connection:
            await inbox.put(connection, BOT, rows, self.clock.now)

    async def put_out(self, chat: int) -> None:
        self.people.change_membership(chat, "kicked")
        await self.take_in()

    async def change_standing(self, chat: int, status: str) -> None:
        self.people.change_membership(chat, status)
        await self.take_in()
        await self.answer_all()

    async def move(self, chat: int, new_chat: int) -> None:
        self.people.migrate(chat, new_chat)
        await self.take_in()
        await self.answer_all()

    async def answer(self, times: int = 1) -> None:
        """Wake the worker, `times` times a second apart, until it has nothing to do."""
        for number in range(times):
            if number:
                self.clock.advance(seconds=1)
            await self.run_once()
            await self.worker.settled()

    async def press(self, chat: int, button: Button, *, user: int = 5) -> str:
        """Press a button below a message in a chat, and return the toast."""
        who = {"id": user, "is_bot": False, "first_name": "x"}
        kind = "private" if chat > 0 else "supergroup"
        place = {"id": chat, "type": kind, "title": f"Group {-chat}"}
        message = {"message_id": 1, "date": 1, "chat": place, "text": "x"}
        pressed = {"id": str(self.clock.now.timestamp()), "from": who, "chat_instance": "x"}
        await self.take_in({"callback_query": {**pressed, "message": message, "data": button.data}})
        await self.answer_all()
        toasts = [reply for _, reply in self.replies.sent if isinstance(reply, Toast)]
        return toasts[-1].text

    async def send_file(self, chat: int, name: str, content: bytes) -> None:
        """Send a file to the bot."""
        self.files[name] = content
        document = {
            "file_id": name,
            "file_unique_id": name,
            "file_name": name,
            "file_size": len(content),
        }
        somebody = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "en"}
        kind = "private" if chat > 0 else "supergroup"
        head = {"message_id": len(self.files), "date": 1, "chat": {"id": chat, "type": kind}}
        await self.take_in({"message": {**head, "from": somebody, "document": document}})
        await self.answer_all()

    async def answer_all(self) -> None:
        async with asyncio.timeout(60):
            await self.answer()
            while await self.waiting():
                await self.answer()

    async def waiting(self) -> int:
        async with self.store.read() as connection:
            counted = sa.select(sa.func.count()).where(inbox_table.c.done_at.is_(None))
            return int(await connection.scalar(counted) or 0)

    async def listed(self) -> list[tuple[int, str]]:
        async with self.store.read() as connection:
            found = await subscriptions.of_all(connection)
        return [(chat.telegram_id, each.text) for chat, each in found]

    async def disabled(self, telegram_id: int) -> str | None:
        """Return why nothing is sent to a chat that is known."""
        async with self.store.read() as connection:
            chat = await chats.find_chat(connection, telegram_id, bot=BOT)
        assert chat
        return chat.disabled_reason

    def heard(self, chat: int) -> list[str]:
        return [text for where, text in self.sender.sent if where == chat]
