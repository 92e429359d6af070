"""Reading feeds that are written as they should be, which nearly all are: with fastfeedparser.

Its native reader takes nothing that is not well-formed UTF-8, and says so. What it leaves out or
would guess at is looked for here, and whatever is unusual is left to `feed_loose`, which takes tens
of times as long.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from notifier.core.model import Entry
from notifier.sources.parsing.dates import read_moment
from notifier.sources.parsing.feed_items import (
    Feed,
    author_of,
    entry_of,
    freshness,
    is_about_securities,
    page_among,
    picture,
)
from notifier.sources.parsing.items import Origin

try:
    # Not `fastfeedparser.parse`: that mends what is not well-formed, AT&T to ATT, and tells nobody;
    # and it takes a time without a zone for UTC.
    from fastfeedparser._core import parse_entries
except ImportError:  # no wheel for this machine, or a release that has it elsewhere
    parse_entries = None

_ATOM = "{http://www.w3.org/2005/Atom}"
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
_DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = 10_000
"""Bytes at the beginning of a document that show its habits."""
_FIRST_ITEMS = 4_000
_DECLARATION = re.compile(rb"\A<\?xml\s[^<>]{0,200}\?>\s*")
_BARE_MARKUP = re.compile(rb"<(?:title|description|summary)[^<>]{0,99}>[^<]*<(?![/!])")
_CONTROL = re.compile("[\x7f-\x9f\ufffe\uffff]")
_AS_WRITTEN = "as written: "
_AMBIGUOUS = frozenset({"BST", "CST", "IST"})
"""Names that zones in Europe or America share with zones in Asia."""


class _UnusualError(Exception):
    """The document has something that only `feed_loose` can read."""


def read_fast(document: bytes, origin: Origin) -> Feed | None:
    """Read an ordinary feed; None where this is not one."""
    if parse_entries is None or _looks_unusual(document, origin):
        return None
    # What is UTF-8 is read as that, whatever it calls itself, for which the reader would refuse it.
    undeclared = _DECLARATION.sub(b"", document, count=1)
    try:
        read = parse_entries(undeclared, dict, _AS_WRITTEN.__add__, html.unescape)
        _kind, namespace, header, items = ("", "", b"", ()) if isinstance(read, str) else read
    except (TypeError, ValueError):  # not the reader that this was written for
        return None
    if not items or namespace not in {None, _ATOM[1:-1]}:
        return None
    if namespace is None and b"<guid" not in document[:_HEAD]:
        items = [{**item, "id": None} for item in items]  # the reader gives the link for it
    try:
        return _feed(_parsed(header), items, origin)
    except (ParseError, _UnusualError):
        return None


def _looks_unusual(document: bytes, origin: Origin) -> bool:
    """Tell of what the reader would lose: whose CST is meant, securities, unescaped markup."""
    head = document[:_HEAD]
    zone = origin.now.astimezone(origin.zone).tzname() or ""
    return (
        (zone in _AMBIGUOUS and f" {zone}<".encode() in head)
        or b"tickers>" in head
        or _BARE_MARKUP.search(head, 0, _FIRST_ITEMS) is not None
    )


def _parsed(header: bytes) -> Element:
    """Parse what the document says besides its items; it declares no entities."""
    parser = XMLParser(encoding="utf-8")  # noqa: S314
    parser.feed(header)
    root: Element = parser.close()
    return root


def _feed(root: Element, items: Iterable[Mapping[str, Any]], origin: Origin) -> Feed:
    channel = root if root.tag == _ATOM + "feed" else root.find("channel")
    if channel is None:
        raise _UnusualError
    said = channel.findtext("language") or channel.findtext(_DC_LANGUAGE) or ""
    language = said.strip() or root.get(_LANG)
    entries = [_entry(item, language, origin) for item in items]
    links = {link.get("rel"): link.get("href") for link in channel.findall(_ATOM + "link")}
    return Feed(
        tuple(entry for entry in entries if entry is not None),
        fresh_for=freshness(
            channel.findtext("ttl"),
            channel.findtext(_SYNDICATION + "updatePeriod"),
            channel.findtext(_SYNDICATION + "updateFrequency"),
        ),
        hub=links.get("hub"),
        topic=links.get("self"),
    )


def _entry(item: Mapping[str, Any], language: str | None, origin: Origin) -> Entry | None:
    said = item.get
    title, key, link = said("title"), said("id"), said("link")
    if not title or (not title.isprintable() and _CONTROL.search(title)):
        raise _UnusualError
    links = said("links")
    if links:
        link = page_among(links) or link
    if link and "://" not in link:  # by what it is completed may be said anywhere
        raise _UnusualError
    categories, tickers = _subjects(said("tags"))
    return entry_of(
        origin,
        key=key,
        title=title,
        link=link,
        body=_body(item),
        published=_moment(item, key, origin),
        author=author_of(said("author")),
        categories=categories,
        lang=language,
        image=_image(item, links or ()),
        tickers=tickers,
    )


def _body(item: Mapping[str, Any]) -> str:
    """Return the content, else the description, which is made of the content where it is absent."""
    content = item.get("content")
    body: str = content[0]["value"].strip() if content else ""
    return body or item.get("description") or ""


def _moment(item: Mapping[str, Any], key: str | None, origin: Origin) -> datetime | None:
    written = item.get("published")
    if not written:
        return None
    if written.startswith(_AS_WRITTEN):
        written = written[len(_AS_WRITTEN) :].strip()
        if written == key:  # for want of a date, the reader tries the guid
            return None
    moment = read_moment(written, origin.zone, origin.now)
    if moment is None:
        raise _UnusualError
    return moment


def _subjects(tags: Iterable[Mapping[str, Any]] | None) -> tuple[list[str], list[str]]:
    """Return what an item is filed under, and the codes of securities among that."""
    categories: list[str] = []
    tickers: list[str] = []
    for tag in tags or ():
        (tickers if is_about_securities(tag["scheme"]) else categories).append(tag["term"])
    return categories, tickers


def _image(item: Mapping[str, Any], links: Iterable[Mapping[str, Any]]) -> str | None:
    attached = (link for link in links if link.get("rel") == "enclosure")
    return (
        picture(item.get("media_content", ()))
        or picture(item.get("enclosures", ()))
        or picture(attached)
    )
