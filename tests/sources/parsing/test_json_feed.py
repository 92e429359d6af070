"""JSON Feed, in both versions and with everything that is wrong with JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from tests.sources.documents import only, parsed

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: object, **said: object) -> str:
    return json.dumps({"version": VERSION, "title": "t", "items": list(items), **said})


def test_a_feed_is_read_with_all_that_it_says() -> None:
    read = parsed((Path(__file__).parent / "feeds" / "feed.json").read_bytes())

    assert (read.hub, read.topic) == (
        "https://hub.example.com/",
        "https://notes.example.com/feed.json",
    )
    assert read.entries == (
        Entry(
            key="7001",
            title="Example Corp. beats estimates",
            url="https://notes.example.com/7001",
            body="<p>Example Corp. beat <b>estimates</b>.</p>",
            author="Ada Example",
            categories=("earnings", "tech"),
            lang="en",
            image="https://notes.example.com/7001.png",
            published=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
        ),
        Entry(
            key="https://notes.example.com/7000",
            title="Margins of <5% are thin.",
            url="https://elsewhere.example.com/a",
            body="Margins of &lt;5% are thin.\nSo they say.",
            author="Desk",
            lang="en-GB",
            image="https://notes.example.com/7000.jpg",
            published=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        ),
    )


def test_version_1_has_one_author() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"id": "1", "content_text": "x", "author": {"name": "Ada"}}],
    }

    assert only(json.dumps(document)).author == "Ada"


def test_relative_links_are_completed_and_times_read_in_the_sources_zone() -> None:
    item = {"id": "1", "title": "x", "url": "/1", "date_published": "2026-11-23T09:00:00"}
    entry = only("\ufeff \n" + feed(item), zone="Asia/Shanghai")

    assert entry.url == "https://example.org/1"
    assert entry.published == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("date", [1795395600, 1795395600000, "1795395600", 1795395600.0])
def test_a_date_may_be_a_number(date: float | str) -> None:
    entry = only(feed({"id": "1", "title": "x", "date_published": date}))
    assert entry.published == datetime.fromtimestamp(1795395600, UTC)


def test_chinese_is_read_whatever_its_encoding() -> None:
    document = json.dumps(
        {"version": VERSION, "items": [{"id": "1", "title": "科大讯飞发布新产品"}]},
        ensure_ascii=False,
    )

    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert only(document.encode(encoding)).title == "科大讯飞发布新产品"


def test_an_empty_feed_is_empty_and_an_item_that_says_nothing_is_left_out() -> None:
    assert parsed(feed()).entries == ()
    assert parsed(feed({"id": "1"}, {}, None, "x", [], 5)).entries == ()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("[]", "no JSON Feed but other JSON"),
        ("{}", "no JSON Feed but other JSON"),
        ('{"items": [{"id": 1, "name": "x"}]}', "no JSON Feed but other JSON"),
        (json.dumps({"version": VERSION}), "no JSON Feed but other JSON"),
        (json.dumps({"version": VERSION, "items": {}}), "no JSON Feed but other JSON"),
        ('{"version": ', "no JSON"),
        ('{"items": [NaN]}', "no JSON"),
        ("[" * 100_000, "nests too deep"),
        ('{"items": [' + "9" * 5000 + "]}", "no JSON"),
    ],
    ids=["list", "object", "other", "no items", "items", "cut", "constant", "deep", "number"],
)
def test_what_is_no_json_feed_is_told(document: str, told: str) -> None:
    with pytest.raises(ParseError, match=told):
        parsed(document)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8) | st.sampled_from(["2026-11-23T01:00:00Z", "https://a.example/", "<b>x"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "url", "type", "mime_type"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = (
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
    "banner_image", "date_published", "date_modified", "authors", "author", "tags", "language",
    "attachments",
)  # fmt: skip
items = st.dictionaries(st.sampled_from(KEYS), values, max_size=8)


@given(
    st.lists(items | values, max_size=3),
    st.dictionaries(st.sampled_from(["hubs", "feed_url", *KEYS]), values),
)
def test_a_wrong_type_counts_as_nothing_said(content: list[Any], said: dict[str, Any]) -> None:
    for entry in parsed(feed(*content, **said)).entries:
        assert entry.key
        assert entry.title.strip()
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert all(entry.categories)
