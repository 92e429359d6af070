"""A copy of a database that is in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from notifier.errors import StoreError
from notifier.store.backup import backup
from notifier.store.chats import find_chat
from notifier.store.database import Store, open_store
from notifier.store.migrate import upgrade
from tests.builders import BOT, a_chat


async def test_a_copy_holds_what_was_committed_and_nothing_that_was_not(
    tmp_path: Path, sqlite_store: Store
) -> None:
    target = tmp_path / "copy.db"
    chat = await a_chat(sqlite_store, 42)
    async with sqlite_store.write() as connection:
        await find_chat(connection, 42, bot=BOT)
        size = backup(sqlite_store, target)
    assert size == target.stat().st_size
    await a_chat(sqlite_store, 43)
    copy = open_store(f"sqlite:///{target}")
    assert await upgrade(copy) is False
    async with copy.read() as connection:
        assert await find_chat(connection, 42, bot=BOT) == chat
        assert await find_chat(connection, 43, bot=BOT) is None
    await copy.close()


def test_nothing_is_overwritten(tmp_path: Path, sqlite_store: Store) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("Dear reader")
    with pytest.raises(StoreError, match=r"letter\.txt exists already; choose another name"):
        backup(sqlite_store, target)
    assert target.read_text() == "Dear reader"


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "notifier.db"
    with pytest.raises(StoreError, match="there is no database"):
        backup(open_store(f"sqlite:///{path}"), tmp_path / "copy.db")
    assert not path.exists()


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path, sqlite_store: Store) -> None:
    with pytest.raises(StoreError, match="the backup failed: unable to open database file"):
        backup(sqlite_store, tmp_path / "nowhere" / "copy.db")


def test_a_damaged_database_is_told_and_leaves_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "notifier.db"
    path.write_text("Dear reader, " * 500)
    with pytest.raises(StoreError, match="the backup failed: file is not a database"):
        backup(open_store(f"sqlite:///{path}"), tmp_path / "copy.db")
    assert [each.name for each in tmp_path.iterdir()] == ["notifier.db"]


def test_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    away = open_store("postgresql://notifier:secret@127.0.0.1:1/news")
    with pytest.raises(StoreError, match="use its own pg_dump"):
        backup(away, tmp_path / "copy.db")
