"""The command line: `notifier COMMAND`. Errors of ours are told in a line and end with 1."""

from __future__ import annotations

import sys

import typer

from notifier import __version__
from notifier.cli import (
    alerts,
    database,
    explain,
    feeds,
    securities,
    service,
    sources,
    stories,
    subscriptions,
)
from notifier.core.errors import NotifierError, SettingsError

app = typer.Typer(
    help="Market news to the people who asked for it: sources in, Telegram alerts and feeds out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


@app.callback(invoke_without_command=True)
def _version(
    *, version: bool = typer.Option(False, "--version", help="Print the version and leave.")
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


service.add_to(app)
explain.add_to(app)
stories.add_to(app)
app.add_typer(sources.app, name="source")
app.add_typer(securities.app, name="securities")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(alerts.app, name="alerts")
app.add_typer(feeds.app, name="feeds")
app.add_typer(database.app, name="db")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SettingsError as error:
        for problem in error.problems:
            typer.echo(f"error: {problem}", err=True)
        sys.exit(1)
    except NotifierError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read our output has had enough
        sys.stderr.close()
        sys.exit(0)
