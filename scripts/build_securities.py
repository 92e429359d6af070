"""Build the start set of securities that the package ships.

    python scripts/build_securities.py ADATA_CODES EDGAR_TICKERS

ADATA_CODES is `adata/stock/cache/code.csv` of the package adata (Apache-2.0; the mainland's short
names of October 2023), EDGAR_TICKERS `edgar/reference/data/company_tickers.parquet` of the package
edgartools (MIT; the list is the SEC's and in the public domain). Names in
`scripts/securities_input/` were written by hand for this project. The packages, and pyarrow, are
needed only here.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from notifier.core.model import Security
from notifier.securities.codes import canonical, old_beijing_successor
from notifier.securities.exchange_lists import sec_securities

HERE = Path(__file__).resolve().parent
INPUT = HERE / "securities_input"
DATA = HERE.parent / "notifier" / "securities" / "data"
OUTPUT = DATA / "securities.csv"
ISSUERS = DATA / "issuers.csv"

EXCHANGES = {"SH": "SSE", "SZ": "SZSE", "BJ": "BSE"}
GONE = re.compile(r"^(?:PT|S(?=[^T]))|退|已合并|^[NC](?=[\u4e00-\u9fff])")
DAY_MARK = re.compile(r"^(?:XD|XR|DR)")
KNOWN_BEIJING = {"835670": "920670"}
"""Of two old Beijing codes with the same ending only one kept it; these did."""

NOTE_ISSUERS = re.compile(
    r"^(?:UBS AG|Barclays Bank PLC|Deutsche Bank Aktiengesellschaft)$", re.IGNORECASE
)
"""Banks' subsidiaries that list only notes, under a name like the bank's."""


def write_issuers() -> None:
    """Write which listings are one company's, for those that no shared name joins."""
    rows = [(f"{row['code']}.HK", row["same_issuer"]) for row in _rows(INPUT / "hong_kong.csv")]
    lines = ["symbols", *(f"{one}|{other}" for one, other in rows if other)]
    ISSUERS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(adata: Path, edgar: Path) -> None:
    """Write the start set, sorted by market and symbol."""
    write_issuers()
    mainland = {security.symbol: security for security in read_mainland(adata)}
    securities = [*mainland.values(), *read_hong_kong(), *read_united_states(edgar)]
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("symbol", "exchange", "name", "aliases"))
        for security in sorted(securities, key=_order):
            aliases = "|".join(dict.fromkeys(security.aliases))
            rows.writerow((security.symbol, security.exchange, security.name, aliases))


def read_mainland(adata: Path) -> Iterator[Security]:
    """Merge adata's list with the names written by hand, which win; an empty name removes one."""
    by_hand = {row["code"]: row for row in _rows(INPUT / "mainland.csv")}
    names = {
        row["stock_code"]: _clean_name(row["short_name"])
        for row in _rows(adata)
        if not row["stock_code"].startswith(("2", "9")) and not GONE.search(row["short_name"])
    }
    names.update({code: row["name"] for code, row in by_hand.items()})
    endings = Counter(code[-3:] for code in names if code.startswith(("4", "8")))
    elsewhere = {name for code, name in names.items() if code.startswith(("0", "3", "6"))}
    for code, name in names.items():
        if code.startswith(("4", "8")) and name in elsewhere:
            continue  # moved from Beijing to Shanghai or Shenzhen
        symbol = canonical(code)[0]
        aliases = _split(by_hand[code]["aliases"]) if code in by_hand else ()
        if symbol.startswith("BJ"):
            if endings[code[-3:]] > 1 and code not in KNOWN_BEIJING:
                continue
            aliases = (*aliases, symbol)
            symbol = old_beijing_successor(symbol) or symbol
        if name and not GONE.search(name):
            yield Security(symbol, EXCHANGES[symbol[:2]], name, aliases)


def read_hong_kong() -> Iterator[Security]:
    """Read the Hong Kong names written by hand."""
    for row in _rows(INPUT / "hong_kong.csv"):
        aliases = (row["english"], *_split(row["aliases"]))
        yield Security(f"{row['code']}.HK", "HKEX", row["name"], aliases)


def read_united_states(edgar: Path) -> Iterator[Security]:
    """Merge the SEC's list with the Chinese and short English names written by hand."""
    # A build tool, not a dependency.
    from pyarrow import parquet  # type: ignore[import-not-found]  # noqa: PLC0415

    by_hand = {row["ticker"]: row for row in _rows(INPUT / "united_states.csv")}
    for security in sec_securities(parquet.read_table(edgar).to_pylist()):
        hand = by_hand.get(security.symbol)
        if hand is None:
            if not NOTE_ISSUERS.match(security.name):
                yield security
            continue
        english, chinese = _split(hand["english"]), _split(hand["chinese"])
        aliases = (*english[1:], security.name, *chinese, *security.aliases)
        yield Security(security.symbol, security.exchange, english[0], aliases)


def _clean_name(name: str) -> str:
    name = "".join(unicodedata.normalize("NFKC", name).split())
    return DAY_MARK.sub("", name)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _rows(path: Path) -> Iterable[dict[str, str]]:
    return csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())


def _order(security: Security) -> tuple[int, str]:
    market = {"SSE": 0, "SZSE": 1, "BSE": 2, "HKEX": 3}
    return market.get(security.exchange, 4), security.symbol


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
