"""Words that only ask, slips in commands, and languages, in whatever language they are typed."""

from __future__ import annotations

import pytest

from notifier.core.i18n import LANGUAGES, translator
from tests.bot.harness import Bot
from tests.bot.test_ending import queries, shown
from tests.bot.test_field_dialogues import company

PERSON = 42
SAY = translator("en")


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("把比亚迪加进来", ["SZ002594"]),
        ("将宁德时代加进来", ["SZ300750"]),
        ("把比亞迪加進來", ["SZ002594"]),
        ("把比亞迪也加上", ["SZ002594"]),
        ("把比亚迪、宁德时代都加进来", ["SZ002594", "SZ300750"]),
    ],
)
async def test_what_is_put_on_the_list_with_the_verb_behind(
    bot: Bot, typed: str, held: list[str]
) -> None:
    await bot.ask(PERSON, typed, "en")
    assert await queries(bot) == held


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("send me all news about lithium", "lithium"),
        ("send me lithium news", "lithium"),
        ("please send me updates on lithium", "lithium"),
        ("give me all news about lithium", "lithium"),
    ],
)
async def test_words_that_only_ask_are_not_looked_for(bot: Bot, typed: str, words: str) -> None:
    assert SAY("keyword-name", text=words) in await bot.ask(PERSON, typed, "en")


SLIPS = [
    ("stpo Tesla", "/unwatch Tesla"),
    ("lsit", "/list"),
    ("setings", "/settings"),
    ("paues", "/pause"),
    ("wacth Apple", "/watch Apple"),
    ("folow Tesla", "/watch Tesla"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_slip_in_a_command_without_a_slash_is_asked_back(bot: Bot, language: str) -> None:
    say = translator(language)
    for typed, meant in SLIPS:
        reply = await bot.ask(PERSON, typed, language.lower())
        word = typed.partition(" ")[0]
        assert reply == say("unknown-command-meant", command=word, meant=meant), typed
        assert [*shown(bot)] == [meant, say("button-as-keyword", text=typed)]
    await bot.ask(PERSON, "wacth Apple")
    await bot.press(PERSON, shown(bot)["/watch Apple"])
    assert await queries(bot) == ["$AAPL"]


@pytest.mark.parametrize("typed", ["post", "lists", "slit", "tips", "Lisa Su", "Stora Enso"])
async def test_words_and_names_are_no_slips(bot: Bot, typed: str) -> None:
    assert "/" not in (await bot.ask(PERSON, typed, "en")).replace("/help", "")


LANGUAGE_NAMES = [
    ("/language English", "en"),
    ("/language en", "en"),
    ("请用英文", "en"),
    ("切換到英文", "en"),
    ("use English please", "en"),
    ("/language zh-hant", "zh-Hant"),
    ("/language 繁體", "zh-Hant"),
    ("繁體中文", "zh-Hant"),
    ("switch to traditional chinese", "zh-Hant"),
    ("/language 简体", "zh-Hans"),
    ("換成簡體", "zh-Hans"),
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_language_that_is_named_is_used_at_once(bot: Bot, language: str) -> None:
    for person, (typed, chosen) in enumerate(LANGUAGE_NAMES, PERSON):
        say = translator(chosen)
        assert await bot.ask(person, typed, language.lower()) == say("language-done"), typed
        assert await bot.ask(person, "/list", language.lower()) == say("list-empty"), typed


@pytest.mark.parametrize("typed", ["/language", "/language français", "中文", "change to chinese"])
async def test_which_language_is_asked_where_none_is_clear(bot: Bot, typed: str) -> None:
    assert await bot.ask(PERSON, typed, "en") == SAY("language-which")


@pytest.mark.parametrize("typed", ["Discovery Channel", "Weather Channel", "Ant Group"])
async def test_a_name_is_no_place_of_telegram(bot: Bot, typed: str) -> None:
    reply = await bot.ask(PERSON, typed, "en")
    assert typed in reply
    assert reply not in {SAY("channel-how"), SAY("answer-group")}


async def test_who_asks_for_their_channel_or_group_is_told_how(bot: Bot) -> None:
    assert await bot.ask(PERSON, "post in my channel", "en") == SAY("channel-how")
    assert await bot.ask(PERSON, "can I use this in a group") == SAY("answer-group")


@pytest.mark.parametrize(
    "typed",
    [
        "shut up about Nvidia until Monday",
        "be quiet about Nvidia until Monday",
        "mute Nvidia until Monday",
        "no news about Nvidia until Monday",
        "stop sending me news about Nvidia until Monday",
    ],
)
async def test_one_thing_is_quiet_until_a_time(bot: Bot, typed: str) -> None:
    await bot.ask(PERSON, "/watch Nvidia, Tesla", "en")
    told = await bot.ask(PERSON, typed)
    assert told.startswith("✓ Nvidia (NVDA)") or company("NVDA", SAY) in told
    assert "Monday" in told or "11-" in told or "12-" in told or ":" in told
    assert SAY("latest-nothing", text="Nvidia") not in told


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("zh-Hant", "只要匯豐嘅業績", "滙豐控股 業績"),
        ("zh-Hant", "只看聯想的業績", "聯想集團 業績"),
        ("zh-Hant", "比亞迪只要公告", "比亞迪 公告"),
        ("zh-Hans", "只要匯豐的業績", "汇丰控股 業績"),
        ("zh-Hans", "特斯拉只看中国的", "特斯拉 中国"),
        ("zh-Hans", "茅台只要公告的", "贵州茅台 公告"),
        ("zh-Hant", "特斯拉只看中國的", "特斯拉 中國"),
        ("en", "only dividends from HSBC", "HSBC dividend*"),
    ],
)
async def test_a_part_of_a_companys_news_in_the_readers_script(
    bot: Bot, language: str, typed: str, words: str
) -> None:
    say = translator(language)
    told = await bot.ask(PERSON, typed, language.lower())
    assert say("keyword-quoted", text=words) in told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_example_of_a_query_can_be_read_by_everybody(bot: Bot, language: str) -> None:
    for typed in ('/watch ""', "/watch -", '/watch "'):
        told = await bot.ask(PERSON, typed, language.lower())
        assert translator(language)("watch-repair", repair="AI | 5G") in told, typed
