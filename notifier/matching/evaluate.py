"""Whether a query holds for one document, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from notifier.matching.nodes import (
    And,
    Category,
    Lang,
    Named,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Source,
    Term,
)
from notifier.matching.patterns import compiled
from notifier.matching.words import occurrences, units
from notifier.model import Document, Field, Mention, Reason, ReasonKind, Role
from notifier.text import fold


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the folded title or text."""

    field: Field
    start: int
    end: int


class Scene:
    """A document as queries see it; what one query finds is kept for the next."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self._found: dict[tuple[str, bool], Spot | None] = {}
        self._mentions = mentions

    @cached_property
    def subjects(self) -> dict[str, list[Mention]]:
        """The securities that the document is about, each with its mentions, the strongest first.

        Companies that are only a report's origin are left out.
        """
        subjects: dict[str, list[Mention]] = {}
        for mention in sorted(self._mentions, key=lambda mention: -mention.score):
            if mention.role is Role.SUBJECT:
                subjects.setdefault(mention.symbol, []).append(mention)
        return subjects

    @cached_property
    def source(self) -> str:
        """The source's name, folded."""
        return fold_words(self.document.source)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories, folded."""
        return tuple(fold_words(category) for category in self.document.categories)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The document's language, and what it is a kind of: `zh-hans` and `zh`."""
        parts = (self.document.lang or "").casefold().replace("_", "-").split("-")
        return frozenset("-".join(parts[:count]) for count in range(1, len(parts) + 1)) - {""}

    def fields(self, *, title: bool) -> Iterator[tuple[Field, str]]:
        """Give the folded title and, unless only the title is asked for, the folded body."""
        yield Field.TITLE, self.document.folded_title.text
        if not title:
            yield Field.TEXT, self.document.folded_text.text

    def spot(self, folded: str, *, title: bool) -> Spot | None:
        """Find where a term first stands."""
        key = (folded, title)
        if key not in self._found:
            self._found[key] = next(
                (
                    Spot(field, start, start + len(folded))
                    for field, text in self.fields(title=title)
                    for start in occurrences(text, folded)
                ),
                None,
            )
        return self._found[key]

    def search(self, pattern: Pattern) -> Spot | None:
        """Find where a regular expression first matches."""
        key = (f"/{pattern.source}/", pattern.title)
        if key not in self._found:
            self._found[key] = next(
                (
                    Spot(field, *found.span())
                    for field, text in self.fields(title=pattern.title)
                    if (found := compiled(pattern.source).search(text))
                ),
                None,
            )
        return self._found[key]

    def near(self, near: Near) -> tuple[Spot, Spot] | None:
        """Find two terms that stand near each other."""
        for field, text in self.fields(title=near.left.title):
            rights = list(occurrences(text, near.right.folded))
            if not rights:
                continue
            for left in occurrences(text, near.left.folded):
                left_end = left + len(near.left.folded)
                for right in rights:
                    right_end = right + len(near.right.folded)
                    if right >= left_end:
                        between = text[left_end:right]
                    elif left >= right_end:
                        between = text[right_end:left]
                    else:
                        continue
                    if units(between) <= near.distance:
                        return Spot(field, left, left_end), Spot(field, right, right_end)
        return None

    def surface(self, spot: Spot) -> tuple[Field, int, int]:
        """Lead a stretch back to the document as it was written."""
        document = self.document
        folded = document.folded_title if spot.field is Field.TITLE else document.folded_text
        return spot.field, *folded.span(spot.start, spot.end)


def fold_words(text: str) -> str:
    """Fold a short text such as a name, with single spaces."""
    return " ".join(fold(text).text.split())


def holds(node: Node, scene: Scene) -> bool:
    """Tell whether a tree holds."""
    match node:
        case Term(folded, title):
            return scene.spot(folded, title=title) is not None
        case And(parts):
            return all(holds(part, scene) for part in parts)
        case Or(parts):
            return any(holds(part, scene) for part in parts)
        case Not(part):
            return not holds(part, scene)
        case Named(symbol, title):
            return _mention(scene, symbol, title=title) is not None
        case Near():
            return scene.near(node) is not None
        case Pattern():
            return scene.search(node) is not None
        case Source(folded):
            return scene.source == folded
        case Category(folded):
            return any(
                any(occurrences(text, folded)) or text == folded for text in scene.categories
            )
        case Lang(tag):
            return tag in scene.languages


def _mention(scene: Scene, symbol: str, *, title: bool) -> Mention | None:
    for mention in scene.subjects.get(symbol, ()):
        if not title or mention.field is Field.TITLE:
            return mention
    return None


def reasons(node: Node, scene: Scene) -> Iterator[Reason]:
    """Give what makes a tree hold: every condition that does, in the parts that do."""
    match node:
        case And(parts):
            for part in parts:
                yield from reasons(part, scene)
        case Or(parts):
            for part in parts:
                if holds(part, scene):
                    yield from reasons(part, scene)
        case Not():
            return
        case Named(symbol, title):
            if mention := _mention(scene, symbol, title=title):
                yield _named(mention)
        case Term(folded, title, label):
            if spot := scene.spot(folded, title=title):
                yield Reason(ReasonKind.TERM, label or folded, None, *scene.surface(spot))
        case Pattern(source):
            if spot := scene.search(node):
                yield Reason(ReasonKind.TERM, f"/{source}/", None, *scene.surface(spot))
        case Near(left, right):
            for term, spot in zip((left, right), scene.near(node) or (), strict=False):
                label = term.label or term.folded
                yield Reason(ReasonKind.TERM, label, None, *scene.surface(spot))
        case Source(folded):
            yield Reason(ReasonKind.FIELD, f"source:{folded}")
        case Category(folded):
            yield Reason(ReasonKind.FIELD, f"category:{folded}")
        case Lang(tag):
            yield Reason(ReasonKind.FIELD, f"lang:{tag}")


def _named(mention: Mention) -> Reason:
    if not mention.surface:  # known from structured tickers, so nowhere in the text
        return Reason(ReasonKind.SECURITY, mention.name, mention.symbol)
    return Reason(
        ReasonKind.SECURITY,
        mention.name,
        mention.symbol,
        mention.field,
        mention.start,
        mention.end,
    )
