"""One request of several: the first, or where a redirect led."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Self

import httpx

from notifier.core.errors import FetchError
from notifier.sources.http.cookies import Jar

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TO_ASK_ANEW: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND})
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS: Final = frozenset({"host", "connection", "content-length", "transfer-encoding"})
_FOR_ONE_SERVER: Final = ("authorization", "cookie")
_OF_A_BODY: Final = ("content-type", "content-length")


@dataclass(frozen=True, slots=True)
class Hop:
    """What is asked of one server. The names of headers are in small letters."""

    url: httpx.URL
    method: str
    headers: Mapping[str, str]
    body: bytes | None

    @classmethod
    def first(
        cls, url: httpx.URL, method: str, headers: Mapping[str, str], body: bytes | None
    ) -> Self:
        """Begin with what a source asks for; raises FetchError where it cannot be sent."""
        if url.userinfo:
            headers = {"authorization": _basic(url), **headers}
            url = url.copy_with(userinfo=b"")
        for name, value in headers.items():
            if name in _OURS or not _TOKEN.fullmatch(name) or not value.strip().isprintable():
                raise FetchError(f"a header {name!r} cannot be sent as {value!r}")
        stripped = {name: value.strip() for name, value in headers.items()}
        return cls(url, method.upper(), stripped, body)

    @property
    def host(self) -> str:
        """The server's name."""
        return self.url.host

    @property
    def is_conditional(self) -> bool:
        """Whether an answer may be that nothing has changed."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers

    def is_answered_by(self, status: int) -> bool:
        """Tell success: of a GET the whole content, of anything else whatever the server did."""
        return status == HTTPStatus.OK or (self.method != "GET" and 200 <= status < 300)

    def sent_with(self, jar: Jar) -> Mapping[str, str]:
        """Return the headers, with the cookies that belong there."""
        cookies = jar.header(self.url)
        if cookies is None:
            return self.headers
        own = self.headers.get("cookie")
        return {**self.headers, "cookie": f"{own}; {cookies}" if own else cookies}

    def onward(self, status: int, location: str | None) -> Hop | None:
        """Say where an answer leads on to, if it does; raises FetchError where nobody can go."""
        if status not in _REDIRECTS or not location:
            return None
        # Servers write UTF-8 where only ASCII is allowed.
        written = location.encode("latin-1").decode("utf-8", "replace")
        url = web_address(written, self.url).copy_with(userinfo=b"")
        method, headers, body = self.method, self.headers, self.body
        if url.host != self.host or (self.url.scheme, url.scheme) == ("https", "http"):
            headers = _without(_FOR_ONE_SERVER, headers)
        # What browsers do, whatever was asked of them.
        if status == HTTPStatus.SEE_OTHER or (method == "POST" and status in _TO_ASK_ANEW):
            method, headers, body = "GET", _without(_OF_A_BODY, headers), None
        return Hop(url, method, headers, body)


def web_address(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address, against another where one is given; raises FetchError."""
    shown = repr(text[:100])
    try:
        url = base.join(text) if base else httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"the address {shown} cannot be read: {error}") from error
    if url.scheme not in {"http", "https"} or not url.raw_host:
        raise FetchError(f"{shown} is no http:// or https:// address")
    return url


def _without(names: Collection[str], headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


def _basic(url: httpx.URL) -> str:
    return "Basic " + b64encode(f"{url.username}:{url.password}".encode()).decode()
