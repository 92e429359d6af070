"""How new lists bring the directory up to date, and when they are believed. Pure.

A bad or shrunken answer never replaces a good directory, and no list takes a known name away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from notifier.core.errors import SecuritiesError
from notifier.core.folding import fold
from notifier.core.model import Security
from notifier.securities.exchange_lists import CNINFO, HKEX, MAINLAND_EXCHANGES, SEC
from notifier.securities.names import english_core, is_latin
from notifier.securities.papers import DELISTED

_DAY_NAME: Final = re.compile(r"^(?:XD|XR|DR|[NC](?=[\u4e00-\u9fff]))")
"""What the exchange puts before a name for a day, cutting the name's end off if need be."""

_CUTTING_MARKS: Final = ("XD", "XR", "DR")

_COVERED: Final[Mapping[str, set[str]]] = {
    CNINFO: set(MAINLAND_EXCHANGES.values()),
    HKEX: {"HKEX"},
    SEC: {"NASDAQ", "NYSE"},
}
"""The exchanges that a source lists: one that is missing from its answer has not closed."""

SMALLEST_SHARE: Final = 0.8
"""The share of a market's known symbols that a new list has to have to be believed."""


def merge(current: Sequence[Security], answer: Sequence[Security], source: str) -> list[Security]:
    """Return the current securities brought up to date by a new list of some exchanges.

    Raises SecuritiesError if the answer lacks more than a few of the symbols known to be listed on
    its exchanges; the current directory then stays as it is. What is known of a security stays
    with it: its aliases, and its old name when it was renamed. Names cut off by an ex-dividend
    mark do not replace good ones. What a list that is taken lacks is marked as delisted: it stays
    known, because articles go on naming it, and no later list has to have it.
    """
    exchanges = {security.exchange for security in answer} | _COVERED.get(source, set())
    answered = {security.symbol for security in answer}
    known = {security.symbol: security for security in current}
    for exchange in sorted(exchanges):
        listed = {
            security.symbol
            for security in current
            if security.exchange == exchange and DELISTED not in security.aliases
        }
        kept = listed & answered
        if len(kept) < len(listed) * SMALLEST_SHARE:
            raise SecuritiesError(
                f"{source}: the new list has only {len(kept)} of the {len(listed)} securities "
                f"known on {exchange}. It is not taken; the directory stays as it is.",
            )
    others = [
        _delisted(security) if security.exchange in exchanges else security
        for security in current
        if security.symbol not in answered
    ]
    return [*others, *(_renewed(known.get(found.symbol), found) for found in answer)]


def with_imports(listed: Iterable[Security], imported: Iterable[Security]) -> list[Security]:
    """Return the listed securities with what an operator's lists add to them, one after another.

    What is known of a security stays with it, as where an official list is merged.
    """
    found = {security.symbol: security for security in listed}
    for security in imported:
        found[security.symbol] = _renewed(found.get(security.symbol), security)
    return list(found.values())


def _delisted(security: Security) -> Security:
    if DELISTED in security.aliases:
        return security
    return replace(security, aliases=(*security.aliases, DELISTED))


def _renewed(old: Security | None, new: Security) -> Security:
    if old is None:
        return new
    is_old = _is_day_name(new.name, old.name) or _is_known_name(new.name, old)
    name = old.name if is_old else new.name
    former = (old.name,) if old.name != name else ()
    # "Common Stock" in a list's name tells a share from a note of the same company.
    listed_as = (new.name,) if is_old and is_latin(new.name) else ()
    known = {fold(each).text for each in (name, *old.aliases, *new.aliases)}
    added = (each for each in (*former, *listed_as) if fold(each).text not in known)
    aliases = dict.fromkeys((*old.aliases, *new.aliases, *added))
    aliases.pop(name, None)
    if DELISTED not in new.aliases:
        aliases.pop(DELISTED, None)
    return Security(new.symbol, new.exchange, name, tuple(aliases))


def _is_day_name(new: str, old: str) -> bool:
    """Return whether a name is only another one's form for a day: XD中信建 for 中信建投.

    Who was renamed that day is so called on the next.
    """
    bare = _DAY_NAME.sub("", new)
    return new.startswith(_CUTTING_MARKS) or (bare != new and old.startswith(bare[:2]))


def _is_known_name(new: str, old: Security) -> bool:
    """Return whether a name is the old one, or a longer Latin one that was known beside it.

    An everyday name stays the one that is shown: Verizon, also where a list has the registered one.
    """
    if _is_same_name(new, old.name):
        return True
    return is_latin(new) and any(
        _is_same_name(new, alias) for alias in old.aliases if is_latin(alias) and ":" not in alias
    )


def _is_same_name(new: str, old: str) -> bool:
    """Return whether two names differ only in script, width, case or company form."""
    one, other = fold(new).text, fold(old).text
    return one == other or (is_latin(one) and english_core(one) == english_core(other))
