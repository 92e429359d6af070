from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.baselines import longest_match, recognition
from evaluation.crossval import Case, cross_validate, fit, score
from evaluation.items import KEPT, SHARED, TUNED, gold_items, own_items
from evaluation.scoring import evaluate
from notifier.securities.csv_file import canonical_symbols, read_csv, shipped
from notifier.securities.directory import Directory
from notifier.securities.evidence import Sign
from notifier.securities.merging import with_imports
from notifier.securities.papers import is_share
from notifier.securities.recogniser import Recogniser

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")


@pytest.mark.parametrize("path", TUNED[:2], ids=lambda path: path.name)
def test_recognition_stays_as_good_on_our_own_sets_and_better_than_plain_matching(
    directory: Directory, recogniser: Recogniser, path: Path
) -> None:
    items = own_items(path)
    found = evaluate(items, recognition(recogniser), directory).total
    plain = evaluate(items, longest_match(directory), directory).total

    assert len(items) > 290
    assert found.precision >= 0.97
    assert found.recall >= 0.96
    assert plain.precision < found.precision - 0.15


@pytest.mark.parametrize("path", TUNED[2:-2], ids=lambda path: path.name)
def test_recognition_stays_as_good_on_sets_that_were_worked_on(
    directory: Directory, recogniser: Recogniser, path: Path
) -> None:
    found = evaluate(own_items(path), recognition(recogniser), directory).total

    assert found.precision >= 0.95
    assert found.recall >= 0.94


@pytest.mark.parametrize(("path", "recall"), [(TUNED[-2], 0.86), (TUNED[-1], 0.9)])
def test_most_names_are_told_from_the_words_persons_and_things_that_are_called_alike(
    directory: Directory, recogniser: Recogniser, path: Path, recall: float
) -> None:
    found = evaluate(own_items(path), recognition(recogniser), directory).total

    assert found.precision >= 0.9
    assert found.recall >= recall


def test_our_own_sets_ask_only_for_securities_that_are_shipped(directory: Directory) -> None:
    asked = {
        symbol
        for item in (*own_items(), *own_items(TUNED[1]))
        for group in (*item.subjects, *item.sources, *item.others)
        for symbol in group
    }
    assert {symbol for symbol in asked if directory.get(symbol) is None} == set()


@needs_shared
def test_labelled_sentences_are_read_as_well_as_promised() -> None:
    securities = list(shipped())
    for name in ("a_share.csv", "hk.csv", "us.csv"):
        with (SHARED / name).open(encoding="utf-8", newline="") as lines:
            securities += read_csv(lines, name)
    directory = Directory(securities)

    result = evaluate(gold_items(), recognition(Recogniser(directory)), directory).total

    assert result.precision >= 0.94
    assert result.recall >= 0.95


@needs_shared
def test_a_company_keeps_its_everyday_name_when_a_list_of_every_paper_is_imported(
    directory: Directory,
) -> None:
    with (SHARED / "us.csv").open(encoding="utf-8-sig", newline="") as lines:
        listed, _ = canonical_symbols(read_csv(lines, "us.csv"))
    after = Directory(with_imports(directory, listed))
    before = [each for each in directory if each.exchange in {"NYSE", "NASDAQ"} and is_share(each)]
    lost = {
        each.name
        for each in before
        if each.symbol not in {found.symbol for found in after.resolve(each.name)}
    }
    # Some have another symbol by now, or were a unit or a note that nothing told from a share.
    assert len(lost) < 50


@pytest.mark.parametrize(
    ("which", "precision", "recall"),
    [
        ("first", 0.95, 0.95),
        ("tenth", 0.89, 0.93),
        ("twelfth", 0.8, 0.88),
        ("fourteenth", 0.99, 0.98),
        ("fifteenth", 0.88, 0.84),
        ("nineteenth", 0.87, 0.9),
        ("twentieth", 0.98, 0.98),
        ("twenty_first", 0.84, 0.86),
        ("twenty_second", 0.9, 0.95),
        ("twenty_fourth", 0.6, 0.9),
        ("twenty_fifth", 0.7, 0.9),
        ("twenty_sixth", 0.7, 0.93),
    ],
)
def test_texts_kept_aside_are_read_as_well_as_promised(
    directory: Directory, recogniser: Recogniser, which: str, precision: float, recall: float
) -> None:
    (path,) = (path for path in KEPT if path.stem == f"items_{which}")

    result = evaluate(own_items(path), recognition(recogniser), directory).total

    assert result.precision >= precision
    assert result.recall >= recall


def test_cross_validation_measures_only_names_that_were_held_out() -> None:
    cases = [
        Case(str(number), is_named=True, candidates=(((Sign.DISTINCT_NAME,), 0.0, True),))
        for number in range(10)
    ]
    assert cross_validate(cases).found == 10
    assert score(cases, fit(cases)).missed == 0
