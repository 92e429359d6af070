"""What the bytes of a document say, whatever they are declared to be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from itertools import islice

from notifier.sources.entries import fit

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
_HAN = frozenset(
    "的一是不了在人有这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也对對生能而子得于於"
    "着下自之年过過发發后後作里用行所家事成方多经經法学學如都同现現当當动動面起定分还還进進好小部其"
    "主样樣理本前开開但因从從实實日月股市公司业業收益价價报報证證券交易元亿億万萬高新资資金投财財"
    "央时時代告控科技银銀电電数數据據产產营營涨漲跌布量率增减減长長期内內外"
    "，。、：；（）《》“”「」％"
)
_LATIN = frozenset("àâäáåãæçèéêëìíîïñòóôöõøùúûüßœÀÂÄÁÅÇÈÉÊÎÑÓÔÖØÜ‘’“”„«»–—…•°·®©™€£§ \xa0")
_EVERYDAY: Mapping[str, frozenset[str]] = {"gb18030": _HAN, "big5hkscs": _HAN, "cp1252": _LATIN}
"""What most of a text is made of beyond ASCII, by charsets that are mistaken for one another."""
_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso8859-1", "iso8859-15", "cp1252", "ascii"), "cp1252"),
}
_FAR_MORE = 0.1
_SAMPLE = 20_000
# Nothing that is meant to be read has a word of this length, and feedparser looks for an address
# of e-mail in an author in a time that grows with the square of it, holding up the whole process.
_ENDLESS_WORD = re.compile(r"(?<![\w.+-])([\w.+-]{2000})[\w.+-]+", re.ASCII)


def xml_text(body: bytes, content_type: str) -> str:
    """Decode an XML document, and take out what is no XML.

    What is UTF-8 is read as that, whatever it is declared as. Else the declaration counts, unless
    another encoding makes clearly more of the text Chinese. A few broken characters, such as where
    a text was cut by bytes, make no feed unreadable.
    """
    text = fit(decoded(body, content_type)).lstrip()
    return _ENDLESS_WORD.sub(r"\1", _REFERENCE.sub(_sound_reference, text))


def decoded(body: bytes, content_type: str) -> str:
    """Decode any document, XML or HTML or JSON; broken characters are replaced."""
    for start, wide in _WIDE:
        if body.startswith(start):
            return body.decode(wide, "replace")
    if (text := _strictly(body, "utf-8-sig")) is not None:
        return text
    claims = _claims(body, content_type)
    readable = {each: text for each in claims if (text := _strictly(body, each)) is not None}
    if readable and _family(next(iter(readable))) is None:
        return next(iter(readable.values()))  # of another script: nothing to compare it with
    for each in _EVERYDAY:
        if (text := _strictly(body, each)) is not None:
            readable.setdefault(each, text)
    if readable.keys() - {"cp1252"}:  # for almost any bytes are some Western text
        return _likeliest(readable)
    for each in ("utf-8-sig", *claims):
        text = _loosely(body, each)
        if text is not None and _is_mostly_sound(text):
            return text
    return body.decode("cp1252", "replace")


def _likeliest(readable: Mapping[str, str]) -> str:
    """Return the first of several readings of a text, unless another makes far more sense."""
    senses = {each: _sense(text, each) for each, text in readable.items()}
    first = next(iter(readable))
    best = max(senses, key=lambda each: senses[each])
    return readable[best if senses[best] > senses[first] + _FAR_MORE else first]


def _sense(text: str, encoding: str) -> float:
    """Return how large a share of a text, plain ASCII aside, is what such texts are made of."""
    everyday = _EVERYDAY[_family(encoding) or "cp1252"]
    beyond_ascii = list(islice((each for each in text if each > "\x7f"), _SAMPLE))
    return sum(each in everyday for each in beyond_ascii) / max(len(beyond_ascii), 1)


def _family(encoding: str) -> str | None:
    return _FAMILIES.get(codecs.lookup(encoding).name)


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (LookupError, ValueError):
        return None


def _loosely(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None


def _claims(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return what a document and its server say of its encoding, in the order of their weight."""
    charset, declared = _CHARSET.search(content_type), _DECLARED.search(body)
    claims = [charset[1]] if charset else []
    claims += [declared[1].decode()] if declared else []
    claims += [meta[1].decode()] if (meta := _META.search(body[:_HEAD])) else []
    return tuple(dict.fromkeys(claims))


def _is_mostly_sound(text: str) -> bool:
    """Tell whether what could not be decoded is little beside what could, plain ASCII aside."""
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") * 4 <= beyond_ascii


def _sound_reference(found: re.Match[str]) -> str:
    """Leave out a reference to a character that XML does not have, such as &#xD800; or &#0;."""
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    code = int(digits, base) if len(digits) < 9 else 0
    sound = code in {9, 10, 13} or 0x20 <= code <= 0x10FFFF
    return found[0] if sound and fit(chr(code)) else ""
