"""Sources that exist once for each security that somebody watches: a template, and its instances.

    [[source]]
    name = "yahoo"
    kind = "feed"
    per = "security"
    markets = ["us"]
    url = "https://feeds.example.org/headline?s={yahoo}"

Somebody who watches AAPL has `yahoo:AAPL` polled. A feed, a page or an API can be a template. Pure;
`notifier.ingest.active_sources` says who is watched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, TypeVar
from urllib.parse import quote

from pydantic import Field, model_validator

from notifier.sources.config import HttpUrl, SourceConfig

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_MAX_NAME = 40
"""So that with a symbol behind it a name is none too long for the database."""
_SEPARATOR = ":"
"""Stands in no configured name."""


@dataclass(frozen=True, slots=True)
class WatchedSecurity:
    """A security that somebody watches."""

    symbol: str
    """Canonical, such as SZ002230."""
    market: str
    """Where it is listed: mainland, hong-kong or us."""
    cik: str | None = None
    """Its issuer's number at the SEC."""


class PerSecurityConfig(SourceConfig):
    """A source at an address, or a template of sources."""

    url: HttpUrl
    per: Literal["security"] | None = None
    """`security`: one source for each security that somebody watches; `url` names it in braces."""
    markets: tuple[Literal["mainland", "hong-kong", "us"], ...] = ()
    """Of a template, the markets that it covers."""
    most: Annotated[int, Field(ge=1, le=2000)] = 200
    """Of a template, for how many securities it is polled; those watched longest come first."""

    request_placeholders: ClassVar[Collection[str]] = ()
    """Of a kind: what else may stand in braces in `url`, as it changes with each request."""

    @model_validator(mode="after")
    def _check_template(self) -> PerSecurityConfig:
        names = set(_PLACEHOLDER.findall(self.url))
        named = names & SECURITY_PLACEHOLDERS.keys()
        known = ", ".join(f"{{{name}}}" for name in SECURITY_PLACEHOLDERS)
        if self.per is None:
            if named or self.markets:
                raise ValueError(f'`markets`, and in `url` {known}, go with `per = "security"`')
        elif not named or not names - named <= set(self.request_placeholders):
            raise ValueError(f"`url` must say where the security's name belongs: one of {known}")
        elif not self.markets:
            raise ValueError("`markets` is missing: mainland, hong-kong, us or several")
        elif len(self.name) > _MAX_NAME:
            raise ValueError(f"a template's name has at most {_MAX_NAME} characters")
        return self


Template = TypeVar("Template", bound=PerSecurityConfig)


def instance(template: Template, security: WatchedSecurity) -> Template | None:
    """Return the source for one security; None where the site cannot have it."""
    if security.market not in template.markets:
        return None
    url = template.url
    for name in SECURITY_PLACEHOLDERS.keys() & set(_PLACEHOLDER.findall(url)):
        spelt = SECURITY_PLACEHOLDERS[name](security)
        if spelt is None:
            return None
        url = url.replace(f"{{{name}}}", quote(spelt, safe=""))
    name = f"{template.name}{_SEPARATOR}{security.symbol}"
    return template.model_copy(
        update={"name": name, "title": template.label, "url": url, "tickers": (security.symbol,)}
    )


def instances(template: Template, securities: Iterable[WatchedSecurity]) -> list[Template]:
    """Return the sources for the first securities that the site can have, as many as it allows."""
    found: dict[str, Template] = {}
    for security in securities:
        made = instance(template, security)
        if made is not None:
            found.setdefault(made.name, made)
        if len(found) == template.most:
            break
    return list(found.values())


def configured_name(name: str) -> str:
    """Return the name in the settings of a source that may be an instance: `yahoo:AAPL`."""
    return name.partition(_SEPARATOR)[0]


def security_of(name: str) -> str | None:
    """Return the symbol for which a source is an instance; None where it is none."""
    return name.partition(_SEPARATOR)[2] or None


def _yahoo_symbol(security: WatchedSecurity) -> str | None:
    symbol = security.symbol
    if security.market == "us":
        return symbol.replace(".", "-")
    if security.market == "hong-kong":
        return f"{int(symbol.removesuffix('.HK')):04}.HK"
    suffix = {"SH": "SS", "SZ": "SZ"}.get(symbol[:2])
    return f"{symbol[2:]}.{suffix}" if suffix else None


def _code(security: WatchedSecurity) -> str:
    symbol = security.symbol.removesuffix(".HK")
    return symbol[2:] if security.market == "mainland" else symbol


SECURITY_PLACEHOLDERS: Mapping[str, Callable[[WatchedSecurity], str | None]] = {
    "symbol": lambda security: security.symbol,
    "code": _code,
    "yahoo": _yahoo_symbol,
    "cik": lambda security: security.cik,
}
"""What can stand in an address for a security, and how it is written there."""
