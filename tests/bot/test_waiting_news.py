"""News that waits: it is judged by what its reader follows when it is sent, and none is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from notifier.store.engine.database import Store
from tests.bot.newsroom import READER, Newsroom

FIRST = (
    "比亚迪：与特斯拉签署20亿元供货协议",
    "比亚迪公告，与特斯拉签署20亿元供货协议。广告合作请联系我们。",
)
SECOND = (
    "比亚迪与特斯拉签署20亿元供货协议 涉刀片电池",
    "比亚迪公告，与特斯拉签署20亿元供货协议，涉及刀片电池，供货期三年。",
)
RECALL = (
    "Tesla to recall 120,000 vehicles over safety fault",
    "Tesla Inc. said it will recall 120,000 vehicles over a fault. Sponsored content below.",
)
RECALL_TOO = (
    "Tesla recalls 120,000 vehicles over faulty seat belts",
    "Tesla Inc is recalling 120,000 vehicles because of a fault in seat belts, regulators said.",
)


async def waits(room: Newsroom, how: str) -> None:
    """Let what comes for the reader wait."""
    if how == "pause":
        await room.says("/pause 2h")
    elif how == "quiet":
        await room.says("/settings 09:00-13:00")
    elif how != "at once":
        for number in range(len(await room.bot.listed())):
            await room.presses(f"when:{{}}:{how}", number)


async def tells_once_by_the_second(room: Newsroom) -> None:
    told = "\n".join(await room.arrives(hours=24))
    assert (told.count(SECOND[0]), told.count(FIRST[0])) == (1, 0)
    assert await room.arrives(hours=24) == []


# Another article of the story


@pytest.mark.parametrize("how", ["pause", "quiet", "hourly", "daily", "pre_open", "at once"])
async def test_what_may_not_be_told_is_told_by_another_source(store: Store, how: str) -> None:
    room = Newsroom(store)
    await room.follows("比亚迪")
    await room.says("/mute 广告")
    await waits(room, how)
    await room.reports(*FIRST)
    room.clock.advance(minutes=5 if how != "at once" else 0)
    await room.reports(*SECOND, source="other")
    await tells_once_by_the_second(room)


async def test_an_english_story_is_told_by_the_source_whose_words_are_not_muted(
    store: Store,
) -> None:
    room = Newsroom(store)
    await room.follows("Tesla")
    await room.says("/mute sponsored content", "/pause 2h")
    await room.reports(*RECALL)
    room.clock.advance(minutes=5)
    await room.reports(*RECALL_TOO, source="other")
    await room.says("/resume")
    (told,) = await room.arrives()
    assert told.startswith(RECALL_TOO[0])


CHANGES: dict[str, Callable[[Newsroom], object]] = {
    "unfollowed": lambda room: room.says("/unwatch 比亚迪"),
    "muted for a day": lambda room: room.presses("quiet:{}:1d"),
    "a word muted": lambda room: room.says("/mute 广告"),
    "asked for otherwise": lambda room: room.says("/edit 比亚迪 → 比亚迪 回购"),
    "retitled": lambda room: room.reports("某车企签署20亿元供货协议", "某公司公告，签署协议。"),
}


@pytest.mark.parametrize("how", ["quiet", "daily"])
@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_asked_for_no_more_is_told_as_what_is_asked_for_still(
    sqlite_store: Store, change: str, how: str
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪", "刀片电池")
    await waits(room, how)
    await room.reports(*FIRST)
    room.clock.advance(minutes=4)
    await room.reports(*SECOND, source="other")
    await CHANGES[change](room)  # type: ignore[misc]
    await tells_once_by_the_second(room)


async def test_a_story_that_is_unfollowed_while_it_waits_is_told_by_what_is_still_followed(
    sqlite_store: Store,
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("Tesla", "seat belts")
    await waits(room, "daily")
    await room.reports(*RECALL)
    await room.reports(*RECALL_TOO, source="other")
    await room.says("/unwatch Tesla")
    (told,) = await room.arrives(hours=10)
    assert RECALL_TOO[0] in told
    assert RECALL[0] not in told


@pytest.mark.parametrize("how", ["quiet", "daily"])
async def test_what_nobody_asks_for_any_more_is_not_told_and_keeps_nothing_back(
    sqlite_store: Store, how: str
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪", "小米集团")
    await waits(room, how)
    await room.reports(*FIRST)
    await room.reports(*SECOND, source="other")
    await room.reports("小米集团：三季度净利润100亿元", "小米集团公告。", key="2")
    await room.says("/unwatch 比亚迪")
    told = "\n".join(await room.arrives(hours=24))
    assert "小米集团" in told
    assert "比亚迪" not in told


async def test_the_message_of_what_was_told_instead_is_the_one_that_is_edited_and_explained(
    sqlite_store: Store,
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪")
    await room.says("/mute 广告", "/pause 2h")
    await room.reports(*FIRST)
    await room.reports(*SECOND, source="other")
    await room.says("/resume")
    await room.arrives()
    assert SECOND[0] in await room.says("/why")
    changed = SECOND[0].replace("20亿", "25亿")
    await room.reports(changed, SECOND[1], source="other")
    (edited,) = await room.arrives(minutes=1)
    assert edited.startswith(changed)


async def test_a_topic_is_not_told_what_another_topic_of_its_group_is_told(
    sqlite_store: Store,
) -> None:
    room = Newsroom(sqlite_store)
    group = -100
    for topic, query in ((7, "比亚迪"), (9, "刀片电池")):
        await room.bot.ask_as(
            5, group, f"/watch {query}", message_thread_id=topic, is_topic_message=True
        )
    room.clock.advance(seconds=1)
    await room.says("/pause 2h", reader=group)
    await room.reports(
        "比亚迪：与特斯拉签署20亿元供货协议", "比亚迪公告，与特斯拉签署20亿元供货协议。"
    )
    await room.reports("特斯拉签署20亿元供货协议 涉刀片电池", SECOND[1], source="other")
    await room.bot.ask_as(5, group, "/unwatch 比亚迪", message_thread_id=7, is_topic_message=True)
    await room.says("/resume", reader=group)
    before = len(room.sender.threads)
    await room.arrives(minutes=1)
    assert room.sender.threads[before:] == [9]


# Lines that are edited


@pytest.mark.parametrize("how", ["quiet", "daily"])
@pytest.mark.parametrize(
    ("edit", "is_told"),
    [
        ("/edit 比亚迪 → 比亚迪 | 理想汽车", True),
        ("/edit 1 比亚迪 -召回", True),
        ("/edit 比亚迪 → 比亚迪 供货", True),
        ("把比亚迪改成 特斯拉", True),
        ("把比亞迪改成 比亞迪 -供貨", False),
        ("/edit 1 比亚迪 -供货", False),
        ("/edit 比亚迪 → 理想汽车", False),
    ],
)
async def test_what_waits_for_a_line_is_judged_by_what_the_line_became(
    sqlite_store: Store, edit: str, is_told: bool, how: str
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪")
    await waits(room, how)
    await room.reports(*FIRST)
    room.clock.advance(minutes=4)
    await room.says(edit)
    told = "\n".join(await room.arrives(hours=24))
    assert told.count(FIRST[0]) == is_told


@pytest.mark.parametrize(
    ("edit", "is_told"),
    [
        ("/edit 1 Tesla | Rivian", True),
        ("/edit Tesla → Tesla -robotaxi", True),
        ("/edit Tesla → recall -robotaxi", True),
        ("/edit Tesla → Tesla -recall", False),
    ],
)
async def test_so_is_an_english_one(store: Store, edit: str, is_told: bool) -> None:
    room = Newsroom(store)
    await room.follows("Tesla")
    await waits(room, "daily")
    await room.reports(*RECALL)
    room.clock.advance(minutes=4)
    await room.says(edit)
    told = "\n".join(await room.arrives(hours=24))
    assert told.count(RECALL[0]) == is_told


async def test_a_line_that_was_edited_is_judged_with_what_the_reader_muted(
    sqlite_store: Store,
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪")
    await room.says("/mute 广告", "/pause 2h")
    await room.reports(*FIRST)
    await room.reports(*SECOND, source="other")
    await room.says("/edit 比亚迪 → 比亚迪 | 理想汽车", "/resume")
    (told,) = await room.arrives()
    assert told.startswith(SECOND[0])


# The soonest counts


@pytest.mark.parametrize("cadence", ["hourly", "pre_open", "daily", "weekly"])
async def test_what_waits_for_a_digest_comes_at_once_where_another_line_asks_so(
    store: Store, cadence: str
) -> None:
    room = Newsroom(store)
    await room.follows("比亚迪", "刀片电池")
    await room.presses(f"when:{{}}:{cadence}", 0)
    await room.reports(*FIRST)
    assert await room.arrives() == []
    room.clock.advance(minutes=5)
    await room.reports(*SECOND, source="other")
    (told,) = await room.arrives()
    assert told.startswith(SECOND[0])
    assert await room.arrives(days=8) == [], "once is enough"


async def test_so_it_does_where_its_own_source_adds_the_word(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("Tesla", "seat belts")
    await room.presses("when:{}:weekly", 0)
    await room.reports(*RECALL)
    assert await room.arrives() == []
    await room.reports(RECALL[0], f"{RECALL[1]} It is about seat belts.")
    (told,) = await room.arrives(minutes=5)
    assert told.startswith(RECALL[0])
    assert await room.arrives(days=8) == []


async def test_it_moves_to_a_sooner_digest_and_never_to_a_later_one(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪", "刀片电池")
    for number, cadence in enumerate(("weekly", "hourly")):
        await room.presses(f"when:{{}}:{cadence}", number)
    await room.reports(*FIRST)
    await room.arrives()
    await room.reports(*SECOND, source="other")
    assert await room.arrives() == []
    (told,) = await room.arrives(hours=1)
    assert SECOND[0] in told
    await room.reports("刀片电池产能扩至20GWh", "刀片电池产能扩至20GWh。", key="2")
    await room.arrives()
    await room.reports("刀片电池产能扩至20GWh，比亚迪公告", "刀片电池产能扩至20GWh。", "other", "2")
    (told,) = await room.arrives(hours=1)
    assert "20GWh" in told
    assert await room.arrives(days=8) == []


async def test_a_muted_line_brings_nothing_sooner(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪", "刀片电池")
    await room.presses("when:{}:daily", 0)
    await room.presses("quiet:{}:1d", 1)
    await room.reports(*FIRST)
    await room.arrives()
    await room.reports(*SECOND, source="other")
    assert await room.arrives() == []
    (told,) = await room.arrives(hours=9)
    assert FIRST[0] in told
    assert READER in room.sender.chats
