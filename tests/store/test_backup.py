"""A copy of a database that is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.errors import StoreBusyError, StoreDamagedError, StoreError
from notifier.store.chats.chats import find_chat
from notifier.store.engine import leases
from notifier.store.engine.backup import backup, copy_before_upgrade
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.integrity import full_check, quick_check
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.restore import restore
from notifier.store.engine.tables import chat
from tests.builders import BOT, NOW, a_chat


async def test_a_copy_holds_what_was_committed_and_nothing_that_was_not(
    tmp_path: Path, sqlite_store: Store
) -> None:
    target = tmp_path / "copy.db"
    known = await a_chat(sqlite_store, 42)
    async with sqlite_store.write() as connection:
        await find_chat(connection, 42, bot=BOT)
        size = backup(sqlite_store, target)
    assert size == target.stat().st_size
    await a_chat(sqlite_store, 43)
    copy = open_store(f"sqlite:///{target}")
    assert await upgrade(copy) is False
    async with copy.read() as connection:
        assert await find_chat(connection, 42, bot=BOT) == known
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
    with pytest.raises(StoreError, match=r"there is no folder .*nowhere"):
        backup(sqlite_store, tmp_path / "nowhere" / "copy.db")


def test_a_damaged_database_is_told_and_leaves_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "notifier.db"
    path.write_text("Dear reader, " * 500)
    with pytest.raises(StoreError, match="the backup failed: file is not a database"):
        backup(open_store(f"sqlite:///{path}"), tmp_path / "copy.db")
    assert [each.name for each in tmp_path.iterdir()] == ["notifier.db"]


def test_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    away = open_store("postgresql://notifier:secret@127.0.0.1:1/news")
    with pytest.raises(StoreError, match="pg_dump --format=custom"):
        backup(away, tmp_path / "copy.db")


def _restore(store: Store, file: Path, now: datetime = NOW) -> Path | None:
    return restore(store, file, now)


async def _chats(path: Path) -> list[int]:
    opened = open_store(f"sqlite:///{path}")
    async with opened.read() as connection:
        found = list(await connection.scalars(sa.select(chat.c.telegram_id)))
    await opened.close()
    return found


async def test_what_is_restored_is_what_was_copied_and_the_other_is_kept(
    tmp_path: Path, sqlite_store: Store
) -> None:
    copy = tmp_path / "copy.db"
    await a_chat(sqlite_store, 42)
    backup(sqlite_store, copy)
    await a_chat(sqlite_store, 43)
    # Not closed first: what was written last is still beside the file, in its log.
    aside = _restore(sqlite_store, copy)
    await sqlite_store.close()
    assert aside
    assert aside.resolve() == tmp_path / "notifier.db.replaced-20261123-013000"
    assert await _chats(tmp_path / "notifier.db") == [42]
    assert await _chats(aside) == [42, 43]
    assert await _chats(copy) == [42]


async def test_a_copy_is_restored_where_there_is_no_database(
    tmp_path: Path, sqlite_store: Store
) -> None:
    backup(sqlite_store, tmp_path / "copy.db")
    assert _restore(open_store(f"sqlite:///{tmp_path / 'new.db'}"), tmp_path / "copy.db") is None
    assert await _chats(tmp_path / "new.db") == []


async def test_nothing_is_restored_under_a_running_service(
    tmp_path: Path, sqlite_store: Store
) -> None:
    copy = tmp_path / "copy.db"
    term = timedelta(seconds=6)
    async with sqlite_store.write() as connection:
        await leases.acquire(connection, {"process:here:1"}, "here:1:machine:x", NOW, term)
    backup(sqlite_store, copy)
    with pytest.raises(StoreBusyError, match=r"a service runs on .*\(host and process here:1\)"):
        _restore(sqlite_store, copy)
    assert _restore(sqlite_store, copy, NOW + term) is not None
    # What the service held when it was copied does not keep the next one waiting.
    opened = open_store(f"sqlite:///{tmp_path / 'notifier.db'}")
    async with opened.read() as connection:
        assert await leases.all_holders(connection) == []
    await opened.close()


async def test_one_that_was_killed_on_this_machine_does_not_run(
    tmp_path: Path, sqlite_store: Store
) -> None:
    async with sqlite_store.write() as connection:
        await leases.acquire(connection, {"process:x"}, "x", NOW, timedelta(seconds=6))
    backup(sqlite_store, tmp_path / "copy.db")
    kept = restore(sqlite_store, tmp_path / "copy.db", NOW, is_gone=lambda name: name == "x")
    assert kept is not None


@pytest.mark.parametrize("what", ["letter", "other", "newer", "broken", "astray", "itself", "none"])
async def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    tmp_path: Path, sqlite_store: Store, what: str
) -> None:
    path, copy = tmp_path / "notifier.db", tmp_path / "copy.db"
    await a_chat(sqlite_store, 42)
    backup(sqlite_store, copy)
    await sqlite_store.close()
    before = path.read_bytes()
    match what:
        case "letter":
            copy.write_text("Dear reader, " * 500)
        case "other":
            copy.unlink()
            _execute(copy, "CREATE TABLE letter (text)")
        case "newer":
            _execute(copy, "UPDATE alembic_version SET version_num = '9999'")
        case "broken":
            _spoil(copy)
        case "astray":
            _execute(copy, "UPDATE article SET story_id = 7", "INSERT INTO story_key VALUES (1, 9)")
        case "itself":
            copy = path
        case _:
            copy.unlink()
    said = {
        "letter": "cannot be restored: file is not a database",
        "other": "is no database of notifier",
        "newer": "newer notifier .*9999",
        "broken": "damaged|malformed",
        "astray": "row .* of story_key refers to a row of article that is not there",
        "itself": "is the database itself",
        "none": "there is no file",
    }
    with pytest.raises(StoreError, match=said[what]):
        _restore(sqlite_store, copy)
    assert path.read_bytes() == before
    assert _names(tmp_path, "*.part") + _names(tmp_path, "*replaced*") == []


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(each.name for each in folder.glob(pattern))


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _spoil(path: Path) -> None:
    """Overwrite the middle of a database's pages."""
    content = bytearray(path.read_bytes())
    content[8192 : len(content) - 4096] = b"\xff" * (len(content) - 12288)
    path.write_bytes(content)


