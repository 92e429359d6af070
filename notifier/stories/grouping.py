"""Which story an article belongs to."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from notifier.stories.compare import contradictions, likeness
from notifier.stories.statement import Statement

_Story = TypeVar("_Story", bound=Hashable)


def choose(statement: Statement, stories: Mapping[_Story, Sequence[Statement]]) -> _Story | None:
    """Return the one of `stories` that an article belongs to, or None where it is a new one.

    It must contradict none of a story's articles, and be like one of them.
    """
    best, most = None, 0.0
    for story, told in stories.items():
        if any(next(contradictions(statement, each), None) for each in told):
            continue
        like = max((likeness(statement, each) for each in told), default=0.0)
        if like > most:
            best, most = story, like
    return best
