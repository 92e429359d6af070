"""What commands load before they work: settings and logging, the store and the rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from difflib import get_close_matches

from notifier.core.log import configure_logging
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.service.settings_loading import load_settings
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

_FEW = 8


def settings_and_logging(*, quiet: bool = False) -> Settings:
    """Load the settings and start logging; `quiet` keeps to warnings, for short commands.

    Secrets of sources may be missing, which no command but `run` and `check` asks of all of them.
    """
    settings = load_settings(needs_secrets=False)
    level = "warning" if quiet and settings.log.level == "info" else settings.log.level
    configure_logging(level, settings.log.format)
    return settings


def named_like(name: str, known: Collection[str]) -> str:
    """Return which sources there are, or which of many have a name like this one."""
    near = get_close_matches(name, known, 3, 0.6) if len(known) > _FEW else known
    if near or not known:
        return f"there {'is' if len(near) == 1 else 'are'}: {', '.join(near) or 'none'}"
    return f"there are {len(known)}, which `notifier source status` names"


@asynccontextmanager
async def store_and_rules(settings: Settings) -> AsyncIterator[tuple[Store, Rules]]:
    """Open the database and compile the rules."""
    async with opened_store(settings) as store:
        yield store, await Rules.load(store, settings.topics)
