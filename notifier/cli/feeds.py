"""`feeds`: the published feeds, listed, or written as files for another web server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.cli.common import Json, command_app, example, print_json, run
from notifier.cli.loading import settings_and_logging, store_and_rules
from notifier.core.clock import system_clock
from notifier.core.errors import NotifierError
from notifier.core.i18n import translator
from notifier.store.articles import feeds
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.topic_feeds import fill_topics

app = command_app("Look at and export the published feeds.")


@app.command("list", epilog=example("notifier feeds list --json"))
def list_(*, as_json: Json = False) -> None:
    """List the feeds with their addresses."""
    settings = settings_and_logging(quiet=True)

    async def work() -> list[dict[str, object]]:
        async with store_and_rules(settings) as (store, rules):
            publisher = Publisher(store, rules, translator(settings.language), settings.web.address)
            async with store.read() as connection:
                published = await feeds.all_feeds(connection)
        return [
            {
                "name": feed.name,
                "title": publisher.catalogue.title(feed.name),
                "items": feed.items,
                "changed_at": feed.changed_at.isoformat(),
                "url": publisher.catalogue.url(feed.name),
            }
            for feed in published
        ]

    found = run(work())
    if as_json:
        print_json(found)
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Title", "Items", "Address"):
        table.add_column(heading, overflow="fold")
    for feed in found:
        table.add_row(escape(str(feed["title"])), str(feed["items"]), str(feed["url"]))
    Console().print(table)


@app.command(epilog=example("notifier feeds export /srv/www/feeds"))
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made where it is not there.")],
) -> None:
    """Write every feed as a file, such as DIR/topics/metaverse.rss."""
    settings = settings_and_logging(quiet=True)

    async def work() -> int:
        async with store_and_rules(settings) as (store, rules):
            await fill_topics(store, rules, system_clock())
            publisher = Publisher(store, rules, translator(settings.language), settings.web.address)
            async with store.read() as connection:
                names = [feed.name for feed in await feeds.all_feeds(connection)]
            for name in names:
                rendered = await publisher.get(name)
                if rendered is not None:
                    _write(folder / f"{name}.rss", rendered.body)
        return len(names)

    typer.echo(f"{run(work())} feeds written to {folder}")


def _write(path: Path, body: bytes) -> None:
    """Write a file so that a reader finds the old or the new one, never half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise NotifierError(f"{path} cannot be written: {error.strerror}") from error
