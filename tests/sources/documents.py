"""Feeds as text, and what is read of them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from notifier.core.model import Entry
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.feed_items import Feed
from notifier.sources.parsing.items import ParseContext
from tests.builders import NOW

URL = "https://example.org/news/feed.xml"


def context(url: str = URL, zone: str = "UTC") -> ParseContext:
    return ParseContext(url, ZoneInfo(zone), NOW)


def rss(*items: str, channel: str = "", head: str = '<?xml version="1.0"?>') -> str:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>t</title>{channel}{joined}</channel></rss>'


def parsed(
    document: str | bytes, content_type: str = "", *, url: str = URL, zone: str = "UTC"
) -> Feed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, content_type, context(url, zone))


def only(document: str | bytes, content_type: str = "", *, zone: str = "UTC") -> Entry:
    (entry,) = parsed(document, content_type, zone=zone).entries
    return entry


def titles(body: bytes, content_type: str = "") -> list[str]:
    return [entry.title for entry in parsed(body, content_type).entries]
