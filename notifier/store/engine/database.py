"""Opening the database: SQLite by default, PostgreSQL where its address is given.

Reads and writes go through `Store.read` and `Store.write`, each one transaction. On SQLite the
writers of a process queue fairly for a lock here, and those of several processes for SQLite's own.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from typing_extensions import override

from notifier.core.errors import StoreError
from notifier.store.engine import sqlite_connection
from notifier.store.engine.errors import forget_rows, own_errors
from notifier.store.engine.other_writers import OtherWriters
from notifier.store.engine.postgresql_address import SCHEMES, read_postgresql_address
from notifier.store.engine.wakeups import ANNOUNCED, Stage, Wakeups

_BEGIN = "notifier_begin"
_UNBOUND = "notifier_unbound"

Connection = AsyncConnection
"""What statements are executed on, within one transaction."""


class Store:
    """The database. Its statements stand beside their aggregate in this package."""

    def __init__(self, engine: AsyncEngine, listening: AsyncEngine | None = None) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing = asyncio.Lock() if self.is_sqlite else None
        self._others: OtherWriters | None = None
        self._listening = listening
        self.wakeups = Wakeups(engine, listening)
        self.writes = 0
        """How many transactions were committed here: what was read before the last may be old."""

    @asynccontextmanager
    async def read(self, *, snapshot: bool = False) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction; raises StoreError.

        With `snapshot` all that is read is of one moment, as it always is on SQLite.
        """
        with own_errors(self.engine.url):
            async with self.engine.connect() as connection:
                if snapshot and not self.is_sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction, committed at the end, undone on an error; raises StoreError."""
        lock: AbstractAsyncContextManager[Any] = self._writing or nullcontext()
        announced: set[Stage] = set()
        with own_errors(self.engine.url):
            async with lock, self.engine.connect() as connection:
                options = {_BEGIN: "BEGIN IMMEDIATE", ANNOUNCED: announced}
                await connection.execution_options(**options)
                async with connection.begin():
                    yield connection
                    if self._others is not None and self._others.have_written():
                        announced.update(Stage)  # of what, is not known
                if self._others is not None:
                    self._others.skip()
                self.writes += 1
        self.wakeups.wake(announced)

    @asynccontextmanager
    async def reshape(self) -> AsyncIterator[AsyncConnection]:
        """Change tables in one transaction, committed at the end; raises StoreError.

        SQLite makes a changed table anew and drops the old one. With foreign keys in force that
        would delete every row that refers to it.
        """
        lock: AbstractAsyncContextManager[Any] = self._writing or nullcontext()
        with own_errors(self.engine.url):
            async with lock, self.engine.connect() as connection:
                await connection.execution_options(**{_BEGIN: "BEGIN EXCLUSIVE", _UNBOUND: True})
                try:
                    async with connection.begin():
                        yield connection
                finally:
                    await connection.invalidate()  # the next one has its foreign keys again

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        """Execute each statement by itself, as some of PostgreSQL demand; raises StoreError."""
        with own_errors(self.engine.url):
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection

    async def listen(self) -> None:
        """Wake stages of this process for what others commit, on PostgreSQL until cancelled.

        On SQLite they are woken with the next transaction that is committed here, which a service
        has every two seconds at least: to look more often would cost more than all else that it
        does while nothing comes.
        """
        if self.file is None:
            await self.wakeups.listen()
        else:
            self._others = OtherWriters(self.file)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self.engine.url.database or "") if self.is_sqlite else None

    @property
    def folder(self) -> Path | None:
        """The folder of a SQLite database."""
        return None if self.file is None else self.file.parent

    async def close(self) -> None:
        """Close every connection."""
        if self._others is not None:
            self._others.close()
        await self.engine.dispose()
        if self._listening is not None:
            await self._listening.dispose()


def open_store(address: str, *, busy_after: float = 10, listen_address: str | None = None) -> Store:
    """Return the database at `address`; nothing is opened until it is used.

    `address` is `sqlite:///path` or `postgresql://…`; raises StoreError where it is neither.
    `busy_after` is how many seconds a transaction waits at its start, for a free connection and for
    another process to let go of SQLite's file, before it raises StoreBusyError. `listen_address` is
    where what other processes announce is heard, where that is not `address`; on PostgreSQL only.
    """
    if _is_postgresql(address):
        if listen_address and not _is_postgresql(listen_address):
            raise StoreError(
                "NOTIFIER_DATABASE_LISTEN_URL is no address of PostgreSQL; write "
                "postgresql://user:password@host/name"
            )
        listening = _open_postgresql(listen_address, busy_after) if listen_address else None
        return Store(_open_postgresql(address, busy_after), listening)
    url = _checked(address)
    path = Path(url.database or "")
    if path.is_dir():
        raise StoreError(f"the database {path} is a folder; give the name of a file in it")

    async def connect() -> Any:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the database's folder cannot be made: {error}") from error
        return await sqlite_connection.connect(path, busy_after)

    engine = create_async_engine(
        url,
        async_creator=connect,
        hide_parameters=True,  # what people typed, and what articles say
        # Whoever has a transaction open ends it; there is nothing to undo when none is.
        pool_reset_on_return=None,
        pool_timeout=busy_after,
    )
    sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return Store(engine)


def _is_postgresql(address: str) -> bool:
    return address.partition("://")[0].partition("+")[0] in SCHEMES


def _open_postgresql(address: str, busy_after: float) -> AsyncEngine:
    found = read_postgresql_address(address)
    engine = create_async_engine(
        found.url,
        hide_parameters=True,  # as above
        pool_size=10,
        max_overflow=10,
        pool_timeout=busy_after,
        pool_pre_ping=True,
        connect_args=dict(found.connect_args),
    )
    sa.event.listen(engine.sync_engine, "do_connect", _connect_postgresql)
    sa.event.listen(engine.sync_engine, "handle_error", forget_rows)
    return engine


def _connect_postgresql(dialect: Dialect, _record: object, args: Any, parameters: Any) -> Any:
    """Connect; what asyncpg finds wrong with its parameters is told in a sentence of ours."""
    try:
        return dialect.connect(*args, **parameters)
    except ValueError as error:
        raise StoreError(f"the database cannot be connected to as it is set: {error}") from None


def _checked(address: str) -> URL:
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):  # which may hold a part of the address
        raise StoreError(
            "the database's address cannot be read; write sqlite:///path/to/file or "
            "postgresql://user:password@host/name"
        ) from None
    if backend != "sqlite":
        raise StoreError(f"{backend!r} is no database that is known here; use sqlite or postgresql")
    if url.host or url.database in {None, "", ":memory:"}:
        raise StoreError("the database must be a file: sqlite:///path/to/file, with three slashes")
    return url.set(drivername="sqlite+aiosqlite")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        # An alert's fate must survive a power cut; the price is one flush a commit.
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_UNBOUND):  # within a transaction it would have no effect
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    # A deferred transaction that turns to writing fails at once when another wrote meanwhile.
    if _BEGIN in options:  # from now on nobody else writes
        connection.exec_driver_sql(options[_BEGIN])
    else:
        driver: Any = connection.connection.driver_connection
        driver.begin_reading()


def engine_version(connection: AsyncConnection) -> tuple[str, str]:
    """Return which engine a database has, and its version."""
    dialect = connection.dialect
    if dialect.name == "sqlite":
        return "SQLite", sqlite3.sqlite_version
    return "PostgreSQL", ".".join(map(str, dialect.server_version_info or ()))


def insert(connection: AsyncConnection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT with ON CONFLICT, which both engines spell alike."""
    return insert_into(connection.dialect.name, table)


def insert_into(engine: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return the same for an engine by name, for statements that are built once."""
    return sqlite.insert(table) if engine == "sqlite" else postgresql.insert(table)


def later_of(one: Any, other: Any) -> sa.ColumnElement[Any]:
    """Return the later of two moments; the second may be missing."""
    return sa.case((other > one, other), else_=one)


class _Numbers(sa.types.TypeDecorator[Sequence[int]]):
    """Many numbers as one value: JSON in SQLite, an array in PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        kind = sa.Text() if dialect.name == "sqlite" else postgresql.ARRAY(sa.BigInteger)
        return dialect.type_descriptor(kind)

    @override
    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        return json.dumps(list(value or ())) if dialect.name == "sqlite" else list(value or ())


def among(engine: str, column: sa.ColumnElement[int], parameter: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of the numbers in a parameter, however many.

    A plain IN takes some 32,000, and is compiled anew for each.
    """
    values = sa.bindparam(parameter, type_=_Numbers())
    if engine == "sqlite":
        return column.in_(sa.select(sa.func.json_each(values).table_valued("value").c.value))
    return column == sa.any_(values)
