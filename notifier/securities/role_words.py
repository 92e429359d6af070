"""The words that tell where a report comes from: houses that speak, media, platforms. All folded.

What houses do is said in forms, so those are regular expressions: a desk's name stands between a
broker and its analyst, other houses between an underwriter and its task.
"""

from __future__ import annotations

from typing import Final

ORIGIN_BEFORE: Final = "来源: 来源 转自 稿源: 据 根据 引述 援引 引用 分析师: 研究员:"
"""What stands before whatever a report comes from."""

_TASK: Final = (
    r"(?:保荐|承销|包销|账簿|财务顾问|收购顾问|主办券商|督导|辅导|整体协调|配售代理|做市商"
    r"|受托管理)"
)
_OTHERS: Final = r"(?:[、和及与][^,。;:!?、和及与\s]{2,12}){0,6}?"
_FREE: Final = r"[^,。;:!?、()\n]"

SERVICE_BEFORE: Final = (
    rf"(?:{_TASK}(?:机构|管理|券商|[人商行])*(?:分别)?(?:为|是|包括|由)?|质押[给予]):?"
    r"(?:[^,。;:!?、和及与\s]{2,12}[、和及与]){0,6}\Z"
)
"""What stands before a house that only served, and before others beside it."""

SERVICE_AFTER: Final = (
    rf"{_OTHERS}等?(?:{_FREE}{{0,8}}?家机构[^,。;:!?\n]{{0,6}}调研|{_FREE}{{0,8}}?(?:作为|[为任当作])[^,。;:!?\n]{{0,24}}?{_TASK}"
    rf"|(?:国际)?(?:联[席合]|独家|共同)?(?:保荐|承销|包销)(?!业务|代表|费|资格|额|规模|金额|收入|排名|未|不|违|被|遭|失)|{_FREE}{{2,24}}?营业部)"
)
"""What follows a house that only served, or whose branch only dealt for others."""

VENUE_AFTER: Final = (
    r"(?:最新|网站)?的?(?:权益|股权|持股)?(?:披露易?(?:资料|文件|信息)?|资料|文件|数据)(?:显示)?[,:]?"
    r"(?:(?<=[,:])|(?<=显示))"
)
"""What follows an exchange whose filings tell something of others."""

OPINION_AFTER: Final = (
    rf"{_OTHERS}(?:等{_FREE}{{0,4}})?({_FREE}{{0,8}}?)(?:分析(?:师|[称指认显])|研究(?:[员所部院显认:]"
    r"|中心|报告|发展)|团队|报告[中指称]|研报|晨[报会]|[周月日早晚]报(?!告)|周观点|快评|深度|经济学家|策略|观点|点评|投顾(?!业务|试点|资格|牌照)"
    r"|投资顾问|交易员|固收|宏观|认为|指出|建议|首席(?!执行|财务|运营|风险|信息|技术|合规))"
)
"""What follows a house whose opinion is reported; the group is its desk."""

RATING_AFTER: Final = (
    r":?(?:(?!目标|评级|股份|[ah]股)[^。;:!?\n获遭被]){0,8}?"
    r"(?:[上下]调|调[高低升降]|[升降削砍予将把]|维持|重申|覆盖)[^。;!?\n]{0,30}?(?:评级|目标价|目标股价|[“\"「](?:买入|增持|中性|沽售|跑赢|优于))"
    r"|:[^。;!?\n]{0,40}?(?:评级|目标价)|(?:重申|维持|给予|[升降]至)[“\"「]?(?:买入|增持|跑赢|优于大市)"
)
"""What follows a house that rates another company."""

DESK_AFTER: Final = r"(?:[\u4e00-\u9fff]{2,4}|[a-z]{2,4})[】\]]"
"""What follows a house in the brackets before a report of its analysts: 【华泰食饮】."""

SPEAKER_AFTER: Final = (
    "(?!季[绩度报])[赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹章苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺"
    "罗毕安常于傅康伍余顾孟黄穆萧尹姚邵汪毛米戴宋熊纪舒屈项董梁杜蓝季贾江童颜郭梅林钟徐邱骆高夏蔡"
    "田樊胡凌霍万柯卢莫房丁邓单洪包左石崔龚程陆翁段侯武刘龙叶黎白赖卓池乔阎温庄晏瞿连艾向易廖耿欧]"
    r"[\u4e00-\u9fff]{1,2}(?::|[则也还亦]?(?:认为|指[出称]|表示|[称说]|提示|建议|预[计测期]|判断|强调|直言|分析))|明明:"
)
"""A person of the house that speaks, by the surname: 姜超: or 张启尧则提示."""

