"""Running the web server inside the service's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from typing_extensions import override

from notifier.core.errors import WebError


class Server(uvicorn.Server):
    """uvicorn, with signals left to the service, which stops its parts in order."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        super().__init__(config)

    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


@asynccontextmanager
async def serving(app: Any, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve while the block runs, then let requests under way finish."""
    server = Server(app)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="web server")
    try:
        yield task
    finally:
        server.should_exit = True
        await asyncio.wait([task])


def listen(host: str, port: int) -> socket.socket:
    """Take the address to serve at; raises WebError where another program has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, which is what makes asyncio send small answers without a delay.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)  # until then, another program could take the address too
    except (OSError, ValueError, TypeError) as error:  # the last two of what is no name at all
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise WebError(
            f"the web server cannot listen at {host} port {port} ({reason}); choose "
            "another with NOTIFIER_WEB_HOST and NOTIFIER_WEB_PORT"
        ) from error
    return listener


def is_free(host: str, port: int) -> bool:
    """Return whether an address can be listened at just now."""
    try:
        listen(host, port).close()
    except WebError:
        return False
    return True
