"""Train what tells the wish of a sentence (`bot/intent_model.py`) on labelled sentences.

    pip install scikit-learn     # in an environment of its own: only this script needs it
    python -m scripts.train_intents [--text more.tsv …]

A line is a label, a tab and a sentence. Those of `scripts/intents_input` were made up for this
project, each file by somebody else who knew the labels and nothing of the bot.
"""

from __future__ import annotations

import argparse
import importlib
import math
import random
from array import array
from collections import Counter
from pathlib import Path
from typing import Any

from notifier.bot import intent_model
from notifier.bot.command_names import CHINESE, SAME_COMMAND
from notifier.bot.intent_model import BUCKETS, RARITY_UNITS, IntentModel, bucket, features
from notifier.bot.intent_reader import as_written_chinese
from notifier.securities import lexicon
from notifier.securities.csv_file import shipped
from notifier.securities.lexicon import WordKind, shipped_english

MODEL = Path(intent_model.__file__).parent / "data" / "intent_model.bin"
INPUT = Path(__file__).parent / "intents_input"
FEWEST = 2
"""Sentences that must have a feature; of others nothing general is learned."""

LOOSE = 100.0
"""How far weights may go: the inverse strength of the regularisation."""

LARGEST = 127
NAMES, LISTS = 300, 100
"""How many names of companies are added, and lists of some."""

WORDS = Path(lexicon.__file__).parent / "data" / "words.txt"
OFTEN = 8
COMPOUNDS = 90
"""How many of two nouns are added, and a third of it in English: words of this rank."""

FREQUENT, RARE = 1500, 8000

EACH = 3
"""So many commands by each of their names, about something else each."""

OF_SOMETHING = {"watch": "watch", "unwatch": "unwatch", "find": "find", "mute": "mute-word"}
"""Commands that are about something, and their labels."""

JOINTS = ("、", " ", ", ", "，", "和", " and ", "\n")


def main() -> None:
    """Read the sentences and write the model that ships."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--text", type=Path, action="append", default=[], help="more sentences")
    parser.add_argument("--to", type=Path, default=MODEL, help="where the model is written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="", help="the name of an input that is left out")
    chosen = parser.parse_args()
    paths = [each for each in sorted(INPUT.glob("*.tsv")) if each.stem != chosen.without]
    sentences = [line for path in (*paths, *chosen.text) for line in labelled(path)]
    rng = random.Random(chosen.seed)
    names = some_names(rng)
    sentences += [*bare_names(names, rng), *bare_words(rng), *commands(names, rng)]
    chosen.to.parent.mkdir(exist_ok=True)
    chosen.to.write_bytes(train(sentences).dumps())
    print(f"{len(sentences):,} sentences; {chosen.to}: {chosen.to.stat().st_size:,} bytes")


def labelled(path: Path) -> list[tuple[str, str]]:
    """Return the labels and sentences of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if "\t" in line)
    return [(label.strip(), as_written_chinese(text)) for label, text in pairs]


def some_names(rng: random.Random) -> list[str]:
    """Return names and codes of companies."""
    listed = [each for each in shipped() if each.name]
    return [
        rng.choice((each.name, each.symbol, *each.aliases[:2])).rpartition(":")[2]
        for each in rng.sample(listed, NAMES)
    ]


def bare_names(names: list[str], rng: random.Random) -> list[tuple[str, str]]:
    """Return names alone and in lists: who sends them says no more."""
    lists = [rng.choice(JOINTS).join(rng.sample(names, rng.randint(2, 4))) for _ in range(LISTS)]
    return [("keyword", each) for each in (*names, *lists)]


def bare_words(rng: random.Random) -> list[tuple[str, str]]:
    """Return two nouns each, as what is looked for is called: 声音识别."""
    rows = (line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines())
    chinese = [
        word
        for kind, often, words in rows
        if kind == WordKind.NOUN and int(often) >= OFTEN
        for word in words.split()
        if len(word) > 1
    ]
    english = list(shipped_english())[FREQUENT:RARE]
    pairs = ["".join(rng.sample(chinese, 2)) for _ in range(COMPOUNDS)]
    pairs += [" ".join(rng.sample(english, 2)) for _ in range(COMPOUNDS // 3)]
    return [("keyword", each) for each in pairs]


def commands(names: list[str], rng: random.Random) -> list[tuple[str, str]]:
    """Return commands by their own names, with names behind those that are about something."""
    english = {name: f"{name} {others}" for name, others in SAME_COMMAND.items()}
    return [
        (label, f"{word}{' ' * each_has_space}{name}")
        for some, each_has_space in ((CHINESE, False), (english, True))
        for command, label in OF_SOMETHING.items()
        for word in some.get(command, "").split()
        if len(word) > 1
        for name in rng.sample(names, EACH)
    ]


def train(sentences: list[tuple[str, str]]) -> IntentModel:
    """Fit a logistic regression over what features tell, the rarer the more."""
    np: Any = importlib.import_module("numpy")
    sparse: Any = importlib.import_module("scipy.sparse")
    linear: Any = importlib.import_module("sklearn.linear_model")
    found = [features(text) for _, text in sentences]
    counts = Counter(each for some in found for each in some)
    rows = [{bucket(each) for each in some if counts[each] >= FEWEST} for some in found]
    seen = Counter(each for row in rows for each in row)
    rarity = bytes(
        min(255, round(RARITY_UNITS * (math.log((len(rows) + 1) / (seen[at] + 1)) + 1)))
        for at in range(BUCKETS)
    )
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        length = math.sqrt(sum(rarity[each] ** 2 for each in row)) or 1.0
        columns += row
        values += [rarity[each] / length for each in row]
        ends.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, ends), shape=(len(rows), BUCKETS))
    fitted = linear.LogisticRegression(C=LOOSE, max_iter=3000)
    fitted.fit(matrix, [label for label, _ in sentences])
    unit = float(np.abs(fitted.coef_).max()) / LARGEST
    kept = np.round(fitted.coef_.T / unit).astype(int)
    return IntentModel(
        list(map(str, fitted.classes_)),
        array("b", kept.reshape(-1).tolist()),
        rarity,
        [round(float(each), 4) for each in fitted.intercept_],
        unit,
    )


if __name__ == "__main__":
    main()
