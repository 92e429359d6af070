from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.core.model import Document, Field, Mark, Mention, Role, Security
from notifier.securities.directory import Directory
from notifier.securities.evidence import Evidence, Sign, explain
from notifier.securities.names import english_core
from notifier.securities.recogniser import Recogniser


def named(recogniser: Recogniser, text: str, title: str = "") -> set[str]:
    """Return which symbols a text has as subjects."""
    mentions = recogniser.recognise(Document(title, text))
    return {found.symbol for found in mentions if found.role is Role.SUBJECT}


def mention_of(recogniser: Recogniser, symbol: str, document: Document) -> Mention:
    (found,) = [m for m in recogniser.recognise(document) if m.symbol == symbol]
    return found


MARKET_DAY = (
    "夜市开张，街道说要惠民生、添烟火，带起逛街的新浪潮，把线上线下融合做成常态。"
    "首批入驻的有科大讯飞、携程、爱奇艺和几家不知名的小店。\n"
    "摊位的保险由一家互助社与振华重工、上海复旦软件园合作提供；阿里云、腾讯云、华为云、优刻得、"
    "三大运营商等搭起网络；外卖由美团、拼多多、得物等包办。\n"
    "到了周末，三大运营商、商米、优刻得、喜马拉雅、拼多多、小红书、哔哩哔哩、声网等还要发券。"
)


def test_article_names_its_companies_and_no_ordinary_words(
    recogniser: Recogniser,
) -> None:
    phrase = MARKET_DAY.index("线上线下")
    document = Document("夜市", MARKET_DAY, (Mark(phrase, phrase + 4, "300959"),))

    found = {mention.symbol for mention in recogniser.recognise(document)}

    assert found == {
        *("SZ002230", "SH600320", "SH688158"),
        *("TCOM", "09961.HK", "IQ", "BILI", "09626.HK", "PDD", "03690.HK", "API"),
        *("BABA", "09988.HK", "00700.HK"),
        *("SH600941", "00941.HK", "SH601728", "00728.HK", "SH600050", "00762.HK"),
    }


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("学习使用手机银行，线上线下都能办业务。", set()),
        ("线上线下全渠道布局成效显现，营收净利双增。", set()),
        ("线上线下收到深交所关注函。", {"SZ300959"}),
    ],
)
def test_set_phrase_that_repeats_a_character_takes_more_to_be_a_company(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    "sentence",
    [
        "活动以线上线下融合的新玩法、新场景、新消费带动夜间经济。",
        "推动线上线下融合的新业态新模式，作为今年的重点。",
        "发展线上线下融合的新型消费，是下一步的任务。",
        "商家通过线上线下联动的促销吸引顾客。",
    ],
)
def test_a_sources_link_on_an_ordinary_phrase_makes_no_company_of_it(
    recogniser: Recogniser, sentence: str
) -> None:
    phrase = sentence.index("线上线下")
    document = Document("消费节启动", sentence, (Mark(phrase, phrase + 4, "300959"),))
    assert "SZ300959" not in {each.symbol for each in recogniser.recognise(document)}


def test_mention_leads_to_the_words_that_name_the_company(recogniser: Recogniser) -> None:
    text = "　　每经AI快讯，\n科大訊飛 （002230）发布新品。"
    found = mention_of(recogniser, "SZ002230", Document("晚报", text))

    assert found.field is Field.TEXT
    assert found.surface == text[found.start : found.end] == "科大訊飛"
    assert found.evidence[:2] == ("distinct-name:科大讯飞", "own-code:SZ002230")


def test_best_place_is_the_one_shown(recogniser: Recogniser) -> None:
    document = Document("科大讯飞：净利润增长", "他曾在科大讯飞上班。")
    assert mention_of(recogniser, "SZ002230", document).field is Field.TITLE


def test_both_listings_of_a_company_are_mentioned(recogniser: Recogniser) -> None:
    assert named(recogniser, "比亚迪10月销量增长。") == {"SZ002594", "01211.HK"}


def test_code_of_a_preferred_share_is_mentioned_with_its_companys_share() -> None:
    directory = Directory(
        [
            Security("BAC", "NYSE", "Bank of America", ("cik:1",)),
            Security("BAC.PL", "NYSE", "Bank of America Preferred", ("cik:1",)),
        ]
    )
    assert named(Recogniser(directory), "Traders like NYSE:BAC-P.") == set()
    assert named(Recogniser(directory), "Traders like $BAC.") == {"BAC"}


