"""The lines of a watch list's file, whatever form it has. Pure, and light: a sandbox imports it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree, html

from notifier.core.errors import ParseError
from notifier.securities.xlsx import read_first_sheet

MAX_BYTES = 1_000_000
MAX_LINES = 5_000
_LONGEST_LINE = 100_000
_DELIMITERS = "\t;|,"
_WORKBOOK = b"PK\x03\x04"
_WIDEST = 200
_HTML = re.compile(r"<(?:!doctype html|html|table)\b", re.IGNORECASE)
_FORMULA = re.compile(r'="?(.*?)"?')


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
    cells: tuple[str, ...]
    """What of it is looked at: the cells of a table, or one: the line, the query, the address."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """The lines of a list, without the empty ones."""

    form: ListForm
    lines: tuple[ListLine, ...]


def read_file(content: bytes) -> ListFile:
    """Read a file as brokers, sheets and feed readers write them; raises ParseError."""
    return read_text(_as_csv(content) if content.startswith(_WORKBOOK) else decode(content))


def _as_csv(workbook: bytes) -> str:
    """Return the first sheet of a workbook, a line for each row."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    try:
        rows = read_first_sheet(workbook)[:MAX_LINES]
    except ValueError as error:
        raise ParseError(f"the workbook cannot be read: {error}") from error
    for row in rows:
        cells = {_column(letters): " ".join(cell.split()) for letters, cell in row.items()}
        write(cells.get(place, "") for place in range(1, min(max(cells, default=0), _WIDEST) + 1))
    return text.getvalue()


def _column(letters: str) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def decode(content: bytes) -> str:
    """Return the text of a file as brokers write them: UTF-16 or UTF-8 with its mark, or GBK."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def read_text(text: str) -> ListFile:
    """Read a list that was pasted, or the text of a file; raises ParseError.

    Markup is parsed: call it in a sandbox.
    """
    stripped = text.lstrip("\ufeff \r\n\t")
    try:
        if _HTML.match(stripped):
            return ListFile(ListForm.LINES, tuple(_rows_of_html(stripped)))
        if stripped.startswith("<"):
            return ListFile(ListForm.FEEDS, tuple(_feeds(stripped)))
    except etree.LxmlError as error:
        raise ParseError(f"the markup cannot be read: {error}") from error
    return read_lines(text)


def read_lines(text: str) -> ListFile:
    """Read a list without any markup."""
    lines = [line[:_LONGEST_LINE] for line in text.splitlines()[:MAX_LINES]]
    header = [cell.strip().lower() for cell in next(csv.reader(lines[:1]), [])]
    if "query" in header:
        return ListFile(ListForm.QUERIES, tuple(_queries(lines, header.index("query"))))
    return ListFile(ListForm.LINES, tuple(_rows(lines)))


def _rows(lines: Sequence[str]) -> Iterator[ListLine]:
    """Cut lines into cells where most of them have the same sign between them."""
    written = [line for line in lines if line.strip()]
    delimiter = next(
        (sign for sign in _DELIMITERS if 2 * sum(sign in line for line in written) >= len(written)),
        None,
    )
    for number, line in enumerate(lines, start=1):
        # Each line by itself: a stray quotation mark spoils no other.
        cells = next(csv.reader([line], delimiter=delimiter), []) if delimiter else [line]
        if any(cell.strip() for cell in cells):
            yield ListLine(number, line, tuple(_bare(cell) for cell in cells))


def _bare(cell: str) -> str:
    """Return what a cell says, without the marks that keep a sheet from reading a number."""
    cell = cell.strip().strip("\"'").strip()
    formula = _FORMULA.fullmatch(cell)
    return (formula[1] if formula else cell).strip()


def _rows_of_html(text: str) -> Iterator[ListLine]:
    """Read the rows of tables, which some brokers save under the name of a sheet."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    root = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    rows = list(root.iter("tr"))[:MAX_LINES]
    for number, row in enumerate(rows, start=1):
        cells = tuple(
            _bare(" ".join(map(str, cell.itertext()))) for cell in row.iterchildren("td", "th")
        )
        if any(cells):
            yield ListLine(number, " ".join(filter(None, cells)), cells)


def _queries(lines: list[str], column: int) -> Iterator[ListLine]:
    for number, row in enumerate(csv.reader(lines[1:]), start=2):
        text = row[column] if column < len(row) else ""
        if text.strip():
            yield ListLine(number, text, (text,))


def _feeds(text: str) -> Iterator[ListLine]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(text.encode(errors="replace"), parser)
    if root is None:
        yield ListLine(1, text[:100], ("",))
        return
    for outline in root.iter("outline"):
        address = outline.get("xmlUrl")
        if address:
            title = outline.get("title") or outline.get("text") or address
            line = outline.sourceline
            number = line if isinstance(line, int) else 1
            yield ListLine(number, f"{title} {address}", (address,))
