"""What everybody may read: articles, stories, companies, topics, and what a query would bring."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import nullcontext
from heapq import nsmallest
from typing import Annotated, Literal

from fastapi import Path, Query

from notifier.core.document import read_entry
from notifier.core.folding import fold
from notifier.core.model import Security
from notifier.core.numbers import MAX_ID
from notifier.delivery.message import reason_label
from notifier.store.articles import articles, feed_contents, stories
from notifier.store.engine.database import Connection
from notifier.subscriptions.history import Sample, match_page, run_backtest
from notifier.subscriptions.interpretation import likeliest
from notifier.subscriptions.query import query as language
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.rules import Rules, topic_feed
from notifier.web.api import reading, schemas
from notifier.web.api.asking import AnyAsker, Asker
from notifier.web.api.paging import Cursor, Limit, OptionalLimit, page, position
from notifier.web.api.problems import Kind, Refused
from notifier.web.api.routes import ApiRoute, make_router
from notifier.web.api.schemas import Fault
from notifier.web.api.wishes import title, understood
from notifier.web.feeds.addresses import path

router = make_router(
    "public", route_class=ApiRoute, responses={304: {"description": "Known by its ETag"}}
)

MOST_FOUND = 10
"""How many articles a preview shows."""
_OF_A_COMPANY = 20
_MOST_REPORTS = 200
"""How many articles of a story are shown."""
Words = Annotated[schemas.Text | None, Query(min_length=1, max_length=2000)]
Id = Annotated[int, Path(ge=1, le=MAX_ID)]


@router.get("/articles")
async def list_articles(
    asker: AnyAsker,
    query: Words = None,
    source: Annotated[schemas.Text | None, Query(min_length=1, max_length=64)] = None,
    since: schemas.Moment | None = None,
    until: schemas.Moment | None = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> schemas.ArticlePage:
    """List articles, those first that were first seen last.

    With `query` only those for which it holds: a company's name or code, or the query language.
    """
    shared, before = asker.shared, position(cursor)
    wanted = await asyncio.to_thread(_wanted, query, source, shared.rules)
    searching = nullcontext() if wanted is None else shared.searching
    async with searching, shared.store.read() as connection:
        first_id = 1
        if since is not None:
            first_id = await articles.first_since(connection, since) or MAX_ID
        if until is not None and (end := await articles.first_since(connection, until)):
            before = end if before is None else min(before, end)
        if wanted is None:
            ids = await articles.newest_ids(connection, limit + 1, first_id=first_id, before=before)
            ids, following = ids[:limit], ids[limit - 1] if ids[limit:] else None
        else:
            matched = await match_page(
                connection, wanted, limit=limit, first_id=first_id, before=before
            )
            ids, following = [each.article.id for each in matched.matches], matched.before
        found = await reading.articles_of(connection, ids, shared, asker.say)
    return schemas.ArticlePage(
        items=[found[each] for each in ids], next=None if following is None else str(following)
    )


def _wanted(query: str | None, source: str | None, rules: Rules) -> language.Query | None:
    """Return the query for articles for which one holds, that are of a source, or both."""
    parts = [] if query is None else [f"({likeliest(query, rules).canonical})"]
    if source is not None:
        parts.append('source:"' + source.replace('"', " ") + '"')
    return parse_canonical(" ".join(parts)) if parts else None


@router.get("/stories")
async def list_stories(
    asker: AnyAsker, limit: Limit = 20, cursor: Cursor = None
) -> schemas.StoryPage:
    """List stories, the newest first: articles that report the same thing are one."""
    async with asker.shared.store.read() as connection:
        found = await stories.newest(connection, limit + 1, position(cursor))
    shown = found[:limit]
    return schemas.StoryPage(
        items=[reading.summary(each, asker.shared) for each in shown],
        next=str(shown[-1].id) if found[limit:] else None,
    )


@router.get("/stories/{id}")
async def read_story(asker: AnyAsker, id: Id) -> schemas.Story:  # noqa: A002 - its name in the path
    """Read a story with its articles, the first one first."""
    async with asker.shared.store.read() as connection:
        found = await stories.by_id(connection, [id])
        if not found:
            raise Refused(Kind.NOT_FOUND)
        ids = [each for each, _ in found[0].reports[:_MOST_REPORTS]]
        known = await reading.articles_of(connection, ids, asker.shared, asker.say)
    summary = reading.summary(found[0], asker.shared)
    return schemas.Story(**summary.model_dump(), items=[known[each] for each in ids])


@router.get("/companies")
async def list_companies(
    asker: AnyAsker,
    search: Annotated[schemas.Text | None, Query(min_length=1, max_length=60)] = None,
    limit: Limit = 20,
    cursor: Annotated[schemas.Text | None, Query(max_length=32)] = None,
) -> schemas.CompanyPage:
    """Find companies by any part of a name, by pinyin (`kdxf`) or by code; else list them all."""
    # It goes through all names there are, which takes some milliseconds.
    return await asyncio.to_thread(_companies, asker, search, limit, cursor or "")


def _companies(asker: Asker, search: str | None, limit: int, cursor: str) -> schemas.CompanyPage:
    directory = asker.shared.rules.directory
    if search is not None:
        wanted, start = fold(search).text.strip(), _start(cursor, len(directory))
        found, following = page(directory.search(search, start + limit + 1), limit, start)
        return schemas.CompanyPage(
            items=[
                reading.company(each, asker.shared, asker.say).model_copy(
                    update={"match": _match(each, wanted)}
                )
                for each in found
            ],
            next=following,
        )
    others = (each for each in directory if each.symbol > cursor)
    found = nsmallest(limit + 1, others, key=lambda each: each.symbol)
    return schemas.CompanyPage(
        items=[reading.company(each, asker.shared, asker.say) for each in found[:limit]],
        next=found[limit - 1].symbol if found[limit:] else None,
    )


def _start(cursor: str, most: int) -> int:
    """Return the place from which a search goes on."""
    if not re.fullmatch("[0-9]{0,19}", cursor):
        raise Refused(Kind.INVALID, faults=[Fault(where="query.cursor", what="is of no search")])
    return min(int(cursor or 0), most)


def _match(security: Security, wanted: str) -> Literal["code", "name", "alias", "pinyin"]:
    """Return by what a company was found, as far as that can be told."""
    if wanted.strip("@$# ") in security.symbol.lower():
        return "code"
    if wanted in fold(security.name).text:
        return "name"
    is_spelt = wanted.isascii() and wanted.isalpha()
    is_alias = any(wanted in fold(each).text for each in security.aliases if ":" not in each)
    return "pinyin" if is_spelt and not is_alias else "alias"


@router.get("/companies/{symbol}")
async def read_company(
    asker: AnyAsker, symbol: Annotated[schemas.Text, Path(max_length=60)]
) -> schemas.CompanyNews:
    """Read a company and its newest articles, one of each story; any spelling of its code does."""
    shared = asker.shared
    directory = shared.rules.directory
    known = directory.get(symbol)
    found = (known,) if known is not None else directory.resolve(symbol)
    if len(found) != 1:
        raise Refused(Kind.NOT_FOUND)
    [security] = found
    feed = f"securities/{security.symbol}"
    async with shared.store.read() as connection:
        newest = await feed_contents.items(connection, feed, _OF_A_COMPANY)
        ids = [each.id for each in newest]
        shown = await reading.articles_of(connection, ids, shared, asker.say)
    company = reading.company(security, shared, asker.say)
    return schemas.CompanyNews(
        **company.model_dump(by_alias=False),
        listings=list(directory.shares(security.symbol)),
        articles=[shown[each] for each in ids],
    )


@router.get("/topics")
async def list_topics(
    asker: AnyAsker, limit: OptionalLimit = None, cursor: Cursor = None
) -> schemas.TopicList:
    """List the operator's topics."""
    shared = asker.shared
    topics = list(shared.rules.topics.values())
    found, following = page(topics, limit, position(cursor) or 0)
    return schemas.TopicList(
        items=[
            schemas.Topic(
                slug=each.slug,
                title=shared.rules.title_of(each, asker.say.language),
                query=shared.rules.definition(each),
                feed=f"{shared.catalogue.address}{path(topic_feed(each.slug))}",
            )
            for each in found
        ],
        next=following,
    )


