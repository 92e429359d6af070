"""The message of a digest: many stories, a line each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from notifier.core.i18n import Translator
from notifier.core.model import Article
from notifier.delivery.excerpt import shorten
from notifier.delivery.message import (
    MAX_LABEL,
    Message,
    address_of,
    link_of,
    local_time,
    moment_of,
)

MAX_MESSAGE = 4096
"""The longest message, in UTF-16 units, as Telegram counts; what makes links does not count."""
_MAX_TITLE = 80
_ROOM_FOR_MORE = 80


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One story; `title` is as people read it."""

    article: Article
    title: str
    source_label: str


def render_digest(
    lines: Sequence[DigestLine],
    more: int,
    *,
    cadence: str,
    translate: Translator,
    zone: tzinfo,
    now: datetime,
) -> Message:
    """Render a digest; what does not fit is counted with the `more` that are left out anyway."""
    heading = translate(f"digest-title-{cadence}", count=len(lines) + more)
    marked, plain = [f"<b>{escape(heading, quote=False)}</b>"], [heading]
    room = MAX_MESSAGE - _ROOM_FOR_MORE - _units(heading)
    plain_room = room
    for line in lines:
        before, title, after = _parts(line, zone, now)
        whole = f"{before}{title}{after}"
        room -= _units(whole) + 1
        if room < 0:
            break
        url = link_of(line.article)
        shown = escape(title, quote=False)
        if url:
            shown = f'<a href="{escape(url)}">{shown}</a>'
        marked.append(f"{escape(before, quote=False)}{shown}{escape(after, quote=False)}")
        # Without markup the addresses count, too: as many are given as fit.
        plain.append(whole)
        plain_room -= _units(whole) + 1
    plain = _with_links(plain, lines, plain_room)
    left_out = more + len(lines) - (len(marked) - 1)
    if left_out:
        rest = translate("digest-more", more=left_out)
        marked.append(escape(rest, quote=False))
        plain.append(rest)
    return Message(html="\n".join(marked), plain="\n".join(plain))


def _parts(line: DigestLine, zone: tzinfo, now: datetime) -> tuple[str, str, str]:
    moment = local_time(moment_of(line.article, now), zone, now)
    title = shorten(line.title, _MAX_TITLE) or "…"
    label, address = shorten(line.source_label, MAX_LABEL), address_of(line.article)
    beside = f"\n{address}" if address and not link_of(line.article) else ""
    return f"{moment} ", title, f" · {label}{beside}"


def _with_links(plain: list[str], lines: Sequence[DigestLine], room: int) -> list[str]:
    heading, *texts = plain
    shown = [heading]
    for text, line in zip(texts, lines, strict=False):
        url = link_of(line.article)
        size = 0 if url is None else _units(url) + 1
        if url is None or size > room:
            shown.append(text)
        else:
            shown.append(f"{text}\n{url}")
            room -= size
    return shown


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
