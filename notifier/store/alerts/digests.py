"""Digests: many stories in one message, each still an alert of its own that is accounted for.

An item is an alert in the state `gathered`. Once its digest is due it belongs to an alert of the
kind `digest`, its `parent_id`, and shares what becomes of that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState, Cadence, Rank
from notifier.core.log import get_logger
from notifier.core.preferences import Preferences, read_preferences
from notifier.store.alerts.urgency import in_slice
from notifier.store.engine import chat_queue
from notifier.store.engine.database import insert_into
from notifier.store.engine.errors import is_bug
from notifier.store.engine.tables import alert, chat, digest, match, query, subscription

log = get_logger(__name__)

ITEMS = 25
"""So many items fit into a message, whatever they say."""
MESSAGES = 4
"""A digest is at most this many messages; what is left is counted in the last."""
CAME_AT_ONCE = "came with much else at once"
WAITED_TOO_LONG = "waited too long to be news by itself"
HELD_LONG = "came when its chat wanted quiet"
_AT_ONCE = 200
_AFTER_A_FAILURE = timedelta(minutes=10)

_OF_SESSIONS = (Cadence.PRE_OPEN.value, Cadence.POST_CLOSE.value)


@dataclass(frozen=True, slots=True)
class UnsettledDigest:
    """A digest of which it is to be settled when it is due."""

    cadence: str
    """One of `Cadence`."""
    preferences: Preferences
    """The chat's."""
    language: str
    """The chat's."""
    queries: tuple[str, ...] = ()
    """Of one that keeps to a market's sessions, the queries in canonical form that it is for."""


Due = Callable[[UnsettledDigest, datetime], datetime]
"""Returns when a digest is due, of what comes from a moment on."""


async def schedule(connection: AsyncConnection, parameters: Mapping[str, Any]) -> None:
    """Schedule a digest for each place of a slice where a story waits for one.

    Those are the alerts of the `story` from the `first` on, of chats that come `after` one, until
    the `last`.
    """
    await connection.execute(_schedule(connection.dialect.name), parameters)


@cache
def _schedule(engine: str) -> sa.Executable:
    places = (
        sa.select(alert.c.chat_id, alert.c.thread_id, alert.c.cadence)
        .distinct()
        .where(
            alert.c.story_id == sa.bindparam("story"),
            alert.c.id >= sa.bindparam("first", type_=sa.BigInteger),
            *in_slice(alert.c.chat_id),
            chat_queue.is_unclaimed_item(),
        )
        .order_by(alert.c.chat_id, alert.c.thread_id, alert.c.cadence)
    )
    statement = insert_into(engine, digest).from_select(["chat_id", "thread_id", "cadence"], places)
    return statement.on_conflict_do_update(
        index_elements=[digest.c.chat_id, digest.c.thread_id, digest.c.cadence],
        # Changes nothing, and waits for whoever makes the digest: it would miss the new item.
        set_={"cadence": statement.excluded.cadence},
    )


async def is_due(connection: AsyncConnection, now: datetime) -> bool:
    """Return whether a digest is due, or not settled yet."""
    return await connection.scalar(_IS_DUE, {"now": now}) is not None


_IS_DUE: sa.Executable = (
    sa.select(sa.literal_column("1"))
    .select_from(digest)
    .where(sa.or_(digest.c.due_at.is_(None), digest.c.due_at <= sa.bindparam("now")))
    .limit(1)
)


