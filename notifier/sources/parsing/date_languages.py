"""Dates of other languages than English and Chinese, which dateparser reads."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

_LANGUAGES = ("de", "fr", "es", "pt", "it", "nl", "ja", "ko", "ru", "vi", "id", "sv", "pl", "tr")
_LONGEST = 60
"""No date of any language is longer."""

_MONTHS = """
    januar februar märz mai juni juli oktober dezember mär okt dez
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    janv févr avr juil déc
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    ene abr ago dic
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott
    januari februari maart augustus december
"""
FOREIGN_MONTHS = frozenset(_MONTHS.split())
"""Words beside which a time of day is not today's."""


def read_foreign_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the whole date that a folded text is in one of the languages, else None.

    dateparser must understand all of it, and is not let fill in what is missing.
    """
    if len(text) > _LONGEST or not re.search(r"\d", text) or not re.search(r"[^\W\d_]", text):
        return None
    try:
        found: datetime | None = _parser().get_date_data(text).date_obj
    except Exception:  # noqa: BLE001 - the library raises many kinds on hostile input
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 0.2 s, and few sources need it

    return DateDataParser(
        languages=list(_LANGUAGES),
        settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"},
    )
