"""The words by which people ask for what commands do, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifier.bot.change_words import CADENCE, LINE, REST_ENDS
from notifier.bot.command_names import ENGLISH
from notifier.bot.setting_words import HOURS, NO, SWITCHES, TO_DISTURB, ZONE

CANTONESE: Mapping[str, str] = {
    "唔該晒": "謝謝",
    "唔該": "謝謝",
    "多謝晒": "謝謝",
    "點解": "為什麼",
    "咁多": "這麼多",
    "嘢": "消息",
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
    "先send": "才發",
    "先話我知": "才發",
    "點樣": "怎樣",
    "撳": "按",
    "邊啲": "哪些",
    "先通知": "才通知",
    "唔係": "不是",
    "頭先": "剛才",
    "嗰": "那",
    "搵": "找",
    "幾時": "什麼時候",
    "邊度": "哪裡",
    "咁樣": "這樣",
    "得唔得": "行不行",
    "幾多": "多少",
    "淨係": "只",
    "都係": "都是",
    "成日": "老是",
    "朝早": "早上",
    "瞓覺": "睡覺",
    "改做": "改成",
    "幫手": "幫我",
    "加埋": "加上",
    "㗎": "的",
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
MANNERS = (
    r"(?:(?:can|could|would) you |please |ok(?:ay)?,? |可不可以|请|麻烦|劳驾|拜托|能不能|可以|"
    r"[帮给替]我(?:们群?)?|帮忙|同时|我(?:想|要)(?=[把将取不别])|[您你])+"
)
"""Politeness before what a person asks for."""

SMALL_TALK = (
    r"(?:你|您)们?好(?:啊|呀|吗)?|哈喽|哈啰|嗨|早(?:上好|安)?|晚(?:上好|安)|"
    r"下午好|中午好|早晨|在(?:吗|不在)|"
    r"(?:多|感)?(?:谢)(?:谢)?(?:你|您|啦|了)?|辛苦了|再(?:见)|拜拜|好(?:的|"
    r"了|吧)?|ok(?:ay)?|嗯+|哦+|哈+|"
    r"(?:这个)?(?:怎么|怎样|如何|咋)(?:用|使用|玩|操作|弄)(?:呢|啊|你|它)?|(?:使用|操作)方法|"
    r"(?:你|这个)?(?:能|会|可以)(?:做|干)?(?:什么|啥|些什么)(?:吗|呢)?|"
    r"(?:有)?(?:什么|啥|哪些)功能|(?:你)?是(?:谁|什么|机器人吗|"
    r"机器人吗)|(?:测试|test(?:ing)?)|"
    r"(?:hi|hello|hey|yo|good (?:morning|evening|afternoon|night))(?: there| bot)?|"
    r"thank(?:s| ?you| ?u)(?: (?:a lot|so much|very much|\w+))?|thx|ty|tks|cheers|bye|goodbye|"
    r"see you|cool|great|nice(?: one)?|good bot|lol|got it|it (?:doesn't|does not) work|"
    r"有人(?:在)?[吗么]?|在不在|你(?:好|真|太)(?:棒|厉害|聪明|强|可爱)(?:了|啊)?|收到|明白了?|知道了|(?:很|真|挺|太|非常)*(?:好用|有用|不错|棒|厉害|赞)(?:了|啊)?|"
    r"(?:.{0,4}[这那你它].{0,6}|机器人|bot)?(?:是什么|是啥|干嘛|干什么|做什么|有什么用|真人|人工)(?:的|用的|客服)?(?:东西)?(?:吗|呢|啊)?|"
    r".{0,4}(?:不会用|教教?我).{0,4}|(?:我)?(?:不懂|不会|不明白?|不知道)(?:怎么|如何)(?:用|弄|玩)|"
    r"(?:我是)?(?:新手|新人|新来的|刚来)(?:报到|求教)?|"
    r"(?:i'?m )?new here|first time here|what(?:'s| is| are| does) (?:this|you|that|it)\b.{0,20}|"
    r"are you (?:a |an )?(?:human|real|person|bot|robot|ai).{0,12}|"
    r"(?:反馈|投诉|联系(?:客服|你们|我们)?|客服|feedback|contact(?: us)?|support)|"
    r"(?:tell|give) me (?:a|another|some) (?:joke|story|tip)s?|"
    r"what (?:can|do) (?:you|i) do(?: here)?|what is this|what'?s this|who are you|"
    r"(?:好的?|行|可以|嗯)?[就先]?(?:这个|这样|可以|行)(?:了|吧)?|.*(?:举个?例|例子|\bexamples?\b).*|(?:你|这)?(?:个|是|真|太|好|就|简直|一|什么)*"
    r"(?:傻[逼子叉]?|垃圾|笨蛋?|蠢|烂|废物|没用|有病|滚)(?:机器人|bot|东西|玩意|软件)*(?:开|蛋|了|啊)*|"
    r"(?:you(?:'re| are)?|this|it)(?: \w+)? (?:suck|useless|stupid|dumb|garbage|trash|idiot)s?|"
    r"fuck(?: you| off)?|damn|wtf|stupid(?: bot)?|useless|"
    r"cancel|back|返回|never ?mind|remind me (?!.*list).{1,20}|"
    r"how (?:does|do) (?:this|it|i|you) "
    r"(?:work|start|use (?:this|it|you))|how to use(?: this| "
    r"it)?|are you there|yes|no|sure"
)
"""What is said to a bot and asks for nothing, or asks what it can do; the whole message."""

NOTHING_ELSE = (
    r"(?:别|其[他它]|其余|剩下)的?(?:都|就|先)?(?:不用|不要|不需要|不看|不管|算)了?|"
    r"(?:nothing else|that'?s (?:all|it))(?: for now)?|"
    r"(?:but )?keep (?!only).+|保?留着?(?!只).+"
)
"""What is said behind a wish, and adds nothing to it."""
POLITE = (
    r"(?:请|麻烦|劳驾|拜托|请问|帮忙)?(?:帮|给|"
    r"替)?我?(?:每[天日]|天天)?(?:想要?|要|需要)?(?:你)?"
    r"(?:(?:关注|订阅|追踪|跟踪|盯|留意|关心|监控|"
    r"看看?|看|查|收到|收(?![购盘益入])|推送|知道|了解|通知|告诉|提醒|有没有|关于|搜索?)"
    r"(?:一下|下|着|著|住|我|一个|点)?)+"
)
ABOUT = (
    r"(?:的|有|最近|今天|近期|最新|相关|有关|方面|领域|有没有|什么|啥|"
    r"新|任何|所有|一切)*"
    r"(?:消息|新闻|资讯|动态|公告|情况|股票|股价|行情|走势|"
    r"走势|快讯|报道|报导|信息|资讯)"
    r"(?:吧|吗|呢|啊|呀|么|了)*"
)
HOW = r"(?:最近|今天|现在)?(?:怎么样|怎样|如何|咋样)(?:了|啊|呢)?"
TAIL = r"(?:\b(?:please|pls|plz|too|as well)|吧|呗|啊|呀|谢谢|哦|哈|[。.!~?\s])+"
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
    r"to|me|today|please|thanks|thank you|my (?:watch ?)?list|know|hear)"
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
SENTENCE = (
    r"不要|不用|不是|别[再发推给的]|[只仅][看要发在想]|就[好行可是]|再[发给说]|给我|让我|帮我|[把将].+[了成]|"
    r"都要|一次|刚才|那个|这[个种条些样]|那[些种条]|之[后前]|[以后]后|时候|[了吗呢吧嘛啊]$|另外|顺便|"
    r"\b(?:only|not|never|before|until|every|while|because|instead|any ?more|stop|too|this|that|"
    r"these|those|it|during|don't|can't|please)\b(?=.* )|^(?:only|not|never|stop|don't|please)\b"
)
"""Signs that a text says something; what is not understood of it is hardly to be looked for."""
THEN = (
    r"(?:follow|watch|add|track|remove|stop|unfollow|send|set|mute|pause|show|change|give|don't)\b"
)
"""Words with which another wish begins, behind «and»."""
SHARES = r"(?:stock|share)s?|prices?|compan(?:y|ies)|inc\b\.?|股票|股价"
"""Words beside a company's name that add nothing to it."""
_GO_ON = (
    r"(?:start|begin|send|turn)(?: (?:sending|alerts|news|it|them))?(?: back)?(?: on)? again|"
    r"restart|"
    r"turn (?:it |them )?(?:back )?on|i'?m back|重新开始|再开始|我回来了|"
    r"继续(?:发|推送?|通知)(?:消息|通知)*|"
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
    r"(?:看看?|查看?|有|给我|想)*(?:一下)?(?:[今昨][天日]|最近|最新)?(?:的|有)*(?:什么|啥|哪些)?(?:新|最新|大|重要的?)*"
    r"(?:新闻|消息|事情?)(?:再发.*)?|"
    r"(?:what'?s new|any(?:thing)? (?:news|new)|(?:(?:show|give) me )?"
    r"(?:the |today'?s )?(?:latest )?news)(?: today)?"
)
_MY_LIST = (
    r"(?:列出|看看?|查看|显示|哪个|什么)*[是系]?(?:我们?|本群|这个?群)(?:的(?:关注|自选股?|名单|列表|清单|订阅)|"
    r"(?:现在|目前|到底|已经|都|一共|总共)*(?:关注|订|订阅|追踪|跟踪|盯))(?:有|了|着)?"
    r"(?:哪些|什么|谁|啥|多少|几[家个只])?(?:公司|股票|东西)?"
)
_WHY = (
    r"(?:这[条个]?(?:消息|新闻)?|你)?(?:为什么|为啥|怎么)(?:会|要|老|总)*(?:给我)?(?:发|推|收到).*"
)
_MY_CHANNEL = (
    r".*(?:推送?|发送?|转发?|用|管理|接入?)(?:到|在|给)?我?的?(?:自己的?)?频道.*|"
    r"(?:post|send|forward|push|use|put) .*(?:to|in|into) (?:my|a|our|the) channel.*"
)
PHRASES: Mapping[str, tuple[str, ...]] = {
    **{name: (each,) for name, each in ENGLISH.items()},
    "pause": (rf"{NO}{TO_DISTURB}", ENGLISH["pause"]),
    "settings": (HOURS, ZONE, SWITCHES, ENGLISH["settings"]),
    "unwatch": (*LINE, *REST_ENDS, ENGLISH["unwatch"]),
    "resume": (_GO_ON, ENGLISH["resume"]),
    "feed": (_RSS, ENGLISH["feed"]),
    "why": (_WHY, ENGLISH["why"]),
    "list": (*CADENCE, _MY_LIST, ENGLISH["list"]),
    "latest": (_TODAY, ENGLISH["latest"]),
    "mute": (r"mute (?!all|everything)(.+)", ENGLISH["mute"]),
    "channel": (_MY_CHANNEL,),
}
"""Whole messages that are commands, whose argument is the group."""
NO_COMMAND_AFTER = r"(?:引擎|剂|度|者|函|号|量|率|点|焦|上市|交易|生产|营业|源)"
"""What makes another word of a command's name that it follows: 关注度, 暂停上市, 恢复生产."""
