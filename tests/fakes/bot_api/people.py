"""What people do with the bot, told as the updates that reach it."""

from __future__ import annotations

import uuid
from typing import Any, Final

from tests.fakes.bot_api import shapes
from tests.fakes.bot_api.calls import Upload
from tests.fakes.bot_api.methods import add_file
from tests.fakes.bot_api.shapes import Json
from tests.fakes.bot_api.world import SentMessage, World

_SOMEBODY: Final = 1000


class People:
    """The people around the bot. Who acts in a group is user 1000 unless it is said."""

    world: World

    def use_language(self, language: str) -> None:
        """Let everybody's client speak a language from now on, by its code as clients send it."""
        self.world.language = language

    def push(self, update: Json) -> int | None:
        """Queue an update as it is, such as `{"message": {…}}`; gives its id.

        None if the bot does not want updates of this kind.
        """
        return self.world.updates.push(update)

    def push_unreadable(self) -> int | None:
        """Queue an update that python-telegram-bot cannot read: a message without date and chat."""
        return self.push({"message": {"message_id": 1}})

    def say(
        self, chat_id: int, text: str, *, user_id: int | None = None, **more: Any
    ) -> int | None:
        """Have somebody write `text`, or a command, in a chat; gives the update's id.

        `more` are further fields of the message, such as `message_thread_id`.
        """
        with self.world.changed:
            head = self.world.new_message(chat_id)
        message = head | {"from": self._user(chat_id, user_id), "text": text}
        entities = shapes.command_entities(text)
        return self._write(message | ({"entities": entities} if entities else {}) | more)

    def send_file(self, chat_id: int, filename: str, content: bytes) -> int | None:
        """Have somebody send a file to a chat; gives the update's id."""
        document = {
            "file_id": self.add_file(filename, content),
            "file_unique_id": filename,
            "file_name": filename,
            "file_size": len(content),
        }
        with self.world.changed:
            head = self.world.new_message(chat_id)
        return self._write(head | {"from": self._user(chat_id), "document": document})

    def press(self, message: SentMessage, label: str, *, user_id: int | None = None) -> str:
        """Have somebody press the button whose label holds `label`; gives the query's id."""
        query_id = self._open_query()
        with self.world.changed:
            shown = self.world.show(message)
        self.push(
            {
                "callback_query": {
                    "id": query_id,
                    "from": self._user(message.chat_id, user_id),
                    "message": shown,
                    "chat_instance": str(message.chat_id),
                    "data": message.button(label)["callback_data"],
                }
            }
        )
        return query_id

    def ask_inline(self, query: str, *, user_id: int = _SOMEBODY) -> str:
        """Have somebody write `@bot query` in any chat; gives the query's id."""
        query_id = self._open_query()
        asker = self._user(user_id)
        self.push({"inline_query": {"id": query_id, "from": asker, "query": query, "offset": ""}})
        return query_id

    def set_standing(self, chat_id: int, user_id: int, status: str) -> None:
        """Make somebody creator, administrator, member, left or kicked in a chat, unannounced."""
        with self.world.changed:
            self.world.standings[chat_id, user_id] = status

    def name_chat(self, chat_id: int, name: str) -> None:
        """Give a chat a public name."""
        with self.world.changed:
            self.world.names[name] = chat_id

    def change_membership(
        self, chat_id: int, status: str, *, user_id: int | None = None
    ) -> int | None:
        """Change the bot's standing in a chat and tell it so; gives the update's id.

        Blocking the bot is "kicked" in a private chat, and unblocking it "member". The bot cannot
        write where it is "kicked" or "left".
        """
        world = self.world
        with world.changed:
            bot = world.bot
            before = world.standing(chat_id, bot["id"])
            world.standings[chat_id, bot["id"]] = status
            date = world.new_message(chat_id)["date"]
        return self.push(
            {
                "my_chat_member": {
                    "chat": shapes.chat(chat_id),
                    "from": self._user(chat_id, user_id),
                    "date": date,
                    "old_chat_member": shapes.member(bot, before, chat_id),
                    "new_chat_member": shapes.member(bot, status, chat_id),
                }
            }
        )

    def migrate(self, chat_id: int, new_chat_id: int) -> None:
        """Make a group a supergroup, with both service messages that tell of it."""
        world = self.world
        with world.changed:
            world.migrations[chat_id] = new_chat_id
            old, new = world.new_message(chat_id), world.new_message(new_chat_id)
        self.push({"message": old | {"migrate_to_chat_id": new_chat_id}})
        self.push({"message": new | {"migrate_from_chat_id": chat_id}})

    def add_file(self, filename: str, content: bytes) -> str:
        """Have Telegram hold a file, such as one in a message to the bot; gives its id."""
        with self.world.changed:
            return add_file(self.world, Upload(filename, "application/octet-stream", content))

    def _write(self, message: Json) -> int | None:
        with self.world.changed:
            self.world.written.append(message)
        return self.push({"message": message})

    def _user(self, chat_id: int, user_id: int | None = None) -> Json:
        return shapes.user(_sender(chat_id, user_id), self.world.language)

    def _open_query(self) -> str:
        query_id = str(uuid.uuid4().int)[:18]
        with self.world.changed:
            self.world.open_queries.add(query_id)
        return query_id


def _sender(chat_id: int, user_id: int | None) -> int:
    """Tell who acts: in a private chat, its one person."""
    if user_id is not None:
        return user_id
    return chat_id if chat_id > 0 else _SOMEBODY