def test_a_damaged_file_is_told_at_the_start_and_left_as_it_is(
    tmp_path: Path, sqlite_store: Store
) -> None:
    path = tmp_path / "notifier.db"
    quick_check(path)
    assert full_check(path) == []
    _spoil(path)
    damaged = path.read_bytes()
    with pytest.raises(StoreDamagedError, match=r"notifier db restore FILE"):
        quick_check(path)
    assert full_check(path)
    assert path.read_bytes() == damaged


def test_what_cannot_be_opened_is_not_called_damaged(tmp_path: Path, sqlite_store: Store) -> None:
    path = tmp_path / "notifier.db"
    path.with_name("notifier.db-wal").unlink(missing_ok=True)
    path.with_name("notifier.db-wal").mkdir()
    for check in (quick_check, full_check):
        with pytest.raises(StoreError, match="unable to open") as told:
            check(path)
        assert not isinstance(told.value, StoreDamagedError)


def test_a_look_at_the_start_takes_no_longer_than_it_may(
    tmp_path: Path, sqlite_store: Store
) -> None:
    _spoil(tmp_path / "notifier.db")
    rows = ",".join(f"({n}, 'x')" for n in range(20_000))
    big = tmp_path / "big.db"
    _execute(big, "CREATE TABLE t (a, b)", f"INSERT INTO t VALUES {rows}", "CREATE INDEX i ON t(a)")
    with capture_logs() as logs:
        quick_check(big, within=-1)
    assert [each["event"] for each in logs] == ["database_too_large_to_be_checked_at_start"]


def test_a_database_that_is_still_to_be_made_is_sound(tmp_path: Path) -> None:
    quick_check(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


async def test_the_last_two_copies_before_an_upgrade_are_kept(
    tmp_path: Path, sqlite_store: Store
) -> None:
    await a_chat(sqlite_store, 42)
    for revision in ("0002", "0003", "0004", "0004"):
        copy_before_upgrade(tmp_path / "notifier.db", revision)
    kept = _names(tmp_path, "*.before-*")
    assert kept == ["notifier.db.before-0003", "notifier.db.before-0004"]
    assert await _chats(tmp_path / kept[1]) == [42]
