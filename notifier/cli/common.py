"""What the commands share: settings and logging, the store and the rules, and printing JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

import typer

from notifier.core.log import configure_logging
from notifier.service.factories import opened_store
from notifier.service.settings import Settings, load_settings
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def example(*lines: str) -> str:
    """Return an epilog that shows how a command is typed."""
    return "**Example**\n\n" + "\n\n".join(f"`$ {line}`" for line in lines)


def settings_and_logging(*, quiet: bool = False) -> Settings:
    """Load the settings and start logging; `quiet` keeps to warnings, for short commands."""
    settings = load_settings()
    level = "warning" if quiet and settings.log.level == "info" else settings.log.level
    configure_logging(level, settings.log.format)
    return settings


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work."""
    return asyncio.run(work)


@asynccontextmanager
async def store_and_rules(settings: Settings) -> AsyncIterator[tuple[Store, Rules]]:
    """Open the database and compile the rules."""
    async with opened_store(settings) as store:
        yield store, await Rules.load(store, settings.topics)


def print_json(value: object) -> None:
    """Print a value as JSON, readable in any language."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
