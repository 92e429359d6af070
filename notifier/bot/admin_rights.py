"""Who may change what a chat follows: in private its person, in a group its admins."""

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

REMEMBER = 60.0
"""Seconds for which Telegram's word on somebody's standing is taken."""
_MOST_REMEMBERED = 10_000
_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Place:
    """A chat as Telegram shows it, and what may be done there: `is_admin` is who asked."""

    id: int
    kind: str
    title: str
    may_post: bool
    is_admin: bool


class Access(Protocol):
    """Knows the admins of chats."""

    async def is_admin(self, chat_id: int, actor_id: int) -> bool | None:
        """Tell whether somebody is an admin of a chat; None where that cannot be learnt now."""
        ...

    async def look_up(self, wanted: int | str, actor_id: int) -> Place | None:
        """Look at a chat by its number or `@name`; None where the bot sees none such.

        Raises TelegramError where that cannot be learnt now.
        """
        ...

    def forget(self, chat_id: int) -> None:
        """Take nothing for granted in a chat any more: somebody's standing there has changed."""
        ...

    def may_remind(self, chat_id: int, actor_id: int) -> bool:
        """Tell whether somebody may be told now that only admins change things: once a minute."""
        ...


class TelegramAccess:
    """Asks Telegram who is an admin, and remembers the answer for a moment."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}
        self._reminded: dict[tuple[int, int], float] = {}

    async def is_admin(self, chat_id: int, actor_id: int) -> bool | None:
        """Tell whether somebody is an admin of a chat; None where that cannot be learnt now."""
        if actor_id == chat_id:  # an admin who hides behind the group speaks as the group
            return True
        if actor_id <= 0:  # another channel or group: nobody can say who is behind it
            return False
        now = self._clock().timestamp()
        until, known = self._known.get((chat_id, actor_id), (0.0, False))
        if now < until:
            return known
        try:
            member = await self._bot.get_chat_member(chat_id, actor_id)
        except TelegramError as error:
            log.warning("admins_not_learnt", problem=error.message)
            return None
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        is_admin = member.status in _ADMINS
        self._known[chat_id, actor_id] = now + REMEMBER, is_admin
        return is_admin

    async def look_up(self, wanted: int | str, actor_id: int) -> Place | None:
        """Look at a chat by its number or `@name`; None where the bot sees none such.

        Raises TelegramError where that cannot be learnt now.
        """
        try:
            chat = await self._bot.get_chat(wanted)
            own = await self._bot.get_chat_member(chat.id, self._bot.id)
            asker = await self._bot.get_chat_member(chat.id, actor_id)
        except (BadRequest, Forbidden):  # there is none, or the bot is not in it
            return None
        may_post = isinstance(own, ChatMemberAdministrator) and bool(own.can_post_messages)
        return Place(
            chat.id, chat.type, strip_invalid(chat.title or ""), may_post, asker.status in _ADMINS
        )

    def forget(self, chat_id: int) -> None:
        """Take nothing for granted in a chat any more: somebody's standing there has changed."""
        for known in [key for key in self._known if key[0] == chat_id]:
            del self._known[known]

    def may_remind(self, chat_id: int, actor_id: int) -> bool:
        """Tell whether somebody may be told now that only admins change things: once a minute."""
        now = self._clock().timestamp()
        if now < self._reminded.get((chat_id, actor_id), 0.0):
            return False
        if len(self._reminded) >= _MOST_REMEMBERED:
            self._reminded.clear()
        self._reminded[chat_id, actor_id] = now + REMEMBER
        return True
