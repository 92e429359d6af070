"""Train the judge of mentions (`securities/mention_model.py`) on texts in which names are marked.

    pip install scikit-learn     # in an environment of its own: only this script needs it
    python -m scripts.train_mentions [--text market_texts.jsonl.gz] [--check]

`scripts/mentions_input` tells how texts are marked. What was marked in texts that are not ours to
publish stands in `labels.tsv` there, without the texts; who has them gives them with `--text`. The
labelled sets that rules were tuned for are read as well. `--check` writes no model: it tells what
models find in the texts of writers from whom they did not learn, and in sentences that are kept
aside.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.items import TUNED, Item, own_items
from evaluation.scoring import Score
from notifier.core.model import Document, Field, Role
from notifier.securities import mention_model
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.securities.evidence import Candidate, Sign
from notifier.securities.hashing import BUCKETS, buckets
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.securities.mention_features import Described, describe
from notifier.securities.mention_model import (
    FEWEST_WORDS,
    SENTENCE,
    MentionModel,
)
from notifier.securities.recogniser import Recogniser

MODEL = Path(mention_model.__file__).parent / "data" / "mention_model.bin"
INPUT = Path(__file__).parent / "mentions_input"
LABELS = INPUT / "labels.tsv"
KEPT = INPUT / "kept.tsv"
"""Labels that nothing is learned from."""


SUBJECT, SOURCE, OTHER, UNKNOWN = "S", "R", "O", "U"
LEARNED = {SUBJECT, SOURCE, OTHER}
"""Of what is unknown nothing is learned: who read the text could not tell."""

MARK = re.compile(r"\[\[(.+?)\]\]|\{\{(.+?)\}\}|\(\((.+?)\)\)")
HEADLINE_END = " // "
DIGEST = 16
"""Hexadecimal digits of its SHA-256 by which a text is known."""

LONGEST_TEXT = 300
ARTICLE = 150
"""Characters from which on the body of a text is an article of some sentences."""

FEWEST = 6
"""Places that must have a feature; of others nothing general is learned."""

LOOSE = 0.3
"""How far weights may go: the inverse strength of the regularisation."""

LARGEST = 127
SHARE = 500
GROUPS = 5
OWN_SETS = "items"
CASES = "cases"
OF_CASES = 5.0
"""What a statement that tests hold weighs against one of a writer."""

ASKED = {LABELS.stem, KEPT.stem}
"""Whose labels are of names that were asked about, and of no others."""

ARTICLES = "q"
OF_ARTICLES = 2.0
"""And a place in an article: a fortieth of the texts, and nearly all that the service reads."""

UNTRAINED = MentionModel((array("b"), array("b")), (), ())

Marks = dict[Field, list[tuple[int, int, str]]]
"""By part of the document, where names stand and what they are."""


Text = tuple[str, Document, Marks]
"""Who wrote it, what it says, and what its names are."""


class Example(NamedTuple):
    """A place: who wrote of it, what it is, its buckets, and those of the words of its sentence."""

    writer: str
    label: str
    buckets: array[int]
    sentence: array[int]


def main() -> None:
    """Read the texts, train, and write the model that ships."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--text", type=Path, action="append", default=[], help="JSON lines")
    parser.add_argument("--to", type=Path, default=MODEL, help="where the model is written")
    parser.add_argument("--check", action="store_true", help="measure by writer")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    texts = [text for path in inputs() for line in lines_of(path) for text in readings(path, line)]
    texts += labelled_texts(chosen.text)
    items = [item for path in TUNED for item in own_items(path)]
    work = [*shares(texts), *shares(items)]
    with Pool(chosen.processes) as pool:
        examples = [each for found in pool.imap(read, work) for each in found]
        counted = ", ".join(f"{count:,} {label}" for label, count in count_of(examples))
        print(f"{len(texts):,} texts and {len(items):,} items: {counted}")
        if chosen.check:
            check(texts, examples, list(labelled_texts(chosen.text, KEPT)), pool)
        else:
            chosen.to.write_bytes(train(examples).dumps())
            print(f"{chosen.to}: {chosen.to.stat().st_size:,} bytes")


def inputs() -> list[Path]:
    """Return the files of made-up texts, one a writer."""
    return sorted(INPUT.glob("*.txt"))


def lines_of(path: Path) -> Iterator[str]:
    """Yield the texts of a writer."""
    yield from filter(None, path.read_text(encoding="utf-8").splitlines())


