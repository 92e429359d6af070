"""A feed as bytes, compressed once, and since when it has them."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import brotli

from notifier.core.clock import Clock

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_BROTLI_QUALITY = 5
"""As small as gzip's best, and as fast as its middle."""


@dataclass(frozen=True)
class Rendered:
    """A page of a feed as it goes out."""

    version: int
    """That of the published feed, which grows with every change."""
    body: bytes
    tag: str
    """A digest of the bytes."""
    changed_at: datetime
    """When what the feed holds last changed."""
    modified_at: datetime
    """Since when these are its bytes, as far as is known here: no second has two of them."""
    media_type: str
    links: str
    """To itself, its hub and its other pages, as a header names them."""

    @cached_property
    def _compressed(self) -> dict[str, bytes]:
        return {}

    @property
    def size(self) -> int:
        """How many bytes it takes, compressed or not."""
        return len(self.body) + sum(map(len, self._compressed.values()))

    async def compressed(self, coding: str) -> bytes:
        """Return the bytes as `gzip` or `br`, the same ones every time."""
        known = self._compressed.get(coding)
        if known is None:
            compress = _brotli if coding == "br" else _gzip
            known = self._compressed[coding] = await asyncio.to_thread(compress, self.body)
        return known


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _brotli(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
    return packed


class ModificationTimes:
    """Remembers since when each feed has the bytes it has.

    A title, a language or another version of this program change them too, so what is stored does
    not tell. Where nothing is remembered it is since now: a reader is then sent them once more.
    """

    def __init__(self, clock: Clock, keep: int) -> None:
        self._clock = clock
        self._keep = keep
        self._known: OrderedDict[Hashable, tuple[str, datetime]] = OrderedDict()

    def of(self, page: Hashable, tag: str) -> datetime:
        """Return since when a page of a feed has had the bytes of this tag, to the second."""
        before, since = self._known.pop(page, ("", _NEVER))
        if before != tag:
            # HTTP tells no fractions of a second: two in one second would be taken for one.
            since = max(self._clock().replace(microsecond=0), since + timedelta(seconds=1))
        self._known[page] = (tag, since)
        if len(self._known) > self._keep:
            self._known.popitem(last=False)
        return since
