"""`db`: the schema, and a copy to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from notifier.cli.common import example, run, settings_and_logging
from notifier.store.backup import backup as back_up
from notifier.store.database import open_store
from notifier.store.migrate import upgrade as migrate

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command(epilog=example("notifier db upgrade"))
def upgrade() -> None:
    """Bring the schema to this version; a starting service does so by itself."""
    settings = settings_and_logging(quiet=True)

    async def work() -> bool:
        store = open_store(settings.database.url.get_secret_value())
        try:
            return await migrate(store)
        finally:
            await store.close()

    typer.echo("upgraded" if run(work()) else "up to date already")


@app.command(epilog=example("notifier db backup backup-2026-11-22.db"))
def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Copy a SQLite database while the service runs."""
    settings = settings_and_logging(quiet=True)
    store = open_store(settings.database.url.get_secret_value())
    size = back_up(store, file)
    typer.echo(f"{file}: {size:,} bytes; to restore, stop the service and put it in place")
