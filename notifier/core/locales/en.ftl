# What people read, in English. Every key stands in each language's file.

## Alerts

alert-because = Why: { $reasons }
alert-also = { $reasons } and { $more } more
alert-reported-too = Also in: { $sources }
reason-security = { $name } ({ $symbol })
digest-title-hourly = The last hour: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-pre_open = Before the open: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-post_close = After the close: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-daily = Daily digest: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-weekly = Weekly digest: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-burst = News roundup: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-quiet = While it was quiet: { $count ->
    [one] one story
   *[other] { $count } stories
    }
digest-title-late = { $count ->
        [one] One story reached me late
       *[other] { $count } stories reached me late
    }
digest-more = … and { $more } more
digest-sources = From: { $sources }
topic-gone = A topic that some of your alerts went to was closed or deleted. They come here from now on.

## The buttons of an alert, and why it came

alert-open = Open
alert-mute = Mute for a day
alert-not = Not this company
alert-why = Why?
alert-digest = Daily digest only
alert-latest = More about { $name }
alert-muted = Muted until { $until }: { $what }. To undo: /list
alert-gathered = From now on in the daily digest: { $what }. To change it: /list
alert-not-words = The text doesn't name the company: its source filed it there. You can mute it instead.
alert-not-which = Which one is wrong?
alert-not-choice = “{ $text }” is not { $what }
alert-not-done = Got it: “{ $text }” no longer means { $what } for you.
why-nothing = There is no alert to explain yet. Once you have one, reply to it with /why, or press “⋯” below it.
why-nothing-of = I haven't sent anything about { $what } lately.
why-title = Why you got this: { $title }
why-followed = ✓ You follow { $what }.
why-subscription = ✓ You follow { $what }. Found: { $found }
why-no-subscription = It matches nothing that you follow now.
why-subject = It is about { $what }:
why-source = { $what } is only where it comes from:

## Chat: greeting and help

start =
    Hi! I tell you when there is market news about the companies and topics you follow, and why.

    Tap one to begin, or just send me a name, a ticker or a keyword: Tesla, AAPL, chip export
    You can paste your whole watchlist, too. /help shows everything I can do.
help =
    Send me what you want to follow: a company (Tesla), a ticker (AAPL, 700) or keywords (chip export). When there is news about it, I tell you, and why.

    /list – what you follow
    /latest Tesla – the latest news about it
    /pause 2h – no alerts for a while
    /settings – language, time zone, quiet hours, digests

    More about:
help-group =
    I tell this group when there is news about what it follows.

    For everyone: /list, /latest Tesla, /why
    For admins: /watch Tesla, /unwatch Tesla, /settings, /pause 2h, /audit
    In a forum, /route 1 sends the alerts about line 1 of the list to the topic you are in.

    Everything else works as it does in a private chat with me.
help-follow =
    /watch Tesla – a company by name or ticker; several in a line, or one a line
    /watch chip export – stories with both words; “chip export” in quotes: the exact phrase
    /watch buyback | dividend – either word
    /watch chip* -potato – words that begin with chip, without potato
    /unwatch Tesla – stop following it; /unwatch all
    /undo – take back the last change
    /find micr – companies by part of a name or ticker
    /topics – ready-made topics
help-list =
    /list – what you follow; tap a line to set when it comes, mute, try, edit or end it
    /list bank – only the lines with that name
    /edit 3 chip export – change line 3
    /import – bring in a watchlist: paste it, or send a file
    /export – everything I keep about this chat, as files
    /feed – your list as a feed for a feed reader
    /stats – how often your companies were in the news
help-alert =
    /why – why you got an alert: reply to it, or I take the last one
    /mute 1d – as a reply to an alert: what brought it is muted for a day
    /mute share sale – no stories with this phrase
    /not Gap – this word doesn't mean that company
    /unmute Gap – takes either back; /list shows them all
    /missed – what was held back, and why
help-more =
    /pause 2h, /pause tonight – no alerts for a while; /resume ends it
    /settings 10pm-7am – quiet hours; /settings New York – your time zone
    /language – 中文 / English
    /channel @name – send alerts to your channel
    /api – a token, with which your programs read and change your list
    /privacy – what I keep of this chat
    /forget – delete everything I keep about this chat
    /id – the numbers of this chat and you, which the bot's operator may ask for
