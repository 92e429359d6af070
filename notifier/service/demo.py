"""The demo: the service itself, with sample posts as its source and the terminal as its chat.

The posts are dropped one by one into a folder that the service watches, as anybody can do.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import resources
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typing_extensions import override

from notifier.core.alerts import AlertState
from notifier.core.clock import system_clock
from notifier.core.i18n import Translator, translator
from notifier.core.log import configure_logging
from notifier.core.model import Mention, Role, Topic
from notifier.delivery.message import reason_label
from notifier.ingest.pipeline import Arrival
from notifier.service.app import Service, running_service
from notifier.service.settings import DatabaseSettings, SecuritiesSettings, Settings, WebSettings
from notifier.sources.posts import PostsConfig
from notifier.store.alerts import status
from notifier.store.articles import feeds
from notifier.store.chats import chats, subscriptions
from notifier.store.sources import sources
from notifier.subscriptions import interpretation, watchlist
from notifier.subscriptions.interpretation import ParsedQuery
from notifier.web.feeds.publisher import Publisher
from notifier.web.listening import free_port

CHAT = 1
FOLLOWED = ("科大讯飞", "SZ300024", "腾讯控股", "AAPL", "元宇宙 | 虚拟现实", "AI 芯片")
TOPICS = (
    Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实"),
    Topic("chips", "AI 芯片", "AI (芯片 | chip | chips)"),
)
_BETWEEN_POSTS = 1.0
_PATIENCE = 60.0
"""Seconds in which everything must have been delivered; far more than it takes."""


class PipedConsole(Console):
    """A console that tells when whoever read what it prints has had enough."""

    def __init__(self) -> None:
        super().__init__()
        self.left = asyncio.Event()

    @override
    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())
        self.left.set()


@dataclass(slots=True)
class _Screen:
    """Prints what happens, as it happens."""

    console: Console
    say: Translator
    arrivals: list[Arrival] = field(default_factory=list)

    def show(self, arrival: Arrival) -> None:
        """Print an article that arrived, who is named in it and who asked for it."""
        self.arrivals.append(arrival)
        title = Text(f"▌{arrival.article.title}", style="bold")
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column()
        named = [self._named(mention) for mention in arrival.findings.mentions]
        nothing = Text(self.say("terminal-nothing"), style="dim")
        table.add_row(self.say("terminal-securities"), Text("\n").join(named) or nothing)
        labels = dict.fromkeys(
            reason_label(reason, arrival.document, self.say)
            for match in arrival.findings.matches
            for reason in match.reasons
        )
        asked = Text("、".join(labels), style="green")
        table.add_row(self.say("terminal-subscriptions"), asked if labels else nothing)
        self.console.print()
        self.console.print(title)
        self.console.print(Padding(table, (0, 0, 0, 2)))

    def _named(self, mention: Mention) -> Text:
        style = "cyan" if mention.role is Role.SUBJECT else "dim"
        line = Text(f"{mention.name} {mention.symbol}", style=style)
        signs = (sign.partition(":") for sign in mention.evidence[:2])
        why = "；".join(self.say(f"sign-{key}", detail=detail) for key, _, detail in signs)
        return line.append(f"  {why}", style="dim")


async def run_demo(console: Console, *, once: bool) -> None:
    """Run the demo; with `once` it ends when every alert is delivered.

    It ends too when nobody reads a `PipedConsole` any more.
    """
    say = translator("zh-Hans")
    configure_logging("warning", "console")
    with tempfile.TemporaryDirectory(prefix="notifier-demo-") as place:
        folder = Path(place) / "posts"
        folder.mkdir()
        screen = _Screen(console, say)
        settings = _settings(Path(place), folder)
        async with running_service(settings, console=console, on_arrival=screen.show) as service:
            playing = asyncio.create_task(_play(service, screen, folder, once=once))
            left = console.left if isinstance(console, PipedConsole) else asyncio.Event()
            leaving = asyncio.create_task(left.wait())
            try:
                await asyncio.wait([playing, leaving], return_when=asyncio.FIRST_COMPLETED)
                if playing.done():
                    await playing
            finally:
                playing.cancel()
                leaving.cancel()


def _settings(place: Path, folder: Path) -> Settings:
    # Unchecked, because no operator's source may be read as often as this.
    source = PostsConfig.model_construct(
        kind="posts",
        name="samples",
        title="示例通讯社",
        path=folder,
        interval=timedelta(seconds=0.1),
    )
    web = WebSettings()
    return Settings.model_construct(
        web=WebSettings(port=free_port(web.host, web.port)),
        database=DatabaseSettings(url=SecretStr(f"sqlite:///{place}/demo.db")),
        securities=SecuritiesSettings(sync_every=None),  # it works offline
        sources=(source,),
        topics=TOPICS,
    )


async def _play(service: Service, screen: _Screen, folder: Path, *, once: bool) -> None:
    say, console = screen.say, screen.console
    now = system_clock()
    async with service.store.write() as connection:
        chat = await chats.ensure_chat(connection, CHAT, bot=0, language=say.language, now=now)
        wanted = [interpretation.interpret(text, service.rules) for text in FOLLOWED]
        clear = [each for each in wanted if isinstance(each, ParsedQuery)]
        await watchlist.add(connection, chat, clear, now)
        held = await subscriptions.of_all(connection)
    names = [watchlist.label(each, service.rules)[0] for _, each in held]
    console.print(say("demo-intro", subscriptions="、".join(names)), style="yellow")
    await _first_poll(service)
    samples = sorted(resources.files("notifier.service").joinpath("samples").iterdir(), key=str)
    posts = [sample for sample in samples if sample.name.endswith(".md")]
    for number, post in enumerate(posts, start=1):
        _drop(post.read_bytes(), folder / post.name)
        await _delivered(service, screen, number)
        if not once:
            await asyncio.sleep(_BETWEEN_POSTS)
    await _summarise(service, screen)
    if not once:
        console.print(say("demo-stop", folder=str(folder)), style="yellow")
        await asyncio.Event().wait()


def _drop(content: bytes, file: Path) -> None:
    """Put a post into the folder, looking as though it had lain there for a moment already."""
    file.write_bytes(content)
    moment = file.stat().st_mtime - 1
    os.utime(file, (moment, moment))


async def _first_poll(service: Service) -> None:
    """Wait until the service has seen the folder empty, so that all posts are news to it."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            async with service.store.read() as connection:
                if await sources.was_polled(connection, "samples"):
                    return
            await asyncio.sleep(0.1)


async def _delivered(service: Service, screen: _Screen, expected: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            async with service.store.read() as connection:
                counts = await status.counts(connection)
            waiting = sum(counts.values()) - counts[AlertState.SENT] - counts[AlertState.DEAD]
            if len(screen.arrivals) >= expected and not waiting:
                return
            await asyncio.sleep(0.1)


async def _summarise(service: Service, screen: _Screen) -> None:
    say, console = screen.say, screen.console
    async with service.store.read() as connection:
        published = await feeds.all_feeds(connection)
        counts = await status.counts(connection)
    publisher = Publisher(service.store, service.rules, say, service.address)
    table = Table(title=say("terminal-feeds"), title_justify="left", box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="cyan", overflow="fold")
    for feed in published:
        table.add_row(
            publisher.catalogue.title(feed.name),
            str(feed.items),
            publisher.catalogue.url(feed.name),
        )
    console.print()
    console.print(table)
    console.print()
    console.print(
        say(
            "terminal-summary",
            articles=str(len(screen.arrivals)),
            alerts=str(counts[AlertState.SENT]),
            feeds=str(len(published)),
        )
    )
