# What people read, in English. Every key stands in each language's file.

## Alerts

alert-because = Because of: { $reasons }
alert-also = { $reasons } and { $more } more
alert-reported-too = Also reported by: { $sources }
reason-security = { $name } ({ $symbol })
digest-title-hourly = The last hour: { $count ->
    [one] one message
   *[other] { $count } messages
    }
digest-title-pre_open = Before the open: { $count ->
    [one] one message
   *[other] { $count } messages
    }
digest-title-post_close = After the close: { $count ->
    [one] one message
   *[other] { $count } messages
    }
digest-title-daily = Today: { $count ->
    [one] one message
   *[other] { $count } messages
    }
digest-title-burst = Much at once: { $count ->
    [one] one message
   *[other] { $count } messages
    }
digest-title-late = { $count ->
        [one] One story came late
       *[other] { $count } stories came late
    }
digest-more = … and { $more } more
digest-sources = From: { $sources }
topic-gone = The topic that some of your alerts went to is closed or deleted. They come here from now on.

## The buttons of an alert, and why it came

alert-open = Open
alert-mute = Mute 1 day
alert-not = Not this company
alert-why = Why?
alert-digest = Only in a daily digest
alert-latest = More about { $name }
alert-muted = Muted until { $until }. /list takes it back.
alert-gathered = From now on it comes with the daily digest. /list changes that.
alert-not-words = No words here name a company; its source said so.
alert-not-which = Which one is wrong?
alert-not-choice = “{ $text }” is not { $what }
alert-not-done = From now on “{ $text }” does not mean { $what } to you.
why-nothing = I told you of nothing yet that I could explain. Reply to an alert with /why, or press “⋯”.
why-title = Why this came: { $title }
why-subscription = ✓ You follow “{ $text }”: found { $found }
why-no-subscription = Nothing that you follow now holds for it.
why-subject = { $what } is what it is about:
why-source = { $what } is only where it comes from:

## Chat: greeting and help

start =
    Hello! I tell you when there is market news about the companies and subjects you follow, and why.

    Tap one to begin, or just write me a name, a code or a word: Tesla, AAPL, chip export
    Paste your whole watch list if you like. /help shows everything I can do.
help =
    Write me what you want to hear of: a company (Tesla), a code (AAPL, 700) or words (chip export). As soon as there is news about it, I tell you, and why.

    /list – what you follow
    /latest Tesla – the latest about something
    /pause 2h – nothing for a while
    /settings – language, time zone, quiet hours, digests

    More about:
help-group =
    I tell this group when there is news about what it follows.

    For everybody: /list, /latest Tesla, /why
    For its admins: /watch Tesla, /unwatch Tesla, /settings, /pause 2h, /audit
    In a forum, /route 1 sends the alerts about number 1 of the list to this topic.

    Lists, corrections and everything else work as in a private chat with me.
help-follow =
    /watch Tesla – a company by its name or code; several in a line, or one a line
    /watch chip export – articles with both words; “chip export” in quotes: these words side by side
    /watch buyback | dividend – one of them
    /watch chip* -potato – words that begin with chip, not with potato
    /unwatch Tesla – no more of it; /unwatch all
    /find micr – companies by part of a name or code
    /topics – ready-made topics
help-list =
    /list – what you follow; tap a line for when it comes, and to mute, try, change or end it
    /list bank – what in it bears a name
    /edit 3 chip export – change line 3
    /import – bring in a list: paste it, or send a file
    /export – everything I keep of this chat, as files
    /feed – your list as a feed for a feed reader
    /stats – how often your companies were in the news
help-alert =
    /why – why an alert came; reply to it, or I take the last one
    /mute 1d – in reply to an alert: what brought it is silent for a day
    /mute share sale – no articles with these words
    /not Gap – these words do not mean that company
    /unmute Gap – takes either back; /list has them all
    /missed – what did not come at once, and why
help-more =
    /pause 2h, /pause tonight – nothing for a while; /resume ends it
    /settings 10pm-7am – quiet hours; /settings New York – your time zone
    /language – 中文 / English
    /channel @name – send alerts to a channel of yours
    /forget – delete everything I keep of this chat
    /id – the numbers by which the operator's settings name this chat and you
