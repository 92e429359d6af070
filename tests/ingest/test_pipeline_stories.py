"""The same news from several sources is one story; what is taken back is told no more."""

from __future__ import annotations

import asyncio

import pytest

from notifier.core.alerts import StoryContent
from notifier.core.model import Entry
from notifier.ingest.pipeline import Ingested
from notifier.store.engine.database import Store
from tests.builders import NOW, a_chat, a_subscription, an_entry
from tests.pipeline_harness import PipelineHarness, news

FLASH = an_entry(
    "科大讯飞：拟以10亿元至15亿元回购公司股份",
    key="flash",
    body="科大讯飞公告，拟使用自有资金10亿元至15亿元回购公司股份，回购价格不超过58元/股。",
)
OTHER_WORDS = an_entry(
    "科大讯飞拟回购不超过15亿元股份",
    key="other words",
    body="科大讯飞晚间公告，公司拟回购股份，金额为10亿元至15亿元，价格不超58元/股。",
)
RAISED = an_entry(
    "科大讯飞：将回购金额上限由15亿元提高至20亿元",
    key="raised",
    body="科大讯飞公告，调整回购方案，将回购资金总额由10亿元至15亿元调整为15亿元至20亿元。",
)


@pytest.fixture
async def harness(sqlite_store: Store) -> PipelineHarness:
    return PipelineHarness(sqlite_store)


async def test_a_story_that_several_sources_tell_is_told_once(store: Store) -> None:
    harness = PipelineHarness(store)
    await a_subscription(store, 42, "回购")
    assert await harness.take(FLASH, source="a") == Ingested(new=1, alerts=1)
    assert await harness.told() == [(42, FLASH.title)]
    assert await harness.take(OTHER_WORDS, source="b") == Ingested(new=1)
    assert await harness.told() == []


async def test_what_was_told_is_told_anew_with_each_source_that_joins(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42, "回购")
    await harness.take(FLASH, source="a")
    await harness.told()
    await harness.take(OTHER_WORDS, source="b")
    await harness.told()
    [(chat, told)] = harness.edited
    assert (chat, told.article.title, told.also) == (42, FLASH.title, ("b",))


async def test_several_articles_of_one_reading_may_be_one_story(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "回购")
    same = an_entry(FLASH.title, key="again", url="https://b.example/1", body=FLASH.body)
    assert await harness.take(FLASH, same) == Ingested(new=2, alerts=1)


async def test_a_new_amount_is_news(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "回购")
    await harness.take(FLASH, source="a")
    assert await harness.take(RAISED, source="b") == Ingested(new=1, alerts=1)


async def test_who_did_not_ask_for_the_first_article_hears_of_the_second(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 1, "回购")
    await a_subscription(harness.store, 2, "晚间")
    await harness.take(FLASH, source="a")
    await harness.take(OTHER_WORDS, source="b")
    assert await harness.told() == [(1, FLASH.title), (2, OTHER_WORDS.title)]


async def test_a_story_is_over_after_two_days(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "回购")
    await harness.take(FLASH, source="a")
    harness.clock.advance(hours=49)
    late = an_entry(OTHER_WORDS.title, published=harness.clock.now, body=OTHER_WORDS.body)
    assert await harness.take(late, source="b") == Ingested(new=1, alerts=1)


async def test_a_restart_forgets_no_story(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "回购")
    await harness.take(FLASH, source="a")
    assert await PipelineHarness(harness.store).take(OTHER_WORDS, source="b") == Ingested(new=1)


async def test_sources_that_tell_a_story_at_once_tell_one(store: Store) -> None:
    desks = [PipelineHarness(store) for _ in range(4)]
    await a_subscription(store, 42, "回购")
    taken = await asyncio.gather(
        *(each.take(FLASH, source=f"s{number}") for number, each in enumerate(desks))
    )
    assert sum(each.alerts for each in taken) == 1


async def test_an_edited_article_is_found_by_what_it_says_now(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "回购")
    harness.clock.advance(minutes=1)
    await harness.take(news("科大讯飞召开发布会", key="1"), source="a")
    await harness.take(an_entry(FLASH.title, key="1", body=FLASH.body), source="a")
    await harness.told()
    assert await harness.take(OTHER_WORDS, source="b") == Ingested(new=1)


async def test_a_changed_headline_changes_what_was_told(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, "元宇宙")
    await harness.take(news("元宇宙来了", key="1"))
    await harness.told()
    await harness.take(news("元宇宙真的来了", key="1"))
    assert await harness.told() == []
    assert [(chat, told.article.title) for chat, told in harness.edited] == [(42, "元宇宙真的来了")]


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://www.a.example/1?utm_source=rss"},
        {"body": "<p class='x'>正文</p>"},
        {"body": "<p>正文</p>\n<!-- 17 readers -->"},
    ],
    ids=["address", "markup", "comment"],
)
async def test_what_reads_the_same_is_no_edit(
    harness: PipelineHarness, fields: dict[str, str]
) -> None:
    entry = {"title": "元宇宙", "key": "1", "url": "https://a.example/1", "body": "<p>正文</p>"}
    await harness.take(an_entry(**entry))
    assert await harness.take(an_entry(**{**entry, **fields})) == Ingested()


