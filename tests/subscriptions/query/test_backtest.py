"""A back-test tells what a query would have brought."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given

from notifier.core.folding import fold
from notifier.core.model import Document, Mention, Role
from notifier.subscriptions.history import Backtest, StoredArticle, backtest
from notifier.subscriptions.query.ngrams import SearchTerms, ngrams, search_terms
from notifier.subscriptions.query.query import parse
from tests.subscriptions.query.worlds import ASKED, DOCUMENTS, MENTIONS, Asked, mention, resolve

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


def stored(
    number: int, title: str, *, hours: float = 0, mentions: tuple[Mention, ...] = ()
) -> StoredArticle:
    return StoredArticle(number, NOON + timedelta(hours=hours), Document(title), mentions)


def run(query: str, *articles: StoredArticle, days: int = 7, share: float = 1.0) -> Backtest:
    """Back-test a query in China, up to the twentieth of November."""
    until = date(2026, 11, 20)
    parsed = parse(query, resolve)
    return backtest(parsed, articles, until=until, days=days, zone=CHINA, share=share)


def test_articles_are_counted_by_the_readers_day() -> None:
    told = run(
        "元宇宙",
        stored(1, "元宇宙一"),
        stored(2, "元宇宙二", hours=3.9),
        stored(3, "元宇宙三", hours=4),  # already the 21st in China
        stored(4, "元宇宙四", hours=-24 * 6),
        stored(5, "元宇宙五", hours=-24 * 7),  # before the span
        stored(6, "别的"),
    )
    assert told.per_day[0] == (date(2026, 11, 14), 1)
    assert told.per_day[-1] == (date(2026, 11, 20), 2)
    assert len(told.per_day) == 7
    assert told.total == 3
    assert told.exact
    assert [sample.article_id for sample in told.samples] == [2, 1, 4]
    assert told.samples[0].reasons[0].label == "元宇宙"
    assert not told.is_noisy


def test_a_query_that_brings_more_than_people_read_is_noisy() -> None:
    told = run("涨", *(stored(number, "涨停") for number in range(21)), days=1)
    assert (told.total, told.is_noisy, len(told.samples)) == (21, True, 5)


def test_a_part_of_the_articles_is_projected_to_all() -> None:
    told = run("涨", stored(1, "涨停"), stored(2, "跌停"), stored(3, "涨"), days=1, share=0.1)
    assert (told.total, told.exact) == (20, False)


def test_a_security_is_looked_for_among_the_mentions() -> None:
    told = run(
        "@科大讯飞",
        stored(1, "讯飞", mentions=(mention("SZ002230"),)),
        stored(2, "研报", mentions=(mention("SZ002230", role=Role.SOURCE),)),
    )
    assert [sample.article_id for sample in told.samples] == [1]


def has(document: Document, mentions: list[Mention], ask: SearchTerms) -> bool:
    """Look an article up as a search index would."""
    page = f"{document.title}\n{document.text}"
    held = ngrams(fold(page).text)
    language = (document.lang or "").lower()
    keys = {f"@{m.symbol}" for m in mentions if m.role is Role.SUBJECT}
    keys |= {f"source:{document.source}", f"lang:{language}", f"lang:{language.split('-')[0]}"}
    keys |= {
        f"category:{word}" for word in ("港股", "ai") if any(word in c for c in document.categories)
    }
    return (
        ask.ngrams <= held
        and all(any(gram.startswith(start) for gram in held) for start in ask.beginnings)
        and ask.keys <= keys
    )


@given(ASKED, DOCUMENTS, MENTIONS)
def test_an_index_of_grams_misses_no_article_for_which_a_query_holds(
    asked: Asked, document: Document, mentions: list[Mention]
) -> None:
    asks = search_terms(parse(asked.text, resolve))
    if asked.holds(document, mentions):
        assert any(has(document, mentions, ask) for ask in asks)


def test_an_index_is_asked_for_little() -> None:
    def asks(query: str) -> list[SearchTerms]:
        return search_terms(parse(query, resolve))

    assert asks("元宇宙 -游戏") == [SearchTerms(frozenset({"元宇", "宇宙"}))]
    assert asks("A股 | SZ002230") == [
        SearchTerms(keys=frozenset({"@SZ002230"})),
        SearchTerms(frozenset({"a"}), frozenset({"股"})),
    ]
    assert asks("/a+b/") == [SearchTerms()]
