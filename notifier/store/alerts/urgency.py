"""Urgency: what waits of a story becomes urgent when one of its articles is marked so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import Rank
from notifier.store.engine import chat_queue
from notifier.store.engine.database import among
from notifier.store.engine.tables import UtcDateTime, alert, subscription


async def make_urgent(connection: AsyncConnection, parameters: Mapping[str, Any]) -> int:
    """Make alerts that wait urgent, and due `now`; return how many.

    They are those of the `story` for chats that subscribe to one of the queries `urgent`, of the
    chats of a slice: those that come `after` one, until the `last`.
    """
    engine = connection.dialect.name
    ids = (await connection.scalars(_asked_for(engine), parameters)).all()
    if not ids:
        return 0
    # The chats first, as the delivery worker locks them before their alerts.
    await chat_queue.enqueue_urgent(connection, ids, parameters["now"])
    raised = await connection.execute(_make_urgent(engine), {"ids": ids, "now": parameters["now"]})
    return raised.rowcount


@cache
def _asked_for(engine: str) -> sa.Executable:
    # Each table by itself: of a story that is new PostgreSQL expects few alerts, and would look
    # through all of them for each chat.
    waiting = (
        sa.select(alert.c.id, alert.c.chat_id, alert.c.thread_id)
        .where(
            alert.c.story_id == sa.bindparam("story"), *in_slice(alert.c.chat_id), *_CAN_BE_RAISED
        )
        .cte("waiting")
        .prefix_with("MATERIALIZED")
    )
    now = sa.bindparam("now", type_=UtcDateTime)
    asked = sa.exists().where(
        subscription.c.chat_id == waiting.c.chat_id,
        subscription.c.thread_id == waiting.c.thread_id,
        among(engine, subscription.c.query_id, "urgent"),
        sa.or_(subscription.c.muted_until.is_(None), subscription.c.muted_until <= now),
    )
    return sa.select(waiting.c.id).where(asked)


@cache
def _make_urgent(engine: str) -> sa.Executable:
    raised = sa.update(alert).where(among(engine, alert.c.id, "ids"), *_CAN_BE_RAISED)
    return raised.values(rank=Rank.URGENT.value, due_at=sa.bindparam("now", type_=UtcDateTime))


def in_slice(chat_id: sa.ColumnElement[int]) -> Sequence[sa.ColumnElement[bool]]:
    """Return that a chat comes `after` one, and until the `last`."""
    after, last = (sa.bindparam(each, type_=sa.BigInteger) for each in ("after", "last"))
    return chat_id > after, chat_id <= last


_CAN_BE_RAISED = (
    chat_queue.is_waiting(),
    alert.c.attempts == 0,  # else it is tried again as Telegram lets us
    alert.c.rank > Rank.URGENT.value,
)
