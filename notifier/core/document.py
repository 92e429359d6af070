"""From a publisher's HTML to a document: plain text, and the securities that its markup links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.html import defs

from notifier.core.model import Article, Document, Entry, Mark

_TAG = re.compile(r"<[a-zA-Z/!]")
_NAMED = re.compile(r"<([a-zA-Z][^\s<>/=]*+)([^<>]*+)>")
_CLOSING = re.compile(r"</([a-zA-Z][^\s<>/=]*+)")
_SHORT_TAGS = frozenset("abipqsu")
"""What stands behind a < in sums too."""
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
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
_ELEMENTS = defs.tags | frozenset(
    [
        "bdi",
        "center",
        "data",
        "dialog",
        "frame",
        "main",
        "nobr",
        "noframes",
        "noembed",
        "picture",
        "plaintext",
        "portal",
        "rb",
        "rtc",
        "search",
        "slot",
        "template",
        "xmp",
    ]
)
"""lxml's list ends with the first drafts of HTML 5."""
_SKIPPED = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "head", "title"])
# How the sites that mark securities write the code: a quote page's address, else `code=`, or an
# element's id.
_QUOTE_LINK = re.compile(
    r"(?:stockcode=|stock_code=|/quotes/index/|quote\.eastmoney\.com/(?:unify/r/)?|"
    r"xueqiu\.com/S/|futunn\.com/stock/)([A-Za-z0-9._-]{2,16})"
)
_QUOTE_ID = re.compile(r"(?:us|hk)?stock_([A-Za-z0-9.]{1,12})")


def is_html(text: str) -> bool:
    """Return whether a body is HTML rather than plain text."""
    first = _NAMED.search(text)
    if first is not None and _is_element(first):
        return True
    text = _without_names(text)
    tag = _TAG.search(text)
    return (tag is not None and ">" in text[tag.end() :]) or _ENTITY.search(text) is not None


def _without_names(body: str, instead: str = "") -> str:
    """Return a body with another sign where `<` begins no tag: <AAPL.O>, <user@mail.com>, a<b c>d.

    What is no element of HTML, and neither has attributes nor is closed, is what somebody wrote.
    """
    closed = {name.lower() for name in _CLOSING.findall(body)}

    def sign(found: re.Match[str]) -> str:
        is_tag = _is_element(found)
        if found[1].lower() not in _ELEMENTS:
            is_tag = "=" in found[2] or found[2].endswith("/") or found[1].lower() in closed
        return found[0] if is_tag else instead + found[0][1:]

    return _NAMED.sub(sign, body)


def _is_element(found: re.Match[str]) -> bool:
    name, more = found[1].lower(), found[2]
    if name not in _ELEMENTS:
        return False
    return name not in _SHORT_TAGS or "=" in more or not more.strip(" /")


def plain_text(body: str) -> str:
    """Return a body's text, one paragraph a line, without markup."""
    return _read(body)[0]


def read_entry(entry: Entry | Article, source: str) -> Document:
    """Return the document that rules read, of an entry or of a stored article.

    A source that is read once for each security is one source to them: `yahoo:AAPL` is `yahoo`.
    """
    text, marks = _read(entry.body)
    return Document(
        title=plain_text(entry.title).replace("\n", " "),
        text=text,
        marks=marks,
        tickers=entry.tickers,
        source=source.partition(":")[0],
        categories=entry.categories,
        lang=entry.lang,
    )


def _read(body: str) -> tuple[str, tuple[Mark, ...]]:
    if not is_html(body):
        lines = (_SPACE.sub(" ", line).strip() for line in body.splitlines())
        return "\n".join(line for line in lines if line), ()
    reader = _Reader()
    target: Any = reader  # its stubs ask for methods that lxml does without
    # Told the encoding, the parser believes no `<meta charset>`; "replace" is for half characters.
    parser = etree.HTMLParser(target=target, encoding="utf-8")
    parser.feed(_without_names(body, "&lt;").encode(errors="replace"))
    parser.close()
    return reader.result()


class _Reader:
    """Collects text, and the stretches that lie in links to a security, as lxml tells the tags.

    Nothing is built, so pages may nest as deep as they like; lxml closes every tag that it opens.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._skipped = 0
        self._open: dict[str, list[tuple[int, str | None]]] = {"a": [], "span": []}
        self._stretches: list[tuple[int, int, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle an opening tag."""
        self._skipped += tag in _SKIPPED
        if tag in _BLOCKS:
            self._break()
        if tag in self._open:
            self._open[tag].append((self._length, security_code(tag, attributes)))

    def end(self, tag: str) -> None:
        """Handle a closing tag."""
        self._skipped -= tag in _SKIPPED
        if tag in _BLOCKS:
            self._break()
        if tag in self._open:
            start, code = self._open[tag].pop()
            if code:
                self._stretches.append((start, self._length, code))

    def data(self, text: str) -> None:
        """Append text, without a second space and without one where a line begins."""
        if self._skipped:
            return
        text = _SPACE.sub(" ", text)
        if not self._pieces or self._pieces[-1].endswith((" ", "\n")):
            text = text.lstrip()
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def close(self) -> None:
        """Handle the end; lxml wants this."""

    def _break(self) -> None:
        if not self._pieces or self._pieces[-1].endswith("\n"):
            return
        # One character for the other, or one more: no stretch noted so far moves.
        self._length -= self._pieces[-1].endswith(" ")
        self._pieces[-1] = self._pieces[-1].removesuffix(" ")
        self._pieces.append("\n")
        self._length += 1

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """Return the text and its marks, in the order in which their links end."""
        text = "".join(self._pieces)
        marks = []
        for start, end, code in self._stretches:
            surface = text[start:end]
            first = start + len(surface) - len(surface.lstrip())
            if surface.strip():
                marks.append(Mark(first, first + len(surface.strip()), code))
        return text.rstrip(), tuple(dict.fromkeys(marks))


def security_code(tag: str, attributes: Mapping[str, str]) -> str | None:
    """Return the code of the security that an element is about, None for any other element."""
    if tag == "span":
        named = _QUOTE_ID.fullmatch(attributes.get("id", ""))
        return named[1] if named else None
    if tag != "a":
        return None
    found = _QUOTE_LINK.search(attributes.get("href", ""))
    if found:
        return found[1].removesuffix(".html")
    return attributes.get("code", "").strip() or None
