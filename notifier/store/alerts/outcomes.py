"""Recording what became of alerts, of their chats and of whole bots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Notice, Ornament, Rank
from notifier.store.alerts import outbox
from notifier.store.chats import channel_managers, chats
from notifier.store.engine import chat_queue
from notifier.store.engine.database import insert
from notifier.store.engine.tables import alert, bot, digest, subscription

NOT_ASKED_FOR = "nothing it was planned for is asked for any more"
TOLD_ALREADY = "told in the chat itself already"


@dataclass(frozen=True, slots=True)
class ChatLost:
    """The chat cannot be reached any more."""

    reason: str
    to_managers: Mapping[str, Notice]
    """What whoever manages it from elsewhere is told, by their language."""


@dataclass(frozen=True, slots=True)
class ChatRenumbered:
    """The group became a supergroup."""

    telegram_id: int
    """Its new one."""


@dataclass(frozen=True, slots=True)
class TopicLost:
    """A topic of the chat's forum is gone; what goes there goes to the chat itself."""

    thread_id: int
    notice: Notice
    """What the chat is told about that."""
    rank: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertUpdate:
    """What becomes of an alert that was claimed, and of its chat.

    What is None stays as it is in the database.
    """

    alert_id: int
    chat_id: int
    state: AlertState
    """SENT, LATER or DEAD; the items of a digest share it once it is final."""
    note: str | None = None
    due_at: datetime | None = None
    """When it is to be tried again."""
    sent_at: datetime | None = None
    message_id: int | None = None
    attempts: int = 0
    """What is added to the attempts: -1 where it was claimed and not sent."""
    refusals: int = 0
    """What is added to the refusals: 1 for a no that we do not know."""
    dropped: Ornament | None = None
    """What it goes out without from now on."""
    is_digest: bool = False
    left_out: Sequence[int] = ()
    """The items of a digest that its message left out, by the ids of their alerts."""
    chat_not_before: datetime
    """Until when nothing else is sent to the chat."""
    chat_change: ChatLost | ChatRenumbered | TopicLost | None = None


async def record(
    connection: AsyncConnection, updates: Sequence[AlertUpdate], now: datetime
) -> None:
    """Store what became of alerts and their chats, and put those chats back into the queue."""
    if not updates:
        return
    await connection.execute(_UPDATE, [_values(each) for each in updates])
    not_before = {each.chat_id: each.chat_not_before for each in updates}
    for each in updates:
        if each.is_digest:
            await _update_items(connection, each)
        match each.chat_change:
            case None:
                pass
            case ChatLost(reason, to_managers):
                await lose_chat(connection, each.chat_id, reason, to_managers, now)
            case ChatRenumbered(telegram_id):
                await chats.move_chat(connection, each.chat_id, telegram_id, now)
                # Merged with a chat that had this number already, the alert is that one's now.
                not_before[await _chat_of(connection, each.alert_id) or each.chat_id] = now
            case TopicLost() as lost:
                await leave_topic(connection, each.chat_id, lost, now)
            case _:
                assert_never(each.chat_change)
    await chats.hold_chats(connection, not_before)
    await chat_queue.put_back(connection, not_before)


def _values(update: AlertUpdate) -> Mapping[str, Any]:
    return {
        "of": update.alert_id,
        "new_state": update.state.value,
        "new_note": update.note,
        "new_due_at": update.due_at,
        "new_sent_at": update.sent_at,
        "new_message_id": update.message_id,
        "more_attempts": update.attempts,
        "more_refusals": update.refusals,
        "new_dropped": update.dropped,
    }


def _or_kept(name: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.bindparam(name, type_=column.type), column)


_UPDATE = (
    sa.update(alert)
    .where(alert.c.id == sa.bindparam("of"))
    .values(
        state=sa.bindparam("new_state"),
        note=_or_kept("new_note", alert.c.note),
        due_at=_or_kept("new_due_at", alert.c.due_at),
        sent_at=_or_kept("new_sent_at", alert.c.sent_at),
        message_id=_or_kept("new_message_id", alert.c.message_id),
        dropped=_or_kept("new_dropped", alert.c.dropped),
        attempts=alert.c.attempts + sa.bindparam("more_attempts", type_=alert.c.attempts.type),
        refusals=alert.c.refusals + sa.bindparam("more_refusals", type_=alert.c.refusals.type),
    )
)


