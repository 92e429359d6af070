"""Whether a source is well: silent, empty, changed, frozen or failing.

It is judged by its own past (`notifier.sources.health.observations`): by the hours in which it
speaks, and by what its pages usually hold. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from notifier.sources.health.observations import LONGEST, TIMES, USUAL, Health, Odd, Oddity
from notifier.sources.health.poll_interval import Place, Rhythm, doubt

_HOUR = timedelta(hours=1)
FAILURES = 3
"""So many failures in a row are no accident any more."""
_LASTING = timedelta(minutes=10)
_SILENCE = 10.0
"""How improbable a silence must be: e to the power of minus this."""
_EMPTINESS = 1.5
"""The same of a silence in which the page is empty, too."""
_SHORTEST_SILENCE = timedelta(minutes=30)
"""No silence reaches that before, which saves asking."""
_UNLEARNED = timedelta(days=14)
_EMPTY_UNLEARNED = timedelta(days=3)
"""How long it takes where nothing is learned yet; longer than a weekend."""
_GAPS = 5
"""At first, a silence of so many usual gaps between articles is much."""


class State(StrEnum):
    """How a source is."""

    OK = "ok"
    NEW = "new"  # not read successfully yet
    FAILING = "failing"
    EMPTY = "empty"  # its page holds nothing, where there were always many entries
    CHANGED = "changed"  # its page looks as if its layout had changed
    FROZEN = "frozen"  # it answers, but what it answers is too old
    SILENT = "silent"  # it answers, and brings nothing new
    OFF = "off"  # it is not polled


TROUBLES = frozenset({State.FAILING, State.EMPTY, State.CHANGED, State.FROZEN, State.SILENT})
"""What an operator should look at."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What is known of a source: when it was polled and with what result, and what that taught.

    `polled` says that some process polls it. `last_article_at` is when the newest of its articles
    was published, or seen where it does not say. `silent_since` is since when it is in trouble,
    `told_at` when its operators were told of trouble last.
    """

    name: str
    polled: bool = True
    next_poll_at: datetime | None = None
    last_polled_at: datetime | None = None
    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    failures: int = 0
    last_problem: str | None = None
    silent_since: datetime | None = None
    told_at: datetime | None = None
    health: Health = field(default_factory=Health)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a source is; of one in trouble since when, where that is known."""

    state: State
    since: datetime | None = None

    @property
    def is_trouble(self) -> bool:
        """Tell whether an operator should look at it."""
        return self.state in TROUBLES


def judge(source: SourceHealth, now: datetime, place: Place, *, speaks: bool = True) -> Verdict:
    """Say how a source is. One that does not have to speak (`speaks`) is never silent."""
    if not source.polled:
        return Verdict(State.OFF)
    if source.failures >= FAILURES:
        return Verdict(State.FAILING, source.last_success_at)
    if source.first_polled_at is None:
        return Verdict(State.NEW)
    health = source.health
    if not speaks:
        return Verdict(State.OK)
    if health.odd is not None and _is_certain(health.odd, health.rhythm, now, place):
        is_empty = health.odd.what is Oddity.EMPTY
        return Verdict(State.EMPTY if is_empty else State.CHANGED, health.odd.since)
    if health.spoke_at is not None and _is_silent(health, health.spoke_at, now, place):
        # Where its articles carry dates, the page itself shows that it stands still.
        dated = health.looks.shares.get(Oddity.DATES, 0) >= USUAL
        return Verdict(State.FROZEN if dated else State.SILENT, health.spoke_at)
    return Verdict(State.OK)


def _is_certain(odd: Odd, rhythm: Rhythm, now: datetime, place: Place) -> bool:
    if odd.times < TIMES or now - odd.since < _LASTING:
        return False
    if odd.what is not Oddity.EMPTY:
        return True
    # A list of today's news is empty after midnight: only hours in which it should speak count.
    unlearned = _EMPTINESS / (_EMPTY_UNLEARNED / _HOUR)
    return doubt(rhythm, odd.since, now, place, unlearned=unlearned) >= _EMPTINESS


def _is_silent(health: Health, since: datetime, now: datetime, place: Place) -> bool:
    if now - since < _SHORTEST_SILENCE:
        return False
    gap = timedelta(seconds=min(health.gap or 0, LONGEST.total_seconds()))
    unlearned = _SILENCE / (max(_UNLEARNED, _GAPS * gap) / _HOUR)
    return doubt(health.rhythm, since, now, place, unlearned=unlearned) >= _SILENCE
