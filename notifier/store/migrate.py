"""Bringing a database's schema to this version, once, whoever comes first."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from notifier.errors import SchemaError
from notifier.store.database import Store

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6E6F7469666965  # "notifie": any number that no other program is likely to lock


async def upgrade(store: Store) -> bool:
    """Apply the migrations that are missing; True where there were any.

    Several processes may start at once: one migrates while the others wait. Raises SchemaError
    where the database comes from a newer version, StoreError where it cannot be used.
    """
    async with store.read() as connection:
        if not await connection.run_sync(_is_behind):
            return False
    async with store.reshape() as connection:
        if not store.is_sqlite:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        return await connection.run_sync(_upgrade)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _is_behind(connection: sa.Connection) -> bool:
    script = ScriptDirectory.from_config(_config())
    head = script.get_current_head()
    current = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaError(
            f"the database was written by a newer notifier (its schema is {current}, the newest "
            f"known here is {head}); run that version, or restore a backup from before it"
        )
    return current != head


def _upgrade(connection: sa.Connection) -> bool:
    if not _is_behind(connection):
        return False
    command.upgrade(_config(connection), "head")
    if connection.dialect.name == "sqlite":
        astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if astray is not None:
            raise SchemaError(
                f"the database cannot be brought to this version: rows of {astray[0]} refer to "
                f"rows of {astray[2]} that are not there; restore a backup"
            )
    return True
