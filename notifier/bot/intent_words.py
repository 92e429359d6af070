"""The words by which people ask for what commands do, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifier.bot.setting_words import HOURS, SWITCHES, ZONE

CANTONESE: Mapping[str, str] = {
    "有冇": "有沒有",
    "冇": "沒有",
    "唔好": "不要",
    "唔使": "不用",
    "唔": "不",
    "同埋": "和",
    "嘅": "的",
    "緊咩": "什麼",
    "咩": "什麼",
    "俾": "給",
    "畀": "給",
    "咗": "了",
    "佢": "它",
    "嘈": "吵",
    "睇": "看",
    "點樣": "怎樣",
    "點用": "怎麼用",
    "喇": "了",
    "啦": "了",
    "而家": "現在",
    "聽日": "明天",
    "喺": "在",
    "係咪": "是不是",
    "邊個": "哪個",
}
"""What Cantonese writes otherwise, as written Chinese has it; no name of a company has any."""
SAME_COMMAND: Mapping[str, str] = {
    "watch": "follow add subscribe sub track monitor w",
    "unwatch": "unfollow remove delete del rm unsubscribe unsub untrack stop",
    "list": "ls watchlist mylist subscriptions subs my",
    "latest": "news recent last",
    "find": "search lookup",
    "help": "h info commands",
    "pause": "snooze sleep",
    "resume": "continue unpause",
    "mute": "block silence",
    "unmute": "unblock",
    "settings": "config setting preferences options",
    "language": "lang",
    "stats": "stat statistics",
    "missed": "pending",
    "topics": "topic",
    "feed": "rss feeds",
    "forget": "deleteme reset",
}
"""Other names of commands behind a slash."""

CHINESE: Mapping[str, str] = {
    "watch": "关注 订阅 追踪 跟踪 添加 加入 盯 盯着 盯住 盯一下 关注一下 订阅一下 加上 加一下",
    "unwatch": "取消关注 取消订阅 取关 退订 不再关注 不关注 删除 移除 删掉 取消追踪 取消跟踪 "
    "停止关注 停止追踪",
    "list": "列表 清单 我的关注 我的订阅 我的列表 我的清单 我的自选 自选 自选股 关注列表 "
    "订阅列表 我关注了什么 我关注什么 我追踪了什么 我追踪什么 看看列表 查看列表 "
    "查看关注 追踪清单 我的追踪 我关注了哪些公司 看一下我的关注",
    "latest": "最新 最新消息 最新新闻 新闻 消息",
    "find": "查找 搜索 搜寻 查询 搜一下 查一下",
    "help": "帮助 说明 使用说明 命令 指令 功能",
    "pause": "暂停推送 暂停通知 停止推送 停止 暂停 免打扰 勿扰 停一下 别推了 别发了 别推送 "
    "不要推送 不要再发了 停了 停掉 停了它 太吵了 好吵 吵死了 太多 太多了 消息太多 "
    "消息太多了 通知太多 通知太多了 推送太多 推送太多了 新闻太多 烦死了 别烦我 安静",
    "resume": "恢复 继续 恢复推送 继续推送 取消暂停",
    "mute": "静音 屏蔽 封锁 过滤",
    "unmute": "取消静音 取消屏蔽 解除静音",
    "settings": "设置 设定 时区 改时区 修改时区 免打扰时段 勿扰时段 夜间勿扰",
    "language": "语言 切换语言 设置语言 设定语言 更改语言 选择语言 换语言 改语言 中文 英文 英语 "
    "简体 繁体 简体中文 繁体中文 切换到英文 切换到中文 改成英文 改成中文 换成英文 "
    "换成中文 改成简体 改成繁体 换成简体 换成繁体 用英文 用中文 说英文 说中文",
    "topics": "主题 话题 有哪些主题 有什么主题 主题列表",
    "feed": "订阅源",
    "stats": "统计",
    "missed": "错过 错过了什么 漏了什么",
    "import": "导入 汇入",
    "export": "导出 汇出 导出自选 汇出自选 导出我的自选 汇出我的自选 导出我的关注 汇出我的追踪 "
    "导出列表 汇出清单",
    "forget": "删除数据 删除资料 删除我的数据 删除我的资料 删除所有数据 删除所有资料 "
    "删除我的所有数据 删除我的所有资料 注销",
    "start": "开始",
    "why": "为什么 为什么发给我 为什么发这条 为什么收到这条",
}
"""Chinese names of commands, behind a slash or by themselves."""

ENGLISH_WATCH = "follow|watch|subscribe(?: to)?|add|track|monitor"
_ENGLISH: Mapping[str, str] = {
    "latest": "news|latest|latest news|what'?s new",
    "list": "(?:show )?(?:me )?(?:my )?(?:list|watch ?list|subscriptions)|"
    "what (?:do i|am i) follow(?:ing)?",
    "help": "help|help me",
    "pause": "stop it|(?:turn off|disable)(?: alerts| news| notifications)?|"
    "pause|snooze|be quiet|quiet|shut up|enough|leave me alone|"
    "stop sending(?: me)?(?: news| alerts| messages)?|"
    "(?:i(?:'m| am)? (?:get|getting|receiv(?:e|ing)) |(?:that|this|it)(?:'s| is) )?(?:way )?"
    "(?:too|so) (?:many|much)(?: news| alerts| messages| notifications)?",
    "resume": "(?:resume|continue|unpause|turn on|enable)(?: alerts| news| notifications)?",
    "mute": "mute",
    "unmute": "unmute",
    "feed": "feed|rss|(?:my )?(?:rss )?feed",
    "forget": "(?:delete|forget|erase|remove) (?:all )?(?:of )?my data|(?:delete|forget) me|"
    "privacy",
    "settings": "(?:show |see |change )?(?:my |the )?"
    "(?:settings|preferences|time ?zone|quiet hours?)",
    "language": "(?:change|set|switch|choose)?(?: the| my)? ?languages?|(?:(?:speak|in|use|"
    "(?:switch|change)(?: the| my)?(?: language)? to) )?(?:(?:simplified |traditional )?chinese|"
    "english)",
    "why": "why(?: (?:did|do) i (?:get|see|receive) (?:this|that|it)| this(?: one)?| me)?",
    "topics": "topics",
    "stats": "stats|statistics",
    "missed": "missed|what did i miss",
    "export": "export|opml",
    "import": "import",
    "start": "start|begin",
    "unwatch": "stop|unfollow|unsubscribe|remove|delete|取消",
    "watch": ENGLISH_WATCH,
}

_NO_MORE = r"我?(?:不想|不要|不用|不必|不需要|别)再?(?:给我)?(?!错过|漏)"
_DONT_WANT = r"i (?:don't|do not|no longer) want (?:to (?:hear|follow|see|get) (?:about |of )?)?"
_TO_HEAR = r"(?:关注|推送|看|收到?|接收|通知我?|提醒我?|发|追踪)"
_NEWS = r"(?:消息|新闻|公告)"
_NO_NEWS = r"(?: news| alerts)?(?: any ?more)?"
STOP = (
    r"不[要看](?!再|别|推|发)(.+?)(?:的消息|的新闻)?了",
    r"(.+?)(?:不要|不看|不关注)了",
    rf"(?:stop (?:follow|watch|track)ing|un(?:follow|watch|track)) (.+?){_NO_NEWS}",
    rf"(?:unsubscribe(?: from)?|remove|delete|no more) (.+?){_NO_NEWS}",
    rf"stop sending(?: me)? (?!(?:news|alerts|messages|anything)\b)(.+?){_NO_NEWS}",
    rf"stop (?!(?:loss|order|limit|sending|it|that|now|this)\b)(.+?){_NO_NEWS}",
    rf"{_DONT_WANT}(.+?){_NO_NEWS}",
    r"[把将](.+?)(?:删除?|取消|取关|移除|去)(?:关注|追踪)?(?:掉|了)*",
    rf"{_NO_MORE}{_TO_HEAR}(.+?)(?:的{_NEWS})?了?",
    rf"{_NO_MORE}要?(.+?)的?{_NEWS}了?",
    r"(.+?)(?:取消关注|取关|退订|不再关注)了?",
    r"取消(?![的了对与]|暂停|静音)(\w{2,12})",
    r"不要(?![再停忘漏吵打烦通推发告]|别|错过)(\w{2,12})",
    r"no (?!(?:news|alerts?|thanks?|problem|idea|worries|way|need|one|more)\b)(\w[\w ]{2,20})",
)
"""Whole sentences that ask to hear no more of something, which is the group of each."""
MANNERS = (
    r"(?:(?:can|could|would) you |please |请|麻烦|劳驾|拜托|能不能|可以|"
    r"[帮给替]我|帮忙|[您你])+"
)
"""Politeness before what a person asks for."""

EVERYTHING = (
    r"(?:clear|empty|reset) (?:my |the )?(?:watch ?)?list|"
    r"(?:unfollow|unsubscribe(?: from)?|remove|delete|stop) (?:all|everything)|"
    r"(?:清空|清除)(?:全部|所有|我的)?(?:列表|清单|关注|自选股?|订阅)?|"
    r"(?:全部|全都|都)(?:取消|删除|删掉|取关)(?:关注)?|取消(?:全部|所有)(?:关注|订阅)?|删除全部"
)
"""Whole messages that ask to end every subscription."""
_REST = r"(?:其他|其它|其余|别的|剩下的?|全部|所有)(?:的|关注|公司)*"
EXCEPT = (
    r"(?:all|everything)(?: else)?,? (?:except|but|apart from)(?: for)? (.+)|"
    r"(?:keep only|only keep|[只仅](?:保留|留下)) ?(.+)|"
    rf"除(?:了|去)?(.+?)(?:[以之]?外)?[, ]*的?{_REST}"
)
"""What is to end, by what is to stay, which is the group of each."""
BUT_NOT = (
    (
        r"(?P<what>.+?)[, ]*(?:但是?|不过|可是)?(?:不要|不看|不含|不包括|排除)"
        r"(?!错过|漏|发|推|通知|打扰|吵|看|关注|再)(?P<without>\w{2,12}?)(?:的?(?:消息|新闻))?"
    ),
    (
        r"(?P<what>.+?),? (?:but (?:not|no)|without|excluding|except(?: for)?) (?:any )?"
        r"(?P<without>[\w -]{2,30})"
    ),
)
"""Whole messages that ask for something and leave out a part of it."""
LATER = r"(.{2,12})再(?:通知|推送|提醒|发|叫)(?:给)?我?(?:吧)?"
"""A whole message that asks for silence until a time, which is the group."""
SMALL_TALK = (
    r"(?:你|您)们?好(?:啊|呀|吗)?|哈喽|哈啰|嗨|早(?:上好|安)?|晚(?:上好|安)|"
    r"下午好|中午好|在(?:吗|不在)|"
    r"(?:多|感)?(?:谢)(?:谢)?(?:你|您|啦|了)?|辛苦了|再(?:见)|拜拜|好(?:的|"
    r"了|吧)?|ok(?:ay)?|嗯+|哦+|哈+|"
    r"(?:这个)?(?:怎么|如何|咋)(?:用|使用|玩|操作|弄|关注|订阅|"
    r"订阅)(?:呢|啊|你|它)?|(?:使用|操作)方法|"
    r"(?:你|这个)?(?:能|会|可以)(?:做|干)?(?:什么|啥|些什么)(?:吗|呢)?|"
    r"(?:有)?(?:什么|啥|哪些)功能|(?:你)?是(?:谁|什么|机器人吗|"
    r"机器人吗)|(?:测试|test(?:ing)?)|"
    r"(?:hi|hello|hey|yo|good (?:morning|evening|afternoon|night))(?: there| bot)?|"
    r"thank(?:s| you)(?: (?:a lot|so much|very much))?|thx|ty|cheers|bye|goodbye|"
    r"see you|cool|great|nice(?: one)?|good bot|lol|got it|it (?:doesn't|does not) work|"
    r"收到|不错|明白了?|知道了|(?:谢谢)[, ]*(?:很|真)?(?:好用|不错|有用)|"
    r"(?:怎么|怎样|如何|咋)(?:取消|删除|退订|修改|关闭|停止|添加|设置).{0,8}|"
    r"(?:为什么|怎么)?(?:没有?|收不到)(?:收到)?(?:消息|推送|通知|提醒|新闻)|"
    r"(?:反馈|投诉|联系(?:客服|你们|我们)?|客服|feedback|contact(?: us)?|support)|"
    r"(?:给我)?推荐(?:一?[个只支]|几只|一下)?.{0,4}股票?|买什么.{0,6}|"
    r"(?:it'?s )?(?:not working|broken)|no (?:news|alerts)|"
    r"(?:tell|give) me (?:a|another|some) (?:joke|story|tip)s?|what should i (?:buy|sell).*|"
    r"what (?:can|do) (?:you|i) do(?: here)?|what is this|what'?s this|who are you|"
    r"cancel|undo|back|撤[销回]|返回|never ?mind|remind me .{1,20}|"
    r"how (?:does|do) (?:this|it|i|you) "
    r"(?:work|start|use (?:this|it|you)|follow .*|subscribe)|how to use(?: this| "
    r"it)?|are you there|yes|no|sure"
)
"""What is said to a bot and asks for nothing, or asks what it can do; the whole message."""

POLITE = (
    r"(?:请|麻烦|劳驾|拜托|请问|帮忙)?(?:帮|给|"
    r"替)?我?(?:每[天日]|天天)?(?:想要?|要|需要)?(?:你)?"
    r"(?:(?:关注|订阅|追踪|跟踪|盯|留意|关心|监控|"
    r"看看?|看|查|收到|收(?![购盘益入])|推送|知道|了解|通知|告诉|提醒|有没有|关于|搜索?)"
    r"(?:一下|下|着|著|住|我|一个|点)?)+"
)
ABOUT = (
    r"(?:的|有|最近|今天|近期|最新|相关|有关|有没有|什么|啥|"
    r"新|任何|所有|一切)*"
    r"(?:消息|新闻|资讯|动态|公告|情况|股票|股价|行情|走势|"
    r"走势|快讯|报道|报导|信息|资讯)"
    r"(?:吧|吗|呢|啊|呀|么|了)*"
)
HOW = r"(?:最近|今天|现在)?(?:怎么样|怎样|如何|咋样)(?:了|啊|呢)?"
TAIL = r"(?:\bplease|吧|呗|啊|呀|谢谢|哦|哈|[。.!~?\s])+"
ENGLISH_ASK = (
    r"(?:please|(?:look|watch) out for|can you|could you|would you|i(?:'d| would) like(?: to)?|"
    r"i want(?: to)?|let me|tell me|"
    r"set up|turn on|enable|create|notify me|alert me|keep me (?:posted|updated)|"
    r"help me(?: to)?|get me|give me|show me|(?:a )?preview|"
    r"follow|watch|track|monitor|subscribe to|subscribe|add|any|the|"
    r"latest|some|all|more|"
    r"what(?:'s| is) (?:new|up|happening|going on)(?: with| at| in)?|when "
    r"there(?:'s| is)|if there(?:'s| is)|"
    r"news|updates?|alerts?|stories|headlines|about|on|for|of|with|from|regarding|"
    r"to|me|today|please|thanks|thank you|my list|know|hear)"
)
"""Words around a company that say only that one wants to hear of it."""
CHATTY = (
    r"[你您我咱]|什么|怎么|为什么|为啥|哪里|哪个|多少|几[点号]|吗|"
    r"呢|吧|谁|能不能|可不可以|是不是|"
    r"\b(?:you|your|i|i'm|me|my|we|how|what|why|who|when|where|which|can|could|"
    r"please|is|are|do|does|"
    r"should|will|would|don't|won't|it's|that's)\b|[?]"
)
"""Signs that a message talks to somebody, rather than names what to look for."""
SHARES = r"(?:stock|share)s?|prices?|compan(?:y|ies)|inc\b\.?|股票|股价"
"""Words beside a company's name that add nothing to it."""
_LINE = (
    r"(?:取消|删除|删掉|移除|退订)(?:关注)?(?:第 ?)?(\d{1,3}) ?[个条项号]?",
    r"(?:remove|delete|unfollow|unwatch|stop) (?:number |no\.? ?|#|line )(\d{1,3})",
)
_CADENCE = (
    r"[把将]?(.+?)(?:的[消通][息知])?(?:改|设|换)[成为到]"
    r"(?:每[天日]|每小时|盘[前后]|即时|实时).*"
)
_SORT = (
    r"earnings|results|dividends?|filings?|buy-?backs?|upgrades?|ratings|guidance|"
    r"财报|年报|季报|中报|业绩(?:预告|快报)?|分红|派息|回购|[增减]持|"
    r"评级|研报|订单|并购|重组|诉讼|停牌"
)
"""What of a company somebody may want to hear of alone."""
ONLY = (
    r"(?:只|仅|光)(?:想|要|看|关心|关注|需要|接收|推送|追踪)+(?P<whose>.+?)的(?P<what>\w{2,8})",
    r"only (?P<what>[\w ]{3,30}?) (?:from|of|about|by|for|on) (?P<whose>.+)",
    rf"(?:news (?:about|on|of) )?(?P<whose>.+?)(?:'s)? (?P<what>{_SORT}) (?:news )?only",
    rf"(?P<whose>.{{2,12}}?)的(?P<what>{_SORT})",
)
"""Whole messages that ask for some of a company's news only."""
_PAUSE = (
    r"(?:pause|snooze|be quiet)(?: alerts| news| notifications| everything)? "
    r"((?:for |until |till |\d).+)"
)
_END = r"(?:取消|删除?|不要|不看|不关注|退订)(?:掉|了|关注)*"
_REST_ENDS = (
    rf"({EXCEPT})(?:[, ]*(?:都|全)*{_END})?",
    rf"(?:取消|删除|退订)({EXCEPT})",
)
_GO_ON = (
    r"(?:start|begin|send|turn)(?: (?:alerts|news|it|them))?(?: back)?(?: on)? again|restart|"
    r"turn (?:it |them )?(?:back )?on|i'?m back|重新开始|再开始|我回来了|"
    r"(?:可以|重新|再)*(?:开始|打开|开启)?(?:重新)?(?:发|推送?|通知)(?:消息|通知)*[了吧]"
)
_RSS = (
    r"(?:how (?:do|can) i|is there|are there|do you have|can i) ?(?:get|read|have|use|follow)?"
    r"(?: (?:this|it|my list|news|alerts|as|an|a|by|via|through|with|your))*"
    r" (?:rss|atom|feeds?)(?: feeds?| reader)?|"
    r"(?:怎么|如何|有没有|是不是有|能不能|可以|支持|我要|给我|想要|用|看|订阅)* ?(?:rss|atom)"
    r"(?:阅读器|订阅|源|地址|链接|吗|呢|在哪里?|怎么|用|弄|看)*"
)
_TODAY = (
    r"(?:看看?|查看?|有|给我)*(?:一下)?(?:今[天日]|最近|最新)?(?:的|有)*(?:什么|啥|哪些)?(?:新|最新)?"
    r"(?:新闻|消息)|(?:what'?s new|any(?:thing)? (?:news|new)|(?:(?:show|give) me )?"
    r"(?:the |today'?s )?(?:latest )?news)(?: today)?"
)
_MY_LIST = (
    r"(?:列出|看看?|查看|显示)?我(?:的关注|的自选股?|关注)(?:有|了)?(?:哪些|什么|谁)?(?:公司|股票)?"
)
_WHY = r"(?:这[条个]?(?:消息|新闻)?|你)?(?:为什么|为啥|怎么)(?:会|要)?(?:发|推|收到).*"
PHRASES: Mapping[str, tuple[str, ...]] = {
    **{name: (each,) for name, each in _ENGLISH.items()},
    "settings": (HOURS, ZONE, SWITCHES, _ENGLISH["settings"]),
    "unwatch": (*_LINE, *_REST_ENDS, _ENGLISH["unwatch"]),
    "resume": (_GO_ON, _ENGLISH["resume"]),
    "feed": (_RSS, _ENGLISH["feed"]),
    "why": (_WHY, _ENGLISH["why"]),
    "list": (_CADENCE, _MY_LIST, _ENGLISH["list"]),
    "latest": (_TODAY, _ENGLISH["latest"]),
    "pause": (_PAUSE, _ENGLISH["pause"]),
    "mute": (r"mute (.+)", _ENGLISH["mute"]),
}
"""Whole messages that are commands, whose argument is the group."""
NO_COMMAND_AFTER = r"(?:引擎|剂|度|者|函|号|量|率|点|焦|上市|交易|生产|营业|源)"
"""What makes another word of a command's name that it follows: 关注度, 暂停上市, 恢复生产."""
