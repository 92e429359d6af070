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
    "tws.csv": Answer("XOM BRK.B NVDA 00005.HK 02318.HK SH600519", (), (1, 2, 9, 10, 11, 12)),
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
    "pasted.txt": Answer("SH600519 AAPL SZ002230 NVDA 00700.HK", (8, 10), (1, 3, 9)),
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
    assert answer == answer_to(text, rules)


def answer_to(text: str, rules: Rules) -> Answer:
    """Return what is understood of a list."""
    found = parse_list(text, rules)
    return Answer(
        " ".join(each.security.symbol for each in found.queries if each.security),
        tuple(each.number for each in found.doubtful),
        tuple(each.number for each in found.unreadable),
    )


@pytest.mark.parametrize(
    ("text", "companies", "named"),
    [
        ("002594 300750 601012 999999", "SZ002594 SZ300750 SH601012", "999999"),
        ("AAPL MSFT ZZZZQ", "AAPL MSFT", "ZZZZQ"),
        ("AAPL, MSFT, ZZZZQ", "AAPL MSFT", "ZZZZQ"),
        ("Apple, Microsoft, Some Unknown Company", "AAPL MSFT", "Some Unknown Company"),
        ("Apple; Microsoft; Some Unknown Company", "AAPL MSFT", "Some Unknown Company"),
        ("Apple and Tesla and Xyzzyq", "AAPL TSLA", "Xyzzyq"),
        ("比亚迪、宁德时代、某不知名公司", "SZ002594 SZ300750", "某不知名公司"),
        ("比亚迪、某不知名公司", "SZ002594", "某不知名公司"),
        ("比亚迪，宁德时代，某不知名公司", "SZ002594 SZ300750", "某不知名公司"),
        ("比亚迪,宁德时代,某不知名公司", "SZ002594 SZ300750", "某不知名公司"),
        ("某不知名公司,比亚迪,宁德时代", "SZ002594 SZ300750", "某不知名公司"),
        ("比亚迪 宁德时代 某不知名公司", "SZ002594 SZ300750", "某不知名公司"),
        ("比亞迪、寧德時代、某間公司", "SZ002594 SZ300750", "某間公司"),
        ("騰訊控股；比亞迪；某間公司", "00700.HK SZ002594", "某間公司"),
        (
            "1. 比亚迪（002594）、宁德时代（300750）、某公司（999999）",
            "SZ002594 SZ300750",
            "某公司（999999）",
        ),
        ("$苹果(AAPL)$ $腾讯控股(00700)$ $贵州茅台(SH600519)$", "AAPL 00700.HK SH600519", ""),
        ("$苹果(AAPL)$ $某公司(ZZZZQ)$", "AAPL", "某公司(ZZZZQ)"),
        (
            "银行：招商银行、平安银行、某某银行\n新能源：比亚迪、宁德时代",
            "SH600036 SZ000001 SZ002594 SZ300750",
            "某某银行",
        ),
        ("银行：\n招商银行、某某银行", "SH600036", "某某银行"),
        (
            "NASDAQ:AAPL,NASDAQ:MSFT,CME_MINI:ES1!,NYSE:F,HKEX:700,SSE:600519",
            "AAPL MSFT F 00700.HK SH600519",
            "CME_MINI:ES1!",
        ),
        (
            "COMEX:GC1!,NYMEX:CL1!,CBOT:ZC1!,NASDAQ:AAPL",
            "AAPL",
            "COMEX:GC1! NYMEX:CL1! CBOT:ZC1!",
        ),
        ("###一,SSE:600519,CFFEX:IF1!,###二,HKEX:HSI1!", "SH600519", "CFFEX:IF1! HKEX:HSI1!"),
        ("COMEX:GC1!\nNASDAQ:AAPL\nHKEX:700", "AAPL 00700.HK", "COMEX:GC1!"),
    ],
)
def test_of_a_line_with_several_all_known_are_taken_and_the_rest_is_named(
    text: str, companies: str, named: str, rules: Rules
) -> None:
    found = parse_list(text, rules)
    assert [each.security.symbol for each in found.queries if each.security] == companies.split()
    assert " ".join(each.text for each in found.unreadable) == named
    assert found.doubtful == ()


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("600519 贵州茅台 白酒 100", "SH600519"),
        ("AAPL Apple Inc. Technology", "AAPL"),
        ("Bank of America 100 shares", "BAC"),
        ("American Express 10", "AXP"),
        ("601012 隆基绿能 光伏 2026", "SH601012"),
        ("贵州茅台，白酒龙头", "SH600519"),
    ],
)
def test_what_stands_beside_one_company_is_no_list(text: str, companies: str, rules: Rules) -> None:
    assert answer_to(text, rules).companies in {companies, ""}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            (
                "Product,Symbol/ISIN,Amount,Closing,,Value\n"
                'TENCENT HOLDINGS LTD,KYG875721634,10,"510.00",HKD,"5100.00"'
            ),
            Answer("00700.HK"),
        ),
        (
            (
                "Produit,Symbole/ISIN,Quantité,Clôture,Devise,Montant,Montant en EUR\n"
                'TENCENT HOLDINGS LTD,KYG875721634,10,"510.00",HKD,"5100.00","600.00"\n'
                'SOME UNKNOWN LTD,KYG000000000,10,"5.00",HKD,"50.00","6.00"'
            ),
            Answer("00700.HK", (), (3,)),
        ),
        ("腾讯控股,10,HKD\n阿里巴巴,20,HKD\n某公司,5,HKD", Answer("00700.HK 09988.HK", (), (3,))),
        ("騰訊控股\tHKD\t100\n某公司\tHKD\t5", Answer("00700.HK", (), (2,))),
        ("XIAOMI CORP;20;HKD\nNO SUCH CO;1;HKD", Answer("01810.HK", (), (2,))),
        ("HKD,1000\nAAPL,5", Answer("AAPL", (), (1,))),
        ("NYSE:HKD,NASDAQ:AAPL", Answer("HKD AAPL")),
        ("HKD", Answer("HKD")),
    ],
)
def test_a_currency_is_no_company_beside_others(text: str, answer: Answer, rules: Rules) -> None:
    assert answer_to(text, rules) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "Symbol,Name,Currency\nOR,LOreal,EUR\nMC,LVMH,EUR\nASML,ASML Holding,EUR",
            Answer("ASML", (), (2, 3)),
        ),
        (
            "Ticker,Name,Ccy\nAAPL,Apple,EUR\nSAP,SAP SE,EUR\nAI,Air Liquide,EUR\nAIR,Airbus,EUR",
            Answer("AAPL SAP", (), (4, 5)),
        ),
        (
            "代码,名称,币种\nMC,路威酩轩,欧元\nAAPL,苹果,美元\nSONY,索尼,日元",
            Answer("AAPL SONY", (), (2,)),
        ),
        ("代號,名稱,貨幣\nMC,路威酩軒,歐元\nAAPL,蘋果,美元", Answer("AAPL", (), (2,))),
        ("Symbol,Currency\nOR,EUR\nAAPL,USD", Answer("AAPL", (2,), ())),
        (
            "Symbol,Name\nOR,LOreal\nDG,Vinci SA\nAIR,Airbus SE\nAAPL,Apple",
            Answer("AAPL", (2, 3, 4)),
        ),
        ("Symbol,Name,Exchange\nMC,Moelis,NYSE\nOR,Osisko,NYSE", Answer("MC OR")),
        (
            "Symbol,Name,Currency\nMMM,3M,USD\nJPM,JP Morgan,USD\nMETA,Facebook,US Dollar",
            Answer("MMM JPM META"),
        ),
        ("代码,名称\nXOM,某某石油\n600519,Moutai", Answer("XOM SH600519")),
    ],
)
def test_a_ticker_of_another_country_is_no_american_company(
    text: str, answer: Answer, rules: Rules
) -> None:
    assert answer_to(text, rules) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("RR.L\n600519\n000001", Answer("SH600519 SZ000001", (), (1,))),
        ("没有这家公司\n600519\n000001", Answer("SH600519 SZ000001", (), (1,))),
        ("沒有這間公司\n600519\n000001", Answer("SH600519 SZ000001", (), (1,))),
        ("No Such Company\nAAPL\nMSFT", Answer("AAPL MSFT", (), (1,))),
        ("RR.L,Rolls-Royce,10\nAAPL,Apple,5", Answer("AAPL", (), (1,))),
        ("RR.L,Rolls-Royce\nAAPL,Apple", Answer("AAPL", (), (1,))),
        ("# 自选\n600519\n000001", Answer("SH600519 SZ000001")),
        ("我的自选：\n600519\n000001", Answer("SH600519 SZ000001")),
        ("我的持仓\n代码,名称\n600519,贵州茅台", Answer("SH600519")),
        ("My positions 04:45 PM\nSymbol,Name\nAAPL,Apple", Answer("AAPL")),
        (
            (
                '"Positions for account ...123 as of 04:45 PM ET, 2026/07/24","",""\n\n'
                '"Symbol","Description","Qty (Quantity)"\n"MSFT","MICROSOFT CORP","120"'
            ),
            Answer("MSFT"),
        ),
    ],
)
def test_the_first_line_is_an_entry_unless_it_stands_above_a_table(
    text: str, answer: Answer, rules: Rules
) -> None:
    assert answer_to(text, rules) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Symbol,Name,Price\nSPX,S&P 500 Index,6000\nAAPL,Apple Inc,230", Answer("AAPL", (), (2,))),
        ("Symbol,Name\nCOMPX,Nasdaq Composite\nAAPL,Apple", Answer("AAPL", (), (2,))),
        ("代码,名称\nSPX,标普500指数\nNDX,纳斯达克100指数\nAAPL,苹果", Answer("AAPL", (), (2, 3))),
        ("代號,名稱\nSPX,標普500指數\nAAPL,蘋果", Answer("AAPL", (), (2,))),
        ("SPX\nAAPL\nVIX", Answer("AAPL", (), (1, 3))),
        ("AAPL SPX MSFT", Answer("AAPL MSFT", (), (1,))),
        ("Symbol,Name\nSPXC,SPX Technologies\nCIX,CompX International", Answer("SPXC CIX")),
        ("Symbol,Name\nMSCI,MSCI World Index\nO,Realty Income REIT", Answer("MSCI O")),
    ],
)
def test_an_index_is_no_company(text: str, answer: Answer, rules: Rules) -> None:
    assert answer_to(text, rules) == answer


