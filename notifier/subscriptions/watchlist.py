"""What a chat can do with its watch list: the use cases that bot and command line share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.core.folding import fold
from notifier.core.model import Cadence, Chat, Correction, CorrectionKind, Security, Subscription
from notifier.securities import codes
from notifier.store.chats import corrections, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions.corrections import MAX_WORDS
from notifier.subscriptions.rules import Rules

MOST_CHOICES = 8
"""How many companies are offered where a text may mean several."""
_SEPARATOR = re.compile(r"[,，、;；\n]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a text was understood to ask for; `text` is that part of it, as it was typed."""

    canonical: str
    text: str
    security: Security | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A wish that is now on the list; `new` where it was not before."""

    wish: Wish
    new: bool


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The text may name several companies: one each."""

    text: str
    choices: tuple[Security, ...]


@dataclass(frozen=True, slots=True)
class TooMany:
    """The list is full: a chat may hold `limit` subscriptions."""

    limit: int


def understand(text: str, rules: Rules) -> Wish | Ambiguous:
    """Say what a text asks for: a company where it is one's name or code, else a query.

    Raises QueryError where it is neither.
    """
    issuers = _by_issuer(rules.directory.resolve(text), rules)
    if not issuers or _is_rather_a_word(text, issuers):
        spelled = _by_issuer(rules.directory.spelled(text), rules)
        if spelled:
            return Ambiguous(text, tuple(spelled[:MOST_CHOICES]))
        return Wish(rules.parse(text).canonical, text)
    if len(issuers) > 1 or _may_be_a_word(text):
        return Ambiguous(text, tuple(issuers[:MOST_CHOICES]))
    return Wish(query_for(issuers[0], rules), text, issuers[0])


def understand_all(text: str, rules: Rules) -> tuple[Wish | Ambiguous, ...]:
    """Say what a line asks for: several things where it lists several companies.

    Between commas or line breaks stands one thing each, as soon as one of them is a company; by
    spaces only companies are listed, because in a query a space means "and". Raises QueryError.
    """
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) > 1 and any(_are_companies(part, rules) for part in parts):
        return tuple(wish for part in parts for wish in _companies_or_query(part, rules))
    return _companies_or_query(text, rules)


def _companies_or_query(text: str, rules: Rules) -> tuple[Wish | Ambiguous, ...]:
    if not rules.directory.resolve(text) and _are_companies(text, rules):
        return tuple(understand(word, rules) for word in text.split())
    return (understand(text, rules),)


def _are_companies(text: str, rules: Rules) -> bool:
    """Tell whether a text is a company, or nothing but companies."""
    if rules.directory.resolve(text):
        return True
    words = text.split()
    return len(words) > 1 and all(
        (found := rules.directory.resolve(word)) and not _is_rather_a_word(word, found)
        for word in words
    )


def query_for(security: Security, rules: Rules) -> str:
    """Return the query that holds where `security` is recognised: `SZ002230`, `$AAPL`."""
    return rules.parse(f"${security.symbol}").canonical


def _is_rather_a_word(text: str, found: Sequence[Security]) -> bool:
    """Tell whether a Latin word, as typed, only happens to be a ticker: `now`, but not `NOW`."""
    return not text.isupper() and all(each.symbol == text.upper() for each in found)


def _may_be_a_word(text: str) -> bool:
    """Tell whether a ticker is so short that the word may be meant: `AI`, `ON`."""
    return len(text) <= 2 and text.isascii() and text.isalpha()


def _by_issuer(found: Sequence[Security], rules: Rules) -> list[Security]:
    """Return one security for each company; with a dual listing the one that was meant first."""
    chosen: dict[str, Security] = {}
    for security in found:
        chosen.setdefault(rules.directory.issuer(security.symbol)[0], security)
    return list(chosen.values())


async def watch(
    connection: Connection, chat: Chat, text: str, rules: Rules, now: datetime
) -> Watched | Ambiguous:
    """Put what `text` asks for on a chat's list; raises QueryError."""
    wish = understand(text, rules)
    if isinstance(wish, Ambiguous):
        return wish
    return (await add(connection, chat, [wish], now))[0]


