"""What stands around a Chinese name, read as signs for and against a company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.context_words import WordTable
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.lexicon import WordKind, Words
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior

_COMPANY_AFTER: Final = WordTable(table.COMPANY_AFTER)
_MILD_AFTER: Final = WordTable(table.MILD_AFTER)
_AFTER_TABLES: Final = (
    (Sign.COMPANY_AFTER, _COMPANY_AFTER),
    (Sign.MILD_AFTER, _MILD_AFTER),
)
PLAIN: Final = frozenset({Prior.COMPOUND, Prior.RARE, Prior.ORDINARY})
"""What a name can be that has to be confirmed by what stands around it."""

_FIRM_AFTER: Final = re.compile("|".join(table.FIRM_AFTER.split()))
_COMPANY_BEFORE: Final = WordTable(table.COMPANY_BEFORE)
_MILD_BEFORE: Final = WordTable(table.MILD_BEFORE)
_PLACES_IN_SHORT: Final = frozenset(table.PLACES_IN_SHORT.split())
_ITEM_OF_NEWS: Final = re.compile("|".join(map(re.escape, table.ITEM_OF_NEWS.split())))
_MARKET_TEXT: Final = re.compile("|".join(map(re.escape, table.MARKET_TEXT.split())))
_TIME: Final = re.compile(rf"{table.TIME}+")
_TIME_BEFORE: Final = re.compile(rf"{table.TIME}\Z")
_LIMIT_UPS: Final = re.compile(r"\d{1,2}(?:天\d{1,2}|连)?板")
_TIME_REACH: Final = 8
_LIST_TAIL: Final = re.compile(table.LISTED_TAIL)
_SECTORS_AFTER: Final = re.compile(table.SECTOR_LIST_AFTER)
_SECTORS_BEFORE: Final = re.compile(table.SECTOR_LIST_BEFORE)
_SECTORS_REACH: Final = 36
_WORK_TITLE: Final = re.compile(r"《(?![^《》]*(?:公告|报告|协议|合同|股份))[^《》]{2,20}》")
_CLOSING: Final = re.compile(r"[”\"』」'’]")
_HEADLINE_REACH: Final = 60
_LONGER_NAME: Final = re.compile(
    r"[\u4e00-\u9fff()·a-z0-9]{0,16}?(?:有限公司|有限责任公司|有限合伙|股份公司|合作社"
    r"|大学|学院|中学|小学|医院|[^通]园|[片园新景街社港]区|开发区|示范区|试验区|协会|学会|商会|交易所|交易中心|委员会|联合会|论坛|基金会|研究院|研究所|博物馆|大厦|广场|街道)",
)
_FUNCTION_WORDS: Final = frozenset("的是在也都则还把让从以之而了吗呢吧啊就要会能可并只仅却")
_SENTENCE_END: Final = re.compile(r"[。!?\n]")
_NAME_BITS: Final = 6
"""How common a name that is no phrase is taken to be, against words that cross its edges."""

_BITS_PER_CHARACTER: Final = 1.5
"""Short names come up by chance more often."""

_NOUNS: Final = frozenset(
    {WordKind.NOUN, WordKind.PLACE, WordKind.ORGANISATION, WordKind.PROPER, WordKind.PERSON, None}
)


def evidence_around(found: Candidate, words: Words) -> Iterator[Evidence]:
    """Read the surroundings of a Chinese name."""
    passage, start, after = found.passage, found.start, found.after
    text = passage.text
    follows = next(company_evidence_at(text, after), None)
    if work := _WORK_TITLE.match(text, max(0, start - 1)):
        yield Evidence(Sign.WORK_TITLE, work[0])
    if crossed := _crossed(found, words, follows):
        yield Evidence(Sign.CROSSED, crossed)
    if passage.begins_at(start) and passage.ends_at(after):
        yield Evidence(Sign.ALONE)
    if text.startswith("有限公司", after) and not passage.begins_at(start):
        yield Evidence(Sign.LONGER_NAME, text[max(0, start - 2) : after + 4])
    if text[start - 1 : start] == "【":
        yield Evidence(Sign.BULLETIN)
    yield from _signs_after(found, words, follows)
    yield from _signs_before(found, words)
    # Behind a code the sentence says nothing new; a machine's codes stand in such sentences only.
    is_open = found.prior in PLAIN and not found.is_coded
    if is_open and (market := passage.of_sentence(start, _market_text)):
        yield Evidence(Sign.MARKET_TEXT, market)


def _crossed(found: Candidate, words: Words, follows: Evidence | None) -> str | None:
    """Return the word that a name is cut out of, unless what follows goes with companies only."""
    passage, start, end = found.passage, found.start, found.end
    left, right = passage.chinese_around(start, end)
    if follows and follows.sign is Sign.COMPANY_AFTER:
        right = end
    if left == start and right == end:
        return None
    if left == start and passage.text.startswith("等", end):
        return None  # the end of a list, not the beginning of a word
    is_coined = found.prior not in PLAIN
    bits = min(_NAME_BITS, int(_BITS_PER_CHARACTER * (end - start))) if is_coined else None
    return words.crossing(passage.text[left:right], start - left, end - left, name_bits=bits)


def _signs_after(found: Candidate, words: Words, follows: Evidence | None) -> Iterator[Evidence]:
    passage, prior, at = found.passage, found.prior, found.after
    text = passage.text
    is_plain = prior in PLAIN
    if closing := _CLOSING.match(text, at):
        at = closing.end()
        follows = next(company_evidence_at(text, at), None)
    if text.startswith(":", at):
        yield _after_colon(text, at + 1)
    elif is_plain and not found.is_coded and (sectors := _SECTORS_AFTER.match(text, at)):
        yield Evidence(Sign.SECTOR, sectors[0])
    elif is_plain and text.startswith("集团", at):
        yield Evidence(Sign.GROUP_AFTER, "集团")
    elif follows:
        yield follows
    elif prior is Prior.SHORT and (firm := _FIRM_AFTER.match(text, at)):
        yield Evidence(Sign.FIRM_AFTER, firm[0])
    elif prior is not Prior.DISTINCT and (longer := _LONGER_NAME.match(text, at)):
        yield Evidence(Sign.LONGER_NAME, longer[0])
    elif is_plain and (word := _word_following(passage, at, words)):
        is_noun = words.kind(word) in _NOUNS
        yield Evidence(Sign.NOUN_AFTER if is_noun else Sign.VERB_AFTER, word)


def _word_following(passage: Passage, at: int, words: Words) -> str | None:
    """Return the word that a name runs into, leaving out times and words of grammar."""
    text = passage.text
    if passage.ends_at(at) or not is_chinese(text[at]) or _TIME.match(text, at):
        return None
    word = _word_at(text, at, words)
    return None if word in _FUNCTION_WORDS else word


def company_evidence_at(text: str, at: int) -> Iterator[Evidence]:
    """Read what follows a name at `at`: what goes with companies, maybe after a time or 的."""
    if found := _LIST_TAIL.match(text, at) or _LIMIT_UPS.match(text, at):
        yield Evidence(Sign.COMPANY_AFTER, found[0])
        return
    places = [at]
    if time := _TIME.match(text, at):
        places.append(time.end())
    if text.startswith("的", at):
        places.append(at + 1)
    for sign, table_of_words in _AFTER_TABLES:
        for place in places:
            if word := table_of_words.at(text, place):
                yield Evidence(sign, word)
                return


def _market_text(sentence: str) -> str | None:
    found = _MARKET_TEXT.search(sentence)
    return found[0] if found else None


def _after_colon(text: str, at: int) -> Evidence:
    stop = at + _HEADLINE_REACH
    end = _SENTENCE_END.search(text, at, stop)
    found = _ITEM_OF_NEWS.search(text, at, end.start() if end else stop)
    return Evidence(Sign.HEADLINE, found[0]) if found else Evidence(Sign.COLON)


def _signs_before(found: Candidate, words: Words) -> Iterator[Evidence]:
    passage, at = found.passage, found.start
    text = passage.text
    is_plain = found.prior in PLAIN
    if is_plain and (sectors := _SECTORS_BEFORE.search(text, max(0, at - _SECTORS_REACH), at)):
        yield Evidence(Sign.SECTOR, sectors[0])
    if word := _COMPANY_BEFORE.before(text, at):
        yield Evidence(Sign.COMPANY_BEFORE, word)
    elif _is_free(passage, at):
        return
    elif word := _MILD_BEFORE.before(text, at):
        yield Evidence(Sign.MILD_BEFORE, word)
    elif is_plain or found.prior is Prior.SHORT:
        if place := _place_before(passage, at, words):
            yield Evidence(Sign.PLACE_BEFORE, place)
        elif text[at - 1] not in _FUNCTION_WORDS:
            yield Evidence(Sign.TEXT_BEFORE, text[max(0, at - 2) : at])


def _is_free(passage: Passage, at: int) -> bool:
    """Return whether nothing but a time runs into a name."""
    text = passage.text
    if passage.begins_at(at) or not is_chinese(text[at - 1]):
        return True
    return bool(_TIME_BEFORE.search(text[max(0, at - _TIME_REACH) : at]))


def _place_before(passage: Passage, at: int, words: Words) -> str | None:
    text = passage.text
    for length in (4, 3, 2):
        place = text[max(0, at - length) : at]
        if len(place) == length and words.kind(place) is WordKind.PLACE:
            return place
    if text[at - 1] in _PLACES_IN_SHORT and passage.begins_at(at - 1):
        return text[at - 1]
    return None


def _word_at(text: str, at: int, words: Words) -> str:
    for length in (4, 3, 2):
        word = text[at : at + length]
        if len(word) == length and word in words:
            return word
    return text[at : at + 1]
