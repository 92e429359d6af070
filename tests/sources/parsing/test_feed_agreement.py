"""A feed says the same whichever way it is read in, the fast one or the patient one."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.parsing.charset import xml_text
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.feed_fast import read_fast
from notifier.sources.parsing.feed_feedparser import read_loosely
from tests.sources.documents import only, origin, parsed, rss

FEEDS = Path(__file__).parent / "feeds"
ORDINARY = ("filings.xml", "fulltext.xml", "headlines.xml", "journal.xml", "wire.xml")
UNUSUAL = ("careless.xml", "site_summary.rdf", "tickers.xml")


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_feeds_are_read_fast_and_say_the_same_either_way(name: str) -> None:
    body = (FEEDS / name).read_bytes()
    where = origin(zone="Asia/Shanghai")
    fast = read_fast(body, where)

    assert fast is not None, "fastfeedparser no longer takes what it took"
    assert fast.entries
    assert fast == read_loosely(xml_text(body, ""), where)


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_feeds_are_left_to_feedparser(name: str) -> None:
    body = (FEEDS / name).read_bytes()

    assert read_fast(body, origin()) is None
    assert parse_feed(body, "", origin()).entries


CST = "<pubDate>Mon, 23 Nov 2026 09:00:00 CST</pubDate>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{}><entry><id>1</id>{}</entry></feed>'
NESTED = '<div xmlns="http://www.w3.org/1999/xhtml">S&amp;P <i>500</i></div>'


@pytest.mark.parametrize(
    ("document", "title", "url"),
    [
        (rss("<title>AT&T and S&P</title>"), "AT&T and S&P", None),
        (rss("<title><![CDATA[AT&T]]> &nbsp;and S&amp;P</title>"), "AT&T and S&P", None),
        (rss("<title>one <b>half</b> of it</title>"), "one half of it", None),
        (rss("<description>only text &lt;5%</description>"), "only text <5%", None),
        (rss("<Title>spelt so</Title>"), "spelt so", None),
        (rss("<title>quotes &#147;so&#148;</title>"), "quotes “so”", None),
        (ATOM.format("", f"<title type='xhtml'>{NESTED}</title>"), "S&P 500", None),
        (
            ATOM.format(' xml:base="https://b.example/x/"', '<title>t</title><link href="1"/>'),
            "t",
            "https://b.example/x/1",
        ),
    ],
)
def test_what_the_fast_reader_would_lose_is_not_lost(
    document: str, title: str, url: str | None
) -> None:
    entry = only(document)

    assert (entry.title, entry.url) == (title, url)


def test_a_zone_that_has_its_name_from_china_is_not_americas() -> None:
    here = only(rss(f"<title>x</title>{CST}"), zone="Asia/Shanghai").published
    there = only(rss(f"<title>x</title>{CST}"), zone="America/Chicago").published

    assert here is not None
    assert there is not None
    assert (here.hour, there.hour) == (1, 15)


@pytest.mark.parametrize("key", ["1795354209", "20261122", "2026-11-22", "Mon, 23 Nov 2026"])
def test_an_id_is_never_taken_for_a_date(key: str) -> None:
    entry = only(rss(f"<title>x</title><guid isPermaLink='false'>{key}</guid>"))

    assert (entry.key, entry.published) == (key, None)


words = st.text(st.sampled_from("科大讯飞 ABC &<>'\"5%\n;é…"), min_size=1, max_size=12)
links = st.sampled_from(["https://a.example/1", "http://a.example:80/?b=1&c=2#d", "/rel", ""])
dates = st.sampled_from(
    ["Mon, 23 Nov 2026 01:00:00 GMT", "2026-11-22T10:00:00+08:00", "2026-11-22 10:00", "soon", ""]
)
names = st.sampled_from(["编辑", "Ada", "desk@a.example (早报)", "ada@a.example"])


@st.composite
def feeds(draw: st.DrawFn) -> str:
    """Write a well-formed feed as many do."""
    parts = [f"<title>{escape(draw(words))}x</title>"]
    for tag, values in {"link": links, "pubDate": dates, "author": names}.items():
        if draw(st.booleans()):
            parts.append(f"<{tag}>{escape(draw(values))}</{tag}>")
    for tag in ("description", "content:encoded"):
        if draw(st.booleans()):
            body = draw(words)
            is_cdata = draw(st.booleans())
            parts.append(f"<{tag}>{f'<![CDATA[{body}]]>' if is_cdata else escape(body)}</{tag}>")
    if draw(st.booleans()):
        is_link = draw(st.sampled_from(["", " isPermaLink='false'"]))
        parts.append(f"<guid{is_link}>{escape(draw(links) or 'g')}</guid>")
    schemes = draw(st.lists(st.sampled_from(["", "https://a.example/stock", "x"]), max_size=2))
    parts += [f"<category domain={quoteattr(each)}>NYSE:A</category>" for each in schemes]
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    item = "".join(draw(st.permutations(parts)))
    return f"{head}<channel><title>t</title><item>{item}</item></channel></rss>"


@given(feeds())
def test_a_well_formed_feed_says_the_same_either_way(document: str) -> None:
    read = parsed(document, zone="Asia/Shanghai")
    patiently = read_loosely(xml_text(document.encode(), ""), origin(zone="Asia/Shanghai"))

    assert read == patiently
