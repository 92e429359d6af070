"""Throws mutated documents at the parsers: `python -m tests.fuzz [feed|any] [--seconds 60]`.

Nothing but ParseError may come out, and nothing may take long. An input that breaks the rule is
kept in a file, and the command ends with 1. The tests do the same for a moment.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from notifier.core.errors import ParseError
from notifier.sources.documents import read_document
from notifier.sources.parsing.feed import parse_feed
from tests.sources.documents import context

SEEDS = sorted((Path(__file__).parent / "sources" / "parsing" / "feeds").iterdir())
SLOW = 5.0
"""Seconds that no mutation of a small document may take."""
TOKENS = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&nbsp;", b"&#xD800;", b"&#0;", b"&", b"<", b">",
    b"<!DOCTYPE rss [<!ENTITY x '&y;'><!ENTITY y '&x;'>]>", b"&x;", b"xml:base='http://['",
    b"<item>", b"</item>", b"<entry>", b"</channel>", b"<title>", b"<guid>", b"<pubDate>", b"\x00",
    b"<?xml version='1.0' encoding='utf-7'?>", b"2026-13-45", b"1e999", b"{", b"[[[[", b"null,",
    b"<link href='http://[::1'/>", b"<content type='xhtml'>", b"9" * 5000, b"a" * 3000, b"<a" * 500,
    b"---\ntitle: [\n---\n", b'"\\ud800"', b"\xff\xfe", b"\xed\xa0\x80",
)  # fmt: skip
ENCODINGS = ("gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7")

Parse = Callable[[bytes], object]


def feed(body: bytes) -> object:
    """Read a document as a feed."""
    return parse_feed(body, "", context())


def anything(body: bytes) -> object:
    """Read a document as whatever it looks like."""
    return read_document(body, "document", context())


PARSERS: dict[str, Parse] = {"feed": feed, "any": anything}


def mutations(seeds: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Change documents at random, a little or a lot, for ever."""
    while True:
        document = chance.choice(seeds)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            document = _mutated(document, chance.choice(seeds), chance)
        yield document


def _mutated(document: bytes, other: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(document) + 1) for _ in range(2))
    near = document[at : min(to, at + 200)]
    match chance.randrange(7):
        case 0:
            return document[:at] + chance.choice(TOKENS) + document[at:]
        case 1:
            return document[:at] + document[at + len(near) :]
        case 2:
            return document[:at] + near * chance.choice((2, 20)) + document[at + len(near) :]
        case 3:
            return document[:at] + chance.randbytes(chance.randrange(1, 8)) + document[at + 1 :]
        case 4:
            return document[:to]
        case 5:
            return document[:at] + other[-chance.randrange(1, 2000) :]
        case _:
            return document.decode(errors="replace").encode(chance.choice(ENCODINGS), "replace")


def outcome(parse: Parse, document: bytes) -> str:
    """Parse a document and say what came of it; raises whatever is no ParseError."""
    begun = time.process_time()
    try:
        parse(document)
    except ParseError:
        result = "refused"
    else:
        result = "read"
    return "slow" if time.process_time() - begun > SLOW else result


def main() -> int:
    """Fuzz for a while."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parser", nargs="?", default="feed", choices=PARSERS)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given = arguments.parse_args()
    print(f"seed {given.seed}")
    counts: Counter[str] = Counter()
    end = time.monotonic() + given.seconds
    seeds = [path.read_bytes() for path in SEEDS]
    for document in mutations(seeds, random.Random(given.seed)):
        if time.monotonic() > end:
            break
        try:
            told = outcome(PARSERS[given.parser], document)
        except Exception:  # noqa: BLE001 - which is what is looked for
            traceback.print_exc()
            told = "failed"
        counts[told] += 1
        if told in {"failed", "slow"}:
            with tempfile.NamedTemporaryFile(prefix=f"fuzz-{told}-", delete=False) as kept:
                kept.write(document)
            print(f"{told}: {kept.name}")
    print(", ".join(f"{count} {name}" for name, count in counts.most_common()))
    return 1 if counts.keys() & {"failed", "slow"} else 0


if __name__ == "__main__":
    sys.exit(main())
