"""What the bytes of a document say, whatever they are declared to be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

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
# Nothing that is meant to be read has a word of this length, and feedparser looks for an address
# of e-mail in an author in a time that grows with the square of it, holding up the whole process.
_ENDLESS_WORD = re.compile(r"(?<![\w.+-])([\w.+-]{2000})[\w.+-]+", re.ASCII)


def xml_text(body: bytes, content_type: str) -> str:
    """Decode an XML document, and take out what is no XML.

    What is UTF-8 is read as that, whatever it is declared as. Else the declaration counts, and
    Chinese feeds that are silent or lie are tried as GB 18030. A few broken characters, such as
    where a text was cut by bytes, make no feed unreadable.
    """
    text = fit(decoded(body, content_type)).lstrip()
    return _ENDLESS_WORD.sub(r"\1", _REFERENCE.sub(_sound_reference, text))


def decoded(body: bytes, content_type: str) -> str:
    """Decode any document, XML or HTML or JSON; broken characters are replaced."""
    for encoding, errors in _candidates(body, content_type):
        try:
            text = body.decode(encoding, errors)
        except (LookupError, ValueError):
            continue
        if errors == "strict" or _is_mostly_sound(text):
            return text
    return body.decode("cp1252", "replace")


def _candidates(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    for start, wide in _WIDE:
        if body.startswith(start):
            yield wide, "replace"
    charset, declared = _CHARSET.search(content_type), _DECLARED.search(body)
    claims = ["utf-8-sig"]
    claims += [charset[1]] if charset else []
    claims += [declared[1].decode()] if declared else []
    claims += [meta[1].decode()] if (meta := _META.search(body[:_HEAD])) else []
    yield from ((claim, "strict") for claim in claims)
    yield "gb18030", "strict"
    yield from ((claim, "replace") for claim in claims)


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
