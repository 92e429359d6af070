"""`check`: whether the service could start, and do all that it is set to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import typer

from notifier.cli.common import command_app, example
from notifier.core.errors import ChatError, Problem, SettingsError, StoreError, StoreFullError
from notifier.core.folding import fold
from notifier.core.model import Topic
from notifier.delivery.channels.telegram import known_bot
from notifier.ingest.disk_space import free_of_disk, lack_of_space
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.service.bots import make_bots
from notifier.service.factories import check_usable, closing_store
from notifier.service.settings import Settings
from notifier.service.settings_checks import deafness, inspect_whole, unread_list
from notifier.service.settings_loading import unused_proxies
from notifier.sources.posts import PostsConfig
from notifier.store.engine.database import Store
from notifier.store.engine.migrate import holds_this_schema
from notifier.subscriptions.rules import Rules

app = command_app()


@app.command(epilog=example("notifier check"))
def check() -> None:
    """Check settings, database and token; tell every problem at once, and end with 1 if any.

    Nothing is changed: the database of a running service is only looked at.
    """
    settings, problems = inspect_whole()
    state, rules, found = asyncio.run(_check(settings))
    problems += found
    if problems:
        raise SettingsError(problems)
    sources = sum(source.enabled for source in settings.sources)
    bots = len(settings.telegram.tokens)
    token = f"{bots} set and accepted" if bots else "not set: alerts go to the terminal"
    typer.echo(f"settings: {sources} sources, {len(settings.topics)} topics")
    typer.echo(f"database: {state}")
    typer.echo(f"token: {token}")
    for name in unused_proxies(settings):
        typer.echo(
            f"note: {name} is not used; to reach sources or Telegram by it, set "
            "NOTIFIER_FETCH_PROXY or NOTIFIER_TELEGRAM_PROXY"
        )
    if bots and settings.web.has_app and not settings.web.app_address:
        typer.echo(
            "note: the bot offers no Mini App, which Telegram opens at https addresses only; set "
            "NOTIFIER_WEB_PUBLIC_URL to one, or NOTIFIER_WEB_APP to false"
        )
    if deaf := deafness(settings):
        typer.echo(f"note: web.port {deaf}")
    if unread := unread_list(settings):
        typer.echo(f"note: {unread}")
    for source in settings.sources:
        if source.enabled and isinstance(source, PostsConfig) and not source.path.is_dir():
            typer.echo(f"note: source {source.name}: there is no folder {source.path} yet")
    for doubt in _doubts(settings, rules) if rules is not None else ():
        typer.echo(f"note: {doubt}")


def _doubts(settings: Settings, rules: Rules) -> Iterator[str]:
    """Yield what is probably a mistake: codes of no known security, topics of no source."""
    for source in settings.sources:
        for code in source.tickers:
            if rules.directory.find_code(code) is None:
                yield f"source {source.name}: no security is known as {code}"
    names = {fold(each.name).text for each in settings.sources if each.enabled}
    for topic in settings.topics:
        for name in sorted(rules.parse(topic.query).sources - names):
            near = get_close_matches(name, names, 1)
            meant = f"; did you mean source:{near[0]}?" if near else ""
            yield f"topic {topic.slug}: no source that is switched on is called {name}{meant}"


async def _check(settings: Settings) -> tuple[str, Rules | None, list[Problem]]:
    """Return how the database is, the rules, and everything that is wrong outside the settings."""
    state, rules, problems = await _check_database(settings)
    for bot in make_bots(settings):
        try:
            async with known_bot(bot, strict=True):
                pass
        except ChatError as error:
            problems.append(Problem(f"token of bot {bot.number}", str(error)))
    return state, rules, problems


async def _check_database(settings: Settings) -> tuple[str, Rules | None, list[Problem]]:
    """Look at the database, and compile the topics with what it knows."""
    try:
        async with closing_store(settings) as store:
            await check_usable(store)
            if lack := lack_of_space(free_of_disk(store), settings.database.min_free):
                raise StoreFullError(lack)
            if await holds_this_schema(store):
                state = "reached, schema up to date"
                return state, *await _check_topics(store, settings.topics)
    except StoreError as error:
        state, problems = "", [Problem("database", str(error))]
    else:
        state, problems = "none yet; `notifier run` makes it", []
    rules, found = _check_topics_alone(settings)
    return state, rules, [*problems, *found]


async def _check_topics(
    store: Store, topics: Sequence[Topic]
) -> tuple[Rules | None, list[Problem]]:
    try:
        return await Rules.load(store, topics), []
    except SettingsError as error:
        return None, error.problems


def _check_topics_alone(settings: Settings) -> tuple[Rules | None, list[Problem]]:
    """Compile the topics with what is shipped."""
    if not settings.topics and not any(each.tickers for each in settings.sources):
        return None, []
    try:
        return Rules(directory_of(shipped()), settings.topics), []
    except SettingsError as error:
        return None, error.problems
