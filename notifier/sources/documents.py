"""Reading a document from a file: as what it looks like, or as one of the sources would."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.api import ApiConfig, parse_api
from notifier.sources.config import SourceConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.page import PageConfig, parse_page
from notifier.sources.parsing.article_page import read_article
from notifier.sources.parsing.charset import decode
from notifier.sources.parsing.css_selectors import read_page, text
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.feed_discovery import find_feed_links
from notifier.sources.parsing.items import ParseContext, ParsedList, plain_title, unread_dates
from notifier.sources.posts import PostsConfig, parse_post
from notifier.sources.web_request import WebRequestConfig

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p)\b", re.IGNORECASE
)
_LOOKS_LIKE_A_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HEAD = 5000
_HEADLINES = ("meta[property='og:title']@content", "h1", "title")


def context_for(config: SourceConfig | None, now: datetime) -> ParseContext:
    """Return the context in which a document is read as a source would, or as nobody's."""
    if config is None:
        return ParseContext("", ZoneInfo("UTC"), now)
    url = config.url if isinstance(config, (FeedConfig, WebRequestConfig)) else ""
    return config.parse_context(url, now)


def read_document(body: bytes, name: str, context: ParseContext) -> ParsedList:
    """Read a post, a feed or an article's page, whatever a file of this name holds.

    Raises ParseError, which says what it seems to be instead.
    """
    head = decode(body[:_HEAD], "").lstrip("\ufeff \t\r\n")
    if head.startswith("---"):
        return _post(body, name, context)
    if head and not any(sign in head for sign in "<{["):
        raise ParseError("this is plain text: no feed, no page, and no post with a front matter")
    is_html = _LOOKS_LIKE_HTML.search(head) and not _LOOKS_LIKE_A_FEED.search(head)
    if is_html and not head.startswith(("{", "[")):
        return _page(body, name, context)
    return _feed(body, context)


def read_as(body: bytes, name: str, context: ParseContext, config: SourceConfig) -> ParsedList:
    """Read what a source's server answered, or a file of its folder, as that source would.

    Raises ParseError.
    """
    match config:
        case PageConfig():
            return parse_page(body, "", context, config)
        case ApiConfig():
            return parse_api(body, "", context, config)
        case PostsConfig():
            return _post(body, name, context)
        case _:
            return _feed(body, context)


def _post(body: bytes, name: str, context: ParseContext) -> ParsedList:
    entry = parse_post(body, PurePath(name).name, context.zone, context.now)
    return ParsedList((entry,), tuple(unread_dates((entry,))))


def _feed(body: bytes, context: ParseContext) -> ParsedList:
    feed = parse_feed(body, "", context)
    return ParsedList(feed.entries, feed.problems)


def _page(body: bytes, name: str, context: ParseContext) -> ParsedList:
    page = read_page(body, "")
    headline = next((found for each in _HEADLINES if (found := text(page, each))), name)
    entry = Entry(key=name, title=plain_title(headline) or name, url=context.url or None)
    try:
        read = read_article(body, "", context, None, entry)
    except ParseError as error:
        named = find_feed_links(page, context.url)
        hint = f"; it names these feeds: {', '.join(named)}" if named else ""
        raise ParseError(f"this is an HTML page: {error}{hint}") from None
    if not read.gives_article:
        raise ParseError(read.problem or "the page gives no article")
    return ParsedList((read.entry,), (read.problem,) if read.problem else ())
