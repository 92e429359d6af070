"""`source check`: fetch and parse once, and tell what came or what failed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.app import reading_tools
from notifier.cli.common import Json, example, print_json, run, settings_and_logging
from notifier.cli.source_status import status
from notifier.document import plain_text
from notifier.errors import SourceError
from notifier.model import Entry
from notifier.settings import Settings
from notifier.sources.config import Reading, SourceConfig
from notifier.sources.entries import clean
from notifier.sources.feed import FeedConfig, parse_feed
from notifier.sources.posts import PostsConfig, parse_post
from notifier.sources.registry import make_source

app = typer.Typer(help="Look at sources.", no_args_is_help=True)
app.command(epilog=example("notifier source status", "notifier source status --json"))(status)


@app.callback()
def _sources() -> None:
    """Look at sources."""


@app.command(
    epilog=example(
        "notifier source check stcn",
        "notifier source check https://example.org/feed.xml --json",
        "notifier source check post.md",
    )
)
def check(
    what: Annotated[
        str, typer.Argument(metavar="NAME|URL|FILE", help="A source, an address or a file.")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Fetch and parse once: print the entries, or exactly what failed (and end with 1)."""
    settings = settings_and_logging(quiet=True)
    try:
        reading = run(_read(what, settings))
    except SourceError as error:
        if as_json:
            print_json({"entries": [], "problems": [str(error)]})
        else:
            typer.echo(f"error: {what}: {error}", err=True)
        raise typer.Exit(1) from None
    entries = [clean(entry) for entry in reading.entries]
    if as_json:
        print_json(
            {"entries": [_as_json(entry) for entry in entries], "problems": reading.problems}
        )
    else:
        _show(entries, reading.problems)
    if reading.problems:
        raise typer.Exit(1)


async def _read(what: str, settings: Settings) -> Reading:
    config = _config(what, settings)
    if config is None:
        return _read_file(Path(what), settings)
    async with reading_tools(settings) as (fetcher, workers):
        return await make_source(config, fetcher, workers).read({})


def _config(what: str, settings: Settings) -> SourceConfig | None:
    """Say which source is meant; None for a file."""
    for source in settings.sources:
        if source.name == what:
            return source
    if what.startswith(("http://", "https://")):
        return FeedConfig(kind="feed", name="check", url=what)
    if Path(what).is_dir():
        return PostsConfig(kind="posts", name="check", path=Path(what))
    return None


def _read_file(path: Path, settings: Settings) -> Reading:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        names = ", ".join(source.name for source in settings.sources) or "none"
        raise SourceError(
            f"is no file, no address and no configured source (there are: {names})"
        ) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"---"):
        return Reading(entries=(parse_post(raw, path.name),))
    return Reading(entries=parse_feed(raw))


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "title": entry.title,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "author": entry.author,
        "categories": entry.categories,
        "lang": entry.lang,
        "tickers": entry.tickers,
        "characters": len(plain_text(entry.body)),
    }


def _show(entries: list[Entry], problems: tuple[str, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Published (UTC)", "Title", "Characters", "Address"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        published = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "–"
        characters = str(len(plain_text(entry.body)))
        table.add_row(published, escape(entry.title), characters, escape(entry.url or "–"))
    console = Console()
    console.print(table)
    console.print(f"{len(entries)} entries")
    for problem in problems:
        typer.echo(f"error: {problem}", err=True)
