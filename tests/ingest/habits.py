"""Habits that real sources were seen to have, as answers to what a reader asks of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from notifier.core.errors import FetchError
from notifier.sources.http.client import Fetched, NotModified
from notifier.sources.http.requests import Request

SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOW = 14
"""Articles that a list shows."""
_SYLLABLES = "安博川达恩方格海江科联明宁鹏清瑞盛泰威新阳泽中洲"


@dataclass(frozen=True)
class Story:
    """An article that a publisher brings out."""

    number: int
    published: datetime

    @property
    def title(self) -> str:
        """A headline that no other article has."""
        chance = random.Random(self.number)
        name = "".join(chance.sample(_SYLLABLES, 3))
        place = "".join(chance.sample(_SYLLABLES, 4))
        return f"元宇宙第{self.number}号：{name}公司在{place}签约"


@dataclass(frozen=True)
class Poll:
    """One reading of a list."""

    now: datetime
    since: timedelta
    """How long the present habit has lasted."""
    count: int
    """How many readings the publisher has seen."""
    url: str


Render = Callable[[Sequence[Story], Poll], str]


def item(story: Story, **parts: str | None) -> str:
    """Write an item, with a date unless `date` is given."""
    written = {"title": story.title, "pubDate": f"{story.published:%a, %d %b %Y %H:%M:%S} GMT"}
    given = {name: value for name, value in (written | parts).items() if value is not None}
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in given.items())


def rss(items: Sequence[str], head: str = "") -> str:
    """Write a feed."""
    listed = "".join(f"<item>{each}</item>" for each in items)
    return f"<rss version='2.0'><channel><title>t</title>{head}{listed}</channel></rss>"


def address(story: Story, poll: Poll) -> str:
    """Return the page of an article."""
    return f"{poll.url}/a/{story.number}.html"


def each(make: Callable[[Story, Poll], str], head: str = "") -> Render:
    """Return the habit of writing each item so."""
    return lambda stories, poll: rss([make(story, poll) for story in stories], head)


def _plain(story: Story, poll: Poll) -> str:
    return item(story, guid=f"wire-{story.number}", link=address(story, poll))


def _pinned(stories: Sequence[Story], poll: Poll) -> str:
    *rest, second, first = stories
    return rss([_plain(story, poll) for story in (first, second, *rest)])


def _alternating(stories: Sequence[Story], poll: Poll) -> str:
    long = "全文内容很长，" * 800 if poll.count % 2 else "短"
    first, *rest = stories
    return rss(
        [
            item(first, guid=f"wire-{first.number}", description=f"<p>{long}</p>"),
            *(_plain(story, poll) for story in rest),
        ]
    )


def _cut(stories: Sequence[Story], poll: Poll) -> str:
    whole = rss([_plain(story, poll) for story in stories])
    return whole[:-150] if poll.count % 3 == 0 else whole


def _undated(stories: Sequence[Story], poll: Poll) -> str:
    return rss([item(each, link=address(each, poll), pubDate=None) for each in stories])


def _sliding(stories: Sequence[Story], poll: Poll) -> str:
    """Write an undated list that has lost one, so that one from long ago stands at its end."""
    shown = list(stories)
    if poll.since > timedelta(hours=6):
        del shown[len(shown) // 2]
        shown.append(Story(-int(poll.now.timestamp() // 86400), poll.now))
    return _undated(shown, poll)


def _chinese_date(story: Story, _poll: Poll) -> str:
    local = story.published.astimezone(SHANGHAI)
    return f"{local:%Y年%m月%d日} 周六 {local:%H时%M分}"


HABITS: Mapping[str, Render] = {
    "plain": each(_plain),
    "one link": each(lambda story, poll: item(story, link=f"{poll.url}/live")),
    "one guid": each(lambda story, poll: item(story, guid="0", link=address(story, poll))),
    "fragments": each(lambda story, poll: item(story, link=f"{poll.url}/live#{story.number}")),
    "neither guid nor link": each(lambda story, _poll: item(story)),
    "scheme of guids": each(
        lambda story, poll: item(
            story, guid=address(story, poll).replace("https", "https" if poll.count % 2 else "http")
        )
    ),
    "sessions": each(
        lambda story, poll: item(story, link=f"{address(story, poll)};jsessionid={poll.count:X}")
    ),
    "counters": each(
        lambda story, poll: _plain(story, poll).replace(
            "</title>", f" (阅读 {poll.count * 7 + story.number})</title>"
        )
    ),
    "pinned": _pinned,
    "long first item": _alternating,
    "says 304": each(_plain),
    "wants a day of rest": each(_plain),
    "too many requests": each(_plain),
    "fresh for hours": each(_plain, head="<ttl>600</ttl>"),
    "odd dates": each(
        lambda story, poll: item(
            story,
            guid=f"wire-{story.number}",
            link=address(story, poll),
            pubDate=_chinese_date(story, poll),
        )
    ),
    "dates that are none": each(
        lambda story, poll: item(
            story,
            guid=f"wire-{story.number}",
            link=address(story, poll),
            pubDate="丙午年" if story.number % 3 == 0 else None,
        )
    ),
    "cut": _cut,
    "undated": _undated,
    "sliding": _sliding,
    "guids of the moment": each(
        lambda story, poll: item(
            story, guid=f"{poll.now.timestamp():.0f}-{story.number}", link=address(story, poll)
        )
    ),
    "a page to log in": lambda _stories, _poll: "<html><title>Just a moment...</title></html>",
    "down": each(_plain),
}
UNREADABLE = {"a page to log in", "down"}
"""Habits of a source that cannot be read; operators are to be told."""


@dataclass
class Publisher:
    """A publisher whose list is read; its habits take turns."""

    name: str
    history: list[Story]
    """All that it has published, the oldest first."""
    habits: Sequence[str]
    """The habit of each day."""
    begun: datetime
    polls: int = 0
    etag_of: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.name}.example"

    def habit(self, now: datetime) -> str:
        """Return the habit of the day."""
        return self.habits[int((now - self.begun) / timedelta(days=1)) % len(self.habits)]

    def answer(self, request: Request, now: datetime) -> Fetched | NotModified:
        """Answer as the habit of the day has it; raise FetchError."""
        self.polls += 1
        habit = self.habit(now)
        since = (now - self.begun) % timedelta(days=1)
        is_first_of_day = since < timedelta(hours=2)
        if habit == "down":
            raise FetchError("answered 500")
        if habit == "wants a day of rest" and is_first_of_day:
            raise FetchError("answered 503", retry_after=3600)  # what the fetcher makes of a day
        if habit == "too many requests" and self.polls % 4 == 0:
            raise FetchError("answered 429", retry_after=600)
        if habit == "says 304" and request.etag:
            return NotModified(None)
        listed = self.history[::-1][:WINDOW]
        poll = Poll(now, since, self.polls, self.url)
        body = HABITS[habit](listed, poll).encode()
        fresh = 36_000.0 if habit == "fresh for hours" else None
        etag = '"always"' if habit == "says 304" else None
        return Fetched(f"{self.url}/rss", body, "application/rss+xml", etag=etag, fresh_for=fresh)

    def publish(self, number: int, now: datetime) -> None:
        """Bring out an article."""
        self.history.append(Story(number, now.astimezone(UTC)))
