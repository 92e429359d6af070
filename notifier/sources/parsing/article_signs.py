"""Signs of whether an answer is an article's page: its kind, its headings, its address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from posixpath import basename, dirname
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from notifier.core.folding import fold
from notifier.core.text import strip_invalid
from notifier.sources.parsing.css_selectors import text, texts
from notifier.sources.parsing.identity import without_counters

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|article)\b", re.IGNORECASE)
_HEAD = 4096
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"\0<", b"<\0", b"\0\0\0<")
_MANY = 0.01
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a file to download"),
    (b"\xd0\xcf\x11\xe0", "a file to download"),
)
_KINDS = (("application/pdf", "a PDF"), ("image/", "an image"), ("audio/", "a sound"),
          ("video/", "a video"))  # fmt: skip
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")
_HALF = 0.5
_NEARLY_ALL = 0.8
_FEW = 4
_INDEX = re.compile(r"(?:index|default|home)(?:\.\w{2,5})?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_OTHER_PAGE = re.compile(
    r"(?:^|[/.])(log-?in|sign-?in|passport|sso|captcha|challenge|404|not-?found|errors?)(?:[/.]|$)",
    re.IGNORECASE,
)
_HEADINGS = ("title", "meta[property='og:title']@content", "h1")


def kind_of_file(answer: bytes, content_type: str) -> str | None:
    """Return what an answer is that is neither a page nor text, for a person; else None."""
    for start, kind in _SIGNATURES:
        if answer.startswith(start):
            return kind
    head = answer[:_HEAD]
    if _HTML.search(head):
        return None
    for declared, kind in _KINDS:
        if content_type.strip().lower().startswith(declared):
            return kind
    if head.startswith(_WIDE):
        return None
    return "a file to download" if len(_CONTROLS.findall(head)) > _MANY * len(head) else None


def is_json(document: str) -> bool:
    """Return whether a document is a JSON object or list, and nothing else."""
    if not document.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(document.lstrip("\ufeff"), strict=False)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def headings_of(page: BeautifulSoup) -> tuple[str, ...]:
    """Return what heads a page: its title, and its largest headings."""
    return tuple(each for selector in _HEADINGS for each in texts(page, selector))


def names_article(title: str, headings: Iterable[str]) -> bool:
    """Return whether one of some headings has an article's title, as its list has it, or most."""
    words = _words(title)
    return bool(words) and any(_is_alike(words, _words(each)) for each in headings)


def leads_away(asked: str, url: str) -> str | None:
    """Return what it is that redirects led to instead of an article, for a person; else None.

    That is the home page, the list above where the number of the article is missing, or an address
    that says what it is.
    """
    if not asked or asked == url:
        return None
    if _is_home(url) and not _is_home(asked):
        return "the home page"
    if _is_list_above(asked, url):
        return "a list of articles"
    other = _OTHER_PAGE.search(_host_and_path(url))
    if other and not _OTHER_PAGE.search(_host_and_path(asked)):
        return f"another page (“{other[1]}”)"
    return None


def says_home(page: BeautifulSoup, url: str) -> bool:
    """Return whether a page says that its own address is the home page's, which it was not."""
    named = text(page, "link[rel=canonical]@href") or text(page, "meta[property='og:url']@content")
    try:
        return named is not None and _is_home(urljoin(url, named)) and not _is_home(url)
    except ValueError:
        return False


def _host_and_path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.hostname or ''}{parts.path}"


def _is_home(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_root = not parts.path.strip("/") or _INDEX.fullmatch(parts.path.strip("/")) is not None
    return is_root and not _NUMBER.search(parts.query) and "=" not in parts.query


def _is_list_above(asked: str, url: str) -> bool:
    try:
        path, led = urlsplit(asked).path, urlsplit(url).path
    except ValueError:
        return False
    above = led if led.endswith("/") else dirname(led) + "/" if _INDEX.match(basename(led)) else ""
    number = _NUMBER.search(basename(path.rstrip("/")))
    return bool(above) and path.startswith(above) and number is not None and number[0] not in url


def _words(heading: str) -> frozenset[str]:
    folded = fold(strip_invalid(without_counters(heading))).text.lower()
    return frozenset(_TOKEN.findall(folded))


def _is_alike(title: frozenset[str], heading: frozenset[str]) -> bool:
    both = len(title & heading)
    if both >= _HALF * len(title):
        return True
    return len(heading) >= _FEW and both >= _NEARLY_ALL * len(heading)
