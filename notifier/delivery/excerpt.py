"""The sentence that a reader is shown of an article, with what was found in it marked. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from notifier.core.model import Document, Field, Reason
from notifier.delivery.boilerplate import is_boilerplate, is_cell, is_whole, news_begins, repeats

MAX_SENTENCE = 280
_LEAD = 300
"""So many characters of a line may stand before its news."""
_FAR = 2000
"""So many characters around what was found a sentence reaches at most."""
_TRIES = 60
"""So many sentences are looked at for one that can be quoted."""

# A full stop ends a sentence, but not behind an initial or what is usually cut short.
_SENTENCE_END = re.compile(
    r"[。！？!?；;]+[”’」』）)]*|\n|(?<!\b[A-Z])(?<!\b(?:Co|Mr|Ms|Dr|St|No|vs))(?<!\b(?:Inc|Ltd|Mrs))(?<!\bCorp)\.(?=\s)"
)
# Who said what stands in quotation marks before.
_SPEAKER = re.compile(
    r"(?<=[。！？][”」])[^，。！？\n]{1,30}(?:说|說|表示|指出|称|稱|认为|認為|透露|道)。"
)
_OPENING = {"”": "“", "」": "「"}
# Marks that change the direction of what follows, beyond the text they stand in.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u200d"

Part = tuple[str, bool]
"""A stretch of text, and whether it is what was found."""
Span = tuple[int, int]
"""Where a stretch begins, and before which character it ends."""


def shorten(text: str, limit: int) -> str:
    """Return a text in one line of at most `limit` characters, none of them cut apart."""
    text = " ".join(_DIRECTION_MARKS.sub("", text).split())
    return text if len(text) <= limit else text[: _cut(text, limit - 1)].rstrip() + "…"


def _cut(text: str, at: int) -> int:
    """Return where to cut at most: not before what belongs to the character before it."""
    while 0 < at < len(text) and (_clings(text[at]) or text[at - 1] == _JOINER):
        at -= 1
    return at


def _clings(letter: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return letter == _JOINER or is_skin_tone or unicodedata.category(letter) in {"Mn", "Me"}


def quote(document: Document, reasons: Iterable[Reason]) -> list[Part]:
    """Return the sentence of the body that holds the first reason, cut around it.

    Every reason in it is marked. What only repeats the headline, or is none of the news, is never
    quoted: then it is the next sentence with the same words, or else the first of the news, with
    nothing to point at. So it is where all reasons are in the title.
    """
    text = document.text
    spans = [
        (each.start, min(each.end, len(text)))
        for each in reasons
        if each.field is Field.TEXT
        and each.start is not None
        and each.end is not None
        and 0 <= each.start < min(each.end, len(text))
    ]
    for start, end in _places(text, spans):
        if around := _sentence(document, start, end):
            return _shown(text, (start, end), around, [*spans, (start, end)])
    first = _lead(document)
    return [] if first is None else _shown(text, (first[0], first[0]), first, spans)


def _places(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Give where the reasons are, then where their words stand again."""
    yield from spans
    for start, end in spans:
        surface, at = text[start:end], end
        for _ in range(_TRIES):
            at = text.find(surface, at)
            if at < 0:
                break
            yield at, at + len(surface)
            at += len(surface)


def _lead(document: Document) -> Span | None:
    """Return the first whole sentence of the news, or else its first line, if there is one."""
    text, at, line = document.text, 0, None
    for _ in range(_TRIES):
        found = _sentence(document, at, at)
        if found and is_whole(text[found[0] : found[1]]):
            return found
        if found and not is_cell(text[found[0] : found[1]]):
            line = line or found
        stop = _SENTENCE_END.search(text, at, at + _FAR)
        if stop is None:
            break
        at = stop.end()
    return line


def _sentence(document: Document, start: int, end: int) -> Span | None:
    """Return where the sentence around a stretch begins and ends; None where it is no news."""
    text, title = document.text, document.title
    line = text.rfind("\n", 0, start) + 1
    news = line + news_begins(text[line : line + _LEAD], title)
    if start < news and start < end:
        return None
    near = max(news, start - _FAR)
    begin = max((each.end() for each in _SENTENCE_END.finditer(text, near, start)), default=near)
    end = max(end, begin)
    stop = _SENTENCE_END.search(text, end, end + _FAR)
    last = stop.end() if stop else min(end + _FAR, len(text))
    if speaker := _SPEAKER.match(text, begin):
        spoken = text.rfind(_OPENING[text[begin - 1]], near, begin)
        begin, last = begin if spoken < 0 else spoken, max(last, speaker.end())
    elif speaker := _SPEAKER.match(text, last):
        last = speaker.end()
    sentence = text[begin:last]
    return None if is_boilerplate(sentence) or repeats(sentence, title) else (begin, last)


def _shown(text: str, around: Span, sentence: Span, spans: Sequence[Span]) -> list[Part]:
    """Return a sentence, cut around a stretch of it, with the spans in it marked."""
    (start, end), (first, last) = around, sentence
    begin, finish = _window(text, start, end, first, last)
    within = [(s, e) for s, e in spans if begin <= s < e <= finish]
    if start < end and not within:  # what was found is longer than is shown
        within = [(start, min(end, finish))]
    parts = _parts(text, begin, finish, _merged(within))
    return _tidy(parts, goes_before=begin > first, goes_on=finish < last)


def _window(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Return what is shown of a sentence around a stretch: all of it, or what there is room for."""
    end = min(end, start + MAX_SENTENCE)
    room = (MAX_SENTENCE - (end - start)) // 2
    begin = max(first, start - room)
    finish = max(end, _cut(text, end + room)) if end + room < last else last
    while 0 < begin < start and _clings(text[begin]):
        begin += 1
    return begin, finish


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _parts(text: str, begin: int, finish: int, spans: Sequence[tuple[int, int]]) -> list[Part]:
    parts, at = [], begin
    for start, end in spans:
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    parts.append((text[at:finish], False))
    return [(_DIRECTION_MARKS.sub("", part), marked) for part, marked in parts if part]


def _tidy(parts: list[Part], *, goes_before: bool, goes_on: bool) -> list[Part]:
    """Mark by three dots where the sentence goes on, and strip spaces at its ends."""
    if not parts:
        return []
    first = parts[0]
    if not first[1]:
        parts[0] = ("…" if goes_before else "") + first[0].lstrip(), False
    elif goes_before:
        parts.insert(0, ("…", False))
    last = parts[-1]
    if not last[1]:
        parts[-1] = last[0].rstrip() + ("…" if goes_on else ""), False
    elif goes_on:
        parts.append(("…", False))
    return [part for part in parts if part[0]]
