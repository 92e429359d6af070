"""Counting right and wrong answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from evaluation.items import Item
from notifier.core.model import Document
from notifier.securities.directory import Directory

Answer = Callable[[Document], tuple[set[str], set[str]]]
"""Returns which symbols a document has as subjects, and which only as sources."""


@dataclass(slots=True)
class Score:
    """How many companies were found, missed, and named wrongly."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, other: Score) -> None:
        """Count another score in."""
        self.found += other.found
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def precision(self) -> float:
        """Of what was named, the share that is right; 1 if nothing was named."""
        named = self.found + self.wrong
        return self.found / named if named else 1.0

    @property
    def recall(self) -> float:
        """Of what should be named, the share that was; 1 if nothing should be."""
        wanted = self.found + self.missed
        return self.found / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Result:
    """An evaluation: by kind, in all, and by name what went wrong."""

    by_kind: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    errors: list[tuple[str, Item, frozenset[str]]] = field(default_factory=list)

    @property
    def total(self) -> Score:
        """The score over all kinds."""
        total = Score()
        for score in self.by_kind.values():
            total.add(score)
        return total

    def worst(self, count: int) -> list[tuple[str, int]]:
        """List the names with the most errors."""
        return Counter(item.name for _, item, _ in self.errors).most_common(count)


def evaluate(items: Iterable[Item], answer: Answer, directory: Directory) -> Result:
    """Return how `answer` does on every item.

    Listings of one issuer count as one company. A source that is named as a subject is wrong; that
    it is not named at all is right: by default nobody is told of it.
    """
    result = Result()
    for item in items:
        subjects, _ = answer(item.document)
        named = {directory.issuer(symbol) for symbol in subjects}
        score = Score()
        for group in item.subjects:
            if named & _issuers(group, directory):
                score.found += 1
            else:
                score.missed += 1
                result.errors.append(("missed", item, group))
        for group in (*item.sources, *item.others):
            if named & _issuers(group, directory):
                score.wrong += 1
                result.errors.append(("wrong", item, group))
        if item.is_complete:
            known = [_issuers(group, directory) for group in (*item.subjects, *item.sources)]
            known += [_issuers(group, directory) for group in item.others]
            extra = named - set().union(*known)
            score.wrong += len(extra)
            result.errors += [("wrong", item, frozenset({symbol})) for symbol in sorted(extra)]
        result.by_kind[item.kind].add(score)
    return result


def _issuers(symbols: frozenset[str], directory: Directory) -> set[str]:
    return {directory.issuer(symbol) for symbol in symbols}
