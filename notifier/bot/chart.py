"""The picture of `/stats`: how often what a chat watches was in the news, day by day."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

_WIDTH, _HEIGHT = 960, 540
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 940, 24, 500
"""The edges of what the bars stand in."""
_FINER = 2
"""Drawn so many times as large and then made smaller, which smooths edges."""
_TEXT = 16
_BAR = 0.8
"""How much of a day's place its bar takes."""
_ROOM = 1.25
"""How much higher than the highest bar the picture is, for the names above."""
_NAMES_IN_A_ROW = 4
_DAYS_A_LABEL = 5
_COLOURS = ("#2a78d6", "#e07b39", "#3a9d5d", "#b3446c", "#7a6ad8", "#8c8c3e", "#3fa7b5", "#a0522d")
_INK, _LINE = "#262626", "#dcdcdc"


def draw(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> bytes:
    """Draw a bar for each day, a colour for each code; return a PNG.

    Takes some tenths of a second: for a thread.
    """
    images = import_module("PIL.Image")  # only this needs it
    image = images.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), "white")
    canvas = import_module("PIL.ImageDraw").Draw(image)
    font = import_module("PIL.ImageFont").load_default(_TEXT * _FINER)
    highest = max(1, *map(sum, zip(*counts.values(), strict=True)))
    chart = _Chart(canvas, font, len(days), highest * _ROOM)
    chart.scale(highest)
    chart.bars(list(counts.values()))
    chart.dates(days)
    chart.names(list(counts))
    picture = io.BytesIO()
    image.resize((_WIDTH, _HEIGHT), images.Resampling.LANCZOS).save(picture, format="PNG")
    return picture.getvalue()


class _Chart:
    """Draws the parts of the picture, in its final measures; `top` is the value at its top."""

    def __init__(
        self, canvas: ImageDraw, font: FreeTypeFont | ImageFont, days: int, top: float
    ) -> None:
        self._canvas = canvas
        self._font = font
        self._step = (_RIGHT - _LEFT) / max(1, days)
        self._top = top

    def scale(self, highest: int) -> None:
        """Draw lines at round numbers up to the highest bar."""
        for value in range(0, highest + 1, _round_step(highest)):
            y = self._y(value)
            self._box(_LEFT, y - 0.5, _RIGHT, y + 0.5, _INK if value == 0 else _LINE)
            self._text(_LEFT - 10, y, str(value), "rm")

    def bars(self, counts: Sequence[Sequence[int]]) -> None:
        """Draw the bars of each day on top of one another."""
        for place, values in enumerate(zip(*counts, strict=True)):
            left = _LEFT + self._step * (place + (1 - _BAR) / 2)
            below = 0
            for number, value in enumerate(values):
                if value:
                    y, right = self._y(below + value), left + self._step * _BAR
                    self._box(left, y, right, self._y(below), _COLOURS[number % len(_COLOURS)])
                below += value

    def dates(self, days: Sequence[date]) -> None:
        """Write every fifth day below its bar, the last one among them."""
        for place in range((len(days) - 1) % _DAYS_A_LABEL, len(days), _DAYS_A_LABEL):
            x = _LEFT + self._step * (place + 0.5)
            self._text(x, _BOTTOM + 10, f"{days[place]:%m-%d}", "mt")

    def names(self, names: Sequence[str]) -> None:
        """Write which colour is whose."""
        width = (_RIGHT - _LEFT) / _NAMES_IN_A_ROW
        for number, name in enumerate(names):
            x = _LEFT + 16 + width * (number % _NAMES_IN_A_ROW)
            y = _TOP + 10 + 26 * (number // _NAMES_IN_A_ROW)
            self._box(x, y - 6, x + 28, y + 6, _COLOURS[number % len(_COLOURS)])
            self._text(x + 36, y, name, "lm")

    def _y(self, value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * value / self._top

    def _box(self, left: float, upper: float, right: float, lower: float, colour: str) -> None:
        corners = [round(each * _FINER) for each in (left, upper, right, lower)]
        corners[2], corners[3] = max(corners[0], corners[2] - 1), max(corners[1], corners[3] - 1)
        self._canvas.rectangle(corners, fill=colour)

    def _text(self, x: float, y: float, text: str, anchor: str) -> None:
        place = (x * _FINER, y * _FINER)
        self._canvas.text(place, text, fill=_INK, font=self._font, anchor=anchor)


def _round_step(highest: int) -> int:
    """Return a round number that goes into the highest bar some six times at most."""
    step = 1
    while highest / step > 6:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step
