from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import SecuritiesError
from notifier.core.model import Security
from notifier.securities.csv_file import canonical_symbols, read_csv, shipped


def test_list_is_read_with_its_aliases_and_without_other_columns() -> None:
    lines = [
        "\ufeffsymbol,exchange,name,aliases,source",
        "SZ002230,SZSE,科大讯飞,讯飞| iFlytek |,x",
    ]

    assert read_csv(lines, "mine.csv") == [
        Security("SZ002230", "SZSE", "科大讯飞", ("讯飞", "iFlytek")),
    ]


def test_aliases_and_empty_lines_may_be_missing() -> None:
    assert read_csv(["symbol,exchange,name", "", "AAPL,NASDAQ,Apple"], "mine.csv") == [
        Security("AAPL", "NASDAQ", "Apple"),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["code,name"], "mine.csv, line 1: column symbol, exchange is missing"),
        ([], "mine.csv, line 1: column symbol, exchange, name is missing"),
        (["symbol,exchange,name", "AAPL,,Apple"], "mine.csv, line 2: exchange is empty"),
        (["symbol,exchange,name", "AAPL,NASDAQ"], "mine.csv, line 2: name is empty"),
        (["symbol,exchange,name", 'AAPL,NASDAQ,"Apple'], "not readable as CSV"),
        (["symbol,exchange,name", f"{'A' * 33},NYSE,Long"], "line 2: symbol 'A{32}'… is longer"),
        (["symbol,exchange,name", f"A,{'N' * 33},Long"], "line 2: exchange .* is longer than 32"),
        (["symbol,exchange,name", "A,NYSE,Lo\0ng"], "line 2: there is a NUL character"),
    ],
)
def test_list_that_cannot_be_taken_says_where_and_why(lines: list[str], message: str) -> None:
    with pytest.raises(SecuritiesError, match=message):
        read_csv(lines, "mine.csv")


@given(st.lists(st.text()))
def test_any_lines_give_a_list_or_our_own_error(lines: list[str]) -> None:
    with suppress(SecuritiesError):
        read_csv(["symbol,exchange,name,aliases", *lines], "mine.csv")


def test_shipped_list_has_each_symbol_once_and_covers_the_markets() -> None:
    securities = shipped()
    symbols = [security.symbol for security in securities]

    assert len(symbols) == len(set(symbols))
    assert {security.exchange for security in securities} >= {
        "SSE",
        "SZSE",
        "BSE",
        "HKEX",
        "NASDAQ",
        "NYSE",
    }
    assert len(symbols) > 10_000


def test_symbols_of_a_list_are_led_back_to_one_form_each_once() -> None:
    rows = [
        Security("00700.HK", "HKEX", "腾讯控股"),
        Security("80700.HK", "HKEX", "腾讯控股-R"),
        Security("688795.SH", "SSE", "摩尔线程"),
        Security("000001", "SSE", "x"),
        Security("5", "HKEX", "汇丰控股"),
        Security("BRK-B", "NYSE", "Berkshire Hathaway"),
        Security("7203.T", "TSE", "Toyota"),
    ]
    found, unknown = canonical_symbols(rows)
    assert [(each.symbol, each.name) for each in found] == [
        ("00700.HK", "腾讯控股"),
        ("SH688795", "摩尔线程"),
        ("SH000001", "x"),
        ("00005.HK", "汇丰控股"),
        ("BRK.B", "Berkshire Hathaway"),
    ]
    assert unknown == ["7203.T"]
