"""Parts that are made of settings alone, for the service and for single commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

from notifier import __version__
from notifier.core.clock import Clock, system_clock
from notifier.service.settings import Settings
from notifier.service.settings_loading import secret_of
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.integrity import check_access, quick_check
from notifier.store.engine.migrate import make_schema, upgrade
from notifier.store.engine.rights import check_rights

_CALL_TIMEOUT, _CALL_MAX_BYTES = 10.0, 100_000


class Role(StrEnum):
    """What a process does; by default everything."""

    POLL = "poll"
    DELIVER = "deliver"
    CHAT = "chat"
    WEB = "web"


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the database for a command beside the service, and make one where none is yet.

    Raise SchemaError where it is of another version: a service may run on it.
    """
    async with closing_store(settings) as store:
        await make_schema(store)
        yield store


@asynccontextmanager
async def upgraded_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the database for the service, checked and brought to this version's schema.

    Raise StoreError. The check of a SQLite file may take some seconds.
    """
    async with closing_store(settings) as store:
        await check_usable(store)
        await upgrade(store)
        yield store


@asynccontextmanager
async def closing_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the database as it is, whatever is in it; raise StoreError."""
    url, listen_url = settings.database.url, settings.database.listen_url
    store = open_store(
        url.get_secret_value(),
        listen_address=listen_url.get_secret_value() if listen_url else None,
    )
    try:
        yield store
    finally:
        await store.close()


async def check_usable(store: Store) -> None:
    """Raise StoreError where a database cannot be written, or is seen to be damaged."""
    if store.file is None:
        await check_rights(store)
    else:
        check_access(store.file)
        await asyncio.to_thread(quick_check, store.file)


def make_fetcher(settings: Settings, clock: Clock = system_clock) -> Fetcher:
    """Make the HTTP client by which all sources are fetched."""
    return Fetcher(
        clock=clock,
        user_agent=_user_agent(settings),
        timeout=settings.fetch.timeout.total_seconds(),
        max_bytes=settings.fetch.max_bytes,
        per_host=settings.fetch.per_host,
        spacing=settings.fetch.spacing.total_seconds(),
        secret_of=secret_of,
        transport=_transport(settings),
    )


def make_caller(settings: Settings, clock: Clock) -> Fetcher:
    """Make the HTTP client by which our hub calls strangers: it waits and reads little."""
    return Fetcher(
        clock=clock,
        user_agent=_user_agent(settings),
        timeout=_CALL_TIMEOUT,
        max_bytes=_CALL_MAX_BYTES,
        max_redirects=0,
        transport=_transport(settings),
    )


def _user_agent(settings: Settings) -> str:
    contact = f" ({settings.fetch.contact})" if settings.fetch.contact else ""
    return f"notifier/{__version__}{contact}"


def _transport(settings: Settings) -> GuardedTransport:
    proxy = settings.fetch.proxy
    return GuardedTransport(
        settings.fetch.allow_private,
        http2=settings.fetch.http2,
        proxy=proxy.get_secret_value() if proxy else None,
        no_proxy=settings.fetch.no_proxy,
    )


@asynccontextmanager
async def reading_tools(
    settings: Settings, clock: Clock = system_clock
) -> AsyncIterator[tuple[Fetcher, Sandbox]]:
    """Open what sources are read with: the HTTP client and the sandbox that parses answers."""
    fetcher = make_fetcher(settings, clock)
    sandbox = Sandbox(
        timeout=settings.fetch.parse_timeout.total_seconds(), memory=settings.fetch.parse_memory
    )
    try:
        yield fetcher, sandbox
    finally:
        await sandbox.close()
        await fetcher.close()
