"""What the lines of a list ask for, whichever of their cells say so. Pure.

Lines under headings are read by them. Without headings a line is one instrument's record with its
exchange, a list of codes behind the name of their group, or a row of a table, whose codes stand
where most of the file's codes do. A line that nothing cuts is read by its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.list_columns import (
    RECORD_KINDS,
    Columns,
    Market,
    columns_of,
    is_no_share,
    market_of,
    market_of_currency,
)
from notifier.subscriptions.list_entry import (
    Finding,
    alone,
    entry,
    is_money,
    known_code,
    known_name,
)
from notifier.subscriptions.list_file import ListLine
from notifier.subscriptions.rules import Rules

_BULLET = re.compile(r"^\s*(?:\d{1,3}[.)、]\s+|[-•*·–]\s+)")
_LABEL = re.compile(r"^[^:：]{1,30}(?::\s+|：\s*)")
_BETWEEN_WORDS = re.compile(r"[\s,;|，、；()（）]+")
_TERMINAL = re.compile(r"\S+ [A-Z]{2} Equity")
_CODE_LIKE = re.compile(r"[A-Z0-9_]+(?:[.:/ -][A-Z0-9.]+)*")
_LONG_CODE = re.compile(r"(?:[A-Za-z]{2}\.?)?\d{5,6}(?:\.[A-Za-z]{2})?|\d{1,5}\.HK|[A-Z]+:\S+")
_FIGURE = re.compile(r"[-+$¥€]?[\d.,:/\s-]+[%万亿]?")
_FEW = 3
_SIDE = re.compile(r"(?:buy|sell|long|short|买入|卖出) +", re.IGNORECASE)
"""What stands before a name in a list of trades."""
_LEAST_CODE = 5
"""Fewer digits beside something else are rather an amount than a code."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


def findings(
    lines: Sequence[ListLine], rules: Rules
) -> Iterator[tuple[ListLine, Sequence[Finding]]]:
    """Yield each line with what it asks for; with nothing where it is a heading."""
    columns: Columns | None = None
    places = _Places(lines, rules)
    for line in lines:
        cells = line.cells
        headings = columns_of(cells)
        if headings is not None:
            columns, found = headings, []
        elif len(cells) == 1:
            found = _of_words(cells[0], rules) if columns is None else [alone(cells[0], rules)]
        elif columns is not None:
            found = [_under(columns, cells, line.text, rules)]
        else:
            found = places.read(line)
        yield line, found


