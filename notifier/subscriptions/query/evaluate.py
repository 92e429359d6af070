"""Whether a query's program holds for one document, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from notifier.core.aho_corasick import Hit
from notifier.core.model import Field, Reason, ReasonKind
from notifier.subscriptions.query.compiler import All, No, Program, Some
from notifier.subscriptions.query.document_view import Scene
from notifier.subscriptions.query.snapshot import Compiled


class Evaluation:
    """Asks programs of one document whose terms have been found already."""

    def __init__(self, scene: Scene, hits: Mapping[int, Hit], compiled: Compiled) -> None:
        self._scene = scene
        self._hits = hits
        self._labels = compiled.labels
        self._terms = compiled.terms.terms
        self._title = scene.document.folded_title
        self._text = scene.document.folded_text
        self._text_starts = len(self._title.text) + 2
        self._term_reasons: dict[int, Reason] = {}

    def holds(self, program: Program) -> bool:
        """Tell whether a program holds."""
        if isinstance(program, int):
            return program in self._hits
        if isinstance(program, All):
            for part in program:
                if not (part in self._hits if isinstance(part, int) else self.holds(part)):
                    return False
            return True
        if isinstance(program, Some):
            return any(map(self.holds, program))
        if isinstance(program, No):
            return not self.holds(program[0])
        return self._scene.proof(program) is not None

    def reasons(self, program: Program) -> tuple[Reason, ...]:
        """Give what makes a program hold: every condition that does, in the parts that do."""
        if isinstance(program, int):
            return (self._term(program),)
        return tuple(dict.fromkeys(self._reasons(program)))

    def _reasons(self, program: Program) -> Iterator[Reason]:
        if isinstance(program, int):
            yield self._term(program)
        elif isinstance(program, All | Some):
            for part in program:
                if self.holds(part):
                    yield from self._reasons(part)
        elif not isinstance(program, No):
            yield from self._scene.reasons(program)

    def _term(self, number: int) -> Reason:
        reason = self._term_reasons.get(number)
        if reason is None:
            start, end, _ = self._hits[number]
            in_title = end < self._text_starts
            field = Field.TITLE if in_title else Field.TEXT
            first = 1 if in_title else self._text_starts
            span = (self._title if in_title else self._text).span(start - first, end - first)
            label = self._labels.get(number) or self._terms[number]
            reason = Reason(ReasonKind.TERM, label, None, field, *span)
            self._term_reasons[number] = reason
        return reason
