"""What stands around a Chinese name, read as signs for and against a company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.codes import CodeMention
from notifier.securities.context_words import WordTable
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.known_names import KnownName
from notifier.securities.lexicon import WordKind, Words
from notifier.securities.passage import Passage
from notifier.securities.pieces import may_be_cut, pieces_beside
from notifier.securities.priors import Prior

_COMPANY_AFTER: Final = WordTable(table.COMPANY_AFTER)
_MILD_AFTER: Final = WordTable(table.MILD_AFTER)
_AFTER_TABLES: Final = (
    (Sign.COMPANY_AFTER, _COMPANY_AFTER),
    (Sign.MILD_AFTER, _MILD_AFTER),
)
PLAIN: Final = frozenset({Prior.COMPOUND, Prior.RARE, Prior.ORDINARY})
"""What a name can be that is made of nothing but words."""

DOUBTFUL: Final = PLAIN | {Prior.SHORT, Prior.LOCAL}
"""What a name can be that has to be confirmed by what stands around it."""

JUDGED: Final = DOUBTFUL | {Prior.COINED}
"""What the model is asked about."""

COUNTED: Final = frozenset(
    {
        *(Sign.CROSSED, Sign.WORK_TITLE, Sign.GROUP_AFTER, Sign.FIRM_AFTER, Sign.LONGER_NAME),
        *(Sign.SECTOR, Sign.PLACE_BEFORE, Sign.USED),
    }
)
"""Signs that count beside what the model says of a doubtful name; the others are its features."""

_GROUP: Final = "集团"
_FIRM_AFTER: Final = re.compile("|".join(table.FIRM_AFTER.split()))
_TRADE_AFTER: Final = re.compile(table.TRADE_AFTER)
_TRADE_AFTER_ANY: Final = re.compile(table.TRADE_AFTER_ANY)
_USED_BEFORE: Final = re.compile(table.USED_BEFORE)
_USED_AFTER: Final = re.compile(table.USED_AFTER)
_USED_REACH: Final = 2
_THING_AFTER: Final = re.compile(table.THING_AFTER)
_BOND_AFTER: Final = "转债"
_LONGEST_IN_BOND: Final = 3
"""Bonds are called by the company's shortest name: 南航转债."""

_BEHIND_VERB: Final = ("到", "起")
_NO_SHARE: Final = re.compile(table.NO_SHARE + r"\Z")
_NO_SHARE_REACH: Final = 14
_HELD_BEFORE: Final = re.compile(table.HELD_BEFORE)
_HELD_REACH: Final = 12
_PLACES_IN_SHORT: Final = frozenset(table.PLACES_IN_SHORT.split())
_MARKET_TEXT: Final = re.compile("|".join(map(re.escape, table.MARKET_TEXT.split())))
_SPORT: Final = re.compile(table.SPORT_TEXT)
_TIME: Final = re.compile(rf"{table.TIME}+")
_ON_MARKET: Final = re.compile(r"在?(?:港股|美股|[ah]股)(?:市场)?")
_MOVES: Final = re.compile(rf"\d{{1,2}}(?:天\d{{1,2}}|连)?板|{table.MOVE}")
_SECTORS_AFTER: Final = re.compile(table.SECTOR_LIST_AFTER)
_SECTORS_BEFORE: Final = re.compile(table.SECTOR_LIST_BEFORE)
_SECTORS_REACH: Final = 36
_WORK_TITLE: Final = re.compile(r"《(?![^《》]*(?:公告|报告|协议|合同|股份))[^《》]{2,20}》")
_CLOSING: Final = re.compile(r"[”\"』」'’]")
_ORGANISATION: Final = re.compile(
    r"有限公司|有限责任公司|有限合伙|股份公司|合作社|大学|学院|中学|小学|医院|[^通]园(?![一二三四五六七八九十\d]+期)|[片园新景街社港]区"
    r"|开发区|示范区|试验区|协会|学会|商会|交易所|交易中心|委员会|联合会|论坛|基金会|研究院|研究所|博物馆"
    r"|大厦|广场|街道"
)
_REGISTERED: Final = re.compile(r"[\u4e00-\u9fff]{0,8}股份有限公司")
"""What follows a name in a listed company's registered name: 三利谱光电科技股份有限公司."""

_COUNTRIES: Final = frozenset(table.COUNTRIES.split())
_NAME_ENDS: Final = re.compile(r"[^\u4e00-\u9fff()·a-z0-9]|[多\d二三几数]家")
"""What no name of an organisation goes over: a comma, and 多家 before hospitals."""
_ORGANISATION_REACH: Final = 20
_NAME_BITS: Final = 6
"""How common a name that is no phrase is taken to be, against words that cross its edges."""

