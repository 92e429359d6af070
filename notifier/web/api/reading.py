"""What is stored, as the API shows it in the language of who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from notifier.core import model
from notifier.core.document import plain_text
from notifier.core.i18n import LANGUAGES, Translator
from notifier.core.model import Mention, Role, Security
from notifier.core.text import strip_invalid
from notifier.securities.codes import market
from notifier.securities.display import display_name
from notifier.sources.templates import configured_name
from notifier.store.articles import articles, feed_contents
from notifier.store.articles.stories import StoredStory
from notifier.store.engine.database import Connection
from notifier.subscriptions.interpretation import query_for
from notifier.web.api import schemas
from notifier.web.api.shared import Shared
from notifier.web.feeds.addresses import path
from notifier.web.feeds.render import excerpt, published_at, web_address


async def articles_of(
    connection: Connection, ids: Sequence[int], shared: Shared, say: Translator
) -> dict[int, schemas.Article]:
    """Return articles by their ids, as far as they are stored."""
    stored = await articles.by_id(connection, ids)
    topics = await feed_contents.topics_of(connection, ids)
    # Reading what the articles hold takes some milliseconds.
    return await asyncio.to_thread(
        lambda: {
            article.id: _article(article, mentions, topics, shared, say)
            for article, mentions in stored
        }
    )


def _article(
    article: model.Article,
    mentions: Sequence[Mention],
    topics: Mapping[int, Sequence[str]],
    shared: Shared,
    say: Translator,
) -> schemas.Article:
    about = sorted(
        (each for each in mentions if each.role is Role.SUBJECT), key=lambda each: -each.score
    )
    known = shared.rules.topics
    return schemas.Article(
        id=article.id,
        story_id=article.story_id,
        title=_title(article.title),
        url=web_address(article.url),
        source=source(article.source, shared),
        published_at=published_at(article),
        first_seen_at=article.seen_at,
        changed_at=article.changed_at,
        excerpt=excerpt(article),
        companies=[
            schemas.CompanyName(symbol=each.symbol, name=_name(each, shared, say)) for each in about
        ],
        topics=[
            schemas.TopicName(
                slug=known[each].slug, title=shared.rules.title_of(known[each], say.language)
            )
            for each in topics[article.id]
            if each in known
        ],
    )


def _name(mention: Mention, shared: Shared, say: Translator) -> str:
    security = shared.rules.directory.get(mention.symbol)
    return mention.name if security is None else display_name(security, say.language)


def source(name: str, shared: Shared) -> schemas.Source:
    """Return a source; that of a template is shown as the template."""
    return schemas.Source(name=configured_name(name), title=shared.catalogue.label(name))


def summary(story: StoredStory, shared: Shared) -> schemas.StorySummary:
    """Return a story in a list."""
    names = dict.fromkeys(configured_name(name) for _, name in story.reports)
    return schemas.StorySummary(
        id=story.id,
        title=_title(story.title),
        created_at=story.created_at,
        articles=len(story.reports),
        sources=[source(each, shared) for each in names],
    )


def _title(title: str) -> str:
    return strip_invalid(plain_text(title).replace("\n", " "))


def company(security: Security, shared: Shared, say: Translator) -> schemas.Company:
    """Return a company."""
    return schemas.Company.model_validate(
        {
            "symbol": security.symbol,
            "name": display_name(security, say.language),
            "names": {each: display_name(security, each) for each in LANGUAGES},
            "market": market(security.symbol),
            "query": query_for(security),
            "feed": f"{shared.catalogue.address}{path(f'securities/{security.symbol}')}",
        }
    )


def choice(security: Security, say: Translator) -> schemas.Choice:
    """Return a company that may be meant."""
    name = display_name(security, say.language)
    return schemas.Choice(symbol=security.symbol, name=name, query=query_for(security))
