"""Who asks: nobody in particular, a program with a token, or the person of a private chat."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.responses import Response

from notifier.core.errors import LaunchDataRefused, StoreError
from notifier.core.i18n import Translator, choose_language, translator
from notifier.core.model import Chat
from notifier.store.chats import chats, keys
from notifier.store.chats.chats import SWITCHED_OFF
from notifier.store.chats.keys import KeyKind
from notifier.web.api.limits import Buckets, address_key
from notifier.web.api.problems import Kind, Refused, asker_of, invalid, of_http
from notifier.web.api.schemas import Fault
from notifier.web.api.shared import Shared

_MOST_UNKNOWN = 10
_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="Token",
    description="A chat's token, which /api in the bot makes; or one of the configuration, with "
    "which only what is public is read.",
)
_LAUNCH = APIKeyHeader(
    name="Authorization",
    auto_error=False,
    scheme_name="Mini App",
    description="`tma ` and the launch data that Telegram gives a Mini App, as it is.",
)


class Limits:
    """How often each may ask, and change something."""

    def __init__(self, shared: Shared) -> None:
        self.requests = Buckets(shared.per_minute)
        self.changes = Buckets(shared.changes_per_minute) if shared.changes_per_minute else None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and how they are answered."""

    shared: Shared
    say: Translator
    chat: Chat | None = None
    """The chat that is acted for."""
    has_token: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """The person of a private chat."""

    shared: Shared
    say: Translator
    chat: Chat


async def asker(
    request: Request,
    _token: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    _launch: Annotated[str | None, Security(_LAUNCH)],
) -> Asker:
    """Say who asks, and count the request."""
    shared: Shared = request.app.state.shared
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    host = request.client.host if request.client else ""
    try:
        chat, counted = await _identify(shared, scheme.lower(), given.strip())
    except Refused:
        _count(request, address_key(host))
        raise
    if chat is not None:
        request.state.say = translator(chat.language)
    _count(request, counted or address_key(host))
    if chat is not None:
        _let_in(shared, chat)
    _refuse_unknown(request)
    return Asker(shared, asker_of(request), chat, has_token=bool(scheme))


async def refused_unheard(request: Request, error: Exception) -> Response:
    """Answer what is refused before it is known who asks, in their language if a token tells it."""
    token = await _BEARER(request)
    if token is not None and not hasattr(request.state, "say"):
        with suppress(Refused, StoreError):
            chat, _ = await _by_token(request.app.state.shared, token.credentials)
            request.state.say = None if chat is None else translator(chat.language)
    answered = of_http if isinstance(error, HTTPException) else invalid
    return await answered(request, error)


async def owner(asker: Annotated[Asker, Depends(asker)]) -> Owner:
    """Say whose chat is meant, for reading it."""
    if asker.chat is None:
        raise Refused(Kind.READ_ONLY if asker.has_token else Kind.WHO)
    return Owner(asker.shared, asker.say, asker.chat)


async def changer(request: Request, owner: Annotated[Owner, Depends(owner)]) -> Owner:
    """Say whose chat is meant, for changing it, and count that."""
    limits: Limits = request.app.state.limits
    is_operator = owner.chat.telegram_id in owner.shared.access.operators
    if limits.changes is not None and not is_operator:
        _refuse_if_full(limits.changes.take(str(owner.chat.id), owner.shared.clock()))
    return owner


def _refuse_unknown(request: Request) -> None:
    """Refuse parameters that there are not: without a misspelt one other things are found."""
    route: APIRoute = request.scope["route"]
    known = [each.alias for each in route.dependant.query_params]
    unknown = [each for each in request.query_params if each not in known]
    if unknown:
        what = f"is no parameter here; there are: {', '.join(known) or 'none'}"
        faults = [Fault(where=f"query.{each}", what=what) for each in unknown[:_MOST_UNKNOWN]]
        raise Refused(Kind.INVALID, faults=faults)


AnyAsker = Annotated[Asker, Depends(asker)]
ChatOwner = Annotated[Owner, Depends(owner)]
ChatChanger = Annotated[Owner, Depends(changer)]


def _count(request: Request, key: str) -> None:
    limits: Limits = request.app.state.limits
    shared: Shared = request.app.state.shared
    _refuse_if_full(limits.requests.take(key, shared.clock()))


def _refuse_if_full(wait: int) -> None:
    if wait:
        headers = {"Retry-After": str(wait)}
        raise Refused(Kind.TOO_OFTEN, values={"seconds": wait}, headers=headers)


async def _identify(shared: Shared, scheme: str, given: str) -> tuple[Chat | None, str]:
    """Return the chat that is acted for, if any, and by what its requests are counted, if known."""
    match scheme:
        case "":
            return None, ""
        case "bearer":
            return await _by_token(shared, given)
        case "tma":
            chat = await _by_launch(shared, given)
            return chat, f"chat {chat.id}"
        case _:
            raise Refused(Kind.TOKEN)


async def _by_token(shared: Shared, token: str) -> tuple[Chat | None, str]:
    """Return the same for a token: no chat for one of the configuration."""
    given = token.encode(errors="surrogatepass")
    for number, each in enumerate(shared.tokens):
        if hmac.compare_digest(given, each.get_secret_value().encode()):
            return None, f"token {number}"
    async with shared.store.read() as connection:
        chat = await keys.chat_of(connection, KeyKind.API, keys.digest(token))
    if chat is None:
        raise Refused(Kind.TOKEN)
    return chat, f"chat {chat.id}"


async def _by_launch(shared: Shared, init_data: str) -> Chat:
    """Return the private chat of who opened a Mini App, made now where it is new."""
    try:
        user = shared.bots.opened_by(init_data, shared.clock())
    except LaunchDataRefused as error:
        kind = Kind.LAUNCH_STALE if error.reason == "stale" else Kind.LAUNCH_FORGED
        raise Refused(kind) from None
    async with shared.store.read() as connection:
        chat = await chats.find_chat(connection, user.id, bot=user.bot)
    if chat is not None:
        return chat
    language = choose_language(user.language, shared.language)
    chat = Chat(0, user.id, language, bot=user.bot)
    _let_in(shared, chat)
    async with shared.store.write() as connection:
        return await chats.ensure_chat(
            connection, user.id, bot=user.bot, language=language, now=shared.clock()
        )


def _let_in(shared: Shared, chat: Chat) -> None:
    """Refuse whom the operator has not let in, as the bot does."""
    is_off = chat.disabled_reason == SWITCHED_OFF
    is_operator = chat.telegram_id in shared.access.operators
    allowed = shared.access.allows(chat.telegram_id, chat.telegram_id)
    if not allowed or (is_off and not is_operator):
        raise Refused(Kind.NOT_ALLOWED, values={"number": str(chat.telegram_id)})