button-help-follow = Following
button-help-list = Lists
button-help-alert = Alerts
button-help-more = Times, channels, data
command-start = Begin
command-watch = Follow a company or a keyword
command-unwatch = Stop following
command-list = What you follow
command-edit = Change what a line asks for
command-latest = The latest news about something
command-find = Find a company or topic
command-topics = Topics to follow
command-feed = Your list as a feed
command-stats = How often your companies are in the news
command-pause = Send nothing for a while
command-resume = Send again
command-missed = What did not come at once
command-import = Bring in a watch list
command-export = Take everything out
command-settings = How and when I tell you
command-language = Language
command-forget = Delete my data
command-id = The numbers of this chat and you
command-help = What I can do
id-told = This chat has the number { $chat }, and you have { $person }.
unknown-command = I do not know { $command }. /help shows what I can do.
unknown-command-meant = I do not know { $command }. Did you mean: { $meant }
talk-examples = I tell you when there is news about companies and words that you follow. Just write me one: Tesla, AAPL or chip export. /help shows what else I can do.
talk-only-text = I can read text and lists. Write me a company, a code or a word: Tesla, AAPL or chip export.
talk-in-group = I tell this group about news of what it follows. Its admins choose that: /watch Tesla. Everybody may look: /list, /latest.
talk-one-change = One change a message, please. Send this by itself: { $command }

## Chat: following

watch-what = What would you like to follow? For example: /watch Tesla or /watch chip export
watch-done = I will tell you about { $what }.
watch-already = You follow { $what } already.
watch-choose = “{ $text }” may mean several companies. Which one?
watch-either = “{ $text }” may be a company or just a word. Which do you mean?
watch-near = I know no company called “{ $text }”. Did you mean this one?
watch-error = I cannot read that: { $reason }
watch-repair = Did you mean: /watch { $repair }
watch-done-many = I will tell you about these { $count }:
watch-too-many = That would be more than { $limit } subscriptions. Take some off first: /list
preview-exact = Last { $days } days: { $count } articles, { $average } a day.
preview-about = Last { $days } days: about { $count } articles, { $average } a day.
preview-nothing = Nothing about it in the last { $days } days.
preview-noisy = ⚠ That is more than most people read. Add a word to narrow it down.
offer-watch = Shall I tell you when there is news about { $what }?
keyword-quoted = “{ $text }”
keyword-name = the keyword “{ $text }”
list-separator = , { "" }
undo-done = Taken back.
undo-nothing = There is nothing left to take back.
button-undo = Undo
button-watch = Follow
button-as-keyword = As a keyword: “{ $text }”
latest-what = The latest about what? For example: /latest Tesla
latest-nothing = Nothing about “{ $text }” is stored.
latest-title = The latest about { $text }
latest-of-list = The latest about what you follow
find-what = What shall I look for? For example: /find micr, or by pinyin /find kdxf
find-found = “{ $text }” – tap to follow:
find-nothing = I know no company or topic with “{ $text }” in its name.
topics-title = Topics, and where to read them as feeds:
topics-only-title = Topics:
topics-none = There are no topics here yet.
language-which = Which language shall I speak here?
language-done = From now on I speak English here.
unwatch-what = What should I stop watching? /list shows what you follow.
unwatch-done = I will no longer tell you about { $what }.
unwatch-all-sure = Shall I stop everything that you follow here?
unwatch-all-done = You follow nothing any more: { $count } taken off. /watch begins anew.
button-end-all = Stop everything
unwatch-unknown = You do not follow “{ $text }”. /list shows what you follow.
list-empty = You follow nothing yet. Try: /watch Tesla
list-title = You follow:
list-line = { $number }. { $what }

button-old = This button is out of date.
admins-only = Only admins can change things here.
admins-not-learnt = I cannot ask Telegram who the admins are right now. Please try again in a moment.
## Chat: a subscription's card

cadence-instant = At once
cadence-hourly = Hourly
cadence-pre_open = Before open
cadence-post_close = After close
cadence-daily = Daily
card-muted = quiet until { $until }
mute-1d = Mute 1 day
mute-7d = Mute 1 week
mute-0 = Unmute
edit-how = To change a line of your list, write its number and what it should ask for: /edit 3 chip export
edit-send = Copy this, change it and send it:
edit-done = Changed: { $before } → { $after }
button-edit = Edit
button-try = What it brings
button-delete = Stop following
button-back = ◀ List
saved = Saved.

