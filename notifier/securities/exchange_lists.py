"""The official lists of securities: how the answers of cninfo, HKEX and the SEC are read. Pure.

When they are believed is decided in `merging`; fetching is done elsewhere.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from notifier.core.errors import SecuritiesError
from notifier.core.model import Security
from notifier.securities.codes import canonical
from notifier.securities.papers import are_funds
from notifier.securities.xlsx import read_first_sheet

CNINFO = "cninfo"
HKEX = "HKEX"
SEC = "SEC"

MAINLAND_EXCHANGES: Final = {"SH": "SSE", "SZ": "SZSE", "BJ": "BSE"}
_US_EXCHANGES: Final = {"Nasdaq": "NASDAQ", "NYSE": "NYSE", "CBOE": "CBOE"}

_HK_NO_EQUITY: Final = (
    (2800, 2849),
    (3000, 3199),
    (4000, 5999),
    (7000, 7999),
    (9000, 9199),
    (9800, 9849),
    (10000, 79999),
    (90000, 99999),
)
"""Number ranges of funds, bonds, warrants: used when HKEX's list of types is not at hand."""

_HK_EQUITY: Final = frozenset(
    {"Equity", "Real Estate Investment Trusts", "股本", "房地產投資信託基金"}
)
_SEC_DERIVATIVE: Final = re.compile(r"\.(?:W|WT|WS|U|UN|R|RT|P[A-Z]?)$")
_SHORT_WORD: Final = 3
_SMALL_WORDS: Final = frozenset({"OF", "AND", "FOR", "IN"})
_PLAIN_SHORT_WORDS: Final = frozenset(
    "INC CO THE COM LTD NEW CAN BIG ONE AIR OIL GAS BAY SEA SUN".split(),  # noqa: SIM905
)


def parse_cninfo(answer: bytes) -> list[Security]:
    """Read cninfo's `szse_stock.json`: all mainland shares, with their pinyin.

    Raises SecuritiesError if the answer is not that list.
    """
    found: list[Security] = []
    for row in _rows(_json(answer, CNINFO), "stockList", CNINFO):
        code, name = _text(row, "code"), _tidy_name(_text(row, "zwjc"))
        symbols = canonical(code) if code.isdecimal() else ()
        if not (symbols and name and _text(row, "orgId")) or _text(row, "category") != "A股":
            continue
        pinyin = _text(row, "pinyin").lower()
        exchange = MAINLAND_EXCHANGES[symbols[0][:2]]
        found.append(
            Security(symbols[0], exchange, name, (f"py:{pinyin}",) if pinyin.isalpha() else ()),
        )
    return _not_empty(found, CNINFO)


def parse_hkex(
    chinese: bytes,
    english: bytes | None = None,
    types: bytes | None = None,
) -> list[Security]:
    """Read HKEX's `activestock_sehk_c.json`, with its English twin and `ListOfSecurities.xlsx`.

    Without the workbook, which says what is a share, number ranges tell shares from warrants.
    Raises SecuritiesError if an answer is not what it should be.
    """
    names_in_english = {}
    if english is not None:
        names_in_english = {
            _text(row, "c"): _text(row, "n") for row in _rows(_json(english, HKEX), None, HKEX)
        }
    shares = None if types is None else parse_hkex_types(types)
    found: list[Security] = []
    for row in _rows(_json(chinese, HKEX), None, HKEX):
        code, name = _text(row, "c"), _tidy_name(_text(row, "n"))
        if not code.isdecimal() or not name:
            continue
        is_share = _may_be_hk_share(int(code)) if shares is None else code.zfill(5) in shares
        if is_share:
            alias = names_in_english.get(code, "")
            aliases = (alias,) if alias and alias != name else ()
            found.append(Security(f"{code.zfill(5)}.HK", "HKEX", name, aliases))
    return _not_empty(found, HKEX)


