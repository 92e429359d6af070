"""Requests to web servers, as they are written in `config/sources.toml`.

    url = "https://example.org/list?page={page}"
    params = { rn = 20, last_time = "{now_s}" }
    headers = { X-Requested-With = "XMLHttpRequest" }

Placeholders in braces change from one request to the next; see `placeholders`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator, Field, field_validator, model_validator
from typing_extensions import override

from notifier.sources.config import Duration, HttpUrl, MaxAge, SourceConfig, names_server
from notifier.sources.http.requests import Request
from notifier.sources.parsing.article_page import ArticleConfig
from notifier.sources.placeholders import (
    NAMES,
    Filler,
    SecretOf,
    check_placeholders,
    no_secrets,
    secret_names,
    texts_in,
)
from notifier.sources.request_signing import SIGNERS
from notifier.sources.templates import SECURITY_PLACEHOLDERS, PerSecurityConfig

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def known_in_url(url: str) -> str:
    """Return an address whose placeholders are known; `PerSecurityConfig` checks securities'."""
    named = "|".join(SECURITY_PLACEHOLDERS)
    check_placeholders(re.sub(rf"\{{(?:{named})\}}", "", url))
    return url


def _valid_json(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        raise ValueError("holds what JSON cannot say, such as a date; write it as text") from None
    return check_placeholders(value)


def _valid_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in headers.items():
        if not _HEADER.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a header")
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} must be one line of plain ASCII")
    return headers


def _sound_timeout(value: timedelta) -> timedelta:
    if not timedelta(seconds=1) <= value <= timedelta(minutes=5):
        raise ValueError("must be between '1s' and '5m'")
    return value


def _sound_proxy(value: str) -> str:
    # What is filled in at each request is taken for a number, which is a host and a port too.
    if not names_server(re.sub(r"\$\{\w+\}", "1", value), {"http", "https", "socks5"}):
        raise ValueError(
            "must be the address of a proxy, http://…, https://… or socks5://…, with a port that "
            "can be, as in http://proxy.example.org:3128"
        )
    password = urlsplit(value).password
    if password and not secret_names(password):
        raise ValueError("holds a password; write it as ${NAME} and set it in the environment")
    return value


Parameters = Annotated[Mapping[str, str | int | float], AfterValidator(check_placeholders)]


class WebConfig(SourceConfig):
    """A source on the web: headers and cookies for its server, and where full text comes from."""

    headers: Annotated[Mapping[str, str], AfterValidator(_valid_headers)] = Field(default={})
    cookies_from: HttpUrl | None = None
    """A page whose cookies are sent along."""
    full_text: bool = False
    """Whether each new article's page is fetched for its text; so too where `article` is given."""
    article: ArticleConfig | None = None
    timeout: Annotated[Duration, AfterValidator(_sound_timeout)] | None = None
    """For one request of it, in place of `fetch.timeout`."""
    proxy: Annotated[str, AfterValidator(_sound_proxy)] | None = None
    """The HTTP or SOCKS5 proxy by which it is reached, in place of `fetch.proxy`."""

    @property
    def wants_full_text(self) -> bool:
        """Whether articles' pages are fetched."""
        return self.full_text or self.article is not None


class WebRequestConfig(PerSecurityConfig, WebConfig):
    """A source that requests a list of articles from a web server."""

    request_placeholders: ClassVar[Collection[str]] = NAMES

    url: Annotated[HttpUrl, AfterValidator(known_in_url)]
    params: Parameters = Field(default={})
    """Parameters of the query, added to those in the address."""
    form: Parameters | None = None
    """Sent by POST, as a form."""
    json_body: Annotated[Any, AfterValidator(_valid_json)] = Field(None, alias="json")
    """Sent by POST, as JSON."""
    sign: str | None = None
    """How the parameters are signed: a name in `request_signing.SIGNERS`."""
    pages: Annotated[int, Field(ge=1, le=10)] = 1
    """How many pages are read at most: further ones where the first holds no known article."""
    max_age: MaxAge = timedelta(days=3)

    @field_validator("sign")
    @classmethod
    def _known_signer(cls, value: str | None) -> str | None:
        if value is not None and value not in SIGNERS:
            raise ValueError(f"{value!r} is no way to sign; there are: {', '.join(SIGNERS)}")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.form is not None and self.json_body is not None:
            raise ValueError("`form` and `json` are both set; take one away")
        if self.pages > 1 and not self.is_paged:
            raise ValueError("`pages` needs {page} in the address or in a parameter")
        return self

    @property
    def is_paged(self) -> bool:
        """Whether further pages can be requested."""
        parts = [self.url, self.params, self.form, self.json_body]
        return any("{page}" in text for text in texts_in(parts))

    @property
    @override
    def identity(self) -> str:
        """What the source reads: the address and the parameters."""
        parts = (dict(self.params), dict(self.form or {}), self.json_body)
        more = json.dumps(parts, sort_keys=True, ensure_ascii=False) if any(parts) else ""
        return f"{self.kind} {self.url} {more}".strip()


def build_request(
    config: WebRequestConfig,
    now: datetime,
    *,
    page: int = 1,
    more: Mapping[str, str] | None = None,
    secret_of: SecretOf = no_secrets,
) -> Request:
    """Return the request for a page of the list; pages are numbered from 1.

    `more` are parameters in place of, or besides, the configured ones. Raises FetchError where a
    secret that it names is not set.
    """
    filler = Filler(now, config.timezone, page, secret_of)
    params, form = filler.fill(config.params), filler.fill(config.form)
    # The signature and what a further page needs stand where the parameters stand.
    parameters = params if form is None else form
    parameters |= more or {}
    parameters = {name: str(value) for name, value in parameters.items()}
    if config.sign:
        parameters |= SIGNERS[config.sign](parameters)
    request = filled_request(config, config.url, filler)
    headers = dict(request.headers)
    body = None
    if form is not None:
        body = urlencode(parameters).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
    else:
        params = parameters
    if config.json_body is not None:
        body = json.dumps(filler.fill(config.json_body), ensure_ascii=False).encode()
        headers.setdefault("Content-Type", "application/json")
    return replace(
        request,
        url=_with_query(request.url, params),
        method="GET" if body is None else "POST",
        headers=headers,
        body=body,
        secrets=frozenset(filler.secrets),
    )


def filled_request(config: WebConfig, url: str, filler: Filler) -> Request:
    """Return the request of a source for an address; raises FetchError."""
    headers = filler.fill(dict(config.headers))
    address = filler.fill(url)
    return Request(
        address,
        headers=headers,
        cookies_from=config.cookies_from,
        timeout=None if config.timeout is None else config.timeout.total_seconds(),
        proxy=filler.fill(config.proxy) if config.proxy else None,
        secrets=frozenset(filler.secrets),
        private_headers=frozenset(
            name.lower() for name, value in config.headers.items() if secret_names(value)
        ),
    )


def _with_query(url: str, params: Mapping[str, str]) -> str:
    if not params:
        return url
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(params)]))
    return urlunsplit(parts._replace(query=query))