## Chat: settings and forgetting

forget-sure = Shall I delete everything that I keep of this chat: { $count } subscriptions, your settings and corrections, and what was sent? This cannot be undone. /export gives you a copy first.
button-forget = Delete everything
button-keep = Keep it
forget-not = Nothing is deleted.
forget-done = Everything is deleted. Write /start whenever you want to begin anew.
settings-title = How I tell you:
settings-language = Language: { $language }
settings-timezone = Time zone: { $zone }
settings-quiet = Quiet hours: { $hours }
settings-none = none
settings-urgent = Urgent news of your companies, as the source marks it, in quiet hours: { $passes }
settings-urgent-true = yes
settings-urgent-false = no
settings-sound = Sound: { $which }
settings-sound-all = with every alert
settings-sound-urgent = with urgent news only
settings-sound-none = never
settings-market = Digests keep to: { $market }
settings-market-followed = Digests keep to the markets of what you follow: { $market }
settings-and = , { "" }
settings-daily = Daily digest at { $at }
settings-preview = Picture of the article: { $shown }
settings-hashtags = Hashtags of the companies: { $shown }
settings-switch-true = on
settings-switch-false = off
market-followed = Of what I follow
market-XSHG = Shanghai and Shenzhen
market-XHKG = Hong Kong
market-XNYS = New York
settings-button-language = Language
settings-button-timezone = Time zone
settings-button-quiet = Quiet hours
settings-button-urgent = Urgent news
settings-button-market = Market
settings-button-daily = Daily digest
settings-button-silent = Sound
settings-button-preview = Pictures
settings-button-hashtags = Hashtags
settings-choose-timezone = In which time zone are you? Or write, for example: /settings Tokyo or /settings UTC+8
settings-choose-quiet = When shall I be quiet? Or write, for example: /settings 10:30pm-7am or /settings off
settings-choose-market = Whose sessions shall digests keep to? Where you follow several markets a digest comes before each open, and after each close, of any of them.
settings-choose-daily = When shall the daily digest come?
settings-choose-language = Which language shall I speak here?
button-back-settings = ◀ Settings
settings-unreadable = I cannot read “{ $text }”. Try /settings 11pm-7am, /settings New York or /settings UTC+8

## Chat: lists in and out

import-how = Paste your watch list here, or send it as a file: codes or names line by line, CSV, a broker's export, or OPML.
import-too-large = That file is larger than { $kilobytes } kB.
import-nothing = I found no company that I know in it.
import-kind = I read watch lists as CSV or plain text. Save this .{ $suffix } as CSV, or paste it here.
import-understood = That looks like a watch list. I know { $count } companies in it:
import-done = { $new } are new on your list, { $known } were there already.
import-more = … and { $more } more
import-not-understood = { $count } lines I did not understand:
import-line =   line { $number }: { $text }
button-import = Follow them all
export-done = What you follow ({ $count }) as CSV and OPML, and your settings. /import takes the CSV back.
export-done-csv = What you follow ({ $count }) as CSV, and your settings. /import takes the CSV back.

## Chat: the chat's own feed

feed-private-title = What you follow – market news
feed-private-description = Everything that your subscriptions bring
feed-no-web = There are no feeds here yet: the operator of this bot has to set web.public_url (NOTIFIER_WEB_PUBLIC_URL), the address at which readers reach them.
feed-explained = What you follow can be read in a feed reader, too. The address is yours alone: whoever has it can read along. A new address makes the old one useless. It goes on while this chat is paused, muted or has blocked me.
button-feed-new = A new address
button-feed-off = Switch it off
feed-address =
    Your feed, as RSS, Atom or JSON Feed:
    { $address }.rss
    { $address }.atom
    { $address }.json

    It is shown this once. /feed makes a new one.
feed-off = Your feed is switched off.
feed-none = You have no feed.

## Chat: statistics

stats-title = In the news in the last { $days } days:
stats-no-company = You follow no company yet whose news I could count. Try: /watch Tesla

## Chat: pausing

