"""From a publisher's HTML to what the rules read: plain text, and what the markup claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from bs4.element import PreformattedString

from notifier.model import Article, Document, Entry, Mark

_TAG = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNREAD = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "head", "title"])
# How the sites that mark securities write the code: a quote page's address, else `code=`.
_QUOTE_LINK = re.compile(
    r"(?:stockcode=|stock_code=|/quotes/index/|quote\.eastmoney\.com/(?:unify/r/)?|"
    r"xueqiu\.com/S/|futunn\.com/stock/)([A-Za-z0-9._-]{2,16})"
)


def is_html(text: str) -> bool:
    """Tell whether a body is HTML rather than plain text."""
    return _TAG.search(text) is not None


def plain_text(body: str) -> str:
    """Return a body's text, one paragraph a line, without markup."""
    return _read(body)[0]


def read_entry(entry: Entry | Article, source: str) -> Document:
    """Make the document that rules read of an entry or of a stored article."""
    text, marks = _read(entry.body)
    return Document(
        title=plain_text(entry.title).replace("\n", " "),
        text=text,
        marks=marks,
        tickers=entry.tickers,
        source=source,
        categories=entry.categories,
        lang=entry.lang,
    )


def _read(body: str) -> tuple[str, tuple[Mark, ...]]:
    if not is_html(body):
        lines = (_one_space(line).strip() for line in body.splitlines())
        return "\n".join(line for line in lines if line), ()
    return _Text().read(BeautifulSoup(body, "lxml"))


class _Text:
    """Collects a tree's text with the stretches that lie in links to a security."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []

    def read(self, soup: BeautifulSoup) -> tuple[str, tuple[Mark, ...]]:
        for node, code in _walk(soup):
            if isinstance(node, Tag):
                self._break()
                continue
            start = self._add(_one_space(str(node)))
            if code and start < self._length:
                self._mark(start, code)
        text = "".join(self._pieces)
        return text.rstrip(), tuple(self._marks)

    def _break(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._append("\n")

    def _add(self, text: str) -> int:
        """Append text without a second space or a space at a line's start; return its start."""
        at_start = not self._pieces or self._pieces[-1].endswith((" ", "\n"))
        text = text.lstrip() if at_start else text
        start = self._length
        if text:
            self._append(text)
        return start

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _mark(self, start: int, code: str) -> None:
        surface = self._pieces[-1]
        start += len(surface) - len(surface.lstrip())
        end = start + len(surface.strip())
        if start < end:
            self._marks.append(Mark(start, end, code))


def _walk(soup: BeautifulSoup) -> Iterator[tuple[Tag | NavigableString, str | None]]:
    """Yield block starts and ends and texts in order, with the code of the link around them.

    Iterative, because hostile pages nest deeper than Python's stack.
    """
    stack: list[tuple[Tag | NavigableString, str | None, bool]] = [(soup, None, False)]
    while stack:
        node, code, closing = stack.pop()
        if closing:
            yield node, None
        elif isinstance(node, Tag):
            if node.name in _UNREAD:
                continue
            if node.name in _BLOCKS:
                yield node, None
                stack.append((node, None, True))
            inner = _security_code(node) or code
            stack.extend(
                (child, inner, False)
                for child in reversed(node.contents)
                if isinstance(child, Tag | NavigableString)
            )
        elif not isinstance(node, Comment | PreformattedString):
            yield node, code


def _security_code(tag: Tag) -> str | None:
    if tag.name != "a":
        return None
    found = _QUOTE_LINK.search(str(tag.get("href") or ""))
    if found:
        return found[1].removesuffix(".html")
    code = tag.get("code")
    return str(code).strip() or None if code else None


def _one_space(text: str) -> str:
    return _SPACE.sub(" ", text)
