"""How often somebody may ask: token buckets, bounded in number, in memory. Pure but for that."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

_MOST_REMEMBERED = 10_000
_PREFIX = 64
"""Of an IPv6 address these bits count: whoever has one of its network has all."""
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class _Bucket:
    tokens: float
    at: datetime


class Buckets:
    """A bucket for each key, which holds a minute's requests and fills as time passes."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: datetime) -> int:
        """Count a request; return 0, or after how many whole seconds the next is taken."""
        held = self._buckets.pop(key, _Bucket(self._per_minute, now))
        passed = max((now - held.at).total_seconds(), 0.0)
        tokens = min(held.tokens + passed * self._per_minute / 60, self._per_minute)
        wait = 0 if tokens >= 1 else math.ceil((1 - tokens) * 60 / self._per_minute)
        self._buckets[key] = _Bucket(tokens - (not wait), now)
        if len(self._buckets) > _MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        return wait

    def __len__(self) -> int:
        return len(self._buckets)


def address_key(host: str) -> str:
    """Return what requests from an address are counted by."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:_LONGEST]
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> _PREFIX << _PREFIX, _PREFIX)))
