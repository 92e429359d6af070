"""A back-test shows what a query would have brought."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from notifier.core.model import Document, Mention, Role
from notifier.subscriptions.history import Backtest, StoredArticle, backtest
from notifier.subscriptions.query.query import parse
from tests.subscriptions.query.worlds import mention, resolve

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


def stored(
    number: int,
    title: str,
    *,
    hours: float = 0,
    mentions: tuple[Mention, ...] = (),
    story: int | None = None,
) -> StoredArticle:
    story_id = 100 + number if story is None else story
    return StoredArticle(number, story_id, NOON + timedelta(hours=hours), Document(title), mentions)


def run(query: str, *articles: StoredArticle, days: int = 7, share: float = 1.0) -> Backtest:
    """Back-test a query in China, up to the twentieth of November."""
    until = date(2026, 11, 20)
    parsed = parse(query, resolve)
    return backtest(parsed, articles, until=until, days=days, zone=CHINA, share=share)


def test_articles_are_counted_by_the_readers_day() -> None:
    found = run(
        "元宇宙",
        stored(1, "元宇宙一"),
        stored(2, "元宇宙二", hours=3.9),
        stored(3, "元宇宙三", hours=4),  # already the 21st in China
        stored(4, "元宇宙四", hours=-24 * 6),
        stored(5, "元宇宙五", hours=-24 * 7),  # before the span
        stored(6, "别的"),
    )
    assert found.per_day[0] == (date(2026, 11, 14), 1)
    assert found.per_day[-1] == (date(2026, 11, 20), 2)
    assert len(found.per_day) == 7
    assert found.total == 3
    assert found.exact
    assert [sample.article_id for sample in found.samples] == [2, 1, 4]
    assert found.samples[0].reasons[0].label == "元宇宙"
    assert not found.is_noisy


def test_a_query_that_brings_more_than_people_read_is_noisy() -> None:
    found = run("涨", *(stored(number, "涨停") for number in range(21)), days=1)
    assert (found.total, found.is_noisy, len(found.samples)) == (21, True, 5)


def test_a_part_of_the_articles_is_projected_to_all() -> None:
    found = run("涨", stored(1, "涨停"), stored(2, "跌停"), stored(3, "涨"), days=1, share=0.1)
    assert (found.total, found.exact) == (20, False)


def test_a_story_counts_once_on_the_day_on_which_it_was_told_first() -> None:
    found = run(
        "涨",
        stored(4, "再说涨停", story=1, hours=-1),
        stored(1, "涨停了", story=1, hours=-30),
        stored(2, "跌停", story=1, hours=-40),
        stored(3, "又涨", story=2),
    )
    assert found.total == 2
    assert dict(found.per_day)[date(2026, 11, 19)] == 1
    assert dict(found.per_day)[date(2026, 11, 20)] == 1
    assert [sample.title for sample in found.samples] == ["又涨", "涨停了"]


def test_one_story_in_many_articles_is_no_noise() -> None:
    found = run("涨", *(stored(each, "涨停", story=each // 10) for each in range(40)), days=1)
    assert (found.total, found.is_noisy) == (4, False)


def test_a_security_is_looked_for_among_the_mentions() -> None:
    found = run(
        "@科大讯飞",
        stored(1, "讯飞", mentions=(mention("SZ002230"),)),
        stored(2, "研报", mentions=(mention("SZ002230", role=Role.SOURCE),)),
    )
    assert [sample.article_id for sample in found.samples] == [1]
