"""What sources cost: from a server's answer to a stored article. Run: ./run.sh bench sources."""

from __future__ import annotations

from benchmarks import ingest, parse, poll, sources_at_scale


def main() -> None:
    """Run every part, one after another."""
    poll.main()
    parse.main()
    ingest.main()
    sources_at_scale.main()


if __name__ == "__main__":
    main()
