"""What companies are called in each language."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from notifier.core.i18n import LANGUAGES
from notifier.core.model import Security
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.display import all_names, display_name, in_characters_of


@pytest.mark.parametrize(
    ("symbol", "names"),
    [
        ("00700.HK", ("腾讯控股", "騰訊控股", "Tencent")),
        ("AAPL", ("苹果", "蘋果", "Apple")),
        ("TSM", ("台积电", "台積電", "TSMC")),
        ("00005.HK", ("汇丰控股", "滙豐控股", "HSBC Holdings")),
        ("SH600519", ("贵州茅台", "貴州茅台", "Kweichow Moutai")),
        ("SZ300024", ("机器人", "機器人", "Siasun Robot")),
        ("SZ300959", ("线上线下", "線上線下", "线上线下")),
    ],
)
def test_a_company_has_a_name_in_each_language(symbol: str, names: tuple[str, ...]) -> None:
    security = directory_of(shipped()).get(symbol)
    assert security is not None
    found = {each: display_name(security, each) for each in LANGUAGES}
    assert found == dict(zip(("zh-Hans", "zh-Hant", "en"), names, strict=True))


def test_the_exchanges_own_traditional_name_is_shown_in_both_scripts() -> None:
    security = Security("00005.HK", "HKEX", "滙豐控股", ("py:hfkg", "HSBC Holdings", "weak:匯豐"))
    found = [display_name(security, each) for each in ("zh-Hant", "zh-Hans", "en")]
    assert found == ["滙豐控股", "汇丰控股", "HSBC Holdings"]


def test_what_is_no_name_is_not_shown() -> None:
    security = Security("BJ920001", "BSE", "纬达光电", ("BJ873001", "py:wdgd", "type:share"))
    assert display_name(security, "en") == "纬达光电"


def test_traditional_names_are_those_that_hong_kong_writes() -> None:
    names = "\n".join(name for security in shipped() for name in all_names(security))
    assert in_characters_of("zh-Hant", names) == OpenCC("s2hk").convert(names)
