"""Chats: private chats, groups and channels that a bot talks to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertState
from notifier.core.model import Chat
from notifier.core.preferences import Preferences, read_preferences
from notifier.store.alerts import fan_out, silences
from notifier.store.engine import chat_queue
from notifier.store.engine.database import insert
from notifier.store.engine.tables import (
    alert,
    api_token,
    audit,
    chat,
    digest,
    exclusion,
    private_feed,
    queued_chat,
    subscription,
)

SWITCHED_OFF = "switched off by an operator"
"""The `disabled_reason` of a chat that only an operator can enable again."""


def to_chat(row: Any) -> Chat:
    """Make a chat of a row that holds the chat table's columns."""
    return Chat(
        id=row.id,
        telegram_id=row.telegram_id,
        language=row.language,
        kind=row.kind,
        title=row.title,
        disabled_reason=row.disabled_reason,
        bot=row.bot,
        preferences=read_preferences(row.preferences),
    )


async def ensure_chat(
    connection: AsyncConnection,
    telegram_id: int,
    *,
    bot: int,
    language: str,
    now: datetime,
    kind: str = "private",
    title: str = "",
) -> Chat:
    """Return a bot's chat, added now where it is new; a known one stays as it is."""
    values = {
        "bot": bot,
        "telegram_id": telegram_id,
        "language": language,
        "kind": kind,
        "title": title,
        "created_at": now,
    }
    await connection.execute(insert(connection, chat).values(values).on_conflict_do_nothing())
    row = await connection.execute(_of_bot(bot, telegram_id))
    return to_chat(row.one())


async def find_chat(connection: AsyncConnection, telegram_id: int, *, bot: int) -> Chat | None:
    """Return a bot's chat, or None where it is not known."""
    rows = await connection.execute(_of_bot(bot, telegram_id))
    row = rows.one_or_none()
    return None if row is None else to_chat(row)


def _of_bot(bot: int, telegram_id: int) -> sa.Select[Any]:
    return sa.select(chat).where(chat.c.bot == bot, chat.c.telegram_id == telegram_id)


async def adopt(connection: AsyncConnection, bot: int) -> int:
    """Assign the chats that belong to no bot to this one; return how many there were.

    They were made by the command line, or by a service that had no token yet.
    """
    orphans = await connection.execute(
        sa.select(chat.c.id, chat.c.telegram_id).where(chat.c.bot == 0)
    )
    found = orphans.all()
    for row in found:
        own = await find_chat(connection, row.telegram_id, bot=bot)
        if own is not None:
            await _merge(connection, row.id, own.id)
    for table in (chat, queued_chat):
        await connection.execute(sa.update(table).where(table.c.bot == 0).values(bot=bot))
    return len(found)


async def enable_chat(
    connection: AsyncConnection, chat_id: int, now: datetime, *, switched_off: bool = False
) -> None:
    """Plan alerts for a chat again; one that an operator disabled, only with `switched_off`."""
    which = sa.update(chat).where(chat.c.id == chat_id, chat.c.disabled_reason.is_not(None))
    if not switched_off:
        which = which.where(chat.c.disabled_reason != SWITCHED_OFF)
    await connection.execute(which.values(disabled_reason=None, enabled_at=now))


async def unreachable(
    connection: AsyncConnection, chat_id: int
) -> tuple[datetime, datetime | None] | None:
    """Return from when until when a chat was last disabled: without an end, it still is.

    Return None where it never was.
    """
    rows = await connection.execute(
        sa.select(chat.c.disabled_reason, chat.c.disabled_at, chat.c.enabled_at).filter_by(
            id=chat_id
        )
    )
    row = rows.one_or_none()
    if row is None or row.disabled_at is None:
        return None
    return row.disabled_at, None if row.disabled_reason is not None else row.enabled_at


async def rename_chat(connection: AsyncConnection, chat_id: int, *, kind: str, title: str) -> None:
    """Store a chat's present kind and title."""
    values = {"kind": kind, "title": title}
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(values))


async def set_preferences(
    connection: AsyncConnection, chat_id: int, preferences: Preferences
) -> None:
    """Store a chat's preferences; by them it is settled anew when it is told what waits."""
    stored = preferences.as_json()
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(preferences=stored))
    await connection.execute(
        sa.update(digest).where(digest.c.chat_id == chat_id).values(due_at=None)
    )
    await silences.judge_anew(connection, chat_id)


async def set_language(connection: AsyncConnection, chat_id: int, language: str) -> None:
    """Store the language in which a chat is answered."""
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(language=language))


