"""Whoever gives a page's address for a feed's is told the feed's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import ParseError
from notifier.sources.parsing.css_selectors import read_page
from notifier.sources.parsing.feed_discovery import find_feed_links
from tests.sources.documents import parsed

PAGE = b"""<!doctype html><html><head><title>News</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<link rel=alternate type="application/atom+xml" href="https://example.org/atom">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="http://[broken">
</head><body>News</body></html>"""


def test_feeds_that_a_page_names_are_found_with_their_whole_address() -> None:
    assert find_feed_links(read_page(PAGE, ""), "https://example.com/news") == (
        "https://example.com/feed.xml",
        "https://example.org/atom",
    )


@pytest.mark.parametrize("charset", [b"", b"<meta charset=gbk>"], ids=["none", "wrong"])
def test_a_page_given_for_a_feed_says_which_feeds_it_names(charset: bytes) -> None:
    page = PAGE.replace(b"<title>News", charset + b"<title>\xe7\xa7\x91\xe5\xa4")
    with pytest.raises(ParseError, match=r"HTML page, which names.*https://example\.com/feed\.xml"):
        parsed(page, "text/html", url="https://example.com/news")


def test_a_page_that_names_no_feed_asks_for_the_feed() -> None:
    with pytest.raises(ParseError, match="address of the feed itself"):
        parsed(b"<!doctype html><p>nothing here")


@given(st.binary(max_size=2000), st.text(max_size=100))
def test_nothing_that_a_server_sends_makes_the_search_fail(page: bytes, base: str) -> None:
    for address in find_feed_links(read_page(page, ""), base):
        assert address.startswith(("http://", "https://"))
