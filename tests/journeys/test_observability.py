"""What operators see of the real process: numbers, readiness, the log, and no secret in it."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from notifier.core.i18n import translator
from tests.fakes.bot_api import BotApi, server_error
from tests.journeys.service import Place, http_client

MARKED = "秘密词QX7"


async def test_an_article_is_followed_through_the_log_and_nobodys_words_are_in_it(
    place: Place, bot_api: BotApi, seed: str
) -> None:
    place.environment |= {
        "NOTIFIER_LOG_LEVEL": "debug",
        "NOTIFIER_LOG_FORMAT": "json",
        "NOTIFIER_WEB_METRICS": "true",
    }
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    bot_api.say(42, f"/watch {MARKED}")
    bot_api.say(42, f"{MARKED} 是什么")
    bot_api.say(42, "/feed")
    offered = await bot_api.until_message(42, containing=translator("zh-Hans")("feed-explained"))
    assert offered.reply_markup is not None
    bot_api.press(offered, offered.reply_markup["inline_keyboard"][0][0]["text"])
    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    await bot_api.until_message(42, containing="信息消费节")
    await service.until_log('"outcome": "sent"')

    edited = [each.text for each in bot_api.sent_to(42) if "/feeds/private/" in each.text]
    (token,) = set(re.findall(r"/feeds/private/([\w-]+)\.rss", edited[-1]))
    async with http_client() as client:
        own = await client.get(place.url(f"/feeds/private/{token}.rss"))
        assert "信息消费节" in own.text
        await client.get(place.url(f"/feeds/private/{token}x.rss"))
        ready = await client.get(place.url("/readyz"))
        numbers = await client.get(place.url("/metrics"))
    assert (ready.status_code, ready.json()["problems"]) == (200, [])
    assert 'notifier_alert_attempts_total{kind="news",outcome="sent"} 1.0' in numbers.text
    assert await service.stop() == 0

    lines = [json.loads(line) for line in service.log.splitlines() if line.startswith("{")]
    (taken,) = [line for line in lines if line["event"] == "article_taken"]
    (sent,) = [line for line in lines if line["event"] == "alert_attempted"]
    assert (sent["article"], sent["story"]) == (taken["article"], taken["story"])
    assert sent["message"] in {each.message_id for each in bot_api.sent_to(42)}
    for secret in (MARKED, token, bot_api.token, bot_api.token.partition(":")[2], "信息消费节"):
        assert secret not in service.log, "no word of a user, no token, no title"


async def test_a_bot_that_telegram_is_to_call_is_watched_too(place: Place, bot_api: BotApi) -> None:
    place.environment |= {
        "NOTIFIER_WEB_METRICS": "true",
        "NOTIFIER_WEB_PUBLIC_URL": "https://news.example.org",
        "NOTIFIER_TELEGRAM_WEBHOOK": "true",
    }
    bot_api.fail("setWebhook", server_error(502))
    service = await place.start()
    await service.until_log('"event": "webhook_not_set"')
    await bot_api.until_call("getWebhookInfo")
    async with http_client() as client:
        numbers = (await client.get(place.url("/metrics"))).text
    assert re.search(r"^notifier_last_get_updates_seconds \d", numbers, re.MULTILINE)
    assert await service.stop() == 0
    assert "https://news.example.org/telegram/" in service.log


REFUSED = "999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
NAMED = "Telegram does not accept the token of bot 999; check NOTIFIER_TELEGRAM_TOKEN"


async def test_a_bot_that_is_refused_is_named(place: Place) -> None:
    place.environment["NOTIFIER_TELEGRAM_TOKEN"] = REFUSED
    for command in ("check", "run"):
        code, _, said = await place.run(command)
        assert code == 1
        assert NAMED in said
        assert REFUSED not in said


@pytest.mark.parametrize("is_first", [False, True])
async def test_a_refused_bot_leaves_the_others_at_work(
    place: Place, bot_api: BotApi, seed: str, *, is_first: bool
) -> None:
    tokens = [REFUSED, bot_api.token] if is_first else [bot_api.token, REFUSED]
    place.environment |= {
        "NOTIFIER_TELEGRAM_TOKEN": " ".join(tokens),
        "NOTIFIER_WEB_METRICS": "true",
        "NOTIFIER_WEB_STATUS_PASSWORD": "a long password",
    }
    code, _, said = await place.run("check")
    assert code == 1, "who checks is told of it"
    assert NAMED in said
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    await bot_api.until_message(42, containing="信息消费节")
    async with http_client() as client:
        ready = await client.get(place.url("/readyz"))
        numbers = await client.get(place.url("/metrics"))
        page = await client.get(place.url("/status"), auth=("", "a long password"))
    assert (ready.status_code, ready.json()["problems"]) == (200, [])
    (warning,) = ready.json()["warnings"]
    assert NAMED in warning
    assert 'notifier_bot_refused{bot="999"} 1.0' in numbers.text
    assert "bot 999" in page.text
    assert "bot_refused" in service.log
    assert REFUSED not in f"{service.log} {ready.text} {numbers.text} {page.text}"
    assert await service.stop() == 0


@pytest.mark.parametrize("instead", ["nothing", "an empty file", "a backup"])
async def test_a_service_whose_database_is_taken_away_stops_and_says_so(
    place: Place, instead: str
) -> None:
    service = await place.start()
    if instead == "a backup":
        assert (await place.run("db", "backup", "copy.db"))[0] == 0
    for file in place.folder.glob("notifier.db*"):
        file.unlink()
    if instead == "an empty file":
        (place.folder / "notifier.db").touch()
    if instead == "a backup":
        (place.folder / "copy.db").rename(place.folder / "notifier.db")
    assert await asyncio.wait_for(service.process.wait(), 30) == 1
    assert "notifier.db was replaced or removed while the service ran" in service.log
    if instead == "a backup":
        service = await place.start()
        assert await service.stop() == 0
