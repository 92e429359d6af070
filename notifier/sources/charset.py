"""What the bytes of an XML document say, whatever they are declared to be."""

from __future__ import annotations

import codecs
import re

from notifier.sources.entries import fit

_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE, b"\0\0\xfe\xff", b"\0\0\0<", b"\0<", b"<\0")


def xml_text(body: bytes, content_type: str) -> str | None:
    """Decode a feed and take out what is no XML; None where its bytes are best left as they are.

    What is UTF-8 is read as that, whatever it is declared as. Else the declaration counts, and
    Chinese feeds that are silent or lie are tried as GB 18030. A few broken characters, such as
    where a text was cut by bytes, make no feed unreadable.
    """
    if body.startswith(_WIDE):
        return None
    charset, declared = _CHARSET.search(content_type), _DECLARED.search(body)
    named = [charset[1]] if charset else []
    named += [declared[1].decode()] if declared else []
    claims = ("utf-8-sig", *named)
    for encodings, errors in (((*claims, "gb18030"), "strict"), (claims, "replace")):
        for encoding in encodings:
            try:
                text = body.decode(encoding, errors)
            except (LookupError, ValueError):
                continue
            if errors == "strict" or _is_mostly_sound(text):
                return _REFERENCE.sub(_sound_reference, fit(text))
    return None


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
