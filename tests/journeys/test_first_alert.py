"""From a command typed in Telegram to the alert and the feed, through the real process."""

from __future__ import annotations

import asyncio

import feedparser

from tests.fakes.bot_api import BotApi, lost_answer
from tests.journeys.service import Place, http_client


async def test_a_follower_hears_of_the_seed_document_once_and_for_both_reasons(
    place_in_each_engine: Place, bot_api: BotApi, seed: str
) -> None:
    place = place_in_each_engine
    # A new program, as it is for an operator, is so with either engine.
    place.fresh = "sqlite" in place.environment["NOTIFIER_DATABASE_URL"]
    service = await place.start()
    bot_api.say(42, "/watch 科大讯飞")
    bot_api.say(42, "/watch 元宇宙")
    bot_api.say(43, "/watch 线上线下")
    await bot_api.until_message(42, containing="SZ002230")
    await bot_api.until_message(42, containing="元宇宙")
    await bot_api.until_message(43, containing="SZ300959")
    assert service.process.returncode is None

    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    alert = await bot_api.until_message(42, containing="信息消费节")
    assert "科大讯飞 (SZ002230)" in alert.text.replace("（", " (").replace("）", ")")
    assert "元宇宙" in alert.text.splitlines()[-1]
    assert "证券时报网" in alert.text
    await asyncio.sleep(2)
    assert [each.message_id for each in bot_api.sent_to(42)][-1] == alert.message_id
    assert len(bot_api.sent_to(43)) == 1, "nothing for 线上线下"

    async with http_client() as client:
        for path in ("/feeds/topics/metaverse.rss", "/feeds/securities/SZ002230.rss"):
            first = await client.get(place.url(path))
            assert "信息消费节" in feedparser.parse(first.content).entries[0].title
            again = await client.get(
                place.url(path), headers={"If-None-Match": first.headers["etag"]}
            )
            assert (again.status_code, again.content) == (304, b"")
        other = await client.get(place.url("/feeds/securities/SZ300959.rss"))
        assert feedparser.parse(other.content).entries == [], "nothing for 线上线下"
        assert (await client.get(place.url("/feeds/securities/XX.rss"))).status_code == 404
        assert "SZ002230" in (await client.get(place.url("/securities"))).text
    assert await service.stop() == 0


async def test_nothing_is_lost_or_repeated_by_a_kill_and_a_restart(
    place_in_each_engine: Place, bot_api: BotApi, seed: str
) -> None:
    place = place_in_each_engine
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    (place.posts / "first.txt").write_text(seed, encoding="utf-8")
    await bot_api.until_message(42, containing="信息消费节")
    await service.until_log('"outcome": "sent"')  # else it could rightly be repeated
    await service.kill()

    bot_api.say(42, "/watch 科大讯飞")
    second = seed.replace("信息消费节", "新年消费节")
    (place.posts / "second.txt").write_text(second, encoding="utf-8")
    again = await place.start()
    await bot_api.until_message(42, containing="SZ002230")

    def headed(words: str) -> int:
        """Count the alerts; the reply to /watch may show the headline further down."""
        return sum(words in each.text.splitlines()[0] for each in bot_api.sent_to(42))

    await bot_api.until(lambda: headed("新年消费节启动") > 0)
    assert (headed("信息消费节启动"), headed("新年消费节启动")) == (1, 1)
    assert await again.stop() == 0


async def test_an_alert_whose_answer_was_lost_in_a_kill_is_sent_again(
    place: Place, bot_api: BotApi, seed: str
) -> None:
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    bot_api.fail("sendMessage", lost_answer(), chat_id=42)
    (place.posts / "seed.txt").write_text(seed, encoding="utf-8")
    await bot_api.until_message(42, containing="信息消费节")
    await service.kill()
    again = await place.start()
    await again.until_log('"outcome": "sent"')
    assert sum("信息消费节启动" in each.text for each in bot_api.sent_to(42)) in {1, 2}
    assert await again.stop() == 0
