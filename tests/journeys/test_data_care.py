"""A service whose database is copied, damaged and put back, as an operator goes through it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from notifier.core.clock import system_clock
from notifier.core.errors import StoreBusyError
from notifier.store.engine.backup import backup
from notifier.store.engine.database import open_store
from notifier.store.engine.integrity import full_check
from notifier.store.engine.restore import restore
from tests.fakes.bot_api import BotApi, server_error
from tests.journeys.service import Place, http_client

NEWS = (
    "上海发布元宇宙产业规划",
    "某银行开设元宇宙网点",
    "元宇宙概念股午后走强",
    "北京高校设立元宇宙专业",
    "元宇宙演唱会门票售罄",
    "法院审结首例元宇宙侵权案",
)


def _drop(place: Place, number: int) -> None:
    post = f"---\ntitle: '{NEWS[number]}'\n---\n\n<p>第 {number} 条。</p>\n"
    (place.posts / f"{number}.md").write_text(post, encoding="utf-8")


def _waiting(database: Path) -> set[str]:
    question = (
        "SELECT article.title FROM alert JOIN article ON article.id = alert.article_id "
        "WHERE alert.state IN ('new', 'later', 'sending')"
    )
    with closing(sqlite3.connect(database)) as connection:
        return {title for (title,) in connection.execute(question)}


async def test_a_damaged_database_is_replaced_and_what_waited_is_sent_even_on_a_full_disk(
    place: Place, bot_api: BotApi
) -> None:
    database, copy = place.folder / "notifier.db", place.folder / "copy.db"
    store = open_store(place.environment["NOTIFIER_DATABASE_URL"])
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    bot_api.fail("sendMessage", server_error(), chat_id=42, times=None)
    for number in range(3):
        _drop(place, number)
    await service.until_log('"outcome": "later"')
    # More comes in while it is copied.
    for number in range(3, len(NEWS) - 1):
        _drop(place, number)
    await asyncio.to_thread(backup, store, copy)
    assert full_check(copy) == []
    waiting = _waiting(copy)
    assert waiting
    with pytest.raises(StoreBusyError, match="a service runs on"):
        restore(store, copy, system_clock())
    await service.stop()

    database.write_bytes(b"\xff" * 100_000)
    code, _, err = await place.run("run")
    assert code == 1
    assert "is damaged" in err
    assert "notifier db restore FILE" in err
    assert database.read_bytes() == b"\xff" * 100_000

    code, out, err = await place.run("db", "restore", "copy.db")
    assert (code, err) == (0, "")
    assert "what was there before" in out
    bot_api.heal()
    place.environment["NOTIFIER_DATABASE_MIN_FREE"] = str(10**18)
    place.environment["NOTIFIER_TELEGRAM_OPERATORS"] = "99"
    _drop(place, len(NEWS) - 1)
    again = await place.start()
    for title in waiting:
        await bot_api.until_message(42, containing=title)
    told = await bot_api.until_message(99, containing="磁盘空间不足")
    assert told.text.startswith("⚠")
    async with http_client() as client:
        ready = await client.get(place.url("/readyz"))
    assert ready.status_code == 503
    assert "new articles wait" in ready.text
    assert '"polled"' not in again.log.rpartition('"started"')[2], "no article is taken in"
    assert await again.stop() == 0
