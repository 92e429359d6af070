"""The forms of a security's name: what to strip from it, and what each form is worth.

Exchanges decorate short names (ST, XD, -W, A); registries give legal names; newspapers use the
core. Every name is folded, so that Traditional, full-width and upper-case forms are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from notifier.core.folding import fold
from notifier.core.model import Security
from notifier.securities.context_words import INDICES


class NameKind(StrEnum):
    """What sort of name a form is, from the surest to the least sure."""

    LEGAL = "legal"  # the registered name: 科大讯飞股份有限公司, Apple Inc.
    LISTED = "listed"  # the exchange's short name, or another full name
    LATIN = "latin"  # a name in Latin letters: matches on word boundaries
    SHORT = "short"  # a name's beginning, as the press has it, 赣锋: only where it stands by itself
    CUT = "cut"  # what the exchange's mark of a day leaves of a name: XD贵州茅
    BUSINESS = "business"  # a business or brand that stands for its owner: 阿里云
    HONG_KONG = "hong-kong"  # what Hong Kong's press calls a company: 東亞, in its characters only
    GROUP = "group"  # one word for several issuers: 三大运营商
    FIRST_WORD = "first-word"  # how the press shortens a long name: Valero, of Valero Energy
    TICKER = "ticker"  # a bare symbol of letters, NVDA
    WEAK = "weak"  # never matches alone: the core of ST标准


class NameForm(NamedTuple):
    """One folded name, with what it is."""

    text: str
    kind: NameKind
    is_main: bool = False
    """Whether the exchange itself shows the security under this name."""


DAY_MARKS: Final = ("xd", "xr", "dr")
"""What stands before a name on the day its share goes without a right, folded."""

_STATUS_PREFIX: Final = re.compile(r"^(?:s\*st|\*st|sst|st|g(?=[\u4e00-\u9fff]))\s*")
_DAY_PREFIX: Final = re.compile(r"^(?:xd|xr|dr|[ncs])(?=[\u4e00-\u9fff])")
_LISTING_SUFFIX: Final = re.compile(r"-(?:u|w|uw|wd|s|sw|b|r|swr|wr|sr|p|d|sb|bw|ss)$")
_CLASS_LETTER: Final = re.compile(r"(?<=[\u4e00-\u9fff])[ab]$")
_DELISTING: Final = re.compile(r"(?<=[\u4e00-\u9fff])退$|^退市(?=[\u4e00-\u9fff])")
_LEGAL_ENDING: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司)$"
    r"|[ ,.](?:inc|incorporated|corp|corporation|ltd|limited|plc|llc|l\.p|lp|n\.v|s\.a|co|company)"
    r"\.?(?: /[a-z]{2,3}/)?$",
)
_ENGLISH_TAIL: Final = re.compile(
    r"[ ,.]+(?:inc|incorporated|corp|corporation|ltd|limited|plc|llc|co|company|holdings?|group"
    r"|\(the\)|n\.v|s\.a|se|ag|the)\.?$",
)
_LATIN: Final = re.compile(r"^[\x00-\u024f]+$")
_SHARE_CLASS: Final = re.compile(
    r" (?:class [a-z]|common|ordinary|american depositary|depositary|sponsored|adr|ads"
    r"|capital stock|new common|subordinate|registered|units?|warrants?|rights?|series"
    r"|limited partnership|shares? of|share rights?"
    r"|\d+(?:\.\d+)?%)(?!\w).*$",
)

_MAY_BE_DECORATED: Final = re.compile(r"^[a-z*退]|[a-z退]$")
"""Most names are not, which is quicker to see than by all of the above."""

_TRADING_NAME: Final = re.compile(
    r"^(.{2,8}(?:证券|银行|信托|期货|保险|人寿|药业|制药|重工|钢铁|电器|电气|啤酒|航空|机场|集团))"
    r"(?:\(集团\))?(?:股份有限公司|有限责任公司|有限公司)$",
)
"""What a company is called for short by its registered name: 太平洋证券股份有限公司."""

_SYMBOL: Final = re.compile(r"^(?:BJ|SH|SZ)\d{6}$")
_NO_NAME: Final = ("py:", "cik:", "type:")
_WEAK: Final = "weak:"


def core(name: str) -> tuple[str, bool]:
    """Strip what an exchange adds to a folded name; say also whether a status (ST …) was there."""
    if not _MAY_BE_DECORATED.search(name):
        return name, False
    bare = _STATUS_PREFIX.sub("", name)
    status = bare != name
    bare = _DELISTING.sub("", _DAY_PREFIX.sub("", bare))
    bare = _CLASS_LETTER.sub("", _LISTING_SUFFIX.sub("", bare))
    return bare, status


def is_latin(name: str) -> bool:
    """Return whether a name has only Latin letters, so that word boundaries matter."""
    return _LATIN.match(name) is not None


def english_core(name: str) -> str:
    """Strip share classes and company forms from a folded English name: apple inc. → apple."""
    bare = _SHARE_CLASS.sub("", name)
    while (shorter := _ENGLISH_TAIL.sub("", bare)) != bare and len(shorter) > 1:
        bare = shorter
    return bare.strip(" ,.")


def name_forms(securities: Iterable[Security]) -> dict[str, tuple[NameForm, ...]]:
    """Return every form of every security's names by its symbol, without repetitions."""
    found: dict[str, dict[str, NameForm]] = {}
    written = [(each.symbol, name) for each in securities for name in _names_of(each)]
    for (symbol, name), folded in zip(written, _fold_all(name for _, name in written), strict=True):
        forms = found.get(symbol)
        is_main = forms is None
        if forms is None:
            forms = found[symbol] = {}
        for form in _forms_of(name, folded, is_main=is_main):
            known = forms.get(form.text)
            # What an alias says outright is no longer vague: 闻泰, of *ST闻泰.
            if len(form.text) > 1 and (known is None or known.kind is NameKind.WEAK):
                forms[form.text] = form
    return {symbol: tuple(forms.values()) for symbol, forms in found.items()}


def _names_of(security: Security) -> Iterator[str]:
    """Yield the name that the exchange shows, then those aliases that are names."""
    yield security.name
    for alias in security.aliases:
        if not (alias.startswith(_NO_NAME) or _SYMBOL.match(alias)):
            yield alias


def _fold_all(names: Iterable[str]) -> list[str]:
    """Fold many names at once, which is several times quicker than one by one."""
    written = [name.removeprefix(_WEAK) for name in names]
    folded = fold("\n".join(written)).text.split("\n")
    if len(folded) == len(written):
        return folded
    return [fold(name).text for name in written]  # a name with a line break in it


def _forms_of(written: str, folded: str, *, is_main: bool) -> Iterator[NameForm]:
    if written.startswith(_WEAK):
        yield NameForm(folded, NameKind.WEAK)
        return
    name = folded.strip()
    is_legal = _LEGAL_ENDING.search(name) is not None
    if is_latin(name):
        yield NameForm(name, NameKind.LEGAL if is_legal else NameKind.LATIN, is_main)
        if (bare := english_core(name)) not in INDICES:
            yield NameForm(bare, NameKind.LATIN, is_main)
        return
    yield NameForm(name, NameKind.LEGAL if is_legal else NameKind.LISTED, is_main)
    if is_legal and (trading := _TRADING_NAME.match(name)):
        yield NameForm(trading[1], NameKind.LISTED)
    bare, status = core(name)
    if bare != name:
        is_weak = status and len(bare) <= 2
        yield NameForm(bare, NameKind.WEAK if is_weak else NameKind.LISTED, is_main)
