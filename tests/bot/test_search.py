"""Looking things up, in the chat and inline."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notifier.bot.replies import AnswerInline, SendMessage
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


OWN_ADDRESSES = [
    "https://ada:secret@example.org/1",
    "http://192.168.1.7:8080/1",
    "http://localhost/1",
    "http://wiki.internal/1",
    "http://[fd00::1]/1",
]


@pytest.mark.parametrize("address", OWN_ADDRESSES)
async def test_an_address_that_alerts_do_not_link_is_not_linked_here_either(
    bot: Bot, address: str
) -> None:
    await PipelineHarness(bot.store).take(news("脑机接口获批", url=address))
    await bot.ask(42, "/latest 脑机接口")
    (shown,) = [each.message for _, each in bot.replies.sent if isinstance(each, SendMessage)]
    (found,) = (await inline(bot, "脑机接口")).found
    assert found.url is None
    for message in (shown, found.message):
        assert "脑机接口获批" in message.html
        assert "href" not in message.html
        assert address not in message.plain


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (datetime(2025, 3, 4, 1, tzinfo=UTC), "2025-03-04 09:00"),
        (datetime(2026, 3, 4, 1, tzinfo=UTC), "03-04 09:00"),
        (datetime(1, 1, 2, tzinfo=UTC), "09:30"),
        (datetime(2031, 1, 2, tzinfo=UTC), "09:30"),
        (None, "09:30"),
    ],
)
async def test_moments_are_told_as_alerts_tell_them(
    bot: Bot, published: datetime | None, shown: str
) -> None:
    await PipelineHarness(bot.store).take(news("脑机接口获批", published=published))
    assert (await bot.ask(42, "/latest 脑机接口")).endswith(f"\n{shown} · wire")
    (found,) = (await inline(bot, "脑机接口")).found
    assert found.about.endswith(f" · {shown}")
