"""The sentences by which people ask for silence, or for its end, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

NO = r"(?:请?(?:都|就|先|暂时)?(?:不要|不用|别|勿)再?|请勿)"
TO_DISTURB = (
    r"(?:给我)?(?:发(?:消息|送)?|send|推送?|通知|提醒|吵|打扰|烦|响|骚扰|叫|找|吱声|出声)"
    r"(?:给?我|消息|通知|了)*"
)
ENGLISH_NO = (
    r"(?:no (?:news|alerts?|messages?|notifications?|pings?)|"
    r"(?:do not|don't|never|stop|please don't) "
    r"(?:send|messag|alert|disturb|notify|ping|bother|text|wake)\w*(?: me)?"
    r"(?: anything| any(?: news| alerts| messages)?| news| alerts| messages)?)"
)
SILENCED = (
    r"(?:静音|不推送?|不发|不提醒|不通知|免打扰|勿扰|别[发推]|muted?|silenced?|silent|quiet)"
    r"(?P<until>.*)"
)
"""What something becomes that is to bring no alerts, until a time or with none named."""
_DAY = (
    r"(?:今[天日晚]|[明后][天日早晚]|(?:这个?|本|下个?)(?:周|星期|礼拜)末|"
    r"(?:这个?|本|下个?)?(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}月\d{1,2}[日号]?)"
    r"(?:上午|下午|早上|晚上|一?整天|全天)?"
)
_FROM_NOW = (
    r"(?:(?:从|自)?(?:现在|今天|此刻)(?:起|开始)|接下来|未来|今后|往后|之后|以后|此后|随后|最近|这)"
    r"(?:的|,)?"
)
"""Words before how long silence is to last."""
_MADE = r"改[成为做]|设[成为置]|调[成为]"
_OF_TIME = r"(?:分钟?|小时|钟头|天|周|星期|礼拜|月)"
_AWHILE = r".{1,8}(?:分钟?|小时|钟头?|天|周|星期|礼拜|月)"
QUIET_UNTIL = (
    (
        rf"[把将]?(?P<whose>.*?)(?:{_FROM_NOW})?"
        rf"(?P<until>[\d半一二两三四五六七八九十]+个?半?{_OF_TIME})之?内?{NO}{TO_DISTURB}"
    ),
    rf"(?P<whose>)(?P<until>.{{2,14}}?之?以?[前内]){NO}{TO_DISTURB}",
    rf"(?P<whose>.*?)(?P<until>{_DAY}){NO}{TO_DISTURB}",
    rf"(?P<whose>)(?P<until>{_AWHILE}){NO}{TO_DISTURB}",
    r"(?P<whose>)(?P<until>.{2,12}?)[先才]?再(?:通知|推送?|提醒|发|叫|说|send)(?:给)?我?",
    (
        rf"[把将]?(?P<whose>[^,]*?)(?:{_FROM_NOW})?(?:先|暂|想|要|请|{_MADE})*(?<![涨跌])"
        r"(?:暂停|停|静音|安静|休息|别[发推吵]|不要[发推吵])"
        r"(?:推送|通知|发|消息|一下|了|我|到)*(?P<until>.{2,12})"
    ),
    (
        rf"(?:pause|snooze|mute|silence|stop|hold|(?:be )?quiet|shut up|{ENGLISH_NO})"
        r"(?: (?P<whose>.+?))??(?P<until> (?:for|until|till?|before|\d|today|this weekend).*)"
    ),
    (
        r"(?P<whose>)(?:for )?(?:the )?(?:(?:next|coming|following) )?"
        rf"(?P<until>[a-z0-9.]+ (?:minute|hour|day|week)s?),? {ENGLISH_NO}"
    ),
    r"(?:not|nothing|silence)(?P<whose>) (?P<until>(?:before|until|till?|for) .+)",
)
"""Whole messages that ask for silence until a time, of one thing or, with none named, of all."""
ALL_OF_IT = (
    r"我|先|都|(?:任何|所有)的?(?:消息|新闻|推送|通知)?|全部|消息|新闻|推送|通知|"
    r"me|it|alerts?|news|notifications?|messages?|everything|all"
)
"""Words for everything that comes."""
_OF_IT = r"(?:的|(?:'s)? )?(?:消息|新闻|推送|通知|提醒|news|alerts?|notifications?)"
_QUIET = r"(?:免打扰|勿扰)(?:时段|时间|模式|功能|设置)?"
_QUIET_HOURS = r"(?:the |my )?(?:quiet (?:hours?|time|mode)|do not disturb|dnd)(?: mode)?"
_OFF_ZH = r"(?:关闭|关掉|关了|取消|解除|结束|停用|停止|不要|不用|去掉|删掉)"
_WELL = r"(?:算了|还是|那|就|请|[, ])*"
_NIGHTLY = r"(?:(?:夜间|晚上|夜里|每天)的?)?"
QUIET_OFF = (
    rf"{_WELL}{_OFF_ZH}(?:我的)?{_NIGHTLY}{_QUIET}(?:掉|了)*",
    rf"{_WELL}[把将]?(?:我的)?{_NIGHTLY}{_QUIET}(?:给我|都)?{_OFF_ZH}(?:掉|了)*",
    (
        r"(?:(?:never ?mind|actually|ok|please),? )*(?:turn off|switch off|disable|no more|no|"
        rf"remove|end|cancel|stop|clear|delete) {_QUIET_HOURS}(?: any ?more)?"
    ),
    rf"(?:(?:never ?mind|actually|ok|please),? )*(?:turn|switch) {_QUIET_HOURS} off",
)
"""Whole messages that ask for no quiet hours."""
UNMUTE = (
    r"(?:取消|解除|关掉|关闭|结束)(?:对|把)?(?P<whose>.+?)的?(?:静音|屏蔽)(?:状态)?了?",
    r"[把将]?(?P<whose>.+?)(?:取消|解除)(?:静音|屏蔽)了?",
    r"[把将](?P<whose>.+?)的?(?:静音|屏蔽)(?:取消|解除|关)掉?了?",
    (
        r"(?:恢复|重新(?:打开|开启|开始)|继续)(?!上市|交易|生产|营业)(?:接收|发送?)?"
        rf"(?P<whose>.+?){_OF_IT}"
    ),
    r"(?:恢复|重新|继续)(?:推送|通知|提醒|接收)(?:我|给我)?(?P<whose>(?!我|吧|了).+?)",
    r"[把将]?(?P<whose>.+?)(?:恢复|重新打开)(?:推送|通知|提醒)了?",
    r"[把将](?P<whose>.+?)的?(?:推送|通知|提醒)(?:恢复|重新打开)了?",
    (
        r"(?:un(?:mute|silence|snooze|pause)|stop muting)"
        r"(?: (?:news|alerts?) (?:about|on|for|from))?"
        rf" (?P<whose>.+?)(?:{_OF_IT})?(?: again)?"
    ),
    (
        r"(?:cancel|end|lift|remove|undo)(?: the| my)? (?:mute|silence|snooze)"
        r" (?:on|of|for) (?P<whose>.+)"
    ),
    rf"resume (?P<whose>.+?){_OF_IT}",
    r"resume (?:news|alerts?|notifications?) (?:about|on|for|from|of) (?P<whose>.+)",
)
"""Whole messages that ask to end the mute of one thing, or of all."""
