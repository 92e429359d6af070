"""Who may send, and what a crash, a lost database and a stop leave behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import StoreBusyError
from notifier.delivery.outcome import Sent
from notifier.store.alerts import claims
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW, FakeClock
from tests.databases import holding
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch, until


async def test_who_does_not_lead_sends_nothing(desk: Dispatch, sender: FakeSender) -> None:
    desk.leading = False
    await desk.plan(42)
    await desk.deliver()
    assert await desk.counts() == {"new": 1}
    desk.leading = True
    await desk.deliver()
    assert sender.chats == [42]


async def test_what_another_process_died_over_is_sent_again_and_what_is_under_way_is_not(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(1)
    async with desk.store.write() as connection:
        await claims.claim(connection, NOW, 10)
    await desk.plan(2, titles=("元宇宙二",))
    sender.gate.clear()
    await desk.run_once()
    await until(lambda: sender.at_once >= 2)
    desk.leading = False
    await desk.run_once()
    desk.leading = True
    await desk.run_once()
    sender.gate.set()
    await desk.worker.join()
    await desk.deliver(3)
    assert sorted(sender.sent) == [(1, "元宇宙二"), (1, "元宇宙来了"), (2, "元宇宙二")]


async def test_who_loses_the_lead_before_its_turn_sends_nothing(
    sqlite_store: Store, sender: FakeSender
) -> None:
    leads_again: list[bool] = []

    def leads() -> bool:
        return bool(leads_again) or not sender.sent

    async with dispatch(sqlite_store, sender, per_second=50, leads=leads) as desk:
        await desk.plan(1, 2, 3)
        await desk.run_once()
        await desk.worker.join()
        assert len(sender.sent) == 1
        leads_again.append(True)
        await desk.deliver()
        assert sorted(sender.chats) == [1, 2, 3]


async def test_an_outcome_that_cannot_be_stored_is_stored_later_and_not_sent_again(
    sqlite_store: Store, sender: FakeSender, tmp_path: Path
) -> None:
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.02)
    async with dispatch(impatient, sender) as desk:
        await desk.plan(42)
        sender.gate.clear()
        await desk.run_once()
        await until(lambda: sender.at_once >= 1)
        with capture_logs() as logs:
            async with holding(sqlite_store):
                sender.gate.set()
                await until(lambda: any(line["event"] == "outcome_not_stored" for line in logs))
                with pytest.raises(StoreBusyError):
                    await desk.run_once()
            await desk.worker.join()
        await desk.deliver(3)
        assert sender.sent == [(42, "元宇宙来了")]
        assert await desk.all_sent()
    await impatient.close()


async def test_a_stop_waits_for_what_is_under_way_and_begins_nothing_more(
    desk: Dispatch, sender: FakeSender
) -> None:
    await desk.plan(*range(1, 9))
    sender.gate.clear()
    await desk.run_once()
    await until(lambda: sender.at_once >= 4)
    stopping = asyncio.create_task(desk.worker.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    sender.gate.set()
    await stopping
    await desk.run_once()
    assert await desk.counts() == {"sent": 4, "new": 4}


async def test_a_stop_while_the_database_is_away_does_not_wait_for_ever(
    sqlite_store: Store, sender: FakeSender, tmp_path: Path
) -> None:
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.01)
    desk = Dispatch(impatient, sender, FakeClock())
    await desk.plan(42)
    sender.gate.clear()
    await desk.run_once()
    await until(lambda: sender.at_once >= 1)
    with capture_logs():
        async with holding(sqlite_store):
            sender.gate.set()
            await desk.worker.stop()
    assert await desk.counts() == {"sending": 1}
    await impatient.close()
    async with dispatch(sqlite_store, sender) as after:
        await after.deliver()
        assert sender.chats == [42, 42], "the next process sends it once more"


async def test_an_outcome_that_no_database_takes_holds_up_one_chat_and_is_not_sent_again(
    sqlite_store: Store, sender: FakeSender
) -> None:
    sender.answer(1, Sent(2**70))
    with capture_logs() as logs:
        async with dispatch(sqlite_store, sender) as desk:
            await desk.plan(1, 2)
            await desk.run_once()
            await until(lambda: any(line["event"] == "outcome_not_stored" for line in logs))
            await until(lambda: 2 in sender.chats)
            await desk.run_once()
    assert sorted(sender.chats) == [1, 2]
    assert await desk.counts() == {"sending": 1, "sent": 1}
