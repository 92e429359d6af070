"""Reading JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.feed_items import (
    Feed,
    author_name,
    find_image,
    longest_text,
    make_entry,
)
from notifier.sources.parsing.identity import tell_apart
from notifier.sources.parsing.items import ParseContext
from notifier.sources.parsing.json_text import read_json

_VERSION = "https://jsonfeed.org/version/"


def parse_json_feed(body: bytes, content_type: str, context: ParseContext) -> Feed:
    """Read a JSON Feed; raises ParseError where it is none. A value of a wrong type is ignored."""
    document = read_json(body, content_type)
    if not isinstance(document, dict):
        raise ParseError("this is no JSON Feed but other JSON")
    items = document.get("items")
    is_named = (_text(document.get("version")) or "").startswith(_VERSION)
    if not isinstance(items, list) or not (is_named or _looks_like_items(items)):
        raise ParseError("this is no JSON Feed but other JSON")
    entries = (_entry(item, document, context) for item in items if isinstance(item, dict))
    hub = next((each for each in _tables(document.get("hubs")) if _is_websub(each)), {})
    return Feed(
        tell_apart([entry for entry in entries if entry is not None]),
        hub=_text(hub.get("url")),
        topic=_text(document.get("feed_url")),
    )


def _looks_like_items(items: list[Any]) -> bool:
    return any(
        isinstance(item, dict) and "id" in item and {"content_html", "content_text"} & item.keys()
        for item in items
    )


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], context: ParseContext) -> Entry | None:
    return make_entry(
        context,
        key=_key(item.get("id")),
        title=_text(item.get("title")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        body=_body(item),
        dates=[_key(item.get(name)) for name in ("date_published", "date_modified")],
        author=_author(item) or _author(feed),
        categories=[tag for each in _list(item.get("tags")) if (tag := _text(each))],
        lang=_text(item.get("language")) or _text(feed.get("language")),
        image=_text(item.get("image")) or _text(item.get("banner_image")) or _attached(item),
    )


def _body(item: Mapping[str, Any]) -> str:
    # A body is taken for HTML where it looks like it, which plain text is not meant to be.
    plain = (_text(item.get(name)) for name in ("content_text", "summary"))
    escaped = (html.escape(each, quote=False) for each in plain if each)
    return longest_text([_text(item.get("content_html")), *escaped])


def _author(item: Mapping[str, Any]) -> str | None:
    """Return the name of the first author: version 1.1 has several, version 1 one."""
    authors = _list(item.get("authors")) or [item.get("author")]
    names = (_text(each.get("name")) for each in _tables(authors))
    return author_name(next(filter(None, names), None))


def _attached(item: Mapping[str, Any]) -> str | None:
    media = (
        {"url": _text(each.get("url")) or "", "type": _text(each.get("mime_type")) or ""}
        for each in _tables(item.get("attachments"))
    )
    return find_image(media)


def _is_websub(hub: Mapping[str, Any]) -> bool:
    return str(hub.get("type")).lower() == "websub"


def _key(value: object) -> str | None:
    """Return an id or a date, which should be a text and is often a number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else _text(value)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(value: object) -> Iterator[Mapping[str, Any]]:
    return (each for each in _list(value) if isinstance(each, dict))
