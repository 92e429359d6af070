"""What a name tells by itself, and the code that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from notifier.securities.codes import CodeMention
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.known_names import KnownName
from notifier.securities.names import NameKind
from notifier.securities.places import Places
from notifier.securities.priors import Prior

_PRIOR_SIGN = {
    Prior.DISTINCT: Sign.DISTINCT_NAME,
    Prior.COINED: Sign.COINED_NAME,
    Prior.SHORT: Sign.SHORT_NAME,
    Prior.LOCAL: Sign.LOCAL_NAME,
    Prior.COMPOUND: Sign.COMPOUND_NAME,
    Prior.RARE: Sign.RARE_NAME,
    Prior.ORDINARY: Sign.ORDINARY_NAME,
}
_PHRASES = frozenset({Prior.COMPOUND, Prior.ORDINARY})
_KIND_SIGN = {
    NameKind.WEAK: Sign.WEAK_NAME,
    NameKind.BUSINESS: Sign.BUSINESS,
    NameKind.GROUP: Sign.GROUP,
}
_RARE_RANK = 10_000
"""English words behind so many others are seldom used, or are names themselves."""

_FIRST_OF_WORDS = -2.0
"""What it weighs that the first word of a name is also a word: a person may be called so."""

_SHORT = 2
_CODE_LENGTH = 6
_CODE_BEFORE = re.compile(r"(?<![a-z\d])(\d{6}|[a-z]{2,5}(?= ?[,;|\t]))[ ,;|\t]{0,3}\Z")
"""As tables have it: 300024 机器人 17.2, or MAT,Mattel,Buy."""

_LONGER_WITH_CODE = re.compile(r"[\u4e00-\u9fff]{1,2}\(([03468]\d{5})\)")
"""A name that begins with a short one, and its code: 华旺股份(832514), which is not 华旺科技."""

_SHORT_CODE_BEHIND = re.compile(r" ?\((\d{1,4})\)")
"""Hong Kong's press leaves the zeros out: 吉利(175)."""

_TABLE_REACH = 10


def weigh_name(
    candidate: Candidate,
    name: KnownName,
    kind: NameKind,
    places: Places,
    english: Mapping[str, int],
) -> None:
    """Add what a name is by itself, and as plain language; `english` ranks English words."""
    prior = candidate.prior = places.prior(name)
    if kind is NameKind.LEGAL:
        candidate.add(Evidence(Sign.LEGAL_NAME, name.text))
    elif kind is NameKind.TICKER:
        candidate.add(Evidence(Sign.TICKER_NAME, name.text.upper()))
        *_, written = candidate.passage.surface(candidate.start, candidate.end)
        if not written.isupper():
            # Traders write aapl, nobody Aapl.
            is_refused = written[0].isupper()
            candidate.add(Evidence(Sign.NO_TICKER if is_refused else Sign.LOWER_CASE, written))
    elif kind is NameKind.FIRST_WORD:
        candidate.add(Evidence(Sign.FIRST_WORD, name.text))
        if name.text in english:
            candidate.add(Evidence(Sign.ENGLISH_WORD, name.text, learned=_FIRST_OF_WORDS))
    else:
        if sign := _KIND_SIGN.get(kind):
            candidate.add(Evidence(sign, name.text))
        candidate.add(_as_language(name, prior, places, english))
    if kind is NameKind.WEAK and candidate.passage.text.endswith("st", 0, candidate.start):
        candidate.add(Evidence(Sign.STATUS_NAME, "ST"))


def _as_language(
    name: KnownName, prior: Prior, places: Places, english: Mapping[str, int]
) -> Evidence:
    """Return what a name is as plain language."""
    if name.is_latin and prior is Prior.ORDINARY:
        is_rare = english.get(name.text, 0) > _RARE_RANK
        return Evidence(Sign.RARE_ENGLISH if is_rare else Sign.ENGLISH_WORD, name.text)
    if name.is_latin or prior not in _PHRASES:
        return Evidence(_PRIOR_SIGN[prior], name.text)
    weight = round(places.weight_as_phrase(name), 2)
    return Evidence(_PRIOR_SIGN[prior], name.text, learned=weight)


def weigh_code(
    candidate: Candidate, code: CodeMention | None, issuer_of: Callable[[str], str | None]
) -> None:
    """Add what the code beside a name tells; `issuer_of` finds the issuer that a code means."""
    if code is None:
        text, start, end = candidate.passage.text, candidate.start, candidate.end
        behind = text[end : end + _CODE_LENGTH]
        short = _SHORT_CODE_BEHIND.match(text, end)
        before = _CODE_BEFORE.search(text, max(0, start - _TABLE_REACH), start)
        if behind.isdecimal() and issuer_of(behind) == candidate.issuer:
            candidate.add(Evidence(Sign.OWN_CODE, behind))
            candidate.after = end + _CODE_LENGTH
        elif short and issuer_of(f"{short[1]:0>5}.HK") == candidate.issuer:
            candidate.add(Evidence(Sign.OWN_CODE, short[1]))
            candidate.after = short.end()
        elif before and issuer_of(before[1]) == candidate.issuer:
            candidate.add(Evidence(Sign.OWN_CODE, before[1]))
        elif (
            end - start == _SHORT
            and (longer := _LONGER_WITH_CODE.match(text, end))
            and issuer_of(longer[1]) != candidate.issuer
        ):
            candidate.add(Evidence(Sign.OTHER_CODE, longer[1]))
    elif issuer_of(code.symbol) != candidate.issuer:
        candidate.add(Evidence(Sign.OTHER_CODE, code.symbol))
    else:
        candidate.symbol = code.symbol
        sign = Sign.MACHINE_CODE if code.is_inserted else Sign.OWN_CODE
        candidate.add(Evidence(sign, code.symbol))
