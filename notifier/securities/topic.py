"""Whether a text speaks of business: a naive Bayes reading of its words of two characters.

Most names that are also words, persons or things are just that in texts that speak of something
else altogether. The weights were learned by `scripts/train_topic.py` from market texts and from
ordinary language, without labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from operator import add
from typing import Final, NamedTuple

from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.passage import is_chinese
from notifier.securities.priors import Prior

_WORTH: Final = 2.2
"""What the odds of a text weigh against a name, by cross-validation over names. For a name they
weigh nothing: that was no better than to accept more of what the judge says."""

_SURE: Final = 0.6
"""What is added to the odds for names that are nothing but names: people who talk of their shares
without a word of the market still mean them."""

_SIZE: Final = 2
_FEWEST: Final = 5
"""Where a text has fewer words, some that say nothing are added: few words say little."""

_READ: Final = 400
"""So many characters of a text tell what it is about; more was not read of one to learn from."""

_SHOWN: Final = 3


class Topic(NamedTuple):
    """What a text speaks of."""

    odds: float
    """More than 0 if its words are those of market texts, less if they are those of others."""
    words: str = ""
    """Those that least are, of a text of others."""


class TopicModel:
    """How much oftener words stand in market texts than in others, as logarithms."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Take the weights of words of two characters."""
        self._weights = weights

    def read(self, text: str, names: Iterable[str]) -> Topic:
        """Read a folded text; the names that were found in it say nothing of what it is about."""
        weights = self._weights
        found = set(filter(weights.__contains__, pairs(text[:_READ])))
        for name in names:
            found.difference_update(pairs(name))
        odds = sum(map(weights.__getitem__, found)) / max(_FEWEST, len(found))
        if odds >= 0:
            return Topic(odds)
        against = sorted((weights[word], word) for word in found if weights[word] < 0)
        return Topic(odds, " ".join(word for _, word in against[:_SHOWN]))


def pairs(text: str) -> Iterator[str]:
    """Return all pairs of characters that follow on one another in a text."""
    return map(add, text, text[1:])


def weigh_topic(candidates: list[Candidate], text: str, model: TopicModel) -> None:
    """Add to Chinese names that the folded text of their document speaks of no business.

    A code, a registered name or the source's link needs no such text, and what only companies do
    outweighs it.
    """
    unsettled = [
        each
        for each in candidates
        if is_chinese(each.name[:1]) and not (each.is_settled or each.has(Sign.MARKUP))
    ]
    if not unsettled:
        return
    topic = model.read(text, {each.name for each in candidates})
    for each in unsettled:
        odds = topic.odds + (_SURE if each.prior is Prior.DISTINCT else 0)
        if odds < 0:
            against = round(_WORTH * odds, 2)
            each.add(Evidence(Sign.NO_BUSINESS, topic.words, learned=against))


@cache
def shipped_topics() -> TopicModel:
    """Read the weights that come with the package: the words of each in one line, run together."""
    path = resources.files("notifier.securities") / "data" / "topic_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = (line.split("\t") for line in lines)
    return TopicModel(
        {
            words[at : at + _SIZE]: float(weight)
            for weight, words in groups
            for at in range(0, len(words), _SIZE)
        }
    )
