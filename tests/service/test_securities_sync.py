"""The directory follows the official lists, and no bad answer harms it."""

from __future__ import annotations

import ipaddress
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import StoreBusyError
from notifier.core.model import Security
from notifier.securities.directory import Directory
from notifier.service.leadership import Leadership, is_gone, new_holder
from notifier.service.securities_sync import OfficialLists, Syncer, sync
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.store.engine import counters
from notifier.store.engine.backup import backup
from notifier.store.engine.database import Store
from notifier.store.engine.restore import restore
from notifier.store.sources import securities
from notifier.subscriptions.rules import Rules
from tests.builders import NOW, FakeClock
from tests.fakes.news_server import NewsServer
from tests.securities.test_exchange_lists import a_workbook

DAY = timedelta(days=1)
KNOWN = [
    Security("SZ002230", "SZSE", "科大讯飞", ("iFlytek",)),
    Security("SH600519", "SSE", "贵州茅台"),
    Security("00700.HK", "HKEX", "腾讯控股"),
    Security("AAPL", "NASDAQ", "Apple Inc.", ("苹果",)),
]


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(
        clock=FakeClock(),
        user_agent="notifier",
        transport=GuardedTransport((ipaddress.ip_network("127.0.0.0/8"),)),
    )
    yield fetcher
    await fetcher.close()


def mainland(*names: tuple[str, str]) -> str:
    return json.dumps(
        {
            "stockList": [
                {"code": code, "zwjc": name, "pinyin": "x", "category": "A股", "orgId": "g"}
                for code, name in names
            ]
        }
    )


@pytest.fixture
def lists(news_server: NewsServer) -> OfficialLists:
    news_server.serve("/cn", mainland(("002230", "科大讯飞"), ("600519", "贵州茅台")))
    news_server.serve("/hk", json.dumps([{"c": "00700", "i": 1, "n": "騰訊控股"}]))
    news_server.serve("/hk-en", json.dumps([{"c": "00700", "i": 1, "n": "TENCENT"}]))
    news_server.serve("/types", "no workbook")
    rows = [[320193, "Apple Inc.", "AAPL", "Nasdaq"]]
    fields = ["cik", "name", "ticker", "exchange"]
    news_server.serve("/sec", json.dumps({"fields": fields, "data": rows}))
    return OfficialLists(
        cninfo=news_server.url("/cn"),
        hkex=news_server.url("/hk"),
        hkex_english=news_server.url("/hk-en"),
        hkex_types=news_server.url("/types"),
        sec=news_server.url("/sec"),
        contact="ops@example.org",
    )


async def imported(store: Store) -> dict[str, Security]:
    async with store.read() as connection:
        return {each.symbol: each for each in await securities.load(connection)}


