"""What one setting may be: durations, addresses, time zones, bounds."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from notifier.service.settings import Section, Settings, WebSettings
from notifier.sources.config import HttpUrl, Interval, MaxAge, read_duration
from tests.service.settings.conftest import ConfigFolder

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@given(st.integers(0, 30_000), st.sampled_from(sorted(_SECONDS)))
def test_a_duration_is_a_number_and_a_unit(number: int, unit: str) -> None:
    wanted = timedelta(seconds=number * _SECONDS[unit])

    assert read_duration(f"{number}{unit}") == wanted
    assert read_duration(f" {number} {unit} ") == wanted
    assert read_duration(wanted) == wanted


@pytest.mark.parametrize(
    "value", ["", "60", "s", "-1s", "1w", "1 minute", "1s2", "1e9s", "nan", "99999999d", 60, None]
)
def test_what_is_no_duration_is_told_as_it_was_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"is no duration|is longer than") as raised:
        read_duration(value)

    assert repr(value) in str(raised.value)


@given(st.text() | st.integers() | st.none() | st.lists(st.integers()))
def test_reading_a_duration_raises_nothing_but_its_own_error(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert read_duration(value) >= timedelta(0)


@pytest.mark.parametrize("value", ["0s", "0.9s", "31d", "36500d"])
def test_an_interval_is_bounded(value: str) -> None:
    with pytest.raises(ValidationError, match="must be between '1s' and '30d'"):
        TypeAdapter(Interval).validate_python(value)


def test_a_greatest_age_may_be_none() -> None:
    reader = TypeAdapter[timedelta | None](MaxAge)

    assert reader.validate_python("none") is None
    assert reader.validate_python("36h") == timedelta(hours=36)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://example.org:8443/feed?x=1",
        "http://[::1]:80/",
        "http://例.cn/源",
    ],
)
def test_addresses_of_the_web_are_taken(url: str) -> None:
    assert TypeAdapter(HttpUrl).validate_python(url) == url


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org", "file:///etc/passwd", "http://", "http://[::1",
     "http://example.org:port/", "http://example.org:99999/", "http://a b/", "http://a/\nb",
     "javascript:alert(1)", "http:///path"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="must be an http:// or https:// address"):
        TypeAdapter(HttpUrl).validate_python(url)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("NOTIFIER_LANGUAGE", "fr", "'zh-Hans'"),
        ("NOTIFIER_TIMEZONE", "Asia/Atlantis", "is no time zone; write one as in Asia/Shanghai"),
        ("NOTIFIER_TIMEZONE", "../../etc/passwd", "is no time zone"),
        ("NOTIFIER_TIMEZONE", "Asia", "is no time zone"),
        ("NOTIFIER_FETCH_NO_PROXY", "http://example.cn/", "must be hosts without port or path"),
        ("NOTIFIER_WEB_PORT", "65536", "less than or equal to 65535"),
        ("NOTIFIER_WEB_PORT", "-1", "greater than or equal to 0"),
        ("NOTIFIER_WEB_PUBLIC_URL", "news.example.org", "must be an http:// or https://"),
        ("NOTIFIER_TELEGRAM_BASE_URL", "api.telegram.org", "must be an http:// or https://"),
        ("NOTIFIER_FETCH_TIMEOUT", "20", "is no duration"),
        ("NOTIFIER_FETCH_MAX_BYTES", "10", "greater than or equal to 1000"),
        ("NOTIFIER_FETCH_CONTACT", "张三@example.org", "plain ASCII"),
        ("NOTIFIER_FETCH_CONTACT", "a@b\r\nX-Evil: 1", "plain ASCII"),
        ("NOTIFIER_FETCH_CONCURRENCY", "0", "greater than or equal to 1"),
        ("NOTIFIER_FETCH_ALLOW_PRIVATE", "10.0.0.1/8", "host bits set"),
        ("NOTIFIER_FETCH_ALLOW_PRIVATE", "localhost", "write networks as in 127.0.0.0/8"),
        ("NOTIFIER_DELIVERY_PER_SECOND", "nan", "less than or equal to 1000"),
        ("NOTIFIER_DELIVERY_MAX_IN_FLIGHT", "many", "valid integer"),
        ("NOTIFIER_LOG_LEVEL", "loud", "'debug'"),
        ("NOTIFIER_LOG_FORMAT", "xml", "'console' or 'json'"),
    ],
)
def test_a_value_out_of_bounds_is_told_with_its_variable(
    config: ConfigFolder, variable: str, value: str, told: str
) -> None:
    (problem,) = config.problems(**{variable: value})

    assert problem.startswith(f"environment {variable}: ")
    assert told in problem


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a\nb", "x" * 65])
def test_a_name_that_queries_cannot_write_is_refused(config: ConfigFolder, name: str) -> None:
    table = f"[[source]]\nkind = 'posts'\npath = 'x'\nname = {name!r}\n".replace("'", '"')
    config.write("sources.toml", table)

    (problem,) = config.problems()

    assert "is no name of a source; write letters, digits" in problem


@pytest.mark.parametrize("number", [10**20, -(10**20)])
def test_every_whole_number_has_a_bound(config: ConfigFolder, number: int) -> None:
    tables = {
        section: [key for key, field in table.model_fields.items() if _is_whole(field)]
        for section, kind in Settings.model_fields.items()
        if isinstance(table := kind.annotation, type) and issubclass(table, Section)
    }
    assert tables["delivery"] == ["max_in_flight", "burst"]
    for section, keys in tables.items():
        for key in keys:
            written = f"[{section}]\n{key} = {number}\n"
            (problem,) = config.write("notifier.toml", written).problems()
            assert f"{section}.{key}" in problem


def _is_whole(field: FieldInfo) -> bool:
    return field.annotation is int


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://localhost:80"),
        ("::", "http://localhost:80"),
        ("0", "http://localhost:80"),
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("news.example.org", "http://news.example.org:80"),
    ],
)
def test_a_host_that_means_every_address_is_told_as_this_machine(host: str, address: str) -> None:
    assert WebSettings(host=host, port=80).address == address
