"""What names say of one another: the members of a list, and all that stand in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from notifier.core.model import Role
from notifier.securities import capitals, english_words
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.lexicon import WordKind, Words
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior

_ITEM: Final = r"[^、,。;:!?\s]{1,8}"
_SAME_LIST: Final = re.compile(rf"、(?:{_ITEM}、)*|[/]|[,;]? ?(?:和|与|及|以及|and|or|over|&) ?")
"""What stands between two names of one list: a comma, maybe with names that nobody lists."""

_QUOTE: Final = (
    r"[-+\d.,%;、:|/() \n涨跌升挫扬收报微大小急反高低于至逾超近元港美亿万点股价均皆则而和及停炸"
    "首连天字板地封冲回落跟领翻红绿平无盘中午早尾开一度再续逆市势净买卖出入]"
)
_SAME_WRAP: Final = re.compile(
    rf"(?=[^涨跌升挫扬停板%]*[涨跌升挫扬停板%]|[ :(]*[-+]\d){_QUOTE}{{1,24}}"
)
"""What stands between two shares of a market wrap: what the first of them did."""

_SAME_RANKING: Final = re.compile(
    r"(?:\([^()]{1,20}\)|[ :]*[\d.,/]+ ?[亿万千百元股%倍]*)"
    r"(?:[ ;,、|/]*(?:\d{1,2}[.、)]|(?<=\))\d{1,2})|(?<=[\d亿万千百元股%倍]) ?[;、|/] ?)"
)
"""What stands between two of a ranking: the figure of the first, the number of the second."""

_QUOTED: Final = re.compile(
    rf"(?:、[^,。;!?]{{1,24}}?)?(?:{_QUOTE}{{0,8}}[涨跌升挫扬停板%高低红绿]|[ :(]*[-+]\d)"
)
"""What stands behind the second of them."""

_ACT: Final = re.compile(rf"(?: both| all| each)? (?:{english_words.ACT}|{english_words.MOVE})\b")
"""What several do; of one it is said otherwise."""

_ITEM_BEFORE: Final = re.compile(r"(?:^|[^\u4e00-\u9fff]|[和与及])([\u4e00-\u9fff]{2,4})[、和与]\Z")
_ITEM_AFTER: Final = re.compile(r"[、和与]([\u4e00-\u9fff]{2,4}?)(?=[^\u4e00-\u9fff]|[等和与及]|$)")
_LISTING: Final = frozenset("、和与")
_ITEM_REACH: Final = 6
_THINGS: Final = frozenset({WordKind.NOUN, WordKind.PLACE})

_AROUND: Final = frozenset(
    {
        *(Sign.COMPANY_WORDS, Sign.OTHER_WORDS, Sign.OTHER_THING),
        *(Sign.COMPANY_AFTER, Sign.MOVES_AFTER, Sign.ACTS_AFTER, Sign.OWNER),
    }
)
"""What stands around a name that tells what its text means by it."""

_SHARE_OF_OTHERS: Final = 0.5
"""What the mean of the other places counts at each."""

_SHORTEST: Final = 2
_SPOKE: Final = frozenset({"said", "says"})
_SURELY: Final = 4.0

_CLAUSE_COMMA: Final = re.compile(r"[,;] ?")


def _add_neighbour_evidence(candidates: list[Candidate]) -> None:
    """Add to doubtful names that another company is certainly named in their sentence.

    And that a longer name elsewhere begins with them, which they may stand for.
    """
    sure: defaultdict[tuple[Passage, int], dict[str, Candidate]] = defaultdict(dict)
    for found in candidates:
        if found.is_accepted and found.role is Role.SUBJECT and found.is_sure:
            sure[found.sentence].setdefault(found.issuer, found)
    longer = {found.name for found in candidates if found.has(Sign.LONGER_NAME)}
    for found in candidates:
        if found.has(Sign.COMPANY_WORDS, Sign.OTHER_WORDS):
            if found.name in longer:
                found.add(Evidence(Sign.ELSEWHERE, found.written))
            others = (each for each in sure[found.sentence].values() if each.issuer != found.issuer)
            if other := next(others, None):
                found.add(Evidence(Sign.BESIDE, other.written))


def weigh_together(candidates: list[Candidate], words: Words) -> None:
    """Add to the candidates of a document what they say of one another."""
    _join_short_names(candidates)
    _add_evidence_of_places(candidates)
    _add_other_places(candidates)
    _add_neighbour_evidence(candidates)
    _add_word_evidence(candidates, words)
    _add_list_evidence(candidates)


def _join_short_names(candidates: list[Candidate]) -> None:
    """Give a short name that another company has to the one whose whole name the text has.

    信达 is 信达生物 beside it, and not 中国信达; Viking is Viking Therapeutics, which has no ships.
    """
    longer: defaultdict[str, set[str]] = defaultdict(set)
    for found in candidates:
        name = found.name
        if found.prior is Prior.DISTINCT and is_chinese(name[:1]) and found.is_accepted:
            longer[name].add(found.issuer)
            for size in range(_SHORTEST, len(name)):
                longer[name[:size]].add(found.issuer)
                longer[name[-size:]].add(found.issuer)
        elif " " in name and found.is_accepted:
            longer[name.partition(" ")[0]].add(found.issuer)
    for found in candidates:
        issuers = longer.get(found.name, ())
        if len(issuers) == 1 and not found.is_sure:
            (found.issuer,) = issuers


def _add_evidence_of_places(candidates: list[Candidate]) -> None:
    """Add to English names what other places of the text tell of them.

    That a person is introduced by one: Pat Cummins …, Cummins said. A text that says something of
    the company, and not only that it spoke, is about both. And that it is written as a word: crocs.
    """
    persons: dict[str, str] = {}
    words: set[str] = set()
    latin = [found for found in candidates if found.passage.text[found.start].isascii()]
    for found in latin:
        for each in found.evidence:
            if each.sign is Sign.PERSON:
                persons[found.name] = found.written
            elif each.sign is Sign.LOWER_CASE and found.is_sure:
                words.add(found.name)
    if not (persons or words):
        return
    companies = {found.issuer for found in latin if found.score >= _SURELY and not _spoke(found)}
    for found in latin:
        is_person = found.name in persons and found.issuer not in companies
        if is_person and not found.has(Sign.PERSON):
            found.add(Evidence(Sign.PERSON, persons[found.name]))
        if found.name in words and not found.has(Sign.LOWER_CASE):
            found.add(Evidence(Sign.LOWER_CASE, found.name))


def _add_other_places(candidates: list[Candidate]) -> None:
    """Add to names what speaks against a company at the other places where their text has them."""
    places: defaultdict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for found in candidates:
        places[found.name, found.issuer].append(found)
    for together in places.values():
        if len(together) > 1:
            around = [_said_around(found) for found in together]
            for found, own in zip(together, around, strict=True):
                others = (sum(around) - own) / (len(around) - 1)
                if others < 0 and not found.is_settled:
                    weight = round(_SHARE_OF_OTHERS * others, 2)
                    found.add(Evidence(Sign.OTHER_ELSEWHERE, found.written, learned=weight))


def _said_around(found: Candidate) -> float:
    return sum(each.weight for each in found.evidence if each.sign in _AROUND)


def _spoke(found: Candidate) -> bool:
    return any(each.detail in _SPOKE for each in found.evidence)


def _add_word_evidence(candidates: list[Candidate], words: Words) -> None:
    """Add to doubtful names the ordinary words beside which they are listed: 稻谷、小米."""
    names = {found.name for found in candidates}
    for found in candidates:
        text, start = found.passage.text, found.start
        is_listed = (
            text[start - 1 : start] in _LISTING or text[found.after : found.after + 1] in _LISTING
        )
        if not (is_listed and found.has(Sign.COMPANY_WORDS, Sign.OTHER_WORDS)):
            continue
        before = _ITEM_BEFORE.search(text, max(0, start - _ITEM_REACH), start)
        for item in (before, _ITEM_AFTER.match(text, found.after)):
            if item and item[1] not in names and words.kind(item[1]) in _THINGS:
                found.add(Evidence(Sign.AMONG_WORDS, item[1]))
                break


def _add_list_evidence(candidates: list[Candidate]) -> None:
    """Add to the doubtful names of a list that sure companies stand beside them.

    In a market wrap, where each has what it did, they vouch for one another even if none is sure.
    """
    for group in _lists(candidates):
        open_ones = [found for found in group if not found.is_refuted]
        sure = next((found for found in group if found.is_accepted), None)
        vouch = any(map(_is_wrap, group, group[1:])) or _are_likely(open_ones) or _act(open_ones)
        if sure is None and vouch:
            sure = next(iter(open_ones), None)
        if sure is None:
            continue
        others = [found for found in open_ones if found.issuer != sure.issuer]
        for found in others:
            if sure.has(Sign.VENUE) and found.has(Sign.VENUE):
                continue  # the Dow and the Nasdaq are indices
            found.add(Evidence(Sign.LISTED, sure.written))
        if others and not sure.is_accepted:
            sure.add(Evidence(Sign.LISTED, others[0].written))


def _act(group: list[Candidate]) -> bool:
    """Return whether English names together do what companies do: Dow and Unity halve dividends."""
    return (
        len({found.issuer for found in group}) > 1
        and all(found.written.isascii() and found.written[0].isupper() for found in group)
        and _ACT.match(group[-1].passage.text, group[-1].after) is not None
    )


def _are_likely(group: list[Candidate]) -> bool:
    """Return whether English names may be companies together, though none is sure: GM, Ford."""
    return (
        len({found.issuer for found in group}) > 1
        and all(found.written.isascii() and found.written[0].isupper() for found in group)
        and sum(found.score for found in group) + _first_capital(group) >= 0
        and not capitals.is_headline(group[0].passage.original, group[0].start)
    )


def _first_capital(group: list[Candidate]) -> float:
    """Return what its capital tells of a list's first word, where others of the list have one."""
    has_capital = [found.has(Sign.CAPITAL) for found in group]
    return Sign.CAPITAL.weight if any(has_capital) and not has_capital[0] else 0.0


