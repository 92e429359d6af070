"""The picture of `/stats`: how often what a chat watches was in the news, day by day."""

from __future__ import annotations

import importlib
import io
from collections.abc import Mapping, Sequence
from datetime import date

_SIZE = (8.0, 4.5)
_DOTS = 120
_COLOURS = ("#2a78d6", "#e07b39", "#3a9d5d", "#b3446c", "#7a6ad8", "#8c8c3e", "#3fa7b5", "#a0522d")


def draw(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> bytes:
    """Draw a bar for each day, a colour for each code; return a PNG.

    Takes some tenths of a second, the first time more: for a thread.
    """
    # Slow to import, and only this needs it. A Figure of its own keeps no global state.
    figures = importlib.import_module("matplotlib.figure")
    tickers = importlib.import_module("matplotlib.ticker")
    figure = figures.Figure(figsize=_SIZE, dpi=_DOTS, layout="constrained")
    axes = figure.add_subplot()
    places = range(len(days))
    bottom = [0] * len(days)
    for number, (code, values) in enumerate(counts.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        axes.bar(places, values, 0.8, bottom=bottom, label=code, color=colour)
        bottom = [below + value for below, value in zip(bottom, values, strict=True)]
    shown = [place for place in places if (len(days) - 1 - place) % 5 == 0]
    axes.set_xticks(shown, [f"{days[place]:%m-%d}" for place in shown])
    axes.yaxis.set_major_locator(tickers.MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, ncols=4, loc="upper left")
    axes.set_ylim(0, max(1, *bottom) * 1.25)
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()
