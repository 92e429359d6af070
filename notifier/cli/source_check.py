"""`source check`: fetch and parse once, and show what came, what is odd and what failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from notifier.cli.common import Json
from notifier.cli.loading import named_like, settings_and_logging
from notifier.cli.source_check_output import (
    Checked,
    print_as_json,
    print_in_a_line,
    print_jsonl,
    print_one,
)
from notifier.cli.source_draft import Draft, Table, as_toml, draft_source, draft_table
from notifier.core.errors import ParseError, SourceError
from notifier.ingest.active_sources import config_named
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.service.factories import reading_tools
from notifier.service.settings import Settings
from notifier.sources.config import Reading, SourceConfig
from notifier.sources.documents import context_for, read_as, read_document
from notifier.sources.http.client import Fetcher
from notifier.sources.oddities import oddities
from notifier.sources.parsing.cleaning import clean
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.posts import PostsConfig
from notifier.sources.registry import make_source
from notifier.sources.templates import PerSecurityConfig, configured_name, security_of

_OTHERWISE = (
    "; a page that lists articles is tried by --kind page --items SELECTOR, an API by --kind api "
    "--items PATH --title PATH"
)
_PANEL = "A source of your own"


def _part(told: str, *names: str, metavar: str = "PATH") -> Any:
    """Return an option for a part of a source that is none yet."""
    return typer.Option(*names, metavar=metavar, help=told, rich_help_panel=_PANEL)


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
    kind: Annotated[
        str | None,
        typer.Option(
            help="feed, page or api: read an address or a file by the options below, and print "
            "the lines for sources.toml.",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    items: Annotated[
        str | None, _part("What holds one article each: a selector of a page, a path of an API.")
    ] = None,
    key: Annotated[str | None, _part("What names an article, of an API.")] = None,
    title: Annotated[str | None, _part("Its headline.")] = None,
    link: Annotated[
        str | None,
        _part("Its address, as in 'h3 a@href' or 'https://example.org/a/{@data-id}.html'."),
    ] = None,
    body: Annotated[str | None, _part("Its text, or what the list says of it.")] = None,
    time_: Annotated[str | None, _part("When it was published.", "--time")] = None,
    author: Annotated[str | None, _part("Who wrote it.")] = None,
    tickers: Annotated[str | None, _part("Codes of the securities it is about.")] = None,
    timezone: Annotated[
        str | None,
        _part("Of dates that name none, as in Asia/Shanghai; else they are UTC.", metavar="ZONE"),
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any other key of a source, as in timeout=5s, ignore_zone=true, "
            "'headers.X-Key=${WIRE_KEY}' or entry.image=img@src; more than once.",
            rich_help_panel=_PANEL,
        ),
    ] = None,
) -> None:
    """Fetch and parse once: show the entries and what is odd, or what failed (and end with 1).

    A source that is a template is named with a security: yahoo:AAPL. A page or an API that is no
    source yet is tried by --kind and where its parts are: selectors of a page, paths of an API.
    """
    settings = settings_and_logging(quiet=True)
    configured = {each.name: each for each in settings.sources}
    if source is not None and source not in configured:
        raise typer.BadParameter(f"there is no source {source!r}; {named_like(source, configured)}")
    parts = {
        "key": key,
        "title": title,
        "link": link,
        "body": body,
        "time": time_,
        "author": author,
        "tickers": tickers,
    }
    parts_given = {name: at for name, at in parts.items() if at is not None}
    draft = Draft(kind, items, timezone, parts_given, others or ())
    if kind is None and not draft.is_empty:
        raise typer.BadParameter("say what it is by --kind: feed, page or api")
    show = print_one if len(what) == 1 else print_in_a_line
    show = print_jsonl if as_lines else print_as_json if as_json else show
    checks = check_all(what, configured, source, settings, show, draft=draft, briefly=as_lines)
    if not asyncio.run(checks):
        raise typer.Exit(1)


async def check_all(
    what: Sequence[str],
    configured: Mapping[str, SourceConfig],
    source: str | None,
    settings: Settings,
    show: Callable[[Checked], None],
    *,
    draft: Draft | None = None,
    briefly: bool = False,
) -> bool:
    """Check one after the other; return whether all were fine. Of many, briefly, only that."""
    fine = True
    async with reading_tools(settings) as (fetcher, sandbox):
        checking = _Checking(configured, source, settings, fetcher, sandbox, draft)
        for each in what:
            start = time.perf_counter()
            config: SourceConfig | None = None
            table: Table = {}
            try:
                table = checking.table(each)
                config = draft_source(table) if table else checking.config(each)
                reading = await checking.read(each, config)
            except SourceError as error:
                reading = Reading(problems=(str(error),))
            entries = tuple(map(clean, reading.entries))
            seconds = time.perf_counter() - start
            checked = Checked(each, entries, reading.problems, seconds)
            if not briefly:
                said = (*reading.problems, *reading.notes)
                odd = (*reading.notes, *oddities(entries, config, fetcher.clock(), said))
                lines = as_toml(table) if table and entries else ""
                checked = replace(checked, warnings=odd, toml=lines)
            show(checked)
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
        draft: Draft | None,
    ) -> None:
        self._configured = configured
        self._as = configured[source] if source is not None else None
        self._max_bytes = settings.fetch.max_bytes
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._draft = draft

    def table(self, what: str) -> Table:
        """Return the lines of a source that is none yet; nothing for another, or for a file."""
        if self._as is not None:
            return {}
        if self._draft is not None and not self._draft.is_empty:
            return draft_table(self._draft, what)
        is_new = configured_name(what) not in self._configured and _is_address(what)
        return draft_table(Draft("feed"), what) if is_new else {}

    async def read(self, what: str, config: SourceConfig | None) -> Reading:
        """Read whatever is named, as `config` says; raises SourceError."""
        is_draft = self._draft is not None and not self._draft.is_empty
        is_file = self._as is not None or (is_draft and not _is_address(what))
        if is_file or config is None:
            return await self._file(what, config)
        try:
            return await make_source(config, self._fetcher, self._sandbox).read({})
        except ParseError as error:
            if is_draft or config.name in self._configured:
                raise
            raise ParseError(f"{error}{_OTHERWISE}") from None

    def config(self, what: str) -> SourceConfig | None:
        """Return which source is meant; None for a file. Raises SourceError."""
        if self._as is not None:
            return self._as
        config = self._configured.get(configured_name(what))
        if isinstance(config, PerSecurityConfig) and config.per is not None:
            return self._instance(what, config)
        if config is not None and config.name == what:
            return config
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
        made = config_named(what, {template.name: enabled}, directory_of(shipped()))
        if made is None:
            raise SourceError(f"{template.name} has nothing for {symbol}")
        return made

    async def _file(self, what: str, config: SourceConfig | None) -> Reading:
        body = await asyncio.to_thread(self._bytes, Path(what))
        context = context_for(config, self._fetcher.clock())
        if config is None:
            listed = await self._sandbox.run(read_document, body, what, context)
        else:
            listed = await self._sandbox.run(read_as, body, what, context, config)
        return Reading(listed.entries, listed.problems, notes=listed.notes)

    def _bytes(self, path: Path) -> bytes:
        try:
            if not path.exists():
                near = named_like(str(path), self._configured)
                raise SourceError(f"is no file, no address and no configured source; {near}")
            if not path.is_file():  # a pipe has no end, and a device may have none
                raise SourceError("is no ordinary file")
            with path.open("rb") as file:
                body = file.read(self._max_bytes + 1)
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}") from error
        if len(body) > self._max_bytes:
            raise SourceError(f"is larger than {self._max_bytes:,} bytes")
        return body


def _is_address(what: str) -> bool:
    return what.startswith(("http://", "https://"))
