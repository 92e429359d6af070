"""A chart of days: how high each bar is, in the units of its picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 100
STEP = 10
"""How much of the width a day takes, its gap of 2 included."""
_LEAST = 3
"""The height of the lowest bar that is one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A day."""

    day: date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side."""

    bars: Sequence[Bar]
    height: int = HEIGHT

    @property
    def width(self) -> int:
        """How wide it is."""
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        """The sum of all days."""
        return sum(each.count for each in self.bars)

    @property
    def most(self) -> Bar:
        """The highest bar, of several the last."""
        return max(self.bars, key=lambda each: (each.count, each.day))


def chart(days: Sequence[tuple[date, int]]) -> Chart:
    """Return the chart of so many on each day, the oldest first."""
    highest = max((count for _, count in days), default=0)
    bars = []
    for place, (day, count) in enumerate(days):
        height = max(_LEAST, round(HEIGHT * count / highest)) if count else 0
        bars.append(Bar(day, count, STEP * place + 1, HEIGHT - height, height))
    return Chart(bars)
