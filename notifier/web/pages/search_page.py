"""The page of what is found: feeds by their names, and articles by the query language."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.core.document import read_entry
from notifier.core.errors import QueryError
from notifier.core.folding import fold
from notifier.core.i18n import Translator
from notifier.delivery.message import reason_label
from notifier.securities.typed import near_names
from notifier.subscriptions.history import ArticleMatch, Backtest, match_page, run_backtest
from notifier.subscriptions.interpretation import as_read
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.typed import as_typed
from notifier.subscriptions.start_links import LinkedQuery
from notifier.web.feeds.addresses import page_path, qr_path
from notifier.web.pages.chart import Chart, chart
from notifier.web.pages.page_maker import PageMaker, StoryLine, Tag

LONGEST = 200
"""Of what is looked for so many characters count."""
_LONGEST_NAME = 60
_NAMES = 12
_STORIES = 10
_DAYS = 7
_MOST_READ = 300
"""How many articles are read at most to find them."""
_SAMPLED = 30
"""From so many articles it is told how many there would have been: anybody may ask."""


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """What a query finds, and would have brought."""

    stories: Sequence[StoryLine]
    backtest: Backtest
    chart: Chart
    has_older: bool
    """Whether there are articles that were not looked at."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is no such article."""
        return not (self.stories or self.backtest.total or self.has_older)


async def search_page(maker: PageMaker, say: Translator, wanted: str) -> str:
    """Return what names, pinyin, codes and the query language find for a text."""
    wanted = wanted.strip()[:LONGEST]
    key = (say.language, "?", wanted)
    known = maker.known(key)
    if known is not None:
        return known
    names = await asyncio.to_thread(_names, maker, say, wanted[:_LONGEST_NAME])
    typed = as_typed(wanted)
    query, problem = await asyncio.to_thread(_query, maker, typed)
    found = None if query is None else await _articles(maker, say, query)
    if names and found and found.is_nothing:
        found = None  # who typed kdxf looks for a company, not for a word that nobody writes
    feed = f"queries/{typed}"
    return await maker.make(
        key,
        "search.html",
        say,
        wanted=wanted,
        names=names,
        found=found,
        problem=_told(problem, say) if problem else "",
        repair=(problem.repair or "") if problem else "",
        qr=qr_path(feed),
        forms=maker.forms(feed),
        follow=maker.follow_link(LinkedQuery(typed)),
    )


def _names(maker: PageMaker, say: Translator, wanted: str) -> list[Tag]:
    """Return the topics and companies that a piece of a name, pinyin or a code may mean.

    Where there is no such company, those whose names are nearly so.
    """
    rules, catalogue = maker.publisher.rules, maker.in_words(say)
    folded = fold(wanted).text
    topics = [
        name
        for name, each in rules.topics.items()
        if folded in fold(f"{each.title}\n{catalogue.topic_title(name)}").text
    ]
    directory = rules.directory
    companies = directory.search(wanted, _NAMES) or near_names(wanted, directory)
    names = [*topics[:_NAMES], *(f"securities/{each.symbol}" for each in companies)]
    return [(catalogue.title(each), page_path(each)) for each in names]


def _query(maker: PageMaker, wanted: str) -> tuple[Query | None, QueryError | None]:
    """Return the query that a text is, or what is wrong with it."""
    try:
        return as_read(wanted, maker.publisher.rules), None
    except QueryError as error:
        return None, error


def _told(problem: QueryError, say: Translator) -> str:
    return say("watch-error", reason=say(f"query-{problem.key}", about=problem.about))


async def _articles(maker: PageMaker, say: Translator, query: Query) -> FoundArticles:
    """Return the newest stories that a query finds, and how many it would have brought."""
    async with maker.searching, maker.store.read() as connection:
        looked = await match_page(connection, query, limit=_STORIES, most_read=_MOST_READ)
        result = await run_backtest(
            connection,
            query,
            days=_DAYS,
            now=maker.clock(),
            zone=maker.zone,
            samples=0,
            most_read=_SAMPLED,
        )
        firsts = list({each.article.story_id: each for each in reversed(looked.matches)}.values())
        shown = sorted(firsts, key=lambda each: each.article.id, reverse=True)[:_STORIES]
        reasons = {each.article.id: _reasons(each, say) for each in shown}
        found = [each.article for each in shown]
        stories = await maker.story_lines(connection, found, say, reasons)
    return FoundArticles(stories, result, chart(result.per_day), looked.before is not None)


def _reasons(match: ArticleMatch, say: Translator) -> list[str]:
    """Return why an article was found, as it is told in an alert."""
    document = read_entry(match.article, match.article.source)
    return list(dict.fromkeys(reason_label(each, document, say) for each in match.reasons))
