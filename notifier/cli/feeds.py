"""`feeds`: the published feeds, listed, or written as files for another web server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer

from notifier.cli.common import Json, command_app, example, print_json
from notifier.cli.loading import settings_and_logging, store_and_rules
from notifier.cli.tables import print_table
from notifier.core.clock import system_clock
from notifier.core.i18n import translator
from notifier.store.articles import feeds
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.topic_feeds import fill_topics
from notifier.web.pages.page_maker import PageMaker
from notifier.web.static_site import Exported
from notifier.web.static_site import export as export_site

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

    found = asyncio.run(work())
    if as_json:
        print_json(found)
        return
    print_table(
        ("Title", "Items", "Address"),
        ([str(feed[key]) for key in ("title", "items", "url")] for feed in found),
    )


@app.command(epilog=example("notifier feeds export /srv/www/news"))
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made where it is not there.")],
) -> None:
    """Write feeds and pages as files, for any web server that serves DIR at `web.public_url`.

    Only what changed is written, and what is published no more is deleted: run it again and again.
    """
    settings = settings_and_logging(quiet=True)

    async def work() -> Exported:
        async with store_and_rules(settings) as (store, rules):
            await fill_topics(store, rules, system_clock())
            say = translator(settings.language)
            publisher = Publisher(
                store,
                rules,
                say,
                settings.web.address,
                sources={each.name: each for each in settings.sources},
                has_pages=False,
            )
            prefix = urlsplit(settings.web.public_address).path
            zone = ZoneInfo(settings.timezone)
            maker = PageMaker(store, publisher, zone, system_clock, prefix, is_live=False)
            return await export_site(folder, store, publisher, maker, say)

    done = asyncio.run(work())
    typer.echo(
        f"{done.feeds} feeds in {folder}: {done.written} files written, {done.deleted} deleted"
    )
