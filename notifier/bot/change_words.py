"""The sentences by which people change what they follow, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from notifier.bot.silence_words import NO, TO_DISTURB
from notifier.subscriptions.line_numbers import COUNTED

ENGLISH_NOT = (
    r"no(?: more)?|without|skip|drop|remove|exclude|hide|filter out|leave out|mute|"
    r"(?:do not|don't|stop) (?:send(?:ing)?|show(?:ing)?)(?: me)?|"
    r"i (?:do not|don't) (?:want|need)"
)
_NO_MORE = r"我?(?:不想|不要|不用|不必|不需要|别)再?(?:给我)?(?!错过|漏)"
_DONT_WANT = r"i (?:don't|do not|no longer) want (?:to (?:hear|follow|see|get) (?:about |of )?)?"
_TO_HEAR = r"(?:关注|推送|看|收到?|接收|通知我?|提醒我?|发|推|send|追踪)"
_NEWS = r"(?:消息|新闻|资讯|公告)"
_NO_NEWS = r"(?: news| alerts)?(?: any ?more| from (?:my |the )?(?:watch ?)?list)?"
STOP = (
    r"(?![都也就你您我它他她这那一两俩几什])(.+?)都(?:不要|不看|不用)了?",
    r"不[要看](?!再|别|推|发)(.+?)(?:的消息|的新闻)?了",
    r"(.+?)(?:不要|不看|不关注)了",
    rf"(?:stop (?:follow|watch|track)ing|un(?:follow|watch|track)) (.+?){_NO_NEWS}",
    rf"(?:unsubscribe(?: from)?|remove|delete|no more) (.+?){_NO_NEWS}",
    rf"stop sending(?: me)? (?!(?:news|alerts|messages|anything)\b)(.+?){_NO_NEWS}",
    rf"stop (?!(?:loss|order|limit|sending|it|that|now|this)\b)(.+?){_NO_NEWS}",
    rf"{_DONT_WANT}(.+?){_NO_NEWS}",
    r"[把将](.+?)(?:删除?|取消|取关|移除|移[出走]去?|[拿踢删]掉|去)(?:关注|追踪)?(?:掉|了)*",
    rf"{_NO_MORE}{_TO_HEAR}(.+?)类?(?:的{_NEWS}?)?(?:给我)?了?",
    rf"{_NO_MORE}要?(.+?)的?{_NEWS}了?",
    r"(.+?)(?:取消关注|取关|退订|不再关注)了?",
    r"取消(?![的了对与]|暂停|静音)(\w{2,12})",
    r"不要(?![再停忘漏吵打烦通推发告]|别|错过)(\w{2,12})",
    r"no (?!(?:news|alerts?|thanks?|problem|idea|worries|way|need|one|more)\b)(\w[\w ]{2,20})",
    rf"(?![都也就你您我它他她这那一]|\d)(\w{{2,12}}?)的?{_NEWS}?(?:都|也|就)?{NO}{TO_DISTURB}",
)
"""Whole sentences that ask to hear no more of something, which is the group of each."""
_ALL = r"(?:all|everything|everyone|every(?: one| company)?|anything|the (?:rest|others))(?: else)?"
_BUT = r"(?:except|besides|other than|apart from|aside from|with the exception of)(?: for)?"
_REST = (
    r"(?:其[他它余]|别的|剩下的?|余下的?|全部|所有|一切)(?:的|关注|公司|股票|消息|新闻|推送|东西)*"
)
_OF_THEM = r"(?:股票|公司|消息|新闻|推送)?"
_BUT_FOR = (
    r"除(?:(?:了|去|开|掉)(.+?)(?:[以之]?外)?|(.+?)[以之]?外|(.+?)(?=[, ]*的?(?:其|别的)))"
    rf"[, ]*的?{_OF_THEM}"
)
_ALL_BUT = rf"{_ALL},? (?:{_BUT}|but(?: for)?) (.+)"
_KEEP_ONLY = (
    r"(?:(?:keep|leave) (?:only|just)|(?:only|just) (?:keep|leave)|[只仅](?:保留|留下?)) ?"
    rf"(.+?)(?:[, ]+{_REST}.{{0,8}})?"
)
EXCEPT = rf"(?:mute )?{_ALL_BUT}|{_BUT} (.+)|{_KEEP_ONLY}|{_BUT_FOR}(?:{_REST})?"
"""What is to end, by what is to stay, which is the group of each."""
_TO_END = (
    r"(?:unfollow|unwatch|untrack|unsubscribe(?: from)?|"
    r"stop(?: following| watching| tracking| sending)?|"
    r"remove|delete|drop|ditch|dump|scrap|clear|cancel|kill|end|get rid of|lose|mute)"
)
_END = (
    r"(?:给我|帮我)?(?:取消|取关|删除?|清[除掉空理]?|移除|不要|不用|不看|不关注|不追踪|退订|停|"
    r"[别不](?:再|要|用|想)*(?:给我)?[发推送看要])(?:掉|光|了|关注|追踪|推送?|吧)*"
)
_EVERY = r"(?:都|全部?|统统|通通|一律)"
REST_ENDS = (
    rf"((?:mute )?{_ALL_BUT}|{_KEEP_ONLY}|{_BUT_FOR}{_REST})(?:[, ]*{_EVERY}*{_END})?",
    rf"({_BUT_FOR})[, ]*{_EVERY}*{_END}",
    rf"(?:取消|取关|删除?掉?|退订|清[除掉空]|{_TO_END} )({EXCEPT})",
)
"""Whole messages that ask to end all but something; the first group is what `/unwatch` reads."""
SPARED = (
    rf"\b(?:{_BUT}|{_ALL},? but)\b(.+)|除(?:了|去|开|掉)?(.+)|"
    rf"^(?:i )?(?:only|just)(?: want| need| keep)? (?!{_TO_END}\b)(.+)|"
    r"^我?[只仅](?:想|需)?(?:要|留|看|关注|保留)(.+)"
)
"""What a message excepts, wherever it stands beside the wish that something ends."""
KEPT_BESIDE = (
    r"(?:[, ]|\b(?:but|and) |但是?|不过|可是)+(?:(?:keep|leave|not)\b|保留|留下?[着著]?)(.+)|"
    r",(.+?)(?:留[着著]|保留|别动)[吧了]*$"
)
"""What stays beside something that a message asks to end."""
NOT_TO_END = (
    r"(?:\b(?<!why )(?:do not|don'?t)|^(?:please )?(?:never|no need to))"
    r"(?: (?:want|wish|need|have|ever|you|dare|to|please|just|accidentally))*"
    rf" {_TO_END}\b(?: me\b)?|"
    r"(?:千万|请|先|也|都)*(?<!特)(?:别|勿|(?<!要)不(?:[要用必想]|需要|希望))再?"
    r"(?:[把将](?P<held>.{1,16}?))?(?:给?我)?"
    r"(?:取消|取关|退订|移除|删除?|停止?(?![牌盘产战火工业职]))"
    r"(?:关注|追踪|订阅|推送?|发送?|掉|了)*"
)
"""Words by which a message asks that something stays."""
_FROM_LIST = r"(?: (?:on|in|of|from|off)(?: my| the)? (?:watch ?)?list)?"
LINE = (
    r"(?:取消|删除|删掉|移除|退订)(?:关注)?(?:第 ?)?(\d{1,3}) ?[个条项号]?",
    r"(?:remove|delete|unfollow|unwatch|stop) (?:number |no\.? ?|#|line )(\d{1,3})",
    (
        r"(?:取消|删除?掉?|移除|退订|delete|remove|unfollow|unwatch|drop)(?:关注)?"
        rf" ?({COUNTED}){_FROM_LIST}"
    ),
    rf"[把将]?({COUNTED})(?:给?我)?(?:取消|删除?|移除|不要|不看|退订)(?:关注|掉|了)*",
)
"""Whole messages that ask to end a line of the list, which is the group."""
_JUST_NOW = r"(?:刚刚?才?|方才|上一?(?=[个条次]))"
_FOLLOWED = r"(?:我)?(?:添?加|关注|追踪|订阅|跟)?[了的上]*[那这]?一?[个条家只次]?(?:公司|股票)?的?"
_TAKE_BACK = r"(?:不要|不算|算|取消|撤[销回]|删除?|去|移除|复原|还原)[掉了吧]*"
JUST_ADDED = (
    rf"[把将]?{_JUST_NOW}{_FOLLOWED}[都就先]?(?:给我)?{_TAKE_BACK}",
    rf"{_TAKE_BACK}(?:我)?{_JUST_NOW}{_FOLLOWED}",
    (
        r"(?:remove|delete|drop|unfollow|undo|cancel|take back|forget) "
        r"(?:(?:the|that) (?:last )?(?:one|company|stock|thing) |what |that |it )?"
        r"(?:that )?i(?:'ve)? (?:have )?just (?:added|followed|asked for|sent)"
    ),
    r"(?:remove|delete|drop|undo|cancel) that (?:last )?(?:one|change)",
)
"""Whole messages that take back what was followed just now."""
SORT = (
    r"earnings|results|dividends?|filings?|buy-?backs?|upgrades?|ratings|guidance|"
    r"财报|年报|季报|中报|业绩(?:预告|快报)?|分红|派息|回购|[增减]持|"
    r"评级|研报|订单|并购|重组|诉讼|停牌"
)
"""What of a company somebody may want to hear of alone."""
ANY_SORT = rf"{SORT}|announcements?|公告"
KIND = (
    rf"(?:{ANY_SORT}|研究报告|广告|软文|龙虎榜|大宗交易|融资融券|盘面|传闻|招聘|ads?|adverts?|rumou?rs?|"
    r"(?:analyst |research )(?:notes?|reports?)|research|press releases?|jobs)"
)
"""What somebody may want to hear nothing of."""
_NOT_SEND = r"(?:给我|跟我)?(?:发送?(?!送)|推送?(?!送)|看|收|send)"
_LEAVE_OUT = (
    rf"(?:(?:都|也|就|先|请|我)*(?:不(?:想|要|用|必|需要)?再?(?:{_NOT_SEND}|要)|不含|不包括|"
    rf"别再?{_NOT_SEND}|排除|剔除|去[掉除]|过滤掉?|屏蔽掉?|除去))"
)
NO_SORT = (
    rf"({KIND})(?:太[多烦]了?)?[都也就, ]*{_LEAVE_OUT}[了掉吧]*",
    rf"(?:{ENGLISH_NOT}) (?:any |the )?({KIND})(?: please)?",
)
"""Whole messages that leave a sort of news out, and do not say of what."""
BUT_NOT = (
    rf"(?P<what>.+?)的?(?P<without>{KIND})(?:太[多烦吵杂]了?|看烦了?)?[, ]*{_LEAVE_OUT}[了掉吧]*",
    (
        rf"(?P<what>.+?)的(?P<without>\w{{2,8}}?)(?:的?{_NEWS})?[, ]*(?:太多了?)?[, ]*"
        rf"{_LEAVE_OUT}[了掉吧]*"
    ),
    rf"{_LEAVE_OUT}(?P<what>.{{2,16}}?)的?(?P<without>{KIND})(?:的?{_NEWS})?[了吧]*",
    rf"{_LEAVE_OUT}(?P<what>.{{2,16}}?)的(?P<without>\w{{2,8}}?)(?:的?{_NEWS})?[了吧]*",
    (
        rf"(?P<what>.+?)[, ]*(?:但是?|不过|可是)?{_LEAVE_OUT}"
        rf"(?!错过|漏|看|关注|再|{TO_DISTURB})(?P<without>\w{{2,12}}?)(?:的?(?:消息|新闻))?"
    ),
    (r"(?P<what>.+?)(?:,? but|,) (?:not|no) (?:any |the )?(?P<without>[\w -]{2,30})"),
    r"(?P<what>.+?(?<!\bor)(?<!\bif)) not (?P<without>(?!only\b|at\b|in\b|for\b|to\b)[\w-]{2,30})",
    (
        r"除(?:了|去|开|掉)?(?P<without>[^,]{2,12}?)(?:[以之]外)?的(?!其|别|所有|全部|消息|新闻)"
        rf"(?P<what>\w{{2,12}}?)的?{_NEWS}"
    ),
    (
        r"(?P<what>.+?),? (?:without|excluding|minus|except(?: for)?) (?:any |the )?"
        r"(?P<without>[\w -]{2,30})"
    ),
    (
        rf"(?:{ENGLISH_NOT}) (?:any |the )?(?P<without>{KIND})"
        r" (?:from|for|on|about|of|by) (?P<what>.+)"
    ),
    rf"(?:{ENGLISH_NOT}) (?P<what>.+?)(?:'s)? (?P<without>{KIND})",
)
"""Whole messages that ask for something and leave out a part of it."""
NO_PART = (
    r"(?:[给我跟的了吧啊]|都|再|以后|今后|之后|从此|现在|最近|[今昨明]天|任何|"
    r"所有|全部|消息|新闻|公司|股票|关注|推送|通知|提醒|动态|资讯|那个|这个|"
    r"news|alerts?|updates?|messages?|notifications?|stories|it|me|everything|anything|all|"
    r"the rest| )+"
)
"""Words that are no part of what comes."""
OF_THAT_PART = r"^(?:那些|这些|那种|这种|有关|关于)|(?:之类|相关|有关|方面|那些|这些)*[的了吧]?$"
"""Words around a part that is to be left out."""
MENTIONING = (
    r"(?:凡是?|所有|任何|只要|但凡|有|里面?|中|含|包含|提[到及]|出现|带|的|都|也|要|标题|文章|消息|新闻|内容|关注|"
    r"\b(?:follow|everything|anything|all|articles?|stories|news|titles?|headlines?|with|in|the|"
    r"that|which|contain(?:s|ing)?|mention(?:s|ing)?|say(?:s|ing)?)\b|[\s,])+"
)
"""What says of quoted words only that articles have them."""
ADD = r"[帮给替]我们?加(?:上|一下|个|进)?(?!速|息|价)(.{2,40})"
"""A whole message that tells to follow something, which is the group."""
WATCH_LAST = (
    r"(?:还有|再加上?|以及|[把将])?(?!我|你|什么|啥|每|两|这|那)(.{2,40}?)(?:有关|相关)?的?"
    r"(?:(?:都|也|全)+(?:要|看|跟|加(?:进来|进去|上|入)?|关注|订阅?|收)|加(?:进来|进去))"
    r"(?:一下|上|吧|了)*"
)
"""A whole message that tells to follow something, which is the group, with the verb behind it."""
_JUST = r"(?:只|仅|光)(?:想|要|看|知道|了解|听|关心|关注|需要|接收|收|推送?|发送?|追踪|留)+"
_IS_ENOUGH = r"(?:的(?:消息|新闻)?|消息|新闻)?(?:就(?:行|好|可以|够)了?)?"
ONLY = (
    rf"(?P<whose>.+?)[只仅]?在(?:出|有|发布?)(?P<what>{ANY_SORT})的?时候?(?:才|再)?.{{0,6}}",
    (
        r"(?:only )?(?:tell|ping|notify|alert|message) me only when (?P<whose>.+?)"
        rf" (?:announces|reports|has|files|publishes) (?:its |an? )?(?P<what>{ANY_SORT})"
    ),
    rf"我?{_JUST}(?P<whose>[^,]+?)的(?P<what>\w{{2,8}}?){_IS_ENOUGH}",
    (
        rf"[把将]?(?P<whose>.+?)(?:的?(?:消息|新闻))?(?:(?:改|设)[成为])?我?{_JUST}"
        rf"(?!在|紧急|重要|重大)(?P<what>\w{{2,10}}?){_IS_ENOUGH}"
    ),
    rf"(?P<whose>.+?)的?(?P<what>{ANY_SORT})才{TO_DISTURB}",
    r"(?P<whose>[\w .&]+?) (?P<what>[a-z]{4,}) only",
    rf"(?P<whose>.+?),? (?:only|just) (?:the )?(?P<what>{ANY_SORT})",
    (
        r"(?:only|just)(?: (?:send|tell|give|want))?(?: me)? (?:the )?"
        r"(?P<what>(?!tell|send|give|me\b)[\w ]{3,30}?) (?:from|of|about|by|for|on) (?P<whose>.+)"
    ),
    rf"(?:news (?:about|on|of) )?(?P<whose>.+?)(?:'s)? (?P<what>{ANY_SORT}) (?:news )?only",
    rf"(?:i )?(?:only|just)(?: want| send)?(?: me)?(?: the)? (?P<what>{ANY_SORT})(?P<whose>)",
    rf"{_JUST}(?P<what>{ANY_SORT}){_IS_ENOUGH}(?P<whose>)",
    (
        rf"(?P<whose>.*?)[的, ]*(?:但是?|不过)?(?P<what>{ANY_SORT})(?:的?{_NEWS})?"
        r"就(?:行|好|可以|够|得)了?"
    ),
)
"""Whole messages that ask for some of a company's news only."""
PART = (rf"(?!我?[不别])(?P<whose>.{{2,12}}?)的(?P<what>{SORT})",)
"""Whole messages that name some of a company's news, beside which they may want all of it."""
_NO_SETTING = (
    r"(?!.{0,6}(?:语言|时区|时间|免打扰|摘要|设置)|每|(?:the |my )?(?:time|lang|quiet|digest))"
)
REPLACE = (
    r"(?:取消|不要|删掉?)(?P<old>.+?)[, ]*(?:换|改)[成为]?(?P<new>.+)",
    (
        rf"[把将]?{_NO_SETTING}(?P<old>.+?)(?:的?关键[词字]|[相有]关的|这个?[词字].{{0,6}})?[, ]*"
        r"(?<!切)(?:换|改)[成为到]"
        r"(?P<new>.+?)(?:的?关键[词字])?"
    ),
    (
        r"(?:change|replace|switch|swap|rename|update|edit)(?: my| the)?(?: keyword)? "
        rf"{_NO_SETTING}(?P<old>.+?) (?:to|with|into|for|by) (?P<new>.+)"
    ),
    r"make (?P<old>.+?) (?P<new>weekly|daily|hourly|instant|silent)",
    r"i (?:meant|mean) (?P<new>.+?),? (?:and )?not (?P<old>.+)",
    r"(?:actually,? )?(?:i (?:want(?:ed)?|need) )?(?:follow )?(?P<new>.+?) instead of (?P<old>.+)",
    r"(?:我(?:说|指|要|想要)的)?是(?P<new>.+?)[, ]*而?不是(?P<old>.+)",
    r"(?:.{0,6}错了?[, ]*)?不是(?P<old>.+?)[, ]*而?[是系](?P<new>.+)",
    r"(?P<old>.+?) *(?:→|[-=]>) *(?P<new>.+)",
)
"""Whole messages that ask for something instead of something else."""
SAID_OF_ALERTS = (
    r"每(?:个|隔|天|日|周|月|年|小时|星期|礼拜|[早晚次])|天天|[早晚夜]上|早晨|"
    r"[上中下]午|凌晨|半夜|夜[里间]|"
    r"周末|盘[前中后]|[开收]盘[之以]?[前后]|\d ?点|即时|实时|立刻|马上|静音|免打扰|勿扰|"
    r"推送|通知|提醒|告诉|[发推]给?我|打扰|频繁|汇总|摘要|标题|预览|图片|[这那]么|太[多少]|时候|"
    r"(?:多|少|晚上|早上|再|才|都|别|不)[发推]$|"
    r"\b(?:every|each|daily|weekly|hourly|instant(?:ly)?|immediately|mornings?|evenings?|nights?|"
    r"noon|weekends?|often|muted?|silent(?:ly)?|quiet|headlines?|titles?|previews?|alerts?|"
    r"digests?|\d+ ?[ap]m|tell me|ping me|alert me|(?:before|after|at)(?: the)? (?:open|close))\b"
)
"""Words of how alerts come, which are none to look for in articles."""
OF_PRICES = (
    r"[涨跌](?!价|薪)|股价|市值|\b(?:price|drops?|falls?|rises?|jumps?|dips?|gains?|up|down)\b"
)
"""Words of prices, on which nothing here can wait."""
EVERYTHING = r"(?:全|都|所有|一切|统统|通通|一律)+部?的?"
"""Words for all that is followed."""
_INDEX = (
    r"s(?:&| and )?p ?\d{3}|nasdaq[- ](?:100|composite)|dow jones|hang seng index|"
    r"(?:csi|ftse|russell|nikkei|stoxx)[- ]?\d{2,4}"
)
SECTOR = (
    r"(.{2,10}?)(?:板块|概念|赛道|行业|股(?=都?有))(?:都|里)*(?:有|是|包括)*(?:谁|哪些|哪[几些家只]|什么|啥).*",
    r"(.{1,10}?)股票?(?:都|全部?|统统).{0,6}",
    (
        r"(?:关注|订阅|追踪|跟踪|看看?|要|有没有|有哪些)?(?:所有|全部|整个|一切|全)的?(.{1,12}?)(?:类|行业)?的?"
        r"(?:股票|个股|股|公司|企业|板块|概念股?|行业|产业|赛道)(?:的?(?:消息|新闻|动态))?"
    ),
    (
        r"(?:关注|订阅|追踪|跟踪|看看?|要|有没有|有哪些)?(.{2,12}?)(?:成[分份]股?|概念股|类股票?|行业股)"
        r"(?:的?(?:消息|新闻|动态))?"
    ),
    (
        r"(?:follow|watch|track|add|i want)? ?(?:all|every|the whole|the entire)(?: of)?(?: the)?"
        r" (.+?) (?:stocks?|shares|compan(?:y|ies)|sectors?|industr(?:y|ies)|names)(?: news)?"
    ),
    (
        r"(?:follow |watch |track |add )?(?:the )?(.+?)"
        r" (?:(?:concept )?(?:sector|industry|stocks|companies|constituents))(?: news)?"
    ),
    (
        r"(?:follow|watch|track|subscribe to|add) (?:the |all of the )?"
        rf"({_INDEX})(?: index)?"
    ),
)
"""Whole messages that ask for every company of a trade or an index, which is the group of each."""
