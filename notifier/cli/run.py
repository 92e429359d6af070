"""`run`: the service itself."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from notifier.cli.common import command_app, example
from notifier.core.log import configure_logging, get_logger
from notifier.delivery.telegram_limits import chat_pause
from notifier.service.app import run_until_stopped
from notifier.service.factories import Role
from notifier.service.settings_checks import load_whole
from notifier.service.settings_loading import unused_proxies

app = command_app()
log = get_logger(__name__)


@app.command(epilog=example("notifier run", "notifier run --role poll --role web"))
def run_service(
    context: typer.Context,
    role: Annotated[
        list[Role] | None, typer.Option(help="What this process does; all by default.")
    ] = None,
) -> None:
    """Run the service: poll sources, send alerts, answer chats, publish feeds."""
    roles = role or list(Role)
    settings = load_whole(roles)
    configure_logging(settings.log.level, settings.log.format)
    unused = unused_proxies(settings)
    if unused:
        log.warning(
            "proxy_of_the_environment_is_not_used",
            variables=unused,
            instead=["NOTIFIER_FETCH_PROXY", "NOTIFIER_TELEGRAM_PROXY"],
        )
    pause = context.obj or chat_pause  # another is what `main` was called with
    asyncio.run(run_until_stopped(settings, roles, Console(), chat_pause=pause))
