"""The API over HTTP, as the site serves it, with a database behind it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from notifier.bot.menu_change import MenuChange
from notifier.core.access import EVERYBODY, Access
from notifier.core.model import Chat
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.subscriptions import keys
from notifier.subscriptions.rules import Rules
from notifier.web.api.mounting import api_routes
from notifier.web.api.shared import Shared
from notifier.web.launch_data import Bots
from notifier.web.site import Site
from tests.builders import NOW, FakeClock, a_chat, small_rules
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher
from tests.web.launches import BOT, TOKEN, launched

PROGRAM = "a-token-of-the-configuration"
PREFIX = "/news"


class Api:
    """A client of the API, with what stands behind it."""

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules | None = None,
        access: Access = EVERYBODY,
        max_subscriptions: int = 1000,
        per_minute: int = 1000,
        changes_per_minute: int = 0,
    ) -> None:
        self.store = store
        self.clock = FakeClock()
        self.rules = rules or small_rules(METAVERSE)
        publisher = a_publisher(store, self.rules)
        shared = Shared(
            store,
            self.rules,
            publisher.catalogue,
            self.clock,
            ZoneInfo("Asia/Shanghai"),
            "en",
            access=access,
            bots=Bots((SecretStr("1:AA-another-bot"), SecretStr(TOKEN))),
            tokens=(SecretStr("another-token-that-is-not-used"), SecretStr(PROGRAM)),
            max_subscriptions=max_subscriptions,
            per_minute=per_minute,
            changes_per_minute=changes_per_minute,
            set_menu=MenuChange(frozenset({BOT}), access, self.clock).plan,
        )
        self.site = Site(store, publisher, "en", ZoneInfo("UTC"), api_routes(shared), prefix=PREFIX)
        self.http = self.from_address("203.0.113.7")

    def from_address(self, host: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(
            self.site.app, client=(host, 4711), raise_app_exceptions=False
        )
        return httpx.AsyncClient(transport=transport, base_url="http://here/api/v1")

    async def chat(self, telegram_id: int = 42, language: str = "en") -> Chat:
        return await a_chat(self.store, telegram_id, language, bot=BOT)

    async def token(self, chat: Chat) -> dict[str, str]:
        """Return the headers with which a program acts for a chat."""
        async with self.store.write() as connection:
            return bearer(await keys.make(connection, KeyKind.API, chat, NOW))

    def launch(self, user: int = 42, **changed: Any) -> dict[str, str]:
        """Return the headers with which the Mini App asks."""
        return {"Authorization": f"tma {launched(self.clock(), user, **changed)}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def problem(answer: httpx.Response, status: int, name: str) -> dict[str, Any]:
    """Return a problem, which must be of this status and name."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["type"].endswith(f"/{name}"), told
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told
