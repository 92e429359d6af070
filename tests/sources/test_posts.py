"""Posts: what a file with front matter says, and what is told of one that says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.posts import MAX_BYTES, parse_post, read_post
from tests.builders import NOW

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"

UTC_ZONE = ZoneInfo("UTC")
POST = """---
title: '江城灯会周末开幕 _元宇宙_展台最受欢迎'
categories: 
 - 金融
 - 示例通讯社
headimg: 'https://example.org/400/300?random=1634'
author: 示例通讯社
comments: false
date: Tue, 26 Jul 2022 18:55:00 GMT
thumbnail: 'https://example.org/thumb'
link: https://example.org/2022/07/26
tickers: [002230, SZ300959]
lang: zh-Hans
---

<div>   
<p>本报记者 王小明</p>
---
<p>7月26日</p>
</div>
"""  # noqa: W291 - as the mirror writes it


def post(front_matter: str, body: str = "正文", zone: str = "UTC") -> Entry:
    return parse_post(f"---\n{front_matter}\n---\n{body}".encode(), "key", ZoneInfo(zone), NOW)


def test_a_post_is_read_with_all_that_it_says() -> None:
    assert parse_post(POST.encode(), "a/b.md", UTC_ZONE, NOW) == Entry(
        key="a/b.md",
        title="江城灯会周末开幕 _元宇宙_展台最受欢迎",
        url="https://example.org/2022/07/26",
        body="<div>   \n<p>本报记者 王小明</p>\n---\n<p>7月26日</p>\n</div>",
        author="示例通讯社",
        categories=("金融", "示例通讯社"),
        lang="zh-Hans",
        image="https://example.org/400/300?random=1634",
        published=datetime(2022, 7, 26, 18, 55, tzinfo=UTC),
        tickers=("002230", "SZ300959"),
    )


@pytest.mark.parametrize("start", ["\ufeff", "\n\n", "\ufeff \n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_mark_and_empty_lines_before_it_and_any_line_ends_are_read(
    start: str, line_end: str
) -> None:
    raw = f"{start}{POST}".replace("\n", line_end).encode()

    entry = parse_post(raw, "key", UTC_ZONE, NOW)

    assert (entry.title, entry.author) == (
        parse_post(POST.encode(), "key", UTC_ZONE, NOW).title,
        "示例通讯社",
    )


def test_a_post_may_say_nothing_but_its_title() -> None:
    assert post("title: x", body="") == Entry(key="key", title="x")


def test_every_value_is_the_text_that_was_typed() -> None:
    entry = post("title: 002230\nauthor: no\ncategories: [1.10, on, 0o7]\ntickers: 000858")

    assert (entry.title, entry.author) == ("002230", "no")
    assert (entry.categories, entry.tickers) == (("1.10", "on", "0o7"), ("000858",))


def test_what_is_empty_or_has_parts_is_no_text() -> None:
    entry = post("title: x\nauthor: null\nlang: ~\nheadimg:\ncategories: [[a], {b: c}, '', d]")

    assert (entry.author, entry.lang, entry.image, entry.categories) == (None, None, None, ("d",))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue, 26 Jul 2022 18:55:00 GMT", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("Tue, 26 Jul 2022 18:55:00 +0800", datetime(2022, 7, 26, 10, 55, tzinfo=UTC)),
        ("26 Jul 2022 18:55:00 -0000", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("2022-07-26", datetime(2022, 7, 26, tzinfo=UTC)),
        ("'2022-07-26 18:55'", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("2022-07-26 18:55:00", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("2022-07-26T18:55:00Z", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("2022-07-26T18:55:00.5+08:00", datetime(2022, 7, 26, 10, 55, 0, 500_000, tzinfo=UTC)),
        ("2022-07-26 18:55:00 +0800", datetime(2022, 7, 26, 10, 55, tzinfo=UTC)),
        ("2022-07-26 18:55:00 +08:00", datetime(2022, 7, 26, 10, 55, tzinfo=UTC)),
        ("2022/07/26 18:55", datetime(2022, 7, 26, 18, 55, tzinfo=UTC)),
        ("soon", None),
        ("2022-13-45", None),
        ("2022-02-30 10:00:00", None),
        ("0001-01-01T00:00:00+08:00", None),
        ("9999-12-31T23:59:59-08:00", None),
        ("[2022, 7]", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_and_programs_write_them(
    written: str, moment: datetime | None
) -> None:
    assert post(f"title: x\ndate: {written}").published == moment


def test_a_date_without_a_zone_is_of_the_zone_that_is_configured() -> None:
    there = post("title: x\ndate: 2022-07-26 18:55", zone="Asia/Shanghai")

    assert there.published == datetime(2022, 7, 26, 10, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("link: https://example.org/1", "https://example.org/1"),
        ("url: http://example.org/1", "http://example.org/1"),
        ("permalink: /2022/1\nurl: http://example.org/1", "http://example.org/1"),
        ("permalink: /2022/1", None),
        ("link: javascript:alert(1)\npermalink: https://example.org/2", "https://example.org/2"),
        ("link: http://[::1", None),
        ("link: 'https://'", None),
        ("link: [https://example.org/1]", None),
    ],
)
def test_the_address_is_the_first_of_the_web(fields: str, url: str | None) -> None:
    assert post(f"title: x\n{fields}").url == url


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "has no `title`"),
        (b"hello", "has no `title`"),
        (b"hello\n---\ntitle: x\n---\nbody", "has no `title`"),
        (b"---\ntitle: x\nbody without an end of the front matter", "has no `title`"),
        (b"---\n---\nbody", "has no `title`"),
        (b"---\ntitle:\n---\n", "has no `title`"),
        (b"---\ntitle: [a, b]\n---\n", "has no `title`"),
        (b"---\n- title\n---\n", "has no `title`"),
        (b"---\ntitle: [unclosed\n---\n", "no valid YAML: expected ',' or ']'"),
        (b"---\na: b\ntitle: a: b\n---\n", "no valid YAML: mapping values are not allowed here (l"),
        (b"---\n\ttitle: x\n---\n", "no valid YAML: found character '\\t'"),
        (b"---\ntitle: a\x00b\n---\n", "no valid YAML: unacceptable character #x0000"),
        (b"---\ntitle: &a [*a]\n---\n", "no valid YAML: found unconstructable recursive node"),
        (b"---\ntitle: x\na: " + b"[\n " * 2000 + b"\n---\n", "no valid YAML: maximum recursion"),
        (b"---\ntitle: x\na: " + b"[" * 200_000 + b"\n---\n", "longer than 64,000 characters"),
        ("---\ntitle: 科大讯飞\n---\n".encode("gbk"), "is not UTF-8 text (byte 11)"),
        ("---\ntitle: x\n---\n".encode("utf-16"), "is not UTF-8 text (byte 0)"),
    ],
)
def test_what_is_wrong_with_a_post_is_told(raw: bytes, told: str) -> None:
    with pytest.raises(ParseError) as raised:
        parse_post(raw, "key", UTC_ZONE, NOW)

    assert told in str(raised.value)


def test_the_line_of_a_mistake_is_counted_as_in_the_file() -> None:
    with pytest.raises(ParseError, match=r"\(line 3\)$"):
        post("author: x\ntitle: 快讯: 科大讯飞")


def test_aliases_that_would_grow_without_end_are_no_text() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))

    with pytest.raises(ParseError, match="has no `title`"):
        post(f"l0: &l0 [x]\n{levels}\ntitle: *l29")


def test_nothing_in_a_post_is_executed() -> None:
    entry = post("title: x\nauthor: !!python/object/apply:os.getcwd []\nlang: !!python/name:os.sep")

    assert (entry.author, entry.lang) == (None, None)


def test_a_post_that_is_too_large_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.md"
    large.write_bytes(POST.encode().ljust(MAX_BYTES + 1))

    with pytest.raises(ParseError, match="is larger than 5,000,000 bytes"):
        read_post(large, "large.md", UTC_ZONE, NOW)


@given(
    st.binary(max_size=80)
    | st.lists(
        st.sampled_from(["---", "\n", "title", "date", ": ", "- ", "[", "]", "{", "&a", "*a", "!!",
                         "'", '"', "|", "<<", "2022-07-26", "0", "x", "\t", "#", "\x85", "\ud7ff"])
    ).map(lambda parts: f"---\ntitle: x\n{''.join(parts)}\n---\n".encode())
)  # fmt: skip
def test_no_bytes_raise_anything_but_our_own_error(raw: bytes) -> None:
    try:
        entry = parse_post(raw, "key", UTC_ZONE, NOW)
    except ParseError:
        return
    assert entry.title == entry.title.strip() != ""
    assert entry.published is None or entry.published.tzinfo is UTC


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_title_in_quotes_comes_back(title: str) -> None:
    quoted = title.replace("'", "''")
    if title.strip() and title.strip() not in {"~", "null"} and title.isprintable():
        assert post(f"title: '{quoted}'").title == title.strip()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared")
def test_the_seed_is_read() -> None:
    (seed,) = SEEDS.glob("*.txt")

    entry = parse_post(seed.read_bytes(), seed.name, UTC_ZONE, NOW)

    assert entry.title.startswith("2022")
    assert "_元宇宙_" in entry.title
    assert entry.categories == ("金融", "证券时报网", "要闻")
    assert entry.published == datetime(2022, 7, 26, 18, 55, tzinfo=UTC)
    assert entry.author == "证券时报网"
    assert entry.image is not None
    assert entry.url is None
    assert entry.body.startswith("<div>")
    assert entry.body.endswith("</div>")
