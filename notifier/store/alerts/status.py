"""What became of every alert: sent, waiting until when and why, or given up and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Cadence, Rank
from notifier.store.alerts.outcomes import TOLD_ALREADY
from notifier.store.alerts.silences import HELD_BACK
from notifier.store.engine import chat_queue
from notifier.store.engine.tables import (
    alert,
    article,
    chat,
    digest,
    edit_fan_out,
    fan_out,
    match,
    queued_chat,
)

_LOOKED_THROUGH = 20_000
"""Among how many of the newest alerts those given up are looked for: no index has them."""
_WAITING = (AlertState.NEW, AlertState.LATER, AlertState.GATHERED)


@dataclass(frozen=True, slots=True)
class AlertStatus:
    """Where an alert is. `until` is the soonest that it can go out, where it waits.

    `in_digest` tells whether it is or was an item of a digest, `cadence` of which, `is_gathered`
    whether that is still to be made. `held_back`: it waits for the end of quiet hours.
    """

    id: int
    chat: int
    kind: AlertKind
    rank: Rank
    state: AlertState
    title: str
    url: str | None
    created_at: datetime
    sent_at: datetime | None
    until: datetime | None
    is_paused: bool
    attempts: int
    note: str | None
    cadence: str
    in_digest: bool
    is_gathered: bool = False
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class OutboxSize:
    """What waits to be sent: how many alerts, and the moment the longest overdue was due."""

    waiting: int
    sending: int
    oldest_due: datetime | None
    fan_outs: int = 0
    """Of how many articles alerts are still to be planned."""
    edit_fan_outs: int = 0
    """Of how many stories edits are still to be planned."""


async def counts(connection: AsyncConnection) -> dict[AlertState, int]:
    """Count the alerts in each state."""
    rows = await connection.execute(
        sa.select(alert.c.state, sa.func.count()).group_by(alert.c.state)
    )
    found = {AlertState(state): int(number) for state, number in rows}
    return {state: found.get(state, 0) for state in AlertState}


async def outbox_size(connection: AsyncConnection, *, without: Collection[int] = ()) -> OutboxSize:
    """Return the depth and age of what waits, without looking at what is over.

    How long chats of the bots `without` wait does not count.
    """
    waiting = await connection.scalar(sa.select(sa.func.count()).where(chat_queue.is_waiting()))
    sending = await connection.scalar(sa.select(sa.func.count()).where(chat_queue.is_sending()))
    fan_outs = await connection.scalar(sa.select(sa.func.count()).select_from(fan_out))
    edits = await connection.scalar(sa.select(sa.func.count()).select_from(edit_fan_out))
    oldest = await chat_queue.next_due(connection, None, without=without)
    numbers = (int(fan_outs or 0), int(edits or 0))
    return OutboxSize(int(waiting or 0), int(sending or 0), oldest, *numbers)


async def queue_lengths(connection: AsyncConnection) -> dict[int, int]:
    """Count the chats that wait for each bot."""
    rows = await connection.execute(
        sa.select(queued_chat.c.bot, sa.func.count()).group_by(queued_chat.c.bot)
    )
    return {bot: int(number) for bot, number in rows}


async def missed(
    connection: AsyncConnection,
    chat_id: int,
    since: datetime,
    limit: int,
    query_ids: Collection[int] = (),
) -> list[AlertStatus]:
    """Return what a chat was not sent at once since a moment, the newest first.

    That is what waits, what was given up, and what is or was an item of a digest; with `query_ids`
    only what these queries match. Not what was given up because the chat had heard of it.
    """
    is_about = sa.exists().where(
        match.c.article_id == alert.c.article_id, match.c.query_id.in_(query_ids)
    )
    at_once = sa.and_(alert.c.state == AlertState.SENT.value, alert.c.parent_id.is_(None))
    return await _read(
        connection,
        _status()
        .where(
            alert.c.chat_id == chat_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.created_at >= since,
            sa.not_(at_once),
            *((is_about,) if query_ids else ()),
            sa.or_(alert.c.note.is_(None), alert.c.note != TOLD_ALREADY),
        )
        .order_by(alert.c.id.desc())
        .limit(limit),
    )


async def planned_stories(
    connection: AsyncConnection, chat_id: int, story_ids: Collection[int]
) -> set[int]:
    """Return of which of these stories an alert was planned for a chat."""
    planned = sa.select(alert.c.story_id).where(
        alert.c.chat_id == chat_id, alert.c.story_id.in_(story_ids)
    )
    return set((await connection.scalars(planned)).all())


async def status(
    connection: AsyncConnection,
    *,
    telegram_id: int | None = None,
    states: Sequence[AlertState] = (),
    limit: int = 50,
) -> list[AlertStatus]:
    """Return alerts, the newest first: of one chat or of all, in some states or in any."""
    statement = _status().order_by(alert.c.id.desc()).limit(limit)
    if telegram_id is not None:
        statement = statement.where(chat.c.telegram_id == telegram_id)
    if states:
        statement = statement.where(alert.c.state.in_([state.value for state in states]))
    return await _read(connection, statement)


async def given_up(connection: AsyncConnection, limit: int) -> list[AlertStatus]:
    """Return the alerts that were given up last, the newest first."""
    newest = await connection.scalar(sa.select(sa.func.max(alert.c.id)))
    return await _read(
        connection,
        _status()
        .where(alert.c.id > (newest or 0) - _LOOKED_THROUGH, alert.c.state == AlertState.DEAD.value)
        .order_by(alert.c.id.desc())
        .limit(limit),
    )


def _status() -> sa.Select[Any]:
    comes_with = sa.and_(
        digest.c.chat_id == alert.c.chat_id,
        digest.c.thread_id == alert.c.thread_id,
        digest.c.cadence == alert.c.cadence,
        chat_queue.is_unclaimed_item(),
    )
    return (
        sa.select(
            alert,
            chat.c.telegram_id,
            chat.c.not_before,
            chat.c.paused_until,
            article.c.title,
            article.c.url,
            sa.func.coalesce(digest.c.due_at, _made.c.due_at).label("digest_due_at"),
            _made.c.note.label("digest_note"),
        )
        .select_from(alert)
        .join(chat, chat.c.id == alert.c.chat_id)
        .outerjoin(article, article.c.id == alert.c.article_id)
        .outerjoin(digest, comes_with)
        .outerjoin(_made, sa.and_(_made.c.id == alert.c.parent_id, _is_digest))
    )


_made = alert.alias("made")
_is_digest = _made.c.kind == AlertKind.DIGEST.value
"""Of an edit, the parent is no digest, but what it edits."""


async def _read(connection: AsyncConnection, statement: sa.Select[Any]) -> list[AlertStatus]:
    return [_to_status(row) for row in await connection.execute(statement)]


def _to_status(row: Any) -> AlertStatus:
    state = AlertState(row.state)
    until = None
    if state in _WAITING:
        own = row.digest_due_at if state is AlertState.GATHERED else row.due_at
        waits = [each for each in (own, row.not_before, row.paused_until) if each is not None]
        until = max(waits, default=None)
    is_gathered = state is AlertState.GATHERED and row.parent_id is None
    waits_as = row.note if row.parent_id is None else row.digest_note
    return AlertStatus(
        id=row.id,
        chat=row.telegram_id,
        kind=AlertKind(row.kind),
        rank=Rank(row.rank),
        state=state,
        title=row.title or "",
        url=row.url,
        created_at=row.created_at,
        sent_at=row.sent_at,
        until=until,
        is_paused=row.paused_until is not None and row.paused_until == until,
        attempts=row.attempts,
        note=row.note,
        cadence=row.cadence,
        in_digest=row.cadence != Cadence.INSTANT.value and row.kind == AlertKind.STORY.value,
        is_gathered=is_gathered,
        held_back=until is not None and waits_as == HELD_BACK,
    )
