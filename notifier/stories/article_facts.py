"""What an article states, in a form in which two articles can be compared.

Names of companies, numbers and times are taken out of its words: they are facts of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from notifier.core.folding import CJK
from notifier.core.model import Document, Mention, Role
from notifier.stories.companies import (
    CODE_LABEL,
    Company,
    leading,
    placed,
    recognised,
    stated,
    without_names,
)
from notifier.stories.event_markers import EventMarker, event_markers, sides
from notifier.stories.glossary import in_english
from notifier.stories.keywords import latin_stems, weighted
from notifier.stories.quantities import Quantity, Range, quantities
from notifier.stories.time_references import TimeReferences, extract_times

_LEAD: Final = 600
_FEW: Final = 2
"""Companies under which the source lists an article that is about them."""
"""So many characters of a body are read: news says first what it has to say."""
_HEADLINE_REACH: Final = 150
"""Within so many characters of a body, what it says counts as said by the headline."""
_COMPARED: Final = 250
"""So many characters of a body are compared as texts."""
_OPENING_LENGTH: Final = 120
"""So many characters of a body are split into words."""
_NUMERAL: Final = 100
"""A bare number below this counts nothing."""
_SHORT: Final = 6
"""A shorter title names a column, not an event: 快讯, 财报速递."""
_SAID_BY_A_NOTICE: Final = 100
"""A notice to an exchange says in so many characters what it is about."""

_OPENING: Final = re.compile(r"\s*【([^】]{4,120})】")
_DATELINE: Final = re.compile(
    r"[^,。;:!?\n]{0,24}?(?:日(?:电|讯|消息)[,:\s|丨]*|(?:电|讯|消息|获悉)[,:\s|丨]+)(?=.)"
    r"|[^,。;!?\n]{0,20}?[丨|]\s*"
    r"|[^。;!?\n]{0,60}? (?:--|—) "
)
_SENTENCE_END: Final = re.compile(r"[。!?;\n]|\. ")
_CJK_RUN: Final = re.compile(rf"[{CJK}]+")
_RISK_WARNING: Final = re.compile(r"\*?\bst(?=[\u4e00-\u9fff])")
_DESIGNATION: Final = re.compile(r"[a-z]-?$")
_POINTS: Final = re.compile(
    r"(?:a )?(?:(?P<quarter>quarter)|half)(?:[- ](?:a[- ])?percentage)?[- ]point"
    r"|(?:(?P<fourth>四分之?一)|半)(?:厘(?![米清])|个百分点)"
)
_CORRECTION: Final = re.compile(r"\W*(?:更正|勘误|订正|(?:correct(?:ed|ion)|refile)\b)\W*")
_ORDINAL: Final = re.compile(r"第(\d+|[一二三四五六七八九十百]+)([\u4e00-\u9fff])")
_CHINESE_NUMERAL: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])[一二三四五六七八九十](?![\u4e00-\u9fff])|[一二三四五六七八九十]$)"
)
_QUALIFIED: Final = re.compile(r"(扣非|非|核心)([\u4e00-\u9fff]{2}|[a-z]{2,})")


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What an article states. Everything that is text is folded."""

    source: str
    published_at: datetime | None
    title: str
    """As it is written."""
    lead: str
    """The first of the body, as it is written."""
    rest: str
    """Title and lead without names, numbers and times."""
    words: Mapping[str, float]
    """The words of the headline, each with how much it tells."""
    in_english: Mapping[str, frozenset[str]]
    """Of each Chinese word of headline and opening, the stems that it may be in English."""
    english: frozenset[str]
    """All of these together."""
    lead_words: Mapping[str, float]
    """The words that the body begins with, likewise."""
    names: frozenset[str]
    """Words of the headline that look like a name that no list has."""
    symbols: frozenset[str]
    """Of all companies named."""
    lead_company: Company | None
    """The company that the headline begins with."""
    subjects: tuple[Company, ...]
    """The companies of the headline, or else of the first sentence, or else of the data."""
    numerals: frozenset[str]
    """Small bare numbers of the headline: of a model, of a part, of a place in a row."""
    headline_quantities: tuple[Range, ...]
    quantities: tuple[Quantity, ...]
    headline_times: TimeReferences
    times: TimeReferences
    headline_markers: frozenset[EventMarker]
    markers: frozenset[EventMarker]
    headline_sides: frozenset[str]
    sides: frozenset[str]
    """Which of `event_markers.SIDES` headline and lead take."""
    ordinals: Mapping[str, frozenset[str]]
    """By what is counted, the numbers in 第3季, 第二批."""
    qualified: frozenset[tuple[str, str]]
    """What the headline names only with a word before it that makes it something else: 非农."""
    stems: frozenset[str]
    """The Latin words of the whole."""
    bigrams: frozenset[str]
    """Pairs of characters, and Latin words, of how the body begins."""
    is_latin: bool
    is_correction: bool
    """Whether it puts right what its source said before."""

    def names_company(self, company: Company) -> bool:
        """Return whether a company is named here, whether or not it was recognised."""
        if company.symbols & self.symbols:
            return True
        return any(name in self.title or name in self.lead for name in company.spellings)


