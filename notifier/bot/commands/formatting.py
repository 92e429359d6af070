"""How replies name things."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from notifier.bot.context import MAX_ECHO, MAX_MESSAGE, units
from notifier.core.i18n import Translator

_ROOM_FOR_MORE = 50


def named(name_and_code: tuple[str, str | None], say: Translator) -> str:
    """Name a company with its code, or repeat a query."""
    name, symbol = name_and_code
    return say("reason-security", name=name, symbol=symbol) if symbol else name[:MAX_ECHO]


def as_many_as_fit(lines: Sequence[str], say: Translator) -> str:
    """Join lines; where they are too many for a message, say how many are left out."""
    sizes = accumulate(units(line) + 1 for line in lines)
    kept = sum(size <= MAX_MESSAGE - _ROOM_FOR_MORE for size in sizes)
    left_out = len(lines) - kept
    if left_out:
        last = say("alert-also", reasons=lines[kept - 1], more=left_out)
        lines = [*lines[: kept - 1], last]
    return "\n".join(lines)