button-help-follow = Following
button-help-list = Your list
button-help-alert = Alerts
button-help-more = Times, channels, data
command-start = Start here
command-watch = Follow a company or a keyword
command-unwatch = Stop following something
command-undo = Take back the last change
command-privacy = What is kept of this chat
command-list = What you follow
command-edit = Change a line of your list
command-latest = The latest news about something
command-find = Find a company or topic
command-topics = Topics to follow
command-feed = Your list as a feed
command-stats = How often your companies are in the news
command-pause = Pause alerts for a while
command-resume = Resume alerts
command-missed = What was held back, and why
command-import = Bring in a watchlist
command-export = Download your data
command-settings = How and when I alert you
command-api = A token for your programs
command-language = Language
command-forget = Delete my data
command-id = The numbers of this chat and you
command-help = What I can do
id-told = This chat's number is { $chat }, and yours is { $person }.
unknown-command = I don't know { $command }. /help shows what I can do.
unknown-command-meant = I don't know { $command }. Did you mean { $meant }?
talk-examples = I tell you when there is news about what you follow. Just send me a company, a ticker or a keyword, such as Tesla, AAPL or chip export. More: /help
talk-tap = If that answers a question of mine, please tap a button below it: I don't remember what I asked.
talk-welcome = You're welcome. I write when there is news.
talk-only-text = I can only read text and watchlists. Send me a company, a ticker or a keyword, such as Tesla, AAPL or chip export.
talk-in-group = I tell this group when there is news about what it follows. Its admins choose that: /watch Tesla. Everyone may look: /list, /latest
talk-unclear = I don't understand “{ $text }”. To follow something, just send a company, a ticker or a keyword, such as Tesla, AAPL or chip export. More: /help
meant-unwatch-all = Stop following everything
meant-fewer = Fewer messages
meant-quiet = Quiet hours
meant-trading = Only while markets trade
meant-cadence = A digest, or at once
meant-timezone = Time zone
meant-prices = Prices
meant-sources = Where the news comes from
meant-free = What it costs
meant-elsewhere = Outside Telegram
meant-group = In a group
meant-about = What I cover, and how
talk-of-alert = What should become of this alert?
answer-fewer = To get less: have all of it in a digest; tap a line of /list to set, mute or end that one; leave out a word by /mute. I don't sort news by importance.
answer-prices = I only bring news: no prices, and no advice on what to buy or sell.
answer-free = There is nothing to pay for here.
answer-sources = I look through public news sources all the time; news mostly reaches you within minutes. Each alert names its source and opens the original.
answer-elsewhere = I send alerts in Telegram only. Elsewhere, a reader can show your feed: /feed
answer-group = Open my profile, tap “Add to Group or Channel” and choose your group; then an admin there writes: /watch Tesla
answer-about = I know companies listed in Shanghai, Shenzhen, Beijing, Hong Kong and the US. Anything else, such as a fund, a coin, an unlisted company or a theme, can be followed as words. When you follow something I say how much it would have brought in the last 7 days. A company counts only where the text is about it: answer an alert with /why to see what spoke for it.
talk-sector = I have no lists of companies by trade or index. Follow the word “{ $text }” or a topic instead, or paste the companies here to follow all of them at once.
talk-one-change = One change per message, please. Send this by itself: { $command }

## Chat: following

watch-what = What would you like to follow? For example: /watch Tesla or /watch chip export
watch-done = Done. I'll send news about { $what } as it comes.
watch-already = You already follow { $what }.
watch-choose = “{ $text }” could be several companies. Which one?
watch-either = “{ $text }” could be a company or just a word. Which do you mean?
watch-near = I don't know a company called “{ $text }”. Did you mean this one?
watch-error = I can't read that: { $reason }
watch-repair = Did you mean this? /watch { $repair }
watch-done-many = Done. I'll send news about these { $count } as it comes:
watch-too-many = Your list has room for { $limit }. Take something off it first: /list
watch-muted = ⚠ Stories with “{ $text }” don't come: you left them out.
watch-not-company = ⚠ Stories that only say “{ $text }” don't come: you said that it isn't { $what }.
preview-exact = Last { $days } days: { $count ->
    [one] one story
   *[other] { $count } stories
    }, { $average } a day.
preview-about = Last { $days } days: about { $count ->
    [one] one story
   *[other] { $count } stories
    }, { $average } a day.
