"""What names say of one another: the members of a list, and all that stand in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from notifier.core.model import Role
from notifier.securities import capitals
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.passage import Passage

_ITEM: Final = r"[^、,。;:!?\s]{1,8}"
_SAME_LIST: Final = re.compile(rf"、(?:{_ITEM}、)*|[/]|[,;]? ?(?:和|与|及|以及|and|&) ?")
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
    r"(?:\([^()]{1,20}\)|[ :]*[\d.,]+ ?[亿万千百元股%倍]*)"
    r"(?:[ ;,、|/]*(?:\d{1,2}[.、)]|(?<=\))\d{1,2})|(?<=[\d亿万千百元股%倍]) ?[;、|/] ?)"
)
"""What stands between two of a ranking: the figure of the first, the number of the second."""

_QUOTED: Final = re.compile(
    rf"(?:、[^,。;!?]{{1,24}}?)?(?:{_QUOTE}{{0,8}}[涨跌升挫扬停板%高低红绿]|[ :(]*[-+]\d)"
)
"""What stands behind the second of them."""

_CLAUSE_COMMA: Final = re.compile(r"[,;] ?")


def add_neighbour_evidence(candidates: list[Candidate]) -> None:
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


def add_list_evidence(candidates: list[Candidate]) -> None:
    """Add to the doubtful names of a list that sure companies stand beside them.

    In a market wrap, where each has what it did, they vouch for one another even if none is sure.
    """
    for group in _lists(candidates):
        open_ones = [found for found in group if not found.is_refuted]
        sure = next((found for found in group if found.is_accepted), None)
        vouch = any(map(_is_wrap, group, group[1:])) or _are_likely(open_ones)
        if sure is None and vouch:
            sure = next(iter(open_ones), None)
        if sure is None:
            continue
        others = [found for found in open_ones if found.issuer != sure.issuer]
        for found in others:
            found.add(Evidence(Sign.LISTED, sure.written))
        if others and not sure.is_accepted:
            sure.add(Evidence(Sign.LISTED, others[0].written))


def _are_likely(group: list[Candidate]) -> bool:
    """Return whether English names may be companies together, though none is sure: GM, Ford."""
    return (
        len({found.issuer for found in group}) > 1
        and all(found.written.isascii() and found.written[0].isupper() for found in group)
        and sum(found.score for found in group) >= 0
        and not capitals.is_headline(group[0].passage.original, group[0].start)
    )


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
