# What people read, in Simplified Chinese. Every key stands in each language's file.

## Alerts

alert-because = 推送原因：{ $reasons }
alert-also = { $reasons }，还有 { $more } 项
alert-reported-too = 同时报道：{ $sources }
reason-security = { $name }（{ $symbol }）
digest-title-hourly = 每小时摘要：{ $count } 条
digest-title-pre_open = 盘前摘要：{ $count } 条
digest-title-post_close = 盘后摘要：{ $count } 条
digest-title-daily = 每日摘要：{ $count } 条
digest-title-weekly = 每周摘要：{ $count } 条
digest-title-burst = 消息汇总：{ $count } 条
digest-title-quiet = 免打扰期间的消息：{ $count } 条
digest-title-late = 迟到的消息：{ $count } 条
digest-more = ……还有 { $more } 条
digest-sources = 来源：{ $sources }
topic-gone = 部分推送原来发往的话题已关闭或删除，今后改发到这里。

## The buttons of an alert, and why it came

alert-open = 打开原文
alert-mute = 静音 1 天
alert-not = 不是这家公司
alert-why = 为什么收到？
alert-digest = 改为每日摘要
alert-latest = 更多{ $name }的消息
alert-muted = { $what }静音至 { $until }。想取消：/list
alert-gathered = { $what }的消息以后随每日摘要送达。想修改：/list
alert-not-words = 文中没有提到这家公司，是来源标注的。不想再收到，可以改为静音。
alert-not-which = 哪一个认错了？
alert-not-choice = “{ $text }”不是{ $what }
alert-not-done = 好的，“{ $text }”对你来说不再指{ $what }。
why-nothing = 还没有可以解释的推送。收到推送后，用 /why 回复它，或点它下方的“⋯”。
why-nothing-of = 近期没有推送过与{ $what }有关的消息。
why-title = 为什么收到：{ $title }
why-followed = ✓ 你关注了{ $what }
why-subscription = ✓ 你关注了{ $what }，文中有：{ $found }
why-no-subscription = 它不符合你现在的任何一项关注。
why-subject = 文章涉及{ $what }：
why-source = { $what }只是消息出处：

## Chat: greeting and help

start =
    你好！你关注的公司和主题一有市场消息，我就通知你，并说明原因。

    点一下就能开始；也可以直接发给我公司名、代码或关键词，例如：贵州茅台、00700、半导体
    把整份自选股粘贴过来也行。全部功能见 /help
help =
    想关注什么，直接发给我：公司（贵州茅台）、代码（00700、AAPL）或关键词（半导体）。一有消息我就通知你，并说明原因。

    /list – 我的关注
    /latest 贵州茅台 – 最新消息
    /pause 2h – 暂停推送一段时间
    /settings – 语言、时区、免打扰时段、摘要

    更多用法：
help-group =
    本群关注的公司和主题一有消息，我就在这里通知。

    所有人：/list、/latest 贵州茅台、/why
    管理员：/watch 贵州茅台、/unwatch 贵州茅台、/settings、/pause 2h、/audit
    群里开了话题时，/route 1 把列表第 1 项的推送发到当前话题。

    其他功能与私聊时相同。
help-follow =
    /watch 贵州茅台 – 按名称或代码关注公司；可以一行写几家，也可以每行一家
    /watch 半导体 出口 – 同时含有两个词的文章；加引号“半导体出口”则须连在一起
    /watch 回购 | 增持 – 含有其中一个词
    /watch 芯片 -薯片 – 含“芯片”而不含“薯片”
    /unwatch 贵州茅台 – 取消关注；/unwatch 全部
    /undo – 撤销最近一次改动
    /find 茅台 – 按部分名称、代码或拼音查找公司
    /topics – 现成的主题
help-list =
    /list – 我的关注；点一项可以设置推送时间、静音、试看、修改或取消
    /list 银行 – 只看名称里有“银行”的
    /edit 3 半导体 -招聘 – 修改第 3 项
    /import – 导入自选股：粘贴或发送文件
    /export – 以文件导出我为本聊天保存的全部数据
    /feed – 把我的关注作为订阅源，在阅读器里看
    /stats – 关注的公司近期上了多少次新闻
help-alert =
    /why – 为什么收到这条推送：用它回复那条推送，不回复则指最近一条
    /mute 1d – 用它回复一条推送：带来它的那项关注静音一天
    /mute 融资买入 – 不看含有这个短语的文章
    /not 线上线下 – 这几个字指的不是那家公司
    /unmute 线上线下 – 撤回上面两种更正；/list 会全部列出
    /missed – 哪些消息没有即时送达，为什么
help-more =
    /pause 2h、/pause 今晚 – 暂停推送；/resume 恢复
    /settings 23点-7点 – 免打扰时段；/settings 北京 – 时区
    /language – 中文 / English
    /channel @频道名 – 把推送发到你的频道
    /api – 生成令牌，供你的程序查看和修改关注
    /privacy – 我为本聊天保存了什么
    /forget – 删除我为本聊天保存的全部数据
    /id – 本聊天和你的编号，机器人的运营者可能会问到
