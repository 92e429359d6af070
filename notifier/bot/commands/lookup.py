"""What the number in a button's data stands for: always something of the chat it is pressed in.

A button's data can be forged, so its number proves nothing. Whatever a handler is given by
`by_number` was found within its chat, or the press changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import TypeVar

from notifier.bot.commands.command import ButtonExpired, Handler
from notifier.bot.context import Context
from notifier.bot.formatting import cut
from notifier.core.model import Chat, Subscription
from notifier.core.numbers import read_number
from notifier.delivery.message import Button
from notifier.store.alerts import told_articles
from notifier.store.alerts.told_articles import ToldArticle
from notifier.store.chats import channel_managers, inbox, queries, subscriptions
from notifier.store.engine.database import Connection

_T = TypeVar("_T")
Find = Callable[[Connection, Context, int], Awaitable[_T | None]]
"""Finds what a number stands for in the context's chat; None where the chat has none such."""
_SEAL_DIGITS = 16


def by_number(find: Find[_T], run: Callable[[Context, _T], Awaitable[None]]) -> Handler:
    """Return the handler of a button whose data begins with a number.

    `run` gets what the number stands for, and the context with the rest of the data as its text.
    """

    async def handle(context: Context) -> None:
        number, _, rest = context.text.partition(":")
        await run(context.with_text(rest), await look_up(context, number, find, rest))

    return handle


async def look_up(context: Context, number: str, find: Find[_T], rest: str = "") -> _T:
    """Return what a number stands for in the chat; raise ButtonExpired where it has none such.

    `find` gets the context with `rest` as its text.
    """
    found, read = None, read_number(number)
    if read is not None:
        async with context.read() as connection:
            found = await find(connection, context.with_text(rest), read)
    if found is None:
        raise ButtonExpired
    return found


async def told_article(
    connection: Connection, context: Context, article_id: int
) -> ToldArticle | None:
    """Find an article that the chat was alerted to."""
    return await told_articles.find(connection, context.chat.id, article_id)


async def held_subscription(
    connection: Connection, context: Context, subscription_id: int
) -> Subscription | None:
    """Find a subscription of the chat by its id."""
    held = await subscriptions.of_chat(connection, context.chat.id)
    return next((each for each in held if each.id == subscription_id), None)


async def held_query(
    connection: Connection, context: Context, query_id: int
) -> Subscription | None:
    """Find a subscription of the chat by the id of its query."""
    held = await subscriptions.of_chat(connection, context.chat.id)
    return next((each for each in held if each.query_id == query_id), None)


async def ended_query(connection: Connection, context: Context, query_id: int) -> str | None:
    """Find the canonical form of a query that the chat held until it was ended.

    Of what a chat held only the last change is kept, so the button itself proves it: by the seal
    behind its id.
    """
    if not hmac.compare_digest(context.text.encode(), _seal(context, query_id).encode()):
        return None
    return await queries.text(connection, query_id)


def undo_end_button(context: Context, ended: Subscription, label: str = "") -> Button:
    """Return the button that takes back the end of a subscription of the chat."""
    data = f"wq:{ended.query_id}:{_seal(context, ended.query_id)}"
    return Button(cut(label, 40) or context.translate("button-undo"), data)


def undo_edit_button(context: Context, before: Subscription, made: Subscription) -> Button:
    """Return the button that makes a subscription what it was before it was changed."""
    data = f"eq:{made.query_id}:{before.query_id}:{_seal(context, before.query_id)}"
    return Button(context.translate("button-undo"), data)


def _seal(context: Context, query_id: int) -> str:
    """Return what only we can write behind a query's id, for one chat."""
    token = context.request.update.get_bot().token
    about = f"notifier ended query {context.chat.id} {query_id}"
    return hmac.new(token.encode(), about.encode(), hashlib.sha256).hexdigest()[:_SEAL_DIGITS]


async def earlier_text(connection: Connection, context: Context, update_id: int) -> str | None:
    """Find the text of an earlier message of the chat in which this is asked, by its update."""
    request = context.request
    body = await inbox.body(connection, request.received.bot, request.chat_id, update_id)
    message = (body or {}).get("message") or {}
    text = message.get("text")
    return text if isinstance(text, str) else None


async def linked_channel(connection: Connection, context: Context, channel_id: int) -> Chat | None:
    """Find a channel that is managed from the chat."""
    return await channel_managers.channel(connection, channel_id, context.chat.id)
