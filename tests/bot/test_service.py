"""The chat of a bot as a whole: it introduces itself, receives and answers; and the terminal."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from rich.console import Console
from structlog.testing import capture_logs
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from notifier.bot.context import Options
from notifier.bot.menu import menu
from notifier.bot.service import BotService
from notifier.core.errors import ChatError
from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.delivery.channels.telegram import NewsBot, known_bot, make_bot
from notifier.delivery.channels.terminal import TerminalChannel
from notifier.delivery.message import Message
from notifier.delivery.outcome import Sent
from notifier.delivery.rate_limiter import RateLimiter
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert
from tests.builders import FakeClock, small_rules
from tests.fakes.bot_api import BotApi, refuse, server_error, too_many_requests
from tests.fakes.bot_api.shapes import Json
from tests.fakes.sandbox import InlineSandbox

ALICE = 42
FORUM = -1001000000007
NOWHERE = "http://127.0.0.1:1/bot"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[NewsBot]:
    async with known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot:
        yield bot


@pytest.fixture
async def service(sqlite_store: Store, bot: NewsBot, clock: FakeClock) -> BotService:
    return a_service(bot, sqlite_store, clock)


def a_service(bot: NewsBot, store: Store, clock: FakeClock, *, app: str = "") -> BotService:
    options = Options(default_language="zh-Hans", zone=ZoneInfo("Asia/Shanghai"), app=app)
    limiter = RateLimiter(clock, 1000, chat_pause=lambda _chat: timedelta(0))
    return BotService(
        bot,
        store,
        small_rules(),
        clock,
        limiter,
        options=options,
        sandbox=InlineSandbox(),
        leads=lambda: True,
    )


@asynccontextmanager
async def running(service: BotService) -> AsyncIterator[None]:
    """Receive, and wake as the clock does."""

    async def beat() -> None:
        while True:
            await service.run_once()
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(service.receive()), asyncio.create_task(beat())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await service.stop()


async def test_what_is_typed_is_answered(
    service: BotService, bot_api: BotApi, sqlite_store: Store
) -> None:
    async with running(service):
        bot_api.say(ALICE, "/watch 科大讯飞")
        reply = await bot_api.until_message(ALICE)
        bot_api.set_standing(-100, 1000, "administrator")
        bot_api.say(-100, f'/watch@{bot_api.world.username} "<b>元宇宙 S&P"')
        echo = await bot_api.until_message(-100)
    iflytek = translator("zh-Hans")("reason-security", name="科大讯飞", symbol="SZ002230")
    assert reply.text.splitlines()[0] == translator("zh-Hans")("watch-done", what=iflytek)
    assert "“<b>元宇宙 S&P”" in echo.text
    async with sqlite_store.read() as connection:
        assert len(await subscriptions.of_all(connection)) == 2


async def test_a_command_in_a_topic_that_is_gone_is_answered_in_the_group(
    service: BotService, bot_api: BotApi, sqlite_store: Store
) -> None:
    in_topic = {"user_id": 1000, "message_thread_id": 7, "is_topic_message": True}
    bot_api.set_standing(FORUM, 1000, "administrator")
    async with running(service):
        bot_api.say(FORUM, f"/watch@{bot_api.world.username} 元宇宙", **in_topic)
        done = await bot_api.until_message(FORUM)
        assert done.thread_id == 7
        bot_api.close_topic(FORUM, 7)
        bot_api.press(done, translator("zh-Hans")("button-undo"), user_id=1000)
        taken_back = translator("zh-Hans")("undo-done", what="“元宇宙”")
        undone = await bot_api.until_message(FORUM, containing=taken_back)
        bot_api.say(FORUM, f"/watch@{bot_api.world.username} 科大讯飞", **in_topic)
        again = await bot_api.until_message(FORUM, containing="科大讯飞")

    assert (undone.thread_id, again.thread_id) == (None, None)
    assert "科大讯飞" in again.text
    last = bot_api.calls_of("sendMessage")[-1]
    assert "reply_parameters" not in last.params, "which would put it back into its topic"
    async with sqlite_store.read() as connection:
        [(forum, held)] = await subscriptions.of_all(connection)
        [notice] = (await connection.execute(sa.select(alert))).all()
    assert (held.text, held.thread_id) == ("科大讯飞", 0), "its alerts come to the group, too"
    assert notice.body["plain"] == translator(forum.language)("topic-gone")


async def test_the_menu_is_set_in_each_language(
    service: BotService, bot: NewsBot, bot_api: BotApi
) -> None:
    await service.run_once()
    await service.run_once()
    for scope, private in (
        (BotCommandScopeAllPrivateChats(), True),
        (BotCommandScopeAllGroupChats(), False),
    ):
        for code, language in [("", "zh-Hans"), ("zh", "zh-Hans"), ("en", "en")]:
            shown = await bot.get_my_commands(scope, language_code=code)
            assert list(shown) == menu(language, private=private)
    assert len(bot_api.calls_of("setMyCommands")) == 6, "once"


MENU = {"type": "commands"}
OURS = {"type": "web_app", "text": "我的关注", "web_app": {"url": "https://news.example/app"}}
ANOTHER = {"type": "web_app", "text": "x", "web_app": {"url": "https://shop.example/cart"}}


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("https://news.example/app", MENU, OURS),
        ("https://news.example/app", ANOTHER, OURS),
        ("http://news.example/app", MENU, MENU),
        ("", MENU, MENU),
        ("", OURS, MENU),
        ("", ANOTHER, ANOTHER),
    ],
)
async def test_the_button_beside_the_text_field_opens_the_app(
    bot: NewsBot,
    sqlite_store: Store,
    bot_api: BotApi,
    clock: FakeClock,
    address: str,
    before: Json,
    after: Json,
) -> None:
    bot_api.world.menu_button = before
    service = a_service(bot, sqlite_store, clock, app=address)
    with capture_logs():
        await service.run_once()
    assert bot_api.world.menu_button == after
    clock.advance(hours=1)
    await service.run_once()
    assert len(bot_api.calls_of("deleteWebhook")) == 1, "all is done, and is not done again"


async def test_an_answer_that_nobody_expects_is_not_asked_for_again_at_once(
    service: BotService, bot_api: BotApi, clock: FakeClock
) -> None:
    bot_api.world.menu_button = []  # type: ignore[assignment]
    with pytest.raises((AttributeError, TypeError)):
        await service.run_once()
    clock.advance(seconds=30)
    await service.run_once()
    assert len(bot_api.calls_of("getChatMenuButton")) == 1


async def test_a_menu_that_is_refused_keeps_nobody_from_being_answered(
    service: BotService, bot_api: BotApi
) -> None:
    bot_api.fail("setMyCommands", refuse("too long"), times=None)
    with capture_logs():
        async with running(service):
            bot_api.say(ALICE, "/help")
            await bot_api.until_message(ALICE)
    assert len(bot_api.calls_of("setMyCommands")) == 1, "and is not asked for again at every beat"


async def test_the_bot_introduces_itself_when_telegram_is_there_again(
    sqlite_store: Store, bot_api: BotApi, clock: FakeClock
) -> None:
    bot_api.fail("getMe", server_error(502), times=2)
    bot_api.fail("getMe", refuse(too_many_requests(90)))
    with capture_logs() as logs:
        async with known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot:
            service = a_service(bot, sqlite_store, clock)
            for pause in (1, 90):
                for _ in range(3):
                    await service.run_once()
                clock.advance(seconds=pause)
            await service.run_once()
    assert [line.get("again_in") for line in logs] == [None, 1, 90]
    assert len(bot_api.calls_of("getMe")) == 4
    assert len(bot_api.calls_of("setMyCommands")) == 6


# The token


@pytest.mark.parametrize("token", ["1:not-a-token", "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
async def test_a_wrong_token_is_told_and_not_repeated(bot_api: BotApi, token: str) -> None:
    with pytest.raises(ChatError, match="check NOTIFIER_TELEGRAM_TOKEN") as caught:
        async with known_bot(make_bot(token, bot_api.base_url, 4)):
            raise AssertionError
    assert token not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_service_starts_although_telegram_is_not_there() -> None:
    with capture_logs() as logs:
        async with known_bot(make_bot("1:x", NOWHERE, 4)) as bot:
            assert bot.number == 1
    assert [line["event"] for line in logs] == ["telegram_not_reached"]


async def test_a_check_says_that_telegram_is_not_there() -> None:
    with pytest.raises(ChatError, match="Telegram cannot be reached"):
        async with known_bot(make_bot("1:x", NOWHERE, 4), strict=True):
            raise AssertionError


# The terminal


@pytest.mark.parametrize(
    "plain", ["元宇宙来了\n因为：元宇宙", "[red]no markup[/red] :smile: \\[x]"]
)
async def test_the_terminal_prints_what_it_is_given_and_takes_everything(plain: str) -> None:
    paper = io.StringIO()
    sender = TerminalChannel(Console(file=paper, width=100))
    chat = Chat(1, ALICE, "zh-Hans")
    assert await sender.send(chat, Message("<b>x</b>", plain), 1) == Sent()
    for line in (*plain.splitlines(), translator("zh-Hans")("terminal-alert", chat="42")):
        assert line in paper.getvalue()
