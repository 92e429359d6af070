"""Every benchmark, one after another, and a page of what they print. Run: ./run.sh bench all.

`--page FILE` writes the page (docs/performance.md is one), `--json FILE` the same as data: the
machine, the versions, and what each benchmark printed and took. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from notifier.core.clock import system_clock

_OF = {
    "match": "Matching: an article against 100,000 terms and a million subscriptions",
    "backtest": "Back-tests: what a subscription would have brought",
    "way": "The whole way: from a server's answer to the first message",
    "deliver": "Delivery: at Telegram's free rate, and paid",
    "sources": "Sources: fetching, parsing, storing",
    "feeds": "Feeds and pages",
}
_PACKAGES = ("httpx", "python-telegram-bot", "sqlalchemy", "feedparser", "ahocorasick-rs", "lxml")


@dataclass(frozen=True)
class Result:
    """What a benchmark printed, and the seconds it took."""

    name: str
    printed: str
    seconds: float


def run(name: str) -> Result:
    """Run a benchmark in a process of its own."""
    began = time.perf_counter()
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout, flush=True)
    return Result(name, done.stdout.strip(), round(time.perf_counter() - began, 1))


def machine() -> dict[str, str]:
    """Return what the figures were taken on."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in processors if "model name" in line]
    return {
        "date": f"{system_clock():%Y-%m-%d}",
        "processor": f"{os.cpu_count()} × {models[0] if models else platform.machine()}",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def page(results: list[Result]) -> str:
    """Return the page of what was measured."""
    about = "".join(f"| {name} | {value} |\n" for name, value in machine().items())
    parts = (
        f"\n## {_OF[each.name]}\n\n`./run.sh bench {each.name}`, {each.seconds:.0f} s:\n\n"
        f"```text\n{each.printed}\n```\n"
        for each in results
    )
    return (
        "# Performance\n\n"
        "Made by `./run.sh bench all --page docs/performance.md`; each benchmark says at its top\n"
        "what it measures and beside what. Ratios hold elsewhere, single figures do not.\n\n"
        f"| machine | |\n|---|---|\n{about}{''.join(parts)}"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh bench all", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=_OF, default=list(_OF))
    parser.add_argument("--page", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    results = [run(name) for name in asked.only]
    if asked.page:
        asked.page.write_text(page(results), encoding="utf-8")
    if asked.json:
        data = {"machine": machine(), "results": [asdict(each) for each in results]}
        asked.json.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
