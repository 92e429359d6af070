"""An inverted index of queries: ids by the keys that a document must have for one to hold."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from notifier.subscriptions.query.compiler import ALWAYS, IndexKeys, Key

_NO_QUERY = -(2**63)


class Postings:
    """The queries under one key: there are hundreds of thousands of these, so they are small."""

    __slots__ = ("candidates", "exact", "guarded")

    def __init__(self) -> None:
        self.exact: tuple[int, ...] = ()
        """Queries that hold for every document with this key."""
        self.candidates: tuple[int, ...] = ()
        """Queries that may hold."""
        self.guarded: dict[Key, Postings] | None = None
        """Queries that need a second key."""


class QueryIndex:
    """An inverted index: leads from a document's keys to the few queries that can hold."""

    def __init__(self) -> None:
        self._first = array("q")
        """By term number, one query that holds wherever the term stands: most are only that."""
        self._postings: dict[Key, Postings] = {}

    def add(self, query_id: int, filed_under: IndexKeys) -> None:
        """Add a query under its keys."""
        for key, guard in filed_under.pairs:
            if filed_under.is_exact and guard == ALWAYS and isinstance(key, int):
                missing = key + 1 - len(self._first)
                self._first.extend([_NO_QUERY] * missing)
                if self._first[key] == _NO_QUERY:
                    self._first[key] = query_id
                    continue
            postings = _postings_under(self._postings, key)
            if guard != ALWAYS:
                if postings.guarded is None:
                    postings.guarded = {}
                postings = _postings_under(postings.guarded, guard)
            if filed_under.is_exact:
                postings.exact += (query_id,)
            else:
                postings.candidates += (query_id,)

    def remove(self, query_id: int, filed_under: IndexKeys) -> None:
        """Remove a query from where `add` put it."""
        for key, guard in filed_under.pairs:
            if isinstance(key, int) and key < len(self._first) and self._first[key] == query_id:
                self._first[key] = _NO_QUERY
                continue
            postings = self._postings[key]
            if guard == ALWAYS:
                _discard(postings, query_id)
            elif postings.guarded is not None:
                _discard(postings.guarded[guard], query_id)
                if _is_empty(postings.guarded[guard]):
                    del postings.guarded[guard]
            if _is_empty(postings):
                del self._postings[key]

    def lookup(self, keys: set[Key], numbers: Mapping[int, object]) -> tuple[set[int], set[int]]:
        """Return the queries that hold for a document with these keys, and those that may.

        `numbers` are the terms among the keys.
        """
        first, size = self._first, len(self._first)
        exact = [first[number] for number in numbers if number < size]
        candidates: list[int] = []
        for postings in filter(None, map(self._postings.get, keys)):
            exact += postings.exact
            candidates += postings.candidates
            guarded = postings.guarded
            if guarded is not None and not keys.isdisjoint(guarded):
                for inner in [guarded[guard] for guard in guarded.keys() & keys]:
                    exact += inner.exact
                    candidates += inner.candidates
        return set(exact) - {_NO_QUERY}, set(candidates)


def _postings_under(by_key: dict[Key, Postings], key: Key) -> Postings:
    postings = by_key.get(key)
    if postings is None:
        postings = by_key[key] = Postings()
    return postings


def _discard(postings: Postings, query_id: int) -> None:
    postings.exact = tuple(filed for filed in postings.exact if filed != query_id)
    postings.candidates = tuple(filed for filed in postings.candidates if filed != query_id)


def _is_empty(postings: Postings) -> bool:
    return not (postings.exact or postings.candidates or postings.guarded)
