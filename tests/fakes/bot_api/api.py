"""The fake Bot API as a whole: a server, the people around the bot, and what goes wrong."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final, Self

from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.bot_api.app import answer_call, answer_file
from tests.fakes.bot_api.calls import Params
from tests.fakes.bot_api.control import answer_control
from tests.fakes.bot_api.faults import Fault, FaultChooser, Refusal, refuse
from tests.fakes.bot_api.people import People
from tests.fakes.bot_api.record import Record
from tests.fakes.bot_api.world import World
from tests.fakes.loopback import LoopbackServer

TOKEN: Final = "123456:TEST-token_of-the-fake-Bot-API-00000000"
USERNAME: Final = "notifier_test_bot"


class BotApi(People, Record):
    """A Bot API of one bot, on loopback: `People` act, `Record` tells what the bot did."""

    def __init__(self, token: str = TOKEN, username: str = USERNAME) -> None:
        self.token = token
        self.world = World(token, username)
        call = functools.partial(answer_call, self.world)
        file = functools.partial(answer_file, self.world)
        control = functools.partial(answer_control, self)
        both = ["GET", "POST"]
        self._server = LoopbackServer(
            Starlette(
                routes=[
                    Route("/bot{token:str}/{method:str}", call, methods=both),
                    Route("/file/bot{token:str}/files/{file_id:str}", file),
                    Route("/control/{verb:str}", control, methods=both),
                ]
            )
        )

    def start(self, port: int = 0) -> Self:
        """Listen on `port` of 127.0.0.1, or on a free one."""
        self._server.start(port)
        return self

    def stop(self) -> None:
        """Cut every connection and listen no more."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the server is."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """The `base_url` of python-telegram-bot, which appends the token to it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The `base_file_url` of python-telegram-bot."""
        return f"{self.url}/file/bot"

    def fail(
        self,
        method: str | None,
        fault: Fault,
        *,
        chat_id: int | None = None,
        times: int | None = 1,
    ) -> None:
        """Answer by `fault` the next `times` calls of `method`, of any if None.

        With `chat_id` only calls about that chat count. `times` of None goes on until `heal`.
        Faults come in the order in which they were programmed, one a call.
        """
        with self.world.changed:
            self.world.faults.add(fault, method, chat_id, times)

    def choose_faults(self, choose: FaultChooser) -> None:
        """Have `choose` choose the fault of each call that matches no programmed one."""
        with self.world.changed:
            self.world.faults.choose = choose

    def refuse(self, chat_id: int, refusal: Refusal | str) -> None:
        """Answer every call about a chat with `refusal`, or the one of that name in `REFUSALS`."""
        self.fail(None, refuse(refusal), chat_id=chat_id, times=None)

    def refuse_messages(self, refused: Callable[[Params], bool], refusal: Refusal) -> None:
        """Refuse every message, sent or edited, whose call `refused` says so of."""
        with self.world.changed:
            self.world.refused_messages.append((refused, refusal))

    def close_topic(self, chat_id: int, thread_id: int) -> None:
        """Refuse what is sent to, or changed in, a topic of a forum from now on."""
        with self.world.changed:
            self.world.closed_topics.add((chat_id, thread_id))

    def heal(self, chat_id: int | None = None) -> None:
        """Forget the faults of a chat, or all of them."""
        with self.world.changed:
            self.world.faults.clear(chat_id)
