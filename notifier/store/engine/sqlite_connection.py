"""A connection to SQLite that brings a statement's rows along with it.

SQLAlchemy's dialect asks its driver for a cursor, to execute, to fetch and to close. aiosqlite
makes each of these a call of the connection's thread, and each call wakes two threads, which costs
more than most of our statements do. Here the thread is called once a statement, and a transaction
that only reads begins in the call of its first one.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Self

import aiosqlite
from typing_extensions import override

_LOCKED_FOR = 0.01
"""Seconds after which a file that is being made is tried again."""


class _FetchingConnection(sqlite3.Connection):
    """Fetches all rows of a statement in the thread that executes it."""

    rows: list[Any]
    """The rows of the last statement."""
    is_to_begin = False
    """Whether a transaction begins with the next statement."""

    @override
    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self._begin()
        cursor = super().execute(sql, parameters)
        self.rows = cursor.fetchall() if cursor.description else []
        return cursor

    @override
    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        self._begin()
        return super().executemany(sql, parameters)

    @override
    def commit(self) -> None:
        self.is_to_begin = False
        super().commit()

    @override
    def rollback(self) -> None:
        self.is_to_begin = False
        super().rollback()

    def _begin(self) -> None:
        if self.is_to_begin:
            super().execute("BEGIN")
            self.is_to_begin = False


class _Cursor:
    """What SQLAlchemy asks of an asynchronous driver's cursor, with the rows at hand."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        done = await self._connection.execute(sql, parameters)
        self._take(done)
        connection: Any = done.connection  # typed as the class that ours is made from
        self._rows = connection.rows

    async def executemany(self, sql: str, parameters: Any) -> None:
        self._take(await self._connection.executemany(sql, parameters))

    def _take(self, done: aiosqlite.Cursor) -> None:
        self.description, self.rowcount = done.description, done.rowcount
        self.lastrowid = done.lastrowid

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


class _Connection(aiosqlite.Connection):
    def __init__(self, file: Path, busy_after: float) -> None:
        super().__init__(self._open, iter_chunk_size=1)
        self._file = file
        self._busy_after = busy_after
        self._opened: _FetchingConnection | None = None

    def _open(self) -> sqlite3.Connection:
        self._opened = sqlite3.connect(
            self._file,
            timeout=self._busy_after,
            isolation_level=None,
            factory=_FetchingConnection,
        )
        _use_write_ahead_log(self._opened, self._busy_after)
        return self._opened

    def begin_reading(self) -> None:
        """Have a transaction begin with the next statement."""
        assert self._opened is not None
        self._opened.is_to_begin = True

    @override
    def cursor(self) -> Any:
        return _Cursor(self)


def _use_write_ahead_log(opened: sqlite3.Connection, patience: float) -> None:
    """Have what is written go to a log first, beside which others read.

    SQLite waits for nobody where several connections ask for this of a new file at once: all but
    one are told that it is locked. So we wait, up to `patience` seconds.
    """
    until = time.monotonic() + patience
    while True:
        try:
            opened.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(_LOCKED_FOR)
        else:
            return


async def connect(file: Path, busy_after: float) -> aiosqlite.Connection:
    """Open a file; raises sqlite3.Error.

    `busy_after` is how many seconds a statement waits for another process to let go of it.
    Transactions are begun by statements and `begin_reading` only.
    """
    made: list[_Connection] = []
    # The connection's thread is a daemon if the one that makes it is: a connection that nobody
    # closed shall keep no process from ending.
    maker = threading.Thread(target=lambda: made.append(_Connection(file, busy_after)), daemon=True)
    maker.start()
    maker.join()
    return await made[0]
