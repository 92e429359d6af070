"""What is odd about the articles of a source, for whoever adds one: told, though nothing failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.core.document import plain_text
from notifier.core.model import Entry
from notifier.sources.api import ApiConfig
from notifier.sources.config import SourceConfig
from notifier.sources.page import PageConfig
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.identity import bare_key, is_joined
from notifier.sources.parsing.items import parse_item_date

_FEW = 3
"""Of fewer entries, that all have something in common is no wonder."""
_SKEW = timedelta(minutes=10)
_SHOWN = 80
_ELSEWHERE = ZoneInfo("Asia/Shanghai")
"""A date that is another one there names no zone."""
_PARTS = {
    "link": "url",
    "body": "body",
    "time": "date_text",
    "author": "author",
    "categories": "categories",
    "image": "image",
    "tickers": "tickers",
}
"""The parts of `[source.entry]`, and where an entry has what they found."""


def oddities(
    entries: Sequence[Entry],
    config: SourceConfig | None,
    now: datetime,
    problems: Collection[str] = (),
) -> tuple[str, ...]:
    """Return what is odd about the entries of one reading, a sentence each.

    A part that `problems` say is missing is not told of again.
    """
    missing = {part for part in _PARTS for each in problems if each.startswith(f"no {part} in any")}
    return (
        *_of_keys(entries),
        *_of_links(entries, missing),
        *_of_dates(entries, now, missing),
        *_of_zones(entries, config, now),
        *_of_texts(entries),
        *_of_parts(entries, config, missing),
    )


def _of_keys(entries: Sequence[Entry]) -> Iterator[str]:
    shared = Counter(bare_key(each.key) for each in entries if is_joined(each.key))
    for key, count in shared.most_common(_FEW):
        yield (
            f"{count} different items have the id or link {key[:_SHOWN]!r}; they are told apart by "
            "their addresses, titles and dates"
        )
    same = Counter(each.key for each in entries)
    for key, count in same.most_common(_FEW):
        if count > 1:
            yield f"one item is listed {count} times: {key[:_SHOWN]!r}"


def _of_links(entries: Sequence[Entry], missing: Collection[str]) -> Iterator[str]:
    links = Counter(address for each in entries if (address := canonical_url(each.url)))
    keys = {each.key for each in entries}
    told = {bare_key(each) for each in keys if is_joined(each)}
    for link, count in links.most_common(_FEW):
        if count > 1 and len(keys) > 1 and link not in told:
            yield f"{count} of {len(entries)} items have the link {link[:_SHOWN]!r}"
    without = sum(each.url is None for each in entries)
    if without > 0 and "link" not in missing:
        yield f"{without} of {len(entries)} items have no link"


def _of_dates(entries: Sequence[Entry], now: datetime, missing: Collection[str]) -> Iterator[str]:
    dates = [each.published for each in entries if each.published is not None]
    if entries and "time" not in missing and not any(each.date_text for each in entries):
        yield "no item says when it was published; in such a list only the order tells what is new"
    if len(dates) >= _FEW and len(set(dates)) == 1:
        yield f"all dates are equal: {dates[0]:%Y-%m-%d %H:%M} UTC"
    ahead = [each for each in dates if each > now + _SKEW]
    if ahead:
        yield (
            f"{len(ahead)} of {len(entries)} dates are in the future, as "
            f"{max(ahead):%Y-%m-%d %H:%M} UTC: is `timezone` right, or does the source name a "
            "wrong zone (`ignore_zone`)?"
        )


def _of_zones(
    entries: Sequence[Entry], config: SourceConfig | None, now: datetime
) -> Iterator[str]:
    if config is None or "timezone" in config.model_fields_set:
        return
    context = config.parse_context("", now)
    elsewhere = replace(context, zone=_ELSEWHERE)
    written = [each.date_text for each in entries]
    bare = [
        each
        for each in written
        if parse_item_date(each, context) != parse_item_date(each, elsewhere)
    ]
    if bare:
        yield (
            f"{len(bare)} of {len(entries)} dates, such as {bare[0]!r}, name no zone and are read "
            "in UTC; if the site means another, say it by `timezone`"
        )


def _of_texts(entries: Sequence[Entry]) -> Iterator[str]:
    texts = Counter(text for each in entries if (text := plain_text(each.body)))
    for text, count in texts.most_common(1):
        if count >= _FEW:
            yield f"{count} of {len(entries)} items have the same text, {text[:_SHOWN]!r}"


def _of_parts(
    entries: Sequence[Entry], config: SourceConfig | None, missing: Collection[str]
) -> Iterator[str]:
    if not isinstance(config, PageConfig | ApiConfig) or not entries:
        return
    written = config.entry.model_dump(exclude_none=True)
    for part, attribute in _PARTS.items():
        if (
            part in written
            and part not in missing
            and not any(getattr(each, attribute) for each in entries)
        ):
            yield f"no {part} in any of {len(entries)} items, at {written[part]!r}"
