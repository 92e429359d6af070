"""Chats, and what each is subscribed to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import AlertState, Chat, Subscription
from notifier.core.preferences import Preferences, read_preferences
from notifier.store.engine import chat_queue
from notifier.store.engine.counters import QUERIES, raise_counter
from notifier.store.engine.database import insert
from notifier.store.engine.tables import (
    alert,
    audit,
    chat,
    digest,
    exclusion,
    private_feed,
    query,
    subscription,
    turn,
)

SWITCHED_OFF = "switched off by an operator"
"""Why nothing is sent to a chat that only an operator can have sent to again."""


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A distinct query, and the version at which it appeared or went: nobody asks it then."""

    id: int
    canonical: str
    version: int
    retired: bool = False


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
    """Return a bot's chat, made now where it is new; its language stays as it was."""
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
    """Give a bot the chats that belong to none; return how many.

    They were made by the command line, or by a service that had no token yet.
    """
    orphans = await connection.execute(
        sa.select(chat.c.id, chat.c.telegram_id).where(chat.c.bot == 0)
    )
    found = orphans.all()
    for row in found:
        own = await find_chat(connection, row.telegram_id, bot=bot)
        if own is not None:
            await _join(connection, row.id, own.id)
    for table in (chat, turn):
        await connection.execute(sa.update(table).where(table.c.bot == 0).values(bot=bot))
    return len(found)


async def enable_chat(
    connection: AsyncConnection, chat_id: int, *, switched_off: bool = False
) -> None:
    """Let alerts be planned for a chat again; for one that is `switched_off` only if it says so."""
    which = sa.update(chat).where(chat.c.id == chat_id)
    if not switched_off:
        which = which.where(chat.c.disabled_reason != SWITCHED_OFF)
    await connection.execute(which.values(disabled_reason=None))


async def rename_chat(connection: AsyncConnection, chat_id: int, *, kind: str, title: str) -> None:
    """Take over what sort of chat it is now, and what it is called."""
    values = {"kind": kind, "title": title}
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(values))


async def set_preferences(
    connection: AsyncConnection, chat_id: int, preferences: Preferences
) -> None:
    """Keep what a chat settled about when it is told."""
    stored = preferences.as_json()
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(preferences=stored))


async def set_language(connection: AsyncConnection, chat_id: int, language: str) -> None:
    """Let a chat be spoken to in another language."""
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(language=language))


async def disable_chat(connection: AsyncConnection, chat_id: int, reason: str) -> bool:
    """Plan no more alerts for the chat, which cannot be reached, and give up those that wait.

    False where none were planned for it already.
    """
    known = await connection.execute(sa.select(chat.c.disabled_reason).filter_by(id=chat_id))
    before = known.one_or_none()
    await connection.execute(sa.delete(digest).where(digest.c.chat_id == chat_id))
    await connection.execute(
        sa.update(chat).where(chat.c.id == chat_id).values(disabled_reason=reason)
    )
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


async def hold_chats(connection: AsyncConnection, until: Mapping[int, datetime]) -> None:
    """Send nothing to each of these chats before a moment of its own."""
    # In one order, so that of two who write to the same chats none waits for the other.
    rows = [{"whose": chat_id, "until": until[chat_id]} for chat_id in sorted(until)]
    if rows:
        await connection.execute(_HOLD, rows)


_HOLD = (
    sa.update(chat)
    .where(chat.c.id == sa.bindparam("whose"))
    .values(not_before=sa.bindparam("until"))
)


async def pause_chat(connection: AsyncConnection, chat_id: int, until: datetime | None) -> None:
    """Let what a chat asked for wait until a moment, or go on at once."""
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(paused_until=until))
    await chat_queue.line_up(connection, [chat_id])


