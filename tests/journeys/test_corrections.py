"""A chat says what is wrong, and is not told it again; an operator reads what was said."""

from __future__ import annotations

import json

from tests.fakes.bot_api import BotApi
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place

MISTAKEN = A_POST.replace("元宇宙", "智能制造").replace(
    "线上线下</a>一起办才热闹", "线上线下</a>公告称中标"
)


async def test_not_this_company_and_mute_hold_at_once_for_the_chat_that_said_so(
    place: Place, bot_api: BotApi
) -> None:
    service = await place.start()
    for chat in (42, 43):
        bot_api.say(chat, "/watch 线上线下")
        await bot_api.until_message(chat, containing="SZ300959")
    (place.posts / "1.md").write_text(MISTAKEN, encoding="utf-8")
    for chat in (42, 43):
        await bot_api.until_message(chat, containing="信息消费节")

    bot_api.say(42, "/not 线上线下")
    await bot_api.until_message(42, containing="/unmute")
    bot_api.say(43, "/mute 智能制造展台")
    await bot_api.until_message(43, containing="/unmute")
    (place.posts / "2.md").write_text(MISTAKEN.replace("信息消费节", "冰雪节"), encoding="utf-8")
    await service.until_log('"alert_given_up"', times=2)
    for chat in (42, 43):
        assert not [each for each in bot_api.sent_to(chat) if "冰雪节" in each.text]

    bot_api.say(42, "/list")
    await bot_api.until_message(42, containing="✕")
    code, out, _ = await place.run("subscriptions", "corrections", "--json")
    told = [(each["chat"], each["kind"], each["words"]) for each in json.loads(out)]
    assert (code, told) == (
        0,
        [(42, "company", "线上线下"), (43, "phrase", "智能制造展台")],
    )

    bot_api.say(42, "/unmute 线上线下")
    await bot_api.until(lambda: "✕" not in bot_api.sent_to(42)[-1].text)
    (place.posts / "3.md").write_text(MISTAKEN.replace("信息消费节", "啤酒节"), encoding="utf-8")
    await bot_api.until_message(42, containing="啤酒节")
    assert await service.stop() == 0
