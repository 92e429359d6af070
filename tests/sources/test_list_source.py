"""A list as it is polled: what is asked, what is kept for the next time, how far it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from notifier.core.errors import FetchError, ParseError
from notifier.sources.config import Source
from notifier.sources.http.client import Fetcher
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.registry import make_source
from tests.fakes.news_server import NewsServer
from tests.fakes.sandbox import InlineSandbox
from tests.sources.lists import a_page, an_api

PAGE = "<ul><li><a href=/a/1>甲公司公告</a></li><li><a href=/a/2>乙公司公告</a></li></ul>"
ENTRY = {"key": "id", "title": "title"}


def numbered(numbers: Sequence[int], **more: Any) -> str:
    items = [{"id": number, "title": f"第{number}条"} for number in numbers]
    return json.dumps({"items": items, **more}, ensure_ascii=False)


def an_api_source(fetcher: Fetcher, news_server: NewsServer, **settings: Any) -> Source:
    config = an_api(
        **{"url": news_server.url("/list"), "items": "items", "entry": ENTRY, **settings}
    )
    return make_source(config, fetcher, InlineSandbox())


async def test_page_is_read_in_a_process_of_its_own(
    fetcher: Fetcher, real_sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/list", PAGE, content_type="text/html")
    config = a_page(url=news_server.url("/list"), items="li", headers={"X-Requested-With": "x"})
    source = make_source(config, fetcher, real_sandbox)

    reading = await source.read({})
    source.stored()

    assert [entry.url for entry in reading.entries] == [
        news_server.url("/a/1"),
        news_server.url("/a/2"),
    ]
    assert news_server.requests[0].headers["x-requested-with"] == "x"
    news_server.serve("/list", "<p>x", content_type="text/html")
    with pytest.raises(ParseError, match="no item matches 'li'"):
        await source.read({})


@pytest.mark.parametrize("etag", [True, False])
async def test_the_same_answer_again_is_nothing_new(
    fetcher: Fetcher, news_server: NewsServer, *, etag: bool
) -> None:
    news_server.serve("/list", numbered([1]), etag=etag)
    source = an_api_source(fetcher, news_server)

    first = await source.read({})
    second = await source.read(first.state)
    news_server.serve("/list", numbered([2, 1]), etag=etag)
    third = await source.read(second.state)

    assert second.unchanged
    assert second.entries == ()
    assert second.state == {**first.state, **({"same": "1"} if etag else {})}
    assert [entry.title for entry in third.entries] == ["第2条", "第1条"]
    assert [request.status for request in news_server.requests] == [200, 304 if etag else 200, 200]


async def test_what_was_not_stored_is_asked_for_again(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list", numbered([1]))
    source = an_api_source(fetcher, news_server)

    await source.read({})
    again = await source.read({})

    assert [entry.key for entry in again.entries] == ["1"]


async def test_a_server_that_refuses_is_told(fetcher: Fetcher, news_server: NewsServer) -> None:
    news_server.serve("/list", "", status=403)
    source = an_api_source(fetcher, news_server)

    with pytest.raises(FetchError, match="403"):
        await source.read({})


async def test_form_reaches_the_server(fetcher: Fetcher, news_server: NewsServer) -> None:
    news_server.serve("/list", numbered([1]))

    await an_api_source(fetcher, news_server, form={"column": "szse"}).read({"etag": '"1"'})

    (request,) = news_server.requests
    assert (request.method, request.body) == ("POST", b"column=szse")
    assert "if-none-match" not in request.headers


async def test_pages_are_read_until_one_holds_what_is_known(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list?p=1", numbered([3, 2, 1]))
    source = an_api_source(fetcher, news_server, params={"p": "{page}"}, pages=5)
    first = await source.read({})
    pages = {1: [12, 11, 10], 2: [9, 8, 7], 3: [4, 3, 2], 4: [1]}
    for page, numbers in pages.items():
        news_server.serve(f"/list?p={page}", numbered(numbers))

    second = await source.read(first.state)
    quiet = await source.read(second.state)

    # The first reading looks no further back than its page.
    assert [entry.key for entry in first.entries] == ["3", "2", "1"]
    keys = [int(entry.key) for entry in second.entries]
    assert keys == [12, 11, 10, 9, 8, 7, 4, 3, 2]
    assert quiet.unchanged
    assert [request.target[-3:] for request in news_server.requests] == [
        "p=1", "p=1", "p=2", "p=3", "p=1",
    ]  # fmt: skip


async def test_what_a_list_keeps_at_its_top_does_not_end_the_reading(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list?p=1", numbered([99, 3, 2, 1]))
    source = an_api_source(fetcher, news_server, params={"p": "{page}"}, pages=5)
    first = await source.read({})
    pages = {1: [99, 12, 11, 10], 2: [9, 8, 7, 6], 3: [5, 4, 3, 2], 4: [1]}
    for page, numbers in pages.items():
        news_server.serve(f"/list?p={page}", numbered(numbers))

    second = await source.read(first.state)

    assert [int(entry.key) for entry in second.entries] == [99, *range(12, 1, -1)]
    assert not second.problems


async def test_no_more_pages_are_read_than_the_settings_allow(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list?last=", numbered([1], at=1))
    settings = {"params": {"last": ""}, "next": {"last": "at"}, "pages": 2}
    source = an_api_source(fetcher, news_server, **settings)
    first = await source.read({})
    news_server.serve("/list?last=", numbered([9], at=9))
    news_server.serve("/list?last=9", numbered([8], at=8))

    second = await source.read(first.state)

    assert [entry.key for entry in second.entries] == ["9", "8"]


async def test_a_page_that_fails_is_told_and_asked_for_again(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list?p=1", numbered([1]))
    source = an_api_source(fetcher, news_server, params={"p": "{page}"}, pages=3)
    first = await source.read({})
    news_server.serve("/list?p=1", numbered([9]))
    news_server.serve("/list?p=2", "", status=503)

    second = await source.read(first.state)
    news_server.serve("/list?p=2", numbered([8, 1]))
    third = await source.read(second.state)

    assert [entry.key for entry in second.entries] == ["9"]
    assert second.problems == ("page 2: 127.0.0.1 answered 503 Service Unavailable",)
    assert [entry.key for entry in third.entries] == ["9", "8", "1"]
    assert third.problems == ()
