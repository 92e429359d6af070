"""Measure and print: `python -m evaluation [--quick]` recognition.

`… stories` measures the grouping, `… intents` how typed messages are read.

Recognition is measured on our own labelled sets with the shipped start set; and, where the
reference data lies beside the project, on its sentences and documents with its directories
imported. A set is in-sample if rules or weights were chosen while reading it: it guards against
going back, and says little of texts never seen. Of a set kept aside no error is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from evaluation import intents, stories
from evaluation.baselines import longest_match, recognition, source_markup
from evaluation.corpus import corpus_items
from evaluation.crossval import cases, cross_validate
from evaluation.items import (
    KEPT,
    SHARED,
    TUNED,
    Item,
    gold_items,
    own_items,
)
from evaluation.scoring import Result, Score, evaluate
from evaluation.speed import LENGTH, measure
from notifier.core.model import Security
from notifier.securities.csv_file import read_csv, shipped
from notifier.securities.directory import Directory
from notifier.securities.merging import with_imports
from notifier.securities.recogniser import Recogniser

WORST = 12


def main(*, is_quick: bool) -> None:
    """Print one section for each labelled set."""
    for path in TUNED:
        title = f"{path.name} (in-sample), shipped start set"
        _section(title, own_items(path), shipped(), is_quick=is_quick)
    for path in KEPT:
        title = f"{path.name} (kept aside; its errors stay unread)"
        _section(title, own_items(path), shipped(), is_quick=True, is_kept=True)
    if not SHARED.is_dir():
        print("\n(The reference data is not beside the project: its sections are left out.)")
        return
    imported = with_imports(shipped(), _imported())
    _section("gold_sentences.csv (in-sample)", gold_items(), imported, is_quick=is_quick)
    _section("corpus/ (in-sample)", corpus_items(), imported, is_quick=True)


def _imported() -> Iterable[Security]:
    for name in ("a_share.csv", "hk.csv", "us.csv"):
        with (SHARED / name).open(encoding="utf-8", newline="") as lines:
            yield from read_csv(lines, name)


def _section(
    title: str,
    items: list[Item],
    securities: Sequence[Security],
    *,
    is_quick: bool,
    is_kept: bool = False,
) -> None:
    directory = Directory(securities)
    recogniser = Recogniser(directory)
    result = evaluate(items, recognition(recogniser), directory)
    plain = evaluate(items, longest_match(directory), directory)
    markup = evaluate(items, source_markup(directory), directory)
    print(f"\n## {title} ({len(items)} items, {len(directory):,} securities)\n")
    print(f"{'kind':16}{'found':>7}{'missed':>7}{'wrong':>7}   precision  recall      F1")
    for kind, score in sorted(result.by_kind.items()):
        _row(kind, score)
    _row("in all", result.total)
    _row("plain longest match", plain.total)
    _row("codes in the source", markup.total)
    if not is_quick:
        found = cross_validate(cases(items, recogniser, directory))
        _row("rules by name", found)
    if not is_kept:
        _print_errors(result)
    if measured := measure(items, recogniser):
        time, finds = measured
        print(f"\n{time:.2f} ms for {LENGTH:,} characters in which {finds:.0f} names occur")


def _row(label: str, score: Score) -> None:
    print(
        f"{label:20}{score.found:3}{score.missed:7}{score.wrong:7}"
        f"{score.precision:12.3f}{score.recall:8.3f}{score.f1:8.3f}"
    )


def _print_errors(result: Result) -> None:
    worst = ", ".join(f"{name} ({count})" for name, count in result.worst(WORST))
    print(f"\nworst names: {worst or 'none'}")
    for what, item, symbols in result.errors:
        text = f"{item.document.title} {item.document.text}".strip()
        print(f"  {what:6} {'|'.join(sorted(symbols))}: {text[:90]}")


if __name__ == "__main__":
    if "stories" in sys.argv[1:]:
        stories.main()
    elif sys.argv[1:2] == ["intents"]:
        intents.main(sys.argv[2:])
    else:
        main(is_quick="--quick" in sys.argv[1:])