preview-nothing = No news about it in the last { $days } days.
preview-sampled-nothing = Nothing about it in a sample of the last { $days } days; there may be some all the same.
preview-noisy = ⚠ That is more than most people read. Add a word to narrow it down.
offer-watch = Shall I tell you when there is news about { $what }?
offer-followed = You follow { $what } already. Tap to mute it, to set when it comes, or to stop it.
keyword-quoted = “{ $text }”
keyword-name = the keyword “{ $text }”
list-separator = , { "" }
undo-done = Undone: you don't follow { $what } any more.
undo-nothing = There is nothing left to undo.
undo-which = What you followed last is { $what }. Take it back?
button-undo = Undo
button-watch = Follow
button-as-keyword = As a keyword: “{ $text }”
latest-none-of-list = No news of what you follow in the last 7 days. For anything else: /latest Tesla
latest-what = The latest about what? For example: /latest Tesla
latest-nothing = I have no news about “{ $text }”. To hear of it when there is: /watch { $text }
latest-title = The latest about { $text }
latest-of-list = The latest about what you follow
find-what = What are you looking for? For example: /find micr
find-found = “{ $text }”: tap to follow
find-nothing = I know no company or topic with “{ $text }” in its name. You can follow it as a keyword: /watch { $text }
topics-title = Topics, and the feeds to read them in:
topics-only-title = Topics:
topics-none = There are no topics here yet. You can follow any company or word: /watch Tesla
language-which = Which language should I use here?
language-name = English
language-short = English
language-done = I'll use English here from now on.
unwatch-what = What should I stop telling you about? /list shows what you follow.
unwatch-done = You no longer follow { $what }.
unwatch-all-sure = Stop following everything here?
unwatch-all-done = You no longer follow anything: { $count } taken off your list. To have it back: /undo; to start again: /watch
button-end-all = Yes, stop everything
unwatch-others-sure = Stop following everything but { $what }: { $count } on your list?
unwatch-others-none = You follow nothing but { $what }.
unwatch-others-done = Done: { $count } taken off your list. The rest is in /list; to have them back: /undo
button-end-others = Yes, stop { $count }
unwatch-unknown = You don't follow “{ $text }”. /list shows what you follow.
list-empty = You don't follow anything yet. Try /watch Tesla
list-title = You follow:
list-line = { $number }. { $what }

button-old = This button no longer works. Send the command again.
admins-only = Only admins can change things here.
admins-not-learnt = I can't ask Telegram who the admins are right now. Please try again in a moment.
## Chat: a subscription's card

cadence-instant = At once
cadence-hourly = Hourly
cadence-pre_open = Before open
cadence-post_close = After close
cadence-daily = Daily
cadence-weekly = Weekly
card-muted = muted until { $until }
card-unmuted = no longer muted
card-saved = ✓ { $name }: { $what }
mute-1d = Mute for a day
mute-7d = Mute for a week
mute-0 = Unmute
edit-how = To change something, write its name or number and what it should become, such as /edit Tesla → Tesla recall or /edit 3 chips -jobs
edit-unknown = There is no line { $number } on your list. The numbers are in /list
edit-send = Copy this line, change it, and send it:
edit-done = Changed: { $before } → { $after }
edit-no-words = “{ $text }” can neither be set for one line nor be looked for in news, so { $what } stays as it is. Of one line you can set here when it comes, and mute it; the hours of alerts and digests, and how alerts look, are the same for all: /settings. Words in quotation marks are looked for as they stand.
button-edit = Edit
button-try = Last 7 days
button-delete = Stop following
button-back = ◀ List
saved = ✓ { $what }

## Chat: settings and forgetting

forget-sure = Delete everything I keep about this chat: your list ({ $count }), settings, corrections and the record of what was sent? This can't be undone. /export gives you a copy first.
button-forget = Delete everything
button-keep = Keep it
forget-not = Nothing was deleted.
forget-done = Everything is deleted. Send /start whenever you want to begin again.
privacy-kept =
    What I keep of this chat: its Telegram id and name, its language and settings; what you follow, mute and correct; which alerts were sent ({ $alerts ->
        [0] for good
        [one] one day
       *[other] { $alerts } days
    }); what you wrote to me, with the name Telegram gives you ({ $typed ->
        [0] for good
        [one] one day
       *[other] { $typed } days
    } once it is answered); in groups, who changed what.
    It is in the database of whoever runs this bot. I use it for your alerts only, and pass none of it on. Telegram carries what we write, so it sees that too.
    /export gives you a copy of your list. Everything can be deleted at any time:
