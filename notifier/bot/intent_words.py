"""The words by which people ask for what commands do, in the bot's languages. Data only."""

from __future__ import annotations

from collections.abc import Mapping

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
    "watch": "关注 關注 订阅 訂閱 追踪 追蹤 跟踪 添加 加入 盯 盯着 盯住 盯一下 关注一下 "
    "關注一下 订阅一下 加上 加入 加一下",
    "unwatch": "取消关注 取消關注 取消订阅 取消訂閱 取关 取關 退订 退訂 不再关注 不再關注 "
    "不关注 不關注 删除 刪除 移除 删掉 刪掉 "
    "取消追踪 取消追蹤 取消跟踪 取消跟蹤 停止关注 停止關注 停止追踪 停止追蹤",
    "list": "列表 清单 清單 我的关注 我的關注 我的订阅 我的訂閱 我的列表 我的清单 我的清單 "
    "我的自选 我的自選 自选 自選 自选股 "
    "自選股 关注列表 關注列表 订阅列表 訂閱列表 "
    "我关注了什么 我關注了什麼 我关注什么 我關注什麼 我追蹤了什麼 我追蹤什麼 "
    "看看列表 查看列表 查看关注 查看關注 追蹤清單 我的追蹤 我的追踪 "
    "我关注了哪些公司 我關注了哪些公司 看一下我的关注 看一下我的關注",
    "latest": "最新 最新消息 最新新闻 最新新聞 新闻 新聞 消息",
    "find": "查找 搜索 搜尋 查询 查詢 搜一下 查一下",
    "help": "帮助 幫助 说明 說明 使用说明 使用說明 命令 指令 功能",
    "pause": "暂停推送 暫停推送 暂停通知 暫停通知 停止推送 停止 暂停 暫停 "
    "免打扰 免打擾 勿扰 勿擾 停一下 别推了 別推了 别发了 別發了 别推送 別推送 不要推送 "
    "不要再发了 不要再發了 停了 停掉 停了它 "
    "太吵了 好吵 吵死了 太多 太多了 "
    "消息太多 消息太多了 通知太多 通知太多了 推送太多 推送太多了 新闻太多 新聞太多 "
    "烦死了 煩死了 别烦我 別煩我 安静 安靜",
    "resume": "恢复 恢復 继续 繼續 恢复推送 恢復推送 继续推送 繼續推送 取消暂停 取消暫停",
    "mute": "静音 靜音 屏蔽 封鎖 过滤 過濾",
    "unmute": "取消静音 取消靜音 取消屏蔽 解除静音 解除靜音",
    "settings": "设置 設置 设定 設定 时区 時區 改时区 改時區 修改时区 修改時區 免打扰时段 "
    "勿擾時段 夜间勿扰",
    "language": "语言 語言 切换语言 切換語言 设置语言 設置語言 設定語言 更改语言 更改語言 选择语言 "
    "選擇語言 换语言 換語言 改语言 改語言 中文 英文 英语 英語 简体 簡體 繁体 繁體 简体中文 "
    "繁體中文 繁体中文 "
    "切换到英文 切换到中文 切換到英文 切換到中文 改成英文 改成中文 "
    "换成英文 换成中文 換成英文 換成中文 改成简体 改成繁体 改成繁體 "
    "换成简体 换成繁体 換成繁體 用英文 用中文 说英文 说中文",
    "topics": "主题 主題 话题 話題 有哪些主题 有哪些主題 有什么主题 有什麼主題 主题列表 主題列表",
    "feed": "订阅源 訂閱源",
    "stats": "统计 統計",
    "missed": "错过 錯過 错过了什么 錯過了什麼 漏了什么 漏了什麼",
    "import": "导入 導入 匯入",
    "export": "导出 導出 匯出 导出自选 導出自選 匯出自選 导出我的自选 導出我的自選 匯出我的自選 "
    "导出我的关注 導出我的關注 匯出我的追蹤 导出列表 導出列表 匯出清單",
    "forget": "删除数据 刪除資料 删除我的数据 刪除我的資料 删除所有数据 刪除所有資料 "
    "删除我的所有数据 刪除我的所有資料 注销 註銷",
    "start": "开始 開始",
    "why": "为什么 為什麼 为什么发给我 為什麼發給我 为什么发这条 為什麼發這條 "
    "为什么收到这条 為什麼收到這條",
}
"""Chinese names of commands, behind a slash or by themselves."""

