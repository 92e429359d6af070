"""The web server inside the service's own event loop."""

from __future__ import annotations

import asyncio
import signal
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from notifier.core.errors import WebError
from notifier.web.listening import free_port, listen
from notifier.web.server import serving


class SlowApp:
    """An application whose answer waits until it is let go."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.app = Starlette(routes=[Route("/", self._answer), Route("/quick", self._quick)])

    async def _answer(self, _request: Request) -> PlainTextResponse:
        self.begun.set()
        await self.go_on.wait()
        return PlainTextResponse("done")

    async def _quick(self, _request: Request) -> PlainTextResponse:
        return PlainTextResponse("quick")


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_it_serves_while_the_block_runs_and_says_nothing_of_its_make() -> None:
    listener = listen("127.0.0.1", 0)
    url = address(listener)

    async with serving(SlowApp().app, listener) as task, httpx.AsyncClient(verify=False) as client:
        answer = await client.get(f"{url}/quick")
        assert (answer.text, "server" in answer.headers) == ("quick", False)
        assert not task.done()

    assert task.done()
    async with httpx.AsyncClient(verify=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/quick")


async def test_a_request_under_way_is_answered_before_it_stops() -> None:
    slow = SlowApp()
    listener = listen("127.0.0.1", 0)
    async with httpx.AsyncClient(verify=False) as client:
        async with serving(slow.app, listener):
            request = asyncio.create_task(client.get(address(listener)))
            await slow.begun.wait()
            asyncio.get_running_loop().call_soon(slow.go_on.set)

        assert (await request).text == "done"


async def test_signals_are_left_to_the_service() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    listener = listen("127.0.0.1", 0)

    async with serving(SlowApp().app, listener), httpx.AsyncClient(verify=False) as client:
        await client.get(f"{address(listener)}/quick")
        during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    assert during == before


def test_an_address_that_another_has_is_told_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(
            WebError, match=rf"127\.0\.0\.1 port {port} \(.*in use\).*NOTIFIER_WEB_"
        ):
            listen("127.0.0.1", port)
        assert free_port("127.0.0.1", port) not in {0, port}

    assert free_port("127.0.0.1", port) == port


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host", "a" * 100, "a\x00b", "..."])
def test_an_address_that_is_not_of_this_machine_is_told(host: str) -> None:
    with pytest.raises(WebError, match="cannot listen at"):
        listen(host, 0)


def test_both_families_of_addresses_are_listened_at() -> None:
    for host, family in (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)):
        with listen(host, 0) as listener:
            assert listener.family == family
