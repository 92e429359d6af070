"""Any feed's document → its entries: JSON, or XML of whatever kind and quality."""

from __future__ import annotations

from dataclasses import replace

from notifier.core.errors import ParseError
from notifier.sources.parsing.charset import xml_text
from notifier.sources.parsing.feed_discovery import feeds_named_in
from notifier.sources.parsing.feed_items import MOST_ENTRIES, Feed
from notifier.sources.parsing.items import Origin
from notifier.sources.parsing.json_feed import read_json_feed
from notifier.sources.parsing.xml_feed import NoFeedError, read_xml_feed

_BOM = b"\xef\xbb\xbf"


def parse_feed(body: bytes, content_type: str, origin: Origin) -> Feed:
    """Read RSS of any version, Atom or JSON Feed; raises ParseError where it is none of them.

    Relative links are completed by the origin's address, and times without a zone are of its zone.
    """
    feed = _read(body, content_type, origin)
    left_out = len(feed.entries) - MOST_ENTRIES
    if left_out <= 0:
        return feed
    return replace(feed, entries=feed.entries[:MOST_ENTRIES], left_out=left_out)


def _read(body: bytes, content_type: str, origin: Origin) -> Feed:
    document = body.removeprefix(_BOM).lstrip()
    if document[:1] in {b"{", b"["}:
        return read_json_feed(document, content_type, origin)
    try:
        return read_xml_feed(xml_text(body, content_type), origin)
    except NoFeedError as error:
        raise ParseError(f"this is no feed{_what_it_is(body, origin.url, str(error))}") from error


def _what_it_is(body: bytes, url: str, cause: str) -> str:
    start = body[:2000].lstrip().lower()
    if not start:
        return "; the answer is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        named = feeds_named_in(body, url)
        if named:
            return f" but an HTML page, which names these feeds: {', '.join(named)}"
        return " but an HTML page; give the address of the feed itself"
    return f": {cause}" if cause else ""
