"""Figures that a benchmark has measured, beside what it prints for people.

Each set is a line of its own, which `benchmarks.all` takes out of the page and keeps as data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa

from notifier.store.engine.database import Store

_MARK = "figures: "


def show(**figures: float) -> None:
    """Print what was measured, by the names that `benchmarks.all` and `benchmarks.simulate` use."""
    print(f"{_MARK}{json.dumps({name: float(f'{value:.4g}') for name, value in figures.items()})}")


def split(printed: str) -> tuple[str, dict[str, float]]:
    """Part what a benchmark printed into the text for people and the figures."""
    figures: dict[str, float] = {}
    text = []
    for written in printed.split("\n"):
        line = written.rpartition("\r")[2]  # what a terminal shows of it
        if line.startswith(_MARK):
            figures |= json.loads(line.removeprefix(_MARK))
        else:
            text.append(line)
    return "\n".join(text).strip(), figures


async def database_bytes(store: Store) -> int:
    """Return how many bytes a database takes, but for what its log of writes holds."""
    pages = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    what = pages if store.is_sqlite else "pg_database_size(current_database())"
    async with store.read() as connection:
        return int(await connection.scalar(sa.text(f"SELECT {what}")) or 0)


def children(process: int) -> set[int]:
    """Return the processes that one has started and that still run; empty outside Linux."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for each in tasks for child in each.read_text().split()}


def processor_seconds(processes: Collection[int]) -> float:
    """Return the CPU seconds of these running processes, and of their children that ended."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
