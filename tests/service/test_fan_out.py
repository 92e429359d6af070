"""What was left to be planned when a process died is planned by the next that polls."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

from rich.console import Console

from notifier.service.app import running_service
from notifier.service.factories import Role
from notifier.store.alerts import edits, fan_out, status
from notifier.store.engine.database import Store
from tests.builders import an_article
from tests.service.settings.conftest import ConfigFolder
from tests.store.test_edits import change, told
from tests.store.test_outbox import plan


async def test_a_process_that_polls_plans_what_another_left(
    sqlite_store: Store, tmp_path: Path
) -> None:
    await told(sqlite_store, *range(1, 6))
    assert await change(sqlite_store) == 3
    assert await plan(sqlite_store, await an_article(sqlite_store), "元宇宙", size=1) == 2
    async with sqlite_store.read() as connection:
        size = await status.outbox_size(connection)
    assert (size.fan_outs, size.edit_fan_outs) == (1, 1)
    text = (
        f'[database]\nurl = "sqlite:///{sqlite_store.file}"\n[web]\nport = 0\n'
        '[securities]\nsync_every = "none"\n'
    )
    settings = ConfigFolder(tmp_path).write("notifier.toml", text).settings()
    async with (
        running_service(settings, (Role.POLL,), console=Console(file=io.StringIO())),
        asyncio.timeout(60),
    ):
        while await is_left(sqlite_store):  # noqa: ASYNC110 - in another task
            await asyncio.sleep(0.01)
    async with sqlite_store.read() as connection:
        size = await status.outbox_size(connection)
    assert (size.waiting, size.fan_outs, size.edit_fan_outs) == (5 + 5, 0, 0)


async def is_left(store: Store) -> bool:
    async with store.read() as connection:
        return await fan_out.is_left(connection) or await edits.is_left(connection)
