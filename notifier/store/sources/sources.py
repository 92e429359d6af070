"""When each source is polled next, what its next request continues from, and its health."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.sources.health.observations import Health, Poll, learn
from notifier.sources.health.poll_interval import SourceCalendar
from notifier.sources.health.status import SourceRecord
from notifier.store.engine.database import insert
from notifier.store.engine.tables import UtcDateTime, lease, source
from notifier.store.engine.wakeups import Stage, announce

_NOBODY = "-"
"""Holds the lease of a source that is not polled: its schedule stays for when it is again."""
_AT_ONCE = 16
_APART = timedelta(seconds=0.4)
"""Of many sources that are overdue, so many begin together, and the next so much later."""
_OVERDUE = timedelta(minutes=1)
"""When a source is overdue for so long, nobody was polling."""
_SPARE = 50

_Row: TypeAlias = dict[str, Any]

_HEALTH = TypeAdapter(Health)
_AFRESH: Mapping[str, Any] = {
    "state": {},
    "health": {},
    "leased_by": None,
    "failures": 0,
    "first_polled_at": None,
    "last_problem": None,
    "last_article_at": None,
    "silent_since": None,
    "told_at": None,
}
"""The columns of a source that is another from now on, as they are at its start."""

_MOMENT = source.c.last_article_at.type


def _newest(at: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[datetime | None]:
    """Return the later of a moment and the last article's; either may be NULL."""
    last = source.c.last_article_at
    return sa.case((sa.or_(last.is_(None), at > last), sa.func.coalesce(at, last)), else_=last)


_AT = sa.bindparam("at", type_=_MOMENT)
_FAILED = (
    sa.update(source)
    .where(source.c.name == sa.bindparam("key"))
    .values(
        leased_by=None,
        next_poll_at=sa.bindparam("due"),
        last_polled_at=_AT,
        last_problem=sa.bindparam("said"),
        failures=source.c.failures + 1,
    )
)
_SUCCEEDED = _FAILED.values(
    state=sa.bindparam("state"),
    health=sa.bindparam("health"),
    first_polled_at=sa.func.coalesce(source.c.first_polled_at, _AT),
    last_success_at=_AT,
    last_article_at=_newest(sa.bindparam("article_at", type_=_MOMENT)),
    failures=0,
)


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source that was claimed, to be polled now."""

    name: str
    state: Mapping[str, str]
    """What its next request continues from: validators, cursors and the like."""
    first: bool
    """Whether none of its polls has succeeded yet."""
    failures: int
    """How many polls in a row have failed."""
    health: Health


@dataclass(frozen=True, slots=True)
class PollSucceeded:
    """A poll that succeeded; everything it brought is stored."""

    name: str
    """The source's name."""
    at: datetime
    """When it ended."""
    next_poll_at: datetime
    state: Mapping[str, str]
    """What the source's next request continues from."""
    health: Health
    problem: str | None = None
    """What could not be read or stored of it, in a sentence."""
    last_article_at: datetime | None = None
    """When the newest of its new articles was published; None where it brought none."""


@dataclass(frozen=True, slots=True)
class PollFailed:
    """A poll that failed."""

    name: str
    """The source's name."""
    at: datetime
    """When it ended."""
    next_poll_at: datetime
    problem: str
    """Why it failed, in a sentence."""


