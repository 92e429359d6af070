"""`alerts`: what became of every alert."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from notifier.cli.common import Json, command_app, example, print_json
from notifier.cli.loading import settings_and_logging
from notifier.cli.tables import print_table
from notifier.core.alerts import AlertState
from notifier.core.clock import system_clock
from notifier.core.document import plain_text
from notifier.core.numbers import MAX_ID
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.store.alerts import doubts
from notifier.store.alerts import status as alert_states
from notifier.store.alerts.doubts import DoubtfulPair
from notifier.store.alerts.status import AlertStatus

app = command_app("Account for alerts.")


@app.callback()
def _alerts() -> None:
    """Account for alerts."""


@app.command(
    epilog=example("notifier alerts status", "notifier alerts status --chat 12345 --state dead")
)
def status(
    chat: Annotated[
        int | None,
        typer.Option("--chat", min=-MAX_ID, max=MAX_ID, help="Telegram's id of a chat."),
    ] = None,
    state: Annotated[
        list[AlertState] | None, typer.Option("--state", help="Only alerts in this state.")
    ] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to list.")] = 50,
    as_json: Json = False,
) -> None:
    """Tell how many alerts are in each state, what is overdue, and where each of the newest is."""
    settings = settings_and_logging(quiet=True)
    overview, found = asyncio.run(_look(settings, chat, state or [], limit))
    if as_json:
        print_json({**overview, "alerts": [_as_json(each) for each in found]})
    else:
        _show(overview, found, ZoneInfo(settings.timezone))


@app.command(
    epilog=example("notifier alerts doubtful", "notifier alerts doubtful --days 30 --json")
)
def doubtful(
    *,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far to look back.")] = 7,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to list of each.")] = 50,
    as_json: Json = False,
) -> None:
    """List what may have been told twice, and what was taken for news that had been told."""
    settings = settings_and_logging(quiet=True)
    found = asyncio.run(_doubts(settings, timedelta(days=days), limit))
    if as_json:
        print_json({name: [_pair_as_json(each) for each in pairs] for name, pairs in found.items()})
        return
    zone = ZoneInfo(settings.timezone)
    for name, pairs in found.items():
        typer.echo(f"{len(pairs)} {_DOUBTS[name]}")
        for each in pairs:
            typer.echo(
                f"  {_local(each.second_seen_at, zone)} {each.source}: {_plain(each.second_title)}"
                f"  ← {_plain(each.first_title)} ({each.chats})"
            )


_DOUBTS = {
    "repeated": "told twice to some chats (the number behind each):",
    "swallowed": "told to nobody, for their source had told that story (queries that held behind):",
}


async def _doubts(
    settings: Settings, back: timedelta, limit: int
) -> Mapping[str, Sequence[DoubtfulPair]]:
    since = system_clock() - back
    async with opened_store(settings) as store, store.read() as connection:
        return {
            "repeated": await doubts.repeated(connection, since, limit),
            "swallowed": await doubts.swallowed(connection, since, limit),
        }


def _pair_as_json(pair: DoubtfulPair) -> dict[str, object]:
    return {
        "source": pair.source,
        "first": _plain(pair.first_title),
        "second": _plain(pair.second_title),
        "seen_at": pair.second_seen_at.isoformat(),
        "count": pair.chats,
    }


async def _look(
    settings: Settings, chat: int | None, states: list[AlertState], limit: int
) -> tuple[Mapping[str, object], list[AlertStatus]]:
    async with opened_store(settings) as store, store.read() as connection:
        counts = await alert_states.counts(connection)
        queue = await alert_states.outbox_size(connection)
        lines = await alert_states.queue_lengths(connection)
        found = await alert_states.status(connection, telegram_id=chat, states=states, limit=limit)
    served = {int(each.get_secret_value().partition(":")[0]) for each in settings.telegram.tokens}
    overdue = queue.oldest_due is not None and queue.oldest_due < system_clock()
    overview = {
        "counts": {each.value: number for each, number in counts.items()},
        "oldest_due": queue.oldest_due.isoformat() if queue.oldest_due and overdue else None,
        "fan_outs": queue.fan_outs,
        "edit_fan_outs": queue.edit_fan_outs,
        # Without any token the terminal serves all.
        "chats_without_bot": {
            str(bot): chats for bot, chats in lines.items() if served and bot not in served
        },
    }
    return overview, found


def explain(alert: AlertStatus, zone: ZoneInfo) -> str:
    """Return where an alert is, until when it waits, and why."""
    digest = f" with the digest “{alert.cadence}”" if alert.in_digest else ""
    until = "" if alert.until is None else f" until {_local(alert.until, zone)}"
    note = f": {alert.note}" if alert.note else ""
    match alert.state:
        case AlertState.SENT:
            sent = "" if alert.sent_at is None else f" {_local(alert.sent_at, zone)}"
            return f"sent{sent}{digest}{note if alert.in_digest else ''}"
        case AlertState.SENDING:
            return "under way"
        case AlertState.DEAD:
            return f"given up{note}"
        case AlertState.GATHERED:
            return f"comes{digest}{until}{note}"
        case AlertState.NEW | AlertState.LATER:
            why = ": the chat pauses" if alert.is_paused else note
            return f"waits{until}{why}"


def _as_json(alert: AlertStatus) -> dict[str, object]:
    return {
        "id": alert.id,
        "chat": alert.chat,
        "kind": alert.kind.value,
        "state": alert.state.value,
        "title": _plain(alert.title),
        "url": alert.url,
        "created_at": alert.created_at.isoformat(),
        "sent_at": alert.sent_at.isoformat() if alert.sent_at else None,
        "until": alert.until.isoformat() if alert.until else None,
        "paused": alert.is_paused,
        "attempts": alert.attempts,
        "note": alert.note,
        "digest": alert.cadence if alert.in_digest else None,
    }


def _show(overview: Mapping[str, object], found: list[AlertStatus], zone: ZoneInfo) -> None:
    counts, orphans = overview["counts"], overview["chats_without_bot"]
    assert isinstance(counts, dict)
    assert isinstance(orphans, dict)
    typer.echo(" · ".join(f"{name} {number:,}" for name, number in counts.items()))
    if fan_outs := overview["fan_outs"]:
        typer.echo(f"alerts of {fan_outs} articles are still being planned")
    if edit_fan_outs := overview["edit_fan_outs"]:
        typer.echo(f"edits of {edit_fan_outs} stories are still being planned")
    oldest = overview["oldest_due"]
    if isinstance(oldest, str):
        typer.echo(f"the oldest has been due since {_local(datetime.fromisoformat(oldest), zone)}")
    for bot, chats in orphans.items():
        typer.echo(f"{chats} chats wait for bot {bot}, of which no token is set", err=True)
    rows = [
        (
            _local(each.created_at, zone),
            str(each.chat),
            _plain(each.title) or each.kind.value,
            explain(each, zone),
        )
        for each in found
    ]
    if rows:
        print_table(("Planned", "Chat", "What", "Where it is"), rows)


def _plain(title: str) -> str:
    """Return a stored title as people read it."""
    return plain_text(title).replace("\n", " ")


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M:%S}"
