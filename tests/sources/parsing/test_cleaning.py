"""Entries made fit to be kept."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from notifier.core.model import Entry
from notifier.core.text import strip_invalid
from notifier.sources.parsing.cleaning import bounded_key, clean
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
        assert strip_invalid(text.encode().decode()) == text


def test_long_keys_stay_different() -> None:
    keys = {bounded_key("k" * 600 + str(n)) for n in range(10)}

    assert len(keys) == 10
    assert max(map(len, keys)) <= 500
    assert bounded_key("k" * 500) == "k" * 500


def test_a_changed_field_is_still_seen_after_cleaning() -> None:
    entry = clean(an_entry(body="<p>before</p>"))

    assert clean(replace(entry, body="<p>after</p>")) != entry
