"""One form for the addresses of the same page, and keys that stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.identity import stable_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://EXAMPLE.org/a", "https://example.org./a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=1&spm=2", "https://example.org/a?id=1"),
        (
            "https://example.org/news/20261122/en/?feedref=Jj",
            "https://example.org/news/20261122/en",
        ),
        ("https://example.org/a?UTM_Campaign=x", "https://example.org/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a?q=%E7%A7%91", "https://example.org/a?q=科"),
        ("https://example.org/?p=1", "http://example.org?p=1"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://www.example.org/a", "https://m.example.org/a"),
        ("https://wap.example.com.cn/a", "https://example.com.cn/a"),
        ("https://zh.m.example.org/a", "https://zh.example.org/a"),
        ("https://example.org/a/index.html", "https://example.org/a/"),
        ("https://example.org/a/amp", "https://example.org/amp/a"),
        ("https://example.org/a.amp.html", "https://example.org/a.html?outputType=amp"),
        ("https://example.org/a?source=rss", "https://example.org/a?ref=weibo"),
        ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"),
        ("https://example.org/%7ea/%e7%a7%91", "https://example.org/~a/科"),
        (
            "https://finance.example.com.cn/a/202611233572345678.html",
            "http://wap.example.com.cn/a/202611233572345678.html?from=app",
        ),
    ],
)
def test_addresses_of_the_same_page_have_one_form(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://stock.example.org/a/123", "https://fund.example.org/a/123"),
        ("https://example.org/a?source=8812", "https://example.org/a?source=8813"),
        ("https://example.org/amplifon", "https://example.org/lifon"),
        ("https://m.org/a", "https://www.org/a"),
        ("https://1.2.3.4/a/1234567890", "https://3.4/a/1234567890"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a", "https://example.org:8443/a"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        (
            "https://example.org/a?code=AN20261123123456002230",
            "https://example.org/a?code=AN20261123123456600320",
        ),
        (
            "https://example.org/a?uid=202611231234560022301",
            "https://example.org/a?uid=202611231234560022302",
        ),
        ("https://example.org/a?share=600519", "https://example.org/a?share=000858"),
        ("https://example.org/a?sharecode=600519", "https://example.org/a?sharecode=000858"),
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


def test_an_article_goes_by_its_publishers_id() -> None:
    assert stable_key("id-1", "https://a.example/1", "x") == "id-1"


def test_without_an_id_an_article_goes_by_its_page() -> None:
    one = stable_key(None, "http://www.a.example/1?utm_source=rss", "x")
    assert one == stable_key(" ", "https://m.a.example/1", "y")
    assert one != stable_key(None, "https://a.example/2", "x")


def test_without_id_and_page_an_article_goes_by_its_title() -> None:
    one = stable_key(None, None, "科大讯飞：发布新产品")
    assert one == stable_key("", "https://a.example/", "科大訊飛:發布 新產品")
    assert one != stable_key(None, None, "科大讯飞：发布旧产品")


@given(st.none() | st.text(), st.none() | st.text(), st.text())
def test_a_key_is_bounded_and_can_be_written(
    given_key: str | None, url: str | None, title: str
) -> None:
    key = stable_key(given_key, url, title)
    assert 0 < len(key.encode()) <= 2000
