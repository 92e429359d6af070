"""What people see of an article that its source takes back after they were told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from notifier.core.model import Entry
from notifier.delivery.channels.telegram import known_bot, make_bot
from notifier.store.engine.database import Store
from notifier.store.engine.tables import article
from tests.builders import NOW, a_subscription, small_rules
from tests.delivery.dispatch import Dispatch
from tests.delivery.test_worker_telegram import speaking
from tests.fakes.bot_api import BotApi
from tests.pipeline_harness import METAVERSE, PipelineHarness, news

ALICE, BOB, CAROL = 42, 43, 44
CITY = "武汉"
PAGE = [
    news(f"元宇宙展在{city}开幕", key=str(at), published=NOW, url=f"https://wire.example/{at}")
    for at, city in enumerate(("福州", "沈阳", "西安", CITY, "成都", "苏州"))
]
GONE = PAGE[3]
REST = [each for each in PAGE if each is not GONE]
OTHER = replace(GONE, title=f"{GONE.title}！", url="https://other.example/1")


class Told:
    """People who follow a word, and the sources that tell of it."""

    def __init__(self, desk: Dispatch, api: BotApi) -> None:
        self.desk = desk
        self.api = api
        self.source = PipelineHarness(desk.store, small_rules(METAVERSE), desk.clock)

    async def edited(self) -> int:
        """Send all that waits; return how many messages were edited, each to something else."""
        before = len(self.api.calls_of("editMessageText"))
        await self.desk.deliver(12)
        calls = self.api.calls_of("editMessageText")[before:]
        assert [each.description for each in calls if each.status != 200] == []
        return len(calls)

    async def goes(self, *rest: Entry, source: str = "wire") -> None:
        """Let a source show its page without an article for long enough."""
        for _ in range(3):
            self.desk.clock.advance(minutes=6)
            await self.source.carries(*rest, source=source)

    @property
    def shown(self) -> str:
        """What stands in the one message of the story."""
        found = [each.text for each in self.api.sent_to(ALICE) if CITY in each.text]
        assert len(found) == 1
        assert all(found[0] in {each.text for each in self.api.sent_to(it)} for it in (BOB, CAROL))
        return found[0]


@pytest.fixture
async def told(sqlite_store: Store, bot_api: BotApi) -> AsyncIterator[Told]:
    async with (
        known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot,
        speaking(sqlite_store, bot) as desk,
    ):
        for each in (ALICE, BOB, CAROL):
            await a_subscription(sqlite_store, each)
        made = Told(desk, bot_api)
        await made.source.carries(*PAGE)
        assert await made.edited() == 0
        yield made


async def test_a_message_says_that_its_source_took_it_back_until_it_is_there_again(
    told: Told,
) -> None:
    before = told.shown
    await told.goes(*REST)
    assert await told.edited() == 3
    assert told.shown.replace("\nTaken back by its source 09:48", "") == before
    await told.source.carries(*PAGE)
    assert await told.edited() == 3
    assert told.shown == before


async def test_another_report_takes_its_place_in_the_message_and_goes_on_from_there(
    told: Told,
) -> None:
    await told.source.take(OTHER, source="other")
    assert await told.edited() == 3
    assert "Also in: other" in told.shown
    await told.goes(*REST)
    assert await told.edited() == 3
    assert told.shown.startswith(f"{OTHER.title}\nother · ")
    assert "wire" not in told.shown
    await told.source.take(replace(OTHER, title=f"{OTHER.title}！"), source="other")
    assert await told.edited() == 3
    await told.source.carries(*PAGE)
    assert await told.edited() == 3
    assert "Also in: wire" in told.shown


async def test_no_message_is_edited_that_would_say_the_same(told: Told) -> None:
    """Where who is only named there says it in other words, says it twice, or takes that back."""
    site = "https://other.example/"
    page = [replace(each, title=f"{each.title}！", url=f"{site}{each.key}") for each in PAGE]
    await told.source.carries(*page, source="other")
    assert await told.edited() == 3 * len(page)
    again = replace(GONE, title=f"{GONE.title}了", key="again", url=f"{site}again")
    newer = [news(f"元宇宙展在{city}开幕", key=city, published=NOW) for city in ("长春", "济南")]
    await told.source.carries(*page, again, source="other")
    await told.source.carries(*page, again, *newer, source="other")
    page[0] = replace(page[0], title=f"{page[0].title}！！")
    assert (await told.source.carries(*page, again, *newer, source="other")).changed == 1
    await told.goes(*page, *newer, source="other")
    async with told.desk.store.read() as connection:
        gone = await connection.scalars(
            sa.select(article.c.title).where(article.c.withdrawn_at.is_not(None))
        )
    assert gone.all() == [again.title]
    assert await told.edited() == 0
    assert "Also in: other" in told.shown


async def test_reports_that_come_together_are_named_together(told: Told) -> None:
    """Neither is taken for one that was there before."""
    again = replace(OTHER, title=f"{OTHER.title}了", key="again", url="https://other.example/2")
    await told.source.take(OTHER, again, source="other")
    assert await told.edited() == 3
    assert "Also in: other" in told.shown
