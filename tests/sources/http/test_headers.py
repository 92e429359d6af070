"""What headers say, whatever stands in them."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.http.headers import (
    read_freshness,
    read_links,
    read_retry_after,
    read_validator,
)
from tests.builders import NOW

LATIN = "".join(map(chr, range(256)))
"""All that a header can hold."""
BASE = httpx.URL("https://news.example/feeds/all.xml")


def moment(**offset: float) -> str:
    return format_datetime(NOW + timedelta(**offset), usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("9" * 400, 999_999_999),
        (moment(minutes=5), 300),
        (moment(minutes=-5), 0),
        ("Mon, 23 Nov 2026 01:31:00 -0000", 60),
        ("Mon, 23 Nov 2026 09:31:00 +0800", 60),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Mon, 1 Jan 99999999999999999999 10:30:00 GMT", None),
        ("", None),
    ],
)
def test_when_to_come_again_is_read_in_every_form(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


@given(st.text(LATIN) | st.text("0123456789 :,+-GMTFriJan", max_size=40))
def test_no_word_on_when_to_come_again_raises_anything(value: str) -> None:
    seconds = read_retry_after(value, NOW)

    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public"}, None),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": 'public, Max-Age = "300", must-revalidate'}, 300),
        ({"cache-control": "max-age=300", "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "400"}, 0),
        ({"cache-control": "max-age=300", "expires": moment(hours=5)}, 300),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "s-maxage=900, max-age=60"}, 60),
        ({"cache-control": "x-max-age=900"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=999999999999999"}, 86400),
        ({"cache-control": "no-cache"}, 0),
        ({"cache-control": "max-age=300, no-store"}, 0),
        ({"expires": moment(minutes=5)}, 300),
        ({"expires": moment(minutes=65), "date": moment(hours=1)}, 300),
        ({"expires": moment(minutes=-5)}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "-1", "date": "?"}, 0),
        ({"expires": moment(days=400)}, 86400),
    ],
)
def test_how_long_an_answer_holds_is_read(fields: dict[str, str], seconds: float | None) -> None:
    assert read_freshness(fields, NOW) == seconds


@given(
    st.dictionaries(
        st.sampled_from(["cache-control", "age", "expires", "date"]),
        st.text(LATIN, max_size=60) | st.text("0123456789 :,+-=GMTaxegno", max_size=60),
    )
)
def test_how_long_an_answer_holds_stays_within_a_day(fields: dict[str, str]) -> None:
    seconds = read_freshness(fields, NOW)

    assert seconds is None or 0 <= seconds <= 86400


@pytest.mark.parametrize(
    ("value", "links"),
    [
        (None, ()),
        ('<https://hub.example/>; rel="hub"', (("hub", "https://hub.example/"),)),
        ("<../hub>; rel=hub", (("hub", "https://news.example/hub"),)),
        (
            '<https://hub.example/>; title="a, b"; rel="hub", <?page=1>; REL="self Canonical"',
            (
                ("hub", "https://hub.example/"),
                ("self", "https://news.example/feeds/all.xml?page=1"),
                ("canonical", "https://news.example/feeds/all.xml?page=1"),
            ),
        ),
        ("<https://hub.example/>", ()),
        ('<mailto:a@b>; rel="hub", <http://[::1>; rel="hub", <file:///etc>; rel="hub"', ()),
        ('; rel="hub"', ()),
    ],
)
def test_links_are_read_with_their_relations(
    value: str | None, links: tuple[tuple[str, str], ...]
) -> None:
    assert read_links(value, BASE) == links


def test_no_more_than_fifty_links_are_read() -> None:
    assert len(read_links('</>; rel="a b c",' * 1000, BASE)) == 50


@given(st.text(LATIN, max_size=200) | st.text('<>;,= "relhub:/?#[]@', max_size=200))
def test_links_lead_to_web_pages_or_nowhere(value: str) -> None:
    assert all(httpx.URL(url).scheme in {"http", "https"} for _, url in read_links(value, BASE))


@given(st.text(LATIN) | st.text('"W/ab-1', max_size=30))
def test_a_validator_is_sent_back_as_it_came_or_not_at_all(value: str) -> None:
    known = read_validator(value)

    assert known is None or (known == value and known.isascii() and known.isprintable())


def test_a_validator_of_an_absurd_length_is_not_sent_back() -> None:
    assert read_validator("x" * 1000) == "x" * 1000
    assert read_validator("x" * 1001) is None
