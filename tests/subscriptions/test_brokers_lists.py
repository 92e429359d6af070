"""Watch lists and positions as brokers and portals export them, with the shipped directory.

The files were written for these tests, in the shapes that their makers document: Yahoo Finance
("Export portfolio"), Interactive Brokers ("Import/Export Watchlists" in the TWS guide, and activity
statements as CSV), TradingView ("Export list"), Schwab and Fidelity (positions, "Export" and
"Download"), Google Finance (EXCHANGE:CODE), and what mainland and Hong Kong clients save as .xls: a
table in HTML, and formulas between tabs. The answers were written before any of them was read.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from notifier.subscriptions.list_file import read_file
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist_import import understand
from tests.builders import parse_list, shipped_rules


class Answer(NamedTuple):
    """What a file holds: companies, lines to be asked about, lines that name nothing known."""

    companies: str
    asked: tuple[int, ...] = ()
    unreadable: tuple[int, ...] = ()


ANSWERS = {
    "yahoo.csv": Answer("MSFT BRK.A 09988.HK SZ300750", (), (3, 4, 8, 9, 10)),
    "tws.csv": Answer("XOM BRK.B NVDA 00005.HK 02318.HK SH600519", (), (2, 9, 10, 11, 12)),
    "tradingview.txt": Answer(
        "NVDA BRK.B 00005.HK 03690.HK SH601318 SZ000858", (), (1, 1, 1, 1, 1)
    ),
    "groups.csv": Answer("XOM CVX BAC JPM AAPL NVDA GME AMC", (), (4,)),
    "schwab.csv": Answer("MSFT BRK.B STK", (), (7, 8, 9, 10, 11)),
    "fidelity.csv": Answer("AMZN CASH BRK.B", (), (2, 6, 7, 8, 10, 11)),
    "broker_html.xls": Answer("SZ002230 SH600519", (), (4, 5, 6)),
    "google_finance.txt": Answer("SH600519 SZ000858 00700.HK GOOGL BRK.B BST", (), (6, 7)),
    "mainland.xls": Answer("SZ300750 SH601127 SZ002594 00700.HK", (), (5, 7)),
    "statement.csv": Answer("TSLA 00700.HK", (), (2, 6, 7, 8, 10)),
    "hong_kong.csv": Answer("00700.HK 00005.HK 09988.HK AAPL", (7,), (4,)),
    "pasted.txt": Answer("SH600519 AAPL SZ002230 NVDA 00700.HK", (8, 10), (3, 9)),
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return shipped_rules()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_line_is_understood_asked_about_or_told_by_its_number(name: str, rules: Rules) -> None:
    content = (Path(__file__).parent / "lists" / name).read_bytes()
    found = understand(read_file(content), rules)
    assert ANSWERS[name] == Answer(
        " ".join(each.security.symbol for each in found.queries if each.security),
        tuple(each.number for each in found.doubtful),
        tuple(each.number for each in found.unreadable),
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Symbol,Quantity\nCASH,100\nAAPL,1\nSTK,5", Answer("AAPL STK", (), (2,))),
        ("Ticker;Exchange\nAAPL;NASDAQ\nRR;LSE\nSYM;NASDAQ", Answer("AAPL SYM", (), (3,))),
        ("Code;Name\nRR.L;Rolls-Royce\nSAP.DE;SAP SE", Answer("SAP", (), (2,))),
        (
            "Financial Instrument,Position\nAAPL NASDAQ.NMS,10\n700 SEHK,5\nAAPL 300 CALL,1",
            Answer("AAPL 00700.HK", (), (4,)),
        ),
        (
            "AAPL US Equity\n700 HK Equity\n600519 CH Equity\nRR LN Equity",
            Answer("AAPL 00700.HK SH600519", (), (4,)),
        ),
        ("Product,ISIN,Aantal\nAPPLE INC,US0378331005,10,268.10,USD", Answer("AAPL")),
        (
            "Product,ISIN\nASML HOLDING,NL0010273215\nALIBABA GROUP HOLDING L,\nCASH & CASH FUND,",
            Answer("ASML BABA", (), (4,)),
        ),
        (
            "Instrument\tStatus\nApple Inc. (AAPL:xnas)\tOpen\nHSBC (0005:xhkg)\tOpen\nTotal\t",
            Answer("AAPL 00005.HK", (), (4,)),
        ),
        (
            "ID,Do,Is\n2143,Buy Tesla Motors Inc.,Real\n2144,Buy Alphabet,Real\n2145,Buy Gold,Real",
            Answer("TSLA GOOG", (), (4,)),
        ),
        (
            '"代码 & 名称","数量"\n"AAPL 苹果","10"\n"00700 腾讯控股","200"\n"合计",""',
            Answer("AAPL 00700.HK", (), (4,)),
        ),
        ("代码,名称\nHK.00700,腾讯控股\nUS..SPX,标普500", Answer("00700.HK", (), (3,))),
        ("Description,Quantity\nApple Inc,10\nCash,5", Answer("AAPL", (), (3,))),
        ("AAPL    10   268.10\nCASH    1    120", Answer("AAPL", (), (2,))),
        ("CASH\nAAPL", Answer("CASH AAPL")),
        ("Apple 10 shares\nCOST 5\n600519 100", Answer("AAPL COST SH600519")),
        (
            "序号\t代码\t名称\n1\t'600519\t贵州茅台\n700\t'000001\t平安银行",
            Answer("SH600519 SZ000001"),
        ),
    ],
)
def test_other_shapes_are_read_by_the_same_rules(text: str, answer: Answer, rules: Rules) -> None:
    found = parse_list(text, rules)
    assert answer == Answer(
        " ".join(each.security.symbol for each in found.queries if each.security),
        tuple(each.number for each in found.doubtful),
        tuple(each.number for each in found.unreadable),
    )
