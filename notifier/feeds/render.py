"""Rendering a feed as RSS 2.0 with feedgen. Pure: the same content gives the same bytes.

What the W3C validator asks for: a self link, a language, a guid and a date for every item.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote, urlsplit

from feedgen.feed import FeedGenerator

from notifier.document import plain_text
from notifier.model import Article
from notifier.sources.entries import fit

MAX_ITEMS = 50
_EXCERPT = 500


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `self_url` is where it is published, `home_url` the page."""

    title: str
    description: str
    self_url: str
    home_url: str
    language: str
    changed_at: datetime


def render_rss(channel: Channel, articles: Sequence[Article]) -> bytes:
    """Render a feed with its articles, newest first."""
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.id(channel.self_url)
    feed.title(fit(channel.title))
    feed.description(fit(channel.description))
    # feedgen takes the last one for the channel's own <link>.
    feed.link(href=channel.self_url, rel="self", type="application/rss+xml")
    feed.link(href=channel.home_url, rel="alternate")
    feed.language(channel.language)
    feed.lastBuildDate(channel.changed_at)
    feed.generator("notifier")
    for article in articles:
        _add(feed, article)
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def _add(feed: FeedGenerator, article: Article) -> None:
    item = feed.add_entry(order="append")
    title = fit(plain_text(article.title).replace("\n", " "))
    item.title(title or "…")
    # Stable whatever happens to title, address and our numbering; no address, so no permalink.
    digest = hashlib.sha256(f"{article.source}\n{article.key}".encode(errors="replace")).hexdigest()
    item.guid(f"urn:notifier:{digest[:32]}", permalink=False)
    if article.url:
        item.link(href=_ascii(fit(article.url)))
    # Readers take a description for HTML: text that looks like a tag must not become one.
    item.description(escape(excerpt(article) or title, quote=False) or "…")
    item.published(article.published_at or article.seen_at)
    for category in dict.fromkeys(article.categories):
        if fit(category):
            item.category(term=fit(category))
    if article.author:
        item.dc.dc_creator(fit(article.author))
    item.dc.dc_source(fit(article.source))


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
    text = fit(plain_text(article.body)).replace("\n", " ")
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
