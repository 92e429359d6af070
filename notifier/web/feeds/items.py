"""The items of feeds: each is rendered once, and then remembered until it changes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeAlias

from notifier.delivery.message import listed
from notifier.sources.templates import configured_name
from notifier.store.articles import feed_contents
from notifier.store.articles.feed_contents import Edition, ToldArticle
from notifier.store.engine.database import Connection
from notifier.web.feeds.addresses import FeedFormat
from notifier.web.feeds.catalogue import Catalogue
from notifier.web.feeds.render import FeedItem, render_item

_MOST_REMEMBERED = 10_000
"""Of so many items the rendered form is remembered: some 20 MB."""
_Key: TypeAlias = tuple[FeedFormat, str, int, Edition]


class Items:
    """Renders articles as items; one costs something when it is new or another edition only."""

    def __init__(self) -> None:
        self._rendered: OrderedDict[_Key, str] = OrderedDict()

    async def render(
        self,
        connection: Connection,
        editions: Sequence[Edition],
        catalogue: Catalogue,
        naming: int,
        feed_format: FeedFormat,
        within: str = "",
    ) -> list[str]:
        """Return articles as items of the feed `within`, in the words of a catalogue.

        `naming` is another number once the catalogue has other names for things.
        """
        language = catalogue.words.language
        keys = {each.article_id: (feed_format, language, naming, each) for each in editions}
        known = {key: self._rendered[key] for key in keys.values() if key in self._rendered}
        new = [number for number, key in keys.items() if key not in known]
        if new:
            told = await feed_contents.told(connection, new, within)
            known |= await asyncio.to_thread(
                lambda: {
                    keys[each.article.id]: render_item(_item(each, catalogue), feed_format)
                    for each in told
                }
            )
        self._remember(known)
        return [known[key] for key in keys.values()]

    def _remember(self, used: dict[_Key, str]) -> None:
        self._rendered.update(used)
        for key in used:
            self._rendered.move_to_end(key)
        while len(self._rendered) > _MOST_REMEMBERED:
            self._rendered.popitem(last=False)


def _item(told: ToldArticle, catalogue: Catalogue) -> FeedItem:
    article, say = told.article, catalogue.words
    publisher = catalogue.label(article.source)
    others = {catalogue.label(source): url for source, url in told.others}
    others.pop(publisher, None)
    # An id that no rename of a source or of its articles changes, and no other form.
    story = f"{article.story_id}\n{told.story_created_at.isoformat()}"
    return FeedItem(
        id=f"urn:notifier:{hashlib.sha256(story.encode()).hexdigest()[:32]}",
        article=article,
        publisher=publisher,
        publisher_feed=catalogue.url(f"sources/{configured_name(article.source)}"),
        others=tuple(others.items()),
        tags=(
            *(catalogue.company_name(symbol, name) for symbol, name in told.companies),
            *(catalogue.topic_title(each) for each in told.topics),
            *article.categories,
        ),
        also=say("alert-reported-too", sources=listed(list(others), say)) if others else "",
    )
