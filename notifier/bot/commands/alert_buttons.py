"""The buttons below an alert, and `/why`: why an alert was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.commands.lookup import (
    by_number,
    held_query,
    told_article,
    undo_end_button,
)
from notifier.bot.commands.names import subscription_name
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, company, in_a_row, plain
from notifier.core.alerts import Cadence
from notifier.core.model import Mention, Reason, Role, Subscription
from notifier.core.numbers import read_number
from notifier.delivery.buttons import alert_buttons, more_buttons
from notifier.delivery.message import Button, Keyboard, local_time
from notifier.securities.display import display_name
from notifier.store.alerts import told_articles
from notifier.store.alerts.told_articles import ToldArticle
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import ParsedQuery, one_company

MUTED_FOR = timedelta(days=1)
_MAX_SIGNS = 4


async def mute(context: Context, told: ToldArticle) -> None:
    """Mute the subscriptions that brought this alert for a day."""
    await mute_until(context, told, context.now + MUTED_FOR)


async def mute_until(context: Context, told: ToldArticle, until: datetime) -> None:
    """Mute the subscriptions that brought an alert until a moment."""
    async with context.change() as connection:
        article_id = told.article.id
        changed = await told_articles.mute_subscriptions(
            connection, context.chat.id, article_id, until
        )
        moment = local_time(until, context.zone, context.now)
        if changed:
            context.reply.toast("alert-muted", until=moment, what=_brought_by(told, context))
        else:
            context.reply.toast("button-old")


async def move_to_digest(context: Context, told: ToldArticle) -> None:
    """Send alerts of the subscriptions that brought this one with the daily digest."""
    async with context.change() as connection:
        article_id, cadence = told.article.id, Cadence.DAILY.value
        changed = await told_articles.set_cadence(connection, context.chat.id, article_id, cadence)
        if changed:
            context.reply.toast("alert-gathered", what=_brought_by(told, context))
        else:
            context.reply.toast("button-old")


def _brought_by(told: ToldArticle, context: Context) -> str:
    """Return what of the chat's list brought an alert."""
    names = [subscription_name(each, context) for each in told.subscriptions]
    return in_a_row(names, context.translate)


async def unfollow(context: Context, held: Subscription) -> None:
    """End a subscription that brought this alert."""
    async with context.change() as connection:
        await subscriptions.unsubscribe(connection, context.chat.id, held.query)
        what = subscription_name(held, context)
        context.reply.say("unwatch-done", what=what, buttons=((undo_end_button(context, held),),))


async def exclude_company(context: Context, told: ToldArticle) -> None:
    """Correct that the words found here do not mean the company; ask which words where need be."""
    article_id, symbol = told.article.id, context.text
    wanted = {reason.symbol for reason in told.reasons}
    named_here = [each for each in told.mentions if each.surface]
    # Of what the chat follows no more, the article's other companies can still be corrected.
    mentions = [each for each in named_here if each.symbol in wanted] or named_here
    chosen = [each for each in mentions if each.symbol == symbol] or mentions
    if not chosen:
        context.reply.toast("alert-not-words")
    elif len({each.surface for each in chosen}) > 1:
        rows = tuple((_mention_button(article_id, each, context),) for each in chosen)
        context.reply.say("alert-not-which", buttons=rows)
    else:
        await _correct(context, article_id, chosen[0])


async def _correct(context: Context, article_id: int | None, mention: Mention) -> None:
    translate, surface, symbol = context.translate, mention.surface, mention.symbol
    async with context.change() as connection:
        await watchlist.exclude_security(
            connection, context.chat, surface, symbol, context.rules, context.now
        )
        undo = ((Button(translate("button-undo"), f"au:{article_id}:{symbol}"),),)
        what = _company(mention, context)
        context.reply.say("alert-not-done", text=surface, what=what, buttons=undo)


def _found(reason: Reason, context: Context) -> str:
    """Return what made a query hold: the words, or the company by its name."""
    security = context.rules.directory.get(reason.symbol or "")
    return reason.label if security is None else display_name(security, context.translate.language)


def _company(mention: Mention, context: Context) -> str:
    """Return the company that an article names, or named when it was alerted to."""
    security = context.rules.directory.get(mention.symbol)
    if security is not None:
        return company(security, context.translate)
    return context.translate("reason-security", name=mention.name, symbol=mention.symbol)


def _mention_button(article_id: int | None, mention: Mention, context: Context) -> Button:
    what = _company(mention, context)
    label = context.translate("alert-not-choice", text=mention.surface, what=what)
    return Button(label, f"an:{article_id}:{mention.symbol}")


async def include_company(context: Context, told: ToldArticle) -> None:
    """Take back the correction that words do not mean a company."""
    mention = next((each for each in told.mentions if each.symbol == context.text), None)
    if mention is None:
        return
    async with context.change() as connection:
        done = await watchlist.unmute(connection, context.chat, mention.surface)
        if done:
            context.reply.edit_text("unmute-done", text=mention.surface)
        else:
            context.reply.toast("unmute-unknown", text=mention.surface)


