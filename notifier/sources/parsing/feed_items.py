"""What the formats of feeds have in common: from the parts of an item to an entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from notifier.core.model import Entry
from notifier.sources.parsing.identity import stable_key
from notifier.sources.parsing.items import (
    ParseContext,
    absolute_url,
    derive_title,
    parse_item_date,
    plain_title,
    unread_dates,
)

MAX_ENTRIES = 25_000
"""No real feed has so many entries: more are sent to fill the database."""

_PAGE_TYPES = frozenset({None, "text/html", "application/xhtml+xml"})
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_ABOUT_SECURITIES = re.compile(r"(?:^|[/#:_-])(?:stock|ticker|symbol)s?/?$", re.IGNORECASE)
_EMAIL = re.compile(
    r"[<(]?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}[>)]?", re.ASCII
)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
"""What a reader does not see of a text: tags, and what stands in a script."""
_MAX_AUTHOR = 300
_A_DAY = 86400.0
_PERIODS = {"hourly": 3600.0, "daily": _A_DAY, "weekly": _A_DAY, "monthly": _A_DAY}
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document held."""

    entries: tuple[Entry, ...]
    is_truncated: bool = False
    """The document has no end; its last entry is left out."""
    omitted: int = 0
    """How many entries beyond the first `MAX_ENTRIES` are left out."""
    fresh_for: float | None = None
    """Seconds, a day at most, for which the feed says that nothing new comes."""
    hub: str | None = None
    """The WebSub hub that pushes `topic`."""
    topic: str | None = None
    """The feed's own address, as it gives it."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read of it, each in a sentence."""
        problems = []
        if self.is_truncated:
            problems.append("the feed ends in the middle; its last part is missing")
        if self.omitted:
            problems.append(f"the feed is too long; its last {self.omitted} entries are left out")
        return (*problems, *unread_dates(self.entries))


def make_entry(
    context: ParseContext,
    *,
    key: str | None,
    title: str | None,
    link: str | None,
    body: str,
    dates: Sequence[str | None],
    author: str | None = None,
    categories: Iterable[str] = (),
    lang: str | None = None,
    image: str | None = None,
    tickers: Sequence[str] = (),
) -> Entry | None:
    """Return the entry of an item's parts as they are written; None where they say nothing.

    `dates` are how the item says when it was published, the best first. The key is made of what
    stands in the document, without what is completed, so that a feed that moves brings no article
    twice.
    """
    if not link and key and "://" in key:
        link = key  # what has no other address is meant to be found at this one
    written = [each for each in dates if each]
    read = (parse_item_date(each, context) for each in written)
    published = next((each for each in read if each is not None), None)
    url = absolute_url(link, context.url)
    headline = plain_title(title) or derive_title(body) or url or ""
    if not headline.strip():
        return None
    return Entry(
        key=stable_key(key or _as_written(link), url, headline, published),
        title=headline,
        url=url,
        body=body,
        author=author,
        categories=tuple(dict.fromkeys(categories)),
        lang=lang,
        image=absolute_url(image, context.url),
        published=published,
        tickers=_codes(tickers),
        date_text=written[0] if written else None,
    )


def longest_text(candidates: Iterable[str | None]) -> str:
    """Return which of an item's texts says most: its words count, not its markup or pictures.

    Of two that say as much, the first.
    """
    found = [each for each in candidates if each]
    if len(found) < 2:
        return found[0] if found else ""
    return max(found, key=lambda each: len("".join(_UNSEEN.sub("", each).split())))


def _as_written(link: str | None) -> str | None:
    """Return a link that says nothing of its host: it names the article in its feed as it is."""
    return link if link and "//" not in link else None


def _codes(written: Iterable[str]) -> tuple[str, ...]:
    codes = (code.strip() for each in written for code in re.split("[,;|，；、]", each))
    return tuple(dict.fromkeys(filter(None, codes)))


def author_name(written: str | None) -> str | None:
    """Return an author's name; the address of e-mail only where there is nothing else."""
    text = " ".join((written or "")[:_MAX_AUTHOR].split())
    if "@" not in text:
        return text or None
    name = " ".join(_EMAIL.sub(" ", text).split())
    if name.startswith("(") and name.endswith(")"):  # RSS has it as: address (name)
        name = name[1:-1].strip()
    return name or text


def is_about_securities(scheme: str | None) -> bool:
    """Return whether a category of this scheme is a security's code, as press wires write it."""
    return bool(scheme) and _ABOUT_SECURITIES.search(scheme or "") is not None


def page_link(links: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the address of an article's page from among its links, of which Atom has many."""
    for link in links:
        if link.get("rel") in {None, "alternate"} and link.get("type") in _PAGE_TYPES:
            address: str = link.get("href") or ""
            return address.strip() or None
    return None


def find_image(media: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the address of the first picture among media, given as their elements' attributes."""
    for each in media:
        url: str | None = each.get("url") or each.get("href")
        if url and _is_image(url, each.get("medium"), each.get("type")):
            return url
    return None


def _is_image(url: str, medium: str | None, kind: str | None) -> bool:
    if medium or kind:
        return medium == "image" or (kind or "").startswith("image/")
    try:
        return _PICTURE.search(urlsplit(url).path) is not None
    except ValueError:
        return False


def read_freshness(ttl: str | None, period: str | None, frequency: str | None) -> float | None:
    """Return for how many seconds a feed says that it stays as it is, a day at most.

    `ttl` is in minutes; `period` and `frequency` are how often it changes (`hourly`, twice).
    """
    minutes = _NUMBER.fullmatch((ttl or "").strip())
    if minutes:
        seconds = int(minutes[0]) * 60.0
    else:
        times = _NUMBER.fullmatch((frequency or "1").strip())
        each = _PERIODS.get((period or "").strip().lower(), 0.0)
        seconds = each / max(int(times[0]), 1) if times else each
    return min(seconds, _A_DAY) or None
