"""The page of a feed: a company, a topic, a source or a category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from notifier.core.i18n import LANGUAGES, Translator
from notifier.core.model import Security
from notifier.securities.display import all_names, display_name
from notifier.sources.templates import configured_name
from notifier.store.articles import coverage
from notifier.store.engine.database import Connection
from notifier.subscriptions.start_links import Linked, LinkedQuery
from notifier.web.feeds.addresses import page_path, qr_path
from notifier.web.pages.chart import Chart, chart
from notifier.web.pages.page_maker import PageMaker, Tag
from notifier.web.pages.sources_page import Reports, SourceLine, no_reports, source_lines

_STORIES = 20
DAYS = 30
"""How many days the chart of a page has."""
_RELATED = 8
_MOST_STATES = 20
EXCHANGES = frozenset({"SSE", "SZSE", "BSE", "HKEX", "NASDAQ", "NYSE", "CBOE"})
"""Those that have a name in every language."""


@dataclass(frozen=True, slots=True)
class Company:
    """What a company's page says of it."""

    name: str
    names: Sequence[tuple[str, str]]
    """What it is called in each language in which it has another name, with the language."""
    others: Sequence[str]
    """All else that it is called."""
    listings: Sequence[tuple[str, str, str]]
    """Each code, where it is listed, and the page of that listing."""


async def feed_page(
    maker: PageMaker, say: Translator, name: str, sources: Reports = no_reports
) -> str | None:
    """Return the page of a feed; None where there is none of that name.

    `sources` says how the sources are; the page of one tells it.
    """
    key = (say.language, name)
    known = maker.known(key)
    if known is not None:
        return known
    firsts = await maker.publisher.newest(name, _STORIES)
    if firsts is None:
        return None
    async with maker.store.read() as connection:
        stories = await maker.story_lines(connection, firsts, say, besides=name)
        mentions = await _mentions(maker, connection, name)
        related = await _related(maker, connection, say, name)
    catalogue = maker.in_words(say)
    security = _security(maker, name)
    return await maker.make(
        key,
        "feed.html",
        say,
        qr=qr_path(name),
        page=page_path(name),
        title=catalogue.title(name),
        description=catalogue.description(name),
        company=None if security is None else _company(maker, say, security),
        query=_query(maker, name),
        forms=maker.forms(name),
        follow=maker.follow_link(_linked(maker, name)),
        chart=mentions,
        related=related,
        stories=stories,
        states=await _states(say, name, sources),
    )


async def _states(say: Translator, name: str, sources: Reports) -> list[SourceLine]:
    """Return how a source is; of one that is read for each security, how each of them is."""
    kind, _, source = name.partition("/")
    if kind != "sources":
        return []
    reports = [each for each in await sources() if configured_name(each.source.name) == source]
    return source_lines(reports[:_MOST_STATES], say.language)


async def _mentions(maker: PageMaker, connection: Connection, name: str) -> Chart | None:
    if name.startswith("categories/"):
        return None  # no index has them
    days = maker.days(DAYS)
    counts = await coverage.per_day(connection, name, days)
    return chart([(day.date(), count) for day, count in zip(days, counts, strict=True)])


async def _related(
    maker: PageMaker, connection: Connection, say: Translator, name: str
) -> list[tuple[Tag, int]]:
    """Return the companies that a company or a topic shares articles with."""
    if not name.startswith(("securities/", "topics/")):
        return []
    since = maker.clock() - timedelta(days=DAYS)
    security, catalogue = _security(maker, name), maker.in_words(say)
    listings = maker.publisher.rules.directory.listings(security.symbol) if security else ()
    own = {f"securities/{each}" for each in listings}
    found = dict(await coverage.together(connection, name, since, 2 * _RELATED))
    shown = catalogue.one_each(each for each in found if each not in own)
    return [((catalogue.title(each), page_path(each)), found[each]) for each in shown[:_RELATED]]


def _security(maker: PageMaker, name: str) -> Security | None:
    kind, _, symbol = name.partition("/")
    return maker.publisher.rules.directory.get(symbol) if kind == "securities" else None


def _company(maker: PageMaker, say: Translator, security: Security) -> Company:
    directory = maker.publisher.rules.directory
    name = display_name(security, say.language)
    names = {each: display_name(security, each) for each in LANGUAGES}
    shown = {name, *names.values()}
    symbols = dict.fromkeys((security.symbol, *directory.listings(security.symbol)))
    return Company(
        name,
        [(each, language) for language, each in names.items() if each != name],
        [each for each in all_names(security) if each not in shown],
        [
            (each.symbol, _exchange(each, say), page_path(f"securities/{each.symbol}"))
            for each in filter(None, map(directory.get, symbols))
        ],
    )


def _exchange(security: Security, say: Translator) -> str:
    if security.exchange in EXCHANGES:
        return say(f"exchange-{security.exchange}")
    return security.exchange


def _query(maker: PageMaker, name: str) -> str:
    """Return the query of a topic."""
    topic = maker.publisher.rules.topics.get(name)
    return topic.query if topic else ""


def _linked(maker: PageMaker, name: str) -> Linked | None:
    """Return what a link has somebody follow of a feed."""
    kind, _, rest = name.partition("/")
    if kind in {"sources", "categories"}:
        return LinkedQuery(f'{"source" if kind == "sources" else "category"}:"{rest}"')
    return _security(maker, name) or maker.publisher.rules.topics.get(name)
