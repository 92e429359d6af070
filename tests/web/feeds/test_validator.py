"""The validator finds what it is for."""

from __future__ import annotations

import json

from tests.builders import NOW
from tests.web.feeds.validator import complaints_of_atom, complaints_of_json, complaints_of_rss

RSS = """<rss version="2.0"><channel><title>t</title><link>https://x.example/</link>
<item><title>a</title><title>b</title><guid>1</guid>
<pubDate>Wed, 01 Jan 2031 00:00:00 +0000</pubDate>
<dc:source xmlns:dc="http://purl.org/dc/elements/1.1/">x</dc:source></item>
<item><author></author><link>javascript:x</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>t</title>
<entry><id>urn:1</id><title>a</title><updated>2026-11-23T00:00:00+00:00</updated></entry>
<entry><id>urn:1</id><title>b</title><updated>2026-11-23T00:00:00+00:00</updated></entry></feed>"""


def test_faults_of_rss_are_found() -> None:
    assert complaints_of_rss(RSS.encode(), NOW) == [
        "MissingElement channel/description",
        "ImplausibleDate Wed, 01 Jan 2031 00:00:00 +0000",
        "MissingAtomSelfLink",
        "DuplicateElement title",
        "InvalidHttpGUID 1",
        "ItemMustContainTitleOrDescription",
        "MissingGuid",
        "InvalidFullLink javascript:x",
    ]


def test_faults_of_atom_are_found() -> None:
    assert complaints_of_atom(ATOM.encode(), NOW) == [
        "MissingElement updated",
        "MissingAtomSelfLink",
        *("MissingElement author", "MissingContentOrAlternate") * 2,
        "DuplicateEntries urn:1",
        "DuplicateUpdated 2026-11-23T00:00:00+00:00",
    ]


def test_faults_of_json_are_found() -> None:
    items = [{"id": "1", "url": "x", "date_modified": "2031-01-01T00:00:00Z"}, {"id": 2}]
    feed = {"version": "1", "title": "t", "items": items, "other": 1}
    assert complaints_of_json(json.dumps(feed).encode(), NOW) == [
        "version",
        "unknown other",
        "content",
        "url x",
        "ImplausibleDate date_modified",
        "id",
        "content",
    ]
