"""What a crash test is judged by: only what the Bot API saw, the kills, and what was planned.

A message is told by the marks in it: each article, and each command that is answered, carries one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

ALERT, REPLY = "稿", "令"
MARK = re.compile(rf"{ALERT}\d{{4}}|{REPLY}\d{{4}}")
WINDOW = 2.0
"""Seconds that an answer may take to be noted; a kill meanwhile excuses a repeat."""


@dataclass(frozen=True)
class Attempt:
    """One message as the Bot API saw it: taken or not, and whether the bot was told so.

    Times are in seconds; `over` is when it was answered, or when the bot was seen to be gone.
    """

    chat: int
    text: str
    at: float
    over: float
    taken: bool
    told: bool


@dataclass(frozen=True)
class Kill:
    """A process that was killed after `at` and dead at `until`, or the next one started."""

    at: float
    until: float


@dataclass(frozen=True)
class Expected:
    """What must come: `words` that a message must show, by chat and mark.

    A chat that is `gone` need not get what it did not get before. One that `moved` is the same
    chat under another number.
    """

    words: Mapping[tuple[int, str], str]
    gone: frozenset[int] = frozenset()
    moved: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What was found: faults, in words, and figures."""

    lost: Sequence[str]
    unexcused: Sequence[str]
    invented: Sequence[str]
    repeats: Sequence[Counter[str]]
    """For each kill, how many messages of each kind came twice because of it."""
    lost_answers: int
    """How many came twice because an answer was lost on the way."""
    taken: int
    at_most: Mapping[str, int]
    """How many of each kind may be in flight."""

    @property
    def too_many(self) -> Sequence[int]:
        """The kills that repeated more than was in flight."""
        return [
            number
            for number, counts in enumerate(self.repeats, 1)
            if any(counts[kind] > most for kind, most in self.at_most.items())
        ]

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, invented, or repeated without an excuse."""
        return not (self.lost or self.unexcused or self.invented or self.too_many)

    @override
    def __str__(self) -> str:
        faults = [*self.lost, *self.unexcused, *self.invented]
        faults += [f"kill {number} repeated too many" for number in self.too_many]
        figures = (
            f"{len(self.repeats)} kills, {self.taken} messages taken: {len(self.lost)} lost, "
            f"{len(self.unexcused)} repeated without an excuse, {len(self.invented)} invented; "
            f"repeated after a lost answer: {self.lost_answers}; "
            f"after a kill: {self._repeated('alerts', ALERT)}, {self._repeated('replies', REPLY)}"
        )
        return "\n".join([figures, *faults[:20]])

    def _repeated(self, name: str, kind: str) -> str:
        counts = [each[kind] for each in self.repeats] or [0]
        return f"{sum(counts)} {name}, at most {max(counts)} (allowed {self.at_most[kind]})"


def judge(
    attempts: Iterable[Attempt],
    kills: Sequence[Kill],
    expected: Expected,
    at_most: Mapping[str, int],
) -> Verdict:
    """Judge a run; `at_most` is how many alerts and replies may be in flight."""
    taken: dict[tuple[int, str], list[Attempt]] = defaultdict(list)
    invented = []
    messages = 0
    for attempt in sorted(attempts, key=lambda each: each.at):
        if not attempt.taken:
            continue
        messages += 1
        chat = expected.moved.get(attempt.chat, attempt.chat)
        marks = sorted(set(MARK.findall(attempt.text)))
        if not marks:
            invented.append(f"to {chat}, of no article: {attempt.text[:60]!r}")
        for mark in marks:
            words = expected.words.get((chat, mark))
            if words is None or words not in attempt.text:
                invented.append(f"to {chat}, not asked for: {attempt.text[:60]!r}")
            else:
                taken[chat, mark].append(attempt)

    repeats: list[Counter[str]] = [Counter() for _ in kills]
    lost_answers = 0
    unexcused = []
    for (chat, mark), times in taken.items():
        for before in times[:-1]:
            killed = _killed_with(before, kills)
            if killed is not None:
                repeats[killed][mark[0]] += 1
            elif not before.told:
                lost_answers += 1
            else:
                unexcused.append(f"to {chat}, {mark} again, although it was told: {before.at:.2f}")
    lost = [
        f"to {chat}: {mark}"
        for chat, mark in expected.words
        if (chat, mark) not in taken and chat not in expected.gone
    ]
    return Verdict(lost, unexcused, invented, repeats, lost_answers, messages, at_most)


def _killed_with(attempt: Attempt, kills: Sequence[Kill]) -> int | None:
    """Return the kill that an attempt was under way at, or not yet noted; None where there is none.

    An answer that was lost before the kill excuses a repeat by itself.
    """
    for number, kill in enumerate(kills):
        under_way = attempt.at <= kill.until and attempt.over >= kill.at
        unnoted = attempt.told and kill.at - WINDOW <= attempt.over <= kill.until
        if under_way or unnoted:
            return number
    return None
