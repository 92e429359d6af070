"""Running the web server inside the service's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ExceptionHandler
from typing_extensions import override


def application(
    routes: Sequence[BaseRoute], exception_handlers: Mapping[Any, ExceptionHandler] | None = None
) -> Starlette:
    """Return an application that answers at its routes' exact paths.

    Starlette would send a path with one slash too many to the address that the request's own Host
    names, which whoever asks may forge.
    """
    app = Starlette(routes=routes, exception_handlers=exception_handlers)
    app.router.redirect_slashes = False
    return app


class Server(uvicorn.Server):
    """uvicorn, with signals left to the service, which stops its parts in order."""

    def __init__(self, app: Any, trusted_proxies: Sequence[str] = ()) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            forwarded_allow_ips=["127.0.0.0/8", "::1", *trusted_proxies],
            timeout_graceful_shutdown=3,
        )
        super().__init__(config)
        self._stopping = asyncio.Event()

    @override
    async def main_loop(self) -> None:
        """Do what is to be done once a second, until the stop; uvicorn would look ten times."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stopping.wait()

    def stop(self) -> None:
        """Take no more requests, and end once those under way have their answers."""
        self.should_exit = True
        self._stopping.set()

    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


@asynccontextmanager
async def serving(
    app: Any, listener: socket.socket, *, trusted_proxies: Sequence[str] = ()
) -> AsyncIterator[asyncio.Task[None]]:
    """Serve while the block runs, then let requests under way finish.

    `trusted_proxies` are networks, beside this machine, whose word on who asks is believed.
    """
    server = Server(app, trusted_proxies)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="web server")
    try:
        yield task
    finally:
        server.stop()
        await asyncio.wait([task])
