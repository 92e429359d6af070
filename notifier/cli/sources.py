"""`source check`: fetch and parse once, and tell what came or what failed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.cli.common import Json, command_app, example, print_json, run
from notifier.cli.loading import settings_and_logging
from notifier.cli.source_poll import poll
from notifier.cli.source_status import status
from notifier.core.document import plain_text
from notifier.core.errors import SourceError
from notifier.core.model import Entry
from notifier.ingest.active_sources import config_named
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.service.factories import reading_tools
from notifier.service.settings import Settings
from notifier.sources.config import Reading, SourceConfig
from notifier.sources.documents import context_for, read_as, read_document
from notifier.sources.feed import FeedConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.parsing.cleaning import clean
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.posts import PostsConfig
from notifier.sources.registry import make_source
from notifier.sources.templates import PerSecurityConfig, configured_name, security_of

app = command_app("Look at sources.")
app.command(epilog=example("notifier source status", "notifier source status --json"))(status)
app.command(epilog=example("notifier source poll stcn-yw", "notifier source poll yahoo:AAPL"))(poll)


@app.callback()
def _sources() -> None:
    """Look at sources."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one thing that was to be checked."""

    what: str
    """A source, an address or a file, as it was typed."""
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    seconds: float
    """How long it took."""


@app.command(
    epilog=example(
        "notifier source check stcn-yw",
        "notifier source check https://example.org/feed.xml --json",
        "notifier source check page.html --source stcn-yw",
        "notifier source check --jsonl saved/*.xml",
    )
)
def check(
    what: Annotated[
        list[str],
        typer.Argument(metavar="NAME|URL|FILE...", help="Sources, addresses or files."),
    ],
    *,
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Read files as this source reads what it fetches."),
    ] = None,
    as_json: Json = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="Print one line of JSON for each.")
    ] = False,
) -> None:
    """Fetch and parse once: print the entries, or exactly what failed (and end with 1).

    A source that is a template is named with a security: yahoo:AAPL.
    """
    settings = settings_and_logging(quiet=True)
    configured = {each.name: each for each in settings.sources}
    if source is not None and source not in configured:
        raise typer.BadParameter(f"there is no source {source!r}; there are: {_named(configured)}")
    show = print_one if len(what) == 1 else print_in_a_line
    show = print_jsonl if as_lines else print_as_json if as_json else show
    if not run(check_all(what, configured, source, settings, show)):
        raise typer.Exit(1)


async def check_all(
    what: Sequence[str],
    configured: Mapping[str, SourceConfig],
    source: str | None,
    settings: Settings,
    show: Callable[[Checked], None],
) -> bool:
    """Check one after the other; return whether all were fine."""
    fine = True
    async with reading_tools(settings) as (fetcher, sandbox):
        checking = _Checking(configured, source, settings, fetcher, sandbox)
        for each in what:
            start = time.perf_counter()
            try:
                reading = await checking.read(each)
            except SourceError as error:
                reading = Reading(problems=(str(error),))
            entries = tuple(map(clean, reading.entries))
            show(Checked(each, entries, reading.problems, time.perf_counter() - start))
            fine = fine and not reading.problems
    return fine