def _lists(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Group candidates that stand in one list, leaving out those that stand alone."""
    ordered = sorted(candidates, key=lambda found: (found.passage.field, found.start))
    group: list[Candidate] = []
    for found in ordered:
        if group and not _is_list(group[-1], found):
            if len(group) > 1:
                yield group
            group = []
        group.append(found)
    if len(group) > 1:
        yield group


def _is_list(one: Candidate, other: Candidate) -> bool:
    if one.passage is not other.passage or other.start < one.after:
        return False
    passage: Passage = one.passage
    between = passage.text[one.after : other.start]
    if not between:
        # What follows a code is another piece of news, and what runs into a name a part of one.
        is_next = passage.has_gap(other.start) or passage.is_traditional
        return is_next and one.after == one.end
    if _SAME_LIST.fullmatch(between):
        return True
    if _SAME_RANKING.fullmatch(between) or _is_wrap(one, other):
        return True
    return bool(_CLAUSE_COMMA.fullmatch(between)) and all(
        passage.begins_at(found.start) and passage.ends_at(found.after) for found in (one, other)
    )


def _is_wrap(one: Candidate, other: Candidate) -> bool:
    """Return whether two names stand in a market wrap, each before what it did."""
    text = one.passage.text
    between = _SAME_WRAP.fullmatch(text, one.after, other.start)
    return between is not None and _QUOTED.match(text, other.after) is not None
