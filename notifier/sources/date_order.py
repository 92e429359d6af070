"""Which languages there are, and where people write the month before the day, by Unicode's CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from notifier.sources.parsing.dates import DateOrder

_WORLD = "001"
_TAG = re.compile(r"([A-Za-z]{1,8})(?:[-_][A-Za-z0-9]{1,8})*")


@cache
def usual_order(zone: str, lang: str | None) -> DateOrder:
    """Return the order of numbers in dates of a language (its tag) in the country of a time zone.

    A tag that has a country, such as `en-GB`, says it alone. English of no country is not American.
    """
    for name in _locales(zone, (lang or "und").replace("-", "_")):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        if _month_first(locale.date_formats["short"].pattern):
            return "MDY"
        return "YMD" if _month_first(locale.datetime_skeletons["Md"].pattern) else "DMY"
    return "DMY"


def is_language(tag: str) -> bool:
    """Return whether a tag is that of a language, such as `zh-Hans`, or one of somebody's own."""
    found = _TAG.fullmatch(tag)
    return found is not None and (found[1] == "x" or found[1].lower() in Locale("en").languages)


def _locales(zone: str, tag: str) -> Iterator[str]:
    """Yield the names of locales that may be the source's, the likeliest first."""
    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "ZZ")
    if re.search(r"_[A-Za-z]{2}$", tag):
        yield tag
    elif country != "ZZ":  # as of UTC
        yield f"{tag}_{country}"
        yield f"und_{country}"
    else:
        yield f"{tag}_{_WORLD}"
        yield tag


def _month_first(pattern: str) -> bool:
    return re.match("[^yd]*M[^y]*d", pattern) is not None
