"""What is asked of a source's server, before it is a request of httpx."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from notifier.sources.placeholders import masked


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a source.

    Attributes:
        url: An http:// or https:// address; a user and password in it are sent as Basic.
        method: An HTTP method.
        headers: Sent besides, or in place of, the usual ones; of a form or JSON the content-type.
        body: A form or JSON, encoded.
        etag: What the last answer gave.
        last_modified: What the last answer gave.
        cookies_from: An address whose cookies are sent along; it is fetched once an hour.
        timeout: Seconds, in place of the usual ones.
        proxy: The address of a proxy, in place of the usual one.
        secrets: What must not be told of its address.
        private_headers: Names of headers, in lower case, that are for its server alone.

    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    cookies_from: str | None = None
    timeout: float | None = None
    proxy: str | None = field(default=None, repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    private_headers: frozenset[str] = frozenset()

    def public(self, text: str) -> str:
        """Return a text, such as an address, without the request's secrets."""
        return masked(text, self.secrets)
