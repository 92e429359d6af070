"""RSS, Atom and RDF of every version and quality → their entries, with feedparser.

Every document is read in this one way. feedparser has two parsers inside: what is not well-formed
goes to a tolerant one, which leaves references such as &amp; in texts that are not HTML. They are
resolved here, so that an item keeps its key, title and date from poll to poll, whatever breaks
elsewhere in its feed.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax import SAXParseException

import feedparser

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.feed_items import (
    Feed,
    author_name,
    find_image,
    is_about_securities,
    longest_text,
    make_entry,
    page_link,
    read_freshness,
)
from notifier.sources.parsing.identity import tell_apart
from notifier.sources.parsing.items import ParseContext

_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
"""What expat says of a document that ends before its end."""

_BARE_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)",
    re.DOTALL,
)
"""An `&` that is not escaped, of which feedparser would make AT&T;. In CDATA it need not be."""

_DATES = ("published", "updated", "pubtime")
"""The last is 国家统计局's. Asked for one that is missing, feedparser gives another and warns."""
_MARKUP = frozenset({"title", "title_detail", "summary", "summary_detail", "content"})
_CODES = ("_tickers", "_issuesymbol")
"""How the names of elements end that hold codes of securities, whatever their prefix."""
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")


class NoFeedError(ParseError):
    """The document is no feed at all; the message is what its parser found, or empty."""


def parse_xml_feed(text: str, context: ParseContext) -> Feed:
    """Read all that can be read of a feed; raises NoFeedError."""
    try:
        # Bytes in a stream: feedparser would open a bare string that looks like a path or a URL.
        parsed = feedparser.parse(
            io.BytesIO(_BARE_AMPERSAND.sub(_escaped, text).encode(errors="replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # the library raises many kinds on hostile input
        raise NoFeedError(str(error)) from error
    cause = parsed.get("bozo_exception")
    if not parsed.get("version") and not parsed.entries:
        raise NoFeedError(str(cause or ""))
    is_truncated = isinstance(cause, SAXParseException) and cause.getMessage() in _CUT_OFF
    items = parsed.entries[:-1] if is_truncated else parsed.entries
    if parsed.bozo:
        items = [_resolved(item) for item in items]
    context = context.for_dates(item.get("published") for item in items)
    entries = [_entry(item, parsed.feed.get("language"), context) for item in items]
    links = {each.get("rel"): each.get("href") for each in parsed.feed.get("links", ())}
    return Feed(
        tell_apart([entry for entry in entries if entry is not None]),
        is_truncated,
        fresh_for=read_freshness(
            parsed.feed.get("ttl"),
            parsed.feed.get("sy_updateperiod"),
            parsed.feed.get("sy_updatefrequency"),
        ),
        hub=links.get("hub"),
        topic=links.get("self"),
    )


def _escaped(found: re.Match[str]) -> str:
    return "&amp;" if found[0] == "&" else found[0]


def _resolved(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Resolve references in the texts and attributes of an item, HTML aside."""
    return {
        name: value if name in _MARKUP else _without_references(value)
        for name, value in item.items()
    }


def _without_references(value: Any) -> Any:
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: html.unescape(found[0]), value)
    if isinstance(value, list):
        return [_without_references(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_references(each) for name, each in value.items()}
    return value


def _entry(item: Mapping[str, Any], language: str | None, context: ParseContext) -> Entry | None:
    content = [part.get("value") for part in item.get("content") or ()]
    tags = [(tag["term"], tag.get("scheme")) for tag in item.get("tags") or () if tag.get("term")]
    return make_entry(
        context,
        key=item.get("id"),
        title=item.get("title"),
        link=_link(item),
        body=longest_text([*content, item.get("summary"), item.get("media_description")]),
        dates=[item[name] for name in _DATES if name in item],
        author=_author(item),
        categories=[name for name, scheme in tags if not is_about_securities(scheme)],
        lang=language,
        image=_image(item),
        tickers=[*_tickers(item), *(name for name, scheme in tags if is_about_securities(scheme))],
    )


def _link(item: Mapping[str, Any]) -> str | None:
    link: str | None = page_link(item.get("links", ())) or item.get("link")
    # RSS takes every guid for an address, but what is no whole one is none.
    is_bare_guid = item.get("guidislink") and link == item.get("id") and "://" not in (link or "")
    return None if is_bare_guid else link


def _author(item: Mapping[str, Any]) -> str | None:
    several: Sequence[Mapping[str, Any]] = item.get("authors") or ()
    # Of one, feedparser keeps the whole text; of several, that of the last.
    return author_name(several[0].get("name") if len(several) > 1 else item.get("author"))


def _tickers(item: Mapping[str, Any]) -> Iterable[str]:
    return (text for name, text in item.items() if name.endswith(_CODES) and isinstance(text, str))


def _image(item: Mapping[str, Any]) -> str | None:
    attached = (each for each in item.get("links", ()) if each.get("rel") == "enclosure")
    media = item.get("media_content") or [
        {**each, "medium": "image"} for each in item.get("media_thumbnail", ())
    ]
    return find_image([*media, *attached])
