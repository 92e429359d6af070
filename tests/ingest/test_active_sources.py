"""Which sources are polled: those configured, and templates' for what somebody watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from notifier.core.model import Security
from notifier.ingest.active_sources import ActiveSources, config_named
from notifier.ingest.pipeline import Arrival, Pipeline
from notifier.sources.config import Reading, Source, SourceConfig, SourceState
from notifier.sources.feed import FeedConfig
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from tests.builders import (
    IFLYTEK,
    FakeClock,
    a_chat,
    a_source,
    a_subscription,
    an_entry,
    small_rules,
)

APPLE = Security("AAPL", "NASDAQ", "Apple Inc.", ("cik:0000320193",))
TESLA = Security("TSLA", "NASDAQ", "Tesla Inc.", ("cik:0001318605",))
ALIBABA = Security("BABA", "NYSE", "Alibaba Group Holding Limited", ("cik:0001577552",))
ALIBABA_HK = Security("09988.HK", "HKEX", "阿里巴巴-W", ("Alibaba Group Holding Limited",))


class NamedSource:
    """A source that nobody reads."""

    def __init__(self, config: SourceConfig) -> None:
        self.config = config

    async def read(self, state: SourceState) -> Reading:
        return Reading(state=state)

    def stored(self) -> None:
        pass


def a_template(name: str = "yahoo", **fields: Any) -> FeedConfig:
    usual = {"per": "security", "markets": ("us",), "url": f"https://{name}.example/{{symbol}}"}
    return a_source(name, **{**usual, **fields})


@pytest.fixture
def rules() -> Rules:
    return small_rules(securities=(IFLYTEK, APPLE, TESLA, ALIBABA, ALIBABA_HK))


@pytest.fixture
def active(sqlite_store: Store, rules: Rules) -> ActiveSources:
    configured = [
        a_source("wire"),
        a_source("off", enabled=False),
        a_template(),
        a_template("nasdaq", enabled=False),
        a_template("sec", url="https://sec.example/{cik}"),
    ]
    return ActiveSources(configured, sqlite_store, rules, NamedSource)


async def test_a_template_is_polled_for_nobody_until_somebody_watches(
    active: ActiveSources,
) -> None:
    assert set(await active.sources()) == {"wire"}
    assert set(active.names) == {"wire"}


@pytest.mark.parametrize(
    ("query", "watched"),
    [
        ("$AAPL", {"AAPL"}),
        ("$AAPL | $TSLA", {"AAPL", "TSLA"}),
        ("$AAPL (回购 | 分红) -传闻", {"AAPL"}),
        ("(title:$AAPL 新品) | 元宇宙", {"AAPL"}),
        ("$AAPL -$TSLA", {"AAPL"}),
        ("元宇宙 -$AAPL", set()),
        ("苹果", set()),
        ("SZ002230", set()),
        ("09988.HK", {"BABA"}),  # of the same company, and listed where the template is
        ("$NOSUCH", {"NOSUCH"}),  # watched when it was listed
    ],
)
async def test_a_security_is_watched_where_a_query_can_hold_because_of_it(
    active: ActiveSources, sqlite_store: Store, query: str, watched: set[str]
) -> None:
    await a_subscription(sqlite_store, 42, query)
    sources = await active.sources()
    assert {name for name in sources if name.startswith("yahoo")} == {f"yahoo:{s}" for s in watched}
    assert {name for name in sources if name.startswith("sec")} == {
        f"sec:{symbol}" for symbol in watched - {"NOSUCH"}
    }


async def test_watching_begins_and_ends_without_a_restart(
    active: ActiveSources, sqlite_store: Store
) -> None:
    taken: list[Mapping[str, Source]] = []

    async def take(sources: Mapping[str, Source]) -> None:
        taken.append(sources)

    await active.sources()
    await active.refresh(take)
    assert taken == []

    await a_subscription(sqlite_store, 1, "$AAPL")
    await a_subscription(sqlite_store, 2, "$AAPL")
    await active.refresh(take)
    await active.refresh(take)
    assert [set(sources) for sources in taken] == [{"wire", "yahoo:AAPL", "sec:AAPL"}]

    await a_subscription(sqlite_store, 1, "$TSLA")
    await active.refresh(take)
    assert set(taken[1]) - set(taken[0]) == {"yahoo:TSLA", "sec:TSLA"}
    assert taken[1]["yahoo:AAPL"] is taken[0]["yahoo:AAPL"]

    for chat in (1, 2):
        whom = await a_chat(sqlite_store, chat)
        async with sqlite_store.write() as connection:
            await subscriptions.unsubscribe(connection, whom.id, "$AAPL")
        await active.refresh(take)
    assert [set(sources) for sources in taken[2:]] == [{"wire", "yahoo:TSLA", "sec:TSLA"}]


async def test_changed_settings_are_taken_over_and_what_is_as_it_was_goes_on(
    active: ActiveSources, sqlite_store: Store
) -> None:
    taken: list[Mapping[str, Source]] = []

    async def take(sources: Mapping[str, Source]) -> None:
        taken.append(sources)

    await a_subscription(sqlite_store, 1, "$AAPL")
    before = await active.sources()
    wire, yahoo, slow = a_source("wire"), a_template(), a_source("new")
    await active.reconfigure([wire, yahoo, slow], take)
    await active.reconfigure([a_source("wire", url="https://other.example/"), slow], take)
    await active.refresh(take)
    assert [set(sources) for sources in taken] == [{"wire", "yahoo:AAPL", "new"}, {"wire", "new"}]
    assert taken[0]["wire"] is before["wire"]
    assert taken[1]["wire"] is not before["wire"]
    assert taken[1]["new"] is taken[0]["new"]


async def test_no_more_are_polled_than_the_template_allows_and_they_stay_the_same(
    sqlite_store: Store, rules: Rules
) -> None:
    active = ActiveSources([a_template(most=2)], sqlite_store, rules, NamedSource)
    for number, symbol in enumerate(("TSLA", "AAPL", "BABA")):
        await a_subscription(sqlite_store, number, f"${symbol}")
    assert set(await active.sources()) == {"yahoo:TSLA", "yahoo:AAPL"}
    await a_subscription(sqlite_store, 9, "$BABA | $AAPL")
    assert set(await active.sources()) == {"yahoo:TSLA", "yahoo:AAPL"}


async def test_a_query_of_another_version_disturbs_nobody(
    active: ActiveSources, sqlite_store: Store
) -> None:
    await a_subscription(sqlite_store, 1, "near:(((")
    await a_subscription(sqlite_store, 2, "$AAPL")
    assert "yahoo:AAPL" in await active.sources()


def test_settings_are_found_by_the_name_that_articles_bear(rules: Rules) -> None:
    all_of_them = [
        a_source("wire"),
        a_source("off", enabled=False),
        a_template(),
        a_template("no", enabled=False),
    ]
    configured = {each.name: each for each in all_of_them}

    def named(name: str) -> SourceConfig | None:
        return config_named(name, configured, rules.directory)

    assert named("wire") == configured["wire"]
    found = named("yahoo:AAPL")
    assert isinstance(found, FeedConfig)
    assert (found.url, found.tickers) == ("https://yahoo.example/AAPL", ("AAPL",))
    for name in ("yahoo", "yahoo:", "yahoo:00700.HK", "wire:AAPL", "off", "no:AAPL", "who"):
        assert named(name) is None


async def test_an_article_of_an_instance_is_about_its_security(sqlite_store: Store) -> None:
    rules = small_rules(securities=(APPLE, TESLA))
    made = config_named("yahoo:AAPL", {"yahoo": a_template()}, rules.directory)
    assert made is not None
    for chat, query in ((1, "$AAPL"), (2, "source:yahoo"), (3, "source:nasdaq")):
        await a_subscription(sqlite_store, chat, query)
    arrivals: list[Arrival] = []
    pipeline = Pipeline(sqlite_store, rules, FakeClock(), arrivals.append)

    entry = an_entry("The shop with the wooden stairs", tickers=("TSLA",))
    await pipeline.ingest(made, [entry], first=False)

    (arrival,) = arrivals
    assert arrival.article.source == "yahoo:AAPL"
    assert arrival.article.tickers == ("AAPL", "TSLA")
    assert arrival.alerts == 2
