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

from lxml import etree

from notifier.core.errors import QueryError
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist import Ambiguous, ParsedQuery, interpret

MAX_BYTES = 1_000_000
MAX_LINES = 5_000
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
_FEED = re.compile(r"/feeds/(topics|securities)/([^/?#]+)\.(?:rss|atom|json)$")


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


def decode(content: bytes) -> str:
    """Return the text of a file as brokers write them: UTF-16 or UTF-8 with its mark, or GBK."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def parse_list(text: str, rules: Rules) -> ParsedList:
    """Read a watch list of whatever form."""
    stripped = text.lstrip("\ufeff \r\n\t")
    if stripped.startswith("<"):
        return _read_opml(stripped, rules)
    lines = text.splitlines()[:MAX_LINES]
    header = [cell.strip().lower() for cell in next(csv.reader(lines[:1]), [])]
    if "query" in header:
        return _read_queries(lines, header.index("query"), rules)
    return _collect(_each_line(lines, rules))


def looks_like_list(text: str, rules: Rules) -> bool:
    """Return whether a message is rather a list than a query: most of its lines name companies."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 3:
        return False
    known = sum(bool(_securities(line, rules)) for line in lines[:50])
    return known * 2 >= min(len(lines), 50)


def _collect(found: Iterator[tuple[int, str, list[ParsedQuery]]]) -> ParsedList:
    queries: dict[str, ParsedQuery] = {}
    rest = []
    for number, line, here in found:
        for query in here:
            queries.setdefault(query.canonical, query)
        if not here:
            rest.append(UnreadableLine(number, line.strip()[:100]))
    return ParsedList(tuple(queries.values()), tuple(rest))


def _each_line(lines: list[str], rules: Rules) -> Iterator[tuple[int, str, list[ParsedQuery]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = _securities(line, rules)
        if not found and number == 1:
            continue  # the heading of a table
        yield number, line, found


def _securities(line: str, rules: Rules) -> list[ParsedQuery]:
    """Return the companies that a line names: by codes if it has any, else by names.

    A line of a table has a code and a name for the same company, and numbers that are neither.
    """
    whole = _one(line.strip(), rules)
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


def _one(text: str, rules: Rules) -> ParsedQuery | None:
    if not text or not rules.directory.resolve(_cell(text)):
        return None
    query = interpret(_cell(text), rules)
    if isinstance(query, Ambiguous):
        return None
    return query if query.security else None


def _read_queries(lines: list[str], column: int, rules: Rules) -> ParsedList:
    """Read our own export: every line a query as it was asked for."""

    def each() -> Iterator[tuple[int, str, list[ParsedQuery]]]:
        for number, row in enumerate(csv.reader(lines[1:]), start=2):
            text = row[column] if column < len(row) else ""
            if text.strip():
                yield number, text, _query(text, rules)

    return _collect(each())


def _query(text: str, rules: Rules) -> list[ParsedQuery]:
    try:
        canonical = rules.parse(text).canonical
    except QueryError:
        return []
    security = rules.directory.get(canonical.removeprefix("$"))
    return [ParsedQuery(canonical, security.name if security else text, security)]


def _read_opml(text: str, rules: Rules) -> ParsedList:
    """Read the feeds of an OPML file: those that we publish become what they are about."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        return ParsedList((), (UnreadableLine(1, text[:100]),))

    def each() -> Iterator[tuple[int, str, list[ParsedQuery]]]:
        for outline in root.iter("outline"):
            address = outline.get("xmlUrl")
            if address:
                title = outline.get("title") or outline.get("text") or address
                line = outline.sourceline
                number = line if isinstance(line, int) else 1
                yield number, f"{title} {address}", _of_feed(address, rules)

    return _collect(each())


def _of_feed(address: str, rules: Rules) -> list[ParsedQuery]:
    found = _FEED.search(address)
    if found is None:
        return []
    kind, name = found.groups()
    if kind == "topics":
        topic = rules.topics.get(f"topics/{name}")
        return [ParsedQuery(rules.definition(topic), topic.title)] if topic else []
    return _query(f"${name}", rules)


def write_csv(rows: Iterator[tuple[str, str]]) -> str:
    """Write subscriptions, each a query and a name for people, as `parse_list` takes them back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["query", "name"])
    writer.writerows(rows)
    return out.getvalue()
