"""The headers of an answer. Pure, and nothing is raised whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

import httpx

_MAX_VALIDATOR = 1000
_MAX_LINKS = 50
_LONGEST_FRESH = 86_400.0
"""Seconds."""
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)


def read_validator(value: str | None) -> str | None:
    """Return an ETag or a date that can be sent back as it came, or None."""
    if value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR:
        return value
    return None


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Return a Retry-After (RFC 9110: seconds or a date) as seconds from `now`, or None."""
    if value is None:
        return None
    if (seconds := _number(value)) is not None:
        return seconds
    until = _date(value)
    return None if until is None else max(0.0, (until - now).total_seconds())


def read_freshness(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how many seconds an answer is fresh (RFC 9111), at most a day; None for unknown."""
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return 0.0
    if found := _MAX_AGE.search(control):
        seconds = float(found[1]) - (_number(headers.get("age", "")) or 0.0)
    elif "expires" in headers:
        # A date that is none, such as the usual 0 or -1, means the past.
        until, sent = _date(headers["expires"]), _date(headers.get("date", ""))
        seconds = (until - (sent or now)).total_seconds() if until else 0.0
    else:
        return None
    return min(max(seconds, 0.0), _LONGEST_FRESH)


def read_links(value: str | None, base: httpx.URL) -> tuple[tuple[str, str], ...]:
    """Return relation and absolute address of the first fifty in a Link header (RFC 8288)."""
    links = []
    for found in islice(_LINK.finditer(value or ""), 2 * _MAX_LINKS):
        relation = _RELATION.search(found[2])
        if relation is None:
            continue
        try:
            url = base.join(found[1].strip())
        except (httpx.InvalidURL, ValueError):
            continue
        if url.scheme in {"http", "https"} and url.host:
            names = (relation[1] or relation[2] or "").lower().split()
            links += [(name, str(url)) for name in names]
    return tuple(links[:_MAX_LINKS])


def _number(value: str) -> float | None:
    digits = value.strip()
    return float(digits[:9]) if digits.isascii() and digits.isdigit() else None


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
