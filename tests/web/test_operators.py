"""Who sees how the service is, and what they see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from notifier import __version__
from notifier.core.alerts import AlertState
from notifier.core.i18n import LANGUAGES
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.store.alerts import claims, outcomes
from notifier.store.engine.database import Store
from notifier.web.operators import Operators
from notifier.web.site import Site
from notifier.web.status import StatusReader
from tests.builders import NOW, FakeClock, a_subscription, update_of
from tests.pipeline_harness import PipelineHarness, news
from tests.web.feeds.filled_feeds import a_publisher
from tests.web.test_sources_page import a_standing

PASSWORD = "correct horse 马"
LOCAL = "http://127.0.0.1:8080"


def a_client(
    store: Store,
    *,
    password: str | None = PASSWORD,
    is_local: bool = False,
    asker: str = "203.0.113.9",
    base_url: str = LOCAL,
    clock: FakeClock | None = None,
) -> httpx.AsyncClient:
    async def sources() -> Sequence[SourceReport]:
        return [a_standing("wire", HealthState.OK), a_standing("bell", HealthState.FAILING)]

    clock = clock or FakeClock()
    status = StatusReader(
        store,
        clock,
        source_reports=sources,
        last_update_at=lambda: NOW,
        problem=lambda: "the disk is full",
        disk_free=lambda: 5_000_000_000,
    )
    operators = Operators(status, clock, password=password, is_local=is_local)
    site = Site(store, a_publisher(store), "en", ZoneInfo("Asia/Shanghai"), operators=operators)
    transport = httpx.ASGITransport(site.app, client=(asker, 5))
    return httpx.AsyncClient(transport=transport, base_url=base_url)


async def test_operators_see_sources_queue_what_was_given_up_and_what_runs(
    sqlite_store: Store,
) -> None:
    for chat in (42, 43):
        await a_subscription(sqlite_store, chat)
    await PipelineHarness(sqlite_store).take(news("元宇宙 <大会>"))
    async with sqlite_store.write() as connection:
        [alert] = await claims.claim(connection, NOW, 1)
        given_up = update_of(alert, state=AlertState.DEAD, note="the chat <blocked> the bot")
        await outcomes.record(connection, [given_up], NOW)

    async with a_client(sqlite_store) as client:
        answer = await client.get("/status", auth=("anybody", PASSWORD))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    page: Any = html.fromstring(answer.content)
    facts = {each.findtext("dt"): each.findtext("dd") for each in page.iterfind(".//dl/div")}
    assert facts["Alerts that wait"] == "1"
    assert facts["Disk left"] == "5,000 MB"
    assert facts["notifier"] == __version__
    assert float(facts["Memory"].removesuffix(" MB").replace(",", "")) > 20
    assert facts["SQLite"].startswith("3.")
    assert "✕ the disk is full" in page.text_content()
    sources, dead = page.iterfind(".//table")
    assert [row.findtext("th/a") for row in sources.xpath(".//tr[td]")] == ["bell", "wire"]
    assert "https://secret.example" in sources.text_content(), "operators see what servers said"
    [row] = dead.xpath(".//tr[td]")
    told = [" ".join(each.text_content().split()) for each in row]
    assert told == [
        str(alert.chat.telegram_id),
        "元宇宙 <大会>",
        "the chat <blocked> the bot",
        "11-23 09:30",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_service_with_nothing_to_tell_is_shown_in_each_language(
    sqlite_store: Store, language: str
) -> None:
    async with a_client(sqlite_store) as client:
        answer = await client.get(f"/status?lang={language}", auth=("", PASSWORD))
    page: Any = html.fromstring(answer.content)
    assert page.get("lang") == language
    assert all(each.get("scope") for each in page.iterfind(".//th"))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic /w==",
        "Bearer correct horse",
        "Basic Y29ycmVjdCBob3JzZQ==",
        "Basic Og==",
        "Basic 9j0=",
    ],
)
async def test_nobody_else_sees_anything(sqlite_store: Store, header: str) -> None:
    async with a_client(sqlite_store, asker="127.0.0.1", is_local=True) as client:
        answer = await client.get("/status", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.text == "Unauthorized"


async def test_passwords_cannot_be_tried_for_long(sqlite_store: Store) -> None:
    clock = FakeClock()
    async with a_client(sqlite_store, clock=clock) as client:
        answers = [await client.get("/status", auth=("", str(number))) for number in range(40)]
        assert {each.status_code for each in answers} == {401, 429}
        refused = await client.get("/status", auth=("", PASSWORD))
        assert refused.status_code == 429, "not even the right one: it would tell which it is"
        clock.advance(seconds=int(refused.headers["retry-after"]))
        assert (await client.get("/status", auth=("", PASSWORD))).status_code == 200


@pytest.mark.parametrize(
    ("asker", "base_url", "is_local", "status"),
    [
        ("127.0.0.1", LOCAL, True, 200),
        ("::1", "http://[::1]:8080", True, 200),
        ("127.0.0.1", "http://localhost:8080", True, 200),
        ("127.0.0.1", LOCAL, False, 404),
        ("203.0.113.9", LOCAL, True, 404),
        ("127.0.0.1", "http://evil.example", True, 404),
        ("127.0.0.1", "http://localhost.evil.example:8080", True, 404),
        ("unix", LOCAL, True, 404),
    ],
)
async def test_without_a_password_only_this_machine_sees_it(
    sqlite_store: Store, asker: str, base_url: str, *, is_local: bool, status: int
) -> None:
    client = a_client(
        sqlite_store, password=None, is_local=is_local, asker=asker, base_url=base_url
    )
    async with client:
        assert (await client.get("/status")).status_code == status