ENGLISH_WATCH = "follow|watch|subscribe|add"
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
    "settings": "settings|preferences|time ?zone|quiet hours?",
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

_NO_MORE = r"我?(?:不想|不要|不用|不必|不需要|[别別])再?(?:[给給]我)?(?![错錯][过過]|漏)"
_DONT_WANT = r"i (?:don't|do not|no longer) want (?:to (?:hear|follow|see|get) (?:about |of )?)?"
_TO_HEAR = r"(?:[关關]注|推送|看|收到?|接收|通知我?|提醒我?|[发發]|追[踪蹤])"
_NEWS = r"(?:消息|新[闻聞]|公告)"
_NO_NEWS = r"(?: news| alerts)?(?: any ?more)?"
STOP = (
    r"不[要看](?!再|[别別]|推|[发發])(.+?)(?:的消息|的新[闻聞])?了",
    r"(.+?)(?:不要|不看|不[关關]注)了",
    rf"(?:stop (?:follow|watch|track)ing|un(?:follow|watch|track)) (.+?){_NO_NEWS}",
    rf"(?:unsubscribe(?: from)?|remove|delete|no more) (.+?){_NO_NEWS}",
    rf"stop (?!(?:loss|order|limit|sending|it|that|now|this)\b)(.+?){_NO_NEWS}",
    rf"{_DONT_WANT}(.+?){_NO_NEWS}",
    r"[把将將](.+?)(?:[删刪]除?|取消|取[关關]|移除|去)(?:[关關]注|追[踪蹤])?(?:掉|了)*",
    rf"{_NO_MORE}{_TO_HEAR}(.+?)(?:的{_NEWS})?了?",
    rf"{_NO_MORE}要?(.+?)的?{_NEWS}了?",
    r"(.+?)(?:取消[关關]注|取[关關]|退[订訂]|不再[关關]注)了?",
)
"""Whole sentences that ask to hear no more of something, which is the group of each."""
MANNERS = (
    r"(?:(?:can|could|would) you |please |[请請]|麻[烦煩]|[劳勞][驾駕]|拜托|拜託|能不能|可以|"
    r"[帮幫給给替]我|[帮幫]忙|[您你])+"
)
"""Politeness before what a person asks for."""

