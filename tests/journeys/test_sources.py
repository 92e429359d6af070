"""Sources that come and go while the service runs: a hub's pushes, feeds of watched securities."""

from __future__ import annotations

import json

import httpx

from tests.fakes.bot_api import BotApi
from tests.fakes.follower import FakeFollower
from tests.fakes.hub import FakeHub
from tests.fakes.news_server import NewsServer
from tests.journeys.service import Place
from tests.sources.documents import rss

PUSHED = "<title>元宇宙书店今天开门</title><guid>2</guid><link>https://wire.example/2</link>"
OF_APPLE = "<title>The shop with the wooden stairs</title><guid>3</guid>"
SOURCES = """
[[source]]
name = "wire"
kind = "feed"
url = "{wire}"

[[source]]
name = "stock"
kind = "feed"
per = "security"
markets = ["us"]
url = "{stock}?s={{symbol}}"
interval = "1s"

[[source]]
name = "notices"
kind = "api"
per = "security"
markets = ["mainland"]
url = "{notices}?code={{code}}"
interval = "1s"
items = "data"
entry = {{ key = "id", title = "title" }}
"""


async def test_a_hub_pushes_and_a_watched_securitys_feed_is_read_without_a_restart(
    place: Place, bot_api: BotApi, news_server: NewsServer
) -> None:
    wire, stock = news_server.url("/wire.xml"), news_server.url("/stock.xml")
    notices = news_server.url("/notices.json")
    place.write("sources.toml", SOURCES.format(wire=wire, stock=stock, notices=notices))
    ours = f"http://127.0.0.1:{place.port}"
    place.environment |= {"NOTIFIER_WEB_PUBLIC_URL": ours, "NOTIFIER_WEB_HUB_FOLLOWERS": "1"}
    with FakeHub() as hub, FakeFollower() as follower:
        links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="{wire}"/>'
        head = rss(PUSHED, channel=links).replace(
            "<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ', 1
        )
        news_server.serve("/wire.xml", head.replace(PUSHED, "<title>旧闻</title>"))
        news_server.serve("/stock.xml", rss(OF_APPLE))
        news_server.serve("/notices.json", '{"data": []}')
        service = await place.start()
        bot_api.say(42, "/watch 元宇宙")
        bot_api.say(42, "/watch AAPL")
        bot_api.say(42, "/watch 600519")
        await hub.until_asked()
        assert [answer.status_code for answer in await hub.verify()] == [200]

        assert await hub.publish(wire, head) == [200]

        assert "wire" in (await bot_api.until_message(42, containing="元宇宙书店")).text
        await news_server.until_requests("/stock.xml")
        assert {request.target for request in news_server.requests_for("/stock.xml")} == {
            "/stock.xml?s=AAPL"
        }
        await service.until_log('"source": "stock:AAPL"')
        await news_server.until_requests("/notices.json")
        assert {request.target for request in news_server.requests_for("/notices.json")} == {
            "/notices.json?code=600519"
        }
        topic = f"{ours}/feeds/securities/SH600519.json"
        asked = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": follower.callback}
        async with httpx.AsyncClient(verify=False) as reader:  # no TLS here
            statuses = [
                (await reader.post(f"{ours}/hub", data={**asked, **more})).status_code
                for more in ({}, {"hub.topic": topic.replace("json", "rss")})
            ]
        assert statuses == [202, 503]  # the settings allow one follower
        await service.until_log('"event": "feed_is_pushed"')
        news_server.serve("/notices.json", '{"data": [{"id": 1, "title": "厂史馆免费开放"}]}')
        notice = await bot_api.until_message(42, containing="厂史馆免费开放")
        assert "贵州茅台" in notice.text
        pushed = await follower.until_pushed()
        assert [item["title"] for item in json.loads(pushed.body)["items"]] == ["厂史馆免费开放"]
        assert await service.stop() == 0
