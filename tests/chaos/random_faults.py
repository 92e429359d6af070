"""Random faults of the bot's calls in a crash test: mostly delays, and every fault there is."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.fakes.bot_api import (
    Fault,
    cut_body,
    lost_answer,
    not_json,
    refuse,
    reset,
    server_error,
    silence,
    slow,
    too_many_requests,
)

_Chooser = Callable[[random.Random], Fault]

_SENDING: list[tuple[float, _Chooser]] = [
    (0.05, lambda _: lost_answer()),
    (0.03, lambda _: reset()),
    (0.02, lambda chance: cut_body(accepted=chance.random() < 0.5)),
    (0.02, lambda chance: not_json(accepted=chance.random() < 0.5)),
    (0.02, lambda chance: server_error(500, accepted=chance.random() < 0.5)),
    (0.02, lambda chance: server_error(502, accepted=chance.random() < 0.5)),
    (0.01, lambda chance: refuse(too_many_requests(chance.randint(1, 2)))),
    (0.01, lambda _: slow(1.5)),
]
_LONG_SILENCE: tuple[float, _Chooser] = (
    0.003,
    lambda chance: silence(accepted=chance.random() < 0.5),
)
_RECEIVING: list[tuple[float, _Chooser]] = [
    (0.05, lambda _: lost_answer()),
    (0.05, lambda _: server_error(502)),
    (0.02, lambda _: refuse("other poller")),
]


class RandomFaults:
    """Chooses a fault for each call. `silent` has some never be answered, which takes a while."""

    def __init__(self, chance: random.Random, *, silent: bool) -> None:
        self._chance = chance
        self._sending = [*_SENDING, *([_LONG_SILENCE] if silent else [])]
        self.refusing = False
        """Whether the bot itself is refused at the moment."""
        self.enabled = True
        """Whether anything is to go wrong but delays."""

    def __call__(self, method: str, _chat_id: int | None) -> Fault | None:
        """Choose for one call."""
        if method not in ("sendMessage", "getUpdates"):
            return None
        if self.refusing:
            return refuse("unauthorized")
        sending = method == "sendMessage"
        if self.enabled:
            drawn = self._chance.random()
            for share, choose in self._sending if sending else _RECEIVING:
                drawn -= share
                if drawn < 0:
                    return choose(self._chance)
        return slow(self._chance.uniform(0.03, 0.25)) if sending else None
