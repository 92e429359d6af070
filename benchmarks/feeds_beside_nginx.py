"""A feed from memory beside the same bytes as a file of nginx. Part of ./run.sh bench feeds.

Both run on one core, wrk asks on another over 64 connections, in turns. What counts is how many
requests a second of a server's own processor time answers, which other programs hardly change.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks.figures import processor_seconds, show

FEED = "/feeds/topics/metaverse.rss?n=33"
"""Some 61 KB."""
TOOLS = ("nginx", "wrk")
ROUNDS = 3
_SECONDS = 3
_CONFIG = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log /dev/null;
events {{ worker_connections 512; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
    default_type application/rss+xml;
    server {{ listen 127.0.0.1:{port}; root {folder}/html; }}
}}
"""


def main() -> None:
    """Print the figures, or what is missing for them."""
    nginx, wrk = (shutil.which(name) or shutil.which(f"/usr/sbin/{name}") for name in TOOLS)
    if nginx is None or wrk is None or (os.cpu_count() or 1) < 2:
        print("beside nginx: left out, it takes nginx, wrk and two cores")
        return
    ours, theirs = 8951, 8952
    with tempfile.TemporaryDirectory() as name, _running(_ours(ours)) as us:
        folder = Path(name)
        body, tag = _asked(ours)
        file = folder / "html" / FEED[1:].partition("?")[0]
        file.parent.mkdir(parents=True)
        file.write_bytes(body)
        (folder / "nginx.conf").write_text(_CONFIG.format(folder=folder, port=theirs))
        command = [nginx, "-p", name, "-c", str(folder / "nginx.conf")]
        with _running(command) as them:
            _, their_tag = _asked(theirs)
            size = f"GET of {len(body) / 1000:.0f} KB"
            for what, our_header, their_header in (
                (size, "X: y", "X: y"),
                ("304", f"If-None-Match: {tag}", f"If-None-Match: {their_tag}"),
            ):
                rates = [
                    (_rate(wrk, ours, us, our_header), _rate(wrk, theirs, them, their_header))
                    for _ in range(ROUNDS)
                ]
                mine, nginxs = (median(rate) for rate in zip(*rates, strict=True))
                print(
                    f"{what}: {mine:,.0f} a second of processor time, nginx {nginxs:,.0f}: "
                    f"{mine / nginxs:.2f}"
                )
                key = "not_modified" if what == "304" else "feed"
                show(**{f"{key}_per_second": mine, f"{key}_of_nginx": mine / nginxs})


def _ours(port: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.feed_server", str(port)]


@contextmanager
def _running(command: list[str]) -> Iterator[int]:
    process = subprocess.Popen(command)
    os.sched_setaffinity(process.pid, {0})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _asked(port: int) -> tuple[bytes, str]:
    """Return the feed and its tag, once a server is there."""
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}{FEED}") as answer:
                return answer.read(), answer.headers["ETag"]
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server did not start")


def _rate(wrk: str, port: int, process: int, header: str) -> float:
    """Return how many requests a second of processor time a server answers."""
    url = f"http://127.0.0.1:{port}{FEED}"
    before = processor_seconds([process])
    command = ["taskset", "-c", "1", wrk, "-t1", "-c64", f"-d{_SECONDS}s", "-H", header, url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) requests in", out)
    assert found is not None, out
    return int(found[1]) / (processor_seconds([process]) - before)


if __name__ == "__main__":
    main()
