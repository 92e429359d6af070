"""What many chats take at the opening of the market. Run: ./run.sh bench simulate [--json FILE].

It tells how many processes and bots there must be, how much database, and how late alerts come,
by a simulation in virtual time; `benchmarks.simulate_burst` says what is assumed of the world. What
each step costs is read from what `./run.sh bench all --json FILE` measured.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from benchmarks import simulate_burst as burst

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FREE, PAID = 30, 1000
"""Messages a second that Telegram takes of a bot: of each, and of one that pays for them."""
STARS = 0.1
"""What such a bot pays for a message."""
LATEST = 300.0
"""Seconds after which the last alert shall have come: so many bots are looked for."""
_SAMPLE = 200_000
"""Chats that are made up at most. Ten bots are simulated of them, for the others are alike."""
_BUSY = 0.6
"""Of a core a process is given so much to do, so that it keeps up when more comes."""
_CONNECTIONS = 11
"""A process has ten at most in its pool, and one on which it is woken."""
_DAY, _DAYS = 86_400, 30


@dataclass(frozen=True)
class Costs:
    """What each step costs, by the names that the benchmarks give their figures.

    The defaults were measured on two cores that others used too, PostgreSQL 18 beside the service
    and without fsync; those of items, articles and paid messages are of decisions 7, 10 and 8.
    """

    poll_cpu_ms: float = 6.7
    summaries_cpu_ms_per_item: float = 0.25
    article_cpu_ms: float = 7.7
    match_ms: float = 1.0
    way_postgresql_rows_per_second: float = 20_000
    free_cpu_ms_per_message: float = 7.5
    free_database_ms_per_message: float = 1.65
    paid_cpu_ms_per_message: float = 0.91
    paid_database_ms_per_message: float = 0.44
    article_bytes: float = 13_800
    way_postgresql_alert_bytes: float = 310
    way_postgresql_memory_mb: float = 231

    @classmethod
    def measured(cls, found: Mapping[str, float]) -> Costs:
        """Take what was measured, and the defaults for the rest."""
        return cls(**{each.name: found[each.name] for each in fields(cls) if each.name in found})

    @property
    def article(self) -> float:
        """The seconds of CPU that a new article costs whoever polled it."""
        return (self.summaries_cpu_ms_per_item + self.article_cpu_ms + self.match_ms) / 1e3

    @property
    def pollers(self) -> int:
        """How many processes poll all sources at the opening; one of them may die."""
        polls = burst.SOURCES / burst.INTERVAL * self.poll_cpu_ms / 1e3
        return 1 + math.ceil((polls + burst.ARTICLES * burst.FACTOR * self.article) / _BUSY)

    def senders(self, messages: float, per_second: int) -> int:
        """How many processes send so many messages a second; one of them may die."""
        each = self.free_cpu_ms_per_message if per_second == FREE else self.paid_cpu_ms_per_message
        return 1 + math.ceil(messages * each / 1e3 / _BUSY)

    def database(self, messages: float, rows: float, per_second: int) -> float:
        """How many cores the database needs for so many messages and new alerts a second."""
        is_free = per_second == FREE
        each = self.free_database_ms_per_message if is_free else self.paid_database_ms_per_message
        return messages * each / 1e3 + rows / self.way_postgresql_rows_per_second


@dataclass(frozen=True)
class Outcome:
    """How late alerts came, in seconds after their story was published, and what that took."""

    bots: int
    per_second: int
    median: float
    last: float
    messages: float
    fullest: float
    """Messages a second, in the fullest ten seconds."""


class Opening:
    """The burst for so many chats; the same for however many bots."""

    def __init__(self, chats: int, costs: Costs, seed: int = 7) -> None:
        self.chats = chats
        chance = random.Random(seed)
        stories = burst.opening(chance)
        sample = min(chats, _SAMPLE)
        follow = burst.followers(sample, chance)
        rows = [len(follow[story.name]) * chats / sample for story in stories]
        at = burst.planned(
            stories,
            rows,
            chance,
            pollers=costs.pollers,
            article=costs.article,
            row=1 / costs.way_postgresql_rows_per_second,
        )
        self.rows = sum(rows)
        published = [story.told_at[0] for story in stories]
        begins = [begin for begin, _ in at]
        self.pace = burst.messages_a_second(published, begins, rows, LATEST)
        self.alerts = [
            burst.Alert(begin + (end - begin) * number / len(follow[story.name]), chat, start)
            for story, start, (begin, end) in zip(stories, published, at, strict=True)
            for number, chat in enumerate(follow[story.name], 1)
        ]

    def send(self, bots: int, per_second: int) -> Outcome:
        """Have so many bots send it, to whom chats are dealt out in turns."""
        held = max(1, min(bots, int(_SAMPLE * bots / self.chats)))
        within = self.chats * held / bots
        simulated = min(held, 10)
        of_bot = defaultdict[int, list[burst.Alert]](list)
        for alert in self.alerts:
            bot = abs(alert.chat) // burst.GROUPS % held
            if bot < simulated and abs(alert.chat) <= within:
                of_bot[bot].append(alert)
        messages = [each for mine in of_bot.values() for each in burst.sent(mine, per_second)[0]]
        late = [each.at - alert.published for each in messages for alert in each.alerts]
        fullest = max(Counter(int(each.at // 10) for each in messages).values()) / 10
        more = bots / simulated
        return Outcome(
            bots, per_second, median(late), max(late), len(messages) * more, fullest * more
        )

    def enough(self, per_second: int) -> Outcome:
        """Find how many bots have the last alert come in time."""
        bots = math.ceil(max(self.pace / per_second, self.chats / _SAMPLE))
        while (found := self.send(bots, per_second)).last > LATEST:
            bots += math.ceil(bots / 8)
        return found


def outcomes(opening: Opening) -> Iterator[Outcome]:
    """Yield what one bot does, where that can be simulated, and what enough of them do."""
    for per_second in (FREE, PAID):
        if opening.chats <= _SAMPLE // 2 and per_second == FREE:
            yield opening.send(1, per_second)
        yield opening.enough(per_second)


def alerts_a_day() -> float:
    """Return how many alerts a chat gets on a day without any burst."""
    followed, written = (
        [after - before for before, after in zip([0.0, *sums], sums, strict=False)]
        for sums in (burst.zipf(burst.NAMES, each) for each in (burst.FOLLOWED, burst.WRITTEN))
    )
    reached = burst.EACH * sum(one * other for one, other in zip(followed, written, strict=True))
    return burst.ARTICLES * _DAY / burst.TOLD_BY * reached


def report(costs: Costs) -> str:
    """Return the answer, as text for people."""
    return "\n".join((*_opening(costs), "", *_month(costs)))


def _opening(costs: Costs) -> Iterator[str]:
    at_opening = burst.ARTICLES * burst.FACTOR
    yield (
        f"{burst.SOURCES:,} sources polled every {burst.INTERVAL:.0f} s by {costs.pollers} "
        f"processes of {costs.way_postgresql_memory_mb:.0f} MB;\n"
        f"{burst.ARTICLES:.2f} articles a second, {at_opening:.1f} at the opening"
    )
    yield (
        f"{'chats':>9}{'alerts':>11}{'bots':>10}{'median':>10}{'last':>11}{'messages/s':>12}"
        f"{'senders':>9}{'DB cores':>10}{'connections':>13}{'Stars':>9}"
    )
    for chats in SIZES:
        opening = Opening(chats, costs)
        for each in dict.fromkeys(outcomes(opening)):
            is_paid = each.per_second == PAID
            senders = costs.senders(each.fullest, each.per_second)
            cores = costs.database(each.fullest, opening.rows / burst.LASTS, each.per_second)
            yield (
                f"{chats:>9,}{opening.rows:>11,.0f}{each.bots:>5} {'paid' if is_paid else 'free'}"
                f"{each.median:>8,.0f} s{each.last:>9,.0f} s{each.fullest:>12,.0f}"
                f"{senders:>9}{cores:>10.1f}{_CONNECTIONS * (senders + costs.pollers):>13}"
                f"{each.messages * STARS if is_paid else 0:>9,.0f}"
            )


def _month(costs: Costs) -> Iterator[str]:
    articles, of_chat = burst.ARTICLES * _DAY, alerts_a_day()
    yield f"{articles:,.0f} articles a day, {of_chat:.0f} alerts a chat and day"
    yield f"{'chats':>9}{'new rows/s':>12}{'database grows by':>25}"
    for chats in SIZES:
        alerts = of_chat * chats
        grows = articles * costs.article_bytes + alerts * costs.way_postgresql_alert_bytes
        rows, month = (articles + alerts) / _DAY, grows * _DAYS / 1e9
        yield f"{chats:>9,}{rows:>12,.1f}{month:>14,.0f} GB a month"


def main() -> None:
    """Print the answer."""
    parser = argparse.ArgumentParser(prog="./run.sh bench simulate", description=__doc__)
    parser.add_argument("--json", type=Path, help="what `bench all --json` wrote")
    asked = parser.parse_args()
    found: dict[str, float] = {}
    if asked.json:
        for each in json.loads(asked.json.read_text(encoding="utf-8"))["results"]:
            found |= each["figures"]
    gc.disable()  # many small values, none in a circle
    print(report(Costs.measured(found)))


if __name__ == "__main__":
    main()
