"""What a chat can do with its watch list: the use cases that bot and command line share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.core.alerts import Cadence
from notifier.core.errors import QueryError
from notifier.core.folding import fold
from notifier.core.model import Chat, Correction, CorrectionKind, Security, Subscription
from notifier.securities import codes
from notifier.store.chats import corrections, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions.corrections import MAX_WORDS
from notifier.subscriptions.interpretation import (
    Ambiguous,
    ParsedQuery,
    interpret,
    lists_in,
    one_company,
    query_for,
)
from notifier.subscriptions.line_numbers import line_counted
from notifier.subscriptions.rules import Rules

CADENCES = (
    Cadence.INSTANT,
    Cadence.HOURLY,
    Cadence.PRE_OPEN,
    Cadence.POST_CLOSE,
    Cadence.DAILY,
    Cadence.WEEKLY,
)
"""When the alerts of a subscription may come."""


@dataclass(frozen=True, slots=True)
class WatchedQuery:
    """A query that is now on the list."""

    query: ParsedQuery
    is_new: bool
    """Whether it was not on the list before."""


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The list is full."""

    limit: int
    """How many subscriptions a chat may hold."""


def held_as(
    queries: Sequence[ParsedQuery], held: Sequence[Subscription], rules: Rules
) -> list[Subscription | None]:
    """Return what on the list asks for the same as each query: of a company, by any listing."""
    same = {each.query: each for each in held}
    companies = ((each, rules.company_of(each.query)) for each in reversed(held))
    of_issuer = {rules.directory.issuer(has.symbol): each for each, has in companies if has}
    return [
        of_issuer.get(rules.directory.issuer(each.security.symbol))
        if each.security
        else same.get(each.canonical)
        for each in queries
    ]


def as_on_list(
    queries: Sequence[ParsedQuery], held: Sequence[Subscription], rules: Rules
) -> list[ParsedQuery]:
    """Return queries with each company once, by the listing by which it is followed already."""
    asked: dict[str, ParsedQuery] = {}
    for query, same in zip(queries, held_as(queries, held, rules), strict=True):
        key, as_held = query.canonical, query
        if query.security is not None:
            key = rules.directory.issuer(query.security.symbol)
            if same is not None:
                as_held = ParsedQuery(same.query, same.text, rules.company_of(same.query))
        asked.setdefault(key, as_held)
    return list(asked.values())


async def add(
    connection: Connection,
    chat: Chat,
    queries: Sequence[ParsedQuery],
    now: datetime,
    *,
    thread_id: int = 0,
) -> list[WatchedQuery]:
    """Add queries to a chat's list; `undo_add` removes together those with one `now`.

    `thread_id` is the forum topic that their alerts go to.
    """
    return [
        WatchedQuery(
            query,
            await subscriptions.subscribe(
                connection,
                chat.id,
                canonical=query.canonical,
                text=query.text,
                now=now,
                thread_id=thread_id,
            ),
        )
        for query in queries
    ]


async def replace_query(
    connection: Connection, held: Subscription, query: ParsedQuery, now: datetime
) -> None:
    """Replace what a subscription asks for, and keep its line and how it comes."""
    if query.canonical != held.query:
        asked = {"canonical": query.canonical, "text": query.text}
        await subscriptions.replace_query(connection, held, **asked, now=now)


async def check_limit(
    connection: Connection, chat: Chat, wanted: int, limit: int
) -> LimitReached | None:
    """Return LimitReached where so many more do not fit on a chat's list."""
    held = await subscriptions.count(connection, chat.id)
    return LimitReached(limit) if held + wanted > limit else None


async def undo_add(connection: Connection, chat: Chat, made_at: datetime) -> int:
    """Remove from the list what was added at a moment; return how much that was."""
    return await subscriptions.remove_made_at(connection, chat.id, made_at)


async def unwatch(
    connection: Connection, chat: Chat, text: str, rules: Rules
) -> Subscription | None:
    """Remove what `text` means from a chat's list: a number in it, a name, a code, or a query.

    Returns what was removed, or None where nothing on the list is meant. Raises QueryError.
    """
    held = await subscriptions.of_chat(connection, chat.id)
    found = _on_list(text.strip(), held)
    if found is None:
        interpret(text, rules)  # an error in it is told
        found = meant_by(text, held, rules)
    if found is not None:
        await subscriptions.unsubscribe(connection, chat.id, found.query)
    return found


