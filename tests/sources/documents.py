"""Feeds as text, and what is read of them."""

from __future__ import annotations

from notifier.model import Entry
from notifier.sources.feed import parse_feed

URL = "https://example.org/news/feed.xml"


def rss(*items: str, channel: str = "", head: str = '<?xml version="1.0"?>') -> str:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>t</title>{channel}{joined}</channel></rss>'


def only(document: str | bytes, content_type: str = "") -> Entry:
    body = document.encode() if isinstance(document, str) else document
    (entry,) = parse_feed(body, url=URL, content_type=content_type)
    return entry


def titles(body: bytes, content_type: str = "") -> list[str]:
    return [entry.title for entry in parse_feed(body, url=URL, content_type=content_type)]
