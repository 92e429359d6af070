"""The page of what `benchmarks.all` measured: goals first, then what each benchmark printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Result:
    """What a benchmark printed, its figures by name, and the seconds it took."""

    name: str
    command: str
    printed: str
    seconds: float
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """What a figure should be or more, or at most."""

    what: str
    figure: str
    wanted: float
    unit: str = "×"
    instead: str = ""
    """Where it is not reached: the decision that says what was preferred."""
    is_limit: bool = False

    def row(self, found: float) -> str:
        """Return the row of the table."""
        is_reached = found <= self.wanted if self.is_limit else found >= self.wanted
        missed = f"no ([why](decisions/{self.instead}))" if self.instead else "no"
        return (
            f"| {self.what} | {_figure(found)} {self.unit} "
            f"| at {'most' if self.is_limit else 'least'} {_figure(self.wanted)} {self.unit} "
            f"| {'yes' if is_reached else missed} |\n"
        )


_HTTPX = "0006-httpx-behind-a-guard.md"
_FEEDPARSER = "0007-feeds-in-worker-processes.md"
_OUTBOX = "0017-outbox-without-foreign-keys.md"
_NO_SHORT_CUT = "0014-no-answers-below-the-application.md"
GOALS = (
    Goal("matching 100,000 terms, beside a loop over them", "match_of_loop", 450),
    Goal(
        "finding 100,000 terms, beside pyahocorasick",
        "automaton_of_pyahocorasick",
        8,
        instead="0001-dependencies.md",
    ),
    Goal(
        "alerts of a hot article, SQLite",
        "way_sqlite_rows_per_second",
        1_000_000,
        "rows/s",
        instead=_OUTBOX,
    ),
    Goal(
        "the same, PostgreSQL",
        "way_postgresql_rows_per_second",
        250_000,
        "rows/s",
        instead=_OUTBOX,
    ),
    Goal("a fan-out by itself, beside one INSERT … SELECT, SQLite", "fan_out_sqlite_ratio", 0.5),
    Goal("the same, PostgreSQL", "fan_out_postgresql_ratio", 0.5),
    Goal("messages free of charge", "free_per_second", 29, "a second"),
    Goal("messages that are paid for", "paid_per_second", 950, "a second"),
    Goal("transport of messages, beside one HTTPXRequest, CPU", "transport_cpu_ratio", 8),
    Goal(
        "requests of 500 hosts, beside stock httpx, CPU",
        "fetch_cpu_ratio_500_hosts_fresh",
        8,
        instead=_HTTPX,
    ),
    Goal(
        "reading full texts, beside feedparser, CPU",
        "full_text_of_feedparser",
        60,
        instead=_FEEDPARSER,
    ),
    Goal("a feed, beside nginx with the file", "feed_of_nginx", 0.3, instead=_NO_SHORT_CUT),
    Goal("ten sources and nothing new, CPU", "idle_cpu_percent", 0.5, "% of a core", is_limit=True),
    Goal("the same, memory of all processes", "idle_memory_mb", 150, "MB", is_limit=True),
)

TITLES = {
    "match": "Matching: an article against 100,000 terms and a million subscriptions",
    "backtest": "Back-tests: what a subscription would have brought",
    "way": "The whole way: from a server's answer to the first message",
    "way, PostgreSQL": "The whole way on PostgreSQL",
    "deliver": "Delivery: at Telegram's free rate, and paid",
    "sources": "Sources: fetching, parsing, storing",
    "feeds": "Feeds and pages",
    "idle": "Idle: ten sources and nothing new",
    "simulate": "Many chats at the opening of the market",
}
_DOMINATES = {
    "match": "the reasons of each query that holds, which are made in Python; finding the terms "
    "is the smaller part",
    "backtest": "the texts of all candidates that the search index names, read and matched",
    "way": "for one article reading its feed, with 30 full texts in it, and the transaction that "
    "stores it, about as much each; for a hot one the indexes of its alerts, and the chat queue "
    "with a row for each chat",
    "way, PostgreSQL": "the same; the server runs beside the service, without fsync",
    "deliver": "at 30 a second the requests, and the transactions, one for four messages, about "
    "as much each; at 1,000 one is for thirty, and the requests take the most",
    "sources": "for a poll that brings nothing the request, in httpx, and the row of its source; "
    "for an article that comes alone its transaction, which twenty share",
    "feeds": "from memory, uvicorn's reading of the request; made anew, template and database",
    "idle": "of the processor the leases that are renewed every two seconds, and looking for what "
    "is due; of memory imported libraries, and then the words and companies of recognition",
    "simulate": "Telegram's pace: of free bots there must be many, and paid ones cost their fee",
}


def page(machine: Mapping[str, str], results: Sequence[Result]) -> str:
    """Return the page, in Markdown."""
    return "".join(_parts(machine, results))


def _parts(machine: Mapping[str, str], results: Sequence[Result]) -> Iterator[str]:
    yield (
        "# Performance\n\n"
        "Made by `./run.sh bench all --page docs/performance.md`; each benchmark says at its top\n"
        "what it measures, beside what, and whether a figure is a median or the least of many.\n"
        "Ratios hold elsewhere, single figures do not. What they mean for an installation is in\n"
        "[operating](operating.md#how-much-it-takes).\n\n| machine | |\n|---|---|\n"
    )
    yield from (f"| {name} | {value} |\n" for name, value in machine.items())
    found = {name: value for each in results for name, value in each.figures.items()}
    if reached := [goal.row(found[goal.figure]) for goal in GOALS if goal.figure in found]:
        yield (
            "\n## Goals\n\n"
            "They are what the best way that was found gives beside others on such a machine;\n"
            "where something else was preferred, a decision says why.\n\n"
            "| what | measured | goal | reached |\n|---|---|---|---|\n"
        )
        yield from reached
    for each in results:
        yield (
            f"\n## {TITLES[each.name]}\n\n"
            f"`./run.sh bench {each.command}`, {each.seconds:.0f} s. "
            f"What takes the most: {_DOMINATES[each.name]}.\n\n"
            f"```text\n{each.printed}\n```\n"
        )


def _figure(value: float) -> str:
    """Write three digits of a figure."""
    return f"{float(f'{value:.3g}'):,.15g}"
