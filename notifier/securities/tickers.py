"""Tickers that nothing but capitals, figures and talk of trading mark: NVDA +3.2%, #MSFT, my PLTR.

A ticker that is also a word or an abbreviation (ALL, NOW, CPI) counts among others that are not, or
where only a share can stand: OPEN calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from notifier.securities import priors

_TICKER: Final = r"(?P<code>[A-Z]{1,5}(?:[./-][A-Z])?)"
_CELL: Final = r"(?:[ \t]*[;|\t\n][ \t]*|[ \t]+)"
"""What stands between cells; those of HTML tables come to stand on lines of their own."""

_FIGURE: Final = r"[+\-−▲▼]?[$£€]?\d[\d,]*(?:\.\d+)?[KMB%]?"
_ROW: Final = re.compile(
    rf"\n[| \t]*(?:[^;|\t\n]{{2,40}}[;|\t][ \t]*)?{_TICKER}(?:{_CELL}{_FIGURE})*?{_CELL}"
    r"[+\-−▲▼]?\d+\.\d+ ?%"
)
_MOVE: Final = re.compile(r"[+\-−▲▼]\d+(?:\.\d+)?%")
_BEFORE_MOVE: Final = re.compile(rf"(?<![\w$#./-]){_TICKER} (?:[$£€]?\d[\d,.]* )?\(?\Z")
_REACH: Final = 24
_HASHTAG: Final = re.compile(r"(?<![\w#])#(?P<code>[A-Z]{3,5})(?!\w)")
_SIGNED: Final = re.compile(r"[+\-−▲▼]\d[\d.]* ?%$")
_BARE: Final = re.compile(r"(?<![\w$#./&'’:-])[A-Z]{2,5}(?![\w./&-]|['’]\w|: ?[A-Z]{2,5}\b)")
"""What stands before a colon and a ticker is where that is listed: ASX:CSL."""

_IN_HASTE: Final = re.compile(r"(?<![\w$#./&'’:-])[a-z]{3,5}(?![\w./&-]|['’]\w)")
"""So traders type them: unh puts, sold my amd."""

_LIST: Final = re.compile(
    r"(?<![\w$#./&'’:-])[A-Z]{1,5}(?:(?P<mark> ?[,/;+>] ?|,? (?:and|or) )[A-Z]{1,5}"
    r"|(?: [A-Z]{1,5}))+(?![\w/&:-]|\.\w|['’]\w)"
)
_WORD: Final = re.compile("[A-Z]+")
_LONG_LIST: Final = 3

_TRADING: Final = re.compile(
    r"\b(?:calls|puts|leaps|options|bag ?hold\w*|bags|yolo\w*|calls?|wsb|diamond hands"
    r"|to the moon|tendies"
    r"|(?:averag|avg)(?:e[ds]?|ing)?|squeeze|[io]tm|degens?|apes?|imo|lol|lmao|shares?|stocks?"
    r"|earnings|dips?"
    r"|port(?:folio)?|positions?|tickers?|roth|strikes?|expir(?:y|es|ed)|\d+[cpk]|longs?|shorts?"
    r"|red|green|holding"
    r"|bought|sold|gains?|loss(?:es)?|rotat(?:ed|ing))\b"
)
"""What traders say. It tells only with a ticker beside it, or with a long one in its text."""

_DEALT_AFTER: Final = re.compile(
    r" (?:(?:calls?|puts?)(?! (?:for|on|to|it|out|off|in|up|down)\b)|shares?|stock|bags?|gang"
    r"|bag ?holders?|bulls?|bears?|leaps|options|squeeze|app"
    r"|longs|shorts|position|\$?\d+(?:\.\d+)?[cp]|(?:is |was )?(?:down|up|flat|red|green|mooning"
    r"|tanking))\b"
)
_DEALT_BEFORE: Final = re.compile(
    r"(?i)\b(?:bag ?holding|holding|(?:averag|avg)(?:ing|ed|e)? (?:down|up) (?:on|in)|load(?:ed"
    r"|ing)(?: up)? on|(?:bought|buying"
    r"|sold|selling|dump(?:ed|ing)|trimm(?:ed|ing)|short(?:ed|ing)|own(?:ed|ing)?)|(?:all"
    r"|yolo(?:ed)?) in(?:to)?(?: on)?"
    r"|rotat(?:ed|ing) (?:out of|(?:in)?to)|(?:bullish|bearish|long|short|calls|puts|wrecked"
    r"|killed) on|shares of"
    r"|(?:rolled|rolling|moved?|moving|went|going|got) (?:[a-z]+ )?(?:back )?into)"
    r"(?: (?:more|some|my|the|half|all|most|a (?:bit|few|lot) of|of|\d[\d,.]*k?|shares))* \Z"
)
_CASHTAG: Final = re.compile(r"(?<!\w)\$[A-Z]{2,5}\b")
_DEALT_REACH: Final = 48
_LONG: Final = 4
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
    """Yield the tickers of rows, moves, lists and hashtags; some more than once.

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
    yield from _dealt_in(text, find, is_sure)
    yield from _listed(text, find, is_sure)
    for tag in _HASHTAG.finditer(text) if "#" in text else ():
        symbol = find(tag["code"])
        if symbol and is_sure(tag["code"].lower()):
            yield Ticker(*tag.span("code"), symbol)


