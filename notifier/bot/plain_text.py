"""Plain text: what people write to the bot in private without a command, and what they forward."""

from __future__ import annotations

import re

from notifier.bot import intent_words as words
from notifier.bot.change_words import SORT
from notifier.bot.commands import alert_buttons, channels, import_export, subscribe, topics
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, cut
from notifier.bot.intent import Intent, Kind
from notifier.bot.meanings import NAMED, command_of, may_be_looked_for
from notifier.bot.wishes import is_chatty, is_sentence
from notifier.core.errors import QueryError
from notifier.core.folding import fold
from notifier.core.i18n import Translator
from notifier.core.model import Document, Role
from notifier.delivery.message import Button
from notifier.securities.typed import Certainty
from notifier.subscriptions import interpretation
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.rules import Rules
from notifier.subscriptions.watchlist_import import looks_like_list

_ON_PURPOSE = re.compile(r"[|\"“”「」()（）~]|(?:^|\s)/[^/]+/(?:\s|$)|\bOR\b|(?:^|\s)-\w|\w:\w")
"""Signs of the query language: who writes them wants to hear of its errors."""
_LABEL = re.compile(r"^[^:：\n]{1,20}[:：]\s*")
"""As in "my list: AAPL, MSFT"."""
_SHARES = re.compile(words.SHARES, re.IGNORECASE)
_ITEM = re.compile(r"(?:(?<=[\s:：,，;；、])|^)[\s,，;；、]*\d{1,2}\s*[.、)）．]\s*(?=[^\W\d])")
"""What a list counts its items by: 1.紫金矿业 2.中国中免."""
_SORT = re.compile(SORT)
_JOINTS = re.compile(r"和|跟|与|與|以及|[、,，]| and ", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“「『][^\"“”「」『』]+[\"”」』]")
_SEVERAL = _SHORTEST = 2
_MOST = 8
_MOST_WORDS = 3
_LONGEST_KEYWORD = 16
"""What is longer may be a sentence; that is asked before it is followed."""
_SECTOR = re.compile(r"(?<=[^\W\d_a-zA-Z]{2})(?:板[块塊]|[赛賽]道)$")
"""What people add to a trade; articles name the trade alone."""


async def handle_plain_text(intent: Intent, context: Context) -> None:
    """Follow what a text tells to follow, and offer what else it may ask for.

    What asks for nothing is answered by help in a line.
    """
    whole = _ITEM.sub("\n", context.text)
    if intent.kind is Kind.TALK:
        context.reply.say("talk-examples")
    elif intent.kind is Kind.QUESTION:
        await _answer(intent.text, context)
    elif intent.kind is Kind.SECTOR:
        await _offer_sector(intent.text, context)
    elif looks_like_list(whole, context.rules):
        await import_export.offer_import(context, whole)
    else:
        named = wanted(intent, whole, context)
        is_told = intent.command == "watch" and (_is_company if intent.hints else _may_be_followed)
        if named and is_told and all(map(is_told, named)):
            await subscribe.follow_clear(context, named)
        elif named and (_ON_PURPOSE.search(whole) or not _is_unclear(named)):
            await subscribe.offer(context, named)
        else:
            await _say_unclear(intent, named, context)


async def _answer(question: str, context: Context) -> None:
    """Answer a question in a line, with what can be had instead."""
    digests = ("daily", "weekly") if question == "fewer" else ()
    buttons = (Button(context.translate(f"button-all-{each}"), f"all:{each}") for each in digests)
    context.reply.say(f"answer-{question}", buttons=tuple((each,) for each in buttons))
    if question == "prices":
        await offer_companies(context.text, context)


async def _offer_sector(sector: str, context: Context) -> None:
    """Say that no company is known by its trade, and offer what comes near to it."""
    if await offer_meant(sector, context):
        return
    topics_of_it = topics.bearing(sector, context)
    rows = [(topics.topic_button(context, each),) for each in topics_of_it]
    rows.append((subscribe.keyword_button(sector, context),))
    context.reply.say("talk-sector", text=cut(sector, MAX_ECHO), buttons=tuple(rows))


