"""The command line: `notifier COMMAND`. Nothing imports this room.

Each command's module is imported when the command is called, so that none waits for what only
another needs. Errors of ours are printed in a line and end with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

from notifier import __version__
from notifier.core.errors import NotifierError, SettingsError
from notifier.core.garbage import collection_paused

__all__: list[str] = []

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("run", "Run the service: poll sources, send alerts, answer chats, publish feeds."),
    "demo": (
        "demo",
        "Show the service at work, offline, on sample posts; its alerts come to this terminal.",
    ),
    "check": (
        "check",
        "Check settings, database and token; tell every problem at once, and end with 1 if any.",
    ),
    "explain": (
        "explain",
        "Tell which companies a text is recognised to be about, and which queries hold, and why.",
    ),
    "stories": (
        "stories",
        "Group articles into stories. Companies are recognised by the list that is shipped.",
    ),
    "source": ("sources", "Look at sources."),
    "securities": ("securities", "Look at and import the securities that are known."),
    "subscriptions": ("subscriptions", "Look at and change what chats are subscribed to."),
    "alerts": ("alerts", "Account for alerts."),
    "feeds": ("feeds", "Look at and export the published feeds."),
    "db": ("database", "Look after the database."),
}
"""The module of each command, or group of commands, and the line that `--help` lists it with."""


class _LazyCommand(TyperCommand):
    """A command whose module is imported when it is called."""

    def __init__(self, name: str) -> None:
        self._module, help_line = COMMANDS[name]
        super().__init__(name, help=help_line)

    @override
    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with collection_paused():
            app = import_module(f"notifier.cli.{self._module}").app
        return typer.main.get_command(app).make_context(*args, **kwargs)


class _LazyGroup(TyperGroup):
    """The commands that there are."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name in COMMANDS:
            self.add_command(_LazyCommand(name))


app = typer.Typer(
    cls=_LazyGroup,
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


def main(*, chat_pause: Callable[[int], timedelta] | None = None) -> None:
    """Run the command line; a service leaves a chat alone as Telegram prescribes, or `chat_pause`.

    What stands in for Telegram in a test need not be waited for.
    """
    try:
        app(obj=chat_pause)
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
