"""Tellings: the article that each alert tells of, and why its chat is told.

That is judged when an alert is sent, by what its chat follows then. Where the chat does not ask for
the article that the alert was planned for any more (it follows something else, it muted a phrase
that stands there, or the source changed the article), the alert tells of another article of the
story that the chat asks for. Only where there is none is it given up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, StoryContent
from notifier.core.model import Article, Chat, Correction, Mention, Reason
from notifier.store.alerts import replacements
from notifier.store.alerts.matched import MatchedQuery, matched
from notifier.store.articles import stories
from notifier.store.articles.articles import to_article, to_mention
from notifier.store.chats.corrections import to_correction
from notifier.store.engine.tables import article, exclusion, mention

Why = Callable[[StoryContent], tuple[Reason, ...]]
"""Returns why a chat is told of an article, by its corrections and its queries; nothing where it
does not ask for that."""


@dataclass(frozen=True, slots=True)
class Tellings:
    """What alerts tell of, by the alert; an alert that tells of nothing is in one of the others."""

    contents: Mapping[int, StoryContent]
    given_up: Collection[int] = ()
    """Those whose chats ask for nothing of the story any more."""
    undecided: Collection[int] = ()
    """Those of which that cannot be told now: another article may be joining the story."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An article that an alert may tell of, and the chat's queries that ask for it."""

    row: Any
    article_id: int
    matched: Sequence[MatchedQuery]
    is_judged: bool = False
    """Whether the queries are to be judged, so that it takes what the article mentions."""


async def load(
    connection: AsyncConnection,
    rows: Sequence[Any],
    chats: Mapping[int, Chat],
    now: datetime,
    *,
    corrected: Collection[int],
    why: Why | None,
) -> Tellings:
    """Return what alerts tell of, by rows of their table; `corrected` chats have corrections.

    An alert that tells of another article than it did is stored so. Without `why` nothing is judged
    and given up.
    """
    if not rows:
        return Tellings({})
    loader = _Loader(connection, chats, corrected)
    held = await matched(connection, [row.id for row in rows], now)
    wanted = [_Wanted(row, row.article_id, _in_topic(row, held.get(row.id, ()))) for row in rows]
    contents = await loader.contents(wanted)
    if corrected and why is not None:
        contents = await asyncio.to_thread(_judged, contents, why)
    told = {row.id: content for row, content in zip(rows, contents, strict=True)}
    unwanted: set[int] = set()
    if why is not None:
        unwanted = {
            row.id for row in rows if row.kind != AlertKind.EDIT and not told[row.id].reasons
        }
    gone = {row.id for row in rows if told[row.id].article.withdrawn_at is not None}
    undecided: set[int] = set()
    if unwanted and not await stories.try_lock(connection):
        undecided = unwanted
    if lacking := [row for row in rows if row.id in (unwanted | gone) - undecided]:
        found = await _others(loader, lacking, now, why or _as_stored)
        await replacements.tell_of_others(connection, found)
        told |= {row.id: content for row, content in found}
    given_up = {each for each in unwanted - undecided if not told[each].reasons}
    contents_of = {each: told[each] for each in told.keys() - given_up - undecided}
    return Tellings(contents_of, given_up, undecided)


def _in_topic(row: Any, held: Sequence[MatchedQuery]) -> Sequence[MatchedQuery]:
    """Return the queries whose news goes where an alert goes; all, where none does any more."""
    return [each for each in held if each.thread_id == row.thread_id] or held


def _as_stored(content: StoryContent) -> tuple[Reason, ...]:
    return content.reasons


def _judged(contents: Sequence[StoryContent], why: Why) -> list[StoryContent]:
    return [replace(each, reasons=why(each)) if each.corrections else each for each in contents]


async def _others(
    loader: _Loader, rows: Sequence[Any], now: datetime, why: Why
) -> list[tuple[Any, StoryContent]]:
    """Return what these alerts can tell of instead, as far as there is something."""
    asked_for = await replacements.asked_for(loader.connection, rows, now)
    wanted = [
        _Wanted(row, article_id, held, is_judged=True)
        for row in rows
        for article_id, held in asked_for.get(row.id, {}).items()
    ]
    if not wanted:
        return []
    contents = await loader.contents(wanted)
    pairs = [(each.row, content) for each, content in zip(wanted, contents, strict=True)]
    return await asyncio.to_thread(_first_of_each, pairs, why)