async def show_more(context: Context, told: ToldArticle) -> None:
    """Show all the buttons of an alert."""
    context.reply.edit_buttons(all_buttons(told, context))


def all_buttons(told: ToldArticle, context: Context) -> Keyboard:
    """Return all that can be done about an alert."""
    query_ids = [each.query_id for each in told.subscriptions]
    reasons = [replace(each, label=_found(each, context)) for each in told.reasons]
    return more_buttons(told.article, reasons, context.translate, query_ids=query_ids)


async def show_less(context: Context, told: ToldArticle) -> None:
    """Show only the buttons that an alert came with."""
    kind = context.chat.kind
    context.reply.edit_buttons(
        alert_buttons(told.article, told.reasons, told.mentions, context.translate, kind=kind)
    )


async def why(context: Context) -> None:
    """Show why an alert was sent: that of a number, the one replied to, or the last."""
    told = await _asked_about(context)
    if told is None and context.text and not context.text.isdecimal():
        context.reply.say("why-nothing-of", what=context.request.echo)
    elif told is None:
        context.reply.say("why-nothing")
    else:
        await explain(context, told)


async def explain(context: Context, told: ToldArticle) -> None:
    """Show why the chat was alerted to an article."""
    translate = context.translate
    lines = [translate("why-title", title=told.article.title[:200])]
    for each in told.subscriptions:
        what = subscription_name(each, context)
        labels = dict.fromkeys(_found(reason, context) for reason in each.reasons)
        # The company's name says already what was found; words may have been found otherwise.
        found = [label for label in labels if label not in what]
        listed = translate("list-separator").join(found)[:500]
        said = translate("why-subscription" if found else "why-followed", what=what, found=listed)
        lines.append(said)
    if not told.subscriptions:
        lines.append(translate("why-no-subscription"))
    for mention in told.mentions:
        what = _company(mention, context)
        is_subject = mention.role is Role.SUBJECT
        lines.append(translate("why-subject" if is_subject else "why-source", what=what))
        lines += [f"  · {sign}" for sign in _signs(mention, context)]
    context.reply.send(plain(as_many_as_fit(lines, translate)))


async def _asked_about(context: Context) -> ToldArticle | None:
    message, chat_id = context.request.message, context.chat.id
    if message is not None and message.reply_to_message and not context.text.isdecimal():
        return await answered_alert(context)
    async with context.read() as connection:
        if context.text.isdecimal():
            article_id = read_number(context.text)
        else:
            held = await subscriptions.of_chat(connection, chat_id)
            ids, symbols = _meant(context, held)
            if context.text and not (ids or symbols):
                return None
            article_id = await told_articles.newest(connection, chat_id, ids, symbols)
        return await told_articles.find(connection, chat_id, article_id) if article_id else None


def _meant(context: Context, held: Sequence[Subscription]) -> tuple[list[int], list[str]]:
    """Return the queries and the companies that the text names, the latter by every code."""
    if not context.text:
        return [], []
    directory = context.rules.directory
    ids = [each.query_id for each in watchlist.all_meant_by(context.text, held, context.rules)]
    names = (one_company(each, context.rules) for each in context.text.split(", "))
    companies = [each[0].security for each in names if each and isinstance(each[0], ParsedQuery)]
    symbols = (directory.listings(each.symbol) for each in companies if each)
    return ids, [share for shares in symbols for share in shares]


async def answered_alert(context: Context) -> ToldArticle | None:
    """Return what the alert told of that is replied to; None where no alert is."""
    message, chat_id = context.request.message, context.chat.id
    answered = message.reply_to_message if message is not None else None
    if answered is None:
        return None
    async with context.read() as connection:
        article_id = await told_articles.of_message(connection, chat_id, answered.message_id)
        return await told_articles.find(connection, chat_id, article_id) if article_id else None


def _signs(mention: Mention, context: Context) -> list[str]:
    """Say what evidence was stored, but for signs that only an earlier version knew."""
    signs = (sign.partition(":") for sign in mention.evidence[:_MAX_SIGNS])
    keys = ((f"sign-{key}", detail) for key, _, detail in signs)
    known = context.translate.keys
    return [context.translate(key, detail=detail) for key, detail in keys if key in known]


COMMANDS = (Command("why", why),)
BUTTONS: dict[str, ButtonAction] = {
    "am": ButtonAction(by_number(told_article, mute)),
    "ad": ButtonAction(by_number(told_article, move_to_digest)),
    "ae": ButtonAction(by_number(held_query, unfollow)),
    "an": ButtonAction(by_number(told_article, exclude_company)),
    "au": ButtonAction(by_number(told_article, include_company), takes_back=True),
    "ay": ButtonAction(by_number(told_article, explain), changes=False),
    "a+": ButtonAction(by_number(told_article, show_more), changes=False),
    "a-": ButtonAction(by_number(told_article, show_less), changes=False),
}
