"""From the parts of a list's items, however they were found, to entries and what is amiss.

What is told compares with what was configured: a part that no item has any more is how a changed
layout shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from notifier.core.document import plain_text
from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.canonical import stable_key
from notifier.sources.parsing.dates import read_moment

_TITLE_LENGTH = 120
_ENOUGH = 5
"""With fewer items, that none has a certain part may be chance."""
_IN_BRACKETS = re.compile(r"\s*【([^【】\n]{2,200})】")
_SENTENCE = re.compile(r".+?(?:[。！？!?](?![”」』）)])|\.(?=\s)|$)")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an item of a list says, as its site wrote it."""

    key: str | None = None
    title: str | None = None
    link: str | None = None
    body: str | None = None
    time: str | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()
    image: str | None = None
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a list was read: relative links, and times without date or zone, need it."""

    url: str
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries of a list, in its order; `problems` says in a sentence each what is amiss.

    `following` are the parameters that ask for the list's next page, where it says them.
    """

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    following: Mapping[str, str] = field(default_factory=dict)


def list_entries(items: Sequence[Parts], named: Mapping[str, str], origin: Origin) -> Listed:
    """Make entries of items; those that say nothing are left out and told.

    `named` says for each configured part (a field of `Parts`) how it is looked for. Raises
    ParseError where none of the items says anything.
    """
    entries = tuple(entry for each in items if (entry := _entry(each, origin)) is not None)
    problems: list[str] = []
    mute = len(items) - len(entries)
    if mute:
        wanted = " or ".join(repr(named[part]) for part in ("title", "body") if part in named)
        if not entries:
            raise ParseError(f"no text in any of {mute} items, at {wanted}: layout changed?")
        problems.append(f"no text in {mute} of {len(items)} items, at {wanted}")
    problems += _missing(items, entries, named)
    return Listed(entries, tuple(problems))


def _missing(
    items: Sequence[Parts], entries: Sequence[Entry], named: Mapping[str, str]
) -> Iterable[str]:
    if len(items) >= _ENOUGH and entries:
        for part in ("title", "link", "body", "time", "author"):
            if part in named and not any(getattr(each, part) for each in items):
                yield f"no {part} in any of {len(items)} items, at {named[part]!r}"
    if entries and not any(entry.published for entry in entries):
        written = next((each.time for each in items if each.time), None)
        if written is not None:
            yield f"no time can be read; the first is {str(written)[:60]!r}"


def _entry(parts: Parts, origin: Origin) -> Entry | None:
    body = parts.body or ""
    title = one_line(parts.title) or title_of(body)
    if not title:
        return None
    link = http_link(parts.link, origin.url)
    return Entry(
        key=stable_key(parts.key, link, title),
        title=title,
        url=link,
        body=_without(f"【{title}】", body),
        author=parts.author,
        categories=parts.categories,
        image=http_link(parts.image, origin.url),
        published=moment_of(parts.time, origin),
        tickers=parts.tickers,
    )


def _without(heading: str, body: str) -> str:
    """Leave out a flash's heading where its text repeats it, unless that is all it says."""
    if heading not in body:
        return body
    text = plain_text(body)
    repeats = text.startswith(heading) and text != heading
    return body.replace(heading, "", 1) if repeats else body


def one_line(title: str | None) -> str:
    """Return a title without markup."""
    return plain_text(title or "").replace("\n", " ")


def moment_of(time: str | None, origin: Origin) -> datetime | None:
    """Read a time as a site writes it, None where it cannot be read."""
    return None if time is None else read_moment(time, origin.zone, origin.now)


def title_of(body: str) -> str:
    """Return what heads a text without a title: its 【…】, else its first sentence."""
    text = plain_text(body)
    if heading := _IN_BRACKETS.match(text):
        return heading[1].strip()
    sentence = _SENTENCE.match(text)
    first = sentence[0].strip() if sentence else ""
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1] + "…"


def http_link(link: str | None, base: str) -> str | None:
    """Complete a link by the address of its page; None where it leads to no web page."""
    if not link:
        return None
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None
