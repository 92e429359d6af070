"""The sentences by which people ask when and how to be told, in the bot's languages. Data only.

Like all words of intents they are compared with folded texts: small letters, simplified characters.
"""

from __future__ import annotations

NO = r"(?:请?(?:都|就|先|暂时)?(?:不要|不用|别|勿)再?|请勿)"
TO_DISTURB = (
    r"(?:给我)?(?:发(?:消息|送)?|send|推送?|通知|提醒|吵|打扰|烦|响|骚扰|叫|找|吱声|出声)"
    r"(?:给?我|消息|通知|了)*"
)
_NIGHT = (
    r"(?:夜[里间晚]|今?晚上?|今夜|午休|半夜|深夜|凌晨|睡觉|休息|下班[以之]?后)"
    r"(?:时间?|期间)?(?:的?时候)?"
)
ENGLISH_NO = (
    r"(?:no (?:news|alerts?|messages?|notifications?|pings?)|"
    r"(?:do not|don't|never|stop|please don't) "
    r"(?:send|messag|alert|disturb|notify|ping|bother|text|wake)\w*(?: me)?"
    r"(?: anything| any(?: news| alerts| messages)?| news| alerts| messages)?)"
)
QUIET = (
    r"(.{2,20}?)(?:都|就)?(?:静音|免打扰|勿扰|安静)",
    rf"(.{{2,20}}?){NO}{TO_DISTURB}",
    rf"{ENGLISH_NO} ((?:from|between) .+)",
)
"""Whole messages that ask for silence between two hours, which are the group of each."""
NIGHTS = (
    rf"{_NIGHT}(?:.{{1,6}}[以之]?后)?{NO}{TO_DISTURB}",
    rf"{NO}在?{_NIGHT}{TO_DISTURB}",
    rf"{ENGLISH_NO} (?:at|during the|by) night|(?:be quiet|silence|quiet) at night",
    rf"(?:{ENGLISH_NO}|be quiet|silence|quiet) tonight",
    rf"(?:{ENGLISH_NO}|be quiet|silence|quiet) (?:from|after|past|since) [^-–]{{1,12}}",
)
"""Whole messages that ask for silence in the night, and say no hour in which it ends."""
_WEEKEND = (
    r"(?:周末|双休日?|(?:周|星期|礼拜)六[和、]?(?:周|星期|礼拜)?[日天]|节?假日)(?:时|的?时候)?"
)
_WORKDAYS = r"(?:工作日|交易日|平日|周一[到至]周五)"
_ENGLISH_WORKDAYS = r"(?:week ?days?|work(?:ing)? ?days?|trading days?)"
QUIET_OFF = (
    r"(?:关闭|关掉|取消|不要|停用)(?:免打扰|勿扰)(?:时段|模式)?",
    r"(?:turn off|disable|no|remove|end|cancel) (?:the |my )?(?:quiet hours?|do not disturb|dnd)",
)
"""Whole messages that ask for no quiet hours."""
WEEKENDS = (
    rf"{_WEEKEND}(?:都|也|就)?{NO}{TO_DISTURB}",
    rf"{NO}在?{_WEEKEND}{TO_DISTURB}",
    rf"{_WEEKEND}(?:免打扰|勿扰|静音)",
    rf"[只仅]在?{_WORKDAYS}{TO_DISTURB}|{_WORKDAYS}[才再]{TO_DISTURB}",
    (
        rf"(?:{ENGLISH_NO}|(?:be )?quiet|silence|mute) (?:on|at|during|over)(?: the)?"
        r" (?:weekends?|saturdays?|sundays?)(?: (?:and|or) sundays?)?"
    ),
    rf"(?:on )?{_ENGLISH_WORKDAYS} only",
    rf"only (?:(?:send|alert|message|tell) )?(?:me )?(?:on )?{_ENGLISH_WORKDAYS}",
)
"""Whole messages that ask for silence at weekends."""
_DIGEST = r"(?:digest|summary|roundup|round-up|recap|briefing)"
_WHAT_COMES = r"(?:汇总|总结|摘要|日报)"
_ONCE_A_DAY = r"(?:every (?:day|morning|evening)|each (?:day|morning|evening)|daily|once a day)"
_WISH = r"(?:send (?:me )?|give me |i(?:'d like| want) )?(?:a |one |the |my )?"
_COMES = rf"(?:统一|集中|一起|一次性)?(?:[发推]送?|通知|{_WHAT_COMES})"
_AND_SO_ON = rf"(?:给?我|一[次份下条]|消息|新闻|就[行好够]了?|就可以|{_WHAT_COMES})*"
_A_DIGEST = rf"(?:daily |news |morning |evening )*{_DIGEST}s?(?: of (?:the )?news)?"
DAILY = (
    r"send (?:me )?(?:everything|it all|all(?: of it)?|all news)(?: once)?(?: a day)? at (.{1,12})",
    rf"(?:每[天日]|天天)的?([^发发推汇汇总总]{{0,12}}?)(?:给我)?{_COMES}{_AND_SO_ON}",
    rf"{_WISH}{_A_DIGEST}(?: {_ONCE_A_DAY})?(?: at (.{{1,12}}))?",
    rf"{_WISH}{_A_DIGEST} at (.{{1,12}}?) {_ONCE_A_DAY}",
    rf"{_ONCE_A_DAY}(?: {_DIGEST})?(?: at (.{{1,12}}))?",
)
"""Whole messages that ask for a digest a day, at a time that is the group of each."""
_WHEN = (
    r"每隔?(?:一?个)?小时(?:一次)?|每个钟头|每个?(?:周|星期|礼拜)[一二三四五六日天]?|"
    r"[开收]?盘之?[前后]|开市前|收市后|"
    r"即时|实时|马上|立即|立刻"
)
_ENGLISH_WHEN = (
    r"hourly|once an hour|every hour|before the (?:market )?opens?|after the (?:market )?close|"
    r"weekly|once a week|every week(?:end)?"
)
_NEWS = rf"(?:{_DIGEST}|news|alerts?|updates?)"
CADENCES = (
    rf"(?:都|全部)?(?:每[天日])?(?:{_WHEN})(?:的|再|才)?(?:给我)?{_COMES}{_AND_SO_ON}",
    rf"{_WISH}{_NEWS}? ?(?:{_ENGLISH_WHEN})(?: {_NEWS})?",
    (
        r"[把将]?(?:所有的?|全部|都|消息|新闻)*(?:改|换|设)?[成为]?"
        r"(?:一|每)个?[天日周](?:只|就)?(?:[发推看给]我?)?一次"
    ),
    rf".*各(?:自|给我)?{_COMES}{_AND_SO_ON}|{_WHAT_COMES}|(?:a |the )?{_DIGEST}",
    r"(?:send |tell )?(?:me )?(?:everything |all )?(?:at once|immediately|instantly|in real time)",
)
"""Whole messages that ask for all that is followed to come otherwise than it does."""
_ORNAMENT = r"(?:图片|配图|预览|声音|提示音|铃声|(?:公司)?标签)"
_OFF_OR_ON = r"(?:不要|关[闭掉]?|打开|开启?)"
SWITCHES = (
    r"(?:看看?|查看?)?我的设置(?:是什么|是啥|呢)?|"
    rf"{_OFF_OR_ON}{_ORNAMENT}|[把将]?{_ORNAMENT}{_OFF_OR_ON}[了掉]?|"
    r"只(?:要|发|推送?|看)紧急(?:的|消息|新闻)*|only urgent(?: news| alerts)?(?: please)?|"
    r"(?:no|hide|show|(?:turn|switch) (?:on|off)|enable|disable)(?: the| all)?"
    r" (?:pictures?|images?|previews?|sounds?|hashtags?)|"
    r"(?:pictures?|images?|previews?|sounds?|hashtags?) (?:on|off)"
)
"""A whole message that asks for a switch of the settings."""
_TRADING = r"(?:交易|开盘|盘中|开市|盘[里内])(?:时间|时段|期间|时|的?时候)?内?"
TRADING = (
    rf"[只仅]?在?{_TRADING}[才再]?{TO_DISTURB}|[只仅]在?{_TRADING}.{{0,6}}|"
    rf"(?:休市|非{_TRADING}|收盘[以之]?后)(?:期间|时|的?时候)?(?:就|都)?{NO}{TO_DISTURB}|"
    r"(?:only|just)(?: (?:send|alert|message|notify|tell))?(?: me)?(?: alerts| news)?"
    r" (?:during|in|within|when)(?: the)? (?:trading|market)"
    r"(?: hours?| session| is open|s are open)*|"
    r"(?:trading|market) hours only|(?:when|while) (?:the )?markets? (?:is|are) open|"
    rf"(?:{ENGLISH_NO}|quiet|silence)(?: when| while| after| outside)?(?: of)?(?: the)?"
    r" (?:trading|market)s?(?: hours| is closed| are closed| closes?)"
)
"""Whole messages that ask for news while a market trades only."""
HOURS = (
    r"(?:设置|设定|设为|打开|开启|set |change )?(?:my |the )?"
    r"(?:quiet hours?|do not disturb|dnd|免打扰|勿扰)(?: from)?[: ]*"
    r"(.*\d.*(?:到|至|to|-|–|~).*\d.*)"
)
ZONE = (
    r"(?:(?:set |change )?(?:my |the )?time ?zone(?: is| to)?[: ]+|时区[: ]*(?!设|是|改)|"
    r"(?:我的)?时区(?:是|改[为成到]|设[为成])[: ]*|"
    r"我?(?:现在|目前|人)+在|我(?:现在)?住在?|我(?:现在|目前|人)*(?:住|身处|出差|旅[游行]|搬|飞|去|来|移民|留学)*[在到了]+|"
    r"(?:i(?:'m| am)? )?back in |"
    r"i(?:'m| am)? (?:now )?(?:live|living|based|located|staying|working|moved|moving|travell?ing|"
    r"back)?(?: for work)? ?(?:in|to) )([^,]+?)"
    r"(?: now| (?:until|till|for) .+|出差|旅[游行]|工作|生活|上班|上学|读书|[这那]边|了)*(?:,.*)?"
)
"""Whole messages that name quiet hours or a time zone, which is the group of each."""