TABLE = (
    "<table><tr><td>代码</td><td>名称</td></tr><tr><td>600519</td><td>贵州茅台</td></tr>"
    "<tr><td>AAPL</td><td>苹果</td></tr></table>"
)
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
SHEETS = (
    f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'
    "<Worksheet><Table><Row><Cell><Data>我的自选</Data></Cell></Row></Table></Worksheet>"
    "<Worksheet><Table><Row><Cell><Data>代码</Data></Cell>"
    '<Cell ss:Index="3"><Data>名称</Data></Cell></Row>'
    '<Row><Cell><Data>600519</Data></Cell><Cell ss:Index="3"><Data>贵州茅台</Data></Cell></Row>'
    "<Row><Cell><Data>AAPL</Data></Cell></Row></Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize(
    "text",
    [
        f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">{TABLE}',
        f"<style>td {{ color: red }}</style>{TABLE}",
        f"<!-- 导出 -->\n{TABLE}",
        f'<?xml version="1.0" encoding="gb2312"?>\n<html><body>{TABLE}</body></html>',
        f'<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>{SHEETS}',
        '[{"symbol":"SH600519","name":"贵州茅台","current":1430.5},{"symbol":"AAPL","name":null}]',
        '{"data":{"stocks":[{"code":"600519","name":"贵州茅台"},{"code":"AAPL"}]}}',
        '[{"id":1,"name":"自选","list":[{"stock":{"symbol":"SH600519"}},{"stock":{"symbol":"AAPL"}}]}]',
        '["SH600519", "AAPL"]',
    ],
)
def test_what_programs_save_is_read_whatever_it_begins_with(
    text: str, encoding: str, rules: Rules
) -> None:
    found = understand(read_file(text.encode(encoding)), rules)
    symbols = [each.security.symbol for each in found.queries if each.security]
    assert (symbols, found.unreadable) == (["SH600519", "AAPL"], ())


def test_brackets_are_no_program(rules: Rules) -> None:
    assert answer_to("[银行] 招商银行", rules) == Answer("SH600036")
    assert answer_to("[" * 100_000, rules).companies == ""