def check(texts: list[Text], examples: list[Example], kept: list[Text], pool: Any) -> None:
    """Print what the rules find of each writer, and a model that learned from others."""
    writers = [path.stem for path in inputs()]
    print(f"{'writer':8}{'rules: found':>14}{'wrong':>7}{'missed':>8}{'judged: found':>15}", end="")
    print(f"{'wrong':>7}{'missed':>8}")
    for held_out in (*(writers[group::GROUPS] for group in range(GROUPS)), [KEPT.stem]):
        model = train([each for each in examples if each.writer not in held_out])
        for writer in held_out:
            own = [text for text in (*texts, *kept) if text[0] == writer]
            found = pool.imap(partial(scores, model=model), shares(own))
            rules, judged = Score(), Score()
            for of_rules, of_judge in found:
                rules.add(of_rules)
                judged.add(of_judge)
            figures = f"{rules.found:14}{rules.wrong:7}{rules.missed:8}"
            print(
                f"{writer:8}{figures}{judged.found:15}{judged.wrong:7}{judged.missed:8}", flush=True
            )


def scores(texts: list[Text], model: MentionModel) -> tuple[Score, Score]:
    """Count the companies of texts that rules, and a model beside them, find, miss and make up."""
    recogniser = Recogniser(tools()[1], judge=model)
    total = Score(), Score()
    for writer, document, marks in texts:
        is_partial = writer in ASKED
        both = recogniser.weighed_by_rules(document), recogniser.find_candidates(document)
        for score, candidates in zip(total, both, strict=True):
            labels = [
                (found, label_at(found, marks, is_partial=is_partial))
                for found in candidates
                if found.name
            ]
            told = {found.issuer for found, label in labels if label == SUBJECT}
            said = {
                found.issuer
                for found, label in labels
                if label in LEARNED and found.is_accepted and found.role is Role.SUBJECT
            }
            score.add(Score(len(told & said), len(told - said), len(said - told)))
    return total


def readings(path: Path, line: str) -> Iterator[Text]:
    """Yield a text as it is written, and an article once more without its headline.

    Chats and some feeds pass on the body alone: whom it is about must then be told from that.
    """
    yield path.stem, *marked(line)
    _, joint, body = line.partition(HEADLINE_END)
    if joint and len(body) >= ARTICLE:
        yield path.stem, *marked(body)


def marked(line: str) -> tuple[Document, Marks]:
    """Read a text with marks: `[[subject]]`, `{{source}}`, `((something else))`."""
    title, joint, body = line.partition(HEADLINE_END)
    parts = {Field.TITLE: title, Field.TEXT: body} if joint else {Field.TEXT: title}
    plain: dict[Field, str] = {}
    marks: Marks = {}
    for field, text in parts.items():
        plain[field], marks[field] = without_marks(text)
    return Document(plain.get(Field.TITLE, ""), plain[Field.TEXT]), marks


