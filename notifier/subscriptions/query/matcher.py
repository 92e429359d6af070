"""Which queries hold for a document, and why."""

from __future__ import annotations

import gc
from collections.abc import Iterator, KeysView, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from notifier.core.model import Document, Match, Mention
from notifier.subscriptions.query import snapshot
from notifier.subscriptions.query.ast import Category, Term, atoms
from notifier.subscriptions.query.compiler import (
    ALWAYS,
    Key,
    Program,
    category_key,
    compiled,
    filing,
    language_key,
    security_key,
    source_key,
)
from notifier.subscriptions.query.document_view import Scene
from notifier.subscriptions.query.evaluate import Evaluation
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.query_index import Files

_NONE: Mapping[int, Query] = MappingProxyType({})


class Matcher:
    """Holds the distinct queries of all subscriptions and asks them of one document at a time.

    What a document costs depends on the queries that have something to do with it, not on how many
    there are.
    """

    def __init__(self, queries: Mapping[int, Query] = _NONE) -> None:
        self._compiled = snapshot.Compiled()
        self._files = Files()
        for query_id, query in queries.items():
            self.add(query_id, query)
        self.compact()

    @classmethod
    def load(cls, data: bytes) -> Matcher | None:
        """Make a matcher of what `dump` wrote; None if it is damaged or of another version."""
        with _no_garbage_collection():
            loaded = snapshot.load(data)
            if loaded is None:
                return None
            matcher = cls()
            matcher._compiled = loaded
            for query_id, program in loaded.programs.items():
                matcher._file(query_id, program)
            return matcher

    def dump(self) -> bytes:
        """Write all queries as bytes, for a start in a moment."""
        return snapshot.dump(self._compiled)

    @property
    def query_ids(self) -> KeysView[int]:
        """The ids of the queries held."""
        return self._compiled.programs.keys()

    def add(self, query_id: int, query: Query) -> None:
        """Add a query, or replace the one of this id; the next document is asked it."""
        self.remove(query_id)
        terms = self._compiled.terms
        for atom in atoms(query.root):
            if isinstance(atom, Category):
                self._compiled.categories.number(atom.folded)
            elif isinstance(atom, Term) and atom.label not in {"", atom.folded}:
                self._compiled.labels.setdefault(terms.number(atom.folded), atom.label)
        program = compiled(query.root, terms)
        self._compiled.programs[query_id] = program
        self._file(query_id, program)

    def remove(self, query_id: int) -> None:
        """Ask a query no more; an unknown id is no error."""
        if query_id in self._compiled.programs:
            program = self._compiled.programs.pop(query_id)
            self._files.take(query_id, filing(program, self._compiled.terms))

    def _file(self, query_id: int, program: Program) -> None:
        self._files.put(query_id, filing(program, self._compiled.terms))

    def compact(self) -> None:
        """Make matching as fast as it gets after many additions; takes seconds for a million."""
        self._compiled.terms.compact()
        self._compiled.categories.compact()

    def match(self, document: Document, mentions: Sequence[Mention]) -> tuple[Match, ...]:
        """Give every query that holds, with the reasons, in the order of their ids."""
        holding, evaluation = self._ask(document, mentions)
        programs = self._compiled.programs
        return tuple(
            Match(query_id, evaluation.reasons(programs[query_id])) for query_id in holding
        )

    def holding(self, document: Document, mentions: Sequence[Mention]) -> list[int]:
        """Give only the ids of the queries that hold, in order."""
        return self._ask(document, mentions)[0]

    def _ask(self, document: Document, mentions: Sequence[Mention]) -> tuple[list[int], Evaluation]:
        scene = Scene(document, mentions)
        page = f"\n{document.folded_title.text}\n{document.folded_text.text}\n"
        hits = self._compiled.terms.first_hits(page)
        evaluation = Evaluation(scene, hits, self._compiled)
        keys: set[Key] = {ALWAYS, *hits, *self._keys(scene)}
        sure, maybe = self._files.met(keys, hits)
        programs = self._compiled.programs
        sure.update([query_id for query_id in maybe if evaluation.holds(programs[query_id])])
        return sorted(sure), evaluation

    def _keys(self, scene: Scene) -> set[Key]:
        """Give the keys, besides terms, that a document has."""
        keys: set[Key] = {security_key(symbol) for symbol in scene.subjects}
        keys.add(source_key(scene.source))
        keys.update(map(language_key, scene.languages))
        categories = self._compiled.categories
        for number in categories.first_hits(scene.categories):
            keys.add(category_key(categories.terms[number]))
        return keys


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Keep the collector from walking, again and again, a million objects that all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
