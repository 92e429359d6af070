"""The message of an alert: what happened, to whom, where it was reported, and why it came. Pure.

Telegram takes a small HTML (b, i, a …) of at most 4,096 characters. Texts are shortened before
they are marked up, so that no tag is ever cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from html import escape
from ipaddress import ip_address
from urllib.parse import urlsplit

from notifier.core.i18n import Translator
from notifier.core.model import Article, Document, Field, Reason, ReasonKind
from notifier.delivery.excerpt import quote, shorten

MAX_TITLE = 300
MAX_REASONS = 8
MAX_LABEL = 60
# Telegram counts an emoji as two; with all of these at their longest a message still fits.
_LINK = re.compile(r"https?://\S{1,1000}")
_PRIVATE = (".home.arpa", ".internal", ".intranet", ".lan", ".local", ".localdomain", ".localhost")
_EMBLEM = re.compile(
    r"logo[^/]*$|(?:^|[/_.-])(?:favicon|icon|avatar|default|placeholder|blank|pixel|spacer)s?(?![a-z])"
    r"|\.(?:svg|ico)$",
    re.IGNORECASE,
)
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: it opens `url`, or sends us `data` (at most 64 bytes).

    `app` is the https address of a Mini App that it opens instead, in a private chat.
    """

    text: str
    data: str = ""
    url: str | None = None
    app: str | None = None

    @property
    def is_link(self) -> bool:
        """Whether it opens an address."""
        return bool(self.url or self.app)


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both forms; `plain` says the same without markup.

    `preview` is the address of a picture that is shown with it; a `silent` one makes no sound.
    `reply_to` is the number of the message that it answers, where several people write; `dropped`
    is what it goes out without, as `notifier.core.alerts.Ornament` has it.
    """

    html: str
    plain: str
    preview: str | None = None
    buttons: Keyboard = ()
    reply_to: int | None = None
    dropped: int = 0
    silent: bool = False


def render_alert(
    article: Article,
    document: Document,
    reasons: tuple[Reason, ...],
    *,
    source_label: str,
    translate: Translator,
    zone: tzinfo,
    now: datetime,
    also: Sequence[str] = (),
    tags: Sequence[str] = (),
    preview: str | None = None,
    buttons: Keyboard = (),
) -> Message:
    """Render an alert in the language of `translate`, with times in `zone`.

    `also` are the labels of other sources that report the same.
    """
    title = shorten(document.title, MAX_TITLE) or "…"
    about = f"{shorten(source_label, MAX_LABEL)} · {local_time(moment_of(article, now), zone, now)}"
    gone = ""
    if article.withdrawn_at is not None:
        gone = translate("story-withdrawn-at", time=local_time(article.withdrawn_at, zone, now))
    because = ""
    if reasons:  # a message that is told anew may have none any more
        because = translate("alert-because", reasons=_list(reasons, document, translate))
    labels = [shorten(each, MAX_LABEL) for each in also[:MAX_REASONS]]
    too = translate("alert-reported-too", sources=listed(labels, translate)) if labels else ""
    parts = quote(document, reasons)
    heading = f"<b>{escape(title, quote=False)}</b>"
    url, address = link_of(article), address_of(article)
    if url:
        heading = f'<a href="{escape(url)}">{heading}</a>'
    marked = "".join(_marked(part, is_found=is_found) for part, is_found in parts)
    return Message(
        html=_join(
            heading,
            escape(about, quote=False),
            escape(gone, quote=False),
            marked,
            escape(because, quote=False),
            escape(too, quote=False),
            " ".join(tags),
            "" if url else escape(address or "", quote=False),
        ),
        plain=_join(
            title,
            about,
            gone,
            "".join(part for part, _ in parts),
            because,
            too,
            " ".join(tags),
            address or "",
        ),
        preview=preview,
        buttons=buttons,
    )


def _marked(text: str, *, is_found: bool) -> str:
    shown = escape(text, quote=False)
    return f"<b>{shown}</b>" if is_found else shown


def reason_label(reason: Reason, document: Document, translate: Translator) -> str:
    """Return a reason's name for people: the company with its code, or the words found."""
    label = reason.label
    if reason.kind is ReasonKind.TERM:
        found = reason_text(reason, document)
        label = unicodedata.normalize("NFKC", found) or label
    label = shorten(label, MAX_LABEL)
    if reason.kind is ReasonKind.SECURITY and reason.symbol and reason.symbol != reason.label:
        return translate("reason-security", name=label, symbol=reason.symbol)
    return label


def reason_text(reason: Reason, document: Document) -> str:
    """Return the stretch of the document that a reason points at, empty where it has none."""
    if reason.start is None or reason.end is None or reason.field is None:
        return ""
    text = document.title if reason.field is Field.TITLE else document.text
    return text[reason.start : reason.end]


def _list(reasons: tuple[Reason, ...], document: Document, translate: Translator) -> str:
    labels = list(dict.fromkeys(reason_label(reason, document, translate) for reason in reasons))
    shown = listed(labels[:MAX_REASONS], translate)
    more = len(labels) - MAX_REASONS
    return translate("alert-also", reasons=shown, more=more) if more > 0 else shown


def listed(labels: Sequence[str], translate: Translator) -> str:
    """Return labels as one text, as the language lists them."""
    return (", " if translate.language == "en" else "、").join(labels)


def moment_of(article: Article, now: datetime) -> datetime:
    """Return when an article came out; when we saw it, where its own date is missing or odd."""
    published = article.published_at
    return published if published and _LONG_AGO < published <= now else article.seen_at


def address_of(article: Article) -> str | None:
    """Return an article's address, where it is one that a reader can follow."""
    return _address(article.url)


def link_of(article: Article) -> str | None:
    """Return an article's address where Telegram makes a link of it.

    One in the operator's own network is none: Telegram refuses a whole message for a button to it.
    """
    return _public(article.url)


def picture_of(article: Article) -> str | None:
    """Return the address of an article's picture, where Telegram may be told to fetch it.

    A site's emblem is none: it would be the same below all its news.
    """
    address = _public(article.image)
    return address if address and not _EMBLEM.search(urlsplit(address).path) else None


def _address(url: str | None) -> str | None:
    return url if url and _LINK.fullmatch(url) else None


def _public(url: str | None) -> str | None:
    address = _address(url)
    return address if address and _is_public(address) else None


def _is_public(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.username is not None:  # what stands before an @ may be a password
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_PRIVATE)


def local_time(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """Write a moment as short as it is clear today."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def _join(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
