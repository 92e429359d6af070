"""How alerts look and sound: from the tap on a setting to the message that Telegram receives."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.replies import SendFile
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Entry, Security
from notifier.delivery.channels.telegram import TelegramChannel, known_bot, make_bot
from notifier.delivery.rate_limiter import RateLimiter
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import IFLYTEK, a_chat, a_subscription, small_rules
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch
from tests.fakes.bot_api import BotApi, Refusal, SentMessage, refuse
from tests.pipeline_harness import PipelineHarness, news

PICTURE = "https://pictures.example/1.jpg"
MEITUAN = Security("03690.HK", "HKEX", "美团-W", ("美团",))
APPLE = Security("AAPL", "NASDAQ", "Apple Inc.", ("Apple",))
ADA, CHANNEL = 42, -1000


class Service:
    """A bot, its sources and its deliveries, over one database, with Telegram beyond."""

    def __init__(self, store: Store, telegram: BotApi) -> None:
        rules = small_rules(securities=(IFLYTEK, MEITUAN, APPLE))
        self.bot = Bot(store, FakeSender(), rules)
        self.sources = PipelineHarness(store, rules, self.bot.clock)
        self.telegram = telegram
        self.desk: Dispatch
        self._number = 0

    async def tap(self, name: str, language: str = "en") -> str:
        """Tap a switch in /settings, and return what /settings says then."""
        await self.bot.ask(ADA, "/settings")
        label = translator(language)(f"settings-button-{name}")
        (button,) = [each for each in self.bot.replies.last_buttons() if each.text == label]
        await self.bot.press(ADA, button)
        return self.bot.replies.texts(ADA)[-1]

    async def news_for(
        self, chat: int, title: str = "科大讯飞办展", beside: Sequence[Entry] = (), **fields: Any
    ) -> SentMessage:
        """Take in an article, with those `beside` it, and return the message that a chat has."""
        self._number += 1
        key = str(self._number)
        entry = news(title, key=key, **{"url": f"https://a.example/{key}", **fields})
        await self.sources.take(entry, *beside)
        self.bot.clock.advance(seconds=5)
        await self.desk.deliver(2)
        return self.telegram.sent_to(chat)[-1]

    def last_call(self) -> dict[str, Any]:
        return dict(self.telegram.calls_of("sendMessage")[-1].params)

    def last_preview(self) -> dict[str, Any]:
        found: dict[str, Any] = self.last_call()["link_preview_options"]
        return found


@pytest.fixture
async def service(sqlite_store: Store, bot_api: BotApi) -> AsyncIterator[Service]:
    made = Service(sqlite_store, bot_api)
    limiter = RateLimiter(made.bot.clock, 1000)
    async with (
        known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as telegram,
        dispatch(
            sqlite_store, TelegramChannel(telegram, limiter), made.bot.clock, limiter=limiter
        ) as made.desk,
    ):
        yield made


async def test_a_picture_is_the_preview_until_the_chat_wants_none(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    await service.news_for(ADA, image=PICTURE)
    assert service.last_preview() == {"url": PICTURE, "prefer_large_media": True}
    assert "Pictures: off" in await service.tap("preview")
    await service.news_for(ADA, "科大讯飞签下三份大单", image=PICTURE)
    assert service.last_preview() == {"is_disabled": True}


@pytest.mark.parametrize(
    "image",
    [
        None,
        "http://rsshub:1200/1.png",
        "http://10.0.0.8/1.png",
        "https://me:secret@pictures.example/1.png",
        "data:image/png;base64,xyz",
        "https://pictures.example/" + "x" * 1200,
    ],
)
async def test_no_picture_is_asked_for_where_only_we_may_know_its_address(
    service: Service, image: str | None
) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    await service.news_for(ADA, image=image)
    assert service.last_preview() == {"is_disabled": True}


@pytest.mark.parametrize(
    ("path", "is_shown"),
    [
        ("static/icon-200.png", False),
        ("2026/11/27/iconic-tower.jpg", True),
        ("share/site_logo_600.png", False),
        ("static/default.jpg", False),
        ("defaulted-bonds.jpg", True),
        ("img/brand.svg", False),
        ("catalogue/1.jpg", True),
    ],
)
async def test_a_sites_emblem_is_no_picture_of_the_article(
    service: Service, path: str, is_shown: bool
) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    await service.news_for(ADA, image=f"https://pictures.example/{path}")
    assert ("url" in service.last_preview()) is is_shown


async def test_a_picture_that_many_articles_share_is_that_of_their_site(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    poster = "https://pictures.example/poster.png"
    others = [news(f"第{number}条要闻", key=f"o{number}", image=poster) for number in range(2)]
    await service.news_for(ADA, image=poster, beside=others)
    assert service.last_preview() == {"is_disabled": True}
    await service.news_for(ADA, "科大讯飞签下三份大单", image=PICTURE, beside=others)
    assert service.last_preview()["url"] == PICTURE


async def test_a_picture_that_telegram_refuses_costs_nothing_else(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    service.telegram.fail("sendMessage", refuse(Refusal(400, "Bad Request: WEBPAGE_CURL_FAILED")))
    sent = await service.news_for(ADA, image=PICTURE)
    assert service.last_preview() == {"is_disabled": True}
    assert (sent.parse_mode, len(sent.buttons)) == ("HTML", 3)


async def test_who_wants_no_sound_hears_urgent_news_only(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    await service.news_for(ADA)
    assert "disable_notification" not in service.last_call()
    assert "Sound: urgent news only" in await service.tap("silent")
    assert (await service.news_for(ADA, "科大讯飞签下三份大单")).silent
    assert not (await service.news_for(ADA, "科大讯飞停牌", urgent=True)).silent
    assert "Sound: never" in await service.tap("urgent")
    assert (await service.news_for(ADA, "科大讯飞换了董事长", urgent=True)).silent
    assert "Sound: with every alert" in await service.tap("silent")
    assert not (await service.news_for(ADA, "科大讯飞发布年报")).silent


async def test_quiet_hours_hold_back_what_makes_no_sound_all_the_same(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 科大讯飞")
    await service.tap("silent")
    await service.bot.ask(ADA, "/settings 09:00-17:30")  # it is half past nine in Shanghai
    urgent = await service.news_for(ADA, "科大讯飞停牌", urgent=True)
    assert not urgent.silent
    assert await service.news_for(ADA) == urgent, "nothing new came"
    service.bot.clock.advance(hours=8)
    await service.desk.deliver(2)
    assert service.telegram.sent_to(ADA)[-1].silent


async def test_hashtags_name_the_companies_and_no_more_than_three(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 大单")
    assert "#" not in (await service.news_for(ADA, "科大讯飞签下大单")).text
    assert "Hashtags ($AAPL): on" in await service.tap("hashtags")
    both = await service.news_for(ADA, "美团(03690.HK)给科大讯飞(002230)的第二份大单，三亿元")
    assert sorted(both.text.splitlines()[-1].split()) == ["#科大讯飞", "#美团"]
    beside = await service.news_for(ADA, "手机厂商今年的大单", body="<p>其中有科大讯飞。</p>")
    assert "#" not in beside.text, "the headline does not name it, and it is not followed"
    await service.bot.ask(ADA, "/watch 科大讯飞")
    followed = await service.news_for(ADA, "年会昨日在合肥落幕", body="<p>科大讯飞到会。</p>")
    assert followed.text.endswith("\n#科大讯飞")


async def test_a_company_that_was_corrected_has_no_hashtag(service: Service) -> None:
    await service.bot.ask(ADA, "/watch 办展")
    await service.tap("hashtags")
    await service.bot.ask(ADA, "/not 科大讯飞")
    assert "#" not in (await service.news_for(ADA, "科大讯飞办展")).text


async def test_a_post_in_a_channel_can_be_opened_and_nothing_else(
    service: Service, sqlite_store: Store
) -> None:
    channel = await a_chat(sqlite_store, CHANNEL, kind="channel")
    await a_subscription(sqlite_store, channel, "$SZ002230")
    await service.bot.ask(ADA, "/watch 科大讯飞")
    post = await service.news_for(CHANNEL)
    assert [(each["text"], each["url"]) for each in post.buttons] == [
        ("Open", "https://a.example/1")
    ]
    assert len(service.telegram.sent_to(ADA)[-1].buttons) == 3
    post = await service.news_for(CHANNEL, "科大讯飞签下三份大单", url=None)
    assert post.buttons == ()


async def test_what_a_channels_admin_needs_is_in_the_private_chat(service: Service) -> None:
    deals = ChatInfo(CHANNEL, "channel", "Deals", can_post=True, is_admin=True)
    service.bot.rights.known_chats["@deals"] = deals
    for words in ("/channel @deals", "/watch 科大讯飞"):
        await service.bot.ask(ADA, words)
    await service.tap("preview")
    post = await service.news_for(CHANNEL, image=PICTURE)
    assert service.last_preview() == {"is_disabled": True}
    assert [each["text"] for each in post.buttons] == ["Open"]
    assert "科大讯飞办展" in await service.bot.ask(ADA, "/why")
    assert "iFlytek" in await service.bot.ask(ADA, "/list")
    await service.bot.ask(ADA, "/not 科大讯飞")
    assert await service.news_for(CHANNEL, "科大讯飞签下三份大单") == post, "nothing new came"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_switch_is_seen_kept_and_taken_out(service: Service, language: str) -> None:
    text = translator(language)
    await service.bot.ask(ADA, "/start", language={"zh-Hant": "zh-TW"}.get(language, language))
    before = await service.bot.ask(ADA, "/settings")
    for name in ("silent", "preview", "hashtags"):
        after = await service.tap(name, language)
        assert len(set(after.splitlines()) ^ set(before.splitlines())) == 2, "one line changes"
        before = after
    assert text("settings-preview", shown=text("settings-switch-false")) in before
    await service.bot.ask(ADA, "/export")
    files = {each.name: each for _, each in service.bot.replies.sent if isinstance(each, SendFile)}
    assert json.loads(files["settings.json"].content)["preferences"] == {
        "silent": True,
        "preview": False,
        "hashtags": True,
    }
