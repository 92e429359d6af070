# What people read, in Traditional Chinese. Every key stands in each language's file.

## Alerts

alert-because = 通知原因：{ $reasons }
alert-also = { $reasons }，還有 { $more } 項
alert-reported-too = 同時報道：{ $sources }
reason-security = { $name }（{ $symbol }）
digest-title-hourly = 每小時摘要：{ $count } 則
digest-title-pre_open = 開市前摘要：{ $count } 則
digest-title-post_close = 收市後摘要：{ $count } 則
digest-title-daily = 每日摘要：{ $count } 則
digest-title-weekly = 每週摘要：{ $count } 則
digest-title-burst = 消息彙整：{ $count } 則
digest-title-quiet = 勿擾期間的消息：{ $count } 則
digest-title-late = 遲到的消息：{ $count } 則
digest-more = ……還有 { $more } 則
digest-sources = 來源：{ $sources }
topic-gone = 部分通知原來傳往的主題已關閉或刪除，今後改傳到這裡。

## The buttons of an alert, and why it came

alert-open = 開啟原文
alert-mute = 靜音 1 天
alert-not = 不是這家公司
alert-why = 為什麼收到？
alert-digest = 改為每日摘要
alert-latest = 更多{ $name }的消息
alert-muted = { $what }靜音至 { $until }。想取消：/list
alert-gathered = { $what }的消息以後隨每日摘要送達。想修改：/list
alert-not-words = 文中沒有提到這家公司，是來源標註的。不想再收到，可以改為靜音。
alert-not-which = 哪一個認錯了？
alert-not-choice = 「{ $text }」不是{ $what }
alert-not-done = 好的，「{ $text }」對你來說不再指{ $what }。
why-nothing = 還沒有可以解釋的通知。收到通知後，用 /why 回覆它，或按它下方的「⋯」。
why-nothing-of = 近期沒有通知過與{ $what }有關的消息。
why-title = 為什麼收到：{ $title }
why-followed = ✓ 你追蹤了{ $what }
why-subscription = ✓ 你追蹤了{ $what }，文中有：{ $found }
why-no-subscription = 它不符合你現在追蹤的任何一項。
why-subject = 文章涉及{ $what }：
why-source = { $what }只是消息出處：

## Chat: greeting and help

start =
    你好！你追蹤的公司和主題一有市場消息，我就通知你，並說明原因。

    點一下就能開始；也可以直接傳給我公司名、代號或關鍵字，例如：騰訊控股、00005、半導體
    把整份自選股貼過來也行。所有功能見 /help
help =
    想追蹤什麼，直接傳給我：公司（騰訊控股）、代號（00005、AAPL）或關鍵字（半導體）。一有消息我就通知你，並說明原因。

    /list – 我的追蹤清單
    /latest 騰訊控股 – 最新消息
    /pause 2h – 暫停通知一段時間
    /settings – 語言、時區、勿擾時段、摘要

    更多用法：
help-group =
    本群組追蹤的公司和主題一有消息，我就在這裡通知。

    所有人：/list、/latest 騰訊控股、/why
    管理員：/watch 騰訊控股、/unwatch 騰訊控股、/settings、/pause 2h、/audit
    群組開啟主題功能時，/route 1 把清單第 1 項的通知傳到目前的主題。

    其他功能與私訊時相同。
help-follow =
    /watch 騰訊控股 – 按名稱或代號追蹤公司；可以一行寫幾家，也可以每行一家
    /watch 半導體 出口 – 同時含有兩個詞的文章；加引號「半導體出口」則須連在一起
    /watch 回購 | 增持 – 含有其中一個詞
    /watch 晶片 -薯片 – 含「晶片」而不含「薯片」
    /unwatch 騰訊控股 – 取消追蹤；/unwatch 全部
    /undo – 復原最近一次變更
    /find 中電 – 按部分名稱或代號搜尋公司
    /topics – 現成的主題
help-list =
    /list – 我的追蹤清單；點一項可以設定通知時間、靜音、試看、修改或取消
    /list 銀行 – 只看名稱裡有「銀行」的
    /edit 3 半導體 -招聘 – 修改第 3 項
    /import – 匯入自選股：貼上或傳送檔案
    /export – 以檔案匯出我為這個聊天室保存的所有資料
    /feed – 把我的追蹤清單作為訂閱來源，在閱讀器裡看
    /stats – 追蹤的公司近期上了多少次新聞
help-alert =
    /why – 為什麼收到這則通知：用它回覆那則通知，不回覆則指最近一則
    /mute 1d – 用它回覆一則通知：帶來它的那項追蹤靜音一天
    /mute 供股 – 不看含有這個詞組的文章
    /not 理想 – 這個詞指的不是那家公司
    /unmute 理想 – 收回上面兩種更正；/list 會全部列出
    /missed – 哪些消息沒有即時送達，為什麼
help-more =
    /pause 2h、/pause 今晚 – 暫停通知；/resume 恢復
    /settings 23點-7點 – 勿擾時段；/settings 香港 – 時區
    /language – 中文 / English
    /channel @頻道名稱 – 把通知傳到你的頻道
    /api – 產生權杖，供你的程式查看和修改追蹤清單
    /privacy – 我為這個聊天室保存了什麼
    /forget – 刪除我為這個聊天室保存的所有資料
    /id – 這個聊天室和你的編號，機器人的營運者可能會問到
