"""What takes long for one person holds up nobody else: it leaves the event loop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from notifier.core.document import read_entry
from notifier.securities.directory import Directory
from notifier.store.engine.database import Store
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.watchlist_import import understand
from tests.bot.harness import Bot
from tests.builders import parse_list, small_rules
from tests.delivery.dispatch import FakeSender
from tests.pipeline_harness import PipelineHarness, news

_SLOW: tuple[Callable[..., Any], ...] = (
    understand,
    read_entry,
    Directory.find_by_pinyin,
    Matcher.match,
)


@contextmanager
def noted() -> Iterator[set[str]]:
    """Note which of the slow functions run in this thread, that of the event loop."""
    slow = {each.__code__: each.__qualname__ for each in _SLOW}
    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in slow:
            found.add(slow[frame.f_code])

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


@pytest.fixture
async def bot(sqlite_store: Store) -> Bot:
    await PipelineHarness(sqlite_store).take(*(news(f"元宇宙{n}") for n in range(9)))
    return Bot(sqlite_store, FakeSender())


async def test_what_is_noted_is_seen(bot: Bot) -> None:
    with noted() as found:
        parse_list("科大讯飞", small_rules())
    assert "understand" in found


async def test_a_file_is_read_off_the_event_loop(bot: Bot) -> None:
    with noted() as found:
        await bot.send_file(42, "list.txt", "科大讯飞\n600519\n绿豆".encode())
    assert len(await bot.listed()) == 1
    assert found == set()


async def test_a_preview_is_made_off_the_event_loop(bot: Bot) -> None:
    with noted() as found:
        told = await bot.ask(42, "/watch 元宇宙")
    assert "元宇宙8" in told
    assert not found & {"read_entry", "Matcher.match"}


@pytest.mark.parametrize("query", ["元宇宙", "绿豆", "/元.{9}宙/"])
async def test_a_search_is_made_off_the_event_loop(bot: Bot, query: str) -> None:
    with noted() as found:
        await bot.ask(42, f"/latest {query}")
        bot.people.ask_inline(query)
        await bot.take_in()
        await bot.answer_all()
    assert found == set()