button-help-follow = 怎样关注
button-help-list = 关注列表
button-help-alert = 推送
button-help-more = 时间、频道与数据
command-start = 开始使用
command-watch = 关注公司或关键词
command-unwatch = 取消关注
command-undo = 撤销最近一次改动
command-privacy = 我保存了什么
command-list = 查看我的关注
command-edit = 修改一项关注
command-latest = 查看最新消息
command-find = 查找公司或主题
command-topics = 现成的主题
command-feed = 在阅读器里看我的关注
command-stats = 关注的公司上了多少次新闻
command-pause = 暂停推送
command-resume = 恢复推送
command-missed = 没有即时送达的消息
command-import = 导入自选股
command-export = 导出我的数据
command-settings = 设置怎样通知我
command-api = 供程序使用的令牌
command-language = 切换语言
command-forget = 删除我的数据
command-id = 本聊天和你的编号
command-help = 使用帮助
id-told = 本聊天的编号是 { $chat }，你的编号是 { $person }。
unknown-command = 没有 { $command } 这个命令。全部功能见 /help
unknown-command-meant = 没有 { $command } 这个命令。你是不是想发：{ $meant }
talk-examples = 你关注的公司或关键词一有消息，我就通知你。直接发给我就行，例如：贵州茅台、00700、半导体。其他功能见 /help
talk-tap = 如果是在回答我的问题，请点问题下面的按钮：我不记得问过什么。
talk-welcome = 不客气，一有消息就通知你。
talk-only-text = 我只读得懂文字和自选股文件。请发给我公司名、代码或关键词，例如：贵州茅台、00700、半导体。
talk-in-group = 本群关注的公司一有消息，我就在这里通知。关注什么由管理员决定：/watch 贵州茅台。所有人都可以看：/list、/latest
talk-unclear = 没看懂“{ $text }”。想关注什么，直接发公司名、代码或关键词，例如：贵州茅台、00700、半导体。其他功能见 /help
meant-unwatch-all = 全部取消关注
meant-fewer = 少发一些
meant-quiet = 免打扰时段
meant-trading = 只在交易时间发
meant-cadence = 汇总还是即时
meant-timezone = 时区
meant-prices = 行情价格
meant-sources = 消息来自哪里
meant-free = 收不收费
meant-elsewhere = 在 Telegram 之外接收
meant-group = 在群里使用
meant-about = 能关注什么，怎样判断
talk-of-alert = 要对这条推送做什么？
answer-fewer = 想少收一些：可以全部改为摘要；在 /list 里点开一项，单独设置、静音或取消；用 /mute 屏蔽一个词。我不按重要程度筛选。
answer-prices = 我只报新闻，没有行情，也不给投资建议。
answer-free = 我没有收费项目，直接用就行。
answer-sources = 我定时查看公开的新闻源，一般几分钟内送到；每条推送都写明来源，可以打开原文核对。
answer-elsewhere = 我只在 Telegram 里推送。在别处可以用阅读器看你的订阅源：/feed
answer-group = 点我的头像，选“添加到群组或频道”，再选你们的群；然后由管理员在群里发：/watch 贵州茅台
answer-about = 我认得沪深北、香港和美国的上市公司；基金、虚拟币、未上市公司或题材，可以按关键词关注。关注时会告诉你近 7 天会收到多少。文章确实在说这家公司才算数：用 /why 回复一条推送，可以看依据。
talk-sector = 我没有按行业或指数分的公司名单。可以按“{ $text }”这个词或现成的主题关注；也可以把这些公司的名单粘贴过来，一次全部关注。
talk-one-change = 一条消息只做一次改动。请单独发送：{ $command }

## Chat: following

watch-what = 想关注什么？例如：/watch 贵州茅台 或 /watch 半导体
watch-done = 已关注{ $what }，一有消息就通知。
watch-already = 你已经关注{ $what }了。
watch-choose = “{ $text }”可能指几家公司，你想关注哪一家？
watch-either = “{ $text }”可能是公司，也可能只是一个词。你指哪个？
watch-near = 没有叫“{ $text }”的公司。你想找的是不是这家？
watch-error = 这个我看不懂：{ $reason }
watch-repair = 你是不是想写：/watch { $repair }
watch-done-many = 已关注以下 { $count } 项，一有消息就通知：
watch-too-many = 最多可以关注 { $limit } 项。请先在 /list 里取消几项。
watch-muted = ⚠ 含“{ $text }”的文章不会推送：你屏蔽了它。
watch-not-company = ⚠ 只写“{ $text }”的文章不会推送：你说过它不是{ $what }。
preview-exact = 近 { $days } 天有 { $count } 条，日均 { $average } 条。
preview-about = 近 { $days } 天约有 { $count } 条，日均 { $average } 条。
preview-nothing = 近 { $days } 天没有相关消息。
preview-sampled-nothing = 抽查了近 { $days } 天的部分消息，没有看到相关的，但不等于一条也没有。
preview-noisy = ⚠ 消息较多，可能看不过来；加一个词可以缩小范围。
offer-watch = 要关注{ $what }吗？一有消息就通知。
offer-followed = 你已经关注{ $what }了。点一下可以静音、设置何时推送或取消。
keyword-quoted = “{ $text }”
keyword-name = 关键词“{ $text }”
list-separator = 、
undo-done = 已撤销，不再关注{ $what }。
undo-nothing = 没有可撤销的内容了。
undo-which = 最近关注的是{ $what }，要撤销吗？
button-undo = 撤销
button-watch = 关注
button-as-keyword = 作为关键词“{ $text }”
latest-none-of-list = 近 7 天没有你关注的消息。想看别的？例如：/latest 贵州茅台
latest-what = 想看什么的消息？例如：/latest 贵州茅台
latest-nothing = 还没有与“{ $text }”有关的消息。想在有消息时收到通知：/watch { $text }
latest-title = { $text }的最新消息
latest-of-list = 你的关注，最新消息
find-what = 想找哪家公司？例如：/find 茅台，用拼音 gzmt 也行
find-found = “{ $text }”：点一下即可关注
find-nothing = 没有名称里含“{ $text }”的公司或主题。可以把它作为关键词关注：/watch { $text }
topics-title = 主题及其订阅源地址：
topics-only-title = 主题：
topics-none = 这里还没有主题。可以关注任何公司或关键词：/watch 贵州茅台
language-which = 我在这里用哪种语言？
language-name = 简体中文
language-short = 简体
language-done = 好的，我在这里改用简体中文。
unwatch-what = 想取消关注什么？你的关注见 /list
unwatch-done = 已取消关注{ $what }。
unwatch-all-sure = 要取消这里的全部关注吗？
unwatch-all-done = 已取消全部 { $count } 项关注。想恢复：/undo；想重新开始：/watch
button-end-all = 是的，全部取消
unwatch-others-sure = 只保留{ $what }，取消其余 { $count } 项关注吗？
unwatch-others-none = 你只关注了{ $what }。
unwatch-others-done = 已取消 { $count } 项关注，保留的见 /list。想恢复：/undo
button-end-others = 取消其余 { $count } 项
unwatch-unknown = 你没有关注“{ $text }”。你的关注见 /list
list-empty = 你还没有关注任何内容。试试 /watch 贵州茅台
list-title = 你的关注：
list-line = { $number }. { $what }

