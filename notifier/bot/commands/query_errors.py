"""Why a query cannot be read, in words."""

from __future__ import annotations

from notifier.bot.context import plain
from notifier.core.errors import QueryError
from notifier.core.i18n import Translator
from notifier.delivery.message import Message


def explain(error: QueryError, text: str, say: Translator) -> Message:
    """Say why a query cannot be read, show where, and offer what was probably meant."""
    before, after = text[: error.position][-30:], text[error.position :][:30]
    reason = say(f"query-{error.key}", about=error.about)
    lines = [say("watch-error", reason=reason), f"{before}👉{after}"]
    if error.repair:
        lines.append(say("watch-repair", repair=error.repair))
    return plain("\n".join(lines))
