"""HTTP/1.1 as h11 reads it."""

from __future__ import annotations

from contextlib import suppress

import h11
from typing_extensions import override

from notifier.sources.http.wire import Headers, Http, Sending, Wire, WireError

_MAX_HEAD = 100_000
"""Bytes of all headers, or of one line between the parts of a body."""
_MAX_INTERIM = 10
_READ = 65_536


class Http1(Http):
    """Speaks HTTP/1.1 on `wire`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)

    @property
    @override
    def wire(self) -> Wire:
        return self._wire

    @override
    async def ask(self, sending: Sending) -> tuple[int, Headers]:
        parts = [self._state.send(sending.http1)]
        if sending.body:
            parts.append(self._state.send(h11.Data(sending.body)))
        parts.append(self._state.send(h11.EndOfMessage()))
        # A server may answer, and hang up, before it has read all of it.
        with suppress(OSError):
            await self._wire.write(b"".join(part for part in parts if part))
        for _ in range(_MAX_INTERIM + 1):
            event = await self._event()
            if isinstance(event, h11.Response):
                return event.status_code, list(event.headers)
        raise WireError("it keeps announcing an answer")

    @override
    async def piece(self) -> bytes | None:
        event = await self._event()
        return bytes(event.data) if isinstance(event, h11.Data) else None

    @override
    async def renew(self) -> bool:
        state = self._state
        # What follows a finished answer would be taken for the next.
        if (state.our_state, state.their_state) != (h11.DONE, h11.DONE) or state.trailing_data[0]:
            return False
        state.start_next_cycle()
        return True

    async def _event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        while (event := self._state.next_event()) is h11.NEED_DATA:
            data = await self._wire.read(_READ)
            if not data and self._state.their_state is h11.SEND_RESPONSE:
                raise WireError("it hung up without an answer")
            self._state.receive_data(data)
        return event
