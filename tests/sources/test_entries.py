"""Entries made fit to be kept, and one form for the addresses of the same page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.model import Entry
from notifier.sources.entries import bounded_key, canonical_url, clean, fit
from tests.builders import an_entry

ANY_TEXT = st.text(st.characters())  # half characters and controls included


def test_what_is_sound_is_left_as_it_is() -> None:
    entry = an_entry(
        "科大讯飞 发布 𠮷 👍",
        url="https://example.org/1?a=b#c",
        body="<p>a\n\tb</p>",
        author="编辑部",
        categories=("A股", "AI"),
        lang="zh-Hans",
        image="https://example.org/1.png",
        tickers=("002230",),
    )

    assert clean(entry) == entry


def test_what_no_database_takes_is_taken_out() -> None:
    entry = Entry(
        key="k\x00\ud800",
        title=" a\x00b\n\u2028 c\x1f ",
        url=" https://example.org/\ta b\n",
        body="x\x0by\ufffe\udfff\uffff\x7f",
        author="\x00 \n",
        categories=("\x01", " A\n股 ", ""),
        lang="\ud800",
        tickers=("\x00002230",),
    )

    assert clean(entry) == Entry(
        key="k",
        title="ab c",
        url="https://example.org/a%20b",
        body="xy",
        categories=("A 股",),
        tickers=("002230",),
    )


def test_everything_is_bounded() -> None:
    entry = clean(
        Entry(
            key="k" * 10_000,
            title="t" * 10_000,
            url="https://example.org/" + "u" * 10_000,
            body="b" * 2_000_000,
            author="a" * 10_000,
            categories=tuple("c" * 1000 for _ in range(1000)),
            tickers=tuple(str(n) for n in range(1000)),
        )
    )

    assert entry.key.startswith("sha256:")
    assert (len(entry.title), len(entry.body), len(entry.author or "")) == (1000, 1_000_000, 200)
    assert entry.url is None  # cut off, it would lead elsewhere
    assert (len(entry.categories), len(entry.tickers)) == (50, 50)
    assert all(len(category) == 200 for category in entry.categories)


def test_an_article_without_a_title_has_a_sign_for_one() -> None:
    assert clean(an_entry(" \x00\n")).title == "…"


@given(
    st.builds(
        Entry, key=ANY_TEXT, title=ANY_TEXT, url=st.none() | ANY_TEXT, body=ANY_TEXT,
        author=st.none() | ANY_TEXT, categories=st.lists(ANY_TEXT, max_size=3).map(tuple),
        lang=st.none() | ANY_TEXT, tickers=st.lists(ANY_TEXT, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_cleaning_once_is_enough_and_everything_can_be_written(entry: Entry) -> None:
    cleaned = clean(entry)

    assert clean(cleaned) == cleaned
    assert "\x00" not in repr(cleaned)
    for text in (cleaned.key, cleaned.title, cleaned.url or "", cleaned.body, *cleaned.categories):
        assert fit(text.encode().decode()) == text


def test_long_keys_stay_different() -> None:
    keys = {bounded_key("k" * 600 + str(n)) for n in range(10)}

    assert len(keys) == 10
    assert max(map(len, keys)) <= 500
    assert bounded_key("k" * 500) == "k" * 500


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://EXAMPLE.org/a", "https://example.org./a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=1&spm=2", "https://example.org/a?id=1"),
        ("https://example.org/a?UTM_Campaign=x", "https://example.org/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a?q=%E7%A7%91", "https://example.org/a?q=科"),
        ("https://example.org/?p=1", "http://example.org?p=1"),
    ],
)
def test_addresses_of_the_same_page_have_one_form(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a", "https://example.org:8443/a"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a?id=", "https://example.org/a"),
        ("https://example.org/s?q=%BF%C6", "https://example.org/s?q=%D1%B6"),
        ("https://example.org/#/article/1", "https://example.org/#/article/2"),
        ("https://example.org/#!1", "https://example.org/#!2"),
        ("https://example.org/" + "a" * 600 + "1", "https://example.org/" + "a" * 600 + "2"),
    ],
)
def test_addresses_of_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [None, "", " ", "example.org/a", "ftp://example.org/a", "javascript:alert(1)", "https://",
     "http://[::1", "https://example.org:port/a", "https://example.org:99999/a",
     "https://example.org", "https://example.org/", "https://example.org/?utm_source=rss",
     "https://example.org/#top", "https://example.org/#/"],
)  # fmt: skip
def test_what_is_no_page_of_an_article_has_no_form(url: str | None) -> None:
    assert canonical_url(url) is None


@given(st.text(st.characters()).map("https://example.org/a".__add__) | st.text(st.characters()))
def test_a_form_is_its_own_form_and_can_be_written(url: str) -> None:
    form = canonical_url(url)

    if form is not None and not form.startswith("sha256:"):
        assert canonical_url(form) == form
        assert form.encode()


def test_a_changed_field_is_still_seen_after_cleaning() -> None:
    entry = clean(an_entry(body="<p>before</p>"))

    assert clean(replace(entry, body="<p>after</p>")) != entry
