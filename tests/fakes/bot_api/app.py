"""The Bot API over HTTP: reads a call, applies its fault, and answers."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any, Final, assert_never

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes.bot_api.calls import Call, Outcome, Params, read_params
from tests.fakes.bot_api.faults import (
    NOT_FOUND,
    UNAUTHORIZED,
    WEBHOOK_ACTIVE,
    Answer,
    Fault,
    Refusal,
    RefusedError,
)
from tests.fakes.bot_api.methods import METHODS
from tests.fakes.bot_api.world import World
from tests.fakes.loopback import CutBody, Reset, Silence, disconnection, gone_within

_NAMES: Final = {name.lower(): name for name in (*METHODS, "getUpdates")}
_OUTCOMES: Final = {
    (True, True): Outcome.ACCEPTED,
    (True, False): Outcome.LOST,
    (False, True): Outcome.REFUSED,
    (False, False): Outcome.DROPPED,
}
_PAGE: Final = "<html><body><h1>Not what you asked for</h1></body></html>"


async def answer_call(world: World, request: Request) -> Response:
    """Answer one call of a method."""
    written = request.path_params["method"]
    token = request.path_params["token"]
    call = world.log(token, _NAMES.get(written.lower(), written))
    try:
        params = await _read(world, call, request)
    except RefusedError as refused:
        return _respond(world, call, Fault(Answer.ORDINARY), refused.refusal)
    with world.changed:
        fault = world.faults.next(call.method, call.chat_id)
    fault = fault or Fault(Answer.ORDINARY, accepted=True)
    result = await _carry_out(world, call, params, request) if fault.accepted else fault.refusal
    gone = fault.accepted and result is None
    if fault.delay:
        gone = gone or await gone_within(fault.delay, request.receive)
    response = _respond(world, call, fault, result, gone=gone)
    if isinstance(response, Silence):
        await disconnection(request.receive)
        with world.changed:
            call.over = time.time()
            world.changed.notify_all()
    return response


async def answer_file(world: World, request: Request) -> Response:
    """Answer the download of a file that getFile told of."""
    upload = world.files.get(request.path_params["file_id"])
    if upload is None or request.path_params["token"] != world.token:
        return JSONResponse(NOT_FOUND.as_json(), 404)
    return Response(upload.content, media_type="application/octet-stream")


async def _read(world: World, call: Call, request: Request) -> Params:
    body = await request.body()
    params = read_params(request.headers.get("content-type", ""), request.url.query, body)
    with world.changed:
        call.params = params.values
        call.files = tuple(params.files)
        world.changed.notify_all()
    if call.token != world.token:
        formed = re.fullmatch(r"\d+:[\w-]{30,}", call.token, re.ASCII)
        raise RefusedError(UNAUTHORIZED if formed else NOT_FOUND)
    if call.method not in _NAMES.values():
        raise RefusedError(NOT_FOUND)
    return params


async def _carry_out(world: World, call: Call, params: Params, request: Request) -> Any:
    """Do what is asked: give the result, or the refusal, or None if the bot hung up meanwhile."""
    try:
        if call.method == "getUpdates":
            return await _get_updates(world, params, request)
        with world.changed:
            result = METHODS[call.method](world, params)
            world.changed.notify_all()
            return result
    except RefusedError as refused:
        return refused.refusal


async def _get_updates(world: World, params: Params, request: Request) -> Any:
    """Poll until there is something to give; None if the bot hangs up first."""
    if world.webhook:
        raise RefusedError(WEBHOOK_ACTIVE)
    poll = asyncio.ensure_future(world.updates.poll(params))
    leaving = asyncio.ensure_future(disconnection(request.receive))
    await asyncio.wait({poll, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if not poll.done():
        poll.cancel()
        return None
    return poll.result()


def _respond(
    world: World, call: Call, fault: Fault, result: Any, *, gone: bool = False
) -> Response:
    """Note what becomes of the call, and make the answer that its fault leaves of it."""
    refusal = result if isinstance(result, Refusal) else None
    body = refusal.as_json() if refusal else {"ok": True, "result": result}
    status = refusal.status if refusal else 200
    response = _response(fault, json.dumps(body, ensure_ascii=False), status)
    done = fault.accepted and refusal is None
    # An error page tells the bot no, which is the truth only of what was not carried out.
    denied = fault.answer is Answer.SERVER_ERROR and not done
    told = (fault.answer in (Answer.ORDINARY, Answer.REFUSAL) or denied) and not gone
    silent = gone or isinstance(response, Reset | Silence)
    with world.changed:
        call.outcome = _OUTCOMES[done, told]
        call.over = None if isinstance(response, Silence) else time.time()
        call.status = None if silent else response.status_code
        call.description = refusal.description if refusal else None
        world.changed.notify_all()
    return response


def _response(fault: Fault, body: str, status: int) -> Response:
    match fault.answer:
        case Answer.ORDINARY | Answer.REFUSAL:
            return Response(body, status, media_type="application/json")
        case Answer.RESET:
            return Reset()
        case Answer.SILENCE:
            return Silence()
        case Answer.CUT_BODY:
            return CutBody(body, media_type="application/json")
        case Answer.NOT_JSON:
            return Response(_PAGE, media_type="text/html")
        case Answer.SERVER_ERROR:
            return Response(_PAGE, fault.status, media_type="text/html")
        case _:
            assert_never(fault.answer)
