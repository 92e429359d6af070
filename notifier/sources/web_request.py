"""Requests to web servers, as they are written in `config/sources.toml`.

    url = "https://example.org/list?page={page}"
    params = { rn = 20, last_time = "{now_s}" }
    headers = { X-Requested-With = "XMLHttpRequest" }

Placeholders in braces change from one request to the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, field_validator, model_validator
from typing_extensions import override

from notifier.sources.config import HttpUrl, MaxAge, SourceConfig
from notifier.sources.http.requests import Request
from notifier.sources.parsing.article_page import ArticleConfig
from notifier.sources.request_signing import SIGNERS
from notifier.sources.templates import SECURITY_PLACEHOLDERS, PerSecurityConfig

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_VALUES: Mapping[str, Callable[[datetime, int], str]] = {
    "now_s": lambda now, _page: str(int(now.timestamp())),
    "now_ms": lambda now, _page: str(int(now.timestamp() * 1000)),
    "today": lambda now, _page: f"{now:%Y-%m-%d}",
    "yesterday": lambda now, _page: f"{now - timedelta(days=1):%Y-%m-%d}",
    "tomorrow": lambda now, _page: f"{now + timedelta(days=1):%Y-%m-%d}",
    "page": lambda _now, page: str(page),
}
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def _known_in_url(url: str) -> str:
    """Return an address whose placeholders are known; `PerSecurityConfig` checks securities'."""
    named = "|".join(SECURITY_PLACEHOLDERS)
    _known_placeholders(re.sub(rf"\{{(?:{named})\}}", "", url))
    return url


def _known_placeholders(value: Any) -> Any:
    for text in _texts_in(value):
        for found in _PLACEHOLDER.finditer(text):
            if found[1] not in _VALUES:
                known = ", ".join(f"{{{name}}}" for name in _VALUES)
                raise ValueError(f"{found[0]} is no placeholder; there are: {known}")
    return value


def _valid_json(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        raise ValueError("holds what JSON cannot say, such as a date; write it as text") from None
    return _known_placeholders(value)


def _valid_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in headers.items():
        if not _HEADER.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a header")
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} must be one line of plain ASCII")
    return headers


Parameters = Annotated[Mapping[str, str | int | float], AfterValidator(_known_placeholders)]


class WebConfig(SourceConfig):
    """A source on the web: headers and cookies for its server, and where full text comes from."""

    headers: Annotated[Mapping[str, str], AfterValidator(_valid_headers)] = Field(default={})
    cookies_from: HttpUrl | None = None
    """A page whose cookies are sent along."""
    full_text: bool = False
    """Whether each new article's page is fetched for its text; so too where `article` is given."""
    article: ArticleConfig | None = None

    @property
    def wants_full_text(self) -> bool:
        """Whether articles' pages are fetched."""
        return self.full_text or self.article is not None


class WebRequestConfig(PerSecurityConfig, WebConfig):
    """A source that requests a list of articles from a web server."""

    request_placeholders: ClassVar[Collection[str]] = _VALUES.keys()

    url: Annotated[HttpUrl, AfterValidator(_known_in_url)]
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
        return any("{page}" in text for text in _texts_in(parts))

    @property
    @override
    def identity(self) -> str:
        """What the source reads: the address and the parameters."""
        parts = (dict(self.params), dict(self.form or {}), self.json_body)
        more = json.dumps(parts, sort_keys=True, ensure_ascii=False) if any(parts) else ""
        return f"{self.kind} {self.url} {more}".strip()


def build_request(
    config: WebRequestConfig, now: datetime, *, page: int = 1, more: Mapping[str, str] | None = None
) -> Request:
    """Return the request for a page of the list; pages are numbered from 1.

    `more` are parameters in place of, or besides, the configured ones.
    """
    local = now.astimezone(ZoneInfo(config.timezone))
    values = {name: value(local, page) for name, value in _VALUES.items()}
    headers = dict(config.headers)
    params, form = _filled(config.params, values), _filled(config.form, values)
    # The signature and what a further page needs stand where the parameters stand.
    parameters = params if form is None else form
    parameters |= more or {}
    parameters = {name: str(value) for name, value in parameters.items()}
    if config.sign:
        parameters |= SIGNERS[config.sign](parameters)
    body = None
    if form is not None:
        body = urlencode(parameters).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
    else:
        params = parameters
    if config.json_body is not None:
        body = json.dumps(_filled(config.json_body, values), ensure_ascii=False).encode()
        headers.setdefault("Content-Type", "application/json")
    return Request(
        url=_with_query(_filled(config.url, values), params),
        method="GET" if body is None else "POST",
        headers=headers,
        body=body,
        cookies_from=config.cookies_from,
    )


def _with_query(url: str, params: Mapping[str, str]) -> str:
    if not params:
        return url
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(params)]))
    return urlunsplit(parts._replace(query=query))


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Return a value with the placeholders in all of its texts filled."""
    match value:
        case str():
            return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
        case Mapping():
            return {name: _filled(each, values) for name, each in value.items()}
        case list():
            return [_filled(each, values) for each in value]
        case _:
            return value


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts_in(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
