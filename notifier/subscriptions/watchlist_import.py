"""Reading watch lists as people have them: pasted codes, CSV, brokers' files, OPML. Pure.

Nothing here knows a broker's format by name: `list_file` finds cells, `list_rows` what they say.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from notifier.core.errors import QueryError
from notifier.core.model import Security
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.list_entry import Finding
from notifier.subscriptions.list_file import ListFile, ListForm, read_lines
from notifier.subscriptions.list_rows import findings
from notifier.subscriptions.rules import Rules

_MOST_TEXT = 100
_FEED = re.compile(r"/feeds/(topics|securities|queries)/([^/?#]+)\.(?:rss|atom|json)$")


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that names nothing known."""

    number: int
    """Counted from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class DoubtfulLine:
    """A line that may name a company, which is asked back."""

    number: int
    """Counted from 1."""
    text: str
    choices: tuple[Security, ...]
    """One security for each company, at least one."""


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a list asks for, and the lines that ask for nothing known."""

    queries: tuple[ParsedQuery, ...]
    """Each thing once."""
    doubtful: tuple[DoubtfulLine, ...] = ()
    unreadable: tuple[UnreadableLine, ...] = ()


def understand(listed: ListFile, rules: Rules) -> ParsedList:
    """Return what the lines of a list ask for."""
    if listed.form is ListForm.LINES:
        found = findings(listed.lines, rules)
    else:
        meaning = _query if listed.form is ListForm.QUERIES else _of_feed
        found = ((line, [meaning(line.cells[0], rules)]) for line in listed.lines)
    queries: dict[str, ParsedQuery] = {}
    doubtful: list[DoubtfulLine] = []
    rest: list[UnreadableLine] = []
    for line, here in found:
        for each in here:
            if isinstance(each, ParsedQuery):
                queries.setdefault(each.canonical, each)
            elif isinstance(each, Ambiguous):
                doubtful.append(
                    DoubtfulLine(line.number, line.text.strip()[:_MOST_TEXT], each.choices)
                )
            else:
                text = each if len(here) > 1 else line.text
                rest.append(UnreadableLine(line.number, text.strip()[:_MOST_TEXT]))
    return ParsedList(tuple(queries.values()), tuple(doubtful), tuple(rest))


def looks_like_list(text: str, rules: Rules) -> bool:
    """Return whether a message is rather a list than a query: most of its lines name companies."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    if len(lines) < 3:
        return False
    found = findings(read_lines("\n".join(lines)).lines, rules)
    known = sum(any(isinstance(each, ParsedQuery) for each in here) for _, here in found)
    return known * 2 >= len(lines)


def _query(text: str, rules: Rules) -> Finding:
    try:
        canonical = rules.parse(text).canonical
    except QueryError:
        return text
    security = rules.company_of(canonical)
    return ParsedQuery(canonical, security.name if security else text, security)


def _of_feed(address: str, rules: Rules) -> Finding:
    found = _FEED.search(address)
    if found is None:
        return address
    kind, name = found.groups()
    if kind == "topics":
        topic = rules.topics.get(f"topics/{name}")
        return ParsedQuery(rules.definition(topic), topic.title) if topic else address
    return _query(unquote(name) if kind == "queries" else f"${name}", rules)


def write_csv(rows: Iterator[tuple[str, str]]) -> str:
    """Write subscriptions, each a query and a name for people, as `understand` takes them back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["query", "name"])
    writer.writerows(rows)
    return out.getvalue()
