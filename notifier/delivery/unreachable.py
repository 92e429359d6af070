"""A chat that can be reached no more: nothing is planned for it, and who manages it is told."""

from __future__ import annotations

from datetime import datetime
from html import escape

from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.store.alerts import outbox
from notifier.store.chats import channel_managers, chats
from notifier.store.engine.database import Connection


async def lose_chat(connection: Connection, chat: Chat, reason: str, now: datetime) -> None:
    """Plan nothing more for a chat; whoever manages it from elsewhere hears of that once."""
    if not await chats.disable_chat(connection, chat.id, reason):
        return
    for manager in await channel_managers.managers(connection, chat.id):
        said = translator(manager.language)("channel-lost", title=chat.title[:100])
        await outbox.notice(connection, manager.id, escape(said, quote=False), said, now)