button-help-follow = 怎樣追蹤
button-help-list = 追蹤清單
button-help-alert = 通知
button-help-more = 時間、頻道與資料
command-start = 開始使用
command-watch = 追蹤公司或關鍵字
command-unwatch = 取消追蹤
command-undo = 復原最近一次變更
command-privacy = 我保存了什麼
command-list = 查看追蹤清單
command-edit = 修改一項追蹤
command-latest = 查看最新消息
command-find = 搜尋公司或主題
command-topics = 現成的主題
command-feed = 在閱讀器裡看追蹤清單
command-stats = 追蹤的公司上了多少次新聞
command-pause = 暫停通知
command-resume = 恢復通知
command-missed = 沒有即時送達的消息
command-import = 匯入自選股
command-export = 匯出我的資料
command-settings = 設定怎樣通知我
command-api = 供程式使用的權杖
command-language = 切換語言
command-forget = 刪除我的資料
command-id = 這個聊天室和你的編號
command-help = 使用說明
id-told = 這個聊天室的編號是 { $chat }，你的編號是 { $person }。
unknown-command = 沒有 { $command } 這個指令。所有功能見 /help
unknown-command-meant = 沒有 { $command } 這個指令。你是不是想傳：{ $meant }
talk-examples = 你追蹤的公司或關鍵字一有消息，我就通知你。直接傳給我就行，例如：騰訊控股、00005、半導體。其他功能見 /help
talk-tap = 如果是在回答我的問題，請點問題下面的按鈕：我不記得問過什麼。
talk-welcome = 不客氣，一有消息就通知你。
talk-only-text = 我只讀得懂文字和自選股檔案。請傳給我公司名、代號或關鍵字，例如：騰訊控股、00005、半導體。
talk-in-group = 本群組追蹤的公司一有消息，我就在這裡通知。追蹤什麼由管理員決定：/watch 騰訊控股。所有人都可以看：/list、/latest
talk-unclear = 沒看懂「{ $text }」。想追蹤什麼，直接傳公司名、代號或關鍵字，例如：騰訊控股、00005、半導體。其他功能見 /help
meant-unwatch-all = 全部取消追蹤
meant-fewer = 少發一些
meant-quiet = 勿擾時段
meant-trading = 只在交易時間發
meant-cadence = 彙整還是即時
meant-timezone = 時區
meant-prices = 行情價格
meant-sources = 消息來自哪裡
meant-free = 收不收費
meant-elsewhere = 在 Telegram 之外接收
meant-group = 在群組裡使用
meant-about = 能追蹤什麼，怎樣判斷
talk-of-alert = 要對這則推送做什麼？
answer-fewer = 想少收一些：可以全部改為摘要；在 /list 裡點開一項，單獨設定、靜音或取消；用 /mute 封鎖一個詞。我不按重要程度篩選。
answer-prices = 我只報新聞，沒有行情，也不給投資建議。
answer-free = 我沒有收費項目，直接用就行。
answer-sources = 我定時查看公開的新聞來源，一般幾分鐘內送到；每則推送都寫明來源，可以打開原文核對。
answer-elsewhere = 我只在 Telegram 裡推送。在別處可以用閱讀器看你的訂閱源：/feed
answer-group = 點我的頭像，選「加入群組或頻道」，再選你們的群組；然後由管理員在群組裡傳：/watch 騰訊控股
answer-about = 我認得滬深北、香港和美國的上市公司；基金、虛擬貨幣、未上市公司或題材，可以當關鍵字追蹤。追蹤時會告訴你近 7 天會收到多少。文章確實在說這家公司才算數：用 /why 回覆一則通知，可以看依據。
talk-sector = 我沒有按行業或指數分的公司名單。可以按「{ $text }」這個詞或現成的主題追蹤；也可以把這些公司的名單貼過來，一次全部追蹤。
talk-one-change = 一則訊息只做一次改動。請單獨傳送：{ $command }

## Chat: following

watch-what = 想追蹤什麼？例如：/watch 騰訊控股 或 /watch 半導體
watch-done = 已追蹤{ $what }，一有消息就通知。
watch-already = 你已經在追蹤{ $what }了。
watch-choose = 「{ $text }」可能指幾家公司，你想追蹤哪一家？
watch-either = 「{ $text }」可能是公司，也可能只是一個詞。你指哪個？
watch-near = 沒有叫「{ $text }」的公司。你想找的是不是這家？
watch-error = 這個我看不懂：{ $reason }
watch-repair = 你是不是想寫：/watch { $repair }
watch-done-many = 已追蹤以下 { $count } 項，一有消息就通知：
watch-too-many = 最多可以追蹤 { $limit } 項。請先在 /list 裡取消幾項。
watch-muted = ⚠ 含「{ $text }」的文章不會通知：你封鎖了它。
watch-not-company = ⚠ 只寫「{ $text }」的文章不會通知：你說過它不是{ $what }。
preview-exact = 近 { $days } 天有 { $count } 則，日均 { $average } 則。
preview-about = 近 { $days } 天約有 { $count } 則，日均 { $average } 則。
preview-nothing = 近 { $days } 天沒有相關消息。
preview-sampled-nothing = 抽查了近 { $days } 天的部分消息，沒有看到相關的，但不等於一則也沒有。
preview-noisy = ⚠ 消息較多，可能看不完；加一個詞可以縮小範圍。
offer-watch = 要追蹤{ $what }嗎？一有消息就通知。
offer-followed = 你已經在追蹤{ $what }了。點一下可以靜音、設定何時推送或取消。
keyword-quoted = 「{ $text }」
keyword-name = 關鍵字「{ $text }」
list-separator = 、
undo-done = 已復原，不再追蹤{ $what }。
undo-nothing = 沒有可復原的內容了。
undo-which = 最近追蹤的是{ $what }，要復原嗎？
button-undo = 復原
button-watch = 追蹤
button-as-keyword = 作為關鍵字「{ $text }」
latest-none-of-list = 近 7 天沒有你追蹤的消息。想看別的？例如：/latest 騰訊控股
latest-what = 想看什麼的消息？例如：/latest 騰訊控股
latest-nothing = 還沒有與「{ $text }」有關的消息。想在有消息時收到通知：/watch { $text }
latest-title = { $text }的最新消息
latest-of-list = 你的追蹤清單，最新消息
find-what = 想找哪家公司？例如：/find 中電
find-found = 「{ $text }」：點一下即可追蹤
find-nothing = 沒有名稱裡含「{ $text }」的公司或主題。可以把它作為關鍵字追蹤：/watch { $text }
topics-title = 主題及其訂閱來源：
topics-only-title = 主題：
topics-none = 這裡還沒有主題。可以追蹤任何公司或關鍵字：/watch 騰訊控股
language-which = 我在這裡用哪種語言？
language-name = 繁體中文
language-short = 繁體
language-done = 好的，我在這裡改用繁體中文。
unwatch-what = 想取消追蹤什麼？你的追蹤清單見 /list
unwatch-done = 已取消追蹤{ $what }。
unwatch-all-sure = 要取消這裡的全部追蹤嗎？
unwatch-all-done = 已取消追蹤全部 { $count } 項。想復原：/undo；想重新開始：/watch
button-end-all = 是的，全部取消
unwatch-others-sure = 只保留{ $what }，取消其餘 { $count } 項追蹤嗎？
unwatch-others-none = 你只追蹤了{ $what }。
unwatch-others-done = 已取消 { $count } 項追蹤，保留的見 /list。想復原：/undo
button-end-others = 取消其餘 { $count } 項
unwatch-unknown = 你沒有追蹤「{ $text }」。你的追蹤清單見 /list
list-empty = 你還沒有追蹤任何內容。試試 /watch 騰訊控股
list-title = 你的追蹤清單：
list-line = { $number }. { $what }

