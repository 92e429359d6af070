"""Subscriptions: which queries a chat is subscribed to, and how each one's alerts are delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import Cadence
from notifier.core.model import Chat, Subscription
from notifier.store.chats import queries
from notifier.store.chats.chats import to_chat
from notifier.store.engine.database import insert
from notifier.store.engine.tables import chat, query, subscription


async def subscribe(
    connection: AsyncConnection,
    chat_id: int,
    *,
    canonical: str,
    text: str,
    now: datetime,
    thread_id: int = 0,
) -> bool:
    """Subscribe a chat, or a forum topic of it, to a query; return False where it was already."""
    query_id = await queries.ensure(connection, canonical)
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
    await queries.revive(connection, query_id)
    return is_new


async def replace_query(
    connection: AsyncConnection, held: Subscription, *, canonical: str, text: str, now: datetime
) -> None:
    """Have a subscription ask for something else from now on; the rest of it stays, and its place.

    Where the chat has one to that already, that one is left and this one ends.
    """
    if await find(connection, held.chat_id, canonical) is not None:
        await unsubscribe(connection, held.chat_id, held.query)
        return
    query_id = await queries.ensure(connection, canonical)
    values = {"query_id": query_id, "text": text, "created_at": now}
    await _update(connection, held.chat_id, held.id, **values)
    # Who retires queries waits for this transaction, or was before it and is seen now.
    await queries.revive(connection, query_id)


async def make_again(
    connection: AsyncConnection, was: Subscription, *, held_as: Subscription | None = None
) -> None:
    """Make a subscription what it was: one that was ended, or is `held_as` another now.

    Where the chat has another to the same by now, that one is left.
    """
    found = await find(connection, was.chat_id, was.query)
    if found is not None and (held_as is None or found != held_as.id):
        return
    query_id = await queries.ensure(connection, was.query)
    values = {
        "query_id": query_id,
        "text": was.text,
        "created_at": was.created_at,
        "cadence": was.cadence,
        "thread_id": was.thread_id,
        "muted_until": was.muted_until,
    }
    if held_as is None:
        made = insert(connection, subscription).values(chat_id=was.chat_id, **values)
        await connection.execute(made.on_conflict_do_nothing())
    else:
        await _update(connection, was.chat_id, held_as.id, **values)
    # Who retires queries waits for this transaction, or was before it and is seen now.
    await queries.revive(connection, query_id)


async def unsubscribe(connection: AsyncConnection, chat_id: int, canonical: str) -> bool:
    """End a chat's subscription to a query; return False where there was none."""
    digest = queries.digest(canonical)
    query_id = sa.select(query.c.id).where(query.c.digest == digest).scalar_subquery()
    ended = await connection.execute(
        sa.delete(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.query_id == query_id)
        .returning(subscription.c.id)
    )
    return ended.first() is not None


async def of_chat(connection: AsyncConnection, chat_id: int) -> list[Subscription]:
    """Return a chat's subscriptions, in the order they were made."""
    rows = await connection.execute(_SUBSCRIPTIONS.where(subscription.c.chat_id == chat_id))
    return [_to_subscription(row) for row in rows]


async def of_all(connection: AsyncConnection) -> list[tuple[Chat, Subscription]]:
    """Return every chat's subscriptions, in the order they were made."""
    rows = (await connection.execute(_SUBSCRIPTIONS)).all()
    chats = {row.id: to_chat(row) for row in await connection.execute(sa.select(chat))}
    return [(chats[row.chat_id], _to_subscription(row)) for row in rows]


_SUBSCRIPTIONS = (
    sa.select(subscription, query.c.canonical)
    .join(query, query.c.id == subscription.c.query_id)
    .order_by(subscription.c.id)
)


def _to_subscription(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        chat_id=row.chat_id,
        query_id=row.query_id,
        query=row.canonical,
        text=row.text,
        created_at=row.created_at,
        cadence=row.cadence,
        thread_id=row.thread_id,
        muted_until=row.muted_until,
    )


async def count(connection: AsyncConnection, chat_id: int) -> int:
    """Count a chat's subscriptions."""
    counted = sa.select(sa.func.count()).where(subscription.c.chat_id == chat_id)
    return int(await connection.scalar(counted) or 0)


async def find(connection: AsyncConnection, chat_id: int, canonical: str) -> int | None:
    """Return the id of a chat's subscription to a query; None where there is none."""
    subscription_id: int | None = await connection.scalar(
        sa.select(subscription.c.id)
        .join(query, query.c.id == subscription.c.query_id)
        .where(subscription.c.chat_id == chat_id, query.c.canonical == canonical)
    )
    return subscription_id


async def remove_made_at(connection: AsyncConnection, chat_id: int, made_at: datetime) -> int:
    """End the subscriptions that a chat made at a moment; return how many there were."""
    ended = await connection.execute(
        sa.delete(subscription).where(
            subscription.c.chat_id == chat_id, subscription.c.created_at == made_at
        )
    )
    return ended.rowcount


async def set_cadence(
    connection: AsyncConnection, chat_id: int, subscription_id: int, cadence: Cadence
) -> bool:
    """Set when a subscription's alerts are sent; return False where the chat has none such."""
    return await _update(connection, chat_id, subscription_id, cadence=cadence.value)


async def set_cadence_of_all(connection: AsyncConnection, chat_id: int, cadence: Cadence) -> int:
    """Set when the alerts of all of a chat's subscriptions are sent; return how many it has."""
    changed = await connection.execute(
        sa.update(subscription)
        .where(subscription.c.chat_id == chat_id)
        .values(cadence=cadence.value)
    )
    return changed.rowcount


async def mute(
    connection: AsyncConnection, chat_id: int, subscription_id: int, until: datetime | None
) -> bool:
    """Plan no alerts of a subscription until a moment; return False where the chat has none such.

    With None for the moment alerts are planned again.
    """
    return await _update(connection, chat_id, subscription_id, muted_until=until)


async def set_thread(
    connection: AsyncConnection, chat_id: int, subscription_id: int, thread_id: int
) -> bool:
    """Set the forum topic a subscription's alerts go to; return False where there is none such."""
    return await _update(connection, chat_id, subscription_id, thread_id=thread_id)


async def _update(
    connection: AsyncConnection, chat_id: int, subscription_id: int, **values: object
) -> bool:
    changed = await connection.execute(
        sa.update(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.id == subscription_id)
        .values(**values)
    )
    return changed.rowcount > 0
