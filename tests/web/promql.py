"""So much of PromQL as the shipped alarms use, over scrapes of our own.

`increase` does not extrapolate to the ends of its window, as Prometheus does: what it is compared
with here is far from the difference.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Labels = frozenset[tuple[str, str]]
"""Those of a series; its name is the label `__name__`."""
Vector = dict[Labels, float]

_TOKEN = re.compile(r'\s*(\d+[smhd]?|[a-zA-Z_]\w*|"[^"]*"|==|[><{}()\[\],=])')
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LOOKBACK = 300
"""Seconds that a sample counts for while no newer one is there."""
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_AGGREGATED: Mapping[str, Callable[[list[float]], float]] = {"sum": sum, "max": max, "min": min}


@dataclass(frozen=True, slots=True)
class Scrape:
    """What a target answered at one moment."""

    at: float
    """Seconds."""
    samples: Vector


def seconds(duration: str) -> int:
    """Return the length of a duration as Prometheus writes it: `15m`."""
    return int(duration[:-1]) * _SECONDS[duration[-1]]


def fires(expression: str, held_for: str, scrapes: Sequence[Scrape]) -> bool:
    """Return whether an alarm has fired by the last scrape, evaluated at each of them."""
    since: dict[Labels, float] = {}
    for scrape in scrapes:
        held = _Reader(expression, scrapes, scrape.at).read()
        since = {labels: since.get(labels, scrape.at) for labels in held}
        if any(scrape.at - began >= seconds(held_for) for began in since.values()):
            return True
    return False


class _Reader:
    """Reads an expression and evaluates it at a moment, in one go."""

    def __init__(self, expression: str, scrapes: Sequence[Scrape], at: float) -> None:
        self._tokens = _TOKEN.findall(expression)
        assert "".join(self._tokens) == re.sub(r"\s", "", expression), "a form that is not known"
        self._scrapes = [each for each in scrapes if each.at <= at]
        self._at = at

    def read(self) -> Vector:
        vector = self._comparison()
        assert not self._tokens, f"not understood: {self._tokens}"
        return vector

    def _comparison(self) -> Vector:
        vector = self._term()
        if not self._tokens or self._tokens[0] not in _COMPARED:
            return vector
        holds, bound = _COMPARED[self._take()], float(self._take())
        return {labels: value for labels, value in vector.items() if holds(value, bound)}

    def _term(self) -> Vector:
        name = self._take()
        if name in _AGGREGATED:
            return self._aggregation(name)
        if name not in {"absent", "increase"}:
            return self._newest(self._selector(name))
        self._take("(")
        chosen = self._selector(self._take())
        if name == "absent":
            self._take(")")
            return {} if self._newest(chosen) else {frozenset(): 1.0}
        self._take("[")
        window = seconds(self._take())
        self._take("]")
        self._take(")")
        return self._increase(chosen, window)

    def _aggregation(self, name: str) -> Vector:
        kept: set[str] = set()
        if self._tokens[0] == "by":
            self._take("by")
            self._take("(")
            kept = {self._take()}
            self._take(")")
        self._take("(")
        inner = self._comparison()
        self._take(")")
        groups: dict[Labels, list[float]] = {}
        for labels, value in inner.items():
            group = frozenset(each for each in labels if each[0] in kept)
            groups.setdefault(group, []).append(value)
        return {group: _AGGREGATED[name](values) for group, values in groups.items()}

    def _selector(self, name: str) -> Labels:
        wanted = {("__name__", name)}
        if self._tokens and self._tokens[0] == "{":
            self._take("{")
            while self._tokens[0] != "}":
                label = self._take()
                self._take("=")
                wanted.add((label, self._take().strip('"')))
                if self._tokens[0] == ",":
                    self._take(",")
            self._take("}")
        return frozenset(wanted)

    def _newest(self, wanted: Labels) -> Vector:
        """Return the series of the last scrape; one that was not scraped any more is stale."""
        if not self._scrapes or self._at - self._scrapes[-1].at > _LOOKBACK:
            return {}
        samples = self._scrapes[-1].samples
        return {labels: value for labels, value in samples.items() if wanted <= labels}

    def _increase(self, wanted: Labels, window: int) -> Vector:
        grown: Vector = {}
        within = [each for each in self._scrapes if each.at > self._at - window]
        for labels in {key for each in within for key in each.samples if wanted <= key}:
            values = [each.samples[labels] for each in within if labels in each.samples]
            if len(values) > 1:
                steps = (
                    after - before if after >= before else after
                    for before, after in pairwise(values)
                )
                grown[labels] = sum(steps)
        return grown

    def _take(self, expected: str | None = None) -> str:
        token: str = self._tokens.pop(0)
        assert expected in {None, token}, f"{expected} expected, not {token}"
        return token
