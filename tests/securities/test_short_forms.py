"""What the press makes of companies' names, and what it does not."""

import pytest

from notifier.core.model import Document, Security
from notifier.securities.aliases import AliasTable
from notifier.securities.directory import Directory
from notifier.securities.recogniser import Recogniser

NAMES = {
    "SH600941": "中国移动",
    "SH601088": "中国神华",
    "SH601600": "中国铝业",
    "02068.HK": "中铝国际",
    "03698.HK": "徽商银行",
    "SH600362": "江西铜业",
    "01972.HK": "太古地产",
    "00291.HK": "华润啤酒",
    "00392.HK": "北京控股",
    "SZ002460": "赣锋锂业",
    "SZ300274": "阳光电源",
    "SH600519": "贵州茅台",
    "SH688111": "北风高科",
    "SH688112": "北风重工",
    "SZ301001": "蓝盾光电",
    "02543.HK": "大行科工",
    "SH601628": "中国人寿",
    "SH688999": "沐曦股份",
}
ENGLISH = {
    "SZ002460": "Ganfeng Lithium",
    "01186.HK": "China Railway Construction",
    "SZ000002": "China Vanke",
    "02319.HK": "Mengniu Dairy",
    "02883.HK": "China Oilfield Services",
    "00914.HK": "Anhui Conch Cement",
    "00995.HK": "Anhui Expressway",
    "02400.HK": "XD Inc",
}


@pytest.fixture(scope="module")
def press() -> Directory:
    symbols = dict.fromkeys((*NAMES, *ENGLISH))
    return Directory(
        [
            Security(symbol, "X", NAMES.get(symbol, f"公司{symbol}"), aliases)
            for symbol in symbols
            for aliases in [(ENGLISH[symbol],) if symbol in ENGLISH else ()]
        ],
        aliases=AliasTable(),
    )


@pytest.mark.parametrize(
    ("form", "symbol"),
    [
        ("中移動", "SH600941"),
        ("神華", "SH601088"),
        ("中铝", "SH601600"),
        ("徽行", "03698.HK"),
        ("江铜", "SH600362"),
        ("太地", "01972.HK"),
        ("潤啤", "00291.HK"),
        ("北控", "00392.HK"),
        ("赣锋", "SZ002460"),
        ("XD贵州茅", "SH600519"),
        ("DR赣锋锂", "SZ002460"),
        ("N沐曦", "SH688999"),
        ("Ganfeng", "SZ002460"),
        ("Vanke", "SZ000002"),
        ("Mengniu", "02319.HK"),
        ("Anhui Conch", "00914.HK"),
        # two companies', words, a phrase, a trade, a place, and what is no beginning of a name
        ("北风", None),
        ("阳光", None),
        ("大行", None),
        ("人寿", None),
        ("贵州", None),
        ("贵州茅", None),
        ("Anhui", None),
        ("Oilfield", None),
        ("Railway", None),
    ],
)
def test_a_short_form_means_the_one_company_that_could_be_called_so(
    press: Directory, form: str, symbol: str | None
) -> None:
    assert [each.symbol for each in press.resolve(form)] == ([symbol] if symbol else [])


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("赣锋涨停，成交放量。", "SZ002460"),
        ("大行上調太地目標價。", "01972.HK"),
        ("增持XD贵州茅、XD赣锋锂等。", "SH600519"),
        ("Carmakers buy from Ganfeng, which said prices rose.", "SZ002460"),
        ("GANFENG SHARES JUMP 5%", "SZ002460"),
        ("蓝盾股份公告，拟回购股份。", None),
        ("ST蓝盾公告，拟回购股份。", None),
        ("蓝盾转型升级推进会召开。", None),
        ("他喜欢江赣锋味小吃。", None),
        ("贵州茅草屋改造完成。", None),
        ("Ganfeng Holding said it would buy.", None),
        ("Jiangxi Ganfeng said prices rose.", None),
        ("The Mengniu shares a grave with his wife.", None),
    ],
)
def test_a_beginning_counts_only_where_no_longer_name_runs_on(
    press: Directory, text: str, symbol: str | None
) -> None:
    found = {each.symbol for each in Recogniser(press).recognise(Document("", text))}
    assert symbol in found if symbol else not found
    assert "02400.HK" not in found


def test_what_a_mark_of_the_day_would_leave_of_a_name_hides_no_whole_one(
    recogniser: Recogniser,
) -> None:
    mentions = recogniser.recognise(Document("港鐵公布中期業績", ""))
    assert {found.symbol for found in mentions} == {"00066.HK"}
