"""Parts that are made of settings alone, for the service and for single commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

from notifier import __version__
from notifier.core.clock import Clock, system_clock
from notifier.service.settings import Settings
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.integrity import quick_check
from notifier.store.engine.migrate import upgrade


class Role(StrEnum):
    """What a process does; by default everything."""

    POLL = "poll"
    DELIVER = "deliver"
    CHAT = "chat"
    WEB = "web"


@asynccontextmanager
async def opened_store(settings: Settings, *, check: bool = False) -> AsyncIterator[Store]:
    """Open the database and bring its schema to this version; raises StoreError.

    With `check`, a SQLite file is checked before, which may take some seconds.
    """
    store = open_store(settings.database.url.get_secret_value())
    try:
        if check and store.file is not None:
            await asyncio.to_thread(quick_check, store.file)
        await upgrade(store)
        yield store
    finally:
        await store.close()


def make_fetcher(settings: Settings, clock: Clock = system_clock) -> Fetcher:
    """Make the HTTP client by which all sources are fetched."""
    contact = f" ({settings.fetch.contact})" if settings.fetch.contact else ""
    proxy = settings.fetch.proxy
    return Fetcher(
        clock=clock,
        user_agent=f"notifier/{__version__}{contact}",
        timeout=settings.fetch.timeout.total_seconds(),
        max_bytes=settings.fetch.max_bytes,
        per_host=settings.fetch.per_host,
        spacing=settings.fetch.spacing.total_seconds(),
        transport=GuardedTransport(
            settings.fetch.allow_private,
            http2=settings.fetch.http2,
            proxy=proxy.get_secret_value() if proxy else None,
        ),
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