pause-how-long = How long shall I send nothing? What comes meanwhile is told after.
pause-1h = 1 hour
pause-8h = 8 hours
pause-tomorrow = Until tomorrow 08:00
pause-unreadable = I cannot read “{ $text }”. Try /pause half an hour, /pause tomorrow 9am or /pause 18:30
pause-done = I send nothing until { $until }. What comes meanwhile is told after.
resume-done = I send again.
button-resume = Send again
missed-nothing = Nothing: in the last 7 days everything came at once.
missed-title = What did not come at once in the last 7 days:
missed-more = Only the newest { $count } are shown.
missed-in-digest = came with a digest at { $at }
missed-dead = given up: { $why }
missed-sending = is being sent
missed-paused = waits for the end of the pause, { $until }
missed-quiet = waits for the end of the quiet hours, { $until }
missed-unreachable = not sent: this chat could not be reached then
missed-gathered = comes with the digest at { $until }
missed-waiting = waits until { $until }: { $why }

failed = Something went wrong here and your command was not carried out. Please try again later.

## Chat: correcting

command-why = Why the last alert came
command-mute = No articles with a phrase
command-not = “This is not that company”
command-unmute = Take a correction back
mute-what = Which words should I leave out? For example: /mute share sale
mute-followed = You follow { $what }. Mute its alerts for a day, stop following it, or leave out every article with “{ $text }”?
mute-which = Shall I send nothing for a while, or leave out articles with “{ $text }”? One subscription is muted on its card in /list.
mute-button-time = Nothing until { $until }
mute-button-phrase = No articles with “{ $text }”
mute-done = I will not send you articles with “{ $text }”. /unmute { $text } takes this back.
not-what = Which words are not that company? For example: /not Gap
not-done = From now on “{ $text }” does not mean { $what } to you. /unmute { $text } takes this back.
not-unknown = I know no company by the name “{ $text }”.
unmute-what = What should I take back? /list shows your corrections.
unmute-done = Taken back: “{ $text }”.
unmute-unknown = You have not muted or corrected “{ $text }”.
list-found = What you follow with “{ $text }”:
list-found-nothing = You follow nothing with “{ $text }”. /list shows all of it.
list-take-back = Take back: “{ $text }”
list-muted = ✕ “{ $text }” is muted
list-not-company = ✕ “{ $text }” is not { $symbol }

## Chat: why a query cannot be read

query-empty = the query is empty
query-too-long = a query has at most { $about } characters
query-too-many = a query has at most { $about } words
query-too-deep = a query has at most { $about } groups inside each other
query-too-long-written-out = written out, a query has at most { $about } characters
query-never-holds = this asks for something and excludes it, so it can never hold
query-only-negative = this says only what must not be there; say also what to look for
query-no-word = there is no word or number here to look for
query-quote-not-opened = { $about } closes a quotation that was not opened
query-quote-not-closed = this quotation is not closed
query-group-not-opened = this parenthesis was not opened
query-group-not-closed = this parenthesis is not closed
query-group-empty = there is nothing between these parentheses
query-nothing-after = after { $about } there is nothing to look for
query-nothing-before = before { $about } there is nothing to look for
query-no-field = there is no field { $about }; there are title, source, category, lang and case
query-field-in-field = { $about } stands inside another field
query-field-takes-words = { $about } takes words and phrases only
query-near-form = “~” and a number stand between two words, with spaces around: chip ~5 export
query-near-sides = “~” stands between two words or phrases
query-no-security = no security is known as { $about }
query-regex-not-closed = this regular expression is not closed by “/”
query-regex-too-long = a regular expression has at most { $about } characters
query-regex-finds-all = this regular expression finds something in every text
query-regex-looks-around = look-ahead and look-behind cannot be searched in linear time
query-regex-unreadable = this regular expression is not readable: { $about }

## Why a company is taken to be named

