"""What stands around a name in Latin letters, read as signs for and against a company."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from notifier.securities import capitals
from notifier.securities import english_words as table
from notifier.securities.context import company_evidence_at, market_text
from notifier.securities.english_things import footer, other_thing, person
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior

_BRACKETS: Final = r"(?:'s)? ?(?:\([^()]{1,30}\) ?)?"
_ASIDE: Final = (
    r"(?:, (?:by contrast|by comparison|meanwhile|however|too|for its part|in turn"
    r"|(?:which|who|whose|the|an?|one of|once|now|long) [^,.;\n]{3,70}), )?"
)
"""What a sentence says of a company beside the matter: Toast, which sells terminals, rose."""
_AFTER: Final = (
    (re.compile(rf"{_BRACKETS}{_ASIDE}(?:[a-z]{{3,12}}ly )?{table.AFTER}"), Sign.COMPANY_AFTER),
    (re.compile(_BRACKETS + _ASIDE + table.MOVES_AFTER), Sign.MOVES_AFTER),
    (re.compile(f"{_ASIDE} ?{table.OWNS_AFTER}"), Sign.COMPANY_AFTER),
    (re.compile(f"{_ASIDE} ?{table.ACTS_AFTER}"), Sign.ACTS_AFTER),
    (re.compile(", whose "), Sign.COMPANY_AFTER),
    (re.compile("'s "), Sign.OWNER),
    (re.compile(" ?" + table.MILD_AFTER), Sign.MILD_AFTER),
)
_PUBLIC_NAMES: Final = frozenset(table.PUBLIC_NAMES.split())
_ARTICLE: Final = re.compile(
    r"\b(?:a|an|the|this|that|no|any|some|my|your|his|her)(?: [a-z]+(?:ian|ese|ish|ern))? $"
)
_PRODUCT: Final = re.compile(r" (?:[a-z]{1,6}-?|model |series )?\d{1,4}[a-z]?\b")
"""A model behind an article: a Boeing 737, a Ford F-150."""
_SOLD: Final = re.compile(
    r" (?:parking lot|gift card|drive-thr(?:u|ough)|sing-along|driver|passenger|customer|shopper"
    r"|rental|ride"
    r"|movie|film|cartoon|burger|sandwich|latte|wrapper|bag|box|cup|bottle|can|truck|car|sedan"
    r"|suv|pickup|van|tractor"
    r"|dealership|hat|hoodie|jersey|shoes?|sneakers?|playlist|receipt|phone|laptop|tv|bill)s?\b"
)
"""What is a company's only as one of the many that it sold or serves: a Walmart parking lot."""
_SHOP: Final = re.compile(
    r" (?:parking lot|drive-thr(?:u|ough)|store|restaurant|dealership|supercent(?:er|re))\b"
)
_AT: Final = (" in ", " at ", " outside ", " near ", " inside ", " behind ")
_NO_NOUN: Final = re.compile(
    r"$|[^\w &-]|'s|"
    r" (?:(?:is|was|are|were|has|had|have|will|would|can|could|may|might|must|should|in|on|at|of|by"
    r"|for|from|to|with|and|or|but|as|than|that|which|who|when|while|after|before|into|over)\b"
    rf"|[a-z]+ed\b|{table.MOVES_AFTER}|(?:{table.PAST})\b)"
)
"""What shows that a name ends a phrase: the Amazon is, but the Amazon warehouse."""

_DERIVED: Final = re.compile(r"(?:y|ly|ers?|ish|ing|ed|s)\Z")
"""What makes a word of another one: chewy, travelers."""

_BEFORE_REACH: Final = 20
_SENTENCE_REACH: Final = 200
_SENTENCE_END: Final = re.compile(r"\. |\n")
_BUSINESS: Final = re.compile(table.BUSINESS_TEXT)
_SPORT: Final = re.compile(table.SPORT_TEXT)
_TIED: Final = frozenset({Sign.COMPANY_AFTER, Sign.MOVES_AFTER, Sign.OWNER})
_INNER_CAPITAL: Final = 2.0
"""What it weighs that a name is written as no word is: FedEx."""

_SHORT: Final = 3


