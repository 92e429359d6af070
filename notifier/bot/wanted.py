"""What a message names that one may follow: companies, words, or words of companies. Pure."""

from __future__ import annotations

import re

from notifier.bot import intent_words as words
from notifier.bot.change_words import MENTIONING, SORT
from notifier.bot.intent import Intent
from notifier.bot.meanings import is_rather_said
from notifier.bot.wishes import is_chatty, is_sentence, without_asking_around
from notifier.bot.word_match import match_whole
from notifier.core.errors import QueryError
from notifier.core.folding import fold
from notifier.core.model import Document, Role
from notifier.securities.typed import Certainty
from notifier.subscriptions import interpretation
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.named_within import companies_within
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.rules import Rules

ON_PURPOSE = re.compile(r"[|\"“”「」()（）~]|(?:^|\s)/[^/]+/(?:\s|$)|\bOR\b|(?:^|\s)[-!！]\w|\w:\w")
"""Signs of the query language: who writes them wants to hear of its errors."""
_LABEL = re.compile(r"^[^:：\n]{1,20}[:：]\s*")
"""As in "my list: AAPL, MSFT"."""
_SHARES = re.compile(words.SHARES, re.IGNORECASE)
_SORT = re.compile(SORT)
_JOINTS = re.compile(r"和|跟|与|與|以及|[、,，]| and ", re.IGNORECASE)
_COMMAS = re.compile(r"[、,，;；\n]")
_QUOTED = re.compile(r"[\"“「『][^\"“”「」『』]+[\"”」』]")
_NOTED = re.compile(r"(?P<name>[^()（）]{2,}?)\s*(?:[(（](?P<note>[^()（）|\"]{1,12})[)）])?")
"""A thing in a list with what people note of it in brackets: 茅台（白酒）."""
_SEVERAL = _SHORTEST = 2
_MOST = 8
_LONGEST_TOLD = 400
_MOST_WORDS = 3
_SECTOR = re.compile(r"(?<=[^\W\d_a-zA-Z]{2})(?:板[块塊]|[赛賽]道)$")
"""What people add to a trade; articles name the trade alone."""


def is_company(wanted: ParsedQuery | Ambiguous) -> bool:
    """Return whether something that is wanted is a company, or one of several."""
    return isinstance(wanted, Ambiguous) or wanted.security is not None


