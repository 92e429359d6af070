"""The migrations and the tables say the same."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from notifier.core.errors import SchemaError, StoreError, StoreFullError
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import (
    alembic_config,
    can_use,
    head,
    holds_this_schema,
    upgrade,
    usable_from,
)
from notifier.store.engine.tables import counter, metadata
from tests.databases import migrate


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """Return a database of the test's own, whose schema it may spoil."""
    opened = open_store(database_url)
    await upgrade(opened)
    yield opened
    await opened.close()


async def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        # The search index is each engine's own, and stands in no metadata.
        options = {"include_name": lambda name, *_: not str(name).startswith("article_search")}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    async with store.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    assert await upgrade(store) is False


async def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(4)]
    try:
        migrated = await asyncio.gather(*(upgrade(each) for each in stores))
    finally:
        for each in stores:
            await each.close()
    assert sorted(migrated) == [False, False, False, True]


@pytest.mark.parametrize(("first", "goes_on"), [(int(head()), True), (9999, False), (None, False)])
async def test_a_newer_schema_is_used_as_long_as_nothing_that_is_used_was_taken_away(
    store: Store, first: int | None, goes_on: bool
) -> None:
    async with store.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        if first is not None:
            row = {"name": usable_from("9999"), "value": first}
            await connection.execute(sa.insert(counter).values(row))
    if goes_on:
        assert await upgrade(store) is False
        assert await holds_this_schema(store)
    else:
        with pytest.raises(SchemaError, match=r"newer notifier.*9999"):
            await upgrade(store)


async def test_an_upgrade_that_waits_for_a_table_lets_others_use_it(postgres_url: str) -> None:
    opened, backs_up = open_store(postgres_url), open_store(postgres_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0002"))
    async with backs_up.read() as reading, asyncio.timeout(20):
        await reading.execute(sa.text("SELECT count(*) FROM chat"))
        upgrading = asyncio.create_task(upgrade(opened))  # which changes that table
        async with opened.read() as connection:
            waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
            while not await connection.scalar(sa.text(waits)):  # noqa: ASYNC110 - in the server
                await asyncio.sleep(0.01)
        async with opened.write() as connection:  # it comes after who waits for the table
            await connection.execute(sa.text("UPDATE chat SET title = ''"))
        assert not upgrading.done()
    assert await upgrading
    assert await upgrade(opened) is False
    await opened.close()
    await backs_up.close()


_Rule = tuple[str, ...]
_Shape = Mapping[str, tuple[Mapping[str, tuple[str, bool, bool]], set[_Rule]]]
"""Tables: their columns, each with type, whether it may be empty and whether the database fills
it; and what their rows must be."""


def _shape_of(connection: sa.Connection) -> _Shape:
    found = sa.MetaData()
    found.reflect(connection)
    return {
        table.name: (
            {
                each.name: (str(each.type), bool(each.nullable), each.server_default is not None)
                for each in table.columns
            },
            {
                (type(each).__name__, *sorted(column.name for column in each.columns))
                for each in table.constraints
                if isinstance(each, sa.schema.ColumnCollectionConstraint)
            }
            | {("unique", *each.columns.keys()) for each in table.indexes if each.unique},
        )
        for table in found.tables.values()
        if not table.name.startswith("article_search")
    }


def _broken(before: _Shape, after: _Shape) -> list[str]:
    """Return the tables on which statements of the version before would fail.

    Without a foreign key none fails: what the version before leaves behind by that is swept up.
    """
    return [
        name
        for name, (columns, rules) in before.items()
        if name not in after
        or after[name][1] - rules
        or any(kind != "ForeignKeyConstraint" for kind, *_ in rules - after[name][1])
        or any(after[name][0].get(column) != kind for column, kind in columns.items())
        or any(
            not (nullable or filled)
            for column, (_, nullable, filled) in after[name][0].items()
            if column not in columns
        )
    ]


async def test_migrations_only_add_or_say_since_when_what_they_take_away_is_unused(
    tmp_path: Path,
) -> None:
    script = ScriptDirectory.from_config(alembic_config())
    opened = open_store(f"sqlite:///{tmp_path / 'notifier.db'}")
    shapes, breaks = {}, {}

    def upgrade_to(connection: sa.Connection, revision: str) -> None:
        command.upgrade(alembic_config(connection), revision)

    for each in reversed([*script.walk_revisions()]):
        async with opened.reshape() as connection:
            await connection.run_sync(upgrade_to, each.revision)
            shapes[each.revision] = await connection.run_sync(_shape_of)
        before = shapes.get(str(each.down_revision), {})
        if broken := _broken(before, shapes[each.revision]):
            breaks[each.revision] = (broken, getattr(each.module, "contracts_after", None))
    await opened.close()
    # From before versions stood side by side.
    assert set(breaks.pop("0002")[0]) == {"alert", "chat"}
    for revision, (broken, unused_since) in breaks.items():
        assert unused_since is not None, f"{revision} breaks the version before: {broken}"
        assert can_use(unused_since, None)
        assert unused_since < revision


async def test_to_look_at_a_schema_changes_nothing(database_url: str) -> None:
    opened = open_store(database_url)
    try:
        assert await holds_this_schema(opened) is False
        async with opened.write() as connection:
            await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0001"))
        with pytest.raises(SchemaError, match="older than this version"):
            await holds_this_schema(opened)
        assert await upgrade(opened)
        assert await holds_this_schema(opened)
    finally:
        await opened.close()


async def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 500)
    opened = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="not a database"):
        await upgrade(opened)
    await opened.close()
    assert path.read_text().startswith("Dear reader")


