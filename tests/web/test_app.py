"""The Mini App's page and its files, as a browser asks for them."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from lxml import etree, html
from starlette.applications import Starlette

from notifier.core.i18n import LANGUAGES, translator
from notifier.web.app.routes import app_routes
from tests.core.test_i18n import PACKAGE, SCRIPT_KEY

ADDRESS = "https://news.example"


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = Starlette(routes=[*app_routes("zh-Hant", ADDRESS)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)


async def test_the_page_and_all_that_it_names_are_there_and_kept(client: httpx.AsyncClient) -> None:
    page = await client.get("/app")
    shown = html.fromstring(page.content)
    assert shown.get("lang") == "zh-Hant"
    assert page.headers["cache-control"] == "no-cache"
    named = [str(each.get("src") or each.get("href")) for each in shown.iter("script", "link")]
    assert named[0] == "icon.png"
    for address in named[1:]:
        answer = await client.get(f"/{address}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        of_before = re.sub("app/[0-9a-f]+/", "app/0123456789abcdef/", address)
        assert (await client.get(f"/{of_before}")).headers["cache-control"] == "no-cache"
    assert (await client.get("/app/x/routes.py")).status_code == 404
    assert (await client.get("/app/x/..%2froutes.py")).status_code == 404


async def test_nothing_but_telegrams_script_may_be_loaded_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/app")
    rules = dict(
        each.strip().split(" ", 1)
        for each in page.headers["content-security-policy"].split(";")
        if each
    )
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' https://telegram.org/js/telegram-web-app.js"
    assert (rules["style-src"], rules["connect-src"]) == ("'self'", "'self'")
    assert html.fromstring(page.content).xpath("//style | //@style | //script[not(@src)]") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_word_that_the_files_say_is_sent(
    client: httpx.AsyncClient, language: str
) -> None:
    sent = (await client.get(f"/app/x/words.{language}.json")).json()
    for file in (PACKAGE / "web" / "app" / "files").glob("*.js"):
        for key, goes_on in SCRIPT_KEY.findall(file.read_text(encoding="utf-8")):
            said = [each for each in sent if each.startswith(key)] if goes_on else [key]
            assert said, (file.name, key)
            assert [each for each in said if not sent.get(each)] == [], file.name
    assert "{name}" in sent["app-unfollow-this"]
    assert sent["button-watch"] == translator(language)("button-watch")
    assert "{ $" not in json.dumps(sent)


async def test_a_picture_is_made_of_feeds_addresses_and_of_nothing_else(
    client: httpx.AsyncClient,
) -> None:
    picture = await client.post("/app/qr", content=f"{ADDRESS}/feeds/private/x.rss")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert etree.fromstring(picture.content).tag == "{http://www.w3.org/2000/svg}svg"
    for other in ("", "https://evil.example/feeds/x", "\xff" * 9):
        assert (await client.post("/app/qr", content=other.encode())).status_code == 404
    too_long = f"{ADDRESS}/feeds/{'x' * 500}"
    assert (await client.post("/app/qr", content=too_long)).status_code == 413
