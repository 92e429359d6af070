"""Where feeds are found: their forms, and the path of each. It needs nothing that renders them."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote


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
    return f"/feeds/{quote(name)}.{feed_format}"


def query_feed(query: str) -> str:
    """Return the name of the feed of what a query finds."""
    return f"queries/{query}"
