"""The outbox: planning what is sent without being asked for.

    new ──claim──▶ sending ──▶ sent
     │ ▲              │ ├────▶ later ──claim──▶ sending
     │ └───(crash)────┘ └────▶ dead, with its reason
     └──▶ gathered, an item of a digest ──▶ sent or dead with it

`fan_out` plans the alerts of an article, `edits` those of its messages, and notices are planned
here; `claims` claims what is due, `outcomes` records what became of it, `digests` makes one message
of many items, and `status` reports on all of it.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Notice, Rank
from notifier.store.engine import chat_queue
from notifier.store.engine.tables import alert


async def plan_notice(
    connection: AsyncConnection,
    chat_id: int,
    notice: Notice,
    now: datetime,
    *,
    rank: Rank = Rank.CAN_WAIT,
) -> None:
    """Plan to send a chat something that is no news, and by default waits behind all news."""
    await connection.execute(
        sa.insert(alert).values(
            kind=AlertKind.NOTICE.value,
            chat_id=chat_id,
            body={"html": notice.html, "plain": notice.plain},
            rank=rank.value,
            state=AlertState.NEW.value,
            due_at=now,
            created_at=now,
        )
    )
    await chat_queue.enqueue(connection, [chat_id])
