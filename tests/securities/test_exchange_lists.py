import io
import json
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import SecuritiesError
from notifier.core.model import Security
from notifier.securities.directory import Directory
from notifier.securities.exchange_lists import (
    parse_cninfo,
    parse_hkex,
    parse_hkex_types,
    parse_sec,
)
from notifier.securities.merging import merge, with_imports
from notifier.securities.papers import DELISTED


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def cninfo_row(code: str, name: str, **more: str) -> dict[str, str]:
    return {"code": code, "zwjc": name, "pinyin": "X", "category": "A股", "orgId": "g"} | more


def a_workbook(*sheets: list[list[str]]) -> bytes:
    """Make the smallest workbook: the first column as shared strings, the rest inline."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    firsts = [row[0] for rows in sheets for row in rows]
    strings = "".join(f"<si><t>{text}</t></si>" for text in firsts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{strings}</sst>")
        for number, rows in enumerate(sheets, 1):
            lines = "".join(
                f'<row><c r="A{n}" t="s"><v>{firsts.index(row[0])}</v></c>'
                f'<c r="C{n}" t="inlineStr"><is><t>{row[1]}</t></is></c></row>'
                for n, row in enumerate(rows, 1)
            )
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>",
            )
    return buffer.getvalue()


def test_cninfo_gives_mainland_shares_with_pinyin() -> None:
    answer = as_json(
        {
            "stockList": [
                cninfo_row("000002", "万  科Ａ", pinyin="WKA"),
                cninfo_row("920670", "数字人"),
                cninfo_row("200002", "万科B", category="B股"),
                cninfo_row("000003", "没有机构", orgId=""),
                cninfo_row("399001", "深证成指"),
            ]
        }
    )
    assert parse_cninfo(answer) == [
        Security("SZ000002", "SZSE", "万科A", ("py:wka",)),
        Security("BJ920670", "BSE", "数字人", ("py:x",)),
    ]


def test_hkex_gives_shares_with_their_english_names_and_no_warrants() -> None:
    chinese = as_json(
        [
            {"c": "00700", "i": 7609, "n": "騰訊控股"},
            {"c": "02800", "i": 1, "n": "盈富基金"},
            {"c": "13500", "i": 2, "n": "騰訊瑞銀購"},
        ]
    )
    english = as_json([{"c": "00700", "i": 7609, "n": "TENCENT"}])
    expected = [Security("00700.HK", "HKEX", "騰訊控股", ("TENCENT",))]

    assert parse_hkex(chinese, english) == expected
    types = a_workbook([["Stock Code", "Category"], ["00700", "Equity"], ["02800", "Fund"]])
    assert parse_hkex(chinese, english, types) == expected


def sec_answer(*rows: tuple[int, str, str, str]) -> bytes:
    return as_json({"fields": ["cik", "name", "ticker", "exchange"], "data": rows})


def test_sec_gives_a_companys_share_and_its_classes_only() -> None:
    answer = sec_answer(
        (1652044, "Alphabet Inc.", "GOOGL", "Nasdaq"),
        (1067983, "BERKSHIRE HATHAWAY INC", "BRK-B", "NYSE"),
        (1067983, "BERKSHIRE HATHAWAY INC", "BRK-A", "NYSE"),
        (70858, "BANK OF AMERICA CORP /DE/", "BAC", "NYSE"),
        (70858, "BANK OF AMERICA CORP /DE/", "BAC-PL", "NYSE"),
        (1652044, "Alphabet Inc.", "GOOG", "Nasdaq"),
        (1, "OTC CO", "OTCCO", "OTC"),
    )
    found = {security.symbol: security for security in parse_sec(answer)}
    assert set(found) == {"GOOGL", "GOOG", "BRK.B", "BRK.A", "BAC"}
    assert found["BAC"] == Security("BAC", "NYSE", "Bank of America Corp", ("cik:0000070858",))


@pytest.mark.parametrize(
    ("exchange", "tickers", "shares"),
    [
        ("NYSE", ["NWD", "NWDB"], {"NWD"}),
        ("NYSE", ["NWA", "NW"], {"NWA", "NW"}),
        ("Nasdaq", ["NWND", "NWNDB", "NWNDL"], {"NWND", "NWNDB"}),
        ("Nasdaq", ["NWNDA", "NWNDK", "NWNDP"], {"NWNDA", "NWNDK"}),
        ("NYSE", ["NWD", "ABC", "DEF", "GHI"], {"NWD"}),
        ("NYSE", ["ABC", "DEF", "GHI"], set()),
    ],
)
def test_sec_gives_no_notes_and_no_issuer_of_notes_alone(
    exchange: str, tickers: list[str], shares: set[str]
) -> None:
    others = [(7, "Other Co", "OTHR", "NYSE")]
    rows = [(1, "Northwind", ticker, exchange) for ticker in tickers]
    found = {security.symbol for security in parse_sec(sec_answer(*others, *rows))}
    assert found - {"OTHR"} == shares


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_give_a_list_or_our_own_error(answer: bytes) -> None:
    for parse in (parse_cninfo, parse_hkex, parse_sec, parse_hkex_types):
        with suppress(SecuritiesError):
            parse(answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["stockList", "code", "zwjc", "c", "n", "fields", "data", "ticker"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_gives_a_list_or_our_own_error(value: object) -> None:
    for parse in (parse_cninfo, parse_hkex, parse_sec):
        with suppress(SecuritiesError):
            parse(as_json(value))


def a_market(count: int, exchange: str = "SZSE") -> list[Security]:
    return [Security(f"SZ{number:06d}", exchange, f"公司{number}") for number in range(count)]


def test_shrunken_answer_does_not_replace_a_good_directory() -> None:
    with pytest.raises(SecuritiesError, match="only 70 of the 100"):
        merge(a_market(100), a_market(70), "cninfo")


def test_answer_with_other_symbols_does_not_replace_a_good_directory() -> None:
    others = [Security(f"SZ9{number:05d}", "SZSE", "别的") for number in range(100)]
    with pytest.raises(SecuritiesError, match="only 0 of the 100"):
        merge(a_market(100), others, "cninfo")


def test_delisted_security_stays_known_and_no_later_list_has_to_have_it() -> None:
    apple = Security("AAPL", "NASDAQ", "Apple")
    known = [apple, *a_market(100)]
    for left in (85, 70, 60, 50):  # each lacks less than a fifth of what the one before had
        known = merge(known, a_market(left), "cninfo")
        assert sum(DELISTED in each.aliases for each in known) == 100 - left
    assert apple in known
    assert len(known) == 101
    back = merge(known, a_market(60), "cninfo")
    assert sum(DELISTED in each.aliases for each in back) == 40
    with pytest.raises(SecuritiesError, match="only 40 of the 60"):
        merge(back, a_market(40), "cninfo")


def test_a_list_that_says_nothing_new_changes_nothing() -> None:
    known = merge(a_market(100), a_market(90), "cninfo")
    assert set(merge(known, a_market(90), "cninfo")) == set(known)


def test_an_import_adds_names_and_takes_none_away() -> None:
    verizon = Security("VZ", "NYSE", "Verizon", ("Verizon Communications Inc", "cik:1"))
    row = Security("VZ", "NYSE", "Verizon Communications Inc. Common Stock")
    (found,) = with_imports([verizon], [row])
    assert (found.name, found.aliases) == ("Verizon", (*verizon.aliases, row.name))
    renamed = with_imports([verizon], [Security("VZ", "NYSE", "Frontier", ("Frontier Inc.",))])
    assert renamed == [
        Security(
            "VZ",
            "NYSE",
            "Frontier",
            ("Verizon Communications Inc", "cik:1", "Frontier Inc.", "Verizon"),
        )
    ]


def test_renamed_security_keeps_its_old_name_and_its_aliases() -> None:
    old = Security("SH601127", "SSE", "小康股份", ("py:xkgf",))
    new = Security("SH601127", "SSE", "赛力斯", ("py:sls",))
    assert merge([old], [new], "cninfo") == [
        Security("SH601127", "SSE", "赛力斯", ("py:xkgf", "py:sls", "小康股份")),
    ]


@pytest.mark.parametrize("today", ["XD中信建", "XR中信建投", "DR中信建", "N中信建投", "C中信建投"])
def test_name_of_an_ex_dividend_day_does_not_replace_the_good_one(today: str) -> None:
    old = Security("SH601066", "SSE", "中信建投")
    assert merge([old], [Security("SH601066", "SSE", today)], "cninfo") == [old]


def test_name_in_another_script_is_no_new_name() -> None:
    old = Security("00700.HK", "HKEX", "腾讯控股", ("Tencent",))
    assert merge([old], [Security("00700.HK", "HKEX", "騰訊控股", ("TENCENT",))], "HKEX") == [
        Security("00700.HK", "HKEX", "腾讯控股", ("Tencent", "TENCENT")),
    ]


def test_first_list_is_taken_as_it_is() -> None:
    assert merge([], a_market(3), "cninfo") == a_market(3)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Morgan Stanley", [("MS.PRE", "Morgan Stanley")]),
        (
            "Bank of Montreal",
            [
                ("BMO", "Bank of Montreal Common Stock", "cik:2"),
                *((f"B{end}Z", f"Bank of Montreal {end}", "cik:2") for end in "EFGH"),
            ],
        ),
    ],
)
def test_a_share_keeps_its_name_among_other_papers_of_its_company(
    name: str, rows: list[tuple[str, ...]]
) -> None:
    known = [Security("MS", "NYSE", "Morgan Stanley"), Security("BMO", "NYSE", "Bank of Montreal")]
    imported = [Security(symbol, "NYSE", called, tuple(rest)) for symbol, called, *rest in rows]
    directory = Directory(with_imports(known, imported))
    (share,) = (each for each in known if each.name == name)
    assert [each.symbol for each in directory.resolve(name)] == [share.symbol]
