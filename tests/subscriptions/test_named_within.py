"""The companies in a sentence that asks to hear of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.subscriptions.interpretation import Ambiguous
from notifier.subscriptions.named_within import companies_within
from tests.builders import shipped_rules


def within(text: str) -> list[str]:
    found = companies_within(text, shipped_rules())
    return [each.text for each in found if not isinstance(each, Ambiguous)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("帮我把宁德时代、比亚迪还有亿纬锂能这几家都盯上", ["宁德时代", "比亚迪", "亿纬锂能"]),
        ("特斯拉跟它的供应链，拓普、三花都给我留意下", ["特斯拉", "拓普", "三花"]),
        ("招商银行和兴业都要", ["招商银行", "兴业"]),
        ("幫手睇實港交所同中銀香港呀", ["港交所", "中銀香港"]),
        ("follow the chip names for me: NVDA, AMD", ["NVDA", "AMD"]),
        ("keep an eye on Lockheed would you", ["Lockheed"]),
        ("唔該幫我加返隻3690", ["3690"]),
        ("2026年有没有什么消息", []),
        ("机器人消息多不多", []),
        ("我想看低空经济、可控核聚变这些方向的", []),
        ("tell me all about it now please", []),
    ],
)
def test_companies_are_found_by_their_names_and_no_words_are(text: str, names: list[str]) -> None:
    assert within(text) == names


@given(st.text("宁德时代比亚迪和TSLA3690 ，", max_size=40))
def test_what_is_found_stands_in_the_text_in_that_order(text: str) -> None:
    at = 0
    for name in within(text):
        at = text.index(name, at) + len(name)
