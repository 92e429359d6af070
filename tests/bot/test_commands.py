"""What the bot answers, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.bot.commands.registry import COMMANDS
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Chat, Security, Topic
from notifier.delivery.message import Button
from notifier.store.chats import chats, corrections, subscriptions
from notifier.store.engine.database import Store
from notifier.subscriptions.start_links import Linked, LinkedQuery, payload_of
from tests.bot.harness import OPTIONS, Bot
from tests.builders import (
    BOT,
    IFLYTEK,
    NOW,
    ZHENHUA,
    a_chat,
    add_indexed,
    an_entry,
    small_rules,
)
from tests.delivery.dispatch import FakeSender
from tests.fakes.bot_api.entities import utf16_length
from tests.pipeline_harness import PipelineHarness, news

CODES = {"zh-Hans": "zh-hans", "zh-Hant": "zh-TW", "en": "en-GB"}
TWINS = (Security("SH600001", "SSE", "同名股份"), Security("SZ000002", "SZSE", "同名股份"))


class Person:
    """Somebody who talks to the bot."""

    def __init__(self, store: Store, language: str | None = "en", chat: int = 42) -> None:
        self.store = store
        self.language = language
        self.chat = chat
        topic = Topic("metaverse", "元宇宙", "元宇宙 | VR")
        rules = small_rules(topic, securities=[IFLYTEK, ZHENHUA, *TWINS])
        self.bot = Bot(
            store, FakeSender(), rules, options=replace(OPTIONS, default_language="zh-Hans")
        )

    async def say(self, written: str) -> str:
        return await self.bot.ask(self.chat, written, self.language)

    def buttons(self) -> list[Button]:
        """Return the buttons of the last message."""
        return self.bot.replies.last_buttons()

    async def listed(self) -> list[str]:
        async with self.store.read() as connection:
            chat = await chats.find_chat(connection, self.chat, bot=BOT)
            found = await subscriptions.of_chat(connection, chat.id if chat else -1)
        return [each.text for each in found]

    async def known(self) -> Chat | None:
        async with self.store.read() as connection:
            return await chats.find_chat(connection, self.chat, bot=BOT)


@pytest.fixture
async def alice(sqlite_store: Store) -> Person:
    return Person(sqlite_store)


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_is_answered_in_the_chats_language(
    sqlite_store: Store, language: str
) -> None:
    say, person = translator(language), Person(sqlite_store, CODES[language])
    name = {"en": "iFlytek", "zh-Hans": "科大讯飞", "zh-Hant": "科大訊飛"}[language]
    iflytek = say("reason-security", name=name, symbol="SZ002230")
    expected = {
        "/start": say("start"),
        "/start nonsense": say("start"),
        "/help": say("help"),
        "/list": say("list-empty"),
        "/watch": say("watch-what"),
        "/watch iFlytek": say("watch-done", what=iflytek),
        "/watch 科大讯飞": say("watch-already", what=iflytek),
        "/watch 元宇宙 | VR": say("watch-done", what=say("keyword-name", text="元宇宙 | VR")),
        "/unwatch": say("unwatch-what"),
        "/unwatch 央行": say("unwatch-unknown", text="央行"),
        "/unwatch 002230": say("unwatch-done", what=iflytek),
        "/nonsense x": say("unknown-command", command="/nonsense"),
        "科大讯飞": say("offer-watch", what=iflytek),
    }
    nothing = "\n" + say("preview-nothing", days=7)
    for written, reply in expected.items():
        assert (await person.say(written)).removesuffix(nothing) == reply
    assert await person.say("/list") == "\n".join(
        [
            say("list-title"),
            say("list-line", number="1", what=say("keyword-quoted", text="元宇宙 | VR")),
        ]
    )


async def test_a_chat_keeps_the_language_it_began_in(sqlite_store: Store) -> None:
    person = Person(sqlite_store, "en")
    await person.say("/start")
    person.language = "zh-hans"
    assert await person.say("/help") == translator("en")("help")


@pytest.mark.parametrize("language", [None, "de", "", "xx-YY"])
async def test_who_speaks_none_of_our_languages_gets_the_services_own(
    sqlite_store: Store, language: str | None
) -> None:
    assert await Person(sqlite_store, language).say("/help") == translator("zh-Hans")("help")


# Following


async def test_a_name_of_several_companies_is_asked_back_with_buttons_that_work(
    alice: Person,
) -> None:
    assert await alice.say("/watch 同名股份") == translator("en")("watch-choose", text="同名股份")
    assert await alice.listed() == []
    choices = alice.buttons()
    assert len(choices) == 3
    for button in choices:
        await alice.bot.press(42, button)
    assert await alice.listed() == ["同名股份", "同名股份", '"同名股份"']


async def test_a_name_typed_by_its_initials_is_asked_back(alice: Person) -> None:
    await alice.say("/watch kdxf")
    assert [each.text for each in alice.buttons()] == [
        "iFlytek (SZ002230)",
        translator("en")("button-as-keyword", text="kdxf"),
    ]


async def test_several_companies_are_followed_by_one_line_and_taken_back_by_one_tap(
    alice: Person,
) -> None:
    reply = await alice.say("/watch 科大讯飞 600320, 元宇宙 | VR")
    assert reply.splitlines() == [
        translator("en")("watch-done-many", count=3),
        "✓ iFlytek (SZ002230)",
        "✓ 振华重工 (SH600320)",
        "✓ the keyword “元宇宙 | VR”",
    ]
    (undo,) = alice.buttons()
    await alice.bot.press(42, undo)
    assert await alice.listed() == []
    what = "iFlytek (SZ002230), 振华重工 (SH600320), “元宇宙 | VR”"
    told = translator("en")("undo-done", what=what)
    assert alice.bot.replies.texts(42)[-1] == told
    assert await alice.bot.press(42, undo) == translator("en")("undo-nothing")
    assert alice.bot.replies.texts(42)[-1] == told


async def test_what_a_wish_would_have_brought_is_told_with_the_newest(alice: Person) -> None:
    harness = PipelineHarness(alice.store)
    await harness.take(*(news(f"元宇宙第{n}条") for n in range(3)))
    assert (await alice.say("/watch 元宇宙")).splitlines()[1:] == [
        translator("en")("preview-exact", count=3, days=7, average=0.4),
        "· 11-23 09:25 元宇宙第2条",
        "· 11-23 09:25 元宇宙第1条",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_told_of_what_was_not_looked_at(
    sqlite_store: Store, language: str
) -> None:
    """One of 600 articles of today is as wanted: fewer are looked at."""
    alice, say = Person(sqlite_store, language), translator(language)
    common = [an_entry(f"{n}公告", body="公司增长") for n in range(600)]
    await add_indexed(alice.store, [an_entry("公司重组", body="正文"), *common])

    for rare in ("title:公司", "公司 -增长", "公司 -增長", "title:公司 -增长", "公司 正文"):
        told = (await alice.say(f"/watch {rare}")).splitlines()[1:]
        if rare == "公司 正文":  # the index decides it
            assert told[0] == say("preview-exact", count=1, days=7, average=0.1)
        else:
            assert told == [say("preview-sampled-nothing", days=7)], rare
    assert (await alice.say("/watch 没有这样的词")).endswith(say("preview-nothing", days=7))


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("/watch 科大讯飞", "en"),
        ("follow 科大讯飞", "en"),
        ("关注科大讯飞", "zh-Hans"),
        ("追蹤科大訊飛", "zh-Hant"),
        ("/watch source:wire | source:times", "en"),
    ],
)
async def test_what_several_sources_carry_is_one_story_of_what_would_have_come(
    sqlite_store: Store, typed: str, language: str
) -> None:
    alice = Person(sqlite_store, language)
    harness = PipelineHarness(alice.store)
    for source in ("wire", "times"):
        alike = news("科大讯飞发布元宇宙产品", url="https://x.example/1", key=source)
        await harness.take(alike, source=source)
    await harness.take(news("科大讯飞任命新总裁"))
    told = (await alice.say(typed)).splitlines()[1:]
    assert told == [
        translator(language)("preview-exact", count=2, days=7, average=0.3),
        "· 11-23 09:25 科大讯飞任命新总裁",
        "· 11-23 09:25 科大讯飞发布元宇宙产品",
    ]


async def test_what_is_said_without_a_command_is_offered(alice: Person) -> None:
    await alice.say("科大讯飞")
    assert await alice.listed() == []
    (button,) = alice.buttons()
    await alice.bot.press(42, button)
    assert await alice.listed() == ["科大讯飞"]


@pytest.mark.parametrize(
    ("linked", "followed"),
    [
        (IFLYTEK, "科大讯飞"),
        (Topic("metaverse", "元宇宙", "元宇宙 | VR"), "元宇宙"),
        (LinkedQuery("元宇宙 -游戏"), "元宇宙 -游戏"),
        (LinkedQuery('S&P 500 | "A股"'), 'S&P 500 | "A股"'),
    ],
)
async def test_who_opens_a_link_follows_what_it_names(
    alice: Person, linked: Linked, followed: str
) -> None:
    await alice.say(f"/start {payload_of(linked)}")
    assert await alice.listed() == [followed]
    (undo,) = alice.buttons()
    await alice.bot.press(42, undo)
    assert await alice.listed() == []


async def test_a_company_among_the_words_of_a_link_is_the_company(alice: Person) -> None:
    await alice.say(f"/start {payload_of(LinkedQuery('科大讯飞 元宇宙'))}")
    async with alice.bot.store.read() as connection:
        [(_, held)] = await subscriptions.of_all(connection)
    assert held.query == "SZ002230 元宇宙"


@pytest.mark.parametrize("link", ["s_nothing", "t_nothing", "x_SZ002230", "q_!", "q_A", "q_gICA"])
async def test_a_link_that_names_nothing_greets(alice: Person, link: str) -> None:
    assert await alice.say(f"/start {link}") == translator("en")("start")
    assert await alice.listed() == []


def test_a_link_carries_no_more_than_telegram_takes() -> None:
    assert (
        payload_of(LinkedQuery("元宇宙" * 5))
        == "q_5YWD5a6H5a6Z5YWD5a6H5a6Z5YWD5a6H5a6Z5YWD5a6H5a6Z5YWD5a6H5a6Z"
    )
    assert payload_of(LinkedQuery("元宇宙" * 6)) is None


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("(元宇宙 | VR", "👉"),
        ("元宇宙 | 虚拟现实)", "元宇宙 | 虚拟现实👉)"),
        ("-元宇宙", "👉-元宇宙"),
    ],
)
async def test_what_cannot_be_read_is_shown_with_its_place_and_a_repair_that_works(
    alice: Person, written: str, mark: str
) -> None:
    reply = await alice.say(f"/watch {written}")
    assert await alice.listed() == []
    reason, place, repair = reply.splitlines()
    assert reason.startswith("I can't read that: ")
    assert mark in place
    assert place.replace("👉", "") == written
    _, _, command = repair.partition("/watch ")
    await alice.say(f"/watch {command}")
    assert len(await alice.listed()) == 1


async def test_an_error_in_one_of_several_is_shown_in_that_one(alice: Person) -> None:
    reply = await alice.say("/watch 科大讯飞, (元宇宙 | VR")
    assert reply.splitlines()[1] == "👉(元宇宙 | VR"
    assert await alice.listed() == []


async def test_a_list_shows_numbers_by_which_to_end_a_subscription(alice: Person) -> None:
    for each in ("科大讯飞", "元宇宙", "振华重工"):
        await alice.say(f"/watch {each}")
    assert (await alice.say("/list")).splitlines()[1:] == [
        "1. iFlytek (SZ002230)",
        "2. “元宇宙”",
        "3. 振华重工 (SH600320)",
    ]
    await alice.say("/unwatch 2")
    assert await alice.listed() == ["科大讯飞", "振华重工"]


async def test_an_echo_is_bounded(alice: Person) -> None:
    long = "很长" * 2000
    for written in (long, f"/watch {long}", f"/unwatch {long}", f"/watch ({long}", f"/{long}"):
        assert utf16_length(await alice.say(written)) <= 4096


# Chats that come and go


async def test_whoever_speaks_hears_of_alerts_again(alice: Person) -> None:
    await alice.say("/watch 元宇宙")
    chat = await alice.known()
    assert chat
    async with alice.store.write() as connection:
        await chats.disable_chat(connection, chat.id, "blocked", NOW)
    await alice.say("/start")
    assert await alice.known() == chat


async def test_being_put_out_stops_alerts_and_being_let_in_resumes_them(alice: Person) -> None:
    await alice.say("/watch 元宇宙")
    reasons = []
    for status in ("kicked", "member"):
        await alice.bot.change_standing(42, status)
        chat = await alice.known()
        assert chat
        reasons.append(chat.disabled_reason)
    assert reasons == ["the bot was put out (kicked)", None]
    assert await alice.listed() == ["元宇宙"]


async def test_being_put_out_of_a_chat_that_is_not_known_is_no_news(alice: Person) -> None:
    await alice.bot.change_standing(42, "left")
    await alice.bot.move(42, 43)
    assert await alice.known() is None


async def test_a_group_that_moves_keeps_its_list_and_corrections(sqlite_store: Store) -> None:
    group = Person(sqlite_store, chat=-5)
    await group.say("/watch 元宇宙")
    await group.say("/mute 广告")
    chat = await a_chat(sqlite_store, -5)
    async with sqlite_store.write() as connection:
        await chats.disable_chat(connection, chat.id, "the bot was put out (left)", NOW)
    await group.bot.move(-5, -1005)
    group.chat = -1005
    assert await group.listed() == ["元宇宙"]
    moved = await group.known()
    assert moved
    assert moved.disabled_reason is None
    async with sqlite_store.read() as connection:
        assert [each.words for each in await corrections.of_chat(connection, moved.id)] == ["广告"]


# Anything


NAMES = [*(each.name for each in COMMANDS if each.name != "export"), "x"]
written = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(NAMES), written), min_size=1, max_size=4))
async def test_whatever_is_written_is_answered(
    alice: Person, lines: Sequence[tuple[str, str]]
) -> None:
    for command, text in lines:
        reply = await alice.say(f"/{command} {text.strip()}")
        assert reply.strip()
        assert utf16_length(reply) <= 4096
