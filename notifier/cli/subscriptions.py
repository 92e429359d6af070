"""`subscriptions`: what chats are subscribed to, from the operator's side."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from notifier.cli.common import Json, command_app, example, print_json
from notifier.cli.loading import settings_and_logging, store_and_rules
from notifier.cli.tables import print_table
from notifier.core.clock import system_clock
from notifier.core.errors import NotifierError, Problem, QueryError, SettingsError
from notifier.core.model import Chat, Correction, Subscription
from notifier.core.numbers import MAX_ID, read_number
from notifier.securities.typed import Certainty
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.store.chats import chats, subscriptions
from notifier.store.chats import corrections as stored_corrections
from notifier.store.engine.database import Connection
from notifier.subscriptions import interpretation, watchlist
from notifier.subscriptions.history import Backtest, run_backtest
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.query.query import as_words
from notifier.subscriptions.rules import Rules

app = command_app("Look at and change what chats are subscribed to.")

ChatId = Annotated[
    int,
    typer.Option("--chat", min=-MAX_ID, max=MAX_ID, help="Telegram's id of the chat."),
]
QueryText = Annotated[str, typer.Argument(metavar="QUERY", help="A company or a query.")]


@app.command(epilog=example("notifier subscriptions add --chat 12345 科大讯飞"))
def add(chat: ChatId, query: QueryText) -> None:
    """Subscribe a chat; several companies side by side are so many subscriptions."""
    settings = settings_and_logging(quiet=True)

    async def work() -> list[watchlist.WatchedQuery]:
        async with store_and_rules(settings) as (store, rules):
            wanted = _all_understood(query, rules)
            async with store.write() as connection:
                return await _add(connection, chat, wanted, settings)

    for done in asyncio.run(work()):
        typer.echo(f"{'added' if done.is_new else 'there already'}: {done.query.canonical}")


@app.command("list", epilog=example("notifier subscriptions list", "… list --chat 12345 --json"))
def list_(
    chat: Annotated[
        int | None,
        typer.Option("--chat", min=-MAX_ID, max=MAX_ID, help="Only this chat's."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """List subscriptions."""
    found = asyncio.run(_all(chat))
    if as_json:
        print_json(
            [
                {
                    "chat": where.telegram_id,
                    "query": each.text,
                    "canonical": each.query,
                    "created_at": each.created_at.isoformat(),
                    "disabled": where.disabled_reason,
                }
                for where, each in found
            ]
        )
        return
    print_table(
        ("Chat", "Query", "Means", "Since (UTC)"),
        (
            (str(where.telegram_id), each.text, each.query, f"{each.created_at:%Y-%m-%d %H:%M}")
            for where, each in found
        ),
    )


@app.command(epilog=example("notifier subscriptions remove --chat 12345 科大讯飞"))
def remove(chat: ChatId, query: QueryText) -> None:
    """End a subscription of a chat."""
    settings = settings_and_logging(quiet=True)

    async def work() -> Subscription | None:
        async with store_and_rules(settings) as (store, rules), store.write() as connection:
            known = await chats.find_chat(connection, chat, bot=settings.telegram.default_bot)
            if known is None:
                return None
            return await watchlist.unwatch(connection, known, query, rules)

    ended = asyncio.run(work())
    if ended is None:
        raise NotifierError(f"chat {chat} is not subscribed to {query!r}")
    typer.echo(f"removed: {ended.query}")


@app.command("import", epilog=example("notifier subscriptions import subscriptions.csv"))
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with the columns chat and query.")],
) -> None:
    """Add the subscriptions of a CSV file: all of them, or none where a line is wrong."""
    settings = settings_and_logging(quiet=True)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(_read(lines, str(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotifierError(f"{file} cannot be read: {error}") from error

    async def work() -> int:
        problems = []
        new = 0
        async with store_and_rules(settings) as (store, rules), store.write() as connection:
            for number, chat, query in rows:
                try:
                    wanted = [_understood(query, rules)]
                    (done,) = await _add(connection, chat, wanted, settings)
                    new += done.is_new
                except NotifierError as error:
                    problems.append(Problem(f"{file}, line {number}", str(error)))
            if problems:
                raise SettingsError(problems)
        return new

    new = asyncio.run(work())
    typer.echo(f"{new} subscriptions added, {len(rows) - new} were there already")


@app.command(epilog=example("notifier subscriptions export > subscriptions.csv"))
def export() -> None:
    """Print all subscriptions as CSV, in the form that `import` reads."""
    writer = csv.writer(sys.stdout)
    writer.writerow(["chat", "query"])
    writer.writerows(
        [where.telegram_id, as_words(each.query)] for where, each in asyncio.run(_all(None))
    )


@app.command(
    "try", epilog=example("notifier subscriptions try '元宇宙 | 虚拟现实'", "… try AAPL --days 30")
)
def try_(
    query: QueryText,
    *,
    days: Annotated[int, typer.Option(min=1, max=365, help="How far to look back.")] = 7,
    as_json: Json = False,
) -> None:
    """Tell what a query would have brought, from the stored articles."""
    settings = settings_and_logging(quiet=True)
    zone = ZoneInfo(settings.timezone)

    async def work() -> Backtest:
        async with store_and_rules(settings) as (store, rules), store.read() as connection:
            parsed = _understood(query, rules)
            return await run_backtest(
                connection, rules.parse(parsed.canonical), days=days, now=system_clock(), zone=zone
            )

    tried = asyncio.run(work())
    if as_json:
        print_json(
            {
                "total": tried.total,
                "exact": tried.exact,
                "noisy": tried.is_noisy,
                "per_day": {f"{day:%Y-%m-%d}": count for day, count in tried.per_day},
                "samples": [each.title for each in tried.samples],
            }
        )
        return
    about = "" if tried.exact else "about "
    typer.echo(f"{about}{tried.total:,} stories in {days} days, {tried.average:.1f} a day")
    for day, count in tried.per_day:
        typer.echo(f"{day:%Y-%m-%d} {count:>6,}")
    for each in tried.samples:
        typer.echo(f"  {each.came_at.astimezone(zone):%m-%d %H:%M}  {each.title}")
    if tried.is_noisy:
        typer.echo("That is more than people read; narrow it with another word or a company.")


def _understood(text: str, rules: Rules) -> ParsedQuery:
    """Return the query that a text means; raises NotifierError where it is not clear."""
    try:
        query = interpretation.interpret(text, rules)
    except QueryError as error:
        raise _unreadable(text, error) from error
    return _clear(query)


def _all_understood(text: str, rules: Rules) -> list[ParsedQuery]:
    """Return everything that a text lists; raises NotifierError where it is not clear."""
    try:
        return [_clear(each) for each in interpretation.interpret_all(text, rules)]
    except QueryError as error:
        raise _unreadable(text, error) from error


def _clear(query: ParsedQuery | Ambiguous) -> ParsedQuery:
    if isinstance(query, ParsedQuery):
        return query
    codes = ", ".join(f"{each.symbol} {each.name}" for each in query.choices)
    words = f"""for the words themselves, quote them: '"{query.text}"'"""
    match query.certainty:
        case Certainty.SURE:
            raise NotifierError(f"{query.text!r} may mean several companies; give a code: {codes}")
        case Certainty.EITHER:
            raise NotifierError(
                f"{query.text!r} may be a company or a word; give its code: {codes}; {words}"
            )
        case Certainty.NEAR:
            raise NotifierError(
                f"no company is called {query.text!r}; did you mean {codes}? {words}"
            )


@app.command(epilog=example("notifier subscriptions corrections --json"))
def corrections(*, as_json: Json = False) -> None:
    """List what chats corrected: words that mean no company, phrases that they mute."""
    settings = settings_and_logging(quiet=True)

    async def work() -> list[tuple[int, Correction, datetime]]:
        async with opened_store(settings) as store, store.read() as connection:
            return await stored_corrections.of_all(connection)

    found = asyncio.run(work())
    if as_json:
        print_json(
            [
                {
                    "chat": telegram_id,
                    "kind": each.kind.value,
                    "words": each.words,
                    "symbol": each.symbol or None,
                    "created_at": made_at.isoformat(),
                }
                for telegram_id, each, made_at in found
            ]
        )
        return
    print_table(
        ("Chat", "Words", "Is not", "Since (UTC)"),
        (
            (str(telegram_id), each.words, each.symbol or "(muted)", f"{made_at:%Y-%m-%d %H:%M}")
            for telegram_id, each, made_at in found
        ),
    )


async def _all(telegram_id: int | None) -> list[tuple[Chat, Subscription]]:
    settings = settings_and_logging(quiet=True)
    async with opened_store(settings) as store, store.read() as connection:
        found = await subscriptions.of_all(connection)
    return [each for each in found if telegram_id in {None, each[0].telegram_id}]


async def _add(
    connection: Connection, telegram_id: int, wanted: Sequence[ParsedQuery], settings: Settings
) -> list[watchlist.WatchedQuery]:
    now = system_clock()
    # Groups and channels have negative ids.
    kind = "private" if telegram_id > 0 else "supergroup"
    chat = await chats.ensure_chat(
        connection,
        telegram_id,
        bot=settings.telegram.default_bot,
        language=settings.language,
        kind=kind,
        now=now,
    )
    return await watchlist.add(connection, chat, wanted, now)


def _unreadable(query: str, error: QueryError) -> NotifierError:
    repair = f"; did you mean {error.repair!r}" if error.repair else ""
    return NotifierError(f"{query!r} cannot be read: {error}{repair}")


def _read(lines: Iterable[str], name: str) -> Iterable[tuple[int, int, str]]:
    reader = csv.DictReader(lines)
    if not {"chat", "query"} <= set(reader.fieldnames or ()):
        raise NotifierError(f"{name}: the first line must name the columns chat and query")
    for row in reader:
        query = (row["query"] or "").strip()
        chat = read_number((row["chat"] or "").strip(), least=-MAX_ID)
        if chat is None or not query:
            raise NotifierError(f"{name}, line {reader.line_num}: a chat's id and a query needed")
        yield reader.line_num, chat, query