def _under(columns: Columns, cells: Sequence[str], text: str, rules: Rules) -> Finding:
    """Return what a row holds by its headings."""

    def cell(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    code, name = cell(columns.code), cell(columns.name)
    if is_no_share(cell(columns.kind)) or not (code or name):
        return text
    market = market_of(cell(columns.exchange))
    if market is None and code.isdecimal():
        market = market_of_currency(cell(columns.currency))
    found = entry(code, [name], market, rules)
    return text if isinstance(found, str) else found


class _Places:
    """Reads the rows of a table that has no headings, by what is found in all of them."""

    def __init__(self, lines: Sequence[ListLine], rules: Rules) -> None:
        rows = [line.cells for line in lines if len(line.cells) > 1]
        self._rules = rules
        self._records = any(_record(row, rules) is not None for row in rows)
        self._labelled = any(self._is_labelled(row) for row in rows if self._is_list(row))
        found: defaultdict[int, set[str]] = defaultdict(set)
        for row in rows:
            for place, cell in enumerate(row):
                security = known_code(cell, None, rules)
                if security is not None and not (_is_amount(cell) or is_money(cell)):
                    found[place].add(security.symbol)
        # What stands in every row is no code of any: Real, as opposed to lent.
        codes = [place for place in sorted(found) if len(found[place]) > 1 or len(rows) < _FEW]
        self._code = max(codes, key=lambda place: len(found[place]), default=0)

    def read(self, line: ListLine) -> list[Finding]:
        """Return what a row asks for."""
        cells = line.cells
        if self._records:
            record = _record(cells, self._rules)
            return [line.text if record is None or isinstance(record, str) else record]
        if self._is_list(cells):
            return self._listed(cells)
        code = cells[self._code] if self._code < len(cells) else ""
        beside = [
            _SIDE.sub("", cell)
            for place, cell in enumerate(cells)
            if place != self._code and not _FIGURE.fullmatch(cell)
        ]
        if _is_amount(code) and not any(known_name(each, self._rules) for each in beside):
            return [line.text]
        if known_code(code, None, self._rules) is None:
            code, beside = "", [code, *beside]
        found = entry(code, beside, None, self._rules)
        return [line.text if isinstance(found, str) else found]

    def _is_list(self, cells: Sequence[str]) -> bool:
        """Return whether several things are listed in a row, perhaps behind their group's name."""
        rest = [cell for cell in cells[1:] if cell and not _is_heading(cell)]
        if any(_FIGURE.fullmatch(cell) and not self._is_known(cell) for cell in rest):
            return False
        likely = [self._is_known(cell) for cell in rest]
        return any(likely) and all(
            known or _CODE_LIKE.fullmatch(cell) for known, cell in zip(likely, rest, strict=True)
        )

    def _is_labelled(self, cells: Sequence[str]) -> bool:
        first = cells[0]
        return not (_is_heading(first) or _CODE_LIKE.fullmatch(first) or self._is_known(first))

    def _listed(self, cells: Sequence[str]) -> list[Finding]:
        cells = [cell for cell in (cells[1:] if self._labelled else cells) if cell]
        found: dict[str, Finding] = {}
        for cell in cells:
            if _is_heading(cell):
                continue
            meant = alone(_LABEL.sub("", cell), self._rules)
            key = cell
            if isinstance(meant, ParsedQuery) and meant.security is not None:
                key = self._rules.directory.issuer(meant.security.symbol)
            if key not in found or known_code(cell, None, self._rules):
                found[key] = meant
        return list(found.values())

    def _is_known(self, cell: str) -> bool:
        if _is_amount(cell):
            return False
        is_code = known_code(_LABEL.sub("", cell), None, self._rules) is not None
        return is_code or known_name(cell, self._rules) is not None


def _is_amount(cell: str) -> bool:
    """Return whether a cell beside others is rather an amount than a code."""
    return len(cell) < _LEAST_CODE and _FIGURE.fullmatch(cell) is not None


def _is_heading(cell: str) -> bool:
    return cell.startswith("#")


def _record(cells: Sequence[str], rules: Rules) -> Finding | None:
    """Return what a record asks for: a code before its exchange, or before its kind and that."""
    for place, cell in enumerate(cells[1:], start=1):
        following = cells[place + 1] if place + 1 < len(cells) else ""
        if cell in RECORD_KINDS and _CODE_LIKE.fullmatch(following):
            if is_no_share(cell) or cell in {"CASH", "CRYPTO"}:
                return cells[place - 1]
            return entry(cells[place - 1], [], market_of(following), rules)
        if cell.isascii() and market_of(cell) not in {None, Market.ELSEWHERE}:
            code, rest = cells[place - 1], [*cells[: place - 1], *cells[place + 1 :]]
            if not _CODE_LIKE.fullmatch(code):  # a name stands between
                code, *rest = [*cells[:place], *cells[place + 1 :]]
            names = [name for name in rest if not _CODE_LIKE.fullmatch(name)]
            return entry(code, names, market_of(cell), rules)
    return None


def _of_words(text: str, rules: Rules) -> list[Finding]:
    """Return what a line asks for that is no row of a table."""
    bare = _BULLET.sub("", text).strip()
    whole = alone(bare, rules)
    if not isinstance(whole, str):
        return [whole]
    if _is_heading(bare):
        return []
    if _TERMINAL.fullmatch(bare):
        return [text]
    words = [word for word in _BETWEEN_WORDS.split(_LABEL.sub("", bare)) if word.strip("-")]
    words = [word for word in words if not (_is_amount(word) or is_money(word))]
    each = [alone(word, rules, near=False) for word in words]
    if each and all(isinstance(found, ParsedQuery) for found in each):
        return each
    coded = [word for word in words if _LONG_CODE.fullmatch(word) and known_code(word, None, rules)]
    code = (coded or words)[:1]
    if not code:
        return [text]
    others = [word for word in words if word != code[0] and _CHINESE.search(word)]
    found = entry(code[0], others, None, rules)
    if isinstance(found, str):
        found = _somewhere(text, words, rules)
    return [text if isinstance(found, str) else found]


def _somewhere(text: str, words: Sequence[str], rules: Rules) -> Finding:
    """Return the company to be asked about whose code stands among other words."""
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    known = next(filter(None, (known_code(word, None, rules) for word in capitals)), None)
    return text if known is None else Ambiguous(text, (known,))
