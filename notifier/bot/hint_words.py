"""Words that hint at what a sentence is about which is no set phrase. Data only.

They are compared with folded texts: small letters, simplified characters, half widths. What they
hint at asks back or explains: it ends and changes nothing that cannot be taken back by a button.
"""

from __future__ import annotations

from notifier.bot.change_words import ANY_SORT

_NEGATION = r"(?:别|不要|不用|不想|不必|勿|甭|没必要|停止|don't|do not|stop|no more|never|not)"
_TELLING = (
    r"(?:发|推|通知|提醒|吵|烦|打扰|响|send|tell|notify|message|alert|ping|bother|disturb|wake)"
)
_COUNTED = r"(?:只|家|个|间|支|公司|股票|compan\w+|stocks?)"
TALKS = (
    r"我|你|您|[了吗呢吧啊嘛]|(?<![识区级分类鉴差])别|不[要想用是能会]|没|怎么|能不能|可以|太|都|也|还|"
    r"先|再|给|,|办法|有没有|有无|[把帮想]|就|什么|啥|多少|几|一下|老[是发]|总是|一直|[换改切][成到回]|"
    r"^(?:drop|scrap|ditch|kill|remove|delete|unfollow|get rid|cut|set|send|put|turn|make|stop)\b|"
    r"\b(?:i|i'm|i've|me|my|you|your|it|this|that|them|is|are|was|am|do|does|did|don't|didn't|can|"
    r"could|would|will|when|why|how|what|where|please|everything|all|until|till|til|too|so|way|"
    r"only|just|want|need|wrong|again|anymore)\b"
)
"""Words of sentences; what has none of them names what to look for."""
HINTS = (
    (
        (
            r"手滑|[点按弄搞发加]错|退回|反悔|不小心|误操作|还原|撤[销回]|"
            r"\b(?:undo|mistake|accident\w*|oops|revert|put (?:it|that) back)\b"
        ),
        "undo",
    ),
    (
        (
            r"没.{0,3}(?:收到|动静|反应|消息|推送)|收不到|一条.{0,3}没|"
            r"什么时候.{0,4}(?:有|收到|发)|"
            r"(?:didn't|haven't|don't|never|not|when will i).{0,12} (?:get|got|receiv\w+|hear)\b|"
            r"(?:nothing|no news).{0,12} (?:came|comes|arriv\w+|yet)|stopped working"
        ),
        "missed",
    ),
    (
        r"(?:为什么|为啥|怎么).{0,4}[涨跌崩]|\bwhy\b.*\b(?:up|down|fall\w*|drop\w*|rise|rising|crash\w*)",
        "latest",
    ),
    (
        rf"(?:为什么|为啥|干嘛|怎么会?|why)\b.{{0,14}}(?:{_TELLING}|收到|sent|get|got|told)",
        "why",
    ),
    (
        (
            rf"(?:nothing|no|{_NEGATION})\b.*\b(?:before|after|during) \w+|"
            rf"(?:睡|夜里|夜间|半夜|深夜|下班后|night|sleep).*(?:{_NEGATION}|安静|quiet|silen\w+)|"
            rf"(?:{_NEGATION}|安静|quiet|silen\w+).*(?:睡|夜|night|sleep)"
        ),
        "settings quiet",
    ),
    (
        (
            rf"(?:今天|明天|后天|[这本下]周|早上|上午|下午|晚上|一会儿?|晚点|开会|度假|放假|休假|假期|考试|"
            rf"tomorrow|today|tonight|morning|afternoon|evening|weekend|week|hours?|until|till|til|"
            rf"meeting|vacation|holidays?).*(?:{_NEGATION}|quiet|pause|silen\w+|再).{{0,4}}(?:{_TELLING}|$)|"
            rf"{_NEGATION}.{{0,4}}{_TELLING}.*(?:until|till|til|before|meeting|today|tomorrow|now)|"
            r"(?:开会|度假|放假|休假|考试|on (?:vacation|holiday)|in a meeting)"
        ),
        "pause",
    ),
    (
        (
            r"(?:一[起块并]|一次性|统一|集中|攒|合并|打包).{0,4}(?:发|推|看|给|汇)|汇总|[总小]结|摘要|[日周]报|即时|实时|"
            r"(?:一|每)个?[天日周](?:只|就|得)?(?:[发推看给]我?)?一次|"
            r"\b(?:instant\w*|immediate\w*|batch\w*|bundle\w*|digests?|summar\w+|recap|round-?up)\b|"
            r"\b(?:all|everything)\b.*\b(?:at once|together|on \w{3,6}days?)\b|"
            r"\b(?:once|twice|every|each|per|a) (?:day|week|hour|morning|evening)\b"
        ),
        "settings cadence",
    ),
    (
        (
            r"时区|时差|当地时间|那边的?时间|出差|time ?zone|local time|jet ?lag|"
            r"(?:travel|mov|fly|relocat)\w*.* to "
        ),
        "settings timezone",
    ),
    (
        (
            r"(?:换|改|用|说|切|转|change|switch|speak|use|in)\w*.{0,6}(?:繁体|简体|中文|英[文语]|粤语|国语|"
            r"chinese|english|cantonese|mandarin|language)"
        ),
        "language",
    ),
    (
        r"提示音|声音|铃声|震动|图片|配图|标签|\b(?:sounds?|pictures?|images?|hashtags?)\b",
        "settings",
    ),
    (
        (
            r"重复|一样的|相同的|旧闻|老新闻|垃圾|广告|吵|烦|没用的|无关|没(?:什么)?关系|不相关|刷屏|受不了|雪花|轰炸|爆炸|"
            r"nois[ey]|too much|same (?:story|news|thing|article)|buzz|blow\w* up|flood|duplicate|"
            r"irrelevant|repeat\w*|(?:cut|tone|turn) .*down|重要|重大|"
            r"\b(?:important|breaking|major|red) (?:news|headlines?|alerts?|ones|stuff)"
        ),
        "fewer",
    ),
    (
        (
            rf"(?:几|多少|哪些|什么).{{0,2}}{_COUNTED}|"
            r"(?:盯|关注|追踪|订)[了着].{0,4}(?:几|多少|什么|哪些|谁)|"
            r"(?:列表|名单|清单).{0,3}(?:在|呢|不见|没)|"
            rf"我的?.{{0,4}}(?:列表|名单|清单|自选)|\bmy (?:\w+ )?(?:list|stocks|subscriptions)\b|"
            rf"how many .*{_COUNTED}|(?:am i|do i) (?:follow|track|watch)\w*"
        ),
        "list",
    ),
    (
        (
            r"(?:多少|几)(?:美元|美金|港元|港币|元|块|钱)|股价|一股|[涨跌](?:了|没|吗|多少|到)|"
            r"\b(?:price|worth|quote|trading at|share price|up or down|buy|sell)\b"
        ),
        "prices",
    ),
    (
        (
            r"哪里?(?:来|抄|找|弄|看到)|来源|出处|谁写|"
            r"who (?:writes|wrote|publish)|\bsources?\b|where .*from"
        ),
        "sources",
    ),
    (
        rf"(?:只|仅|光|净)[是系]?.{{0,8}}(?:{ANY_SORT})|\b(?:only|just)\b.*\b(?:{ANY_SORT})",
        "edit",
    ),
    (
        (
            rf"{_NEGATION}.{{0,4}}(?:{_TELLING}|看|听|收|关注|see|hear|get|want|follow)|移[出除走去]|"
            r"[删去拿踢]掉?|取消|算了吧?$|不.{0,2}(?:感兴趣|关心)|没兴趣|"
            r"\b(?:drop|scrap|ditch|remove|delete|get rid of|enough of|tired of|unfollow)\b|"
            r"not interested|don't care|(?:不要|不看|不想要|不需要)(?:住|先|了)?$"
        ),
        "unwatch",
    ),
    (
        (
            r"(?:有|出|发生).{0,3}(?:什么|啥).{0,3}(?:事|新闻|消息|情况)|最新.{0,4}(?:消息|新闻|动态)|"
            r"\b(?:latest|what'?s (?:up|new|going on)|happening|headlines)\b"
        ),
        "latest",
    ),
)
"""The command, with its argument, or the question that a sentence hints at; the first counts."""
QUESTIONS = frozenset({"fewer", "prices", "sources"})
ALL_OF_THEM = r"全部|所有|统统|一切|都.?[删不]|\b(?:everything|all(?: of (?:it|them))?)\b"
"""Words that say that a wish is about all that is followed."""
