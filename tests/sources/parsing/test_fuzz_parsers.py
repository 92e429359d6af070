"""Whatever stands in a document, reading it ends with entries or with our own error."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import ParseError
from notifier.sources.parsing.feed_items import MAX_ENTRIES
from tests.fuzz import PARSERS, SEEDS, mutations, outcome
from tests.sources.documents import parsed, rss

INPUTS = 60


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_mutated_feeds_are_read_or_refused(seed: Path) -> None:
    documents = mutations([seed.read_bytes()], random.Random(seed.name))
    outcomes = [outcome(PARSERS["feed"], each) for each in islice(documents, INPUTS)]

    assert set(outcomes) <= {"read", "refused"}
    assert "read" in outcomes


PIECES = (
    '<?xml version="1.0" encoding="gbk"?>', "<rss>", "<channel>", "<item>", "</item>", "<title>",
    "</title>", "<link>", "</link>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "<feed>",
    "<entry>", '<feed xmlns="http://www.w3.org/2005/Atom">', "<content type='xhtml'>", "</content>",
    "<![CDATA[", "]]>", "&lt;p&gt;", "&#xD800;", "&nbsp;", "http://a/?b=1&amp;c", "2022-07-26",
    "<author>", "<category>", "<!DOCTYPE x [", "\x00", "\ud800", "科大", "xml:base='http://['",
    "{", '"items":', "[", "]", "}", '"version":"https://jsonfeed.org/version/1"', ",",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map(
        lambda pieces: "".join(pieces).encode(errors="surrogatepass")
    )
    | st.binary(max_size=200),
    st.text(max_size=20) | st.sampled_from(["text/xml; charset=gbk", "; charset=undefined"]),
)
def test_no_bytes_raise_anything_but_our_own_error(body: bytes, content_type: str) -> None:
    try:
        read = parsed(body, content_type)
    except ParseError:
        return
    for entry in read.entries:
        assert entry.key
        assert entry.title.strip()
        assert entry.url is None or entry.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("bomb", ["<rss><channel><item>", "<feed><entry>", '{"a":', "["])
def test_what_nests_without_an_end_is_read_or_refused(bomb: str) -> None:
    assert outcome(PARSERS["feed"], bomb.encode() * 10_000) in {"read", "refused"}


def test_a_feed_that_never_ends_fills_no_database() -> None:
    read = parsed(rss(*(f"<title>{n}</title>" for n in range(MAX_ENTRIES + 7))))

    assert len(read.entries) == MAX_ENTRIES
    assert read.problems == ("the feed is too long; its last 7 entries are left out",)