EVERYTHING = (
    r"(?:clear|empty|reset) (?:my |the )?(?:watch ?)?list|"
    r"(?:unfollow|unsubscribe(?: from)?|remove|delete|stop) (?:all|everything)|"
    r"(?:清空|清除)(?:全部|所有|我的)?(?:列表|清[单單]|[关關]注|自[选選]股?|[订訂][阅閱])?|"
    r"(?:全部|全都|都)(?:取消|[删刪]除|[删刪]掉|取[关關])(?:[关關]注)?|取消(?:全部|所有)(?:[关關]注|[订訂][阅閱])?|[删刪]除全部"
)
"""Whole messages that ask to end every subscription."""
LATER = r"(.{2,12})再(?:通知|推送|提醒|[发發]|叫)(?:[给給])?我?(?:吧)?"
"""A whole message that asks for silence until a time, which is the group."""
SMALL_TALK = (
    r"(?:你|您)们?好(?:啊|呀|吗|嗎)?|哈喽|哈囉|嗨|早(?:上好|安)?|晚(?:上好|安)|"
    r"下午好|中午好|在(?:吗|嗎|不在)|"
    r"(?:多|感)?(?:谢|謝)(?:谢|謝)?(?:你|您|啦|了)?|辛苦了|再(?:见|見)|拜拜|好(?:的|"
    r"了|吧)?|ok(?:ay)?|嗯+|哦+|哈+|"
    r"(?:这个|這個)?(?:怎么|怎麼|如何|咋)(?:用|使用|玩|操作|弄|关注|關注|订阅|"
    r"訂閱)(?:呢|啊|你|它)?|(?:使用|操作)方法|"
    r"(?:你|这个|這個)?(?:能|会|可以|會)(?:做|干|幹)?(?:什么|什麼|啥|些什么|些什麼)(?:吗|嗎|呢)?|"
    r"(?:有)?(?:什么|什麼|啥|哪些)功能|(?:你)?是(?:谁|誰|什么|什麼|机器人吗|"
    r"機器人嗎)|(?:测试|測試|test(?:ing)?)|"
    r"(?:hi|hello|hey|yo|good (?:morning|evening|afternoon|night))(?: there| bot)?|"
    r"thank(?:s| you)(?: (?:a lot|so much|very much))?|thx|ty|cheers|bye|goodbye|"
    r"see you|cool|great|nice(?: one)?|good bot|lol|got it|it (?:doesn't|does not) work|"
    r"收到|不[错錯]|明白了?|知道了|(?:谢谢|謝謝)[，, ]*(?:很|真)?(?:好用|不[错錯]|有用)|"
    r"(?:怎么|怎麼|怎样|怎樣|如何|咋)(?:取消|[删刪]除|退[订訂]|修改|[关關][闭閉]|停止|添加|[设設]置).{0,8}|"
    r"(?:为什么|為什麼|怎么|怎麼)?(?:[没沒]有?|收不到)(?:收到)?(?:消息|推送|通知|提醒|新[闻聞])|"
    r"(?:反[馈饋]|投[诉訴]|[联聯][系繫](?:客服|你们|我们)?|客服|feedback|contact(?: us)?|support)|"
    r"(?:[给給]我)?推[荐薦](?:一?[个個只支]|[几幾]只|一下)?.{0,4}股票?|[买買]什[么麼].{0,6}|"
    r"(?:it'?s )?(?:not working|broken)|no (?:news|alerts)|"
    r"(?:tell|give) me (?:a|another|some) (?:joke|story|tip)s?|what should i (?:buy|sell).*|"
    r"what (?:can|do) (?:you|i) do(?: here)?|what is this|what'?s this|who are you|"
    r"cancel|undo|back|撤[销銷回]|返回|never ?mind|remind me .{1,20}|"
    r"how (?:does|do) (?:this|it|i|you) "
    r"(?:work|start|use (?:this|it|you)|follow .*|subscribe)|how to use(?: this| "
    r"it)?|are you there|yes|no|sure"
)
"""What is said to a bot and asks for nothing, or asks what it can do; the whole message."""

