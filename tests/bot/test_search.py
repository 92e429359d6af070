"""Looking things up, in the chat and inline."""

from __future__ import annotations

import pytest

from notifier.bot.replies import AnswerInline
from notifier.core.i18n import translator
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.delivery.dispatch import FakeSender
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")


@pytest.fixture
async def bot(sqlite_store: Store) -> Bot:
    harness = PipelineHarness(sqlite_store)
    await harness.take(
        *(news(f"元宇宙{n}", url=f"https://example.org/{n}?a=1&b=2") for n in range(30)),
        news("科大讯飞发布<新>产品", url=None),
    )
    return Bot(sqlite_store, FakeSender())


async def test_the_newest_are_shown_with_links(bot: Bot) -> None:
    reply = await bot.ask(42, "/latest 元宇宙")
    lines = reply.splitlines()
    assert lines[0] == TEXT("latest-title", text="元宇宙")
    assert [line for line in lines if line.startswith("元宇宙")] == [
        f"元宇宙{n}" for n in (29, 28, 27, 26, 25)
    ]


@pytest.mark.parametrize(
    ("text", "key"), [("/latest", "latest-what"), ("/latest 绿豆", "latest-nothing")]
)
async def test_what_cannot_be_shown_is_told(bot: Bot, text: str, key: str) -> None:
    told = TEXT(key, text="绿豆") if key == "latest-nothing" else TEXT(key)
    assert await bot.ask(42, text) == told


async def inline(bot: Bot, query: str, offset: str = "") -> AnswerInline:
    bot.people.ask_inline(query)
    bot.people.pending_updates[-1]["inline_query"]["offset"] = offset
    await bot.take_in()
    await bot.answer_all()
    reply = bot.replies.sent[-1][1]
    assert isinstance(reply, AnswerInline)
    return reply


async def test_an_inline_query_is_offered_articles_page_by_page(bot: Bot) -> None:
    first = await inline(bot, "元宇宙")
    assert [each.title for each in first.found][:2] == ["元宇宙29", "元宇宙28"]
    assert len(first.found) == 20
    rest = await inline(bot, "元宇宙", first.next_offset)
    assert [each.title for each in rest.found] == [f"元宇宙{n}" for n in range(9, -1, -1)]
    assert rest.next_offset == ""


async def test_a_shared_article_is_escaped(bot: Bot) -> None:
    (found,) = (await inline(bot, "科大讯飞")).found
    assert "科大讯飞发布&lt;新&gt;产品" in found.message.html


@pytest.mark.parametrize("query", ["", "  ", "(元宇宙", "-x", "绿豆"])
async def test_a_query_that_is_not_finished_finds_nothing_and_nobody_is_told_off(
    bot: Bot, query: str
) -> None:
    assert (await inline(bot, query)).found == ()
