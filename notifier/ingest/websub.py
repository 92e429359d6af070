"""WebSub: articles that hubs push, so that they are seen the moment they are published.

Processes that poll subscribe, those that serve the web are called back; they meet in the table
`hub`. `notifier.sources.websub_protocol` has the rules.

    a reading names a hub ─▶ request ─▶ it verifies at /hub/<token> ─▶ it pushes there
                              ▲ before its lease ends, or after polling found what was not pushed
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog

from notifier.core.clock import Clock
from notifier.core.errors import FetchError, SourceError
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Ingested, Pipeline
from notifier.sources import websub_protocol
from notifier.sources.config import Reading, SourceConfig
from notifier.sources.feed import FeedConfig, PushedFeed
from notifier.sources.health.observations import Poll
from notifier.sources.http.client import Fetched, Fetcher
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.placeholders import SecretOf, no_secrets
from notifier.sources.secrecy import discreet
from notifier.sources.websub_protocol import Mode
from notifier.store.engine.database import Store
from notifier.store.sources import sources, websub
from notifier.store.sources.websub import HubSubscription

log = get_logger(__name__)

_AT_ONCE = 20
"""So many requests to hubs are sent together."""
_GIVE_UP_AFTER = 5
"""A hub that does not confirm so many requests to end is left to its lease's end."""
_GONE_AFTER = timedelta(minutes=2)
"""For so long a source must be missing: processes learn of changes at different moments."""
_RENEW_NO_SOONER = timedelta(hours=6)
"""A hub that failed to push is not asked anew if it confirmed less than this ago."""


