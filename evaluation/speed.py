"""How long recognition takes for an article of 1,500 characters."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable

from evaluation.items import Item
from notifier.core.model import Document
from notifier.securities.recogniser import Recogniser

LENGTH = 1_500
REPEATS = 5


def measure(items: Iterable[Item], recogniser: Recogniser) -> tuple[float, float] | None:
    """Return the median milliseconds an article, and how many names and codes occur in one.

    The labelled texts are run together and cut into articles, so that names stand much closer than
    in news. Folding is not counted, for matching needs the folded text as well. None if the texts
    are too short for one article.
    """
    text = "\n".join(f"{item.document.title}\n{item.document.text}" for item in items)
    starts = range(0, len(text) - LENGTH + 1, LENGTH)
    articles = [Document("", text[start : start + LENGTH]) for start in starts]
    if not articles:
        return None
    times = statistics.median(_seconds(article.text, recogniser) for article in articles)
    finds = statistics.mean(len(recogniser.find_candidates(article)) for article in articles)
    return 1_000 * times, finds


def _seconds(text: str, recogniser: Recogniser) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        document = Document("", text)
        _ = document.folded_text, document.folded_title
        begun = time.process_time()
        recogniser.recognise(document)
        best = min(best, time.process_time() - begun)
    return best
