"""Which articles are one story: on labelled news, and whatever the names, numbers and order."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.grouper import Grouper
from evaluation.stories import (
    KEPT_ASIDE,
    PARAPHRASED,
    LabelledArticle,
    compare,
    group,
    labelled,
)
from notifier.core.document import read_entry
from notifier.core.model import Entry
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.recogniser import Recogniser, recogniser_of
from notifier.stories.article_facts import ArticleFacts, extract_facts
from notifier.stories.contradictions import contradictions
from notifier.stories.grouper import candidate_keys
from notifier.stories.similarity import similarity
from tests.builders import NOW
from tests.chaos.plan import make_plan


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recogniser_of(directory_of(shipped()))


def facts_of(
    recogniser: Recogniser, title: str, body: str = "", source: str = "a", hours: float = 0
) -> ArticleFacts:
    document = read_entry(Entry(key="", title=title, body=body), source)
    return extract_facts(document, recogniser.recognise(document), NOW + timedelta(hours=hours))


def are_one_story(*articles: ArticleFacts) -> bool:
    grouper: Grouper[int] = Grouper()
    return len({grouper.assign(each, number) for number, each in enumerate(articles)}) == 1


# Labelled news


@pytest.mark.parametrize(
    ("sets", "precision", "recall"),
    [(KEPT_ASIDE, 0.98, 0.87), (PARAPHRASED, 0.98, 0.36)],
    ids=["kept aside", "paraphrased"],
)
def test_labelled_news_is_grouped_as_well_as_was_promised(
    recogniser: Recogniser, sets: tuple[str, ...], precision: float, recall: float
) -> None:
    found = wrong = missed = 0
    for name in sets:
        items = labelled(name)
        pairs = compare([item.event for item in items], group(items, recogniser))
        found, wrong, missed = (
            found + pairs.found,
            wrong + len(pairs.wrong),
            missed + len(pairs.missed),
        )
    assert found / (found + wrong) >= precision
    assert found / (found + missed) >= recall


def test_the_order_in_which_articles_are_given_does_not_matter(recogniser: Recogniser) -> None:
    items = labelled("second")
    groups = set()
    for seed in range(3):
        order = random.Random(seed).sample(items, len(items))
        stories = group(order, recogniser)
        members: dict[int, set[LabelledArticle]] = {}
        for item, story in zip(order, stories, strict=True):
            members.setdefault(story, set()).add(item)
        groups.add(frozenset(map(frozenset, members.values())))
    assert len(groups) == 1


# Forms that are filled in anew

COMPANIES = [
    "科大讯飞",
    "贵州茅台",
    "比亚迪",
    "宁德时代",
    "招商银行",
    "万科A",
    "美的集团",
    "恒瑞医药",
]
FORMS = [
    "{}：上半年净利润同比增长{}%",
    "{}：拟以{}亿元回购公司股份",
    "{}：股东拟减持不超过{}%股份",
    "{}收到{}万元罚单",
    "{}：前三季度营收{}亿元 同比下降",
]
BODY = "公告称，{}。公司表示经营一切正常，敬请投资者注意风险。"


@given(
    st.sampled_from(FORMS),
    st.lists(st.sampled_from(COMPANIES), min_size=2, max_size=2, unique=True),
    st.integers(2, 90),
    st.booleans(),
)
@settings(max_examples=40)
def test_the_same_words_about_another_company_are_another_story(
    recogniser: Recogniser, form: str, companies: list[str], number: int, has_body: bool
) -> None:
    titles = [form.format(company, number) for company in companies]
    bodies = [BODY.format(title) if has_body else "" for title in titles]
    one, other = (
        facts_of(recogniser, title, body, source)
        for title, body, source in zip(titles, bodies, "ab", strict=True)
    )
    assert not are_one_story(one, other)


@given(
    st.sampled_from(FORMS),
    st.sampled_from(COMPANIES),
    st.lists(st.integers(2, 90), min_size=2, max_size=2, unique=True),
    st.booleans(),
)
@settings(max_examples=40)
def test_the_same_words_with_another_number_are_another_story(
    recogniser: Recogniser, form: str, company: str, numbers: list[int], has_body: bool
) -> None:
    titles = [form.format(company, number) for number in numbers]
    bodies = [BODY.format(title) if has_body else "" for title in titles]
    one, other = (
        facts_of(recogniser, title, body, source)
        for title, body, source in zip(titles, bodies, "ab", strict=True)
    )
    assert not are_one_story(one, other)


@given(st.sampled_from(FORMS), st.sampled_from(COMPANIES), st.integers(2, 90))
@settings(max_examples=20, deadline=None)
def test_the_same_words_from_two_sources_are_one_story(
    recogniser: Recogniser, form: str, company: str, number: int
) -> None:
    title = form.format(company, number)
    one = facts_of(recogniser, title, source="a")
    other = facts_of(recogniser, title, BODY.format(title), source="b", hours=1)
    assert are_one_story(one, other)


# Near, and not the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("科大讯飞：股票明起停牌", "科大讯飞：股票明起复牌"),
        ("科大讯飞：新药上市申请获受理", "科大讯飞：新药上市申请获批准"),
        ("网传科大讯飞将收购某公司", "科大讯飞否认将收购某公司"),
        ("科大讯飞：筹划收购某公司股权", "科大讯飞：终止筹划收购某公司股权"),
        ("科大讯飞：控股股东增持股份", "科大讯飞：控股股东减持股份"),
        ("科大讯飞：股东质押股份", "科大讯飞：股东解除质押股份"),
        ("午评：沪指涨0.3%", "收评：沪指涨0.3%"),
        ("10月份70城房价下降", "9月份70城房价下降"),
        ("科大讯飞：第三季度净利增长15%", "科大讯飞：前三季度净利增长15%"),
        ("制造业采购经理指数回升", "非制造业采购经理指数回升"),
        ("美国10月CPI同比上涨3%", "美国10月核心CPI同比上涨3%"),
        ("科大讯飞：净利润8亿元", "科大讯飞：扣非净利润8亿元"),
        ("科大讯飞第三批募投项目投产", "科大讯飞第四批募投项目投产"),
        ("年报解读（一）", "年报解读（二）"),
        ("高盛：上调腾讯目标价至700港元", "高盛：下调腾讯目标价至500港元"),
        ("证监会批准某公司重组", "某公司重组未获证监会批准"),
        ("FDA approves Lilly's obesity pill", "FDA declines to approve Lilly's obesity pill"),
        ("Pfizer agrees to buy Metsera for $10 billion", "Pfizer raises its bid for Metsera"),
        ("Nio is selling its chip business, sources say", "Nio: chip business sale report untrue"),
        (
            "科大讯飞：预计全年净利润7.2亿元",
            "11月23日晚间重要公告集锦：科大讯飞预计全年净利润7.2亿元",
        ),
    ],
)
def test_a_turn_of_the_matter_is_another_story(
    recogniser: Recogniser, one: str, other: str
) -> None:
    assert not are_one_story(facts_of(recogniser, one), facts_of(recogniser, other, source="b"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("科大讯飞拟回购不超过15亿元股份", "科大訊飛擬回購不超過15億元股份"),
        ("科大讯飞前三季度净利8.04亿元", "科大讯飞：前三季度净利润8.0亿元"),
        ("科大讯飞拟10亿元-15亿元回购股份", "科大讯飞：拟回购不超过15亿元股份"),
        ("理想汽车召回11411辆汽车", "理想汽车召回1.14万辆汽车"),
        ("Tesla recalls 10,500 batteries", "Tesla recalls about 10,500 battery units"),
    ],
)
def test_other_ways_to_say_it_are_one_story(recogniser: Recogniser, one: str, other: str) -> None:
    assert are_one_story(facts_of(recogniser, one), facts_of(recogniser, other, source="b"))


@pytest.mark.parametrize(
    ("one", "body", "other", "other_body"),
    [
        ("Japan's jobless rate falls to 2.4%", "", "日本失业率降至2.4%", ""),
        ("Turkey central bank holds rates steady", "", "土耳其央行维持利率不变", ""),
        ("Samsung workers end strike at chip plant", "", "三星芯片工厂工人結束罷工", ""),
        ("桃李面包：实控人遭留置", "", "桃李面包实际控制人被留置", ""),
        (
            "摩尔线程上市首日高开468%",
            "摩尔线程登陆科创板，开盘报650元，发行价114.28元。",
            "Chinese AI chipmaker Moore Threads soars over 400% in Shanghai debut",
            "Shares opened at 650 yuan, compared with the offering price of 114.28 yuan.",
        ),
        (
            "Verizon to slash more than 13,000 jobs in largest-ever cut",
            "The carrier will begin notifying staff on Monday.",
            "Verizon is eliminating over 13,000 positions as new CEO reshapes company",
            "The cuts amount to roughly 13% of its workforce.",
        ),
        (
            "匯控擬私有化恒生 每股155元溢價三成",
            "匯豐控股提出以每股155元私有化恒生銀行，總代價約1061億元。",
            "HSBC to take Hang Seng Bank private in $13.6 billion deal",
            "HSBC proposed to buy out minority shareholders at HK$155 a share.",
        ),
        (
            "Pfizer seeks FDA approval for obesity shot",
            "Pfizer submitted an application for its monthly obesity injection.",
            "辉瑞向FDA提交减肥针上市申请",
            "辉瑞称已递交每月一次减肥注射剂的上市申请。",
        ),
        (
            "优必选：获2.64亿元人形机器人数据采集中心订单",
            "优必选宣布中标广西人形机器人数据采集中心项目，金额2.64亿元。",
            "China's UBTech wins $38 million contract to supply humanoid robots",
            "UBTech Robotics won a 264 million yuan order for its humanoid machines.",
        ),
        (
            "美的集团：拟50亿元至100亿元回购股份 六成以上注销",
            "回购价不超过98元/股。",
            "China's Midea to buy back up to $1.4 bln of shares, cancel most of them",
            "Midea said it would repurchase as much as 10 billion yuan, at up to 98 yuan apiece.",
        ),
        (
            "FTC sues to stop Sysco's $29 billion deal for Restaurant Depot",
            "",
            "US FTC sues to stop Sysco's $29 bln purchase of Restaurant Depot",
            "",
        ),
        (
            "美国10月CPI同比升2.8% 低于预期",
            "美国10月未季调CPI同比升2.8%，预期2.9%。",
            "美國通脹放緩至2.8% 12月減息機會升至七成",
            "美國公布，10月消費物價指數按年升2.8%，低於預期的2.9%。",
        ),
        ("纽约金价失守4000美元", "", "纽约金价跌破4000美元", ""),
        (
            "消息称比亚迪推迟匈牙利工厂量产时间",
            "据知情人士透露，塞格德工厂今年产量将远低于设计产能。",
            "傳比亞迪匈牙利廠延至明年量產",
            "外電引述消息人士指，比亞迪將放慢當地投產步伐。",
        ),
        (
            "关于控股股东部分股份质押的公告",
            "证券代码：603866 证券简称：桃李面包 控股股东将820万股股份质押给某证券公司。",
            "桃李面包：控股股东质押820万股股份",
            "",
        ),
        (
            "翌日披露報表",
            "公司名稱：星光集團 股份代號：403 於12月10日在聯交所購回200萬股股份。",
            "星光集團(00403.HK)回購200萬股",
            "星光集團公布，12月10日購回200萬股。",
        ),
    ],
)
def test_another_language_other_words_or_the_title_of_a_form_are_one_story(
    recogniser: Recogniser, one: str, body: str, other: str, other_body: str
) -> None:
    first = facts_of(recogniser, one, body)
    assert are_one_story(first, facts_of(recogniser, other, other_body, "b", 0.1))


@pytest.mark.parametrize(
    ("one", "body", "other", "other_body"),
    [
        ("US producer prices rise 0.3%", "", "美国10月零售销售环比下降0.3%", ""),
        ("Japan's jobless rate falls to 2.4%", "", "日本核心通胀升至2.9%", ""),
        ("内幕消息", "股份代号：321 预期录得亏损。", "内幕消息", "股份代号：3882 预期录得亏损。"),
        ("格林韦尔：获得政府补助1580万元", "", "科大讯飞：获得政府补助1580万元", ""),
        ("好利来：股东拟减持不超3.29%股份", "", "天津格林遭股东减持1800万股", ""),
        (
            "瑞特股份股东中科江南拟清仓减持3.75%股份",
            "瑞特股份股东拟6个月内减持不超过3.75%股份。",
            "新疆浩源：股东胡珊拟6个月内清仓减持3.75%",
            "股东胡珊拟6个月内减持不超过3.75%股份。",
        ),
        (
            "*ST上普：涉嫌信披违规 遭证监会立案调查",
            "公司股票可能被实施退市风险警示。",
            "*ST众和：涉嫌信披违规 遭证监会立案调查",
            "公司股票可能被实施退市风险警示。",
        ),
        (
            "因未披露关联交易 江苏证监局对亚威股份采取责令改正措施",
            "江苏证监局网站显示，对亚威股份采取责令改正措施。",
            "因未披露关联交易 江苏证监局对中利云谷采取责令改正措施",
            "江苏证监局网站显示，对中利云谷采取责令改正措施。",
        ),
        (
            "药明康德：拟派发特别分红每10股3.5元",
            "合计约10亿元。",
            "藥明康德(02359.HK)售臨床業務 作價28億人幣",
            "以28億元人民幣出售兩家公司。",
        ),
        (
            "央行开展2133亿元7天期逆回购操作",
            "操作利率1.40%。",
            "央行开展3021亿元7天期逆回购操作",
            "操作利率1.40%。",
        ),
        ("欧盟对苹果罚款5亿欧元", "", "Apple to appeal EU's 500 million euro fine", ""),
        (
            "Merit Medical Announces Pricing of Public Offering of Common Stock",
            "The offering is of $250 million.",
            "Zelvanta Announces Pricing of Public Offering of Common Stock",
            "The offering is of $250 million.",
        ),
    ],
)
def test_a_form_of_another_company_or_another_matter_of_one_subject_are_two_stories(
    recogniser: Recogniser, one: str, body: str, other: str, other_body: str
) -> None:
    first = facts_of(recogniser, one, body)
    for source in "ab":
        assert not are_one_story(first, facts_of(recogniser, other, other_body, source, 0.1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黄金大涨", "央行连续第十二个月增持黄金"),
        ("人工智能来了", "国务院发布人工智能行动计划"),
        ("半导体板块拉升", "半导体设备进口关税下调"),
        ("比亚迪涨停", "比亚迪发布新车"),
        ("Gold jumps", "Gold miners merge"),
    ],
)
def test_a_subject_that_two_bare_headlines_share_within_minutes_makes_them_no_story(
    recogniser: Recogniser, one: str, other: str
) -> None:
    first, second = facts_of(recogniser, one), facts_of(recogniser, other, source="b", hours=0.03)
    assert not are_one_story(first, second)


def test_texts_without_sense_that_come_together_are_stories_of_their_own(
    recogniser: Recogniser,
) -> None:
    pieces = make_plan(random.Random(7), people=60, groups=0, pieces=90, commands=0).pieces
    times = [NOW + timedelta(seconds=2 * number) for number in range(len(pieces))]
    items = [
        LabelledArticle(each.mark, f"s{number % 8}", times[number], each.title, each.body)
        for number, each in enumerate(pieces)
    ]
    assert len(set(group(items, recogniser))) == len(pieces)


def test_a_day_may_be_another_in_another_language(recogniser: Recogniser) -> None:
    beijing = facts_of(recogniser, "苹果秋季发布会定档9月9日，iPhone 18将至", "苹果将推出新手机。")
    shanghai = facts_of(recogniser, "苹果秋季发布会定档9月8日，iPhone 18将至", source="b")
    title = "Apple Sets September 8 Event to Unveil iPhone 18"
    california = facts_of(recogniser, title, source="c")
    week = facts_of(recogniser, title.replace("8 Event", "18 Event"), source="c")
    assert "day" in contradictions(beijing, shanghai)
    assert "day" not in contradictions(beijing, california)
    assert "day" in contradictions(beijing, week)
    first = facts_of(recogniser, "苹果秋季发布会定档9月1日，iPhone 18将至", source="d")
    for title, parts in (("August 31", False), ("July 31", True)):
        told = facts_of(recogniser, f"Apple Sets {title} Event to Unveil iPhone 18", source="c")
        assert ("day" in contradictions(first, told)) is parts


def test_reports_are_the_less_alike_the_longer_the_time_between_them(
    recogniser: Recogniser,
) -> None:
    first = facts_of(recogniser, "美的集团：年报显示去年赚逾四百亿元", "分红比例升至七成。")
    likes = [
        similarity(first, facts_of(recogniser, "美的集团去年多赚一成", "分红七成。", "b", hours))
        for hours in (0, 0.5, 1, 24)
    ]
    assert likes == sorted(set(likes), reverse=True)


def test_what_a_source_tells_a_day_later_is_a_step_further(recogniser: Recogniser) -> None:
    first = facts_of(recogniser, "科大讯飞：预中标某数据中心项目", "投标报价38.6亿元。")
    told_again = facts_of(recogniser, "科大讯飞预中标38.6亿元数据中心项目", "", "b", 1)
    step = facts_of(
        recogniser, "科大讯飞：收到某数据中心项目中标通知书", "金额38.6亿元。", hours=22
    )
    assert are_one_story(first, told_again)
    assert not are_one_story(first, step)


@pytest.mark.parametrize("label", ["【更正】", "更正：", "CORRECTED-"])
def test_a_correction_and_who_follows_it_are_of_the_story(
    recogniser: Recogniser, label: str
) -> None:
    wrong = facts_of(recogniser, "科大讯飞：预计全年净利润7.2亿元")
    right = facts_of(recogniser, f"{label}科大讯飞：预计全年净利润7.7亿元", hours=0.2)
    follows = facts_of(recogniser, "科大讯飞预计全年净利润7.7亿元", source="b", hours=0.5)
    assert are_one_story(wrong, right, follows)
    assert not are_one_story(wrong, follows)


def test_a_chain_of_reports_does_not_lead_from_one_event_to_another(
    recogniser: Recogniser,
) -> None:
    first = facts_of(recogniser, "英伟达预计第四财季营收650亿美元", "超过市场预期。")
    also = facts_of(recogniser, "英伟达：预计第四财季营收650亿美元", "高于市场预期。", "d")
    second = facts_of(recogniser, "Nvidia forecasts revenue of $65 billion, above targets", "", "b")
    shares = facts_of(recogniser, "英伟达盘后上涨4%", "业绩指引超预期。", "c", 0.4)
    assert are_one_story(first, also, second)
    assert similarity(second, shares) > 0
    assert not are_one_story(first, also, second, shares)


def test_a_column_of_the_next_day_is_another_story(recogniser: Recogniser) -> None:
    days = [facts_of(recogniser, "早知道：今日股市必读", hours=24 * day) for day in range(2)]
    assert not are_one_story(*days)


def test_a_story_is_over_after_two_days(recogniser: Recogniser) -> None:
    first = facts_of(recogniser, "科大讯飞拟回购15亿元股份", "公告")
    assert are_one_story(first, facts_of(recogniser, first.title, "公告", "b", hours=20))
    assert not are_one_story(first, facts_of(recogniser, first.title, "公告", "b", hours=49))


def test_an_article_that_contradicts_one_of_a_story_does_not_join_it(
    recogniser: Recogniser,
) -> None:
    first = facts_of(recogniser, "科大讯飞拟收购某公司51%股权", "作价3亿元。")
    second = facts_of(recogniser, "科大讯飞拟收购某公司股权", "作价3亿元。", "b")
    third = facts_of(recogniser, "科大讯飞完成收购某公司51%股权", "作价3亿元。", "c")
    assert are_one_story(first, second)
    grouper: Grouper[int] = Grouper()
    assert [grouper.assign(each, number) for number, each in enumerate([first, second, third])] == [
        0,
        0,
        2,
    ]


# Whatever is written

PIECES = [*"第非-至%涨跌： 【】a五（）\n", "1,0", "9" * 30, "<p>", "终止", "st", "0元"]
PIECES += ["科大讯飞", "10月", "2026年", "3亿元", "Q3", "收评"]
texts = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(texts, texts, texts, texts)
@settings(max_examples=150, deadline=None)
def test_comparing_is_the_same_both_ways_and_never_fails(
    recogniser: Recogniser, title: str, body: str, other_title: str, other_body: str
) -> None:
    one, other = (
        facts_of(recogniser, title, body),
        facts_of(recogniser, other_title, other_body, "b"),
    )
    assert bool(list(contradictions(one, other))) is bool(list(contradictions(other, one)))
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert all(-(2**63) <= key < 2**63 for key in candidate_keys(one))


@given(texts, texts)
@settings(max_examples=60, deadline=None)
def test_nothing_contradicts_its_copy(recogniser: Recogniser, title: str, body: str) -> None:
    one, other = facts_of(recogniser, title, body), facts_of(recogniser, title, body, "b", hours=1)
    assert list(contradictions(one, other)) == []
    if len(one.title) > 2:
        assert similarity(one, other) > 0
