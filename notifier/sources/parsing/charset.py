"""What the bytes of a document say, whatever they are declared to be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from itertools import islice

from notifier.core.text import strip_invalid

_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096
"""Bytes at the beginning of a page in which it says its charset."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_WIDE = (
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<", "utf-16-be"),
    (b"<\0", "utf-16-le"),
)
_HAN = (
    "的一是不了在人有这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也对對生能而子得于於"
    "着下自之年过過发發后後作里用行所家事成方多经經法学學如都同现現当當动動面起定分还還进進好小部其"
    "主样樣理本前开開但因从從实實日月股市公司业業收益价價报報证證券交易元亿億万萬高新资資金投财財"
    "央时時代告控科技银銀电電数數据據产產营營涨漲跌布量率增减減长長期内內外"
    "，。、：；（）《》“”「」％"
)
_ACCENTED = "àâäáåãæçèéêëìíîïñòóôöõøùúûüßœÀÂÄÁÅÇÈÉÊÎÑÓÔÖØÜ"
_WESTERN = "cp1252"
_EVERYDAY: Mapping[str, re.Pattern[str]] = {
    "gb18030": re.compile(f"[{_HAN}]"),
    "big5hkscs": re.compile(f"[{_HAN}]"),
    # In Western words accents stand alone; what only looks like such words has them in a row.
    _WESTERN: re.compile(f"(?<![^\x00-\x7f])[{_ACCENTED}‘’“”–—…•](?![^\x00-\x7f])"),
}
"""What most of a text is made of beyond ASCII, by encodings that are mistaken for one another."""
_SUPERSETS: Mapping[str, str] = {
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso8859-1", "iso8859-15", "ascii"), _WESTERN),
}
_FAR_MORE = 0.1
_ENOUGH = 4
_CUT = 3
"""How many bytes one cut character leaves, at most."""
_CJK = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_SAMPLE = 20_000
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Nothing that is meant to be read has a word of this length, and feedparser looks for an address
# of e-mail in an author in a time that grows with the square of it, holding up the whole process.
# Spelt out, for each character of a document is looked at: \w in a set takes half as long again.
_ENDLESS_WORD = re.compile(r"(?<![0-9A-Za-z_.+-])([0-9A-Za-z_.+-]{2000})[0-9A-Za-z_.+-]+")


def decode_xml(body: bytes, content_type: str) -> str:
    """Decode an XML document, and take out what is no XML.

    What is UTF-8 is read as that, whatever it is declared as. Else the declaration counts, unless
    another encoding makes clearly more of the text Chinese. A few broken characters, such as where
    a text was cut by bytes, make no feed unreadable.
    """
    text = strip_invalid(decode(body, content_type)).lstrip()
    return _ENDLESS_WORD.sub(r"\1", _REFERENCE.sub(_sound_reference, text))


def decode(body: bytes, content_type: str) -> str:
    """Decode any document, XML or HTML or JSON; broken characters are replaced."""
    for start, wide in _WIDE:
        if body.startswith(start):
            return body.decode(wide, "replace")
    declared = _declared_encodings(body, content_type)
    if (text := _as_utf8(body, declared)) is not None:
        return text
    readable = {each: text for each in declared if (text := _decoded(body, each)) is not None}
    declared_encoding = next(iter(readable), None)
    if declared_encoding is not None and declared_encoding not in _EVERYDAY:
        return readable[declared_encoding]  # of another script: nothing to compare it with
    for each in _EVERYDAY:
        if each not in readable and (text := _decoded(body, each)) is not None:
            readable[each] = text
    if declared_encoding is not None or readable.keys() - {
        _WESTERN
    }:  # almost any bytes are Western text
        is_default = declared_encoding in {
            None,
            _WESTERN,
        }  # many servers call everything ISO-8859-1
        return _most_plausible(readable, enough=1 if is_default else _ENOUGH)
    for each in ("utf-8-sig", *declared):
        text = _decoded(body, each, "replace")
        if text is not None and _is_mostly_sound(text):
            return text
    return body.decode(_WESTERN, "replace")


def _as_utf8(body: bytes, declared: Sequence[str]) -> str | None:
    """Decode what is UTF-8; what is declared so, and JSON, also with some broken characters."""
    if (text := _decoded(body, "utf-8-sig")) is not None:
        return text
    if "utf-8" not in map(_name, declared[:1]) and body.lstrip()[:1] not in {b"{", b"["}:
        return None
    text = body.decode("utf-8-sig", "replace")
    # Of a short text one cut character is a large share: what CJK there is proves it to be UTF-8.
    is_cut = text.count("\ufffd") <= _CUT and _CJK.search(text) is not None
    return text if is_cut or _is_mostly_sound(text) else None


def _declared_encodings(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return what a document and its server say of its encoding, in the order of their weight."""
    encodings = [charset[1]] if (charset := _CHARSET.search(content_type)) else []
    encodings += [prolog[1].decode()] if (prolog := _DECLARED.search(body)) else []
    encodings += [meta[1].decode()] if (meta := _META.search(body[:_HEAD])) else []
    return tuple(dict.fromkeys(map(_widest, encodings)))


def _name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return encoding


def _widest(encoding: str) -> str:
    """Return the encoding that has all that one has, and more that is written under its name."""
    return _SUPERSETS.get(_name(encoding), encoding)


def _decoded(body: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        return body.decode(encoding, errors)
    except (LookupError, ValueError):
        return None


def _most_plausible(readable: Mapping[str, str], *, enough: int) -> str:
    """Return the first of several readings of a text, unless another makes far more sense.

    `enough` is how many everyday characters another must have to be believed.
    """
    scores = {each: _plausibility(text, each) for each, text in readable.items()}
    first = next(iter(readable))
    best = max(scores, key=lambda each: scores[each][0])
    share, count = scores[best]
    is_far_better = share > scores[first][0] + _FAR_MORE and count >= enough
    return readable[best if is_far_better else first]


def _plausibility(text: str, encoding: str) -> tuple[float, int]:
    """Return what share of a text beyond ASCII is everyday in such texts, and how much that is."""
    beyond_ascii = sum(1 for _ in islice(_BEYOND_ASCII.finditer(text), _SAMPLE))
    everyday = sum(1 for _ in islice(_EVERYDAY[encoding].finditer(text), _SAMPLE))
    return everyday / max(beyond_ascii, 1), everyday


def _is_mostly_sound(text: str) -> bool:
    """Return whether little could not be decoded beside what could, plain ASCII aside."""
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") * 4 <= beyond_ascii


def _sound_reference(found: re.Match[str]) -> str:
    """Leave out a reference to a character that XML does not have, such as &#xD800; or &#0;."""
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    code = int(digits, base) if len(digits) < 9 else 0
    sound = code in {9, 10, 13} or 0x20 <= code <= 0x10FFFF
    return found[0] if sound and strip_invalid(chr(code)) else ""
