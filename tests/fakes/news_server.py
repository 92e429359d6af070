"""A news source on loopback: bodies at paths, conditional answers, and everything that goes wrong.

    news_server.serve("/feed.xml", RSS)                      # with an ETag; answers 304 to it
    news_server.serve("/slow.xml", RSS, delay=3)
    news_server.serve("/busy.xml", "", status=429, headers={"retry-after": "60"})
    news_server.serve("/lies.xml", text.encode("gbk"), content_type="text/xml; charset=utf-8")
    news_server.redirect("/old.xml", "/feed.xml", status=301)
    news_server.endless("/flood.xml", b"<item/>")
    news_server.misbehave("/crash.xml", Reset())             # or Silence(), CutBody(RSS)
    ...  # let the service poll news_server.url("/feed.xml")
    assert [request.status for request in news_server.requests_for("/feed.xml")] == [200, 304]

`wait_for_requests` blocks; in an asynchronous test, await `until_requests` instead.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.fakes.loopback import Endless, LoopbackServer, gone_within

RSS_TYPE: Final = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True)
class NewsRequest:
    """One request that arrived: header names in lower case; `status` is None without an answer."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None


@dataclass(frozen=True)
class _Page:
    """What stands at a path. `status` is what the log says of it."""

    response: Response
    status: int | None = None
    etag: str | None = None
    last_modified: datetime | None = None
    delay: float = 0

    def is_known_by(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the client's conditions say that it has this version already."""
        if "if-none-match" in headers:
            known = [tag.strip().removeprefix("W/") for tag in headers["if-none-match"].split(",")]
            return self.etag is not None and self.etag.removeprefix("W/") in known
        if self.last_modified and "if-modified-since" in headers:
            return parsedate_to_datetime(headers["if-modified-since"]) >= self.last_modified
        return False


class NewsServer:
    """The server: tell it what stands where, then read what was asked of it."""

    def __init__(self) -> None:
        self._server = LoopbackServer(self._answer)
        self._pages: dict[str, _Page] = {}
        self._requests: list[NewsRequest] = []
        self._arrival = threading.Condition()

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def url(self, path: str) -> str:
        """Where `path` is to be fetched."""
        return self._server.url + path

    def serve(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str = RSS_TYPE,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        etag: str | bool = True,
        last_modified: datetime | None = None,
        compressed: bool = False,
        delay: float = 0,
    ) -> None:
        """Put `body` at `path` (with or without a query), in place of what was there.

        `etag` is the tag itself, or whether to make one of the body. `compressed` sends the body as
        gzip whatever the client asked for. `delay` is in seconds and precedes the answer.
        """
        content = body.encode() if isinstance(body, str) else body
        if etag is True:
            etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        response = Response(
            gzip.compress(content, mtime=0) if compressed else content,
            status,
            {"content-type": content_type} | dict(headers or {}),
        )
        if compressed:
            response.headers["content-encoding"] = "gzip"
        if etag:
            response.headers["etag"] = etag
        if last_modified:
            response.headers["last-modified"] = format_datetime(last_modified, usegmt=True)
        self._pages[path] = _Page(response, status, etag or None, last_modified, delay)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Send whoever asks for `path` on to `to`, which may be on another server."""
        self._pages[path] = _Page(Response(b"", status, {"location": to}), status)

    def endless(self, path: str, chunk: bytes, *, pause: float = 0) -> None:
        """Answer with `chunk` again and again, `pause` seconds apart, until the client goes."""
        self._pages[path] = _Page(Endless(chunk, pause, media_type=RSS_TYPE), 200)

    def misbehave(self, path: str, response: Response) -> None:
        """Answer with one of the failures in `tests.fakes.loopback`."""
        self._pages[path] = _Page(response)

    def remove(self, path: str) -> None:
        """Leave nothing at `path`: 404."""
        del self._pages[path]

    @property
    def requests(self) -> tuple[NewsRequest, ...]:
        """Every request so far, in the order of arrival."""
        with self._arrival:
            return tuple(self._requests)

    def requests_for(self, path: str) -> tuple[NewsRequest, ...]:
        """Every request so far for `path`, whatever its query."""
        return tuple(r for r in self.requests if r.target.partition("?")[0] == path)

    def wait_for_requests(self, path: str, count: int = 1, *, timeout: float = 60) -> None:
        """Block until `path` was asked for `count` times; raise TimeoutError after `timeout` s."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self.requests_for(path)) >= count, timeout):
                seen = len(self.requests_for(path))
                raise TimeoutError(f"{path} was asked for {seen} times, not {count}")

    async def until_requests(self, path: str, count: int = 1) -> None:
        """Do as `wait_for_requests` does, without blocking the event loop."""
        await asyncio.to_thread(self.wait_for_requests, path, count)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        headers = dict(request.headers)
        missing = _Page(Response("Not Found", 404), 404)
        page = self._pages.get(target) or self._pages.get(request.url.path) or missing
        known = page.is_known_by(headers)
        with self._arrival:
            status = 304 if known else page.status
            self._requests.append(NewsRequest(request.method, target, headers, body, status))
            self._arrival.notify_all()
        if page.delay and await gone_within(page.delay, receive):
            return
        await (_not_modified(page) if known else page.response)(scope, receive, send)


def _not_modified(page: _Page) -> Response:
    kept = ("etag", "last-modified", "cache-control")
    headers = {name: value for name, value in page.response.headers.items() if name in kept}
    return Response(status_code=304, headers=headers)
