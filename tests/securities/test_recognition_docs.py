from __future__ import annotations

import re
from pathlib import Path

from notifier.core.model import Document, Role
from notifier.securities.codes import canonical
from notifier.securities.evidence import Sign
from notifier.securities.recogniser import Recogniser

DOCS = Path(__file__).parents[2].joinpath("docs", "recognition.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Read the cells of the table under a heading line."""
    lines = DOCS[DOCS.index(heading) :].splitlines()[2:]
    table = lines[: next(n for n, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in table]


def test_documented_code_forms_lead_to_their_symbols() -> None:
    table = rows("| Typed | Symbol |")
    assert len(table) > 5
    for typed, symbol in table:
        for form in re.findall(r"`([^`]+)`", typed):
            assert canonical(form)[0] == re.split(r"[ ,]", symbol)[0]


def test_documented_examples_name_what_the_documentation_says(recogniser: Recogniser) -> None:
    table = rows("| Text | Named | Why |")
    assert len(table) > 10
    for text, named, _ in table:
        mentions = recogniser.recognise(Document("", text))
        subjects = {found.symbol for found in mentions if found.role is Role.SUBJECT}
        assert (text, subjects) == (text, set(named.split()))


def test_vocabulary_of_evidence_is_documented_with_its_weights() -> None:
    documented = {(cells[0].strip("`"), float(cells[1])) for cells in rows("| key | weight |")}
    assert documented == {(sign.key, sign.weight) for sign in Sign}
