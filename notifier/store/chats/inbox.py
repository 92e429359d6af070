"""The inbox: updates of Telegram, stored before they are confirmed to it.

An update is done when its reply is out. The reply is stored in the transaction that carries the
command out; after a crash it is sent from here, and the command is not carried out again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import inbox
from notifier.store.engine.wakeups import Stage, announce

_OWN_FROM = -(2**62)
"""Updates that are not Telegram's are numbered from here on."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update in the inbox."""

    bot: int
    """The Telegram id of the bot that received it."""
    update_id: int
    chat: int
    """The Telegram id of the chat that it came from; 0 where it has none."""
    body: Mapping[str, Any]
    """The update as Telegram sent it."""
    reply: str | None
    """The stored reply, once the command has been carried out."""
    received_at: datetime
    attempts: int
    """How often carrying it out, or sending its reply, has failed."""


async def put(
    connection: AsyncConnection,
    bot: int,
    updates: Sequence[tuple[int, int, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Store updates (update id, chat id, raw body); one that is here already stays as it is."""
    rows = [
        {
            "bot": bot,
            "update_id": update_id,
            "chat": chat,
            "body": dict(body),
            "received_at": now,
            "due_at": now,
        }
        for update_id, chat, body in updates
    ]
    if rows:
        await connection.execute(insert(connection, inbox).on_conflict_do_nothing(), rows)
        await announce(connection, Stage.INBOX)


async def put_reply(
    connection: AsyncConnection, bot: int, chat: int, reply: str, now: datetime
) -> None:
    """Have a stored reply sent to a chat, by Telegram's id of it, that no update asked for.

    It is a row as any other, under a number below those that Telegram gives, later ones higher.
    """
    number = _OWN_FROM + 1000 * int(now.timestamp() * 1_000_000) + secrets.randbelow(1000)
    row = {"bot": bot, "update_id": number, "chat": chat, "body": {}, "reply": reply}
    await connection.execute(sa.insert(inbox).values(**row, received_at=now, due_at=now))
    await announce(connection, Stage.INBOX)


async def next_due(
    connection: AsyncConnection, bot: int, now: datetime, limit: int
) -> list[Received]:
    """Return the oldest unanswered update of each chat, as far as it is due."""
    rows = await connection.execute(_NEXT_DUE, {"whose": bot, "now": now, "many": limit})
    return [
        Received(
            bot=row.bot,
            update_id=row.update_id,
            chat=row.chat,
            body=row.body,
            reply=row.reply,
            received_at=row.received_at,
            attempts=row.attempts,
        )
        for row in rows
    ]


def _next_due() -> sa.Select[Any]:
    whose = inbox.c.bot == sa.bindparam("whose", type_=sa.BigInteger)
    oldest = (
        sa.select(sa.func.min(inbox.c.update_id))
        .where(whose, inbox.c.done_at.is_(None))
        .group_by(inbox.c.chat)
    )
    return (
        sa.select(inbox)
        .where(whose, inbox.c.update_id.in_(oldest), inbox.c.due_at <= sa.bindparam("now"))
        .order_by(inbox.c.update_id)
        .limit(sa.bindparam("many", type_=sa.Integer))
    )


_NEXT_DUE = _next_due()


async def count_waiting(connection: AsyncConnection) -> int:
    """Count the unanswered updates."""
    waiting = sa.select(sa.func.count()).where(inbox.c.done_at.is_(None))
    return int(await connection.scalar(waiting) or 0)


async def body(
    connection: AsyncConnection, bot: int, chat: int, update_id: int
) -> Mapping[str, Any] | None:
    """Return an earlier update of a chat as Telegram sent it; None where the chat has none such."""
    found: Mapping[str, Any] | None = await connection.scalar(
        sa.select(inbox.c.body).where(
            inbox.c.bot == bot, inbox.c.chat == chat, inbox.c.update_id == update_id
        )
    )
    return found


async def store_reply(connection: AsyncConnection, received: Received, reply: str) -> None:
    """Store the reply of an update, in the transaction that carries its command out."""
    await connection.execute(_row(received).values(reply=reply))


async def forget_chat(connection: AsyncConnection, bot: int, chat: int) -> None:
    """Delete what was typed in a chat; its updates' ids stay, by which repeated ones are known."""
    of_chat = sa.update(inbox).where(inbox.c.bot == bot, inbox.c.chat == chat)
    over = of_chat.where(inbox.c.done_at.is_not(None))
    await connection.execute(over.values(body={}, reply=None, chat=0))
    await connection.execute(of_chat.values(body={}))


async def done(connection: AsyncConnection, received: Received, now: datetime) -> None:
    """Mark an update as answered, and delete its reply."""
    await connection.execute(_row(received).values(done_at=now, reply=None))


async def postpone(connection: AsyncConnection, received: Received, due_at: datetime) -> None:
    """Make an update wait until `due_at`, and count one more attempt."""
    await connection.execute(_row(received).values(due_at=due_at, attempts=inbox.c.attempts + 1))


def _row(received: Received) -> sa.Update:
    return sa.update(inbox).where(
        inbox.c.bot == received.bot, inbox.c.update_id == received.update_id
    )
