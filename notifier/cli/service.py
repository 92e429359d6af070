"""`run`, `demo` and `check`: the service itself."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from notifier.cli.common import example, run, settings_and_logging
from notifier.core.errors import ChatError, Problem, SettingsError, StoreError
from notifier.service.factories import Role, opened_store
from notifier.service.settings import Settings, inspect_settings
from notifier.subscriptions.rules import Rules


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run", epilog=example("notifier run", "notifier run --role poll --role web"))(
        run_service
    )
    app.command("demo", epilog=example("notifier demo", "notifier demo --once"))(demo)
    app.command("check", epilog=example("notifier check"))(check)


def run_service(
    role: Annotated[
        list[Role] | None, typer.Option(help="What this process does; all by default.")
    ] = None,
) -> None:
    """Run the service: poll sources, send alerts, answer chats, publish feeds."""
    # All of the service is imported here, and for this command alone.
    from notifier.service.app import run_until_stopped  # noqa: PLC0415

    settings = settings_and_logging()
    run(run_until_stopped(settings, role or list(Role), Console()))


def demo(
    *, once: Annotated[bool, typer.Option("--once", help="End when all is delivered.")] = False
) -> None:
    """Show the service at work, offline, on sample posts; this terminal is its chat."""
    from notifier.service import demo as demonstration  # noqa: PLC0415 - as above

    try:
        asyncio.run(demonstration.run_demo(demonstration.PipedConsole(), once=once))
    except KeyboardInterrupt:
        raise typer.Exit from None


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
    from notifier.bot.service import known_bot  # noqa: PLC0415 - as above
    from notifier.service.wiring import make_bots  # noqa: PLC0415 - as above

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
