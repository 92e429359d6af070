"""The words around a company's name, as data. Everything here is folded.

`COMPANY_AFTER` and `COMPANY_BEFORE` go with companies and hardly with anything else; the mild ones
go with companies among others. To teach recognition a new word, add it here and run the
evaluation (`python -m evaluation`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final


class WordTable:
    """A set of words, found by where they begin or end; the longest one counts."""

    def __init__(self, words: str) -> None:
        """Read words separated by white space."""
        by_first: defaultdict[str, list[str]] = defaultdict(list)
        by_last: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words.split()), key=len, reverse=True):
            by_first[word[0]].append(word)
            by_last[word[-1]].append(word)
        self._by_first = {first: tuple(found) for first, found in by_first.items()}
        self._by_last = {last: tuple(found) for last, found in by_last.items()}

    def at(self, text: str, position: int) -> str | None:
        """Return the longest word that begins at `position`."""
        for word in self._by_first.get(text[position : position + 1], ()):
            if text.startswith(word, position):
                return word
        return None

    def before(self, text: str, position: int) -> str | None:
        """Return the longest word that ends at `position`."""
        for word in self._by_last.get(text[position - 1 : position], ()) if position else ():
            if text.endswith(word, 0, position):
                return word
        return None


COMPANY_AFTER: Final = """
控制权 控股权 私有化 派发 要约收购 应收账款 应收款 公告 午间公告 晚间公告 发公告 发布公告 公布
披露 宣布 发布 推出 澄清 否认 回应 回复 承认 拟 拟以 拟将 拟向 筹划 斥资 预计 收到 收问询 收监管
收关注 遭 遭问询 被问询 被立案 遭立案 涉嫌 被罚 被处罚 被查 被警示 被责令 被起诉 被诉 败诉 胜诉
起诉 涉诉 违规 信披 财务造假 造假 虚增 爆雷 暴雷 违约 逾期 破产 重整 终止 前十大股东
前十大流通股东 停产 复产 停工 复工 投建 增资 停牌 复牌 摘牌 摘帽 戴帽 退市 终止上市 暂停上市
恢复上市 借壳 重组 并购 被否 收购 要约 吸收合并 分拆 剥离 出售 转让 受让 挂牌 被拍卖 流拍 质押
解押 被冻结 平仓 爆仓 减持 增持 清仓 套现 卖股 回购 定增 增发 配股 募资 募集 发债 可转债 转债
高送转 送转 派现 分红 派息 除权 除息 解禁 上会 过会 递表 获通过 获批 获准 获核准 获受理 中标
预中标 签约 签订 签署 签下 新签 斩获 首发 ipo 港股上市 a股上市 上市首日 首日 破发 配售 盈警 发盈
涨停 跌停 封板 封涨停 炸板 连板 一字 反包 冲击涨停 涨超 涨近 涨逾 涨幅 跌超 跌近 跌逾 跌幅 大涨
大跌 暴涨 暴跌 飙升 飙涨 闪崩 跳水 异动 走强 走弱 走高 走低 拉升 冲高 翻红 翻绿 高开 低开 收涨
收跌 微涨 微跌 创新高 再创新高 领涨 领跌 跟涨 跟跌 补涨 居前 放量 缩量 换手 成交额 净买 净卖
净流入 净流出 触及 龙虎榜 主力 收盘 午后 预增 预减 预盈 预亏 首亏 续亏 扭亏 略增 略减 亏损 盈利
净利 净赚 净亏 归母 扣非 营收 营业收入 业绩 毛利 年报 半年报 季报 一季报 三季报 中报 快报 财报
财务 现金流 商誉 存货 市值 估值 市盈率 目标价 股价 股票 股东 股权 股本 总股本 流通股 a股 h股 b股
港股 评级 溢利 大股东 二股东 三股东 第一大股东 第二大股东 第三大股东 控股股东 控股子公司
实控人 实际控制人 一致行动人 董事 董事会 董秘 董监高 独董 独立董事 监事 高管 总经理 副总 副总裁 总裁
行长 副行长 财务总监 首席执行官 ceo cfo 创始人 掌门人 法定代表人
原董事 原财务 原副总 前高管 员工持股
股权激励 子公司 孙公司 分公司 下属公司 全资 旗下 参股 入股 母公司 关联方 裁员 下调 上调
海外收入 委任 料 综合收益 少赚 多赚 大赚 赚 蚀 纯利 转赚 转亏 转蚀 见红 盈喜 中绩 中期业绩 季绩
末期息 中期息 派末期 派中期 挫 急挫 重挫 泻 插水 弹 反弹 抽升 抽高 炒高 炒起 捱沽 遭沽 吐 齐吐
洗仓 供股 唱好 唱淡 获升 获唱 首挂 暗盘 申购 超购 招股 购回
内控 股份公司 爆涨 翻倍 走势 这走势 庄家 真牛 重大资产 收警示 及实控人 及股东 及董事 及其实控人
及其股东 及控股股东 竞争对手 股吧 投资者 互动平台 在互动平台 证券简称 证券代码 四板 三板 二板
五板 独立行情
"""
"""Verbs and nouns that follow the name of a company."""

MILD_AFTER: Final = """
产能 销量 销售额 出货 交付 召回 投产 达产 扩产 减产 限产 完成 将 已 获 获得 与 和 及 向 上市
表示 称 指出 认为 成立 布局 等 的股 为 首次 正式 再 又 要 都 还 被 目前 近期 近日 日前 今日 昨日
昨晚 今晚 有限 持有 股份 发行 合作 联合 携手 开展 开启 启动 计划 有望 或 因 从 涨 跌 新增 承建
承诺 申请 提示 提议 参与 主导 官网 官方 门店 员工 实现 录得 增长 下降 下滑 大增 大降 突破 销售
收入 利润 毛利率 排名 跻身 入选 入围 荣获 登陆 反弹 回落 回调 这波 这票 这只 投资成立 更名 改名
《 搬迁 换帅 客户 供应商 专利 现金 零售 品牌 融资 估计 牌照
"""
"""What often follows a company's name, and other things' names as well."""

TIME: Final = (
    r"(?:\d{2,4}年度?|\d{1,2}月份?|\d{1,2}日|[上下]半年|[上下]半年度|半年度?|去年|今年|明年|年内|"
    r"本周|上周|周[一二三四五六日]|首[一二三四五六七八九十\d]*[个]?[季月]|[本上]财年|中期|全年"
    r"|上季|"
    r"前?[一二三四1-4]季度?|前[一二三四五六七八九十\d]+个?月|\d{1,2}[-至]\d{1,2}月|"
    r"第[一二三四]季度?|20cm|30cm|\d{1,2}(?=连板|板|天\d)|q[1-4]|前三月|前三季|全年|今日|昨日|"
    r"今天|昨天|昨晚|今晚|晚间?|晚上|早间|午间|日前|近日|近期|目前|当日|"
    r"午后|盘中|早盘|尾盘|开盘|盘前|盘后|一度|再度|再次|也|均|亦|将|或|欲|已|未|不|又|正|仍|要|"
    r"都|还|就|终于|继续|依然|仍然|再|连续|持续|首次|直线|大幅|集体|双双|先后|相继|纷纷|罕见|紧急|"
    r"[一二三四五六七八九十两\d]+[年天个月日连度]{1,2}来?|第?[一二三四五六七八九十两\d]+个?(?:季度|交易日|财年)"
    r"|单[季月日周]|[月周日]内|\d{1,2}:\d{2}|至|-)"
)
"""When, and how: what may stand between a name and its verb."""

COMPANY_BEFORE: Final = """
北交所公司 科创板公司 创业板公司 a股公司 港股公司 建议关注: 抄底 低吸 潜伏 埋伏 追高 清仓 清仓了
割肉 换成 买了 买了点 卖了 抄底了 抛了 抛售了 减持了 增持了 收购了 买入了 卖出了 加仓了 持有的
减持 增持 举牌 入股 参股 重仓 加仓 抛售 换股 满仓 做空 控股 接盘者 接盘方 个股 股票 上市公司
控股股东 大股东 子公司 旗下 龙头 概念股 龙头股 竞争对手 对手 中标 牵手 携手 联手 起诉 状告 收购
举牌对象 并购 借壳 持有 买入 卖出 看好 推荐 转让 拍卖 所持 认购 配售 问询 处罚 立案调查 卖
伙 伙拍 跑赢 跑输
投资者 股民 保荐 成为 恭喜 格局 换仓 干翻 超越 超过 赶超 下个 下一个 st *st *st. 原标题:
证券简称: 简称: 证券简称 简称 聘请 委托 战略投资 讯 讯,
"""
"""What stands before the name of a company."""
COMPANY_WORDS_BEFORE: Final = WordTable(COMPANY_BEFORE)

HELD_BEFORE: Final = (
    r"(?:[拿守捂扛熬蹲套炒]|持有|埋伏|潜伏|重仓|被套|满仓)[了着]?"
    r"[\d一二两三四五六七八九十半几好多]{1,3}(?:个?多?(?:星期|礼拜|月|交易日)|[年天周]多?)[的了]?\Z"
)
"""How traders say that they hold its share: 拿了两年."""

NO_SHARE: Final = (
    r"(?:指数?|大盘|(?:上证|深证|中证|国证|沪深|科创|创业板|创业|恒生|中小"
    r"|北证)[\u4e00-\u9fff]{0,6}\d{0,4}"
    r"(?:价值|成长)?|etf|lof|reits?|基金|混合|股票|债券?|货币|联接|定开|持有|理财|优选|精选|宝"
    r"|转债|转\d|期权"
    r"|合约|板块|概念|行业|邮编|热线|电话|传真|编号|文号|密码|验证码|型|红利|增强|期|成长|回报"
    r"|增长|收益|平衡"
    r"|稳健|优势|先锋|升级|蓝筹|低波|阿尔法|[\u4e00-\u9fff]{5}(?=[ac]))[a-e]?"
)
"""What a number in brackets belongs to if it is no share's: an index, a fund, a telephone."""

