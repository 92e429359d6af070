"""The buttons below an alert, and `/why`: why an alert was sent."""

from __future__ import annotations

from datetime import timedelta

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.subscribe import canonical_of
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, named, plain
from notifier.core.alerts import Cadence
from notifier.core.model import Mention, Role
from notifier.delivery.buttons import alert_buttons, more_buttons
from notifier.delivery.message import Button, local_time
from notifier.store.alerts import told_articles
from notifier.store.alerts.told_articles import ToldArticle
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist

MUTED_FOR = timedelta(days=1)
_MAX_SIGNS = 4


async def _told(context: Context, article_id: str) -> ToldArticle:
    """Return an article that the chat was alerted to; raise ButtonExpired where it is deleted."""
    told = None
    if article_id.isdecimal():
        async with context.read() as connection:
            told = await told_articles.find(connection, context.chat.id, int(article_id))
    if told is None:
        raise ButtonExpired
    return told


async def mute(context: Context) -> None:
    """Mute the subscriptions that brought this alert for a day."""
    told = await _told(context, context.text)
    until = context.now + MUTED_FOR
    async with context.change() as connection:
        article_id = told.article.id
        changed = await told_articles.mute_subscriptions(
            connection, context.chat.id, article_id, until
        )
        moment = local_time(until, context.zone, context.now)
        context.reply.toast("alert-muted" if changed else "button-old", until=moment)


async def move_to_digest(context: Context) -> None:
    """Send alerts of the subscriptions that brought this one with the daily digest."""
    told = await _told(context, context.text)
    async with context.change() as connection:
        article_id, cadence = told.article.id, Cadence.DAILY.value
        changed = await told_articles.set_cadence(connection, context.chat.id, article_id, cadence)
        context.reply.toast("alert-gathered" if changed else "button-old")


async def unfollow(context: Context) -> None:
    """End the subscription that brought this alert, by the number of its query."""
    canonical = await canonical_of(context)
    async with context.change() as connection:
        ended = await subscriptions.unsubscribe(connection, context.chat.id, canonical)
        security = context.rules.directory.get(canonical.removeprefix("$"))
        if security is None:
            what = named(canonical, None, context.translate)
        else:
            what = named(security.name, security.symbol, context.translate)
        if ended:
            undo = ((Button(context.translate("button-undo"), f"wq:{context.text}"),),)
            context.reply.say("unwatch-done", what=what, buttons=undo)
        else:
            context.reply.say("unwatch-unknown", text=what)


async def exclude_company(context: Context) -> None:
    """Correct that the words found here do not mean the company; ask which words where need be."""
    article_id, _, symbol = context.text.partition(":")
    told = await _told(context, article_id)
    wanted = {reason.symbol for reason in told.reasons}
    mentions = [each for each in told.mentions if each.symbol in wanted and each.surface]
    chosen = [each for each in mentions if each.symbol == symbol] or mentions
    if not chosen:
        context.reply.toast("alert-not-words")
    elif len({each.surface for each in chosen}) > 1:
        rows = tuple((_mention_button(article_id, each, context),) for each in chosen)
        context.reply.say("alert-not-which", buttons=rows)
    else:
        await _correct(context, article_id, chosen[0])


async def _correct(context: Context, article_id: str, mention: Mention) -> None:
    translate, surface, symbol = context.translate, mention.surface, mention.symbol
    async with context.change() as connection:
        await watchlist.exclude_security(
            connection, context.chat, surface, symbol, context.rules, context.now
        )
        undo = ((Button(translate("button-undo"), f"au:{article_id}:{symbol}"),),)
        what = named(mention.name, symbol, translate)
        context.reply.say("alert-not-done", text=surface, what=what, buttons=undo)


def _mention_button(article_id: str, mention: Mention, context: Context) -> Button:
    what = named(mention.name, mention.symbol, context.translate)
    label = context.translate("alert-not-choice", text=mention.surface, what=what)
    return Button(label, f"an:{article_id}:{mention.symbol}")


async def include_company(context: Context) -> None:
    """Take back the correction that words do not mean a company."""
    article_id, _, symbol = context.text.partition(":")
    told = await _told(context, article_id)
    mention = next((each for each in told.mentions if each.symbol == symbol), None)
    if mention is None:
        return
    async with context.change() as connection:
        done = await watchlist.unmute(connection, context.chat, mention.surface)
        text = mention.surface
        context.reply.edit_text("unmute-done" if done else "unmute-unknown", text=text)


async def show_more(context: Context) -> None:
    """Show all the buttons of an alert."""
    told = await _told(context, context.text)
    query_ids = [each.query_id for each in told.subscriptions]
    context.reply.edit_buttons(
        more_buttons(told.article, told.reasons, context.translate, query_ids=query_ids)
    )


async def show_less(context: Context) -> None:
    """Show only the buttons that an alert came with."""
    told = await _told(context, context.text)
    context.reply.edit_buttons(alert_buttons(told.article, told.reasons, context.translate))


async def why(context: Context) -> None:
    """Show why an alert was sent: that of a button, the one replied to, or the last."""
    told = await _asked_about(context)
    if told is None:
        context.reply.say("why-nothing")
        return
    translate = context.translate
    lines = [translate("why-title", title=told.article.title[:200])]
    for each in told.subscriptions:
        labels = dict.fromkeys(reason.label for reason in each.reasons)
        found = "、".join(labels)[:500]
        lines.append(translate("why-subscription", text=each.text[:200], found=found))
    if not told.subscriptions:
        lines.append(translate("why-no-subscription"))
    for mention in told.mentions:
        what = named(mention.name, mention.symbol, translate)
        is_subject = mention.role is Role.SUBJECT
        lines.append(translate("why-subject" if is_subject else "why-source", what=what))
        lines += [f"  · {sign}" for sign in _signs(mention, context)]
    context.reply.send(plain(as_many_as_fit(lines, translate)))


async def _asked_about(context: Context) -> ToldArticle | None:
    message, chat_id = context.request.message, context.chat.id
    answered = message.reply_to_message if message is not None else None
    async with context.read() as connection:
        if context.text.isdecimal():
            article_id: int | None = int(context.text)
        elif answered is not None:
            number = answered.message_id
            article_id = await told_articles.of_message(connection, chat_id, number)
        else:
            article_id = await told_articles.newest(connection, chat_id)
        if article_id is None:
            return None
        return await told_articles.find(connection, chat_id, article_id)


def _signs(mention: Mention, context: Context) -> list[str]:
    signs = (sign.partition(":") for sign in mention.evidence[:_MAX_SIGNS])
    return [context.translate(f"sign-{key}", detail=detail) for key, _, detail in signs]


COMMANDS = (Command("why", why),)
BUTTONS: dict[str, ButtonAction] = {
    "am": ButtonAction(mute),
    "ad": ButtonAction(move_to_digest),
    "ae": ButtonAction(unfollow),
    "an": ButtonAction(exclude_company),
    "au": ButtonAction(include_company),
    "ay": ButtonAction(why, changes=False),
    "a+": ButtonAction(show_more, changes=False),
    "a-": ButtonAction(show_less, changes=False),
}
