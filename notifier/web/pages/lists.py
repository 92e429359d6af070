"""The start page: what is told of now; and lists of feeds, those that changed last first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.core.i18n import Translator
from notifier.store.articles import coverage, feeds
from notifier.web.feeds.addresses import page_path, path
from notifier.web.pages.page_maker import PageMaker

KINDS = ("topics", "securities")
"""What there are lists of."""
LINES = 50
"""How many feeds stand on a page of a list."""
_STORIES = 15
_BUSY_FOR = timedelta(days=1)
_BUSIEST = 10
"""How many companies and topics the start page shows."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed in a list."""

    title: str
    page: str
    feed: str
    changed_at: datetime | None = None
    articles: int = 0
    """How many it took in today."""


async def start_page(maker: PageMaker, say: Translator) -> str:
    """Return the start page: topics, companies in the news, the newest stories."""
    known = maker.known((say.language,))
    if known is not None:
        return known
    firsts = await maker.publisher.newest("", _STORIES) or []
    since = maker.clock() - _BUSY_FOR
    async with maker.store.read() as connection:
        stories = await maker.story_lines(connection, firsts, say)
        topics = dict(await coverage.busiest(connection, "topics", since, _BUSIEST))
        companies = dict(await coverage.busiest(connection, "securities", since, 2 * _BUSIEST))
        quiet = await feeds.newest(connection, "topics", _BUSIEST)
        topics |= {each.name: 0 for each in quiet if each.name not in topics}
        if not companies:
            latest = await feeds.newest(connection, "securities", _BUSIEST)
            companies = {each.name: 0 for each in latest}
    catalogue = maker.in_words(say)

    def lines(found: Mapping[str, int]) -> list[FeedLine]:
        return [
            FeedLine(catalogue.short_title(name), page_path(name), path(name), articles=found[name])
            for name in catalogue.one_each(found)[:_BUSIEST]
        ]

    return await maker.make(
        (say.language,),
        "start.html",
        say,
        topics=lines(topics),
        companies=lines(companies),
        stories=stories,
    )


def live_address(kind: str, number: int) -> str:
    """Return where a page of a list is, on a server."""
    return f"/{kind}?page={number}" if number > 1 else f"/{kind}"


async def list_page(
    maker: PageMaker,
    say: Translator,
    kind: str,
    number: int = 1,
    address_of: Callable[[str, int], str] = live_address,
) -> str | None:
    """Return a page of all feeds of a kind, None after the last one.

    `address_of` says where the other pages are.
    """
    key = (say.language, kind, str(number))
    known = maker.known(key)
    if known is not None:
        return known
    async with maker.store.read() as connection:
        found = await feeds.newest(connection, kind, LINES + 1, (number - 1) * LINES)
    if number > 1 and not found:
        return None
    catalogue = maker.in_words(say)
    return await maker.make(
        key,
        "list.html",
        say,
        kind=kind,
        number=number,
        lines=[
            FeedLine(
                catalogue.title(each.name), page_path(each.name), path(each.name), each.changed_at
            )
            for each in found[:LINES]
        ],
        newer=address_of(kind, number - 1) if number > 1 else "",
        older=address_of(kind, number + 1) if found[LINES:] else "",
    )