MOVE: Final = r"(?:[微小大急反收]?[涨跌升挫扬][超近逾]?|收?报|[+-])\d"
"""How a market wrap says what a share did."""

_SECTORS: Final = "板块|概念股?|方向|行业|领域|产业|题材|赛道|主题|产业链|指数|等新兴产业|品种|商品"
SECTOR_LIST_AFTER: Final = (
    r"(?:板块|概念股?|行业|产业|赛道|题材|指数|etf|股(?=[等均集普走大反领异])|期货|主力合约)"
    r"|(?=[、和与及等])(?:、[^、,。;:!?\s]{1,12}){0,12}?(?:[和与及][^、,。;:!?\s]{1,10}?)?"
    rf"(?:等|等多个|等多|[一两三四五六七八九十\d]+大)?(?:{_SECTORS})"
)
"""What ends a list of sectors, in which the name of a company is only a sector's name."""

SECTOR_LIST_BEFORE: Final = (
    rf"(?:{_SECTORS}|盘面|热点)(?:方面|上|中|来看|板块)?[,:](?:[^,。;!?]{{1,30}}[、和])?\Z"
)
"""What begins such a list."""

MARKET_TEXT: Final = """
合同 订单 债券 业绩 可换股 股息 减值 私有化 流水 涨停 跌停 涨超 跌超 涨逾 跌逾 涨近 跌近 涨幅
跌幅 跟涨 跟跌 龙虎榜 净流入 净流出 减持 增持 概念股 股价 个股 市值 停牌 复牌 连板 重仓 满仓
高抛低吸 a股 主力资金 板块 跌破 注册资本 天眼查 企查查 净利 营收 归母 股东 股权 定增 举牌 ipo
上市公司 每股 收盘 开盘 大盘 牛股 盘中 证监会 深交所 上交所 翻红 翻绿 一字板 三连板 被套 出局
跌停板 涨停板 妖股 破净 炒疯 清仓 补仓 建仓 仓位 追高 低吸 跌成 抱团 主力 庄家 套牢 割肉 加仓
解套 抄底 洗盘 梭哈 做多 做空 利好 利空 涨板 散户 股民 牛市 熊市 走势 炒股 成交额 并购 重组 招股
目标价 评级 财报 商誉 回购
"""
"""What is said of shares and companies: a sentence that has it is about them."""