async def add(
    connection: Connection, chat: Chat, wishes: Sequence[Wish], now: datetime, *, thread_id: int = 0
) -> list[Watched]:
    """Put wishes on a chat's list; all that are new can be taken back together by `now`.

    `thread_id` is the forum topic that their alerts go to.
    """
    return [
        Watched(
            wish,
            await subscriptions.subscribe(
                connection,
                chat.id,
                canonical=wish.canonical,
                text=wish.text,
                now=now,
                thread_id=thread_id,
            ),
        )
        for wish in wishes
    ]


async def replace_query(
    connection: Connection, chat: Chat, held: Subscription, text: str, rules: Rules, now: datetime
) -> Wish | Ambiguous:
    """Let a subscription ask for something else, and come as before; raises QueryError."""
    wish = understand(text, rules)
    if isinstance(wish, Ambiguous):
        return wish
    if wish.canonical != held.query:
        await subscriptions.unsubscribe(connection, chat.id, held.query)
        await add(connection, chat, [wish], now, thread_id=held.thread_id)
        made = await subscriptions.find(connection, chat.id, wish.canonical)
        if made is not None:
            await subscriptions.set_cadence(connection, chat.id, made, Cadence(held.cadence))
    return wish


async def room(connection: Connection, chat: Chat, wanted: int, limit: int) -> TooMany | None:
    """Say whether so many more fit on a chat's list; TooMany where they do not."""
    held = await subscriptions.count(connection, chat.id)
    return TooMany(limit) if held + wanted > limit else None


async def take_back(connection: Connection, chat: Chat, made_at: datetime) -> int:
    """Take off the list what was put there at a moment; return how much that was."""
    return await subscriptions.remove_made_at(connection, chat.id, made_at)


async def unwatch(
    connection: Connection, chat: Chat, text: str, rules: Rules
) -> Subscription | None:
    """Take what `text` means off a chat's list: a number in it, a name, a code, or a query.

    Returns what was taken off, or None where nothing on the list is meant. Raises QueryError.
    """
    held = await subscriptions.of_chat(connection, chat.id)
    found = _on_list(text.strip(), held)
    if found is None:
        wish = understand(text, rules)
        meant = (
            {query_for(choice, rules) for choice in wish.choices}
            if isinstance(wish, Ambiguous)
            else {wish.canonical}
        )
        found = next((each for each in held if each.query in meant), None)
    if found is not None:
        await subscriptions.unsubscribe(connection, chat.id, found.query)
    return found


def _on_list(text: str, held: Sequence[Subscription]) -> Subscription | None:
    # A number of at most three digits counts lines; stock codes have more.
    if text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= len(held):
        return held[int(text) - 1]
    return next((each for each in held if text in {each.text, each.query}), None)


async def not_company(
    connection: Connection, chat: Chat, text: str, rules: Rules, now: datetime
) -> Security | None:
    """Keep that `text` never means a company to a chat; return the company, None if there is none.

    Articles that name it otherwise, or with its code, go on being about it.
    """
    found = rules.directory.resolve(text)
    for security in found:
        spoken = security.name if codes.canonical(text) else text
        for symbol in rules.directory.issuer(security.symbol):
            wanted = Correction(CorrectionKind.COMPANY, _folded(spoken), symbol)
            await corrections.add(connection, chat.id, wanted, now)
    return found[0] if found else None


async def not_security(
    connection: Connection, chat: Chat, text: str, symbol: str, rules: Rules, now: datetime
) -> None:
    """Keep that words never mean a certain company to a chat, by whatever code."""
    for each in dict.fromkeys((symbol, *rules.directory.issuer(symbol))):
        wanted = Correction(CorrectionKind.COMPANY, _folded(text), each)
        await corrections.add(connection, chat.id, wanted, now)


async def mute(connection: Connection, chat: Chat, text: str, now: datetime) -> bool:
    """Keep that a chat wants no article with a phrase; False where it was kept already."""
    wanted = Correction(CorrectionKind.PHRASE, _folded(text))
    return await corrections.add(connection, chat.id, wanted, now)


async def unmute(connection: Connection, chat: Chat, text: str) -> bool:
    """Take back what a chat corrected about `text`; False where there was nothing."""
    return await corrections.remove(connection, chat.id, _folded(text)) > 0


def _folded(text: str) -> str:
    return fold(text.strip()).text[:MAX_WORDS]


def label(subscription: Subscription, rules: Rules) -> tuple[str, str | None]:
    """Name a subscription for a person: the company and its code, or the query and None."""
    security = rules.directory.get(subscription.query.removeprefix("$"))
    if security is not None:
        return security.name, security.symbol
    return subscription.text, None
