"""Who may see how the service is: whoever knows the password, or a browser on this machine."""

from __future__ import annotations

import binascii
import ipaddress
from base64 import b64decode
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notifier.core.clock import Clock
from notifier.web.api.limits import Buckets, address_key
from notifier.web.status import StatusReader

_PER_MINUTE = 30
"""How often one address may come with a password, right or wrong."""
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Operators:
    """Lets operators in to see the `status`.

    Without a password, and with `is_local`, a browser on this machine is let in. Behind a reverse
    proxy everybody may look like one, so that there it takes a password.
    """

    def __init__(
        self, status: StatusReader, clock: Clock, *, password: str | None, is_local: bool
    ) -> None:
        self.status = status
        self._clock = clock
        self._password = password
        self._is_local = is_local
        self._attempts = Buckets(_PER_MINUTE)

    def refusal(self, request: Request) -> Response | None:
        """Return the answer to whoever may not see it; None where they may."""
        host = request.client.host if request.client else ""
        if self._password is None:
            is_here = self._is_local and _is_loopback(host) and _names_this_machine(request)
            return None if is_here else PlainTextResponse("Not Found", 404)
        given = _password(request.headers.get("authorization", ""))
        if given is None:
            return _unauthorized()
        wait = self._attempts.take(address_key(host), self._clock())
        if wait:
            return PlainTextResponse("Too Many Requests", 429, headers={"Retry-After": str(wait)})
        is_right = compare_digest(given.encode(), self._password.encode())
        return None if is_right else _unauthorized()


def _unauthorized() -> Response:
    asked = {"WWW-Authenticate": 'Basic realm="notifier", charset="UTF-8"'}
    return PlainTextResponse("Unauthorized", 401, headers=asked)


def _password(header: str) -> str | None:
    """Return the password of HTTP Basic, whatever the user's name."""
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(told.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names_this_machine(request: Request) -> bool:
    """Return whether a browser was told to ask this machine, and no name that leads here."""
    host = request.headers.get("host", "")
    return (host if host.endswith("]") else host.rpartition(":")[0] or host) in _LOCAL_NAMES