SHARES: Final = (
    "[股派利期]息|股|盈[利警喜]|[纯净毛]利|亏|市占|大行|目标价|评级|估值|业绩|折旧|减值|分红"
)
"""What is said of a company as its shareholders see it."""

FIRM_AFTER: Final = """
证券 银行 信托 基金 保险 资管 期货 资本 科技 药业 地产 投资 实业 控股 电子 生物 能源 产投 国际
传媒 环境 环保 医药 医疗 化学 化工 材料 食品 物流 重工 智能 电气 半导体 新材 光电 通信 网络 信息
软件 文化 教育 农业 股份 集团 酒店 高速(?![增发成扩运]) 联盟 旅游 稀土 普惠 货运
视讯 宾馆 分局 兴业 商业 钢铁 电缆 机械 石化 液压 创新(?=[(::]) 宇航 互联(?!网) 物联(?!网) 物业
电商 房地产 贸易 通航 村 育种 配电 租赁 微电子 精工
"""
"""What makes another company's name of a name of two characters."""

LEADS: Final = "厂 方 商 股 企 者 主 店 系"
"""What ends the word before a name that says what the company is: 代工厂|联电, 科技股|苹果."""

GOES_ON: Final = "酒 云 鱼 鸭 奶 茶 油 肉 车 漆 锅 鞋 诉 沽 频 官 末 季 欲"
"""Goods and verbs of one character that follow a name, and do not end a longer one: 绝味|鸭脖."""

