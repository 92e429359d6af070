"""The page of a story: who reports it, in time order, and what was corrected or taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notifier.core.i18n import Translator
from notifier.core.model import Article
from notifier.sources.templates import configured_name
from notifier.store.articles import coverage
from notifier.web.feeds.addresses import page_path
from notifier.web.feeds.catalogue import Catalogue
from notifier.web.feeds.render import FeedItem, entry_of, excerpt
from notifier.web.pages.page_maker import PageMaker, lead

_MOST_REPORTS = 60


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story."""

    publisher: str
    page: str
    """That of its source; empty where that is configured no more."""
    title: str
    link: str | None
    published: datetime
    changed_at: datetime | None
    withdrawn_at: datetime | None
    excerpt: str
    """Empty where it says the same as one before it."""


async def story_page(maker: PageMaker, say: Translator, number: int) -> str | None:
    """Return the page of a story; None where there is none, or nobody reports it any more."""
    key = (say.language, "stories", str(number))
    known = maker.known(key)
    if known is not None:
        return known
    async with maker.store.read() as connection:
        found = await coverage.of_story(connection, number, _MOST_REPORTS)
        told = [each for each in found if each.withdrawn_at is None]
        feeds = await coverage.feeds_of(connection, [each.id for each in told])
    if not told:
        return None
    catalogue = maker.in_words(say)
    names = dict.fromkeys(name for each in told for name in feeds[each.id])
    reports = await asyncio.to_thread(_reports, found, catalogue)
    first = next(each for each in reports if each.withdrawn_at is None)
    return await maker.make(
        key,
        "story.html",
        say,
        page=f"/stories/{number}",
        title=first.title,
        first=first,
        reports=reports,
        sources=len({each.source for each in told}),
        tags=maker.tags(list(names), catalogue),
    )


def _page_of(source: str, catalogue: Catalogue) -> str:
    return page_path(f"sources/{source}") if source in catalogue.sources else ""


def _reports(found: Sequence[Article], catalogue: Catalogue) -> list[Report]:
    """Return articles in the order in which they came out."""
    reports = []
    for article in found:
        entry = entry_of(FeedItem("", article, catalogue.label(article.source), ""))
        reports.append(
            Report(
                entry.publisher,
                _page_of(configured_name(article.source), catalogue),
                entry.title,
                entry.link,
                entry.published,
                article.changed_at,
                article.withdrawn_at,
                lead(entry.title, excerpt(article)),
            )
        )
    reports.sort(key=lambda each: each.published)
    said = set[str]()
    for place, each in enumerate(reports):
        if each.excerpt in said:
            reports[place] = replace(each, excerpt="")
        said.add(each.excerpt)
    return reports
