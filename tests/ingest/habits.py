"""Habits that real sources were seen to have: how they write their list of articles."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from html import escape
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SYLLABLES = "安博川达恩方格海江科联明宁鹏清瑞盛泰威新阳泽中洲"


@dataclass(frozen=True)
class Story:
    """An article that a publisher brings out."""

    number: int
    published: datetime
    topic: str

    @property
    def title(self) -> str:
        """A headline that no other article has."""
        chance = random.Random(self.number)
        name = "".join(chance.sample(_SYLLABLES, 3))
        place = "".join(chance.sample(_SYLLABLES, 4))
        return f"{self.topic}第{self.number}号：{name}公司在{place}签约"


@dataclass(frozen=True)
class Poll:
    """One reading of a list."""

    now: datetime
    since: timedelta
    """How long the present habit has lasted."""
    count: int
    """How many readings the publisher has seen."""
    url: str
    zone: tzinfo = UTC
    """Of its dates, which it calls GMT."""


Render = Callable[[Sequence[Story], Poll], str]
CUT_CHARACTER = "断"
"""Where this stands, the publisher's program has cut a character in two."""


def item(story: Story, poll: Poll, **parts: str | None) -> str:
    """Write an item, with a date unless `pubDate` is given."""
    local = story.published.astimezone(poll.zone)
    written = {"title": story.title, "pubDate": f"{local:%a, %d %b %Y %H:%M:%S} GMT"}
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


def linked(**parts: Callable[[Story, Poll], str | None]) -> Render:
    """Return the habit of writing items with a guid, a link and these parts."""
    usual = {"guid": lambda story, _poll: f"wire-{story.number}", "link": address}
    return each(
        lambda story, poll: item(
            story, poll, **{name: make(story, poll) for name, make in {**usual, **parts}.items()}
        )
    )


plain = linked()


def as_api(items: Sequence[Mapping[str, str]], *, with_nulls: bool) -> str:
    """Write the items of a feed as an API answers with them, as some with nulls between."""
    listed = [None, *items[:3], None, *items[3:]] if with_nulls else items
    return json.dumps({"code": 0, "data": {"list": listed}}, ensure_ascii=False)


def as_page(items: Sequence[Mapping[str, str]], *, with_nulls: bool) -> str:
    """Write the items of a feed as a page lists them, as some with empty ones between."""
    written = [
        f"<li><a href='{escape(each.get('link', ''))}'>{escape(each['title'])}</a>"
        f"<p>{each.get('description', '')}</p><time>{each.get('pubDate', '')}</time></li>"
        for each in items
    ]
    empty = ["<li></li>"] if with_nulls else []
    listed = "".join([*empty, *written[:3], *empty, *written[3:]])
    return f"<!doctype html><html><title>t</title><body><ul class=news>{listed}</ul></body></html>"


def _items(stories: Sequence[Story], poll: Poll) -> list[str]:
    return [
        item(each, poll, guid=f"wire-{each.number}", link=address(each, poll)) for each in stories
    ]


def _pinned(stories: Sequence[Story], poll: Poll) -> str:
    *rest, second, first = stories
    return plain((first, second, *rest), poll)


def _withdrawing(stories: Sequence[Story], poll: Poll) -> str:
    """Write a list with pinned items, from which one in the middle goes after some hours."""
    middle = len(stories) // 2
    gone = poll.since > timedelta(hours=4)
    return _pinned([*stories[:middle], *stories[middle + gone :]], poll)


def _alternating(stories: Sequence[Story], poll: Poll) -> str:
    long = "全文内容很长，" * 800 if poll.count % 2 else "短"
    first, *rest = stories
    top = item(first, poll, guid=f"wire-{first.number}", description=f"<p>{long}</p>")
    return rss([top, *_items(rest, poll)])


def _cut(stories: Sequence[Story], poll: Poll) -> str:
    whole = plain(stories, poll)
    return whole[:-150] if poll.count % 3 == 0 else whole


def _undated(stories: Sequence[Story], poll: Poll) -> str:
    return rss([item(each, poll, link=address(each, poll), pubDate=None) for each in stories])


