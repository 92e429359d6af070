"""What is read of an article: numbers, times, event markers, companies and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.folding import fold
from notifier.core.model import Document, Field, Mention, Role
from notifier.stories.article_facts import ArticleFacts, extract_facts
from notifier.stories.event_markers import EventMarker, event_markers, sides
from notifier.stories.glossary import in_english, stem
from notifier.stories.quantities import quantities
from notifier.stories.time_references import extract_times
from tests.builders import NOW


def numbers(text: str) -> list[list[tuple[str, float]]]:
    return [[(each.kind, each.value) for each in ends] for ends in quantities(fold(text).text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3亿元", [[("money", 3e8)]]),
        ("1.2万亿美元", [[("usd", 1.2e12)]]),
        ("$1.5 billion", [[("usd", 1.5e9)]]),
        ("€120 million", [[("eur", 1.2e8)]]),
        ("20億至30億港元", [[("hkd", 2e9), ("hkd", 3e9)]]),
        ("20-30亿元", [[("money", 2e9), ("money", 3e9)]]),
        ("不低于5亿元且不超过8亿元", [[("money", 5e8), ("money", 8e8)]]),
        ("由5亿元提高至8亿元", [[("money", 5e8)], [("money", 8e8)]]),
        ("4,000 to 6,000 jobs", [[("people", 4000.0), ("people", 6000.0)]]),
        ("下调25个基点", [[("points%", 0.25)]]),
        ("0.25 percentage points", [[("points%", 0.25)]]),
        ("12.5GWh", [[("kWh", 1.25e7)]]),
        ("2.5亿千瓦", [[("kW", 2.5e8)]]),
        ("100元/股", [[("price", 100.0)]]),
        ("每股作价155港元", [[("price", 155.0)]]),
        ("441,706輛", [[("vehicles", 441706.0)]]),
        ("跌1.5%", [[("%", 1.5)]]),
        ("没有数", []),
    ],
)
def test_a_number_is_read_with_what_it_counts(
    text: str, read: list[list[tuple[str, float]]]
) -> None:
    assert numbers(text) == read


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1928.7亿元", "1929亿元", True),
        ("441,706辆", "44.17万辆", True),
        ("441,706辆", "44.2万辆", True),
        ("逾10亿美元", "10.15亿美元", True),
        ("近3亿元", "2.97亿元", True),
        ("近3亿元", "3.2亿元", False),
        ("约300人", "281人", True),
        ("超4200美元", "超4250美元", False),
        ("3亿元", "3.4亿元", False),
        ("0.3%", "0.2%", False),
        ("10%", "10亿元", False),
        ("1.2亿欧元", "1.2亿美元", False),
        ("1.2亿欧元", "1.2亿元", True),
        ("49.2", "49.2%", True),
        ("60美元/盎司", "60美元", True),
        ("60美元/盎司", "60美元/桶", False),
    ],
)
def test_numbers_are_the_same_where_one_is_rounded_or_roughly_said(
    one: str, other: str, same: bool
) -> None:
    [[first]], [[second]] = quantities(fold(one).text), quantities(fold(other).text)
    assert first.agrees(second) is second.agrees(first) is same


@given(st.integers(100, 10**9), st.integers(0, 4))
def test_a_number_agrees_with_its_rounding(ten_thousandths: int, decimals: int) -> None:
    value = ten_thousandths / 10_000
    [[one]], [[other]] = quantities(f"{value:.4f}元"), quantities(f"{value:.{decimals}f}元")
    if value * 10**decimals >= 10:
        assert one.agrees(other)


@given(st.text(alphabet="0123456789,.%亿万元至-~到$ 逾近约不超过abm", max_size=30))
def test_numbers_are_found_where_they_stand(text: str) -> None:
    for ends in quantities(text):
        assert len(ends) in {1, 2}
        for each in ends:
            assert any(character.isdigit() for character in text[each.start : each.end])
            assert each.value >= 0
            assert each.agrees(each)


@pytest.mark.parametrize(
    ("text", "field", "read"),
    [
        ("11月23日晚", "days", {(11, 23)}),
        ("2026-11-23", "days", {(11, 23)}),
        ("Nov. 23", "days", {(11, 23)}),
        ("17日起停牌", "days", {(0, 17)}),
        ("10月份", "months", {"10"}),
        ("1-10月", "months", {"1-10"}),
        ("前十个月", "months", {"1-10"}),
        ("October", "months", {"10"}),
        ("2025年年报", "years", {"2025"}),
        ("周三", "weekdays", {"wed"}),
        ("on Wednesday", "weekdays", {"wed"}),
        ("上半年", "periods", {"h1"}),
        ("前三季度", "periods", {"9m"}),
        ("第三季度", "periods", {"q3"}),
        ("third-quarter", "periods", {"q3"}),
        ("次財季", "periods", {"q2"}),
        ("午评", "hours", {"noon"}),
        ("收評", "hours", {"close"}),
        ("stocks close higher", "hours", {"close"}),
        ("1.2-3.5元", "days", set()),
    ],
)
def test_a_time_is_read(text: str, field: str, read: set[object]) -> None:
    times, _ = extract_times(fold(text).text)
    assert getattr(times, field) == read


@given(st.text(alphabet="0123456789年月日-:至前周三季度收评 octnov.,", max_size=30))
def test_times_leave_blanks_of_their_length(text: str) -> None:
    _, rest = extract_times(text)
    assert len(rest) == len(text)
    assert all(after in {before, "\n"} for before, after in zip(text, rest, strict=True))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("否认传闻", {EventMarker.DENIED}),
        ("终止收购", {EventMarker.ENDED}),
        ("获批上市", {EventMarker.APPROVED}),
        ("未获批准", {EventMarker.REFUSED}),
        ("申请获受理", {EventMarker.FILED}),
        ("回购金额上限由5亿元提高至8亿元", {EventMarker.AMENDED}),
        ("company raises its offer", {EventMarker.AMENDED}),
        ("seeks fda approval", {EventMarker.FILED}),
        ("wins fda approval", {EventMarker.APPROVED}),
        ("规模以上工业增加值增长", set()),
        ("to appeal the ruling", {EventMarker.APPEALED}),
        ("明起停牌", {EventMarker.HALTED}),
        ("解除质押", {EventMarker.RELEASED}),
        ("晚间重要公告一览", {EventMarker.COLLECTED}),
        ("stocks to watch today", {EventMarker.COLLECTED}),
        ("据联合早报报道", set()),
        ("fed officials to watch inflation", set()),
        ("上半年净利增长", set()),
    ],
)
def test_an_event_marker_is_read(text: str, read: set[EventMarker]) -> None:
    assert event_markers(text) == read


def test_both_sides_of_a_matter_can_be_said_at_once() -> None:
    assert sides("营收增5%净利降7%") == {"+0", "-0"}
    assert sides("控股股东增持") == {"+1"}
    assert sides("召开发布会") == set()


@pytest.mark.parametrize(
    "forms", ["approve approved approves approval", "cut cuts cutting", "producer produce produces"]
)
def test_the_forms_of_a_word_are_one(forms: str) -> None:
    assert len(set(map(stem, forms.split()))) == 1


def test_a_word_may_be_its_translation_another_word_for_it_or_its_spelling() -> None:
    found = in_english(["裁员", "slash", "老铺", "王传福"])
    assert stem("layoff") in found["裁员"]
    assert stem("cut") in found["slash"]
    assert "laopu" in found["老铺"]
    assert {"wangchuanfu", "chuanfu"} <= found["王传福"]


def facts(title: str, text: str = "", *mentions: Mention) -> ArticleFacts:
    return extract_facts(Document(title=title, text=text), mentions, NOW)


def mention(symbol: str, surface: str) -> Mention:
    return Mention(symbol, surface, Role.SUBJECT, 5.0, Field.TITLE, 0, len(surface), surface, ())


def test_names_numbers_and_times_are_no_words() -> None:
    found = facts("科大讯飞10月营收增长15%", "", mention("SZ002230", "科大讯飞"))
    assert set(found.words) == {"营收", "增长"}
    assert found.lead_company is not None
    assert found.lead_company.symbols == {"SZ002230"}


def test_a_code_is_no_number() -> None:
    assert facts("腾讯(00700.HK)周三回购", "证券代码：600141").quantities == ()


@pytest.mark.parametrize(
    ("title", "points"),
    [
        ("欧洲央行加息半个百分点", 0.5),
        ("ECB raises rates by half a percentage point", 0.5),
        ("金管局加息半厘", 0.5),
        ("Fed cuts rates by a quarter-point", 0.25),
        ("日央行加息四分之一个百分点", 0.25),
    ],
)
def test_a_part_of_a_point_is_a_number(title: str, points: float) -> None:
    [[number]] = facts(title).headline_quantities
    assert (number.kind, number.value) == ("points%", points)


@pytest.mark.parametrize(
    ("title", "leads"),
    [
        ("天神娱乐：董事长被立案调查", True),
        ("机构分析：美债收益率上升", False),
        ("市场消息：油价上涨", False),
    ],
)
def test_before_a_colon_may_stand_a_company_of_ordinary_words(title: str, leads: bool) -> None:
    assert (facts(title).lead_company is not None) is leads


def test_the_number_of_a_model_is_a_name() -> None:
    found = facts("HRS-9531注射液获批")
    assert "hrs-9531" in found.words
    assert found.headline_quantities == ()


@pytest.mark.parametrize("title", ["", "快讯", "…"])
def test_a_flash_without_a_headline_has_one_in_its_text(title: str) -> None:
    found = facts(title, "【科大讯飞拟回购股份】金十数据11月23日讯，科大讯飞公告。")
    assert found.title == "科大讯飞拟回购股份"
    assert found.lead == "科大讯飞公告。"


def test_without_any_headline_the_first_sentence_is_it() -> None:
    assert (
        facts("", "财联社11月23日电，科大讯飞拟回购股份。另有他事。").title == "科大讯飞拟回购股份"
    )


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("财联社11月23日电，科大讯飞公告。", "科大讯飞公告。"),
        ("证券时报e公司讯，科大讯飞公告。", "科大讯飞公告。"),
        ("格隆汇11月23日丨科大讯飞公布。", "科大讯飞公布。"),
        ("NEW YORK -- Pfizer said today.", "pfizer said today."),
        ("科大讯飞公告，拟回购。", "科大讯飞公告,拟回购。"),
    ],
)
def test_where_a_report_comes_from_is_not_what_it_says(text: str, lead: str) -> None:
    assert facts("标题标题标题", text).lead == lead
