"""The message of a digest: many stories, by the company or the words that brought them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from notifier.core.i18n import Translator
from notifier.core.model import Article, Document, Reason
from notifier.delivery.excerpt import shorten
from notifier.delivery.hashtags import company_tags
from notifier.delivery.message import (
    MAX_LABEL,
    Message,
    address_of,
    link_of,
    listed,
    local_time,
    moment_of,
    reason_label,
)

MAX_MESSAGE = 4096
"""The longest message, in UTF-16 units, as Telegram counts; what makes links does not count."""
_MAX_TITLE = 160
_MAX_HEADING = 60
_MAX_TAG = 24
_MAX_SOURCES = 300
"""All four in UTF-16 units. With the longest of each 25 stories fit, their titles cut shorter."""
_MAX_REASONS = 3


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One story, and why the chat is told of it."""

    article: Article
    document: Document
    reasons: tuple[Reason, ...]
    source_label: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The stories that came for one reason; `heading` says which."""

    heading: str
    lines: tuple[DigestLine, ...]


def render_digest(
    lines: Sequence[DigestLine],
    more: int,
    *,
    cadence: str,
    translate: Translator,
    zone: tzinfo,
    now: datetime,
    tagged: bool = False,
) -> Message:
    """Render a digest of at most 25 stories; `more` are only counted.

    Where it is `tagged`, what came about a company has the company's hashtag.
    """
    title = translate(f"digest-title-{cadence}", count=len(lines) + more)
    groups = _groups(lines, translate, tagged=tagged)
    labels = dict.fromkeys(shorten(each.source_label, MAX_LABEL) for each in lines)
    sources = translate("digest-sources", sources=listed(list(labels), translate))
    last = [translate("digest-more", more=more)] if more else []
    last.append(_shorten(sources, _MAX_SOURCES))

    times = {id(line): local_time(moment_of(line.article, now), zone, now) + " " for line in lines}
    around = (title, *(each.heading for each in groups), *last, *times.values())
    # Every part is a line, and an empty one goes before each group and before the last.
    room = MAX_MESSAGE - sum(_units(each) + 2 for each in around)
    limit = min(_MAX_TITLE, room // len(lines))
    titles = {id(line): _shorten(line.document.title, limit) or "…" for line in lines}
    room = plain_room = room - sum(map(_units, titles.values()))

    marked, plain = [f"<b>{escape(title, quote=False)}</b>"], [title]
    for group in groups:
        marked += ["", f"<b>{escape(group.heading, quote=False)}</b>"]
        plain += ["", group.heading]
        for line in group.lines:
            time, shown = times[id(line)], escape(titles[id(line)], quote=False)
            address, url = address_of(line.article), link_of(line.article)
            size = _units(address or "") + 1
            marked.append(f'{time}<a href="{escape(url)}">{shown}</a>' if url else time + shown)
            if address and not url and size <= room:
                marked.append(escape(address, quote=False))
                room -= size
            # Without markup the addresses count, too: as many are given as fit.
            plain.append(time + titles[id(line)])
            if address and size <= plain_room:
                plain.append(address)
                plain_room -= size
    marked += ["", *(escape(each, quote=False) for each in last)]
    plain += ["", *last]
    return Message(html="\n".join(marked), plain="\n".join(plain))


def _groups(lines: Sequence[DigestLine], translate: Translator, *, tagged: bool) -> list[_Group]:
    """Return the stories by their reasons: a company before words, what is shared before the rest.

    A group is headed by every reason that all its stories have.
    """
    counts = Counter(key for line in lines for key in _keys(line))
    found: dict[str, list[DigestLine]] = {}
    for line in lines:
        keys = _keys(line)
        main = max(keys, key=lambda key: (keys[key].symbol is not None, counts[key]))
        found.setdefault(main, []).append(line)
    return [_group(main, each, translate, tagged=tagged) for main, each in found.items()]


def _group(
    main: str, lines: Sequence[DigestLine], translate: Translator, *, tagged: bool
) -> _Group:
    keys = _keys(lines[0])
    shared = [key for key in keys if all(key in _keys(line) for line in lines)]
    shared.sort(key=lambda key: key != main)
    labels = [reason_label(keys[key], lines[0].document, translate) for key in shared]
    heading = listed(list(dict.fromkeys(labels))[:_MAX_REASONS], translate)
    tag = next(iter(company_tags([keys[main]], ())), "") if tagged else ""
    tag = tag if _units(tag) <= _MAX_TAG else ""
    return _Group(f"{_shorten(heading, _MAX_HEADING)} {tag}".rstrip(), tuple(lines))


def _keys(line: DigestLine) -> dict[str, Reason]:
    """Return a story's reasons by what makes two of them the same."""
    found: dict[str, Reason] = {}
    for each in line.reasons:
        found.setdefault(each.symbol or each.label.casefold(), each)
    return found


def _shorten(text: str, limit: int) -> str:
    """Return a text in one line of at most `limit` UTF-16 units."""
    shown = shorten(text, limit)
    return shown if _units(shown) <= limit else shorten(text, limit // 2)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
