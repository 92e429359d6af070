"""What a sandbox runs in tests: each a function that can be imported by its name."""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import signal
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, cast

from typing_extensions import override

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.sandbox_process import ANSWER


def double(number: int) -> int:
    return 2 * number


def process() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)  # noqa: TID251 - it is what is asked


def chatter() -> str:
    print("to stdout")
    print("to stderr", file=sys.stderr)
    os.write(0, b"to the socket, if it were still there")
    return "said"


def refuse() -> NoReturn:
    raise ParseError("this is no feed")


def fail() -> NoReturn:
    raise LookupError("a bug")


def loop() -> NoReturn:
    while True:
        pass


def loop_in_c() -> bool:
    return re.match("(a+)+$", "a" * 40 + "b") is not None


def hog() -> int:
    return len([bytearray(1_000_000) for _ in range(1_000_000)])


def end() -> NoReturn:
    os._exit(3)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(10)


def nested() -> list[object]:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    return value


def much() -> str:
    return "x" * 50_000_001


def half_character() -> Entry:
    return Entry("key", "half \ud83d a character")


def lie() -> Entry:
    return cast("Entry", "no entry at all")


class _Malicious:
    def __init__(self, path: Path) -> None:
        self._path = path

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._path,)


def take_over(path: Path, outcome: int) -> Entry:
    """Answer with a pickle that touches a file, as who rules the process could."""
    answer = pickle.dumps(_Malicious(path))
    socket = next(number for number in range(3, 64) if _is_socket(number))
    os.write(socket, ANSWER.pack(outcome, len(answer)) + answer)
    time.sleep(60)
    raise AssertionError


def _is_socket(number: int) -> bool:
    with suppress(OSError):
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    return False


def tell_and_loop(told: str) -> NoReturn:
    part = Path(told + ".part")
    part.write_text(str(os.getpid()), encoding="utf-8")
    part.rename(told)
    loop()


async def appeared(path: Path) -> str:
    """Wait until another process has written a file, and read it."""
    while not path.exists():  # noqa: ASYNC110, ASYNC240 - nobody here could set an event
        await asyncio.sleep(0.005)
    return path.read_text(encoding="utf-8")  # noqa: ASYNC240