button-old = 這個按鈕已失效，請重新傳送指令。
admins-only = 只有管理員可以更改這裡的內容。
admins-not-learnt = 暫時無法向 Telegram 確認誰是管理員，請稍後再試。
## Chat: a subscription's card

cadence-instant = 即時
cadence-hourly = 每小時
cadence-pre_open = 開市前
cadence-post_close = 收市後
cadence-daily = 每日
cadence-weekly = 每週
card-muted = 靜音至 { $until }
card-unmuted = 已取消靜音
card-saved = ✓ { $name }：{ $what }
mute-1d = 靜音 1 天
mute-7d = 靜音 1 週
mute-0 = 取消靜音
edit-how = 修改某一項：寫上名稱或編號，和新的內容，例如 /edit 騰訊 → 騰訊 公告 或 /edit 3 半導體 -招聘
edit-unknown = 你的追蹤清單裡沒有第 { $number } 項。編號見 /list
edit-send = 複製下面這行，修改後傳送：
edit-done = 已修改：{ $before } → { $after }
edit-no-words = 「{ $text }」不能只對一項設定，也不像新聞裡會出現的詞，所以{ $what }沒有更改。單獨一項可以在這裡設定何時通知或靜音；通知時段、摘要時刻和顯示方式對全部統一設定，見 /settings。真要找這幾個字，請加上引號。
button-edit = 修改
button-try = 試看
button-delete = 取消追蹤
button-back = ◀ 追蹤清單
saved = ✓ { $what }

## Chat: settings and forgetting

forget-sure = 要刪除我為這個聊天室保存的所有資料嗎？包括追蹤清單（{ $count } 項）、設定、更正和通知紀錄。刪除後無法恢復；可以先用 /export 留一份。
button-forget = 全部刪除
button-keep = 保留
forget-not = 沒有刪除任何內容。
forget-done = 已全部刪除。想重新開始時，傳送 /start 即可。
privacy-kept =
    我為這個聊天室保存：Telegram 編號和名稱、語言和設定；你的追蹤清單、封鎖和更正；通知紀錄（{ $alerts ->
        [0] 長期
       *[other] { $alerts } 天
    }）；你傳給我的訊息和 Telegram 給出的你的名字（{ $typed ->
        [0] 長期
       *[other] 處理後 { $typed } 天
    }）；群組裡還有誰改了什麼。
    這些存在本機器人營運者的資料庫裡，只用來通知你，我不會轉給別人。訊息經由 Telegram 傳送，所以 Telegram 也看得到。
    用 /export 可以留一份追蹤清單。隨時可以全部刪除：
