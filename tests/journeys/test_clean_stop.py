"""A service that is told to stop finishes what it is saying and repeats nothing afterwards."""

from __future__ import annotations

import time

from tests.fakes.bot_api import BotApi, slow
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place

ALICE, BOB = 42, 43


async def test_what_is_under_way_at_a_stop_is_waited_for_and_not_repeated(
    place: Place, bot_api: BotApi
) -> None:
    place.fresh = True
    service = await place.start()
    for chat in (ALICE, BOB):
        bot_api.say(chat, "/watch 元宇宙")
        await bot_api.until_message(chat, containing="元宇宙")
    bot_api.fail("sendMessage", slow(2), chat_id=ALICE)
    bot_api.fail("sendMessage", slow(2), chat_id=BOB)
    (place.posts / "first.md").write_text(A_POST, encoding="utf-8")
    await bot_api.until(lambda: len(bot_api.calls_of("sendMessage")) == 4)
    begun = time.monotonic()
    assert await service.stop() == 0
    assert time.monotonic() - begun < 30
    place.fresh = False
    again = await place.start()
    (place.posts / "second.md").write_text(A_POST.replace("江城", "山城"), encoding="utf-8")
    for chat in (ALICE, BOB):
        await bot_api.until_message(chat, containing="山城信息")
        assert len(bot_api.calls_of("sendMessage", chat)) == 3
    assert await again.stop() == 0
