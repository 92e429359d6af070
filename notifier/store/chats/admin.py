"""What operators see of bots and chats, and the broadcast to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Rank
from notifier.core.model import Chat
from notifier.store.chats.chats import to_chat
from notifier.store.engine import chat_queue
from notifier.store.engine.chat_queue import is_waiting
from notifier.store.engine.tables import alert, bot, chat, subscription


@dataclass(frozen=True, slots=True)
class BotState:
    """A bot, and how many chats it can send to."""

    number: int
    """The bot's Telegram id."""
    reached: int
    """How many chats it can send to."""
    lost: int
    """How many chats are disabled: unreachable, or switched off."""
    silent_until: datetime | None
    """Until when Telegram's flood control forbids it to send."""


@dataclass(frozen=True, slots=True)
class ChatState:
    """A chat as operators see it."""

    chat: Chat
    subscriptions: int
    """How many subscriptions it holds."""
    waiting: int
    """How many alerts wait to be sent to it."""
    note: str | None
    """Why its last failed alert was not sent."""


async def bots(connection: AsyncConnection) -> list[BotState]:
    """Return the bots that have chats."""
    reached = sa.func.sum(sa.case((chat.c.disabled_reason.is_(None), 1), else_=0))
    rows = await connection.execute(
        sa.select(
            chat.c.bot, reached, sa.func.count(), sa.func.max(bot.c.not_before).label("silent")
        )
        .outerjoin(bot, bot.c.number == chat.c.bot)
        .group_by(chat.c.bot)
        .order_by(chat.c.bot)
    )
    return [
        BotState(number, int(well), int(total) - int(well), silent)
        for number, well, total, silent in rows
    ]


async def chat_states(connection: AsyncConnection, telegram_id: int) -> list[ChatState]:
    """Return the state of a chat, once for each bot that it talks to."""
    of_chat = alert.c.chat_id == chat.c.id
    held = sa.select(sa.func.count()).where(subscription.c.chat_id == chat.c.id).scalar_subquery()
    waits = sa.select(sa.func.count()).where(of_chat, is_waiting()).scalar_subquery()
    went_wrong = (AlertState.DEAD.value, AlertState.LATER.value)
    note = (
        sa.select(alert.c.note)
        .where(of_chat, alert.c.state.in_(went_wrong), alert.c.note.is_not(None))
        .order_by(alert.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = await connection.execute(
        sa.select(chat, held.label("held"), waits.label("waits"), note.label("note"))
        .where(chat.c.telegram_id == telegram_id)
        .order_by(chat.c.id)
    )
    return [ChatState(to_chat(row), row.held, row.waits, row.note) for row in rows]


def _audience() -> sa.ColumnElement[bool]:
    # A channel's posts are read by the public, to which operators have nothing to say.
    return sa.and_(chat.c.disabled_reason.is_(None), chat.c.kind != "channel")


async def count_audience(connection: AsyncConnection) -> int:
    """Count the chats that a broadcast goes to."""
    counted = sa.select(sa.func.count()).select_from(chat).where(_audience())
    return int(await connection.scalar(counted) or 0)


async def broadcast(connection: AsyncConnection, html: str, plain: str, now: datetime) -> int:
    """Queue a message for every chat, behind all that waits for it; return how many chats."""
    chosen = (await connection.scalars(sa.select(chat.c.id).where(_audience()))).all()
    rows = [
        {
            "kind": AlertKind.NOTICE.value,
            "chat_id": chat_id,
            "body": {"html": html, "plain": plain},
            "rank": Rank.CAN_WAIT.value,
            "state": AlertState.NEW.value,
            "due_at": now,
            "created_at": now,
        }
        for chat_id in sorted(chosen)
    ]
    if rows:
        await connection.execute(sa.insert(alert), rows)
    await chat_queue.enqueue(connection, chosen)
    return len(rows)
