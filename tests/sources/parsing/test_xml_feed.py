"""A feed says the same from poll to poll, well written or not, and whatever else stands in it."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.parsing.charset import decode_xml
from tests.sources.documents import only, parsed, rss

FEEDS = [
    path
    for path in sorted((Path(__file__).parent / "feeds").iterdir())
    if path.suffix in {".xml", ".rdf"}
]
BREAKS = {
    "an ampersand": " & ",
    "an unknown entity": " &nosuch; ",
    "a control character": "\x0b",
    "a tag that is not closed": "<p>",
    "a tag that was not opened": "</b>",
    "an unknown prefix": "<no:such>x</no:such>",
}


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_what_is_broken_in_a_feed_changes_none_of_its_items(path: Path, broken: str) -> None:
    document = decode_xml(path.read_bytes(), "")
    before, title, after = document.partition("<title>")
    sound = parsed(document, zone="Asia/Shanghai")
    at_the_beginning = parsed(f"{before}{title}{broken}{after}", zone="Asia/Shanghai")
    root = document.rindex("</")
    at_the_end = parsed(f"{document[:root]}{broken}{document[root:]}", zone="Asia/Shanghai")

    assert sound.entries
    assert at_the_end.entries == sound.entries
    assert at_the_beginning.entries == sound.entries


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
def test_what_is_carelessly_written_is_not_lost(document: str, title: str, url: str | None) -> None:
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


references = st.sampled_from(
    ["&amp;lt;", "&#38;", "&#60;b&#62;", "&lt;b&gt;", "&quot;", "&#39;", "&apos;", "&amp;amp;"]
)
escaped = st.lists(words.map(escape) | references, min_size=1, max_size=3).map("".join)


@st.composite
def atom_feeds(draw: st.DrawFn) -> str:
    """Write a well-formed Atom feed, with every way of escaping."""
    parts = [f"<id>{draw(escaped)}x</id>", "<updated>2026-11-22T10:00:00+08:00</updated>"]
    kind = draw(st.sampled_from(["text", "html"]))
    parts.append(f"<title type='{kind}'>{draw(escaped)}x</title>")
    tags = draw(st.sets(st.sampled_from(["summary", "content"])))
    parts += [f"<{tag} type='html'>{draw(escaped)}</{tag}>" for tag in sorted(tags)]
    if draw(st.booleans()):
        parts.append(f"<author><name>{draw(escaped)}</name></author>")
    if draw(st.booleans()):
        parts.append(f"<category term={quoteattr(draw(words))}/>")
    if draw(st.booleans()):
        address = draw(st.sampled_from(["https://a.example/?a=1&b=2", "/x?c=<1>"]))
        parts.append(f"<link href={quoteattr(address)}/>")
    entry = "".join(draw(st.permutations(parts)))
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"


@given(feeds() | atom_feeds(), st.sampled_from(list(BREAKS.values())))
def test_an_item_says_the_same_when_its_feed_breaks(document: str, broken: str) -> None:
    end = max(document.find("</channel>"), document.find("</feed>"))
    sound = parsed(document, zone="Asia/Shanghai")
    damaged = parsed(f"{document[:end]}{broken}{document[end:]}", zone="Asia/Shanghai")

    assert damaged.entries == sound.entries