TRADE_AFTER: Final = (
    r"证券(?!简称|代码|部|投资部|事务)|银行|信托|期货|资管|保险|地产|置业|科技(?!公司|股(?!东)|园)|实业"
    r"|传媒|药业|产投|置地"
    r"|控股(?!股东|子公司|权|的|\d)|投资(?!者|建|设|成立|入股|参股|于|约|超|近|逾|额|价值|收益|的"
    r"|了|\d)"
    r"|资产(?!负债|重组|减值|总|规模|注入|收益|质量|证券化|支持|配置|处置|剥离|出售|收购|评估|包"
    r"|端)"
    r"|金融(?!资产|机构|业务|科技|服务|产品|危机)|基金(?!持|重仓|经理|公司|抱团)|人寿"
    r"|[产财寿]险(?!业务|保费)|养老(?!院|金|业务|社区|产业)"
    r"|资本(?!支出|开支|市场|公积|金|充足|运作|化|性|结构)|财富(?!管理|自由)|影视(?!剧|作品|业务)"
    r"|租赁(?!业务|收入|合同|市场|住房)|不动产(?!业务)|影业|互娱|文创|创投|风投|造船|国际贸易"
    r"|加银|汇理|全球(?![化首最第总销各多]|领先|市场|范围)"
)
"""What makes another company's name of a longer one: 大西洋证券, 新希望投资."""

TRADE_AFTER_ANY: Final = (
    r"证券(?!简称|代码|部|投资部|事务)|银行|信托|期货|资管|人寿|地产|置业|药业|置地"
)
"""What does so even behind a name that is nothing but a name: 万科地产."""

THING_AFTER: Final = (
    r"[^,。;:!?、()\s与和及在向的对由为到同给从将把被获拟了是已]{0,2}(?:学院|(?:大学"
    r"|[中小]学)(?![生派])|学校|幼儿园"
    r"|大厦|广场|街道|大街|大道|花园|公园|小区|体育[馆场]|[商协]会(?!议))|[a-f][座栋幢]"
    r"|杯(?!中)|节(?![前后能日省点约目制流气])|奖(?![励金项品惩池])|街|桥(?![接梁水])"
    r"|镇(?![江压痛静定])"
    r"|[^\s,。;:!?、()]{0,8}(?:马拉松|锦标赛|公开赛|邀请赛|大师赛|榄球赛)"
    r"|局(?![面部势限长内])|坊(?!间)|路(?![演由测试径线透况权过边人途氹])"
)
"""What makes the name of a place, a school, a prize or the like: 茅台学院, 青岛啤酒节."""

USED_BEFORE: Final = r"(?:一[辆台部架杯瓶罐盒双件]|驾驶|开着|搭乘|乘坐|[乘驾]|身穿|穿着|喝着)\Z"
USED_AFTER: Final = r"门口|门前|门外|(?:门?店|餐厅)[内里外](?!销)|客机|航班(?!量|数)|up主"
"""What stands around a company's name where one of the things it sold is meant, or one of its
shops."""

PLACES_IN_SHORT: Final = """
粤 沪 京 苏 浙 皖 闽 鲁 豫 湘 赣 桂 琼 川 渝 黔 滇 陕 晋 冀 蒙 辽 津 甘 宁 鄂
"""
"""One-character names of provinces, which tell one bearer of a name from another."""

