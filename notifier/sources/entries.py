"""Making entries fit to be kept: clean text, bounded keys, one form of each address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from notifier.model import Entry

_MAX_KEY = 500
_MAX_TITLE = 1000
_MAX_BODY = 1_000_000
# No database or XML document takes these: control characters, lone surrogates, non-characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TRACKING = re.compile(
    r"^(?:utm_\w+|spm|from|share_\w+|fbclid|gclid|mc_cid|mc_eid|_ga|ref_src|cmpid)$", re.IGNORECASE
)


def clean(entry: Entry) -> Entry:
    """Return the entry with every text fit for database and feeds, and within bounds."""
    return replace(
        entry,
        key=bounded_key(fit(entry.key)),
        title=" ".join(fit(entry.title).split())[:_MAX_TITLE],
        url=_optional(entry.url),
        body=fit(entry.body)[:_MAX_BODY],
        author=_optional(entry.author),
        categories=tuple(fit(category) for category in entry.categories),
        lang=_optional(entry.lang),
        image=_optional(entry.image),
        tickers=tuple(fit(ticker) for ticker in entry.tickers),
    )


def fit(text: str) -> str:
    """Return `text` without the characters that no database or XML document takes."""
    return _UNFIT.sub("", text)


def _optional(text: str | None) -> str | None:
    return fit(text) or None if text else None


def bounded_key(text: str) -> str:
    """Return `text`, or where it is too long for an index, a digest that stands for it."""
    if len(text) <= _MAX_KEY:
        return text
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def canonical_url(url: str | None) -> str | None:
    """Return one form for the addresses of the same page, or None where there is no page.

    Without what only tells where a reader came from: tracking parameters and the fragment.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    standard = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in {None, standard} else f"{host}:{port}"
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = urlencode([(name, value) for name, value in query if not _TRACKING.match(name)])
    # http and https of the same address are the same page.
    return bounded_key(urlunsplit(("https", netloc, parts.path or "/", kept, "")))
