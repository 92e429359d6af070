"""What is asked of a server that lists articles."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.sources.http.requests import Request
from notifier.sources.web_request import build_request
from tests.sources.lists import an_api

LATE = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # the next day in Shanghai


def asked(now: datetime = LATE, page: int = 1, more: Any = None, **settings: Any) -> Request:
    return build_request(an_api(**settings), now, page=page, more=more)


def query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))


def test_plain_address_is_asked_as_it_is() -> None:
    url = "https://x.example/list?a=%E4%B8%AD&b"

    assert asked(url=url) == Request(url)


def test_placeholders_are_filled_in_the_sources_own_time() -> None:
    request = asked(
        url="https://x.example/{today}?p={page}",
        params={"ms": "{now_ms}", "s": "{now_s}", "range": "{yesterday}~{tomorrow}", "n": 20},
    )

    assert urlsplit(request.url).path == "/2026-11-23"
    assert query(request) == {
        "p": "1",
        "ms": "1795365000000",
        "s": "1795365000",
        "range": "2026-11-22~2026-11-24",
        "n": "20",
    }


def test_braces_that_are_json_stay() -> None:
    request = asked(params={"param": '{"type":["a"],"page":{"n":1},"at":"{now_s}"}'})

    assert query(request)["param"] == '{"type":["a"],"page":{"n":1},"at":"1795365000"}'


def test_form_is_posted() -> None:
    form = {"pageNum": "{page}", "column": "szse", "seDate": "{today}~{today}"}

    request = asked(form=form, page=2)

    assert request.method == "POST"
    assert request.body == b"pageNum=2&column=szse&seDate=2026-11-23~2026-11-23"
    assert request.headers["Content-Type"].startswith("application/x-www-form-urlencoded")


def test_json_is_posted_with_headers_and_cookies() -> None:
    request = asked(
        json={"stock": [], "page": {"at": "{now_s}"}, "size": 50},
        headers={"Referer": "https://x.example/", "Content-Type": "application/json;charset=UTF-8"},
        cookies_from="https://x.example/hq",
    )

    assert request.body == b'{"stock": [], "page": {"at": "1795365000"}, "size": 50}'
    assert request.headers == {
        "Referer": "https://x.example/",
        "Content-Type": "application/json;charset=UTF-8",
    }
    assert request.cookies_from == "https://x.example/hq"


def test_further_page_is_asked_for_by_what_the_last_one_said() -> None:
    more = {"last_time": "17", "page_time": "3"}

    got = asked(params={"rn": 20, "last_time": "{now_s}"}, more=more)
    posted = asked(form={"rn": 20}, more=more)

    assert query(got) == {"rn": "20", "last_time": "17", "page_time": "3"}
    assert posted.body == b"rn=20&last_time=17&page_time=3"


@settings(deadline=None)
@given(
    st.dictionaries(st.text("abcXYZ_1", min_size=1, max_size=4), st.text(max_size=5), max_size=5)
)
def test_cls_is_asked_with_the_signature_of_the_sorted_query(params: dict[str, str]) -> None:
    params = {name: value.replace("{", "").replace("\r", "") for name, value in params.items()}
    params["app"] = "web"

    sent = query(asked(params=params, sign="cls"))

    signature = sent.pop("sign")
    raw = urlsplit(asked(params=dict(sorted(params.items()))).url).query
    sha1 = hashlib.sha1(raw.encode()).hexdigest()
    assert signature == hashlib.md5(sha1.encode()).hexdigest()
    assert sent == params


def test_signature_covers_what_changes() -> None:
    one = asked(params={"last_time": "{now_s}"}, sign="cls")
    two = asked(params={"last_time": "{now_s}"}, sign="cls", now=datetime(2026, 11, 23, tzinfo=UTC))

    assert query(one)["sign"] != query(two)["sign"]