button-old = 这个按钮已失效，请重新发送命令。
admins-only = 只有管理员可以更改这里的内容。
admins-not-learnt = 暂时无法向 Telegram 确认谁是管理员，请稍后再试。
## Chat: a subscription's card

cadence-instant = 即时
cadence-hourly = 每小时
cadence-pre_open = 盘前
cadence-post_close = 盘后
cadence-daily = 每日
cadence-weekly = 每周
card-muted = 静音至 { $until }
card-unmuted = 已取消静音
card-saved = ✓ { $name }：{ $what }
mute-1d = 静音 1 天
mute-7d = 静音 1 周
mute-0 = 取消静音
edit-how = 修改某一项：写上名称或编号，和新的内容，例如 /edit 比亚迪 → 比亚迪 公告 或 /edit 3 半导体 -招聘
edit-unknown = 你的关注里没有第 { $number } 项。编号见 /list
edit-send = 复制下面这行，修改后发送：
edit-done = 已修改：{ $before } → { $after }
edit-no-words = “{ $text }”不能只对一项设置，也不像新闻里会出现的词，所以{ $what }没有改动。单独一项可以在这里设置何时推送或静音；推送时段、摘要时刻和显示方式对全部统一设置，见 /settings。真要找这几个字，请加上引号。
button-edit = 修改
button-try = 试看
button-delete = 取消关注
button-back = ◀ 关注列表
saved = ✓ { $what }

## Chat: settings and forgetting

forget-sure = 要删除我为本聊天保存的全部数据吗？包括关注（{ $count } 项）、设置、更正和推送记录。删除后无法恢复；可以先用 /export 留一份。
button-forget = 全部删除
button-keep = 保留
forget-not = 没有删除任何内容。
forget-done = 已全部删除。想重新开始时，发送 /start 即可。
privacy-kept =
    我为本聊天保存：Telegram 编号和名称、语言和设置；你的关注、屏蔽和更正；推送记录（{ $alerts ->
        [0] 长期
       *[other] { $alerts } 天
    }）；你发给我的消息和 Telegram 给出的你的名字（{ $typed ->
        [0] 长期
       *[other] 处理后 { $typed } 天
    }）；群组里还有谁改了什么。
    这些存在本机器人运营者的数据库里，只用来给你推送，我不会转给别人。消息经由 Telegram 传送，所以 Telegram 也看得到。
    用 /export 可以留一份关注列表。随时可以全部删除：