settings-title = 怎樣通知你：
settings-language = 語言：{ $language }
settings-timezone = 時區：{ $zone }
settings-quiet = 勿擾時段：{ $hours }
settings-none = 無
settings-weekends = 週末勿擾（週一 08:00 起照常）：{ $quiet }
settings-urgent = 勿擾時段內，追蹤公司的緊急消息：{ $passes }
settings-urgent-true = 照常通知
settings-urgent-false = 之後再傳
settings-sound = 提示音：{ $which }
settings-sound-all = 每則都響
settings-sound-urgent = 僅緊急消息
settings-sound-none = 無聲
settings-market = 摘要按哪裡的開收市：{ $market }
settings-market-followed = 摘要按所追蹤市場的開收市：{ $market }
settings-and = 、
settings-daily = 每日摘要：{ $at }
settings-preview = 新聞配圖：{ $shown }
settings-hashtags = 公司標籤（#騰訊控股）：{ $shown }
settings-switch-true = 開
settings-switch-false = 關
zone-shanghai = 北京、上海
zone-hong_kong = 香港
zone-taipei = 台北
zone-singapore = 新加坡
zone-london = 倫敦
zone-new_york = 紐約
market-followed = 跟隨追蹤清單
market-XSHG = 滬深
market-XHKG = 香港
market-XNYS = 紐約
settings-button-language = 語言
settings-button-timezone = 時區
settings-button-quiet = 勿擾時段
settings-button-weekends = 週末勿擾
settings-button-urgent = 緊急消息
settings-button-market = 市場
settings-button-daily = 每日摘要
settings-button-silent = 提示音
settings-button-preview = 配圖
settings-button-hashtags = 公司標籤
button-app = 打開我的追蹤清單
settings-choose-timezone = 你在哪個時區？點選一個，或直接傳送：/settings 東京 或 /settings UTC+8
settings-choose-quiet = 什麼時段不打擾你？點選一個，或直接傳送：/settings 22:30-7點 或 /settings 關閉
settings-choose-market = 摘要按哪個市場的開收市傳送？追蹤多個市場時，每個市場開市前、收市後各傳一次。
settings-choose-daily = 每日摘要幾點傳給你？每週摘要也在這時傳，逢週六。
settings-choose-cadence = 全部追蹤的消息什麼時候傳？只想改其中一項，請在 /list 裡點開它。
settings-trading = 只在交易時間通知？可以把收盤到開盤設為勿擾，期間的消息開盤後補發。每天一樣，假日不另算；週末另有開關。
settings-daily-set = ✓ 每日摘要 { $at } 發送，內容是在 /list 設為「每日」的追蹤。
settings-which-day = 每週摘要固定在週六 { $at } 傳送，不能換成別的日子。要全部這樣嗎？
settings-which-time = 摘要一天只發一次，時間只有一個。要哪個？也可以只在一天的某個時段通知，或每小時彙整一次。
button-daily-at = 每天 { $at } 發摘要
button-only-between = 只在 { $begins }–{ $ends } 通知
button-all-daily = 全部改為每日摘要
button-all-weekly = 全部改為每週摘要
button-all-instant = 全部恢復即時
all-daily = ✓ 今後 { $count } 個追蹤的消息都在每天 { $at } 彙總發送。
all-weekly = ✓ 今後 { $count } 個追蹤的消息都在每週六 { $at } 彙總發送。
all-hourly = ✓ 今後 { $count } 個追蹤的消息都每小時彙總傳送。
all-pre_open = ✓ 今後 { $count } 個追蹤的消息都在開盤前彙總傳送。
all-post_close = ✓ 今後 { $count } 個追蹤的消息都在收盤後彙總傳送。
all-instant = ✓ 今後 { $count } 個追蹤的消息都即時推送。
settings-choose-language = 我在這裡用哪種語言？
button-back-settings = ◀ 返回設定
settings-unreadable = 看不懂「{ $text }」。可以試試 /settings 23點-7點、/settings 香港 或 /settings UTC+8

## Chat: lists in and out

import-how = 把自選股貼到這裡，或以檔案傳送：每行一個名稱或代號、CSV 或 .xlsx 表格、券商匯出的檔案、OPML 都可以。
import-too-large = 檔案超過 { $kilobytes } kB。請分幾次傳送，或直接貼到這裡。
import-nothing = 裡面沒有我認識的公司。請每行寫一個名稱或代號，例如：騰訊控股、00005
import-kind = 我讀不了 .{ $suffix } 檔案。請另存為 CSV 或純文字，或直接貼到這裡。
import-understood = 看起來是一份自選股，其中認出 { $count } 家公司：
import-done = { $known ->
    [0] 新追蹤 { $new } 項。
   *[other] 新追蹤 { $new } 項，另有 { $known } 項之前已追蹤。
    }
import-more = ……還有 { $more } 項
import-doubtful = 有 { $count } 行不確定指哪家公司，請在下面點選：
import-not-understood = 有 { $count } 行看不懂：
import-line =   第 { $number } 行：{ $text }
button-import = 全部追蹤
export-done = 你的 { $count } 項追蹤（CSV 與 OPML）和設定。CSV 可用 /import 匯回。
export-done-csv = 你的 { $count } 項追蹤（CSV）和設定。CSV 可用 /import 匯回。

## Chat: the chat's own feed

feed-private-title = 我的追蹤 – 市場消息
feed-private-description = 我追蹤的全部消息
feed-no-web = 這裡還不能用訂閱來源：機器人沒有網址。請聯絡營運者開通。
feed-explained = 你的追蹤清單也可以在閱讀器裡看。知道網址的人都能讀，請不要外傳；換了新網址，舊網址立即失效。暫停通知、靜音或封鎖我，訂閱來源都照常更新。
button-feed-new = 換新網址
button-feed-off = 停用
feed-address =
    你的訂閱來源（RSS、Atom 或 JSON Feed）：
    { $address }.rss
    { $address }.atom
    { $address }.json

    網址只顯示這一次。想換新的：/feed
feed-off = 訂閱來源已停用。想重新啟用：/feed
feed-none = 你還沒有訂閱來源。
button-api = 程式用的權杖
button-token-new = 產生新權杖
button-token-off = 撤銷
token-explained =
    有了權杖，你自己的程式就可以透過 API（{ $address }）查看和修改你的追蹤清單。
    拿到權杖的人都能這樣做，請不要外傳；產生新權杖後，舊的立即失效。
token-made =
    你的權杖：
    { $token }

    權杖只顯示這一次。想換新的或撤銷：/api
token-off = 權杖已撤銷。想要新的：/api
token-none = 你沒有權杖。
token-in-private = 權杖要在和我的私訊裡產生，請到那裡傳送：/api
token-no-web = 這裡沒有 API。需要的話，請聯絡機器人的營運者。

## Chat: statistics

stats-title = 近 { $days } 天上新聞的次數：
stats-no-company = 你還沒有追蹤任何公司，沒有可統計的。試試 /watch 騰訊控股

## Chat: pausing

