"""The process in which documents from outside are parsed: it answers calls until nobody asks.

`sandbox` starts it and speaks to it over one socket, its standard input. It holds no secret and
has no environment, ends when the socket does, and is ended by its own alarm where it was left alone
with a call that takes too long. What libraries print goes nowhere.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import Any

from notifier.core.errors import ParseError
from notifier.sources.parsing.answers import dump

CALL = struct.Struct("<Qd")
"""The header of a call: its length in bytes, and the seconds it may take."""
ANSWER = struct.Struct("<BQ")
"""The header of an answer: its outcome, and the length in bytes of what follows."""
_GRACE = 2.0
"""Seconds after its time at which a call ends its own process, if nobody else has."""


class Outcome(IntEnum):
    """How a call ended, and what its answer holds."""

    DONE = 0
    """What the function returned, as `answers` write it; nothing where it was only imported."""
    REFUSED = 1
    """The text of the ParseError that it raised."""
    MEMORY = 2
    """Nothing: it took too much."""
    FAILED = 3
    """The trace of what it should not have raised."""


Answer = tuple[Outcome, bytes]


def serve(memory: int) -> None:
    """Answer calls until the socket ends; `memory` is the most that this process may take."""
    _limit(memory)
    # What a call leaves open or prints must not get between the answers.
    with os.fdopen(os.dup(0), "rb") as calls, os.fdopen(os.dup(0), "wb") as answers:
        os.dup2(1, 0)
        while True:
            head = calls.read(CALL.size)
            if len(head) < CALL.size:
                return
            length, seconds = CALL.unpack(head)
            signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
            outcome, answer = _answer(calls.read(length))
            signal.setitimer(signal.ITIMER_REAL, 0)
            with suppress(BrokenPipeError):  # the next reading finds the end
                answers.write(ANSWER.pack(outcome, len(answer)))
                answers.write(answer)
                answers.flush()


def _limit(memory: int) -> None:
    import resource  # noqa: PLC0415 - Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is not kept, or refused
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(call: bytes) -> Answer:
    try:
        function: Callable[..., Any]
        arguments: tuple[Any, ...] | None  # None to import the function only
        function, arguments = pickle.loads(call)  # noqa: S301 - from our own parent
        if arguments is None:
            return Outcome.DONE, b""
        return Outcome.DONE, dump(function, function(*arguments))
    except ParseError as error:
        return Outcome.REFUSED, _text(str(error))
    except MemoryError:
        return Outcome.MEMORY, b""
    except Exception:  # noqa: BLE001 - our parent logs it
        return Outcome.FAILED, _text(traceback.format_exc(-20))


def _text(text: str) -> bytes:
    return text.encode(errors="replace")