settings-title = 怎样通知你：
settings-language = 语言：{ $language }
settings-timezone = 时区：{ $zone }
settings-quiet = 免打扰时段：{ $hours }
settings-none = 无
settings-weekends = 周末免打扰（周一 08:00 起照常）：{ $quiet }
settings-urgent = 免打扰时段内，关注公司的紧急消息：{ $passes }
settings-urgent-true = 照常推送
settings-urgent-false = 之后再发
settings-sound = 提示音：{ $which }
settings-sound-all = 每条都响
settings-sound-urgent = 仅紧急消息
settings-sound-none = 无声
settings-market = 摘要按哪里的开收盘：{ $market }
settings-market-followed = 摘要按所关注市场的开收盘：{ $market }
settings-and = 、
settings-daily = 每日摘要：{ $at }
settings-preview = 新闻配图：{ $shown }
settings-hashtags = 公司标签（#贵州茅台）：{ $shown }
settings-switch-true = 开
settings-switch-false = 关
zone-shanghai = 北京、上海
zone-hong_kong = 香港
zone-taipei = 台北
zone-singapore = 新加坡
zone-london = 伦敦
zone-new_york = 纽约
market-followed = 跟随我的关注
market-XSHG = 沪深
market-XHKG = 香港
market-XNYS = 纽约
settings-button-language = 语言
settings-button-timezone = 时区
settings-button-quiet = 免打扰
settings-button-weekends = 周末免打扰
settings-button-urgent = 紧急消息
settings-button-market = 市场
settings-button-daily = 每日摘要
settings-button-silent = 提示音
settings-button-preview = 配图
settings-button-hashtags = 公司标签
button-app = 打开我的关注
settings-choose-timezone = 你在哪个时区？点选一个，或直接发送：/settings 东京 或 /settings UTC+8
settings-choose-quiet = 什么时段不打扰你？点选一个，或直接发送：/settings 22:30-7点 或 /settings 关闭
settings-choose-market = 摘要按哪个市场的开收盘发送？关注多个市场时，每个市场开盘前、收盘后各发一次。
settings-choose-daily = 每日摘要几点发给你？每周摘要也在这时发，逢周六。
settings-choose-cadence = 全部关注的消息什么时候发？只想改其中一项，请在 /list 里点开它。
settings-trading = 只在交易时间通知？可以把收盘到开盘设为免打扰，期间的消息开盘后补发。每天一样，节假日不另算；周末另有开关。
settings-daily-set = ✓ 每日摘要 { $at } 发送，内容是在 /list 里设为“每日”的关注。
settings-which-day = 每周摘要固定在周六 { $at } 发送，不能换成别的日子。要全部这样吗？
settings-which-time = 摘要一天只发一次，时间只有一个。要哪个？也可以只在一天的某个时段推送，或每小时汇总一次。
button-daily-at = 每天 { $at } 发摘要
button-only-between = 只在 { $begins }–{ $ends } 推送
button-all-daily = 全部改为每日摘要
button-all-weekly = 全部改为每周摘要
button-all-instant = 全部恢复即时
all-daily = ✓ 今后 { $count } 个关注的消息都在每天 { $at } 汇总发送。
all-weekly = ✓ 今后 { $count } 个关注的消息都在每周六 { $at } 汇总发送。
all-hourly = ✓ 今后 { $count } 个关注的消息都每小时汇总发送。
all-pre_open = ✓ 今后 { $count } 个关注的消息都在开盘前汇总发送。
all-post_close = ✓ 今后 { $count } 个关注的消息都在收盘后汇总发送。
all-instant = ✓ 今后 { $count } 个关注的消息都即时推送。
settings-choose-language = 我在这里用哪种语言？
button-back-settings = ◀ 返回设置
settings-unreadable = 看不懂“{ $text }”。可以试试 /settings 23点-7点、/settings 北京 或 /settings UTC+8

## Chat: lists in and out

import-how = 把自选股粘贴到这里，或以文件发送：每行一个名称或代码、CSV 或 .xlsx 表格、券商导出的文件、OPML 都可以。
import-too-large = 文件超过 { $kilobytes } kB。请分几次发送，或直接粘贴到这里。
import-nothing = 里面没有我认识的公司。请每行写一个名称或代码，例如：贵州茅台、00700
import-kind = 我读不了 .{ $suffix } 文件。请另存为 CSV 或纯文本，或直接粘贴到这里。
import-understood = 看起来是一份自选股，其中认出 { $count } 家公司：
import-done = { $known ->
    [0] 新关注 { $new } 项。
   *[other] 新关注 { $new } 项，另有 { $known } 项之前已关注。
    }
import-more = ……还有 { $more } 项
import-doubtful = 有 { $count } 行不确定指哪家公司，请在下面点选：
import-not-understood = 有 { $count } 行看不懂：
import-line =   第 { $number } 行：{ $text }
button-import = 全部关注
export-done = 你的 { $count } 项关注（CSV 与 OPML）和设置。CSV 可用 /import 导回。
export-done-csv = 你的 { $count } 项关注（CSV）和设置。CSV 可用 /import 导回。

## Chat: the chat's own feed

feed-private-title = 我的关注 – 市场消息
feed-private-description = 我关注的全部消息
feed-no-web = 这里还不能用订阅源：机器人没有网址。请联系运营者开通。
feed-explained = 你的关注也可以在阅读器里看。知道地址的人都能读，请不要外传；换了新地址，旧地址立即失效。暂停推送、静音或拉黑我，订阅源都照常更新。
button-feed-new = 换新地址
button-feed-off = 停用
feed-address =
    你的订阅源（RSS、Atom 或 JSON Feed）：
    { $address }.rss
    { $address }.atom
    { $address }.json

    地址只显示这一次。想换新的：/feed
feed-off = 订阅源已停用。想重新启用：/feed
feed-none = 你还没有订阅源。
button-api = 程序用的令牌
button-token-new = 生成新令牌
button-token-off = 撤销
token-explained =
    有了令牌，你自己的程序就可以通过 API（{ $address }）查看和修改你的关注。
    拿到令牌的人都能这样做，请不要外传；生成新令牌后，旧的立即失效。
token-made =
    你的令牌：
    { $token }

    令牌只显示这一次。想换新的或撤销：/api
token-off = 令牌已撤销。想要新的：/api
token-none = 你没有令牌。
token-in-private = 令牌要在和我的私聊里生成，请到那里发送：/api
token-no-web = 这里没有 API。需要的话，请联系机器人的运营者。

## Chat: statistics

stats-title = 近 { $days } 天上新闻的次数：
stats-no-company = 你还没有关注任何公司，没有可统计的。试试 /watch 贵州茅台

## Chat: pausing

