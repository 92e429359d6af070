"""The pace of a bot for which several processes send: when the next call may start.

A row for the whole bot, and one for each chat that it sends to. Whoever is to start a call takes
the next start and moves it on by a pause, in one statement, so that no start is taken twice. On
PostgreSQL the server's clock counts: those of several machines need not agree.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert, later_of
from notifier.store.engine.tables import pace

WHOLE_BOT: Final = 0
"""Stands for all chats of a bot; no chat has this number."""


async def take(
    connection: AsyncConnection,
    bot: int,
    telegram_id: int,
    now: datetime,
    *,
    pause: float,
    patience: float,
) -> float:
    """Take the next start of a chat, or of a whole bot; return in how many seconds that is.

    The one after it is `pause` seconds later. One that is more than `patience` seconds away is
    returned and not taken.
    """
    moment = _moment(connection, now)
    statement = insert(connection, pace).values(
        bot=bot, telegram_id=telegram_id, next_start=moment + pause
    )
    statement = statement.on_conflict_do_update(
        index_elements=[pace.c.bot, pace.c.telegram_id],
        set_={"next_start": later_of(pace.c.next_start, moment) + pause},
        where=pace.c.next_start <= moment + patience,
    )
    taken = await connection.scalar(statement.returning(pace.c.next_start - pause - moment))
    if taken is None:
        own = sa.and_(pace.c.bot == bot, pace.c.telegram_id == telegram_id)
        taken = await connection.scalar(sa.select(pace.c.next_start - moment).where(own))
    return max(0.0, float(taken or 0.0))


async def hold(
    connection: AsyncConnection, bot: int, telegram_id: int, now: datetime, seconds: float
) -> None:
    """Let no call to a chat, or of a whole bot, start within some seconds."""
    until = _moment(connection, now) + seconds
    statement = insert(connection, pace).values(bot=bot, telegram_id=telegram_id, next_start=until)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[pace.c.bot, pace.c.telegram_id],
            set_={"next_start": later_of(pace.c.next_start, until)},
        )
    )


def _moment(connection: AsyncConnection, now: datetime) -> sa.ColumnElement[float]:
    """Return this moment in seconds since 1970."""
    if connection.dialect.name == "sqlite":
        return sa.literal(now.timestamp(), sa.Float)
    # Not now(): that is when the transaction began, which may have waited for the row since.
    return sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()), sa.Float)