_WORD: Final = 2
"""Characters of most words, so of the last word of a name: 上海|银行."""

_BITS_PER_CHARACTER: Final = 1.5
"""Short names come up by chance more often."""


def is_doubtful(found: Candidate, name: KnownName) -> bool:
    """Return whether only the whole of what stands around a name can tell whether it is one."""
    is_settled = name.is_weak or found.has(Sign.LEGAL_NAME, Sign.OWN_CODE)
    return not (name.is_latin or is_settled) and found.prior in JUDGED


def evidence_around(found: Candidate, words: Words) -> Iterator[Evidence]:
    """Read the surroundings of a Chinese name."""
    passage, start, after = found.passage, found.start, found.after
    text = passage.text
    follows = next(company_evidence_at(text, after), None)
    if work := _WORK_TITLE.match(text, max(0, start - 1)):
        yield Evidence(Sign.WORK_TITLE, work[0])
    if crossed := _crossed(found, words, follows):
        yield Evidence(Sign.CROSSED, crossed)
    if text.startswith("有限公司", after) and not passage.begins_at(start):
        yield Evidence(Sign.LONGER_NAME, text[max(0, start - 2) : after + 4])
    used = _USED_BEFORE.search(text, max(0, start - _USED_REACH), start) or _USED_AFTER.match(
        text, after
    )
    if used:
        yield Evidence(Sign.USED, used[0])
    yield from _signs_after(found, follows)
    yield from _signs_before(found, words)
    if (sport := passage.of_sentence(start, _sport)) and not passage.of_sentence(
        start, market_text
    ):
        yield Evidence(Sign.SPORT, sport)
    yield from pieces_beside(found, words, follows)
    # Behind a code the sentence says nothing new; a machine's codes stand in such sentences only.
    is_open = found.prior in JUDGED and not found.is_coded
    if is_open and (market := passage.of_sentence(start, market_text)):
        yield Evidence(Sign.MARKET_TEXT, market)


def _crossed(found: Candidate, words: Words, follows: Evidence | None) -> str | None:
    """Return the word that a name is cut out of, unless what follows goes with companies only."""
    passage, start, end = found.passage, found.start, found.end
    left, right = passage.chinese_around(start, end)
    if follows and follows.sign is Sign.COMPANY_AFTER:
        right = end
        left = start if found.prior is Prior.DISTINCT else left
    if left == start and right == end:
        return None
    if left == start and passage.text.startswith("等", end):
        return None  # the end of a list, not the beginning of a word
    around = passage.text[left:right], start - left, end - left
    is_verb = found.prior is Prior.ORDINARY and words.kind(found.name) is WordKind.VERB
    if is_verb and passage.text.startswith(_BEHIND_VERB, end):
        return passage.text[start : end + 1]  # 令人联想到
    is_coined = found.prior not in PLAIN
    bits = min(_NAME_BITS, int(_BITS_PER_CHARACTER * (end - start))) if is_coined else None
    if crossed := words.crossing(*around, name_bits=bits):
        return None if _is_thing_of(found, crossed, words) else crossed
    # The last word of a name may begin a longer one: 重庆|啤酒花, 中国|移动互联网.
    if found.prior is Prior.DISTINCT and end < right and not follows:
        parts = (
            (first, stop) for stop in range(end + 1, right + 1) for first in (end - 2, end - 1)
        )
        longer = {part for first, stop in parts if (part := passage.text[first:stop]) in words}
        crossed = words.crossing(*around, name_bits=None) if longer else None
        if crossed in longer and not _is_thing_of(found, crossed, words):
            return crossed
    return None


def _is_thing_of(found: Candidate, word: str, words: Words) -> bool:
    """Return whether a word is a sure name, or its end, with a word of its own behind.

    格力|空调 and 上海银行|信贷, but not 伊利|诺, nor 中国|电信诈骗: all the country's.
    """
    thing = word.removeprefix(found.name)
    if found.name[:_WORD] not in _COUNTRIES:
        thing = thing.removeprefix(found.name[-_WORD:])
    is_noun = len(thing) > 1 and words.kind(thing) is WordKind.NOUN
    is_own = is_noun and thing not in {word, _GROUP} and words.kind(word) is not WordKind.PLACE
    return found.prior is Prior.DISTINCT and is_own