def test_link_on_a_name_that_no_list_has_counts_but_not_one_on_an_ordinary_word(
    recogniser: Recogniser,
) -> None:
    text = "旷宇动力亮相展台。老师傅拿出了指南针。"
    compass = text.index("指南针")
    marks = (Mark(0, 4, "600320"), Mark(compass, compass + 3, "300803"))
    (found,) = recogniser.recognise(Document("", text, marks))
    assert (found.symbol, found.surface) == ("SH600320", "旷宇动力")


def test_ticker_given_as_data_counts_although_the_text_does_not_name_it(
    recogniser: Recogniser,
) -> None:
    document = Document("收盘播报", "市场缩量整理。", tickers=("002230", "unknown"))
    found = mention_of(recogniser, "SZ002230", document)
    assert (found.surface, found.start, found.end) == ("", 0, 0)
    assert found.evidence == ("ticker:SZ002230",)


def test_ticker_given_as_data_does_not_make_a_company_of_a_sector(recogniser: Recogniser) -> None:
    document = Document("", "盘面上，机器人、固态电池等板块涨幅居前。", tickers=("300024",))
    assert recogniser.recognise(document) == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("中信证券研报认为，明年物价温和。", Role.SOURCE),
        ("据人民网报道，寒潮来袭。", Role.SOURCE),
        ("中信证券研报认为，明年物价温和。中信证券股价涨停。", Role.SUBJECT),
        ("中信证券：前三季度净利润增长。", Role.SUBJECT),
        ("某公司递表港交所。", Role.SOURCE),
        ("港交所公布季度业绩。", Role.SUBJECT),
    ],
)
def test_origin_of_a_report_is_no_subject(recogniser: Recogniser, text: str, role: Role) -> None:
    assert {found.role for found in recogniser.recognise(Document("", text))} == {role}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("机器人（000333）涨停。", {"SZ000333", "00300.HK"}),  # another company's code
        ("数字人民币试点。", set()),
        ("《完美世界》开播，公司股价涨停。", set()),
        ("上海复旦软件园开园。", set()),
        ("中国稀土集团成立。", set()),
        ("NASDAQ:AAPL", {"AAPL"}),
        ("贝壳回购股份，年内耗资超6亿美元。", {"02423.HK", "BEKE"}),
        ("海边的贝壳收起来了。", set()),
        ("他花了600519元。", set()),
        ("U.N. officials met in the U.S.", set()),
        ("黑莓(BB.N)股价上涨。", {"BB"}),
        ("See https://github.com/apple and mail to intel@example.org.", set()),
        ("The XML-RPC door was built by Colin O'Dell.", set()),
        ("机构Dell’Oro称，全球宽带设备收入增长一成。", set()),
        ("Dell’s servers sell well, and profit rose.", {"DELL"}),
        ("民生加银策略精选二季度净值下降。", set()),
        ("险资里有国寿养老、国寿财险。", set()),
        ("芒果金融的P2P项目涉嫌自融。", set()),
        ("苹果的供应链继续比同行执行得更好。", {"AAPL"}),
        ("果农说，干旱影响了今年的苹果产量。", set()),
        ("联想和联通推出的套餐价格实惠。", {"00992.HK", "00762.HK", "SH600050"}),
        ("听到歌声让人联想到童年，信号联通到每一户。", set()),
        ("西南证券保荐未尽责，被立案调查。", {"SH600369"}),
        ("合康变频：副总经理辞职。", {"SZ300048"}),  # since then 合康新能
        ("不过网贷爆雷太多，连招行背书的也信不过。", {"SH600036", "03968.HK"}),
        ("AMD股价大涨。", {"AMD"}),
        ("An oracle spoke.", set()),
        ("Oracle shares rose.", {"ORCL"}),
        ("oracle shares of wisdom", set()),
    ],
)
def test_words_around_decide(recogniser: Recogniser, text: str, symbols: set[str]) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("某流媒体（NFLX.O）盘前跌4%。", {"NFLX"}),
        ("某流媒体 NFLX.O 盘前跌4%。", {"NFLX"}),
        ("某饮料 <KO.N> 涨1%。", {"KO"}),
        ("某药企（600276.XSHG）授权出海。", {"SH600276", "01276.HK"}),
        ("某保险（1.601318）涨，某游戏（116.00700）跌。", {"SH601318", "02318.HK", "00700.HK"}),
        ("汇率报1.601318。", set()),
        ("The firm (700 HK) rose, the bank (5.HK) fell.", {"00700.HK", "00005.HK", "HSBC"}),
        ("The bank (SEHK: 0005) named a chief.", {"00005.HK", "HSBC"}),
        ("Xiaomi (HKEX: 1810) said deliveries rose.", {"01810.HK"}),
        ("The insurer (NYSE: BRK/B) rose.", {"BRK.A", "BRK.B"}),
        ("The maker (NasdaqGS: AAPL) rose.", {"AAPL"}),
        ("Watching $0700.HK today.", {"00700.HK"}),
        ("U.N. officials say N.O. to it.", set()),
        ("300024 机器人 17.2 4.5%\n000591 太阳能 5.3 1.2%", {"SZ300024", "SZ000591"}),
        ("请拨13300024 机器人客服会接听。", set()),
    ],
)
def test_codes_are_read_as_desks_and_vendors_write_them(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("上证指数(000001)收报3950点，中证500(000905)、科创50(000688)上涨。", set()),
        ("华夏成长混合（000001）、东方红产业升级（000619）、余额宝（000198）规模居前。", set()),
        ("咨询请拨热线（600000）。", set()),
        ("国债ETF(511010)、机器人ETF(562500)放量，中证消费(000932)收跌。", set()),
        ("沪深300价值(000919)、大盘(000001)缩量，上证50(000016)收红。", set()),
        ("华夏回报(002001)分红，华夏优势增长(000021)开放申购。", set()),
        ("某某高新技术产业A(000628)净值上涨。", set()),
        ("隆22转债(113053)收涨0.1%。", set()),
        ("平安银行（000001）收涨。某公司（000619）公告。", {"SZ000001", "SZ000619"}),
    ],
)
def test_number_in_brackets_is_a_share_only_behind_something_that_may_be_one(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


def test_own_code_settles_it_whatever_stands_around(recogniser: Recogniser) -> None:
    assert named(recogniser, "大股东减持八百万股老百姓(603883)老板失联") == {"SH603883"}
    assert named(recogniser, "《完美世界》(002624)") == {"SZ002624"}


@pytest.mark.parametrize(
    "text",
    [
        "湖北同济堂获批上市。",
        "大西洋证券调降评级。",
        "江苏华侨城投资签约。",
        "索尼人寿去年保费增长。",
        "重庆啤酒花种植面积减少。",
        "中国电信诈骗案件同比下降。",
        "青島啤酒節今晚開幕。",
        "格力电器杯技能大赛落幕。",
        "茅台学院今年招收本科生。",
        "复星国际学校附近房价下降。",
        "腾讯大厦前排起长队。",
        "宁德时代A座招租。",
        "南航转债(110075)领涨。",
        "经理冯永辉辞职。",
        "特瑞普利单抗注射液获批上市。",
        "浙江电力清仓华新电缆12.3%股权。",
        "青鸟软通副总经理吕冬梅辞职。",
        "公司控股股东泰格林纸重组方案获批。",
        "实际控制人套现10万泰跃系提议被驳回。",
        "海航创新(600555)罢免董事一案落定。",
        "创新层企业华旺股份(832514)拟摘牌。",
        "新疆甬金减持2235万股。",
    ],
)
def test_name_inside_a_longer_name_is_not_that_name(recogniser: Recogniser, text: str) -> None:
    assert named(recogniser, text) == set()


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("贵州茅台酒股份有限公司公告。", "SH600519"),
        ("宁德时代麒麟电池下线。", "SZ300750"),
        ("招行三季度净息差收窄。", "SH600036"),
        ("海天味业节前备货。", "SH603288"),
        ("格力电器路演推介。", "SZ000651"),
        ("腾讯大学生招聘启动。", "00700.HK"),
        ("中国平安H股涨2%。", "SH601318"),
        ("得润电子称，产线满产。", "SZ002055"),
        ("董明珠连任，格力空调渠道改革仍未收官。", "SZ000651"),
        ("绝味鸭脖提价，股价涨停。", "SH603517"),
        ("晶圆代工厂联电毛利润近40%，芯片再涨价。", "UMC"),
        ("闻泰今日复牌，机构上调评级。", "SH600745"),
        ("墙壁开关需求疲软，公牛五年来首次营收下滑。", "SH603195"),
        ("宁波银行信贷资产质量保持平稳。", "SZ002142"),
        ("北京银行贷款余额增长一成。", "SH601169"),
    ],
)
def test_what_goes_on_behind_a_name_makes_no_longer_name_of_it(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert symbol in named(recogniser, text)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (
            "美股集体收涨，苹果涨2.1%，亚马逊跌0.3%，甲骨文涨1.5%，高通跌0.9%，微软涨0.4%。",
            {"AAPL", "AMZN", "ORCL", "QCOM", "MSFT"},
        ),
        (
            "恒指收市升312點，小米升2.1%，京東升1.5%，吉利升1.1%，長實升0.8%，騰訊升1.9%。",
            {"01810.HK", "09618.HK", "JD", "00175.HK", "01113.HK", "00700.HK"},
        ),
        (
            "苹果涨2.31%报231.5美元，甲骨文跌0.5%报140.2美元，高通收涨1.1%。",
            {"AAPL", "ORCL", "QCOM"},
        ),
        (
            "机器人收报17.2元，涨2.1%；太阳能收报5.3元，跌0.8%。",
            {"SZ300024", "SZ000591"},
        ),
        (
            "機器人（+3.2%）、太陽能（-1.1%）、好當家（+2.0%）",
            {"SZ300024", "SZ000591", "SH600467"},
        ),
        (
            "好想你、老百姓涨停，太阳能炸板，机器人冲高回落。",
            {"SZ002582", "SH603883", "SZ000591", "SZ300024"},
        ),
        (
            "主力资金（万元）：亚盛集团 +8,231；北大荒 +5,104；苏垦农发 -1,877。",
            {"SH600108", "SH600598", "SH601952"},
        ),
        ("特斯拉涨3%，机器人指数跌1%，太阳能ETF收红。", {"TSLA"}),
    ],
)
def test_members_of_a_market_wrap_are_all_named(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("嘉凯城午后涨停。", "SZ000918"),  # shown as *ST嘉凯
        ("深交所向八菱科技发关注函。", "SZ002592"),  # shown as ST八菱
        ("轴研科技抛出重组方案，拟收购轴承研究所。", "SZ002046"),  # 国机精工 since
        ("双汇国际拟收购西班牙肉制品商。", "00288.HK"),  # 万洲国际 since
    ],
)
def test_company_is_known_by_what_it_was_called_and_without_the_exchanges_mark(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert named(recogniser, text) == {symbol}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("双方将依托金龙客车的制造优势。", "SH600686"),
        ("水滴筹更新筹款规则。", "WDH"),
    ],
)
def test_business_stands_for_the_company_that_owns_it(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert named(recogniser, text) == {symbol}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("北京亿华通科技股份有限公司本次公开发行股票。", "SH688339"),
        ("与美国英特尔和德国思爱普展开合作。", "SAP"),
        ("青啤销量下滑。", "SH600600"),
        ("恒瑞授权出海，首付款两亿美元。", "SH600276"),
        ("上海汽车集团股份有限公司公告。", "SH600104"),
        ("基金由上海汽车集团全资子公司领投。", "SH600104"),
    ],
)
def test_registered_names_and_short_forms_of_the_press_are_read(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert symbol in named(recogniser, text)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("新世界股價跌5%，傳洽售酒店。", {"00017.HK"}),
        ("新世界股价跌5%，传洽售酒店。", {"SH600628"}),
        ("煤氣獲大行上調目標價。", {"00003.HK"}),
        ("煤气获大行上调目标价。", set()),
        ("中電港燈齊公布明年電費", {"00002.HK", "02638.HK"}),
        ("中电港涨停，成交放量。", {"SZ001287"}),
        ("*ST嘉信公告，股票停牌。", set()),
    ],
)
def test_names_of_hong_kongs_press_are_read_in_its_characters(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


def test_sure_member_of_a_market_wrap_vouches_for_the_others(recogniser: Recogniser) -> None:
    wrap = "特斯拉+2.1%，英伟达-0.8%，苹果+0.3%"
    assert named(recogniser, wrap) == {"TSLA", "NVDA", "AAPL"}


def test_ticker_is_one_in_capitals_only(recogniser: Recogniser) -> None:
    assert named(recogniser, "Fang said on Friday that listings abroad go on.") == set()
    assert named(recogniser, "FANG shares rose 3%.") == {"FANG"}


def test_end_of_a_share_class_is_cut_from_names_as_a_word_only() -> None:
    names = ("Manchester United plc", "Bank of Commonwealth Corp.", "Alpha Class A Common Stock")
    cores = [english_core(name.lower()) for name in names]
    assert cores == ["manchester united", "bank of commonwealth", "alpha"]


def test_name_that_several_companies_have_needs_a_code() -> None:
    directory = Directory(
        [Security("SZ000001", "SZSE", "甲乙丙丁"), Security("SZ300001", "SZSE", "甲乙丙丁")]
    )
    recogniser = Recogniser(directory)
    assert named(recogniser, "甲乙丙丁发布公告。") == set()
    assert named(recogniser, "甲乙丙丁（300001）发布公告。") == {"SZ300001"}


def test_core_of_a_name_with_a_status_counts_only_behind_the_status() -> None:
    recogniser = Recogniser(Directory([Security("SH600381", "SSE", "*ST春天")]))
    assert named(recogniser, "春天的脚步近了，股价涨停。") == set()
    assert named(recogniser, "ST春天公告收到问询函。") == {"SH600381"}


def test_weighing_also_shows_what_was_refused_and_why(recogniser: Recogniser) -> None:
    (refused,) = recogniser.find_candidates(Document("", "数字人民币试点"))
    assert not refused.is_accepted
    assert Evidence(Sign.CROSSED, "人民币") in refused.evidence


def test_every_evidence_has_a_sentence_of_its_own() -> None:
    assert len({sign.key for sign in Sign}) == len(Sign)
    assert explain("own-code:SZ002230") == "its own code SZ002230 stands beside the name"
    assert explain("alone") == "it stands by itself"
    assert explain("something else") == "something else"


PIECES = (
    *(
        "科大讯飞",
        "机器人",
        "线上线下",
        "数字人民币",
        "中国软件",
        "（002230）",
        "(行情300024,诊股)",
    ),
    *(
        "$AAPL",
        "Apple",
        "公告",
        "：",
        "、",
        "，",
        "。",
        "股价涨停",
        "的",
        "《",
        "》",
        "【",
        " ",
        "\n",
    ),
    *("ST", "等板块", "研报认为", "據", "騰訊", "\ud800", "İ", "ﬁ", "00700.HK", "2021年", "集团"),
)
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@given(title=texts, text=texts, tickers=st.lists(texts, max_size=2))
@example(title="", text="İ科大讯飞", tickers=[])
@settings(max_examples=150, deadline=None)
def test_any_document_is_read_and_its_mentions_lead_to_their_words(
    recogniser: Recogniser, title: str, text: str, tickers: list[str]
) -> None:
    marks = (Mark(0, len(text), "002230"),) if text else ()
    document = Document(title, text, marks, tuple(tickers))
    mentions = recogniser.recognise(document)

    assert len({found.symbol for found in mentions}) == len(mentions)
    for found in mentions:
        whole = title if found.field is Field.TITLE else text
        assert found.surface == whole[found.start : found.end]
        assert found.evidence


@given(before=texts, after=texts)
@settings(max_examples=80, deadline=None)
def test_text_far_away_does_not_take_a_mention_with_its_own_code_away(
    recogniser: Recogniser, before: str, after: str
) -> None:
    text = f"{before}\n\n晚间，科大讯飞（002230）公告，中标项目。\n\n{after}"
    assert "SZ002230" in named(recogniser, text)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_same_document_gets_the_same_answer_again(recogniser: Recogniser, text: str) -> None:
    document = Document("", text)
    assert recogniser.recognise(document) == recogniser.recognise(document)


everyday = st.sampled_from(["万华", "众泰", "华发", "迈瑞", "康泰", "海航", "平安", "永辉"])
codes = st.sampled_from(["SZ000020", "SZ000010", "SZ000409", "SZ002230", "SZ300024"])


@given(
    name=everyday,
    code=codes,
    between=st.sampled_from(["", "A", "创新", "股份"]),
    rest=st.sampled_from(["重组中止，股价跌停。", "公告，终止收购。", "董事辞职。"]),
)
@settings(max_examples=60, deadline=None)
def test_short_name_before_anothers_code_is_that_other(
    recogniser: Recogniser, name: str, code: str, between: str, rest: str
) -> None:
    assert named(recogniser, f"ST{name}{between}({code[2:]}){rest}") == {code}


@pytest.mark.parametrize("name", ["机器人", "科大讯飞", "Apple"])
@pytest.mark.parametrize(
    "piece",
    ["、机器人", "等", "2021年", "和", "(", "《", "1日", "9", "a1", "中国", "升0.1%", "'s ", "; 1"],
)
def test_endless_repetition_is_read_in_linear_time(
    recogniser: Recogniser, name: str, piece: str
) -> None:
    assert isinstance(recogniser.recognise(Document("", name + piece * 2000)), tuple)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("京东方面板价格回升。", {"SZ000725"}),
        ("微软公布新一代办公软件。", {"MSFT"}),
        (
            "涨幅榜：1. 老百姓 5.2亿 2. 益丰药房 3.1亿 3. 大参林 2.6亿",
            {"SH603883", "SH603939", "SH603233"},
        ),
        (
            "中标测算（亿元）：国电南瑞 17.9／许继电气 8.4／平高电气 12.2",
            {"SH600406", "SZ000400", "SH600312"},
        ),
        ("金沙中國中場收入按季升一成", {"01928.HK"}),
        ("信置斥資購回股份", {"00083.HK"}),
        ("花旗指金沙中國市佔穩定，維持「買入」", {"01928.HK"}),
    ],
)
def test_ranking_and_hong_kongs_words(recogniser: Recogniser, text: str, symbols: set[str]) -> None:
    assert named(recogniser, text) == symbols


