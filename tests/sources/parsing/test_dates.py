"""Times as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.parsing.dates import DateOrder, DateStyle, parse_date, shown_order

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


LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("written", "zone", "moment"),
    [
        ("22 Nov 2026 21:30:00 CST", SHANGHAI, "2026-11-22 21:30:00"),
        ("22 Nov 2026 07:30:00 CST", NEW_YORK, "2026-11-22 08:30:00"),
        ("22 Nov 2026 07:30 EST", NEW_YORK, "2026-11-22 07:30:00"),
        ("4 July 2026 07:30 EDT", NEW_YORK, "2026-07-04 07:30:00"),
        ("4 July 2026 07:30 EST", NEW_YORK, "2026-07-04 08:30:00"),
        ("4 July 2026 07:30 ET", NEW_YORK, "2026-07-04 07:30:00"),
        ("4 July 2026 07:30 BST", LONDON, "2026-07-04 07:30:00"),
        ("4 July 2026 07:30 GMT", LONDON, "2026-07-04 08:30:00"),
        ("22 Nov 2026 07:30 IST", ZoneInfo("Asia/Jerusalem"), "2026-11-22 07:30:00"),
    ],
)
def test_a_zone_by_name_is_the_sources_own_where_it_has_that_name(
    written: str, zone: ZoneInfo, moment: str
) -> None:
    assert read(written, zone) == moment


FIELD = datetime(2026, 11, 28, 9, 40, tzinfo=SHANGHAI)
SEEN = [  # what sources were seen to write: as a source in Shanghai means it
    ("周六, 28 11月 2026 09:30:00 +0800", "11-28 09:30:00"),
    ("星期六, 28 十一月 2026 09:30:00 CST", "11-28 09:30:00"),
    ("Sat, 21 十一月 2026 09:30:00 +0800", "11-21 09:30:00"),
    ("28. Dezember 2025 09:30", "12-28 09:30:00"),
    ("21 déc. 2025 09:30:00 +0100", "12-21 16:30:00"),
    ("Sat, 28 Nov 26 01:30:00 GMT", "11-28 09:30:00"),
    ("Fri, Nov 27 2026 10:04:03 AM", "11-27 10:04:03"),
    ("11/27/2026 4:05:00 PM", "11-27 16:05:00"),
    ("11/05/2026 4:05:00 PM", "05-11 16:05:00"),
    ("12/05/2026 16:05:00", "05-12 16:05:00"),
    ("28/11/2026 09:30", "11-28 09:30:00"),
    ("2026-11-28T09:30:00.1234567+08:00", "11-28 09:30:00"),
    ("2026-11-28 09:30:00 08:00", "11-28 09:30:00"),
    ("Sat Nov 28 2026 09:30:00 GMT+0800 (中国标准时间)", "11-28 09:30:00"),
    ("/Date(1795829400000)/", "11-28 09:30:00"),
    ("20261128093000123", "11-28 09:30:00"),
    ("2026-1-5 9:5:3", "01-05 09:05:03"),
    ("2026/11/28 9:30:00 上午", "11-28 09:30:00"),
    ("昨晚 22:10", "11-27 22:10:00"),
    ("昨夜 11:30", "11-27 23:30:00"),
    ("今晨 05:10", "11-28 05:10:00"),
    ("1小时30分钟前", "11-28 08:10:00"),
    ("2 hours, 15 minutes ago", "11-28 07:25:00"),
    ("3 days 2 hours ago", "11-25 07:40:00"),
    ("8 days 3 hours ago", "11-20 06:40:00"),
    ("1h 5m ago", "11-28 08:35:00"),
    ("十分钟前", "11-28 09:30:00"),
    ("三小时前", "11-28 06:40:00"),
    ("Published 3h ago", "11-28 06:40:00"),
    ("November 27, 2026 1:05 PM PT", "11-28 05:05:00"),
    ("November 27, 2026 06:00 AM Eastern Standard Time", "11-27 19:00:00"),
    ("Fri, 27 Nov 2026 13:05:00 AEDT", "11-27 10:05:00"),
    ("Fri, 27 Nov 2026 13:05:00 KST", "11-27 12:05:00"),
    ("Sat, 28 Nov 2026 09:30:00 GMT+8", "11-28 09:30:00"),
    ("Updated 6:05 AM EST, Fri November 27, 2026", "11-27 19:05:00"),
    ("Nov 27 at 4:05pm", "11-27 16:05:00"),
    ("2026年11月28日 周六 09时30分", "11-28 09:30:00"),
    ("2026年11月27日 凌晨2点", "11-27 02:00:00"),
    ("二〇二六年十一月二十八日", "11-28 00:00:00"),
    ("28-11-2026 09:30", "11-28 09:30:00"),
    ("Sat, 28 Nov 2026 09:30:00 Asia/Shanghai", "11-28 09:30:00"),
    ("1.7958294e9", "11-28 09:30:00"),
    ("2026-W48-6", "11-28 00:00:00"),
    ("Sat, 28 Sept 2026 09:30:00 GMT", "09-28 17:30:00"),
    ("Thu, 26 Nov 2026 15:30:00 ET", "11-27 04:30:00"),
    ("2026-11-28T01:30:00 Z", "11-28 09:30:00"),
    ("24:00", "11-28 00:00:00"),
    ("5 de noviembre de 2026 09:30", "11-05 09:30:00"),
    ("27 novembre 2026 à 18h05", "11-27 18:05:00"),
    ("27 ноября 2026 15:30", "11-27 15:30:00"),
    ("2026년 11월 27일 15:30", "11-27 15:30:00"),
    ("2026年11月27日（金）15時30分", "11-27 15:30:00"),
    ("Thursday, November 26th, 2026 at 4:05 p.m. ET", "11-27 05:05:00"),
    ("2026-11-27 16:05 北京时间", "11-27 16:05:00"),
    ("By Jane Roe  Nov 27, 2026 4:05 PM", "11-27 16:05:00"),
    ("发布时间: 2026-11-27 16:05 阅读 1234", "11-27 16:05:00"),
    ("2026-11-27 16:05 评论(12)", "11-27 16:05:00"),
    ("27.11.2026, 16:05 Uhr", "11-27 16:05:00"),
    ("周五 09:30", "11-27 09:30:00"),
    ("星期三 下午3:05", "11-25 15:05:00"),
    ("Friday 4:05 pm", "11-27 16:05:00"),
    ("大前天 10:00", "11-25 10:00:00"),
    ("今天上午8点半", "11-28 08:30:00"),
    ("昨天8点一刻", "11-27 08:15:00"),
    ("2026年11月27日 午後3時30分", "11-27 15:30:00"),
    ("2026-11-27 午后3:30", "11-27 15:30:00"),
    ("2026-11-27 上午12:30", "11-27 00:30:00"),
    ("2026-11-27 凌晨12:30", "11-27 00:30:00"),
    ("2026-11-27 下午12:30", "11-27 12:30:00"),
    ("2026-11-27 晚上12:00", "11-28 00:00:00"),
    ("27/11 16:05", "11-27 16:05:00"),
]
SPANS = [
    ("2 hrs and 15 mins ago", 135),
    ("half an hour ago", 30),
    ("two hours ago", 120),
    ("an hour and a half ago", 90),
    ("2 and a half hours ago", 150),
    ("一个半小时前", 90),
    ("两小时半前", 150),
    ("1天2小时前", 26 * 60),
]


@pytest.mark.parametrize(("written", "moment"), SEEN)
def test_what_sources_were_seen_to_write_is_read(written: str, moment: str) -> None:
    found = parse_date(written, SHANGHAI, FIELD)
    assert found is not None
    assert f"{found.astimezone(SHANGHAI):%m-%d %H:%M:%S}" == moment


@pytest.mark.parametrize(
    "name",
    [
        "每日经济新闻", "来源：每日经济新闻", "来源：21世纪经济报道", "来源: 36氪",
        "来源：半月谈 作者：周五一", "今日头条", "第一财经日报", "证券时报·e公司", "[财经早餐]",
        "| Reuters", "- The Wall Street Journal", "责任编辑:张三",
    ],
)  # fmt: skip
def test_names_beside_a_date_say_nothing_of_time(name: str) -> None:
    day = datetime(2026, 11, 27, 16, 5, tzinfo=SHANGHAI)
    assert parse_date(f"2026-11-27 16:05 {name}", SHANGHAI, FIELD) == day
    assert parse_date(f"{name} 2026-11-27 16:05", SHANGHAI, FIELD) == day


@pytest.mark.parametrize(("written", "minutes"), SPANS)
def test_how_long_ago_adds_all_its_units(written: str, minutes: int) -> None:
    assert parse_date(written, SHANGHAI, FIELD) == FIELD - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written",
    ["丙午年", "农历十月十九", "九月", "November", "Nov 2026", "2026年", "Q3 2026", "-62135596800",
     "Sat, 28 Nov 2026 26:30:00 GMT", "27 Foo 2026 10:00", "Fri, 27 Foo 2026 10:00", "21 foo 09:30",
     "31/11/2026", "in 2 days", "5 hours from now", "Sat, 28 Nov 2026 09:30:00 XYT",
     "9999-12-31", "-0001-11-28T00:00:00", "2026-11-28 09:30 09:45 10:00", "27/11/26 16:05",
     "明天 09:30", "tomorrow 09:30", "后天 09:30", "27-28 Nov 2026", "2026-11-27 晚上12:30"],
)  # fmt: skip
def test_a_part_that_is_understood_never_stands_for_the_whole(written: str) -> None:
    assert parse_date(written, SHANGHAI, FIELD) is None


def test_the_month_comes_first_where_a_source_or_its_document_says_so() -> None:
    american = DateStyle(order="MDY")
    day = datetime(2026, 11, 5, 4, tzinfo=UTC)
    assert parse_date("11/05/2026 12:00", SHANGHAI, FIELD, american) == day
    assert parse_date("12/05/2026", UTC, FIELD, american) == datetime(2026, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("05/11 09:30", "DMY", "11-05"),
        ("05/11 09:30", "MDY", "05-11"),
        ("05.11. 09:30", "DMY", "11-05"),
        ("11.05 09:30", "YMD", "11-05"),
        ("27.11. 09:30", "MDY", "11-27"),
        ("11月5日 09:30", "DMY", "11-05"),
        ("Nov 5, 09:30", "DMY", "11-05"),
    ],
)
def test_a_date_without_a_year_has_the_order_of_its_source(
    written: str, order: DateOrder, day: str
) -> None:
    found = parse_date(written, SHANGHAI, FIELD, DateStyle(order=order))
    assert found == datetime.fromisoformat(f"2026-{day}T09:30").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "usually", "shown"),
    [
        (["11/05/2026", "11/28/2026"], "DMY", "MDY"),
        (["11/05/2026", "28/11/2026"], "MDY", "DMY"),
        (["11/05/2026", None, "5 minutes ago"], "MDY", "MDY"),
        (["11/05 09:30", "27/11 09:30"], "YMD", "DMY"),
        (["11/05 09:30", "11/27 09:30"], "DMY", "MDY"),
        (["11-05 09:30", "11-27 09:30"], "YMD", "YMD"),
        (["2026-11-27", "16:05-16:30", "3.14"], "DMY", "DMY"),
    ],
)
def test_a_document_shows_the_order_of_its_numbers(
    written: list[str | None], usually: DateOrder, shown: DateOrder
) -> None:
    assert shown_order(written, usually) == shown


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("11/27/26", "MDY", "2026-11-27"),
        ("05/11/26", "MDY", "2026-05-11"),
        ("05/11/26", "DMY", "2026-11-05"),
        ("27.11.25", "DMY", "2025-11-27"),
        ("27/11/26", "MDY", "2026-11-27"),
        ("27/11/26", "YMD", None),
        ("26/11/05", "DMY", None),
        ("26/11/25", "DMY", None),
        ("05/11/12", "DMY", None),
        ("05-11-26", "DMY", None),
    ],
)
def test_a_year_of_two_digits_is_read_where_no_other_number_may_be_the_year(
    written: str, order: DateOrder, day: str | None
) -> None:
    found = parse_date(written, SHANGHAI, FIELD, DateStyle(order=order))
    assert (f"{found.astimezone(SHANGHAI):%Y-%m-%d}" if found else None) == day


def test_a_zone_that_a_source_writes_wrongly_is_ignored() -> None:
    style = DateStyle(ignore_zone=True)
    found = parse_date("Sat, 28 Nov 2026 06:30:00 GMT", SHANGHAI, FIELD, style)
    assert found == datetime(2026, 11, 28, 6, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (1795829400, "11-28 09:30"),
        ("1795829400000", "11-28 09:30"),
        ("/Date(1795829400000)/", "11-28 09:30"),
        ("3小时前", "11-28 06:40"),
        ("刚刚", "11-28 09:40"),
        ("09:30 GMT", "11-28 09:30"),
        ("Nov 27, 2026 4:05 PM EST", "11-27 16:05"),
    ],
)
def test_what_names_no_zone_is_as_it_is_where_zones_are_ignored(
    written: object, moment: str
) -> None:
    now = datetime(2026, 11, 28, 1, 40, tzinfo=UTC)
    found = parse_date(written, SHANGHAI, now, DateStyle(ignore_zone=True))
    assert found is not None
    assert f"{found.astimezone(SHANGHAI):%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("form", "written", "moment"),
    [
        ("%d/%m/%y %H.%M", "05/11/26 09.30", "2026-11-05 09:30"),
        ("%H:%M %d-%m", "09:30 27-11", "2026-11-27 09:30"),
        ("%H.%M", "23.50", "2026-11-27 23:50"),
        ("%Y-%m-%d %H:%M", "20261127", None),
        ("%d/%m/%Y", "27-11-2026", None),
    ],
)
def test_a_form_that_is_configured_is_the_only_one(
    form: str, written: str, moment: str | None
) -> None:
    found = parse_date(written, SHANGHAI, FIELD, DateStyle((form,)))
    assert (f"{found.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if found else None) == moment


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


PIECES = [
    *"0123456789十廿卅〇两半年月日号时點分秒天周前后:-/.,+() tTzZ", "小时", "分钟", "昨", "上周",
    "下午", "晚上", "nov", "pm", "gmt", "ago", "and", "updated",
    "发布", "民国", "시간 전", "vor ", "hier",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
    | st.text() | st.floats() | st.integers()
)  # fmt: skip
def test_whatever_is_written_is_a_moment_that_can_be_meant_or_none(value: object) -> None:
    moment = parse_date(value, SHANGHAI, NOW)

    if moment is not None:
        assert moment.tzinfo is UTC
        assert datetime(1990, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=2)


@given(moments, st.text("0123456789:-/年月日时 ", min_size=1, max_size=6))
def test_what_stands_behind_a_date_never_makes_another_of_it(moment: datetime, more: str) -> None:
    written = f"{moment:%Y-%m-%d %H:%M:%S} {more}"
    found = parse_date(written, UTC, NOW)

    near = found is None or abs(found - moment) <= timedelta(hours=16)
    assert near, "a number may be a zone, and nothing else"
