"""What told of a hot story is edited slice by slice, and every message once all the same."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from notifier.core.alerts import StoryEdit
from notifier.store.alerts import edits
from notifier.store.alerts.edits import PlannedEdits
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import story
from notifier.store.engine.wakeups import Stage
from tests.builders import NOW, arrived
from tests.store.test_outbox import claim, planned, whom

STORY = 1


async def told(store: Store, *people: int) -> None:
    """Let chats be told of a story."""
    await planned(store, *people)
    alerts = await claim(store, limit=100)
    async with store.write() as connection:
        await arrived(connection, alerts)


async def change(store: Store) -> int:
    """Plan a first slice of the edits, as whoever changes a story does."""
    async with store.write() as connection:
        return await edits.plan(connection, STORY, NOW, size=2)


async def plan_next(store: Store) -> PlannedEdits | None:
    async with store.write() as connection:
        return await edits.plan_next(connection, size=2)


async def plan_all_slices(store: Store) -> int:
    number = 0
    while (made := await plan_next(store)) is not None:
        number += made.edits
    return number


async def edited(store: Store) -> list[int]:
    """Carry out all edits that wait; return of which chats, as often as it is done."""
    done: list[int] = []
    while found := await claim(store, NOW + timedelta(hours=1), 100):
        assert all(isinstance(each.content, StoryEdit) for each in found)
        done += whom(found)
        async with store.write() as connection:
            await arrived(connection, found)
    return sorted(done)


async def is_left(store: Store) -> bool:
    async with store.read() as connection:
        return await edits.is_left(connection)


async def test_the_first_can_be_edited_before_the_last_are_planned(store: Store) -> None:
    woken: list[Stage] = []
    store.wakeups.on(Stage.FAN_OUT, lambda: woken.append(Stage.FAN_OUT))
    await told(store, *range(1, 10))
    assert await change(store) == 3
    assert woken
    assert await edited(store) == [1, 2, 3]
    assert await plan_next(store) == PlannedEdits(STORY, 3)
    assert await edited(store) == [4, 5, 6]
    assert await plan_all_slices(store) == 3
    assert await edited(store) == [7, 8, 9]
    assert not await is_left(store)


async def test_few_leave_nothing_to_be_planned(store: Store) -> None:
    await told(store, 1, 2)
    assert await change(store) == 2
    assert not await is_left(store)


async def test_two_processes_and_one_that_dies_edit_every_message_once(
    store: Store, ready_url: str
) -> None:
    await told(store, *range(1, 12))
    await change(store)
    with suppress(LookupError):
        async with store.write() as connection:
            await edits.plan_next(connection, size=2)
            raise LookupError
    other = open_store(ready_url)
    made = await asyncio.gather(plan_all_slices(store), plan_all_slices(other))
    await other.close()
    assert sum(made) == 8
    assert await edited(store) == list(range(1, 12))


async def test_a_story_that_changes_again_meanwhile_is_told_anew_from_the_first(
    store: Store,
) -> None:
    await told(store, *range(1, 8))
    await change(store)
    await plan_next(store)
    assert await edited(store) == [1, 2, 3, 4, 5, 6]
    assert await change(store) == 3
    assert await change(store) == 0  # their edits wait
    assert await plan_all_slices(store) == 4
    assert await edited(store) == list(range(1, 8))


async def test_nothing_is_left_of_a_story_that_is_deleted(store: Store) -> None:
    await told(store, *range(1, 8))
    await change(store)
    async with store.write() as connection:
        await connection.execute(sa.delete(story))
    assert not await is_left(store)