pause-how-long = 要暫停通知多久？期間的消息會在之後補發。
pause-1h = 1 小時
pause-8h = 8 小時
pause-tomorrow = 到明早 08:00
pause-from-now = 暫停只能從現在開始，不能定在以後的某天。要從現在起暫停到 { $until } 嗎？
pause-until = 到 { $until }
pause-unreadable = 看不懂「{ $text }」。可以試試 /pause 半小時、/pause 明天早上9點 或 /pause 18:30
pause-done = 已暫停通知，{ $until } 恢復；期間的消息會在之後補發。
resume-done = 已恢復通知。
button-resume = 立即恢復
missed-nothing = 沒有遺漏：近 7 天的消息都已即時送達。
missed-muted = { $what }靜音至 { $until }，期間的消息不會通知；可在 /latest 查看，在 /list 取消靜音。
missed-nothing-else = 其餘近 7 天的消息都已即時送達。
missed-nothing-of = 沒有遺漏：近 7 天與{ $what }有關的消息都已即時送達。最新消息見 /latest
missed-title = 近 7 天未即時送達的消息：
missed-more = 僅顯示最近 { $count } 則。
missed-in-digest = 已隨摘要於 { $at } 送達
missed-not-asked = 沒有傳送：不再是你要追蹤的內容
missed-dead = 沒能送達
missed-sending = 正在傳送
missed-paused = 暫停中，{ $until } 之後再傳
missed-quiet = 勿擾時段，{ $until } 之後再傳
missed-unreachable = 沒有傳送：當時聯絡不到這個聊天室
missed-gathered = 將隨 { $until } 的摘要送達
missed-waiting = 暫時沒能送達，{ $until } 再試

failed = 抱歉，出了點問題，剛才的操作沒有完成。請稍後再試。

## Chat: correcting

command-why = 為什麼收到上一則通知
command-mute = 不看含有某個詞組的文章
command-not = 這幾個字不是那家公司
command-unmute = 收回更正
mute-what = 要封鎖哪個詞組？例如：/mute 供股
mute-followed = 你追蹤了{ $what }。要靜音它一天、取消追蹤，還是封鎖所有含「{ $text }」的文章？
mute-which = 要暫停所有通知，還是封鎖含「{ $text }」的文章？只想靜音某一項追蹤，請在 /list 裡點開它。
mute-or-follow = 含「{ $text }」的文章：要追蹤，還是封鎖？
button-watch-words = 追蹤「{ $text }」
mute-button-time = 暫停通知到 { $until }
mute-button-phrase = 封鎖「{ $text }」
mute-done = 不再通知含「{ $text }」的文章。想收回：/unmute { $text }
not-what = 哪幾個字指的不是那家公司？例如：/not 理想
not-done = 「{ $text }」對你來說不再指{ $what }。想收回：/unmute { $text }
not-unknown = 沒有叫「{ $text }」的公司。想封鎖含它的文章：/mute { $text }
unmute-what = 要收回哪一項更正？你的更正見 /list
unmute-done = 已收回：「{ $text }」
unmute-unknown = 你沒有封鎖或更正過「{ $text }」。你的更正見 /list
list-found = 你的追蹤清單裡，含「{ $text }」的：
list-found-nothing = 你的追蹤清單裡沒有「{ $text }」。查看全部：/list
list-take-back = 收回「{ $text }」
list-muted = ✕ 已封鎖「{ $text }」
list-not-company = ✕ 「{ $text }」不是 { $symbol }

## Chat: why a query cannot be read

query-empty = 查詢是空的
query-too-long = 查詢最多 { $about } 個字元
query-too-many = 查詢最多 { $about } 個詞
query-too-deep = 查詢最多可有 { $about } 層括號
query-too-long-written-out = 展開後的查詢最多 { $about } 個字元
query-never-holds = 這裡既要找它又排除它，不會有任何文章符合
query-only-negative = 這裡只寫了不要什麼，請再寫上要找什麼
query-no-word = 這裡沒有可以搜尋的詞或數字
query-quote-not-opened = { $about } 前面沒有對應的左引號
query-quote-not-closed = 這個引號沒有配對
query-group-not-opened = 這個右括號前面沒有左括號
query-group-not-closed = 這個左括號後面沒有右括號
query-group-empty = 括號裡是空的
query-nothing-after = { $about } 後面沒有要找的內容
query-nothing-before = { $about } 前面沒有要找的內容
query-no-field = 沒有 { $about } 這個欄位；可用的有 title、source、category、lang、case
query-field-in-field = { $about } 不能寫在另一個欄位裡面
query-field-takes-words = { $about } 後面只能是詞或詞組
query-near-form = 「~」加數字要寫在兩個詞之間，前後留空格：半導體 ~5 出口
query-near-sides = 「~」要寫在兩個詞或詞組之間
query-no-security = 沒有名為 { $about } 的證券
query-regex-not-closed = 這個正規表示式缺少結尾的「/」
query-regex-too-long = 正規表示式最多 { $about } 個字元
query-regex-finds-all = 這個正規表示式在任何文章裡都會符合
query-regex-looks-around = 正規表示式不支援前後查找
query-regex-unreadable = 這個正規表示式有誤：{ $about }

## Why a company is taken to be named

