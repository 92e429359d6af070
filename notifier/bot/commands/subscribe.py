"""`/watch`, with the buttons that follow something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.lookup import by_number, earlier_text, ended_query
from notifier.bot.commands.names import query_name, subscription_name
from notifier.bot.commands.offers import SUGGESTED, ask_back_all
from notifier.bot.commands.ruled_out import ruled_out
from notifier.bot.context import Context
from notifier.bot.formatting import (
    as_many_as_fit,
    cut,
    in_a_row,
    plain,
    query_error,
)
from notifier.core.errors import QueryError
from notifier.core.model import Correction
from notifier.core.numbers import read_number
from notifier.delivery.message import Button, Message
from notifier.store.chats import corrections, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions import interpretation, watchlist
from notifier.subscriptions.history import Backtest, run_backtest
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.watchlist import WatchedQuery

PREVIEW_DAYS = 7
_MAX_SAMPLES = 2
_MAX_TITLE = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST_MOMENT = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND


async def watch(context: Context) -> None:
    """Follow what is asked for."""
    if context.text:
        await _follow_all(context, context.text)
    else:
        context.reply.say("watch-what")


async def _follow_all(context: Context, text: str) -> None:
    """Follow what is clear in a text, and ask back about the rest; raise QueryError."""
    await follow_clear(context, _understood(text, context))


async def follow_clear(context: Context, wanted: Sequence[ParsedQuery | Ambiguous]) -> None:
    """Follow what is clear of what was understood, and ask back about the rest."""
    ask_back_all(context, wanted)
    clear = [each for each in wanted if isinstance(each, ParsedQuery)]
    if clear:
        await follow(context, clear)


def _understood(text: str, context: Context) -> list[ParsedQuery | Ambiguous]:
    """Return what a text asks for; of several lines, a faulty one costs only itself."""
    lines = text.splitlines()
    try:
        return list(interpretation.interpret_all(text, context.rules))
    except QueryError:
        if len(lines) == 1:
            raise
    wanted: list[ParsedQuery | Ambiguous] = []
    for line in lines:
        try:
            wanted += interpretation.interpret_all(line, context.rules)
        except QueryError as error:
            context.reply.send(query_error(error, context.translate))
    return wanted


async def follow(context: Context, wanted: list[ParsedQuery]) -> None:
    """Add queries to the list, and show what one alone would have brought."""
    result = await backtest(context, wanted[0].canonical) if len(wanted) == 1 else None
    async with context.change() as connection:
        done = await add_to_list(connection, context, wanted)
        if not done:
            return
        if context.request.pressed is not None and not any(each.is_new for each in done):
            # A second press leaves what the first one shows, with its button to undo.
            names = [query_name(each.query, context) for each in done]
            context.reply.toast("watch-already", what=in_a_row(names, context.translate))
            return
        corrected = await corrections.of_chat(connection, context.chat.id)
        confirmation = _confirmation(context, done, result, corrected)
        if _has_more_suggestions(context):
            context.reply.send(confirmation)
        else:
            context.reply.edit(confirmation)


async def add_to_list(
    connection: Connection, context: Context, wanted: Sequence[ParsedQuery]
) -> list[WatchedQuery]:
    """Add queries to the list; return none, and say so, where they are too many.

    A company that is followed by another of its listings is not added once more.
    """
    limit, thread_id = context.options.max_subscriptions, context.request.thread_id
    if await watchlist.check_limit(connection, context.chat, len(wanted), limit):
        context.reply.say("watch-too-many", limit=limit)
        return []
    held = await subscriptions.of_chat(connection, context.chat.id)
    asked = watchlist.as_on_list(wanted, held, context.rules)
    return await watchlist.add(connection, context.chat, asked, context.now, thread_id=thread_id)


def _has_more_suggestions(context: Context) -> bool:
    """Return whether the message whose button was pressed has others to go on with."""
    shown = context.request.pressed_message
    markup = shown.reply_markup if shown is not None else None
    rows = markup.inline_keyboard if markup is not None else ()
    return sum(each.text.startswith(SUGGESTED) for row in rows for each in row) > 1


async def backtest(context: Context, canonical: str) -> Backtest:
    """Return what a query, in canonical form, would have brought in the last PREVIEW_DAYS."""
    query, zone = parse_canonical(canonical), context.zone
    async with context.read() as connection:
        return await run_backtest(
            connection,
            query,
            days=PREVIEW_DAYS,
            now=context.now,
            zone=zone,
            corrections=await corrections.of_chat(connection, context.chat.id),
        )


def _confirmation(
    context: Context,
    done: list[WatchedQuery],
    result: Backtest | None,
    corrected: Sequence[Correction],
) -> Message:
    """Return what is followed from now on, what it would have brought, and what keeps it away."""
    translate = context.translate
    names = [query_name(each.query, context) for each in done]
    new = any(each.is_new for each in done)
    if len(done) == 1:
        lines = [translate("watch-done" if new else "watch-already", what=names[0])]
    else:
        lines = [translate("watch-done-many", count=len(done)), *(f"✓ {name}" for name in names)]
    if result is not None:
        lines += preview(context, result)
    queries = [each.query for each in done]
    warnings, take_back = ruled_out(zip(queries, names, strict=True), corrected, context)
    buttons = ((undo_button(context, context.now),),) if new else ()
    return plain(as_many_as_fit([*lines, *warnings], translate), (*buttons, *take_back))


def preview(context: Context, result: Backtest) -> list[str]:
    """Return how much a query would have brought, the newest of it, and whether it is noise."""
    translate = context.translate
    if result.total:
        average = round(result.average, 1)
        counted = {"count": result.total, "days": PREVIEW_DAYS, "average": average}
        lines = [translate("preview-exact" if result.exact else "preview-about", **counted)]
    elif result.exact:
        lines = [translate("preview-nothing", days=PREVIEW_DAYS)]
    else:
        lines = [translate("preview-sampled-nothing", days=PREVIEW_DAYS)]
    for each in result.samples[:_MAX_SAMPLES]:
        moment = f"{each.came_at.astimezone(context.zone):%m-%d %H:%M}"
        lines.append(f"· {moment} {cut(each.title, _MAX_TITLE)}")
    if result.is_noisy:
        lines.append(translate("preview-noisy"))
    return lines


async def watch_security(context: Context) -> None:
    """Follow the company whose button was pressed."""
    security = context.rules.directory.get(context.text)
    if security is None:
        raise ButtonExpired
    canonical = interpretation.query_for(security)
    await follow(context, [ParsedQuery(canonical, security.name, security)])


async def watch_words(context: Context) -> None:
    """Follow the words of a button as they stand."""
    await watch_earlier_words(context, context.text)


async def watch_earlier_words(context: Context, text: str) -> None:
    """Follow an earlier message as it stands."""
    quoted = '"' + text.strip().replace('"', "") + '"'
    await follow(context, [ParsedQuery(context.rules.parse(quoted).canonical, quoted)])


async def watch_earlier_text(context: Context, text: str) -> None:
    """Follow what an earlier message asked for."""
    await _follow_all(context, text)


async def watch_query(context: Context, canonical: str) -> None:
    """Follow again what the chat followed."""
    security = context.rules.company_of(canonical)
    text = canonical if security is None else security.name
    await follow(context, [ParsedQuery(canonical, text, security)])


def undo_button(context: Context, moment: datetime) -> Button:
    """Return the button that takes back what was put on the list at a moment."""
    return Button(context.translate("button-undo"), f"undo:{(moment - _EPOCH) // _MICROSECOND}")


async def undo(context: Context) -> None:
    """Take back what one request put on the list."""
    number = read_number(context.text, most=_LAST_MOMENT)
    if number is None:
        raise ButtonExpired
    moment = _EPOCH + number * _MICROSECOND
    async with context.change() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        names = [subscription_name(each, context) for each in held if each.created_at == moment]
        if await watchlist.undo_add(connection, context.chat, moment):
            context.reply.edit_text("undo-done", what=in_a_row(names, context.translate))
        else:
            context.reply.toast("undo-nothing")


async def watch_typed(context: Context) -> None:
    """Follow the query of a button as it was read when it was offered."""
    query = interpretation.interpret(context.text, context.rules)
    if isinstance(query, Ambiguous):
        query = ParsedQuery(context.rules.parse(context.text).canonical, context.text)
    await follow(context, [query])


COMMANDS = (Command("watch", watch, changes=True),)
BUTTONS: dict[str, ButtonAction] = {
    "w": ButtonAction(watch_security),
    "wk": ButtonAction(watch_words),
    "wm": ButtonAction(by_number(earlier_text, watch_earlier_words)),
    "wx": ButtonAction(watch_typed),
    "wu": ButtonAction(by_number(earlier_text, watch_earlier_text)),
    "wq": ButtonAction(by_number(ended_query, watch_query), takes_back=True),
    "undo": ButtonAction(undo, takes_back=True),
}
