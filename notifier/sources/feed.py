"""The kind `feed`: RSS and Atom, read with feedparser, asked for conditionally."""

from __future__ import annotations

import calendar
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXParseException

import feedparser
from typing_extensions import override

from notifier.document import plain_text
from notifier.errors import ParseError
from notifier.model import Entry
from notifier.sources.asking import WebConfig
from notifier.sources.charset import xml_text
from notifier.sources.config import MaxAge, Reading, SourceState
from notifier.sources.discovery import feeds_named_in
from notifier.sources.fetch import Fetched, Fetcher, NotModified, Request
from notifier.sources.templates import PerSecurityConfig
from notifier.sources.workers import Workers

_TITLE_LENGTH = 120
_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
"""What expat says of a document that ends before its end."""


class FeedConfig(PerSecurityConfig, WebConfig):
    """An RSS or Atom feed at an address."""

    kind: Literal["feed"]
    max_age: MaxAge = timedelta(days=3)

    @property
    @override
    def identity(self) -> str:
        return f"feed {self.url}"


class FeedSource:
    """Polls one feed."""

    def __init__(self, config: FeedConfig, fetcher: Fetcher, workers: Workers) -> None:
        self.config = config
        self._fetcher = fetcher
        self._workers = workers

    async def read(self, state: SourceState) -> Reading:
        """Fetch and parse the feed; raises FetchError or ParseError."""
        answer = await self._fetcher.send(
            Request(
                self.config.url,
                headers=self.config.headers,
                etag=state.get("etag"),
                last_modified=state.get("last_modified"),
                cookies_from=self.config.cookies_from,
            )
        )
        if isinstance(answer, NotModified):
            return Reading(state=state, unchanged=True)
        return await read_answer(self.config, answer, self._workers)

    def stored(self) -> None:
        """Nothing to remember: the validators travel in the reading's state."""


async def read_answer(config: FeedConfig, answer: Fetched, workers: Workers) -> Reading:
    """Make a reading of the feed that was fetched, or that a hub pushed; raises ParseError."""
    feed = await workers.call(_parse, answer.body, answer.url or config.url, answer.content_type)
    if feed.is_cut_off:
        # Without the validators, the next reading brings the rest.
        return Reading(feed.entries, ("the feed ends in the middle; its last part is missing",))
    validators = {"etag": answer.etag, "last_modified": answer.last_modified}
    return Reading(
        entries=feed.entries,
        state={name: value for name, value in validators.items() if value},
    )


def parse_feed(body: bytes, *, url: str = "", content_type: str = "") -> tuple[Entry, ...]:
    """Read an RSS or Atom document into entries; raises ParseError where it is neither.

    `url` is where it came from: relative links are completed by it, keys are not, so that a feed
    that moves brings no article twice.
    """
    return _parse(body, url, content_type).entries


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a document held. `is_cut_off` says that it has no end; its last entry is left out."""

    entries: tuple[Entry, ...]
    is_cut_off: bool


def _parse(body: bytes, url: str, content_type: str) -> _Feed:
    text = xml_text(body, content_type)
    try:
        # Bytes in a stream: feedparser would open a bare string that looks like a path or a URL.
        parsed = feedparser.parse(
            io.BytesIO(text.encode(errors="replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # the library raises many kinds on hostile input
        raise ParseError(f"this feed cannot be read: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        raise ParseError(f"this is no RSS or Atom feed{_what_it_is(body, url, parsed)}")
    cause = parsed.get("bozo_exception")
    is_cut_off = isinstance(cause, SAXParseException) and cause.getMessage() in _CUT_OFF
    items = parsed.entries[:-1] if is_cut_off else parsed.entries
    language = parsed.feed.get("language")
    entries = [_entry(item, url, language) for item in items]
    return _Feed(tuple(entry for entry in entries if entry is not None), is_cut_off)


def _what_it_is(body: bytes, url: str, parsed: Mapping[str, Any]) -> str:
    start = body[:2000].lstrip().lower()
    if not start:
        return "; the answer is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        named = feeds_named_in(body, url)
        if named:
            return f" but an HTML page, which names these feeds: {', '.join(named)}"
        return " but an HTML page; give the address of the feed itself"
    if start[:1] in b"{[":
        return " but JSON"
    cause = parsed.get("bozo_exception")
    return f": {cause}" if cause else ""


def _entry(item: Mapping[str, Any], base: str, language: str | None) -> Entry | None:
    """Make an entry of an item; None of one that says nothing."""
    content = item.get("content") or []
    body = next((part.get("value") for part in content if part.get("value")), None)
    body = body or item.get("summary") or ""
    key, link = item.get("id"), item.get("link")
    # RSS takes every guid for a permalink, but what is no whole address is none.
    is_bare_guid = item.get("guidislink") and link == key and "://" not in (link or "")
    link = None if is_bare_guid else _http_link(link, base)
    title = plain_text(item.get("title") or "").replace("\n", " ")
    title = title or plain_text(body).replace("\n", " ")[:_TITLE_LENGTH] or link or ""
    if not title.strip():
        return None
    published = _moment(item)
    return Entry(
        key=key or link or _fingerprint(title, published),
        title=title,
        url=link,
        body=body,
        author=item.get("author") or None,
        categories=tuple(tag["term"] for tag in item.get("tags") or () if tag.get("term")),
        lang=item.get("language") or language,
        published=published,
    )


def _http_link(link: str | None, base: str) -> str | None:
    if not link:
        return None
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None


def _moment(item: Mapping[str, Any]) -> datetime | None:
    for name in ("published_parsed", "updated_parsed"):
        if name not in item:
            continue  # asked for it all the same, feedparser gives the other and warns
        try:
            return datetime.fromtimestamp(calendar.timegm(item[name]), UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    return None


def _fingerprint(title: str, published: datetime | None) -> str:
    moment = published.isoformat() if published else ""
    return "sha256:" + hashlib.sha256(f"{title}\n{moment}".encode(errors="replace")).hexdigest()