async def make_due(connection: AsyncConnection, now: datetime, due: Due) -> int:
    """Settle when new digests are due, and make those that are; return how many of both.

    Takes a bounded number of them: until it returns 0 there may be more.
    """
    unsettled = (
        sa.select(digest, chat.c.preferences, chat.c.language)
        .join(chat, chat.c.id == digest.c.chat_id)
        .where(digest.c.due_at.is_(None))
        .limit(_AT_ONCE)
        .with_for_update(of=digest, skip_locked=True)
    )
    rows = (await connection.execute(unsettled)).all()
    followed = await _followed(connection, [row for row in rows if row.cadence in _OF_SESSIONS])
    for row in rows:
        async with _alone(connection, row, now):
            queries = tuple(followed.get(_place(row), ()))
            preferences = read_preferences(row.preferences)
            moment = due(UnsettledDigest(row.cadence, preferences, row.language, queries), now)
            await _set_due(connection, row, moment)
    ready = (
        sa.select(digest)
        .where(digest.c.due_at <= now)
        .order_by(digest.c.due_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    closed = (await connection.execute(ready)).all()
    for row in closed:
        async with _alone(connection, row, now):
            await _close(connection, row, now)
            await connection.execute(sa.delete(digest).where(_is(digest, row)))
    await chat_queue.enqueue(connection, {row.chat_id for row in closed})
    return len(rows) + len(closed)


@asynccontextmanager
async def _alone(connection: AsyncConnection, place: Any, now: datetime) -> AsyncIterator[None]:
    """Work on one chat's digest; what fails there is undone, put off and told, and nothing else.

    Where the database itself fails, all does.
    """
    try:
        async with connection.begin_nested():
            yield
    except Exception as error:
        if isinstance(error, DBAPIError) and not is_bug(error):
            raise
        log.exception("digest_failed", chat=place.chat_id, cadence=place.cadence)
        await _set_due(connection, place, now + _AFTER_A_FAILURE)


async def _set_due(connection: AsyncConnection, place: Any, at: datetime) -> None:
    await connection.execute(sa.update(digest).where(_is(digest, place)).values(due_at=at))


async def _followed(
    connection: AsyncConnection, digests: Sequence[Any]
) -> dict[tuple[int, int, str], list[str]]:
    """Return the queries whose alerts come with each of these digests, by its place."""
    found: dict[tuple[int, int, str], list[str]] = {}
    if digests:
        chat_ids = {row.chat_id for row in digests}
        rows = await connection.execute(
            sa.select(subscription, query.c.canonical)
            .join(query, query.c.id == subscription.c.query_id)
            .where(subscription.c.chat_id.in_(chat_ids), subscription.c.cadence.in_(_OF_SESSIONS))
        )
        for row in rows:
            found.setdefault(_place(row), []).append(row.canonical)
    return found


def _place(row: Any) -> tuple[int, int, str]:
    return row.chat_id, row.thread_id, row.cadence


async def digest_late(
    connection: AsyncConnection, chat_ids: Collection[int], fresh_for: timedelta, now: datetime
) -> None:
    """Make digests of what these chats waited for longer than `fresh_for`."""
    which = _is_stale(now - fresh_for)
    await _digest(connection, chat_ids, which, Cadence.LATE, WAITED_TOO_LONG, now)


async def digest_held(
    connection: AsyncConnection, chat_ids: Collection[int], fresh_for: timedelta, now: datetime
) -> None:
    """Make digests of all that these chats held back themselves, some for longer than `fresh_for`.

    What they held for a shorter time comes with it, but what is urgent.
    """
    which = sa.or_(_is_stale(now - fresh_for), is_ordinary_news())
    await _digest(connection, chat_ids, which, Cadence.QUIET, HELD_LONG, now)


async def digest_burst(
    connection: AsyncConnection, chat_ids: Collection[int], now: datetime
) -> None:
    """Make digests of all news that these chats wait for and that is not urgent."""
    await _digest(connection, chat_ids, is_ordinary_news(), Cadence.BURST, CAME_AT_ONCE, now)


async def _digest(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    which: sa.ColumnElement[bool],
    cadence: Cadence,
    note: str,
    now: datetime,
) -> None:
    """Make digests of certain alerts that wait for these chats."""
    if not chat_ids:
        return
    gathered = (
        sa.update(alert)
        .where(alert.c.chat_id.in_(chat_ids), chat_queue.is_waiting(), which)
        .values(state=AlertState.GATHERED.value, cadence=cadence.value, note=note)
        .returning(alert.c.chat_id, alert.c.thread_id, alert.c.cadence)
    )
    for row in set(await connection.execute(gathered)):
        await _close(connection, row, now)


def _is_stale(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(alert.c.kind == AlertKind.STORY.value, alert.c.created_at < before)


def is_ordinary_news() -> sa.ColumnElement[bool]:
    """Return that an alert is news that is not urgent."""
    return sa.and_(alert.c.kind == AlertKind.STORY.value, alert.c.rank != Rank.URGENT.value)


async def _close(connection: AsyncConnection, place: Any, now: datetime) -> None:
    """Make the digest of a place of what waits there, in as many messages as it takes."""
    items = await connection.execute(
        sa.select(alert.c.id)
        .where(_is(alert, place), chat_queue.is_unclaimed_item())
        .order_by(alert.c.id.desc())
    )
    ids = items.scalars().all()
    if not ids:  # what waited there was given up, or went to another chat
        return
    shown = ids[: ITEMS * MESSAGES]
    parts = pack(await _by_query(connection, shown) if len(shown) > ITEMS else [shown])
    for number, part in enumerate(parts, start=1):
        made = sa.insert(alert).values(
            kind=AlertKind.DIGEST.value,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
            cadence=place.cadence,
            rank=Rank.CAN_WAIT.value,
            state=AlertState.NEW.value,
            due_at=now,
            created_at=now,
        )
        parent = (await connection.execute(made.returning(alert.c.id))).scalar_one()
        # The last takes all that is left, however much: nothing else there waits for this digest.
        own = alert.c.id <= ids[0] if number == len(parts) else alert.c.id.in_(part)
        await connection.execute(
            sa.update(alert)
            .where(_is(alert, place), chat_queue.is_unclaimed_item(), own)
            .values(parent_id=parent)
        )


async def _by_query(connection: AsyncConnection, ids: Sequence[int]) -> list[list[int]]:
    """Return alerts of one chat by the query that brought them: a company's, else the commonest."""
    rows = await connection.execute(
        sa.select(alert.c.id, query.c.canonical)
        .join(subscription, subscription.c.chat_id == alert.c.chat_id)
        .join(match, match.c.query_id == subscription.c.query_id)
        .join(query, query.c.id == match.c.query_id)
        .where(match.c.article_id == alert.c.article_id, alert.c.id.in_(ids))
        .order_by(subscription.c.id)
    )
    queries: dict[int, list[str]] = {}
    for row in rows:
        queries.setdefault(row.id, []).append(row.canonical)
    counts = Counter(each for held in queries.values() for each in held)
    groups: dict[str, list[int]] = {}
    for each in ids:
        held = queries.get(each, [""])
        main = max(held, key=lambda canonical: (canonical.startswith("$"), counts[canonical]))
        groups.setdefault(main, []).append(each)
    return list(groups.values())


def pack(groups: Iterable[Sequence[int]]) -> list[list[int]]:
    """Pack groups into messages: each into one, as far as there are messages enough. Pure."""
    waiting = [list(each) for each in groups]
    parts: list[list[int]] = []
    while waiting:
        group = waiting.pop(0)
        left = len(group) + sum(map(len, waiting))
        fits = parts and len(parts[-1]) + len(group) <= ITEMS
        if not fits and (not parts or left <= (MESSAGES - len(parts)) * ITEMS):
            parts.append([])
        room = ITEMS - len(parts[-1])
        parts[-1] += group[:room]
        if group[room:]:
            waiting.insert(0, group[room:])
    return parts


def _is(table: sa.Table, place: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.chat_id == place.chat_id,
        table.c.thread_id == place.thread_id,
        table.c.cadence == place.cadence,
    )
