"""`run`: the service itself."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from notifier.cli.common import command_app, example, run
from notifier.cli.loading import settings_and_logging
from notifier.service.app import run_until_stopped
from notifier.service.factories import Role

app = command_app()


@app.command(epilog=example("notifier run", "notifier run --role poll --role web"))
def run_service(
    role: Annotated[
        list[Role] | None, typer.Option(help="What this process does; all by default.")
    ] = None,
) -> None:
    """Run the service: poll sources, send alerts, answer chats, publish feeds."""
    settings = settings_and_logging()
    run(run_until_stopped(settings, role or list(Role), Console()))
