"""Reading watch lists as people have them: pasted codes, CSV, brokers' files, OPML. Pure.

Nothing here knows a broker's format by name. A line is looked at for what may be a code or a name;
whatever the columns around it hold is ignored.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from notifier.core.errors import QueryError
from notifier.securities.typed import Certainty, meaning_of
from notifier.subscriptions.interpretation import ParsedQuery, chosen
from notifier.subscriptions.list_file import ListFile, ListForm, read_text
from notifier.subscriptions.rules import Rules

_SPACES = re.compile(r"[\s,;|\t，、；]+")
_IS_CODE = re.compile(r"[A-Za-z]{0,2}\.?\d{5,6}(\.[A-Za-z]{2})?")
_FORMULA = re.compile(r'^="?(.*?)"?$')
_EXCHANGE_FIRST = re.compile(
    r"^(SSE|SHSE|SZSE|BSE|HKEX|SEHK|NASDAQ|NYSE|AMEX|NYSEARCA)[:.](\w+)$", re.IGNORECASE
)
_PREFIX = {"SSE": "SH", "SHSE": "SH", "SZSE": "SZ", "BSE": "BJ"}
_HONG_KONG = {"HKEX", "SEHK"}
_BLOCK_LINE = re.compile(r"^([012])(\d{6})$")
_BLOCK_PREFIX = {"0": "SZ", "1": "SH", "2": "BJ"}
_FEED = re.compile(r"/feeds/(topics|securities|queries)/([^/?#]+)\.(?:rss|atom|json)$")


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that names nothing known."""

    number: int
    """Counted from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a list asks for, and the lines that ask for nothing known."""

    queries: tuple[ParsedQuery, ...]
    """Each thing once."""
    unreadable: tuple[UnreadableLine, ...] = ()


def parse_list(text: str, rules: Rules) -> ParsedList:
    """Read a watch list of whatever form."""
    return understand(read_text(text), rules)


def understand(listed: ListFile, rules: Rules) -> ParsedList:
    """Return what the lines of a list ask for."""
    meaning = {
        ListForm.LINES: _securities,
        ListForm.QUERIES: _query,
        ListForm.FEEDS: _of_feed,
    }[listed.form]
    queries: dict[str, ParsedQuery] = {}
    rest = []
    for line in listed.lines:
        here = meaning(line.value, rules)
        for query in here:
            queries.setdefault(query.canonical, query)
        is_heading = listed.form is ListForm.LINES and line.number == 1
        if not here and not is_heading:
            rest.append(UnreadableLine(line.number, line.text.strip()[:100]))
    return ParsedList(tuple(queries.values()), tuple(rest))


def looks_like_list(text: str, rules: Rules) -> bool:
    """Return whether a message is rather a list than a query: most of its lines name companies."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 3:
        return False
    known = sum(bool(_securities(line, rules)) for line in lines[:50])
    return known * 2 >= min(len(lines), 50)


def _securities(line: str, rules: Rules) -> list[ParsedQuery]:
    """Return the companies that a line names: by codes if it has any, else by names.

    A line of a table has a code and a name for the same company, and numbers that are neither.
    """
    whole = _one(line.strip(), rules, alone=True)
    if whole is not None:
        return [whole]
    cells = [_cell(each) for each in _SPACES.split(line) if each]
    known = {cell: query for cell in cells if (query := _one(cell, rules))}
    if len(known) < len(cells):  # a table: of its numbers only what is long enough is a code
        coded = [cell for cell in known if _IS_CODE.fullmatch(cell)]
        named = [cell for cell in known if not cell.replace(".", "").isdecimal()]
        known = {cell: known[cell] for cell in (coded or named)[:1]}
    return list({query.canonical: query for query in known.values()}.values())


def _cell(text: str) -> str:
    text = text.strip().strip("\"'")
    formula = _FORMULA.match(text)
    text = formula[1] if formula else text
    exchange = _EXCHANGE_FIRST.match(text)
    if exchange:
        market, code = exchange[1].upper(), exchange[2]
        return f"{code:0>5}.HK" if market in _HONG_KONG else _PREFIX.get(market, "") + code
    block = _BLOCK_LINE.match(text)
    return _BLOCK_PREFIX[block[1]] + block[2] if block else text


def _one(text: str, rules: Rules, *, alone: bool = False) -> ParsedQuery | None:
    """Return the company that a cell names; `aapl` and `700` only where they are `alone`."""
    cell = _cell(text)
    meaning = meaning_of(cell, rules.directory) if cell else None
    if meaning is None or meaning.certainty is Certainty.NEAR:
        return None
    if meaning.certainty is Certainty.EITHER and not alone:
        return None
    understood = chosen(cell, meaning, rules)
    return understood if isinstance(understood, ParsedQuery) else None


def _query(text: str, rules: Rules) -> list[ParsedQuery]:
    try:
        canonical = rules.parse(text).canonical
    except QueryError:
        return []
    security = rules.directory.get(canonical.removeprefix("$"))
    return [ParsedQuery(canonical, security.name if security else text, security)]


def _of_feed(address: str, rules: Rules) -> list[ParsedQuery]:
    found = _FEED.search(address)
    if found is None:
        return []
    kind, name = found.groups()
    if kind == "topics":
        topic = rules.topics.get(f"topics/{name}")
        return [ParsedQuery(rules.definition(topic), topic.title)] if topic else []
    return _query(unquote(name) if kind == "queries" else f"${name}", rules)


def write_csv(rows: Iterator[tuple[str, str]]) -> str:
    """Write subscriptions, each a query and a name for people, as `parse_list` takes them back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["query", "name"])
    writer.writerows(rows)
    return out.getvalue()