async def unwatch_all(
    connection: Connection, chat: Chat, text: str, rules: Rules
) -> tuple[list[Subscription], list[str]]:
    """Remove whatever a text means from a chat's list: one thing, or several side by side.

    Returns what was removed, and the companies beside it that are not on the list: nothing where a
    part of the text is neither.
    """
    try:
        whole = await unwatch(connection, chat, text, rules)
    except QueryError:
        whole = None
    if whole is not None:
        return [whole], []
    held = await subscriptions.of_chat(connection, chat.id)
    ended, others = _meant_beside_companies(text, held, rules)
    for each in ended:
        await subscriptions.unsubscribe(connection, chat.id, each.query)
    return ended, others


async def end_all(connection: Connection, chat: Chat, kept: Collection[int | None] = ()) -> int:
    """Remove all from a chat's list but the queries `kept`, by their ids; return how many."""
    held = await subscriptions.of_chat(connection, chat.id)
    ended = [each for each in held if each.query_id not in kept]
    for each in ended:
        await subscriptions.unsubscribe(connection, chat.id, each.query)
    return len(ended)


def all_meant_by(text: str, held: Sequence[Subscription], rules: Rules) -> list[Subscription]:
    """Return what on the list a text means: one thing, or several side by side.

    Nothing where a part of the text means nothing on the list.
    """
    for parts in ([text], *lists_in(text)):
        found = [meant_by(part, held, rules) for part in parts]
        meant = {each.id: each for each in found if each is not None}
        if None not in found:
            return list(meant.values())
    return []


def _meant_beside_companies(
    text: str, held: Sequence[Subscription], rules: Rules
) -> tuple[list[Subscription], list[str]]:
    """Return what on the list a text means, and the companies in it that are not on the list."""
    if meant := all_meant_by(text, held, rules):
        return meant, []
    for parts in lists_in(text):
        found = {part: meant_by(part, held, rules) for part in parts}
        others = [part for part, each in found.items() if each is None]
        ended = {each.id: each for each in found.values() if each is not None}
        if ended and all(one_company(part, rules) for part in others):
            return list(ended.values()), others
    return [], []


def meant_by(text: str, held: Sequence[Subscription], rules: Rules) -> Subscription | None:
    """Return what on the list a text means; None where nothing is meant."""
    if (found := _on_list(text, held)) is not None:
        return found
    try:
        query = interpret(text, rules)
    except QueryError:
        return None
    choices = query.choices if isinstance(query, Ambiguous) else ()
    meant = {query_for(choice) for choice in choices}
    if isinstance(query, ParsedQuery):
        meant = {query.canonical}
    return next((each for each in held if each.query in meant), None)


def _on_list(text: str, held: Sequence[Subscription]) -> Subscription | None:
    line = line_counted(text)
    if line is not None and held and line <= len(held):
        return held[line - 1 if line else -1]
    return next((each for each in held if text in {each.text, each.query}), None)


async def exclude_company(
    connection: Connection, chat: Chat, text: str, rules: Rules, now: datetime
) -> Security | None:
    """Store that `text` never means a company to a chat; return the company, None if there is none.

    Articles that name it otherwise, or with its code, go on being about it.
    """
    found = rules.directory.resolve(text)
    for security in found:
        spoken = security.name if codes.canonical(text) else text
        for symbol in rules.directory.listings(security.symbol):
            wanted = Correction(CorrectionKind.COMPANY, _folded(spoken), symbol)
            await corrections.add(connection, chat.id, wanted, now)
    return found[0] if found else None


async def exclude_security(
    connection: Connection, chat: Chat, text: str, symbol: str, rules: Rules, now: datetime
) -> None:
    """Store that words never mean a certain company to a chat, by whatever code."""
    for each in dict.fromkeys((symbol, *rules.directory.listings(symbol))):
        wanted = Correction(CorrectionKind.COMPANY, _folded(text), each)
        await corrections.add(connection, chat.id, wanted, now)


async def mute(connection: Connection, chat: Chat, text: str, now: datetime) -> bool:
    """Store that a chat wants no article with a phrase; False where that was stored already."""
    wanted = Correction(CorrectionKind.PHRASE, _folded(text))
    return await corrections.add(connection, chat.id, wanted, now)


async def unmute(connection: Connection, chat: Chat, text: str) -> bool:
    """Remove a chat's corrections about `text`; False where there was none."""
    return await corrections.remove(connection, chat.id, _folded(text)) > 0


def _folded(text: str) -> str:
    return fold(text.strip()).text[:MAX_WORDS]


def label(subscription: Subscription, rules: Rules) -> tuple[str, str | None]:
    """Return a subscription's name for people: the company and its code, or the query and None."""
    security = rules.company_of(subscription.query)
    if security is not None:
        return security.name, security.symbol
    return subscription.text, None