def _sliding(stories: Sequence[Story], poll: Poll) -> str:
    """Write an undated list that has lost one, so that one from long ago stands at its end."""
    shown = list(stories)
    if poll.since > timedelta(hours=6):
        del shown[len(shown) // 2]
        shown.append(Story(-int(poll.now.timestamp() // 86400), poll.now, shown[0].topic))
    return _undated(shown, poll)


def _with_nothing_between(stories: Sequence[Story], poll: Poll) -> str:
    """Write a JSON Feed with items that are null, as some databases' exports have them."""
    items = [
        {
            "id": f"wire-{each.number}",
            "url": address(each, poll),
            "title": each.title,
            "date_published": f"{each.published.astimezone(poll.zone):%Y-%m-%dT%H:%M:%S}Z",
        }
        for each in stories
    ]
    spaced = [None, *items[:3], None, *items[3:]]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": spaced})


def _chinese_date(story: Story, _poll: Poll) -> str:
    local = story.published.astimezone(SHANGHAI)
    return f"{local:%Y年%m月%d日} 周六 {local:%H时%M分}"


def _beijing_as_gmt(story: Story, _poll: Poll) -> str:
    return f"{story.published.astimezone(SHANGHAI):%a, %d %b %Y %H:%M:%S} GMT"


HABITS: Mapping[str, Render] = {
    "plain": plain,
    "one link": each(lambda story, poll: item(story, poll, link=f"{poll.url}/live")),
    "one guid": linked(guid=lambda _story, _poll: "0"),
    "a ring of guids": linked(guid=lambda story, _poll: str(story.number % 9)),
    "fragments": each(
        lambda story, poll: item(story, poll, link=f"{poll.url}/live#{story.number}")
    ),
    "neither guid nor link": each(item),
    "scheme of guids": linked(
        guid=lambda story, poll: address(story, poll).replace(
            "https", "https" if poll.count % 2 else "http"
        )
    ),
    "sessions": each(
        lambda story, poll: item(
            story, poll, link=f"{address(story, poll)};jsessionid={poll.count:X}?sid={poll.count}"
        )
    ),
    "counters": linked(
        title=lambda story, poll: f"{story.title} (阅读 {poll.count * 7 + story.number})"
    ),
    "pinned": _pinned,
    "one withdrawn": _withdrawing,
    "long first item": _alternating,
    "says 304": plain,
    "wants a day of rest": plain,
    "too many requests": plain,
    "fresh for hours": plain,
    "moved": plain,
    "odd dates": linked(pubDate=_chinese_date),
    "Beijing time as GMT": linked(pubDate=_beijing_as_gmt),
    "dates that are none": linked(
        pubDate=lambda story, _poll: "丙午年" if story.number % 3 == 0 else None
    ),
    "cut": _cut,
    "a cut character": linked(description=lambda _story, _poll: f"摘要到此{CUT_CHARACTER}"),
    "nulls in the list": _with_nothing_between,
    "undated": _undated,
    "undated, the oldest first": lambda stories, poll: _undated(stories[::-1], poll),
    "sliding": _sliding,
    "all ids new": linked(guid=lambda story, poll: f"{poll.now - poll.since:%d%H}-{story.number}"),
    "guids of the moment": linked(
        guid=lambda story, poll: f"{poll.now.timestamp():.0f}-{story.number}"
    ),
    "articles to log in for": plain,
    "a page to log in": lambda _stories, _poll: "<html><title>Just a moment...</title></html>",
    "down": plain,
}
UNREADABLE = {"a page to log in", "down"}
"""Habits of a source that cannot be read; operators are to be told."""
CHANGED = {
    "neither guid nor link",
    "dates that are none",
    "undated",
    "undated, the oldest first",
    "sliding",
    "articles to log in for",
}
"""Habits of a source whose list or pages lack what they had; operators may be told."""
OF_SERVERS = (
    "says 304",
    "plain",
    "wants a day of rest",
    "too many requests",
    "fresh for hours",
    "down",
    "moved",
)
"""Habits that show in how late an article comes."""