@router.get("/preview")
async def preview(
    asker: AnyAsker,
    query: Annotated[schemas.Text, Query(min_length=1, max_length=2000)],
    days: Annotated[int, Query(ge=1, le=30)] = 7,
) -> schemas.Preview:
    """Tell what a subscription would have brought in the last days, and why."""
    shared, say = asker.shared, asker.say
    meant = await understood(query, shared, say)
    zone = shared.zone if asker.chat is None else asker.chat.preferences.zone(shared.zone)
    async with shared.searching, shared.store.read() as connection:
        result = await run_backtest(
            connection,
            parse_canonical(meant.canonical),
            days=days,
            now=shared.clock(),
            zone=zone,
            samples=MOST_FOUND,
        )
        findings = await _findings(connection, asker, result.samples)
    return schemas.Preview(
        query=meant.canonical,
        title=title(meant.canonical, meant.text, shared.rules, say),
        days=days,
        count=result.total,
        per_day=[schemas.DayCount(date=day, count=count) for day, count in result.per_day],
        average=round(result.average, 2),
        exact=result.exact,
        noisy=result.is_noisy,
        items=findings,
    )


async def _findings(
    connection: Connection, asker: Asker, samples: Sequence[Sample]
) -> list[schemas.Finding]:
    ids = [each.article_id for each in samples]
    shown = await reading.articles_of(connection, ids, asker.shared, asker.say)
    stored = await articles.by_id(connection, ids)
    documents = await asyncio.to_thread(
        lambda: {each.id: read_entry(each, each.source) for each, _ in stored}
    )
    return [
        schemas.Finding(
            article=shown[each.article_id],
            reasons=list(
                dict.fromkeys(
                    reason_label(reason, documents[each.article_id], asker.say)
                    for reason in each.reasons
                )
            ),
        )
        for each in samples
    ]