POLITE = (
    r"(?:请|請|麻烦|麻煩|劳驾|勞駕|拜托|拜託|请问|請問|帮忙|幫忙)?(?:帮|幫|给|給|"
    r"替)?我?(?:每[天日]|天天)?(?:想要?|要|需要)?(?:你)?"
    r"(?:(?:关注|關注|订阅|訂閱|追踪|追蹤|跟踪|跟蹤|盯|留意|关心|關心|监控|監控|"
    r"看看?|看|查|收到|收(?![购購盘盤益入])|推送|知道|了解|通知|告诉|告訴|提醒|有没有|有沒有|关于|關於|搜索?)"
    r"(?:一下|下|着|著|住|我|一个|点)?)+"
)
ABOUT = (
    r"(?:的|有|最近|今天|近期|最新|相关|相關|有关|有關|有没有|有沒有|什么|什麼|啥|"
    r"新|任何|所有|一切)*"
    r"(?:消息|新闻|新聞|资讯|資訊|动态|動態|公告|情况|情況|股票|股价|股價|行情|走势|"
    r"走勢|快讯|快訊|报道|報道|报导|報導|信息|資訊)"
    r"(?:吧|吗|嗎|呢|啊|呀|么|麼|了)*"
)
HOW = r"(?:最近|今天|现在|現在)?(?:怎么样|怎麼樣|怎样|怎樣|如何|咋样|咋樣)(?:了|啊|呢)?"
TAIL = r"(?:\bplease|吧|呗|啊|呀|谢谢|謝謝|哦|哈|[。.!！~～?？\s])+"
ENGLISH_ASK = (
    r"(?:please|can you|could you|would you|i(?:'d| would) like(?: to)?|i want(?: "
    r"to)?|let me|tell me|"
    r"set up|turn on|enable|create|notify me|alert me|keep me (?:posted|updated)|"
    r"help me(?: to)?|get me|give me|show me|"
    r"follow|watch|track|monitor|subscribe to|subscribe|add|look out for|any|the|"
    r"latest|some|all|more|"
    r"what(?:'s| is) (?:new|up|happening|going on)(?: with| at| in)?|when "
    r"there(?:'s| is)|if there(?:'s| is)|"
    r"news|updates?|alerts?|stories|headlines|about|on|for|of|with|from|regarding|"
    r"to|me|today|please|thanks|thank you|my list|know|hear)"
)
"""Words around a company that say only that one wants to hear of it."""
CHATTY = (
    r"[你您我咱]|什么|什麼|怎么|怎麼|为什么|為什麼|为啥|哪里|哪裡|哪个|多少|[几幾][点點号號]|吗|嗎|"
    r"呢|吧|谁|誰|能不能|可不可以|是不是|"
    r"\b(?:you|your|i|i'm|me|my|we|how|what|why|who|when|where|which|can|could|"
    r"please|is|are|do|does|"
    r"should|will|would|don't|won't|it's|that's)\b|[?？]"
)
"""Signs that a message talks to somebody, rather than names what to look for."""
SHARES = r"(?:stock|share)s?|prices?|compan(?:y|ies)|inc\b\.?|股票|股价|股價"
"""Words beside a company's name that add nothing to it."""
_NO = r"(?:[请請]?(?:都|就)?(?:不要|不用|[别別]|勿)再?|[请請]勿)"
_TO_DISTURB = (
    r"(?:[给給]我)?(?:[发發](?:消息|送)?|推送?|通知|提醒|吵|打[扰擾]|[烦煩]|[响響]|[骚騷][扰擾]|叫)"
    r"(?:我|消息|通知|了)*"
)
_NIGHT = r"(?:夜[里裡间間晚]|晚上|半夜|深夜|凌晨|睡[觉覺][时時]?|休息[时時]?)(?:的?[时時]候)?"
_ENGLISH_NO = (
    r"(?:no (?:news|alerts?|messages?|notifications?|pings?)|"
    r"(?:do not|don't|never|stop|please don't) "
    r"(?:send|messag|alert|disturb|notify|ping|bother|text|wake)\w*(?: me)?"
    r"(?: anything| any(?: news| alerts| messages)?| news| alerts| messages)?)"
)
QUIET = (
    rf"(.{{2,20}}?){_NO}{_TO_DISTURB}",
    rf"{_ENGLISH_NO} ((?:from|between) .+)",
)
"""Whole messages that ask for silence between two hours, which are the group of each."""
NIGHTS = (
    rf"{_NIGHT}(?:.{{1,6}}[以之][后後])?{_NO}{_TO_DISTURB}",
    rf"{_NO}在?{_NIGHT}{_TO_DISTURB}",
    rf"{_ENGLISH_NO} (?:at|during the|by) night|(?:be quiet|silence|quiet) at night",
)
"""Whole messages that ask for silence in the night."""
_DIGEST = r"(?:digest|summary|roundup|round-up|recap|briefing)"
_WHAT_COMES = r"(?:汇[总總]|匯總|[总總][结結]|摘要|日[报報])"
_ONCE_A_DAY = r"(?:every (?:day|morning|evening)|each (?:day|morning|evening)|daily|once a day)"
_WISH = r"(?:send me |give me |i(?:'d like| want) )?(?:a |one |the |my )?"
_COMES = rf"(?:[发發推]送?|通知|{_WHAT_COMES})"
_AND_SO_ON = rf"(?:[给給]?我|一[次份下条條]|消息|新[闻聞]|{_WHAT_COMES})*"
_A_DIGEST = rf"(?:daily |news |morning |evening )*{_DIGEST}s?(?: of (?:the )?news)?"
DAILY = (
    rf"(?:每[天日]|天天)的?([^发發推汇匯总總]{{0,12}}?)(?:[给給]我)?{_COMES}{_AND_SO_ON}",
    rf"{_WISH}{_A_DIGEST}(?: {_ONCE_A_DAY})?(?: at (.{{1,12}}))?",
    rf"{_ONCE_A_DAY}(?: {_DIGEST})?(?: at (.{{1,12}}))?",
)
"""Whole messages that ask for a digest a day, at a time that is the group of each."""
_ORNAMENT = r"(?:[图圖]片|配[图圖]|[预預][览覽]|[声聲]音|提示音|[铃鈴][声聲]|(?:公司)?[标標][签籤])"
_OFF_OR_ON = r"(?:不要|[关關][闭閉掉]?|打[开開]|[开開][启啟]?)"
_SWITCHES = (
    rf"{_OFF_OR_ON}{_ORNAMENT}|{_ORNAMENT}{_OFF_OR_ON}|"
    r"只(?:要|[发發]|推送?)[紧緊]急(?:的|消息|新[闻聞])*|only urgent(?: news| alerts)?|"
    r"(?:no|hide|show|(?:turn|switch) (?:on|off)|enable|disable)(?: the| all)?"
    r" (?:pictures?|images?|previews?|sounds?|hashtags?)|"
    r"(?:pictures?|images?|previews?|sounds?|hashtags?) (?:on|off)"
)
_LINE = (
    r"(?:取消|[删刪]除|[删刪]掉|移除|退[订訂])(?:[关關]注)?(?:第 ?)?(\d{1,3}) ?[个個条條项項号號]?",
    r"(?:remove|delete|unfollow|unwatch|stop) (?:number |no\.? ?|#|line )(\d{1,3})",
)
_CADENCE = (
    r"[把将將]?(.+?)(?:的[消通][息知])?(?:改|[设設]|[换換])[成为為到]"
    r"(?:每[天日]|每小[时時]|[盘盤][前后後]|即[时時]|[实實][时時]).*"
)
ONLY = (
    r"(?:只|[仅僅]|光)(?:想|要|看|[关關]心|[关關]注|需要|接收|推送|追[踪蹤])+(?P<whose>.+?)的(?P<what>\w{2,8})",
    r"only (?P<what>[\w ]{3,30}?) (?:from|of|about|by|for|on) (?P<whose>.+)",
)
"""Whole messages that ask for some of a company's news only."""
_HOURS = (
    r"(?:quiet hours?|do not disturb|dnd|免打[扰擾]|勿[扰擾])(?: from)?[:： ]*"
    r"(.*\d.*(?:到|至|to|-|–|~|～).*\d.*)"
)
_ZONE = (
    r"(?:(?:my )?time ?zone(?: is| to)?[:： ]+|[时時][区區][:： ]+|"
    r"(?:我的)?[时時][区區](?:是|改[为為成到]|[设設][为為成])[:： ]*)(.+)"
)
_PAUSE = (
    r"(?:pause|snooze|be quiet)(?: alerts| news| notifications| everything)? "
    r"((?:for |until |till |\d).+)"
)
PHRASES: Mapping[str, tuple[str, ...]] = {
    **{name: (each,) for name, each in _ENGLISH.items()},
    "settings": (_HOURS, _ZONE, _SWITCHES, _ENGLISH["settings"]),
    "unwatch": (*_LINE, _ENGLISH["unwatch"]),
    "list": (_CADENCE, _ENGLISH["list"]),
    "pause": (_PAUSE, _ENGLISH["pause"]),
    "mute": (r"mute (.+)", _ENGLISH["mute"]),
}
"""Whole messages that are commands, whose argument is the group."""
NO_COMMAND_AFTER = r"(?:引擎|剂|劑|度|者|函|号|號|量|率|点|點|焦|上市|交易|生产|生產|营业|營業|源)"
"""What makes another word of a command's name that it follows: 关注度, 暂停上市, 恢复生产."""
