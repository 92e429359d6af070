"""Rendering a feed as RSS 2.0, Atom or JSON Feed. Same in, same bytes out.

What the W3C validator asks for: a self link, a language, an author, an id and a date for every
item, no date ahead of now, and no two items of the same `updated`.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from notifier.core.document import plain_text
from notifier.core.model import Article
from notifier.core.text import strip_invalid
from notifier.web.feeds.addresses import FeedFormat
from notifier.web.feeds.xml_forms import xml_entry, xml_feed

_EXCERPT = 500
_LONG_AGO = 1990
"""A date of an earlier year is a slip of its source."""


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What a feed says of itself."""

    title: str
    description: str
    id: str
    """The address of its first page."""
    self_url: str
    """The address of this page."""
    home_url: str
    """The page that it belongs to."""
    icon_url: str
    language: str
    """An IETF language tag."""
    changed_at: datetime
    next_url: str | None = None
    """The address of the page with what is older."""
    hub_url: str | None = None
    """The address of the WebSub hub that pushes it."""

    @property
    def is_archive(self) -> bool:
        """Whether this is a page of what is older, which changes no more (RFC 5005)."""
        return "before=" in self.self_url.partition("?")[2]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Links to this and other pages of it, each with its relation."""
        found = [("self", self.self_url)]
        if self.hub_url:
            found.append(("hub", self.hub_url))
        if self.is_archive:
            found += [("first", self.id), ("current", self.id)]
        if self.next_url:
            found += [("next", self.next_url), ("prev-archive", self.next_url)]
        return found


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A story as it stands in a feed: its first article there, and who else reports it."""

    id: str
    """Stays, whatever happens to the article and its source."""
    article: Article
    publisher: str
    """The name of the article's source."""
    publisher_feed: str
    """The address of the feed of that source."""
    others: tuple[tuple[str, str | None], ...] = ()
    """Other sources that report it: the name of each, and the address of its article."""
    tags: tuple[str, ...] = ()
    also: str = ""
    """A line that names the other sources."""


def render_feed(info: FeedInfo, items: Sequence[str], feed_format: FeedFormat) -> bytes:
    """Return a feed of items that `render_item` rendered, in the order given, as bytes."""
    if feed_format is FeedFormat.JSON:
        return _json_feed(info, items).encode()
    return xml_feed(info, items, feed_format)


def render_item(item: FeedItem, feed_format: FeedFormat) -> str:
    """Return an item as it stands in a feed."""
    entry = entry_of(item)
    if feed_format is FeedFormat.JSON:
        return json.dumps(_json_item(entry), ensure_ascii=False)
    return xml_entry(entry, feed_format)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the forms of feeds have it, every text sound."""

    id: str
    title: str
    text: str
    html: str
    link: str | None
    related: tuple[tuple[str, str], ...]
    published: datetime
    updated: datetime
    is_corrected: bool
    authors: tuple[str, ...]
    publisher: str
    publisher_feed: str
    tags: tuple[str, ...]
    image: str | None
    image_type: str


def entry_of(item: FeedItem) -> Entry:
    """Return what of an item is shown."""
    article = item.article
    title = strip_invalid(plain_text(article.title).replace("\n", " ")) or "…"
    told = excerpt(article) or title
    lines = [line for line in (told, strip_invalid(item.also)) if line]
    published = published_at(article)
    image = web_address(article.image)
    authors = filter(None, (strip_invalid(article.author or ""), item.publisher))
    return Entry(
        id=item.id,
        title=title,
        text="\n".join(lines),
        # Readers take a description for HTML: text that looks like a tag must not become one.
        html="<br>".join(escape(line, quote=False) for line in lines),
        link=web_address(article.url),
        related=tuple((name, href) for name, url in item.others if (href := web_address(url))),
        published=published,
        # Two items of one `updated` are a fault to validators, and sources date by the minute.
        updated=(article.changed_at or published) + timedelta(microseconds=article.id % 1_000_000),
        is_corrected=article.changed_at is not None,
        authors=tuple(dict.fromkeys(authors)),
        publisher=item.publisher,
        publisher_feed=item.publisher_feed,
        tags=tuple(dict.fromkeys(filter(None, map(_tag, item.tags)))),
        image=image,
        image_type=_image_type(image or ""),
    )


def published_at(article: Article) -> datetime:
    """Return when an article came out; when it was seen, where its own date is odd or ahead."""
    told = article.published_at
    if told is None or told.year < _LONG_AGO:
        return article.seen_at
    return min(told, article.seen_at)


def _json_feed(info: FeedInfo, entries: Sequence[str]) -> str:
    """Render a JSON Feed, version 1.1, of its items as JSON."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": strip_invalid(info.title),
        "description": strip_invalid(info.description),
        "home_page_url": info.home_url,
        "feed_url": info.self_url,
        "icon": info.icon_url,
        "language": info.language,
        **({"next_url": info.next_url} if info.next_url else {}),
        **({"hubs": [{"type": "WebSub", "url": info.hub_url}]} if info.hub_url else {}),
    }
    start = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    items = ",\n".join(entries)
    return f'{start},\n "items": [\n{items}\n ]\n}}\n'


def _json_item(entry: Entry) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "title": entry.title,
        "content_text": entry.text,
        "url": entry.link,
        "image": entry.image,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat() if entry.is_corrected else None,
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
    }
    return {key: value for key, value in told.items() if value}


def _tag(tag: str) -> str:
    return strip_invalid(tag).strip()


def _image_type(address: str) -> str:
    guessed = mimetypes.guess_type(urlsplit(address).path)[0] or ""
    return guessed if guessed.startswith("image/") else "image/jpeg"


def web_address(url: str | None) -> str | None:
    """Return a web address in ASCII, as RSS asks for: the host as IDNA, the rest in percents."""
    url = strip_invalid(url or "").strip()
    if not url.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
        url = parts._replace(netloc=parts.netloc.encode("idna").decode()).geturl()
    except ValueError:
        pass  # no name that IDNA knows; percents are better than nothing
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def excerpt(article: Article) -> str:
    """Return the beginning of an article's text; whoever wants all of it follows the link."""
    text = strip_invalid(plain_text(article.body)).replace("\n", " ")
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
