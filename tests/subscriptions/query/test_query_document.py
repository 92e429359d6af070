"""Every example in docs/query-language.md is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notifier.core.errors import QueryError
from notifier.core.model import Document
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import parse
from tests.subscriptions.query.worlds import mention, resolve

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "query-language.md"

_CELL = re.compile(r"(?<!\\)\|")
_ABOUT = "(about SZ002230)"


def rows(*heads: str) -> list[tuple[str, ...]]:
    """Return the rows of every table with these heads, its signs as they read."""
    found: list[tuple[str, ...]] = []
    inside = False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = tuple(
            cell.strip().strip("`").replace("\\|", "|") for cell in _CELL.split(line)[1:-1]
        )
        if cells == heads:
            inside = True
        elif not cells:
            inside = False
        elif inside and set(cells) != {"---"}:
            found.append(cells)
    assert found
    return found


def holds(query: str, document: Document) -> bool:
    about = [mention("SZ002230")] if document.text == _ABOUT else []
    return bool(Matcher({1: parse(query, resolve)}).match(document, about))


@pytest.mark.parametrize(("query", "text", "answer"), rows("query", "text", "holds?"))
def test_the_examples_hold_as_the_language_says(query: str, text: str, answer: str) -> None:
    assert holds(query, Document("", text)) is (answer == "yes")
    if text != _ABOUT:
        assert holds(query, Document(text)) is (answer == "yes")


@pytest.mark.parametrize(("query", "body", "answer"), rows("query", "body", "holds?"))
def test_the_examples_of_fields_hold_as_the_language_says(
    query: str, body: str, answer: str
) -> None:
    document = Document(
        "元宇宙大会在上海开幕",
        body,
        source="wire",
        categories=("港股通", "Tech News"),
        lang="zh-Hans",
    )
    assert holds(query, document) is (answer == "yes")


@pytest.mark.parametrize(("query", "at", "proposed"), rows("query", "at", "proposed"))
def test_the_examples_of_errors_are_refused_as_the_language_says(
    query: str, at: str, proposed: str
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query, resolve)
    assert refused.value.position + 1 == int(at)
    assert refused.value.repair == proposed


@pytest.mark.parametrize(("query", "canonical"), rows("query", "canonical"))
def test_the_examples_have_the_canonical_form_the_language_says(query: str, canonical: str) -> None:
    assert parse(query, resolve).canonical == canonical
