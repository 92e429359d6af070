"""Channel managers: private chats from which a channel is managed, and which one is just now.

The table is called `steward` in the database.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Chat
from notifier.store.chats.chats import to_chat
from notifier.store.engine.database import insert
from notifier.store.engine.tables import channel_manager, chat


async def link(
    connection: AsyncConnection, channel_id: int, manager_id: int, now: datetime
) -> None:
    """Make a private chat a manager of a channel."""
    values = {"channel_id": channel_id, "manager_id": manager_id, "created_at": now}
    statement = insert(connection, channel_manager).values(values)
    await connection.execute(statement.on_conflict_do_nothing())


async def unlink(connection: AsyncConnection, channel_id: int, manager_id: int) -> int:
    """Remove a manager of a channel; return how many managers are left."""
    gone = sa.delete(channel_manager).where(
        channel_manager.c.channel_id == channel_id, channel_manager.c.manager_id == manager_id
    )
    await connection.execute(gone)
    left = sa.select(sa.func.count()).where(channel_manager.c.channel_id == channel_id)
    return int(await connection.scalar(left) or 0)


async def manage(
    connection: AsyncConnection, manager_id: int, channel_id: int | None, until: datetime
) -> None:
    """Select the channel that a private chat manages until a moment; with None no channel."""
    own = sa.update(channel_manager).where(channel_manager.c.manager_id == manager_id)
    await connection.execute(own.values(managed_until=None))
    if channel_id is not None:
        one = own.where(channel_manager.c.channel_id == channel_id)
        await connection.execute(one.values(managed_until=until))


async def managed(connection: AsyncConnection, manager_id: int, now: datetime) -> Chat | None:
    """Return the channel that a private chat manages now; None where it manages itself."""
    rows = await connection.execute(
        _channels(manager_id).where(channel_manager.c.managed_until > now)
    )
    row = rows.first()
    return None if row is None else to_chat(row)


async def channels(connection: AsyncConnection, manager_id: int) -> list[Chat]:
    """Return the channels of which a private chat is a manager."""
    rows = await connection.execute(_channels(manager_id).order_by(chat.c.title, chat.c.id))
    return [to_chat(row) for row in rows]


async def channel(connection: AsyncConnection, channel_id: int, manager_id: int) -> Chat | None:
    """Return a channel by its id; None where the private chat is no manager of it."""
    rows = await connection.execute(_channels(manager_id).where(chat.c.id == channel_id))
    row = rows.one_or_none()
    return None if row is None else to_chat(row)


def _channels(manager_id: int) -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(chat)
        .join(channel_manager, channel_manager.c.channel_id == chat.c.id)
        .where(channel_manager.c.manager_id == manager_id)
    )


async def managers(connection: AsyncConnection, channel_id: int) -> list[Chat]:
    """Return the private chats from which a channel is managed."""
    rows = await connection.execute(
        sa.select(chat)
        .join(channel_manager, channel_manager.c.manager_id == chat.c.id)
        .where(channel_manager.c.channel_id == channel_id)
        .order_by(chat.c.id)
    )
    return [to_chat(row) for row in rows]
