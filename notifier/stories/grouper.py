"""Stories in memory: articles one after another, each put to the story that it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable
from datetime import datetime
from typing import Generic, TypeVar

from notifier.stories.article_facts import Statement
from notifier.stories.candidate_keys import keys
from notifier.stories.contradictions import WITHIN
from notifier.stories.grouping import choose, likeliest

_Story = TypeVar("_Story", bound=Hashable)


class Shelf(Generic[_Story]):
    """Finds each article's story among those of the last two days, as the database does."""

    def __init__(self) -> None:
        self._told: list[tuple[_Story, Statement]] = []
        self._by_key: defaultdict[int, list[int]] = defaultdict(list)
        self._dated: deque[tuple[datetime, int, frozenset[int]]] = deque()

    def put(self, statement: Statement, new: _Story) -> _Story:
        """Return the story of an article: one that is there, or `new`.

        Articles come in the order of their moments, those without one last.
        """
        if statement.moment is not None:
            self._forget_before(statement.moment)
        found = keys(statement)
        shared = Counter(number for key in found for number in self._by_key[key])
        stories: defaultdict[_Story, list[Statement]] = defaultdict(list)
        for number in likeliest(shared):
            of, told = self._told[number]
            stories[of].append(told)
        chosen = choose(statement, stories)
        story = new if chosen is None else chosen
        self._keep(statement, story, found)
        return story

    def _keep(self, statement: Statement, story: _Story, found: frozenset[int]) -> None:
        number = len(self._told)
        self._told.append((story, statement))
        for key in found:
            self._by_key[key].append(number)
        if statement.moment is not None:
            self._dated.append((statement.moment, number, found))

    def _forget_before(self, now: datetime) -> None:
        while self._dated and now - self._dated[0][0] > WITHIN:
            _, number, found = self._dated.popleft()
            for key in found:
                self._by_key[key].remove(number)
