"""Times as people write them, each led to what is meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bot.time_expressions import LONGEST_PAUSE, read_hours, read_until, split_until
from tests.builders import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")

NIGHT = """
23-7 | 23:00-07:00 | 23:00–7:00 | ２３：００～０７：００ | 23点-7点 | 23點至7點 | 23时到7时
晚上11点到早上7点 | 晚上十一点到早上七点 | 晚上11點—早上7點 | 夜里11点到7点
从晚上11点到早上7点 | 每天23点到7点
11pm-7am | 11 pm - 7 am | 11 p.m. to 7 a.m. | 11PM–7AM | from 11pm to 7am | between 11pm and 7am
23:00 to 07:00 | 11 at night to 7 in the morning | quiet hours 23:00-07:00 | 11pm until 7
"""
OTHER_HOURS = [
    ("中午12点到2点", 12 * 60, 14 * 60),
    ("下午1点到3点半", 13 * 60, 15 * 60 + 30),
    ("晚上10点到12点", 22 * 60, 0),
    ("晚上9点到8点", 21 * 60, 8 * 60),
    ("午休12点到1点半", 12 * 60, 13 * 60 + 30),
    ("10pm-7am", 22 * 60, 7 * 60),
    ("晚上十點半到早上七點一刻", 22 * 60 + 30, 7 * 60 + 15),
    ("晚上12点到早上8点", 0, 8 * 60),
    ("零点到六点", 0, 6 * 60),
    ("midnight-6am", 0, 6 * 60),
    ("中午12点到下午2点", 12 * 60, 14 * 60),
    ("noon to 1:30pm", 12 * 60, 13 * 60 + 30),
    ("12am-12pm", 0, 12 * 60),
    ("22:00-24:00", 22 * 60, 0),
    ("凌晨1点到凌晨5点半", 60, 5 * 60 + 30),
    ("半夜1点-7点", 60, 7 * 60),
    ("off", 0, 0),
    ("关闭", 0, 0),
    ("關閉", 0, 0),
]
NO_HOURS = """
10-7am | 25-7 | 23:60-7 | 13pm-7am | 23 | 23- | -7 | 7-8-9 | nonsense | 今晚-明早 | 23点 | 贵州茅台
"""


def written(table: str) -> list[str]:
    return [each.strip() for line in table.strip().splitlines() for each in line.split("|")]


@pytest.mark.parametrize("text", written(NIGHT))
def test_eleven_to_seven_is_read_however_it_is_written(text: str) -> None:
    assert read_hours(text) == (23 * 60, 7 * 60)


@pytest.mark.parametrize(("text", "begins", "ends"), OTHER_HOURS)
def test_hours_are_read_as_people_write_them(text: str, begins: int, ends: int) -> None:
    assert read_hours(text) == (begins, ends)


@pytest.mark.parametrize("text", [*written(NO_HOURS), ""])
def test_what_are_no_hours_is_not_read(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    ("texts", "wait"),
    [
        (
            "2h | 2小时 | 2小時 | 两小时 | 兩個小時 | 2 hours | two hours | ２小时 | for 2h",
            120,
        ),
        ("2个钟头 | 2小时后 | 2 hours later | 120分钟 | 120m", 120),
        ("半小时 | 半個小時 | 半个钟头 | half an hour | half hour | 30分钟 | 30 mins | 0.5h", 30),
        ("一个半小时 | 一個半小時 | 1小时半 | 1.5h | 1h30m | 1小时30分 | 90 minutes", 90),
        ("an hour and a half | one and a half hours | 1 hour 30 minutes | 1 hour and 30 min", 90),
        ("一刻钟 | 15m | a quarter of an hour | fifteen minutes", 15),
        ("an hour | one hour | 一小时 | 1个小时", 60),
        ("三天 | 3 days | 3d | three days", 3 * 24 * 60),
        ("半天 | half a day | 12h", 12 * 60),
        ("一周 | 一星期 | a week | 1w | 7 days", 7 * 24 * 60),
        ("999d | 9999 weeks", 30 * 24 * 60),
    ],
)
def test_how_long_is_read_as_people_write_it(texts: str, wait: int) -> None:
    for text in written(texts):
        assert read_until(text, NOW, SHANGHAI) == NOW + timedelta(minutes=wait), text


@pytest.mark.parametrize(
    ("now", "texts", "until"),
    [
        # A Monday
        (
            "2026-11-23T09:30",
            "tomorrow | 明天 | 明早 | 明天早上 | tomorrow morning",
            "2026-11-24T08:00",
        ),
        (
            "2026-11-23T09:30",
            "until tomorrow | 到明天 | 直到明早 | 明晨八点 | 明日8點",
            "2026-11-24T08:00",
        ),
        (
            "2026-11-23T09:30",
            "tomorrow 9am | 明天9点 | 明早九點 | 9am tomorrow",
            "2026-11-24T09:00",
        ),
        ("2026-11-23T09:30", "tomorrow at 9 | 明天上午9点", "2026-11-24T09:00"),
        ("2026-11-23T09:30", "明晚 | tomorrow evening | 明天晚上", "2026-11-24T18:00"),
        ("2026-11-23T09:30", "明天中午 | tomorrow noon", "2026-11-24T12:00"),
        ("2026-11-23T09:30", "后天 | 後天早上 | the day after tomorrow", "2026-11-25T08:00"),
        (
            "2026-11-23T09:30",
            "tonight | 今晚 | 今天晚上 | 到今晚 | this evening",
            "2026-11-23T18:00",
        ),
        ("2026-11-23T20:30", "tonight | 今晚 | 明早", "2026-11-24T08:00"),
        ("2026-11-24T02:30", "tonight | 今晚", "2026-11-24T08:00"),
        ("2026-11-23T09:30", "today | 今天 | midnight | 午夜 | 今晚12点", "2026-11-24T00:00"),
        (
            "2026-11-23T09:30",
            "tonight at 11 | 今晚11点 | 今晚十一點 | 11pm | 23:00 | ２３：００",
            "2026-11-23T23:00",
        ),
        ("2026-11-23T09:30", "今晚1点", "2026-11-24T01:00"),
        ("2026-11-23T09:30", "10:00 | until 10:00 | 10点 | 上午10点 | 10 am", "2026-11-23T10:00"),
        ("2026-11-23T09:30", "09:00 | 9点 | 早上9点 | 9am", "2026-11-24T09:00"),
        ("2026-11-23T09:30", "下午3点半 | 3:30pm | 15:30 | 下午三點半", "2026-11-23T15:30"),
        (
            "2026-11-23T09:30",
            "周五 | 星期五 | 禮拜五 | friday | until Friday | fri",
            "2026-11-27T08:00",
        ),
        ("2026-11-23T09:30", "周一 | monday | 下周一 | next monday", "2026-11-30T08:00"),
        ("2026-11-23T09:30", "下周五早上9点 | next friday 9am", "2026-12-04T09:00"),
    ],
)
def test_until_when_is_read_as_people_write_it(now: str, texts: str, until: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    expected = datetime.fromisoformat(until).replace(tzinfo=SHANGHAI)
    for text in written(texts):
        assert read_until(text, local, SHANGHAI) == expected, text


@pytest.mark.parametrize(
    "text",
    ["", "9", "some day", "0h", "25:00", "13pm", "今天9点", "明天后天", "贵州茅台", "半", "三"],
)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert read_until(text, NOW, SHANGHAI) is None


PIECES = (
    "0 1 2 9 12 23 24 半 两 十 点 时 : - 到 am pm 晚上 早上 今晚 明天 周 小时 分 h d "
    "tomorrow half an and next ."
)
pieces = st.lists(st.sampled_from([*PIECES.split(), " "]), max_size=8).map("".join)


@given(st.text(max_size=30) | pieces)
def test_whatever_is_written_what_is_read_lies_within_bounds(text: str) -> None:
    until = read_until(text, NOW, SHANGHAI)
    assert until is None or NOW < until <= NOW + LONGEST_PAUSE
    hours = read_hours(text)
    assert hours is None or all(0 <= minute < 24 * 60 for minute in hours)


minutes = st.integers(0, 24 * 60 - 1)


@given(minutes, minutes, st.sampled_from(["{}-{}", "{} to {}", "{}到{}", "{} ～ {}", "從{}至{}"]))
def test_every_hour_of_the_day_is_read_in_every_form(begins: int, ends: int, form: str) -> None:
    for write in (_by_24_hours, _by_12_hours, _in_chinese, _in_full_width):
        assert read_hours(form.format(write(begins), write(ends))) == (begins, ends)


def _by_24_hours(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _by_12_hours(minute: int) -> str:
    hour = minute // 60
    return f"{hour % 12 or 12}:{minute % 60:02}{'am' if hour < 12 else 'pm'}"


def _in_chinese(minute: int) -> str:
    return f"{minute // 60}點{minute % 60:02}分"


def _in_full_width(minute: int) -> str:
    wide = {ord(each): ord(each) + 0xFEE0 for each in "0123456789:"}
    return _by_24_hours(minute).translate(wide)


@pytest.mark.parametrize(
    ("text", "before", "until"),
    [
        ("腾讯3天", "腾讯", "3天"),
        ("腾讯 到周一", "腾讯", "到周一"),
        ("Tesla for a week", "Tesla", "for a week"),
        ("Exxon Mobil 2h", "Exxon Mobil", "2h"),
        ("中证500 两小时", "中证500", "两小时"),
    ],
)
def test_a_time_is_split_from_what_stands_before_it(text: str, before: str, until: str) -> None:
    assert split_until(text, NOW, SHANGHAI) == (before, read_until(until, NOW, SHANGHAI))


@pytest.mark.parametrize("text", ["腾讯", "3天", "Tesla", "tesla2h", "", "share sale"])
def test_what_ends_with_no_time_is_not_split(text: str) -> None:
    assert split_until(text, NOW, SHANGHAI) is None
