"""The labelled texts: our own, and the reference data beside the project when it is there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notifier.core.model import Document

HERE = Path(__file__).resolve().parent
OWN_SET = HERE / "items.txt"
TUNED = tuple(
    HERE / f"items{which}.txt"
    for which in (
        *("", "_fourth_tuned", "_fifth_tuned", "_seventh_tuned", "_ninth_tuned"),
        *("_sixteenth_tuned", "_seventeenth_tuned", "_twenty_third_tuned"),
        *("_eighteenth_tuned", "_eleventh_tuned"),
    )
)
"""In-sample: rules were written, or weights chosen, while they were read."""
KEPT = tuple(
    HERE / f"items_{which}.txt"
    for which in (
        *("first", "second", "third", "sixth", "eighth", "tenth", "twelfth"),
        *("thirteenth", "fourteenth", "fifteenth", "nineteenth", "twentieth"),
        *("twenty_first", "twenty_second"),
        *("twenty_fourth", "twenty_fifth", "twenty_sixth"),
    )
)
"""Written without a look at what recognition makes of them; not to be tuned for."""

SHARED = HERE.parent.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled text.

    `subjects` are named as companies, `sources` only as where a report comes from, `others` not at
    all, each as a group of symbols of one issuer. If `is_complete`, nothing else is named either.
    `name` says which name the item is about, for cross-validation and for the list of the worst.
    """

    kind: str
    name: str
    document: Document
    subjects: tuple[frozenset[str], ...] = ()
    sources: tuple[frozenset[str], ...] = ()
    others: tuple[frozenset[str], ...] = ()
    is_complete: bool = False


def own_items(path: Path = OWN_SET) -> list[Item]:
    """Read our own labelled set, which needs nothing but the shipped start set."""
    return list(_own_items(path.read_text(encoding="utf-8").splitlines()))


def _own_items(lines: Iterable[str]) -> Iterator[Item]:
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        kind, named, others, text = (
            cell.strip() for cell in re.split(r" \|(?= )", line, maxsplit=3)
        )
        title, _, body = text.rpartition("//")
        sources = tuple(_group(word[1:]) for word in named.split() if word.startswith("~"))
        subjects = tuple(_group(word) for word in named.split() if not word.startswith("~"))
        forbidden = (_group(others),) if others else ()
        document = Document(title.strip(), body.strip())
        yield Item(kind, named or others, document, subjects, sources, forbidden, is_complete=True)


def gold_items(shared: Path = SHARED) -> list[Item]:
    """Read the hand-labelled sentences: each asks about one name only; unsure ones are left out."""
    items: list[Item] = []
    with (shared / "gold_sentences.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            symbol = (frozenset({row["symbol"]}),)
            document = Document("", row["sentence"])
            label = row["label"]
            if label == "company":
                items.append(Item("company", row["name"], document, subjects=symbol))
            elif label == "source":
                items.append(Item("source", row["name"], document, sources=symbol))
            elif label == "other":
                items.append(Item("other", row["name"], document, others=symbol))
    return items


def _group(symbols: str) -> frozenset[str]:
    return frozenset(symbol for symbol in symbols.split("|") if symbol)