settings-title = How I alert you:
settings-language = Language: { $language }
settings-timezone = Time zone: { $zone }
settings-quiet = Quiet hours: { $hours }
settings-none = none
settings-weekends = Quiet weekends, until Monday 08:00: { $quiet }
settings-urgent = Urgent news about your companies in quiet hours: { $passes }
settings-urgent-true = yes
settings-urgent-false = no
settings-sound = Sound: { $which }
settings-sound-all = with every alert
settings-sound-urgent = urgent news only
settings-sound-none = never
settings-market = Digests go by market hours of: { $market }
settings-market-followed = Digests go by market hours of what you follow: { $market }
settings-and = , { "" }
settings-daily = Daily digest: { $at }
settings-preview = Pictures: { $shown }
settings-hashtags = Hashtags ($AAPL): { $shown }
settings-switch-true = on
settings-switch-false = off
zone-shanghai = Shanghai, Beijing
zone-hong_kong = Hong Kong
zone-taipei = Taipei
zone-singapore = Singapore
zone-london = London
zone-new_york = New York
market-followed = What I follow
market-XSHG = Shanghai and Shenzhen
market-XHKG = Hong Kong
market-XNYS = New York
settings-button-language = Language
settings-button-timezone = Time zone
settings-button-quiet = Quiet hours
settings-button-weekends = Quiet weekends
settings-button-urgent = Urgent news
settings-button-market = Market
settings-button-daily = Daily digest
settings-button-silent = Sound
settings-button-preview = Pictures
settings-button-hashtags = Hashtags
button-app = Open the watch list
settings-choose-timezone = Which time zone are you in? Tap one, or send yours: /settings Tokyo or /settings UTC+8
settings-choose-quiet = When should I be quiet? Tap one, or send yours: /settings 10:30pm-7am or /settings off
settings-choose-market = Which market's hours should digests go by? If you follow several, a digest comes before each open and after each close.
settings-choose-daily = When should the daily digest come? The weekly one comes then too, on Saturdays.
settings-choose-cadence = When should all that you follow come? For one thing only, tap it in /list.
settings-trading = Only while the market trades? Quiet hours from its close to its open do that; what came meanwhile comes at the open. They are the same every day, holidays included; weekends have a switch of their own.
settings-daily-set = ✓ The daily digest comes at { $at }, with what is set to “Daily” in /list.
settings-which-day = The weekly digest comes on Saturdays at { $at }, and on no other day. Shall all come so?
settings-which-time = A digest comes once a day, at one time. Which shall it be? Alerts can also come only between two times of the day, or hourly.
button-daily-at = Daily at { $at }
button-only-between = Only { $begins }–{ $ends }
button-all-daily = All with the daily digest
button-all-weekly = All with the weekly digest
button-all-instant = All at once again
all-daily = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } with the daily digest at { $at }.
all-weekly = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } with the weekly digest, on Saturdays at { $at }.
all-hourly = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } once an hour.
all-pre_open = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } before the market opens.
all-post_close = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } after the market closes.
all-instant = ✓ From now on { $count ->
        [one] what you follow comes
       *[other] all { $count } that you follow come
    } at once.
settings-choose-language = Which language should I use here?
button-back-settings = ◀ Settings
settings-unreadable = I can't read “{ $text }”. Try /settings 11pm-7am, /settings New York or /settings UTC+8

## Chat: lists in and out

import-how = Paste your watchlist here, or send it as a file: one name or ticker a line, a CSV or .xlsx table, a broker's export, or OPML.
import-too-large = That file is larger than { $kilobytes } kB. Send it in parts, or paste the list here.
import-nothing = I found no company I know in it. Try one name or ticker a line, such as Tesla or AAPL.
import-kind = I can't read .{ $suffix } files. Save it as CSV or plain text, or paste the list here.
import-understood = That looks like a watchlist. { $count ->
    [one] One company I know
   *[other] { $count } companies I know
    }:
import-done = { $known ->
    [0] { $new } added to your list.
   *[other] { $new } added to your list, { $known } already there.
    }
import-more = … and { $more } more
import-doubtful = { $count ->
    [one] One line may mean a company. If it does, tap it below
   *[other] { $count } lines may mean a company. Tap those you meant below
    }:
import-not-understood = { $count ->
    [one] One line I didn't understand
   *[other] { $count } lines I didn't understand
    }:
import-line =   line { $number }: { $text }
button-import = Follow them all
export-done = Your list ({ $count }) as CSV and OPML, and your settings. /import reads the CSV back.
export-done-csv = Your list ({ $count }) as CSV, and your settings. /import reads the CSV back.

## Chat: the chat's own feed

feed-private-title = What I follow – market news
feed-private-description = News about everything I follow
feed-no-web = There are no feeds here: this bot has no web address. Ask whoever runs it to set one up.
feed-explained = You can read what you follow in a feed reader, too. Anyone who has the address can read it, so keep it to yourself; a new address ends the old one. The feed goes on while alerts are paused or muted, or you have blocked me.
button-feed-new = New address
button-feed-off = Turn off
feed-address =
    Your feed, as RSS, Atom or JSON Feed:
    { $address }.rss
    { $address }.atom
    { $address }.json

    I show the address only once. For a new one: /feed
feed-off = Your feed is off. For a new one: /feed
feed-none = You have no feed.
button-api = Token for programs
button-token-new = New token
button-token-off = Revoke
token-explained =
    With a token, programs of yours can read and change what you follow here, by the API at { $address }.
    Anyone who has the token can do so, so keep it to yourself; a new one ends the old.
token-made =
    Your token:
    { $token }

    I show it only once. For a new one, or to revoke it: /api
token-off = Your token is revoked. For a new one: /api
token-none = You have no token.
token-in-private = Tokens are made in a private chat with me. Send this there: /api
token-no-web = There is no API here. Ask whoever runs this bot to set one up.

## Chat: statistics

