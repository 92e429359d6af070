"""Following and no longer following."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import telegram

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.formatting import as_many_as_fit, named
from notifier.bot.context import MAX_ECHO, Talk, plain, shorten
from notifier.delivery.message import Button, Message
from notifier.store.chats import inbox, queries
from notifier.subscriptions import watchlist
from notifier.subscriptions.history import Backtest, run_backtest
from notifier.subscriptions.watchlist import Ambiguous, LimitReached, ParsedQuery, WatchedQuery

PREVIEW_DAYS = 7
SUGGESTED = "＋ "
"""What a button begins with that is one of several to follow, one after the other."""
_SAMPLES = 2
_MAX_TITLE = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


async def watch(talk: Talk) -> None:
    """Follow what is asked for."""
    if not talk.text:
        talk.say("watch-what")
        return
    await _follow_all(talk, watchlist.interpret_all(talk.text, talk.rules))


async def _follow_all(talk: Talk, queries: Sequence[ParsedQuery | Ambiguous]) -> None:
    """Follow what is clear, and ask back about the rest."""
    for each in queries:
        if isinstance(each, Ambiguous):
            ask_back(talk, each)
    clear = [each for each in queries if isinstance(each, ParsedQuery)]
    if clear:
        await follow(talk, clear)


async def follow(talk: Talk, queries: list[ParsedQuery]) -> None:
    """Put queries on the list, and say what they would have brought."""
    result = await tried(talk, queries[0].canonical) if len(queries) == 1 else None
    async with talk.change() as connection:
        limit = talk.options.max_subscriptions
        full = await watchlist.check_limit(connection, talk.chat, len(queries), limit)
        if isinstance(full, LimitReached):
            talk.say("watch-too-many", limit=full.limit)
            return
        done = await watchlist.add(
            connection, talk.chat, queries, talk.now, thread_id=talk.thread_id
        )
        confirmed = _confirmation(talk, done, result)
        if _offers_more(talk):
            talk.show(confirmed)
        else:
            talk.rewrite(confirmed)


def _offers_more(talk: Talk) -> bool:
    """Tell whether the message whose button was pressed has others to go on with."""
    pressed = talk.update.callback_query
    shown = pressed.message if pressed is not None else None
    markup = shown.reply_markup if isinstance(shown, telegram.Message) else None
    rows = markup.inline_keyboard if markup is not None else ()
    return sum(each.text.startswith(SUGGESTED) for row in rows for each in row) > 1


async def tried(talk: Talk, canonical: str) -> Backtest:
    """Say what a query, in canonical form, would have brought in the last days."""
    query = talk.rules.parse(canonical)
    async with talk.store.read() as connection:
        return await run_backtest(
            connection, query, days=PREVIEW_DAYS, now=talk.now, zone=talk.zone
        )


def _confirmation(talk: Talk, done: list[WatchedQuery], result: Backtest | None) -> Message:
    """Say what is followed from now on, and what it would have brought."""
    say = talk.words
    names = [query_name(each.query, talk) for each in done]
    new = any(each.is_new for each in done)
    if len(done) == 1:
        lines = [say("watch-done" if new else "watch-already", what=names[0])]
    else:
        lines = [say("watch-done-many", count=len(done)), *(f"✓ {name}" for name in names)]
    if result is not None:
        lines += preview(talk, result)
    undo_it = Button(say("button-undo"), f"undo:{moment_of(talk.now)}")
    return plain(as_many_as_fit(lines, say), ((undo_it,),) if new else ())


def preview(talk: Talk, result: Backtest) -> list[str]:
    """Say what a subscription would have brought: how much, the newest, and whether it is noise."""
    say = talk.words
    if not result.total:
        return [say("preview-nothing", days=PREVIEW_DAYS)]
    average = round(result.average, 1)
    counted = {"count": result.total, "days": PREVIEW_DAYS, "average": average}
    lines = [say("preview-exact" if result.exact else "preview-about", **counted)]
    for each in result.samples[:_SAMPLES]:
        moment = f"{each.seen_at.astimezone(talk.zone):%m-%d %H:%M}"
        lines.append(f"· {moment} {shorten(each.title, _MAX_TITLE)}")
    if result.is_noisy:
        lines.append(say("preview-noisy"))
    return lines


def query_name(query: ParsedQuery, talk: Talk) -> str:
    """Name a query for a person: the company with its code, or the words as they were typed."""
    security = query.security
    return named((security.name, security.symbol) if security else (query.text, None), talk.words)


def ask_back(talk: Talk, found: Ambiguous) -> None:
    """Let the asker choose which company is meant, or that the words themselves are."""
    say = talk.words
    rows = [
        (Button(named((each.name, each.symbol), say), f"w:{each.symbol}"),)
        for each in found.choices
    ]
    word = shorten(found.text, 30)
    as_word = Button(say("button-as-keyword", text=word), f"wk:{_short(found.text)}")
    talk.show(plain(say("watch-choose", text=found.text[:60]), (*rows, (as_word,))))


def _short(text: str) -> str:
    """Cut a text to what the data of a button holds; ambiguous names are shorter than that."""
    return text.encode()[:48].decode(errors="ignore")


async def watch_security(talk: Talk) -> None:
    """Follow the company whose button was pressed."""
    security = talk.rules.directory.get(talk.text)
    if security is None:
        talk.toast("button-old")
        return
    canonical = watchlist.query_for(security, talk.rules)
    await follow(talk, [ParsedQuery(canonical, security.name, security)])


async def watch_words(talk: Talk) -> None:
    """Follow the words of a button as they stand."""
    quoted = '"' + talk.text.replace('"', "") + '"'
    await follow(talk, [ParsedQuery(talk.rules.parse(quoted).canonical, quoted)])


async def watch_said(talk: Talk) -> None:
    """Follow what an earlier message said, by the number of its update."""
    text = await said_before(talk)
    if text is None:
        talk.toast("button-old")
        return
    await _follow_all(talk, watchlist.interpret_all(text, talk.rules))


async def said_before(talk: Talk) -> str | None:
    """Return what the message said that a button belongs to; None where it is kept no longer."""
    if not talk.text.isdecimal():
        return None
    async with talk.store.read() as connection:
        body = await inbox.body(connection, talk.received.bot, int(talk.text))
    message = (body or {}).get("message") or {}
    return message.get("text") if message.get("chat", {}).get("id") == talk.received.chat else None


async def watch_query(talk: Talk) -> None:
    """Follow a query that somebody follows or followed, by its number."""
    canonical = None
    if talk.text.isdecimal():
        async with talk.store.read() as connection:
            canonical = await queries.text(connection, int(talk.text))
    if canonical is None:
        talk.toast("button-old")
        return
    security = talk.rules.directory.get(canonical.removeprefix("$"))
    text = canonical if security is None else security.name
    await follow(talk, [ParsedQuery(canonical, text, security)])


async def undo(talk: Talk) -> None:
    """Take back what one message put on the list."""
    if not talk.text.isdecimal():
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        made_at = _EPOCH + int(talk.text) * _MICROSECOND
        taken = await watchlist.undo_add(connection, talk.chat, made_at)
        talk.rewrite(plain(talk.words("undo-done" if taken else "undo-nothing", count=taken)))


def moment_of(moment: datetime) -> int:
    """Return a moment as the data of a button holds it."""
    return (moment - _EPOCH) // _MICROSECOND


async def unwatch(talk: Talk) -> None:
    """Follow something no longer."""
    if not talk.text:
        talk.say("unwatch-what")
        return
    async with talk.change() as connection:
        ended = await watchlist.unwatch(connection, talk.chat, talk.text, talk.rules)
        if ended is None:
            talk.say("unwatch-unknown", text=talk.echo)
        else:
            what = named(watchlist.label(ended, talk.rules), talk.words)
            talk.say("unwatch-done", what=what)


async def plain_text(talk: Talk) -> None:
    """Offer to follow what was said without a command."""
    text = talk.text.strip()
    queries = watchlist.interpret_all(text, talk.rules)
    for each in queries:
        if isinstance(each, Ambiguous):
            ask_back(talk, each)
    names = "、".join(query_name(each, talk) for each in queries if isinstance(each, ParsedQuery))
    if not names:
        return
    button = Button(talk.words("button-watch"), f"wu:{talk.received.update_id}")
    talk.say("offer-watch", what=names[:MAX_ECHO], buttons=((button,),))


COMMANDS = (
    Command("watch", watch, changes=True),
    Command("unwatch", unwatch, changes=True),
)
BUTTONS: dict[str, Press] = {
    "w": Press(watch_security),
    "wk": Press(watch_words),
    "wu": Press(watch_said),
    "wq": Press(watch_query),
    "undo": Press(undo),
}
