"""Urgent news: from a source's mark and a person's words to a message in quiet hours."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from notifier.ingest.pipeline import Pipeline
from notifier.ingest.poller import Poller
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.http.requests import Request
from notifier.sources.placeholders import no_secrets
from notifier.sources.registry import make_source
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import small_rules
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch
from tests.fakes.sandbox import InlineSandbox
from tests.service.settings.conftest import ConfigFolder

SOURCE = """
[[source]]
name = "{name}"
kind = "api"
url = "https://{name}.example/flash"
timezone = "Asia/Shanghai"
[source.entry]
key = "id"
title = "title"
time = "time"
urgent = "{urgent}"
"""
QUIET = "/settings 09:00-17:30"  # it is half past nine in Shanghai
EVENING = {"hours": 8}


class Site(Fetcher):
    """Answers every request with what the test put onto the page of its host."""

    def __init__(self) -> None:
        self.pages: dict[str, list[dict[str, Any]]] = {}
        self.secret_of = no_secrets

    @override
    async def send(self, request: Request) -> Fetched | NotModified:
        name = request.url.removeprefix("https://").partition(".")[0]
        body = json.dumps(self.pages.get(name, [])).encode()
        return Fetched(request.url, body, "application/json")


class Night:
    """The service from its sources to its chats, while a person has quiet hours."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.site = Site()
        self.sender = FakeSender()
        rules = small_rules()
        self.bot = Bot(store, self.sender, rules)
        self.clock = self.site.clock = self.bot.clock
        text = SOURCE.format(name="a", urgent="important") + SOURCE.format(
            name="b", urgent="level == 'A' || level == 'B'"
        )
        settings = ConfigFolder(folder).write("sources.toml", text).settings()
        sources = {
            each.name: make_source(each, self.site, InlineSandbox()) for each in settings.sources
        }
        pipeline = Pipeline(store, rules, self.clock)
        self.poller = Poller(sources, store, pipeline, self.clock, holder="me", concurrency=2)
        self.desk: Dispatch

    async def said(self, *words: str) -> None:
        for each in words:
            await self.bot.ask(42, each)
        await self.poller.start()
        await self.reads()
        self.sender.sent.clear()

    async def reads(self, *items: dict[str, Any], source: str = "a") -> None:
        """Poll both sources, once one of them carries these too."""
        page = self.site.pages.setdefault(source, [])
        for each in items:
            page.insert(0, {"id": len(page), "time": self.clock.now.timestamp(), **each})
        self.clock.advance(minutes=16)
        await self.poller.run_once()
        await self.poller.join()
        await self.desk.deliver(3)

    @property
    def heard(self) -> list[str]:
        return [text for chat, text in self.sender.sent if chat == 42]


@pytest.fixture
async def night(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Night]:
    made = Night(sqlite_store, tmp_path)
    async with dispatch(sqlite_store, made.sender, made.clock, burst=3) as made.desk:
        yield made


RED = {"title": "科大讯飞停牌", "important": 1}
BLACK = {"title": "科大讯飞办展", "important": 0}


@pytest.mark.parametrize("company", ["科大讯飞", "002230"])
async def test_what_its_source_marks_urgent_of_a_watched_company_comes_in_quiet_hours(
    night: Night, company: str
) -> None:
    await night.said(f"/watch {company}", QUIET)
    await night.reads(BLACK, RED)
    assert night.heard == ["科大讯飞停牌"]
    night.clock.advance(**EVENING)
    await night.desk.deliver()
    assert night.heard == ["科大讯飞停牌", "科大讯飞办展"]


async def test_a_mark_may_be_one_of_several_values(night: Night) -> None:
    await night.said("/watch 科大讯飞", QUIET)
    titles = {"A": "科大讯飞停牌", "B": "科大讯飞换了董事长", "C": "科大讯飞办展"}
    await night.reads(
        *({"title": each, "level": level} for level, each in titles.items()), source="b"
    )
    assert sorted(night.heard) == sorted([titles["A"], titles["B"]])


async def test_words_that_are_asked_for_wake_nobody(night: Night) -> None:
    await night.said("/watch 停牌", QUIET)
    await night.reads(RED)
    assert night.heard == []


async def test_who_wants_no_urgent_news_in_quiet_hours_gets_none(night: Night) -> None:
    await night.said("/watch 科大讯飞", QUIET, "/settings")
    [button] = [each for each in night.bot.replies.last_buttons() if "rgent" in each.text]
    await night.bot.press(42, button)
    night.sender.sent.clear()
    await night.reads(RED)
    assert night.heard == []
    night.clock.advance(**EVENING)
    await night.desk.deliver()
    assert night.heard == ["科大讯飞停牌"]


async def test_a_story_that_waits_goes_out_once_another_source_marks_it_urgent(
    night: Night,
) -> None:
    await night.said("/watch 科大讯飞", QUIET)
    await night.reads({**RED, "important": 0})
    assert night.heard == []
    await night.reads({"title": "科大讯飞停牌", "level": "A"}, source="b")
    assert night.heard == ["科大讯飞停牌"]
    night.clock.advance(**EVENING)
    await night.desk.deliver()
    assert night.heard == ["科大讯飞停牌"]


async def test_what_waits_goes_out_once_its_source_marks_it_urgent(night: Night) -> None:
    await night.said("/watch 科大讯飞", QUIET)
    await night.reads({**RED, "important": 0})
    assert night.heard == []
    night.site.pages["a"][0]["important"] = 1
    for _ in range(2):
        await night.reads()
        assert night.heard == ["科大讯飞停牌"]


async def test_what_is_urgent_comes_by_itself_however_much_waits(night: Night) -> None:
    await night.said("/watch 科大讯飞", QUIET)
    await night.reads(*({"title": f"科大讯飞在第{number}街办展"} for number in range(5)), RED)
    assert night.heard == ["科大讯飞停牌"]