async def move_chat(connection: AsyncConnection, chat_id: int, telegram_id: int) -> None:
    """Follow a chat to its new Telegram id, which a group gets when it becomes a supergroup.

    Where the new id is known already, what was kept under the old joins it.
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
        await enable_chat(connection, chat_id)
    elif other.id != chat_id:
        await _take_settings_over(connection, chat_id, other.id)
        await _join(connection, chat_id, other.id)


async def _take_settings_over(connection: AsyncConnection, chat_id: int, other_id: int) -> None:
    """Let a chat that has just appeared be spoken to as the one that it was before."""
    kept = ("language", "preferences", "paused_until", "created_at")
    before = (await connection.execute(sa.select(chat).filter_by(id=chat_id))).one()
    now = sa.update(chat).where(chat.c.id == other_id, chat.c.created_at >= before.created_at)
    await connection.execute(now.values({name: getattr(before, name) for name in kept}))


async def _join(connection: AsyncConnection, chat_id: int, other_id: int) -> None:
    """Let another chat take over what is kept of a chat, which ends."""
    for table, columns in (
        (subscription, ("query_id",)),
        (alert, ("thread_id", "story_id")),
        (digest, ("thread_id", "cadence")),
        (exclusion, ("kind", "words", "symbol")),
        (private_feed, ()),
    ):
        theirs = table.alias()
        same = (theirs.c[name] == table.c[name] for name in columns)
        held = sa.exists().where(theirs.c.chat_id == other_id, *same)
        await connection.execute(
            sa.update(table)
            .where(table.c.chat_id == chat_id, sa.not_(held))
            .values(chat_id=other_id)
        )
    of_chat = sa.update(audit).where(audit.c.chat_id == chat_id)
    await connection.execute(of_chat.values(chat_id=other_id))
    await connection.execute(sa.delete(chat).where(chat.c.id == chat_id))
    await chat_queue.line_up(connection, [other_id])


async def subscribe(
    connection: AsyncConnection,
    chat_id: int,
    *,
    canonical: str,
    text: str,
    now: datetime,
    thread_id: int = 0,
) -> bool:
    """Subscribe a chat, or a topic of it, to a query; False where it was already."""
    query_id = await _ensure_query(connection, canonical)
    values = {
        "chat_id": chat_id,
        "query_id": query_id,
        "text": text,
        "created_at": now,
        "thread_id": thread_id,
    }
    statement = insert(connection, subscription).values(values).on_conflict_do_nothing()
    made = await connection.execute(statement.returning(subscription.c.id))
    is_new = made.scalar_one_or_none() is not None
    # Who retires queries waits for this transaction, or was before it and is seen now.
    await _revive(connection, query_id)
    return is_new


async def _revive(connection: AsyncConnection, query_id: int) -> None:
    """Have a query asked again that nobody subscribed to for a while."""
    retired = sa.select(query.c.id).where(query.c.id == query_id, query.c.retired_at.is_not(None))
    if await connection.scalar(retired) is not None:
        version = await raise_counter(connection, QUERIES)
        await connection.execute(
            sa.update(query).where(query.c.id == query_id).values(retired_at=None, version=version)
        )


async def _ensure_query(connection: AsyncConnection, canonical: str) -> int:
    digest = _digest(canonical)
    found = sa.select(query.c.id).where(query.c.digest == digest)
    query_id: int | None = await connection.scalar(found)
    if query_id is not None:
        await _revive(connection, query_id)
        query_id = await connection.scalar(found)  # it may have been deleted meanwhile
    if query_id is None:
        version = await raise_counter(connection, QUERIES)
        values = {"canonical": canonical, "digest": digest, "version": version}
        statement = insert(connection, query).values(values).on_conflict_do_nothing()
        await connection.execute(statement)
        query_id = (await connection.execute(found)).scalar_one()
    return query_id


async def unsubscribe(connection: AsyncConnection, chat_id: int, canonical: str) -> bool:
    """End a chat's subscription to a query; False where there was none."""
    query_id = sa.select(query.c.id).where(query.c.digest == _digest(canonical)).scalar_subquery()
    ended = await connection.execute(
        sa.delete(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.query_id == query_id)
        .returning(subscription.c.id)
    )
    return ended.first() is not None


async def subscriptions(
    connection: AsyncConnection, chat_id: int | None = None
) -> list[tuple[Chat, Subscription]]:
    """Return the subscriptions of a chat, or of all, in the order they were made."""
    statement = (
        sa.select(subscription, query.c.canonical)
        .join(query, query.c.id == subscription.c.query_id)
        .order_by(subscription.c.id)
    )
    if chat_id is not None:
        statement = statement.where(subscription.c.chat_id == chat_id)
    rows = (await connection.execute(statement)).all()
    whose = sa.select(chat)
    if chat_id is not None:
        whose = whose.where(chat.c.id == chat_id)
    chats = {row.id: to_chat(row) for row in await connection.execute(whose)}
    return [
        (
            chats[row.chat_id],
            Subscription(
                id=row.id,
                chat_id=row.chat_id,
                query_id=row.query_id,
                query=row.canonical,
                text=row.text,
                created_at=row.created_at,
                cadence=row.cadence,
                thread_id=row.thread_id,
                muted_until=row.muted_until,
            ),
        )
        for row in rows
    ]


async def queries_since(connection: AsyncConnection, version: int) -> list[StoredQuery]:
    """Return the queries that appeared, or were retired, after `version`, oldest first."""
    rows = await connection.execute(
        sa.select(query.c.id, query.c.canonical, query.c.version, query.c.retired_at)
        .where(query.c.version > version)
        .order_by(query.c.version)
    )
    return [
        StoredQuery(row.id, row.canonical, row.version, row.retired_at is not None) for row in rows
    ]


def _digest(canonical: str) -> str:
    return hashlib.sha256(canonical.encode()).hexdigest()
