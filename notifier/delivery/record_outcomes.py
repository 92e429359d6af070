"""Noting what became of alerts: each outcome is a change of the outbox, all of them one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.core.i18n import translator
from notifier.core.model import Alert
from notifier.delivery.outcome import (
    MAX_REFUSALS,
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Outcome,
    Refused,
    Rejected,
    Sent,
    TopicGone,
    pause,
)
from notifier.delivery.unreachable import lose_chat
from notifier.store.alerts import outbox, outcomes
from notifier.store.alerts.outcomes import Arrived
from notifier.store.chats import chats
from notifier.store.engine import chat_queue
from notifier.store.engine.database import Connection

REFUSED_PAUSE = timedelta(seconds=60)
"""How long nothing is sent after Telegram refused the bot itself."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """It was taken and not sent, so it waits as before."""


_Refusal = Refused | Rejected | TopicGone | ChatGone | Dead


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an alert that was taken; `at` is when the call began, which took `seconds`.

    `unwanted` are the lines of a digest that were left out, by the ids of their alerts.
    """

    alert: Alert
    outcome: Outcome | GivenBack
    at: datetime
    seconds: float = 0.0
    unwanted: Sequence[int] = ()


async def settle(
    connection: Connection,
    results: Iterable[Result],
    now: datetime,
    chat_pause: Callable[[int], timedelta],
) -> None:
    """Note what became of alerts, and let their chats be served again.

    `chat_pause` says how long a chat is left alone after the call for an alert began.
    """
    not_before: dict[int, datetime] = {}
    arrived: list[Arrived] = []
    for each in results:
        chat = each.alert.chat
        not_before[chat.id] = each.at + chat_pause(chat.telegram_id)
        match each.outcome:
            case Sent(message_id):
                arrived.append(Arrived(each.alert, now, message_id, each.unwanted))
            case ChatMoved(telegram_id):
                moved_to = await _follow(connection, each.alert, telegram_id, now)
                not_before[moved_to] = now
            case Later(seconds, note, whole_chat):
                due_at = now + timedelta(seconds=seconds)
                await outcomes.later(connection, each.alert.id, due_at, note)
                if whole_chat:
                    not_before[chat.id] = due_at
            case GivenBack():
                not_before[chat.id] = now
                await outcomes.given_back(connection, each.alert.id)
            case outcome:
                await _note(connection, each.alert, outcome, now)
    await outcomes.sent(connection, arrived)
    await chats.hold_chats(connection, not_before)
    await chat_queue.line_up(connection, not_before)


async def _follow(connection: Connection, alert: Alert, telegram_id: int, now: datetime) -> int:
    """Follow a group that moved; return its chat, which may be another."""
    await outcomes.later(connection, alert.id, now, "the group moved")
    await chats.move_chat(connection, alert.chat.id, telegram_id)
    return await outcomes.chat_of(connection, alert.id) or alert.chat.id


async def _note(connection: Connection, alert: Alert, outcome: _Refusal, now: datetime) -> None:
    match outcome:
        case Refused(note):
            await outcomes.later(connection, alert.id, now + REFUSED_PAUSE, note)
        case Rejected(note) if alert.refusals + 1 < MAX_REFUSALS:
            due_at = now + timedelta(seconds=pause(alert.attempts))
            await outcomes.later(connection, alert.id, due_at, note, refused=True)
        case TopicGone() if alert.thread_id:
            await _leave_topic(connection, alert, now)
        case ChatGone(note) | TopicGone(note):
            await outcomes.dead(connection, alert.id, note)
            await lose_chat(connection, alert.chat, note, now)
        case Dead(note) | Rejected(note):
            await outcomes.dead(connection, alert.id, note)


async def _leave_topic(connection: Connection, alert: Alert, now: datetime) -> None:
    """Send what went to a topic of a forum to the chat itself, and say so there once."""
    await outcomes.leave_topic(connection, alert.chat.id, alert.thread_id)
    await outcomes.later(connection, alert.id, now, "its topic is gone")
    said = translator(alert.chat.language)("topic-gone")
    await outbox.notice(connection, alert.chat.id, said, said, now, rank=alert.rank)
