"""The judge of mentions: whether a text tells something of the company that a name in it may mean.

A linear model over hashed features, trained by `scripts/train_mentions.py` on texts in which people
marked what each name is: the company of which something is told, a house that only reports or
serves, or something else. What the rules read (`evidence.py`) is among its features, so that it
learned how far each of them can be trusted.
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from notifier.core.model import Role
from notifier.securities.evidence import ACCEPT, Candidate, Evidence, Sign
from notifier.securities.hashing import BUCKETS, buckets, shown
from notifier.securities.lexicon import Words
from notifier.securities.mention_features import Described, describe

SENTENCE: Final = 3.0
"""What the words of a sentence count together, by the root of how many they are."""

FEWEST_WORDS: Final = 4
_LIMIT: Final = 8.0
"""How much may be said for or against a company, in the units of evidence."""

_LEVEL: Final = 0.5
"""What is added to the odds: in the texts that people marked, names mean something else far oftener
than in news."""

_NEVER_SAVED: Final = (Sign.SECTOR, Sign.CROSSED)
"""A sector and a piece of another word are made no company by what stands around them."""

_CLEARLY: Final = 1.0
"""By how much what no rule says of a source must be likelier."""

_ONLY_REPORTS: Final = frozenset({Sign.SOURCE_OF_REPORT, Sign.VENUE})
_NO_WORDS: Final = "…"
_SENTENCE_KIND: Final = 2
"""Letters before a word of a sentence."""


class Odds(NamedTuple):
    """How much likelier one thing is than that a text tells nothing of a company, as logarithms."""

    subject: float
    """That it tells something of the company."""
    source: float
    """That the company only reports, or serves another."""
    words: str
    """Those that say it most clearly."""


class MentionModel:
    """The weights of features for subjects and for sources, small integers."""

    def __init__(
        self, weights: Sequence[array[int]], units: Sequence[float], biases: Sequence[float]
    ) -> None:
        """Take a weight a bucket for subjects and sources; `units` are what 1 is worth."""
        self._subject, self._source = weights
        self._units = units
        self._biases = biases

    @classmethod
    def loads(cls, data: bytes) -> MentionModel:
        """Read what `dumps` wrote."""
        head, _, rest = zlib.decompress(data).partition(b"\n")
        units, biases = json.loads(head)
        weights = [array("b", rest[:BUCKETS]), array("b", rest[BUCKETS:])]
        return cls(weights, units, biases)

    def dumps(self) -> bytes:
        """Return the model as it is kept in a file."""
        head = json.dumps((self._units, self._biases)).encode()
        weights = self._subject.tobytes() + self._source.tobytes()
        return zlib.compress(head + b"\n" + weights, level=9)

    def odds(self, described: Iterable[Described]) -> Iterator[tuple[Candidate, Odds]]:
        """Yield the odds of each place of a document."""
        read: dict[frozenset[str], _Sentence] = {}
        for found, around, signs, sentence in described:
            if sentence not in read:
                read[sentence] = self._read(sentence)
            weighed = read[sentence]
            touching = list(map(self._subject.__getitem__, around.buckets))
            subject = sum(touching) + sum(map(self._subject.__getitem__, signs))
            source = sum(map(self._source.__getitem__, (*around.buckets, *signs)))
            of_subject = _LEVEL + self._biases[0] + self._units[0] * (subject + weighed.subject)
            of_source = _LEVEL + self._biases[1] + self._units[1] * (source + weighed.source)
            is_for = max(of_subject, of_source) > 0
            weight, feature = (max if is_for else min)(
                zip(touching, around.legible, strict=False), default=(0, "")
            )
            of_sentence, word = weighed.most if is_for else weighed.least
            said = (feature[1:], word) if abs(weight) > abs(of_sentence) else (word, feature[1:])
            words = shown(said[0]) or shown(said[1]) or _NO_WORDS
            yield found, Odds(of_subject, of_source, words)

    def _read(self, sentence: frozenset[str]) -> _Sentence:
        share = SENTENCE / math.sqrt(max(FEWEST_WORDS, len(sentence)))
        numbers = buckets(sentence)
        weighed = list(map(self._subject.__getitem__, numbers))
        said = [
            (share * weight, word[_SENTENCE_KIND:])
            for weight, word in zip(weighed, sentence, strict=True)
        ]
        return _Sentence(
            share * sum(weighed),
            share * sum(map(self._source.__getitem__, numbers)),
            max(said, default=(0.0, "")),
            min(said, default=(0.0, "")),
        )


class _Sentence(NamedTuple):
    """What the words of a sentence say."""

    subject: float
    source: float
    most: tuple[float, str]
    """What the word weighs that says most for a company, and the word."""
    least: tuple[float, str]


def weigh_mentions(
    candidates: list[Candidate], words: Words, english: Mapping[str, int], model: MentionModel
) -> None:
    """Judge each name that neither a code nor a rule settles, whatever the rules added up to.

    A house that the rules take for a mere source is none only if something is told of it.
    """
    for found, odds in model.odds(describe(candidates, words, english)):
        is_subject = odds.subject > max(0.0, odds.source + _CLEARLY)
        if found.role is Role.SOURCE:
            if found.has(Sign.VENUE) or not is_subject:
                continue
            found.evidence = [each for each in found.evidence if each.sign not in _ONLY_REPORTS]
        elif odds.source > max(0.0, odds.subject + _CLEARLY):
            found.add(Evidence(Sign.SOURCE_OF_REPORT, odds.words))
        weight = max(-_LIMIT, min(_LIMIT, max(odds.subject, odds.source)))
        if found.has(*_NEVER_SAVED):
            weight = min(weight, found.score - ACCEPT)
        sign = Sign.ABOUT if weight > 0 else Sign.NOT_ABOUT
        rest = ACCEPT + weight - sum(each.weight for each in found.evidence)
        found.add(Evidence(sign, odds.words, learned=round(rest, 2)))
        found.score = ACCEPT + weight


@cache
def shipped_mentions() -> MentionModel:
    """Read the model that comes with the package."""
    path = resources.files("notifier.securities") / "data" / "mention_model.bin"
    return MentionModel.loads(path.read_bytes())
