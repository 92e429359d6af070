"""Which company one entry of a list is: its code, what stands beside it, and the market. Pure.

A code and a name that mean different companies, and words that are codes too, are asked back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from notifier.core.folding import fold
from notifier.core.model import Security
from notifier.securities.codes import market as market_of_symbol
from notifier.securities.lexicon import is_english_word
from notifier.securities.typed import Certainty, meaning_of, meaning_of_registered
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery, chosen, query_for
from notifier.subscriptions.list_columns import Market, market_of
from notifier.subscriptions.rules import Rules

Finding: TypeAlias = ParsedQuery | Ambiguous | str
"""A company, several that may be meant, or the text that names nothing known."""

_MARKET_FIRST = re.compile(r"([A-Za-z_]{2,16}):(\S.*)")
_DOTTED_FIRST = re.compile(r"(SSE|SHSE|SHA|SZSE|SHE|HKEX|SEHK|HKG)\.(\d+)", re.IGNORECASE)
_MARKET_LAST = re.compile(r"(.+) ([A-Z]{2,8})(?:\.[A-Z]+)?(?: Equity)?")
_BLOCK = re.compile(r"([012])(\d{6})")
_BLOCK_MARKETS = {"0": "SZ", "1": "SH", "2": "BJ"}
_SHORT_NUMBER = re.compile(r"\d{1,4}")
_INDEX_OR_FUND = re.compile(
    r"指数|指$|成指|综指|\bindex\b|ETF|LOF|REIT|基金|转债|国债|回购"
    r"|^(?:上证|深证|中证|沪深|国证|科创|创业板|恒生)(?:指|\d|[a-z])",
    re.IGNORECASE,
)
"""What a code is beside which it stands: in the exchanges' numbers, shares are only some."""
_MONEY = frozenset(
    "CASH TOTAL USD CNY CNH RMB HKD EUR GBP JPY CHF CAD AUD SGD".split()  # noqa: SIM905
)
"""What brokers write for money where a code stands; some are codes of companies, too."""
_LEAST_CUT = 12
_LEAST_WORD = 3
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SHARE_CLASS = re.compile(r"([A-Z]{2,4})([A-Z])")


def known_code(text: str, market: Market | None, rules: Rules) -> Security | None:
    """Return the security that a cell is the code of, in the market that the list says."""
    if text.startswith("$$"):  # portfolios' mark for money
        return None
    if first := _MARKET_FIRST.fullmatch(text) or _DOTTED_FIRST.fullmatch(text):
        market, text = market_of(first[1]), first[2]
    elif block := _BLOCK.fullmatch(text):
        text = _BLOCK_MARKETS[block[1]] + block[2]
    elif last := _MARKET_LAST.fullmatch(text):
        market, text = market_of(last[2]), last[1]
    if market is Market.ELSEWHERE:
        return None
    if text.isdecimal():
        text = _qualified(text, market)
    found = rules.directory.find_code(text)
    return found if found is None or _is_listed_in(found.symbol, market) else None


def _qualified(digits: str, market: Market | None) -> str:
    if market is Market.HONG_KONG:
        return f"{digits:0>5}.HK"
    if market is Market.MAINLAND:
        return f"{digits:0>6}"
    if market in {Market.SHANGHAI, Market.SHENZHEN, Market.BEIJING}:
        return f"{market}{digits:0>6}"
    return f"{digits}.HK" if market is None and _SHORT_NUMBER.fullmatch(digits) else digits


def _is_listed_in(symbol: str, market: Market | None) -> bool:
    where = market_of_symbol(symbol)
    match market:
        case None:
            return True
        case Market.HONG_KONG:
            return where == "hong-kong"
        case Market.UNITED_STATES:
            return where == "us"
        case Market.MAINLAND:
            return where == "mainland"
        case _:
            return symbol.startswith(market)


def known_name(text: str, rules: Rules) -> Security | None:
    """Return the company that a text surely names, cut where a broker had no room as well."""
    meaning = meaning_of(text, rules.directory, near=False) or meaning_of(
        f"{text}.", rules.directory, near=False
    )  # brokers write APPLE INC
    if meaning is None:
        meaning = meaning_of_registered(text, rules.directory)
    if meaning is None:
        return _cut_name(text, rules)
    if meaning.certainty is not Certainty.SURE:
        return None
    found = chosen(text, meaning, rules)
    return found.security if isinstance(found, ParsedQuery) else None


def _cut_name(text: str, rules: Rules) -> Security | None:
    """Return the only company a name of which begins so: ALIBABA GROUP HOLDING L."""
    written = fold(text).text.strip()
    if len(written) < _LEAST_CUT or not written.isascii() or " " not in written:
        return None
    found: dict[str, Security] = {}
    for security in rules.directory.search(text):
        names = (security.name, *security.aliases)
        if any(fold(name).text.startswith(written) for name in names):
            found.setdefault(rules.directory.issuer(security.symbol), security)
    return next(iter(found.values())) if len(found) == 1 else None


