"""Which story an article belongs to."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

from notifier.stories.article_facts import Statement
from notifier.stories.contradictions import contradictions
from notifier.stories.similarity import likeness

_Story = TypeVar("_Story", bound=Hashable)

MOST_CANDIDATES: Final = 40
"""So many articles are looked at: those that share the most keys."""


def likeliest(shared: Mapping[int, int]) -> list[int]:
    """Return the articles to look at, given how many keys each shares; newer ones first."""
    return sorted(shared, key=lambda each: (-shared[each], -each))[:MOST_CANDIDATES]


def choose(statement: Statement, stories: Mapping[_Story, Sequence[Statement]]) -> _Story | None:
    """Return the one of `stories` that an article belongs to, or None where it is a new one.

    It must contradict none of the articles that told a story, and be like one of them.
    """
    best, most = None, 0.0
    for story, told in stories.items():
        if any(next(contradictions(statement, each), None) for each in told):
            continue
        like = max((likeness(statement, each) for each in told), default=0.0)
        if like > most:
            best, most = story, like
    return best
