"""Those who run the service, in chat: who is let in, how it goes, and a word to everybody."""

from __future__ import annotations

from notifier.core.i18n import translator
from tests.fakes.bot_api import BotApi
from tests.journeys.service import Place

SAY = translator("zh-Hans")
BOSS, ALICE, STRANGER = 7, 42, 66
GROUP = -1001000000077


async def test_an_operator_lets_in_whom_they_want_and_speaks_to_all_of_them(
    place: Place, bot_api: BotApi
) -> None:
    place.environment |= {
        "NOTIFIER_TELEGRAM_OPERATORS": str(BOSS),
        "NOTIFIER_TELEGRAM_ACCESS": "list",
        "NOTIFIER_TELEGRAM_ALLOWED": str(ALICE),
    }
    service = await place.start()
    bot_api.say(ALICE, "/watch 元宇宙")
    await bot_api.until_message(
        ALICE, containing=SAY("watch-done", what=SAY("keyword-name", text="元宇宙"))
    )
    bot_api.say(STRANGER, "/watch 元宇宙")
    refused = await bot_api.until_message(STRANGER, containing=str(STRANGER))
    assert refused.text == SAY("not-allowed", number=str(STRANGER))
    bot_api.set_standing(GROUP, int(bot_api.token.partition(":")[0]), "left")
    bot_api.change_membership(GROUP, "member", user_id=STRANGER)
    await bot_api.until_call("leaveChat", chat_id=GROUP)
    bot_api.say(ALICE, "/admin")
    unknown = SAY("unknown-command", command="/admin")
    await bot_api.until_message(ALICE, containing=unknown)

    bot_api.say(BOSS, "/admin")
    overview = await bot_api.until_message(BOSS, containing="/admin sources")
    assert SAY("admin-sources", polled=1, trouble=0) in overview.text
    bot_api.press(overview, SAY("button-admin-sources"))
    await bot_api.until_message(BOSS, containing="证券时报网")
    bot_api.say(BOSS, "/admin broadcast 今晚维护 <一小时>")
    sure = await bot_api.until_message(BOSS, containing=SAY("admin-sure", count=2))
    bot_api.press(sure, SAY("button-admin-send"))
    told = await bot_api.until_message(ALICE, containing="今晚维护")
    assert told.text == "今晚维护 <一小时>"

    bot_api.say(BOSS, f"/admin chat {ALICE}")
    card = await bot_api.until_message(BOSS, containing=str(ALICE))
    bot_api.press(card, SAY("button-admin-off"))
    why = "switched off by an operator"
    await bot_api.until_message(BOSS, containing=SAY("admin-chat-off", why=why))
    bot_api.say(ALICE, "/list")
    await bot_api.until_message(ALICE, containing=SAY("not-allowed", number=str(ALICE)))
    assert await service.stop() == 0
