"""What a request says of the host it is for appears in no answer, whatever is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.routing import Mount, Route

from notifier.bot.webhook import webhook_routes
from notifier.core.i18n import translator
from notifier.core.market_calendar import Calendars
from notifier.ingest.pipeline import Pipeline
from notifier.ingest.websub import HubCallback
from notifier.sources.status_report import SourceReport
from notifier.store.engine.database import Store
from notifier.web.feeds.publisher import Publisher
from notifier.web.health import Expected, health_routes
from notifier.web.metrics import Metrics
from notifier.web.server import application
from notifier.web.site import Site
from notifier.web.status import StatusReader
from notifier.web.websub_callback import hub_routes
from tests.builders import NOW, FakeClock, small_rules
from tests.fakes.sandbox import InlineSandbox
from tests.pipeline_harness import METAVERSE
from tests.web.feeds.filled_feeds import put

EVIL = "evil.example"
FORGED = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "Forwarded": f"host={EVIL}",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
}
_FILLED = {
    "language": "en",
    "kind": "topics",
    "name": "metaverse",
    "format": "rss",
    "token": "x",
    "bot": "7",
    "number": "1",
}
_FORMS = ("{}", "{}/", "/{}", "{}//", "/{}/")


def monitoring(store: Store) -> Sequence[Route]:
    async def sources() -> Sequence[SourceReport]:
        return ()

    status = StatusReader(store, FakeClock(), source_reports=sources, last_update_at=lambda: None)
    expected = Expected(receives=False, polls=False, delivers=False)
    return health_routes(status.read, Metrics(), expected, NOW, with_metrics=True)


def callbacks(store: Store) -> list[Route]:
    clock = FakeClock()
    callback = HubCallback(
        store,
        Pipeline(store, small_rules(), clock, lambda _arrived: None),
        InlineSandbox(),
        clock,
        calendars=Calendars(),
        config_of=lambda _name: None,
    )
    return [
        *hub_routes(callback, max_bytes=1000),
        *webhook_routes({}, store, clock),
    ]


@pytest.mark.parametrize("address", ["https://news.example/base", "http://127.0.0.1:8080", ""])
async def test_no_answer_names_a_host_that_the_request_named(
    sqlite_store: Store, address: str
) -> None:
    await put(sqlite_store, "元宇宙来了", "topics/metaverse")
    publisher = Publisher(
        sqlite_store, small_rules(METAVERSE), translator("en"), address, clock=FakeClock()
    )
    routes = [*callbacks(sqlite_store), *monitoring(sqlite_store)]
    prefix = "/base" if address.endswith("/base") else ""
    site = Site(sqlite_store, publisher, "en", ZoneInfo("UTC"), routes, prefix=prefix)
    for app in (site.app, application(monitoring(sqlite_store))):
        paths = {path for route in app.routes for path in _paths(route)} | {"/nothing"}
        assert paths >= {"/healthz", "/metrics"}
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            for path in (form.format(path) for path in sorted(paths) for form in _FORMS):
                for method in ("GET", "HEAD", "POST", "OPTIONS"):
                    answer = await client.request(method, f"http://here{path}", headers=FORGED)
                    told = f"{answer.headers} {answer.text}"
                    assert EVIL not in told, f"{method} {path}"


def _paths(route: object, prefix: str = "") -> list[str]:
    if isinstance(route, Mount):
        return [path for each in route.routes for path in _paths(each, route.path)]
    assert isinstance(route, Route)
    return [prefix + re.sub(r"\{(\w+)(:\w+)?\}", lambda found: _FILLED[found[1]], route.path)]