async def _update_items(connection: AsyncConnection, update: AlertUpdate) -> None:
    """Store for the items of a digest what became of it, once that is final."""
    items = sa.update(alert).where(
        alert.c.parent_id == update.alert_id, alert.c.state == AlertState.GATHERED.value
    )
    if update.state is AlertState.DEAD:
        await connection.execute(items.values(state=AlertState.DEAD.value, note=update.note))
    if update.state is not AlertState.SENT:
        return
    if update.left_out:
        left_out = items.where(alert.c.id.in_(update.left_out))
        await connection.execute(left_out.values(state=AlertState.DEAD.value, note=NOT_ASKED_FOR))
    await connection.execute(
        items.values(
            state=AlertState.SENT.value, sent_at=update.sent_at, message_id=update.message_id
        )
    )


async def lose_chat(
    connection: AsyncConnection,
    chat_id: int,
    reason: str,
    to_managers: Mapping[str, Notice],
    now: datetime,
) -> None:
    """Plan nothing more for a chat; whoever manages it from elsewhere is told of that once."""
    if not await chats.disable_chat(connection, chat_id, reason, now):
        return
    for manager in await channel_managers.managers(connection, chat_id):
        await outbox.plan_notice(connection, manager.id, to_managers[manager.language], now)


async def _chat_of(connection: AsyncConnection, alert_id: int) -> int | None:
    """Return the chat that an alert is for now; None where the alert is gone."""
    chat_id: int | None = await connection.scalar(
        sa.select(alert.c.chat_id).where(alert.c.id == alert_id)
    )
    return chat_id


async def leave_topic(
    connection: AsyncConnection, chat_id: int, lost: TopicLost, now: datetime
) -> None:
    """Send to the chat itself what goes to a topic of its forum, and tell it so.

    What the chat itself has heard of already is given up. Where nothing goes to the topic, nothing
    is told.
    """
    if await _leave_topic(connection, chat_id, lost.thread_id):
        await outbox.plan_notice(connection, chat_id, lost.notice, now, rank=lost.rank)


async def _leave_topic(connection: AsyncConnection, chat_id: int, thread_id: int) -> bool:
    own = {"chat_id": chat_id, "thread_id": thread_id}
    subscribed = sa.update(subscription).filter_by(**own).values(thread_id=0)
    moved = (await connection.execute(subscribed)).rowcount
    theirs = alert.alias("theirs")
    known = sa.exists().where(
        theirs.c.chat_id == chat_id,
        theirs.c.thread_id == 0,
        theirs.c.story_id == alert.c.story_id,
        theirs.c.state != AlertState.DEAD.value,
    )
    unfinished = alert.c.state.in_(
        [
            AlertState.NEW.value,
            AlertState.LATER.value,
            AlertState.SENDING.value,
            AlertState.GATHERED.value,
        ]
    )
    here = (alert.c.chat_id == chat_id, alert.c.thread_id == thread_id, unfinished)
    given_up = await connection.execute(
        sa.update(alert).where(*here, known).values(state=AlertState.DEAD.value, note=TOLD_ALREADY)
    )
    # One place holds a story once. What was given up there was never told.
    given_up_there = sa.delete(alert).where(
        alert.c.chat_id == chat_id,
        alert.c.thread_id == 0,
        alert.c.state == AlertState.DEAD.value,
        alert.c.story_id.in_(sa.select(alert.c.story_id).where(*here)),
    )
    await connection.execute(given_up_there)
    planned = await connection.execute(
        sa.update(alert).where(*here, alert.c.kind != AlertKind.EDIT.value).values(thread_id=0)
    )
    cadences = sa.select(digest.c.chat_id, sa.literal(0, sa.BigInteger), digest.c.cadence)
    places = ["chat_id", "thread_id", "cadence"]
    taken_over = insert(connection, digest).from_select(places, cadences.filter_by(**own))
    await connection.execute(taken_over.on_conflict_do_nothing())
    await connection.execute(sa.delete(digest).filter_by(**own))
    return moved + given_up.rowcount + planned.rowcount > 0


async def hold_bot(connection: AsyncConnection, number: int, until: datetime) -> None:
    """Store that nothing is sent by a whole bot until a moment."""
    statement = insert(connection, bot).values(number=number, not_before=until)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[bot.c.number], set_={"not_before": statement.excluded.not_before}
        )
    )


async def bot_held_until(connection: AsyncConnection, number: int) -> datetime | None:
    """Return until when nothing is sent by a whole bot."""
    until: datetime | None = await connection.scalar(
        sa.select(bot.c.not_before).where(bot.c.number == number)
    )
    return until
