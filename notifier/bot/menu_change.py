"""Setting a chat's command menu where its language was changed elsewhere than in the chat."""

from __future__ import annotations

from notifier.bot import replies
from notifier.bot.replies import SetMenu
from notifier.core.access import Access
from notifier.core.clock import Clock
from notifier.core.model import Chat
from notifier.store.chats import inbox
from notifier.store.engine.database import Connection


class MenuChange:
    """Plans it for chats of some bots, as `/language` does: whoever answers for the bot does it."""

    def __init__(self, bots: frozenset[int], access: Access, clock: Clock) -> None:
        self._bots = bots
        self._access = access
        self._clock = clock

    async def plan(self, connection: Connection, chat: Chat) -> None:
        """Plan it in a transaction; a channel has no menu."""
        if chat.bot not in self._bots or chat.kind == "channel":
            return
        is_operator = chat.telegram_id in self._access.operators
        reply = replies.dump([SetMenu(chat.language, operators=is_operator)])
        await inbox.put_reply(connection, chat.bot, chat.telegram_id, reply, self._clock())
