"""Which sources are active: those configured, and of each template one a watched security.

A security is watched while a query that somebody holds can hold because of it: `$AAPL`, and
`$AAPL 回购 | $MSFT`, but not `苹果 -$AAPL`. Watching begins and ends without a restart.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard

from notifier.core.errors import QueryError
from notifier.core.log import get_logger
from notifier.securities.codes import market
from notifier.securities.directory import Directory
from notifier.sources.config import Source, SourceConfig
from notifier.sources.templates import (
    PerSecurityConfig,
    WatchedSecurity,
    configured_name,
    instance,
    instances,
    security_of,
)
from notifier.store.chats import queries
from notifier.store.engine.database import Store
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)

_MAY_NAME = re.compile(r"\$|\d{5}", re.ASCII)
"""Stands in every canonical form that names a security."""


Apply = Callable[[Mapping[str, Source]], Awaitable[None]]
"""Polls these sources from now on, by name, and no others."""


class ActiveSources:
    """The sources that are polled; `make` builds one from its settings."""

    def __init__(
        self,
        configured: Sequence[SourceConfig],
        store: Store,
        rules: Rules,
        make: Callable[[SourceConfig], Source],
    ) -> None:
        self._store = store
        self._rules = rules
        self._make = make
        self._changing = asyncio.Lock()
        self._configured: dict[str, SourceConfig] = {}
        self._templates: list[PerSecurityConfig] = []
        self._plain: dict[str, Source] = {}
        self._made: dict[str, Source] = {}
        self._named: dict[int, tuple[str, ...]] = {}
        self._made_for: tuple[list[int], Directory | None] = ([], None)
        self._configure(configured)

    def _configure(self, configured: Sequence[SourceConfig]) -> None:
        """Make what is new or has changed; what is as it was goes on."""
        before, kept = self._configured, self._plain
        enabled = {each.name: each for each in configured if each.enabled}
        templates = [each for each in enabled.values() if _is_template(each)]
        self._plain = {
            name: kept[name] if name in kept and before[name] == each else self._make(each)
            for name, each in enabled.items()
            if not _is_template(each)
        }
        if templates != self._templates:
            self._made, self._made_for = {}, ([], None)
        self._configured, self._templates = enabled, templates

    async def reconfigure(self, configured: Sequence[SourceConfig], apply: Apply) -> None:
        """Take over changed settings, and call `apply` with every source."""
        async with self._changing:
            self._configure(configured)
            await apply(await self.sources())

    async def refresh(self, apply: Apply) -> None:
        """Call `apply` with every source where others are active than before."""
        async with self._changing:
            before = self.names
            wanted = await self.sources()
            if wanted.keys() != before:
                log.info("sources_changed", begun=len(wanted.keys() - before), polled=len(wanted))
                await apply(wanted)

    @property
    def names(self) -> Collection[str]:
        """The names of the active sources."""
        return self._plain.keys() | self._made.keys()

    async def sources(self) -> Mapping[str, Source]:
        """Return every active source, by name; raises StoreError."""
        if not self._templates:
            return self._plain
        async with self._store.read() as connection:
            held = await queries.watched(connection)
            unread = [each for each in held if each not in self._named]
            new = await queries.texts(connection, unread)
        directory = self._rules.directory
        if (held, directory) != self._made_for:
            wanted = await asyncio.to_thread(self._instances, held, new, directory)
            before = self._made
            self._made = {each.name: before.get(each.name) or self._make(each) for each in wanted}
            self._made_for = (held, directory)
        return {**self._plain, **self._made}

    def _instances(
        self, held: Sequence[int], new: Mapping[int, str], directory: Directory
    ) -> list[PerSecurityConfig]:
        """Return the sources that templates make where these queries are held, `new` among them."""
        read = {query_id: _watched_by(canonical) for query_id, canonical in new.items()}
        known = {**self._named, **read}
        self._named = {each: known[each] for each in held if each in known}
        symbols = dict.fromkeys(symbol for each in self._named.values() for symbol in each)
        return [
            made
            for template in self._templates
            for made in instances(template, _watched_securities(symbols, directory))
        ]


def _is_template(config: SourceConfig) -> TypeGuard[PerSecurityConfig]:
    """Return whether the settings describe a source for each security."""
    return isinstance(config, PerSecurityConfig) and config.per is not None


def config_named(
    name: str, configured: Mapping[str, SourceConfig], directory: Directory
) -> SourceConfig | None:
    """Return the settings of a source that may be polled: configured, or an instance of those."""
    config = configured.get(configured_name(name))
    symbol = security_of(name)
    if config is None or not config.enabled:
        return None
    if not _is_template(config):
        return config if symbol is None else None
    return instance(config, _watched_security(symbol, directory)) if symbol else None


def _watched_by(canonical: str) -> tuple[str, ...]:
    if not _MAY_NAME.search(canonical):
        return ()  # words only, which most are
    try:
        return parse_canonical(canonical).symbols
    except QueryError:
        return ()  # of another version; `notifier.subscriptions.rules` tells of it


def _watched_securities(symbols: Iterable[str], directory: Directory) -> Iterator[WatchedSecurity]:
    """Return what is watched, and where a company is listed in other markets too."""
    for symbol in symbols:
        by_market = {market(each): each for each in reversed(directory.shares(symbol))}
        by_market[market(symbol)] = symbol
        yield from (_watched_security(each, directory) for each in by_market.values())


def _watched_security(symbol: str, directory: Directory) -> WatchedSecurity:
    security = directory.get(symbol)
    aliases = security.aliases if security is not None else ()
    cik = next((each.removeprefix("cik:") for each in aliases if each.startswith("cik:")), None)
    return WatchedSecurity(symbol, market(symbol), cik)