def _is_unclear(wanted: list[ParsedQuery | Ambiguous]) -> bool:
    """Return whether what is wanted are words that say something rather than name it."""
    return all(
        isinstance(each, ParsedQuery)
        and not parse_canonical(each.canonical).symbols
        and (is_sentence(each.text) or not may_be_looked_for(each.text))
        for each in wanted
    )


async def _say_unclear(
    intent: Intent, wanted: list[ParsedQuery | Ambiguous], context: Context
) -> None:
    """Say that a text is not understood, and offer what it may mean.

    In answer to an alert it is about that one, whose buttons are shown.
    """
    if await answers_alert(context):
        return
    translate, number = context.translate, context.request.received.update_id
    wishes = (each for each in intent.hints if each != "watch")
    rows = [(Button(_name(wish, translate), f"mean:{number}:{wish}"),) for wish in wishes]
    is_short = len(context.text) <= _LONGEST_KEYWORD
    if wanted and (is_short or not is_chatty(context.text)):
        rows.append((subscribe.keyword_button(context.text, context),))
    context.reply.say("talk-unclear", text=cut(context.text, MAX_ECHO), buttons=tuple(rows))


def _name(wish: str, translate: Translator) -> str:
    if wish in NAMED:
        return translate(f"meant-{wish}")
    return translate(f"command-{command_of(wish) or 'help'}")


async def answers_alert(context: Context) -> bool:
    """Show the buttons of the alert that a message answers; return whether it answers one."""
    told = await alert_buttons.answered_alert(context)
    if told:
        context.reply.say("talk-of-alert", buttons=alert_buttons.all_buttons(told, context))
    return told is not None


async def offer_companies(text: str, context: Context) -> bool:
    """Offer the companies that a text names; return whether it names any."""
    companies = _companies_in(text, context)
    if companies:
        await subscribe.offer(context, companies)
    return bool(companies)


async def offer_meant(text: str, context: Context) -> bool:
    """Offer the company that a text is the name or code of; return whether it is one's."""
    companies = interpretation.one_company(text, context.rules)
    if companies is not None:
        await subscribe.offer(context, companies)
    return companies is not None


async def take_forwarded_post(text: str, context: Context) -> None:
    """Manage the channel of a forwarded post for its admins; offer others the companies in it."""
    companies = _companies_in(text, context)
    if companies and not await channels.is_admin_of_forwarded(context):
        await subscribe.offer(context, companies)
    else:
        await channels.link_forwarded(context)


def _is_company(wanted: ParsedQuery | Ambiguous) -> bool:
    return isinstance(wanted, Ambiguous) or wanted.security is not None


def _may_be_followed(wanted: ParsedQuery | Ambiguous) -> bool:
    """Return whether what is told to be followed needs no question: it is no sentence."""
    text = wanted.text
    if _is_company(wanted):
        return True
    return len(text) <= _LONGEST_KEYWORD and not is_chatty(text) and not is_sentence(text)


def wanted(intent: Intent, whole: str, context: Context) -> list[ParsedQuery | Ambiguous]:
    """Return what a text names that one may follow; nothing where it is talk. Raise QueryError."""
    quoted = _QUOTED.findall(whole)
    if quoted and is_chatty(whole) and not _companies_in(_QUOTED.sub(" ", whole), context):
        return [
            each for part in quoted for each in interpretation.interpret_all(part, context.rules)
        ]
    if not intent.without:
        return _named(intent, whole, context)
    listed = _listed(intent, context)
    texts = [_as_text(each) for each in listed or _named(intent, intent.text, context)]
    apart = (f"({each})" if "|" in each else each for each in texts)
    return [interpretation.interpret(f"{each} -{intent.without}", context.rules) for each in apart]


def _says_something(each: ParsedQuery | Ambiguous) -> bool:
    """Return whether what may be wanted beside a company is a sentence about it."""
    if isinstance(each, Ambiguous) or each.security is not None:
        return False
    return is_chatty(each.text) or is_sentence(each.text)


