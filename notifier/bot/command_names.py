"""The names of commands as people write them, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    "watch": "加入自选 添加自选 加自选 关注 订阅 追踪 跟踪 添加 加入 盯 盯着 盯住 盯一下 "
    "关注一下 订阅一下 加上 加一下",
    "unwatch": "取消关注 取消订阅 取关 退订 不再关注 不关注 删除 移除 删掉 取消追踪 取消跟踪 "
    "停止关注 停止追踪",
    "list": "列表 清单 我的关注 我的订阅 我的列表 我的清单 我的自选 自选 自选股 关注列表 "
    "订阅列表 我关注了什么 我关注什么 我追踪了什么 我追踪什么 看看列表 查看列表 "
    "查看关注 追踪清单 我的追踪 我关注了哪些公司 看一下我的关注",
    "latest": "最新 最新消息 最新新闻 新闻 消息",
    "find": "查找 搜索 搜寻 查询 搜一下 查一下",
    "help": "帮助 说明 使用说明 命令 指令 功能",
    "pause": "暂停推送 暂停通知 停止推送 停止 暂停 免打扰 勿扰 停一下 别推了 别发了 别推送 "
    "不要推送 不要再发了 停了 停掉 停了它 太吵了 好吵 吵死了 好烦 真烦 烦死了 别烦我 安静",
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
    "privacy": "隐私 私隐 隐私政策 私隐政策 隐私条款 隐私声明 隐私保护 数据安全",
    "start": "开始",
    "undo": "撤销 撤回 复原 还原",
    "why": "为什么 为什么发给我 为什么发这条 为什么收到这条",
}
"""Chinese names of commands, behind a slash or by themselves."""

ENGLISH_WATCH = "follow|watch|subscribe(?: to)?|add|track|monitor"
ENGLISH: Mapping[str, str] = {
    "latest": "news|latest|latest news|what'?s new",
    "list": "(?:show )?(?:me )?(?:my )?(?:list|watch ?list|subscriptions)|"
    "(?:show )?(?:me )?what (?:do i|am i|i'?m|i am|i) follow(?:ing)?",
    "help": "help|help me",
    "pause": "stop it|(?:turn off|disable|kill|stop)(?: all)?(?: the| my)?"
    "(?: alerts| news| notifications| messages)|turn off|disable|"
    "pause|snooze|be quiet|quiet|shut up|enough|leave me alone|mute (?:all|everything)|"
    "stop sending(?: me)?(?: news| alerts| messages)?",
    "resume": "(?:resume|continue|unpause|turn on|enable)(?: alerts| news| notifications)?",
    "mute": "mute",
    "unmute": "unmute",
    "feed": "feed|rss|(?:my )?(?:rss )?feed",
    "forget": "(?:delete|forget|erase|remove) (?:all )?(?:of )?my data|(?:delete|forget) me|"
    "(?:delete|close|remove|deactivate) (?:my )?account",
    "privacy": "(?:the |your )?(?:data )?privacy(?: policy)?",
    "settings": "(?:show |see |change )?(?:my |the )?"
    "(?:settings|preferences|time ?zone|quiet hours?)",
    "language": "(?:change|set|switch|choose)?(?: the| my)? ?languages?|(?:(?:speak|in|use|"
    "(?:switch|change)(?: the| my)?(?: language)? to) )?(?:(?:simplified |traditional )?chinese|"
    "english)",
    "why": "why(?: (?:did|do) i (?:get|see|receive) (?:this|that|it)| this(?: one)?| me)?",
    "topics": "topics",
    "stats": "stats|statistics",
    "missed": "missed|what did i miss",
    "export": "export(?: my)?(?: list| watch ?list| data| everything)?|opml",
    "import": "import",
    "start": "start|begin",
    "undo": "undo",
    "unwatch": "cancel(?: my)? subscriptions?|stop|unfollow|unsubscribe|remove|delete|取消",
    "watch": ENGLISH_WATCH,
}
