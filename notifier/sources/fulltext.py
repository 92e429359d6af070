"""Full text: the own page of an article is fetched, once, where a list holds only a summary."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from notifier.core.errors import SourceError
from notifier.core.model import Entry
from notifier.sources.config import Reading, Source, SourceState
from notifier.sources.fulltext_state import FullTextState, KnownTexts
from notifier.sources.http.client import VISITOR_HEADERS, Fetched, Fetcher
from notifier.sources.http.requests import Request
from notifier.sources.parsing.article_page import ArticleConfig, read_article
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.placeholders import Filler, secret_names
from notifier.sources.web_request import WebConfig, filled_request

_STATE = "articles"
_TEXTS = "texts"
_CONDITIONS = ("etag", "last_modified", "digest")
"""What a source's state may hold to make its requests conditional."""
_MOST_PAGES = 10
"""Pages that are fetched in one poll; the other articles keep the list's text until the next."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The outcome of fetching an article's page.

    Attributes:
        entry: The article with the page's text; None where the page could not be read.
        problem: What was wrong, for a person.
        gives_article: Whether the page was the article's, and not one to log in and the like.
        has_text: Whether `entry` has a text of the page.

    """

    entry: Entry | None
    problem: str | None = None
    gives_article: bool = True
    has_text: bool = False


def _unless_shared(page: _Page, texts: KnownTexts) -> _Page:
    """Return a page, without its text where pages of other headlines have the same."""
    if page.entry is None or not page.has_text or not texts.is_shared(page.entry):
        return page
    problem = f"{page.entry.url}: the page gives no article, but the text of several"
    return _Page(None, problem, gives_article=False)


class FullTextSource:
    """Reads another source, and fills in the text of the pages of its new articles.

    Known articles are left out of the readings: the list holds less of them than their pages did.
    """

    def __init__(
        self, source: Source, config: WebConfig, fetcher: Fetcher, sandbox: Sandbox
    ) -> None:
        self.config = config
        self._source = source
        self._fetcher = fetcher
        self._sandbox = sandbox

    async def read(self, state: SourceState) -> Reading:
        """Read the source and the pages of its new articles; raise SourceError."""
        progress = FullTextState(state.get(_STATE))
        # While a page is still to be had the list must come, changed or not.
        withheld = {_STATE, _TEXTS, *(_CONDITIONS if progress.is_waiting else ())}
        given = {name: value for name, value in state.items() if name not in withheld}
        reading = await self._source.read(given)
        if not reading.unchanged:
            reading = await self._completed(reading, progress, state.get(_TEXTS))
        elif not progress.is_first_reading:
            kept = {name: state[name] for name in (_STATE, _TEXTS) if name in state}
            reading = replace(reading, state={**reading.state, **kept})
        return reading

    def stored(self) -> None:
        """Tell the source that all of the last reading is stored."""
        self._source.stored()

    async def _completed(
        self, reading: Reading, progress: FullTextState, texts_before: str | None
    ) -> Reading:
        pages = await self._pages(filter(progress.wants_page, reading.entries))
        texts = KnownTexts(texts_before)
        for each in pages.values():
            if each.entry is not None and each.has_text:
                texts.add(each.entry)
        pages = {key: _unless_shared(page, texts) for key, page in pages.items()}
        entries: list[Entry] = []
        for entry in reading.entries:
            page = pages.get(entry.key)
            if not progress.wants_page(entry):
                progress.mark_done(entry)
                if texts.was_taken_from(entry):
                    entries.append(entry)  # it was stored with a text that proves to be nobody's
            elif page and page.entry:
                progress.mark_done(entry)
                entries.append(page.entry)
            elif not (progress.postpone(entry, failed=page is not None) and progress.knows(entry)):
                entries.append(entry)
        problems = [page.problem for page in pages.values() if page.problem]
        return replace(
            reading,
            entries=tuple(entries),
            carried=tuple(entry.key for entry in reading.entries),
            problems=(*reading.problems, *problems),
            pages_read=sum(page.gives_article for page in pages.values()),
            pages_withheld=sum(not page.gives_article for page in pages.values()),
            state={**reading.state, _STATE: progress.dump(), _TEXTS: texts.dump()},
        )

    async def _pages(self, wanted: Iterable[Entry]) -> dict[str, _Page]:
        """Return the pages of the first articles, by the articles' keys."""
        first = list(wanted)[:_MOST_PAGES]
        pages = await asyncio.gather(*map(self._page, first))
        return {entry.key: page for entry, page in zip(first, pages, strict=True)}

    async def _page(self, entry: Entry) -> _Page:
        address = self._address(entry)
        if address is None:
            return _Page(entry)
        try:
            answer = await self._fetcher.send(self._request(address))
            assert isinstance(answer, Fetched)  # the request has no conditions
            context = self.config.parse_context(answer.url, self._fetcher.clock())
            read = await self._sandbox.run(
                read_article,
                answer.body,
                answer.content_type,
                context,
                self.config.article,
                entry,
                address,
            )
        except SourceError as error:
            return _Page(None, f"{address}: {error}; what the list says is kept")
        problem = f"{address}: {read.problem}" if read.problem else None
        return _Page(
            read.entry if read.gives_article else None,
            problem,
            read.gives_article,
            has_text=read.gives_article and read.entry.body != entry.body,
        )

    def _request(self, address: str) -> Request:
        # With some of the list's headers a server answers with a part of the page, or with JSON;
        # and an article's page may be another server's, which has nothing to do with its secrets.
        config = self.config
        filler = Filler(self._fetcher.clock(), config.timezone, secret_of=self._fetcher.secret_of)
        headers = {
            name: value
            for name, value in config.headers.items()
            if name.lower() in VISITOR_HEADERS and not secret_names(value)
        }
        request = filled_request(config.model_copy(update={"headers": headers}), "", filler)
        return replace(request, url=address)

    def _address(self, entry: Entry) -> str | None:
        template = (self.config.article or ArticleConfig()).url
        if "{link}" in template and entry.url is None:
            return None
        address = template.replace("{key}", quote(entry.key, safe=""))
        return address.replace("{link}", entry.url or "")
