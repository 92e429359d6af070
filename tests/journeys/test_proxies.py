"""Sources by a proxy, and what an operator is told who sets the usual variables for one."""

from __future__ import annotations

import asyncio

from tests.journeys.service import Place

FEED = (
    '<rss version="2.0"><channel><title>t</title><link>https://news.example/</link>'
    "<item><guid>{0}</guid><title>{0}</title></item></channel></rss>"
)


async def test_a_proxy_of_the_environment_is_said_not_to_be_used(place: Place) -> None:
    place.environment["https_proxy"] = "http://user:hunter2@proxy.example:3128"
    code, out, _ = await place.run("check")
    assert code == 0
    assert "HTTPS_PROXY" in out
    assert "NOTIFIER_FETCH_PROXY" in out
    service = await place.start()
    assert await service.stop() == 0
    assert "NOTIFIER_FETCH_PROXY" in service.log
    assert "hunter2" not in out + service.log


async def test_nothing_is_said_where_a_proxy_is_set(place: Place) -> None:
    place.environment |= {
        "HTTPS_PROXY": "http://proxy.example:3128",
        "NOTIFIER_FETCH_PROXY": "http://127.0.0.1:1",
    }
    code, out, _ = await place.run("check")
    assert code == 0
    assert "HTTPS_PROXY" not in out


async def test_sources_are_reached_by_the_proxy_and_some_hosts_without(place: Place) -> None:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play the proxy, and the host that is reached without."""
        target = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        asked.append(target)
        body = FEED.format(target.rpartition("/")[2]).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        place.environment |= {
            "NOTIFIER_FETCH_PROXY": f"http://127.0.0.1:{port}",
            "NOTIFIER_FETCH_NO_PROXY": "127.0.0.1, home.example",
        }
        place.write(
            "sources.toml",
            '[[source]]\nname = "far"\nkind = "feed"\nurl = "http://news.example/far"\n'
            f'[[source]]\nname = "near"\nkind = "feed"\nurl = "http://127.0.0.1:{port}/near"\n',
        )
        service = await place.start()
        await service.until_log('"event": "article_taken"', 2)
        assert await service.stop() == 0
    assert set(asked) == {"http://news.example/far", "/near"}
