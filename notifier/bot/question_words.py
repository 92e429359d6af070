"""The sentences by which people ask how something is done, or what there is. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from collections.abc import Mapping

_MESSAGES = r"(?:消息|推送|通知|提醒|新闻|message|news|alert|notification)s?"
FEWER = (
    rf"(?:太|这么|那么|好|很)多(?:的|垃圾|没用的|重复)*{_MESSAGES}|{_MESSAGES}(?:来得|发得|实在|有点)?"
    rf"(?:太|这么|那么|好)(?:多|频繁|密)|少(?:发|推|收|来)?一?点|(?:发|推|收)少|少发|太多了?$|太频繁|"
    rf"刷屏|轰炸|[几好]十条|(?:最多|只|不超过).{{0,6}}[\d一二两三四五六七八九十]+[条则個个]|"
    rf"(?:只|光)(?:要|发|推送?|看)(?:重要|重大|关键|利好|利空|有用|正面|负面)|"
    rf"only (?:the )?(?:important|major|big|breaking)\b|"
    rf"(?:能|可)?不?能?减少.{{0,4}}{_MESSAGES}|"
    rf"(?:too|so|that) (?:many|much|often)|overwhelm\w*|spam\w*|"
    rf"(?:fewer|less|reduce|limit|cut down|at most|no more than|max(?:imum)?)"
    rf"(?: \w+){{0,3}} (?:{_MESSAGES}|often|noise|(?:a|per|each|every) (?:day|hour))"
)
"""What people write who get too much; anywhere in a short message."""
_SHARE = r"(?:股价|价格|市值|市盈率|行情|目标价|走势)"
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "free": (
        r".*(?:收费|要钱|免费|付费)(?:吗|么|嘛|的吗|不|版).*|.*怎么收费.*|.*多少钱(?:一|每)个?[月年天].*",
        (
            r".*(?:how much (?:does (?:it|this)|is (?:it|this))|(?:is (?:it|this)|are you) free|"
            r"do i (?:have|need) to pay|pricing|subscription fee).*"
        ),
    ),
    "prices": (
        (
            rf".*(?:多少钱|[现今]价$|什么价|[几]钱|几块钱?|{_SHARE}(?:是|现在|今天|怎么样|多少|如何|呢|吗)+|"
            r"(?:涨|跌)(?:了|没|停)*(?:吗|没有?|多少|不涨|不跌)|"
            r"(?:能|该|可以|值得|要不要|适合|可不可以)(?:不能|不该)?(?:买|卖|入手|抄底|加仓|减仓)|"
            r"会(?:涨|跌)|(?:跌破|跌到|涨到|涨过|突破|高于|低于)\d|买(?:哪|什么|啥)|"
            r"(?:推荐|荐)(?:一下|几|一?[个只支])*.{0,4}股票?|[选挑](?:几|一)?[个只支].{0,4}股).*"
        ),
        (
            r"(?:what|how)\b.*price of .*|.*(?:how much is|(?:stock|share) price (?:now|today)|"
            r"trading at|market cap|"
            r"(?:drop|fall|rise|go|hit|reach|climb)\w* (?:(?:above|below|over|under|to) )?[$]?\d|"
            r"(?:is|are) .+ (?:a )?(?:good )?(?:buy|sell|up|down|worth)|"
            r"(?:should|can) i (?:buy|sell|hold)|(?:will|going to) (?:go )?(?:up|down|rise|fall)|"
            r"(?:recommend|pick|suggest)\w* .*(?:stocks?|shares?)|what to (?:buy|sell)).*"
        ),
    ),
    "sources": (
        (
            r".*(?:从哪里?来|哪来的|哪里来|来源是|数据源|消息源|新闻源|什么来源|(?:有|没有?|会)延迟|"
            r"延迟(?:吗|多|高|大)|多久(?:更新|刷新|推|发)|是实时|实时的?吗|多快|准吗|靠谱吗|可靠吗).*"
        ),
        (
            r".*(?:where (?:do|does|is|are) .*(?:news|come from|sources?)|what .*sources?|"
            r"which sources|how (?:fast|quick|often|reliable|delayed)|delayed?\b.*\?|"
            r"real[- ]?time).*"
        ),
    ),
    "group": (
        r".*(?:怎么|如何|能不能|可以|能).*(?:拉|加|放|邀请?|弄)(?:你|机器人|bot)?(?:进|到|入|去)?.{0,6}群.*",
        r".*(?:给|往|在|到).{0,4}群[里内组]?.{0,3}(?:发|推|用).*",
        r"(?:how|can|where)\b.*(?:add|invite|put|use|bring) (?:you|this|the bot|it)\b.*group.*",
    ),
    "elsewhere": (
        r"(?:is there|do you have) (?:a|an|any) (?:web ?site|app|web version|desktop.*)",
        r"(?:有没有?|有|能不能)?(?:用)?(?:网页版?|(?:手机)?app|客户端|电脑版|手机版|网站)(?:吗|么|看)*",
        (
            r".*(?:推送?|发送?|转发?|同步|接入?|支持|用)(?:到|至|给)?(?:我的?)?"
            r"(?:微信|企业微信|邮[箱件]|短信|钉钉|飞书|qq|app|手机|e-?mail|whatsapp|line).*"
        ),
        (
            r".*(?:send|push|get|forward|post|use|support|on|by|via|to) .*"
            r"(?:wechat|e-?mail|slack|discord|whatsapp|sms|line|signal)\b.*"
        ),
    ),
}
"""Whole messages that ask what is answered in a line, by its key."""
MISSED = (
    (
        rf"(?:为什么|为啥|怎么|咋|为何)?(?:一直|都|还|我|今天|现在)*(?:没有?|收不到|没收到|不)(?:再)?"
        rf"(?:收到|发|推送?|动静|有)?(?:我|给我|任何|过|什么)*(?:{_MESSAGES}|东西|动静)?(?:了|呢|啊)*"
    ),
    (
        rf"(?:(?:why|how come) .*(?:nothing|no {_MESSAGES}|not (?:get|receiv|hear|send)ing|"
        rf"(?:don't|didn't|haven't|never) (?:get|got|receiv\w+|hear\w*|send|sent|had)).*|"
        r"(?:i )?(?:haven't|have not|never|didn't|am not|'m not) (?:got|receiv|get|hear)\w* .*|"
        rf"(?:it'?s )?(?:not working|broken)|no {_MESSAGES}(?: (?:today|yet|at all))?|"
        r"where (?:is|are) my (?:news|alerts?|messages?))"
    ),
)
"""Whole messages of people who wonder that nothing comes."""
HOW = (
    r"(?:能|可以|支持)(?=.*[吗么]$)|"
    r"(?:请问|请教|那)?(?:一下)?(?:我)?(?:要|想|该|应该|如果)?(?:怎么|怎样|如何|咋)(?:才)?(?:能够?|可以|去|把)?|"
    r"(?:how (?:do|can|could|would|should) (?:i|we)|how to|where (?:do|can) i|can i|"
    r"is there (?:a|any) way to|is it possible to|(?:i )?(?:don't|do not) know how to) "
)
"""How a question begins that asks for the way to do what follows."""
WAYS = (
    (
        r"导入|汇入|上传|批量|持仓|自选|import|upload|portfolio|my (?:list|holdings|stocks)",
        "import",
    ),
    (r"导出|汇出|备份|export|back ?up|download", "export"),
    (r"频道|channel", "channel"),
    (r"群|group", "help"),
    (r"时区|time ?zone", "settings timezone"),
    (r"免打扰|勿扰|夜|晚上|quiet|night|disturb", "settings quiet"),
    (r"语言|英文|中文|简体|繁体|language|english|chinese", "language"),
    (r"摘要|汇总|每[天日周]|digest|summary|daily|weekly", "settings cadence"),
    (r"rss|订阅源|feed", "feed"),
    (r"暂停|静音|pause|snooze|mute|silence", "pause"),
    (r"屏蔽|过滤|block|filter|exclude", "mute"),
    (r"数据|资料|账号|帐号|注销|account|my data", "forget"),
    (r"取消|删|退订|unfollow|unsubscribe|remove|delete|stop", "unwatch"),
    (r"改|换|编辑|edit|change|rename", "edit"),
    (r"查|搜|找|find|search|look up", "find"),
    (r"关注|添加|加|订|盯|follow|add|watch|subscribe|track|alert|news", "watch"),
)
"""The command that shows the way, with its argument, by a word of what is asked how to do."""
LATEST = (
    r"(?!有)(.{2,12}?)有没有(?:出|发)?(?:什么|新的?)*(?:公告|财报|动静)",
    (
        r"(?:昨[天日晚]|今[天日早晚]|最近|近期|[这本上]周|刚刚?)的?(.{2,12}?)(?:都|又|还)?(?:有|出|发生)"
        r"(?:了|过|些)*(?:什么|啥|哪些)(?:大|新|重要的?)*(?:新闻|消息|事情?|动态|公告|情况)[吗呢么]?"
    ),
    (
        r"(.{2,12}?)(?:昨[天日晚]|今[天日早晚]|最近|近期|[这本上]周|刚刚?)(?:都|又|还)?(?:有|出|发生)"
        r"(?:了|过|些)*(?:什么|啥|哪些)(?:大|新|重要的?)*(?:新闻|消息|事情?|动态|公告|情况)[吗呢么]?"
    ),
    r"(.{2,12}?)(?:怎么了|出什么事了?|发生什么事?了?)",
    (
        r"(?:what(?:'s| has| is)? happen(?:ed|ing)?|any(?:thing)? (?:news|new)|(?:latest )?news)"
        r" (?:to|with|at|in|on|about|from|for) (.+?)"
        r" (?:today|yesterday|lately|recently|this week|last week|now)"
    ),
    (
        r"(?:show me |give me )?(?:yesterday|today|this week|last week)'?s (?:news|headlines)"
        r" (?:about|on|for|from|of) (.+)"
    ),
    r"what(?:'s| has)? happened (?:to|with|at|in) (.+)",
)
"""Whole messages that ask what there was about something, which is the group of each."""
