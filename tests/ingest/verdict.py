"""What became of a month: which articles came when, to whom, and which silences were seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.core.model import Article
from notifier.sources.config import SourceConfig
from notifier.sources.health.poll_interval import promised_within
from notifier.sources.parsing.identity import without_counters
from tests.ingest.habits import CHANGED, UNREADABLE, Story
from tests.ingest.publishers import LOGIN, TURN, Publisher

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WOKEN = timedelta(minutes=5)
"""How often the poller is woken."""
RETRIED = HOUR * 1.1
"""One failure keeps a source silent no longer, or than its interval, whatever its server wants."""
ASKED_FOR_ALL = 2 * HOUR
"""A server that says for ever that nothing has changed is believed so long."""
LOOKED = HOUR / 2
"""How often the status is looked at."""
FAILING = {"cut", "wants a day of rest", "too many requests", *UNREADABLE}
_TROUBLING = {"says 304", *FAILING, *CHANGED}
WRONG_DATES = {"Beijing time as GMT"}


@dataclass(frozen=True)
class Told:
    """An article that a chat was alerted to."""

    reader: str
    """The source that the chat follows, or `everybody`."""
    at: datetime
    article: Article


@dataclass
class Outcome:
    """What became of the articles."""

    count: int
    latest: dict[tuple[str, timedelta], timedelta] = field(default_factory=dict)
    """How late articles came at most, by the habit and the interval.

    The time in which the source could not be read at all does not count.
    """
    had_turns: set[str] = field(default_factory=set)
    """The habits that had a turn."""
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """What should not be, a line for each, by what it is."""

    def latest_of(self, habit: str, interval: timedelta) -> str:
        """Return in hours and minutes how late articles came at most."""
        late = self.latest.get((habit, interval))
        return "–" if late is None else f"{late // HOUR}:{late % HOUR // MINUTE:02}"


def judge(
    publishers: Mapping[str, Publisher],
    configs: Mapping[str, SourceConfig],
    told: Sequence[Told],
    in_trouble: Mapping[str, Sequence[datetime]],
    end: datetime,
) -> Outcome:
    """Return what became of everything that was published from the beginning to `end`."""
    heard: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in told:
        heard[each.reader, without_counters(each.article.title)].append(each)
    outcome = Outcome(sum(each.reader == "everybody" for each in told))
    wrong = {
        "told late": [],
        "told late and not shown as troubled": [],
        "never told": [],
        "told twice": [],
        "told of a page to log in": [
            f"{each.article.source}: {each.article.title}"
            for each in told
            if LOGIN in each.article.body
        ],
        "told with a wrong date": [],
    }
    for publisher in publishers.values():
        outcome.had_turns |= _habits_between(publisher, publisher.begun, end - MINUTE)
        config = configs[publisher.name]
        for story in publisher.history:
            if story.published < publisher.begun:
                continue
            for reader in (publisher.name, "everybody"):
                found = heard.pop((reader, story.title), [])
                line = f"{reader} {_habits_around(publisher, story.published)}: {story.title}"
                if not found:
                    wrong["never told"].append(line)
                    continue
                if len(found) > 1:
                    wrong["told twice"].append(line)
                for name in _what_is_wrong(
                    found[0], story, publisher, config, in_trouble[publisher.name]
                ):
                    wrong[name].append(f"{line}: after {found[0].at - story.published}")
                told_at = found[0].at
                late = told_at - story.published
                late -= _unreadable(publisher, story.published, told_at)
                key = publisher.habit(story.published), config.interval
                outcome.latest[key] = max(late, outcome.latest.get(key, late))
    wrong["told though old, or to a chat that does not follow it"] = [
        f"{reader}: {each.article.source} {title}"
        for (reader, title), left in heard.items()
        for each in left
    ]
    wrong["silences unseen"] = [
        f"{each.name} turn {turn}: {habit}"
        for each in publishers.values()
        for turn, habit in _unseen(each, configs[each.name], in_trouble[each.name], end)
    ]
    wrong["troubled without a cause"] = [
        f"{each.name} {_habits_around(each, moment)}: at {moment}"
        for each in publishers.values()
        for moment in in_trouble[each.name]
        if _TROUBLING.isdisjoint(_habits_between(each, moment - TURN, moment))
    ]
    outcome.wrong = wrong
    return outcome


def _what_is_wrong(
    told: Told,
    story: Story,
    publisher: Publisher,
    config: SourceConfig,
    in_trouble: Sequence[datetime],
) -> Iterator[str]:
    # A failure before it was published may keep a source silent still.
    habits = _habits_between(publisher, story.published - RETRIED, told.at)
    late = told.at - story.published
    readable = late - _unreadable(publisher, story.published, told.at)
    if readable > _allowed(habits, config.interval):
        yield "told late"
    was_shown = any(story.published <= each <= told.at + LOOKED for each in in_trouble)
    if late > promised_within(config.poll_limits) + WOKEN and not was_shown:
        yield "told late and not shown as troubled"
    date = told.article.published_at
    is_wrong = date is not None and abs(date - story.published) > MINUTE
    if is_wrong and (config.ignore_zone or WRONG_DATES.isdisjoint(habits)):
        yield "told with a wrong date"


def _allowed(habits: Collection[str], interval: timedelta) -> timedelta:
    """Return how late an article may come of a source that has had these habits meanwhile."""
    late = interval + WOKEN
    if "says 304" in habits:
        late += ASKED_FOR_ALL
    if not FAILING.isdisjoint(habits):
        late += max(interval * 1.1, RETRIED)
    return late


def _unreadable(publisher: Publisher, start: datetime, end: datetime) -> timedelta:
    """Return how long a source could not be read in a span of time."""
    turns = range(publisher.turn(start), publisher.turn(end) + 1)
    begins = [publisher.begun + turn * TURN for turn in turns]
    return sum(
        (
            min(begin + TURN, end) - max(begin, start)
            for begin in begins
            if publisher.habit(begin) in UNREADABLE
        ),
        timedelta(),
    )


def _habits_between(publisher: Publisher, start: datetime, end: datetime) -> set[str]:
    start = max(start, publisher.begun)
    turns = range(publisher.turn(start), publisher.turn(end) + 1)
    moments = [start, *(publisher.begun + turn * TURN for turn in turns[1:])]
    return {publisher.habit(each) for each in moments}


def _unseen(
    publisher: Publisher, config: SourceConfig, in_trouble: Sequence[datetime], end: datetime
) -> Iterator[tuple[int, str]]:
    """Yield the turns in which a source could not be read and was not soon shown as troubled."""
    patience = promised_within(config.poll_limits) + LOOKED
    for turn in range((end - publisher.begun) // TURN):
        begin = publisher.begun + turn * TURN
        is_seen = any(begin <= each <= begin + patience for each in in_trouble)
        if publisher.habit(begin) in UNREADABLE and not is_seen:
            yield turn, publisher.habit(begin)


def _habits_around(publisher: Publisher, at: datetime) -> str:
    before = publisher.habit(at - TURN) if at - TURN >= publisher.begun else "–"
    return f"{before} → {publisher.habit(at)} → {publisher.habit(at + TURN)}"
