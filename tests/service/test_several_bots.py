"""One service with several bots: each is served by itself."""

from __future__ import annotations

import io
from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr
from rich.console import Console
from structlog.testing import capture_logs

from notifier.service.app import running_service
from notifier.service.factories import Role
from notifier.service.settings import (
    DatabaseSettings,
    SecuritiesSettings,
    Settings,
    TelegramSettings,
    WebSettings,
)
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import lease
from tests.builders import a_chat, a_subscription

NOWHERE = "http://127.0.0.1:1/bot"


async def test_each_bot_has_leases_of_its_own_and_the_first_takes_chats_without_one(
    sqlite_store: Store, tmp_path: Path
) -> None:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(f"sqlite:///{tmp_path / 'notifier.db'}")),
        telegram=TelegramSettings(token=SecretStr("11:first 22:second"), base_url=NOWHERE),
        securities=SecuritiesSettings(sync_every=None),
        web=WebSettings(port=0),
    )
    await a_chat(sqlite_store, 42, bot=0)
    roles, console = (Role.DELIVER, Role.CHAT), Console(file=io.StringIO())
    with capture_logs():
        async with (
            running_service(settings, roles, console=console),
            sqlite_store.read() as connection,
        ):
            held = set((await connection.execute(sa.select(lease.c.name))).scalars())
            assert await chats.find_chat(connection, 42, bot=0) is None
            assert await chats.find_chat(connection, 42, bot=11) is not None
    assert {"deliver:11", "deliver:22", "chat:11", "chat:22"} <= held


async def test_a_chat_that_the_first_bot_knows_already_is_joined_with_the_adopted_one(
    sqlite_store: Store,
) -> None:
    for bot, query in ((0, "元宇宙"), (11, "芯片")):
        await a_subscription(sqlite_store, await a_chat(sqlite_store, 42, bot=bot), query)
    async with sqlite_store.write() as connection:
        assert await chats.adopt(connection, 11) == 1
        held = [(chat.bot, each.query) for chat, each in await subscriptions.of_all(connection)]
    assert sorted(held) == [(11, "元宇宙"), (11, "芯片")]