@pytest.fixture
async def old_file(tmp_path: Path) -> Path:
    """Return a SQLite file of the first version, with a chat in it."""
    path = tmp_path / "notifier.db"
    opened = open_store(f"sqlite:///{path}")
    async with opened.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0001"))
        await connection.execute(
            sa.text(
                "INSERT INTO chat (telegram_id, kind, title, language, created_at) "
                "VALUES (42, 'private', '', 'en', '2026-11-01 00:00:00.000000')"
            )
        )
    await opened.close()
    return path


def _asked(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchone()[0]


def _shape(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def _copies(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("*.before-*"))


async def test_a_copy_is_kept_before_an_upgrade(old_file: Path) -> None:
    shape = _shape(old_file)
    opened = open_store(f"sqlite:///{old_file}")
    assert await upgrade(opened)
    assert await upgrade(opened) is False
    await opened.close()
    copy = old_file.with_name(f"notifier.db.before-{head()}")
    assert _copies(old_file.parent) == [copy.name]
    assert _shape(copy) == shape
    assert _asked(copy, "SELECT telegram_id FROM chat") == 42
    assert _asked(old_file, "SELECT telegram_id FROM chat") == 42


async def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path / 'notifier.db'}")
    assert _copies(tmp_path) == []


_ENDS_IN_THE_MIDDLE = """
import asyncio, os, sys
import sqlalchemy as sa
from notifier.store.engine.database import open_store
from notifier.store.engine.migrate import alembic_config, head, upgrade

store = open_store(sys.argv[1])
left = int(sys.argv[2])

@sa.event.listens_for(store.engine.sync_engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    if statement.split()[0] in {"CREATE", "DROP", "ALTER", "INSERT", "UPDATE"}:
        left -= 1
        if left == 0:
            os._exit(9)

asyncio.run(upgrade(store))
"""


@pytest.mark.parametrize("statements", [3, 40])
async def test_a_crash_in_the_middle_leaves_the_old_schema_whole(
    old_file: Path, statements: int
) -> None:
    shape, url = _shape(old_file), f"sqlite:///{old_file}"
    arguments = (sys.executable, "-c", _ENDS_IN_THE_MIDDLE, url, str(statements))
    process = await asyncio.create_subprocess_exec(*arguments)
    assert await process.wait() == 9
    assert _shape(old_file) == shape
    assert _asked(old_file, "PRAGMA integrity_check") == "ok"
    await migrate(url)
    assert _asked(old_file, "SELECT telegram_id FROM chat") == 42
    assert _asked(old_file, "SELECT version_num FROM alembic_version") == head()


async def test_nothing_is_upgraded_where_there_is_no_room_for_the_copy(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = _shape(old_file)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(StoreFullError, match="before its upgrade the database is copied"):
        await migrate(f"sqlite:///{old_file}")
    assert _shape(old_file) == shape


def test_the_files_of_the_migrations_begin_with_the_schemas_that_they_lead_to() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert head() == script.get_current_head()
    for each in script.walk_revisions():
        assert Path(each.path).name.startswith(f"{each.revision}_")
        assert can_use(each.revision, None)