sign-distinct-name = 「{ $detail }」只可能是公司名
sign-coined-name = 「{ $detail }」不是現成的詞，但人或物也可能叫這個名字
sign-short-name = 「{ $detail }」是公司名，只是較短
sign-local-name = 「{ $detail }」是以地名開頭的公司名
sign-compound-name = 「{ $detail }」也可能只是一個詞組
sign-rare-name = 「{ $detail }」也是一個少見的詞
sign-rare-english-word = 「{ $detail }」也是英文單詞，只是少見
sign-first-word = 「{ $detail }」只是它名字的第一個詞
sign-ordinary-name = 「{ $detail }」也是一個普通的詞
sign-english-word = 「{ $detail }」也是一個英文單字
sign-legal-name = 寫出了全名「{ $detail }」
sign-ticker-name = 「{ $detail }」是它的代號
sign-ambiguous = 有幾家公司都叫「{ $detail }」
sign-weak-name = 單憑「{ $detail }」不足以認出是它
sign-status-name = 名字前有交易所的標記「{ $detail }」
sign-used-for-company = 寫「{ $detail }」的，多半指這家公司
sign-used-otherwise = 寫「{ $detail }」的，多半另有所指
sign-business = 「{ $detail }」是這家公司的業務
sign-group = 「{ $detail }」所指的幾家公司裡有它
sign-own-code = 旁邊寫著它自己的代號 { $detail }
sign-other-code = 旁邊寫的是另一家公司的代號 { $detail }
sign-code = 文中寫有它的代號 { $detail }
sign-inserted-code = 旁邊有來源自動插入的代號 { $detail }
sign-source-markup = 來源自己的連結把這個詞指向 { $detail }
sign-ticker = 來源把這篇文章歸在 { $detail } 名下
sign-verb = 後面跟著「{ $detail }」，正是說公司時的用語
sign-verb-mild = 後面跟著「{ $detail }」，常見於公司名之後
sign-moves = 後面跟著「{ $detail }」，常見於股票或指數之後
sign-acts = 後面跟著「{ $detail }」：它在做一件事
sign-owner = 後面說的是它所有的
sign-colon = 名字在開頭，後面是冒號
sign-sector = 這是板塊的名字：「{ $detail }」
sign-group-after = 後面跟著「{ $detail }」，說的是母公司
sign-firm-after = 後面跟著「{ $detail }」，說的是另一家公司
sign-longer-name = 它只是另一個名字裡的一部分：「{ $detail }」
sign-before = 前面是「{ $detail }」，正是說公司時的用語
sign-text-before = 前面與「{ $detail }」連在一起
sign-place-before = 前面是「{ $detail }」，說的是另一家公司或當地的事
sign-company-words = 從前後文看說的是公司，最明顯的是「{ $detail }」
sign-other-words = 從前後文看說的不是公司，最明顯的是「{ $detail }」
sign-no-business = 文中的詞語，尤其是「{ $detail }」，談的不是商業
sign-sport = 這句話講的是體育：「{ $detail }」
sign-among-words = 它與普通詞「{ $detail }」並列
sign-alone = 它獨立成詞
sign-capital = 它在句子中間以大寫字母開頭
sign-beside = 同一句裡明確提到了{ $detail }
sign-elsewhere = 文中另有以它開頭的更長的名稱：「{ $detail }…」
sign-other-elsewhere = 文中另一處的「{ $detail }」是別的意思
sign-begins = 分句以它開頭
sign-traditional = 文章用繁體字寫成，像香港那樣
sign-market-text = 這句話在說股票和公司：「{ $detail }」
sign-list = 它與 { $detail } 並列
sign-crossed = 它是從另一個詞「{ $detail }」裡截出來的
sign-used = 「{ $detail }」說的是它賣出的一件東西或它的一家店
sign-work-title = 它是作品名「{ $detail }」
sign-platform = 「{ $detail }」指的是平台，不是公司
sign-footer = 它出現在分享列或頁尾裡：「{ $detail }」
sign-other-thing = 「{ $detail }」指的是別的東西
sign-namesake = 新聞裡常有人叫「{ $detail }」
sign-person = 「{ $detail }」是一個人
sign-no-ticker = 「{ $detail }」不是代號的寫法
sign-lower-case = 它寫成普通詞的樣子：「{ $detail }」
sign-about = 帶有「{ $detail }」這類字句的文章多半在講這家公司
sign-not-about = 帶有「{ $detail }」這類字句的文章多半不是在講這家公司
sign-venue = 它只是上市的交易所：「{ $detail }」
sign-source = 它只是報道或資料的出處：「{ $detail }」

## Feeds and pages

feed-title = { $title } – 市場新聞
feed-topic-description = 符合以下條件的文章：{ $query }
feed-securities-description = 與{ $name }有關的文章
feed-sources-description = { $name }的全部文章
feed-categories-description = 來源歸入「{ $name }」的文章
feed-page-how = 這是一個訂閱來源，把下面的網址複製到你的閱讀器就能訂閱：
feed-page-older = 更早的文章
feed-page-newest = 最新
feed-page-empty = 還沒有文章，有了就會出現在這裡和訂閱來源裡。
index-title = 按公司和主題看市場資訊
index-intro = 找到公司或主題，看最新消息，再用 Telegram 或閱讀器追蹤它。
index-topics = 主題
index-securities = 公司
index-empty = 還沒有內容，收到第一批文章後就會出現。
index-nothing = 找不到。
index-search-what = 公司、拼音、代號或關鍵字
index-search = 搜尋
index-newer = 上一頁
index-older = 下一頁
index-opml = 全部主題，供閱讀器匯入（OPML）
site-name = 市場資訊
page-skip = 跳到正文
index-newest = 最新消息
index-live-topics = 主題
index-live-securities = 正在被報道的公司
index-all-topics = 全部主題
index-all-securities = 全部公司
index-today = 最近 24 小時的文章數
follow-title = 追蹤
follow-telegram = 在 Telegram 中追蹤
follow-feed = 也可以把訂閱源加到你的閱讀器：
follow-feed-only = 把訂閱源加到你的閱讀器：
follow-qr = QR 碼
follow-qr-alt = RSS 位址的 QR 碼
copy = 複製
copy-done = 已複製
chart-title = 每天的文章數：{ $name }
chart-text = { $days } 天共 { $count } 篇，{ $day } 最多（{ $most } 篇）
chart-table = 以表格顯示
chart-day = 日期
chart-articles = 文章數
story-sources = { $count } 家來源
story-corrected = 有更正
story-first = 最先報道
story-developed = 報道經過
story-corrected-at = { $time } 更正
story-withdrawn-at = { $time } 來源已撤回
company-also = 又稱
company-related = 常一起出現
topic-search = 看看這個條件會找到什麼
search-title = 搜尋
search-names = 公司和主題
search-articles = 文章
search-none = 還沒有符合的文章。
search-none-so-far = 查過的最新文章裡沒有符合的，更早的可以在訂閱源裡翻到。
search-preview = 追蹤後會收到什麼
exchange-SSE = 上海
exchange-SZSE = 深圳
exchange-BSE = 北京
exchange-HKEX = 香港
exchange-NASDAQ = 納斯達克
exchange-NYSE = 紐約
exchange-CBOE = 芝加哥期權交易所
status-title = 服務狀態
status-waiting = 等待傳送的提醒
status-sending = 正在傳送
status-oldest = 最早應傳送於
status-inbox = 待回覆的訊息
status-telegram = Telegram 最近回應
status-memory = 記憶體
status-database = 資料庫
status-disk = 磁碟剩餘
status-dead = 已放棄的提醒
status-dead-none = 最近沒有。
status-chat = 聊天
status-alert = 提醒
status-reason = 原因
status-when = 計劃時間
page-languages = 語言
page-times = 頁面上的時間均為 { $zone }。
error-404-title = 這裡什麼都沒有
error-404 = 這個網址沒有內容。可以從首頁查找公司、主題或文章。
error-500-title = 出錯了
error-500 = 服務發生錯誤，我們已經記錄下來。請稍後再試。
error-home = 回到首頁

