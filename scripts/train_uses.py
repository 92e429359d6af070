"""Learn how often texts mean a company by a name that is also a word (`securities/name_uses.py`).

    pip install numpy snownlp     # in an environment of its own, as for train_context.py
    python -m scripts.train_uses --text news.jsonl.gz [--text more.jsonl …]

It reads the texts that the judge was trained on, and needs no labels either: what the judge says of
all the places where a name stands, on the average, is what to expect of it at the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from notifier.core.model import Document, Role
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.securities.evidence import ACCEPT, Sign
from notifier.securities.recogniser import Recogniser
from scripts.train_context import MODEL, ORDINARY, SHARE, options, ordinary_texts, stored_texts

USES = MODEL.with_name("name_uses.txt")
ORDINARY_WORTH = 2.0
"""What a place in ordinary language counts: there are fewer of those than in market texts."""

DOUBT = 3.0
"""As many places where nothing is known of a name are added, so that one place says little."""

MOST = 4.0
"""How much one place may say for or against a company."""

TRUST, BEST = 0.45, 0.5
"""What of the average is added to a score, for the judge has read the place itself, too; and the
most that is: a wrong alert is worse than a missed one."""

TOLD_BESIDE = frozenset({Sign.NO_BUSINESS, Sign.OTHER_ELSEWHERE, Sign.AMONG_WORDS, Sign.USED})

Read = list[tuple[str, float, float]]
"""A name, what the judge said of one place, and what that counts."""


def main() -> None:
    """Read the texts and write the weights that ship, the names of each weight in one line."""
    chosen = options(__doc__, USES).parse_args()
    texts = [text for path in chosen.text for text in stored_texts(path)] + ordinary_texts()
    shares = [texts[at : at + SHARE] for at in range(0, len(texts), SHARE)]
    with Pool(chosen.processes) as pool:
        places = [place for share in pool.imap(read, shares) for place in share]
    found = uses(places)
    write_by_weight(chosen.to, found, between=" ")
    print(f"{len(places):,} places, {len(found):,} names")


def write_by_weight(path: Path, weights: Mapping[str, float], *, between: str) -> None:
    """Write each weight with all that has it in a line, the least first."""
    by_weight: defaultdict[float, list[str]] = defaultdict(list)
    for name, weight in weights.items():
        by_weight[weight].append(name)
    lines = (f"{each:g}\t{between.join(sorted(by_weight[each]))}\n" for each in sorted(by_weight))
    path.write_text("".join(lines), encoding="utf-8")


def read(texts: Iterable[tuple[str, str]]) -> Read:
    """Return every doubtful name in some texts that no rule refuses, with what it scores."""
    found: Read = []
    for style, text in texts:
        worth = ORDINARY_WORTH if style == ORDINARY else 1.0
        for place in recogniser_of_this_process().find_candidates(Document("", text)):
            is_judged = place.has(Sign.COMPANY_WORDS, Sign.OTHER_WORDS) and not place.is_refuted
            if is_judged and place.role is Role.SUBJECT:
                # That a text speaks of no business is told beside the use at any other place, too.
                told = sum(each.weight for each in place.evidence if each.sign in TOLD_BESIDE)
                score = max(-MOST, min(MOST, place.score - told - ACCEPT))
                found.append((place.name, score, worth))
    return found


def uses(places: Read) -> dict[str, float]:
    """Return the weight of each name to a tenth, without those that would weigh nothing."""
    scores: defaultdict[str, float] = defaultdict(float)
    counts: defaultdict[str, float] = defaultdict(lambda: DOUBT)
    for name, score, worth in places:
        scores[name] += worth * score
        counts[name] += worth
    weights = {name: round(min(BEST, TRUST * scores[name] / counts[name]), 1) for name in scores}
    return {name: weight for name, weight in weights.items() if weight}


@cache
def recogniser_of_this_process() -> Recogniser:
    return Recogniser(Directory(shipped()), uses={})


if __name__ == "__main__":
    main()
