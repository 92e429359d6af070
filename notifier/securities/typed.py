"""What a typed text can mean: a company for sure, a company or a word, or nearly a company."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from notifier.core.folding import CJK, fold
from notifier.core.model import Security
from notifier.securities.aliases import shipped_aliases
from notifier.securities.codes import MARKETS, market
from notifier.securities.directory import Directory
from notifier.securities.lexicon import WordKind, is_english_word, shipped_words
from notifier.securities.names import NameKind, english_core, is_latin
from notifier.securities.search import sound_alike

_SHORT_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_OF_MARKET = re.compile(r"(?:US|NASDAQ|NYSE|AMEX) ([A-Za-z.]{1,6})", re.IGNORECASE)
_CODE = r"[A-Za-z]{0,4}[.:]?\d{4,6}(?:\.[A-Za-z]{2})?"
_NAME_AND_CODE = re.compile(
    rf"(?P<name>[{CJK}]{{2,8}})[ (:]*(?P<code>{_CODE})\)?"
    rf"|(?P<first>{_CODE}) *(?P<then>[{CJK}]{{2,8}})"
)
_CODE_FIRST = re.compile(r"(?P<code>[A-Za-z.]{1,7})[\s:-]+(?P<name>.+)")
_CODE_LAST = re.compile(r"(?P<name>.+?)[\s:-]+(?P<code>[A-Z.]{1,7})")
"""`AAPL 苹果`, `AAPL - Apple Inc` and `Apple AAPL`."""
_OF_LISTING = re.compile(
    r"(?P<name>.{2,}?)(?:'s)?[\s的]*(?:(?P<mainland>A股|(?i:A[- ]shares?))|"
    r"(?P<hong_kong>[H港]股|HK|(?i:H[- ]shares?|Hong Kong(?: listing| shares?)?))|"
    r"(?P<us>美股|AD[RS]s?|US(?: listing| shares?)?))"
)
"""A company with one of its listings: 比亚迪H股, `NIO HK`."""
_LISTED_FIRST = re.compile(
    r"(?:(?P<mainland>A股)|(?P<hong_kong>[H港]股)|(?P<us>美股))的?(?P<name>.{2,})", re.IGNORECASE
)
"""The same the other way round: 美股的阿里."""
_IN_BRACKETS = re.compile(
    r"(?P<name>.{2,}?) *[(\[【] *(?:"
    r"(?P<both>A股? *[+/&、] *H股?|H股? *[+/&、] *A股?)|"
    r"(?P<mainland>A股?|A[- ]shares?|CN|S[HSZ]|[沪深滬](?:市|股|深|交所)?)|"
    r"(?P<hong_kong>[H港]股?|HK|香港|港交所|H[- ]shares?|HKEX|Hong Kong)|"
    r"(?P<us>美股?|U\.?S\.?A?|NYSE|NASDAQ|AD[RS]s?)|"
    r"(?P<other>\w股|[A-Z]|UK|LSE|LON|(?:class|series) [A-Z])) *[)\]】]",
    re.IGNORECASE,
)
"""A company with one of its listings in brackets: 比亚迪(H). There a letter is no ticker."""
_NOTED = re.compile(r"(?P<name>.{2,}?) *\([A-Za-z.]{1,5}\)")
_AND = re.compile(r" and ", re.IGNORECASE)
_COMMON = 8
"""A company's name that is a word of this frequency (a power of two) may be meant as that word."""
_LEAST_LATIN = 5
_LEAST_CHINESE = 2
_MOST = 3


class Certainty(StrEnum):
    """How sure it is that companies are meant."""

    SURE = "sure"
    EITHER = "either"  # or the word itself: aapl, 700, Meta
    NEAR = "near"  # they are called nearly so: 五粮夜


@dataclass(frozen=True, slots=True)
class Meaning:
    """The companies that a text may mean, the likeliest first."""

    securities: tuple[Security, ...]
    certainty: Certainty


