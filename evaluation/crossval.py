"""Cross-validation by name: whether the weights are fitted to the names they were set with.

The weights of the evidence are refitted on four fifths of the names and measured on the rest, which
tells how much of what the rules find hangs on the names seen. The judge of mentions, which learned
from these sets, is left out: `scripts.train_mentions --check` measures it by writer. (The tables of
words cannot be refitted; what they are worth on unseen names is told in docs/recognition.md.)
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.items import Item
from evaluation.scoring import Score
from notifier.core.model import Role
from notifier.securities.directory import Directory
from notifier.securities.evidence import ACCEPT, Sign
from notifier.securities.recogniser import Recogniser

FOLDS = 5
STEPS = (-1.0, -0.5, 0.5, 1.0)
ROUNDS = 3
WRONG_COSTS = 2.0
"""A wrong alert is worse than a missed one."""

STAY = 0.15
"""What moving a weight by one has to bring at least, in right answers."""

Weights = dict[Sign, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One question, whether an issuer is named, with the evidence of each of its candidates."""

    name: str
    is_named: bool
    candidates: tuple[tuple[tuple[Sign, ...], float, bool], ...]
    """Of each: its signs, what the model adds to their weights, and whether it is a subject."""


def cases(items: Sequence[Item], recogniser: Recogniser, directory: Directory) -> list[Case]:
    """Return every labelled question with the evidence found for it."""
    found: list[Case] = []
    for item in items:
        weighed = recogniser.weighed_by_rules(item.document)
        for groups, is_named in (
            (item.subjects, True),
            ((*item.sources, *item.others), False),
        ):
            for group in groups:
                issuers = {directory.issuer(symbol) for symbol in group}
                evidence = tuple(
                    (
                        tuple(sign.sign for sign in found.evidence),
                        sum(sign.learned or 0.0 for sign in found.evidence),
                        found.role is Role.SUBJECT,
                    )
                    for found in weighed
                    if found.issuer in issuers
                )
                found.append(Case(item.name, is_named, evidence))
    return found


def score(cases: Sequence[Case], weights: Weights) -> Score:
    """Count the answers that these weights give."""
    total = Score()
    for case in cases:
        named = any(
            is_subject and learned + sum(weights[sign] for sign in signs) >= ACCEPT
            for signs, learned, is_subject in case.candidates
        )
        total.found += named and case.is_named
        total.missed += case.is_named and not named
        total.wrong += named and not case.is_named
    return total


def cross_validate(cases: Sequence[Case], seed: int = 5) -> Score:
    """Refit the weights without each fifth of the names, and count the answers for that fifth."""
    names = sorted({case.name for case in cases})
    random.Random(seed).shuffle(names)
    total = Score()
    for fold in range(FOLDS):
        held_out = set(names[fold::FOLDS])
        weights = fit([case for case in cases if case.name not in held_out])
        total.add(score([case for case in cases if case.name in held_out], weights))
    return total


def fit(cases: Sequence[Case]) -> Weights:
    """Climb from the shipped weights, one weight at a time, while that brings right answers."""
    shipped = {sign: sign.weight for sign in Sign}
    weights = dict(shipped)
    best = _worth(cases, weights)
    for _ in range(ROUNDS):
        before = best
        for sign in Sign:
            for step in STEPS:
                tried = weights | {sign: weights[sign] + step}
                worth = _worth(cases, tried) - STAY * abs(tried[sign] - shipped[sign])
                if worth > best:
                    best, weights = worth, tried
        if best == before:
            break
    return weights


def _worth(cases: Sequence[Case], weights: Weights) -> float:
    result = score(cases, weights)
    return result.found - WRONG_COSTS * result.wrong