class HubSubscriptions:
    """Subscribes to the hubs that sources name, and knows which of them push.

    `address` is where hubs reach us; None subscribes to none. `polled` returns the names of the
    sources that are polled.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        clock: Clock,
        *,
        address: str | None,
        polled: Callable[[], Collection[str]],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._address = address
        self._polled = polled
        self._known: Mapping[str, HubSubscription] = {}
        self._missing_since: dict[str, datetime] = {}

    async def run_once(self) -> None:
        """Send the requests that are due, and unsubscribe for sources that are polled no more."""
        if self._address is None:
            return
        now = self._clock()
        async with self._store.read() as connection:
            self._known = await websub.by_source(connection)
        gone = self._gone(now)
        if gone:
            async with self._store.write() as connection:
                await websub.unsubscribe(connection, gone, now)
        due = [each for each in self._known.values() if each.renew_at <= now]
        await asyncio.gather(*(self._request(each) for each in due[:_AT_ONCE]))

    def pushes(self, source: str) -> bool:
        """Return whether a hub pushes what a source publishes, so that polling may slow down."""
        return _pushes(self._known.get(source), self._clock())

    async def after_poll(self, config: SourceConfig, reading: Reading, result: Ingested) -> None:
        """Subscribe or unsubscribe by what a poll of a source found."""
        if self._address is None or reading.unchanged or not isinstance(config, FeedConfig):
            return
        now = self._clock()
        known = self._known.get(config.name)
        # What hubs push is what the list says, without the whole text of the articles' own pages.
        if not websub_protocol.is_address(reading.hub) or config.wants_full_text:
            if known is not None:
                async with self._store.write() as connection:
                    await websub.unsubscribe(connection, [config.name], now)
            return
        assert reading.hub is not None
        topic = reading.hub_topic if websub_protocol.is_address(reading.hub_topic) else None
        await self._subscribe(config.name, reading.hub, topic or config.url, known, now)
        if known is not None and result.new and _pushes(known, now):
            log.info("articles_not_pushed", source=config.name, hub=known.url, articles=result.new)
            fresh = known.verified_at is not None and now - known.verified_at < _RENEW_NO_SOONER
            async with self._store.write() as connection:
                await websub.record_missed(connection, config.name, now, renew=not fresh)

    async def _subscribe(
        self, source: str, url: str, topic: str, known: HubSubscription | None, now: datetime
    ) -> None:
        if known is not None and (known.url, known.topic) == (url, topic):
            if known.leaving_at is not None:
                async with self._store.write() as connection:
                    await websub.keep(connection, source, now)
            return
        async with self._store.write() as connection:
            await websub.subscribe(
                connection,
                source,
                url=url,
                topic=topic,
                token=secrets.token_urlsafe(32),
                secret=secrets.token_urlsafe(32),
                now=now,
            )

    def _gone(self, now: datetime) -> list[str]:
        """Return the sources that have been polled no more for a while."""
        staying = {name for name, each in self._known.items() if each.leaving_at is None}
        missing = staying - set(self._polled())
        self._missing_since = {name: self._missing_since.get(name, now) for name in missing}
        return [name for name, since in self._missing_since.items() if now - since >= _GONE_AFTER]

    async def _request(self, each: HubSubscription) -> None:
        now = self._clock()
        leaving = each.leaving_at is not None
        lease_is_over = each.lease_until is None or each.lease_until <= now
        async with self._store.write() as connection:
            if leaving and (lease_is_over or each.failures >= _GIVE_UP_AFTER):
                await websub.delete(connection, each.token)
                return
            again = websub_protocol.next_retry(now, each.failures + 1)
            if not await websub.claim_request(connection, each, again=again):
                return
        request = websub_protocol.request_to(
            each.url,
            Mode.UNSUBSCRIBE if leaving else Mode.SUBSCRIBE,
            topic=each.topic,
            callback=f"{self._address}/hub/{each.token}",
            secret=each.secret,
        )
        try:
            await self._fetcher.send(request)
        except FetchError as error:
            log.warning("hub_unreachable", source=each.source, hub=each.url, problem=str(error))
            if error.retry_after is not None:
                until = websub_protocol.next_retry(now, each.failures + 1, error.retry_after)
                async with self._store.write() as connection:
                    await websub.postpone(connection, each.token, until)


def _pushes(hub: HubSubscription | None, now: datetime) -> bool:
    if hub is None or hub.lease_until is None:
        return False
    return hub.lease_until > now and hub.missed_at is None and hub.leaving_at is None


class PushOutcome(Enum):
    """What became of a push."""

    INGESTED = auto()
    IGNORED = auto()
    GONE = auto()
    """Nobody subscribes to it any more, which the hub may be told."""


class HubCallback:
    """Answers hubs: confirms what was requested, and ingests what they push.

    `config_of` returns the settings of a source that is polled, or None; `secret_of` a secret of
    it, which is masked in what is pushed as it is in what is polled.
    """

    def __init__(
        self,
        store: Store,
        pipeline: Pipeline,
        sandbox: Sandbox,
        clock: Clock,
        *,
        calendars: Calendars,
        config_of: Callable[[str], FeedConfig | None],
        secret_of: SecretOf = no_secrets,
        disk: DiskWatch | None = None,
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._sandbox = sandbox
        self._clock = clock
        self._calendars = calendars
        self._config_of = config_of
        self._secret_of = secret_of
        self._disk = disk or DiskWatch(store, clock, min_free=0)

    async def verify(
        self, token: str, *, mode: str, topic: str, challenge: str, lease_seconds: str
    ) -> str | None:
        """Return the challenge to a hub that verifies a request, or None where it is not ours."""
        hub = await self._hub(token)
        if hub is None or hub.topic != topic:
            return None
        now = self._clock()
        leaving = hub.leaving_at is not None
        answer = websub_protocol.challenge_of(challenge)
        match mode:
            case Mode.SUBSCRIBE if answer and not leaving:
                granted = websub_protocol.lease(lease_seconds)
                until, renew_at = now + granted, websub_protocol.renewal(now, granted)
                async with self._store.write() as connection:
                    await websub.confirm(
                        connection, token, now=now, lease_until=until, renew_at=renew_at
                    )
                log.info("hub_pushes", source=hub.source, hub=hub.url, lease=str(granted))
                return answer
            case Mode.UNSUBSCRIBE if answer and leaving:
                await self._delete(token)
                return answer
            case Mode.DENIED if leaving:
                await self._delete(token)
                return ""
            case Mode.DENIED:
                log.warning("hub_denied", source=hub.source, hub=hub.url)
                async with self._store.write() as connection:
                    await websub.deny(connection, token, again=now + websub_protocol.DENIED_FOR)
                return ""
            case _:
                return None

    async def _hub(self, token: str) -> HubSubscription | None:
        if not (token.isascii() and token.isprintable()):
            return None  # none of ours, and nothing to ask a database for
        async with self._store.read() as connection:
            return await websub.by_token(connection, token)

    async def _delete(self, token: str) -> None:
        async with self._store.write() as connection:
            await websub.delete(connection, token)

    async def receive(
        self,
        token: str,
        *,
        signature: str | None,
        body: Callable[[], Awaitable[bytes]],
        content_type: str,
    ) -> PushOutcome:
        """Ingest what a hub pushed; raises StoreError, after which it may push it again.

        `body` is only read for a hub that we have asked.
        """
        hub = await self._hub(token)
        if hub is None or hub.leaving_at is not None:
            return PushOutcome.GONE
        config = self._config_of(hub.source)
        if config is None:
            return PushOutcome.GONE
        with structlog.contextvars.bound_contextvars(source=hub.source):
            self._disk.check()
            content = await body()
            if not websub_protocol.is_signed(signature, hub.secret, content):
                log.warning("push_not_signed", hub=hub.url)
                return PushOutcome.IGNORED
            return await self._ingest(config, content, content_type)

    async def _ingest(self, config: FeedConfig, body: bytes, content_type: str) -> PushOutcome:
        try:
            pushed = PushedFeed(
                config, Fetched(config.url, body, content_type), self._sandbox, self._clock
            )
            reading = await discreet(pushed, self._secret_of).read({})
        except SourceError as error:
            log.warning("push_unreadable", problem=str(error))
            await self._poll_soon(config)
            return PushOutcome.IGNORED
        result = await self._pipeline.ingest(config, reading.entries, first=False)
        now = self._clock()
        poll = Poll(now, page=None, published=result.published, interval=config.interval)
        async with self._store.write() as connection:
            await websub.record_push(connection, config.name, now)
            await sources.record_push(
                connection, config.name, poll, config.calendar(self._calendars)
            )
        if result.problems:
            await self._poll_soon(config)
        if result.new or result.changed:
            log.info("pushed", new=result.new, changed=result.changed, alerts=result.alerts)
        return PushOutcome.INGESTED

    async def _poll_soon(self, config: FeedConfig) -> None:
        """Schedule a poll, to find what could not be ingested from a push."""
        async with self._store.write() as connection:
            await sources.make_due(connection, config.name, self._clock())
