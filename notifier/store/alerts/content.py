"""Loading what alerts carry: everything that it takes to render them, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import (
    Alert,
    AlertContent,
    AlertKind,
    AlertState,
    Digest,
    DigestItem,
    Notice,
    Ornament,
    Rank,
    StoryEdit,
)
from notifier.core.model import Chat
from notifier.store.alerts import tellings
from notifier.store.alerts.digests import ITEMS
from notifier.store.alerts.tellings import Why
from notifier.store.engine.tables import alert


@dataclass(frozen=True, slots=True)
class LoadedAlerts:
    """Alerts to be sent, and what is not."""

    alerts: Sequence[Alert]
    given_up: Collection[int] = ()
    """The ids of those whose chats ask for nothing of it any more, items of digests too."""
    undecided: Collection[int] = ()
    """The ids of those that have to be looked at once more in a moment."""


async def load_alerts(
    connection: AsyncConnection,
    rows: Sequence[Any],
    chats: Mapping[int, Chat],
    now: datetime,
    *,
    corrected: Collection[int],
    why: Why | None,
) -> LoadedAlerts:
    """Make alerts of rows of their table, in their order; `corrected` chats have corrections."""
    if not rows:
        return LoadedAlerts(())
    items, more = await _items(connection, _ids(rows, AlertKind.DIGEST))
    parents = [row.parent_id for row in rows if row.kind == AlertKind.EDIT]
    message_ids = await _message_ids(connection, parents)
    with_article = [row for row in (*rows, *items) if row.article_id is not None]
    told = await tellings.load(connection, with_article, chats, now, corrected=corrected, why=why)
    given_up, undecided = set(told.given_up), set(told.undecided)
    for row in rows:
        own = [each.id for each in items if each.parent_id == row.id]
        if undecided.intersection(own) or (more.get(row.id) and given_up.issuperset(own)):
            undecided.add(row.id)  # where all that it would show is given up, it shows others
        elif row.kind == AlertKind.DIGEST and given_up.issuperset(own):
            given_up.add(row.id)

    def content_of(row: Any) -> AlertContent:
        match row.kind:
            case AlertKind.DIGEST:
                own = (each.id for each in items if each.parent_id == row.id)
                loaded = (
                    DigestItem(each, told.contents[each]) for each in own if each in told.contents
                )
                return Digest(row.cadence, tuple(loaded), more[row.id])
            case AlertKind.EDIT:
                return StoryEdit(message_ids.get(row.parent_id), told.contents[row.id])
            case AlertKind.NOTICE:
                return Notice(row.body["html"], row.body["plain"])
            case _:
                return told.contents[row.id]

    alerts = [
        Alert(
            id=row.id,
            chat=chats[row.chat_id],
            content=content_of(row),
            thread_id=row.thread_id,
            rank=Rank(row.rank),
            attempts=row.attempts + 1,
            refusals=row.refusals,
            dropped=Ornament(row.dropped),
            created_at=row.created_at,
        )
        for row in rows
        if row.id not in given_up | undecided
    ]
    return LoadedAlerts(alerts, given_up, undecided & {row.id for row in rows})


def _ids(rows: Iterable[Any], kind: AlertKind) -> list[int]:
    return [row.id for row in rows if row.kind == kind]


async def _items(
    connection: AsyncConnection, digest_ids: Sequence[int]
) -> tuple[list[Any], Mapping[int, int]]:
    """Return the items that digests show, the newest of each first, and how many they leave out."""
    if not digest_ids:
        return [], {}
    place = sa.func.row_number().over(partition_by=alert.c.parent_id, order_by=alert.c.id.desc())
    size = sa.func.count().over(partition_by=alert.c.parent_id)
    numbered = (
        sa.select(alert, place.label("place"), size.label("size"))
        .where(alert.c.parent_id.in_(digest_ids), alert.c.state == AlertState.GATHERED.value)
        .subquery()
    )
    shown = sa.select(numbered).where(numbered.c.place <= ITEMS)
    rows = (await connection.execute(shown.order_by(numbered.c.id.desc()))).all()
    more = dict.fromkeys(digest_ids, 0)
    more |= {row.parent_id: max(0, row.size - ITEMS) for row in rows}
    return list(rows), more


async def _message_ids(
    connection: AsyncConnection, parents: Sequence[int]
) -> Mapping[int, int | None]:
    if not parents:
        return {}
    rows = await connection.execute(
        sa.select(alert.c.id, alert.c.message_id).where(alert.c.id.in_(parents))
    )
    return {row.id: row.message_id for row in rows}
