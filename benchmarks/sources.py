"""What sources cost: from a server's answer to a stored article.

Run: ./run.sh bench sources [--large]. It takes two minutes, in which each client is measured once,
and 400 sources are polled every 12 seconds; `--large` takes more than ten, measures each client
three times, and 2,000 sources that are polled every minute.
"""

from __future__ import annotations

import argparse

from benchmarks import ingest, parse, poll, sources_at_scale


def main() -> None:
    """Run every part, one after another."""
    parser = argparse.ArgumentParser(prog="./run.sh bench sources", description=__doc__)
    parser.add_argument("--large", action="store_true", help="as many as a large installation has")
    asked = parser.parse_args()
    poll.main(rounds=3 if asked.large else 1)
    parse.main()
    ingest.main()
    if asked.large:
        sources_at_scale.run(count=2000, interval=60, seconds=60)
    else:
        sources_at_scale.run(count=400, interval=12, seconds=24)


if __name__ == "__main__":
    main()
