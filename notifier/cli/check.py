"""`check`: whether the service could start."""

from __future__ import annotations

import typer

from notifier.bot.service import known_bot
from notifier.cli.common import command_app, example, run
from notifier.core.errors import ChatError, Problem, SettingsError, StoreError
from notifier.service.bots import make_bots
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.service.settings_loading import inspect_settings
from notifier.subscriptions.rules import Rules

app = command_app()


@app.command(epilog=example("notifier check"))
def check() -> None:
    """Check settings, database and token; tell every problem at once, and end with 1 if any."""
    settings, problems = inspect_settings()
    if settings is not None:
        problems += run(_check(settings))
    if problems:
        raise SettingsError(problems)
    assert settings is not None
    sources = sum(source.enabled for source in settings.sources)
    bots = len(settings.telegram.tokens)
    token = f"{bots} set and accepted" if bots else "not set: alerts go to the terminal"
    typer.echo(f"settings: {sources} sources, {len(settings.topics)} topics")
    typer.echo("database: reached, schema up to date")
    typer.echo(f"token: {token}")


async def _check(settings: Settings) -> list[Problem]:
    problems = []
    try:
        async with opened_store(settings) as store:
            await Rules.load(store, settings.topics)
    except SettingsError as error:
        problems += error.problems
    except StoreError as error:
        problems.append(Problem("database", str(error)))
    for bot in make_bots(settings):
        try:
            async with known_bot(bot, strict=True):
                pass
        except ChatError as error:
            problems.append(Problem(f"token of bot {bot.number}", str(error)))
    return problems
