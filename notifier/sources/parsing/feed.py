"""Any feed's document → its entries: JSON, or XML of whatever kind and quality."""

from __future__ import annotations

import re
from dataclasses import replace

from notifier.core.document import plain_text
from notifier.core.errors import ParseError
from notifier.sources.parsing.charset import decode_xml
from notifier.sources.parsing.css_selectors import read_page, text
from notifier.sources.parsing.feed_discovery import find_feed_links
from notifier.sources.parsing.feed_items import MAX_ENTRIES, Feed
from notifier.sources.parsing.gate_page import gate_of
from notifier.sources.parsing.items import ParseContext
from notifier.sources.parsing.json_feed import parse_json_feed
from notifier.sources.parsing.sitemap import is_sitemap, parse_sitemap
from notifier.sources.parsing.xml_feed import NoFeedError, parse_xml_feed

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)\b")
_BOM = b"\xef\xbb\xbf"


def parse_feed(body: bytes, content_type: str, context: ParseContext) -> Feed:
    """Read RSS of any version, Atom, JSON Feed or a news sitemap; raises ParseError for all else.

    Relative links are completed by the context's address, and times without a zone are of its zone.
    """
    feed = _read(body, content_type, context)
    omitted = len(feed.entries) - MAX_ENTRIES
    if omitted <= 0:
        return feed
    return replace(feed, entries=feed.entries[:MAX_ENTRIES], omitted=omitted)


def _read(body: bytes, content_type: str, context: ParseContext) -> Feed:
    document = body.removeprefix(_BOM).lstrip()
    if document[:1] in {b"{", b"["}:
        return parse_json_feed(document, content_type, context)
    document_text = decode_xml(body, content_type)
    if is_sitemap(document_text):
        return parse_sitemap(document_text, context)
    try:
        return parse_xml_feed(document_text, context)
    except NoFeedError as error:
        raise ParseError(f"this is no feed{_describe(body, context.url, str(error))}") from error


def _describe(body: bytes, url: str, cause: str) -> str:
    start = body[:2000].lstrip().lower()
    if not start:
        return "; the answer is empty"
    if _HTML.match(start):
        page = read_page(body, "")
        gate = gate_of(plain_text(str(page.body or page)), text(page, "title") or "")
        if gate:
            return f" but {gate}: the site refuses programs"
        named = find_feed_links(page, url)
        if named:
            return f" but an HTML page, which names these feeds: {', '.join(named)}"
        return " but an HTML page; give the address of the feed itself"
    return f": {cause}" if cause else ""
