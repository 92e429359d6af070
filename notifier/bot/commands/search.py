"""The newest articles about something: `/latest`, or inline in any chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from html import escape

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.context import Context
from notifier.bot.formatting import cut
from notifier.bot.replies import AnswerInline, InlineResult
from notifier.core.errors import QueryError
from notifier.core.model import Article
from notifier.core.numbers import read_number
from notifier.delivery.message import Message, link_of, local_time, moment_of
from notifier.store.chats import subscriptions
from notifier.subscriptions.followed import newest_followed
from notifier.subscriptions.history import ArticleMatch, newest_matches
from notifier.subscriptions.interpretation import likeliest
from notifier.subscriptions.query.query import Query

SHOWN = 5
LOOK_BACK = timedelta(days=7)
INLINE_PAGE = 20
_MAX_TITLE = 200
_MAX_QUERY = 256
_MOST_READ_INLINE = 200
"""How many candidates are read for an inline query: while somebody types, each letter asks anew."""


async def show_latest(context: Context) -> None:
    """Show the newest articles about something."""
    if not context.text:
        await _show_latest_of_list(context)
        return
    query = await _query(context)
    async with context.read() as connection:
        hits = await newest_matches(connection, query, limit=SHOWN)
    if not hits:
        context.reply.say("latest-nothing", text=context.request.echo)
        return
    heading = context.translate("latest-title", text=context.request.echo)
    _show(context, heading, [hit.article for hit in hits])


async def _show_latest_of_list(context: Context) -> None:
    """Show the newest articles about whatever the chat follows."""
    span = (context.now - LOOK_BACK, context.now)
    async with context.read() as connection:
        found = await newest_followed(connection, context.chat.id, SHOWN, span)
        held = await subscriptions.count(connection, context.chat.id)
    if found:
        _show(context, context.translate("latest-of-list"), found)
    else:
        context.reply.say("latest-none-of-list" if held else "latest-what")


def _show(context: Context, heading: str, articles: Sequence[Article]) -> None:
    html, text = [escape(heading, quote=False)], [heading]
    for article in articles:
        moment = _moment(article, context)
        about = f"{moment} · {context.options.source_label(article.source)}"
        title = cut(article.title, _MAX_TITLE)
        html.append(f"\n{_linked(title, article)}\n{escape(about, quote=False)}")
        text.append(f"\n{title}\n{about}")
    context.reply.send(Message("\n".join(html), "\n".join(text)))


async def answer_inline(context: Context) -> None:
    """Answer an inline query with the newest articles, to be shared in whichever chat it is in."""
    inline = context.request.update.inline_query
    assert inline is not None
    page: list[ArticleMatch] = []
    if context.text.strip():
        before = read_number(inline.offset)
        try:
            query = await _query(context)
        except QueryError:  # it is still being typed
            context.reply.add(AnswerInline(inline.id, ()))
            return
        async with context.read() as connection:
            page = await newest_matches(
                connection, query, limit=INLINE_PAGE, before=before, most_read=_MOST_READ_INLINE
            )
    found = tuple(_inline_result(hit.article, context) for hit in page)
    more = str(page[-1].article.id) if len(page) == INLINE_PAGE else ""
    context.reply.add(AnswerInline(inline.id, found, more))


def _inline_result(article: Article, context: Context) -> InlineResult:
    label = context.options.source_label(article.source)
    about = f"{label} · {_moment(article, context)}"
    title = cut(article.title, _MAX_TITLE)
    html = f"<b>{_linked(title, article)}</b>\n{escape(about, quote=False)}"
    return InlineResult(
        str(article.id), title, about, Message(html, f"{title}\n{about}"), link_of(article)
    )


async def _query(context: Context) -> Query:
    """Return the query that a text means; raises QueryError."""
    return await asyncio.to_thread(likeliest, context.text.strip()[:_MAX_QUERY], context.rules)


def _linked(title: str, article: Article) -> str:
    shown, url = escape(title, quote=False), link_of(article)
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _moment(article: Article, context: Context) -> str:
    return local_time(moment_of(article, context.now), context.zone, context.now)


COMMANDS = (Command("latest", show_latest),)
BUTTONS: dict[str, ButtonAction] = {"la": ButtonAction(show_latest, changes=False)}
