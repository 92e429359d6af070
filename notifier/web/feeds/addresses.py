"""Where feeds are found: their forms, and the path of each. It needs nothing that renders them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote, urlencode

from notifier.store.articles.feeds import MAX_ITEMS


class FeedFormat(StrEnum):
    """In which format a feed is read; the end of its address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What a server says that it sends."""
        return {
            FeedFormat.RSS: "application/rss+xml",
            FeedFormat.ATOM: "application/atom+xml",
            FeedFormat.JSON: "application/feed+json",
        }[self]


_PATH = re.compile(r"/feeds/([a-z]+)/([^/?#]+)\.(rss|atom|json)")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a feed a reader asks for."""

    size: int = MAX_ITEMS
    before: int | None = None
    """Only what is older than the article of this id."""

    def address(self, address: str) -> str:
        """Return the address of this page of a feed at an address."""
        asked = {"n": self.size if self.size != MAX_ITEMS else None, "before": self.before}
        query = urlencode({key: value for key, value in asked.items() if value is not None})
        return f"{address}?{query}" if query else address


FIRST_PAGE = Page()


def path(name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
    """Return where a feed is served."""
    kind, _, rest = name.partition("/")
    return f"/feeds/{kind}/{quote(rest, safe='')}.{feed_format}"


def named(url: str, address: str) -> tuple[str, FeedFormat] | None:
    """Return name and format of the feed that is served at a URL; None where none can be.

    `address` is the public address of the service, without a slash at its end.
    """
    found = _PATH.fullmatch(url.removeprefix(address))
    if found is None or not url.startswith(address):
        return None
    name, feed_format = f"{found[1]}/{unquote(found[2])}", FeedFormat(found[3])
    return (name, feed_format) if url == f"{address}{path(name, feed_format)}" else None


def page_path(name: str) -> str:
    """Return where the page of a feed is."""
    kind, _, rest = name.partition("/")
    if kind == "queries":
        return f"/?{urlencode({'q': rest})}"
    return f"/{kind}/{quote(rest, safe='')}"


def qr_path(name: str) -> str:
    """Return where the address of a feed is as a QR code."""
    kind, _, rest = name.partition("/")
    return f"/qr/{kind}/{quote(rest, safe='')}.svg"
