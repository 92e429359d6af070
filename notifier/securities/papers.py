"""What sort of paper a security is: a company's share, or its notes, preferred shares, warrants.

Lists say it by a mark, by the name under which a paper is listed, by its symbol, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from notifier.core.model import Security
from notifier.securities.codes import market

DERIVATIVE: Final = "type:derivative"
"""The alias by which a list says that a security is no share."""

DELISTED: Final = "type:delisted"
"""The alias of what an official list once had and has no more."""

_OTHER_NAME: Final = re.compile(
    r"prefer(?:red|ence)|depositary shares? (?:each|representing)|warrant|\brights?\b|\bnotes?\b"
    r"|\betns?\b|debenture|subordinated|\bdue 20\d\d|\d%"
    r"|(?<!partnership )(?<!partner )(?<!common )(?<!trust )\bunits?\b(?! of beneficial)",
)
_MAY_BE_OTHER: Final = re.compile("pref|depos|warrant|right|note|etn|debent|unit|subord|due|%")
"""Most names have none of these, which is quicker to see than by all of the above."""

_NOTE_NAME: Final = re.compile(r"\bnotes?\b|\betns?\b|debenture|\bdue 20\d\d")
_AMERICAN: Final = re.compile(r"american deposit[ao]ry.*")
"""A depositary share that stands for ordinary ones is the company's share abroad."""

_SHARE_NAME: Final = re.compile(
    r"common|ordinary|class [a-c]\b|american deposit[ao]ry|\bads\b|\badr\b|subordinate voting"
    r"|capital stock|of beneficial interest|(?:partnership|partner|trust) (?:units|interests)",
)
_OTHER_SYMBOL: Final = re.compile(r"^[A-Z]+\.(?:P|PR?[A-Z]|W|WS|WT[A-Z]?|U|UN|R|RT|RI)$")
_LETTERS_OF_FUNDS: Final = 3


def is_share(security: Security) -> bool:
    """Return whether a security is a company's share, as far as its names and symbol tell."""
    if DERIVATIVE not in security.aliases and market(security.symbol) != "us":
        return True
    names = _names(security)
    if _MAY_BE_OTHER.search(names) and _OTHER_NAME.search(names):
        return False
    is_marked = DERIVATIVE in security.aliases or _OTHER_SYMBOL.match(security.symbol)
    # A partnership's units are its shares, whatever a list calls them.
    return not is_marked or is_called_share(security)


def is_called_share(security: Security) -> bool:
    """Return whether a security is listed as one: as common stock, ordinary shares, ADS."""
    return _SHARE_NAME.search(_names(security)) is not None


def is_note(security: Security) -> bool:
    """Return whether a security is a debt, by the name under which it is listed."""
    return _NOTE_NAME.search(_names(security)) is not None


def are_funds(symbols: Sequence[str]) -> bool:
    """Return whether none of one company's American symbols, in a list's order, is its share's.

    A share comes first, whatever its letters, and others begin like it. Where symbols of several
    beginnings stand in alphabetical order, there are only notes or funds: those of UBS AG, whose
    share is UBS Group's.
    """
    plain = [symbol for symbol in symbols if "." not in symbol]
    is_sorted = plain == sorted(plain)
    return is_sorted and len({symbol[0] for symbol in plain}) >= _LETTERS_OF_FUNDS


def _names(security: Security) -> str:
    """Return what it is called, a name a line, in small letters."""
    names = "\n".join((security.name, *security.aliases)).lower()
    return _AMERICAN.sub("american depositary", names) if "american dep" in names else names