def wanted(intent: Intent, whole: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return what a text names that one may follow; nothing where it is talk. Raise QueryError."""
    quoted = _QUOTED.findall(whole)
    mentions = match_whole([MENTIONING], _QUOTED.sub(" ", whole)) is not None
    if (
        quoted
        and (mentions or is_chatty(whole))
        and not companies_in(_QUOTED.sub(" ", whole), rules)
    ):
        return [each for part in quoted for each in interpretation.interpret_all(part, rules)]
    if not intent.without:
        return _noted(intent.text, rules) or _named(intent, whole, rules)
    listed = _listed(intent, rules, intent.text)
    texts = [_as_text(each) for each in listed or _named(intent, intent.text, rules)]
    apart = (f"({each})" if "|" in each else each for each in texts)
    return [interpretation.interpret(f"{each} -{intent.without}", rules) for each in apart]


def _named_in_part(
    part: ParsedQuery | Ambiguous, intent: Intent, rules: Rules
) -> list[ParsedQuery | Ambiguous]:
    """Return what a part of a list names: itself, or the companies of which it says something."""
    if is_company(part):
        return [part]
    says_something = is_chatty(part.text) or is_sentence(part.text)
    if says_something or intent.hints or is_rather_said(part.text):
        companies = companies_in(part.text, rules)
        if companies or (companies := companies_within(part.text, rules)):
            return companies
    return [] if says_something else [part]


def _as_text(each: ParsedQuery | Ambiguous) -> str:
    """Return the words for something within a query, where a doubtful name is the company's."""
    is_either = isinstance(each, Ambiguous) and each.certainty is Certainty.EITHER
    return each.choices[0].name if isinstance(each, Ambiguous) and is_either else each.text


def _named(intent: Intent, whole: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return what a text names that one may follow, leaving nothing out."""
    without_label = intent.text if intent.command else _LABEL.sub("", whole)
    around = without_asking_around(whole) if whole.isascii() else intent.text
    without_shares = " ".join(_SHARES.sub(" ", intent.text).split())
    for text in dict.fromkeys((without_label, without_shares, around)):
        named = interpretation.listed_companies(text, rules)
        if named is None and text != intent.text:
            named = interpretation.one_company(text, rules)
        if named is not None:
            return list(named)
    try:
        wanted = list(interpretation.interpret_all(_SECTOR.sub("", intent.text), rules))
    except QueryError:
        if ON_PURPOSE.search(whole):
            raise
        return companies_in(whole, rules)
    if any(isinstance(each, Ambiguous) or each.security for each in wanted):
        return [named for each in wanted for named in _named_in_part(each, intent, rules)]
    if (several := _listed(intent, rules, around)) is not None:
        return [named for each in several for named in _named_in_part(each, intent, rules)]
    if ON_PURPOSE.search(f"{whole}\n{intent.text}"):
        return wanted
    # Whose words ask to hear of something says it with what is left of them.
    said = intent.text if intent.is_asked else whole
    asks = intent.is_asked or bool(intent.hints) or is_rather_said(intent.text)
    companies = companies_in(whole, rules)
    if companies or (asks and (companies := companies_within(whole, rules))):
        beside = (
            wanted if _is_company_with_words(wanted, said) else _of_a_sort(said, companies, rules)
        )
        return [*beside, *companies]
    return wanted if not is_chatty(said) else []


def _noted(text: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return the companies of a list that notes something of some; nothing where it is none such.

    A sort of news is what is wanted of the company; whatever else is noted says which one it is.
    """
    parts = [_NOTED.fullmatch(each.strip()) for each in _COMMAS.split(text)]
    noted = [each for each in parts if each is not None]
    if not _SEVERAL <= len(noted) == len(parts) or not any(each["note"] for each in noted):
        return []
    found: list[ParsedQuery | Ambiguous] = []
    for each in noted:
        name, note = each["name"], each["note"]
        company = interpretation.one_company(each[0], rules) or interpretation.one_company(
            name, rules
        )
        if company is None:
            return []
        is_sort = note is not None and _SORT.fullmatch(fold(note).text) is not None
        found.append(interpretation.interpret(f"{name} {note}", rules) if is_sort else company[0])
    return found


def _listed(intent: Intent, rules: Rules, told: str) -> list[ParsedQuery | Ambiguous] | None:
    """Return the things of a list that is told to be followed, companies or words; else None.

    `told` is what it was told with, without what asks around it.
    """
    is_list = intent.command or intent.without
    for text in dict.fromkeys((told, intent.text)):
        if (
            is_list
            and len(text) <= _LONGEST_TOLD
            and not ON_PURPOSE.search(text)
            and (several := _several(text, rules))
        ):
            return several
    parts = [part.strip() for part in _JOINTS.split(intent.text)] if is_list else []
    are_quoted = all(map(_QUOTED.fullmatch, parts))
    if len(parts) < _SEVERAL or min(map(len, parts)) < _SHORTEST:
        return None
    if ON_PURPOSE.search(intent.text) and not are_quoted:
        return None
    trades = (_SECTOR.sub("", part) for part in parts)
    return [each for part in trades for each in interpretation.interpret_all(part, rules)]


def _several(text: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return the things of a list with a company in it; nothing where a text is none."""
    try:
        found = interpretation.listed(text, rules)
    except QueryError:
        return []
    return list(found) if len(found) > 1 else []


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


def companies_in(text: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return the companies that a sentence or a post names."""
    title, _, rest = text.partition("\n")
    mentions = rules.names(Document(title, rest))
    directory = rules.directory
    issuers = (directory.issuer(each.symbol) for each in mentions if each.role is Role.SUBJECT)
    found: list[ParsedQuery | Ambiguous] = []
    for symbol in list(dict.fromkeys(issuers))[:_MOST]:
        security = directory.get(symbol)
        if security is not None:
            canonical = interpretation.query_for(security)
            found.append(ParsedQuery(canonical, security.name, security))
    return found
