"""The opening of the market in virtual time, for `benchmarks.simulate`: pure functions on values.

Stories are published, found by polls, planned in one database, and sent by bots at Telegram's
pace, which the service's own rules keep. Nobody has published what chats follow and when publishers
speak, so the world is assumed:

- what is followed is heavy-tailed, as the popularity of feeds is (Liu, Ramasubramanian, Sirer,
  «Client behavior and feed characteristics of RSS», IMC 2005). The exponent is that of
  `benchmarks.way`: half of all chats follow the first of 20,000 names;
- what stories are about is less so: one in a hundred chats follows what a story is about;
- sources speak by Zipf's law, the first of them once a minute; at the opening they speak ten
  times as much, half of it in the first three minutes; four articles tell one story;
- the first story of the opening is about the name that most follow.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import accumulate, islice
from typing import NamedTuple

from notifier.delivery.telegram_limits import GROUP_PAUSE, PRIVATE_PAUSE, BotRate

SOURCES, INTERVAL = 20_000, 60.0
NAMES, EACH = 20_000, 10
"""What can be followed, and how much of it each chat follows."""
FOLLOWED, WRITTEN = 0.876, 0.6
"""Exponents of Zipf's law: what chats follow, and what stories are about."""
LASTS, HALF = 600.0, 180.0
"""Seconds that the burst lasts, and in which half of it comes."""
FACTOR = 10
"""How many times as much as ever is published meanwhile."""
TOLD_BY, TOLD_WITHIN = 4, 300.0
GROUPS = 10
"""Every so manieth chat is a group or a channel."""
BURST = 10
"""As `delivery.burst`: of more alerts that a chat waits for, all come as one message."""
_PAUSE, _GROUP_PAUSE = PRIVATE_PAUSE.total_seconds(), GROUP_PAUSE.total_seconds()
ARTICLES = sum(1 / rank for rank in range(1, SOURCES + 1)) / 60
"""How many all sources publish in an ordinary second."""


class Story(NamedTuple):
    """When each article that tells of it is published, and which name it is about."""

    told_at: tuple[float, ...]
    name: int


class Alert(NamedTuple):
    """An alert that is planned `at`, of a story that was published before."""

    at: float
    chat: int
    published: float


class Message(NamedTuple):
    """What a chat was sent at once."""

    at: float
    chat: int
    alerts: tuple[Alert, ...]


def zipf(count: int, exponent: float) -> list[float]:
    """Return how much falls to the first, the first two, … of so many; all of it is 1."""
    sums = list(accumulate(rank**-exponent for rank in range(1, count + 1)))
    return [each / sums[-1] for each in sums]


def opening(chance: random.Random) -> list[Story]:
    """Return the stories of the burst, in their order."""
    count = round(ARTICLES * LASTS * FACTOR / TOLD_BY)
    names = [0, *chance.choices(range(NAMES), cum_weights=zipf(NAMES, WRITTEN), k=count - 1)]
    in_time = 1 - 0.5 ** (LASTS / HALF)
    times = sorted(-HALF * math.log2(1 - chance.random() * in_time) for _ in names)

    def told(at: float) -> tuple[float, ...]:
        again = (at + chance.expovariate(1 / TOLD_WITHIN) for _ in range(TOLD_BY - 1))
        return (at, *again)

    return [Story(told(at), name) for at, name in zip(times, names, strict=True)]


def followers(chats: int, chance: random.Random) -> dict[int, list[int]]:
    """Return the chats that follow each name; groups have negative numbers, as in Telegram."""
    found = defaultdict[int, list[int]](list)
    drawn = chance.choices(range(NAMES), cum_weights=zipf(NAMES, FOLLOWED), k=chats * EACH)
    for chat in range(1, chats + 1):
        for name in set(drawn[(chat - 1) * EACH : chat * EACH]):
            found[name].append(chat if chat % GROUPS else -chat)
    return found


def planned(
    stories: Sequence[Story],
    rows: Sequence[float],
    chance: random.Random,
    *,
    pollers: int,
    article: float,
    row: float,
) -> list[tuple[float, float]]:
    """Return from when to when the alerts of each story, so many rows, are committed.

    Each article is found by the next poll of its source and read by a poller that is free, which
    takes `article` seconds; the database plans one story after another, a row in `row` seconds.
    """
    found = sorted(
        (at + chance.uniform(0, INTERVAL), number)
        for number, story in enumerate(stories)
        for at in story.told_at
    )
    free, database, done = [0.0] * pollers, 0.0, dict[int, tuple[float, float]]()
    for at, number in found:
        end = max(at, heappop(free)) + article
        if number not in done:
            begin = max(database, end)
            database = end = begin + rows[number] * row
            done[number] = begin, end
        heappush(free, end)
    return [done[number] for number in range(len(stories))]


def messages_a_second(
    published: Sequence[float], at: Sequence[float], rows: Sequence[float], latest: float
) -> float:
    """Return how many must be sent a second to have all within `latest` seconds of their story.

    As if alerts were a fluid that one pipe takes: no chat is waited for.
    """

    def is_enough(pace: float) -> bool:
        end = 0.0
        for planned_at, start, many in sorted(zip(at, published, rows, strict=True)):
            end = max(end, planned_at) + many / pace
            if end - start > latest:
                return False
        return True

    return 1.0 + bisect_left(range(1, math.ceil(sum(rows)) + 1), True, key=is_enough)


def sent(
    alerts: Iterable[Alert], per_second: float, *, until: float = math.inf
) -> tuple[list[Message], int]:
    """Send one bot's alerts; return the messages, and how many alerts wait in the end.

    Chats wait in one queue, and go to its end after each message.
    """
    pace, coming = BotRate(per_second), deque(sorted(alerts))
    waiting = defaultdict[int, list[Alert]](list)
    free_at = defaultdict[int, float](float)
    queue: list[tuple[float, int]] = []
    messages: list[Message] = []
    now = 0.0
    while now <= until:
        while coming and coming[0].at <= now:
            alert = coming.popleft()
            if not (mine := waiting[alert.chat]):
                heappush(queue, (max(alert.at, free_at[alert.chat]), alert.chat))
            mine.append(alert)
        if not queue or queue[0][0] > now:
            soonest = [first[0] for first in (*queue[:1], *islice(coming, 1))]
            if not soonest:
                break
            now = min(soonest)
        elif coming and coming[0].at <= (start := pace.next_start(now)):
            now = start  # whoever comes until then may be first
        else:
            now = pace.next_start(now)
            _, chat = heappop(queue)
            mine = waiting[chat]
            number = len(mine) if len(mine) > BURST else 1
            messages.append(Message(now, chat, tuple(mine[:number])))
            del mine[:number]
            pace.started(now)
            free_at[chat] = now + (_PAUSE if chat > 0 else _GROUP_PAUSE)
            if mine:
                heappush(queue, (free_at[chat], chat))
    return messages, len(coming) + sum(map(len, waiting.values()))
