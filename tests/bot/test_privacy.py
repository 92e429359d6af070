"""What is kept of a chat: asked about by whoever writes to a bot, and deleted by a button."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from notifier.core.i18n import translator
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.delivery.dispatch import FakeSender

PERSON = 42
ASKED = {
    "zh-Hans": [
        "你会保存我的数据吗",
        "会不会泄露我的隐私",
        "我的数据安全吗",
        "你存了我哪些信息",
        "你会把我的信息卖给别人吗",
        "谁能看到我的消息",
        "我的数据保存多久",
        "会删除我的数据吗",
        "隐私政策",
        "/privacy",
    ],
    "zh-Hant": [
        "你會保存我的資料嗎",
        "私隱",
        "私隱政策",
        "我啲資料安唔安全",
        "你會唔會將我啲資料俾人",
    ],
    "en": [
        "do you store my data",
        "is my data safe",
        "what do you know about me",
        "do you sell my data?",
        "who can see what I follow",
        "how long do you keep my data",
        "will you delete my data",
        "privacy policy",
        "privacy",
    ],
}
TOLD_TO_DELETE = {
    "zh-Hans": ["删掉我的数据", "请把我的资料全部删除", "忘了我", "/forget"],
    "zh-Hant": ["刪除我的資料"],
    "en": ["delete my data", "please erase everything you know about me", "can you delete my data"],
}


@pytest.mark.parametrize("language", ASKED)
async def test_who_asks_is_told_what_is_kept_and_may_delete_it(bot: Bot, language: str) -> None:
    say = translator(language)
    kept = say("privacy-kept", alerts=90, typed=7)
    for typed in ASKED[language]:
        assert await bot.ask(PERSON, typed, language.lower()) == kept, typed
    await bot.ask(PERSON, "/watch TSLA", language.lower())
    await bot.ask(PERSON, ASKED[language][0], language.lower())
    (delete,) = bot.replies.last_buttons()
    assert await bot.listed()
    await bot.press(PERSON, delete)
    assert bot.replies.texts(PERSON)[-1] == say("forget-sure", count=1)
    await bot.press(PERSON, bot.replies.last_buttons()[0])
    assert not await bot.listed()


@pytest.mark.parametrize("language", TOLD_TO_DELETE)
async def test_who_tells_to_delete_is_asked_whether_all_of_it(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed in TOLD_TO_DELETE[language]:
        assert await bot.ask(PERSON, typed, language.lower()) == say("forget-sure", count=0), typed


async def test_how_long_is_what_the_operator_chose(sqlite_store: Store) -> None:
    options = replace(OPTIONS, alerts_kept=None, inbox_kept=timedelta(hours=36))
    bot = Bot(sqlite_store, FakeSender(), options=options)
    answer = await bot.ask(PERSON, "/privacy", "en")
    assert "sent (for good)" in answer
    assert "(2 days once" in answer


async def test_privacy_in_the_news_is_looked_for(bot: Bot) -> None:
    for typed in (
        "隐私计算",
        "关注隐私计算",
        "数据安全法",
        "data privacy law",
        "follow privacy law",
    ):
        answer = await bot.ask(PERSON, typed, "en")
        assert "What I keep" not in answer, typed
        assert "keyword" in answer, typed