pause-how-long = 要暂停推送多久？期间的消息会在之后补发。
pause-1h = 1 小时
pause-8h = 8 小时
pause-tomorrow = 到明早 08:00
pause-from-now = 暂停只能从现在开始，不能定在以后的某天。要从现在起暂停到 { $until } 吗？
pause-until = 到 { $until }
pause-unreadable = 看不懂“{ $text }”。可以试试 /pause 半小时、/pause 明天早上9点 或 /pause 18:30
pause-done = 已暂停推送，{ $until } 恢复；期间的消息会在之后补发。
resume-done = 已恢复推送。
button-resume = 立即恢复
missed-nothing = 没有遗漏：近 7 天的消息都已即时送达。
missed-muted = { $what }静音至 { $until }，期间的消息不推送；可在 /latest 查看，在 /list 取消静音。
missed-nothing-else = 其余近 7 天的消息都已即时送达。
missed-nothing-of = 没有遗漏：近 7 天与{ $what }有关的消息都已即时送达。最新消息见 /latest
missed-title = 近 7 天未即时送达的消息：
missed-more = 仅显示最近 { $count } 条。
missed-in-digest = 已随摘要于 { $at } 送达
missed-not-asked = 没有发送：不再是你要关注的内容
missed-dead = 没能送达
missed-sending = 正在发送
missed-paused = 暂停中，{ $until } 之后再发
missed-quiet = 免打扰时段，{ $until } 之后再发
missed-unreachable = 没有发送：当时联系不到本聊天
missed-gathered = 将随 { $until } 的摘要送达
missed-waiting = 暂时没能送达，{ $until } 再试

failed = 抱歉，出了点问题，刚才的操作没有完成。请稍后再试。

## Chat: correcting

command-why = 为什么收到上一条推送
command-mute = 不看含有某个短语的文章
command-not = 这几个字不是那家公司
command-unmute = 撤回更正
mute-what = 要屏蔽哪个短语？例如：/mute 融资买入
mute-followed = 你关注了{ $what }。要静音它一天、取消关注，还是屏蔽所有含“{ $text }”的文章？
mute-which = 要暂停全部推送，还是屏蔽含“{ $text }”的文章？只想静音某一项关注，请在 /list 里点开它。
mute-or-follow = 含“{ $text }”的文章：要关注，还是屏蔽？
button-watch-words = 关注“{ $text }”
mute-button-time = 暂停推送到 { $until }
mute-button-phrase = 屏蔽“{ $text }”
mute-done = 不再推送含“{ $text }”的文章。想撤回：/unmute { $text }
not-what = 哪几个字指的不是那家公司？例如：/not 线上线下
not-done = “{ $text }”对你来说不再指{ $what }。想撤回：/unmute { $text }
not-unknown = 没有叫“{ $text }”的公司。想屏蔽含它的文章：/mute { $text }
unmute-what = 要撤回哪一条更正？你的更正见 /list
unmute-done = 已撤回：“{ $text }”
unmute-unknown = 你没有屏蔽或更正过“{ $text }”。你的更正见 /list
list-found = 你的关注里，含“{ $text }”的：
list-found-nothing = 你的关注里没有“{ $text }”。查看全部：/list
list-take-back = 撤回“{ $text }”
list-muted = ✕ 已屏蔽“{ $text }”
list-not-company = ✕ “{ $text }”不是 { $symbol }

## Chat: why a query cannot be read

query-empty = 查询是空的
query-too-long = 查询最多 { $about } 个字符
query-too-many = 查询最多 { $about } 个词
query-too-deep = 查询最多嵌套 { $about } 层括号
query-too-long-written-out = 展开后的查询最多 { $about } 个字符
query-never-holds = 这里既要找它又排除它，不会有任何文章符合
query-only-negative = 这里只写了不要什么，请再写上要找什么
query-no-word = 这里没有可以查找的词或数字
query-quote-not-opened = { $about } 前面没有对应的左引号
query-quote-not-closed = 这个引号没有配对
query-group-not-opened = 这个右括号前面没有左括号
query-group-not-closed = 这个左括号后面没有右括号
query-group-empty = 括号里是空的
query-nothing-after = { $about } 后面没有要找的内容
query-nothing-before = { $about } 前面没有要找的内容
query-no-field = 没有 { $about } 这个字段；可用的有 title、source、category、lang、case
query-field-in-field = { $about } 不能写在另一个字段里面
query-field-takes-words = { $about } 后面只能是词或短语
query-near-form = “~”加数字要写在两个词之间，前后留空格：元宇宙 ~5 上海
query-near-sides = “~”要写在两个词或短语之间
query-no-security = 没有名为 { $about } 的证券
query-regex-not-closed = 这个正则表达式缺少结尾的“/”
query-regex-too-long = 正则表达式最多 { $about } 个字符
query-regex-finds-all = 这个正则表达式在任何文章里都能匹配
query-regex-looks-around = 正则表达式不支持前瞻和后顾
query-regex-unreadable = 这个正则表达式有误：{ $about }

## Why a company is taken to be named

