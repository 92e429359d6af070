"""What the W3C's feed validator complains of, as far as it can concern our feeds; and JSON Feed's.

Each function returns the complaints about a document, errors and warnings alike, by the names that
the validator has for them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
FH = "{http://purl.org/syndication/history/1.0}"
_RELATIONS = frozenset(
    ["alternate", "current", "enclosure", "first", "last", "next", "prev-archive", "next-archive",
     "previous", "related", "self", "via"]
)  # fmt: skip
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(#\d+|[a-z]{2,8});")
_RSS_ITEM = frozenset(
    ["title", "link", "description", "author", "category", "comments", "enclosure", "guid",
     "pubDate", "source"]
)  # fmt: skip
_RSS_CHANNEL = frozenset(
    ["title", "link", "description", "language", "lastBuildDate", "generator", "image", "item",
     "pubDate", "category", "ttl", "docs"]
)  # fmt: skip
_ATOM_ENTRY = frozenset(
    ["id", "title", "updated", "published", "author", "category", "link", "summary", "content",
     "source", "contributor", "rights"]
)  # fmt: skip
_ATOM_FEED = frozenset(
    ["id", "title", "subtitle", "updated", "author", "category", "link", "generator", "icon",
     "logo", "entry", "rights"]
)  # fmt: skip


def complaints_of_rss(body: bytes, now: datetime) -> list[str]:
    """Return what the validator says of RSS 2.0."""
    return list(_rss(etree.fromstring(body), now))


def complaints_of_atom(body: bytes, now: datetime) -> list[str]:
    """Return what the validator says of Atom 1.0."""
    return list(_atom(etree.fromstring(body), now))


def _rss(root: Any, now: datetime) -> Iterator[str]:
    if (root.tag, root.get("version")) != ("rss", "2.0"):
        yield "UndefinedVersion"
    (channel,) = root
    yield from _only(channel, _RSS_CHANNEL, several={"item", "category"})
    for name in ("title", "link", "description"):
        if not channel.findtext(name):
            yield f"MissingElement channel/{name}"
    yield from _address("InvalidFullLink", channel.findtext("link") or "")
    if not _LANGUAGE.fullmatch(channel.findtext("language") or "en"):
        yield "InvalidLanguage"
    image = channel.find("image")
    if image is not None:
        if image.findtext("title") != channel.findtext("title"):
            yield "ImageTitleDoesntMatch"
        if image.findtext("link") != channel.findtext("link"):
            yield "ImageLinkDoesntMatch"
        yield from _address("InvalidFullLink image", image.findtext("url") or "")
    yield from _dates(channel.iterfind(".//pubDate"), _RFC822, parsedate_to_datetime, now)
    yield from _dates(channel.iterfind("lastBuildDate"), _RFC822, parsedate_to_datetime, now)
    yield from _links(channel.findall(f"{ATOM}link"))
    for item in channel.iterfind("item"):
        yield from _rss_item(item)
    yield from _repeated("DuplicateValue guid", [each.text for each in root.iter("guid")])


def _rss_item(item: Any) -> Iterator[str]:  # noqa: C901 - a rule each
    yield from _only(item, _RSS_ITEM, several={"category"})
    if not item.findtext("title") and not item.findtext("description"):
        yield "ItemMustContainTitleOrDescription"
    guid = item.find("guid")
    if guid is None:
        yield "MissingGuid"
    elif guid.get("isPermaLink") != "false":
        yield from _address("InvalidHttpGUID", guid.text or "")
    if item.find("link") is not None:
        yield from _address("InvalidFullLink", item.findtext("link") or "")
    for source in item.iterfind("source"):
        yield from _address("InvalidFullLink source", source.get("url") or "")
        if not source.text:
            yield "NotBlank source"
    for category in item.iterfind("category"):
        if not (category.text or "").strip():
            yield "NotBlank category"
    for content in item.iterfind(f"{MEDIA}content"):
        yield from _address("InvalidFullLink media", content.get("url") or "")
        if content.get("medium") not in {"image", "audio", "video", "document", "executable"}:
            yield "InvalidMediaMedium"


def _atom(root: Any, now: datetime) -> Iterator[str]:
    if root.tag != f"{ATOM}feed":
        yield "UndefinedRoot"
    yield from _only(root, _ATOM_FEED, several={"entry", "link", "author", "category"}, prefix=ATOM)
    entries = root.findall(f"{ATOM}entry")
    for parent in (root, *entries):
        yield from _atom_parent(parent, is_feed=parent is root)
    for entry in entries:
        yield from _atom_entry(entry)
    for name in ("updated", "published"):
        yield from _dates(root.iter(ATOM + name), _RFC3339, datetime.fromisoformat, now)
    yield from _repeated("DuplicateEntries", [each.findtext(f"{ATOM}id") for each in entries])
    yield from _repeated("DuplicateUpdated", [each.findtext(f"{ATOM}updated") for each in entries])


def _atom_parent(parent: Any, *, is_feed: bool) -> Iterator[str]:  # noqa: C901 - a rule each
    for name in ("id", "title", "updated"):
        if not parent.findtext(ATOM + name):
            yield f"MissingElement {name}"
    yield from _links(parent.findall(f"{ATOM}link"), is_feed=is_feed)
    for identity in parent.iterfind(f"{ATOM}id"):
        if not urlsplit(identity.text or "").scheme:
            yield "InvalidFullLink id"
    for text in ("title", "summary", "subtitle"):
        for each in parent.iterfind(ATOM + text):
            if each.get("type", "text") == "text" and len(each):
                yield f"UndefinedElement in {text}"
    for person in parent.iterfind(f"{ATOM}author"):
        if not person.findtext(f"{ATOM}name"):
            yield "MissingElement author/name"
    for category in parent.iterfind(f"{ATOM}category"):
        if not category.get("term"):
            yield "MissingAttribute term"


def _atom_entry(entry: Any) -> Iterator[str]:
    several = {"author", "category", "link", "contributor"}
    yield from _only(entry, _ATOM_ENTRY, several=several, prefix=ATOM)
    if entry.find(f"{ATOM}author") is None:
        yield "MissingElement author"
    has_page = any(each.get("rel") == "alternate" for each in entry.iterfind(f"{ATOM}link"))
    if not has_page and entry.find(f"{ATOM}content") is None:
        yield "MissingContentOrAlternate"
    for source in entry.iterfind(f"{ATOM}source"):
        for name in ("id", "title", "updated"):
            if not source.findtext(ATOM + name):
                yield f"MissingSourceElement {name}"


def complaints_of_json(body: bytes, now: datetime) -> list[str]:
    """Return what of a document JSON Feed 1.1 does not allow."""
    return list(_json(json.loads(body), now))


def _json(feed: dict[str, Any], now: datetime) -> Iterator[str]:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    if not feed.get("title"):
        yield "title"
    for name in ("home_page_url", "feed_url", "next_url", "icon"):
        if name in feed:
            yield from _address(name, feed[name])
    known = {"version", "title", "description", "home_page_url", "feed_url", "next_url", "icon",
             "favicon", "authors", "language", "items", "expired"}  # fmt: skip
    yield from (f"unknown {name}" for name in feed if name not in known)
    items = feed["items"]
    for item in items:
        yield from _json_item(item, now)
    yield from _repeated("id twice", [each["id"] for each in items])


def _json_item(item: dict[str, Any], now: datetime) -> Iterator[str]:  # noqa: C901 - a rule each
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "id"
    if not (item.get("content_text") or item.get("content_html")):
        yield "content"
    for name in ("url", "image"):
        if name in item:
            yield from _address(name, item[name])
    for name in ("date_published", "date_modified"):
        if name in item:
            if not _RFC3339.fullmatch(item[name]):
                yield name
            elif datetime.fromisoformat(item[name]) > now:
                yield f"ImplausibleDate {name}"
    if not all(each.get("name") for each in item.get("authors", ())):
        yield "authors"
    if not all(isinstance(each, str) and each for each in item.get("tags", ())):
        yield "tags"


def _only(
    parent: Any, known: frozenset[str], *, several: set[str], prefix: str = ""
) -> Iterator[str]:
    counts = Counter(child.tag for child in parent if isinstance(child.tag, str))
    for tag, count in counts.items():
        name = tag.removeprefix(prefix)
        if "{" not in name and name not in known:
            yield f"UndefinedElement {name}"
        is_own = "{" not in name and name not in several
        if count > 1 and (is_own or tag == f"{DC}creator"):
            yield f"DuplicateElement {name}"


def _links(links: list[Any], *, is_feed: bool = True) -> Iterator[str]:
    relations = [link.get("rel", "alternate") for link in links]
    if is_feed and relations.count("self") != 1:
        yield "MissingAtomSelfLink"
    if relations.count("alternate") > 1:
        yield "DuplicateAtomLink"
    for link in links:
        if link.get("rel", "alternate") not in _RELATIONS:
            yield f"UnregisteredAtomLinkRel {link.get('rel')}"
        yield from _address("InvalidFullLink", link.get("href") or "")
        if link.get("rel") == "enclosure" and "/" not in link.get("type", ""):
            yield "MissingType"


def _dates(elements: Any, form: re.Pattern[str], read: Any, now: datetime) -> Iterator[str]:
    for element in elements:
        if not form.fullmatch(element.text or ""):
            yield f"InvalidDate {element.text}"
        elif read(element.text).year < 1990 or read(element.text) > now:
            yield f"ImplausibleDate {element.text}"


def _address(complaint: str, address: str) -> Iterator[str]:
    if not re.fullmatch(r"https?://[^\s/<>\"\\^`{|}]+[!-~]*", address):
        yield f"{complaint} {address}"


def _repeated(complaint: str, values: list[Any]) -> Iterator[str]:
    yield from (f"{complaint} {value}" for value, n in Counter(values).items() if n > 1)