stats-title = In the news in the last { $days } days:
stats-no-company = You don't follow any company yet, so there is nothing to count. Try /watch Tesla

## Chat: pausing

pause-how-long = Pause alerts for how long? You get what came in meanwhile afterwards.
pause-1h = 1 hour
pause-8h = 8 hours
pause-tomorrow = Until tomorrow 08:00
pause-from-now = A pause begins at once; I can't put one off to a later day. Pause from now until { $until }?
pause-until = Until { $until }
pause-unreadable = I can't read “{ $text }”. Try /pause half an hour, /pause tomorrow 9am or /pause 18:30
pause-done = Alerts are paused until { $until }. You get what comes in meanwhile afterwards.
resume-done = Alerts are on again.
button-resume = Resume now
missed-nothing = Nothing was held back in the last 7 days.
missed-muted = { $what } is muted until { $until }: its news is not sent. It is in /latest; to unmute it: /list
missed-nothing-else = All the rest of the last 7 days was sent at once.
missed-nothing-of = Nothing missed: all news about { $what } in the last 7 days was sent at once. The newest: /latest
missed-title = Not sent right away in the last 7 days:
missed-more = Only the newest { $count } are shown.
missed-in-digest = came with a digest at { $at }
missed-not-asked = not sent: your list no longer asks for it
missed-dead = could not be sent
missed-sending = being sent now
missed-paused = waits for the end of the pause at { $until }
missed-quiet = waits for the end of quiet hours at { $until }
missed-unreachable = not sent: I couldn't reach this chat then
missed-gathered = comes with the digest at { $until }
missed-waiting = could not be sent yet; I try again at { $until }

failed = Sorry, something went wrong and I didn't do that. Please try again later.

## Chat: correcting

command-why = Why you got the last alert
command-mute = No stories with a phrase
command-not = This word isn't that company
command-unmute = Take a correction back
mute-what = Which phrase should I leave out? For example: /mute share sale
mute-followed = You follow { $what }. Mute it for a day, stop following it, or leave out every story with “{ $text }”?
mute-which = Pause all alerts for a while, or leave out stories with “{ $text }”? To mute one line of your list, tap it in /list
mute-or-follow = Stories with “{ $text }”: shall I send them, or leave them out?
button-watch-words = Follow “{ $text }”
mute-button-time = Pause until { $until }
mute-button-phrase = No stories with “{ $text }”
mute-done = No more stories with “{ $text }”. To take this back: /unmute { $text }
not-what = Which word isn't that company? For example: /not Gap
not-done = “{ $text }” no longer means { $what } for you. To take this back: /unmute { $text }
not-unknown = I know no company called “{ $text }”. To get no stories with it: /mute { $text }
unmute-what = What should I take back? /list shows your corrections.
unmute-done = Taken back: “{ $text }”
unmute-unknown = “{ $text }” isn't muted or corrected. /list shows what is.
list-found = On your list, with “{ $text }”:
list-found-nothing = Nothing on your list has “{ $text }” in it. /list shows all of it.
list-take-back = Take back: “{ $text }”
list-muted = ✕ no stories with “{ $text }”
list-not-company = ✕ “{ $text }” isn't { $symbol }

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
query-regex-looks-around = regular expressions with look-ahead or look-behind are not supported
query-regex-unreadable = this regular expression is not readable: { $about }

## Why a company is taken to be named

