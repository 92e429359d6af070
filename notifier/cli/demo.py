"""`demo`: the service at work on sample posts."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from notifier.cli.common import command_app, example
from notifier.service.demo import PipedConsole, run_demo

app = command_app()


@app.command(epilog=example("notifier demo", "notifier demo --once"))
def demo(
    *, once: Annotated[bool, typer.Option("--once", help="End when all is delivered.")] = False
) -> None:
    """Show the service at work, offline, on sample posts; its alerts come to this terminal."""
    try:
        asyncio.run(run_demo(PipedConsole(), once=once))
    except KeyboardInterrupt:
        raise typer.Exit from None
