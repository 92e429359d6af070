"""Which queries hold for a document, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from notifier.matching.evaluate import Scene, holds, reasons
from notifier.matching.query import Query
from notifier.model import Document, Match, Mention

_NONE: Mapping[int, Query] = MappingProxyType({})


class Matcher:
    """Holds the distinct queries of all subscriptions and asks them of one document at a time."""

    def __init__(self, queries: Mapping[int, Query] = _NONE) -> None:
        self._queries = dict(queries)

    def add(self, query_id: int, query: Query) -> None:
        """Add a query, or replace the one of this id; the next document is asked it."""
        self._queries[query_id] = query

    def remove(self, query_id: int) -> None:
        """Ask a query no more; an unknown id is no error."""
        self._queries.pop(query_id, None)

    def match(self, document: Document, mentions: Sequence[Mention]) -> tuple[Match, ...]:
        """Give every query that holds, in the order of their ids."""
        scene = Scene(document, mentions)
        return tuple(
            Match(query_id, tuple(dict.fromkeys(reasons(query.root, scene))))
            for query_id, query in sorted(self._queries.items())
            if holds(query.root, scene)
        )