sign-distinct-name = “{ $detail }” can only be a name
sign-coined-name = “{ $detail }” is no word, though a person or a thing may be called so
sign-short-name = “{ $detail }” is a name, though a short one
sign-local-name = “{ $detail }” is a name that begins with a place
sign-compound-name = “{ $detail }” could also be read as a phrase
sign-rare-name = “{ $detail }” is also a word, though a rare one
sign-rare-english-word = “{ $detail }” is also an English word, though a rare one
sign-first-word = “{ $detail }” is only the first word of its name
sign-ordinary-name = “{ $detail }” is also an ordinary word
sign-english-word = “{ $detail }” is also an English word
sign-legal-name = the registered name “{ $detail }” is written out
sign-ticker-name = “{ $detail }” is its ticker
sign-ambiguous = several companies are called “{ $detail }”
sign-weak-name = “{ $detail }” alone is too vague a name
sign-status-name = the exchange's mark “{ $detail }” stands before the name
sign-used-for-company = who writes “{ $detail }” mostly means the company
sign-used-otherwise = who writes “{ $detail }” mostly means something else
sign-business = “{ $detail }” is a business of this company
sign-group = “{ $detail }” stands for a group that this company belongs to
sign-own-code = its own code { $detail } stands beside the name
sign-other-code = the code of another company, { $detail }, stands beside the name
sign-code = its code { $detail } is written in the text
sign-inserted-code = an automatically inserted code, { $detail }, stands beside the name
sign-source-markup = the source's own link ties the word to { $detail }
sign-ticker = the source lists the article under { $detail }
sign-verb = “{ $detail }” comes next, as after a company
sign-verb-mild = “{ $detail }” comes next, as often after a company
sign-moves = “{ $detail }” comes next, as after a share or an index
sign-acts = “{ $detail }” comes next: it does something to something
sign-owner = what follows is said to be its own
sign-colon = the name stands before a colon at the beginning
sign-sector = it is the name of a sector: “{ $detail }”
sign-group-after = “{ $detail }” comes next: that is a parent group
sign-firm-after = “{ $detail }” comes next: that is another company
sign-longer-name = it is part of a longer name, “{ $detail }”
sign-before = “{ $detail }” stands before it, as before a company
sign-text-before = “{ $detail }” runs into it
sign-place-before = “{ $detail }” stands before it: another company, or the place's own
sign-company-words = the words around it, “{ $detail }” above all, speak for a company
sign-other-words = the words around it, “{ $detail }” above all, speak against a company
sign-no-business = the words of the text, “{ $detail }” above all, are not of business
sign-sport = the sentence is about sport: “{ $detail }”
sign-among-words = it stands in a list beside an ordinary word, “{ $detail }”
sign-alone = it stands by itself
sign-capital = it has a capital letter inside a sentence
sign-beside = { $detail } is certainly named in the same sentence
sign-elsewhere = elsewhere in the text a longer name, “{ $detail }…”, begins with it
sign-other-elsewhere = elsewhere in the text “{ $detail }” means something else
sign-begins = a clause begins with it
sign-traditional = the text is in Traditional characters, as in Hong Kong
sign-market-text = the sentence is about shares and companies: “{ $detail }”
sign-list = it stands in a list beside { $detail }
sign-crossed = it is cut out of another word, “{ $detail }”
sign-used = “{ $detail }” tells of one thing that it sold, or of one of its shops
sign-work-title = it is the title of a work, “{ $detail }”
sign-platform = “{ $detail }” means the platform, not the company
sign-footer = it stands in a share line or a footer, “{ $detail }”
sign-other-thing = “{ $detail }” is something else
sign-namesake = people of whom the news tell are called “{ $detail }”, too
sign-person = “{ $detail }” is a person
sign-no-ticker = “{ $detail }” is not written as a ticker is
sign-lower-case = it is written like an ordinary word, “{ $detail }”
sign-about = with words like “{ $detail }” texts mostly tell something of the company
sign-not-about = with words like “{ $detail }” texts mostly tell nothing of the company
sign-venue = it is only the exchange where something is listed: “{ $detail }”
sign-source = it is only where the report comes from: “{ $detail }”

## Feeds and pages

feed-title = { $title } – market news
feed-topic-description = Stories that match: { $query }
feed-securities-description = Stories about { $name }
feed-sources-description = Stories from { $name }
feed-categories-description = Stories that their source files under “{ $name }”
feed-page-how = This is a feed. Copy its address into your feed reader:
feed-page-older = Older stories
feed-page-newest = Newest
feed-page-empty = Nothing yet. New stories will appear here and in the feed.
index-title = Market news by company and topic
index-intro = Find a company or a topic, read what is new, and follow it in Telegram or in your feed reader.
index-topics = Topics
index-securities = Companies
index-empty = Nothing yet: it begins with the first stories.
index-nothing = Nothing by that name.
index-search-what = Company, pinyin, code or keywords
index-search = Search
index-newer = Previous page
index-older = Next page
index-opml = All topics for your feed reader (OPML)
site-name = Market news
page-skip = Skip to the content
index-newest = Newest stories
index-live-topics = Topics
index-live-securities = Companies in the news
index-all-topics = All topics
index-all-securities = All companies
index-today = Articles in the last 24 hours
follow-title = Follow
follow-telegram = Follow in Telegram
follow-feed = Or add its feed to your feed reader:
follow-feed-only = Add its feed to your feed reader:
follow-qr = QR code
follow-qr-alt = The address of the RSS feed as a QR code
copy = Copy
copy-done = Copied
chart-title = Articles a day: { $name }
chart-text = { $count ->
    [one] One article
   *[other] { $count } articles
    } in { $days } days, most on { $day } ({ $most })
chart-table = As a table
chart-day = Day
chart-articles = Articles
story-sources = { $count ->
    [one] One source
   *[other] { $count } sources
    }