sign-distinct-name = “{ $detail }” is nothing but a name
sign-short-name = “{ $detail }” is a name, if a short one
sign-local-name = “{ $detail }” is a name that begins with a place
sign-compound-name = “{ $detail }” could also be read as a phrase
sign-rare-name = “{ $detail }” is also a word, if a rare one
sign-ordinary-name = “{ $detail }” is also an ordinary word
sign-legal-name = the registered name “{ $detail }” is written out
sign-ticker-name = “{ $detail }” is its ticker
sign-ambiguous = several companies are called “{ $detail }”
sign-weak-name = “{ $detail }” alone is too little of a name
sign-status-name = the exchange's mark “{ $detail }” stands before the name
sign-business = “{ $detail }” is a business of this company
sign-group = “{ $detail }” stands for a group that this company belongs to
sign-own-code = its own code { $detail } stands beside the name
sign-other-code = the code of another company, { $detail }, stands beside the name
sign-code = its code { $detail } is written in the text
sign-inserted-code = a code that a machine inserted, { $detail }, stands beside the name
sign-source-markup = the source's own link ties the word to { $detail }
sign-ticker = the source lists the article under { $detail }
sign-verb = “{ $detail }” follows, as after a company
sign-verb-mild = “{ $detail }” follows, as often after a company
sign-headline = a headline or news item about it begins with the name
sign-colon = the name stands before a colon at the beginning
sign-noun-after = “{ $detail }” follows and makes another word of it
sign-verb-after = “{ $detail }” follows, as after any word
sign-sector = it is the name of a sector: “{ $detail }”
sign-group-after = “{ $detail }” follows: that is a parent group
sign-firm-after = “{ $detail }” follows: that is another company
sign-longer-name = it is part of the name of another organisation, “{ $detail }”
sign-before = “{ $detail }” stands before it, as before a company
sign-before-mild = “{ $detail }” stands before it, as often before a company
sign-text-before = “{ $detail }” runs into it
sign-place-before = “{ $detail }” stands before it: another company, or the place's own
sign-bulletin = a bulletin begins with it
sign-alone = it stands by itself
sign-market-text = the sentence is about shares and companies: “{ $detail }”
sign-list = it stands in a list beside { $detail }
sign-crossed = it is cut out of another word, “{ $detail }”
sign-work-title = it is the title of a work, “{ $detail }”
sign-platform = “{ $detail }” means the platform, not the company
sign-other-thing = “{ $detail }” is something else
sign-lower-case = it is written like an ordinary word, “{ $detail }”
sign-venue = it is only the exchange where something is listed: “{ $detail }”
sign-source = it is only where the report comes from: “{ $detail }”

## Feeds and pages

feed-title = { $title } – market news
feed-topic-description = Articles for which this holds: { $query }
feed-securities-description = Articles that are about { $name }
feed-sources-description = Articles that { $name } reported
feed-categories-description = Articles that their source files under “{ $name }”
feed-page-how = This is a feed. Copy its address into your feed reader:
feed-page-older = Older articles
index-title = Market news feeds
index-intro = Add any of these addresses to your feed reader.
index-topics = Topics
index-securities = Companies
index-empty = No feeds yet: they appear with the first articles.
index-name = Name
index-items = Articles
index-changed = Last change
index-feed = RSS
error-404-title = There is nothing here
error-404 = This address has no feed. The list of all feeds is on the first page.
error-500-title = That did not work
error-500 = Something went wrong here; it has been noted. Please try again later.
error-home = To the first page

## Sources

alarm-title = Sources
alarm-failing = ✕ { $name } cannot be read. Last success: { $since }. It is asked again at { $again }. { $problem }
alarm-empty = ✕ { $name }: its page is empty since { $since }.
alarm-changed = ✕ { $name }: its page looks different since { $since }; its layout may have changed.
alarm-frozen = ✕ { $name } answers, but stands still: its newest article is of { $since }.
alarm-silent = ✕ { $name } answers, but has brought nothing new since { $since }.
alarm-late = ✕ { $name } is not read as often as it should be. Last success: { $since }. It is asked again at { $again }. { $problem }
alarm-ok = ✓ { $name } is well again.
alarm-ever = never
alarm-more = … and { $count } more
disk-full = ⚠ The disk of the database is almost full: new articles wait, and alerts are still sent. Make room, and the service goes on by itself.
disk-room = ✓ There is room on the disk again: new articles are taken in.
sources-title = Sources
sources-intro = Where the articles come from, and how late they are seen.
sources-name = Source
sources-state = State
sources-last = Last article
sources-lag = Delay: half, 95 %
sources-link = How the sources are
sources-empty = No sources are set up yet.
source-state-ok = well
source-state-new = not read yet
source-state-failing = cannot be read
source-state-empty = empty page
source-state-changed = page changed
source-state-frozen = stands still
source-state-silent = silent
source-state-late = late
source-state-off = off

## Terminal

