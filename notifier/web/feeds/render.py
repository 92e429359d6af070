"""Rendering a feed as RSS 2.0, Atom or JSON Feed. Pure: same in, same bytes out.

What the W3C validator asks for: a self link, a language, a guid and a date for every item.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree
from lxml.builder import ElementMaker

from notifier.core.document import plain_text
from notifier.core.model import Article
from notifier.core.text import strip_invalid

MAX_ITEMS = 50
"""How many of the newest articles a feed shows."""
_EXCERPT = 500
_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_RSS = ElementMaker(nsmap={"dc": _DC, "atom": _ATOM})
_rss = ElementMaker()
_rss_atom = ElementMaker(namespace=_ATOM, nsmap={"atom": _ATOM})
_rss_dc = ElementMaker(namespace=_DC, nsmap={"dc": _DC})
_atom = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


class Form(StrEnum):
    """In which form a feed is read; the end of its address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What a server says that it sends."""
        return {
            Form.RSS: "application/rss+xml",
            Form.ATOM: "application/atom+xml",
            Form.JSON: "application/feed+json",
        }[self]


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `self_url` is where it is published, `home_url` the page."""

    title: str
    description: str
    self_url: str
    home_url: str
    language: str
    changed_at: datetime


def render(channel: Channel, articles: Sequence[Article], form: Form = Form.RSS) -> bytes:
    """Render a feed with its articles, newest first."""
    if form is Form.JSON:
        return _json_feed(channel, articles)
    feed = (_atom_feed if form is Form.ATOM else _rss_feed)(channel, articles)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _json_feed(channel: Channel, articles: Sequence[Article]) -> bytes:
    """Render a JSON Feed, version 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": strip_invalid(channel.title),
        "description": strip_invalid(channel.description),
        "home_page_url": channel.home_url,
        "feed_url": channel.self_url,
        "language": channel.language,
        "items": [_json_item(article) for article in articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(article: Article) -> dict[str, object]:
    title = _title(article)
    item: dict[str, object] = {
        "id": _guid(article),
        "title": title or "…",
        "content_text": excerpt(article) or title or "…",
        "date_published": _date(article).isoformat(),
    }
    if article.url:
        item["url"] = _ascii(strip_invalid(article.url))
    if article.author:
        item["authors"] = [{"name": strip_invalid(article.author)}]
    tags = [
        strip_invalid(each) for each in dict.fromkeys(article.categories) if strip_invalid(each)
    ]
    return {**item, "tags": tags} if tags else item


def _rss_feed(channel: Channel, articles: Sequence[Article]) -> Any:
    return _RSS.rss(
        _rss.channel(
            _rss.title(strip_invalid(channel.title)),
            _rss.link(channel.home_url),
            _rss.description(strip_invalid(channel.description)),
            _rss_atom.link(href=channel.self_url, rel="self", type=Form.RSS.media_type),
            _rss.docs("http://www.rssboard.org/rss-specification"),
            _rss.generator("notifier"),
            _rss.language(channel.language),
            _rss.lastBuildDate(format_datetime(channel.changed_at)),
            *map(_rss_item, articles),
        ),
        version="2.0",
    )


def _rss_item(article: Article) -> Any:
    return _rss.item(
        _rss.title(_title(article) or "…"),
        *([_rss.link(_ascii(strip_invalid(article.url)))] if article.url else []),
        _rss.description(_html(article)),
        # No address, so no permalink.
        _rss.guid(_guid(article), isPermaLink="false"),
        *(_rss.category(each) for each in _categories(article)),
        _rss.pubDate(format_datetime(_date(article))),
        *([_rss_dc.creator(strip_invalid(article.author))] if article.author else []),
        _rss_dc.source(strip_invalid(article.source)),
    )


def _atom_feed(channel: Channel, articles: Sequence[Article]) -> Any:
    return _atom.feed(
        {_LANGUAGE: channel.language},
        _atom.id(channel.self_url),
        _atom.title(strip_invalid(channel.title)),
        _atom.updated(channel.changed_at.isoformat()),
        _atom.link(href=channel.self_url, rel="self", type=Form.ATOM.media_type),
        _atom.link(href=channel.home_url, rel="alternate"),
        _atom.generator("notifier"),
        _atom.subtitle(strip_invalid(channel.description)),
        *map(_atom_entry, articles),
    )


def _atom_entry(article: Article) -> Any:
    return _atom.entry(
        _atom.id(_guid(article)),
        _atom.title(_title(article) or "…"),
        _atom.updated(_date(article).isoformat()),
        _atom.content(_html(article)),
        *([_atom.link(href=_ascii(strip_invalid(article.url)))] if article.url else []),
        *(_atom.category(term=each) for each in _categories(article)),
        _atom.published(_date(article).isoformat()),
    )


def _date(article: Article) -> datetime:
    return article.published_at or article.seen_at


def _html(article: Article) -> str:
    """Return the excerpt for readers that take it for HTML: what looks like a tag is none."""
    return escape(excerpt(article) or _title(article), quote=False) or "…"


def _categories(article: Article) -> list[str]:
    return [
        strip_invalid(each) for each in dict.fromkeys(article.categories) if strip_invalid(each)
    ]


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
