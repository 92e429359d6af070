"""Finding companies and topics, and choosing a language."""

from __future__ import annotations

import pytest

from notifier.bot.replies import EditMessage, SendMessage, SetMenu
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Topic
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import rules_since_a_removal, small_rules
from tests.delivery.dispatch import FakeSender

TEXT = translator("en")
TOPIC = Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实")


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender(), small_rules(TOPIC))


def buttons(bot: Bot) -> list[Button]:
    """Return the buttons of the last message."""
    reply = bot.replies.sent[-1][1]
    assert isinstance(reply, SendMessage | EditMessage)
    return [button for row in reply.message.buttons for button in row]


async def test_a_company_is_found_by_a_part_of_its_name_and_followed_by_a_tap(bot: Bot) -> None:
    assert await bot.ask(42, "/find 讯飞") == TEXT("find-found", text="讯飞")
    (button,) = buttons(bot)
    assert button.text == "＋ iFlytek (SZ002230)"
    await bot.press(42, button)
    assert await bot.listed() == [(42, "科大讯飞")]


async def test_topics_are_shown_with_their_feeds_until_they_are_followed(bot: Bot) -> None:
    shown = await bot.ask(42, "/topics")
    assert shown.splitlines() == [
        TEXT("topics-title"),
        "元宇宙",
        "http://127.0.0.1:8080/feeds/topics/metaverse.rss",
    ]
    await bot.press(42, buttons(bot)[0])
    assert await bot.listed() == [(42, "元宇宙")]
    await bot.ask(42, "/topics")
    assert buttons(bot) == []


@pytest.mark.parametrize(
    "query", ["@虚构公司", "@虚构公司 回购", "元宇宙 | @虚构公司", "元宇宙 -@虚构公司", "@SH999999"]
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_topics_stay_where_a_company_that_one_names_is_removed(
    sqlite_store: Store, query: str, language: str
) -> None:
    rules = await rules_since_a_removal(sqlite_store, TOPIC, Topic("own", "Own", query))
    bot = Bot(sqlite_store, FakeSender(), rules)
    shown = await bot.ask(42, "/topics", language=language)
    assert shown.splitlines()[0] == translator(language)("topics-title")
    offered = buttons(bot)
    assert len(offered) == 2
    for button in offered:
        await bot.press(42, button)
    assert len(await bot.listed()) == 2
    await bot.ask(42, "/topics")
    assert buttons(bot) == []


@pytest.mark.parametrize(("text", "key"), [("/find", "find-what"), ("/find 绿豆", "find-nothing")])
async def test_what_cannot_be_found_is_told(bot: Bot, text: str, key: str) -> None:
    told = TEXT(key, text="绿豆") if key == "find-nothing" else TEXT(key)
    assert await bot.ask(42, text) == told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_language_is_chosen_by_a_tap(bot: Bot, language: str) -> None:
    await bot.ask(42, "/language")
    (chosen,) = [each for each in buttons(bot) if each.data == f"lang:{language}"]
    await bot.press(42, chosen)
    assert bot.replies.texts(42)[-1] == translator(language)("language-done")
    assert (42, SetMenu(language)) in bot.replies.sent
    assert await bot.ask(42, "/list") == translator(language)("list-empty")


@pytest.mark.parametrize("data", ["lang:fr", "wt:gone", "w:XX1", "undo:x", "wu:9", "nonsense", ""])
async def test_a_button_that_is_out_of_date_says_so(bot: Bot, data: str) -> None:
    assert await bot.press(42, Button("x", data)) == TEXT("button-old")