CHIEF_AFTER: Final = (
    r"(?:ceo|cfo|cio|首席执行官|行政总裁|董事长|主席|总裁|高管|首席投资官)[\u4e00-\u9fff·]{2,8}?"
    r"(?=:|[则也还亦]?(?:认为|指[出称]|表示|[称说]|提示|建议|预[计测期]|判断|强调|直言|警告|看好))"
)
"""Somebody of the house by a title: 高盛CEO所罗门:."""

HOLDING_AFTER: Final = (
    r"(?:于\d{1,2}月\d{1,2}日)?(?:[增减]持|对[^,。;:]{2,12}?的?(?:[ah]股)?的?(?:[多淡]头|好仓|淡仓|持[仓股]))"
    r"[^。;]{0,24}?(?:万股|亿股|\d股|好仓|淡仓|持[仓股]比例|\d%)"
)
"""What the exchange publishes of a house's holding."""

STATEMENT_AFTER: Final = (
    r"(?:财富管理|资产管理|资管|环球研究|投资总监办公室)*[则也亦]?"
    r"(?::|表示|[称说料]|话(?![题费剧音筒务术机语柄])|指(?![数引定控标])|直言|强调|提[醒示]|警告|写道|发[布表]|报告|统计|数据|预[计测期]|测算|[上下]调(?![^,。;:!?]{0,10}(?:存[单款]|贷款?)利率)|维持|给予"
    r"|推荐|[也则仍最]?看好|估[计算]|重[订申]|[重首]?予|给予)"
)
"""What follows a house that is quoted, unless it speaks of itself."""

ECONOMIST_AFTER: Final = (
    r"(?:全球|中国|亚洲|亚太|大中华区?){0,2}(?:首席|高级)?(?:经济学家|策略师)"
    r"|(?:(?!财报|年报|季报|业绩|经营|销售|公告|招股)[^,。;:!?\s]){0,6}数据显示"
    r"|(?:大数据|消费数据|平台数据|数据|调查|榜单)(?::|发现)|报告:(?!期)|(?:[国际金融经济宏观产业消费大数据发展]{2,6})研究(?:院|中心|所|部)"
)
"""What follows any company whose economists are quoted."""

INDEX_AFTER: Final = (
    r"(?:中国|全球|世界|亚太|新兴市场|美国|香港|日本|[ah]股|[a-z]?\d++|互联互通)*+指数(?!公司|有限)"
    r"|(?:[将把][^,。;:!?]{1,16}?(?:纳入|剔除|调[入出])|公布|宣布)[^,。;:!?]{0,12}?(?:指数|成[份分]股|季[检度]调?整?结果)"
)
"""What follows the provider of an index. Possessive: a long number must not be tried in parts."""

OWN_BUSINESS: Final = """
母公司 本公司 净利 净亏 亏损 营收 归母 业绩 计提 持股 股东 拟 发行 配股 回购 减持 增持 分红 派息
董事 总裁 总经理 高管 辞职 罚 立案 子公司 停牌 复牌 公告 合并 吸收 重组 监管函 警示函 融资券
次级债 公司债 年报 季报 股价 涨停 跌停 市值 聘任 任命 离职 被 遭 违规
"""
"""What shows that news about a house is about itself, unless another company comes first."""

REPORT_AFTER: Final = (
    r"(?:[\u4e00-\u9fff]{0,3}(?:统计|监测|报价|测算|调研|数据[,:显]))|消息|报道|新闻|财经|客户端|介绍|官微"
    r"|官方微博|(?:微信)?公众号|获悉"
)
"""After “据 …”: what makes any company only the origin of a report."""

VENDOR_AFTER: Final = """
数据 ifind ifind数据 choice choice数据 统计 资讯 app 财经 金融研究中心 研究中心 研究院 行情 网讯
讯 问财 证券研究 显示 客户端 股吧 专业版
"""
"""What follows a data vendor that is only quoted."""

MEDIA_AFTER: Final = """
报道 讯 电 记者 消息 刊文 发文 评论 发表 客户端 编辑 快讯 获悉 专访 北京 上海 广州 深圳 - 《
香港
"""
"""What follows a medium that only reports."""

PLATFORM_BEFORE: Final = """
官方 发 在 个人 认证 其 新浪 刷 上 通过 微信 发布 开通 账号 的 实名 登录 用 长 条 转发 关注
"""
"""What stands before a social network that is only the place where something was said."""

POSTED_AFTER: Final = "发布|公布|宣布|披露|回应|回复|澄清|否认|承认|公告|推出|首发"
"""What is done on a social network behind 在, and what companies do without it."""

PLATFORM_AFTER: Final = """
up主 上 发文 发布 账号 网友 热搜 话题 平台 主播 直播 用户 大v 博主 视频 发声 认证 直播间 粉丝 超话
客户端 号 官方 表示 发 gmv 旗舰店 店铺 渠道 双11 双十一 618 热销 首发
"""
"""What follows a social network in the same sense."""