## Sources

alarm-title = 消息來源
alarm-failing = ✕ { $name } 讀取失敗，最近一次成功：{ $since }。下次讀取：{ $again }。{ $problem }
alarm-empty = ✕ { $name }：頁面自 { $since } 起為空。
alarm-changed = ✕ { $name }：頁面自 { $since } 起與以往不同，版面可能已改。
alarm-frozen = ✕ { $name } 有回應，但已停更：最新一篇是 { $since } 的。
alarm-silent = ✕ { $name } 有回應，但自 { $since } 起沒有新內容。
alarm-late = ✕ { $name } 沒有按時讀取。最近一次成功：{ $since }。下次讀取：{ $again }。{ $problem }
alarm-ok = ✓ { $name } 已恢復正常。
alarm-ever = 從未
alarm-more = ……還有 { $count } 個
disk-full = ⚠ 資料庫所在磁碟空間不足：暫停收取新文章，通知照常傳送。騰出空間後會自動恢復。
disk-room = ✓ 磁碟空間已恢復，重新收取新文章。
sources-title = 消息來源
sources-intro = 文章從哪裡來，發布後多久被看到。
sources-name = 來源
sources-state = 狀態
sources-last = 最新文章
sources-lag = 延遲：中位數、95 %
sources-empty = 還沒有設定任何來源。
source-state-ok = 正常
source-state-new = 尚未讀取
source-state-failing = 讀取失敗
source-state-empty = 頁面為空
source-state-changed = 版面有變
source-state-frozen = 已停更
source-state-silent = 沒有新內容
source-state-late = 未按時讀取
source-state-off = 已停用

## Terminal

terminal-alert = 傳給聊天室 { $chat } 的通知
terminal-no-token =
    尚未設定 Telegram 權杖，通知會顯示在這裡。要傳送到 Telegram：
    先向 @BotFather 取得權杖，設定 NOTIFIER_TELEGRAM_TOKEN，再重新啟動。沒有權杖也可以追蹤：
    { $command }
terminal-securities = 相關公司
terminal-subscriptions = 符合的追蹤
terminal-feeds = 訂閱來源
terminal-nothing = 無
terminal-summary = 共 { $articles } 篇文章、{ $alerts } 則通知、{ $feeds } 個訂閱來源。
demo-intro =
    這就是服務本身在執行：它讀取範例文章，並把這個終端機當作聊天室。
    目前追蹤：{ $subscriptions }
demo-stop = 訂閱來源會持續開放，按 Ctrl+C 結束。把文章放進 { $folder }，就能看到它出現。

## Chat: groups

group-hello = 大家好！本群組追蹤的公司和主題一有市場消息，我就傳到這裡。追蹤什麼由管理員決定：/watch 騰訊控股；所有人都可以看：/list、/latest。更多功能：/help
group-again = 我回來了。本群組原有的 { $count } 項追蹤都還在：/list
channel-added = 我可以在頻道「{ $title }」發文了。選擇往那裡傳什麼：/channel
channel-lost = 我不能再在頻道「{ $title }」發文了。它的追蹤清單還在；重新把我設為可以發文的管理員，就會繼續通知。
groups-only = 這個指令要在群組或頻道裡用，請到那裡傳送。
audit-title = 最近的操作紀錄：
audit-empty = 這裡還沒有人改過什麼。
audit-line = { $at } { $name }：{ $what }
route-which = 哪些通知要傳到這個主題？
route-nothing = 這裡追蹤的內容都已經傳到這個主題了。
route-done = { $what }的通知今後傳到這個主題。
route-done-general = { $what }的通知今後傳到一般主題。
route-back = { $what }的通知又傳到之前的主題。
command-route = 把通知傳到這個主題
command-audit = 查看操作紀錄

## Chat: channels

channel-head = 📢 { $title }
channel-how =
    我也可以把通知傳到你的頻道：
    1. 把我設為頻道管理員，並允許發文。
    2. 在這裡傳送 /channel @頻道名稱，或者把頻道裡的一則訊息轉發給我。
channel-in-private = 頻道要在和我的私訊裡管理，請到那裡傳送：/channel
channel-command = 有人在頻道「{ $title }」傳了 { $command }。讀者都看得到，所以我不在那裡執行指令。請在這裡傳送 /channel 選擇該頻道，再傳送指令。
channel-which = 要管理哪個頻道？
channel-linked = 已連結頻道「{ $title }」。接下來一小時，你在這裡傳送的 /watch、/list、/settings 等都是針對該頻道。
channel-managing = 接下來一小時，你在這裡傳送的 /watch、/list、/settings 等都是針對頻道「{ $title }」。
channel-own = 已回到你自己的追蹤清單。
channel-unknown = 我不在頻道 { $name } 裡。請先把我設為可以發文的管理員，再試一次。
channel-not-admin = 只有頻道「{ $title }」的管理員可以管理它。
channel-may-not-post = 我還不能在「{ $title }」發文。請在那裡給我發文權限，再試一次。
channel-unlinked = 你不再管理頻道「{ $title }」。
channel-ended = 你不再管理頻道「{ $title }」。不會再往那裡傳通知，它的追蹤清單還在。
button-own-list = ◀ 我的追蹤清單
button-unlink = 取消連結
command-channel = 管理頻道

