"""Dates of other languages than English and Chinese: dateparser knows their words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_LANGUAGES = ["de", "fr", "es", "pt", "it", "nl", "ja", "ko", "ru", "vi", "id", "sv", "pl", "tr"]
_LONGEST = 60
"""No date of any language is longer."""
_THIS = re.compile(r"\b0 (?:week|month|year)")
"""Of 0 months ago, which means this month."""
_AGO_INSIDE = re.compile(r"^(.*\d ?[a-z]+) ago((?:[ ,]+\d+ [a-z]+)+)$")
_YEAR_WORD = re.compile(r"(?<=\d{4}) year\b\.?")


@lru_cache(maxsize=256)
def translations(text: str) -> tuple[str, ...]:
    """Return a folded text in English, after each of the languages that has all of its words.

    The last ones are kept: what is no date, such as a label, stands in every item of a list.
    """
    if len(text) > _LONGEST or not re.search(r"[^\W\d_]", text):
        return ()
    english = {_translated(each, text): None for each in _locales()}
    return tuple(
        _tidied(each) for each in english if each and each != text and not _THIS.search(each)
    )


def _tidied(english: str) -> str:
    english = english.replace("0 day ago", "today")
    return _AGO_INSIDE.sub(r"\1\2 ago", _YEAR_WORD.sub("", english))


@lru_cache(maxsize=256)
def speaks_of_time(word: str) -> bool:
    """Return whether a word says something of time in one of the languages."""
    return any(_translated(each, word) not in {None, "", word} for each in _locales())


def _translated(locale: Any, text: str) -> str | None:
    from dateparser.conf import settings  # noqa: PLC0415 - see _locales

    try:
        if not locale.is_applicable(text, settings=settings):
            return None
        english: str = locale.translate(text, keep_formatting=True, settings=settings)
    except Exception:  # noqa: BLE001 - the library raises many kinds on hostile input
        return None
    return " ".join(english.split())


@cache
def _locales() -> tuple[Any, ...]:
    from dateparser.languages.loader import default_loader  # noqa: PLC0415 - 0.2 s, rarely needed

    return tuple(default_loader.get_locales(languages=_LANGUAGES, use_given_order=True))
