"""From the items of a list, however they were found, to entries and problems.

A problem compares what was found with what is configured: a part that no item has any more is how
a changed layout shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from notifier.core.document import plain_text
from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.dates import (
    USUAL_DATES,
    DateStyle,
    is_time_of_day,
    parse_date,
    shown_order,
)
from notifier.sources.parsing.identity import stable_key, tell_apart

MAX_ITEMS = 1000
"""More of a list are not read."""
_TITLE_LENGTH = 120
_LONG = timedelta(days=400)
_ENOUGH = 5
"""With fewer items, that none has a certain part may be chance."""
_HOST = re.compile(r"www\.(?:[\w-]+\.)+[a-z]{2,}(?=[/?#]|$)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*【([^【】\n]{2,200})】")
_SENTENCE = re.compile(r".+?(?:[。！？!?](?![”」』）)])|\.(?=\s)|$)")


@dataclass(frozen=True, slots=True)
class Item:
    """The parts of an item of a list, as its site writes them."""

    key: str | None = None
    title: str | None = None
    link: str | None = None
    body: str | None = None
    time: str | None = None
    """When it was published, in whatever form."""
    author: str | None = None
    categories: tuple[str, ...] = ()
    image: str | None = None
    tickers: tuple[str, ...] = ()
    urgent: bool = False
    """Whether its site marks it so."""
    day: str | None = None
    """The date of the group that it stands in, where its own time says only the hour."""


@dataclass(frozen=True, slots=True)
class ParseContext:
    """Where and when a document was fetched."""

    url: str
    """The document's address, which completes relative links."""
    zone: ZoneInfo
    """Of times that do not say theirs."""
    now: datetime
    """When it was fetched, which completes times without a date."""
    dates: DateStyle = USUAL_DATES
    """How its source writes dates."""

    def for_dates(self, written: Iterable[str | None]) -> ParseContext:
        """Return the context for a document with these dates, which show their order."""
        order = shown_order(written, usually=self.dates.order)
        return replace(self, dates=replace(self.dates, order=order))


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a document that lists articles held."""

    entries: tuple[Entry, ...]
    """In the order of the list."""
    problems: tuple[str, ...]
    """What could not be read, a sentence each."""
    notes: tuple[str, ...] = ()
    """What is no problem, but odd, a sentence each."""
    next_params: Mapping[str, str] = field(default_factory=dict)
    """The parameters that ask for the list's next page, where it gives them."""


def make_entries(
    items: Sequence[Item], selectors: Mapping[str, str], context: ParseContext
) -> ParsedList:
    """Return the entries of items; those without title and body are left out, as a problem.

    `selectors` are, by the name of a field of `Item`, how the configured parts are looked for.
    Raises ParseError where no item has any text.
    """
    context = context.for_dates(each.time for each in items)
    read = (_entry(each, context) for each in items)
    entries = tell_apart([entry for entry in read if entry is not None])
    problems: list[str] = []
    without_text = len(items) - len(entries)
    if without_text:
        wanted = " or ".join(
            repr(selectors[part]) for part in ("title", "body") if part in selectors
        )
        if not entries:
            raise ParseError(
                f"no text in any of {without_text} items, at {wanted}: layout changed?"
            )
        problems.append(f"no text in {without_text} of {len(items)} items, at {wanted}")
    problems += _missing(items, entries, selectors)
    return ParsedList(entries, tuple(problems))


def _missing(
    items: Sequence[Item], entries: Sequence[Entry], selectors: Mapping[str, str]
) -> Iterable[str]:
    if len(items) >= _ENOUGH and entries:
        for part in ("title", "link", "body", "time", "author"):
            if part in selectors and not any(getattr(each, part) for each in items):
                yield f"no {part} in any of {len(items)} items, at {selectors[part]!r}"
    yield from unread_dates(entries)


def too_many(items: Sequence[object]) -> tuple[str, ...]:
    """Return in a sentence how many items of a list are left out, where it is too long."""
    left_out = len(items) - MAX_ITEMS
    return (
        (f"the list is too long; its last {left_out} items are left out",) if left_out > 0 else ()
    )


def unread_dates(entries: Sequence[Entry]) -> Iterable[str]:
    """Return in a sentence how many dates cannot be used, where there are some."""
    unread = [each.date_text for each in entries if each.date_text and each.published is None]
    if unread:
        first = f"the first is {unread[0][:60]!r}"
        if len(unread) == len(entries):
            yield f"no date can be used; {first}"
        else:
            yield f"{len(unread)} of {len(entries)} dates cannot be used; {first}"


def _entry(item: Item, context: ParseContext) -> Entry | None:
    body = item.body or ""
    title = plain_title(item.title) or derive_title(body)
    if not title:
        return None
    link = absolute_url(item.link, context.url)
    time = item.time
    if item.day and time is not None and is_time_of_day(time):
        time = f"{item.day} {time}"
    elif time is None and parse_item_date(item.day, context) is not None:
        time = item.day  # else the group has another name than its day
    published = parse_item_date(time, context)
    whole = published if not (item.key or link) and _is_whole(time, context) else None
    return Entry(
        key=stable_key(item.key, link, title, whole),
        title=title,
        url=link,
        body=_without(f"【{title}】", body),
        author=item.author,
        categories=item.categories,
        image=absolute_url(item.image, context.url),
        published=published,
        tickers=item.tickers,
        urgent=item.urgent,
        date_text=time,
    )


def _without(heading: str, body: str) -> str:
    """Return a flash's body without the heading that it repeats, unless that is all there is."""
    if heading not in body:
        return body
    text = plain_text(body)
    repeats = text.startswith(heading) and text != heading
    return body.replace(heading, "", 1) if repeats else body


def plain_title(title: str | None) -> str:
    """Return a title without markup."""
    return plain_text(title or "").replace("\n", " ")


def parse_item_date(time: str | None, context: ParseContext) -> datetime | None:
    """Return the date that a site writes; None where it cannot be read."""
    return None if time is None else parse_date(time, context.zone, context.now, context.dates)


def _is_whole(time: str | None, context: ParseContext) -> bool:
    """Return whether a date says day and year: read a year later it means the same."""
    before = replace(context, now=context.now + _LONG)
    return parse_item_date(time, before) == parse_item_date(time, context)


def derive_title(body: str) -> str:
    """Return what heads a text without a title: its 【…】, else its first sentence."""
    text = plain_text(body)
    if heading := _IN_BRACKETS.match(text):
        return heading[1].strip()
    sentence = _SENTENCE.match(text)
    first = sentence[0].strip() if sentence else ""
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1] + "…"


def absolute_url(link: str | None, base: str) -> str | None:
    """Return a link completed by the address of its page; None where it leads to no web page."""
    if not link:
        return None
    link = link.strip()
    try:
        # What begins with a host's name is meant so, not as a folder of the page's.
        absolute = urljoin(base, f"//{link}" if _HOST.match(link) else link)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None
