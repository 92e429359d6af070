"""Parsing what came from outside where it can do no harm: in processes with limits.

A document that takes for ever, or all the memory there is, or crashes its parser costs one process,
which is replaced. The processes start when they are needed, a second one while the first is busy.
They stay warm, and end when nothing was to be read for a while, and with the service, however it
ends.
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
from typing import TypeVar, TypeVarTuple

from notifier.core.errors import ParseError
from notifier.core.log import get_logger
from notifier.sources.parsing.answers import load
from notifier.sources.parsing.sandbox_process import ANSWER, CALL, Answer, Outcome

log = get_logger(__name__)

_START_TIMEOUT = 60.0
"""Seconds in which a process must have started and imported a function, however busy we are."""
_MAX_ANSWER = 50_000_000
_LARGE = 100_000
"""An answer of more bytes is read in a thread."""
_MAX_CALLS = 2000
"""A process is replaced after so many, whatever its libraries may have kept of them."""
_KEPT_IDLE = 75.0
"""Seconds that a process without work is kept: longer than sources rest, as a rule a minute."""
_BUFFER = 1 << 18
_CLOSED = "reading was given up, for the service stops"
_MAIN = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from notifier.sources.parsing.sandbox_process import serve; serve(int(sys.argv[1]))"
)

_T = TypeVar("_T")
_Arguments = TypeVarTuple("_Arguments")


class Sandbox:
    """A few processes that run functions, each call within a limit of time and memory."""

    def __init__(
        self,
        *,
        timeout: float,
        memory: int,
        processes: int = 2,
        kept_idle: float = _KEPT_IDLE,
    ) -> None:
        """Limit a call to `timeout` seconds, and on Linux a process to `memory` bytes.

        There are `processes` at most; one that had nothing to do for `kept_idle` seconds ends.
        """
        self._timeout = timeout
        self._memory = memory
        self._slots = asyncio.Semaphore(processes)
        self._kept_idle = kept_idle
        self._all: set[_Process] = set()
        self._idle: dict[_Process, asyncio.TimerHandle] = {}
        """Those without work, the last that had some at the end, and what ends each."""
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run(self, function: Callable[[*_Arguments], _T], *arguments: *_Arguments) -> _T:
        """Run a function that can be imported by its name, and return what it returns.

        Function and arguments are pickled; the result comes back as data, by the type that the
        function promises. Raises the ParseError that the function raises, and one for whatever else
        becomes of it; a bug in it is logged with its trace.
        """
        call = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        async with self._slots:
            process = await self._acquire()
            try:
                await process.preload(function)
                outcome, answer = await process.request(call, self._timeout)
            except _ProcessGoneError as gone:
                await self._discard(process)
                raise ParseError(gone.cause or self._cause(process)) from None
            except BaseException:  # cancelled: it may still be at work
                await self._discard(process)
                raise
            if outcome is Outcome.MEMORY or process.calls >= _MAX_CALLS or self._closed:
                await self._discard(process)
            else:
                loop = asyncio.get_running_loop()
                self._idle[process] = loop.call_later(self._kept_idle, self._end_idle, process)
        if outcome is Outcome.DONE:
            return await self._load(function, answer)
        raise self._error(function, outcome, answer.decode(errors="replace"))

    async def close(self) -> None:
        """End every process; calls under way raise ParseError."""
        self._closed = True
        while self._idle:
            self._take_idle()
        await asyncio.gather(*(self._discard(process) for process in self._all))

    async def _acquire(self) -> _Process:
        if self._closed:
            raise ParseError(_CLOSED)
        while self._idle:
            process = self._take_idle()
            if process.is_alive:
                return process
            await self._discard(process)
        try:
            process = await _Process.start(self._memory)
        except OSError as error:
            raise ParseError(f"no process to read it in could be started: {error}") from error
        self._all.add(process)
        return process

    def _take_idle(self) -> _Process:
        """Take the process that had work last, so that the others may end."""
        process, ending = self._idle.popitem()
        ending.cancel()
        return process

    def _end_idle(self, process: _Process) -> None:
        del self._idle[process]
        task = asyncio.create_task(self._discard(process))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _discard(self, process: _Process) -> None:
        await process.end()
        self._all.discard(process)

    def _cause(self, process: _Process) -> str:
        if self._closed:
            return _CLOSED
        return f"reading it brought its process to an end ({process.exit_description()})"

    async def _load(self, function: Callable[..., _T], answer: bytes) -> _T:
        try:
            if len(answer) > _LARGE:
                return await asyncio.to_thread(load, function, answer)
            return load(function, answer)
        except ValueError as error:
            log.error("parser_answered_wrong", function=function.__qualname__, problem=str(error))
            raise ParseError("what its parser answers is not what it promises") from None

    def _error(self, function: Callable[..., object], outcome: Outcome, value: str) -> ParseError:
        if outcome is Outcome.REFUSED:
            return ParseError(value)
        if outcome is Outcome.MEMORY:
            megabytes = self._memory / 1e6
            return ParseError(f"reading it takes more than {megabytes:.0f} MB and was given up")
        log.error("parser_failed", function=function.__qualname__, exception=value)
        last = value.strip().rpartition("\n")[2]
        return ParseError(f"it cannot be read: {last}")


class _ProcessGoneError(Exception):
    """A process ended before it answered, or must be ended because of `cause`."""

    def __init__(self, cause: str | None = None) -> None:
        self.cause = cause
        super().__init__(cause)


class _Process:
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
        self._preloaded: set[tuple[str, str]] = set()
        self.calls = 0

    @classmethod
    async def start(cls, memory: int) -> _Process:
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

    def exit_description(self) -> str:
        """Return how the process ended, such as SIGSEGV or exit code 3."""
        code = self._process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    async def preload(self, function: Callable[..., object]) -> None:
        """Import the function there, so that its time is for its work; raises _ProcessGoneError."""
        name = (function.__module__, function.__qualname__)
        if name not in self._preloaded:
            call = pickle.dumps((function, None), pickle.HIGHEST_PROTOCOL)
            await self.request(call, _START_TIMEOUT)  # where it fails, the call will too
            self._preloaded.add(name)

    async def request(self, call: bytes, seconds: float) -> Answer:
        """Send a pickled call, and return its answer; raises _ProcessGoneError."""
        self.calls += 1
        try:
            async with asyncio.timeout(seconds):
                self._writer.write(CALL.pack(len(call), seconds))
                self._writer.write(call)
                await self._writer.drain()
                head = await self._reader.readexactly(ANSWER.size)
                outcome, length = ANSWER.unpack(head)
                if length > _MAX_ANSWER:
                    raise _ProcessGoneError("what it says is too much to be taken in")
                if outcome not in iter(Outcome):
                    raise _ProcessGoneError("what it says cannot be understood")
                return Outcome(outcome), await self._reader.readexactly(length)
        except TimeoutError:
            raise _ProcessGoneError(
                f"reading it took longer than {seconds:g} s and was given up"
            ) from None
        except (OSError, asyncio.IncompleteReadError):
            raise _ProcessGoneError from None

    async def end(self) -> None:
        """Kill the process, and wait until nothing of it is left."""
        self._process.kill()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        await asyncio.to_thread(self._process.wait)
