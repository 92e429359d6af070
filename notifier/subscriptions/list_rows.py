"""What the lines of a list ask for, whichever of their cells say so. Pure.

Lines under headings are read by them. Without headings a line is one instrument's record with its
exchange, a list of codes behind the name of their group, or a row of a table, whose codes stand
where most of the file's codes do. A line that nothing cuts is read by `list_words`.
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
    belongs_elsewhere,
    entry,
    fits,
    is_money,
    known_code,
    known_name,
)
from notifier.subscriptions.list_file import ListLine
from notifier.subscriptions.list_words import (
    FIGURE,
    LABEL,
    is_amount,
    is_heading,
    of_companies,
    of_words,
)
from notifier.subscriptions.rules import Rules

_CODE_LIKE = re.compile(r"[A-Z0-9_]+(?:[.:/ -][A-Z0-9.]+)*!?")
"""`ES1!` is the next future."""
_FEW = 3
_CODE_OF_DIGITS = re.compile(r"\d{5,6}")
_SIDE = re.compile(r"(?:buy|sell|long|short|买入|卖出) +", re.IGNORECASE)
"""What stands before a name in a list of trades."""


def findings(
    lines: Sequence[ListLine], rules: Rules
) -> Iterator[tuple[ListLine, Sequence[Finding]]]:
    """Yield each line with what it asks for; with nothing where it is a heading or a title."""
    columns: Columns | None = None
    is_table = False
    places = _Places(lines, rules)
    titles = _titles(lines)
    for at, line in enumerate(lines):
        cells = line.cells
        found: Sequence[Finding]
        headings = columns_of(cells)
        if headings is not None:
            columns, found, is_table = headings, [], len(cells) > 1
        elif len(cells) == 1:
            found = [alone(cells[0], rules)] if is_table else of_words(cells[0], rules)
        elif columns is not None:
            found = [_under(columns, cells, line.text, rules)]
        else:
            found = places.read(line)
        if at < titles:
            found = [each for each in found if isinstance(each, ParsedQuery)]
        yield line, found


def _titles(lines: Sequence[ListLine]) -> int:
    """Return how many lines stand above a table: its titles, or headings that are not known."""
    for at, line in enumerate(lines):
        if columns_of(line.cells) is not None:
            return at
        if sum(map(bool, line.cells)) > 1:
            break
    if not lines:
        return 0
    first, *rest = (line.cells for line in lines)
    is_heading = len(first) > 1 and not any(map(FIGURE.fullmatch, first))
    return int(is_heading and any(_has_amount(cells) for cells in rest))


def _has_amount(cells: Sequence[str]) -> bool:
    """Return whether a row says how much: its cells below a heading are no names."""
    return any(FIGURE.fullmatch(cell) and not _CODE_OF_DIGITS.fullmatch(cell) for cell in cells)


def _under(columns: Columns, cells: Sequence[str], text: str, rules: Rules) -> Finding:
    """Return what a row holds by its headings."""

    def cell(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    code, name = cell(columns.code), cell(columns.name)
    if is_no_share(cell(columns.kind)) or not (code or name):
        return text
    market = market_of(cell(columns.exchange))
    traded_in = market_of_currency(cell(columns.currency))
    if market is None and code.isdecimal():
        market = traded_in
    found = entry(code, [name], market, rules)
    if isinstance(found, str):
        return text
    share = found.security if isinstance(found, ParsedQuery) else None
    if market is not None or share is None:
        return found
    # Other countries have the same tickers: what is no dollars needs a name that says it is ours.
    is_foreign = traded_in is not None and not fits(name, share, rules)
    if is_foreign and name:
        return text
    return (
        Ambiguous(text, (share,)) if is_foreign or belongs_elsewhere(name, share, rules) else found
    )


class _Places:
    """Reads the rows of a table that has no headings, by what is found in all of them."""

    def __init__(self, lines: Sequence[ListLine], rules: Rules) -> None:
        rows = [line.cells for line in lines if len(line.cells) > 1]
        self._rules = rules
        self._known: dict[str, bool] = {}
        self._records = any(_record(row, rules) is not None for row in rows)
        self._labelled = len(rows) > 1 and any(
            self._is_labelled(row) for row in rows if self._is_list(row)
        )
        found: defaultdict[int, set[str]] = defaultdict(set)
        for row in rows:
            for place, cell in enumerate(row):
                security = known_code(cell, None, rules)
                if security is not None and not (is_amount(cell) or is_money(cell)):
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
            if place != self._code and not FIGURE.fullmatch(cell)
        ]
        if is_amount(code) and not any(known_name(each, self._rules) for each in beside):
            return [line.text]
        if is_money(code) or known_code(code, None, self._rules) is None:
            code, beside = "", [code, *beside]
        found = entry(code, beside, None, self._rules)
        return [line.text if isinstance(found, str) else found]

    def _is_list(self, cells: Sequence[str]) -> bool:
        """Return whether several things are listed in a row, perhaps behind their group's name."""
        rest = [cell for cell in cells[1:] if cell and not is_heading(cell)]
        figures = [cell for cell in rest if FIGURE.fullmatch(cell) and not self._is_known(cell)]
        if any(not _CODE_OF_DIGITS.fullmatch(cell) for cell in figures):
            return False
        likely = [self._is_known(cell) for cell in rest]
        if (
            not figures
            and any(likely)
            and all(
                known or _CODE_LIKE.fullmatch(cell)
                for known, cell in zip(likely, rest, strict=True)
            )
        ):
            return True
        known = [alone(cell, self._rules, near=False) for cell in cells if self._is_known(cell)]
        return 2 * len(known) >= len(cells) and len(of_companies(known, self._rules)) > 1

    def _is_labelled(self, cells: Sequence[str]) -> bool:
        first = cells[0]
        return not (is_heading(first) or _CODE_LIKE.fullmatch(first) or self._is_known(first))

    def _listed(self, cells: Sequence[str]) -> list[Finding]:
        if self._labelled and (cells[0].isascii() or not self._is_known(cells[0])):
            cells = cells[1:]
        cells = [cell for cell in cells if cell]
        found: dict[str, Finding] = {}
        for cell in cells:
            if is_heading(cell):
                continue
            meant = cell if is_money(cell) else alone(LABEL.sub("", cell), self._rules)
            key = cell
            if isinstance(meant, ParsedQuery) and meant.security is not None:
                key = self._rules.directory.issuer(meant.security.symbol)
            if key not in found or known_code(cell, None, self._rules):
                found[key] = meant
        return list(found.values())

    def _is_known(self, cell: str) -> bool:
        if cell not in self._known:
            self._known[cell] = self._is_company(cell)
        return self._known[cell]

    def _is_company(self, cell: str) -> bool:
        if is_amount(cell) or is_money(cell):
            return False
        is_code = known_code(LABEL.sub("", cell), None, self._rules) is not None
        return is_code or known_name(cell, self._rules) is not None


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
