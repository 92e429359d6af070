"""The requests of httpx: the first one, and those that redirects lead to."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final

import httpx

from notifier.core.errors import FetchError
from notifier.sources.http.headers import read_validator
from notifier.sources.http.requests import Request

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SET_BY_HTTPX: Final = frozenset({"host", "connection", "content-length", "transfer-encoding"})


def build_request(session: httpx.AsyncClient, request: Request) -> tuple[httpx.Request, str | None]:
    """Return the request, and the cookies to send beside those of the session.

    Raise FetchError where it cannot be sent.
    """
    try:
        url = web_address(request.url)
    except FetchError as error:
        raise FetchError(request.public(str(error))) from None
    headers = {name.lower(): value.strip() for name, value in request.headers.items()}
    for name, value in headers.items():
        if name in _SET_BY_HTTPX or not _TOKEN.fullmatch(name) or not value.isprintable():
            told = "***" if request.secrets else value
            raise FetchError(f"a header {name!r} cannot be sent as {told!r}")
    if url.userinfo:
        credentials = b64encode(f"{url.username}:{url.password}".encode()).decode()
        headers.setdefault("authorization", f"Basic {credentials}")
        url = url.copy_with(userinfo=b"")
    if known := read_validator(request.etag):
        headers["if-none-match"] = known
    if known := read_validator(request.last_modified):
        headers["if-modified-since"] = known
    own_cookies = headers.pop("cookie", None)
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    built = session.build_request(request.method, url, headers=encoded, content=request.body)
    if request.timeout is not None:
        timeouts = httpx.Timeout(request.timeout, connect=request.timeout / 2)
        built.extensions["timeout"] = timeouts.as_dict()
    if request.proxy is not None:
        built.extensions["proxy"] = request.proxy
    return built, own_cookies


def web_address(text: str) -> httpx.URL:
    """Return the address that `text` is; raise FetchError where it is none of the web."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"the address {text[:100]!r} cannot be read: {error}") from error
    return _checked(url)


def redirected(response: httpx.Response) -> httpx.Request | None:
    """Return the request that a redirect leads to, if the answer is one.

    httpx has taken away what is for one server only, and done with the method as browsers do.
    Raise FetchError where the redirect leads out of the web.
    """
    request = response.next_request
    if request is None:
        return None
    # A name and a password in a redirect are another server's idea.
    request.url = _checked(request.url).copy_with(userinfo=b"")
    if request.method != response.request.method:
        request.headers.pop("content-type", None)
    return request


def is_same_server(url: httpx.URL, first: httpx.URL) -> bool:
    """Return whether what is meant for the server of `first` alone may be sent to `url`."""
    return url.host == first.host and (first.scheme, url.scheme) != ("https", "http")


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in {"http", "https"} or not url.raw_host:
        raise FetchError(f"{str(url)[:100]!r} is no http:// or https:// address")
    return url
