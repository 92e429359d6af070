"""The address that the web server listens at."""

from __future__ import annotations

import socket

from notifier.core.errors import WebError


def listen(host: str, port: int) -> socket.socket:
    """Take the address to serve at; raises WebError where another program has it."""
    try:
        return _listening(host, port)
    except _FAILURES as error:
        raise WebError(
            f"the web server cannot listen at {host} port {port} ({_reason(error)}); choose "
            "another with NOTIFIER_WEB_HOST and NOTIFIER_WEB_PORT; each process needs its own"
        ) from error


def why_not_listen(host: str) -> str | None:
    """Return why nothing can listen at a host, whatever the port; None where something can."""
    try:
        _listening(host, 0).close()
    except _FAILURES as error:
        return f"nothing can listen at {host} on this machine ({_reason(error)})"
    return None


_FAILURES = (OSError, ValueError, TypeError)
"""The last two of what is no name at all."""


def _reason(error: Exception) -> object:
    return getattr(error, "strerror", None) or error


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, which is what makes asyncio send small answers without a delay.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)  # until then, another program could take the address too
    except _FAILURES:
        listener.close()
        raise
    return listener


def free_port(host: str, preferred: int) -> int:
    """Return a port that can be listened at just now: the preferred one, else any."""
    try:
        listen(host, preferred).close()
    except WebError:
        with listen(host, 0) as listener:
            return int(listener.getsockname()[1])
    return preferred
