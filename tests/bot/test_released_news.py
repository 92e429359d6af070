"""What settings hold back comes once they no longer do, and `/missed` says of the rest why."""

from __future__ import annotations

from datetime import datetime

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.store.engine.database import Store
from tests.bot.newsroom import SHANGHAI, Newsroom

LATE = datetime(2026, 11, 23, 23, 10, tzinfo=SHANGHAI)
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "typed", ["/settings off", "取消免打扰", "/settings 1-5", "/settings New York"]
)
async def test_who_ends_quiet_hours_is_told_at_once_what_they_held(
    store: Store, typed: str
) -> None:
    room = Newsroom(store, LATE)
    await room.follows("元宇宙")
    await room.says("/settings 23-7")
    await room.reports("元宇宙平台月活突破千万")
    assert await room.arrives(minutes=1) == []

    await room.says(typed)

    (told,) = await room.arrives(minutes=1)
    assert "元宇宙平台月活突破千万" in told
    assert await room.arrives(hours=12) == []


async def test_who_wants_weekends_again_is_told_at_once(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store, SATURDAY)
    await room.follows("元宇宙")
    await room.says("周末不要发")
    await room.reports("元宇宙平台月活突破千万", published=SATURDAY)
    assert await room.arrives(minutes=1) == []

    await room.says("/settings weekends no")

    assert len(await room.arrives(minutes=1)) == 1


async def test_other_settings_release_nothing(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store, LATE)
    await room.follows("元宇宙")
    await room.says("/settings 23-7")
    await room.reports("元宇宙平台月活突破千万")
    await room.arrives(minutes=1)

    await room.says("/settings 22-8")

    assert await room.arrives(hours=8, minutes=30) == []
    assert len(await room.arrives(hours=1)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_missed_says_in_the_reader_s_language_that_nothing_asks_for_it(
    sqlite_store: Store, language: str
) -> None:
    room = Newsroom(sqlite_store, LATE)
    await room.follows("元宇宙", "脑机接口", language=language)
    await room.says("/settings 23-7")
    await room.reports("元宇宙平台月活突破千万")
    await room.arrives(minutes=1)
    await room.says("/unwatch 元宇宙", "/settings off")
    assert await room.arrives(minutes=1) == []

    missed = await room.says("/missed")

    assert translator(language)("missed-not-asked") in missed
