"""Where requests may go: to web addresses, and where redirects may lead them."""

from __future__ import annotations

import httpx

from notifier.core.errors import FetchError


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
