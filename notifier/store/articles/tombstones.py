"""Articles that were deleted for their age, and are known as long as their source lists them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import among, insert
from notifier.store.engine.tables import departed


async def note(
    connection: AsyncConnection, deleted: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Note articles, each by its source and key, that are being deleted."""
    rows = [
        {"source": source, "digest": digest(key), "listed_at": now}
        for source, key in sorted(deleted)
    ]
    if rows:
        await connection.execute(insert(connection, departed).on_conflict_do_nothing(), rows)


async def those_of(
    connection: AsyncConnection, source: str, keys: Collection[str]
) -> frozenset[str]:
    """Return those of the keys whose article was deleted."""
    if not keys:
        return frozenset()
    by_digest = {digest(key): key for key in keys}
    rows = await connection.execute(
        sa.select(departed.c.digest).where(
            departed.c.source == source,
            among(connection.dialect.name, departed.c.digest, "digests"),
        ),
        {"digests": list(by_digest)},
    )
    return frozenset(by_digest[row.digest] for row in rows)


async def listed(
    connection: AsyncConnection, source: str, keys: Collection[str], now: datetime
) -> None:
    """Note that a source lists these, as far as they are deleted articles."""
    await connection.execute(
        sa.update(departed)
        .where(
            departed.c.source == source,
            among(connection.dialect.name, departed.c.digest, "digests"),
        )
        .values(listed_at=now),
        {"digests": [digest(key) for key in keys]},
    )


async def forget(connection: AsyncConnection, source: str, before: datetime) -> int:
    """Forget what a source has not listed since a moment; return how many."""
    gone = sa.delete(departed).where(departed.c.source == source, departed.c.listed_at < before)
    return (await connection.execute(gone)).rowcount


async def is_known_of(connection: AsyncConnection, source: str) -> bool:
    """Tell whether any article of a source was deleted."""
    any_of = sa.select(departed.c.digest).where(departed.c.source == source).limit(1)
    return await connection.scalar(any_of) is not None


def digest(key: str) -> int:
    """Return a number for a key, the same in every process; two keys hardly ever share one."""
    made = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