story-corrected = corrected
story-first = first
story-developed = How it developed
story-corrected-at = Corrected { $time }
story-withdrawn-at = Taken back by its source { $time }
company-also = Also
company-related = Named together with
topic-search = What this query finds
search-title = Search
search-names = Companies and topics
search-articles = Articles
search-none = No article matches yet.
search-none-so-far = None of the newest articles that were looked at matches. The feed leads to older ones.
search-preview = What a subscription would bring
exchange-SSE = Shanghai
exchange-SZSE = Shenzhen
exchange-BSE = Beijing
exchange-HKEX = Hong Kong
exchange-NASDAQ = Nasdaq
exchange-NYSE = New York
exchange-CBOE = Cboe
status-title = State of the service
status-waiting = Alerts that wait
status-sending = Being sent
status-oldest = Due since
status-inbox = Messages to answer
status-telegram = Telegram answered
status-memory = Memory
status-database = Database
status-disk = Disk left
status-dead = Alerts given up
status-dead-none = None lately.
status-chat = Chat
status-alert = Alert
status-reason = Reason
status-when = Planned
page-languages = Languages
page-times = Times are in { $zone }.
error-404-title = There is nothing here
error-404 = Nothing is at this address. Look for companies, topics and articles from the front page.
error-500-title = Something went wrong
error-500 = Something went wrong here, and it has been noted. Please try again later.
error-home = To the front page

## Sources

alarm-title = Sources
alarm-failing = ✕ { $name } can't be read. Last success: { $since }. Next try: { $again }. { $problem }
alarm-empty = ✕ { $name }: its page has been empty since { $since }.
alarm-changed = ✕ { $name }: its page has looked different since { $since }; its layout may have changed.
alarm-frozen = ✕ { $name } answers, but stands still: its newest story is from { $since }.
alarm-silent = ✕ { $name } answers, but has had nothing new since { $since }.
alarm-late = ✕ { $name } is read less often than it should be. Last success: { $since }. Next try: { $again }. { $problem }
alarm-ok = ✓ { $name } is working again.
alarm-ever = never
alarm-more = … and { $count } more
disk-full = ⚠ The database's disk is almost full: new stories wait, alerts still go out. Free some space, and it goes on by itself.
disk-room = ✓ There is space on the disk again: new stories are taken in.
sources-title = Sources
sources-intro = Where stories come from, and how long after publication they are seen.
sources-name = Source
sources-state = State
sources-last = Latest story
sources-lag = Delay: median, 95 %
sources-empty = No sources are set up yet.
source-state-ok = working
source-state-new = not read yet
source-state-failing = can't be read
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
    @BotFather, set NOTIFIER_TELEGRAM_TOKEN, and start again. To follow something without one:
    { $command }
terminal-securities = Companies
terminal-subscriptions = Followed as
terminal-feeds = Feeds
terminal-nothing = nothing
terminal-summary = { $articles } articles, { $alerts } alerts, { $feeds } feeds.
demo-intro =
    This is the service itself, reading sample posts, with this terminal as its chat. The chat
    follows: { $subscriptions }
demo-stop = The feeds are served until you press Ctrl+C. Drop a post into { $folder } to see it arrive.

## Chat: groups

group-hello = Hi everyone! I tell this group when there is market news about what it follows. Its admins choose that: /watch Tesla. Everyone may look: /list, /latest. More: /help
group-again = I'm back. What this group follows was kept ({ $count }): /list
channel-added = I can post in “{ $title }” now. To choose what goes there: /channel
channel-lost = I can no longer post in “{ $title }”. Its list is kept: make me an admin there who may post, and I go on.
groups-only = That works in groups and channels only. Send it there.
audit-title = Who changed what here:
audit-empty = Nobody has changed anything here yet.
audit-line = { $at } { $name }: { $what }
route-which = Which alerts should come to this topic?
route-nothing = Everything you follow already comes here.
route-done = Alerts about { $what } come to this topic from now on.
route-done-general = Alerts about { $what } come to the General topic from now on.
route-back = Alerts about { $what } come to the topic where they came before.
command-route = Send alerts to this topic
command-audit = Who changed what

## Chat: channels

channel-head = 📢 { $title }
channel-how =
    I can post in your channel, too:
    1. Make me an admin there who may post.
    2. Send me its name here: /channel @name. Or forward me one of its posts.
channel-in-private = Channels are managed in a private chat with me. Send this there: /channel
channel-command = In “{ $title }” someone posted { $command }. I don't carry out commands there, where every reader sees them. Send me /channel here, choose it, then send the command.
channel-which = Which channel is this about?
channel-linked = “{ $title }” is linked. For the next hour, what you send here is for the channel, such as /watch, /list and /settings
channel-managing = For the next hour, what you send here is for “{ $title }”, such as /watch, /list and /settings
channel-own = You're back at your own list.
channel-unknown = I'm not in a channel { $name }. Make me an admin there who may post, then try again.
channel-not-admin = Only admins of “{ $title }” can manage it.
channel-may-not-post = I may not post in “{ $title }” yet. Give me that right there, then try again.
channel-unlinked = You no longer manage “{ $title }”.
channel-ended = You no longer manage “{ $title }”. Nothing more is sent there; its list is kept.
button-own-list = ◀ My own list
button-unlink = Unlink
command-channel = Manage a channel

