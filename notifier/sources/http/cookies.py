"""The cookies of a visit: taken from answers, sent along where they belong, never stored."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

_MOST = 50
_LONGEST = 4096
"""How many cookies of what length browsers take; more is an attack."""


class Jar:
    """The cookies that servers have set so far."""

    def __init__(self) -> None:
        self._cookies: httpx.Cookies | None = None

    def take(self, url: httpx.URL, set_cookie: Sequence[str]) -> None:
        """Take the values of the Set-Cookie headers in an answer from `url`."""
        headers = [("set-cookie", each) for each in set_cookie[:_MOST] if len(each) <= _LONGEST]
        if headers:
            self._cookies = self._cookies or httpx.Cookies()
            answer = httpx.Response(200, headers=headers, request=httpx.Request("GET", url))
            self._cookies.extract_cookies(answer)

    def header(self, url: httpx.URL) -> str | None:
        """Say what belongs into the Cookie header of a request for `url`, if anything."""
        if self._cookies is None:
            return None
        request = httpx.Request("GET", url)
        self._cookies.set_cookie_header(request)
        header: str | None = request.headers.get("cookie")
        return header
