"""Times as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.parsing.dates import parse_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 0, 10, tzinfo=SHANGHAI)


def read(value: object, zone: ZoneInfo = SHANGHAI) -> str | None:
    moment = parse_date(value, zone, NOW)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-22", "2026-11-22 00:00:00"),
        ("2026-11-22 21:30", "2026-11-22 21:30:00"),
        ("2026-11-22 21:30:09", "2026-11-22 21:30:09"),
        ("2026-11-22T21:30:09.5", "2026-11-22 21:30:09"),
        ("2026-11-22T13:30:09Z", "2026-11-22 21:30:09"),
        ("2026-11-22T13:30:09+00:00", "2026-11-22 21:30:09"),
        ("2026-11-22T08:30:09-0500", "2026-11-22 21:30:09"),
        ("2026-10-01 00:37:09:681", "2026-10-01 00:37:09"),
        ("2026/11/2 21:30", "2026-11-02 21:30:00"),
        ("2026.11.22", "2026-11-22 00:00:00"),
        ("2026年11月22日 21时30分", "2026-11-22 21:30:00"),
        ("2026年11月2日", "2026-11-02 00:00:00"),
        ("发布时间：2026-11-22 21:30　来源：快讯", "2026-11-22 21:30:00"),
        ("２０２６－１１－２２　２１：３０", "2026-11-22 21:30:00"),
        ("22/11/2026 21:30", "2026-11-22 21:30:00"),
        ("02/11/2026 21:30", "2026-11-02 21:30:00"),
        ("11/22/2026", "2026-11-22 00:00:00"),
        ("20261122", "2026-11-22 00:00:00"),
        ("20261122213009", "2026-11-22 21:30:09"),
        ("Sun, 22 Nov 2026 13:30:09 GMT", "2026-11-22 21:30:09"),
        ("Sun, 22 Nov 2026 21:30:09 +0800", "2026-11-22 21:30:09"),
        ("22 Nov 2026 13:30 UT", "2026-11-22 21:30:00"),
        ("22 Nov 26 08:30 EST", "2026-11-22 21:30:00"),
        ("Sun Nov 22 21:30:09 2026", "2026-11-22 21:30:09"),
        ("Sun Nov 22 21:30:09 CST 2026", "2026-11-22 21:30:09"),
        ("November 22, 2026 8:30 a.m. ET", "2026-11-22 21:30:00"),
        ("Nov. 22, 2026 12:05 pm GMT+8", "2026-11-22 12:05:00"),
        ("2026-11-21 24:00", "2026-11-22 00:00:00"),
    ],
)
def test_whole_dates_are_read_after_every_habit(written: str, moment: str) -> None:
    assert read(written) == moment


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("00:05", "2026-11-23 00:05:00"),
        ("00:15", "2026-11-23 00:15:00"),
        ("23:50", "2026-11-22 23:50:00"),
        ("下午3:05", "2026-11-22 15:05:00"),
        ("11-22 21:30", "2026-11-22 21:30:00"),
        ("11月2日 21:30", "2026-11-02 21:30:00"),
        ("12-31 08:00", "2025-12-31 08:00:00"),
        ("02-29 08:00", "2024-02-29 08:00:00"),
        ("Nov 22", "2026-11-22 00:00:00"),
        ("今天 00:05", "2026-11-23 00:05:00"),
        ("今天 23:58", "2026-11-22 23:58:00"),
        ("昨天 21:15", "2026-11-22 21:15:00"),
        ("前天 9:05", "2026-11-21 09:05:00"),
        ("yesterday 9:05 pm", "2026-11-22 21:05:00"),
        ("刚刚", "2026-11-23 00:10:00"),
        ("just now", "2026-11-23 00:10:00"),
        ("30秒前", "2026-11-23 00:09:30"),
        ("5分钟前", "2026-11-23 00:05:00"),
        ("5 分鐘前", "2026-11-23 00:05:00"),
        ("半小时前", "2026-11-22 23:40:00"),
        ("2个小时之前", "2026-11-22 22:10:00"),
        ("3天前", "2026-11-20 00:10:00"),
        ("5 minutes ago", "2026-11-23 00:05:00"),
        ("an hour ago", "2026-11-22 23:10:00"),
        ("2d ago", "2026-11-21 00:10:00"),
    ],
)
def test_what_a_time_leaves_out_is_taken_from_the_present(written: str, moment: str) -> None:
    assert read(written) == moment


@pytest.mark.parametrize(
    "number",
    [1795354209, "1795354209", 1795354209.4, 1795354209123, "1795354209123", 1795354209123456],
)
def test_numbers_count_seconds_or_less_by_their_size(number: float | str) -> None:
    assert read(number) == "2026-11-22 21:30:09"


@pytest.mark.parametrize(
    "nothing",
    [
        "", "  ", "soon", "99:99", "2026-13-45", "2026-02-30 10:00", "26-11-22 09:15", "22.11.26",
        "Mon, 32 Foo 2026 09:15:00 GMT", "31 Nov 2026 09:15:00 GMT", "2027-01-01", "1969-12-31",
        0, -5, "0", True, None, [], {}, "1e400", float("nan"), float("inf"), 10**400, "1" * 20,
        "Sun, 22 Nov 2026 25:00:00 GMT", "2026-11-22T99:00:00+00:00", "x" * 500,
    ],
    ids=lambda value: str(value)[:20] or "empty",
)  # fmt: skip
def test_what_is_no_time_or_cannot_be_meant_is_none(nothing: object) -> None:
    assert read(nothing) is None


def test_a_day_ahead_may_be_meant_for_exchanges_date_the_evening_by_the_next() -> None:
    assert read("2026-11-24 00:00") == "2026-11-24 00:00:00"
    assert read("2026-11-26 00:00") is None


def test_a_zone_by_name_is_the_sources_own_where_it_has_that_name() -> None:
    assert read("22 Nov 2026 21:30:00 CST") == "2026-11-22 21:30:00"
    assert read("22 Nov 2026 07:30:00 CST", NEW_YORK) == "2026-11-22 08:30:00"


moments = st.datetimes(
    datetime(1990, 1, 2), datetime(2026, 11, 22), timezones=st.just(UTC)  # noqa: DTZ001
).map(lambda moment: moment.replace(microsecond=0))  # fmt: skip


@given(moments, st.integers(-12, 14))
def test_every_form_of_a_moment_means_that_moment(moment: datetime, east: int) -> None:
    zone = ZoneInfo(f"Etc/GMT{-east:+d}")
    local = moment.astimezone(zone)
    for written in (
        local.isoformat(),
        format_datetime(local),
        f"{local:%d %b %y %H:%M:%S %z}",
        f"{local:%a %b %d %H:%M:%S %Y}",
        f"{local:%Y-%m-%d %H:%M:%S}",
        f"{local:%Y年%m月%d日 %H:%M:%S}",
        f"{local:%Y%m%d%H%M%S}",
        f"{local:%d/%m/%Y %H:%M:%S}",
        moment.timestamp() if moment.timestamp() > 1e9 else local.isoformat(),
        int(moment.timestamp() * 1000),
    ):
        assert parse_date(written, zone, NOW) == moment, written


@given(
    st.text(st.sampled_from("0123456789:-/. 年月日时分前天昨今刚分钟小上下午TZ+amp")) | st.text()
    | st.floats() | st.integers()
)  # fmt: skip
def test_whatever_is_written_is_a_moment_that_can_be_meant_or_none(value: object) -> None:
    moment = parse_date(value, SHANGHAI, NOW)

    if moment is not None:
        assert moment.tzinfo is UTC
        assert datetime(1990, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=2)
