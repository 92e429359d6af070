"""Replacing what an alert or a message tells of, where its source took that back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind
from notifier.store.engine.tables import alert, article, match, subscription


async def replace(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    """Let alerts tell of another article of their story, the first that their chat asked for too.

    Return its id, by the alert; where there is none an alert tells of what it did. The message that
    an edit changes tells of the same from then on.
    """
    rows = (await connection.execute(_OTHERS, {"ids": ids})).all()
    if rows:
        changed = [(each, row.other) for row in rows for each in (row.id, row.message) if each]
        await connection.execute(
            _TELL_OF, [{"alert": each, "other": other} for each, other in changed]
        )
    return {row.id: row.other for row in rows}


def _others() -> sa.Executable:
    other = article.alias("other")
    message = sa.case((alert.c.kind == AlertKind.EDIT.value, alert.c.parent_id))
    asked_for = sa.and_(
        subscription.c.query_id == match.c.query_id, subscription.c.chat_id == alert.c.chat_id
    )
    return (
        sa.select(alert.c.id, message.label("message"), sa.func.min(other.c.id).label("other"))
        .join(article, article.c.id == alert.c.article_id)
        .join(other, other.c.story_id == article.c.story_id)
        .join(match, match.c.article_id == other.c.id)
        .join(subscription, asked_for)
        .where(
            alert.c.id.in_(sa.bindparam("ids", expanding=True)),
            other.c.withdrawn_at.is_(None),
        )
        .group_by(alert.c.id)
    )


_OTHERS = _others()
_TELL_OF = (
    sa.update(alert)
    .where(alert.c.id == sa.bindparam("alert"))
    .values(article_id=sa.bindparam("other"))
)
