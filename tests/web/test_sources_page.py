"""The page of sources, as a reader sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from notifier.sources.health.observations import Health
from notifier.sources.health.status import HealthState, HealthStatus, SourceRecord
from notifier.sources.status_report import SourceReport
from notifier.store.engine.database import Store
from notifier.web.site import Site
from tests.builders import NOW
from tests.web.feeds.filled_feeds import a_publisher


def a_standing(label: str, state: HealthState, **fields: Any) -> SourceReport:
    said = "https://secret.example/?key=1 answered 503"
    return SourceReport(
        label, SourceRecord(label, last_problem=said, **fields), HealthStatus(state, NOW)
    )


async def ask(store: Store, *reports: SourceReport, language: str = "en") -> httpx.Response:
    async def sources() -> Sequence[SourceReport]:
        return reports

    site = Site(store, a_publisher(store), "en", ZoneInfo("Asia/Shanghai"), sources=sources)
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        return await client.get("/sources", params={"lang": language})


def page_of(answer: httpx.Response) -> Any:
    return html.fromstring(answer.content)


def lines(answer: httpx.Response) -> list[list[str]]:
    """Read the rows of the page's table, without its heading."""
    rows = page_of(answer).xpath("//table/tr")[1:]
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("language", "state", "lag"),
    [
        ("en", "✕ stands still", "40 sec · 3 hr"),
        ("zh-Hans", "✕ 已停更", "40秒 · 3小时"),
        ("zh-Hant", "✕ 已停更", "40 秒 · 3 小時"),
    ],
)
async def test_a_reader_sees_how_each_source_is_in_his_language(
    sqlite_store: Store, language: str, state: str, lag: str
) -> None:
    frozen = a_standing(
        "<通讯社>", HealthState.FROZEN, last_article_at=NOW, health=Health(lags=(40, 40, 3 * 3600))
    )
    answer = await ask(sqlite_store, frozen, language=language)
    assert lines(answer) == [["<通讯社>", state, "11-23 09:30", lag]]


async def test_what_servers_said_is_not_told_to_readers(sqlite_store: Store) -> None:
    answer = await ask(sqlite_store, a_standing("wire", HealthState.FAILING))
    assert lines(answer) == [["wire", "✕ can't be read", "–", "– · –"]]
    assert "secret" not in answer.text


async def test_the_page_of_a_source_tells_how_it_is(sqlite_store: Store) -> None:
    async def sources() -> Sequence[SourceReport]:
        late = a_standing("通讯社", HealthState.LATE, last_article_at=NOW)
        late = replace(late, source=replace(late.source, name="wire:AAPL"))
        return [late, a_standing("bell", HealthState.OK)]

    site = Site(sqlite_store, a_publisher(sqlite_store), "en", ZoneInfo("UTC"), sources=sources)
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        rows = lines(await client.get("/sources/wire"))
    assert rows == [["通讯社", "✕ late", "11-23 01:30", "– · –"]]


async def test_what_is_switched_off_is_not_shown(sqlite_store: Store) -> None:
    answer = await ask(
        sqlite_store, a_standing("off", HealthState.OFF), a_standing("on", HealthState.OK)
    )
    assert [row[0] for row in lines(answer)] == ["on"]
    assert not lines(await ask(sqlite_store))


async def test_the_first_page_leads_there(sqlite_store: Store) -> None:
    site = Site(sqlite_store, a_publisher(sqlite_store), "en", ZoneInfo("UTC"))
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        links = page_of(await client.get("/")).xpath("//a/@href")
        assert "/sources" in links
        assert (await client.get("/sources")).status_code == 200
