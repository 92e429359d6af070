"""Draw docs/chat-*.png anew: conversations with the real service, as people see them on a phone.

Run `python -m scripts.conversations`; it starts the service against the fake Telegram of the
tests, and takes the Chromium and the fonts of the system, see `chromium`.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.chat_view import WIDTH, View
from scripts.chromium import photograph
from tests.fakes.bot_api import BotApi
from tests.journeys.conversation import CLIENTS, Conversation, Stage
from tests.journeys.service import Place

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_SOURCES = """
[[source]]
name = "{name}"
title = "{title}"
kind = "posts"
path = "{path}"
interval = "1s"
"""
_TOPICS = """
[[topic]]
slug = "metaverse"
title = "元宇宙"
query = "元宇宙 | 虚拟现实"

[[topic]]
slug = "chips"
title = "芯片"
query = "芯片 | 半导体 | chips | semiconductor"

[[topic]]
slug = "central-banks"
title = "央行"
query = '央行 | 美联储 | "Federal Reserve"'
"""
_NAME = "市场快讯"
_OWNER, _CHANNEL = 5, -1_900_000_000_001
_ABOUT = {"zh-Hans": "机器人", "zh-Hant": "18 位成員", "en": "bot"}
_BEFORE = (
    ("科大讯飞与江城中学共建智慧课堂", "科大讯飞（002230）的课堂系统本学期在江城中学启用。"),
    ("科大讯飞：子公司中标会议转写项目", "科大讯飞公告称，子公司中标一项会议转写服务。"),
    ("元宇宙主题展在江城开幕", "展览持续两周，元宇宙展台由三所高校共同布置。"),
    ("虚拟现实走进博物馆", "观众戴上虚拟现实眼镜，可以看到古城当年的样子。"),
)
_MEANWHILE = (
    (
        "apple-factory",
        "Apple opens a research centre for displays",
        "Apple (AAPL) said on Sunday that its new centre for displays will employ 200 engineers.",
    ),
    (
        "wafer",
        "Semiconductor makers agree on a common standard for chiplets",
        "Five semiconductor makers will share one interface, the industry body announced.",
    ),
    (
        "export",
        "Regulators review rules for semiconductor equipment",
        "The review of semiconductor equipment rules will last until spring.",
    ),
)


@dataclass
class Studio:
    """The service, its Telegram, and two sources that bring what a scene needs."""

    api: BotApi
    place: Place

    @property
    def wire(self) -> Path:
        """The folder of the source in English."""
        return self.place.folder / "wire"

    def speak(self, language: str) -> Stage:
        """Go on in a language."""
        self.api.use_language(CLIENTS[language])
        return Stage(self.api, self.place, language)

    @property
    def watcher(self) -> Conversation:
        """Somebody who is told at once, so that a scene knows when news have come."""
        return self.speak("en").chat(9)

    def view(self, chat: Conversation, title: str = _NAME) -> View:
        """Look at a chat."""
        language = chat.translate.language
        return View(self.api, chat.chat, title, _ABOUT[language], language)


def _draw(view: View, name: str) -> None:
    photograph(view.page(), _DOCS / f"chat-{name}.png", width=WIDTH)


async def newcomer(studio: Studio) -> None:
    """Go from /start by one tap to the first alert; show what can be done about it."""
    stage = studio.speak("zh-Hans")
    chat = stage.chat(1)
    view = studio.view(chat)
    hello = await chat.ask("/start", "start")
    await chat.press(hello, "科大讯飞", "preview-exact", days=7, count=2, average=0.3)
    view.taps.add((hello.message_id, "科大讯飞"))
    stage.publish(
        "translator", "科大讯飞发布新一代翻译机，支持八十种语言",
        "科大讯飞（002230）周日在江城发布新一代翻译机。公司表示，首批订单将于月底交付。",
    )  # fmt: skip
    alert = await chat.reply("新一代翻译机")
    _draw(view, "newcomer")

    view.since = alert.message_id - 1
    studio.api.press(alert, "⋯", user_id=1)
    more = await chat.until_button(alert, chat.translate("alert-why"))
    await chat.press(
        more, chat.translate("alert-why"), "why-title", title=alert.text.split("\n")[0]
    )
    view.taps.add((alert.message_id, chat.translate("alert-why")))
    _draw(view, "alert")


async def collector(studio: Studio) -> None:
    """Show a query with its preview, a pasted list, and the card of one subscription."""
    chat = studio.speak("zh-Hans").chat(2)
    say, view = chat.translate, studio.view(chat)
    await chat.ask("/watch 元宇宙 | 虚拟现实 -游戏", "watch-done", what="元宇宙 | 虚拟现实 -游戏")
    offer = await chat.ask("600519\n00700\nAAPL\n绿豆糕", "import-understood", count=3)
    await chat.press(offer, say("button-import"), "import-done", new=3, known=0)
    listed = await chat.ask("/list", "list-title")
    studio.api.press(listed, "1. ")
    card = await chat.until_button(listed, say("cadence-daily"))
    name = say("keyword-quoted", text="元宇宙 | 虚拟现实 -游戏")
    saved = say("card-saved", name=name, what=say("cadence-daily"))
    await chat.toast(card, say("cadence-daily"), saved)
    await chat.until_button(card, f"● {say('cadence-daily')}")
    view.taps.add((card.message_id, say("cadence-daily")))
    view.toasts[card.message_id] = saved
    _draw(view, "list")


async def english(studio: Studio) -> None:
    """Go from /start in English, with tickers of the US, to the first alert and why it came."""
    stage = studio.speak("en")
    chat = stage.chat(4)
    say, view = chat.translate, studio.view(chat, "Market News")
    hello = await chat.ask("/start", "start")
    await chat.press(hello, "Nvidia", "preview-nothing", days=7)
    view.taps.add((hello.message_id, "Nvidia"))
    asked = await chat.ask("Meta", "watch-either", text="Meta")
    view.frozen[asked.message_id] = asked
    view.taps.add((asked.message_id, "Meta (META)"))
    studio.api.press(asked, "Meta (META)")
    await chat.until_button(asked, say("button-undo"))
    stage.publish(
        "nvidia",
        "Nvidia opens a school for robot builders",
        "Nvidia (NVDA) said on Sunday that the first 300 students start in spring.",
        studio.wire,
    )
    alert = await chat.reply("robot builders")
    studio.api.press(alert, "⋯", user_id=4)
    more = await chat.until_button(alert, say("alert-why"))
    title = alert.text.split("\n")[0]
    await chat.press(more, say("alert-why"), "why-title", title=title)
    view.frozen[alert.message_id] = alert
    view.taps.add((alert.message_id, "⋯"))
    _draw(view, "english")


async def channel(studio: Studio) -> None:
    """Show the owner of a channel, who lets the bot in and chooses what comes there."""
    stage = studio.speak("zh-Hans")
    private, posted, api = stage.chat(_OWNER), stage.chat(_CHANNEL), studio.api
    say, title = private.translate, f"Channel {-_CHANNEL}"
    view, readers = (
        studio.view(private),
        studio.view(
            posted,
            "江城财经",
        ),
    )
    view.renamed[title] = readers.title
    readers.about = "1,024 位订阅者"
    await private.ask("/channel", "channel-how")
    for who, standing in ((_OWNER, "creator"), (int(api.token.partition(":")[0]), "left")):
        api.set_standing(_CHANNEL, who, standing)
    api.change_membership(_CHANNEL, "administrator", user_id=_OWNER)
    await private.reply(say("channel-added", title=title))
    which = await private.ask("/channel", "channel-which")
    await private.press(which, title, "channel-managing", title=title)
    catl = say("reason-security", name="宁德时代", symbol="SZ300750")
    await private.ask("/watch 宁德时代", "watch-done", what=catl)
    stage.publish(
        "battery", "宁德时代：新一代电池开始量产",
        "宁德时代（300750）周日宣布，新一代电池在江城基地开始量产，首批供应三家车企。",
    )  # fmt: skip
    await posted.reply("开始量产")
    _draw(view, "channel")
    _draw(readers, "post")


async def pause(studio: Studio) -> None:
    """Show a pause, and what came meanwhile as one message."""
    stage = studio.speak("en")
    chat = stage.chat(3)
    say, view = chat.translate, studio.view(chat, "Market News")
    await studio.watcher.ask("/watch Regulators", "watch-done", what="Regulators")
    apple = say("reason-security", name="Apple", symbol="AAPL")
    offer = await chat.ask("AAPL", "offer-watch", what=apple)
    await chat.press(offer, say("button-watch"), "watch-done", what=apple)
    await chat.ask("/watch semiconductor", "watch-done", what="semiconductor")
    view.since = len(chat.sent) + len(studio.api.written_in(chat.chat))
    how_long = await chat.ask("/pause", "pause-how-long")
    studio.api.press(how_long, say("pause-1h"))
    paused = await chat.until_button(how_long, say("button-resume"))
    view.frozen[paused.message_id] = paused
    view.taps.add((paused.message_id, say("button-resume")))
    for name, title, body in _MEANWHILE:
        stage.publish(name, title, body, studio.wire)
    await studio.watcher.reply("Regulators")
    studio.api.press(paused, say("button-resume"))
    await chat.reply(say("digest-title-burst", count=3))
    _draw(view, "digest")


async def group(studio: Studio) -> None:
    """Show a group whose admins choose, and somebody who is none."""
    stage = studio.speak("zh-Hant")
    chat, api = stage.chat(-500), studio.api
    say, view = chat.translate, studio.view(chat, "投資討論組")
    view.bot = "市場快訊"
    view.names = {501: "阿敏", 502: "家豪"}
    api.set_standing(-500, int(api.token.partition(":")[0]), "left")
    api.set_standing(-500, 501, "creator")
    api.change_membership(-500, "member", user_id=501)
    await chat.reply(say("group-hello"))
    await chat.ask("/watch 騰訊", "admins-only", user=502)
    tencent = say("reason-security", name="騰訊控股", symbol="00700.HK")
    await chat.ask("/watch 騰訊", "watch-done", user=501, what=tencent)
    stage.publish(
        "tencent", "騰訊控股：第三季收入按年增長，宣佈回購股份",
        "騰訊控股（00700.HK）公佈第三季業績，收入按年增長，董事會批准新一輪股份回購計劃。",
    )  # fmt: skip
    await chat.reply("宣佈回購")
    _draw(view, "group")


SCENES = (newcomer, collector, english, pause, group, channel)


async def _play() -> None:
    with BotApi() as api, tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder)).with_bot(api)
        place.environment["NOTIFIER_DELIVERY_BURST"] = "2"
        place.write("topics.toml", _TOPICS)
        studio = Studio(api, place)
        studio.wire.mkdir()
        place.write(
            "sources.toml",
            _SOURCES.format(name="posts", title="示例财经", path=place.posts)
            + _SOURCES.format(name="wire", title="Example Wire", path=studio.wire),
        )
        stage = studio.speak("zh-Hans")
        for number, (title, body) in enumerate(_BEFORE):
            stage.publish(f"before-{number}", title, body)
        service = await place.start()
        await service.until_log('"event": "polled"')
        try:
            for scene in SCENES:
                await scene(studio)
        finally:
            await service.stop()


def main() -> None:
    """Play every scene and photograph it."""
    asyncio.run(_play())


if __name__ == "__main__":
    main()
