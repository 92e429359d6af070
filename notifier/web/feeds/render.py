"""Rendering a feed as RSS 2.0 or Atom with feedgen, or as JSON Feed. Pure: same in, same bytes out.

What the W3C validator asks for: a self link, a language, a guid and a date for every item.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from urllib.parse import quote, urlsplit

from feedgen.feed import FeedGenerator

from notifier.core.document import plain_text
from notifier.core.model import Article
from notifier.core.text import strip_invalid

_EXCERPT = 500


class FeedFormat(StrEnum):
    """In which format a feed is read; the end of its address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What a server says that it sends."""
        return {
            FeedFormat.RSS: "application/rss+xml",
            FeedFormat.ATOM: "application/atom+xml",
            FeedFormat.JSON: "application/feed+json",
        }[self]


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What a feed says of itself."""

    title: str
    description: str
    self_url: str
    """Where the feed is published."""
    home_url: str
    """The page that it belongs to."""
    language: str
    """An IETF language tag."""
    changed_at: datetime


def render(
    info: FeedInfo, articles: Sequence[Article], feed_format: FeedFormat = FeedFormat.RSS
) -> bytes:
    """Return a feed with its articles, newest first, as bytes."""
    if feed_format is FeedFormat.JSON:
        return _json_feed(info, articles)
    feed = FeedGenerator()
    feed.load_extension("dc", atom=False)
    feed.id(info.self_url)
    feed.title(strip_invalid(info.title))
    feed.description(strip_invalid(info.description))
    # feedgen takes the last one for the channel's own <link>.
    feed.link(href=info.self_url, rel="self", type=feed_format.media_type)
    feed.link(href=info.home_url, rel="alternate")
    feed.language(info.language)
    feed.lastBuildDate(info.changed_at)
    feed.updated(info.changed_at)
    feed.generator("notifier")
    for article in articles:
        _add(feed, article)
    rendered: bytes = (
        feed.atom_str(pretty=True) if feed_format is FeedFormat.ATOM else feed.rss_str(pretty=True)
    )
    return rendered


def _json_feed(info: FeedInfo, articles: Sequence[Article]) -> bytes:
    """Render a JSON Feed, version 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": strip_invalid(info.title),
        "description": strip_invalid(info.description),
        "home_page_url": info.home_url,
        "feed_url": info.self_url,
        "language": info.language,
        "items": [_json_item(article) for article in articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(article: Article) -> dict[str, object]:
    title = _title(article)
    item: dict[str, object] = {
        "id": _guid(article),
        "title": title or "…",
        "content_text": excerpt(article) or title or "…",
        "date_published": (article.published_at or article.seen_at).isoformat(),
    }
    if article.url:
        item["url"] = _ascii(strip_invalid(article.url))
    if article.author:
        item["authors"] = [{"name": strip_invalid(article.author)}]
    tags = [
        strip_invalid(each) for each in dict.fromkeys(article.categories) if strip_invalid(each)
    ]
    return {**item, "tags": tags} if tags else item


def _add(feed: FeedGenerator, article: Article) -> None:
    item = feed.add_entry(order="append")
    title = _title(article)
    item.title(title or "…")
    # No address, so no permalink.
    item.guid(_guid(article), permalink=False)
    item.id(_guid(article))
    item.updated(article.published_at or article.seen_at)
    if article.url:
        item.link(href=_ascii(strip_invalid(article.url)))
    # Readers take a description for HTML: text that looks like a tag must not become one.
    item.description(escape(excerpt(article) or title, quote=False) or "…")
    item.published(article.published_at or article.seen_at)
    for category in dict.fromkeys(article.categories):
        if strip_invalid(category):
            item.category(term=strip_invalid(category))
    if article.author:
        item.dc.dc_creator(strip_invalid(article.author))
    item.dc.dc_source(strip_invalid(article.source))


def _title(article: Article) -> str:
    return strip_invalid(plain_text(article.title).replace("\n", " "))


def _guid(article: Article) -> str:
    """Return what names an article whatever happens to its title, address and our numbering."""
    digest = hashlib.sha256(f"{article.source}\n{article.key}".encode(errors="replace")).hexdigest()
    return f"urn:notifier:{digest[:32]}"


def _ascii(url: str) -> str:
    """Write an address in ASCII, as RSS asks for: the host as IDNA, the rest percent-encoded."""
    if url.isascii():
        return url
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