HONG_KONG: Final = """
亦=也 挫=跌 急挫=大跌 重挫=大跌 泻=跌 插水=跳水 捱沽=下跌 遭沽=下跌 受压=走低 扬=涨 弹=涨
急升=大涨 抽升=拉升 抽高=拉升 炒起=拉升 炒高=拉升 造好=走强 齐=均 惟=但 逊=低 嘅=的 唔=不 佢=他
喺=在 畀=给 市占=份额 纯利=净利 购回=回购 盈喜=预增 盈警=预亏 料=将 斥=花 沽=卖 大行=券商
按年=同比 按季=环比 按月=环比 伙=与 夥=与 夺=获 逾=超 蚀=亏 少赚=下滑 多赚=增长 中绩=业绩
季绩=业绩 收市=收盘 开市=开盘 现报=报 除净=除息 沽空=做空 炒上=拉升 抽上=拉升 破顶=新高
行政总裁=首席执行官 咗=了 睇好=看好 睇淡=看空 睇=看 蚊=元 沟货=补仓 止蚀=止损 逆市=逆势
早市=早盘 午市=午盘 沽压=抛压 蚀本=亏损 卖盘=出售 批股=配股 嘢=东西 唱好=看好 唱淡=看空
拆局=分析 吼=拟 洽购=收购 传=拟 中期息=股息 末期息=股息
"""
"""Words of Hong Kong's press, each with what the mainland's says, from which the judge learned."""

COUNTRIES: Final = (
    "中国 美国 德国 日本 韩国 英国 法国 荷兰 瑞士 瑞典 丹麦 意大利 加拿大 澳大利亚 以色列"
)
"""Places before a company's name that only say where it is from: 德国思爱普."""

ACRONYMS: Final = """
ai it us uk eu un gdp cpi ppi pmi ipo etf ceo cfo coo cto cio esg aum eps roe roa pe pb vat ppp
fed fomc ecb boj pboc sec csrc hkma imf wto who opec nato fda cdc nasa nba nfl ev evs gpu cpu
api sdk app saas iot vr ar xr mr llm ml nft dao rd pr hr bd kol mcn oem odm b2b b2c o2o ytd yoy
qoq mom fy q1 q2 q3 q4 h1 h2 usd eur gbp cny rmb hkd jpy dna rna mrna led lcd oled ram rom usb
ssd hbm tv pc ok faq wti dxy btc eth sol xrp
ceos ipos etfs adr ads reit reits spac asx rba rbnz snb dte lng lpg
adc adcs glp nmn vivo oppo
"""
"""Abbreviations that are no company's name, however they are written."""

INDICES: Final = frozenset(("vix", "spx", "ndx", "dji", "dax", "cac", "compx", "ibex"))
"""The same, of indices; they stay so where cutting a company's name leaves one: SPX Corp."""

SPORT_TEXT: Final = (
    r"[wn]?cba|[中女]超(?![过出])|男篮|女篮|[男女]排|乒超|亚冠|足协杯|[主客]场(?:不敌|[胜负战]|[憾惜小大]?[胜负])|握手言和|[砍拿]下\d+分"
    r"|\d+[-:比]\d+[战击]?[胜败平负]|揭幕战|外援|球队|联赛|最佳阵容|加时赛"
)
"""What a sentence about a team speaks of, which many companies give their name."""

COINS: Final = frozenset(
    (
        *("btc", "eth", "ltc", "bch", "sol", "xrp", "bnb", "ada", "doge", "dot", "trx", "avax"),
        *("sui", "sei", "apt", "arb", "near", "fil", "atom", "link", "icp", "etc", "sand", "grt"),
        *("mana", "hbar", "xlm", "vet", "axs", "inj", "tia", "uni", "aave", "algo", "ton", "shib"),
        *("pepe", "zec", "xmr", "dash", "hype", "ena", "tao", "render", "stx", "imx"),
    )
)
"""Coins whose short names are also tickers of shares; in a text about coins they are coins."""

COIN_TEXT: Final = (
    r"bitcoin|比特币|加密货币|加密资产|虚拟货币|以太[坊币]|狗狗币|莱特币|瑞波币|代币|公链|稳定币"
    r"|\b(?:crypto(?:currenc(?:y|ies)|s)?|altcoins?|memecoins?|stablecoins?|litecoin|zcash|dogecoin"
    r"|ethereum|ether|solana|xrp|btc|eth|layer-?[12]s?|defi)\b"
)
"""What texts about coins speak of."""

LINK: Final = (
    "包括|根据|旗下|以及|例如|譬如|相比|[与和同跟及向给由为从对被把在如像较比据受以将于至是等、的]"
)
"""Words that tie a name to what stands before it in its clause."""
