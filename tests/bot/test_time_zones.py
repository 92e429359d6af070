"""Time zones as people write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bot.time_zones import read_zone, zone_label

WRITTEN = {
    "Asia/Shanghai": "Asia/Shanghai | asia/shanghai | 北京 | 北京时间 | 北京時間 | 上海"
    " | 中国 | 中國 | Beijing | beijing time | Shanghai | CST | PRC | 时区 北京"
    " | timezone: Shanghai",
    "Asia/Hong_Kong": "香港 | 香港时间 | Hong Kong | hong kong | HongKong | HK | HKT",
    "Asia/Taipei": "台北 | 臺北 | 台灣 | Taipei | Taiwan",
    "Asia/Singapore": "新加坡 | Singapore | SGT",
    "Asia/Tokyo": "东京 | 東京 | 日本 | Tokyo | JST | Tokyo time",
    "America/New_York": "New York | new york | 纽约 | 紐約 | 纽约时间 | 美东 | 美东时间"
    " | 美國東部時間 | EST | EDT | ET | Eastern | Eastern time | NYC | America/New_York",
    "America/Los_Angeles": "Los Angeles | 洛杉矶 | 洛杉磯 | 舊金山 | PST | PDT | pacific time",
    "Europe/London": "London | 伦敦 | 倫敦 | 英国 | UK",
    "Europe/Zurich": "Zurich | 苏黎世 | 蘇黎世",
    "Asia/Kuala_Lumpur": "Kuala Lumpur | 吉隆坡",
    "Etc/GMT-8": "UTC+8 | GMT+8 | utc+08:00 | +08:00 | +8 | +0800 | ＵＴＣ＋８ | UTC +8"
    " | 东八区 | 東八區",
    "Etc/GMT+5": "UTC-5 | GMT−5 | -05:00 | 西五区",
    "Etc/GMT-10": "UTC+10 | 东十区",
    "Asia/Kolkata": "UTC+5:30 | +05:30 | 印度",
    "UTC": "UTC | GMT | UTC+0 | Z",
}


@pytest.mark.parametrize("zone", WRITTEN)
def test_a_zone_is_read_as_people_write_it(zone: str) -> None:
    texts = [text.strip() for text in WRITTEN[zone].split("|")]
    assert {text: read_zone(text) for text in texts} == dict.fromkeys(texts, zone)


@pytest.mark.parametrize(
    "text", ["", " ", "Mars", "火星", "贵州茅台", "UTC+15", "+99", "8", "23-7", "时间", "+05:17"]
)
def test_what_is_no_zone_is_not_read(text: str) -> None:
    assert read_zone(text) is None


@given(st.text(max_size=20) | st.from_regex(r"(utc|gmt)?[+-]\d{1,3}(:\d\d)?", fullmatch=True))
def test_whatever_is_written_what_is_read_is_a_zone(text: str) -> None:
    zone = read_zone(text)
    assert zone is None or ZoneInfo(zone).key == zone


def test_every_zone_is_read_by_its_key_but_those_whose_letters_mean_another() -> None:
    others = {zone for zone in available_timezones() if read_zone(zone) != zone}
    assert others <= {"CET", "EST", "GMT", "GMT+0", "GMT-0", "Hongkong", "MST", "PRC", "Singapore"}


def test_an_offset_is_shown_as_it_was_written() -> None:
    assert [zone_label(each) for each in ("Etc/GMT-8", "Etc/GMT+5", "Asia/Tokyo")] == [
        "UTC+8",
        "UTC-5",
        "Asia/Tokyo",
    ]
