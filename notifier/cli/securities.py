"""`securities`: look companies up, import lists of them and take these back, count them."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from notifier.cli.common import Json, command_app, example, print_json
from notifier.cli.loading import settings_and_logging, store_and_rules
from notifier.cli.tables import print_table
from notifier.core.clock import system_clock
from notifier.core.errors import SecuritiesError
from notifier.core.numbers import MAX_ID
from notifier.securities.codes import canonical
from notifier.securities.csv_file import canonical_symbols, read_csv
from notifier.securities.directory import Directory
from notifier.service.factories import make_fetcher, opened_store
from notifier.service.securities_sync import ListOutcome, official_lists
from notifier.service.securities_sync import sync as sync_lists
from notifier.service.settings import Settings
from notifier.service.settings_checks import unread_list
from notifier.store.sources import securities

app = command_app("Look at and import the securities that are known.")

_SHOWN_SYMBOLS = 10


@app.command(epilog=example("notifier securities find 科大讯飞", "notifier securities find kdxf"))
def find(
    text: Annotated[str, typer.Argument(help="A code, a name, a part of one, or its pinyin.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 10,
    as_json: Json = False,
) -> None:
    """List the securities that a text may mean, the likeliest first."""
    found = asyncio.run(_directory())[1].search(text, limit)
    if as_json:
        print_json(
            [
                {
                    "symbol": each.symbol,
                    "exchange": each.exchange,
                    "name": each.name,
                    "aliases": each.aliases,
                }
                for each in found
            ]
        )
        return
    if not found:
        typer.echo(f"error: no security is known by {text!r}", err=True)
        raise typer.Exit(1)
    rows = [
        (
            each.symbol,
            each.exchange,
            each.name,
            ", ".join(alias for alias in each.aliases if ":" not in alias),
        )
        for each in found
    ]
    print_table(("Symbol", "Exchange", "Name", "Also"), rows)


@app.command("import", epilog=example("notifier securities import a_share.csv"))
def import_(
    file: Annotated[Path, typer.Argument(help="CSV: symbol,exchange,name,aliases (| between).")],
) -> None:
    """Add a list of securities: it adds names to what is known, and takes none away."""
    settings = settings_and_logging(quiet=True)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found, unknown = canonical_symbols(read_csv(lines, str(file)))
    except OSError as error:
        raise SecuritiesError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SecuritiesError(f"{file} is not UTF-8 text: save it as CSV UTF-8") from error
    if unknown:
        symbols = ", ".join(unknown[:_SHOWN_SYMBOLS]) + (", …" if unknown[_SHOWN_SYMBOLS:] else "")
        typer.echo(
            f"note: {len(unknown)} left out, whose symbols are no codes of mainland China, "
            f"Hong Kong or the US: {symbols}",
            err=True,
        )

    async def put() -> int:
        async with opened_store(settings) as store, store.write() as connection:
            if not found:
                raise SecuritiesError(f"{file} has no security in it, as SZ002230 or AAPL")
            return await securities.add_list(connection, file.name, found, system_clock())

    number = asyncio.run(put())
    typer.echo(
        f"{len(found)} securities imported; a running service takes them over by itself. "
        f"To take them back: notifier securities remove --import {number}"
    )


@app.command(epilog=example("notifier securities imports"))
def imports(*, as_json: Json = False) -> None:
    """List what was imported, with the numbers by which it is taken back."""
    settings = settings_and_logging(quiet=True)

    async def work() -> list[securities.ImportedList]:
        async with opened_store(settings) as store, store.read() as connection:
            return await securities.imported_lists(connection)

    found = asyncio.run(work())
    if as_json:
        print_json(
            [
                {
                    "import": each.id,
                    "name": each.name,
                    "imported_at": each.imported_at.isoformat(),
                    "securities": each.securities,
                }
                for each in found
            ]
        )
        return
    for each in found:
        when = f"{each.imported_at:%Y-%m-%d %H:%M} UTC"
        typer.echo(f"{each.id:>5}  {when}  {each.securities:>7,}  {each.name}")


@app.command(
    epilog=example("notifier securities remove --import 3", "notifier securities remove 688795.SH")
)
def remove(
    symbols: Annotated[
        list[str] | None, typer.Argument(metavar="SYMBOL…", help="Symbols as they were imported.")
    ] = None,
    *,
    number: Annotated[
        int | None, typer.Option("--import", min=1, max=MAX_ID, help="The import's number.")
    ] = None,
) -> None:
    """Take an import back, or single securities; what is shipped with the program stays."""
    settings = settings_and_logging(quiet=True)
    if not symbols and number is None:
        raise SecuritiesError("name symbols, or an import with --import; `imports` lists them")

    async def work() -> None:
        missing = []
        async with opened_store(settings) as store, store.write() as connection:
            for symbol in symbols or ():
                written = dict.fromkeys((symbol, *canonical(symbol)))
                done = [await securities.remove(connection, each) for each in written]
                if not any(done):
                    missing.append(f"{symbol} was not imported")
            if number is not None and not await securities.remove_list(connection, number):
                missing.append(f"there is no import {number}; `imports` lists them")
            if missing:
                raise SecuritiesError("; ".join(missing))

    asyncio.run(work())
    typer.echo("removed; a running service takes it over by itself")


@app.command(epilog=example("notifier securities sync"))
def sync() -> None:
    """Refresh the directory from cninfo, HKEX and the SEC, and tell what changed.

    A bad answer changes nothing.
    """
    settings = settings_and_logging()

    async def work() -> list[ListOutcome]:
        async with store_and_rules(settings) as (store, rules):
            fetcher = make_fetcher(settings)
            try:
                lists = official_lists(settings)
                return await sync_lists(store, rules.listed, fetcher, lists)
            finally:
                await fetcher.close()

    outcomes = asyncio.run(work())
    for each in outcomes:
        if each.problem is None and each.changed:
            typer.echo(f"{each.name}: {each.listed:,} listed, {each.changed:,} new or changed")
        elif each.problem is not None:
            typer.echo(f"error: {each.name}: {each.problem}", err=True)
    if any(each.problem for each in outcomes):
        raise typer.Exit(1)


@app.command(epilog=example("notifier securities stats"))
def stats(*, as_json: Json = False) -> None:
    """Count the securities that are known, by exchange."""
    settings, directory = asyncio.run(_directory())
    counts = Counter(each.exchange for each in directory)
    if as_json:
        print_json({"total": counts.total(), "exchanges": dict(counts.most_common())})
        return
    for exchange, number in counts.most_common():
        typer.echo(f"{number:>7,}  {exchange}")
    typer.echo(f"{counts.total():>7,}  in all")
    if unread := unread_list(settings):
        typer.echo(f"note: {unread}", err=True)


async def _directory() -> tuple[Settings, Directory]:
    settings = settings_and_logging(quiet=True)
    async with store_and_rules(settings) as (_, rules):
        return settings, rules.directory