def extract_facts(
    document: Document, mentions: Sequence[Mention], published_at: datetime | None
) -> ArticleFacts:
    """Return what an article states."""
    title, lead = (_POINTS.sub(_points, text) for text in _headline_and_lead(document))
    correction = _CORRECTION.match(title)
    title = title[correction.end() :] if correction else title
    first = _SENTENCE_END.split(lead, maxsplit=1)[0][:100]
    companies = recognised(mentions)
    of_subjects = [each for each in mentions if each.role is Role.SUBJECT]
    may_be_subjects = companies if len(of_subjects) == len(mentions) else recognised(of_subjects)
    in_title = placed(may_be_subjects, title)
    subjects = [company for _, company in in_title or placed(may_be_subjects, first)]
    unlisted = [] if subjects else stated(f"{title}\n{lead[:_HEADLINE_REACH]}")
    if not (subjects or unlisted) and len(may_be_subjects) <= _FEW:
        subjects = may_be_subjects  # whom only the source's data name, as of a notice of one form
    headline_times, headline = extract_times(title)
    times, rest = extract_times(lead)
    headline = _RISK_WARNING.sub("", headline)
    headline, headline_quantities = _take_quantities(without_names(headline, companies))
    rest, lead_quantities = _take_quantities(without_names(rest, companies))
    is_form = not in_title and CODE_LABEL.search(lead[:_HEADLINE_REACH])
    words = list(weighted(f"{headline}\n{rest[:_SAID_BY_A_NOTICE]}" if is_form else headline))
    lead_words = {word: weight for word, weight, _ in weighted(rest[:_OPENING_LENGTH])}
    translated = in_english([*(word for word, *_ in words), *lead_words])
    whole = f"{headline}\n{rest}"
    return ArticleFacts(
        source=document.source,
        published_at=published_at,
        title=title,
        lead=lead,
        rest=whole,
        words={word: weight for word, weight, _ in words},
        in_english=translated,
        english=frozenset().union(*translated.values()),
        lead_words=lead_words,
        names=frozenset(word for word, _, is_name in words if is_name),
        symbols=frozenset().union(*(each.symbols for each in (*companies, *unlisted))),
        lead_company=leading(title, in_title),
        subjects=(*subjects, *unlisted),
        numerals=frozenset(
            {str(ends[0].value) for ends in headline_quantities if _is_numeral(ends)}
        ).union(_CHINESE_NUMERAL.findall(title)),
        headline_quantities=tuple(ends for ends in headline_quantities if not _is_numeral(ends)),
        quantities=tuple(
            each
            for ends in (*headline_quantities, *lead_quantities)
            for each in ends
            if not _is_numeral(ends)
        ),
        headline_times=headline_times,
        times=times,
        headline_markers=event_markers(headline),
        markers=event_markers(f"{title}\n{lead[:_HEADLINE_REACH]}"),
        headline_sides=sides(headline),
        sides=sides(whole),
        ordinals=_ordinals(title),
        qualified=frozenset(
            (qualifier, word)
            for qualifier, word in _QUALIFIED.findall(title)
            if title.count(word) == title.count(qualifier + word)
        ),
        stems=frozenset(latin_stems(f"{title}\n{lead}")),
        bigrams=_bigrams(rest[:_COMPARED].strip() or headline),
        is_latin=_is_latin(title + lead[:100]),
        is_correction=correction is not None,
    )


def _points(found: re.Match[str]) -> str:
    return "25个基点" if found["quarter"] or found["fourth"] else "50个基点"


def _headline_and_lead(document: Document) -> tuple[str, str]:
    title = document.folded_title.text.strip()
    text = document.folded_text.text[: 2 * _LEAD]
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
        title = opening[1] if len(title) < _SHORT else title
    if dateline := _DATELINE.match(text):
        text = text[dateline.end() :]
    if len(title) < _SHORT:
        title = _SENTENCE_END.split(text.strip(), maxsplit=1)[0][:100] or title
    return title, text[:_LEAD]


def _take_quantities(text: str) -> tuple[str, list[Range]]:
    """Return the text without its numbers, and these."""
    letters, kept = list(text), []
    for ends in quantities(text):
        start = ends[0].start
        if text[start] != " " and _DESIGNATION.search(text, max(0, start - 2), start):
            continue  # the number of a model or a bond, not of things
        for each in ends:
            letters[each.start : each.end] = "\n" * (each.end - each.start)
        kept.append(ends)
    return "".join(letters), kept


def _is_numeral(ends: Range) -> bool:
    return not ends[0].kind and ends[0].step == 1 and ends[0].value < _NUMERAL


def _bigrams(text: str) -> frozenset[str]:
    pairs = {one + other for run in _CJK_RUN.findall(text) for one, other in pairwise(run)}
    return frozenset(pairs).union(latin_stems(text, common=False))


def _ordinals(title: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for number, counted in _ORDINAL.findall(title):
        found.setdefault(counted, set()).add(number)
    return {counted: frozenset(numbers) for counted, numbers in found.items()}


def _is_latin(text: str) -> bool:
    return 8 * len("".join(_CJK_RUN.findall(text))) < len(text)
