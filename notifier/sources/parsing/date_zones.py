"""Time zones as dates name them: offsets, abbreviations, places."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifier.sources.parsing.date_words import MONTH, MONTHS, WEEKDAYS, by_name

_HOURS_EAST = by_name(
    {
        0.0: "z ut utc gmt wet zulu",
        1.0: "bst cet mez wat",
        2.0: "cest mesz eet sast",
        3.0: "msk мск eest eat trt idt",
        3.5: "irst",
        4.0: "gst",
        4.5: "aft",
        5.0: "pkt uzt",
        5.5: "ist",
        5.75: "npt",
        6.5: "mmt",
        7.0: "ict wib krat",
        8.0: "hkt sgt myt pht awst bjt wita irkt",
        9.0: "jst kst wit yakt",
        9.5: "acst",
        10.0: "aest chst vlat",
        10.5: "acdt",
        11.0: "aedt magt",
        12.0: "nzst pett",
        13.0: "nzdt",
        -1.0: "azot cvt",
        -2.5: "ndt",
        -3.0: "brt uyt clst adt",
        -3.5: "nst",
        -4.0: "edt ast clt",
        -5.0: "est cdt",
        -6.0: "cst mdt",
        -7.0: "mst pdt",
        -8.0: "pst akdt",
        -9.0: "akst hdt",
        -10.0: "hst",
        -11.0: "sst",
    }
)
ZONE_NAME = "|".join(_HOURS_EAST)
_AMERICAN = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
_TIMES = {
    "America/New_York": "new york time|美东时间|美国东部时间|美東時間|美國東部時間|纽约时间",
    "America/Chicago": "美中时间|美国中部时间|美國中部時間",
    "America/Los_Angeles": "美西时间|美西時間|太平洋时间|太平洋時間",
    "Asia/Shanghai": "beijing time|china standard time|北京时间|北京時間|中国标准时间",
    "Asia/Hong_Kong": "hong kong time|香港时间|香港時間",
    "Asia/Taipei": "taipei time|台北时间|台北時間",
    "Asia/Singapore": "singapore time|新加坡时间|新加坡時間",
    "Asia/Tokyo": "tokyo time|japan standard time|日本标准时间|日本时间|日本時間|东京时间",
    "Asia/Seoul": "seoul time|korea standard time|韩国时间|首尔时间",
    "Asia/Kolkata": "india standard time",
    "Europe/London": "london time|uk time|伦敦时间|倫敦時間",
    "Europe/Berlin": "central european time",
    "Europe/Moscow": "moscow time|莫斯科时间|莫斯科時間",
    "UTC": "coordinated universal time|greenwich mean time|世界标准时间|格林尼治时间|格林威治時間",
}
_PLACES = {name: zone for zone, names in _TIMES.items() for name in names.split("|")}
_PLACES |= {f"{name} time": zone for name, zone in _AMERICAN.items()}
_SHORT = {f"{name[0]}t": zone for name, zone in _AMERICAN.items()} | {
    "美东": "America/New_York",
    "美東": "America/New_York",
}
_ZONES: dict[str, float | str] = {
    **_HOURS_EAST,
    **_PLACES,
    **_SHORT,
    **_AMERICAN,
    **{
        f"{name} {kind} time": _HOURS_EAST[f"{name[0]}{kind[0]}t"]
        for name in _AMERICAN
        for kind in ("standard", "daylight")
    },
}
_NAMES = "|".join(sorted(_ZONES.keys() - _AMERICAN.keys(), key=len, reverse=True))
_NAMED = re.compile(
    rf" ?\(?(?:({_NAMES})(?![a-zа-я])"
    rf"|({'|'.join(_AMERICAN)})\b(?!\)? (?!(?:on|{MONTH})\b)[a-z]))\)?"  # no Central Bank
)
_PLACE = re.compile("|".join(_PLACES))
_IANA = re.compile(
    r" ?[(\[]?((?:africa|america|asia|australia|europe|pacific|etc)/[a-z_+-]+\d*)[)\]]?"
)
_OFFSET = re.compile(
    r" ?\(?(?:gmt|utc|z)? ?"
    r"(?:([+-]) ?([01]?\d)(?::?([0-5]\d))?(?!\d)|(0\d|1[0-4]):([0-5]\d)(?![\d:])"
    r"|(0\d)(00|30|45)(?!\d))"
    r"(?: ?\([^()]{1,40}\))?\)?"
)
FARTHEST = timedelta(hours=14)
_OWN = re.compile(r" ?\(?([a-z]{2,5})\b\)?")
_CAPITALS = re.compile(
    r":\d\d(?:[.,]\d{1,9})?(?: ?[AaPp]\.? ?[Mm]\b\.?)?(?= ?\(?([A-ZА-ЯЁ]{2,5})\b)"
)
_NO_ZONES = frozenset({"am", "pm", "at", "by", "of", "on", "the", "uhr", "hrs", *WEEKDAYS})


def read_zone(text: str, zone: tzinfo, now: datetime) -> tuple[tzinfo, int]:
    """Return the zone that stands at the beginning of a folded text behind a time, and its end.

    Without one it is `zone`, and 0. A name that `zone` itself has is that one: CST is China's in
    China. Raises ValueError for an offset or place that there is not.
    """
    if found := _OFFSET.match(text):
        hours, minutes = found[2] or found[4] or found[6], found[3] or found[5] or found[7]
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset > FARTHEST:
            raise ValueError(f"no zone is {offset} from UTC")
        return timezone(-offset if found[1] == "-" else offset), found.end()
    if found := _IANA.match(text):
        return _iana_zone(found[1]), found.end()
    found = _OWN.match(text)
    if found and (east := _own_names(zone, now.year).get(found[1].upper())) is not None:
        return timezone(east), found.end()
    if found := _NAMED.match(text):
        return _zone_named(found[1] or found[2]), found.end()
    return zone, 0


def find_place(text: str) -> tuple[tzinfo, str] | None:
    """Return the zone of a place whose time a text says it is, and the text without that."""
    found = _PLACE.search(text) if re.search("time|时间|時", text) else None
    return found and (_zone_named(found[0]), f"{text[: found.start()]} {text[found.end() :]}")


def refuse_unknown_zone(text: str, zone: tzinfo, now: datetime) -> None:
    """Raise ValueError where capitals behind a time, in a text as written, are no zone known."""
    found = _CAPITALS.search(text)
    if found is None:
        return
    name = found[1].lower()
    if name not in MONTHS and name not in _NO_ZONES:
        _, end = read_zone(text[found.start(1) :].lower(), zone, now)
        if not end:
            raise ValueError(f"{name} is no zone that is known")


def _zone_named(name: str) -> tzinfo:
    # Standard and summer time go by the letters here, and by the date where a place is named.
    zone = _ZONES[name]
    return ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(hours=zone))


@cache
def _own_names(zone: tzinfo, year: int) -> dict[str | None, timedelta]:
    """Return what a zone calls its standard and its summer time, and how far east they are."""
    seasons = [datetime(year, month, 1, tzinfo=zone) for month in (1, 7)]
    return {each.tzname(): each.utcoffset() or timedelta(0) for each in seasons}


def _iana_zone(name: str) -> tzinfo:
    parts = "/".join("_".join(map(str.capitalize, each.split("_"))) for each in name.split("/"))
    try:
        return ZoneInfo(parts)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name} is no zone that is known") from None