sign-distinct-name = “{ $detail }”只可能是公司名
sign-coined-name = “{ $detail }”不是现成的词，但人或物也可能叫这个名字
sign-short-name = “{ $detail }”是公司名，只是较短
sign-local-name = “{ $detail }”是以地名开头的公司名
sign-compound-name = “{ $detail }”也可能只是一个词组
sign-rare-name = “{ $detail }”也是一个少见的词
sign-rare-english-word = “{ $detail }”也是英文单词，只是少见
sign-first-word = “{ $detail }”只是它名字的第一个词
sign-ordinary-name = “{ $detail }”也是一个普通的词
sign-english-word = “{ $detail }”也是一个英文单词
sign-legal-name = 写出了全称“{ $detail }”
sign-ticker-name = “{ $detail }”是它的代码
sign-ambiguous = 有几家公司都叫“{ $detail }”
sign-weak-name = 单凭“{ $detail }”不足以认出是它
sign-status-name = 名字前有交易所的标记“{ $detail }”
sign-used-for-company = 写“{ $detail }”的，多半指这家公司
sign-used-otherwise = 写“{ $detail }”的，多半另有所指
sign-business = “{ $detail }”是这家公司的业务
sign-group = “{ $detail }”所指的几家公司里有它
sign-own-code = 旁边写着它自己的代码 { $detail }
sign-other-code = 旁边写的是另一家公司的代码 { $detail }
sign-code = 文中写有它的代码 { $detail }
sign-inserted-code = 旁边有来源自动插入的代码 { $detail }
sign-source-markup = 来源自己的链接把这个词指向 { $detail }
sign-ticker = 来源把这篇文章归在 { $detail } 名下
sign-verb = 后面跟着“{ $detail }”，正是说公司时的用语
sign-verb-mild = 后面跟着“{ $detail }”，常见于公司名之后
sign-moves = 后面跟着“{ $detail }”，常见于股票或指数之后
sign-acts = 后面跟着“{ $detail }”：它在做一件事
sign-owner = 后面说的是它所有的
sign-colon = 名字在开头，后面是冒号
sign-sector = 这是板块的名字：“{ $detail }”
sign-group-after = 后面跟着“{ $detail }”，说的是母公司
sign-firm-after = 后面跟着“{ $detail }”，说的是另一家公司
sign-longer-name = 它只是另一个名字里的一部分：“{ $detail }”
sign-before = 前面是“{ $detail }”，正是说公司时的用语
sign-text-before = 前面与“{ $detail }”连在一起
sign-place-before = 前面是“{ $detail }”，说的是另一家公司或当地的事
sign-company-words = 从前后文看说的是公司，最明显的是“{ $detail }”
sign-other-words = 从前后文看说的不是公司，最明显的是“{ $detail }”
sign-no-business = 文中的词语，尤其是“{ $detail }”，谈的不是商业
sign-sport = 这句话讲的是体育：“{ $detail }”
sign-among-words = 它与普通词“{ $detail }”并列
sign-alone = 它独立成词
sign-capital = 它在句子中间以大写字母开头
sign-beside = 同一句里明确提到了{ $detail }
sign-elsewhere = 文中另有以它开头的更长的名称：“{ $detail }…”
sign-other-elsewhere = 文中另一处的“{ $detail }”是别的意思
sign-begins = 分句以它开头
sign-traditional = 文章用繁体字写成，像香港那样
sign-market-text = 这句话在说股票和公司：“{ $detail }”
sign-list = 它与 { $detail } 并列
sign-crossed = 它是从另一个词“{ $detail }”里截出来的
sign-used = “{ $detail }”说的是它卖出的一件东西或它的一家店
sign-work-title = 它是作品名“{ $detail }”
sign-platform = “{ $detail }”指的是平台，不是公司
sign-footer = 它出现在分享栏或页脚里：“{ $detail }”
sign-other-thing = “{ $detail }”指的是别的东西
sign-namesake = 新闻里常有人叫“{ $detail }”
sign-person = “{ $detail }”是一个人
sign-no-ticker = “{ $detail }”不是代码的写法
sign-lower-case = 它写成普通词的样子：“{ $detail }”
sign-about = 带有“{ $detail }”这类字句的文章多半在讲这家公司
sign-not-about = 带有“{ $detail }”这类字句的文章多半不是在讲这家公司
sign-venue = 它只是上市的交易所：“{ $detail }”
sign-source = 它只是报道或数据的出处：“{ $detail }”

## Feeds and pages

feed-title = { $title } – 市场资讯
feed-topic-description = 符合以下条件的文章：{ $query }
feed-securities-description = 与{ $name }有关的文章
feed-sources-description = { $name }的全部文章
feed-categories-description = 来源归入“{ $name }”的文章
feed-page-how = 这是一个订阅源，把下面的地址复制到你的阅读器即可订阅：
feed-page-older = 更早的文章
feed-page-newest = 最新
feed-page-empty = 还没有文章，有了会出现在这里和订阅源里。
index-title = 按公司和主题看市场资讯
index-intro = 找到公司或主题，看最新消息，再用 Telegram 或阅读器关注它。
index-topics = 主题
index-securities = 公司
index-empty = 还没有内容，收到第一批文章后就会出现。
index-nothing = 没有找到。
index-search-what = 公司、拼音、代码或关键词
index-search = 搜索
index-newer = 上一页
index-older = 下一页
index-opml = 全部主题，供阅读器导入（OPML）
site-name = 市场资讯
page-skip = 跳到正文
index-newest = 最新消息
index-live-topics = 主题
index-live-securities = 正在被报道的公司
index-all-topics = 全部主题
index-all-securities = 全部公司
index-today = 最近 24 小时的文章数
follow-title = 关注
follow-telegram = 在 Telegram 中关注
follow-feed = 也可以把订阅源加到你的阅读器：
follow-feed-only = 把订阅源加到你的阅读器：
follow-qr = 二维码
follow-qr-alt = RSS 地址的二维码
copy = 复制
copy-done = 已复制
chart-title = 每天的文章数：{ $name }
chart-text = { $days } 天共 { $count } 篇，{ $day } 最多（{ $most } 篇）
chart-table = 以表格显示
chart-day = 日期
chart-articles = 文章数
story-sources = { $count } 家来源
story-corrected = 有更正
story-first = 最先报道
story-developed = 报道经过
story-corrected-at = { $time } 更正
story-withdrawn-at = { $time } 来源已撤回
company-also = 又称
company-related = 常一起出现
topic-search = 看看这个条件会找到什么
search-title = 搜索
search-names = 公司和主题
search-articles = 文章
search-none = 还没有符合的文章。
search-none-so-far = 查过的最新文章里没有符合的，更早的可以在订阅源里翻到。
search-preview = 关注后会收到什么
exchange-SSE = 上海
exchange-SZSE = 深圳
exchange-BSE = 北京
exchange-HKEX = 香港
exchange-NASDAQ = 纳斯达克
exchange-NYSE = 纽约
exchange-CBOE = 芝加哥期权交易所
status-title = 服务状态
status-waiting = 等待发送的提醒
status-sending = 正在发送
status-oldest = 最早应发送于
status-inbox = 待回复的消息
status-telegram = Telegram 最近应答
status-memory = 内存
status-database = 数据库
status-disk = 磁盘剩余
status-dead = 已放弃的提醒
status-dead-none = 最近没有。
status-chat = 会话
status-alert = 提醒
status-reason = 原因
status-when = 计划时间
page-languages = 语言
page-times = 页面上的时间均为 { $zone }。
error-404-title = 这里什么也没有
error-404 = 这个地址没有内容。可以从首页查找公司、主题或文章。
error-500-title = 出错了
error-500 = 服务出了点问题，我们已经记录下来。请稍后再试。
error-home = 返回首页

