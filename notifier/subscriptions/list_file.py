"""The lines of a watch list's file, whatever form it has. Pure, and light: a sandbox imports it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

MAX_BYTES = 1_000_000
MAX_LINES = 5_000


class ListForm(StrEnum):
    """What the lines of a list are."""

    LINES = "lines"
    """Pasted codes, or a table of whatever columns."""
    QUERIES = "queries"
    """Queries as our own export writes them."""
    FEEDS = "feeds"
    """Addresses of feeds, from OPML."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list."""

    number: int
    """Counted from 1."""
    text: str
    """As it is repeated where it names nothing known."""
    value: str
    """What of it is looked at: the line, the query or the feed's address."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """The lines of a list, without the empty ones."""

    form: ListForm
    lines: tuple[ListLine, ...]


def read_file(content: bytes) -> ListFile:
    """Read a file as brokers and feed readers write them."""
    return read_text(decode(content))


def decode(content: bytes) -> str:
    """Return the text of a file as brokers write them: UTF-16 or UTF-8 with its mark, or GBK."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def read_text(text: str) -> ListFile:
    """Read a list that was pasted, or the text of a file."""
    stripped = text.lstrip("\ufeff \r\n\t")
    if stripped.startswith("<"):
        return ListFile(ListForm.FEEDS, tuple(_feeds(stripped)))
    lines = text.splitlines()[:MAX_LINES]
    header = [cell.strip().lower() for cell in next(csv.reader(lines[:1]), [])]
    if "query" in header:
        return ListFile(ListForm.QUERIES, tuple(_queries(lines, header.index("query"))))
    numbered = enumerate(lines, start=1)
    return ListFile(
        ListForm.LINES, tuple(ListLine(at, line, line) for at, line in numbered if line.strip())
    )


def _queries(lines: list[str], column: int) -> Iterator[ListLine]:
    for number, row in enumerate(csv.reader(lines[1:]), start=2):
        text = row[column] if column < len(row) else ""
        if text.strip():
            yield ListLine(number, text, text)


def _feeds(text: str) -> Iterator[ListLine]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(text.encode(errors="replace"), parser)
    if root is None:
        yield ListLine(1, text[:100], "")
        return
    for outline in root.iter("outline"):
        address = outline.get("xmlUrl")
        if address:
            title = outline.get("title") or outline.get("text") or address
            line = outline.sourceline
            number = line if isinstance(line, int) else 1
            yield ListLine(number, f"{title} {address}", address)