def _as_text(each: ParsedQuery | Ambiguous) -> str:
    """Return the words for something within a query, where a doubtful name is the company's."""
    is_either = isinstance(each, Ambiguous) and each.certainty is Certainty.EITHER
    return each.choices[0].name if isinstance(each, Ambiguous) and is_either else each.text


def _named(intent: Intent, whole: str, context: Context) -> list[ParsedQuery | Ambiguous]:
    """Return what a text names that one may follow, leaving nothing out."""
    without_label = intent.text if intent.command else _LABEL.sub("", whole)
    for text in (without_label, " ".join(_SHARES.sub(" ", intent.text).split())):
        named = interpretation.listed_companies(text, context.rules)
        if named is None and text != intent.text:
            named = interpretation.one_company(text, context.rules)
        if named is not None:
            return list(named)
    try:
        wanted = list(interpretation.interpret_all(_SECTOR.sub("", intent.text), context.rules))
    except QueryError:
        if _ON_PURPOSE.search(whole):
            raise
        return _companies_in(whole, context)
    if any(isinstance(each, Ambiguous) or each.security for each in wanted):
        return [
            named
            for each in wanted
            for named in (_companies_in(each.text, context) if _says_something(each) else [each])
        ]
    if (several := _listed(intent, context)) is not None:
        return several
    if _ON_PURPOSE.search(f"{whole}\n{intent.text}"):
        return wanted
    # Whose words ask to hear of something says it with what is left of them.
    said = intent.text if intent.is_asked else whole
    if companies := _companies_in(whole, context):
        beside = (
            wanted
            if _is_company_with_words(wanted, said)
            else _of_a_sort(said, companies, context.rules)
        )
        return [*beside, *companies]
    return wanted if not is_chatty(said) else []


def _listed(intent: Intent, context: Context) -> list[ParsedQuery | Ambiguous] | None:
    """Return the things of a list that is told to be followed, companies or words; else None."""
    is_list = intent.command or intent.without
    parts = [part.strip() for part in _JOINTS.split(intent.text)] if is_list else []
    are_quoted = all(map(_QUOTED.fullmatch, parts))
    if len(parts) < _SEVERAL or min(map(len, parts)) < _SHORTEST:
        return None
    if _ON_PURPOSE.search(intent.text) and not are_quoted:
        return None
    trades = (_SECTOR.sub("", part) for part in parts)
    return [each for part in trades for each in interpretation.interpret_all(part, context.rules)]


def _of_a_sort(
    said: str, companies: list[ParsedQuery | Ambiguous], rules: Rules
) -> list[ParsedQuery | Ambiguous]:
    """Return the news of the sort that a sentence names, of the companies in it."""
    sort = _SORT.search(fold(said).text)
    if sort is None:
        return []
    return [
        ParsedQuery(rules.parse(f"{each.canonical} {sort[0]}").canonical, f"{each.text} {sort[0]}")
        for each in companies
        if isinstance(each, ParsedQuery)
    ]


def _is_company_with_words(wanted: list[ParsedQuery | Ambiguous], said: str) -> bool:
    """Return whether a text names a company and, in a word or two, what of it: 比亚迪 降价."""
    if len(said.split()) > _MOST_WORDS or is_chatty(said):
        return False
    return any(
        isinstance(each, ParsedQuery) and parse_canonical(each.canonical).symbols for each in wanted
    )


def _companies_in(text: str, context: Context) -> list[ParsedQuery | Ambiguous]:
    """Return the companies that a sentence or a post names."""
    title, _, rest = text.partition("\n")
    mentions = context.rules.mentions(Document(title, rest))
    directory = context.rules.directory
    issuers = (directory.issuer(each.symbol) for each in mentions if each.role is Role.SUBJECT)
    found: list[ParsedQuery | Ambiguous] = []
    for symbol in list(dict.fromkeys(issuers))[:_MOST]:
        security = directory.get(symbol)
        if security is not None:
            canonical = interpretation.query_for(security)
            found.append(ParsedQuery(canonical, security.name, security))
    return found
