"""Lines that people typed, each with the answer that they would wish for, in every language."""

from __future__ import annotations

from typing import Any

import pytest

from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.securities.display import display_name
from notifier.store.engine.database import Store
from tests.bot.harness import Bot, rules
from tests.fakes.bot_api import USERNAME
from tests.pipeline_harness import PipelineHarness, news

PERSON, GROUP = 42, -1001000000001
MOUTAI, WULIANGYE, TESLA, TENCENT = "SH600519", "SZ000858", "TSLA", "00700.HK"
PHOTO = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]


def company(symbol: str, say: Translator) -> str:
    security = rules().directory.get(symbol)
    assert security
    return say("reason-security", name=display_name(security, say.language), symbol=symbol)


def companies(say: Translator, *symbols: str) -> str:
    return say("list-separator").join(company(each, say) for each in symbols)


ASKED_FOR = [
    ("/watch贵州茅台", "watch-done", [MOUTAI]),
    ("/watch：贵州茅台", "watch-done", [MOUTAI]),
    ("/关注 贵州茅台", "watch-done", [MOUTAI]),
    ("/Watch 贵州茅台", "watch-done", [MOUTAI]),
    ("关注 贵州茅台", "watch-done", [MOUTAI]),
    ("关注 Tesla", "watch-done", [TESLA]),
    ("Tesla news", "offer-watch", [TESLA]),
    ("帮我盯一下贵州茅台的消息", "offer-watch", [MOUTAI]),
    ("sh600519 sz000858", "offer-watch", [MOUTAI, WULIANGYE]),
    ("hk 5", "offer-watch", ["00005.HK"]),
    ("$tsla", "offer-watch", [TESLA]),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_company_however_it_is_asked_for(bot: Bot, language: str) -> None:
    say = translator(language)
    for person, (typed, key, symbols) in enumerate(ASKED_FOR, PERSON):
        reply = await bot.ask(person, typed, language.lower())
        assert say(key, what=companies(say, *symbols)) in reply.splitlines(), typed


ANSWERED_IN_A_LINE = [
    ("／list", "list-empty"),
    ("列表", "list-empty"),
    ("你好", "talk-examples"),
    ("谢谢", "talk-welcome"),
    ("？", "talk-examples"),
    ("怎么用", "talk-examples"),
    ("what can you do?", "talk-examples"),
    ("取消关注贵州茅台", "unwatch-unknown"),
    ("五粮夜", "watch-near"),
    ("aapl", "watch-either"),
    ("tsla", "watch-either"),
    ("Meta", "watch-either"),
    ("Uber", "watch-either"),
    ("700", "watch-either"),
    ("0700", "watch-either"),
    ("9988", "watch-either"),
    ("/mute 1d", "mute-which"),
    ("/mute 2h", "mute-which"),
    ("/unwatch 全部", "unwatch-all-sure"),
    ("/latest", "latest-what"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_asked_back_or_answered_in_a_line(bot: Bot, language: str) -> None:
    for person, (typed, key) in enumerate(ANSWERED_IN_A_LINE, PERSON):
        text = typed.removeprefix("/mute ").removeprefix("取消关注")
        reply = await bot.ask(person, typed, language.lower())
        assert reply == translator(language)(key, text=text), typed


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_list_is_muted_read_by_pages_and_ended(bot: Bot, language: str) -> None:
    say = translator(language)
    reply = await bot.ask(PERSON, "/watch 贵州茅台\n/watch 五粮液", language.lower())
    held = [company(each, say) for each in (MOUTAI, WULIANGYE)]
    assert reply.splitlines() == [say("watch-done-many", count=2), *(f"✓ {each}" for each in held)]
    reply = await bot.ask(PERSON, "/mute 贵州茅台")
    assert reply == say("mute-followed", text="贵州茅台", what=company(MOUTAI, say))
    await bot.ask(PERSON, "/watch " + ", ".join(["比亚迪", *(f"词{n}" for n in range(28))]))
    assert (await bot.ask(PERSON, "/list 2")).splitlines()[1].startswith("9. ")
    reply = await bot.ask(PERSON, "/unwatch 贵州茅台 五粮液")
    assert reply == say("unwatch-done", what=companies(say, MOUTAI, WULIANGYE))


TIMES = [
    ("23点-7点", "settings-quiet", "23:00–07:00"),
    ("10pm-7am", "settings-quiet", "22:00–07:00"),
    ("UTC+8", "settings-timezone", "UTC+8"),
    ("北京", "settings-timezone", "zone-shanghai"),
    ("New York", "settings-timezone", "zone-new_york"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_times_as_people_write_them(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed, key, value in TIMES:
        shown = say(value) if value.startswith("zone-") else value
        reply = await bot.ask(PERSON, f"/settings {typed}", language.lower())
        assert reply == say("saved", what=say(key, hours=shown, zone=shown)), typed


async def send(bot: Bot, language: str, **fields: Any) -> str:
    """Send a message other than plain text; return the reply."""
    who = {"id": 5, "is_bot": False, "first_name": "x", "language_code": language.lower()}
    place = {"id": PERSON, "type": "private"}
    await bot.take_in(
        {"message": {"message_id": 1, "date": 1, "chat": place, "from": who} | fields}
    )
    await bot.answer_all()
    return bot.replies.texts(PERSON)[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_only_text(bot: Bot, language: str) -> None:
    say = translator(language)
    moutai = company(MOUTAI, say)
    captioned = await send(bot, language, photo=PHOTO, caption="/watch 贵州茅台")
    assert captioned.splitlines()[0] == say("watch-done", what=moutai)
    voice = {"file_id": "1", "file_unique_id": "1", "duration": 1}
    contact = {"phone_number": "1", "first_name": "x"}
    for fields in ({"photo": PHOTO}, {"voice": voice}, {"contact": contact}):
        assert await send(bot, language, **fields) == say("talk-only-text")
    origin = {"type": "channel", "date": 1, "message_id": 9}
    origin |= {"chat": {"id": -1900000000777, "type": "channel", "title": "News"}}
    post = {"text": "五粮液：第三季度净利润增长", "forward_origin": origin}
    assert await send(bot, language, **post) == say("offer-watch", what=company(WULIANGYE, say))
    for suffix in ("ods", "png"):
        document = {"file_id": "f", "file_unique_id": "f", "file_name": f"list.{suffix}"}
        assert await send(bot, language, document=document) == say("import-kind", suffix=suffix)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_mention_in_a_group_is_answered(bot: Bot, language: str) -> None:
    who = {"id": 7, "is_bot": False, "first_name": "x", "language_code": language.lower()}
    told = await bot.ask_as(7, GROUP, f"@{USERNAME} 你好", **{"from": who})
    assert told == translator(language)("talk-in-group")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_latest_alone_is_of_what_is_followed(
    bot: Bot, sqlite_store: Store, language: str
) -> None:
    await bot.ask(PERSON, "/watch 元宇宙", language.lower())
    await PipelineHarness(sqlite_store).take(news("元宇宙展馆开门"))
    reply = await bot.ask(PERSON, "/latest")
    assert reply.splitlines()[0] == translator(language)("latest-of-list")
    assert "元宇宙展馆开门" in reply


@pytest.mark.parametrize("index", ["SPX", "COMPX", "spx"])
@pytest.mark.parametrize(
    "typed", ["follow {}", "/watch {}", "关注 {}", "關注{}", "add {} to my list", "{}", "{} news"]
)
async def test_an_index_is_answered_as_any_other_and_is_no_company(
    bot: Bot, typed: str, index: str
) -> None:
    other = "ndx" if index.islower() else "NDX"
    said = await bot.ask(PERSON, typed.format(index))
    assert said == (await bot.ask(PERSON + 1, typed.format(other))).replace(other, index)
    assert "SPXC" not in said
    assert "CIX" not in said


@pytest.mark.parametrize("typed", ["follow SPX Technologies", "关注SPXC", "/watch SPX Corp"])
async def test_a_company_that_begins_as_an_index_is_followed(bot: Bot, typed: str) -> None:
    assert "SPXC" in await bot.ask(PERSON, typed)