def _signs_after(found: Candidate, follows: Evidence | None) -> Iterator[Evidence]:
    text, at = found.passage.text, found.after
    is_doubtful = found.prior in DOUBTFUL
    if closing := _CLOSING.match(text, at):
        at = closing.end()
        follows = next(company_evidence_at(text, at), None)
    if text.startswith(":", at):
        yield Evidence(Sign.COLON)
    elif (
        found.prior in JUDGED and not found.is_coded and (sectors := _SECTORS_AFTER.match(text, at))
    ):
        yield Evidence(Sign.SECTOR, sectors[0])
    elif is_doubtful and text.startswith(_GROUP, at):
        yield Evidence(Sign.GROUP_AFTER, _GROUP)
    elif trade := (_TRADE_AFTER if is_doubtful else _TRADE_AFTER_ANY).match(text, at):
        yield Evidence(Sign.FIRM_AFTER, trade[0])
    elif thing := _thing_after(found, at):
        yield Evidence(Sign.LONGER_NAME, thing)
    elif follows:
        yield follows
    elif may_be_cut(found) and (firm := _FIRM_AFTER.match(text, at)):
        yield Evidence(Sign.FIRM_AFTER, firm[0])
    elif is_doubtful and (longer := _longer_name(text, at)):
        yield Evidence(Sign.LONGER_NAME, longer)


def _thing_after(found: Candidate, at: int) -> str | None:
    """Return what makes a thing's name of the name that ends at `at`, whatever it is by itself."""
    text = found.passage.text
    if found.end - found.start <= _LONGEST_IN_BOND and text.startswith(_BOND_AFTER, at):
        return _BOND_AFTER
    thing = None if found.is_coded else _THING_AFTER.match(text, at)
    return thing[0] if thing else None


def _longer_name(text: str, at: int) -> str | None:
    """Return what makes an organisation's name of the name that ends at `at`."""
    found = _ORGANISATION.search(text, at, at + _ORGANISATION_REACH)
    if found is None or _NAME_ENDS.search(text, at, found.start()) or _REGISTERED.match(text, at):
        return None
    return text[at : found.end()]


def is_no_share(passage: Passage, code: CodeMention) -> bool:
    """Return whether a number in brackets is that of an index, a fund or something else."""
    before = passage.text[max(0, code.start - _NO_SHARE_REACH) : code.start]
    return code.is_number and _NO_SHARE.search(before) is not None


def company_evidence_at(text: str, at: int) -> Iterator[Evidence]:
    """Read what follows a name at `at`: what goes with companies, maybe after a time or 的."""
    if found := _MOVES.match(text, at):
        yield Evidence(Sign.COMPANY_AFTER, found[0])
        return
    places = [at]
    if market := _ON_MARKET.match(text, at):
        places.append(market.end())
    if time := _TIME.match(text, places[-1]):
        places.append(time.end())
    if text.startswith("的", at):
        places.append(at + 1)
    for sign, table_of_words in _AFTER_TABLES:
        for place in places:
            if word := table_of_words.at(text, place):
                yield Evidence(sign, word)
                return


def market_text(sentence: str) -> str | None:
    """Return a word that only sentences about shares and companies have."""
    found = _MARKET_TEXT.search(sentence)
    return found[0] if found else None


def _sport(sentence: str) -> str | None:
    found = _SPORT.search(sentence)
    return found[0] if found else None


def _signs_before(found: Candidate, words: Words) -> Iterator[Evidence]:
    passage, at = found.passage, found.start
    text = passage.text
    is_doubtful = found.prior in DOUBTFUL
    if found.prior in JUDGED and (
        sectors := _SECTORS_BEFORE.search(text, max(0, at - _SECTORS_REACH), at)
    ):
        yield Evidence(Sign.SECTOR, sectors[0])
    if word := table.COMPANY_WORDS_BEFORE.before(text, at):
        yield Evidence(Sign.COMPANY_BEFORE, word)
    elif held := _HELD_BEFORE.search(text, max(0, at - _HELD_REACH), at):
        yield Evidence(Sign.COMPANY_BEFORE, held[0])
    elif place := _place_of_namesake(found, words):
        yield Evidence(Sign.LONGER_NAME, place + text[at : found.end])
    elif is_doubtful and (place := _place_before(passage, at, words)):
        yield Evidence(Sign.PLACE_BEFORE, place)


def _place_of_namesake(found: Candidate, words: Words) -> str | None:
    """Return the place that makes another company's name of a sure but short one: 湖北同济堂."""
    if found.prior not in {Prior.COINED, Prior.SHORT} or found.is_coded:
        return None
    place = _place_before(found.passage, found.start, words)
    if place is None or len(place) == 1 or place in _COUNTRIES:
        return None
    return None if _REGISTERED.match(found.passage.text, found.end) else place


def _place_before(passage: Passage, at: int, words: Words) -> str | None:
    text = passage.text
    if passage.begins_at(at):
        return None
    for length in (4, 3, 2):
        place = text[max(0, at - length) : at]
        if len(place) == length and words.kind(place) is WordKind.PLACE:
            return place
    if text[at - 1] in _PLACES_IN_SHORT and passage.begins_at(at - 1):
        return text[at - 1]
    return None
