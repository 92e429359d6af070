"""Operators are told of a source in trouble once, and once when it is well again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.i18n import LANGUAGES, translator
from notifier.core.market_calendar import Calendars
from notifier.ingest.source_alerts import Operators, SourceAlert, SourceAlerts, format_alerts
from notifier.sources.config import SourceConfig
from notifier.sources.health.status import HealthState, HealthStatus
from notifier.sources.posts import PostsConfig
from notifier.store.chats import chats
from notifier.store.engine.database import Connection, Store, open_store
from notifier.store.engine.tables import alert, source
from notifier.store.sources import sources
from tests.builders import BOT, NOW, FakeClock, a_chat, a_source

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Watch:
    """Sources in a database, and alerts of them that go to a list."""

    def __init__(self, store: Store, *configs: SourceConfig) -> None:
        self.store = store
        self.clock = FakeClock()
        self.told: list[str] = []
        self.configured = {each.name: each for each in configs}
        self.source_alerts = self.another()

    def another(self, store: Store | None = None) -> SourceAlerts:
        """Return the source alerts of another process."""
        return SourceAlerts(
            store or self.store,
            self.clock,
            Calendars(),
            configured=self.configured,
            notify=self._tell,
        )

    async def _tell(self, _connection: Connection, news: Sequence[SourceAlert]) -> None:
        self.told += [f"{each.label} {each.status.state.value}" for each in news]

    async def are(self, **fields: Any) -> None:
        """Set how the sources in the database are: all have been read, and `fields` hold."""
        async with self.store.write() as connection:
            identities = {name: each.identity for name, each in self.configured.items()}
            await sources.sync(connection, identities, self.clock())
            now = self.clock()
            values = {
                "first_polled_at": NOW - DAY,
                "last_success_at": now,
                "next_poll_at": now,
                "failures": 0,
            }
            await connection.execute(sa.update(source).values({**values, **fields}))

    async def after(self, **duration: float) -> list[str]:
        """Let time pass and judge the sources; return what is told then."""
        self.clock.advance(**duration)
        self.told.clear()
        await self.source_alerts.run_once()
        return list(self.told)


@pytest.fixture
def watch(sqlite_store: Store) -> Watch:
    return Watch(sqlite_store, a_source("wire", title="通讯社"))


async def test_a_source_that_is_well_is_not_spoken_of(watch: Watch) -> None:
    await watch.are()
    assert await watch.after(minutes=1) == []


async def test_trouble_is_told_once_and_its_end_once(watch: Watch) -> None:
    await watch.are(failures=3, last_problem="503")
    assert await watch.after(minutes=1) == ["通讯社 failing"]
    assert await watch.after(minutes=1) == []
    assert await watch.after(days=3) == []
    await watch.are()
    assert await watch.after(minutes=1) == ["通讯社 ok"]
    assert await watch.after(minutes=1) == []


async def test_a_source_that_turns_back_and_forth_is_not_told_of_each_time(watch: Watch) -> None:
    await watch.are(failures=3)
    assert await watch.after(minutes=1) == ["通讯社 failing"]
    for _ in range(5):
        await watch.are()
        await watch.after(minutes=10)
        await watch.are(failures=3)
        assert await watch.after(minutes=10) == []
    assert await watch.after(hours=1) == ["通讯社 failing"], "but what lasts is told"


async def test_an_old_trouble_does_not_hide_a_new_one(watch: Watch) -> None:
    await watch.are(failures=3)
    await watch.after(minutes=1)
    await watch.are()
    await watch.after(minutes=1)
    await watch.are(failures=3)
    assert await watch.after(hours=7) == ["通讯社 failing"]


async def test_several_troubles_are_told_together(sqlite_store: Store) -> None:
    watch = Watch(sqlite_store, a_source("a"), a_source("b"), a_source("off", enabled=False))
    await watch.are(failures=3)
    async with sqlite_store.write() as connection:
        await sources.park(connection, ["off"])
    assert await watch.after(minutes=1) == ["a failing", "b failing"]


async def test_what_is_configured_no_more_is_not_spoken_of(watch: Watch) -> None:
    await watch.are(failures=3)
    watch.configured.clear()
    assert await watch.after(minutes=1) == []


async def test_a_folder_of_posts_may_say_nothing_for_ever(sqlite_store: Store) -> None:
    folder = PostsConfig.model_validate({"kind": "posts", "name": "posts", "path": "posts"})
    watch = Watch(sqlite_store, folder)
    old = {"spoke_at": (NOW - 900 * DAY).isoformat(), "gap": 60}
    await watch.are(health=old)
    assert await watch.after(minutes=1) == []
    await watch.are(failures=3)
    assert await watch.after(minutes=1) == ["posts failing"], "but it must be there"


async def test_of_two_processes_one_tells(store: Store, ready_url: str) -> None:
    watch = Watch(store, a_source("wire"))
    await watch.are(failures=3)
    other = open_store(ready_url)
    await asyncio.gather(watch.source_alerts.run_once(), watch.another(other).run_once())
    await other.close()
    assert watch.told == ["wire failing"]


async def test_what_could_not_be_told_is_told_later(watch: Watch) -> None:
    async def stumble(_connection: Connection, _news: Sequence[SourceAlert]) -> None:
        raise ZeroDivisionError

    await watch.are(failures=3)
    stumbling = SourceAlerts(
        watch.store, watch.clock, Calendars(), configured=watch.configured, notify=stumble
    )
    with pytest.raises(ZeroDivisionError):
        await stumbling.run_once()
    assert await watch.after(minutes=1) == ["通讯社 failing"]


async def test_trouble_is_logged_where_no_operator_is_named(watch: Watch) -> None:
    await watch.are(failures=3, last_problem="503")
    with capture_logs() as logs:
        await watch.after(minutes=1)
    assert ("source_in_trouble", "通讯社", "failing", "503") in [
        (each["event"], each.get("source"), each.get("state"), each.get("problem")) for each in logs
    ]


# What operators read


UNTOLD = {HealthState.NEW, HealthState.OFF}


def news(state: HealthState, label: str = "通讯社", problem: str | None = None) -> SourceAlert:
    return SourceAlert(label, HealthStatus(state, NOW), problem)


async def test_each_operator_is_told_in_the_language_of_the_chat(sqlite_store: Store) -> None:
    await a_chat(sqlite_store, 42, language="en")
    operators = Operators(
        [42, -100123], bot=BOT, language="zh-Hant", zone=SHANGHAI, clock=FakeClock()
    )
    async with sqlite_store.write() as connection:
        await operators.notify_of_sources(connection, [news(HealthState.FROZEN)])
        rows = await connection.execute(sa.select(alert.c.kind, alert.c.body).order_by(alert.c.id))
        (_, english), (kind, chinese) = rows.all()
        group = await chats.find_chat(connection, -100123, bot=BOT)
    assert "stands still: its newest story is from 2026-11-23 09:30" in english["plain"]
    assert "已停更：最新一篇是 2026-11-23 09:30 的" in chinese["plain"]
    assert kind == "notice"
    assert group is not None
    assert group.kind == "group"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_that_is_told_has_its_words(language: str) -> None:
    every = [news(state, problem="503") for state in HealthState if state not in UNTOLD]
    _, plain = format_alerts(every, translator(language), SHANGHAI)
    title, *lines = plain.splitlines()
    assert title
    assert len(set(lines)) == len(every)
    assert all("通讯社" in line for line in lines)


def test_what_a_server_said_is_no_markup() -> None:
    markup, plain = format_alerts(
        [news(HealthState.FAILING, problem="<b>&")], translator("en"), SHANGHAI
    )
    assert "&lt;b&gt;&amp;" in markup
    assert "<b>&" in plain


def test_however_much_there_is_to_tell_it_fits_into_one_message() -> None:
    many = [news(HealthState.FAILING, "名" * 500, "错" * 5000) for _ in range(300)]
    for language in LANGUAGES:
        _, plain = format_alerts(many, translator(language), SHANGHAI)
        assert len(plain) < 4096
        assert "288" in plain.splitlines()[-1]


def test_a_source_that_was_never_read_is_told_of_as_that() -> None:
    _, plain = format_alerts(
        [SourceAlert("wire", HealthStatus(HealthState.FAILING))], translator("en"), SHANGHAI
    )
    assert "Last success: never" in plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [HealthState.FAILING, HealthState.LATE])
def test_of_a_source_that_is_left_alone_it_is_told_until_when(
    language: str, state: HealthState
) -> None:
    resting = SourceAlert("wire", HealthStatus(state, NOW), "429", NOW + 20 * MINUTE)
    _, plain = format_alerts([resting], translator(language), SHANGHAI)
    assert "2026-11-23 09:50" in plain
