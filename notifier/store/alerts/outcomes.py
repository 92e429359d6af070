"""What became of alerts that were sent: each is told once, and its chat may be served again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Alert, AlertKind, AlertState, Digest
from notifier.store.engine.database import insert
from notifier.store.engine.tables import alert, bot, digest, subscription

NOT_ASKED_FOR = "nothing it was planned for is asked for any more"


@dataclass(frozen=True, slots=True)
class Arrived:
    """An alert that arrived: when, and as which message.

    `unwanted` are the lines of a digest that were left out, by the ids of their alerts.
    """

    alert: Alert
    at: datetime
    message_id: int | None
    unwanted: Sequence[int] = ()


async def sent(connection: AsyncConnection, arrived: Sequence[Arrived]) -> None:
    """Note which alerts have arrived, the lines of digests with them."""
    if not arrived:
        return
    rows = [{"of": each.alert.id, "at": each.at, "number": each.message_id} for each in arrived]
    await connection.execute(_SENT, rows)
    for each in arrived:
        if isinstance(each.alert.content, Digest):
            await _settle_lines(connection, each)


_SENT = (
    sa.update(alert)
    .where(alert.c.id == sa.bindparam("of"))
    .values(
        state=AlertState.SENT.value, sent_at=sa.bindparam("at"), message_id=sa.bindparam("number")
    )
)


async def _settle_lines(connection: AsyncConnection, each: Arrived) -> None:
    lines = sa.update(alert).where(
        alert.c.parent_id == each.alert.id, alert.c.state == AlertState.GATHERED.value
    )
    if each.unwanted:
        await connection.execute(
            lines.where(alert.c.id.in_(each.unwanted)).values(
                state=AlertState.DEAD.value, note=NOT_ASKED_FOR
            )
        )
    await connection.execute(
        lines.values(state=AlertState.SENT.value, sent_at=each.at, message_id=each.message_id)
    )


async def later(
    connection: AsyncConnection,
    alert_id: int,
    due_at: datetime,
    note: str,
    *,
    refused: bool = False,
) -> None:
    """Let an alert wait until `due_at`, and note why; `refused` counts a no that we do not know."""
    await _settle(
        connection,
        alert_id,
        AlertState.LATER,
        due_at=due_at,
        note=note,
        refusals=alert.c.refusals + int(refused),
    )


async def given_back(connection: AsyncConnection, alert_id: int) -> None:
    """Let an alert wait as before: it was taken, and not sent."""
    await _settle(connection, alert_id, AlertState.LATER, attempts=alert.c.attempts - 1)


async def dead(connection: AsyncConnection, alert_id: int, note: str) -> None:
    """Give an alert up with the lines it carries, and note why."""
    await _settle(connection, alert_id, AlertState.DEAD, note=note)
    lines = sa.update(alert).where(
        alert.c.parent_id == alert_id, alert.c.state == AlertState.GATHERED.value
    )
    await connection.execute(lines.values(state=AlertState.DEAD.value, note=note))


async def _settle(
    connection: AsyncConnection, alert_id: int, state: AlertState, **values: object
) -> None:
    statement = sa.update(alert).where(alert.c.id == alert_id)
    await connection.execute(statement.values(state=state.value, **values))


async def chat_of(connection: AsyncConnection, alert_id: int) -> int | None:
    """Return the chat that an alert is for now; None where the alert is gone."""
    chat_id: int | None = await connection.scalar(
        sa.select(alert.c.chat_id).where(alert.c.id == alert_id)
    )
    return chat_id


async def leave_topic(connection: AsyncConnection, chat_id: int, thread_id: int) -> None:
    """Let what goes to a topic of a forum go to the chat itself, where the topic is gone.

    What the chat itself has heard of already is given up.
    """
    own = {"chat_id": chat_id, "thread_id": thread_id}
    await connection.execute(
        sa.update(subscription).filter_by(**own).values(thread_id=0),
    )
    theirs = alert.alias("theirs")
    known = sa.exists().where(
        theirs.c.chat_id == chat_id,
        theirs.c.thread_id == 0,
        theirs.c.story_id == alert.c.story_id,
    )
    on_its_way = alert.c.state.in_(
        [
            AlertState.NEW.value,
            AlertState.LATER.value,
            AlertState.SENDING.value,
            AlertState.GATHERED.value,
        ]
    )
    here = (alert.c.chat_id == chat_id, alert.c.thread_id == thread_id, on_its_way)
    await connection.execute(
        sa.update(alert)
        .where(*here, known)
        .values(state=AlertState.DEAD.value, note="told in the chat itself already")
    )
    await connection.execute(
        sa.update(alert).where(*here, alert.c.kind != AlertKind.EDIT.value).values(thread_id=0)
    )
    cadences = sa.select(digest.c.chat_id, sa.literal(0, sa.BigInteger), digest.c.cadence)
    places = ["chat_id", "thread_id", "cadence"]
    moved = insert(connection, digest).from_select(places, cadences.filter_by(**own))
    await connection.execute(moved.on_conflict_do_nothing())
    await connection.execute(sa.delete(digest).filter_by(**own))


async def silence(connection: AsyncConnection, number: int, until: datetime) -> None:
    """Keep that a whole bot must be silent until a moment."""
    statement = insert(connection, bot).values(number=number, not_before=until)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[bot.c.number], set_={"not_before": statement.excluded.not_before}
        )
    )


async def silent_until(connection: AsyncConnection, number: int) -> datetime | None:
    """Return until when a whole bot must be silent."""
    until: datetime | None = await connection.scalar(
        sa.select(bot.c.not_before).where(bot.c.number == number)
    )
    return until
