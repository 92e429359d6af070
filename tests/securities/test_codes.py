from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.securities.codes import canonical, main_counter, old_beijing_successor

FORMS = [
    ("002230", "SZ002230"),
    ("SZ002230", "SZ002230"),
    ("sz002230", "SZ002230"),
    ("002230.SZ", "SZ002230"),
    ("002230.XSHE", "SZ002230"),
    ("0.002230", "SZ002230"),
    ("$002230", "SZ002230"),
    ("$科大讯飞(SZ002230)$", "SZ002230"),
    ("００２２３０", "SZ002230"),
    ("002230 CH", "SZ002230"),
    ("600320.SH", "SH600320"),
    ("600320.SS", "SH600320"),
    ("600320.XSHG", "SH600320"),
    ("1.600320", "SH600320"),
    ("SS600320", "SH600320"),
    ("SH000001", "SH000001"),
    ("000001", "SZ000001"),
    ("920670", "BJ920670"),
    ("920670.BJ", "BJ920670"),
    ("835670", "BJ835670"),
    ("0700.HK", "00700.HK"),
    ("00700", "00700.HK"),
    ("HK00700", "00700.HK"),
    ("hk700", "00700.HK"),
    ("700 HK", "00700.HK"),
    ("00700-HK", "00700.HK"),
    ("002230-SZ", "SZ002230"),
    ("AAPL-US", "AAPL"),
    ("116.00700", "00700.HK"),
    ("80700.HK", "00700.HK"),
    ("AAPL", "AAPL"),
    ("$aapl", "AAPL"),
    ("AAPL.US", "AAPL"),
    ("AAPL US", "AAPL"),
    ("NASDAQ:AAPL", "AAPL"),
    ("AAPL:NASDAQ", "AAPL"),
    ("BRK.B:NYSE", "BRK.B"),
    ("0700:HKG", "00700.HK"),
    ("600320:SHA", "SH600320"),
    ("002230:SHE", "SZ002230"),
    ("105.AAPL", "AAPL"),
    ("gb_aapl", "AAPL"),
    ("BRK.B", "BRK.B"),
    ("BRK-B", "BRK.B"),
    ("BRK/B", "BRK.B"),
    ("BRK B", "BRK.B"),
    ("106.BRK_B", "BRK.B"),
]


@pytest.mark.parametrize(("typed", "symbol"), FORMS)
def test_every_form_that_people_type_leads_to_one_symbol(typed: str, symbol: str) -> None:
    assert canonical(typed)[0] == symbol


@pytest.mark.parametrize(
    "typed", ["7", "700", "2230", "399001", "510300", "113050", "科大讯飞", ""]
)
def test_bare_short_numbers_funds_bonds_and_words_are_no_codes(typed: str) -> None:
    assert canonical(typed) == ()


def test_reuters_letter_may_be_an_exchange_or_a_share_class() -> None:
    assert canonical("BB.N") == ("BB.N", "BB")


mainland = st.tuples(
    st.sampled_from(["SH600", "SZ000", "SZ300", "BJ920"]), st.integers(0, 999)
).map(lambda parts: f"{parts[0]}{parts[1]:03d}")
hong_kong = st.integers(1, 9999).map(lambda number: f"{number:05d}.HK")
MARKETS = ("US", "NYSE", "AMEX")
tickers = st.from_regex(r"[A-Z]{1,5}", fullmatch=True)
american = st.from_regex(r"[A-Z]{1,5}(\.[A-C])?", fullmatch=True)
symbols = st.one_of(mainland, hong_kong, american)


@given(symbols)
def test_a_canonical_symbol_stays_as_it_is(symbol: str) -> None:
    before, _, behind = symbol.partition(".")
    assert canonical(symbol)[0] == (behind or symbol if before in MARKETS else symbol)


@given(st.sampled_from(MARKETS), tickers)
def test_a_market_before_a_ticker_is_no_part_of_it(market: str, ticker: str) -> None:
    """Futu writes AAPL as US.AAPL, and so US.A is Agilent, not share class A of a company US."""
    assert canonical(f"{market}.{ticker}") == (ticker,)
    assert canonical(f"{market}/{ticker}") == ()


@given(st.one_of(st.text(max_size=20), symbols))
def test_leading_a_code_back_twice_changes_nothing(text: str) -> None:
    for symbol in canonical(text)[:1]:
        assert canonical(symbol)[0] == symbol


@given(st.text())
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    assert all(isinstance(symbol, str) for symbol in canonical(text))


def test_renminbi_counter_is_the_same_share() -> None:
    assert main_counter("80700.HK") == "00700.HK"
    assert main_counter("08083.HK") == "08083.HK"


def test_old_beijing_code_has_a_successor_and_others_have_none() -> None:
    assert old_beijing_successor("BJ835670") == "BJ920670"
    assert old_beijing_successor("SZ002230") is None


def test_the_forms_tested_are_those_the_documentation_promises() -> None:
    documented = Path(__file__).parents[2].joinpath("docs", "recognition.md").read_text("utf-8")
    missing = [typed for typed, _ in FORMS if f"`{typed}`" not in documented]
    assert missing == []
