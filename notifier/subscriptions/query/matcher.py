"""Which queries hold for a document, and why."""

from __future__ import annotations

from collections.abc import KeysView, Mapping, Sequence
from types import MappingProxyType

from notifier.core.model import Document, Match, Mention
from notifier.subscriptions.query.ast import Category, Term, atoms
from notifier.subscriptions.query.compiler import (
    ALWAYS,
    Key,
    Program,
    category_key,
    compile_query,
    index_keys,
    language_key,
    security_key,
    source_key,
)
from notifier.subscriptions.query.evaluate import DocumentView, Evaluation
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.query_index import QueryIndex
from notifier.subscriptions.query.terms import TermIndex

_NONE: Mapping[int, Query] = MappingProxyType({})


class Matcher:
    """Holds the distinct queries of all subscriptions and asks them of one document at a time.

    What a document costs depends on the queries that have something to do with it, not on how many
    there are.
    """

    def __init__(self, queries: Mapping[int, Query] = _NONE) -> None:
        self._terms = TermIndex()
        self._categories = TermIndex()
        """The words that are looked for in categories."""
        self._labels: dict[int, str] = {}
        """Terms as people wrote them, by number, where that is not the folded form."""
        self._programs: dict[int, Program] = {}
        self._index = QueryIndex()
        for query_id, query in queries.items():
            self.add(query_id, query)
        self.compact()

    @property
    def query_ids(self) -> KeysView[int]:
        """The ids of the queries held."""
        return self._programs.keys()

    def add(self, query_id: int, query: Query) -> None:
        """Add a query, or replace the one of this id; the next document is asked it."""
        self.remove(query_id)
        for atom in atoms(query.root):
            if isinstance(atom, Category):
                self._categories.number(atom.folded)
            elif isinstance(atom, Term) and atom.label not in {"", atom.folded}:
                self._labels.setdefault(self._terms.number(atom.folded), atom.label)
        program = compile_query(query.root, self._terms)
        self._programs[query_id] = program
        self._index.add(query_id, index_keys(program, self._terms))

    def remove(self, query_id: int) -> None:
        """Remove a query; an unknown id is no error."""
        if query_id in self._programs:
            program = self._programs.pop(query_id)
            self._index.remove(query_id, index_keys(program, self._terms))

    def compact(self) -> None:
        """Make matching as fast as it gets after many additions; takes seconds for a million."""
        self._terms.compact()
        self._categories.compact()

    def match(self, document: Document, mentions: Sequence[Mention]) -> tuple[Match, ...]:
        """Return every query that holds, with the reasons, in the order of their ids."""
        ids, evaluation = self._ask(document, mentions)
        return tuple(
            Match(query_id, evaluation.reasons(self._programs[query_id])) for query_id in ids
        )

    def matching_ids(self, document: Document, mentions: Sequence[Mention]) -> list[int]:
        """Return only the ids of the queries that hold, in order."""
        return self._ask(document, mentions)[0]

    def _ask(self, document: Document, mentions: Sequence[Mention]) -> tuple[list[int], Evaluation]:
        view = DocumentView(document, mentions)
        page = f"\n{document.folded_title.text}\n{document.folded_text.text}\n"
        hits = self._terms.first_hits(page)
        evaluation = Evaluation(view, hits, self._labels, self._terms.terms)
        keys: set[Key] = {ALWAYS, *hits, *self._keys(view)}
        exact, candidates = self._index.lookup(keys, hits)
        programs = self._programs
        exact.update([query_id for query_id in candidates if evaluation.holds(programs[query_id])])
        return sorted(exact), evaluation

    def _keys(self, view: DocumentView) -> set[Key]:
        """Return the keys, besides terms, that a document has."""
        keys: set[Key] = {security_key(symbol) for symbol in view.subjects}
        keys.add(source_key(view.source))
        keys.update(map(language_key, view.languages))
        categories = self._categories
        for number in categories.first_hits(view.categories):
            keys.add(category_key(categories.terms[number]))
        return keys
