"""What is sent besides fresh news: digests, edits, notices, and what must wait for its hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from notifier.core.alerts import Notice, Rank
from notifier.core.i18n import translator
from notifier.core.model import Correction, CorrectionKind
from notifier.core.preferences import Preferences
from notifier.delivery.outcome import ChatGone, Dead, Later, Sent
from notifier.store.alerts import outbox, status
from notifier.store.alerts.status import AlertStatus
from notifier.store.chats import chats, corrections
from notifier.store.engine.database import Store
from tests.builders import NOW, FakeClock, a_chat
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch, until

HOURS = timedelta(hours=1)
LATE = translator("en")


@pytest.fixture
async def desk(sqlite_store: Store, sender: FakeSender) -> AsyncIterator[Dispatch]:
    async with dispatch(sqlite_store, sender, fresh_for=6 * HOURS) as made:
        yield made
        sender.gate.set()


def titles(count: int) -> tuple[str, ...]:
    return tuple(f"元宇宙 {number:03}" for number in range(count))


def late(count: int) -> str:
    return LATE("digest-title-late", count=count)


async def missed(desk: Dispatch, chat: int) -> list[AlertStatus]:
    known = await a_chat(desk.store, chat)
    async with desk.store.read() as connection:
        return await status.missed(connection, known.id, NOW, 1000)


# What came too late to be news by itself


async def test_what_waited_too_long_comes_as_lines_of_one_message(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(42, titles=titles(3))
    desk.clock.advance(hours=6, seconds=1)
    await desk.plan(titles=("元宇宙还新鲜",))
    sender.answer(42, Sent(70), Sent(71))
    await desk.deliver(5)
    assert sender.sent == [(42, "元宇宙还新鲜"), (42, late(3))]
    shown = sender.messages[1].plain.splitlines()
    assert shown[1:3] == ["", "元宇宙"]
    assert [line.split(" ", 1)[1] for line in shown[3:-2]] == [*titles(3)[::-1]]
    assert shown[-1] == "From: wire"
    rows = {row.id: row for row in await desk.rows(42)}
    assert {row.state for row in rows.values()} == {"sent"}
    assert [row.message_id for row in rows.values()] == [71, 71, 71, 70, 71]


async def test_much_at_once_comes_as_one_message_and_then_news_comes_singly_again(
    sqlite_store: Store, sender: FakeSender
) -> None:
    async with dispatch(sqlite_store, sender, burst=10) as desk:
        await desk.plan(42, 43, titles=titles(30))
        await desk.deliver(5)
        told = "\n".join(each.plain for each in sender.messages)
        assert all(told.count(each) == 2 for each in titles(30))
        assert len(sender.sent) == 4
        assert await desk.all_sent()
        sender.sent.clear()
        await desk.plan(titles=("元宇宙又来了",))
        await desk.deliver(5)
        assert sorted(sender.sent) == [(42, "元宇宙又来了"), (43, "元宇宙又来了")]


async def test_after_quiet_hours_much_comes_as_one_message(
    sqlite_store: Store, sender: FakeSender
) -> None:
    chat = await a_chat(sqlite_store, 42)
    async with sqlite_store.write() as connection:
        # It is half past nine in Shanghai.
        quiet = Preferences(quiet_from=9 * 60, quiet_until=10 * 60)
        await chats.set_preferences(connection, chat.id, quiet)
    async with dispatch(sqlite_store, sender, burst=10) as desk:
        await desk.plan(42, titles=titles(12))
        await desk.deliver(3)
        assert sender.sent == []
        desk.clock.advance(minutes=30)
        await desk.deliver(3)
        assert sender.sent == [(42, translator("en")("digest-title-burst", count=12))]


async def test_what_waited_as_long_as_it_may_is_still_sent_by_itself(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(42)
    desk.clock.advance(hours=6)
    await desk.deliver()
    assert sender.sent == [(42, "元宇宙来了")]


async def test_without_a_limit_news_stays_news(sqlite_store: Store, sender: FakeSender) -> None:
    async with dispatch(sqlite_store, sender, fresh_for=None) as desk:
        await desk.plan(42)
        desk.clock.advance(days=30)
        await desk.deliver()
        assert sender.sent == [(42, "元宇宙来了")]


async def test_what_a_flood_wait_made_late_is_told_when_it_is_over(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(1, Later(43_837, "Flood control exceeded", whole_chat=True))
    await desk.plan(1, titles=titles(2))
    await desk.deliver(3)
    desk.clock.now = NOW + timedelta(seconds=43_838)
    await desk.deliver(3)
    assert sender.sent == [(1, "元宇宙 000"), (1, late(2))]
    assert await desk.all_sent()


async def test_very_much_that_came_late_comes_in_a_few_messages_and_all_is_accounted_for(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(42, titles=titles(120))
    desk.clock.advance(hours=7)
    await desk.deliver(10)
    assert len(sender.sent) == 4
    assert "… and 20 more" in sender.messages[-1].plain
    told = "\n".join(message.plain for message in sender.messages)
    assert [title for title in titles(120) if title not in told] == [*titles(20)]
    assert await desk.all_sent()
    assert {each.in_digest for each in await missed(desk, 42)} == {True}
    assert len(await missed(desk, 42)) == 120


async def test_lines_die_with_their_digest_and_say_why(desk: Dispatch, sender: FakeSender) -> None:
    sender.answer(42, Dead("Message is too long"))
    await desk.plan(42, titles=titles(2))
    desk.clock.advance(hours=7)
    await desk.deliver(2)
    assert [(row.state, row.note) for row in await desk.rows(42)] == [
        ("dead", "Message is too long")
    ] * 3


async def test_lines_of_a_chat_that_is_gone_are_given_up(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(42, ChatGone("bot was blocked by the user"))
    await desk.plan(42, titles=titles(30))
    desk.clock.advance(hours=7)
    await desk.deliver(2)
    assert len(sender.sent) == 1
    assert {row.state for row in await desk.rows(42)} == {"dead"}


async def test_a_digest_that_must_be_tried_again_keeps_its_lines(
    desk: Dispatch, sender: FakeSender
) -> None:
    sender.answer(42, Later(1, "Bad Gateway", doubtful=True))
    await desk.plan(42, titles=titles(2))
    desk.clock.advance(hours=7)
    await desk.deliver()
    assert await desk.counts() == {"gathered": 2, "later": 1}
    await desk.deliver(3)
    assert [title for _, title in sender.sent] == [late(2), late(2)]
    assert await desk.all_sent()


async def test_lines_that_nobody_wants_any_more_are_left_out_and_say_so(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(42, titles=("元宇宙一", "元宇宙二"))
    desk.clock.advance(hours=7)
    chat = await a_chat(desk.store, 42)
    async with desk.store.write() as connection:
        muted = Correction(CorrectionKind.PHRASE, "元宇宙一")
        await corrections.add(connection, chat.id, muted, NOW)
    await desk.deliver()
    assert sender.sent == [(42, late(1))]
    assert [row.state for row in await desk.rows(42)] == ["dead", "sent", "sent"]


# What must wait for its hour


async def test_what_may_not_go_out_yet_waits_until_then(
    sqlite_store: Store, sender: FakeSender
) -> None:
    chat = await a_chat(sqlite_store, 1)
    async with sqlite_store.write() as connection:
        # It is half past nine in Shanghai.
        quiet = Preferences(quiet_from=9 * 60, quiet_until=17 * 60 + 30, urgent_passes=True)
        await chats.set_preferences(connection, chat.id, quiet)
    evening = NOW + 8 * HOURS
    async with dispatch(sqlite_store, sender) as desk:
        await desk.plan(1, titles=("元宇宙一", "元宇宙二"))
        await desk.deliver(3)
        assert sender.sent == []
        (second, first) = await missed(desk, 1)
        assert (first.until, second.attempts) == (evening, 0)
        await desk.say(1, "urgent", Rank.URGENT)
        await desk.deliver()
        assert sender.sent == [(1, "urgent")]
        desk.clock.now = evening
        await desk.deliver(2)
        assert [title for _, title in sender.sent] == ["urgent", "元宇宙一", "元宇宙二"]


async def test_a_chat_that_pauses_hears_nothing_until_it_goes_on(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(1, 2)
    chat = await a_chat(desk.store, 1)
    async with desk.store.write() as connection:
        await chats.pause_chat(connection, chat.id, NOW + 9 * HOURS)
    await desk.deliver(3)
    assert sender.chats == [2]
    (waiting,) = await missed(desk, 1)
    assert (waiting.until, waiting.is_paused) == (NOW + 9 * HOURS, True)
    async with desk.store.write() as connection:
        await chats.pause_chat(connection, chat.id, None)
    await desk.deliver()
    assert sender.chats == [2, 1]


async def test_a_pause_ends_by_itself(desk: Dispatch, sender: FakeSender) -> None:
    chat = await a_chat(desk.store, 1)
    async with desk.store.write() as connection:
        await chats.pause_chat(connection, chat.id, NOW + HOURS)
    await desk.plan(1)
    desk.clock.advance(hours=1)
    await desk.deliver()
    assert sender.chats == [1]


# Edits


async def test_a_message_is_told_anew_as_its_story_is_by_then(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(1, 2)
    sender.answer(1, Sent(70))
    sender.answer(2, Sent(80))
    await desk.deliver()
    assert await desk.tell_anew() == 2
    await desk.retitle("元宇宙真的来了")
    assert await desk.tell_anew() == 0, "they wait already"
    await desk.deliver(2)
    assert sorted(sender.edited) == [
        (1, 70, sender.edited[0][2]),
        (2, 80, sender.edited[1][2]),
    ]
    assert all(text.startswith("元宇宙真的来了") for _, _, text in sender.edited)
    assert await desk.tell_anew() == 2, "they may change again"


async def test_nothing_is_edited_that_never_arrived(desk: Dispatch, sender: FakeSender) -> None:
    sender.answer(1, Dead("refused"))
    await desk.plan(1, 2)
    sender.gate.clear()
    await desk.run_once()
    await until(lambda: sender.at_once >= 2)
    assert await desk.tell_anew() == 2, "they are on their way"
    sender.gate.set()
    await desk.worker.join()
    await desk.deliver(3)
    assert [chat for chat, _, _ in sender.edited] == [2]
    assert (await desk.row(1)).note == "the message that it would change never arrived"


async def test_a_message_that_is_gone_is_left_alone(desk: Dispatch, sender: FakeSender) -> None:
    await desk.plan(1)
    await desk.deliver()
    sender.answer(1, Dead("Message to edit not found"))
    await desk.tell_anew()
    await desk.deliver(3)
    first, edit = await desk.rows(1)
    assert (first.state, edit.state, edit.disabled_reason) == ("sent", "dead", None)


async def test_an_edit_waits_behind_news(desk: Dispatch, sender: FakeSender) -> None:
    await desk.plan(1)
    await desk.deliver()
    await desk.tell_anew()
    await desk.plan(titles=("元宇宙二",))
    desk.clock.advance(seconds=1)
    await desk.deliver()
    assert ([title for _, title in sender.sent][1:], sender.edited) == (["元宇宙二"], [])


# What waits when the service stops


async def test_a_stop_sends_nothing_more_and_counts_no_attempt(
    sqlite_store: Store, sender: FakeSender
) -> None:
    clock = FakeClock()
    async with dispatch(sqlite_store, sender, clock, per_second=0.5, max_in_flight=4) as desk:
        await desk.plan(1, 2, 3)
        await desk.run_once()
        await until(lambda: len(sender.sent) == 1)
        await desk.worker.stop()
        rows = [await desk.row(chat) for chat in (1, 2, 3)]
        assert [(row.state, row.attempts) for row in rows] == [
            ("sent", 1),
            ("later", 0),
            ("later", 0),
        ]


# What the operator says


async def test_a_notice_is_sent_as_it_was_written(desk: Dispatch, sender: FakeSender) -> None:
    chat = await a_chat(desk.store, 1)
    async with desk.store.write() as connection:
        await outbox.plan_notice(connection, chat.id, Notice("<b>Hello</b>", "Hello"), NOW)
    await desk.deliver()
    (message,) = sender.messages
    assert (message.html, message.plain) == ("<b>Hello</b>", "Hello")
    assert await missed(desk, 1) == []
