"""Houses that speak, rate, serve or count are where a report comes from, not what it is about."""

from __future__ import annotations

import pytest

from notifier.core.model import Document, Role
from notifier.securities.recogniser import Recogniser


def _roles(recogniser: Recogniser, text: str) -> dict[str, Role]:
    return {found.symbol: found.role for found in recogniser.recognise(Document("", text))}


@pytest.mark.parametrize(
    ("text", "sources", "subjects"),
    [
        ("国泰海通非银团队认为，保险股估值处于低位。", {"SH601211"}, set()),
        ("广发证券食品饮料行业分析师说，提价潮将至。", {"SZ000776"}, set()),
        ("交通银行金融研究中心预测，全年新增贷款持平。", {"SH601328"}, set()),
        ("农业银行首席经济学家预计，物价温和回升。", {"SH601288"}, set()),
        ("广发证券姜超：油价下行有利制造业。", {"SZ000776"}, set()),
        ("兴业证券张启尧则提示，科技拥挤度已高。", {"SH601377"}, set()),
        ("瑞银财富管理推荐黄金与短债。", {"UBS"}, set()),
        ("长江证券在报告中指出，水电估值合理。", {"SZ000783"}, set()),
        ("大摩降美團目標價至一百一十元。", {"MS"}, {"03690.HK"}),
        ("高盛将腾讯目标价由七百港元升至七百六十港元。", {"GS"}, {"00700.HK"}),
        ("花旗：騰訊業務復甦，升騰訊控股股份目標價。", {"C"}, {"00700.HK"}),
        ("中信证券：伊利股份盈利拐点已到。", {"SH600030"}, {"SH600887"}),
        ("中信证券预计，贵州茅台全年净利润增长一成。", {"SH600030"}, {"SH600519"}),
        ("保荐人为国元证券，联席主承销商为广发证券、中金公司。", {"SZ000728", "SH601995"}, set()),
        ("该股由高盛、中金公司担任联席账簿管理人。", {"GS", "SH601995"}, set()),
        ("这家民企启动上市，中信证券担任辅导机构。", {"SH600030"}, set()),
        ("买方为招商证券深圳益田路营业部。", {"SH600999"}, set()),
        ("质押给国元证券的股份解除质押。", {"SZ000728"}, set()),
        ("据卓创资讯统计，尿素均价上涨。", {"SZ301299"}, set()),
        ("据上海钢联数据，电池级碳酸锂跌五百元。", {"SZ300226"}, set()),
        ("MSCI中国指数收涨1%。", {"MSCI"}, set()),
        ("MSCI将宁德时代纳入旗舰指数。", {"MSCI"}, {"SZ300750"}),
        ("里昂：升騰訊目標價至八百元。", set(), {"00700.HK"}),
        ("宁德时代接待了中金公司等62家机构调研。", {"SH601995"}, {"SZ300750"}),
        ("港股新股由华泰国际保荐。", {"SH601688"}, set()),
        ("京东连跌八周，花旗削目标价三成。", {"C"}, {"09618.HK"}),
        ("比亚迪递表港交所　拟募资五十亿。", {"00388.HK"}, {"SZ002594"}),
        ("猫眼专业版数据显示，国庆档票房破十亿。", {"01896.HK"}, set()),
        ("【华泰食饮】盐津铺子：魔芋放量。", {"SH601688"}, {"SZ002847"}),
        ("国信证券医疗周报：爱尔眼科客单价止跌。", {"SZ002736"}, {"SZ300015"}),
        ("An analyst at Cigna and Humana analyst Jo Doe doubt it.", {"CI", "HUM"}, set()),
        ("Humana cut its rating on Nike to hold.", {"HUM"}, {"NKE"}),
        ("Xiaomi raises its target to 400,000 cars.", set(), {"01810.HK"}),
    ],
)
def test_house_that_speaks_rates_or_serves_is_a_source(
    recogniser: Recogniser, text: str, sources: set[str], subjects: set[str]
) -> None:
    roles = _roles(recogniser, text)
    assert {roles.get(symbol) for symbol in sources} <= {Role.SOURCE}
    assert {roles.get(symbol) for symbol in subjects} <= {Role.SUBJECT}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("华林证券：上半年净利润预增一倍。", "SZ002945"),
        ("国信证券：股东拟减持不超1%股份。", "SZ002736"),
        ("浙商证券：预计2021年净利润增加四成。", "SH601878"),
        ("中信证券预计上半年净利润同比增长两成。", "SH600030"),
        ("国信证券拟发行股份收购万和证券。", "SZ002736"),
        ("招商证券聘任朱江涛为首席经济学家。", "SH600999"),
        ("东吴证券因保荐业务被出具警示函。", "SH601555"),
        ("高盛减持工商银行股份。", "GS"),
        ("瑞银升中信证券目标价至二十七元，维持买入评级。", "SH600030"),
        ("招商银行表示，公司将回购股份。", "SH600036"),
        ("交通银行前三季度营收下滑。", "SH601328"),
    ],
)
def test_house_whose_own_business_it_is_is_the_subject(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert _roles(recogniser, text)[symbol] is Role.SUBJECT