async def disable_chat(
    connection: AsyncConnection, chat_id: int, reason: str, now: datetime
) -> bool:
    """Plan no more alerts for a chat, and give up those that wait.

    Return False where it was disabled already.
    """
    known = await connection.execute(sa.select(chat.c.disabled_reason).filter_by(id=chat_id))
    before = known.one_or_none()
    await connection.execute(sa.delete(digest).where(digest.c.chat_id == chat_id))
    disabled = sa.update(chat).where(chat.c.id == chat_id)
    since = sa.case((chat.c.disabled_reason.is_(None), now), else_=chat.c.disabled_at)
    await connection.execute(disabled.values(disabled_reason=reason, disabled_at=since))
    waiting = (AlertState.NEW.value, AlertState.LATER.value, AlertState.GATHERED.value)
    await connection.execute(
        sa.update(alert)
        .where(alert.c.chat_id == chat_id, alert.c.state.in_(waiting))
        .values(state=AlertState.DEAD.value, note=reason)
    )
    return before is not None and before.disabled_reason is None


async def forget_chat(connection: AsyncConnection, chat_id: int) -> None:
    """Delete a chat and everything that is kept of it."""
    await connection.execute(sa.delete(chat).where(chat.c.id == chat_id))
    for table in (alert, queued_chat):
        await connection.execute(sa.delete(table).where(table.c.chat_id == chat_id))


async def hold_chats(connection: AsyncConnection, until: Mapping[int, datetime]) -> None:
    """Send nothing to each of these chats before the moment given for it, or a later one it had."""
    # In one order, so that of two who write to the same chats none waits for the other.
    rows = [{"whose": chat_id, "until": until[chat_id]} for chat_id in sorted(until)]
    if rows:
        await connection.execute(_HOLD, rows)


_HOLD = (
    sa.update(chat)
    .where(
        chat.c.id == sa.bindparam("whose"),
        sa.or_(chat.c.not_before.is_(None), chat.c.not_before < sa.bindparam("until")),
    )
    .values(not_before=sa.bindparam("until"))
)


async def pause_chat(connection: AsyncConnection, chat_id: int, until: datetime | None) -> None:
    """Hold a chat's alerts back until a moment; with None send them again."""
    before = await paused_until(connection, chat_id)
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(paused_until=until))
    await chat_queue.enqueue(connection, [chat_id])
    if before is not None:
        await silences.note_held(connection, chat_id, before)


async def paused_until(connection: AsyncConnection, chat_id: int) -> datetime | None:
    """Return until when a chat's alerts are held back; None where it never paused them."""
    until: datetime | None = await connection.scalar(
        sa.select(chat.c.paused_until).filter_by(id=chat_id)
    )
    return until


async def move_chat(
    connection: AsyncConnection, chat_id: int, telegram_id: int, now: datetime
) -> None:
    """Move a chat to the Telegram id that a group gets when it becomes a supergroup.

    Where a chat with that id is known already, the two are merged.
    """
    bot = await connection.scalar(sa.select(chat.c.bot).where(chat.c.id == chat_id))
    if bot is None:
        return
    other = await find_chat(connection, telegram_id, bot=bot)
    if other is None:
        await connection.execute(
            sa.update(chat)
            .where(chat.c.id == chat_id)
            .values(telegram_id=telegram_id, kind="supergroup")
        )
        await enable_chat(connection, chat_id, now)
    elif other.id != chat_id:
        await _copy_settings(connection, chat_id, other.id)
        await _merge(connection, chat_id, other.id)


async def _copy_settings(connection: AsyncConnection, chat_id: int, other_id: int) -> None:
    """Copy a chat's settings to one that is newer."""
    kept = ("language", "preferences", "paused_until", "created_at")
    before = (await connection.execute(sa.select(chat).filter_by(id=chat_id))).one()
    now = sa.update(chat).where(chat.c.id == other_id, chat.c.created_at >= before.created_at)
    await connection.execute(now.values({name: getattr(before, name) for name in kept}))


async def _merge(connection: AsyncConnection, chat_id: int, other_id: int) -> None:
    """Move everything that is kept of a chat to another, and delete the chat."""
    waiting = alert.alias("waiting")
    of_same = (waiting.c[name] == alert.c[name] for name in ("thread_id", "story_id"))
    is_wanted = sa.exists().where(
        waiting.c.chat_id == chat_id, waiting.c.state != AlertState.DEAD.value, *of_same
    )
    # What was given up there was never told.
    given_up = sa.delete(alert).where(
        alert.c.chat_id == other_id, alert.c.state == AlertState.DEAD.value, is_wanted
    )
    await connection.execute(given_up)
    for table, columns in (
        (subscription, ("query_id",)),
        (alert, ("thread_id", "story_id")),
        (digest, ("thread_id", "cadence")),
        (exclusion, ("kind", "words", "symbol")),
        (private_feed, ()),
        (api_token, ()),
    ):
        theirs = table.alias()
        same = (theirs.c[name] == table.c[name] for name in columns)
        held = sa.exists().where(theirs.c.chat_id == other_id, *same)
        await connection.execute(
            sa.update(table)
            .where(table.c.chat_id == chat_id, sa.not_(held))
            .values(chat_id=other_id)
        )
    await fan_out.plan_anew_from(connection, other_id)
    of_chat = sa.update(audit).where(audit.c.chat_id == chat_id)
    await connection.execute(of_chat.values(chat_id=other_id))
    await forget_chat(connection, chat_id)
    await chat_queue.enqueue(connection, [other_id])