## Sources

alarm-title = 消息来源
alarm-failing = ✕ { $name } 读取失败，最近一次成功：{ $since }。下次读取：{ $again }。{ $problem }
alarm-empty = ✕ { $name }：页面自 { $since } 起为空。
alarm-changed = ✕ { $name }：页面自 { $since } 起与以往不同，版式可能已改。
alarm-frozen = ✕ { $name } 有应答，但已停更：最新一篇是 { $since } 的。
alarm-silent = ✕ { $name } 有应答，但自 { $since } 起没有新内容。
alarm-late = ✕ { $name } 没有按时读取。最近一次成功：{ $since }。下次读取：{ $again }。{ $problem }
alarm-ok = ✓ { $name } 已恢复正常。
alarm-ever = 从未
alarm-more = ……还有 { $count } 个
disk-full = ⚠ 数据库所在磁盘空间不足：暂停收取新文章，推送照常发送。腾出空间后会自动恢复。
disk-room = ✓ 磁盘空间已恢复，重新收取新文章。
sources-title = 消息来源
sources-intro = 文章从哪里来，发布后多久被看到。
sources-name = 来源
sources-state = 状态
sources-last = 最新文章
sources-lag = 延迟：中位数、95 %
sources-empty = 还没有设置任何来源。
source-state-ok = 正常
source-state-new = 尚未读取
source-state-failing = 读取失败
source-state-empty = 页面为空
source-state-changed = 版式有变
source-state-frozen = 已停更
source-state-silent = 没有新内容
source-state-late = 未按时读取
source-state-off = 已停用

## Terminal

terminal-alert = 发给聊天 { $chat } 的推送
terminal-no-token =
    还没有设置 Telegram 令牌，推送会显示在这里。要发送到 Telegram：
    先向 @BotFather 申请令牌，设置 NOTIFIER_TELEGRAM_TOKEN，再重新启动。没有令牌也可以关注：
    { $command }
terminal-securities = 涉及公司
terminal-subscriptions = 符合的关注
terminal-feeds = 订阅源
terminal-nothing = 无
terminal-summary = 共 { $articles } 篇文章、{ $alerts } 条推送、{ $feeds } 个订阅源。
demo-intro =
    这就是服务本身在运行：它读取示例文章，并把这个终端当作聊天窗口。
    这里关注：{ $subscriptions }
demo-stop = 订阅源会一直开放，按 Ctrl+C 结束。往 { $folder } 里放一篇文章，就能看到它出现。

## Chat: groups

group-hello = 大家好！本群关注的公司和主题一有市场消息，我就发到这里。关注什么由管理员决定：/watch 贵州茅台；所有人都可以看：/list、/latest。更多功能：/help
group-again = 我回来了。本群原有的 { $count } 项关注都还在：/list
channel-added = 我可以在频道“{ $title }”发帖了。选择往那里发什么：/channel
channel-lost = 我不能再在频道“{ $title }”发帖了。它的关注列表还在；重新把我设为可以发帖的管理员，就会继续推送。
groups-only = 这个命令要在群组或频道里用，请到那里发送。
audit-title = 最近的操作记录：
audit-empty = 这里还没有人改过什么。
audit-line = { $at } { $name }：{ $what }
route-which = 哪些推送要发到这个话题？
route-nothing = 这里关注的内容都已经发到这个话题了。
route-done = { $what }的推送今后发到这个话题。
route-done-general = { $what }的推送今后发到主话题。
route-back = { $what }的推送又发到之前的话题。
command-route = 把推送发到这个话题
command-audit = 查看操作记录

## Chat: channels

channel-head = 📢 { $title }
channel-how =
    我也可以把推送发到你的频道：
    1. 把我设为频道管理员，并允许发帖。
    2. 在这里发送 /channel @频道名，或者转发一条频道里的消息给我。
channel-in-private = 频道要在和我的私聊里管理，请到那里发送：/channel
channel-command = 有人在频道“{ $title }”发了 { $command }。读者都看得到，所以我不在那里执行命令。请在这里发送 /channel 选择该频道，再发送命令。
channel-which = 要管理哪个频道？
channel-linked = 已关联频道“{ $title }”。接下来一小时，你在这里发送的 /watch、/list、/settings 等都针对该频道。
channel-managing = 接下来一小时，你在这里发送的 /watch、/list、/settings 等都针对频道“{ $title }”。
channel-own = 已回到你自己的关注列表。
channel-unknown = 我不在频道 { $name } 里。请先把我设为可以发帖的管理员，再试一次。
channel-not-admin = 只有频道“{ $title }”的管理员可以管理它。
channel-may-not-post = 我还不能在“{ $title }”发帖。请在那里给我发帖权限，再试一次。
channel-unlinked = 你不再管理频道“{ $title }”。
channel-ended = 你不再管理频道“{ $title }”。不会再往那里推送，它的关注列表还在。
button-own-list = ◀ 我的关注列表
button-unlink = 取消关联
command-channel = 管理频道

