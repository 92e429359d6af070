"""What PostgreSQL lets the role do that the service comes as. SQLite's file is looked at as one."""

from __future__ import annotations

import sqlalchemy as sa

from notifier.core.errors import StoreError
from notifier.store.engine.database import Connection, Store
from notifier.store.engine.errors import place_of
from notifier.store.engine.tables import metadata

_NAMED = 5
_LOOK = sa.text(
    "SELECT current_user, coalesce(current_schema(), 'public'),"
    " current_setting('transaction_read_only') = 'on',"
    " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),"
    " to_regclass('alembic_version') IS NOT NULL"
)
_REFUSED = sa.text(
    "SELECT DISTINCT name FROM unnest(CAST(:names AS text[])) AS name,"
    " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS what"
    " WHERE NOT has_table_privilege(to_regclass(name), what) ORDER BY name"
)


async def check_rights(store: Store) -> None:
    """Raise StoreError where the service could not write, or not make its tables."""
    async with store.read() as connection:
        lack = await lack_of_rights(connection)
    if lack is not None:
        raise StoreError(lack)


async def lack_of_rights(connection: Connection) -> str | None:
    """Return what the service's role may not do, and who can help; None where it may do all."""
    if connection.dialect.name == "sqlite":
        return None
    where = f"the database {place_of(connection.engine.url)}"
    role, schema, is_read_only, makes_tables, has_tables = (await connection.execute(_LOOK)).one()
    if is_read_only:
        return f"{where} is read only: a standby, or default_transaction_read_only is on"
    if not has_tables:
        if makes_tables:
            return None
        return (
            f"{where} does not let the role {role} make tables in the schema {schema}; have its "
            f"owner say: GRANT ALL ON SCHEMA {schema} TO {role}"
        )
    found = (await connection.scalars(_REFUSED, {"names": list(metadata.tables)})).all()
    if not found:
        return None
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return (
        f"{where} does not let the role {role} read and write {', '.join(found[:_NAMED])}{more}; "
        f"have the tables' owner say: GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}"
    )
