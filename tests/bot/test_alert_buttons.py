"""The buttons below an alert: what they do to the chat whose alert it is, and to no other."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from notifier.bot.replies import EditButtons, EditMessage, SendMessage
from notifier.core.i18n import translator
from notifier.core.model import Subscription
from notifier.delivery.message import Button
from notifier.store.chats import chats, subscriptions
from notifier.store.engine import tables
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import BOT
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
TITLE = "科大讯飞与振华重工合作元宇宙项目"


class Reader(Bot):
    """Somebody who was told of one article."""

    def shown(self) -> dict[str, Button]:
        """Return the buttons that were shown last by what they say."""
        replies = [reply for _, reply in self.replies.sent]
        for reply in reversed(replies):
            rows = reply.buttons if isinstance(reply, EditButtons) else ()
            rows = reply.message.buttons if isinstance(reply, SendMessage | EditMessage) else rows
            if rows:
                return {button.text: button for row in rows for button in row}
        raise AssertionError("no button was shown")

    async def held(self, chat: int = 42) -> list[Subscription]:
        async with self.store.read() as connection:
            found = await subscriptions.of_all(connection)
        return [each for owner, each in found if owner.telegram_id == chat]


@pytest.fixture
async def reader(sqlite_store: Store) -> Reader:
    sender = FakeSender()
    bot = Reader(sqlite_store, sender)
    for wish in ("科大讯飞", "元宇宙", "绿豆"):
        await bot.ask(42, f"/watch {wish}")
    await bot.ask(43, "/watch 科大讯飞")
    async with dispatch(sqlite_store, sender) as delivery:
        await PipelineHarness(sqlite_store).take(news(TITLE, body="科大讯飞公告称。"))
        await delivery.deliver()
    assert TITLE in bot.heard(42)
    return bot


async def test_an_alert_is_muted_for_a_day_by_what_brought_it(reader: Reader) -> None:
    toast = await reader.press(42, Button("x", "am:1"))
    what = "iFlytek (SZ002230), “元宇宙”"
    assert toast == TEXT("alert-muted", until="11-24 09:30", what=what)
    assert [bool(each.muted_until) for each in await reader.held()] == [True, True, False]
    assert [bool(each.muted_until) for each in await reader.held(43)] == [False]


async def test_an_alert_can_come_with_a_digest_from_now_on(reader: Reader) -> None:
    toast = await reader.press(42, Button("x", "ad:1"))
    assert toast == TEXT("alert-gathered", what="iFlytek (SZ002230), “元宇宙”")
    assert [each.cadence for each in await reader.held()] == ["daily", "daily", "instant"]


async def test_more_can_be_done_and_folded_away_again(reader: Reader) -> None:
    await reader.press(42, Button("x", "a+:1"))
    more = reader.shown()
    assert {TEXT("alert-why"), TEXT("alert-digest"), TEXT("button-delete"), "◀"} <= more.keys()
    await reader.press(42, more["◀"])
    assert "⋯" in reader.shown()
    await reader.press(42, more[TEXT("button-delete")])
    assert [each.text for each in await reader.held()] == ["元宇宙", "绿豆"]
    await reader.press(42, reader.shown()[TEXT("button-undo")])
    assert len(await reader.held()) == 3


@pytest.mark.parametrize(
    ("language", "name"), [("en", "iFlytek"), ("zh-Hans", "科大讯飞"), ("zh-Hant", "科大訊飛")]
)
@pytest.mark.parametrize("words", ["科大讯飞", "SZ002230", "iFlytek"])
async def test_more_about_a_company_calls_it_as_its_readers_do(
    sqlite_store: Store, language: str, name: str, words: str
) -> None:
    bot = Reader(sqlite_store, FakeSender())
    await bot.ask(42, f"/language {language}")
    await bot.ask(42, f"/watch {words}")
    await PipelineHarness(sqlite_store).take(news(TITLE, body="科大讯飞公告称。"))
    await bot.press(42, Button("x", "a+:1"))
    assert bot.shown()[translator(language)("alert-latest", name=name)].data == "la:SZ002230"


async def test_words_that_were_no_company_are_noted_and_taken_back(reader: Reader) -> None:
    await reader.press(42, Button("x", "an:1"))
    (corrected,) = [line for line in (await reader.ask(42, "/list")).splitlines() if "✕" in line]
    assert corrected == TEXT("list-not-company", text="科大讯飞", symbol="SZ002230")
    await reader.press(42, Button("x", "au:1:SZ002230"))
    assert "✕" not in await reader.ask(42, "/list")


async def test_what_is_followed_no_more_can_still_be_corrected(reader: Reader) -> None:
    await reader.ask(42, "/unwatch 科大讯飞")
    await reader.ask(42, "/unwatch 元宇宙")
    await reader.press(42, Button("x", "an:1"))
    await reader.press(42, Button("x", "an:1:SZ002230"))
    (corrected,) = [line for line in (await reader.ask(42, "/list")).splitlines() if "✕" in line]
    assert "科大讯飞" in corrected


async def test_why_an_alert_came_is_told_with_its_evidence(reader: Reader) -> None:
    told = await reader.ask(42, "/why")
    assert told.splitlines()[:3] == [
        TEXT("why-title", title=TITLE),
        TEXT("why-followed", what="iFlytek (SZ002230)"),
        TEXT("why-followed", what="“元宇宙”"),
    ]
    assert TEXT("why-subject", what="iFlytek (SZ002230)") in told
    assert "  · " in told


async def test_a_sign_that_only_an_earlier_version_knew_is_left_out_of_why(reader: Reader) -> None:
    async with reader.store.write() as connection:
        evidence = ["once-known:x", "verb:发布"]
        await connection.execute(sa.update(tables.mention).values(evidence=evidence))

    told = await reader.ask(42, "/why")

    assert TEXT("sign-verb", detail="发布") in told


async def test_who_was_told_nothing_can_be_explained_nothing(reader: Reader) -> None:
    assert await reader.ask(44, "/why") == TEXT("why-nothing")


@pytest.mark.parametrize("word", ["am", "ad", "an", "a+", "a-", "au"])
async def test_what_another_chat_was_told_is_out_of_reach(reader: Reader, word: str) -> None:
    await reader.press(99, Button("x", f"{word}:1"))
    assert reader.replies.texts(99) == []
    async with reader.store.read() as connection:
        assert await chats.find_chat(connection, 99, bot=BOT)
    assert [each.muted_until for each in await reader.held()] == [None] * 3