def test_another_company_in_the_sentence_speaks_for_a_doubtful_name(recogniser: Recogniser) -> None:
    document = Document("", "益丰药房与老百姓两家的门店挨得很近。")
    _, found = recogniser.weighed_by_rules(document)

    assert "beside:益丰药房" in map(str, found.evidence)


def test_a_longer_name_elsewhere_speaks_against_a_doubtful_one(recogniser: Recogniser) -> None:
    title = "某公司拟与北京文化共建平台"
    body = "公司与北京文化艺术品交易中心有限公司签订协议。"

    alone, *_ = recogniser.weighed_by_rules(Document(title, "公司签订协议。"))
    beside, *_ = recogniser.weighed_by_rules(Document(title, body))
    assert alone.is_accepted
    assert not beside.is_accepted
    assert "elsewhere:北京文化" in map(str, beside.evidence)


@pytest.mark.parametrize(
    ("text", "is_company"),
    [
        (
            "Loss in the Brazilian Amazon fell. Fires in the Amazon are fewer. They burn Amazon.",
            False,
        ),
        ("The Amazon said little. Amazon said that sales rose.", True),
        ("A Boeing 737 landed. Then Amazon paid.", True),
    ],
)
def test_what_other_places_say_of_a_name_counts_where_nothing_shows_a_company(
    recogniser: Recogniser, text: str, is_company: bool
) -> None:
    assert ("AMZN" in named(recogniser, text)) is is_company


