"""What a message asks for: 200 texts as people write them, in the bot's languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bot.commands.registry import COMMANDS
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_reader import read_intents
from notifier.bot.slots import fill

NAMES = frozenset(command.name for command in COMMANDS)


def told(text: str) -> list[tuple[str, str]]:
    intents = [
        fill(each.hints[0], each.said, "", each.text) if each.kind is Kind.WISH else each
        for each in read_intents(text, NAMES)
    ]
    return [
        (each.command or each.kind.value, each.text + f" -{each.without}" * bool(each.without))
        for each in intents
    ]


AS_COMMANDS = """
/watch贵州茅台 = watch 贵州茅台
/watch 贵州茅台 = watch 贵州茅台
/Watch 贵州茅台 = watch 贵州茅台
/WATCH AAPL = watch AAPL
/watch：贵州茅台 = watch 贵州茅台
/watch:AAPL = watch AAPL
/watch，贵州茅台 = watch 贵州茅台
/ watch 贵州茅台 = watch 贵州茅台
／watch 贵州茅台 = watch 贵州茅台
／list = list
/watchAAPL = watch AAPL
/watch600519 = watch 600519
/watch@news_bot 贵州茅台 = watch 贵州茅台
/关注 贵州茅台 = watch 贵州茅台
/关注贵州茅台 = watch 贵州茅台
/關注 騰訊控股 = watch 騰訊控股
/订阅 半导体 = watch 半导体
/取消关注 贵州茅台 = unwatch 贵州茅台
/列表 = list
/帮助 = help
/设置 = settings
/暂停 2小时 = pause 2小时
/恢复 = resume
/最新 贵州茅台 = latest 贵州茅台
/sub AAPL = watch AAPL
/follow Tesla = watch Tesla
/add 00700 = watch 00700
/unfollow Tesla = unwatch Tesla
/remove 3 = unwatch 3
/stop = unwatch
/ls = list
/news = latest
/news 茅台 = latest 茅台
/search 讯飞 = find 讯飞
/lang = language
/rss = feed
/list 2 = list 2
/mute 1d = mute 1d
/not 线上线下 = not 线上线下
/edit 3 元宇宙 -游戏 = edit 3 元宇宙 -游戏
/watch -元宇宙 = watch -元宇宙
/help = help
/start = start
/start s_AAPL = start s_AAPL
/pause 半小时 = pause 半小时
/watch = watch
"""
AS_WORDS = """
关注贵州茅台 = watch 贵州茅台
关注 贵州茅台 = watch 贵州茅台
關注騰訊控股 = watch 騰訊控股
订阅 半导体 = watch 半导体
追踪比亚迪 = watch 比亚迪
添加 00700 = watch 00700
取消关注贵州茅台 = unwatch 贵州茅台
取消關注 騰訊控股 = unwatch 騰訊控股
取关茅台 = unwatch 茅台
不再关注比亚迪 = unwatch 比亚迪
退订 半导体 = unwatch 半导体
删除 3 = unwatch 3
列表 = list
清单 = list
我的关注 = list
我的自选 = list
自选股 = list
關注列表 = list
帮助 = help
幫助 = help
使用说明 = help
静音 = mute
暂停 = pause
暂停2小时 = pause 2小时
免打扰 23点到7点 = settings quiet 23:00-07:00
恢复 = resume
繼續 = resume
设置 = settings
語言 = language 語言
主题 = topics
统计 = stats
最新消息 = latest
新闻 = latest
导出 = export
查找 讯飞 = find 讯飞
搜索 kdxf = find kdxf
取消静音 线上线下 = unmute 线上线下
list = list
my list = list
show my watchlist = list
help = help
help me = help
settings = settings
pause = pause
resume = resume
news = latest
stop = unwatch
stop following Tesla = unwatch Tesla
unfollow AAPL = unwatch AAPL
stop watching Apple = unwatch Apple
start = start
帮助！ = help
列表。 = list
track Nvidia = watch Nvidia
subscribe to Apple = watch Apple
add TSLA to my list = watch TSLA
周末不要发 = settings weekends yes
週末唔好嘈 = settings weekends yes
只在工作日推送 = settings weekends yes
no news on weekends = settings weekends yes
weekdays only = settings weekends yes
每小时发一次 = settings cadence hourly
收盤後再發給我 = settings cadence post_close
send me news hourly = settings cadence hourly
everything at once = settings cadence instant
夜晚十點後唔好嘈 = settings quiet
quiet after 10pm = settings quiet
我住喺倫敦 = settings 倫敦
I live in London = settings London
只要重要的消息 = question fewer
only important news = question fewer
除了比亚迪其他都取消 = unwatch 除了比亚迪其他
取消除了比亚迪以外的全部关注 = unwatch 除了比亚迪以外的全部关注
只保留騰訊 = unwatch 只保留騰訊
unfollow all except Tesla = unwatch all except Tesla
keep only Tesla = unwatch keep only Tesla
不要广告 = unwatch 广告
取消匯豐 = unwatch 匯豐
茅台不要看了 = unwatch
关注腾讯，但不要游戏 = watch 腾讯 -游戏
I want Tesla but not Elon Musk = watch Tesla -"Elon Musk"
stop sending me Tesla = unwatch Tesla
今天有什么新闻 = latest
what's new today = latest
列出我的关注 = list
我的关注有哪些 = list
show my settings = settings
set timezone to new york = settings new york
send digests at 7am = settings daily 07:00
设置免打扰晚上10点到早上8点 = settings quiet 22:00-08:00
关闭免打扰 = settings quiet off
turn off quiet hours = settings quiet off
give me a preview for bitcoin = watch bitcoin
no crypto = unwatch crypto
start again = resume
可以发了 = resume
有没有RSS = feed
rss怎么用 = feed
how do I get this as RSS? = feed
这条为什么发给我 = why
特斯拉的财报 = follow 特斯拉 财报
Microsoft earnings only = edit Microsoft → +earning*
不要错过茅台 = follow 不要错过茅台
静音腾讯到聽日 = mute 腾讯到明天
"""
COMPANIES_IN_SENTENCES = """
帮我盯一下中芯国际的消息 = follow 中芯国际
请帮我关注一下宁德时代 = watch 宁德时代
我想关注腾讯控股 = watch 腾讯控股
我要看比亚迪的新闻 = watch 比亚迪
给我推送贵州茅台的公告 = watch 贵州茅台
盯一下科大讯飞 = watch 科大讯飞
麻烦提醒我中国平安的消息 = watch 中国平安
贵州茅台最新消息 = latest 贵州茅台
贵州茅台的新闻 = latest 贵州茅台
腾讯有什么新闻 = latest 腾讯
腾讯有什么消息吗？ = latest 腾讯
宁德时代怎么样 = latest 宁德时代
宁德时代最近怎么样了 = latest 宁德时代
想了解阿里巴巴的动态 = watch 阿里巴巴
幫我追蹤台積電的消息 = follow 台積電
請通知我小米的公告 = watch 小米
Tesla news = latest Tesla
news about Tesla = latest Tesla
latest Nvidia news please = latest Nvidia
follow Apple = watch Apple
please follow Microsoft = watch Microsoft
follow Apple and Tesla for me = watch Apple and Tesla
I want to follow Meta = watch Meta
tell me about Nvidia = latest Nvidia
what's new with Microsoft? = latest Microsoft
notify me when there's news about Boeing = watch Boeing
can you track Uber for me = watch Uber
subscribe to chip export news = watch chip export
/贵州茅台 = follow 贵州茅台
"""
NO_MORE = """
取消追蹤騰訊控股 = unwatch 騰訊控股
/取消追蹤 台積電 = unwatch 台積電
停止追蹤 台積電 = unwatch 台積電
停止关注比亚迪 = unwatch 比亚迪
请取消关注比亚迪 = unwatch 比亚迪
帮我取消关注比亚迪 = unwatch 比亚迪
比亚迪取消关注 = unwatch 比亚迪
把比亚迪删了 = unwatch 比亚迪
不想关注比亚迪了 = unwatch 比亚迪
别再推送比亚迪了 = unwatch 比亚迪
不要比亚迪的消息了 = unwatch 比亚迪
别给我发茅台了 = unwatch 茅台
不要追蹤騰訊控股 = unwatch 騰訊控股
stop Tesla = unwatch Tesla
remove Tesla = unwatch Tesla
delete AAPL = unwatch AAPL
unsubscribe AAPL = unwatch AAPL
no more Tesla = unwatch Tesla
can you stop following Tesla = unwatch Tesla
please stop following Tesla = unwatch Tesla
I don't want Tesla news anymore = unwatch Tesla
静音 科大讯飞 = mute 科大讯飞
mute Tesla = mute Tesla
不想错过比亚迪的消息 = watch 不想错过比亚迪
stop loss = follow stop loss
过滤器 = follow 过滤器
!减持 = follow !减持
回购 !减持 = follow 回购 !减持
暂停推送 = pause
暫停兩小時 = pause 兩小時
停止 = pause
帮我暂停2小时 = pause 2小时
pause for an hour = pause for an hour
be quiet until tomorrow = pause until tomorrow
pause please = pause
list please = list
please show my list = list
what am I following? = list
resume alerts = resume
我关注了哪些公司 = list
追蹤清單 = list
help please = help
太吵了 = pause
别发了 = pause
别推了 = pause
不要再发了 = pause
stop sending me news = pause
shut up = pause
明天早上再通知我 = pause 明天早上
不要比亚迪了 = unwatch 比亚迪
比亚迪不要了 = unwatch 比亚迪
刪掉騰訊 = unwatch 騰訊
clear my list = unwatch all
清空列表 = unwatch all
全部取消 = unwatch all
取消 = unwatch
/取消 = unwatch
follow = watch
english = language english
中文 = language 中文
切换到英文 = language 切换到英文
中文在线 = follow 中文在线
时区 = settings
晚上不要推送 = settings quiet
夜里别发消息 = settings quiet
晚上10点以后别推送 = settings quiet
请不要在半夜打扰我 = settings quiet
no alerts at night = settings quiet
晚上11点到早上7点别吵我 = settings quiet 23:00-07:00
中午12点到下午2点不要推送 = settings quiet 12:00-14:00
don't message me between 11pm and 7am = settings quiet 23:00-07:00
每天早上8点半发一次 = settings daily 08:30
每天18:00给我汇总 = settings daily 18:00
每日摘要 = settings cadence
every evening at 6pm = settings daily 18:00
send me a summary every day at 8:30am = settings daily 08:30
daily digest = settings cadence
每天涨停 = follow 每天涨停
通知太多了 = question fewer
I get too many notifications = question fewer
取消第2个 = unwatch 2
remove #2 = unwatch 2
静音腾讯3天 = mute 腾讯3天
我的时区是纽约 = settings 纽约
改成英文 = language 改成英文
导出我的自选 = export
有哪些主题 = topics
删除我的所有数据 = forget
不要图片 = settings preview no
声音关掉 = settings
turn off sounds = settings
只要紧急消息 = settings
帮我查一下比亚迪最近的新闻 = follow 比亚迪
pause alerts for 3 days = pause for 3 days
change to chinese = language change to chinese
why did I get this? = why
只要茅台的公告 = edit 茅台 → +公告
只关注腾讯的回购 = edit 腾讯 → +回购
only dividends from HSBC = edit HSBC → +dividend*
我的清單 = list
加一下 600036 = watch 600036
follow $NVDA, $AMD = watch $NVDA, $AMD
oil price = follow oil price
quiet hours 10pm to 7am = settings quiet 22:00-07:00
timezone New York = settings timezone New York
时区 北京 = settings 时区 北京
turn off notifications = pause
turn on notifications = resume
delete my data = forget
rss = feed
unmute = unmute
set up alerts for TSLA = watch TSLA
"""
CANTONESE = """
想收騰訊嘅消息 = watch 騰訊
有冇小米新聞 = latest 小米
唔要小米喇 = unwatch 小米
夜晚唔好嘈我 = settings quiet
每日早上九點發俾我 = settings daily 09:00
幫我睇住滙豐同埋港交所 = watch 滙豐和港交所
我追蹤緊咩 = list
停咗佢 = pause
"""
WHAT_TO_FOLLOW = """
贵州茅台 = follow 贵州茅台
600519 = follow 600519
sh600519 sz000858 = follow sh600519 sz000858
00700 = follow 00700
0700.HK = follow 0700.HK
aapl = follow aapl
$TSLA = follow $TSLA
元宇宙 = follow 元宇宙
元宇宙 | 虚拟现实 = follow 元宇宙 | 虚拟现实
"固态电池" -特斯拉 = follow "固态电池" -特斯拉
title:回购 = follow title:回购
chip export controls = follow chip export controls
关注度 = follow 关注度
关注函 = follow 关注函
暂停上市 = follow 暂停上市
恢复生产 = follow 恢复生产
恢复上市 = follow 恢复上市
添加剂 = follow 添加剂
新闻集团 = follow 新闻集团
订阅号 = follow 订阅号
统计局 = follow 统计局
设置税 = follow 设置税
搜索引擎 = follow 搜索引擎
移除 = unwatch
"""
SMALL_TALK = """
你好
您好
你好啊
哈喽
嗨
早上好
晚上好
在吗
在吗？
谢谢
谢谢！
谢谢你
多谢
感谢
辛苦了
好的
好吧
ok
OK
嗯
嗯嗯
再见
拜拜
怎么用
怎么用？
怎么使用呢
如何使用
这个怎么用
使用方法
你能做什么
你会什么
你可以做什么吗
能干什么
有什么功能
有哪些功能
你是谁
你是什么
你是机器人吗
测试
test
？
?
。。。
！
hi
Hi!
hello
hey there
good morning
thanks
thank you
thank you very much
thx
bye
cool
what can you do?
what can you do
what can i do here
what is this
who are you
how does this work?
how do i use this
how to use
謝謝
你好嗎
怎麼用
如何使用？
你能做什麼
谢谢，很好用
點用
good bot
lol
got it
nice one
it doesn't work
ok thanks
ok, thanks!
谢谢，再见
反馈
联系客服
never mind
cancel
feedback
收到
不错
明白了
👍
"""
CHANGES = """
把小米的关键词改成小米汽车 = edit 小米 → 小米汽车
取消特斯拉，换成苹果 = edit 特斯拉 → 苹果
change my keyword robotaxi to waymo = edit robotaxi → waymo
I meant Alphabet, not Meta = edit Meta → Alphabet
帮我把比亚迪改成只发公告 = edit 比亚迪 → +公告
港交所嘅公告先send = edit 港交所 → +公告
only announcements for BYD = edit BYD → +announcement*
只要财报 = edit → +财报
关注所有银行股 = sector 银行
follow all bank stocks = sector bank
沪深300成分股 = sector 沪深300
鴻海、聯發科都加進來 = watch 鴻海、聯發科
加上比亚迪，别的不用 = watch 比亚迪
撤销 = undo
刚才那个不算 = undo
undo that = undo
唔好再send騰訊嘅嘢俾我 = unwatch 騰訊
广告别发给我 = unwatch 广告
都不要了 = unwatch all
remove Disney from my list = unwatch Disney
别推研报类的 = unwatch 研报
芯片这个词太宽了，改成光刻机 = edit 芯片 → 光刻机
我要把宁德时代换成亿纬锂能 = edit 宁德时代 → 亿纬锂能
打錯咗，唔係滙豐，係恒生 = edit 滙豐 → 恒生
中石油只在出公告的时候喊我 = edit 中石油 → +公告
幫我加長榮跟陽明 = watch 長榮跟陽明
track Costco too please = watch Costco
白酒板块都有谁 = sector 白酒
S&P 500 companies = sector S&P 500
whoops, wrong one = undo
取消上一个操作 = undo
edit "oil prices" to "crude oil" = edit "oil prices" → "crude oil"
科技股有邊啲 = sector 科技
今天A股有啥大新闻 = latest A股
算了不删了，刚才点错了 = undo
clear everything = unwatch all
不想收到任何消息了 = pause
add TSLA to my watchlist = watch TSLA
加入自选：万科A、保利发展 = watch 万科A、保利发展
京东方 只看财报和分红 = edit 京东方 → +(财报 | 分红)
只想知道阿里巴巴的回购 = edit 阿里巴巴 → +回购
Microsoft layoffs only = edit Microsoft → +layoff*
mute everything except nvidia = unwatch mute everything except nvidia
"""
TIMES = """
明早9点前别吵我 = pause 明早9点前
开会呢，两小时后再说 = pause 两小时后
我要停一個禮拜 = pause 一個禮拜
stop for the weekend = pause for the weekend
not before 9am tomorrow = pause before 9am tomorrow
特斯拉停一周 = mute 特斯拉 一周
snooze Tesla for 2 hours = mute Tesla for 2 hours
特斯拉跌停一周 = follow 特斯拉跌停一周
今晚不要打扰 = pause on 今晚
只在开盘时间通知我 = settings trading
only during trading hours = settings trading
每周汇总 = settings cadence weekly
把所有的都改成一天一次 = settings cadence
宁德时代三天内别吱声 = mute 宁德时代 三天
我聽日放假，唔好搵我 = pause on 明天
人在悉尼，时差三小时 = settings 悉尼
我住台北 = settings 台北
半夜唔好send = settings quiet
星期六日唔使send = settings weekends yes
我的设置是什么 = settings
每天开盘前发一次就行 = settings cadence
晚上九点到早上八点静音 = settings quiet 21:00-08:00
停三個鐘 = pause 三個鐘
digest at 9am every day = settings daily 09:00
ok start sending again = resume
下班以后不要发消息 = settings quiet
send everything at 7pm = settings daily 19:00
我要出国两周，先别发了 = pause 两周
午休的时候别打扰 = settings quiet
don't send anything on Sundays = settings weekends yes
weekly summary = settings cadence weekly
我出差在纽约，时间改一下 = settings 纽约
"""
QUESTIONS = """
烦死了，一天发几十条 = question fewer
点解咁多message嘅 = question fewer
茅台多少钱 = question prices
is TSLA a buy? = question prices
多少钱一个月？ = question free
消息有延迟吗 = question sources
能不能推到微信 = question elsewhere
怎么把你拉到我们公司的群 = question group
alert me when Apple drops below 150 = question prices
只发利好 = question fewer
昨天的消息再发一遍 = latest
京东方有没有出公告 = latest 京东方
能导出成excel吗 = export
昨天隆基有什么公告吗 = latest 隆基
请问这个怎么收费 = question free
show what I'm following = list
能不能帮我选几只好股票 = question prices
可以用email收嗎 = question elsewhere
show me yesterday's news about Apple = latest Apple
为什么没有收到消息 = missed
why am I getting nothing = missed
为什么给我发这个 = why
怎么关注 = talk
如何取消关注 = unwatch
怎么导出我的列表 = export
how do I add my portfolio = import
how do I use this in my channel = channel
how can I change the time zone? = settings timezone
昨天茅台有什么新闻 = latest 茅台
我现在都订了什么 = list
delete my account = forget
"""
BLOCKS = (
    *(AS_COMMANDS, AS_WORDS, COMPANIES_IN_SENTENCES, NO_MORE, CANTONESE, WHAT_TO_FOLLOW),
    *(CHANGES, TIMES, QUESTIONS),
)
TABLE = [
    (text, wanted)
    for block in BLOCKS
    for line in block.strip().splitlines()
    for text, _, wanted in [line.rpartition(" = ")]
]
TALK = SMALL_TALK.strip().splitlines()


def test_the_table_has_two_hundred_texts_and_sixty_of_small_talk() -> None:
    assert len(TABLE) + len(TALK) >= 200
    assert len(TALK) >= 60
    assert len({text for text, _ in TABLE} | set(TALK)) == len(TABLE) + len(TALK)


def test_a_text_asks_for_what_its_writer_would_wish() -> None:
    wished = {text: [(*wanted.partition(" ")[::2],)] for text, wanted in TABLE}
    assert {text: told(text) for text in wished} == wished


def test_talk_asks_for_nothing() -> None:
    assert {text: told(text) for text in TALK} == {text: [("talk", "")] for text in TALK}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/watch 贵州茅台\n/watch 五粮液", [("watch", "贵州茅台\n五粮液")]),
        ("/watch 贵州茅台\n五粮液\n/list", [("watch", "贵州茅台\n五粮液"), ("list", "")]),
        ("/list\n/help", [("list", ""), ("help", "")]),
        ("/unwatch 1\n/unwatch 2\n/list", [("unwatch", "1\n2"), ("list", "")]),
        ("/关注 茅台\n／列表", [("watch", "茅台"), ("list", "")]),
    ],
)
def test_several_commands_stand_in_a_line_each(text: str, wanted: list[tuple[str, str]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/wach 贵州茅台", "watch"),
        ("/wtach AAPL", "watch"),
        ("/lst", "list"),
        ("/unwach 1", "unwatch"),
        ("/setings", "settings"),
        ("/xyzzy", ""),
    ],
)
def test_a_slip_in_a_commands_name_is_guessed(text: str, meant: str) -> None:
    [intent] = read_intents(text, NAMES)
    assert (intent.kind, intent.meant) == (Kind.UNKNOWN, meant)


@given(st.text(max_size=200))
def test_any_text_asks_for_something(text: str) -> None:
    intents = read_intents(text, NAMES)
    assert intents
    assert all(isinstance(each, Intent) for each in intents)


@given(st.sampled_from(sorted(NAMES)), st.text("甲乙丙abc 123", max_size=12))
def test_a_command_that_is_written_rightly_is_that_command(name: str, argument: str) -> None:
    assert told(f"/{name} {argument}") == [(name, argument.strip())]
