"""Tickers that nothing but capitals and figures mark: rows of quotes, «NVDA +3.2%», #MSFT.

A ticker that is also a word or an abbreviation (ALL, NOW, CPI) counts among others that are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

_TICKER: Final = r"(?P<code>[A-Z]{1,5}(?:[./-][A-Z])?)"
_CELL: Final = r"(?:[ \t]*[;|\t\n][ \t]*|[ \t]+)"
"""What stands between cells; those of HTML tables come to stand on lines of their own."""

_FIGURE: Final = r"[+\-−▲▼]?[$£€]?\d[\d,]*(?:\.\d+)?[KMB%]?"
_ROW: Final = re.compile(
    rf"\n[| \t]*(?:[^;|\t\n]{{2,40}}[;|\t][ \t]*)?{_TICKER}(?:{_CELL}{_FIGURE})*?{_CELL}"
    r"[+\-−▲▼]?\d+\.\d+ ?%"
)
_MOVE: Final = re.compile(r"[+\-−▲▼]\d+(?:\.\d+)?%")
_BEFORE_MOVE: Final = re.compile(rf"(?<![\w$#./-]){_TICKER} \(?\Z")
_REACH: Final = 12
_HASHTAG: Final = re.compile(r"(?<![\w#])#(?P<code>[A-Z]{3,5})(?!\w)")
_SIGNED: Final = re.compile(r"[+\-−▲▼]\d[\d.]* ?%$")
_ENOUGH: Final = 2
"""So many rows whose tickers are no words make a table of quotes."""


class Ticker(NamedTuple):
    """A ticker in an original text, at `text[start:end]`, and the symbol it leads to."""

    start: int
    end: int
    symbol: str


def find_tickers(
    text: str, find: Callable[[str], str | None], is_sure: Callable[[str], bool]
) -> Iterator[Ticker]:
    """Yield the tickers of rows, moves and hashtags.

    `find` leads to listed symbols; `is_sure` says of a ticker in small letters that it is no word.
    """
    quoted: dict[int, Ticker] = {}
    doubtful: dict[int, Ticker] = {}
    for start, ticker, is_signed in _quotes(text) if "%" in text else ():
        if symbol := find(ticker):
            found = Ticker(start, start + len(ticker), symbol)
            if is_sure(ticker.lower()):
                quoted[start] = found
            elif is_signed:  # a row for CASH has no move
                doubtful[start] = found
    yield from quoted.values()
    if len(quoted) >= _ENOUGH:
        yield from doubtful.values()
    for tag in _HASHTAG.finditer(text) if "#" in text else ():
        symbol = find(tag["code"])
        if symbol and is_sure(tag["code"].lower()):
            yield Ticker(*tag.span("code"), symbol)


def _quotes(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield where tickers stand before figures, and whether the last has a sign."""
    for row in _ROW.finditer("\n" + text):
        yield row.start("code") - 1, row["code"], _SIGNED.search(row[0]) is not None
    for move in _MOVE.finditer(text):
        if found := _BEFORE_MOVE.search(text, max(0, move.start() - _REACH), move.start()):
            yield found.start("code"), found["code"], True
