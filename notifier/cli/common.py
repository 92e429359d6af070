"""What every command is written with: its app, an example, printing JSON."""

from __future__ import annotations

import json
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def command_app(help_line: str | None = None) -> typer.Typer:
    """Return the app of a command's module; with a help line, that of a group of commands."""
    return typer.Typer(
        help=help_line,
        no_args_is_help=help_line is not None,
        add_completion=False,
        rich_markup_mode="markdown",
    )


def example(*lines: str) -> str:
    """Return an epilog that shows how a command is typed."""
    return "**Example**\n\n" + "\n\n".join(f"`$ {line}`" for line in lines)


def print_json(value: object) -> None:
    """Print a value as JSON, readable in any language."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
