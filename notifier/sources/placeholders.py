"""What changes in a request: `{today:%Y%m%d}`, `{now_ms}`, `{page}`, and secrets as `${WIRE_KEY}`.

A secret stands in the environment, never in sources.toml: in settings, logs and the database only
its name appears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus
from zoneinfo import ZoneInfo

from notifier.core.errors import FetchError

_PLACEHOLDER = re.compile(r"\$\{(?P<secret>\w+)\}|(?<!\$)\{(?P<name>\w+)(?::(?P<form>[^{}]+))?\}")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_NUMBERS: Mapping[str, Callable[[datetime, int], str]] = {
    "now_s": lambda now, _page: str(int(now.timestamp())),
    "now_ms": lambda now, _page: str(int(now.timestamp() * 1000)),
    "page": lambda _now, page: str(page),
}
NAMES = (*_NUMBERS, *_DAYS)

SecretOf = Callable[[str], str | None]
"""Returns a secret by its name in the environment; None where there is none."""


def no_secrets(_name: str) -> None:
    """Return no secret."""
    return


def check_placeholders(value: Any) -> Any:
    """Return a value whose placeholders are known; raises ValueError for others."""
    for text in texts_in(value):
        for found in _PLACEHOLDER.finditer(text):
            name, form = found["name"], found["form"]
            if name is None:
                continue
            if name not in NAMES:
                known = ", ".join(f"{{{each}}}" for each in NAMES)
                raise ValueError(f"{found[0]} is no placeholder; there are: {known}")
            if form is not None and (name not in _DAYS or "%" not in form):
                raise ValueError(f"{found[0]} must be a day in a form such as {{today:%Y%m%d}}")
    return value


def secret_names(value: Any) -> set[str]:
    """Return the names of the secrets in a value."""
    return {
        found["secret"]
        for text in texts_in(value)
        for found in _PLACEHOLDER.finditer(text)
        if found["secret"]
    }


def masked(text: str, secrets: Collection[str]) -> str:
    """Return a text without secrets, however addresses and pages spell them."""
    for secret in sorted(secrets, key=len, reverse=True):
        for spelt in {
            secret,
            quote(secret, safe=""),
            quote(secret),
            quote_plus(secret),
            escape(secret),
        }:
            text = text.replace(spelt, "***")
    return text


@dataclass(slots=True)
class Filler:
    """Fills placeholders for one request, and knows which secrets it filled in."""

    now: datetime
    zone: str
    page: int = 1
    secret_of: SecretOf = no_secrets
    secrets: set[str] = field(default_factory=set)
    """The values of those that were filled in."""

    def fill(self, value: Any) -> Any:
        """Return a value with the placeholders in all of its texts filled; raises FetchError."""
        match value:
            case str():
                return _PLACEHOLDER.sub(self._one, value)
            case Mapping():
                return {name: self.fill(each) for name, each in value.items()}
            case list():
                return [self.fill(each) for each in value]
            case _:
                return value

    def _one(self, found: re.Match[str]) -> str:
        name = found["name"]
        if found["secret"]:
            return self._secret(found["secret"])
        local = self.now.astimezone(ZoneInfo(self.zone))
        if name in _DAYS:
            day = local + timedelta(days=_DAYS[name])
            return day.strftime(found["form"] or "%Y-%m-%d")
        return _NUMBERS[name](local, self.page) if name in _NUMBERS else found[0]

    def _secret(self, name: str) -> str:
        secret = self.secret_of(name)
        if not secret:
            raise FetchError(
                f"${{{name}}} is not set; set the environment variable {name}, or {name}_FILE to "
                "the name of a file that holds it"
            )
        self.secrets.add(secret)
        return secret


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in a value of JSON, names aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_in(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts_in(each)
