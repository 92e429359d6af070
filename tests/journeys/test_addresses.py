"""Every address that a page, a feed, an OPML or the bot gives out works, or is not given out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from notifier.core.i18n import translator
from tests.fakes.bot_api import USERNAME, BotApi
from tests.fakes.bot_api.world import SentMessage
from tests.journeys.service import Place, Service, http_client

LAST_FILE = "settings.json"
"""What /export ends with."""
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


async def told_by_bot(bot_api: BotApi) -> str:
    """Ask the bot for everything that names addresses; return all of its words and files."""

    def sent() -> tuple[SentMessage, ...]:
        return bot_api.sent_to(42)

    def files() -> list[dict[str, Any]]:
        return [each.media["document"] for each in sent() if "document" in each.media]

    for words in ("/watch 元宇宙", "/watch 科大讯飞", "/topics", "/feed", "/export"):
        bot_api.say(42, words)
    await bot_api.until(lambda: any(each["file_name"] == LAST_FILE for each in files()))
    new = translator("zh-Hans")("app-feed-make")
    for offer in [each for each in sent() if any(new in one["text"] for one in each.buttons)]:
        bot_api.press(offer, new)
        await bot_api.until_message(42, containing="/feeds/private/")
    told = [each.text for each in sent()]
    root = bot_api.base_url.removesuffix("/bot")
    async with http_client() as client:
        for each in files():
            url = f"{root}/file/bot{bot_api.token}/files/{each['file_id']}"
            told += [each["file_name"], (await client.get(url)).text]
    return "\n".join(told)


async def answers_of_all(client: httpx.AsyncClient, start: str) -> dict[str, int]:
    """Follow every link from a page on, feeds' own included; return what each answered."""
    answers: dict[str, int] = {}
    to_ask = [start]
    while to_ask:
        url = to_ask.pop()
        if url in answers:
            continue
        answer = await client.get(url)
        answers[url] = answer.status_code
        # What stands in braces, the style sheet of the feeds fills in from the feed.
        links = re.findall(r'href="([^"{]+)"', answer.text)
        links += re.findall(r"<link>([^<]+)</link>", answer.text)
        base = start.split("//")[1].partition("/")[0]
        # The same in other languages is asked for once.
        links = [link.partition("#")[0] for link in links if "lang=" not in link or url == start]
        to_ask += [full for link in links if base in (full := urljoin(url, link))]
    return answers


@pytest.mark.parametrize("takes_prefix_off", [False, True])
async def test_under_a_path_every_address_works(
    place: Place, bot_api: BotApi, seed: str, *, takes_prefix_off: bool
) -> None:
    place.environment["NOTIFIER_WEB_PUBLIC_URL"] = "http://news.example/新闻/x"
    place.environment["NOTIFIER_WEB_METRICS"] = "true"
    service = await place.start()
    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    await service.until_log('"event": "article_taken"')

    async def forward(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        assert request.url.host == "news.example"
        if not path.startswith("/新闻/x/"):
            return httpx.Response(404, text="another site's page")
        if takes_prefix_off:
            path = path.removeprefix("/新闻/x")
        async with http_client() as client:
            answer = await client.get(place.url(path), params=request.url.params)
        return httpx.Response(answer.status_code, content=answer.content)

    async with http_client() as client:
        company = (await client.get(place.url("/securities/SZ002230"))).text
        numbers = [
            (await client.get(place.url(path))).status_code
            for path in ("/metrics", "/新闻/x/metrics")
        ]
    told = await told_by_bot(bot_api)
    async with httpx.AsyncClient(transport=httpx.MockTransport(forward)) as proxy:
        answers = await answers_of_all(proxy, "http://news.example/新闻/x/")
        missing = await proxy.get("http://news.example/新闻/x/nothing")
        answers |= await answers_of_all(
            proxy, urljoin("http://news.example/", re.findall(r'href="([^"]+)"', missing.text)[-1])
        )
        for url in re.findall(r"http://news\.example[^\s\"'<>\\]+", told):
            answers[url] = (await proxy.get(url)).status_code
    assert await service.stop() == 0
    assert numbers == [200, 404], "where monitoring asks, and nowhere else"
    assert f"https://t.me/{USERNAME}?start=s_SZ002230" in company
    assert len(answers) > 8
    assert sum("/feeds/private/" in url for url in answers) >= 3
    hub = answers.pop("http://news.example/%E6%96%B0%E9%97%BB/x/hub")
    assert hub == 405, "it is posted to"
    assert {url: answer for url, answer in answers.items() if answer != 200} == {}


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
async def test_without_a_public_address_nobody_is_told_one_that_only_this_machine_knows(
    place: Place, bot_api: BotApi, seed: str, host: str
) -> None:
    del place.environment["NOTIFIER_WEB_PUBLIC_URL"]
    place.environment["NOTIFIER_WEB_HOST"] = host
    service: Service = await place.start()
    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    await service.until_log('"event": "article_taken"')
    told = await told_by_bot(bot_api)
    async with http_client() as client:
        pages = [
            (await client.get(place.url(path))).text
            for path in ("/", "/sources", "/feeds/topics/metaverse.rss")
        ]
    assert await service.stop() == 0
    assert translator("zh-Hans")("feed-no-web") in told
    assert "feeds.opml" not in told
    own = [url for url in ADDRESS.findall(told) if f":{place.port}" in url]
    assert own == []
    everywhere = [
        url
        for url in ADDRESS.findall("\n".join([*pages, service.log]))
        if re.match(r"http://(0\.0\.0\.0|\[::\]|0):", url)
    ]
    assert everywhere == []
