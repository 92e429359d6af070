"""Questions why something came, or did not, are about what they name."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.bot.test_field_dialogues import company
from tests.builders import shipped_rules
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

PERSON = 42
BYD, MOUTAI, TENCENT = "SZ002594", "SH600519", "00700.HK"
SOLID = "固态电池上车，宁德时代发布新品"
APPLE = "苹果发布新款iPhone，售价上调"


@pytest.fixture
async def reader(sqlite_store: Store) -> AsyncIterator[Bot]:
    """A reader of two alerts, who muted the company of what came first."""
    made = Bot(sqlite_store, FakeSender(), shipped_rules())
    await made.ask(PERSON, "/watch 比亚迪、腾讯、苹果、固态电池", "zh-hans")
    await made.ask(PERSON, "/mute 比亚迪 3d")
    async with dispatch(sqlite_store, made.sender) as delivery:
        harness = PipelineHarness(sqlite_store, shipped_rules())
        told = ["比亚迪公告召回海豹", "贵州茅台公告拟回购股份", SOLID, APPLE]
        for number, title in enumerate(told):
            for each in (harness, delivery, made):
                each.clock.advance(minutes=5)
            await harness.take(news(title, body=title), source=f"source{number}")
            await delivery.deliver()
    assert made.heard(PERSON)[-2:] == [SOLID, APPLE]
    yield made
    await made.worker.stop()


NOT_FOLLOWED = {
    "zh-Hans": [
        "为什么没收到茅台的消息",
        "怎么没收到茅台的公告",
        "为什么没推茅台回购",
        "为什么茅台回购没推给我",
        "/missed 茅台",
    ],
    "zh-Hant": ["為什麼沒收到茅台的消息", "點解冇收到茅台嘅消息", "為什麼茅台回購沒推給我"],
    "en": ["why didn't you send Moutai news", "why no news about Moutai", "/missed Moutai"],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_followed_did_not_come_for_that(reader: Bot, language: str) -> None:
    say = translator(language)
    await reader.ask(PERSON, f"/language {language}")
    for typed in NOT_FOLLOWED[language]:
        reply = await reader.ask(PERSON, typed)
        assert say("offer-watch", what=company(MOUTAI, say)) in reply, typed
        assert say("missed-nothing") not in reply, typed


MUTED = {
    "zh-Hans": ["为什么没收到比亚迪召回的消息", "为什么比亚迪没消息", "/missed 比亚迪"],
    "zh-Hant": ["為什麼沒收到比亞迪召回的消息", "點解冇收到比亞迪嘅消息", "/missed 比亞迪"],
    "en": ["why didn't I get the BYD recall", "why no news about BYD", "/missed BYD"],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_muted_did_not_come_for_that(reader: Bot, language: str) -> None:
    say = translator(language)
    await reader.ask(PERSON, f"/language {language}")
    muted = say("missed-muted", what=company(BYD, say), until="11-26 09:30")
    for typed in MUTED[language]:
        assert await reader.ask(PERSON, typed) == muted, typed
    told = await reader.ask(PERSON, "/missed")
    assert told.splitlines() == [muted, say("missed-nothing-else")]


@pytest.mark.parametrize("typed", ["为什么没收到腾讯的消息", "why no Tencent news", "/missed 腾讯"])
async def test_what_is_followed_and_had_nothing_is_told_to_have_missed_nothing(
    reader: Bot, typed: str
) -> None:
    say = translator("zh-Hans")
    told = say("missed-nothing-of", what=company(TENCENT, say))
    assert await reader.ask(PERSON, typed) == told


async def test_what_waits_is_told_of_what_is_named_only(reader: Bot) -> None:
    say = translator("zh-Hans")
    await reader.ask(PERSON, "/pause 2h")
    title = "苹果公司任命新的财务总监"
    harness = PipelineHarness(reader.store, shipped_rules(), clock=reader.clock)
    await harness.take(news(title, body=title), source="another")
    assert title in await reader.ask(PERSON, "为什么没收到苹果的消息")
    told = say("missed-nothing-of", what=company(TENCENT, say))
    assert await reader.ask(PERSON, "为什么没收到腾讯的消息") == told
    assert title in await reader.ask(PERSON, "/missed")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("为什么收到苹果那条", APPLE),
        ("为什么推了宁德时代那条", SOLID),
        ("为什么推了固态电池", SOLID),
        ("點解推咗固態電池", SOLID),
        ("why did you send the Apple one", APPLE),
        ("/why 固态电池", SOLID),
        ("/why", APPLE),
    ],
)
async def test_why_explains_the_alert_that_is_named(reader: Bot, typed: str, title: str) -> None:
    say = translator("zh-Hans")
    told = await reader.ask(PERSON, typed)
    assert told.splitlines()[0] == say("why-title", title=title)


@pytest.mark.parametrize("typed", ["为什么推了比亚迪那条", "why did you send the BYD one"])
async def test_why_explains_no_other_alert_than_what_is_named(reader: Bot, typed: str) -> None:
    say = translator("zh-Hans")
    assert await reader.ask(PERSON, typed) == say("why-nothing-of", what="比亚迪")
