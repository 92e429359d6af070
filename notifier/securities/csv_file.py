"""Lists of securities as CSV files: the one shipped with the package and those of an operator."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from notifier.core.errors import SecuritiesError
from notifier.core.model import Security
from notifier.securities.codes import canonical

COLUMNS = ("symbol", "exchange", "name", "aliases")
"""The columns a list must have; others are ignored."""

_REQUIRED = COLUMNS[:3]
_LONGEST_CODE = 32


def read_csv(lines: Iterable[str], origin: str) -> list[Security]:
    """Read a list of securities; `origin` names the file in error messages.

    Aliases are separated by `|`. Raises SecuritiesError that names the line and what to do; a list
    is taken whole or not at all.
    """
    rows = csv.reader(_without_bom(lines), strict=True)
    try:
        header = [column.strip().lower() for column in next(rows, [])]
        _check_header(header, origin)
        # Where a column is given twice, the last one counts.
        places = {column: place for place, column in enumerate(header)}
        chosen = [places.get(column, len(header)) for column in COLUMNS]
        return [
            _security(
                [row[place].strip() if place < len(row) else "" for place in chosen],
                origin,
                rows.line_num,
            )
            for row in rows
            if row and "".join(row).strip()
        ]
    except csv.Error as error:
        raise SecuritiesError(
            f"{origin}, line {rows.line_num}: not readable as CSV ({error}). "
            "Save the file as comma-separated UTF-8 and try again.",
        ) from error


def canonical_symbols(found: Iterable[Security]) -> tuple[list[Security], list[str]]:
    """Lead the symbols of an operator's list back to their one form, by the exchange if need be.

    Return the securities, each symbol once, and the symbols that are no codes, whose securities are
    left out. A row whose symbol is another form, as of a renminbi counter, replaces no proper one.
    """
    securities: dict[str, Security] = {}
    unknown = []
    for security in found:
        symbol, exchange = security.symbol, security.exchange
        forms = (f"{exchange}:{symbol}", symbol) if symbol.isdecimal() else (symbol,)
        meant = next(filter(None, map(canonical, forms)), None)
        if meant is None:
            unknown.append(symbol)
        elif meant[0] == symbol or meant[0] not in securities:
            securities[meant[0]] = replace(security, symbol=meant[0])
    return list(securities.values()), unknown


@cache
def shipped() -> tuple[Security, ...]:
    """Read the start set that comes with the package."""
    path = resources.files("notifier.securities") / "data" / "securities.csv"
    return tuple(read_csv(path.read_text(encoding="utf-8").splitlines(), "the shipped list"))


def _without_bom(lines: Iterable[str]) -> Iterable[str]:
    for number, line in enumerate(lines):
        yield line.removeprefix("\ufeff") if number == 0 else line


def _check_header(header: list[str], origin: str) -> None:
    missing = [column for column in _REQUIRED if column not in header]
    if missing:
        raise SecuritiesError(
            f"{origin}, line 1: column {', '.join(missing)} is missing. "
            f"The first line must name the columns: {','.join(COLUMNS)}.",
        )


def _security(cells: Sequence[str], origin: str, line: int) -> Security:
    symbol, exchange, name, aliases = cells
    if not (symbol and exchange and name):
        column = next(column for column, cell in zip(_REQUIRED, cells, strict=False) if not cell)
        raise SecuritiesError(
            f"{origin}, line {line}: {column} is empty. Fill it in, or remove the line.",
        )
    if len(symbol) > _LONGEST_CODE or len(exchange) > _LONGEST_CODE:
        is_symbol = len(symbol) > _LONGEST_CODE
        column, cell = ("symbol", symbol) if is_symbol else ("exchange", exchange)
        raise SecuritiesError(
            f"{origin}, line {line}: {column} {cell[:_LONGEST_CODE]!r}… is longer than "
            f"{_LONGEST_CODE} characters. Write the code itself, as in SZ002230.",
        )
    if "\0" in "".join(cells):
        raise SecuritiesError(
            f"{origin}, line {line}: there is a NUL character. "
            "Save the file as comma-separated UTF-8 again.",
        )
    stripped = (alias.strip() for alias in aliases.split("|")) if aliases else ()
    return Security(symbol, exchange, name, tuple(filter(None, stripped)))