async def sync(connection: AsyncConnection, identities: Mapping[str, str], now: datetime) -> None:
    """Schedule these sources to be polled from now on; one whose identity changed starts afresh.

    Many that are due at once begin one after the other.
    """
    columns = (source.c.name, source.c.identity, source.c.next_poll_at, source.c.leased_by)
    known = {row.name: row for row in await connection.execute(sa.select(*columns))}
    waiting = 0
    made: list[_Row] = []
    begun: list[_Row] = []
    freed: list[_Row] = []
    for name, identity in identities.items():
        row = known.get(name)
        is_same = row is not None and row.identity == identity
        if row is not None and is_same and row.next_poll_at >= now - _OVERDUE:
            if row.leased_by == _NOBODY:
                freed.append({"key": name, "at": row.next_poll_at})
            continue
        values = {"key": name, "at": now + waiting // _AT_ONCE * _APART}
        waiting += 1
        if is_same:
            freed.append(values)
        else:
            (made if row is None else begun).append({**values, "of": identity})
    this = source.c.name == sa.bindparam("key")
    of = sa.bindparam("of", type_=source.c.identity.type)
    if made:
        new = {"name": sa.bindparam("key"), "identity": of, "next_poll_at": _AT, "state": {}}
        # Of several processes that start at once one is first.
        adding = insert(connection, source).values(new).on_conflict_do_nothing()
        await connection.execute(adding, made)
    if begun:
        afresh = {"identity": of, "next_poll_at": _AT, **_AFRESH}
        await connection.execute(sa.update(source).where(this).values(afresh), begun)
    if freed:
        held = sa.func.nullif(source.c.leased_by, _NOBODY)
        free = {"next_poll_at": _AT, "leased_by": held}
        await connection.execute(sa.update(source).where(this).values(free), freed)


async def park(connection: AsyncConnection, names: Iterable[str]) -> None:
    """Stop polling these sources; what is known of them stays."""
    statement = (
        sa.update(source)
        .where(source.c.name == sa.bindparam("key"))
        .values(leased_by=_NOBODY, silent_since=None)
    )
    rows = [{"key": name} for name in names]
    if rows:
        await connection.execute(statement, rows)


async def park_others(connection: AsyncConnection, names: Collection[str]) -> None:
    """Stop polling every source but these."""
    known = await connection.scalars(sa.select(source.c.name))
    await park(connection, set(known) - set(names))


async def claim_due(
    connection: AsyncConnection,
    names: Collection[str],
    *,
    holder: str,
    now: datetime,
    limit: int,
) -> list[DueSource]:
    """Claim up to `limit` due sources of `names` for the process `holder`, longest due first.

    A source that another process took is left to it for as long as that process lives. One that
    `holder` took itself is free: `names` must leave out what it is polling at the moment.
    """
    chosen = await _choose(connection, names, holder=holder, now=now, limit=limit)
    if not chosen:
        return []
    claimed = await connection.execute(
        sa.update(source)
        .where(source.c.name.in_(chosen))
        .values(leased_by=holder)
        .returning(
            source.c.name,
            source.c.state,
            source.c.first_polled_at,
            source.c.failures,
            source.c.health,
        )
    )
    return [
        DueSource(row.name, row.state, row.first_polled_at is None, row.failures, _read(row.health))
        for row in claimed
    ]


async def next_poll_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Return when the next source is due that is not due yet, whoever polls it."""
    at: datetime | None = await connection.scalar(_NEXT_POLL_AT, {"now": now})
    return at


_NEXT_POLL_AT = sa.select(sa.func.min(source.c.next_poll_at)).where(
    source.c.next_poll_at > sa.bindparam("now")
)


async def _choose(
    connection: AsyncConnection, names: Collection[str], *, holder: str, now: datetime, limit: int
) -> list[str]:
    chosen: list[str] = []
    seen, many = 0, limit + _SPARE
    while len(chosen) < limit:
        wanted = {"now": now, "ours": holder, "many": many, "seen": seen}
        page = (await connection.scalars(_DUE, wanted)).all()
        chosen += [name for name in page if name in names]
        seen += len(page)
        if len(page) < many:
            break
    return chosen[:limit]


def _due() -> sa.Select[Any]:
    """Select the sources that are due and free for one holder, longest due first."""
    ours = sa.bindparam("ours", type_=sa.String)
    now = sa.bindparam("now", type_=UtcDateTime)
    others = sa.select(lease.c.holder).where(lease.c.until >= now, lease.c.holder != ours)
    is_free = sa.or_(
        source.c.leased_by.is_(None),
        sa.and_(source.c.leased_by != _NOBODY, source.c.leased_by.not_in(others)),
    )
    return (
        sa.select(source.c.name)
        .where(source.c.next_poll_at <= now, is_free)
        .order_by(source.c.next_poll_at)
        .limit(sa.bindparam("many", type_=sa.Integer))
        .offset(sa.bindparam("seen", type_=sa.Integer))
        .with_for_update(skip_locked=True)
    )


_DUE = _due()


async def record_polls(
    connection: AsyncConnection, polls: Iterable[PollSucceeded | PollFailed]
) -> None:
    """Store how polls ended, and release their sources."""
    succeeded, failed = [], []
    for poll in polls:
        row = {"key": poll.name, "at": poll.at, "due": poll.next_poll_at, "said": poll.problem}
        if isinstance(poll, PollFailed):
            failed.append(row)
            continue
        brought = {"state": dict(poll.state), "health": _written(poll.health)}
        succeeded.append({**row, **brought, "article_at": poll.last_article_at})
    if succeeded:
        await connection.execute(_SUCCEEDED, succeeded)
    if failed:
        await connection.execute(_FAILED, failed)


async def record_push(
    connection: AsyncConnection, name: str, poll: Poll, calendar: SourceCalendar
) -> None:
    """Store what was learnt of a source by what it pushed."""
    this = source.c.name == name
    row = await connection.scalar(sa.select(source.c.health).where(this).with_for_update())
    if row is not None:
        health = learn(_read(row), poll, calendar)
        newest = _newest(sa.literal(poll.newest, _MOMENT))
        values = {"health": _written(health), "last_article_at": newest}
        await connection.execute(sa.update(source).where(this).values(values))


async def health(connection: AsyncConnection) -> list[SourceRecord]:
    """Return what is known of every source, by name; of those that are not polled too."""
    rows = await connection.execute(sa.select(source).order_by(source.c.name))
    return [
        SourceRecord(
            name=row.name,
            polled=row.leased_by != _NOBODY,
            next_poll_at=row.next_poll_at,
            first_polled_at=row.first_polled_at,
            last_polled_at=row.last_polled_at,
            last_success_at=row.last_success_at,
            last_article_at=row.last_article_at,
            failures=row.failures,
            last_problem=row.last_problem,
            incident_since=row.silent_since,
            incident_notified_at=row.told_at,
            health=_read(row.health),
        )
        for row in rows
    ]


async def was_polled(connection: AsyncConnection, name: str) -> bool:
    """Return whether a source has been read successfully at least once."""
    statement = sa.select(source.c.first_polled_at).where(source.c.name == name)
    return await connection.scalar(statement) is not None


async def make_due(connection: AsyncConnection, name: str, now: datetime) -> None:
    """Schedule a source to be polled now, however long it was to wait."""
    await connection.execute(
        sa.update(source)
        .where(source.c.name == name, source.c.next_poll_at > now)
        .values(next_poll_at=now)
    )
    await announce(connection, Stage.POLL)


def _written(health: Health) -> Any:
    return _HEALTH.dump_python(health, mode="json", exclude_defaults=True, by_alias=True)


def _read(kept: object) -> Health:
    """Read what is remembered of a source; what cannot be read is learned anew."""
    try:
        return _HEALTH.validate_python(kept)
    except ValidationError:
        return Health()
