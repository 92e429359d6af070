"""Templates: one source for each security that somebody watches, as its site names it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from notifier.sources.api import ApiConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.templates import (
    WatchedSecurity,
    configured_name,
    instance,
    instances,
    security_of,
)

ALL = ("mainland", "hong-kong", "us")


def a_template(**fields: Any) -> FeedConfig:
    return FeedConfig(
        **{
            "kind": "feed",
            "name": "wire",
            "title": "The Wire",
            "per": "security",
            "markets": ("us",),
            "url": "https://wire.example/rss?s={symbol}",
            **fields,
        }
    )


def test_an_instance_is_a_source_of_its_own_about_one_security() -> None:
    template = a_template(interval="10m", lang="en")

    made = instance(template, WatchedSecurity("AAPL", "us"))

    assert made is not None
    assert (made.name, made.label, made.tickers) == ("wire:AAPL", "The Wire", ("AAPL",))
    assert made.url == "https://wire.example/rss?s=AAPL"
    assert (made.interval, made.lang) == (template.interval, "en")
    assert made.identity != template.identity
    assert (configured_name(made.name), security_of(made.name)) == ("wire", "AAPL")


def test_a_configured_source_is_no_instance() -> None:
    assert (configured_name("wire"), security_of("wire")) == ("wire", None)


@pytest.mark.parametrize(
    ("spelling", "security", "spelt"),
    [
        ("{symbol}", WatchedSecurity("BRK.B", "us"), "BRK.B"),
        ("{yahoo}", WatchedSecurity("BRK.B", "us"), "BRK-B"),
        ("{yahoo}", WatchedSecurity("AAPL", "us"), "AAPL"),
        ("{yahoo}", WatchedSecurity("00700.HK", "hong-kong"), "0700.HK"),
        ("{yahoo}", WatchedSecurity("09988.HK", "hong-kong"), "9988.HK"),
        ("{yahoo}", WatchedSecurity("SH600519", "mainland"), "600519.SS"),
        ("{yahoo}", WatchedSecurity("SZ002230", "mainland"), "002230.SZ"),
        ("{code}", WatchedSecurity("SH600519", "mainland"), "600519"),
        ("{code}", WatchedSecurity("BJ830799", "mainland"), "830799"),
        ("{code}", WatchedSecurity("00700.HK", "hong-kong"), "00700"),
        ("{code}", WatchedSecurity("BRK.B", "us"), "BRK.B"),
        ("{cik}", WatchedSecurity("AAPL", "us", "0000320193"), "0000320193"),
        ("{cik}-{symbol}", WatchedSecurity("AAPL", "us", "0000320193"), "0000320193-AAPL"),
    ],
)
def test_a_security_is_named_as_its_site_names_it(
    spelling: str, security: WatchedSecurity, spelt: str
) -> None:
    made = instance(a_template(url=f"https://wire.example/{spelling}", markets=ALL), security)
    assert made is not None
    assert made.url == f"https://wire.example/{spelt}"


@pytest.mark.parametrize(
    ("spelling", "security"),
    [
        ("{yahoo}", WatchedSecurity("BJ830799", "mainland")),  # Yahoo has none of Beijing
        ("{cik}", WatchedSecurity("AAPL", "us")),
        ("{symbol}", WatchedSecurity("00700.HK", "hong-kong")),  # of another market
    ],
)
def test_what_a_site_cannot_have_is_not_asked_for(spelling: str, security: WatchedSecurity) -> None:
    markets = ("mainland", "us")
    assert (
        instance(a_template(url=f"https://wire.example/{spelling}", markets=markets), security)
        is None
    )


@given(st.text(min_size=1, max_size=12))
def test_no_symbol_leads_elsewhere(symbol: str) -> None:
    made = instance(a_template(), WatchedSecurity(symbol.encode(errors="replace").decode(), "us"))
    assert made is not None
    assert made.url.startswith("https://wire.example/rss?s=")
    assert not set(made.url.partition("?s=")[2]) & set("&#?/ \n")


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "E"])), st.integers(1, 6))
def test_the_first_securities_have_a_source_each_and_no_more_than_allowed(
    symbols: list[str], most: int
) -> None:
    made = instances(a_template(most=most), [WatchedSecurity(symbol, "us") for symbol in symbols])
    assert [each.tickers[0] for each in made] == list(dict.fromkeys(symbols))[:most]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "https://wire.example/{symbol}?{x}"}, "is no placeholder"),
        ({"url": "https://wire.example/?t={now_s}"}, "where the security's name belongs"),
        ({"params": {"code": "{code}"}}, "is no placeholder"),
        ({"per": None, "markets": ()}, 'go with `per = "security"`'),
    ],
)
def test_a_slip_in_a_template_of_an_api_is_told(wrong: dict[str, Any], said: str) -> None:
    fields: dict[str, Any] = {
        "kind": "api",
        "name": "wire",
        "per": "security",
        "markets": ("us",),
        "url": "https://wire.example/{code}?t={now_s}",
        "entry": {"title": "title"},
    }
    assert ApiConfig(**fields).per == "security"
    with pytest.raises(ValidationError, match=said):
        ApiConfig(**{**fields, **wrong})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "https://wire.example/rss"}, "where the security's name belongs"),
        ({"url": "https://wire.example/{ticker}"}, "is no placeholder"),
        ({"url": "https://wire.example/{symbol}{x}"}, "is no placeholder"),
        ({"markets": ()}, "`markets` is missing"),
        ({"markets": ("mars",)}, "hong-kong"),
        ({"per": None}, 'go with `per = "security"`'),
        ({"per": None, "url": "https://wire.example/rss"}, 'go with `per = "security"`'),
        ({"per": "country"}, "security"),
        ({"most": 0}, "greater than or equal to 1"),
        ({"name": "n" * 41}, "at most 40 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_slip_in_a_template_is_told(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        a_template(**wrong)
