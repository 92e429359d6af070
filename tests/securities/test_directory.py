from csv import DictReader
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.core.model import Security
from notifier.securities.aliases import AliasTable
from notifier.securities.directory import Directory
from notifier.securities.names import NameKind


def symbols(found: tuple[Security, ...] | list[Security]) -> list[str]:
    return [security.symbol for security in found]


def listed(symbol: str, name: str, *aliases: str) -> Security:
    return Security(symbol, "TEST", name, aliases)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("002230", ["SZ002230"]),
        ("$科大讯飞(SZ002230)$", ["SZ002230"]),
        ("科大讯飞", ["SZ002230"]),
        (" 科大 讯飞 ", ["SZ002230"]),
        ("科大訊飛", ["SZ002230"]),
        ("iFlytek", ["SZ002230"]),
        ("万　科Ａ", ["SZ000002", "02202.HK"]),
        ("比亚迪", ["SZ002594", "01211.HK"]),
        ("01211.HK", ["01211.HK"]),
        ("阿里巴巴", ["09988.HK", "BABA"]),
        ("騰訊", ["00700.HK"]),
        ("滙豐", ["00005.HK", "HSBC"]),
        ("阿里云", ["09988.HK", "BABA"]),
        ("五矿稀土", ["SZ000831"]),
        ("835670", ["BJ920670"]),
        ("SH000001", []),
        ("700", []),
        ("没有这家公司", []),
        ("", []),
    ],
)
def test_typed_code_or_name_resolves(directory: Directory, typed: str, expected: list[str]) -> None:
    assert symbols(directory.resolve(typed)) == expected


def test_letters_that_are_a_ticker_and_a_name_give_both(directory: Directory) -> None:
    assert set(symbols(directory.resolve("BYD"))) == {"BYD", "SZ002594", "01211.HK"}
    assert symbols(directory.resolve("$BYD")) == ["BYD"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kdxf", "SZ002230"),
        ("kedaxunfei", "SZ002230"),
        ("KDXF", "SZ002230"),
        ("zdkj", "SH600584"),
        ("700", "00700.HK"),
        ("2230", "SZ002230"),
        ("科大", "SZ002230"),
        ("小康股份", "SH601127"),
        ("tence", "00700.HK"),
        ("nvid", "NVDA"),
    ],
)
def test_pick_list_understands_parts_pinyin_former_and_english_names(
    directory: Directory, typed: str, first: str
) -> None:
    assert first in symbols(directory.search(typed))[:5]


def test_initials_that_many_share_give_a_list_as_long_as_asked(directory: Directory) -> None:
    assert len(directory.search("zykj", limit=7)) == 7


@given(st.text(max_size=12), st.integers(1, 12))
def test_any_typed_text_gives_a_list_within_its_limit(text: str, limit: int) -> None:
    directory = Directory([listed("SZ002230", "科大讯飞", "iFlytek"), listed("AAPL", "Apple")])
    found = directory.search(text, limit)
    assert len(found) <= limit
    assert len(set(symbols(found))) == len(found)
    assert set(symbols(directory.resolve(text))[:limit]) <= set(symbols(found))


def test_later_entry_replaces_an_earlier_one() -> None:
    directory = Directory([listed("SZ300959", "甲乙"), listed("SZ300959", "线上线下")])
    assert len(directory) == 1
    assert [security.name for security in directory] == ["线上线下"]


def test_name_shown_by_the_exchange_comes_before_a_former_name_of_another() -> None:
    directory = Directory(
        [listed("SH601515", "衢州东峰", "东风股份"), listed("SH600006", "东风股份")]
    )
    assert symbols(directory.resolve("东风股份")) == ["SH600006"]


def test_listings_with_one_registered_name_belong_to_one_issuer() -> None:
    directory = Directory(
        [
            listed("00038.HK", "第一拖拉機股份", "第一拖拉機股份有限公司"),
            listed("SH601038", "一拖股份", "第一拖拉机股份有限公司"),
        ],
        aliases=AliasTable(),
    )
    assert directory.listings("00038.HK") == ("SH601038", "00038.HK")


def test_one_short_name_in_two_markets_is_one_issuer_unless_it_says_little() -> None:
    directory = Directory(
        [
            listed("SZ002460", "赣锋锂业", "江西赣锋锂业股份有限公司"),
            listed("01772.HK", "赣锋锂业", "江西赣锋锂业集团股份有限公司"),
            listed("SZ000951", "中国重汽", "中国重汽集团济南卡车股份有限公司"),
            listed("03808.HK", "中国重汽", "中国重汽(香港)有限公司"),
        ],
        aliases=AliasTable(),
    )
    assert directory.listings("01772.HK") == ("SZ002460", "01772.HK")
    assert directory.listings("03808.HK") == ("03808.HK",)


def test_companies_of_one_registered_name_with_different_sec_numbers_stay_apart() -> None:
    directory = Directory(
        [
            listed("FBP", "First Bancorp", "FIRST BANCORP INC", "cik:0001057706"),
            listed("FBNC", "First Bancorp", "First Bancorp, Inc.", "cik:0000811589"),
        ],
        aliases=AliasTable(),
    )
    assert directory.listings("FBP") == ("FBP",)


