"""Files that lie before an operator: read as what they look like, or as a source would."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.core.errors import ParseError
from notifier.sources.config import SourceConfig
from notifier.sources.documents import read_as, read_document
from notifier.sources.feed import FeedConfig
from notifier.sources.parsing.items import ParseContext, ParsedList
from notifier.sources.posts import PostsConfig
from tests.builders import NOW
from tests.sources.lists import SHANGHAI, a_page, an_api

TEXT = "公司周一公告称，新产品已经通过验收，预计下季度开始交付，首批客户来自三个省份。"
POST = "---\ntitle: 甲公司公告\n---\n<p>正文</p>"
RSS = "<rss version='2.0'><channel><item><title>甲公司公告</title></item></channel></rss>"
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "title": "甲公司公告", "content_html": f"<p>{TEXT}</p>"}],
    }
)
PAGE = f"<html><head><title>甲公司公告</title></head><body><p>{TEXT}</p><p>{TEXT}</p></body></html>"


def read(document: str | bytes, name: str = "saved/file") -> ParsedList:
    body = document.encode() if isinstance(document, str) else document
    return read_document(body, name, ParseContext("", SHANGHAI, NOW))


@pytest.mark.parametrize(
    "document",
    [POST, "\ufeff\n" + POST, RSS, "<?xml version='1.0'?><!-- <p> -->\n" + RSS, PAGE,
     JSON_FEED, "<!DOCTYPE html>\n" + PAGE, PAGE.encode("gb18030"), RSS.encode("utf-16")],
    ids=["post", "post-bom", "rss", "xml", "page", "json-feed", "html", "gbk-page", "utf-16"],
)  # fmt: skip
def test_a_file_is_read_as_what_it_looks_like(document: str | bytes) -> None:
    assert [entry.title for entry in read(document).entries] == ["甲公司公告"]


def test_a_page_is_read_as_an_article() -> None:
    head = '<meta property="article:published_time" content="2026-11-23T09:30:00+08:00">'

    (entry,) = read(PAGE.replace("<head>", f"<head>{head}")).entries

    assert TEXT in entry.body
    assert entry.published == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert entry.key == "saved/file"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "empty"),
        ("甲公司公告", "this is plain text"),
        ("# 甲公司公告", "this is plain text"),
        ("<html><title>验证</title><p>稍候</p>", "this is an HTML page: no text .* title “验证”"),
        ("<html><link rel=alternate type=application/rss+xml href=https://x.example/rss>x",
         "it names these feeds: https://x.example/rss"),
        ("<x>y</x>", "this is no feed"),
        ("---\nx: 1\n---\n", "has no `title`"),
        ('{"code": 1}', "this is no JSON Feed"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(document: str, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        read(document)


@pytest.mark.parametrize(
    ("config", "document"),
    [
        (a_page(items="li"), "<li><a href=1>甲公司公告</a>"),
        (an_api(items="d"), json.dumps({"d": [{"title": "甲公司公告"}]})),
        (FeedConfig(kind="feed", name="wire", url="https://x.example/"), RSS),
        (PostsConfig.model_validate({"kind": "posts", "name": "wire", "path": "."}), POST),
    ],
    ids=["page", "api", "feed", "posts"],
)
def test_a_file_is_read_as_its_source_reads_it(config: SourceConfig, document: str) -> None:
    listed = read_as(
        document.encode(), "file", ParseContext("https://x.example/l", SHANGHAI, NOW), config
    )

    assert [entry.title for entry in listed.entries] == ["甲公司公告"]
    with pytest.raises(ParseError):
        read_as(b"", "file", ParseContext("", SHANGHAI, NOW), config)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(["---\n", "title: x\n", "<html>", "<p>", "<rss>", "<item>", "{", "[", "甲"])
        | st.text(max_size=4),
        max_size=8,
    ).map("".join)
)
def test_any_file_gives_entries_or_a_parse_error(document: Any) -> None:
    try:
        listed = read(document.encode(errors="replace"))
    except ParseError:
        return

    assert all(entry.key and entry.title for entry in listed.entries)
