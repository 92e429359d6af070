"""Reading a document that lies before us: as what it looks like, or as a source of ours would."""

from __future__ import annotations

import re
from pathlib import PurePath

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.api import ApiConfig, parse_api
from notifier.sources.config import SourceConfig
from notifier.sources.page import PageConfig, parse_page
from notifier.sources.parsing.article_page import read_article
from notifier.sources.parsing.charset import decoded
from notifier.sources.parsing.css_selectors import read_page, text
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.feed_discovery import feeds_named_in
from notifier.sources.parsing.items import Listed, Origin, one_line
from notifier.sources.posts import PostsConfig, parse_post

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p)\b", re.IGNORECASE
)
_LOOKS_LIKE_A_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HEAD = 5000
_HEADLINES = ("meta[property='og:title']@content", "h1", "title")


def read_document(body: bytes, name: str, origin: Origin) -> Listed:
    """Read a post, a feed or an article's page, whatever a file of this name holds.

    Raises ParseError, which says what it seems to be instead.
    """
    head = decoded(body[:_HEAD], "").lstrip("\ufeff \t\r\n")
    if head.startswith("---"):
        return _post(body, name, origin)
    if head and not any(sign in head for sign in "<{["):
        raise ParseError("this is plain text: no feed, no page, and no post with a front matter")
    is_html = _LOOKS_LIKE_HTML.search(head) and not _LOOKS_LIKE_A_FEED.search(head)
    if is_html and not head.startswith(("{", "[")):
        return _page(body, name, origin)
    return _feed(body, origin)


def read_as(body: bytes, name: str, origin: Origin, config: SourceConfig) -> Listed:
    """Read what a source's server answered, or a file of its folder, as that source would.

    Raises ParseError.
    """
    match config:
        case PageConfig():
            return parse_page(body, "", origin, config)
        case ApiConfig():
            return parse_api(body, "", origin, config)
        case PostsConfig():
            return _post(body, name, origin)
        case _:
            return _feed(body, origin)


def _post(body: bytes, name: str, origin: Origin) -> Listed:
    entry = parse_post(body, PurePath(name).name, origin.zone, origin.now)
    return Listed((entry,), ())


def _feed(body: bytes, origin: Origin) -> Listed:
    feed = parse_feed(body, "", origin)
    return Listed(feed.entries, feed.problems)


def _page(body: bytes, name: str, origin: Origin) -> Listed:
    page = read_page(body, "")
    headline = next((found for each in _HEADLINES if (found := text(page, each))), name)
    entry = Entry(key=name, title=one_line(headline) or name, url=origin.url or None)
    try:
        read, problem = read_article(body, "", origin, None, entry)
    except ParseError as error:
        named = feeds_named_in(body, origin.url)
        hint = f"; it names these feeds: {', '.join(named)}" if named else ""
        raise ParseError(f"this is an HTML page: {error}{hint}") from None
    return Listed((read,), (problem,) if problem else ())
