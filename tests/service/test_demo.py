"""The demo's terminal."""

from __future__ import annotations

import os

from notifier.service.demo import PipedConsole


async def test_a_reader_who_has_had_enough_ends_the_demo_without_a_trace() -> None:
    reading, writing = os.pipe()
    console = PipedConsole()
    with os.fdopen(writing, "w") as console.file:
        console.print("科大讯飞")
        assert not console.left.is_set()
        os.close(reading)
        console.print("元宇宙")
        assert console.left.is_set()
        console.print("what comes after is not printed")