## Chat: operators

not-allowed = 這個機器人僅限受邀使用。想使用，請把這個編號告訴它的營運者：{ $number }
too-fast = 傳得太快了：每分鐘最多處理 { $limit } 個指令。請等到 { $until }，再重傳沒有處理的。
admin-how =
    /admin – 運作狀況
    /admin sources – 所有消息來源
    /admin poll … – 立即讀取一個來源
    /admin chat 123456 – 查看某個聊天室
    /admin broadcast … – 向所有聊天室傳通知
admin-sources = 消息來源：正在讀取 { $polled } 個，異常 { $trouble } 個
admin-queue = 通知：等待 { $waiting } 則，傳送中 { $sending } 則；最早到期：{ $oldest }
admin-inbox = 等待處理的指令：{ $count } 個
admin-bot = 機器人 { $number }：{ $reached } 個聊天室，無法送達 { $lost } 個
admin-bot-silent = ……按 Telegram 的要求暫停傳送，至 { $until }
admin-source-count = 消息來源：{ $count } 個
admin-source-next = 下次讀取：{ $at }
admin-poll-done = 正在讀取 { $name }。/admin sources 可以看它的狀態。
admin-poll-unknown = 沒有叫 { $name } 的來源在讀取。/admin sources 列出全部。
admin-sure = 要把以上內容傳給 { $count } 個聊天室嗎？它會排在所有等待的通知之後傳出。
admin-sent = 正在傳往 { $count } 個聊天室。還剩多少，見 /admin
admin-not-sent = 沒有傳送。
admin-too-long = 一則訊息裝不下，請縮短後重新傳送。
admin-chat-unknown = 沒有編號為 { $number } 的聊天室。對方傳給我 /id 就能看到編號。
admin-chat = 聊天室 { $number }（{ $kind }）{ $title }
admin-chat-holds = 追蹤 { $count } 項，等待 { $waiting } 則通知
admin-chat-off = 已停止傳送：{ $why }
admin-chat-note = 最近一次問題：{ $note }
button-admin-sources = 消息來源
button-admin-refresh = ↻ 概覽
button-admin-send = 傳送
button-admin-drop = 不傳送
button-admin-off = 停用
button-admin-on = 啟用
command-admin = 運作狀況

## The Mini App

app-title = 我的追蹤清單
app-no-script = 這個頁面需要 JavaScript。請從與機器人的聊天裡打開。
app-outside = 請在 Telegram 裡打開這個頁面：進入與機器人的聊天，點輸入框旁邊的按鈕。
app-search = 公司、代號、拼音、主題或關鍵字
app-settings = 設定
app-back = 返回
app-empty = 你還沒有追蹤任何內容。在上面輸入公司或關鍵字，或者選下面的主題。
app-words = 含有這些詞的消息
app-brought = 近 { $days } 天有 { $count } 則，日均 { $average } 則。
app-brought-about = 近 { $days } 天約有 { $count } 則，日均 { $average } 則。
app-newest = 最新消息
app-delivery = 何時通知
app-mute = 靜音
app-not-muted = 未靜音
app-mute-this = 靜音 1 天：{ $name }
app-unmute-this = 取消靜音：{ $name }
app-unfollow = 取消追蹤
app-unfollow-this = 取消追蹤：{ $name }
app-unfollowed = 已取消追蹤{ $name }。
app-choices = 可能的意思
app-repair = 是不是這個意思？
app-quiet-from = 開始
app-quiet-until = 結束
app-urgent = 緊急消息照常通知
app-saved = 已儲存
app-feed = 我的訂閱來源
app-feed-make = 建立訂閱來源
app-feed-hidden = 你已有訂閱來源。網址只在建立時顯示；找不到了就換一個新網址。
app-copy = 複製
app-copy-this = 複製：{ $name }
app-copied = 已複製
app-qr = 訂閱來源（RSS）網址的 QR 碼，可用其他裝置掃描
app-retry = 重試
app-unreachable = 現在連不上，請檢查網路。
app-failed = 剛才沒有成功，請再試一次。

## The API: what it says of a request that it refuses
api-unreadable = 讀不出請求的內容。請傳送 JSON，並帶上 Content-Type: application/json。
api-who = 請說明是誰的：Authorization: Bearer 加上你的權杖。在機器人裡用 /api 產生。
api-token = 不認得這個權杖。在機器人裡用 /api 可以產生新的，舊的隨即失效。
api-launch-forged = 我認不出是誰打開的。請關掉這個頁面，從與機器人的聊天裡重新打開。
api-launch-stale = 這個頁面開得太久了。請關掉它，從與機器人的聊天裡重新打開。
api-read-only = 用這個權杖只能讀取公開的內容。
api-not-allowed = 本服務的管理者還沒有允許你使用。請把你的號碼告訴對方：{ $number }
api-not-found = 這裡沒有你要的東西。
api-method = 這裡不能這樣操作。
api-list-full = 最多可以追蹤 { $limit } 項，請先刪掉一些。
api-too-large = 一次傳得太多了：一條查詢最多 20,000 個字元。
api-invalid = 請求裡有不對的地方，見 faults。
api-ambiguous = 「{ $text }」可能有幾種意思。請改傳其中一個選項的查詢，或者給文字加上引號。
api-several = 這裡有好幾項，請每項各傳一次請求。
api-key-reused = 這個 Idempotency-Key 已經用於別的操作，請換一個。
api-too-often = 請求太頻繁了，請在 { $seconds } 秒後再試。
api-failed = 這裡出了問題，已經記錄下來，請再試一次。
api-unavailable = 服務暫時無法回應，請稍後再試。
