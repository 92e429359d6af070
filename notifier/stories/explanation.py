"""Why two articles are taken for reports of one thing, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.comparison import said_too, same_quantities, shared_names
from notifier.stories.contradictions import corrects

_MOST: Final = 5
"""So many of a sort are told."""


def in_common(one: ArticleFacts, other: ArticleFacts) -> list[str]:
    """Return what speaks for two articles being one story, such as `company: 科大讯飞`."""
    found = [
        f"{name}: {', '.join(values[:_MOST])}" for name, values in _facts(one, other) if values
    ]
    if one.title == other.title:
        return ["the same headline", *found]
    if corrects(one, other) or corrects(other, one):
        return ["a correction", *found]
    return found


def _facts(one: ArticleFacts, other: ArticleFacts) -> Iterator[tuple[str, list[str]]]:
    yield "company", _companies(one, other) or _companies(other, one)
    yield "number", list(dict.fromkeys(each.in_words() for each in same_quantities(one, other)))
    yield "name", sorted(shared_names(one, other))
    yield "word", said_too(one, other) or said_too(other, one)
    yield "event", sorted(one.headline_markers & other.headline_markers)


def _companies(one: ArticleFacts, other: ArticleFacts) -> list[str]:
    return [
        each.spellings[0] if each.spellings else min(each.symbols)
        for each in one.subjects
        if other.names_company(each)
    ]
