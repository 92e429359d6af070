"""What is wrong with a request, as RFC 9457 has it: `application/problem+json`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from enum import Enum
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import Unpack

from notifier.core.errors import QueryError, StoreError
from notifier.core.i18n import Translator, accepted_language, translator
from notifier.core.log import get_logger
from notifier.web.api.schemas import Fault, Members, Problem
from notifier.web.api.shared import Shared

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_TYPE = "tag:notifier,2026:problem/"
_RETRY_AFTER = "5"
_MOST_FAULTS = 10


class Kind(Enum):
    """One thing that can be wrong: its name, its status and its title."""

    UNREADABLE = "unreadable", 400, "The body cannot be read"
    WHO = "who", 401, "Nobody is named for whom this is"
    TOKEN = "token", 401, "The token is not known"
    LAUNCH_FORGED = "launch-forged", 401, "The launch data is not Telegram's"
    LAUNCH_STALE = "launch-stale", 401, "The launch data is too old"
    READ_ONLY = "read-only", 403, "The token may only read what is public"
    NOT_ALLOWED = "not-allowed", 403, "The operator has not let you in"
    NOT_FOUND = "not-found", 404, "There is no such thing"
    METHOD = "method", 405, "That cannot be done here"
    LIST_FULL = "list-full", 409, "The list is full"
    TOO_LARGE = "too-large", 413, "The body is too large"
    INVALID = "invalid", 422, "The request is not valid"
    QUERY = "query", 422, "The query cannot be read"
    AMBIGUOUS = "ambiguous", 422, "The query may mean several things"
    SEVERAL = "several", 422, "The query asks for several things"
    KEY_REUSED = "key-reused", 422, "The key was used for something else"
    TOO_OFTEN = "too-often", 429, "Too many requests"
    FAILED = "failed", 500, "Something went wrong here"
    UNAVAILABLE = "unavailable", 503, "The service cannot answer just now"

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title


_OF_HTTP = {kind.status: kind for kind in (Kind.UNREADABLE, Kind.METHOD, Kind.TOO_LARGE)}


class Refused(Exception):  # noqa: N818 - an answer to who asks, not a fault
    """A request that is not carried out; `detail` says why, or our sentence with `values`."""

    def __init__(
        self,
        kind: Kind,
        *,
        detail: str = "",
        values: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Unpack[Members],
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.values = values or {}
        self.headers = headers or {}
        self.members = members
        super().__init__(kind.slug)


def asker_of(request: Request) -> Translator:
    """Return the messages in the language of who asks: of the chat, else of the browser."""
    known: Translator | None = getattr(request.state, "say", None)
    shared: Shared = request.app.state.shared
    accepted = request.headers.get("accept-language", "")
    return known or translator(accepted_language(accepted, shared.language))


def answer(request: Request, refused: Refused) -> Response:
    """Answer a request that is refused."""
    kind = refused.kind
    say = asker_of(request)
    problem = Problem(
        type=f"{_TYPE}{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=refused.detail or say(f"api-{kind.slug}", **refused.values),
        **refused.members,
    )
    headers = dict(refused.headers)
    if kind.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, kind.status, headers=headers, media_type=MEDIA_TYPE)


async def refused(request: Request, error: Exception) -> Response:
    """Answer where a handler refused."""
    assert isinstance(error, Refused)
    return answer(request, error)


async def unreadable_query(request: Request, error: Exception) -> Response:
    """Answer where a query cannot be read: why, where, and what was probably meant."""
    assert isinstance(error, QueryError)
    reason = asker_of(request)(f"query-{error.key}", about=error.about)
    return answer(
        request,
        Refused(Kind.QUERY, detail=reason, position=error.position, repair=error.repair),
    )


async def invalid(request: Request, error: Exception) -> Response:
    """Answer where a request is not of the documented form."""
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(where=".".join(map(str, each["loc"])), what=each["msg"])
        for each in error.errors()[:_MOST_FAULTS]
    ]
    return answer(request, Refused(Kind.INVALID, faults=faults))


async def of_http(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: an unknown address, a method, a body."""
    assert isinstance(error, HTTPException)
    kind = _OF_HTTP.get(error.status_code, Kind.NOT_FOUND)
    return answer(request, Refused(kind, headers=error.headers))


async def unavailable(request: Request, error: Exception) -> Response:
    """Answer where the database cannot serve."""
    log.error("api_request_failed", path=_route(request), problem=str(error))
    return answer(request, Refused(Kind.UNAVAILABLE, headers={"Retry-After": _RETRY_AFTER}))


async def failed(request: Request, error: Exception) -> Response:
    """Answer where there is a bug."""
    log.error("api_request_failed", path=_route(request), problem=repr(error))
    return answer(request, Refused(Kind.FAILED))


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", "?"))


_Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]
HANDLERS: dict[int | type[Exception], _Handler] = {
    Refused: refused,
    QueryError: unreadable_query,
    RequestValidationError: invalid,
    HTTPException: of_http,
    StoreError: unavailable,
    Exception: failed,
}
