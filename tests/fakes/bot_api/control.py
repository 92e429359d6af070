"""The control side over HTTP, for other processes: one JSON object in, one JSON value out.

    POST /control/say    {"chat_id": 42, "text": "/watch 科大讯飞"}
    POST /control/fail   {"fault": "lost_answer", "method": "sendMessage", "times": 2}
    POST /control/fail   {"fault": "slow", "with": {"seconds": 3}, "method": null, "times": null}
    POST /control/refuse {"chat_id": 42, "refusal": "blocked"}
    POST /control/wait_for_message {"chat_id": 42, "containing": "科大讯飞"}
    GET  /control/calls

The verbs are the methods of `BotApi` below, with their parameters.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.bot_api import faults

if TYPE_CHECKING:
    from tests.fakes.bot_api.api import BotApi

_VERBS: Final = {
    "ask_inline",
    "change_membership",
    "heal",
    "migrate",
    "push",
    "push_unreadable",
    "refuse",
    "say",
    "sent_to",
    "set_standing",
    "wait_for_call",
    "wait_for_message",
}
_VALUES: Final = {"calls", "confirmed_updates", "messages", "pending_updates"}
_FAULTS: Final[Mapping[str, Callable[..., faults.Fault]]] = {
    "cut_body": faults.cut_body,
    "lost_answer": faults.lost_answer,
    "not_json": faults.not_json,
    "refuse": faults.refuse,
    "reset": faults.reset,
    "server_error": faults.server_error,
    "silence": faults.silence,
    "slow": faults.slow,
    "too_many_requests": lambda seconds: faults.refuse(faults.too_many_requests(seconds)),
}


async def answer_control(api: BotApi, request: Request) -> Response:
    """Answer one request of the control side."""
    verb = request.path_params["verb"]
    body = await request.body()
    try:
        # In a thread, because a verb may wait for what happens on this server.
        result = await asyncio.to_thread(_do, api, verb, json.loads(body) if body else {})
    except Exception as problem:  # noqa: BLE001 - whatever is wrong, its sender is to be told
        return Response(f"{type(problem).__name__}: {problem}", 400)
    return Response(json.dumps(result, default=_plain), media_type="application/json")


def _do(api: BotApi, verb: str, arguments: dict[str, Any]) -> Any:
    if verb in _VALUES:
        return getattr(api, verb)
    if verb == "fail":
        fault = _FAULTS[arguments.pop("fault")](**arguments.pop("with", {}))
        return api.fail(arguments.pop("method"), fault, **arguments)
    if verb not in _VERBS:
        raise LookupError(f"no verb {verb}")
    return getattr(api, verb)(**arguments)


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value)
