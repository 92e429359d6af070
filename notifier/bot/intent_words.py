"""The words by which people ask for what commands do, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifier.bot.change_words import JUST_ADDED, LINE, REST_ENDS
from notifier.bot.command_names import ENGLISH
from notifier.bot.silence_words import NO, TO_DISTURB

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
    "聽朝": "明天早上",
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

ASSENT = (
    r"(?:[是系对]|没错|可以|确[定认]|就这样|不是|不对|不用|不了)[的了啊呀吧哦呢]*|"
    r"(?:yes|yep|yeah|yup|sure|correct|confirm(?:ed)?|no|nope)(?:,? (?:please|thanks|thank you))?"
)
"""What answers a question."""
SMALL_TALK = (
    rf"{ASSENT}|"
    r"[你您]好|哈喽|哈啰|嗨|早|[早晚]安|早晨|[早晚]上好|[上中下]午好|大家好|在吗|(?:多|感)?谢+|再见|拜+|好的?|行|不错|收到|测试|反馈|嗯+|哦+|哈+|"
    r"ok(?:ay)?|hi|hello|hey|yo|thanks|thx|ty|tks|cheers|bye|goodbye|cool|great|nice|lol|"
    r"[很挺真太]?(?:好用?|棒|有用|不错)[的了啊呀]*|有帮助|"
    r"test(?:ing)?|yes|no|sure|damn|wtf|useless|cancel|back|feedback|support|examples?"
)
"""Words said to a bot that ask for nothing; sentences of that sort are told by what is learned."""

THANKS = (
    r"谢|辛苦|不错|好用|有用|有帮助|[真很挺太][棒好]|厉害|赞|"
    r"\b(?:thank\w*|thx|ty|tks|cheers|nice|great|good bot|well done)\b"
)
"""What is answered as thanks are."""

NOTHING_ELSE = (
    r"(?:别|其[他它]|其余|剩下)的?(?:都|就|先)?(?:不用|不要|不需要|不看|不管|算)了?|"
    r"(?:nothing else|that'?s (?:all|it))(?: for now)?|"
    r"(?:but )?keep (?!only|an eye|me|us|track|tabs|watch|sending|going).+|保?留着?(?!只).+"
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
    r"help me(?: to)?|get me|give me|send me|show me|(?:a )?preview|"
    r"follow|watch|track|monitor|subscribe to|subscribe|add|any|the|"
    r"latest|some|all|more|"
    r"what(?:'s| is) (?:new|up|happening|going on)(?: with| at| in)?|when "
    r"there(?:'s| is)|if there(?:'s| is)|"
    r"news|updates?|alerts?|stories|headlines|about|on|for|of|with|from|regarding|"
    r"to|me|today|please|thanks|thank you|my (?:watch ?)?list|know|hear|also)"
)
"""Words around a company that say only that one wants to hear of it."""
CHATTY = (
    r"[你您我咱]|什么|怎[么样]|如何|为什么|为啥|哪里|哪个|多少|几[点号]|吗|"
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
OWN_LIST = (
    r"(?:结束|退出|停止|不再?|别再?)管理(?:这个|本)?(?:频道)?了?",
    r"退出(?:这个|本)?频道(?:管理|模式)?了?",
    r"(?:切换|切?回|返回|转)[到去]?我(?:自己|个人)的?(?:列表|关注|清单|聊天|设置)?[了吧]?",
    r"管理我?(?:自己|个人)的?(?:列表|关注|清单)",
    r"(?:stop|quit|finish|done) managing(?: (?:the|this|my) channel)?",
    r"(?:go |take me |switch )?(?:back )?to my own (?:list|chat|alerts)",
)
"""Whole messages that ask to manage no channel any more."""
UNLINKED = (
    r"(?:取消|解除)(?:频道)?的?(?:关联|绑定|连接)(?:频道)?了?|解绑(?:频道)?了?",
    r"(?:unlink|disconnect)(?: (?:the|this|my) channel)?",
)
"""And to link one no more, which is confirmed by a button."""
PHRASES: Mapping[str, tuple[str, ...]] = {
    **{name: (each,) for name, each in ENGLISH.items()},
    "channel": (*(f"({each})" for each in OWN_LIST), *UNLINKED),
    "pause": (rf"{NO}{TO_DISTURB}", ENGLISH["pause"]),
    "unwatch": (*LINE, *REST_ENDS, ENGLISH["unwatch"]),
    "undo": (*JUST_ADDED, ENGLISH["undo"]),
    "mute": (r"mute (?!all|everything)(.+)", ENGLISH["mute"]),
}
"""Whole messages that are commands, whose argument is the group."""
NO_COMMAND_AFTER = r"(?:引擎|剂|度|者|函|号|量|率|点|焦|上市|交易|生产|营业|源)"
"""What makes another word of a command's name that it follows: 关注度, 暂停上市, 恢复生产."""
NOT_COME = (
    r"没有?(?:再|给我|把.{1,12})*(?:收|推|发|通知|提醒|告诉|消息|新闻|动静)|"
    r"\b(?:did|do|does|have|has|was|were)(?:n't| ?not)\b.{0,30}\b"
    r"(?:get|got|receiv\w*|se[en]\w*|alert\w*|notif\w*|tell|told|push\w*|hear\w*|come)\b|"
    r"\bno (?:news|alerts?|messages?)\b"
)
"""What asks why something did not come, rather than why it did."""
REPEATED = (
    r"^(?!.*(?:恢复|继续|resume|unpause)).*(?:重复|(?:发|推|收到)了?[两几好多]+[次遍条]|"
    r"\bduplicat|\brepeat(?!.*\bon\b)|\btwice\b)"
)
"""What says that the same came once more, which is no wish that anything comes again."""
WHETHER_ON = (
    r"^(?!(?:可不?可?以|能不?能?|请|麻烦)).*(?:恢复|继续|开).{0,4}(?:了|好)[吗么嘛没]|"
    r"^(?:is|are|am|have|has|did)\b.*\b(?:on|back|resumed?|working|paused)\b"
)
"""What asks whether alerts are on again."""
TO_FORGET = (
    r"^(?!.*(?:会不?会|是否|有没有|会.{0,8}吗)).*(?:删|清[除空掉]|抹|销毁?|忘|移除|擦)|"
    r"^(?!(?:do|does|will|would|is|are|have) (?!you please)).*"
    r"\b(?:delet|eras|remov|wip|forget|clear|purg|destroy)\w*"
)
"""What asks to delete what is kept, rather than what becomes of it."""
