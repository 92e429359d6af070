"""A power cut while buttons, files and commands wait: each is carried out once."""

from __future__ import annotations

import asyncio
from collections import Counter

from notifier.store.chats import subscriptions
from notifier.store.engine.database import open_store
from tests.fakes.bot_api import BotApi
from tests.journeys.conversation import Stage
from tests.journeys.service import Place

TAPPING, REGRETTING, IMPORTING, TYPING = (
    range(101, 109),
    range(201, 207),
    range(301, 307),
    range(401, 421),
)
FILE = "600519\n000858\n绿豆糕\n600036\n".encode()


async def test_what_waits_when_the_power_fails_twice_is_carried_out_once(
    place: Place, bot_api: BotApi
) -> None:
    stage = Stage(bot_api, place, "zh-Hans")
    say = stage.chat(1).translate
    service = await place.start()
    hellos = await asyncio.gather(*(stage.chat(each).ask("/start", "start") for each in TAPPING))
    followed = await asyncio.gather(
        *(stage.chat(each).ask("/watch 元宇宙", "watch-done", what="元宇宙") for each in REGRETTING)
    )
    await service.kill()
    for hello in hellos:
        bot_api.press(hello, "科大讯飞")
    for done in followed:
        bot_api.press(done, say("button-undo"))
    for chat in IMPORTING:
        bot_api.send_file(chat, "list.txt", FILE)
    for chat in TYPING:
        bot_api.say(chat, "/watch 虚拟现实")

    service = await place.start()
    await stage.chat(IMPORTING[0]).reply(say("import-done", new=3, known=0))
    await service.kill()  # in the middle of the rest
    service = await place.start()
    for chat in TYPING:
        await stage.chat(chat).reply(say("watch-done", what=say("keyword-name", text="虚拟现实")))
    for chat in IMPORTING:
        await stage.chat(chat).reply(say("import-done", new=3, known=0))
    for chat in TAPPING:
        await stage.chat(chat).reply("SZ002230")
    undone = say("undo-done", what=say("keyword-quoted", text="元宇宙"))
    await bot_api.until(
        lambda: all(stage.chat(done.chat_id).now(done).text == undone for done in followed)
    )
    texts = Counter(text for each in bot_api.messages for text in each.text.splitlines())
    for twice in (
        say("import-done", new=0, known=3),
        say("watch-already", what=say("keyword-name", text="虚拟现实")),
        say("watch-already", what=say("reason-security", name="科大讯飞", symbol="SZ002230")),
        say("undo-nothing"),
    ):
        assert not texts[twice], "told of what had been done before"
    assert await service.stop() == 0
    held = await _held(place)
    assert held == {
        **dict.fromkeys(TAPPING, 1),
        **dict.fromkeys(IMPORTING, 3),
        **dict.fromkeys(TYPING, 1),
    }


async def _held(place: Place) -> Counter[int]:
    """Count what each chat follows."""
    store = open_store(place.environment["NOTIFIER_DATABASE_URL"])
    try:
        async with store.read() as connection:
            held = await subscriptions.of_all(connection)
        return Counter(chat.telegram_id for chat, _ in held)
    finally:
        await store.close()