class _Checking:
    """Reads sources, addresses and files alike."""

    def __init__(
        self,
        configured: Mapping[str, SourceConfig],
        source: str | None,
        settings: Settings,
        fetcher: Fetcher,
        sandbox: Sandbox,
    ) -> None:
        self._configured = configured
        self._as = configured[source] if source is not None else None
        self._max_bytes = settings.fetch.max_bytes
        self._fetcher = fetcher
        self._sandbox = sandbox

    async def read(self, what: str) -> Reading:
        """Read whatever is named; raises SourceError."""
        config = None if self._as is not None else self._config(what)
        if config is None:
            return await self._file(what)
        return await make_source(config, self._fetcher, self._sandbox).read({})

    def _config(self, what: str) -> SourceConfig | None:
        """Return which source is meant; None for a file."""
        config = self._configured.get(configured_name(what))
        if isinstance(config, PerSecurityConfig) and config.per is not None:
            return self._instance(what, config)
        if config is not None and config.name == what:
            return config
        if what.startswith(("http://", "https://")):
            try:
                return FeedConfig(kind="feed", name="check", url=what)
            except ValidationError:
                raise SourceError("is no address of a feed") from None
        try:
            is_folder = Path(what).is_dir()
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}") from error
        return PostsConfig(kind="posts", name="check", path=Path(what)) if is_folder else None

    def _instance(self, what: str, template: PerSecurityConfig) -> SourceConfig:
        symbol = security_of(what)
        if symbol is None:
            raise SourceError(f"is a template; name a security too, as in {what}:AAPL")
        enabled = template.model_copy(update={"enabled": True})
        made = config_named(what, {template.name: enabled}, self._directory)
        if made is None:
            raise SourceError(f"{template.name} has nothing for {symbol}")
        return made

    @cached_property
    def _directory(self) -> Directory:
        return Directory(shipped())

    async def _file(self, what: str) -> Reading:
        body = await asyncio.to_thread(self._bytes, Path(what))
        config = self._as
        context = context_for(config, self._fetcher.clock())
        if config is None:
            listed = await self._sandbox.run(read_document, body, what, context)
        else:
            listed = await self._sandbox.run(read_as, body, what, context, config)
        return Reading(listed.entries, listed.problems)

    def _bytes(self, path: Path) -> bytes:
        try:
            if not path.exists():
                raise SourceError(
                    "is no file, no address and no configured source "
                    f"(there are: {_named(self._configured)})"
                )
            if not path.is_file():  # a pipe has no end, and a device may have none
                raise SourceError("is no ordinary file")
            with path.open("rb") as file:
                body = file.read(self._max_bytes + 1)
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}") from error
        if len(body) > self._max_bytes:
            raise SourceError(f"is larger than {self._max_bytes:,} bytes")
        return body


def _named(configured: Mapping[str, SourceConfig]) -> str:
    return ", ".join(configured) or "none"


def print_jsonl(checked: Checked) -> None:
    """Print a line for programs."""
    line = {
        "file": checked.what,
        "entries": len(checked.entries),
        "error": "; ".join(checked.problems) or None,
        "seconds": round(checked.seconds, 4),
    }
    # A file's name may hold bytes that are no text; JSON can say them.
    text = json.dumps(line, ensure_ascii=False)
    typer.echo(text.encode(errors="backslashreplace").decode())


def print_as_json(checked: Checked) -> None:
    """Print every entry for programs."""
    print_json(
        {"entries": [_as_json(entry) for entry in checked.entries], "problems": checked.problems}
    )


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "title": entry.title,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "author": entry.author,
        "categories": entry.categories,
        "lang": entry.lang,
        "image": entry.image,
        "tickers": entry.tickers,
        "characters": len(plain_text(entry.body)),
    }


def print_one(checked: Checked) -> None:
    """Print every entry for people."""
    if checked.entries or not checked.problems:
        table = Table(box=None, pad_edge=False)
        for heading in ("Published (UTC)", "Title", "Characters", "Address"):
            table.add_column(heading, overflow="fold")
        for entry in checked.entries:
            characters = str(len(plain_text(entry.body)))
            table.add_row(
                _moment(entry.published), escape(entry.title), characters, escape(entry.url or "–")
            )
        Console().print(table)
    print_in_a_line(checked)


def print_in_a_line(checked: Checked) -> None:
    """Print for people how many entries came, and what failed."""
    what = checked.what.encode(errors="backslashreplace").decode()
    if checked.entries or not checked.problems:
        newest = max((each.published for each in checked.entries if each.published), default=None)
        count = len(checked.entries)
        number = "1 entry" if count == 1 else f"{count} entries"
        typer.echo(
            f"{what}: {number}, the newest of {_moment(newest)}" if newest else f"{what}: {number}"
        )
    for problem in checked.problems:
        typer.echo(f"error: {what}: {problem}", err=True)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"