## Chat: operators

not-allowed = 这个机器人仅限受邀使用。想使用，请把这个编号告诉它的运营者：{ $number }
too-fast = 发得太快了：每分钟最多处理 { $limit } 条命令。请等到 { $until }，再重发没有处理的。
admin-how =
    /admin – 运行状况
    /admin sources – 全部消息来源
    /admin poll … – 立即读取一个来源
    /admin chat 123456 – 查看某个聊天
    /admin broadcast … – 向所有聊天发通知
admin-sources = 消息来源：正在读取 { $polled } 个，异常 { $trouble } 个
admin-queue = 推送：等待 { $waiting } 条，发送中 { $sending } 条；最早到期：{ $oldest }
admin-inbox = 等待处理的命令：{ $count } 条
admin-bot = 机器人 { $number }：{ $reached } 个聊天，无法送达 { $lost } 个
admin-bot-silent = ……按 Telegram 的要求暂停发送，至 { $until }
admin-source-count = 消息来源：{ $count } 个
admin-source-next = 下次读取：{ $at }
admin-poll-done = 正在读取 { $name }。/admin sources 可以看它的状态。
admin-poll-unknown = 没有叫 { $name } 的来源在读取。/admin sources 列出全部。
admin-sure = 要把以上内容发给 { $count } 个聊天吗？它会排在所有等待的推送之后发出。
admin-sent = 正在发往 { $count } 个聊天。还剩多少，见 /admin
admin-not-sent = 没有发送。
admin-too-long = 一条消息装不下，请缩短后重新发送。
admin-chat-unknown = 没有编号为 { $number } 的聊天。对方给我发送 /id 就能看到编号。
admin-chat = 聊天 { $number }（{ $kind }）{ $title }
admin-chat-holds = 关注 { $count } 项，等待 { $waiting } 条推送
admin-chat-off = 已停止发送：{ $why }
admin-chat-note = 最近一次问题：{ $note }
button-admin-sources = 消息来源
button-admin-refresh = ↻ 概览
button-admin-send = 发送
button-admin-drop = 不发送
button-admin-off = 停用
button-admin-on = 启用
command-admin = 运行状况

## The Mini App

app-title = 我的关注
app-no-script = 这个页面需要 JavaScript。请从与机器人的聊天里打开。
app-outside = 请在 Telegram 里打开这个页面：进入与机器人的聊天，点输入框旁边的按钮。
app-search = 公司、代码、拼音、主题或关键词
app-settings = 设置
app-back = 返回
app-empty = 你还没有关注任何内容。在上面输入公司或关键词，或者选下面的主题。
app-words = 含有这些词的消息
app-brought = 近 { $days } 天有 { $count } 条，日均 { $average } 条。
app-brought-about = 近 { $days } 天约有 { $count } 条，日均 { $average } 条。
app-newest = 最新消息
app-delivery = 何时通知
app-mute = 静音
app-not-muted = 未静音
app-mute-this = 静音 1 天：{ $name }
app-unmute-this = 取消静音：{ $name }
app-unfollow = 取消关注
app-unfollow-this = 取消关注：{ $name }
app-unfollowed = 已取消关注{ $name }。
app-choices = 可能的意思
app-repair = 是不是这个意思？
app-quiet-from = 开始
app-quiet-until = 结束
app-urgent = 紧急消息照常通知
app-saved = 已保存
app-feed = 我的订阅源
app-feed-make = 创建订阅源
app-feed-hidden = 你已有订阅源。地址只在创建时显示；找不到了就换一个新地址。
app-copy = 复制
app-copy-this = 复制：{ $name }
app-copied = 已复制
app-qr = 订阅源（RSS）地址的二维码，可用其他设备扫描
app-retry = 重试
app-unreachable = 现在连不上，请检查网络。
app-failed = 刚才没有成功，请再试一次。

## The API: what it says of a request that it refuses
api-unreadable = 读不出请求的内容。请发送 JSON，并带上 Content-Type: application/json。
api-who = 请说明是谁的：Authorization: Bearer 加上你的令牌。在机器人里用 /api 生成。
api-token = 不认识这个令牌。在机器人里用 /api 可以生成新的，旧的随即失效。
api-launch-forged = 我认不出是谁打开的。请关掉这个页面，从与机器人的聊天里重新打开。
api-launch-stale = 这个页面开得太久了。请关掉它，从与机器人的聊天里重新打开。
api-read-only = 用这个令牌只能读取公开的内容。
api-not-allowed = 本服务的管理者还没有允许你使用。请把你的号码告诉对方：{ $number }
api-not-found = 这里没有你要的东西。
api-method = 这里不能这样操作。
api-list-full = 最多可以关注 { $limit } 项，请先删掉一些。
api-too-large = 一次发得太多了：一条查询最多 20,000 个字符。
api-invalid = 请求里有不对的地方，见 faults。
api-ambiguous = “{ $text }”可能有几种意思。请改发其中一个选项的查询，或者给文字加上引号。
api-several = 这里有好几项，请每项各发一次请求。
api-key-reused = 这个 Idempotency-Key 已经用于别的操作，请换一个。
api-too-often = 请求太频繁了，请在 { $seconds } 秒后再试。
api-failed = 这里出了问题，已经记录下来，请再试一次。
api-unavailable = 服务暂时无法应答，请稍后再试。
