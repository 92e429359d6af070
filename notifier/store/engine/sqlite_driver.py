"""SQLite asked in one go: each statement is one call of the connection's thread.

SQLAlchemy's own cursor for aiosqlite makes a cursor, executes, fetches and closes with a call each,
and each call wakes two threads, which costs more than most of our statements do.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import await_only
from typing_extensions import override


def driver() -> AsyncAdapt_aiosqlite_dbapi:
    """Return what `create_async_engine` takes as its `module`."""
    return _Driver(aiosqlite, sqlite3)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that holds the whole answer to its last statement."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - as the class it replaces does
        self._rows = deque()
        self._description: Any = None
        self._lastrowid: Any = None
        self._rowcount = -1

    @property
    @override
    def description(self) -> Any:
        return self._description

    @property
    @override
    def rowcount(self) -> int:
        return self._rowcount

    @property
    @override
    def lastrowid(self) -> Any:
        return self._lastrowid

    @override
    def execute(self, operation: Any, parameters: Any = None) -> None:
        self._ask("execute", operation, () if parameters is None else parameters)

    @override
    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._ask("executemany", operation, seq_of_parameters)

    @override
    def close(self) -> None:
        self._rows.clear()

    @override
    async def _async_soft_close(self) -> None:
        """Do nothing: SQLite's cursor is closed since it was read."""

    def _ask(self, how: str, statement: str, parameters: Any) -> None:
        connection: Any = self._connection
        try:
            answer = await_only(
                connection._execute(_ask, connection._conn, how, statement, parameters)  # noqa: SLF001
            )
        except Exception as error:  # noqa: BLE001 - it is raised again, as the driver's
            self._adapt_connection._handle_exception(error)  # noqa: SLF001
        self._description, self._rowcount, self._lastrowid, rows = answer
        self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    @override
    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        made = super().connect(*arg, **kw)
        return _Connection(self, made._connection)  # noqa: SLF001


def _ask(
    connection: sqlite3.Connection, how: str, statement: str, parameters: Any
) -> tuple[Any, int, Any, list[Any]]:
    """Execute in the connection's thread; return columns, rows changed, last id and all rows."""
    cursor = connection.cursor()
    try:
        getattr(cursor, how)(statement, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()
