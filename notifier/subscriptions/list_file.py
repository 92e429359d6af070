"""The lines of a watch list's file, whatever form it has. Pure, and light: a sandbox imports it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from lxml import etree, html

from notifier.core.errors import ParseError
from notifier.securities.xlsx import read_sheets

MAX_BYTES = 1_000_000
MAX_LINES = 5_000
_LONGEST_LINE = 100_000
_DELIMITERS = "\t;|,"
_WORKBOOK = b"PK\x03\x04"
_WIDEST = 200
_LONGEST_PLACE = 3
_MOST_SHEETS = 20
_HTML = re.compile(r"<(?:html|table)\b", re.IGNORECASE)
_OPML = re.compile(r"<opml\b", re.IGNORECASE)
_SHEETS_IN_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_SYMBOL = re.compile(r"symbol|ticker|(?:stock|security)?_?code|代[码碼]", re.IGNORECASE)
"""What a program calls the field of a company's code."""
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
    """Return the first sheet of a workbook that is more than a title, a line for each row."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    try:
        sheets = islice(read_sheets(workbook), _MOST_SHEETS)
        tables = ([_cells(row) for row in rows[:MAX_LINES]] for rows in sheets)
        for cells in _first_table(tables):
            write(cells)
    except ValueError as error:
        raise ParseError(f"the workbook cannot be read: {error}") from error
    return text.getvalue()


def _first_table(sheets: Iterable[list[list[str]]]) -> list[list[str]]:
    """Return the rows of the first sheet that has two of them, else of one that has any."""
    title: list[list[str]] = []
    for rows in sheets:
        filled = sum(map(any, rows))
        if filled > 1:
            return rows
        if filled and not title:
            title = rows
    return title


def _cells(row: Mapping[str, str]) -> list[str]:
    cells = {_column(letters): " ".join(cell.split()) for letters, cell in row.items()}
    return [cells.get(place, "") for place in range(1, min(max(cells, default=0), _WIDEST) + 1)]


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
        if stripped.startswith("<"):
            return _marked_up(stripped)
    except etree.LxmlError as error:
        raise ParseError(f"the markup cannot be read: {error}") from error
    return read_lines(text)


def _marked_up(text: str) -> ListFile:
    if _SHEETS_IN_XML in text:
        return ListFile(ListForm.LINES, tuple(_rows_of_xml(text)))
    if _HTML.search(text) and not _OPML.search(text):
        return ListFile(ListForm.LINES, tuple(_rows_of_html(text)))
    return ListFile(ListForm.FEEDS, tuple(_feeds(text)))


def read_lines(text: str) -> ListFile:
    """Read a list without any markup."""
    if text.lstrip().startswith(("[", "{")) and (rows := tuple(_rows_of_json(text))):
        return ListFile(ListForm.LINES, rows)
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
    return _numbered([_text_of(cell) for cell in row.iterchildren("td", "th")] for row in rows)


def _text_of(cell: etree._Element) -> str:
    return " ".join(map(str, cell.itertext()))


def _numbered(rows: Iterable[Sequence[str]]) -> Iterator[ListLine]:
    """Yield the rows of a table that was cut into cells by its maker."""
    for number, row in enumerate(rows, start=1):
        cells = tuple(map(_bare, row))
        if any(cells):
            yield ListLine(number, " ".join(filter(None, cells)), cells)


def _rows_of_xml(text: str) -> Iterator[ListLine]:
    """Read a workbook in the XML of Excel 2003, which names the places of cells behind a gap."""
    root = _xml(text)
    sheets = root.iter("{*}Worksheet") if root is not None else ()
    return _numbered(_first_table([_cells_of_xml(row) for row in _head(each)] for each in sheets))


def _head(sheet: etree._Element) -> Iterator[etree._Element]:
    return islice(sheet.iter("{*}Row"), MAX_LINES)


def _cells_of_xml(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}Cell"):
        place = cell.get(f"{{{_SHEETS_IN_XML}}}Index", "")
        if place.isdecimal() and len(place) <= _LONGEST_PLACE:
            cells += [""] * (int(place) - 1 - len(cells))
        cells.append(_text_of(cell))
    return cells[:_WIDEST]


def _rows_of_json(text: str) -> Iterator[ListLine]:
    """Read a list that a program wrote: of codes, or of things that have a field for it.

    Nothing where it is none.
    """
    try:
        rows = _tables(json.loads(text))
        return _numbered(list(islice(rows, MAX_LINES)))
    except (ValueError, RecursionError):
        return iter(())


def _tables(value: object) -> Iterator[list[str]]:
    """Yield the headings and rows of all things within a value that have a code."""
    within = value if isinstance(value, list) else [value]
    things = [each for each in within if isinstance(each, dict)]
    names = list(dict.fromkeys(name for thing in things for name in thing))[:_WIDEST]
    if any(map(_SYMBOL.fullmatch, names)):
        yield names
        for thing in things:
            yield [_written(thing.get(name)) for name in names]
    else:
        yield from ([each] for each in within if isinstance(each, str))
        for each in (inner for thing in things for inner in thing.values()):
            if isinstance(each, dict | list):
                yield from _tables(each)


def _written(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _queries(lines: list[str], column: int) -> Iterator[ListLine]:
    for number, row in enumerate(csv.reader(lines[1:]), start=2):
        text = row[column] if column < len(row) else ""
        if text.strip():
            yield ListLine(number, text, (text,))


def _feeds(text: str) -> Iterator[ListLine]:
    root = _xml(text)
    if root is None:
        yield ListLine(1, text[:100], ("",))
        return
    for outline in root.iter("outline"):
        address = outline.get("xmlUrl")
        if address:
            title = outline.get("title") or outline.get("text") or address
            line: object = outline.sourceline  # which its types call an ellipsis
            number = line if isinstance(line, int) else 1
            yield ListLine(number, f"{title} {address}", (address,))


def _xml(text: str) -> etree._Element | None:
    """Return the root of a document as far as it can be read, whatever charset it says it has."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    return etree.fromstring(text.encode(errors="replace"), parser)
