"""What a chat's own silence does to its alerts: they wait for the end of quiet hours or a pause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState
from notifier.store.engine import chat_queue
from notifier.store.engine.tables import alert

HELD_BACK = "its chat wants quiet"


async def put_off(connection: AsyncConnection, until: Mapping[int, datetime]) -> None:
    """Let alerts, by their ids, wait until their chat's quiet hours are over."""
    for alert_id, due_at in until.items():
        await connection.execute(
            sa.update(alert)
            .where(alert.c.id == alert_id)
            .values(state=AlertState.LATER.value, due_at=due_at, note=HELD_BACK)
        )


async def judge_anew(connection: AsyncConnection, chat_id: int) -> None:
    """Let what quiet hours hold be due, as the chat may have changed them.

    Whoever claims it puts it off again where it is quiet still.
    """
    held = sa.and_(alert.c.chat_id == chat_id, alert.c.note == HELD_BACK)
    # The chat first, as the delivery worker locks it before its alerts.
    await chat_queue.enqueue_as_made(connection, chat_id)
    await connection.execute(
        sa.update(alert).where(held, chat_queue.is_waiting()).values(due_at=alert.c.created_at)
    )


async def note_held(connection: AsyncConnection, chat_id: int, before: datetime) -> None:
    """Note of what waits for a chat since before a moment that a pause until then held it."""
    await connection.execute(
        sa.update(alert)
        .where(
            alert.c.chat_id == chat_id,
            chat_queue.is_waiting(),
            alert.c.note.is_(None),
            alert.c.created_at < before,
        )
        .values(note=HELD_BACK)
    )


def was_held(head: Any, paused_until: datetime | None) -> bool:
    """Return whether it is its chat's own wish that an alert did not go out before now."""
    is_since_pause = paused_until is None or head.created_at >= paused_until
    return head.note == HELD_BACK or not is_since_pause
