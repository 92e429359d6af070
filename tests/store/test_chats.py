"""Chats."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from notifier.core.model import Chat
from notifier.core.preferences import Preferences
from notifier.store.alerts import claims, fan_out
from notifier.store.chats import chats, queries, subscriptions
from notifier.store.engine.database import Store
from tests.builders import BOT, NOW, a_chat, a_subscription, an_article, arrived, news_of
from tests.store.every_table import fill, reflected


async def subscribed(store: Store) -> list[tuple[int, str]]:
    async with store.read() as connection:
        found = await subscriptions.of_all(connection)
    return [(chat.telegram_id, each.query) for chat, each in found]


async def find(store: Store, telegram_id: int) -> Chat | None:
    async with store.read() as connection:
        return await chats.find_chat(connection, telegram_id, bot=BOT)


async def with_alert(store: Store, chat: Chat, title: str, story_id: int | None = None) -> int:
    """Subscribe a chat and plan an alert for it; return its story."""
    await a_subscription(store, chat)
    article = await an_article(
        store, title, key=f"{title} {chat.id}", url=f"https://a.example/{title}"
    )
    async with store.write() as connection:
        ids = [each.id for each in await queries.changed_since(connection, 0)]
        await fan_out.plan(
            connection,
            article_id=article.id,
            story_id=story_id or article.story_id,
            query_ids=ids,
            now=NOW,
            subscribed_before=NOW + timedelta(seconds=1),
        )
    return article.story_id


async def due(store: Store, now: datetime = NOW) -> list[tuple[int, str]]:
    async with store.write() as connection:
        claimed = await claims.claim(connection, now, 100)
        return [(alert.chat.telegram_id, news_of(alert).article.title) for alert in claimed]


# Chats


async def test_a_chat_is_made_once_and_keeps_its_language(store: Store) -> None:
    made = await a_chat(store, -100123, "zh-Hant", kind="supergroup", title="台股群")
    again = await a_chat(store, -100123, "en")
    assert made == again == await find(store, -100123)
    assert (again.language, again.kind, again.title) == ("zh-Hant", "supergroup", "台股群")


async def test_a_chat_that_comes_twice_at_once_is_made_once(store: Store) -> None:
    made = await asyncio.gather(*(a_chat(store, 42) for _ in range(5)))
    assert len({chat.id for chat in made}) == 1


async def test_a_chat_that_is_not_known_is_none(store: Store) -> None:
    assert await find(store, 1) is None


@pytest.mark.parametrize("telegram_id", [2**52, -(2**52), -1001234567890])
async def test_telegrams_large_numbers_fit(store: Store, telegram_id: int) -> None:
    assert (await a_chat(store, telegram_id)).telegram_id == telegram_id


async def test_a_disabled_chat_is_told_so_until_it_is_enabled(store: Store) -> None:
    chat = await a_chat(store)
    async with store.write() as connection:
        await chats.disable_chat(connection, chat.id, "blocked", NOW)
    disabled = await find(store, 42)
    assert disabled
    assert disabled.disabled_reason == "blocked"
    async with store.write() as connection:
        await chats.enable_chat(connection, chat.id, NOW)
    assert await find(store, 42) == chat


async def test_disabling_a_chat_gives_up_what_waits_for_it_alone(store: Store) -> None:
    one, two = await a_chat(store, 1), await a_chat(store, 2)
    await with_alert(store, one, "x")
    await with_alert(store, two, "y")
    async with store.write() as connection:
        await chats.disable_chat(connection, one.id, "blocked", NOW)
        await chats.enable_chat(connection, one.id, NOW)
    assert await due(store) == [(2, "y")]


# Moving


async def test_a_group_that_moves_keeps_everything_under_its_new_number(store: Store) -> None:
    group = await a_chat(store, -5, kind="group")
    await with_alert(store, group, "x")
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -1005, NOW)
    assert await find(store, -5) is None
    assert await subscribed(store) == [(-1005, "元宇宙")]
    assert await due(store) == [(-1005, "x")]


async def test_a_group_that_moves_to_where_we_are_known_is_merged(store: Store) -> None:
    group, supergroup = await a_chat(store, -5), await a_chat(store, -1005)
    await a_subscription(store, group, "芯片")
    story_id = await with_alert(store, group, "both")
    await with_alert(store, supergroup, "both", story_id)
    await with_alert(store, group, "old")
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -1005, NOW)
    assert await find(store, -5) is None
    assert sorted(await subscribed(store)) == [(-1005, "元宇宙"), (-1005, "芯片")]
    titles = []
    async with store.write() as connection:
        while claimed := await claims.claim(connection, NOW, 10):
            for alert in claimed:
                assert alert.chat == supergroup
                titles.append(news_of(alert).article.title)
                await arrived(connection, [alert])
    assert titles == ["both", "old"], "each story once"


async def test_a_group_that_moves_is_told_what_was_given_up_where_it_moves_to(
    store: Store,
) -> None:
    group, supergroup = await a_chat(store, -5), await a_chat(store, -1005)
    story_id = await with_alert(store, supergroup, "x")
    async with store.write() as connection:
        await chats.disable_chat(connection, supergroup.id, "left", NOW)
    await with_alert(store, group, "x", story_id)
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -1005, NOW)
        await chats.enable_chat(connection, supergroup.id, NOW)
    assert await due(store) == [(-1005, "x")]


async def test_a_group_that_moves_to_itself_stays(store: Store) -> None:
    group = await a_chat(store, -5)
    await with_alert(store, group, "x")
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -5, NOW)
    assert await find(store, -5) == group
    assert await due(store) == [(-5, "x")]


async def test_how_alerts_look_and_sound_is_kept_for_each_chat(store: Store) -> None:
    chat, other = await a_chat(store), await a_chat(store, 43)
    wanted = Preferences(silent=True, preview=False, hashtags=True)
    async with store.write() as connection:
        await chats.set_preferences(connection, chat.id, wanted)
    assert [(await a_chat(store, each)).preferences for each in (42, 43)] == [
        wanted,
        other.preferences,
    ]


async def test_what_is_kept_of_a_chat_is_deleted_with_it_from_every_table(store: Store) -> None:
    async with store.write() as connection:
        tables = await connection.run_sync(reflected)
        await connection.run_sync(lambda c: c.execute(sa.delete(tables.tables["counter"])))
        await connection.run_sync(lambda c: fill(c, tables))
        of_chats = [
            each
            for each in tables.tables.values()
            if not {"chat_id", "channel_id"}.isdisjoint(each.columns.keys()) or each.name == "chat"
        ]
        assert {"alert", "turn", "subscription", "steward"} <= {each.name for each in of_chats}
        await chats.forget_chat(connection, 1)
        left = [each.name for each in of_chats if (await connection.execute(sa.select(each))).all()]
    assert left == []
