"""What a message asks to be shown with alerts, or not: tags, pictures, sources, languages."""

from __future__ import annotations

from notifier.core.i18n import translator
from notifier.core.preferences import Preferences
from notifier.store.chats import chats
from tests.bot.harness import Bot
from tests.builders import BOT

PERSON = 42
SAY = translator("en")
TAGS = {
    True: ["加上标签", "显示话题标签", "加上標籤", "add tags", "show hashtags please"],
    False: [
        "不要标签",
        "把标签去掉",
        "唔要標籤",
        "no hashtags",
        "don't show tags",
        "turn off tags",
    ],
}
PICTURES = {
    True: ["加上图片", "显示配图", "加上圖片", "show pictures", "turn on link previews"],
    False: ["不要图片", "关掉配图", "唔要圖片", "no pictures", "turn off link previews"],
}


async def preferences(bot: Bot) -> Preferences:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, PERSON, bot=BOT)
    assert chat
    return chat.preferences


async def test_tags_and_pictures_are_shown_as_a_sentence_has_it(bot: Bot) -> None:
    for shown in (True, False):
        for typed in TAGS[shown]:
            await bot.ask(PERSON, f"/settings hashtags {'no' if shown else 'yes'}", "en")
            await bot.ask(PERSON, typed, "en")
            assert (await preferences(bot)).hashtags is shown, typed
        for typed in PICTURES[shown]:
            await bot.ask(PERSON, f"/settings preview {'no' if shown else 'yes'}", "en")
            await bot.ask(PERSON, typed, "en")
            assert (await preferences(bot)).preview is shown, typed
    assert not await bot.listed()


async def test_sources_and_languages_are_answered(bot: Bot) -> None:
    for typed in ("加上来源", "显示新闻来源", "加上來源", "show the source", "add their sources"):
        assert await bot.ask(PERSON, typed, "en") == SAY("answer-sources"), typed
    for typed in ("加上英文", "加个英文版", "帮我加上中文", "加上英文版", "add english"):
        await bot.ask(PERSON, typed, "en")
        labels = [each.text for each in bot.replies.last_buttons()]
        assert labels == ["简体中文", "繁體中文", "English"], typed
    assert not await bot.listed()


async def test_what_is_called_so_is_looked_for_all_the_same(bot: Bot) -> None:
    before = await bot.ask(PERSON, "/settings", "en")
    for typed in ("标签", "tags", "关注标签", "图片", "add Tag Heuer", "follow image sensors"):
        assert "keyword" in await bot.ask(PERSON, typed, "en"), typed
    assert await bot.ask(PERSON, "/settings", "en") == before