terminal-alert = Alert for chat { $chat }
terminal-no-token =
    No Telegram token is set, so alerts are shown here. To send them to Telegram: get a token from
    @BotFather, set NOTIFIER_TELEGRAM_TOKEN, and start again.
terminal-securities = Companies
terminal-subscriptions = Asked for by
terminal-feeds = Feeds
terminal-nothing = nothing
terminal-summary = { $articles } articles, { $alerts } alerts, { $feeds } feeds.
demo-intro =
    This is the service itself, reading sample posts, with this terminal as its chat. The chat
    follows: { $subscriptions }
demo-stop = The feeds are served until you press Ctrl+C. Drop a post into { $folder } to see it arrive.

## Chat: groups

group-hello = Hello! I tell this group when there is market news about what it follows. Its admins choose that: /watch Tesla. Everybody may look: /list, /latest. More: /help
group-again = I am back. What this group follows is kept ({ $count }): /list
channel-added = I may post in “{ $title }” now. /channel lets you choose what comes there.
channel-lost = I can no longer post in “{ $title }”. Its list is kept. Make me an admin there who may post, and I go on.
groups-only = That is for groups and channels.
audit-title = Who changed what here:
audit-empty = Nobody has changed anything here yet.
audit-line = { $at } { $name }: { $what }
route-which = Which alerts shall come to this topic?
route-nothing = Everything that you follow comes here already.
route-done = Alerts about { $what } come to this topic from now on.
route-done-general = Alerts about { $what } come to the general topic from now on.
command-route = Alerts to this topic
command-audit = Who changed what

## Chat: channels

channel-head = 📢 { $title }
channel-how =
    I can post in a channel, too:
    1. Make me an admin of it who may post.
    2. Send its name here, /channel @name, or forward a post of it to me.
channel-in-private = Write to me in private to manage a channel: /channel
channel-which = For which channel are you here?
channel-linked = “{ $title }” is linked. For the next hour what you write here is meant for it, such as /watch, /list and /settings.
channel-managing = For the next hour what you write here is meant for “{ $title }”, such as /watch, /list and /settings.
channel-own = You are back at your own list.
channel-unknown = I find no channel { $name } that I am in. Make me an admin of it who may post, then try again.
channel-not-admin = Only admins of “{ $title }” can manage it.
channel-may-not-post = I may not post in “{ $title }” yet. Give me that right there, then try again.
channel-unlinked = You no longer manage “{ $title }”.
channel-ended = You no longer manage “{ $title }”. Nothing more comes there; its list is kept.
button-own-list = ◀ My own list
button-unlink = Unlink
command-channel = Manage a channel

## Chat: operators

not-allowed = This bot is for invited people only. Its operator can let you in by this number: { $number }
too-fast = That is a lot at once: I carry out { $limit } commands a minute. What you send before { $until } is not carried out; please send it again after.
admin-how =
    /admin – how the service is
    /admin sources – every source
    /admin poll … – read a source now
    /admin chat 123456 – one chat
    /admin broadcast … – a word to every chat
admin-sources = Sources: { $polled } are read, { $trouble } in trouble
admin-queue = Alerts: { $waiting } wait, { $sending } are being sent; next due: { $oldest }
admin-inbox = Commands that wait: { $count }
admin-bot = Bot { $number }: { $reached } chats, { $lost } out of reach
admin-bot-silent = … silent until { $until }, as Telegram asked
admin-source-count = Sources: { $count }
admin-source-next = asked again at { $at }
admin-poll-done = { $name } is read now. /admin sources shows how it is.
admin-poll-unknown = I poll no source { $name }. /admin sources names them.
admin-sure = Shall I send this to { $count } chats? It goes out after all alerts that wait.
admin-sent = It is on its way to { $count } chats. /admin shows what still waits.
admin-not-sent = Nothing is sent.
admin-too-long = That is longer than a message can be.
admin-chat-unknown = I know no chat { $number }.
admin-chat = Chat { $number } ({ $kind }) { $title }
admin-chat-holds = { $count } subscriptions, { $waiting } alerts wait
admin-chat-off = Nothing is sent there: { $why }
admin-chat-note = Last trouble: { $note }
button-admin-sources = Sources
button-admin-refresh = ↻ Overview
button-admin-send = Send
button-admin-drop = Do not send
button-admin-off = Switch off
button-admin-on = Switch on
command-admin = How the service is
