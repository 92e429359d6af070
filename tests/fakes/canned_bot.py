"""A bot whose every call is answered with the same result, without a server."""

from __future__ import annotations

import json
from typing import Any

from telegram.request import BaseRequest
from typing_extensions import override

from notifier.delivery.channels.telegram import NewsBot


class _CannedRequest(BaseRequest):
    def __init__(self, result: Any) -> None:
        self._body = json.dumps({"ok": True, "result": result}).encode()

    @property
    @override
    def read_timeout(self) -> float:
        return 1.0

    @override
    async def initialize(self) -> None: ...

    @override
    async def shutdown(self) -> None: ...

    @override
    async def do_request(self, *_args: Any, **_more: Any) -> tuple[int, bytes]:
        return 200, self._body


def canned_bot(result: Any) -> NewsBot:
    """Make the bot of the Bot API fake with a transport that only gives `result`."""
    request = _CannedRequest(result)
    token = "123456:canned"
    return NewsBot(token, "http://localhost/bot", request=request, updates_request=request)
