"""Hashtags: names as Telegram takes them, of what an article is about."""

from __future__ import annotations

import pytest

from notifier.core.model import Field, Mention, Reason, ReasonKind, Role
from notifier.delivery.hashtags import company_tag, company_tags


def mentioned(name: str, symbol: str, *, role: Role = Role.SUBJECT, **more: object) -> Mention:
    told = {"score": 1.0, "field": Field.TITLE, "start": 0, "end": 1, "surface": name, **more}
    return Mention(symbol, name, role, evidence=(), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "symbol", "tag"),
    [
        ("科大讯飞", "SZ002230", "#科大讯飞"),
        ("腾讯控股", "00700.HK", "#腾讯控股"),
        ("美团-W", "03690.HK", "#美团"),
        ("*ST凯乐", "SH600260", "#ST凯乐"),
        ("万 科Ａ", "SZ000002", "#万科A"),
        ("TCL科技", "SZ000100", "#TCL科技"),
        ("Apple Inc.", "AAPL", "$AAPL"),
        ("苹果公司", "AAPL", "#苹果公司"),
        ("Berkshire Hathaway Inc.", "BRK.B", "#BerkshireHathawayInc"),
        ("CK Hutchison", "00001.HK", "#CKHutchison"),
        ("360", "SH601360", None),
        ("", "SZ002230", None),
    ],
)
def test_a_tag_holds_what_telegram_makes_a_tag_of(name: str, symbol: str, tag: str | None) -> None:
    assert company_tag(name, symbol) == tag


def test_what_is_followed_goes_first_then_what_the_headline_names() -> None:
    reasons = [
        Reason(ReasonKind.TERM, "元宇宙"),
        Reason(ReasonKind.SECURITY, "科大讯飞", "SZ002230"),
        Reason(ReasonKind.SECURITY, "科大讯飞", "SZ002230"),
    ]
    mentions = [
        mentioned("美团-W", "03690.HK"),
        mentioned("新华社", "SH603888", role=Role.SOURCE),
        mentioned("贵州茅台", "SH600519", field=Field.TEXT),
        mentioned("Apple", "AAPL", score=3.0),
        mentioned("五粮液", "SZ000858", score=0.5),
    ]
    assert company_tags(reasons, mentions) == ("#科大讯飞", "$AAPL", "#美团")
    assert company_tags(reasons[:1], []) == ()
