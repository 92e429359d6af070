"""What a source changes afterwards: messages that told of it are mended, whoever follows it now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from notifier.store.engine.database import Store
from tests.bot.newsroom import READER, Newsroom
from tests.builders import NOW
from tests.pipeline_harness import news

OTHER = 43


# Messages that were sent


@pytest.mark.parametrize(
    ("followed", "told", "corrected"),
    [
        ("比亚迪", "比亚迪宣布召回10万辆汽车", "上汽集团宣布召回10万辆汽车"),
        ("比亞迪", "比亞迪宣布召回10萬輛汽車", "更正：上汽集團宣布召回10萬輛汽車"),
        ("召回", "监管部门要求某车企召回10万辆汽车", "更正：监管部门未要求某车企采取措施"),
        ("Tesla", "Tesla to recall 120,000 vehicles", "Rivian to recall 120,000 vehicles"),
        ("Tesla -denies", "Tesla to recall 9,000 cars", "Tesla denies a recall of 9,000 cars"),
        ("比亚迪", "比亚迪宣布召回10万辆汽车", "比亚迪宣布召回1万辆汽车"),
    ],
)
async def test_a_message_is_corrected_though_the_correction_is_not_what_was_asked_for(
    store: Store, followed: str, told: str, corrected: str
) -> None:
    room = Newsroom(store)
    await room.follows(followed)
    await room.reports(told)
    (message,) = await room.arrives()
    assert message.startswith(told)
    await room.reports(corrected)
    (edited,) = await room.arrives(minutes=5)
    assert edited.startswith(corrected)
    assert [chat for chat, _, _ in room.sender.edited] == [READER]
    assert corrected in await room.says("/why"), "and it is what the message says"


async def test_who_follows_what_it_is_corrected_to_is_told_of_it(sqlite_store: Store) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪")
    await room.follows("上汽集团", reader=OTHER)
    await room.reports("比亚迪宣布召回10万辆汽车")
    await room.arrives()
    await room.reports("上汽集团宣布召回10万辆汽车")
    mended, told = sorted(await room.arrives(minutes=5), key=lambda each: "Why" in each)
    assert "Why" not in mended, "nothing of what the reader follows stands there any more"
    assert "Why: 上汽集团" in told
    assert [chat for chat, _, _ in room.sender.edited] == [READER]


CHANGES: dict[str, Callable[[Newsroom], Awaitable[str]]] = {
    "muted for a day": lambda room: room.presses("quiet:{}:1d"),
    "unfollowed": lambda room: room.says("/unwatch 比亚迪"),
    "everything unfollowed": lambda room: room.says("/unwatch 1"),
    "a word muted": lambda room: room.says("/mute 销量"),
    "asked for otherwise": lambda room: room.says("/edit 比亚迪 → 比亚迪 回购"),
    "another company": lambda room: room.says("/not 比亚迪"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_sent_is_mended_whatever_is_followed_since(
    sqlite_store: Store, change: str
) -> None:
    room = Newsroom(sqlite_store)
    await room.follows("比亚迪")
    await room.reports("比亚迪10月销量50万辆")
    await room.arrives()
    await CHANGES[change](room)
    await room.reports("比亚迪10月销量40万辆")
    (edited,) = await room.arrives(minutes=5)
    assert edited.startswith("比亚迪10月销量40万辆")


@pytest.mark.parametrize("change", ["muted for a day", "unfollowed", "a word muted"])
async def test_it_says_so_when_its_source_takes_it_back(sqlite_store: Store, change: str) -> None:
    room = Newsroom(sqlite_store)
    cities = ("福州", "沈阳", "西安", "武汉", "成都", "苏州")
    page = [
        news(f"比亚迪{city}工厂销量公布", key=str(at), published=NOW)
        for at, city in enumerate(cities)
    ]
    await room.follows("比亚迪")
    await room.sources.carries(*page)
    await room.arrives(minutes=1)
    await CHANGES[change](room)
    for _ in range(4):
        room.clock.advance(minutes=6)
        await room.sources.carries(*(each for each in page if "武汉" not in each.title))
    (edited,) = await room.arrives()
    assert edited.startswith("比亚迪武汉工厂销量公布")
    assert "Taken back by its source" in edited


# Articles that become news to somebody


@pytest.mark.parametrize(
    ("first", "followed", "then"),
    [
        ("美股直播：三大指数高开", "特斯拉", "美股直播：特斯拉涨超8%"),
        ("港股直播：恒指高開", "騰訊", "港股直播：騰訊漲逾5%"),
        ("Live: Wall Street opens higher", "Tesla", "Live: Tesla shares jump 8%"),
        ("直播：新品发布会今晚举行", "脑机接口", "直播：发布会公布脑机接口新品"),
        ("某车企宣布召回", "比亚迪 召回", "比亚迪宣布召回"),
    ],
)
async def test_who_follows_something_after_an_article_came_is_told_when_it_says_it(
    store: Store, first: str, followed: str, then: str
) -> None:
    room = Newsroom(store)
    await room.reports(first)
    room.clock.advance(minutes=1)
    await room.follows(followed)
    assert await room.arrives() == []
    room.clock.advance(hours=2)
    await room.reports(then)
    (told,) = await room.arrives()
    assert told.startswith(then)
    assert then in await room.says("/latest")


@pytest.mark.parametrize("change", ["a word more", "taken back and there again"])
async def test_what_said_it_already_when_it_came_to_be_followed_is_no_news(
    sqlite_store: Store, change: str
) -> None:
    room = Newsroom(sqlite_store)
    title = "美股直播：特斯拉涨超8%"
    rest = [news(f"大盘{word}", key=word, published=NOW) for word in "甲乙丙丁戊己"]
    live = news(title, key="live", published=NOW)
    await room.sources.carries(*rest[:3], live, *rest[3:])
    room.clock.advance(minutes=1)
    await room.follows("特斯拉")
    if change == "a word more":
        await room.reports(f"{title}，纳指收高", key="live")
    else:
        for _ in range(4):
            room.clock.advance(minutes=6)
            await room.sources.carries(*rest)
        await room.sources.carries(*rest[:3], live, *rest[3:])
    assert await room.arrives(minutes=1) == []
