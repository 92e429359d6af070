"""The assignment of stories in memory, as the service does it through the database."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable
from datetime import datetime
from typing import Generic, TypeVar

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.contradictions import STORY_SPAN
from notifier.stories.grouper import best_candidates, best_story, candidate_keys

_Story = TypeVar("_Story", bound=Hashable)


class Grouper(Generic[_Story]):
    """Finds each article's story among those of the last two days, as the database does."""

    def __init__(self) -> None:
        self._members: list[tuple[_Story, ArticleFacts]] = []
        self._by_key: defaultdict[int, list[int]] = defaultdict(list)
        self._dated: deque[tuple[datetime, int, frozenset[int]]] = deque()

    def assign(self, facts: ArticleFacts, new: _Story) -> _Story:
        """Return the story of an article: one that is there, or `new`.

        Articles come in the order of their times, those without one last.
        """
        if facts.published_at is not None:
            self._forget_before(facts.published_at)
        found = candidate_keys(facts)
        shared = Counter(number for key in found for number in self._by_key[key])
        stories: defaultdict[_Story, list[ArticleFacts]] = defaultdict(list)
        for number in best_candidates(shared):
            story, member = self._members[number]
            stories[story].append(member)
        chosen = best_story(facts, stories)
        story = new if chosen is None else chosen
        self._keep(facts, story, found)
        return story

    def _keep(self, facts: ArticleFacts, story: _Story, found: frozenset[int]) -> None:
        number = len(self._members)
        self._members.append((story, facts))
        for key in found:
            self._by_key[key].append(number)
        if facts.published_at is not None:
            self._dated.append((facts.published_at, number, found))

    def _forget_before(self, now: datetime) -> None:
        while self._dated and now - self._dated[0][0] > STORY_SPAN:
            _, number, found = self._dated.popleft()
            for key in found:
                self._by_key[key].remove(number)
