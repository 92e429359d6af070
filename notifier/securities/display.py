"""What a company is called in each language of its readers."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from notifier.core.folding import CJK
from notifier.core.model import Security

_CHINESE = re.compile(f"[{CJK}]")
_NO_NAME = re.compile(r"(?:py|cik|type|weak):|(?:BJ|SH|SZ)\d{6}")
_CONVERSIONS = {"zh-Hans": ("hk2s",), "zh-Hant": ("s2t", "t2hk")}
"""OpenCC's, both ways for Hong Kong, whose exchange lists the companies with Traditional names.

These two make the same of names as s2hk, for which it takes 42 MB, and 26 for them.
"""


def display_name(security: Security, language: str) -> str:
    """Return what a security is called in `language`, one of `core.i18n.LANGUAGES`.

    English names for English, Chinese ones in the reader's characters for Chinese; where a company
    has no name in the language, the one it has.
    """
    is_chinese = language in _CONVERSIONS
    names = [each for each in all_names(security) if bool(_CHINESE.search(each)) == is_chinese]
    return in_characters_of(language, names[0]) if names else security.name


def in_characters_of(language: str, text: str) -> str:
    """Return a Chinese text in the characters of a Chinese language; any other as it is."""
    if _CHINESE.search(text):
        for conversion in _CONVERSIONS.get(language, ()):
            text = _converter(conversion).convert(text)
    return text


def all_names(security: Security) -> list[str]:
    """Return every name of a security, the one it is shown under first, and no codes."""
    others = (each for each in security.aliases if not _NO_NAME.match(each))
    return list(dict.fromkeys((security.name, *others)))


@cache
def _converter(conversion: str) -> OpenCC:
    return OpenCC(conversion)
