"""Bringing a database's schema to this version, once, whoever comes first.

Schemas are expanded first and contracted a version later, so that processes of the version before
go on with a newer schema, and may be started on it: each upgrade stores from which schema on a
version can use what it made. A migration that takes away what the version before still uses says
so by `contracts_after`, the first schema whose version does without.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from notifier.core.errors import SchemaError
from notifier.core.log import get_logger
from notifier.store.engine import indexes
from notifier.store.engine.backup import copy_before_upgrade
from notifier.store.engine.database import Connection, Store, insert
from notifier.store.engine.tables import counter

if TYPE_CHECKING:
    from alembic.config import Config

log = get_logger(__name__)

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_LOCK = 0x6E6F7469666965  # "notifie": any number that no other program is likely to lock
_LOCK_TIMEOUT = "500ms"
"""Who wants a table that we wait for waits as long; no deadlock is looked for before a second."""
_IN_USE = {"55P03", "40P01"}
"""What PostgreSQL answers where a lock was not had in time, and where it was waited for in turn."""
_LONGEST_PAUSE = 10.0
_FIRST_EXPANDED = "0006"
"""No version of an older schema stands beside a newer one."""


class _InUseError(Exception):
    """Other processes have tables in use that are to be changed."""


async def upgrade(store: Store) -> bool:
    """Apply the migrations that are missing; True where there were any.

    Several processes may start at once: one migrates while the others wait. A SQLite file that
    holds something is copied before, beside it. All of it is one transaction: after a crash the
    database is as it was. On PostgreSQL processes of the version before go on meanwhile: a table
    that they have in use is waited for a moment at a time, for as long as it takes, and new indexes
    of old tables are made afterwards. Raises SchemaError where the database comes from a newer
    version that has taken away what this one uses, StoreError where it cannot be used.
    """
    async with store.read() as connection:
        is_behind = await connection.run_sync(_is_behind)
        found = await connection.run_sync(_revision)
    if not is_behind and found != head():
        log.warning("database_of_a_newer_version", schema=found, known=head())
        return False
    upgraded = is_behind and await _upgrade(store)
    if not store.is_sqlite:
        await indexes.make_beside_others(store)
    return upgraded


async def _upgrade(store: Store) -> bool:
    pause = 1.0
    while True:
        try:
            return await _upgrade_once(store)
        except _InUseError as error:
            log.warning("upgrade_waits_for_tables_in_use", problem=str(error), again_in=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _upgrade_once(store: Store) -> bool:
    """Apply what is missing in one transaction; raise _InUseError where a table is in use."""
    async with store.reshape() as connection:
        if not store.is_sqlite:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if not await connection.run_sync(_is_behind):
            return False  # another process was quicker
        if store.file is not None and await connection.run_sync(_revision) is not None:
            kept = await asyncio.to_thread(copy_before_upgrade, store.file, head())
            log.info("database_copied_before_its_upgrade", copy=str(kept))
        if not store.is_sqlite:
            await connection.execute(sa.text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
        try:
            await connection.run_sync(_apply_migrations)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _IN_USE:
                raise _InUseError(str(error.orig)) from error
            raise
        await _store_usable_from(connection)
        return True


async def holds_this_schema(store: Store) -> bool:
    """Return whether the tables of this version are in a database, and False where none are.

    Nothing is changed. Raise SchemaError where the database is older or newer than this version.
    """
    if store.file is not None and (not store.file.exists() or not store.file.stat().st_size):
        return False  # to look into it would make it
    async with store.read() as connection:
        if not await connection.run_sync(_is_behind):
            return True
        found = await connection.run_sync(_revision)
    if found is None:
        return False
    raise SchemaError(
        f"the database is older than this version (its schema is {found}, this version's {head()}) "
        "and was left as it is; stop the service that uses it and run `notifier db upgrade`"
    )


async def make_schema(store: Store) -> None:
    """Make the tables of a database that has none; one that has some is left as it is.

    Raise SchemaError where the database is older or newer than this version.
    """
    if not await holds_this_schema(store):
        await upgrade(store)


def head() -> str:
    """Return the schema of this version."""
    return _revisions()[-1]


def usable_from(revision: str) -> str:
    """Name the counter that holds from which schema on a version can use another one."""
    return f"schema_{revision}_usable_from"


def can_use(revision: str, first: int | None) -> bool:
    """Return whether this version can use a database, or else upgrade it.

    `revision` is the database's schema, `first` what it says of the schemas that can use it.
    """
    return revision in _revisions() or (first is not None and first <= int(head()))


def _revisions() -> list[str]:
    """Return the numbers of all schemas, with which the files of the migrations begin."""
    files = (_MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Return what Alembic needs to know: where the migrations are, and what they migrate."""
    from alembic.config import Config  # noqa: PLC0415 - only where there is something to migrate

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _is_behind(connection: sa.Connection) -> bool:
    current = _revision(connection)
    if current is None or current in _revisions():
        return current != head()
    stored = sa.select(counter.c.value).where(counter.c.name == usable_from(current))
    if can_use(current, connection.scalar(stored)):
        return False
    raise SchemaError(
        f"the database is newer than this version: a newer notifier wrote it (its schema is "
        f"{current}, the newest known here is {head()}); run that version, or restore a backup "
        "from before it"
    )


async def _store_usable_from(connection: Connection) -> None:
    """Store the first schema whose version can use the one that was made."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as below

    revisions = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    contracted = (getattr(each.module, "contracts_after", None) for each in revisions)
    value = int(max(filter(None, contracted), default=_FIRST_EXPANDED))
    statement = insert(connection, counter).values(name=usable_from(head()), value=value)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[counter.c.name], set_={"value": statement.excluded.value}
        )
    )


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def _apply_migrations(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    command.upgrade(alembic_config(connection), "head")
    if connection.dialect.name == "sqlite":
        indexes.make_in_transaction(connection)
        astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if astray is not None:
            raise SchemaError(
                f"the database cannot be brought to this version: rows of {astray[0]} refer to "
                f"rows of {astray[2]} that are not there; restore a backup"
            )
