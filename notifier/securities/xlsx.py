"""Reading the text of an Excel workbook: an exchange's list, somebody's watch list."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from lxml import etree

_NAMESPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, LookupError),
    RuntimeError,  # by which zipfile says that it cannot undo a packing, or takes a password
)
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_LARGEST_PART: Final = 50_000_000
"""Bytes an unpacked part of a workbook may have."""


def read_first_sheet(workbook: bytes) -> list[dict[str, str]]:
    """Return the rows of the first sheet of a workbook, each as column letter → text.

    Raises ValueError if it is no workbook.
    """
    return next(read_sheets(workbook))


def read_sheets(workbook: bytes) -> Iterator[list[dict[str, str]]]:
    """Yield the rows of each sheet of a workbook; there is one at least. Raises ValueError."""
    try:
        yield from _sheets(workbook)
    except _UNREADABLE as error:
        raise ValueError(str(error)) from error


def _sheets(workbook: bytes) -> Iterator[list[dict[str, str]]]:
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = _part(archive, "xl/sharedStrings.xml")
            shared = ["".join(_texts(item)) for item in strings.iter(f"{_NAMESPACE}si")]
        sheets = sorted(filter(_SHEET.fullmatch, archive.namelist()), key=_number)
        if not sheets:
            raise ValueError("it has no sheet")
        for name in sheets:
            yield _rows(_part(archive, name), shared)


def _rows(sheet: etree._Element, shared: Sequence[str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for row in sheet.iter(f"{_NAMESPACE}row"):
        cells: dict[str, str] = {}
        for cell in row.iter(f"{_NAMESPACE}c"):
            column = re.sub(r"\d", "", cell.get("r", ""))
            value = cell.findtext(f"{_NAMESPACE}v") or "".join(_texts(cell))
            cells[column] = shared[int(value)] if cell.get("t") == "s" else value.strip()
        rows.append(cells)
    return rows


def _number(sheet: str) -> int:
    return int("".join(filter(str.isdecimal, sheet)) or 0)


def _texts(element: etree._Element) -> list[str]:
    return [str(text) for text in element.itertext()]


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"{name} is larger than {_LARGEST_PART} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)
