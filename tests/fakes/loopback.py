"""Real HTTP servers on loopback, and the ways in which a server can fail to answer.

A fake is an ASGI application; `LoopbackServer` serves it with uvicorn from a thread of its own, so
that tests, blocking or not, and other processes reach it as they would reach any server.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import Final, Self

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

_TRANSPORT: Final = "tests.transport"
_LINGER_NOT: Final = struct.pack("ii", 1, 0)


class LoopbackServer:
    """Serves `app` at `http://127.0.0.1:<port>` between `start` and `stop`, or in a `with`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server = _Server(
            uvicorn.Config(
                self._with_transport,
                interface="asgi3",
                http="h11",
                ws="none",
                lifespan="off",
                proxy_headers=False,
                access_log=False,
                log_config=None,
            )
        )
        self._thread: threading.Thread | None = None
        self.url = ""

    def start(self, port: int = 0) -> Self:
        """Listen on `port`, or on a free one, and return once connections are taken."""
        # Named as TCP, the socket has asyncio turn Nagle's algorithm off: 40 ms an answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self._thread.start()
        self._server.ready.result()
        return self

    def stop(self) -> None:
        """Cut every connection and end the thread; nothing if that is done already."""
        if self._thread and self._thread.is_alive():
            self._server.ready.result().call_soon_threadsafe(self._server.over.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[listener]))
        except BaseException as problem:
            if self._server.ready.done():
                raise
            self._server.ready.set_exception(problem)

    async def _with_transport(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the app, letting its responses get at the connection they answer on."""
        for connection in self._server.server_state.connections:
            if getattr(connection, "client", None) == scope["client"]:
                scope[_TRANSPORT] = connection.transport
        await self._app(scope, receive, send)


class _Server(uvicorn.Server):
    """A uvicorn that starts and stops at once: no ticking clock, no graceful parting."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready: Future[asyncio.AbstractEventLoop] = Future()
        self.over = asyncio.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set_result(asyncio.get_running_loop())

    @override
    async def main_loop(self) -> None:
        await self.over.wait()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)


async def disconnection(receive: Receive) -> None:
    """Return when the client has gone; its request must have been read before."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def gone_within(seconds: float, receive: Receive) -> bool:
    """Pause for `seconds`, or until the client goes if that is sooner, and say whether it went."""
    leaving = asyncio.ensure_future(disconnection(receive))
    gone, _ = await asyncio.wait({leaving}, timeout=seconds)
    leaving.cancel()
    return bool(gone)


class Reset(Response):
    """No answer: the connection is reset, as when a server crashes."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = scope[_TRANSPORT]
        connection = transport.get_extra_info("socket")
        with suppress(OSError):  # the client may have gone by itself
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        transport.abort()
        await disconnection(receive)


class Silence(Response):
    """No answer: the connection stays open until the client loses patience."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await disconnection(receive)


class Endless(Response):
    """An answer whose body never ends: `chunk` again and again, `pause` seconds apart."""

    def __init__(self, chunk: bytes, pause: float = 0, *, media_type: str = "text/plain") -> None:
        super().__init__(chunk, media_type=media_type)
        del self.headers["content-length"]
        self._pause = pause

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        while True:
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
            if await gone_within(self._pause, receive):
                return


class CutBody(Response):
    """An answer whose connection ends in the middle of the body that its headers announced."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        transport: asyncio.Transport = scope[_TRANSPORT]
        transport.close()
        await disconnection(receive)