def evidence_around(
    found: Candidate, english: Container[str], brands: Container[str]
) -> Iterator[Evidence]:
    """Read the surroundings of a Latin name."""
    passage, start = found.passage, found.start
    left, right, written = passage.surface(start, found.end)
    if found.is_coded:  # a code of its own stands behind it
        _, right, _ = passage.surface(found.end, found.after)
    is_word = _is_word(found, english)
    if _is_small(found, written, brands, is_word=is_word):
        yield Evidence(Sign.LOWER_CASE, written)
        if found.prior is Prior.ORDINARY:
            return
    if line := footer(passage.text, start):
        yield Evidence(Sign.FOOTER, line)
    if found.name in _PUBLIC_NAMES:
        yield Evidence(Sign.NAMESAKE, written)
    if somebody := person(passage.original, left, right):
        yield Evidence(Sign.PERSON, somebody)
    else:
        yield from _around(found, (left, right), is_word=is_word)


def _is_word(found: Candidate, english: Container[str]) -> bool:
    """Return whether a name is, or is made of, what is also a word."""
    name = found.name
    return (
        found.prior is not Prior.DISTINCT
        or len(name) < _SHORT
        or name in english
        or _DERIVED.sub("", name) in english
        or _is_of_two_words(name, english)
    )


def _is_small(found: Candidate, written: str, brands: Container[str], *, is_word: bool) -> bool:
    """Return whether a name lacks the capitals that it would have as one."""
    is_ticker = found.has(Sign.TICKER_NAME)
    if not (is_word or " " in written):
        # Who writes with capitals would give it one: lemonade. Some are written so: onsemi.
        is_careful = found.passage.original[:1].isupper()
        return written.islower() and is_careful and not is_ticker and found.name not in brands
    # Eni is written so; of tickers all letters are capitals.
    as_word = found.prior is Prior.ORDINARY or (len(written) == _SHORT and not is_ticker)
    return not capitals.is_capitalised(written, as_word=as_word)


def _around(found: Candidate, span: tuple[int, int], *, is_word: bool) -> Iterator[Evidence]:
    """Read what stands before and behind a name that is written as one."""
    text, start, after = found.passage.text, found.start, found.after
    is_ordinary = found.prior is Prior.ORDINARY
    is_ticker = not is_ordinary and found.has(Sign.TICKER_NAME)
    before = text[max(0, start - _BEFORE_REACH) : start]
    is_open = not is_ticker and (is_word or " " not in text[start : found.end])
    article = _ARTICLE.search(before) if is_open else None
    if article and article[0] == "that " and not is_word:
        article = None  # said that BYD would …
    follows = _behind_article(found, article[0]) if article else _of_place(found, before)
    if follows := follows or _what_follows(found, span):
        yield follows
    if not (article and is_ordinary):
        yield from _signs_before(before, is_word=is_ordinary)
    is_tied = follows is not None and follows.sign in _TIED and not is_ordinary
    if sport := None if is_tied else _sport_around(found):
        yield Evidence(Sign.SPORT, sport)
    if is_ordinary:
        yield from _of_a_word(found, span, follows)
    is_short = found.prior is Prior.COMPOUND and found.end - start <= _SHORT
    if is_short and not is_ticker and (business := _business_around(found.passage, start, after)):
        yield Evidence(Sign.MARKET_TEXT, business)


def _behind_article(found: Candidate, article: str) -> Evidence | None:
    """Read what a name is part of behind an article: the Amazon, a Boeing 737."""
    text, after = found.passage.text, found.after
    if product := _PRODUCT.match(text, after) or _SOLD.match(text, after):
        return Evidence(Sign.OTHER_THING, f"{article}{found.written}{product[0]}")
    is_alone = _NO_NOUN.match(text, after)
    return Evidence(Sign.OTHER_THING, article + found.written) if is_alone else None


def _of_place(found: Candidate, before: str) -> Evidence | None:
    """Read that only one of its shops is meant: a fight at Walmart store."""
    shop = _SHOP.match(found.passage.text, found.after)
    if shop is None or not before.endswith(_AT):
        return None
    return Evidence(Sign.OTHER_THING, found.written + shop[0])


def _sport_around(found: Candidate) -> str | None:
    """Return a word of sport in a sentence that has none of business."""
    passage, start, after = found.passage, found.start, found.after
    if not passage.is_of_sport or _business_around(passage, start, after):
        return None
    return passage.find_between(_SPORT, *_sentence_around(passage.text, start, after))


