"""Reading what came from outside where it can do no harm: in processes with limits.

A document that takes for ever, or all the memory there is, or brings its parser down costs one
process, which is replaced. The processes start when they are first needed, stay warm, and end with
us, however we end.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, TypeVarTuple, cast

from notifier.core.errors import ParseError
from notifier.core.log import get_logger
from notifier.sources.parsing.sandbox_process import ANSWER, CALL, Answer, Outcome

log = get_logger(__name__)

_START_WITHIN = 60.0
"""Seconds in which a process must have started and imported a function, however busy we are."""
_LARGEST_ANSWER = 50_000_000
_MOST_CALLS = 2000
"""A process is replaced after so many, whatever its libraries may have kept of them."""
_BUFFER = 1 << 18
_STOPS = "reading was given up, for the service stops"
_MAIN = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from notifier.sources.parsing.sandbox_process import serve; serve(int(sys.argv[1]))"
)

_T = TypeVar("_T")
_Arguments = TypeVarTuple("_Arguments")


class Workers:
    """A few processes that call functions for us, each call within its time and memory.

    `timeout` is in seconds; `memory` in bytes, for a process as a whole, and kept on Linux only.
    `most` is how many run at once.
    """

    def __init__(self, *, timeout: float, memory: int, most: int = 2) -> None:
        self._timeout = timeout
        self._memory = memory
        self._room = asyncio.Semaphore(most)
        self._all: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._closed = False

    async def call(self, function: Callable[[*_Arguments], _T], *arguments: *_Arguments) -> _T:
        """Call a function that can be imported by its name, and return what it returns.

        Function, arguments and result are pickled. Raises the ParseError that the function raises,
        and one for whatever else becomes of it; a bug in it is logged with its trace.
        """
        call = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        async with self._room:
            worker = await self._free()
            try:
                await worker.learn(function)
                outcome, value = await worker.ask(call, self._timeout)
            except _WorkerGoneError as gone:
                await self._end(worker)
                raise ParseError(gone.cause or self._cause(worker)) from None
            except BaseException:  # cancelled: it may still be at work
                await self._end(worker)
                raise
            if outcome is Outcome.MEMORY or worker.calls >= _MOST_CALLS or self._closed:
                await self._end(worker)
            else:
                self._idle.append(worker)
        if outcome is Outcome.DONE:
            return cast("_T", value)
        raise self._error(function, outcome, value)

    async def close(self) -> None:
        """End every process; what is under way is given up with a ParseError."""
        self._closed = True
        self._idle.clear()
        await asyncio.gather(*(self._end(worker) for worker in self._all))

    async def _free(self) -> _Worker:
        if self._closed:
            raise ParseError(_STOPS)
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            await self._end(worker)
        try:
            worker = await _Worker.start(self._memory)
        except OSError as error:
            raise ParseError(f"no process to read it in could be started: {error}") from error
        self._all.add(worker)
        return worker

    async def _end(self, worker: _Worker) -> None:
        await worker.end()
        self._all.discard(worker)

    def _cause(self, worker: _Worker) -> str:
        if self._closed:
            return _STOPS
        return f"reading it brought its process to an end ({worker.end_told()})"

    def _error(
        self, function: Callable[..., object], outcome: Outcome, value: object
    ) -> ParseError:
        if outcome is Outcome.REFUSED:
            return ParseError(str(value))
        if outcome is Outcome.MEMORY:
            megabytes = self._memory / 1e6
            return ParseError(f"reading it takes more than {megabytes:.0f} MB and was given up")
        log.error("parser_failed", function=function.__qualname__, exception=str(value))
        last = str(value).strip().rpartition("\n")[2]
        return ParseError(f"it cannot be read: {last}")


class _WorkerGoneError(Exception):
    """A process ended before it answered, or where there is a `cause`, must be ended for that."""

    def __init__(self, cause: str | None = None) -> None:
        self.cause = cause
        super().__init__(cause)


class _Worker:
    """One process, and the socket to it. It does one call at a time."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._learned: set[tuple[str, str]] = set()
        self.calls = 0

    @classmethod
    async def start(cls, memory: int) -> _Worker:
        """Start a process; raises OSError."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: ASYNC220, S603 - 2 ms; our own program
                    [sys.executable, "-I", "-X", "utf8", "-c", _MAIN, str(memory), *sys.path],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={},  # it needs none, and ours has secrets in it
                    start_new_session=True,  # Ctrl-C is for us to handle
                )
            except BaseException:
                ours.close()
                raise
        try:
            ours.setblocking(False)
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=_BUFFER)
        except BaseException:
            ours.close()
            process.kill()
            process.wait()
            raise
        return cls(process, reader, writer)

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended by itself."""
        return self._process.poll() is None

    def end_told(self) -> str:
        """Say how the process ended."""
        code = self._process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    async def learn(self, function: Callable[..., object]) -> None:
        """Have the function imported, so that its time is for its work; raises _WorkerGoneError."""
        name = (function.__module__, function.__qualname__)
        if name not in self._learned:
            call = pickle.dumps((function, None), pickle.HIGHEST_PROTOCOL)
            await self.ask(call, _START_WITHIN)  # where it fails, the call will too
            self._learned.add(name)

    async def ask(self, call: bytes, seconds: float) -> Answer:
        """Have a pickled call answered; raises _WorkerGoneError."""
        self.calls += 1
        try:
            async with asyncio.timeout(seconds):
                self._writer.write(CALL.pack(len(call), seconds))
                self._writer.write(call)
                await self._writer.drain()
                (length,) = ANSWER.unpack(await self._reader.readexactly(ANSWER.size))
                if length > _LARGEST_ANSWER:
                    raise _WorkerGoneError("what it says is too much to be taken in")
                answer: Answer = pickle.loads(  # noqa: S301 - from our own child
                    await self._reader.readexactly(length)
                )
                return answer
        except TimeoutError:
            raise _WorkerGoneError(
                f"reading it took longer than {seconds:g} s and was given up"
            ) from None
        except (OSError, asyncio.IncompleteReadError):
            raise _WorkerGoneError from None

    async def end(self) -> None:
        """Kill the process, and wait until nothing of it is left."""
        self._process.kill()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        await asyncio.to_thread(self._process.wait)
