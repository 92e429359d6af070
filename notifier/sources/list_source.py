"""Polling a list of articles, whatever it is written in; further pages where some were missed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Generic, TypeVar

from notifier.core.errors import SourceError
from notifier.sources import conditions
from notifier.sources.config import Reading, SourceState
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.parsing.items import ParseContext, ParsedList
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.web_request import WebRequestConfig, build_request

_MAX_REMEMBERED = 100

Config = TypeVar("Config", bound=WebRequestConfig)
Parse = Callable[[bytes, str, ParseContext, Config], ParsedList]
"""From a body and its content type to the articles in it; pure, raises nothing but ParseError."""


class ListSource(Generic[Config]):
    """Polls one list."""

    def __init__(
        self, config: Config, fetcher: Fetcher, sandbox: Sandbox, parse: Parse[Config]
    ) -> None:
        self.config = config
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._parse = parse

    async def read(self, state: SourceState) -> Reading:
        """Fetch and parse the list; raises FetchError or ParseError."""
        now = self._fetcher.clock()
        request = build_request(self.config, now, secret_of=self._fetcher.secret_of)
        if request.body is None:
            etag, last_modified = conditions.validators(state, now)
            request = replace(request, etag=etag, last_modified=last_modified)
        answer = await self._fetcher.send(request)
        if isinstance(answer, NotModified):
            same = conditions.unchanged(state)
            return Reading(state=same, unchanged=True, fresh_for=answer.fresh_for)
        # Few of these servers know conditions, but they repeat themselves.
        digest = _digest(answer.body)
        following = conditions.changed(state, answer, digest, now)
        if state.get("digest") == digest:
            kept = {"newest": state["newest"]} if "newest" in state else {}
            return Reading(state={**following, **kept}, unchanged=True, fresh_for=answer.fresh_for)
        parsed = await self._parse_answer(answer, now)
        reading = Reading(
            parsed.entries,
            (*parsed.problems, *conditions.problems(following, now)),
            following,
            fresh_for=answer.fresh_for,
            notes=parsed.notes,
        )
        if self.config.pages == 1:
            return reading
        return await self._read_further_pages(reading, parsed, state)

    def stored(self) -> None:
        """Nothing to remember: all of it travels in the reading's state."""

    async def _read_further_pages(
        self, reading: Reading, parsed: ParsedList, state: SourceState
    ) -> Reading:
        """Read on, page by page, until the lower half of one holds what the last reading held.

        What a list keeps at its top stands above new articles, however many these are.
        """
        newest = state.get("newest", "")
        state = {**reading.state, "newest": " ".join(_key_digests(parsed)[:_MAX_REMEMBERED])}
        entries, problems = [*reading.entries], [*reading.problems]
        page = 1
        while page < self.config.pages and newest and parsed.entries:
            digests = _key_digests(parsed)
            if not set(newest.split()).isdisjoint(digests[len(digests) // 2 :]):
                break
            page += 1
            now = self._fetcher.clock()
            try:
                request = build_request(
                    self.config,
                    now,
                    page=page,
                    more=parsed.next_params,
                    secret_of=self._fetcher.secret_of,
                )
                answer = await self._fetcher.send(request)
                assert isinstance(answer, Fetched)  # it was asked without conditions
                parsed = await self._parse_answer(answer, now)
            except SourceError as error:
                # As if it had not been read: the next reading asks for the missing pages again.
                problems.append(f"page {page}: {error}")
                state = {"newest": newest}
                break
            entries += parsed.entries
            problems += parsed.problems
        return replace(reading, entries=tuple(entries), problems=tuple(problems), state=state)

    async def _parse_answer(self, answer: Fetched, now: datetime) -> ParsedList:
        context = self.config.parse_context(answer.url, now)
        return await self._sandbox.run(
            self._parse, answer.body, answer.content_type, context, self.config
        )


def _key_digests(parsed: ParsedList) -> list[str]:
    return [_digest(entry.key.encode(errors="replace"))[:12] for entry in parsed.entries]


def _digest(content: bytes) -> str:
    return hashlib.blake2s(content).hexdigest()
