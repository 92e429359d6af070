"""The rules of WebSub (https://www.w3.org/TR/websub/): requests, leases, signatures. Pure.

`notifier.ingest.websub` acts on them.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from notifier.sources.http.addresses import IPNetwork, may_be_named
from notifier.sources.http.requests import Request

LEASE_ASKED = timedelta(days=7)
"""How long a subscription is asked for; the hub decides."""
LEASE_LONGEST = timedelta(days=30)
"""A hub that promises more is asked again all the same: by then it may have forgotten us."""
SLOWEST = timedelta(days=1)
"""A hub that does not confirm is still asked this often."""
DENIED_FOR = timedelta(days=1)
"""A hub that denies a subscription is left alone for so long."""
_FIRST_RETRY = timedelta(minutes=5)
_DIGESTS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_MAX_CHALLENGE = 2000
_MAX_ADDRESS = 2000


class Mode(StrEnum):
    """The value of `hub.mode` in a request, and in what the hub sends to the callback."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"


def request_to(hub: str, mode: Mode, *, topic: str, callback: str, secret: str) -> Request:
    """Return the request that begins or ends a subscription; the hub verifies it at `callback`."""
    form = {"hub.mode": mode.value, "hub.topic": topic, "hub.callback": callback}
    if mode is Mode.SUBSCRIBE:
        form["hub.secret"] = secret
        form["hub.lease_seconds"] = str(int(LEASE_ASKED.total_seconds()))
    return Request(
        hub,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
    )


def next_retry(now: datetime, failures: int, retry_after: float | None = None) -> datetime:
    """Return when to try again a hub that has not confirmed `failures` requests in a row.

    Its own `retry_after` (seconds) counts where it is longer, up to a day.
    """
    wait = min(_FIRST_RETRY * (1 << min(max(failures, 1) - 1, 16)), SLOWEST)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), SLOWEST))
    return now + wait


def lease(lease_seconds: str) -> timedelta:
    """Return the lease that a hub grants; where it cannot be read, the one that was asked for."""
    if not (lease_seconds.isascii() and lease_seconds.isdigit()):
        return LEASE_ASKED
    return min(timedelta(seconds=int(lease_seconds[:9])), LEASE_LONGEST) or LEASE_ASKED


def renewal(now: datetime, granted: timedelta) -> datetime:
    """Return when to renew a lease: early enough for retries where the hub is down."""
    return now + granted * 0.75


def challenge_of(text: str) -> str | None:
    """Return a challenge that can be sent back as it came, or None."""
    return text if 0 < len(text) <= _MAX_CHALLENGE and text.isprintable() else None


def is_signed(header: str | None, secret: str, body: bytes) -> bool:
    """Return whether an X-Hub-Signature proves that `body` comes from who knows the secret.

    The comparison takes constant time.
    """
    method, _, signature = (header or "").strip().partition("=")
    method = method.lower()
    if method not in _DIGESTS or not signature.isascii():
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected, signature.strip().lower())


def signature(secret: str, body: bytes) -> str:
    """Return the X-Hub-Signature by which whoever knows the secret believes `body`."""
    return f"sha256={hmac.new(secret.encode(), body, 'sha256').hexdigest()}"


def may_be_called(address: str, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Return whether hubs may reach us at our public address; of names only `localhost` is private.

    `allowed` are the private networks in which hubs are meant to be.
    """
    return may_be_named(urlsplit(address).hostname or "", allowed)


def is_address(url: str | None) -> bool:
    """Return whether a hub or topic that a feed names is a web address of sensible length."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return sound and len(url or "") <= _MAX_ADDRESS and (url or "").isprintable()
