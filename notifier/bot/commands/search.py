"""Looking things up: the newest articles about something, in the chat or inline in any other."""

from __future__ import annotations

from datetime import datetime, tzinfo
from html import escape

from notifier.bot.commands.command import Command, Press
from notifier.bot.context import Talk, shorten
from notifier.bot.replies import Found, OfferInline
from notifier.core.errors import QueryError
from notifier.core.model import Article
from notifier.delivery.message import Message
from notifier.subscriptions import watchlist
from notifier.subscriptions.history import ArticleMatch, newest_matches
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.watchlist import Ambiguous

SHOWN = 5
INLINE_PAGE = 20
_MAX_TITLE = 200
_MAX_QUERY = 256


async def show_latest(talk: Talk) -> None:
    """Show the newest articles about something."""
    if not talk.text:
        talk.say("latest-what")
        return
    query = _query(talk)
    async with talk.store.read() as connection:
        hits = await newest_matches(connection, query, limit=SHOWN)
    if not hits:
        talk.say("latest-nothing", text=talk.echo)
        return
    say = talk.words
    html = [escape(say("latest-title", text=talk.echo), quote=False)]
    text = [say("latest-title", text=talk.echo)]
    for hit in hits:
        moment = _moment(hit.article, talk.zone, talk.now)
        about = f"{moment} · {talk.options.source_label(hit.article.source)}"
        title = shorten(hit.article.title, _MAX_TITLE)
        html.append(f"\n{_linked(title, hit.article.url)}\n{escape(about, quote=False)}")
        text.append(f"\n{title}\n{about}")
    talk.show(Message("\n".join(html), "\n".join(text)))


async def offer_inline(talk: Talk) -> None:
    """Offer the newest articles to be shared in whichever chat they are asked for."""
    asked = talk.update.inline_query
    assert asked is not None
    page: list[ArticleMatch] = []
    if talk.text.strip():
        before = int(asked.offset) if asked.offset.isdecimal() else None
        try:
            query = _query(talk)
        except QueryError:  # it is still being typed
            talk.acts.append(OfferInline(asked.id, ()))
            return
        async with talk.store.read() as connection:
            page = await newest_matches(connection, query, limit=INLINE_PAGE, before=before)
    found = tuple(_found(hit.article, talk) for hit in page)
    more = str(page[-1].article.id) if len(page) == INLINE_PAGE else ""
    talk.acts.append(OfferInline(asked.id, found, more))


def _found(article: Article, talk: Talk) -> Found:
    label = talk.options.source_label(article.source)
    about = f"{label} · {_moment(article, talk.zone, talk.now)}"
    title = shorten(article.title, _MAX_TITLE)
    html = f"<b>{_linked(title, article.url)}</b>\n{escape(about, quote=False)}"
    return Found(str(article.id), title, about, Message(html, f"{title}\n{about}", article.url))


def _query(talk: Talk) -> Query:
    """Return the query that a text means; of several companies the likeliest. Raises QueryError."""
    text = talk.text.strip()[:_MAX_QUERY]
    query = watchlist.interpret(text, talk.rules)
    if isinstance(query, Ambiguous):
        return talk.rules.parse(watchlist.query_for(query.choices[0], talk.rules))
    return talk.rules.parse(query.canonical)


def _linked(title: str, url: str | None) -> str:
    shown = escape(title, quote=False)
    return f'<a href="{escape(url)}">{shown}</a>' if url and len(url) < 1000 else shown


def _moment(article: Article, zone: tzinfo, now: datetime) -> str:
    local = (article.published_at or article.seen_at).astimezone(zone)
    return (
        f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local:%m-%d %H:%M}"
    )


COMMANDS = (Command("latest", show_latest),)
BUTTONS: dict[str, Press] = {"la": Press(show_latest, changes=False)}
