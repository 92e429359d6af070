"""The sentence that is quoted: the news itself, never what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.core.model import Document, Field, Reason, ReasonKind
from notifier.delivery.excerpt import quote


def beginnings() -> Iterator[tuple[str, str, str, str]]:
    """Read headline, article, what was found in it, and what is to be quoted."""
    file = Path(__file__).with_name("beginnings.txt")
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines:
            told = {
                sign: "\n".join(line[2:] for line in lines if line.startswith(sign))
                for sign in "=|?>"
            }
            yield told["="], told["|"], told["?"], told[">"]


def quoted(title: str, text: str, word: str) -> tuple[str, list[str]]:
    """Return what is quoted of an article, and what of it is marked."""
    reason = Reason(ReasonKind.TERM, word, field=Field.TITLE, start=0, end=1)
    if word:
        start = text.index(word)
        reason = Reason(ReasonKind.TERM, word, None, Field.TEXT, start, start + len(word))
    parts = quote(Document(title, text), [reason])
    return "".join(part for part, _ in parts), [part for part, is_found in parts if is_found]


@pytest.mark.parametrize(("title", "text", "word", "wanted"), list(beginnings()))
def test_the_news_itself_is_quoted(title: str, text: str, word: str, wanted: str) -> None:
    told, marked = quoted(title, text, word)
    assert told == wanted
    assert marked == ([word] if word in wanted else []) if word else not marked
