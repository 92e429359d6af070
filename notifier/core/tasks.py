"""Tasks by key: started, counted, and awaited when a part of the service stops."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Hashable, Iterator


class KeyedTasks:
    """Tasks that run side by side, one for each key."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._running)

    def __iter__(self) -> Iterator[Hashable]:
        """Iterate over the keys of the tasks that run."""
        return iter(tuple(self._running))

    def __contains__(self, key: Hashable) -> bool:
        return key in self._running

    def start(self, key: Hashable, work: Coroutine[None, None, None], name: str) -> None:
        """Start a task; none may be running for its key."""
        task = asyncio.create_task(work, name=name)
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key))

    def cancel(self, key: Hashable) -> None:
        """Cancel the task of a key; `join` waits until it has ended."""
        if key in self._running:
            self._running[key].cancel()

    async def join(self) -> None:
        """Wait until no task runs."""
        while self._running:
            await asyncio.wait(list(self._running.values()))
