"""What becomes of a chat's digests where nothing is left for them, and that no other chat waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.alerts import Alert, AlertState, Cadence, Digest, Notice, Rank
from notifier.core.model import Chat
from notifier.store.alerts import claims, digests, outbox, outcomes
from notifier.store.alerts.digests import UnsettledDigest
from notifier.store.alerts.outcomes import TopicLost
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert as alert_table
from tests.builders import NOW, a_chat, a_subscription, an_article, arrived, news_of, update_of
from tests.store.test_outbox import claim, plan, whom
from tests.store.test_planning import make_digests, rows, settle, waiting_digests

HOUR = timedelta(hours=1)
LOST = TopicLost(7, Notice("gone", "gone"), Rank.ORDINARY)


async def subscribed(store: Store, chat: Chat, *wishes: dict[str, object]) -> None:
    """Subscribe a chat once for each of these wishes, each time to another query."""
    for number, wish in enumerate(wishes):
        await a_subscription(store, chat, ("元宇宙", "芯片")[number])
        await settle(store, chat.telegram_id, number, **wish)


async def leave_topic(store: Store, chat: Chat) -> None:
    async with store.write() as connection:
        await outcomes.leave_topic(connection, chat.id, LOST, NOW)


async def told_in_digests(store: Store, now: datetime) -> list[int]:
    """Make what digests are due, and return whom they are for."""
    await make_digests(store, now)
    claimed = await claim(store, now)
    return whom([each for each in claimed if isinstance(each.content, Digest)])


def titles_of(alert: Alert) -> list[str]:
    """Say of which articles an alert tells; none where it is a notice."""
    if isinstance(alert.content, Digest):
        return [each.story.article.title for each in alert.content.lines]
    return [] if isinstance(alert.content, Notice) else [news_of(alert).article.title]


# A digest for which nothing is left


@pytest.mark.parametrize("cadence", [Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKLY])
async def test_a_topic_that_is_gone_leaves_no_digest_that_others_wait_for(
    store: Store, cadence: Cadence
) -> None:
    group, other = await a_chat(store, -5), await a_chat(store, 42)
    await subscribed(store, group, {}, {"cadence": cadence, "thread_id": 7})
    await subscribed(store, other, {"cadence": cadence})
    await plan(store, await an_article(store, "元宇宙芯片"), "元宇宙", "芯片")
    (here,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [here])
    await leave_topic(store, group)
    (notice,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [notice])
    await make_digests(store)
    assert await told_in_digests(store, NOW + HOUR) == [42]
    assert await waiting_digests(store) == []


@pytest.mark.parametrize("cadence", [Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKLY])
async def test_a_group_that_moves_leaves_no_digest_that_others_wait_for(
    store: Store, cadence: Cadence
) -> None:
    group, supergroup, other = [await a_chat(store, each) for each in (-5, -1005, 42)]
    await subscribed(store, group, {"cadence": cadence})
    await subscribed(store, supergroup, {})
    await subscribed(store, other, {"cadence": cadence})
    await plan(store, await an_article(store, "元宇宙"), "元宇宙")
    (there,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [there])
        await chats.move_chat(connection, group.id, -1005, NOW)
    await make_digests(store)
    assert await told_in_digests(store, NOW + HOUR) == [42]
    assert await waiting_digests(store) == []


async def test_of_a_group_that_moves_the_digest_has_what_is_left(store: Store) -> None:
    group, supergroup = await a_chat(store, -5), await a_chat(store, -1005)
    await subscribed(store, group, {"cadence": Cadence.DAILY})
    await subscribed(store, supergroup, {})
    await plan(store, await an_article(store, "元宇宙"), "元宇宙")
    (there,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [there])
        await chats.disable_chat(connection, supergroup.id, "left", NOW)
    await plan(store, await an_article(store, "元宇宙二"), "元宇宙")
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -1005, NOW)
        await chats.enable_chat(connection, supergroup.id, NOW)
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    (digest,) = await claim(store, NOW + HOUR)
    assert titles_of(digest) == ["元宇宙二"]


# A digest that fails


@asynccontextmanager
async def failing(store: Store, chat: Chat) -> AsyncIterator[None]:
    """Let the database refuse every digest of a chat."""
    if store.is_sqlite:
        made = (
            "CREATE TRIGGER refused BEFORE INSERT ON alert "
            f"WHEN NEW.kind = 'digest' AND NEW.chat_id = {chat.id} "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        unmade = "DROP TRIGGER refused"
    else:
        check = f"CHECK (kind <> 'digest' OR chat_id <> {chat.id}) NOT VALID"
        made = f"ALTER TABLE alert ADD CONSTRAINT refused {check}"
        unmade = "ALTER TABLE alert DROP CONSTRAINT refused"
    async with store.write() as connection:
        await connection.execute(sa.text(made))
    try:
        yield
    finally:
        async with store.write() as connection:
            await connection.execute(sa.text(unmade))


async def test_one_chats_digest_that_cannot_be_made_keeps_no_other_from_theirs(
    store: Store,
) -> None:
    everyone = [await a_chat(store, each) for each in (1, 2, 3)]
    for each in everyone:
        await subscribed(store, each, {"cadence": Cadence.DAILY})
    await plan(store, await an_article(store, "元宇宙"), "元宇宙")
    await make_digests(store)
    async with failing(store, everyone[1]):
        with capture_logs() as logs:
            assert await told_in_digests(store, NOW + HOUR) == [1, 3]
        assert [(each["event"], each["chat"]) for each in logs] == [
            ("digest_failed", everyone[1].id)
        ]
        async with store.read() as connection:
            assert not await digests.is_due(connection, NOW + HOUR), "it is put off"
    assert await told_in_digests(store, NOW + 2 * HOUR) == [2], "and made as soon as it can be"


async def test_one_chats_digest_that_cannot_be_settled_keeps_no_other_from_theirs(
    store: Store,
) -> None:
    for each, language in ((1, "en"), (2, "zh-Hans"), (3, "en")):
        await a_chat(store, each, language)
        await subscribed(store, await a_chat(store, each), {"cadence": Cadence.DAILY})
    await plan(store, await an_article(store, "元宇宙"), "元宇宙")

    def due(digest: UnsettledDigest, moment: datetime) -> datetime:
        if digest.language != "en":
            raise LookupError("no such zone")
        return moment

    with capture_logs() as logs:
        async with store.write() as connection:
            await digests.make_due(connection, NOW, due)
    assert [each["event"] for each in logs] == ["digest_failed"]
    assert whom(await claim(store)) == [1, 3]
    assert await told_in_digests(store, NOW + HOUR) == [2]


# What waits for a topic that is gone, and was given up in the chat itself


@pytest.mark.parametrize("why", ["nothing it was planned for is asked for any more", "refused"])
@pytest.mark.parametrize("cadence", [Cadence.INSTANT, Cadence.HOURLY])
async def test_what_was_given_up_in_the_chat_itself_is_told_there_after_all(
    store: Store, why: str, cadence: Cadence
) -> None:
    group = await a_chat(store, -5)
    await subscribed(store, group, {}, {"cadence": cadence, "thread_id": 7})
    await plan(store, await an_article(store, "元宇宙芯片"), "元宇宙", "芯片")
    (here,) = await claim(store)
    async with store.write() as connection:
        dead = update_of(here, state=AlertState.DEAD, note=why)
        await outcomes.record(connection, [dead], NOW)
    await leave_topic(store, group)
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    titles = []
    while claimed := await claim(store, NOW + HOUR):
        for each in claimed:
            titles += titles_of(each)
        async with store.write() as connection:
            await arrived(connection, claimed, NOW + HOUR)
    assert titles == ["元宇宙芯片"]
    left = [row for row in await rows(store) if row.kind == "story"]
    assert [(row.thread_id, row.state) for row in left] == [(0, "sent")]


# What waits for its retry


async def test_a_burst_sends_nothing_before_its_retry(store: Store) -> None:
    group = await a_chat(store, -5)
    async with store.write() as connection:
        notice = Notice("x", "x")
        await outbox.plan_notice(connection, group.id, notice, NOW, rank=Rank.CAN_WAIT)
    (first,) = await claim(store)
    async with store.write() as connection:
        later = update_of(first, state=AlertState.LATER, due_at=NOW + HOUR / 60)
        await outcomes.record(connection, [later], NOW)
    await a_subscription(store, group, "元宇宙")
    for number in range(6):
        await plan(store, await an_article(store, f"元宇宙 {number}"), "元宇宙")

    async def next_at(now: datetime) -> list[object]:
        async with store.write() as connection:
            claimed = await claims.claim(connection, now, 10, burst=3)
            await arrived(connection, claimed, now)
        return [each.content for each in claimed]

    assert await next_at(NOW) == []
    assert await next_at(NOW + HOUR / 60) == [notice]
    (digest,) = await next_at(NOW + HOUR / 60)
    assert isinstance(digest, Digest)
    assert len(digest.lines) == 6
    async with store.read() as connection:
        left = await connection.scalars(sa.select(alert_table.c.state).distinct())
        assert list(left) == ["sent"]