def _first_of_each(
    pairs: Sequence[tuple[Any, StoryContent]], why: Why
) -> list[tuple[Any, StoryContent]]:
    """Return the first article of each alert that its chat asks for."""
    found: dict[int, tuple[Any, StoryContent]] = {}
    for row, content in pairs:
        if row.id not in found and (reasons := why(content)):
            found[row.id] = (row, replace(content, reasons=reasons))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Loader:
    """Loads articles, and what it takes to tell certain chats of them."""

    connection: AsyncConnection
    chats: Mapping[int, Chat]
    corrected: Collection[int]
    _corrections: dict[int, list[Correction]] = field(default_factory=dict)

    async def contents(self, wanted: Sequence[_Wanted]) -> list[StoryContent]:
        """Return what alerts would say of articles, in their order."""
        articles, shared = await self._articles({each.article_id for each in wanted})
        sources = await self._sources(shared) if shared else {}
        if self.corrected and not self._corrections:
            self._corrections.update(await self._of_chats())
        judged = {each.article_id for each in wanted if self._takes_mentions(each)}
        mentions = await self._mentions(judged) if judged else {}

        def content(each: _Wanted) -> StoryContent:
            found = articles[each.article_id]
            also = sources.get(found.story_id, ())
            return StoryContent(
                article=found,
                reasons=tuple(reason for held in each.matched for reason in held.reasons),
                corrections=tuple(self._corrections.get(each.row.chat_id, ())),
                queries=tuple(held.query for held in each.matched),
                mentions=tuple(mentions.get(found.id, ())) if self._takes_mentions(each) else (),
                also=tuple(source for source in also if source != found.source),
            )

        return [content(each) for each in wanted]

    def _takes_mentions(self, each: _Wanted) -> bool:
        chat_id = each.row.chat_id
        is_tagged = self.chats[chat_id].preferences.hashtags
        return is_tagged or each.is_judged or chat_id in self.corrected

    async def _articles(self, ids: Collection[int]) -> tuple[Mapping[int, Article], set[int]]:
        """Return articles by their ids, and which of their stories others report too."""
        rows = (await self.connection.execute(_ARTICLES, {"ids": list(ids)})).all()
        shared = {row.story_id for row in rows if row.is_shared}
        return {row.id: to_article(row) for row in rows}, shared

    async def _of_chats(self) -> Mapping[int, list[Correction]]:
        found: defaultdict[int, list[Correction]] = defaultdict(list)
        for row in await self.connection.execute(_CORRECTIONS, {"chats": list(self.corrected)}):
            found[row.chat_id].append(to_correction(row))
        return found

    async def _mentions(self, articles: Collection[int]) -> Mapping[int, Sequence[Mention]]:
        found: defaultdict[int, list[Mention]] = defaultdict(list)
        for row in await self.connection.execute(_MENTIONS, {"articles": list(articles)}):
            found[row.article_id].append(to_mention(row))
        return found

    async def _sources(self, of_stories: Collection[int]) -> Mapping[int, Sequence[str]]:
        """Return who reports each story, in the order they did."""
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for row in await self.connection.execute(_SOURCES, {"stories": list(of_stories)}):
            found[row.story_id][row.source] = None
        return {story_id: list(sources) for story_id, sources in found.items()}


_CORRECTIONS = (
    sa.select(exclusion)
    .where(exclusion.c.chat_id.in_(sa.bindparam("chats", expanding=True)))
    .order_by(exclusion.c.id)
)
_MENTIONS = (
    sa.select(mention)
    .where(mention.c.article_id.in_(sa.bindparam("articles", expanding=True)))
    .order_by(mention.c.symbol)
)
_SOURCES = (
    sa.select(article.c.story_id, article.c.source)
    .where(
        article.c.story_id.in_(sa.bindparam("stories", expanding=True)),
        article.c.withdrawn_at.is_(None),
    )
    .order_by(article.c.id)
)
_other = article.alias("other")
_ARTICLES = sa.select(
    article,
    sa.exists()
    .where(_other.c.story_id == article.c.story_id, _other.c.id != article.c.id)
    .label("is_shared"),
).where(article.c.id.in_(sa.bindparam("ids", expanding=True)))
