"""How long recognition takes for an article of 1,500 characters."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable

from evaluation.items import Item
from notifier.model import Document
from notifier.securities.recognise import Recogniser

LENGTH = 1_500
REPEATS = 5


def milliseconds(items: Iterable[Item], recogniser: Recogniser) -> float | None:
    """Measure the labelled texts, run together: the median article, the best of a few runs each.

    Folding is not counted, for matching needs the folded text as well. None if the texts are too
    short for one article.
    """
    text = "\n".join(f"{item.document.title}\n{item.document.text}" for item in items)
    starts = range(0, len(text) - LENGTH + 1, LENGTH)
    times = [_seconds(text[start : start + LENGTH], recogniser) for start in starts]
    return 1_000 * statistics.median(times) if times else None


def _seconds(text: str, recogniser: Recogniser) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        document = Document("", text)
        assert document.folded_text
        assert document.folded_title is not None
        begun = time.process_time()
        recogniser.recognise(document)
        best = min(best, time.process_time() - begun)
    return best
