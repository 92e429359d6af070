"""How often a source may be polled, and who is told when it is in trouble."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from notifier.core.market_calendar import Calendars, Market
from notifier.sources.config import SourceConfig
from notifier.sources.health.poll_interval import PollLimits
from tests.service.settings.conftest import TOKEN, ConfigFolder

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
FEED = '[[source]]\nname = "a"\nkind = "feed"\nurl = "https://a.example/"\n'
POSTS = '[[source]]\nname = "a"\nkind = "posts"\npath = "posts"\n'


def a_source(config: ConfigFolder, written: str) -> SourceConfig:
    (source,) = config.write("sources.toml", written).settings().sources
    return source


@pytest.mark.parametrize(
    ("written", "poll_limits"),
    [
        ("", PollLimits(MINUTE, MINUTE / 2, MINUTE)),
        ('interval = "5m"', PollLimits(5 * MINUTE, 2.5 * MINUTE, 5 * MINUTE)),
        ('interval = "20s"', PollLimits(20 * SECOND, 15 * SECOND, 20 * SECOND)),
        ('interval = "1s"', PollLimits(SECOND, SECOND, SECOND)),
        ('interval = "6h"', PollLimits(6 * HOUR, 3 * HOUR, 6 * HOUR)),
        (
            'interval = "60s"\ninterval_min = "60s"\ninterval_max = "1h"',
            PollLimits(MINUTE, MINUTE, HOUR),
        ),
    ],
)
def test_a_source_is_polled_around_its_interval(
    config: ConfigFolder, written: str, poll_limits: PollLimits
) -> None:
    assert a_source(config, FEED + written).poll_limits == poll_limits


def test_a_folder_is_always_looked_at_after_its_interval(config: ConfigFolder) -> None:
    assert a_source(config, POSTS).poll_limits == PollLimits(5 * SECOND, 5 * SECOND, 5 * SECOND)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('interval_min = "2m"', "interval_min: must not be longer than `interval`"),
        ('interval_max = "30s"', "interval_max: must not be shorter than `interval`"),
        ('interval_max = "60"', "interval_max: '60' is no duration"),
    ],
)
def test_bounds_that_do_not_enclose_the_interval_are_told(
    config: ConfigFolder, written: str, told: str
) -> None:
    (problem,) = config.write("sources.toml", FEED + written).problems()
    assert told in problem


@pytest.mark.parametrize(
    ("written", "zone", "market"),
    [
        ('lang = "zh-Hans"', "Asia/Shanghai", Market.SHANGHAI),
        ('timezone = "Asia/Hong_Kong"', "Asia/Hong_Kong", Market.HONG_KONG),
        ('timezone = "UTC"\nlang = "en"', "UTC", Market.NEW_YORK),
        ("", "America/New_York", Market.NEW_YORK),
    ],
)
def test_a_source_lives_in_its_time_zone_or_else_in_that_of_its_market(
    config: ConfigFolder, written: str, zone: str, market: Market
) -> None:
    calendar = a_source(config, FEED + written).calendar(Calendars())
    assert (calendar.zone, calendar.market.market) == (ZoneInfo(zone), market)


@pytest.mark.parametrize("written", ["42, -1001234567890", "42 -1001234567890"])
def test_operators_are_named_side_by_side_or_in_a_list(config: ConfigFolder, written: str) -> None:
    operators = (42, -1001234567890)
    from_environment = config.settings(NOTIFIER_TELEGRAM_OPERATORS=written)
    assert from_environment.telegram.operators == operators
    config.write("notifier.toml", "[telegram]\noperators = [42, -1001234567890]")
    assert config.settings(NOTIFIER_TELEGRAM_TOKEN=TOKEN).telegram.operators == operators


@pytest.mark.parametrize("written", ["@me", "0", "42;43", "4.2", "9" * 30])
def test_an_operator_who_is_no_chats_number_is_told(config: ConfigFolder, written: str) -> None:
    (problem,) = config.problems(NOTIFIER_TELEGRAM_OPERATORS=written)
    assert "must be chats' numbers, as in 123456789 or -1001234567890" in problem
