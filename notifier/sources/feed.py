"""The kind `feed`: RSS, Atom and JSON Feed, asked for conditionally."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator
from typing_extensions import override

from notifier.core.clock import Clock
from notifier.sources import conditions
from notifier.sources.config import HttpUrl, MaxAge, Reading, SourceState
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.placeholders import NAMES, Filler
from notifier.sources.templates import PerSecurityConfig
from notifier.sources.web_request import WebConfig, filled_request, known_in_url


class FeedConfig(PerSecurityConfig, WebConfig):
    """A feed at an address."""

    request_placeholders: ClassVar[Collection[str]] = NAMES

    kind: Literal["feed"]
    url: Annotated[HttpUrl, AfterValidator(known_in_url)]
    max_age: MaxAge = timedelta(days=3)

    @property
    @override
    def identity(self) -> str:
        return f"feed {self.url}"


class FeedSource:
    """Polls one feed."""

    def __init__(self, config: FeedConfig, fetcher: Fetcher, sandbox: Sandbox) -> None:
        self.config = config
        self._fetcher = fetcher
        self._sandbox = sandbox

    async def read(self, state: SourceState) -> Reading:
        """Fetch and parse the feed; raises FetchError or ParseError."""
        now = self._fetcher.clock()
        etag, last_modified = conditions.validators(state, now)
        filler = Filler(now, self.config.timezone, secret_of=self._fetcher.secret_of)
        request = filled_request(self.config, self.config.url, filler)
        answer = await self._fetcher.send(replace(request, etag=etag, last_modified=last_modified))
        if isinstance(answer, NotModified):
            same = conditions.unchanged(state)
            return Reading(state=same, unchanged=True, fresh_for=answer.fresh_for)
        digest = _digest(answer.body)
        following = conditions.changed(state, answer, digest, now)
        if state.get("digest") == digest:  # of a server that knows no validators
            return Reading(state=following, unchanged=True, fresh_for=answer.fresh_for)
        reading = await _read_answer(self.config, answer, self._sandbox, now)
        lied = conditions.problems(following, now)
        reading = replace(reading, problems=(*reading.problems, *lied))
        # Without the validators, the next reading brings the rest of a feed that was cut.
        return replace(reading, state=following) if reading.whole else reading

    def stored(self) -> None:
        """Nothing to remember: the validators travel in the reading's state."""


class PushedFeed:
    """What a hub pushed of one feed, to be read as if it had been polled."""

    def __init__(self, config: FeedConfig, pushed: Fetched, sandbox: Sandbox, clock: Clock) -> None:
        self.config = config
        self._pushed = pushed
        self._sandbox = sandbox
        self._clock = clock

    async def read(self, _state: SourceState) -> Reading:
        """Parse it; raises ParseError."""
        return await _read_answer(self.config, self._pushed, self._sandbox, self._clock())

    def stored(self) -> None:
        """Nothing to remember: it is read once."""


async def _read_answer(
    config: FeedConfig, answer: Fetched, sandbox: Sandbox, now: datetime
) -> Reading:
    """Make a reading of the feed that was fetched, or that a hub pushed; raises ParseError."""
    context = config.parse_context(answer.url or config.url, now)
    feed = await sandbox.run(parse_feed, answer.body, answer.content_type, context)
    links = dict(answer.links)
    reading = Reading(
        feed.entries,
        feed.problems,
        fresh_for=_longer(feed.fresh_for, answer.fresh_for),
        hub=links.get("hub") or feed.hub,
        hub_topic=links.get("self") or feed.topic,
    )
    return replace(reading, whole=False) if feed.is_truncated else reading


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _longer(one: float | None, other: float | None) -> float | None:
    return max((each for each in (one, other) if each is not None), default=None)
