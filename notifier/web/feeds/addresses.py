"""Where feeds are found: their forms, and the path of each. It needs nothing that renders them."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote, urlencode


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


def path(name: str, feed_format: FeedFormat = FeedFormat.RSS) -> str:
    """Return where a feed is served."""
    kind, _, rest = name.partition("/")
    return f"/feeds/{kind}/{quote(rest, safe='')}.{feed_format}"


def page_path(name: str) -> str:
    """Return where the page of a feed is."""
    kind, _, rest = name.partition("/")
    if kind == "queries":
        return f"/?{urlencode({'q': rest})}"
    return f"/{kind}/{quote(rest, safe='')}"
