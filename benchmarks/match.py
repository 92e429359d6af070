"""What matching costs: `python -m benchmarks.match`.

One million subscriptions over 100,000 distinct terms meet synthetic articles of 1,500 characters
(see `benchmarks.match_world`). The loop over terms that bots use, pyahocorasick where it is
installed, and our automaton alone run on the same articles in the same rounds, and must find the
same.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType

from benchmarks import figures
from benchmarks.match_world import Kind, Subscription, World
from notifier.core.aho_corasick import Automaton
from notifier.core.folding import fold
from notifier.core.model import Document
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import parse, parse_canonical
from notifier.subscriptions.query.terms import occurrences, stands_alone

ROUNDS = 5
LOOPED = 20
"""Articles a round for the loop over terms, which takes a tenth of a second for each."""

Finder = Callable[[str], set[int]]


def main() -> None:
    chosen = _options()
    if chosen.start:
        _start(Path(chosen.start))
        return
    world = World()
    terms = world.terms(chosen.terms)
    articles = world.articles(chosen.articles)
    words = [Subscription(Kind.WORD, term) for term in terms]
    mixed = list(dict.fromkeys([*words, *world.subscriptions(terms, chosen.subscriptions)]))
    print(
        f"{chosen.subscriptions:,} subscriptions, {len(terms):,} distinct terms, "
        f"{len(articles)} articles of 1,500 characters, median of {ROUNDS} rounds\n"
    )
    finders = _finders(terms)
    mixed_matcher = _matcher(mixed)
    found = _check(finders, terms, articles, mixed, mixed_matcher)
    print(f"{found} of the terms stand in an article; all engines and queries agree\n")
    _print_articles(articles, finders, _matcher(words), mixed_matcher, len(mixed))
    _print_news(mixed_matcher, articles[0])
    _print_start(f"{len(words):,} words", words)
    _print_start("all", mixed)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subscriptions", type=int, default=1_000_000)
    options.add_argument("--terms", type=int, default=100_000)
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--start", help=argparse.SUPPRESS)
    return options.parse_args()


def _matcher(subscriptions: Sequence[Subscription]) -> Matcher:
    queries = enumerate(
        parse(subscription.text, lambda symbol: (symbol,)) for subscription in subscriptions
    )
    matcher = Matcher(dict(queries))
    gc.collect()
    return matcher


def _finders(terms: list[str]) -> dict[str, Finder]:
    """Return ways of finding terms in folded text; each returns the numbers of those found."""

    def loop(text: str) -> set[int]:
        return {
            number
            for number, term in enumerate(terms)
            if term in text and next(occurrences(text, term), None) is not None
        }

    finders: dict[str, Finder] = {"loop `term in text`": loop}
    if (module := _pyahocorasick()) is not None:
        engine = module.Automaton()
        for number, term in enumerate(terms):
            engine.add_word(term, (number, len(term)))
        engine.make_automaton()

        def other(text: str) -> set[int]:
            return {
                number
                for end, (number, size) in engine.iter(text)
                if stands_alone(text, end + 1 - size, end + 1)
            }

        finders["pyahocorasick"] = other
    automaton = Automaton(terms)
    finders["our automaton alone"] = lambda text: {
        number for start, end, number in automaton.find(text) if stands_alone(text, start, end)
    }
    return finders


def _pyahocorasick() -> ModuleType | None:
    try:
        return importlib.import_module("ahocorasick")
    except ImportError:
        print("pyahocorasick is not installed: `pip install pyahocorasick` shows it too\n")
        return None


def _check(
    finders: dict[str, Finder],
    terms: list[str],
    articles: list[str],
    subscriptions: list[Subscription],
    matcher: Matcher,
) -> int:
    """See that every way finds the same; give how many terms stand in an article."""
    counts = []
    for article in articles[:LOOPED]:
        text = fold(article).text
        results = {name: find(text) for name, find in finders.items()}
        found = results.popitem()[1]
        assert all(result == found for result in results.values())
        present = {terms[number] for number in found}
        expected = [
            number
            for number, subscription in enumerate(subscriptions)
            if subscription.holds(present)
        ]
        assert matcher.matching_ids(Document("", article), ()) == expected
        assert [match.query_id for match in matcher.match(Document("", article), ())] == expected
        counts.append(len(found))
    return round(statistics.median(counts))


def _print_articles(
    articles: list[str],
    finders: dict[str, Finder],
    words: Matcher,
    mixed: Matcher,
    queries: int,
) -> None:
    ways: dict[str, Callable[[str], object]] = {
        f"{name}, terms only": partial(_folded, find) for name, find in finders.items()
    }
    ways["fold alone"] = fold
    for name, matcher in (("words", words), (f"{queries:,} queries", mixed)):
        ways[f"ours, {name}: which hold"] = partial(_asked, matcher.matching_ids)
        ways[f"ours, {name}: with reasons"] = partial(_asked, matcher.match)
    rounds: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            some = articles[:LOOPED] if name.startswith("loop") else articles
            rounds[name].append(statistics.median(_seconds(way, article) for article in some))
    gc.unfreeze()
    medians = {name: statistics.median(times) for name, times in rounds.items()}
    loop = next(iter(medians.values()))
    print(f"{'per article, fold included':45} {'µs':>9} {'loop is':>9}")
    for name, median in medians.items():
        print(f"{name:45} {median * 1e6:9,.0f} {loop / median:8,.0f}x")
    queries_ms = medians[f"ours, {queries:,} queries: with reasons"] * 1e3
    if theirs := medians.get("pyahocorasick, terms only"):
        ours = medians["our automaton alone, terms only"]
        figures.show(automaton_of_pyahocorasick=theirs / ours)
    figures.show(match_of_loop=loop / medians["ours, words: which hold"], match_ms=queries_ms)


def _folded(find: Finder, article: str) -> set[int]:
    return find(fold(article).text)


def _asked(ask: Callable[[Document, tuple[()]], object], article: str) -> object:
    return ask(Document("", article), ())


def _seconds(way: Callable[[str], object], article: str) -> float:
    fresh = article[:-1] + article[-1]  # a new string, of which nothing is known yet
    begin = time.perf_counter()
    way(fresh)
    return time.perf_counter() - begin


def _print_news(matcher: Matcher, article: str) -> None:
    """Add queries with new terms one by one; each must be in effect for the next article."""
    spent = []
    document = Document("新词", article)
    for number in range(3_000):
        query = parse(f"新词{number}", lambda _: ())
        begin = time.perf_counter()
        matcher.add(10_000_000 + number, query)
        matcher.matching_ids(document, ())
        spent.append((time.perf_counter() - begin) * 1e3)
    print(
        "\nnew subscription in effect and next article matched: "
        f"median {statistics.median(spent):.2f} ms, worst of {len(spent):,} {max(spent):.1f} ms"
    )


def _print_start(name: str, subscriptions: Sequence[Subscription]) -> None:
    """Start a fresh process from the canonical forms that the database keeps."""
    canonical = (
        parse(subscription.text, lambda symbol: (symbol,)).canonical
        for subscription in subscriptions
    )
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", delete=False) as file:
        file.write("\n".join(dict.fromkeys(canonical)))
    try:
        command = [sys.executable, "-m", "benchmarks.match", "--start", file.name]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        print(f"start with {name} compiled anew: {printed.strip()}")
    finally:
        Path(file.name).unlink()


def _start(kept: Path) -> None:
    before = _resident()
    queries = kept.read_text(encoding="utf-8").splitlines()
    fold("元宇宙")
    begin = time.perf_counter()
    matcher = Matcher()
    for number, canonical in enumerate(queries):
        matcher.add(number, parse_canonical(canonical))
    matcher.compact()
    spent = time.perf_counter() - begin
    matcher.matching_ids(Document("元宇宙"), ())
    print(
        f"{len(queries):,} queries in {spent:.2f} s, {_resident() - before:.0f} MB resident "
        f"({_resident():.0f} MB with Python and libraries)"
    )


def _resident() -> float:
    """Return this process's resident memory in MB; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * 4096 / 1e6


if __name__ == "__main__":
    main()