def parse_hkex_types(workbook: bytes) -> frozenset[str]:
    """Read which five-digit codes HKEX's `ListOfSecurities.xlsx` calls shares or REITs."""
    try:
        rows = read_first_sheet(workbook)
    except ValueError as error:
        raise SecuritiesError(
            f"HKEX: the list of types is no workbook we can read ({error}).",
        ) from error
    return frozenset(
        row["A"].zfill(5)
        for row in rows
        if row.get("A", "").isdecimal() and _HK_EQUITY & set(row.values())
    )


def parse_sec(answer: bytes) -> list[Security]:
    """Read the SEC's `company_tickers_exchange.json`: one share, or its classes, a company."""
    data = _json(answer, SEC)
    fields, lines = (data.get("fields"), data.get("data")) if isinstance(data, dict) else (0, 0)
    if not isinstance(fields, list) or not isinstance(lines, list):
        raise SecuritiesError("SEC: the answer has no fields and data; its form has changed.")
    names = [str(field) for field in fields]
    rows = [dict(zip(names, row, strict=False)) for row in lines if isinstance(row, list)]
    return _not_empty(sec_securities(rows), SEC)


def sec_securities(rows: Iterable[Mapping[str, Any]]) -> list[Security]:
    """Choose the shares from rows of cik, name, ticker, exchange in the SEC's order.

    The SEC lists a company's tickers by importance: the first is its share, later ones are other
    classes of it, or bonds and funds, which are left out. So are companies that list only those.
    """
    listed: dict[str, list[Security]] = {}
    for row in rows:
        ticker, name = _text(row, "ticker"), _text(row, "name")
        exchange = _US_EXCHANGES.get(_text(row, "exchange"))
        symbols = canonical(ticker)
        cik = _text(row, "cik").zfill(10)
        if symbols and name and exchange:
            found = Security(symbols[0], exchange, tidy_company(name), (f"cik:{cik}",))
            listed.setdefault(cik, []).append(found)
    return [
        security
        for papers in listed.values()
        if not are_funds([each.symbol for each in papers])
        for security in papers
        if _is_share(security, papers[0])
    ]


def _is_share(security: Security, first: Security) -> bool:
    symbol, main = security.symbol, first.symbol
    if symbol == main:
        return True
    if _SEC_DERIVATIVE.search(symbol):
        return False
    if "." in symbol:
        return symbol.partition(".")[0] == main.partition(".")[0]
    if symbol == main[:-1] and main[-1] in "ABCKL":  # GOOG beside GOOGL, UA beside UAA
        return True
    if security.exchange != "NASDAQ":  # there a letter more is a note: AFGB
        return False
    if len(symbol) == len(main):
        return symbol[:-1] == main[:-1] and {symbol[-1], main[-1]} <= set("ABCK")
    return symbol[:-1] == main and symbol[-1] in "ABCK"


def tidy_company(name: str) -> str:
    """Return the SEC's upper-case names the case a reader expects, without state and footnotes."""
    name = re.sub(r"\s*[/\\][A-Z]{2,}[/\\]?$", "", name).strip()
    if name != name.upper():
        return name
    return " ".join(_tidy_word(word) for word in name.split())


def _tidy_word(word: str) -> str:
    if word in _SMALL_WORDS:
        return word.lower()
    is_acronym = len(word) <= _SHORT_WORD and word not in _PLAIN_SHORT_WORDS
    return word if is_acronym else word.capitalize()


def _may_be_hk_share(number: int) -> bool:
    return number > 0 and not any(low <= number <= high for low, high in _HK_NO_EQUITY)


def _json(answer: bytes, source: str) -> Any:
    try:
        return json.loads(answer)
    except (UnicodeDecodeError, ValueError) as error:
        raise SecuritiesError(
            f"{source}: the answer is not JSON ({error}). The directory stays as it is.",
        ) from error


def _rows(data: Any, key: str | None, source: str) -> list[Mapping[str, Any]]:
    rows = data.get(key) if key is not None and isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise SecuritiesError(f"{source}: the answer is not a list; its form has changed.")
    return [row for row in rows if isinstance(row, dict)]


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value).strip()


def _tidy_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _not_empty(found: list[Security], source: str) -> list[Security]:
    if not found:
        raise SecuritiesError(
            f"{source}: the answer has no security in it. The directory stays as it is.",
        )
    return found