def without_marks(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a text without its marks, and where they stood."""
    plain, done = "", 0
    found: list[tuple[int, int, str]] = []
    for mark in MARK.finditer(text):
        plain += text[done : mark.start()]
        name = mark[mark.lastindex or 0]
        label = (SUBJECT, SOURCE, OTHER)[(mark.lastindex or 0) - 1]
        found.append((len(plain), len(plain) + len(name), label))
        plain += name
        done = mark.end()
    return plain + text[done:], found


def digest(text: str) -> str:
    """Return what a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def labelled_texts(paths: Iterable[Path], known_by: Path = LABELS) -> Iterator[Text]:
    """Yield the texts of files that somebody has labelled."""
    lines = known_by.read_text(encoding="utf-8").splitlines()
    labels = {known: places for known, _, places in (line.partition("\t") for line in lines)}
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as texts:
            for line in texts:
                text = str(json.loads(line)["text"])[:LONGEST_TEXT].replace("\n", " ")
                if places := labels.pop(digest(text), ""):
                    found = [place.split(":") for place in places.split()]
                    marks = [(int(start), int(end), label) for start, end, label in found]
                    yield known_by.stem, Document("", text), {Field.TEXT: marks}


def shares(texts: list[Any]) -> list[list[Any]]:
    """Cut into what a process reads at a time."""
    return [texts[at : at + SHARE] for at in range(0, len(texts), SHARE)]


def read(texts: list[Item | Text]) -> list[Example]:
    """Return the examples of some texts."""
    recogniser, directory = tools()
    found: list[Example] = []
    for text in texts:
        if isinstance(text, Item):
            writer, document = OWN_SETS, text.document
        else:
            writer, document, _ = text
        candidates = recogniser.weighed_by_rules(document)
        for described in describe(candidates, shipped_words(), shipped_english()):
            if isinstance(text, Item):
                label = label_in_item(described.found, candidates, text, directory)
            else:
                label = label_at(described.found, text[2], is_partial=writer in ASKED)
            if label in LEARNED:
                found.append(example(writer, label, described))
    return found


@cache
def tools() -> tuple[Recogniser, Directory]:
    """Return what finds the places, once a process."""
    directory = Directory(shipped())
    return Recogniser(directory, judge=UNTRAINED), directory


def label_at(found: Candidate, marks: Marks, *, is_partial: bool) -> str:
    """Return what a place is: marked as such, or, where all names were marked, no company's."""
    start, end, _ = found.passage.surface(found.start, found.end)
    for left, right, label in marks.get(found.passage.field, ()):
        if start < right and left < end:
            is_within = (left <= start and end <= right) or (start <= left and right <= end)
            return label if is_within else OTHER
    # Some had read names of companies only; others were asked about some names of a text.
    return UNKNOWN if is_partial or found.has(Sign.BUSINESS) else OTHER


def label_in_item(
    found: Candidate, candidates: list[Candidate], item: Item, directory: Directory
) -> str:
    """Return what a place is, as far as labels of companies, not of places, tell."""

    def named(groups: Iterable[frozenset[str]]) -> bool:
        return any(directory.issuer(each) == found.issuer for group in groups for each in group)

    if named(item.subjects):
        others = (each for each in candidates if each.issuer == found.issuer and each.is_accepted)
        return "" if not found.is_accepted and any(others) else SUBJECT
    return SOURCE if named(item.sources) else OTHER


def example(writer: str, label: str, described: Described) -> Example:
    """Return the numbers of a place's features."""
    numbers = sorted({*described.around.buckets, *described.signs})
    words = sorted(set(buckets(described.sentence)))
    return Example(writer, label, array("i", numbers), array("i", words))


def count_of(examples: list[Example]) -> list[tuple[str, int]]:
    """Return how many places are what."""
    return sorted(Counter(each.label for each in examples).items())


def train(examples: list[Example]) -> MentionModel:
    """Fit a logistic regression of three outcomes, and keep two of them against the third."""
    np: Any = importlib.import_module("numpy")
    sparse: Any = importlib.import_module("scipy.sparse")
    linear: Any = importlib.import_module("sklearn.linear_model")
    seen = Counter(each for row in examples for each in (*row.buckets, *row.sentence))
    kept = {number: at for at, number in enumerate(sorted(n for n in seen if seen[n] >= FEWEST))}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in examples:
        share = SENTENCE / math.sqrt(max(FEWEST_WORDS, len(row.sentence)))
        for numbers, value in ((row.buckets, 1.0), (row.sentence, share)):
            known = [kept[number] for number in numbers if number in kept]
            columns += known
            values += [value] * len(known)
        ends.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, ends), shape=(len(examples), len(kept)))
    fitted = linear.LogisticRegression(C=LOOSE, max_iter=2000, tol=1e-4)
    fitted.fit(matrix, [each.label for each in examples], [weight(row.writer) for row in examples])
    order = list(fitted.classes_)
    rows: list[array[int]] = []
    units: list[float] = []
    biases: list[float] = []
    other = order.index(OTHER)
    for label in (SUBJECT, SOURCE):
        row = fitted.coef_[order.index(label)] - fitted.coef_[other]
        bias = fitted.intercept_[order.index(label)] - fitted.intercept_[other]
        unit = float(np.abs(row).max()) / LARGEST
        rounded = np.zeros(BUCKETS, np.int8)
        rounded[list(kept)] = np.round(row / unit)
        rows.append(array("b", rounded.tobytes()))
        units.append(unit)
        biases.append(round(float(bias), 4))
    return MentionModel(rows, units, biases)


def weight(writer: str) -> float:
    """Return what a place in a writer's texts counts."""
    if writer == CASES:
        return OF_CASES
    return OF_ARTICLES if writer.startswith(ARTICLES) else 1.0


if __name__ == "__main__":
    main()
