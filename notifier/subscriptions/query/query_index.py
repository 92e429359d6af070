"""Query ids, filed under the keys that a document must have for the query to hold."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from notifier.subscriptions.query.compiler import ALWAYS, Filing, Key

_NOBODY = -(2**63)


class Drawer:
    """What is filed under one key: there are hundreds of thousands, so it is small."""

    __slots__ = ("guarded", "maybe", "sure")

    def __init__(self) -> None:
        self.sure: tuple[int, ...] = ()
        """Queries that hold for every document with this key."""
        self.maybe: tuple[int, ...] = ()
        """Queries that may hold."""
        self.guarded: dict[Key, Drawer] | None = None
        """Queries that need a second key."""


class Files:
    """Gives, for a document's keys, the few queries that can hold."""

    def __init__(self) -> None:
        self._first = array("q")
        """By term number, one query that holds wherever the term stands: most are only that."""
        self._drawers: dict[Key, Drawer] = {}

    def put(self, query_id: int, filing: Filing) -> None:
        """File a query."""
        for key, guard in filing.pairs:
            if filing.sure and guard == ALWAYS and isinstance(key, int):
                missing = key + 1 - len(self._first)
                self._first.extend([_NOBODY] * missing)
                if self._first[key] == _NOBODY:
                    self._first[key] = query_id
                    continue
            drawer = _opened(self._drawers, key)
            if guard != ALWAYS:
                if drawer.guarded is None:
                    drawer.guarded = {}
                drawer = _opened(drawer.guarded, guard)
            if filing.sure:
                drawer.sure += (query_id,)
            else:
                drawer.maybe += (query_id,)

    def take(self, query_id: int, filing: Filing) -> None:
        """Take a query out of where `put` filed it."""
        for key, guard in filing.pairs:
            if isinstance(key, int) and key < len(self._first) and self._first[key] == query_id:
                self._first[key] = _NOBODY
                continue
            drawer = self._drawers[key]
            if guard == ALWAYS:
                _drop(drawer, query_id)
            elif drawer.guarded is not None:
                _drop(drawer.guarded[guard], query_id)
                if _is_empty(drawer.guarded[guard]):
                    del drawer.guarded[guard]
            if _is_empty(drawer):
                del self._drawers[key]

    def met(self, keys: set[Key], numbers: Mapping[int, object]) -> tuple[set[int], set[int]]:
        """Give the queries that hold for a document with these keys, and those that may.

        `numbers` are the terms among the keys.
        """
        first, size = self._first, len(self._first)
        sure = [first[number] for number in numbers if number < size]
        maybe: list[int] = []
        for drawer in filter(None, map(self._drawers.get, keys)):
            sure += drawer.sure
            maybe += drawer.maybe
            guarded = drawer.guarded
            if guarded is not None and not keys.isdisjoint(guarded):
                for inner in [guarded[guard] for guard in guarded.keys() & keys]:
                    sure += inner.sure
                    maybe += inner.maybe
        return set(sure) - {_NOBODY}, set(maybe)


def _opened(drawers: dict[Key, Drawer], key: Key) -> Drawer:
    drawer = drawers.get(key)
    if drawer is None:
        drawer = drawers[key] = Drawer()
    return drawer


def _drop(drawer: Drawer, query_id: int) -> None:
    drawer.sure = tuple(filed for filed in drawer.sure if filed != query_id)
    drawer.maybe = tuple(filed for filed in drawer.maybe if filed != query_id)


def _is_empty(drawer: Drawer) -> bool:
    return not (drawer.sure or drawer.maybe or drawer.guarded)