## Chat: operators

not-allowed = This bot is by invitation. To get in, give this number to whoever runs it: { $number }
too-fast = That's a lot at once: I handle { $limit } commands a minute. Please wait until { $until }, then send the rest again.
admin-how =
    /admin – how the service is doing
    /admin sources – every source
    /admin poll … – read a source now
    /admin chat 123456 – one chat
    /admin broadcast … – a message to every chat
admin-sources = Sources: { $polled } being read, { $trouble } in trouble
admin-queue = Alerts: { $waiting } waiting, { $sending } being sent; next due: { $oldest }
admin-inbox = Commands waiting: { $count }
admin-bot = Bot { $number }: { $reached } chats, { $lost } out of reach
admin-bot-silent = … silent until { $until }, as Telegram asked
admin-source-count = Sources: { $count }
admin-source-next = next try at { $at }
admin-poll-done = Reading { $name } now. /admin sources shows how it goes.
admin-poll-unknown = I read no source called { $name }. /admin sources lists them.
admin-sure = Send this to { $count ->
    [one] one chat
   *[other] { $count } chats
    }? It goes out after all alerts that are waiting.
admin-sent = On its way to { $count ->
    [one] one chat
   *[other] { $count } chats
    }. /admin shows what is still waiting.
admin-not-sent = Nothing was sent.
admin-too-long = That is too long for one message. Shorten it and send it again.
admin-chat-unknown = I know no chat { $number }. The person can send me /id to find the number.
admin-chat = Chat { $number } ({ $kind }) { $title }
admin-chat-holds = { $count } on its list, { $waiting } alerts waiting
admin-chat-off = Nothing is sent there: { $why }
admin-chat-note = Last trouble: { $note }
button-admin-sources = Sources
button-admin-refresh = ↻ Overview
button-admin-send = Send
button-admin-drop = Don't send
button-admin-off = Turn off
button-admin-on = Turn on
command-admin = How the service is doing

## The Mini App

app-title = Watch list
app-no-script = This page needs JavaScript. Open it from the chat with the bot.
app-outside = This page opens inside Telegram: go to the chat with the bot and tap the button next to the message field.
app-search = Company, code or words
app-settings = Settings
app-back = Back
app-empty = You don't follow anything yet. Type a company or some words above, or pick a topic below.
app-words = News with these words
app-brought = Last { $days } days: { $count } in all, { $average } a day.
app-brought-about = Last { $days } days: about { $count } in all, { $average } a day.
app-newest = The newest
app-delivery = When it comes
app-mute = Mute
app-not-muted = Not muted
app-mute-this = Mute for a day: { $name }
app-unmute-this = Unmute: { $name }
app-unfollow = Stop following
app-unfollow-this = Stop following: { $name }
app-unfollowed = You don't follow { $name } any more.
app-choices = What you may mean
app-repair = Did you mean this?
app-quiet-from = From
app-quiet-until = Until
app-urgent = Urgent news may come
app-saved = Saved
app-feed = Your own feed
app-feed-make = Make a feed
app-feed-hidden = You have a feed. Its address was shown when it was made; if you no longer have it, make a new one.
app-copy = Copy
app-copy-this = Copy: { $name }
app-copied = Copied
app-qr = The address of your feed (RSS), for the camera of another device
app-retry = Try again
app-unreachable = I can't be reached just now. Is there a connection?
app-failed = That didn't work. Please try again.

## The API: what it says of a request that it refuses
api-unreadable = The body cannot be read. Send JSON, with the header Content-Type: application/json.
api-who = Say for whom this is: Authorization: Bearer and your token. /api in the bot makes one.
api-token = This token is not known. /api in the bot makes a new one, which ends the one before.
api-launch-forged = I can't tell who opened this. Close it and open it again from our chat.
api-launch-stale = This has been open for too long. Close it and open it again from our chat.
api-read-only = With this token only what is public can be read.
api-not-allowed = Whoever runs this service has not let you in. Give them your number: { $number }
api-not-found = There is no such thing here.
api-method = That cannot be done here.
api-list-full = You can follow { $limit } things at most. Take something off the list first.
api-too-large = That is too much at once: a query has at most 20,000 characters.
api-invalid = Something in the request is not as it should be: see “faults”.
api-ambiguous = “{ $text }” may mean several things. Send the query of one of the choices, or the words in quotes.
api-several = These are several things. Send one request for each.
api-key-reused = This Idempotency-Key was used for something else before. Use a new one.
api-too-often = That was too often. Try again in { $seconds } s.
api-failed = Something went wrong here. It is noted; please try again.
api-unavailable = The service cannot answer just now. Please try again.
