"""Delivery: every alert ends sent or given up, and none is sent more often than it must be."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from notifier.core.alerts import Rank
from notifier.delivery.outcome import ChatGone, ChatMoved, Dead, Later, Refused, Rejected, Sent
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.builders import NOW, FakeClock, a_chat, a_subscription
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch, until

# In order, and not too many at once


async def test_an_alert_is_sent_and_noted(desk: Dispatch, sender: FakeSender) -> None:
    sender.answer(42, Sent(77))
    await desk.plan(42)
    await desk.deliver()
    row = await desk.row(42)
    assert (row.state, row.message_id, row.sent_at, row.attempts) == ("sent", 77, NOW, 1)
    await desk.deliver(3)
    assert sender.sent == [(42, "元宇宙来了")]


async def test_a_chats_alerts_come_one_at_a_time_in_their_order_with_its_pause(
    desk: Dispatch, sender: FakeSender
) -> None:
    titles = ("元宇宙一", "元宇宙二", "元宇宙三")
    await desk.plan(1, 2, titles=titles)
    sender.gate.clear()
    await desk.run_once()
    await until(lambda: sender.at_once >= 2)
    desk.clock.advance(seconds=5)
    await desk.run_once()
    assert sender.at_once == 2, "one a chat"
    desk.clock.advance(seconds=-4.1)
    sender.gate.set()
    await desk.deliver()
    assert len(sender.sent) == 2, "not before the pause is over"
    await desk.deliver(3)
    assert [title for chat, title in sender.sent if chat == 1] == list(titles)
    assert [title for chat, title in sender.sent if chat == 2] == list(titles)


async def test_a_chat_with_much_to_hear_delays_none_with_little(
    sqlite_store: Store, sender: FakeSender
) -> None:
    async with dispatch(sqlite_store, sender, max_in_flight=1) as desk:
        await desk.plan(1, titles=tuple(f"元宇宙 {number}" for number in range(20)))
        await desk.deliver(2)
        await desk.plan(2, titles=("元宇宙来了",))
        await desk.deliver(2)
        assert 2 in sender.chats[-2:]


async def test_what_is_urgent_goes_first_and_what_can_wait_last(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(1)
    for text, rank in (("kann warten", Rank.CAN_WAIT), ("ordinary", Rank.ORDINARY)):
        await desk.say(1, text, rank)
    await desk.say(1, "urgent", Rank.URGENT)
    await desk.deliver(4)
    assert [title for _, title in sender.sent] == [
        "urgent",
        "元宇宙来了",
        "ordinary",
        "kann warten",
    ]


async def test_in_a_crowd_of_chats_what_is_urgent_goes_first(
    sqlite_store: Store, sender: FakeSender
) -> None:
    async with dispatch(sqlite_store, sender, max_in_flight=1) as desk:
        await desk.plan(*range(1, 6))
        await desk.say(5, "urgent", Rank.URGENT)
        await desk.deliver()
        assert sender.sent[0] == (5, "urgent")
        assert sorted(sender.chats) == [1, 2, 3, 4, 5]


async def test_each_bot_serves_its_own_chats_only(sqlite_store: Store) -> None:
    ours, theirs = FakeSender(), FakeSender()
    async with dispatch(sqlite_store, ours) as desk, dispatch(sqlite_store, theirs, bot=7) as other:
        await desk.plan(1)
        await a_subscription(sqlite_store, await a_chat(sqlite_store, 2, bot=7))
        await desk.plan(titles=("元宇宙二",))
        await desk.deliver(2)
        await other.deliver(2)
        assert (set(ours.chats), set(theirs.chats)) == ({1}, {2})
        assert await desk.all_sent()


async def test_no_more_is_under_way_than_is_allowed_however_often_it_it_runs(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(*range(1, 21))
    sender.gate.clear()
    await asyncio.gather(*(desk.run_once() for _ in range(5)))
    await until(lambda: sender.at_once >= 4)
    await asyncio.sleep(0.01)
    assert (await desk.counts())["sending"] == 4
    sender.gate.set()
    await until(lambda: len(sender.sent) == 20)
    await desk.worker.join()
    assert sender.most_at_once == 4
    assert await desk.all_sent()


async def test_all_chats_together_keep_the_bots_pace(sqlite_store: Store) -> None:
    begun = asyncio.get_running_loop().time()
    async with dispatch(sqlite_store, FakeSender(), per_second=50, max_in_flight=9) as desk:
        await desk.plan(1, 2, 3, 4, 5, 6)
        await desk.deliver()
        assert await desk.all_sent()
    assert asyncio.get_running_loop().time() - begun >= 5 / 50


# What became of them


async def test_what_must_wait_is_sent_when_it_is_due(desk: Dispatch, sender: FakeSender) -> None:
    sender.answer(42, Later(2, "Bad Gateway"), Later(4, "Bad Gateway"))
    await desk.plan(42)
    await desk.deliver()
    row = await desk.row(42)
    assert (row.state, row.note, row.due_at) == ("later", "Bad Gateway", NOW + timedelta(seconds=2))
    await desk.deliver(7)
    assert sender.attempts == [1, 2, 3]
    assert await desk.all_sent()


async def test_a_chat_that_must_wait_holds_up_no_other(desk: Dispatch, sender: FakeSender) -> None:
    sender.answer(1, Later(43_837, "Flood control exceeded", whole_chat=True))
    await desk.plan(1, 2, titles=("元宇宙一", "元宇宙二", "元宇宙三"))
    await desk.deliver(5)
    assert (sender.chats.count(1), sender.chats.count(2)) == (1, 3)
    desk.clock.now = NOW + timedelta(seconds=43_836)
    await desk.deliver()
    assert sender.chats.count(1) == 1
    desk.clock.now = NOW + timedelta(seconds=43_837)
    await desk.deliver(3)
    assert [title for chat, title in sender.sent if chat == 1] == [
        "元宇宙一",
        "元宇宙一",
        "元宇宙二",
        "元宇宙三",
    ]
    assert await desk.all_sent()


async def test_what_will_never_be_taken_is_given_up_alone(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(42, Dead("Message is too long"))
    await desk.plan(42, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(2)
    first, second = await desk.rows(42)
    assert (first.state, first.note) == ("dead", "Message is too long")
    assert (second.state, second.disabled_reason) == ("sent", None)


async def test_a_chat_that_is_gone_is_asked_once_and_planned_for_no_more(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(1, ChatGone("bot was blocked by the user"))
    await desk.plan(1, 2, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(3)
    assert (sender.chats.count(1), sender.chats.count(2)) == (1, 2)
    for row in await desk.rows(1):
        assert (row.state, row.note) == ("dead", "bot was blocked by the user")
        assert row.disabled_reason == "bot was blocked by the user"
    await desk.plan(titles=("元宇宙三",))
    assert len(await desk.rows(1)) == 2


async def test_a_group_that_moved_gets_its_alert_at_its_new_number(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(-5, ChatMoved(-1005))
    await desk.plan(-5)
    await desk.deliver(2)
    assert sender.chats == [-5, -1005]
    assert await desk.all_sent()


async def test_a_bot_that_is_refused_stops_for_a_while_and_loses_nothing(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(1, titles=("元宇宙一", "元宇宙二"))
    sender.answer(1, Refused("Unauthorized"))
    await desk.deliver()
    await desk.plan(2, titles=("元宇宙三",))
    await desk.deliver(30)
    assert sender.chats == [1]
    desk.clock.advance(seconds=60)
    await desk.deliver(4)
    assert sender.chats.count(1) == 4
    assert await desk.all_sent()


async def test_a_bug_in_sending_is_told_and_touches_one_alert_only(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(1, *[ZeroDivisionError("a bug")] * 3)
    await desk.plan(1, 2)
    with capture_logs() as logs:
        await desk.deliver(4)
    bugs = [line for line in logs if line["event"] == "alert_failed_unexpectedly"]
    assert (len(bugs), sender.attempts) == (3, [1, 1, 2, 3])
    row = await desk.row(1)
    assert (row.state, row.note) == ("dead", "an unexpected error; see the log")
    await desk.plan(titles=("元宇宙二",))
    await desk.deliver(2)
    assert [each.state for each in (await desk.row(1), await desk.row(2))] == ["sent", "sent"]


async def test_what_must_be_tried_again_is_not_overtaken_by_what_comes_after_it(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(1, Later(300, "Bad Gateway"))
    await desk.plan(1, 2, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(2)
    assert (sender.chats.count(1), sender.chats.count(2)) == (1, 2)
    desk.clock.advance(seconds=300)
    await desk.deliver(2)
    assert [title for chat, title in sender.sent if chat == 1] == [
        "元宇宙一",
        "元宇宙一",
        "元宇宙二",
    ]


async def test_what_is_urgent_overtakes_what_must_be_tried_again(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(1, Later(300, "Bad Gateway"))
    await desk.plan(1)
    await desk.deliver()
    await desk.say(1, "urgent", Rank.URGENT)
    await desk.deliver(2)
    assert sender.sent[-1] == (1, "urgent")


async def test_a_no_that_nobody_knows_is_tried_a_few_times_however_often_it_was_lost_before(
    desk: Dispatch, sender: FakeSender
) -> None:
    lost = [Later(1, "Bad Gateway", doubtful=True)] * 4
    sender.answer(42, *lost, *[Rejected("Something new")] * 3)
    await desk.plan(42)
    await desk.deliver(60)
    row = await desk.row(42)
    assert (row.state, row.note, row.disabled_reason) == ("dead", "Something new", None)
    assert sender.attempts == [1, 2, 3, 4, 5, 6, 7]


async def test_flood_control_of_two_chats_at_once_silences_the_bot_and_outlives_it(
    sqlite_store: Store, sender: FakeSender
) -> None:
    clock = FakeClock()
    async with dispatch(sqlite_store, sender, clock) as desk:
        for chat in (1, 2):
            sender.answer(chat, Later(600, "Flood control exceeded", whole_chat=True))
        await desk.plan(1, 2)
        await desk.deliver()
        await desk.plan(3)
        await desk.deliver(5)
        assert sorted(sender.chats) == [1, 2]
    async with dispatch(sqlite_store, sender, clock) as after:
        await after.deliver(5)
        assert sorted(sender.chats) == [1, 2], "the next process keeps silent, too"
        clock.advance(seconds=600)
        await after.deliver(2)
        assert await after.all_sent()


async def test_a_bug_in_rendering_holds_up_nothing(sqlite_store: Store, sender: FakeSender) -> None:
    labels = {"wire": "通讯社"}
    async with dispatch(sqlite_store, sender, source_label=labels.__getitem__) as desk:
        await desk.plan(1)
        labels.clear()
        with capture_logs():
            await desk.deliver(4)
        assert (sender.sent, (await desk.row(1)).state) == ([], "dead")


async def test_what_is_not_asked_for_any_more_is_not_sent(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(42)
    chat = await a_chat(desk.store, 42)
    async with desk.store.write() as connection:
        await subscriptions.unsubscribe(connection, chat.id, "元宇宙")
    await desk.deliver()
    row = await desk.row(42)
    assert (row.state, row.note) == ("dead", "nothing it was planned for is asked for any more")
    assert sender.sent == []
