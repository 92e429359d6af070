"""How often companies were named, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Role
from notifier.store.engine.tables import article, mention

_MOST = 50_000


async def seen_at(
    connection: AsyncConnection, symbols: Sequence[str], since: datetime
) -> list[tuple[str, datetime]]:
    """Return each time that an article about one of `symbols` was seen, since a moment."""
    rows = await connection.execute(
        sa.select(mention.c.symbol, article.c.seen_at)
        .join(article, article.c.id == mention.c.article_id)
        .where(
            mention.c.symbol.in_(symbols),
            mention.c.role == Role.SUBJECT.value,
            article.c.seen_at >= since,
        )
        .order_by(article.c.id.desc())
        .limit(_MOST)
    )
    return [(row.symbol, row.seen_at) for row in rows]
