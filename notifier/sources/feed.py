"""The kind `feed`: RSS and Atom, read with feedparser, asked for conditionally."""

from __future__ import annotations

import asyncio
import calendar
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import feedparser
from typing_extensions import override

from notifier.document import plain_text
from notifier.errors import ParseError
from notifier.model import Entry
from notifier.sources.config import HttpUrl, MaxAge, Reading, SourceConfig, SourceState
from notifier.sources.discovery import feeds_named_in
from notifier.sources.fetch import Fetcher, NotModified

_TITLE_LENGTH = 120


class FeedConfig(SourceConfig):
    """An RSS or Atom feed at an address."""

    kind: Literal["feed"]
    url: HttpUrl
    max_age: MaxAge = timedelta(days=3)

    @property
    @override
    def identity(self) -> str:
        return f"feed {self.url}"


class FeedSource:
    """Polls one feed."""

    def __init__(self, config: FeedConfig, fetcher: Fetcher) -> None:
        self.config = config
        self._fetcher = fetcher

    async def read(self, state: SourceState) -> Reading:
        """Fetch and parse the feed; raises FetchError or ParseError."""
        answer = await self._fetcher.get(
            self.config.url, etag=state.get("etag"), last_modified=state.get("last_modified")
        )
        if isinstance(answer, NotModified):
            return Reading(state=state, unchanged=True)
        entries = await asyncio.to_thread(
            parse_feed, answer.body, url=answer.url, content_type=answer.content_type
        )
        validators = {"etag": answer.etag, "last_modified": answer.last_modified}
        return Reading(
            entries=entries,
            state={name: value for name, value in validators.items() if value},
        )

    def stored(self) -> None:
        """Nothing to remember: the validators travel in the reading's state."""


def parse_feed(body: bytes, *, url: str = "", content_type: str = "") -> tuple[Entry, ...]:
    """Read an RSS or Atom document into entries; raises ParseError where it is neither."""
    try:
        # Bytes in a stream: feedparser would open a bare string that looks like a path or a URL.
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": content_type, "content-location": url},
            sanitize_html=False,
        )
    except Exception as error:  # the library raises many kinds on hostile input
        raise ParseError(f"this feed cannot be read: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        raise ParseError(f"this is no RSS or Atom feed{_what_it_is(body, url, parsed)}")
    language = parsed.feed.get("language")
    return tuple(_entry(item, url, language) for item in parsed.entries)


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


def _entry(item: Mapping[str, Any], base: str, language: str | None) -> Entry:
    content = item.get("content") or []
    body = next((part.get("value") for part in content if part.get("value")), None)
    body = body or item.get("summary") or ""
    title = plain_text(item.get("title") or "").replace("\n", " ")
    title = title or plain_text(body).replace("\n", " ")[:_TITLE_LENGTH]
    link = _http_link(item.get("link"), base)
    published = _moment(item.get("published_parsed") or item.get("updated_parsed"))
    return Entry(
        key=item.get("id") or link or _fingerprint(title, published),
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
        return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _moment(parts: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _fingerprint(title: str, published: datetime | None) -> str:
    moment = published.isoformat() if published else ""
    return "sha256:" + hashlib.sha256(f"{title}\n{moment}".encode(errors="replace")).hexdigest()