def _is_of_two_words(name: str, english: Container[str]) -> bool:
    """Return whether a name is two words written as one: workday."""
    cuts = range(_SHORT, len(name) - _SHORT + 1)
    return any(name[:cut] in english and name[cut:] in english for cut in cuts)


def _of_a_word(
    found: Candidate, span: tuple[int, int], follows: Evidence | None
) -> Iterator[Evidence]:
    """Read what tells a company from the word it is called by, if what follows does not."""
    sign = follows.sign if follows else None
    if sign is Sign.OTHER_THING:
        return
    if found.passage.is_chinese_at(found.start, found.after):
        yield from _in_chinese(found, span)
        return
    is_tied = sign is Sign.COMPANY_AFTER
    is_plain = found.has(Sign.FIRST_WORD) or capitals.is_function_word(found.name)
    is_owner = sign is Sign.OWNER and not is_plain
    if is_owner and not capitals.is_headline(found.passage.original, span[0]):
        yield Evidence(Sign.ALONE)  # a thing would have an article: the gap's
    if capital := _of_capitals(found.passage.original, *span, is_tied=is_tied):
        yield capital
    if not is_tied and (business := _business_around(found.passage, found.start, found.after)):
        yield Evidence(Sign.MARKET_TEXT, business)


def _in_chinese(found: Candidate, span: tuple[int, int]) -> Iterator[Evidence]:
    """Read what tells a company in Chinese text: there a word has a capital as a name only."""
    written = found.passage.original[slice(*span)]
    if written[0].isupper() and not written.isupper():
        yield Evidence(Sign.CAPITAL)
    if market := found.passage.of_sentence(found.start, market_text):
        yield Evidence(Sign.MARKET_TEXT, market)


def _of_capitals(original: str, left: int, right: int, *, is_tied: bool) -> Evidence | None:
    """Read what its capitals tell of a word; if `is_tied`, a company's word follows."""
    longer = capitals.name_before(original, left)
    if longer is None and not is_tied:
        longer = capitals.name_after(original, right)
    if not (longer or capitals.is_telling(original, left, right)):
        return None
    if capitals.is_headline(original, left):
        return None
    if longer:
        return Evidence(Sign.OTHER_THING, longer)
    is_inside = capitals.has_inner_capital(original[left:right])
    return Evidence(Sign.CAPITAL, learned=_INNER_CAPITAL if is_inside else None)


def _business_around(passage: Passage, start: int, after: int) -> str | None:
    """Return a word of business in the sentence around a name."""
    return passage.find_between(_BUSINESS, *_sentence_around(passage.text, start, after))


def _sentence_around(text: str, start: int, after: int) -> tuple[int, int]:
    """Return where the sentence around a name begins and ends; a long one is cut."""
    begin, stop = max(0, start - _SENTENCE_REACH), after + _SENTENCE_REACH
    first = max(begin, text.rfind(". ", begin, start), text.rfind("\n", begin, start))
    end = _SENTENCE_END.search(text, after, stop)
    return first, end.start() if end else min(stop, len(text))


def _signs_before(before: str, *, is_word: bool) -> Iterator[Evidence]:
    words = before.split()
    last, phrase = "_".join(words[-1:]), "_".join(words[-2:])
    if company := next(filter(table.COMPANY_WORDS_BEFORE.__contains__, (phrase, last)), None):
        yield Evidence(Sign.COMPANY_BEFORE, company.replace("_", " "))
    elif is_word and last == "in":
        yield Evidence(Sign.TEXT_BEFORE, last)  # fires in Phoenix


def _what_follows(found: Candidate, span: tuple[int, int]) -> Evidence | None:
    passage, start, after = found.passage, found.start, found.after
    if thing := other_thing(passage, after, span):
        return Evidence(Sign.OTHER_THING, thing)
    if sign := sign_after(passage, start, after):
        return sign
    is_phrase = found.prior is Prior.COMPOUND and found.end - start > _SHORT
    return Evidence(Sign.ALONE) if is_phrase else None


def sign_after(passage: Passage, start: int, after: int) -> Evidence | None:
    """Return what follows a name as it follows a company's."""
    text = passage.text
    for pattern, sign in _AFTER:
        if found := pattern.match(text, after):
            return Evidence(sign, found[0].strip())
    if after < len(text) and is_chinese(text[after]):
        return next(company_evidence_at(text, after), None)
    if text.startswith(":", after) and passage.begins_at(start):
        return Evidence(Sign.COLON)
    return None