def test_places_where_a_word_is_no_company_speak_against_another(recogniser: Recogniser) -> None:
    *_, alone = recogniser.weighed_by_rules(Document("", "今年小米的销售增加"))
    *_, among = recogniser.weighed_by_rules(
        Document("", "黄小米粥很香，沁州小米每斤六元，今年小米的销售增加")
    )

    assert among.name == alone.name
    assert among.score < alone.score
    assert "other-elsewhere:小米" in map(str, among.evidence)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("黑龙江的秋天：稻谷、小米、红豆陆续登场。", set()),  # among words
        ("古墓出土太古傳說壁畫 專家料距今逾二千年", set()),  # no business
        ("电子城的摊位空了一半，老板们改行卖咖啡。", set()),
        ("信達生物首選地位不變，該行予信達目標價118元。", {"01801.HK"}),  # not 01359.HK
        ("騰訊暫停回購，不免令人聯想到集團有併購的計劃。", {"00700.HK"}),  # a verb
        ("拿了两年火星人，从发行价一路亏到现在", {"SZ300894"}),  # held, as shares are
        ("影视股回调，猫眼娱乐在港股亦跌超5%。", {"01896.HK"}),
        ("猫眼专业版：国庆档总票房破15亿元", set()),  # only the source
        ("高盛話最壞時間未過，美團要燒錢。", {"03690.HK"}),  # 話: says
        ("一辆特斯拉冲进便利店。男子在星巴克门口摔倒。", set()),
        ("特斯拉一辆车降价三成，股价下跌。", {"TSLA"}),
        ("Meta新一代智能眼镜的订单增加。", {"META"}),
        ("网友在东方财富股吧发帖。", set()),
        ("某公司向港交所披露，8月出口增加。", set()),
    ],
)
def test_what_a_text_is_about_decides_with_the_words_around(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols
