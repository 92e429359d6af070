"""What our hub sends: it asks callbacks whether they meant it, and pushes feeds that changed.

What is due stands in the table `follower` and is claimed before it is done, by any process that
serves the web. A server that is down or slow keeps nobody else from theirs.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from notifier.core.clock import Clock
from notifier.core.errors import FetchError, StoreError
from notifier.core.log import get_logger
from notifier.core.tasks import KeyedTasks
from notifier.sources import websub_protocol
from notifier.sources.http.client import Fetched, Fetcher
from notifier.sources.http.requests import Request
from notifier.sources.websub_protocol import Mode
from notifier.store.articles import followers
from notifier.store.articles.followers import Follower
from notifier.store.engine.database import Store
from notifier.web.feeds.addresses import FeedFormat
from notifier.web.feeds.publisher import Publisher

log = get_logger(__name__)

_AT_ONCE, _AT_ONCE_OF_HOST = 20, 2
_CLAIMED_FOR = timedelta(minutes=1)
"""Longer than a request may take; after a crash it is sent again then."""
_PAUSE = timedelta(seconds=5)
"""Between two pushes to one follower: what changes meanwhile is one push."""
_FIRST_RETRY, _SLOWEST_RETRY = timedelta(minutes=1), timedelta(hours=6)
_GIVE_UP_AFTER = timedelta(days=3)


class HubPushes:
    """Does what is due for followers. `fetcher` must follow no redirect, as WebSub wants it."""

    def __init__(self, store: Store, publisher: Publisher, fetcher: Fetcher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._fetcher = fetcher
        self._clock = clock
        self._running = KeyedTasks()
        self._hosts: Counter[str] = Counter()

    async def run_once(self) -> None:
        """Begin what is due; raises StoreError."""
        now, room, hosts = self._clock(), _AT_ONCE - len(self._running), self._hosts.copy()
        busy = [host for host, count in hosts.items() if count >= _AT_ONCE_OF_HOST]
        async with self._store.read() as connection:
            due = await followers.due(connection, now, busy=busy, limit=5 * _AT_ONCE)
        chosen: list[Follower] = []
        for each in due:
            if hosts[each.host] < _AT_ONCE_OF_HOST and each.id not in self._running:
                hosts[each.host] += 1
                chosen.append(each)
        if not chosen or not room:
            return
        until = now + _CLAIMED_FOR
        async with self._store.write() as connection:
            ours = await followers.claim(connection, chosen[:room], until)
        for each in ours:
            self._running.start(each.id, self._work(each, until), f"push {each.id}")

    async def stop(self) -> None:
        """Break off what is under way: it is done again when its claim is over."""
        for key in self._running:
            self._running.cancel(key)
        await self.join()

    async def join(self) -> None:
        """Wait until nothing is under way."""
        await self._running.join()

    async def _work(self, each: Follower, until: datetime) -> None:
        self._hosts[each.host] += 1
        try:
            if each.asked is not None:
                await self._ask_back(each, each.asked, until)
            elif each.lease_until is not None and each.lease_until > self._clock():
                await self._push(each, until)
            else:
                await self._remove(each, until, "lease_over")
        except StoreError as error:
            log.error("push_waits_for_the_database", problem=str(error))
        except Exception:
            log.exception("push_failed_unexpectedly", feed=each.feed, host=each.host)
        finally:
            self._hosts -= Counter([each.host])

    async def _ask_back(self, each: Follower, asked: str, until: datetime) -> None:
        """Ask a callback whether it meant what was asked for in its name."""
        challenge = secrets.token_urlsafe(32)
        question = {
            "hub.mode": asked,
            "hub.topic": self._publisher.catalogue.url(each.feed, FeedFormat(each.form)),
            "hub.challenge": challenge,
            "hub.lease_seconds": str(each.asked_seconds),
        }
        joint = "&" if "?" in each.callback else "?"
        try:
            answer = await self._fetcher.get(f"{each.callback}{joint}{urlencode(question)}")
            agreed = isinstance(answer, Fetched) and answer.body == challenge.encode()
        except FetchError as error:
            log.info("callback_not_asked", feed=each.feed, host=each.host, problem=str(error))
            agreed = False
        if agreed and asked == Mode.UNSUBSCRIBE:
            await self._remove(each, until, "asked_to_end")
        elif agreed:
            now = self._clock()
            lease_until = now + timedelta(seconds=each.asked_seconds)
            new = {"secret": each.asked_secret, "lease_until": lease_until, "asked": None}
            await self._settle(each, until, **new, due_at=now, failures=0, failing_since=None)
            log.info("feed_is_pushed", feed=each.feed, host=each.host, until=str(lease_until))
        elif each.lease_until is None:
            await self._remove(each, until, "not_confirmed")
        else:  # all stays as it was
            await self._settle(each, until, asked=None, due_at=self._clock())

    async def _push(self, each: Follower, until: datetime) -> None:
        rendered = await self._publisher.get(each.feed, FeedFormat(each.form))
        if rendered is None:
            await self._remove(each, until, "no_such_feed")
            return
        headers = {"Content-Type": rendered.media_type, "Link": rendered.links}
        if each.secret:
            headers["X-Hub-Signature"] = websub_protocol.signature(each.secret, rendered.body)
        try:
            await self._fetcher.send(Request(each.callback, "POST", headers, rendered.body))
        except FetchError as error:
            await self._failed(each, until, error)
            return
        again = self._clock() + _PAUSE
        done = {"version": rendered.version, "failures": 0, "failing_since": None}
        await self._settle(each, until, **done, due_at=again)

    async def _failed(self, each: Follower, until: datetime, error: FetchError) -> None:
        now = self._clock()
        since = each.failing_since or now
        if error.status == HTTPStatus.GONE or now - since >= _GIVE_UP_AFTER:
            await self._remove(each, until, str(error))
            return
        wait = _FIRST_RETRY * (1 << min(each.failures, 16))
        asked = timedelta(seconds=min(error.retry_after or 0, _SLOWEST_RETRY.total_seconds()))
        again = now + max(min(wait, _SLOWEST_RETRY), asked)
        failing = {"failures": each.failures + 1, "failing_since": since}
        await self._settle(each, until, **failing, due_at=again)
        log.info("push_failed", feed=each.feed, host=each.host, problem=str(error))

    async def _settle(self, each: Follower, until: datetime, **values: object) -> None:
        async with self._store.write() as connection:
            await followers.settle(connection, each, claimed=until, **values)

    async def _remove(self, each: Follower, until: datetime, why: str) -> None:
        async with self._store.write() as connection:
            await followers.remove(connection, each, claimed=until)
        log.info("feed_is_pushed_no_more", feed=each.feed, host=each.host, why=why)
