"""Finding the feeds that a web page names, for whoever gave the page's address for a feed's."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_MAX_FEEDS = 5


def find_feed_links(page: BeautifulSoup, base: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that an HTML page names in its `<link>` elements."""
    found = []
    for link in page.find_all("link", href=True):
        if str(link.get("type", "")).strip().lower() not in _TYPES:
            continue
        try:
            address = urljoin(base, str(link["href"]).strip())
            if urlsplit(address).scheme in {"http", "https"}:
                found.append(address)
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))[:_MAX_FEEDS]
