"""What operators see of the real process: numbers, readiness, the log, and no secret in it."""

from __future__ import annotations

import json
import re

from notifier.core.i18n import translator
from tests.fakes.bot_api import BotApi
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
