"""`source poll`: have the running service read a source now."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Annotated

import typer

from notifier.cli.loading import named_like, settings_and_logging
from notifier.core.clock import system_clock
from notifier.core.errors import SourceError
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.sources.health.status import SourceRecord
from notifier.sources.templates import configured_name
from notifier.store.articles import articles
from notifier.store.engine import leases
from notifier.store.engine.database import Store
from notifier.store.sources import sources

_LOOK_EVERY = 0.3


def poll(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A source, or yahoo:AAPL.")],
    *,
    wait: Annotated[
        int, typer.Option(min=0, max=600, help="Seconds to wait for what comes of it.")
    ] = 60,
) -> None:
    """Have the running service read a source now, and tell what came of it (end with 1 if nothing).

    It is read however long it was to wait; only what its server answered «too many requests» is
    left alone still, for ten minutes at most, and said to be.
    """
    settings = settings_and_logging(quiet=True)
    try:
        told, is_read = asyncio.run(poll_now(settings, name, wait))
    except SourceError as error:
        typer.echo(f"error: {name}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{name}: {told}")
    if not is_read:
        raise typer.Exit(1)


async def poll_now(settings: Settings, name: str, wait: float) -> tuple[str, bool]:
    """Make a source due and wait for its poll; return what came of it, and whether it was read.

    Raises SourceError where nobody polls it.
    """
    async with opened_store(settings) as store:
        started = system_clock()
        before = await _record(store, name)
        if before is None:
            raise SourceError(_never_polled(settings, name))
        if not before.polled:
            raise SourceError("is switched off, or no process of the service has it")
        async with store.write() as connection:
            if not await leases.has_living(connection, started):
                raise SourceError("no process of the service is running; start it: notifier run")
            await sources.make_due(connection, name, started)
        after = await _polled(store, name, before.last_polled_at, wait)
        if after is None:
            return f"is due now, and was not read within {wait} s", False
        async with store.read() as connection:
            new = await articles.count_since(connection, name, started)
    if after.failures:
        return f"could not be read: {after.last_problem}", False
    problem = f"; {after.last_problem}" if after.last_problem else ""
    return f"read, {new} new article{'' if new == 1 else 's'}{problem}", True


def _never_polled(settings: Settings, name: str) -> str:
    """Return why nothing is known of a source."""
    configured = [each.name for each in settings.sources]
    if configured_name(name) not in configured:
        return f"is no source; {named_like(name, configured)}"
    return (
        "stands in sources.toml, but no service has read that since; send it SIGHUP, or start it: "
        "notifier run"
    )


async def _polled(
    store: Store, name: str, before: datetime | None, wait: float
) -> SourceRecord | None:
    """Return the source once it was polled again, or None."""
    until = time.monotonic() + wait
    while time.monotonic() < until:
        found = await _record(store, name)
        if found is not None and found.last_polled_at not in {None, before}:
            return found
        await asyncio.sleep(_LOOK_EVERY)
    return None


async def _record(store: Store, name: str) -> SourceRecord | None:
    async with store.read() as connection:
        return next((each for each in await sources.health(connection) if each.name == name), None)
