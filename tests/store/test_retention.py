"""What is too old is deleted, and nothing that is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.core.alerts import AlertState
from notifier.core.model import Document, Entry
from notifier.ingest.pipeline import Pipeline
from notifier.service.retention import SWEEP_EVERY, Retention
from notifier.service.settings import RetentionSettings
from notifier.store.alerts import claims
from notifier.store.articles import search
from notifier.store.articles.search import TokenQuery
from notifier.store.chats import api_answers, inbox, queries, subscriptions
from notifier.store.engine import leases, tables
from notifier.store.engine.database import Store
from notifier.store.engine.tables import (
    alert,
    article,
    feed_item,
    lease,
    query,
    queued_chat,
    story,
    tombstone,
)
from notifier.subscriptions.rules import Rules
from tests.builders import (
    BOT,
    NOW,
    FakeClock,
    a_chat,
    a_source,
    a_subscription,
    an_entry,
    small_rules,
)
from tests.service.settings.conftest import ConfigFolder

DAY = timedelta(days=1)
KEPT = RetentionSettings()
SOURCE = a_source()


class RetentionHarness:
    """A database that articles come into, and what deletes from it."""

    def __init__(self, store: Store, *, rows: int = 200, shown: int = 1) -> None:
        self.store = store
        self.clock = FakeClock()
        self.rules = small_rules()
        self.pipeline = Pipeline(store, self.rules, self.clock)
        self.retention = Retention(store, self.clock, KEPT, rows=rows, shown=shown)

    async def take(self, *entries: Entry, whole: bool = True) -> int:
        """Ingest what the source lists; return how many are new."""
        taken = await self.pipeline.ingest(SOURCE, entries, first=False, is_whole=whole)
        assert not taken.problems
        return taken.new

    async def sweep(self, **later: float) -> None:
        """Advance the clock, and delete everything that is too old."""
        self.clock.advance(**later)
        self.clock.now += SWEEP_EVERY
        for _ in range(3):
            await self.retention.run_once()

    async def count(self, table: sa.Table | str) -> int:
        counted = sa.table(table) if isinstance(table, str) else table
        async with self.store.read() as connection:
            number = await connection.scalar(sa.select(sa.func.count()).select_from(counted))
        return int(number or 0)

    async def titles(self) -> list[str]:
        async with self.store.read() as connection:
            rows = await connection.scalars(sa.select(article.c.title).order_by(article.c.id))
            return list(rows)

    async def end_alerts(self, state: AlertState = AlertState.SENT) -> None:
        async with self.store.write() as connection:
            values: dict[str, Any] = {"state": state.value, "sent_at": self.clock.now}
            await connection.execute(sa.update(alert).values(values))
            await connection.execute(sa.delete(queued_chat))


def _asked(rules: Rules) -> frozenset[int]:
    """Return the queries that an article which says everything is found by."""
    return rules.matching_queries(Document("元宇宙", "虚拟现实，芯片"))


def _entries(*titles: str) -> Iterable[Entry]:
    return [an_entry(f"{title}：元宇宙", body="<p>虚拟现实</p>") for title in titles]


async def test_old_articles_go_with_everything_that_was_found_in_them(store: Store) -> None:
    harness = RetentionHarness(store, rows=2)
    await a_subscription(store, await a_chat(store))
    async with store.write() as connection:
        await connection.execute(sa.update(tables.chat).values(disabled_reason="away"))
    assert await harness.take(*_entries("一", "二", "三", "四", "五")) == 5
    await harness.sweep(days=100)
    assert await harness.count(article) == 5
    harness.clock.advance(days=80)
    await harness.take(an_entry("新的一天"))
    await harness.sweep()
    assert await harness.titles() == ["新的一天"]
    for table in ("match", "mention", "feed_item", "article_search", "story"):
        assert await harness.count(table) <= 1, table
    async with store.read() as connection:
        keyed = sa.select(tables.story_key.c.article_id).distinct()
        assert len((await connection.scalars(keyed)).all()) <= 1
        assert await search.find(connection, [TokenQuery(frozenset({"元宇宙"}))], 0) == []


async def test_what_a_source_lists_still_does_not_come_back_as_new(store: Store) -> None:
    harness = RetentionHarness(store)
    listed = [an_entry(f"{n} 号公告", published=None) for n in range(3)]
    await harness.take(*listed)
    await harness.sweep(days=181)
    await harness.take(an_entry("今天的公告"))
    await harness.sweep()
    assert await harness.titles() == ["今天的公告"]
    await a_subscription(store, await a_chat(store), "公告")
    for _ in range(8):
        # For half a year more, and with a pipeline that was started anew in between.
        harness.clock.advance(days=25)
        harness.pipeline = Pipeline(store, harness.rules, harness.clock)
        assert await harness.take(*listed) == 0
        await harness.sweep()
    assert await harness.count(alert) == 0


async def test_what_a_source_no_longer_lists_is_forgotten_for_good(sqlite_store: Store) -> None:
    harness = RetentionHarness(sqlite_store)
    await harness.take(an_entry("旧"), an_entry("更旧"))
    await harness.sweep(days=181)
    await harness.take(an_entry("新"), an_entry("旧"))
    assert await harness.count(tombstone) == 1, "the newest of all was not deleted"
    harness.clock.advance(days=31)
    await harness.take(an_entry("新"), whole=False)
    assert await harness.count(tombstone) == 1, "it may be listed where we did not look"
    await harness.take(an_entry("新"))
    assert await harness.count(tombstone) == 0


@pytest.mark.parametrize("state", [AlertState.NEW, AlertState.LATER, AlertState.GATHERED])
async def test_an_alert_that_waits_is_never_deleted(sqlite_store: Store, state: AlertState) -> None:
    harness = RetentionHarness(sqlite_store)
    await a_subscription(sqlite_store, await a_chat(sqlite_store))
    await harness.take(*_entries("一"))
    await harness.take(an_entry("二"))
    await harness.end_alerts(state)
    await harness.sweep(days=1000)
    assert await harness.count(alert) == 1
    assert "一：元宇宙" in await harness.titles()


async def test_an_alert_that_was_planned_while_its_chat_was_deleted_goes_in_time(
    store: Store,
) -> None:
    harness = RetentionHarness(store)
    await a_subscription(store, await a_chat(store))
    await harness.take(*_entries("一"))
    await harness.take(an_entry("二"))
    nobody = 99
    async with store.write() as connection:
        for table in (alert, queued_chat):
            await connection.execute(sa.update(table).values(chat_id=nobody))
        assert await claims.claim(connection, harness.clock.now, 10, bot=BOT) == []
    await harness.sweep(days=89)
    assert await harness.count(alert) == 1
    await harness.sweep(days=2)
    assert (await harness.count(alert), await harness.count(queued_chat)) == (0, 0)


async def test_what_was_sent_goes_after_its_time_and_its_article_after_that(store: Store) -> None:
    harness = RetentionHarness(store)
    await a_subscription(store, await a_chat(store))
    await harness.take(*_entries("一"))
    await harness.take(an_entry("二"))
    await harness.end_alerts()
    await harness.sweep(days=89)
    assert await harness.count(alert) == 1
    await harness.sweep(days=2)
    assert (await harness.count(alert), await harness.count(article)) == (0, 2)
    await harness.sweep(days=100)
    assert (await harness.titles(), await harness.count(story)) == (["二"], 1)


async def test_a_sent_alert_stays_while_its_edit_waits(sqlite_store: Store) -> None:
    harness = RetentionHarness(sqlite_store)
    await a_subscription(sqlite_store, await a_chat(sqlite_store))
    await harness.take(*_entries("一"))
    await harness.end_alerts()
    async with sqlite_store.write() as connection:
        told = (await connection.execute(sa.select(alert))).one()._asdict()
        told |= {"kind": "edit", "story_id": None, "state": "later", "parent_id": told.pop("id")}
        await connection.execute(sa.insert(alert).values(told))
    await harness.sweep(days=400)
    assert await harness.count(alert) == 2


async def test_a_feed_keeps_what_it_shows(store: Store) -> None:
    harness = RetentionHarness(store, shown=2)
    titles = [f"科大讯飞公告第{n}号" for n in range(5)]
    for title in titles:
        await harness.take(an_entry(title, tickers=("SZ002230",)))
    await harness.take(an_entry("与谁都无关"))
    await harness.sweep(days=400)
    assert await harness.count(feed_item) == 2
    assert await harness.titles() == [*titles[3:], "与谁都无关"]


async def test_answered_updates_go_and_those_that_wait_stay(store: Store) -> None:
    harness = RetentionHarness(store)
    async with store.write() as connection:
        updates = [(n, 42, {"text": f"/watch {n}"}) for n in (1, 2, 3)]
        await inbox.put(connection, BOT, updates, NOW)
        (first,) = await inbox.next_due(connection, BOT, NOW, 1)
        await inbox.done(connection, first, NOW)
    await harness.sweep(days=6)
    assert await harness.count(tables.inbox) == 3
    await harness.sweep(days=1)
    assert await harness.count(tables.inbox) == 2
    await harness.sweep(days=1000)
    assert await harness.count(tables.inbox) == 2


async def test_who_changed_what_and_who_led_are_forgotten_in_time(store: Store) -> None:
    harness = RetentionHarness(store)
    chat = await a_chat(store)
    async with store.write() as connection:
        await connection.execute(
            sa.insert(tables.audit).values(chat_id=chat.id, actor=1, name="Li", what="/x", at=NOW)
        )
        await leases.acquire(connection, {"process:gone"}, "gone", NOW, timedelta(seconds=6))
    await harness.sweep(days=2)
    assert (await harness.count("audit"), await harness.count(lease)) == (1, 0)
    await harness.sweep(days=180)
    assert await harness.count("audit") == 0


async def test_nothing_is_deleted_where_everything_is_kept_for_ever(sqlite_store: Store) -> None:
    harness = RetentionHarness(sqlite_store)
    for_ever = RetentionSettings(articles=None, alerts=None, inbox=None, audit=None)
    harness.retention = Retention(sqlite_store, harness.clock, for_ever, shown=1)
    await a_subscription(sqlite_store, await a_chat(sqlite_store))
    await harness.take(*_entries("一", "二"))
    await harness.end_alerts()
    await harness.sweep(days=10_000)
    assert (await harness.count(article), await harness.count(alert)) == (2, 1)


@pytest.mark.parametrize("key", ["articles", "alerts", "inbox", "audit"])
@pytest.mark.parametrize(("kept", "remain"), [("4d", 0), ("9d", 1), ("none", 1)])
async def test_each_thing_is_kept_as_long_as_the_file_of_settings_says(
    sqlite_store: Store, tmp_path: Path, key: str, kept: str, remain: int
) -> None:
    others = {"articles", "alerts", "inbox", "audit"} - {key}
    text = f'{key} = "{kept}"\n' + "".join(f'{name} = "none"\n' for name in sorted(others))
    settings = ConfigFolder(tmp_path).write("notifier.toml", f"[retention]\n{text}").settings()
    harness = RetentionHarness(sqlite_store)
    harness.retention = Retention(sqlite_store, harness.clock, settings.retention, shown=1)
    chat = await a_chat(sqlite_store)
    if key == "alerts":
        await a_subscription(sqlite_store, chat)
    await harness.take(*_entries("一", "二"))
    await harness.end_alerts()
    async with sqlite_store.write() as connection:
        entry = {"chat_id": chat.id, "actor": 1, "name": "Li", "what": "/x", "at": NOW}
        await connection.execute(sa.insert(tables.audit).values(entry))
        await inbox.put(connection, BOT, [(1, 42, {})], NOW)
        (first,) = await inbox.next_due(connection, BOT, NOW, 1)
        await inbox.done(connection, first, NOW)
    await harness.sweep(days=5)
    counts = {
        "articles": await harness.count(article),
        "alerts": await harness.count(alert),
        "inbox": await harness.count(tables.inbox),
        "audit": await harness.count(tables.audit),
    }
    before = {"articles": 2, "alerts": int(key == "alerts"), "inbox": 1, "audit": 1}
    gone = 1 - remain  # of the articles one is the newest of its feed, which stays
    assert counts == before | {key: before[key] - gone}


async def _unsubscribe(store: Store, canonical: str) -> None:
    chat = await a_chat(store)
    async with store.write() as connection:
        assert await subscriptions.unsubscribe(connection, chat.id, canonical)


async def test_answers_to_programs_are_kept_for_a_day(sqlite_store: Store) -> None:
    harness, chat = RetentionHarness(sqlite_store), await a_chat(sqlite_store)
    async with sqlite_store.write() as connection:
        await api_answers.claim(connection, chat.id, "k", "asked", harness.clock())
    await harness.sweep(hours=22)
    assert await harness.count(tables.api_answer) == 1
    await harness.sweep(hours=1)
    assert await harness.count(tables.api_answer) == 0


async def test_a_query_that_nobody_holds_is_asked_no_more_by_any_process(store: Store) -> None:
    harness = RetentionHarness(store)
    await a_subscription(store, await a_chat(store))
    await a_subscription(store, await a_chat(store), "虚拟现实")
    other = small_rules()
    for rules in (harness.rules, other):
        await rules.refresh(store)
        assert _asked(rules) == {1, 2}
    await _unsubscribe(store, "元宇宙")
    await harness.sweep()
    for rules in (harness.rules, other):
        await rules.refresh(store)
        assert _asked(rules) == {2}
    assert await harness.count(query) == 2, "another process may be matching with it just now"
    await harness.sweep(days=1)
    assert await harness.count(query) == 1
    assert await harness.take(*_entries("一")) == 1


async def test_of_more_queries_than_one_step_goes_through_all_that_nobody_holds_go(
    sqlite_store: Store,
) -> None:
    harness = RetentionHarness(sqlite_store, rows=1)
    async with sqlite_store.write() as connection:
        for number in range(25):
            await queries.ensure(connection, f'"number{number}"')
    await a_subscription(sqlite_store, await a_chat(sqlite_store), '"number3"')
    await harness.sweep()
    await harness.sweep(days=1)
    assert await harness.count(query) == 1


async def test_a_retired_query_that_is_wanted_again_is_asked_again(sqlite_store: Store) -> None:
    harness = RetentionHarness(sqlite_store)
    chat = await a_chat(sqlite_store)
    await a_subscription(sqlite_store, chat)
    await _unsubscribe(sqlite_store, "元宇宙")
    await harness.sweep()
    await harness.rules.refresh(sqlite_store)
    assert _asked(harness.rules) == frozenset()
    await a_subscription(sqlite_store, chat)
    await harness.sweep(days=2)
    assert await harness.take(*_entries("一")) == 1
    assert await harness.count(alert) == 1


async def test_a_query_that_somebody_is_just_subscribing_to_is_not_retired(store: Store) -> None:
    harness = RetentionHarness(store)
    chat = await a_chat(store)
    await a_subscription(store, chat)
    await _unsubscribe(store, "元宇宙")
    async with store.write() as connection:
        await subscriptions.subscribe(connection, chat.id, canonical="元宇宙", text="", now=NOW)
        sweeping = asyncio.create_task(harness.sweep())
        await asyncio.sleep(0.2)
        # Something new too, for which others must not hold what is raised.
        await subscriptions.subscribe(connection, chat.id, canonical="芯片", text="", now=NOW)
    await sweeping
    await harness.rules.refresh(store)
    assert _asked(harness.rules) == {1, 2}