@pytest.mark.parametrize(
    ("name", "rows", "shares"),
    [
        (
            "Bank of America",
            [
                ("BAC", "Bank of America Corporation Common Stock", "cik:1"),
                ("BAC.PL", "BANK OF AMERICA CORP", "cik:1"),
                ("BACWW", "Bank of America Corporation Warrant", "cik:1"),
            ],
            ["BAC"],
        ),
        (
            "Northwind Partners",
            [
                (
                    "NOH",
                    "Northwind Partners 4.5% Subordinated Notes",
                    "Northwind Partners",
                    "cik:1",
                ),
                ("NOP", "Northwind Partners Limited Partnership Units", "cik:1", "type:derivative"),
                ("NOP.PA", "Northwind Partners", "cik:1"),
            ],
            ["NOP"],
        ),
        (
            "Northwind",
            [
                ("NWP", "Northwind Class A Common Stock", "cik:1"),
                ("NWP.B", "NORTHWIND CORP", "cik:1"),
                ("NWP.WTA", "NORTHWIND CORP", "cik:1"),
            ],
            ["NWP", "NWP.B"],
        ),
        (
            "Northwind",
            [
                ("NWS", "Northwind American Depositary Shares each representing 2"),
                ("NWSP", "Northwind Depositary Shares each representing 1/1000th"),
                ("NWSR", "Northwind Right", "Northwind"),
                ("NWSU", "Northwind Units", "Northwind", "type:derivative"),
                ("NWSX", "Northwind ETN due 2031", "Northwind"),
            ],
            ["NWS"],
        ),
        (
            "Northwind",
            [
                ("NG", "Northwind Group AG Ordinary Shares", "Northwind", "cik:1"),
                *((symbol, "Northwind AG", "cik:2") for symbol in ("ALL", "BUY", "BUZ", "CAT")),
            ],
            ["NG"],
        ),
        (
            "Northwind",
            [("NOH", "Northwind 5% Notes", "cik:1"), ("NOH.PA", "Northwind", "cik:1")],
            ["NOH.PA"],
        ),
    ],
)
def test_notes_warrants_and_preferred_shares_take_no_name_from_a_share(
    name: str, rows: list[tuple[str, ...]], shares: list[str]
) -> None:
    securities = [listed(*row) for row in rows]
    for ordered in (securities, securities[::-1]):
        directory = Directory(ordered, aliases=AliasTable())
        assert sorted(symbols(directory.resolve(name))) == shares
        assert directory.issuer(shares[-1]) == shares[0]


def test_letters_of_a_note_come_behind_a_company_of_that_name() -> None:
    directory = Directory(
        [listed("NWND", "Other Corp 5% Notes due 2030"), listed("SH600001", "北风", "NWND")],
        aliases=AliasTable(),
    )
    assert symbols(directory.resolve("NWND")) == ["SH600001", "NWND"]


def test_a_listing_abroad_is_joined_by_the_chinese_name_it_is_known_by() -> None:
    directory = Directory(
        [listed("NWND", "Northwind", "北风智能"), listed("02999.HK", "北風智能-W")],
        aliases=AliasTable(),
    )
    assert directory.listings("NWND") == ("02999.HK", "NWND")


def test_renminbi_counter_is_no_security_of_its_own() -> None:
    directory = Directory([listed("00700.HK", "腾讯控股"), listed("80700.HK", "腾讯控股-R")])
    assert len(directory) == 1
    assert symbols(directory.resolve("80700.HK")) == ["00700.HK"]


def test_everyday_name_written_by_hand_means_one_company(directory: Directory) -> None:
    path = Path(__file__).parents[2] / "scripts" / "securities_input" / "everyday_names.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        named = {name: row["code"] for row in DictReader(rows) for name in row["names"].split("|")}

    meant = {
        name: {directory.issuer(each.symbol) for each in directory.resolve(name)} for name in named
    }

    own = {name: directory.find_code(code) for name, code in named.items()}
    assert len(named) > 700
    assert meant == {name: {directory.issuer(each.symbol)} for name, each in own.items() if each}


def test_every_security_resolves_by_its_symbol(directory: Directory) -> None:
    lost = [s.symbol for s in directory if s not in directory.resolve(s.symbol)]
    assert lost == []


def test_every_issuer_lists_itself_once(directory: Directory) -> None:
    for security in directory:
        listings = directory.listings(security.symbol)
        assert listings.count(security.symbol) == 1
        assert all(directory.listings(symbol) == listings for symbol in listings)


def test_a_line_break_in_one_name_leaves_the_others_what_they_are() -> None:
    directory = Directory(
        [
            listed("SH600001", "甲方\n乙方"),
            listed("SH600002", "丙方", "weak:丁方", "Third Party Inc."),
        ],
        aliases=AliasTable(),
    )
    assert symbols(directory.resolve("丙方")) == ["SH600002"]
    assert symbols(directory.resolve("third party")) == ["SH600002"]
    assert symbols(directory.resolve("乙方")) == []


SHORTENED = {NameKind.SHORT, NameKind.CUT, NameKind.FIRST_WORD}


@given(st.lists(st.text(max_size=6), min_size=1, max_size=5))
@example(["XD一一一", "0"])
def test_names_are_the_same_whatever_stands_beside_them(names: list[str]) -> None:
    """But for short forms, which are names only where no other company has them."""
    securities = [listed(f"SH60000{number}", name) for number, name in enumerate(names)]
    together = Directory(securities, aliases=AliasTable())
    alone = [
        form
        for security in securities
        for form, _ in Directory([security], aliases=AliasTable()).names()
        if form.kind not in SHORTENED
    ]
    assert [form for form, _ in together.names() if form.kind not in SHORTENED] == alone