def meaning_of(text: str, directory: Directory, *, near: bool = True) -> Meaning | None:
    """Return which companies a typed text may mean; None where it can only be words.

    To look for those called `near` so takes milliseconds: too long for each word of a list.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    found = (
        directory.resolve(text)
        or _named_and_coded(text, directory)
        or directory.resolve(_AND.sub(" & ", text))
    )
    if found and not _is_note(text, found, directory):
        is_word = _is_rather_a_word(text, found) or _is_short(text) or _is_owned(text)
        return Meaning(found, Certainty.EITHER if is_word else Certainty.SURE)
    if _SHORT_NUMBER.fullmatch(text) and (share := directory.find_code(f"{text}.HK")):
        return Meaning((share,), Certainty.EITHER)
    if (of_market := _OF_MARKET.fullmatch(text)) and (share := directory.find_code(of_market[1])):
        is_word = is_english_word(of_market[1].lower())
        return Meaning((share,), Certainty.EITHER if is_word else Certainty.SURE)
    if listed := _of_listing(text, directory):
        return listed
    if spelt := directory.find_by_pinyin(text):
        return Meaning(spelt, Certainty.EITHER)
    if near and (similar := near_names(text, directory)):
        return Meaning(similar, Certainty.NEAR)
    return None


def meaning_of_registered(text: str, directory: Directory) -> Meaning | None:
    """Return what a registered name means without its company's form: TENCENT HOLDINGS LTD.

    Of American companies the registered names are known, and another form is another company's.
    """
    name = fold(text).text.strip()
    bare = english_core(name)
    meaning = meaning_of(bare, directory, near=False) if bare != name else None
    if meaning and any(market(each.symbol) == MARKETS[-1] for each in meaning.securities):
        return None
    return meaning


def _is_note(text: str, found: Sequence[Security], directory: Directory) -> bool:
    """Return whether letters in brackets, found as a ticker, only say something of a company.

    The H of 比亚迪(H) is a listing, and not Hyatt; the AI of 百度(AI) a word.
    """
    noted = _NOTED.fullmatch(text)
    named = directory.resolve(noted["name"]) if noted else ()
    shares = {share for each in named for share in directory.listings(each.symbol)}
    return bool(named) and shares.isdisjoint(each.symbol for each in found)


def _of_listing(text: str, directory: Directory) -> Meaning | None:
    """Return the company whose listing is named, by that one where it has it."""
    forms = (_IN_BRACKETS, _OF_LISTING, _LISTED_FIRST)
    named = next((found for form in forms if (found := form.fullmatch(text))), None)
    meaning = meaning_of(named["name"], directory, near=False) if named else None
    if named is None or meaning is None:
        return None
    said = (group for group, words in named.groupdict().items() if words and group != "name")
    where = next(said).replace("_", "-")
    shares = [other for each in meaning.securities for other in directory.shares(each.symbol)]
    there = [directory.get(each) for each in dict.fromkeys(shares) if market(each) == where]
    return Meaning(tuple(each for each in there if each) or meaning.securities, meaning.certainty)


def is_listing(text: str) -> bool:
    """Return whether a text names shares by their market, and no company: 港股."""
    return _OF_LISTING.fullmatch(f"—— {text.removeprefix('the ')}") is not None


def near_names(text: str, directory: Directory) -> tuple[Security, ...]:
    """Return the companies whose names a text misses by a slip: one character, or its sound."""
    folded = fold(text).text.strip()
    if is_latin(folded):
        is_word = is_english_word(folded) or is_english_word(folded.removesuffix("s"))
        if is_word or len(folded) < _LEAST_LATIN or not folded.replace(" ", "").isalpha():
            return ()
        slips = [name for name in directory.names_like(folded) if _differ_by_one(folded, name)]
    else:
        if len(folded) < _LEAST_CHINESE or not folded.isalnum():
            return ()
        if len(folded) == _LEAST_CHINESE and shipped_words().frequency(folded):
            return ()
        slips = [
            name
            for name in directory.names_like(folded)
            if sound_alike(folded, name)
            or (len(folded) > _LEAST_CHINESE + 1 and _differ_by_one(folded, name))
        ]
    found = [security for name in slips for security in directory.resolve(name)[:1]]
    return tuple(dict.fromkeys(found))[:_MOST]


def _named_and_coded(text: str, directory: Directory) -> tuple[Security, ...]:
    """Return the company whose name and code are written side by side: 招商银行600036."""
    if joined := _NAME_AND_CODE.fullmatch(text):
        pairs = [(joined["code"] or joined["first"], joined["name"] or joined["then"])]
    else:
        first, last = _CODE_FIRST.fullmatch(text), _CODE_LAST.fullmatch(text)
        pairs = [(each["code"], each["name"]) for each in (first, last) if each]
    for code, name in pairs:
        coded = directory.find_code(code)
        named = {each.symbol for each in directory.resolve(name)}
        if coded is not None and not named.isdisjoint(directory.listings(coded.symbol)):
            return (coded,)
    return ()


def _is_rather_a_word(text: str, found: Sequence[Security]) -> bool:
    """Return whether a name or letters, as typed, are rather a word: 机器人, `now`, but not `NOW`.

    What the press calls a company (小米) is a company, also where it is a word.
    """
    if not text.isascii():
        words, word = shipped_words(), fold(text).text
        is_name = words.kind(word) in {WordKind.ORGANISATION, WordKind.PERSON}
        is_word = words.frequency(word) >= _COMMON and not is_name
        return is_word and all(each.name == text for each in found)
    if not text.isalpha() or text.isupper():
        return False
    if all(each.symbol == text.upper() for each in found):
        return True
    return text.islower() and is_english_word(text) and text not in shipped_aliases().brands


def _is_short(text: str) -> bool:
    """Return whether a ticker is so short that the word may be meant: `AI`, `ON`."""
    return len(text) <= 2 and text.isascii() and text.isalpha()


def _is_owned(text: str) -> bool:
    """Return whether a company owns it, and news of it alone may be wanted: Wegovy, 阿里云."""
    return fold(text).text in _names_of_businesses()


@cache
def _names_of_businesses() -> frozenset[str]:
    aliases = shipped_aliases().aliases
    return frozenset(alias.name for alias in aliases if alias.kind is NameKind.BUSINESS)


def _differ_by_one(one: str, other: str) -> bool:
    """Return whether one is the other with a character changed, left out, added or two swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(one) == len(other):
        swapped = rest[1:2] + rest[:1] + rest[2:]
        return rest[1:] == other_rest[1:] or swapped == other_rest
    longer, shorter = sorted((rest, other_rest), key=len, reverse=True)
    return longer[1:] == shorter
