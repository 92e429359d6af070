"""Work under way is counted, waited for, and broken off."""

from __future__ import annotations

import asyncio

from notifier.core.tasks import KeyedTasks


async def test_what_is_under_way_is_counted_until_it_is_over() -> None:
    tasks, gate = KeyedTasks(), asyncio.Event()

    async def work() -> None:
        await gate.wait()

    tasks.start("a", work(), "a")
    tasks.start("b", work(), "b")
    assert (len(tasks), "a" in tasks, sorted(map(str, tasks))) == (2, True, ["a", "b"])
    gate.set()
    await tasks.join()
    assert (len(tasks), "a" in tasks) == (0, False)


async def test_what_begins_meanwhile_is_waited_for_too() -> None:
    tasks = KeyedTasks()
    done: list[int] = []

    async def work(number: int) -> None:
        if number:
            tasks.start(number - 1, work(number - 1), "next")
        await asyncio.sleep(0)
        done.append(number)

    tasks.start(5, work(5), "first")
    await tasks.join()
    assert sorted(done) == [0, 1, 2, 3, 4, 5]


async def test_one_that_is_broken_off_ends_and_the_others_do_not() -> None:
    tasks, gate = KeyedTasks(), asyncio.Event()
    ended: list[str] = []

    async def work(name: str) -> None:
        try:
            await gate.wait()
        finally:
            ended.append(name)

    tasks.start("a", work("a"), "a")
    tasks.start("b", work("b"), "b")
    await asyncio.sleep(0)
    tasks.cancel("a")
    tasks.cancel("nobody")
    await asyncio.sleep(0)
    assert ended == ["a"]
    gate.set()
    await tasks.join()
    assert ended == ["a", "b"]


async def test_one_that_fails_is_over() -> None:
    tasks = KeyedTasks()

    async def work() -> None:
        raise ZeroDivisionError

    tasks.start("a", work(), "a")
    (task,) = (each for each in asyncio.all_tasks() if each.get_name() == "a")
    await tasks.join()
    assert len(tasks) == 0
    assert isinstance(task.exception(), ZeroDivisionError)
