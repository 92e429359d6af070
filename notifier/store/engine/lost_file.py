"""Whether the file of a SQLite database is still the one that was opened.

What is open goes on writing into a file that has no name any more, which nobody finds.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from notifier.core.errors import StoreError
from notifier.store.engine.database import Store

_LOOKED_AT_EVERY = 2
"""Seconds."""


async def until_file_is_lost(store: Store) -> None:
    """Wait until SQLite's file is replaced or removed, and raise StoreError then."""
    file = store.file
    if file is None:
        await asyncio.Event().wait()
        return
    ours = await asyncio.to_thread(_which, file)
    while await asyncio.to_thread(_which, file) == ours:  # noqa: ASYNC110 - no file tells of it
        await asyncio.sleep(_LOOKED_AT_EVERY)
    raise StoreError(
        f"the database's file {file} was replaced or removed while the service ran; it stops, "
        "so that nothing more is written where nobody finds it"
    )


def _which(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
