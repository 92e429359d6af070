"""What is said when something is followed: what it would have brought, and what keeps it away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
DAYS = timedelta(days=1)


@pytest.fixture
async def reader(sqlite_store: Store) -> AsyncIterator[Bot]:
    """Return a bot beside a source, which both know a few companies."""
    made = Bot(sqlite_store, FakeSender())
    yield made
    await made.worker.stop()


def source_of(bot: Bot) -> PipelineHarness:
    return PipelineHarness(bot.store, clock=bot.clock)


async def arrives(bot: Bot, *titles: str) -> list[str]:
    """Return which of these headlines the person is alerted to."""
    sender = FakeSender()
    await source_of(bot).take(*(news(each) for each in titles))
    async with dispatch(bot.store, sender, bot.clock) as desk:
        await desk.deliver(len(titles) + 1)
    return [title for _, title in sender.sent]


# What corrections keep away


MUTED = [
    ("/mute 广告", "/watch 广告", "广告"),
    ("/mute seat belt", "/watch seat belt", "seat belt"),
    ("/mute Seat Belt", "follow seat belt", "seat belt"),
    ("屏蔽“召回”", "/watch 召回", "召回"),
    ("/mute 召回", "/watch 汽车召回", "召回"),
    ("/mute 召回", "/watch 汽车 召回", "召回"),
    ("/mute 召回", "关注 召回", "召回"),
    ("/mute 特斯拉", "/watch Tesla", "特斯拉"),
    ("/mute 特斯拉", "/watch 特斯拉", "特斯拉"),
    ("/mute 比亚迪", "/watch 比亚迪电子", "比亚迪"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("mute", "watch", "words"), MUTED)
async def test_who_follows_what_they_muted_is_told_so_and_can_take_it_back(
    bot: Bot, mute: str, watch: str, words: str, language: str
) -> None:
    say = translator(language)
    await bot.ask(42, mute, language)
    reply = await bot.ask(42, watch)
    assert reply.splitlines()[-1] == say("watch-muted", text=words)
    take_back = {each.text: each for each in bot.replies.last_buttons()}
    await bot.press(42, take_back[say("list-take-back", text=words)])
    assert bot.replies.texts(42)[-1] == say("unmute-done", text=words)
    assert "✕" not in await bot.ask(42, "/list")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["iFlytek", "科大讯飞"])
async def test_who_follows_what_they_said_is_not_the_company_is_told_so(
    reader: Bot, words: str, language: str
) -> None:
    say = translator(language)
    await reader.ask(42, f"/not {words}", language)
    reply = await reader.ask(42, f"/watch {words}")
    name = {"en": "iFlytek", "zh-Hans": "科大讯飞", "zh-Hant": "科大訊飛"}[language]
    what = say("reason-security", name=name, symbol="SZ002230")
    assert reply.splitlines()[-1] == say("watch-not-company", text=words.lower(), what=what)
    assert await arrives(reader, f"{words}发布新产品") == []
    take_back = {each.text: each for each in reader.replies.last_buttons()}
    await reader.press(42, take_back[say("list-take-back", text=words.lower())])
    assert await arrives(reader, f"{words}召开股东大会") == [f"{words}召开股东大会"]


async def test_that_is_told_of_each_thing_that_is_followed_at_once(bot: Bot) -> None:
    await bot.ask(42, "/mute 特斯拉")
    reply = await bot.ask(42, "/watch 特斯拉 比亚迪")
    assert reply.splitlines()[0] == TEXT("watch-done-many", count=2)
    assert reply.splitlines()[-1] == TEXT("watch-muted", text="特斯拉")


NOT_IN_THE_WAY = [
    ("/mute 广告", "/watch 元宇宙"),
    ("/mute 元宇宙乐园", "/watch 元宇宙"),
    ("/mute 广告", "/watch 元宇宙 -广告"),
    ("/mute robotaxi", "/watch Tesla"),
    ("/not Tesla", "/watch 比亚迪"),
    ("/not Tesla", '/watch "Tesla"'),
]


@pytest.mark.parametrize(("corrected", "watch"), NOT_IN_THE_WAY)
async def test_other_corrections_are_not_spoken_of(bot: Bot, corrected: str, watch: str) -> None:
    await bot.ask(42, corrected)
    reply = await bot.ask(42, watch)
    assert "⚠" not in reply
    assert [each.text for each in bot.replies.last_buttons()] == [TEXT("button-undo")]


async def test_undo_takes_back_what_was_followed_and_not_what_was_muted(bot: Bot) -> None:
    await bot.ask(42, "/mute 广告")
    await bot.ask(42, "/watch 广告")
    assert "广告" in await bot.ask(42, "/undo")
    assert "✕" in await bot.ask(42, "/list")


async def test_a_preview_counts_only_what_corrections_leave(reader: Bot) -> None:
    await source_of(reader).take(
        news("科大讯飞召回一批耳机"), news("科大讯飞广告投放增加"), news("iFlytek to open a plant")
    )
    await reader.ask(42, "/mute 广告")
    await reader.ask(42, "/not iFlytek")
    reply = await reader.ask(42, "/watch 科大讯飞")
    assert TEXT("preview-exact", count=1, days=7, average=0.1) in reply
    assert "科大讯飞召回一批耳机" in reply
    other = await reader.ask(43, "/watch 科大讯飞")
    assert TEXT("preview-exact", count=3, days=7, average=0.4) in other


# What was no news when it was read


OLD = [4, 5, 6, 10, 20, 300]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", [True, False], ids=["first reading", "later reading"])
@pytest.mark.parametrize("watch", ["/watch 科大讯飞", "关注科大讯飞", "/watch 传闻"])
async def test_what_was_old_when_it_was_read_is_not_counted(
    reader: Bot, watch: str, language: str, *, first: bool
) -> None:
    entries = [
        news(f"科大讯飞{what}传闻", published=reader.clock.now - days * DAYS)
        for what, days in zip("ABCDEF", OLD, strict=True)
    ]
    taken = await source_of(reader).take(*entries, first=first, max_age=3 * DAYS)
    assert taken.alerts == 0
    reply = await reader.ask(42, watch, language)
    assert reply.splitlines()[-1] == translator(language)("preview-nothing", days=7)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_news_counts_on_the_day_on_which_it_came_out(
    reader: Bot, language: str
) -> None:
    await source_of(reader).take(
        news("科大讯飞公布销量", published=reader.clock.now - 2 * DAYS),
        news("科大讯飞签署协议", published=reader.clock.now - 5 * DAYS),
        news("科大讯飞回购股份", published=None),
        news("科大讯飞发布新车", published=reader.clock.now + DAYS),
        first=True,
    )
    say = translator(language)
    reply = await reader.ask(42, "/watch 科大讯飞", language)
    counted = say("preview-exact", count=3, days=7, average=0.4)
    assert reply.splitlines()[1] == counted
    assert {each[:13] for each in reply.splitlines()[2:]} == {"· 11-23 09:30"}
    dated = await reader.ask(43, "/watch 公布销量", language)
    assert dated.splitlines()[-1] == "· 11-21 09:30 科大讯飞公布销量"
