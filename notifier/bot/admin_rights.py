"""Admin rights: whether somebody is an admin of a group or channel, as Telegram says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from telegram import Bot, ChatMemberAdministrator
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.text import strip_invalid

log = get_logger(__name__)

CACHED_FOR = 60.0
"""Seconds for which Telegram's answer is used again."""
_MAX_CACHED = 10_000
_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class ChatInfo:
    """A chat as Telegram describes it."""

    id: int
    """The Telegram id."""
    kind: str
    """One of `private`, `group`, `supergroup` and `channel`."""
    title: str
    can_post: bool
    """Whether the bot may post there."""
    is_admin: bool
    """Whether who asks is an admin there."""


class AdminRights(Protocol):
    """Knows the admins of chats."""

    async def is_admin(self, chat_id: int, actor_id: int) -> bool | None:
        """Return whether somebody is an admin of a chat; None where Telegram does not answer."""
        ...

    async def look_up(self, id_or_name: int | str, actor_id: int) -> ChatInfo | None:
        """Return a chat by its id or `@name`; None where the bot is in none such.

        Raise TelegramError where Telegram does not answer.
        """
        ...

    def forget(self, chat_id: int) -> None:
        """Forget what is cached of a chat, because somebody's rights there have changed."""
        ...

    def may_remind(self, chat_id: int, actor_id: int) -> bool:
        """Return whether to remind somebody now that only admins change things: once a minute."""
        ...


class TelegramAdminRights:
    """Asks Telegram who is an admin, and caches the answer for CACHED_FOR seconds."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._cached: dict[tuple[int, int], tuple[float, bool]] = {}
        self._reminded: dict[tuple[int, int], float] = {}

    async def is_admin(self, chat_id: int, actor_id: int) -> bool | None:
        """Return whether somebody is an admin of a chat; None where Telegram does not answer."""
        if actor_id == chat_id:  # an admin who hides behind the group speaks as the group
            return True
        if actor_id <= 0:  # another channel or group: nobody can say who is behind it
            return False
        now = self._clock().timestamp()
        until, is_admin = self._cached.get((chat_id, actor_id), (0.0, False))
        if now < until:
            return is_admin
        try:
            member = await self._bot.get_chat_member(chat_id, actor_id)
        except TelegramError as error:
            log.warning("admins_not_learnt", problem=error.message)
            return None
        if len(self._cached) >= _MAX_CACHED:
            self._cached.clear()
        is_admin = member.status in _ADMINS
        self._cached[chat_id, actor_id] = now + CACHED_FOR, is_admin
        return is_admin

    async def look_up(self, id_or_name: int | str, actor_id: int) -> ChatInfo | None:
        """Return a chat by its id or `@name`; None where the bot is in none such.

        Raise TelegramError where Telegram does not answer.
        """
        try:
            chat = await self._bot.get_chat(id_or_name)
            own = await self._bot.get_chat_member(chat.id, self._bot.id)
            asker = await self._bot.get_chat_member(chat.id, actor_id)
        except (BadRequest, Forbidden):  # there is none, or the bot is not in it
            return None
        can_post = isinstance(own, ChatMemberAdministrator) and bool(own.can_post_messages)
        is_admin = asker.status in _ADMINS
        return ChatInfo(chat.id, chat.type, strip_invalid(chat.title or ""), can_post, is_admin)

    def forget(self, chat_id: int) -> None:
        """Forget what is cached of a chat, because somebody's rights there have changed."""
        for key in [key for key in self._cached if key[0] == chat_id]:
            del self._cached[key]

    def may_remind(self, chat_id: int, actor_id: int) -> bool:
        """Return whether to remind somebody now that only admins change things: once a minute."""
        now = self._clock().timestamp()
        if now < self._reminded.get((chat_id, actor_id), 0.0):
            return False
        if len(self._reminded) >= _MAX_CACHED:
            self._reminded.clear()
        self._reminded[chat_id, actor_id] = now + CACHED_FOR
        return True
