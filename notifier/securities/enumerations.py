"""Lists of companies: a doubtful name beside sure ones is a company's, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from notifier.securities.candidate import Candidate
from notifier.securities.evidence import Evidence, Sign
from notifier.securities.passage import Passage

_ITEM: Final = r"[^、,。;:!?\s]{1,8}"
_SAME_LIST: Final = re.compile(rf"、(?:{_ITEM}、)*|[/]|[,;]? ?(?:和|与|及|以及|and|&) ?|")
"""What stands between two names of one list: a comma, maybe with names that nobody lists."""

_CLAUSE_COMMA: Final = re.compile(r"[,;] ?")


def listed_beside(candidates: list[Candidate]) -> None:
    """Let the sure companies of a list vouch for the doubtful names beside them."""
    for group in _lists(candidates):
        sure = next((found for found in group if found.is_accepted), None)
        if sure is None:
            continue
        name = sure.passage.surface(sure.start, sure.end)[2]
        for found in group:
            if found.issuer != sure.issuer and not found.is_refuted:
                found.add(Evidence(Sign.LISTED, name))


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
    if not between and one.after != one.end:
        return False  # headlines run together: what follows a code is another piece of news
    if _SAME_LIST.fullmatch(between):
        return True
    return bool(_CLAUSE_COMMA.fullmatch(between)) and all(
        passage.begins_at(found.start) and passage.ends_at(found.after) for found in (one, other)
    )