def alone(text: str, rules: Rules, *, near: bool = True) -> Finding:
    """Return what a cell or a line asks for that has nothing beside it: `aapl` and `700` too.

    One that is `near` a company's name is asked about.
    """
    security = known_code(text, None, rules)
    if security is not None and not (text.isalpha() and is_english_word(text.lower())):
        return _company(text, security)
    if _MARKET_FIRST.fullmatch(text) or text.startswith("$$"):
        return text
    meaning = meaning_of(text, rules.directory, near=near)
    return text if meaning is None else chosen(text, meaning, rules)


def entry(code: str, names: Sequence[str], market: Market | None, rules: Rules) -> Finding:
    """Return the company of an entry with a code and with names, each of which may be missing."""
    names = [name for name in names if name]
    text = " ".join(filter(None, (code, *names)))
    name, named = _named(names, rules)
    coded = known_code(code, market, rules) or _share_class(code, names, rules)
    if coded is None:
        if named is not None:
            return _company(name, named)
        if code and (market is not None or _MARKET_FIRST.fullmatch(code)):
            return text
        return next(_meant([code] if code else names, rules, near=not code), text)
    is_fit = any(fits(each, coded, rules) for each in names)
    if not is_fit and any(_INDEX_OR_FUND.search(each) for each in names):
        return text
    if not is_fit and named is not None:
        if code.isdecimal() and named.symbol[2:] == f"{code:0>6}":  # a sheet cut its zeros
            return _company(name, named)
        return Ambiguous(text, (coded, named))
    if not is_fit and market is None and _is_rather_a_word(code):
        return Ambiguous(text, (coded,)) if names else text
    return _company(name if named and is_fit else code, coded)


def _named(names: Sequence[str], rules: Rules) -> tuple[str, Security | None]:
    """Return the first name that surely is a company's, and the company."""
    for name in names:
        if not is_money(name) and (security := known_name(name, rules)):
            return name, security
    return "", None


def _company(text: str, security: Security) -> ParsedQuery:
    return ParsedQuery(query_for(security), text, security)


def _meant(texts: Sequence[str], rules: Rules, *, near: bool) -> Iterator[Finding]:
    """Yield what texts mean that mean no company for sure."""
    for text in texts:
        if is_money(text) or (_is_rather_a_word(text) and known_name(text, rules) is None):
            continue
        found = alone(text, rules, near=near)
        if not isinstance(found, str):
            yield found


def is_money(code: str) -> bool:
    """Return whether a cell says rather that money is held: CASH, USD."""
    return code.upper() in _MONEY


def _is_rather_a_word(code: str) -> bool:
    is_word = not code.isupper() and is_english_word(code.lower())
    return is_money(code) or (code.isalpha() and is_word)


def _share_class(code: str, names: Sequence[str], rules: Rules) -> Security | None:
    """Return the share whose class a broker writes without a point, BRKB, if its name says so."""
    parts = _SHARE_CLASS.fullmatch(code)
    found = known_code(f"{parts[1]}.{parts[2]}", None, rules) if parts else None
    return found if found and any(fits(name, found, rules) for name in names) else None


def belongs_elsewhere(name: str, security: Security, rules: Rules) -> bool:
    """Return whether a name in Latin letters has no word of any that a ticker's company bears.

    Paris and Milan have tickers of their own, and many are those of American companies: OR.
    """
    words = _words(name) if name.isascii() else []
    if market_of_symbol(security.symbol) != "us" or fits(name, security, rules):
        return False
    known = {
        word
        for each in (security.name, *security.aliases)
        if ":" not in each
        for word in _words(each)
    }
    return (
        bool(words)
        and security.symbol.lower() not in words
        and not any(
            one.startswith(other) or other.startswith(one) for one in words for other in known
        )
    )


def _words(name: str) -> list[str]:
    """Return the words of a name that tell it from others, and all of it as one: JP Morgan."""
    words = _NO_LETTER.split(fold(name).text)
    return [word for word in ("".join(words), *words) if len(word) >= _LEAST_WORD]


def _are_one(one: Security, other: Security, rules: Rules) -> bool:
    return one.symbol in rules.directory.listings(other.symbol)


def fits(name: str, security: Security, rules: Rules) -> bool:
    """Return whether a name is or begins as one of a company's, which brokers cut and lengthen."""
    if any(_are_one(each, security, rules) for each in rules.directory.resolve(name)):
        return True
    written = _beginning(name)
    return bool(written) and written in {
        _beginning(known) for known in (security.name, *security.aliases) if ":" not in known
    }


def _beginning(name: str) -> str:
    """Return the first word of a name, or its first two Chinese characters."""
    folded = fold(name).text.strip()
    return re.split(r"[ .,]", folded)[0] if folded.isascii() else folded[:2]