def _dealt_in(
    text: str, find: Callable[[str], str | None], is_sure: Callable[[str], bool]
) -> Iterator[Ticker]:
    """Yield tickers in what traders say: all that are no words, once one is dealt in."""
    is_dealt = "$" in text and _CASHTAG.search(text) is not None
    others: list[re.Match[str]] = []
    for bare in _BARE.finditer(text):
        ticker = bare[0].lower()
        if priors.is_acronym(ticker):
            continue
        start, end = bare.span()
        is_word = not is_sure(ticker)
        is_near = _DEALT_AFTER.match(text, end) if is_word else _is_dealt_in(text, start, end)
        if is_near and (symbol := find(bare[0])):
            is_dealt = True
            yield Ticker(start, end, symbol)
        elif not (is_near or is_word):
            others.append(bare)
    is_talk = is_dealt or _TRADING.search(text)
    for small in _IN_HASTE.finditer(text) if is_talk else ():
        is_ticker = is_sure(small[0]) and _is_dealt_in(text, *small.span())
        if is_ticker and (symbol := find(small[0].upper())):
            yield Ticker(*small.span(), symbol)
    for bare in others if is_talk else ():
        if (is_dealt or len(bare[0]) >= _LONG) and (symbol := find(bare[0])):
            yield Ticker(*bare.span(), symbol)


def _is_dealt_in(text: str, start: int, end: int) -> bool:
    """Return whether traders speak so of what stands there."""
    before = max(0, start - _DEALT_REACH), start
    return bool(_DEALT_AFTER.match(text, end) or _DEALT_BEFORE.search(text, *before))


def _listed(
    text: str, find: Callable[[str], str | None], is_sure: Callable[[str], bool]
) -> Iterator[Ticker]:
    """Yield the tickers of a list of nothing else: HD, LOW, WMT.

    Two of three or more, or one where marks part them, must be no words; of two both.
    """
    for run in _LIST.finditer(text):
        words = list(_WORD.finditer(run[0].replace(" and ", "     ").replace(" or ", "    ")))
        symbols = [find(word[0]) for word in words]
        sure = sum(is_sure(word[0].lower()) for word in words)
        fewest = 1 if run["mark"] and len(words) >= _LONG_LIST else _ENOUGH
        if sure >= fewest and all(symbols):
            for word, symbol in zip(words, symbols, strict=True):
                yield Ticker(run.start() + word.start(), run.start() + word.end(), str(symbol))


def _quotes(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield where tickers stand before figures, and whether the last has a sign."""
    for row in _ROW.finditer("\n" + text):
        yield row.start("code") - 1, row["code"], _SIGNED.search(row[0]) is not None
    for move in _MOVE.finditer(text):
        if found := _BEFORE_MOVE.search(text, max(0, move.start() - _REACH), move.start()):
            yield found.start("code"), found["code"], True