async def test_new_and_renamed_securities_are_taken_and_what_was_known_of_them_stays(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    news_server.serve(
        "/cn", mainland(("002230", "讯飞智能"), ("600519", "贵州茅台"), ("301999", "星河测控"))
    )
    outcomes = {each.name: each for each in await sync(store, KNOWN, fetcher, lists)}
    assert outcomes["cninfo"].problem is None
    found = await imported(store)
    assert found["SZ301999"].name == "星河测控"
    assert found["SZ002230"].name == "讯飞智能"
    assert {"iFlytek", "科大讯飞"} <= set(found["SZ002230"].aliases)


@pytest.mark.parametrize(
    "answer",
    [
        mainland(("002230", "科大讯飞")),  # half of what was listed
        mainland(),
        "<!doctype html><p>maintenance",
        "",
        '{"stockList": null}',
        '{"stockList": [1, "x", {}]}',
    ],
)
async def test_a_bad_or_shrunken_list_changes_nothing_and_the_others_are_taken(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer, answer: str
) -> None:
    news_server.serve("/cn", answer)
    outcomes = {each.name: each for each in await sync(store, KNOWN, fetcher, lists)}
    assert outcomes["cninfo"].problem
    assert outcomes["SEC"].problem is None
    assert not {"SZ002230", "SH600519"} & set(await imported(store))


async def test_a_list_that_cannot_be_reached_is_told(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    news_server.serve("/hk", "", status=503)
    outcomes = {each.name: each for each in await sync(store, KNOWN, fetcher, lists)}
    assert "503" in (outcomes["HKEX"].problem or "")
    assert outcomes["cninfo"].problem is None


async def test_the_sec_is_asked_with_a_contact_or_not_at_all(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    await sync(store, KNOWN, fetcher, lists)
    (request,) = news_server.requests_for("/sec")
    assert request.headers["user-agent"] == "notifier ops@example.org"
    nameless = OfficialLists(**{**_fields(lists), "contact": ""})
    outcomes = {each.name: each for each in await sync(store, KNOWN, fetcher, nameless)}
    assert "NOTIFIER_FETCH_CONTACT" in (outcomes["SEC"].problem or "")
    assert len(news_server.requests_for("/sec")) == 1


async def test_a_second_list_that_is_the_same_says_nothing(
    store: Store, fetcher: Fetcher, lists: OfficialLists
) -> None:
    await sync(store, KNOWN, fetcher, lists)
    stored = {each.symbol: each for each in KNOWN} | await imported(store)
    async with store.read() as connection:
        before = await counters.read_counter(connection, counters.SECURITIES)
    with capture_logs() as logs:
        outcomes = await sync(store, list(stored.values()), fetcher, lists)
    assert {each.name: each.changed for each in outcomes if not each.problem} == {
        "cninfo": 0,
        "SEC": 0,
    }
    assert "list_taken" not in {each["event"] for each in logs}
    async with store.read() as connection:
        assert await counters.read_counter(connection, counters.SECURITIES) == before


async def test_an_import_makes_no_official_list_look_incomplete(
    store: Store, fetcher: Fetcher, lists: OfficialLists
) -> None:
    delisted = [Security(f"SZ0009{number:02}", "SZSE", f"退市{number}") for number in range(50)]
    async with store.write() as connection:
        await securities.add_list(connection, "all.csv", delisted, NOW)
    rules = await Rules.load(store, (), start_set=lambda: KNOWN)
    assert rules.directory.get("SZ000949")
    outcomes = {each.name: each for each in await sync(store, rules.listed, fetcher, lists)}
    assert outcomes["cninfo"].problem is None


async def test_a_list_that_is_not_asked_for_is_told_and_not_tried_again_in_an_hour(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    news_server.serve("/types", a_workbook([["700", "Equity"]]))
    nameless = replace(lists, contact="")
    clock = FakeClock()
    syncer = Syncer(store, Rules(Directory(KNOWN), ()), fetcher, nameless, clock)
    with capture_logs() as logs:
        await syncer.run_once(DAY)
    (told,) = (each for each in logs if each["log_level"] == "warning")
    assert told["event"] == "list_not_asked_for"
    assert "NOTIFIER_FETCH_CONTACT" in told["problem"]
    clock.advance(hours=2)
    await syncer.run_once(DAY)
    assert len(news_server.requests_for("/cn")) == 1


async def test_of_several_processes_one_refreshes_and_not_again_before_its_time(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    clock = FakeClock()
    rules = Rules(Directory(KNOWN), ())
    news_server.serve("/types", "", status=404)
    syncers = [Syncer(store, rules, fetcher, lists, clock) for _ in range(2)]

    async def asked_after(**duration: float) -> int:
        clock.advance(**duration)
        before = len(news_server.requests_for("/cn"))
        for each in syncers:
            await each.run_once(timedelta(days=1))
        return len(news_server.requests_for("/cn")) - before

    assert await asked_after() == 1
    assert await asked_after(minutes=30) == 0
    assert await asked_after(minutes=31) == 1, "a list failed, so it is tried again in an hour"
    news_server.serve("/types", "")
    assert await asked_after(hours=23) == 1


def ended_process() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


async def test_a_process_that_starts_anew_does_not_refresh_again(
    store: Store, fetcher: Fetcher, lists: OfficialLists, news_server: NewsServer
) -> None:
    news_server.serve("/types", "", status=404)
    clock = FakeClock()
    host, _, rest = new_holder().split(":", 2)

    async def run_and_end(holder: str, *, killed: bool) -> None:
        leadership = Leadership(store, clock, holder)
        await leadership.succeed()
        await leadership.renew()
        await Syncer(store, Rules(Directory(KNOWN), ()), fetcher, lists, clock).run_once(DAY)
        if not killed:
            await leadership.release()

    for killed in (True, False, True):
        await run_and_end(f"{host}:{ended_process()}:{rest}", killed=killed)
        clock.advance(minutes=1)
    assert len(news_server.requests_for("/cn")) == 1


async def test_a_database_is_restored_after_a_clean_stop_in_another_container(
    sqlite_store: Store, fetcher: Fetcher, lists: OfficialLists, tmp_path: Path
) -> None:
    clock = FakeClock()
    backup(sqlite_store, tmp_path / "copy.db")
    elsewhere = Leadership(sqlite_store, clock, "container:1:another-machine:x")
    await elsewhere.renew()
    await Syncer(sqlite_store, Rules(Directory(KNOWN), ()), fetcher, lists, clock).run_once(DAY)
    with pytest.raises(StoreBusyError, match="a service runs on"):
        restore(sqlite_store, tmp_path / "copy.db", clock.now, is_gone=is_gone)
    await elsewhere.release()
    aside = restore(sqlite_store, tmp_path / "copy.db", clock.now, is_gone=is_gone)
    assert aside is not None


def _fields(lists: OfficialLists) -> dict[str, str]:
    return {name: getattr(lists, name) for name in OfficialLists.__dataclass_fields__}
