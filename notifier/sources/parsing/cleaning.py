"""Cleaning entries before they are stored: valid text, bounded keys, whole addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from urllib.parse import quote

from notifier.core.model import Entry
from notifier.core.text import strip_invalid

_MAX_KEY = 500
_MAX_TITLE = 1000
_MAX_BODY = 1_000_000
_MAX_URL = 2000
_MAX_WORDS = 200
_MAX_LIST = 50


def clean(entry: Entry) -> Entry:
    """Return the entry with every text valid for database and feeds, and within bounds."""
    return replace(
        entry,
        key=clean_key(entry.key),
        title=_line(entry.title, _MAX_TITLE) or "…",
        url=clean_url(entry.url),
        body=strip_invalid(entry.body)[:_MAX_BODY],
        author=_line(entry.author, _MAX_WORDS),
        categories=_lines(entry.categories),
        lang=_line(entry.lang, _MAX_WORDS),
        image=clean_url(entry.image),
        tickers=_lines(entry.tickers),
    )


def clean_key(key: str) -> str:
    """Return the key of an entry, valid and within bounds."""
    return bounded_key(strip_invalid(key))


def _line(text: str | None, length: int) -> str | None:
    return " ".join(strip_invalid(text or "").split())[:length].strip() or None


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    lines = (_line(text, _MAX_WORDS) for text in islice(texts, _MAX_LIST))
    return tuple(line for line in lines if line)


def clean_url(url: str | None) -> str | None:
    """Return an address, or None where it is too long: cut off, it would lead elsewhere."""
    address = re.sub(r"[\t\r\n]", "", strip_invalid(url or "")).strip()
    address = re.sub(r"\s", lambda space: quote(space[0]), address)
    return address if 0 < len(address) <= _MAX_URL else None


def bounded_key(text: str) -> str:
    """Return `text`, or where it is too long for an index, a digest that stands for it."""
    if len(text) <= _MAX_KEY:
        return text
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
