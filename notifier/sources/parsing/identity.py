"""The keys of articles: what tells one from every other of its source, now and at later readings.

What a publisher gives as an id is believed as far as it tells items apart. Where different items of
a document share one, their addresses, titles or dates are joined to it. Whatever changes from one
reading to the next of the same item is left out: sessions, schemes, counters of readers.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum

from notifier.core.folding import fold
from notifier.core.model import Entry
from notifier.core.text import strip_invalid
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.cleaning import bounded_key

SAME_DATE = timedelta(minutes=1)
"""Dates that are no further apart are one, written with seconds or without."""

_JOINED = re.compile(r"~[0-9a-f]{16}$")
_SESSION = re.compile(
    r";(?:jsessionid|sid|sessionid|phpsessid)=[^?#;&]*"
    r"|(?<=[?&])(?:phpsessid|jsessionid|aspsessionid\w*|session_?id)=[^&#]*&?",
    re.IGNORECASE,
)
_NUMBER = r"\d[\d,.]*\s*[万萬亿億kKmM]?\+?"
_COUNTED = (
    r"(?:次?(?:阅读|閱讀|浏览|瀏覽|点击|點擊|评论|評論|点赞|點讚|跟帖|转发|轉發|分享|收藏|人气|人氣)(?:量|数|數)?"
    r"|views?|reads?|comments?|likes?|repl(?:y|ies))"
)
_COUNT = (
    rf"(?:{_COUNTED}\s*[:：(（]?\s*{_NUMBER}\s*[次人条條]?[)）]?"
    rf"|{_NUMBER}\s*[次人条條]?\s*{_COUNTED})"
)
_OF_READERS = (
    r"(?:阅读|閱讀|浏览|瀏覽|评论|評論|跟帖)(?:量|数|數)?"
    rf"\s*[:：(（]?\s*{_NUMBER}\s*[次人条條]?[)）]?"
)
_COUNTER = re.compile(
    rf"\s*[(（\[【]\s*{_COUNT}\s*[)）\]】]|(?:\s*[|｜·]\s*|\s{{2,}}){_COUNT}\s*$"
    rf"|\s{_OF_READERS}\s*$",
    re.IGNORECASE,
)
"""A counter of readers, in brackets or by itself at the end. Shares and hits are news: 50,000
shares, hits 7,000; and a blank alone parts the words of a headline, too."""


class Part(IntEnum):
    """What is joined to a key that does not tell apart, until it does."""

    ADDRESS = 0
    TITLE = 1
    DATE = 2


def stable_key(given: str | None, url: str | None, title: str, date: datetime | None = None) -> str:
    """Return what names an article within its source, whatever else of it changes.

    The publisher's own id where there is one, else the address of its page. Where there is neither,
    its title with its date (`date`, where the publisher writes a whole one): symbols repeat.
    """
    named = _without_session(strip_invalid(given or "").strip()) or canonical_url(url)
    if named:
        return bounded_key(named)
    return "title:" + _hash("".join(_folded(title).split()) + _moment(date), 64)


def tell_apart(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries of a document, those that share a key without being the same with others.

    Of entries that say the same, title and address, one key stays one key.
    """
    together: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        together[entry.key].append(entry)
    if len(together) == len(entries):
        return tuple(entries)
    part = {key: _part_that_tells(shared) for key, shared in together.items()}
    return tuple(
        entry if (which := part[entry.key]) is None else replace(entry, key=joined(entry, which))
        for entry in entries
    )


def _part_that_tells(entries: Sequence[Entry]) -> Part | None:
    """Return which part tells entries apart; None where all say the same."""
    if len({(_address(each), title_words(each.title)) for each in entries}) == 1:
        return None
    different = len({(_address(each), title_words(each.title), each.published) for each in entries})
    for part in (Part.ADDRESS, Part.TITLE):
        if len({joined(each, part) for each in entries}) == different:
            return part
    return Part.DATE


def joined(entry: Entry, part: Part) -> str:
    """Return a key made of an entry's own and of its parts up to `part`."""
    bare = bare_key(entry.key)
    if part is Part.ADDRESS:
        told = _address(entry)
    elif part is Part.TITLE:
        told = f"{_address(entry)} {title_words(entry.title)}"
    else:
        told = f"{_address(entry)} {title_words(entry.title)} {_moment(entry.published)}"
    return f"{bounded_key(bare)}~{_hash(told, 16)}"


def bare_key(key: str) -> str:
    """Return a key without what was joined to it."""
    return _JOINED.sub("", key)


def is_joined(key: str) -> bool:
    """Return whether a key did not tell its article apart by itself."""
    return _JOINED.search(key) is not None


def title_words(title: str) -> str:
    """Return a title as it is compared: folded, without spaces and counters of readers."""
    return "".join(_folded(without_counters(title)).split())


def is_same_title(one: str, other: str) -> bool:
    """Return whether two titles are one, as they are compared."""
    return one == other or title_words(one) == title_words(other)


def without_counters(text: str) -> str:
    """Return a text without counters of readers, views and comments."""
    stripped = _COUNTER.sub(" ", text)
    return stripped.strip() or text


def text_words(text: str) -> list[str]:
    """Return the paragraphs of a text as they are compared, without counters of readers."""
    lines = (_COUNTER.sub(" ", f" {line}").strip() for line in text.splitlines())
    return [line for line in lines if line]


def is_same_date(one: datetime | None, other: datetime | None) -> bool:
    """Return whether two dates do not differ, as far as both are known."""
    return one is None or other is None or abs(one - other) <= SAME_DATE


def _without_session(given: str) -> str:
    """Return an id without what changes from one reading to the next.

    An id that is an address is read as addresses are, but for its fragment, which may be all that
    tells it from others.
    """
    named = _SESSION.sub("", given)
    if not named.lower().startswith(("http://", "https://")):
        return named
    page, _, fragment = named.partition("#")
    address = canonical_url(page)
    if address is None:
        return named
    return f"{address}#{fragment}" if fragment else address


def _address(entry: Entry) -> str:
    url = entry.url or ""
    _, _, fragment = url.partition("#")
    return f"{canonical_url(url) or url}#{fragment}"


def _folded(title: str) -> str:
    return fold(strip_invalid(title)).text


def _moment(date: datetime | None) -> str:
    return "" if date is None else date.isoformat(timespec="minutes")


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:digits]
