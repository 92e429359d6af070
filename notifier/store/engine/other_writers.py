"""Whether another process has written to a SQLite file: none announces it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path


class OtherWriters:
    """Tells what is committed by others than this process, in microseconds and without a thread.

    SQLite tells a connection of each commit by any other. What this process commits is left out:
    it asks once nobody else can write, just before its commit, and skips that afterwards.
    """

    def __init__(self, file: Path) -> None:
        """Begin to watch a database that is there; raises sqlite3.Error."""
        self._connection = sqlite3.connect(file, isolation_level=None, timeout=0)
        self._version = 0
        self.skip()

    def have_written(self) -> bool:
        """Return whether something was committed that was not skipped."""
        return self._read() != self._version

    def skip(self) -> None:
        """Leave out what was committed until now."""
        self._version = self._read()

    def close(self) -> None:
        """Watch no more."""
        self._connection.close()

    def _read(self) -> int:
        with suppress(sqlite3.OperationalError):  # another has all of the file for a moment
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        return self._version
