"""`db`: the schema, whether the database is sound, a copy to keep, and putting it back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from notifier.cli.common import command_app, example
from notifier.cli.loading import settings_and_logging
from notifier.core.clock import system_clock
from notifier.service.leadership import is_gone
from notifier.store.engine.backup import backup as back_up
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.integrity import full_check
from notifier.store.engine.migrate import upgrade as migrate
from notifier.store.engine.restore import restore as put_back
from notifier.store.move import load

app = command_app("Look after the database.")


def _store() -> Store:
    return open_store(settings_and_logging(quiet=True).database.url.get_secret_value())


@app.command(epilog=example("notifier db upgrade"))
def upgrade() -> None:
    """Bring the schema to this version; a starting service does so by itself."""
    store = _store()

    async def work() -> bool:
        try:
            return await migrate(store)
        finally:
            await store.close()

    typer.echo("upgraded" if asyncio.run(work()) else "up to date already")


@app.command(epilog=example("notifier db backup backup-2026-11-22.db"))
def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Copy a SQLite database while the service runs."""
    size = back_up(_store(), file)
    typer.echo(f"{file}: {size:,} bytes")
    typer.echo(f"to go back to it, stop the service and type: notifier db restore {file}")


@app.command(epilog=example("notifier db restore backup-2026-11-22.db"))
def restore(
    file: Annotated[Path, typer.Argument(help="What `notifier db backup` wrote.")],
) -> None:
    """Put a copy in the place of the database, whose service is stopped.

    A SQLite database that was there is kept beside it. What was sent after the copy was made is not
    known to it: alerts that waited then are sent, again where they were sent meanwhile. Where the
    settings name a PostgreSQL database, a new and empty one, the copy is loaded into it.
    """
    store = _store()
    if store.file is None:
        rows = asyncio.run(_load(store, file))
        typer.echo(f"{rows:,} rows of {file} are in PostgreSQL now")
        return
    aside = put_back(store, file, system_clock(), is_gone=is_gone)
    typer.echo(f"{store.file}: restored from {file}")
    if aside is not None:
        typer.echo(f"{aside}: what was there before; delete it when all is well")


async def _load(store: Store, file: Path) -> int:
    try:
        return await load(store, file, system_clock(), is_gone=is_gone)
    finally:
        await store.close()


@app.command(epilog=example("notifier db check"))
def check() -> None:
    """Read the whole of a SQLite database and tell what is wrong; the service may run."""
    store = _store()
    if store.file is None:
        typer.echo("PostgreSQL checks what it reads by itself; its pg_amcheck reads everything")
        return
    problems = full_check(store.file)
    for problem in problems:
        typer.echo(f"error: {problem}", err=True)
    if problems:
        typer.echo("error: restore a backup: notifier db restore FILE", err=True)
        raise typer.Exit(1)
    typer.echo(f"{store.file}: sound")