# Articles that are taken back

PAGE = [news(f"元宇宙{number}", key=str(number)) for number in range(6)]
TAKEN_BACK = PAGE[3]
REST = [entry for entry in PAGE if entry is not TAKEN_BACK]


async def read_again(
    harness: PipelineHarness, *entries: Entry, times: int = 3, minutes: int = 6
) -> None:
    for _ in range(times):
        harness.clock.advance(minutes=minutes)
        await harness.carries(*entries)


async def waiting(harness: PipelineHarness) -> list[str]:
    return [title for _, title in await harness.told()]


async def test_an_article_that_stays_away_is_withdrawn(store: Store) -> None:
    harness = PipelineHarness(store)
    await harness.carries(*PAGE)
    await a_chat(store, 42)
    await a_subscription(store, 42, now=NOW)
    await harness.take(news("元宇宙芯片", key="3"))  # an edit, so that there is something to tell
    assert "元宇宙芯片" in await harness.feed()
    await read_again(harness, *REST)
    assert "元宇宙芯片" not in await harness.feed()
    assert len(await harness.feed()) == 5


async def test_what_told_of_a_withdrawn_article_is_told_anew(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42)
    await harness.carries(*PAGE)
    await harness.told()
    await read_again(harness, *REST)
    await harness.told()
    assert [told.article.title for _, told in harness.edited] == [TAKEN_BACK.title]


async def test_another_sources_report_takes_the_place_of_a_withdrawn_one(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42)
    await harness.carries(*PAGE)
    await harness.take(an_entry(TAKEN_BACK.title, key="b"), source="b")
    await read_again(harness, *REST)
    [told] = [news for news in await sources(harness) if news.article.title == TAKEN_BACK.title]
    assert told.article.source == "b"


async def sources(harness: PipelineHarness) -> list[StoryContent]:
    return [told for _, told in await harness.news()]


async def test_an_article_that_is_back_is_told_of_again(harness: PipelineHarness) -> None:
    await harness.carries(*PAGE)
    await read_again(harness, *REST)
    assert TAKEN_BACK.title not in await harness.feed()
    assert await harness.carries(*PAGE) == Ingested(changed=1)
    assert TAKEN_BACK.title in await harness.feed()


@pytest.mark.parametrize(
    ("times", "minutes"), [(2, 60), (9, 1)], ids=["too few polls", "too short a time"]
)
async def test_a_short_absence_is_no_withdrawal(
    harness: PipelineHarness, times: int, minutes: int
) -> None:
    await harness.carries(*PAGE)
    await read_again(harness, *REST, times=times, minutes=minutes)
    assert len(await harness.feed()) == 6


async def test_a_page_that_does_not_change_counts_as_read_again(harness: PipelineHarness) -> None:
    await harness.carries(*PAGE)
    await harness.carries(*REST)
    for _ in range(2):
        harness.clock.advance(minutes=6)
        await harness.carries_the_same()
    assert TAKEN_BACK.title not in await harness.feed()


async def test_what_scrolls_off_a_page_is_not_withdrawn(harness: PipelineHarness) -> None:
    await harness.carries(*PAGE)
    newer = [news(f"元宇宙{number}", key=str(number)) for number in range(6, 9)]
    await read_again(harness, *PAGE[3:], *newer, times=4)
    assert len(await harness.feed()) == 9


async def test_a_reading_of_a_part_withdraws_nothing(harness: PipelineHarness) -> None:
    await harness.carries(*PAGE)
    for _ in range(4):
        harness.clock.advance(minutes=6)
        await harness.take(*REST)
    assert len(await harness.feed()) == 6


@pytest.mark.parametrize("title", ["2026年第三季度报告", "关于召开股东大会的通知", "Form 8-K"])
@pytest.mark.parametrize("sources", [("wire", "wire"), ("wire", "exchange")])
async def test_one_form_of_two_companies_that_only_the_sources_data_name_is_two_stories(
    store: Store, title: str, sources: tuple[str, str]
) -> None:
    harness = PipelineHarness(store)
    await a_subscription(store, 42, "$SZ002230")
    await a_subscription(store, 42, "$SH600320")
    for number, (source, ticker) in enumerate(zip(sources, ("SZ002230", "SH600320"), strict=True)):
        entry = an_entry(title, key=f"n{number}", url=f"https://e/{number}", tickers=(ticker,))
        await harness.take(entry, source=source)
    assert await harness.told() == [(42, title), (42, title)]
