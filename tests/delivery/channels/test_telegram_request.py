"""The way to the Bot API: what arrives, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest
from typing_extensions import override

from notifier.core.errors import NotSentError
from notifier.delivery.channels import telegram_request
from notifier.delivery.channels.telegram import NewsBot, known_bot, make_bot
from notifier.delivery.channels.telegram_http import LARGEST_ANSWER, body_of
from notifier.delivery.channels.telegram_request import TelegramRequest, json_data
from tests.delivery.channels.wire import ME, error_of, listening, opened, page, read_request
from tests.delivery.dispatch import until
from tests.fakes.bot_api import (
    REFUSALS,
    TOKEN,
    BotApi,
    Fault,
    cut_body,
    lost_answer,
    migrated,
    not_json,
    refuse,
    reset,
    server_error,
    silence,
    too_many_requests,
)
from tests.fakes.raw_server import CERTIFICATE

ALICE = 42


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[NewsBot]:
    async with known_bot(make_bot(TOKEN, bot_api.base_url, 1)) as bot:
        yield bot


# What arrives.


async def test_documents_and_photos_arrive_whole_and_under_their_names(
    bot: NewsBot, bot_api: BotApi
) -> None:
    large = bytes(range(256)) * 6000  # 1.5 MB
    sent = await bot.send_document(ALICE, large, filename="回测 一.csv", caption="<b>表</b>")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("回测 一.csv", len(large))
    photo = await bot.send_photo(ALICE, BytesIO(b"\x89PNG"), caption="图")
    assert photo.caption == "图"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == large
    assert bot_api.calls_of("sendDocument")[0].files == ("document",)


async def test_a_text_of_any_kind_arrives_as_it_was_written(bot: NewsBot, bot_api: BotApi) -> None:
    text = "涨 3% & <跌> “🚀” \\ \u2028 é"
    await bot.send_message(ALICE, text)
    assert bot_api.sent_to(ALICE)[0].text == text


async def test_a_poll_that_waits_takes_no_connection_from_sending(
    bot: NewsBot, bot_api: BotApi
) -> None:
    polling = asyncio.create_task(bot.raw_updates(None))
    await bot_api.until_call("getUpdates")
    await asyncio.gather(*(bot.send_message(number, "x") for number in range(1, 9)))
    assert not polling.done()
    bot_api.say(ALICE, "hello")
    (update,) = await polling
    assert update["message"]["text"] == "hello"


async def test_no_more_requests_are_under_way_than_there_are_connections(bot_api: BotApi) -> None:
    open_now: set[int] = set()
    most = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        while await read_request(reader):
            open_now.add(id(writer))
            most = max(most, len(open_now))
            await asyncio.sleep(0.01)
            open_now.discard(id(writer))
            writer.write(page("200 OK", ME))

    async with listening(handler) as url, opened(connections=3) as request:
        await asyncio.gather(*(request.post(f"{url}/bot{TOKEN}/getMe") for _ in range(12)))
    assert most == 3


async def test_a_shutdown_closes_every_connection() -> None:
    ended = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(page("200 OK", ME))
        ended.append(await reader.read())

    async with listening(handler) as url:
        async with opened(connections=4) as request:
            await asyncio.gather(*(request.post(f"{url}/bot{TOKEN}/getMe") for _ in range(4)))
            assert ended == []
        await until(lambda: ended == [b""] * 4)
        closed = await error_of(request.post(f"{url}/bot{TOKEN}/getMe"))
        assert isinstance(closed.__cause__, NotSentError)


# What goes wrong.

FAULTS: dict[str, Fault] = {
    **{name: refuse(name) for name in REFUSALS},
    "migrated": refuse(migrated(-1005)),
    "flood": refuse(too_many_requests(7)),
    "reset": reset(),
    "lost answer": lost_answer(),
    "cut body": cut_body(),
    "not JSON": not_json(),
    "500": server_error(500),
    "502": server_error(502),
    "silence": silence(),
}


async def test_each_answer_means_what_it_means_to_the_library_itself(bot_api: BotApi) -> None:
    stock = Bot(
        TOKEN,
        base_url=bot_api.base_url,
        request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
    )
    ours = make_bot(TOKEN, bot_api.base_url, 4)
    async with stock, ours:
        for name, fault in FAULTS.items():
            bot_api.fail("sendMessage", fault, times=2)
            patience = 0.2 if name == "silence" else 20
            theirs, same = [
                await error_of(each.send_message(ALICE, "x", read_timeout=patience))
                for each in (stock, ours)
            ]
            assert type(same) is type(theirs), name
            if fault.refusal is not None:
                assert same.message == theirs.message, name
                assert vars(same) == vars(theirs), name
            assert same.__cause__ is None or name in ("500", "502"), f"{name}: it may have arrived"


async def test_what_cannot_be_reached_is_known_to_be_unsent() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:1/bot", 1)
    async with known_bot(bot):
        error = await error_of(bot.send_message(ALICE, "x"))
    assert type(error) is NetworkError
    assert isinstance(error.__cause__, NotSentError)
    assert "127.0.0.1:1" in error.message
    assert "not sent" in error.message


async def test_a_server_is_believed_only_where_the_system_trusts_its_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(page("200 OK", ME))
        await writer.drain()

    async with listening(handler, tls) as url:
        async with opened() as request:
            error = await error_of(request.post(f"{url}/bot{TOKEN}/getMe"))
        # What is trusted is read once in the life of a process: here another begins.
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        telegram_request.tls_context.cache_clear()
        async with opened() as request:
            assert await request.post(f"{url}/bot{TOKEN}/getMe") == json.loads(ME)["result"]
    telegram_request.tls_context.cache_clear()
    assert "certificate verify failed" in error.message
    assert isinstance(error.__cause__, NotSentError)


async def test_a_wait_for_a_connection_that_ends_in_vain_is_known_to_be_unsent(
    bot_api: BotApi,
) -> None:
    url = f"{bot_api.base_url}{TOKEN}/getMe"
    async with opened(connections=1, pool_timeout=0.05) as request:
        bot_api.fail("getMe", silence(), times=None)
        first = asyncio.create_task(request.post(url, read_timeout=5))
        await bot_api.until_call("getMe")
        error = await error_of(request.post(url))
        first.cancel()
    assert isinstance(error, TimedOut)
    assert isinstance(error.__cause__, NotSentError)
    assert len(bot_api.calls_of("getMe")) == 1


async def test_an_answer_that_never_ends_is_not_read_for_ever() -> None:
    chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    written = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while written < 4 * LARGEST_ANSWER:
            writer.write(chunk)
            await writer.drain()
            written += len(chunk)

    async with listening(handler) as url, opened() as request:
        error = await error_of(request.post(f"{url}/bot{TOKEN}/getMe"))
    assert type(error) is NetworkError
    assert "larger than" in error.message
    assert written < 2 * LARGEST_ANSWER


async def test_an_answer_that_drips_ends_when_the_time_for_all_of_it_is_up() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with listening(handler) as url, opened(deadline=0.05) as request:
        assert type(await error_of(request.post(f"{url}/bot{TOKEN}/getMe"))) is TimedOut


class Canned(TelegramRequest):
    """Gives an answer that it was given."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(connections=1)
        self._canned = status, body

    @override
    async def _exchange(self, *_: object) -> tuple[int, bytes]:
        return self._canned


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "ok": JSON,
        "result": JSON,
        "description": JSON,
        "parameters": JSON
        | st.dictionaries(st.sampled_from(["retry_after", "migrate_to_chat_id", "x"]), JSON),
    },
)


@given(
    st.integers(min_value=200, max_value=999),
    st.binary() | (JSON | ANSWERS).map(lambda answer: json.dumps(answer).encode()),
)
@example(300, b'{"parameters": {"retry_after": -86399999913601}}')
@example(429, b'{"parameters": {"retry_after": 86399999999999999}}')
def test_whatever_the_answer_is_it_is_read_or_refused_as_the_library_does(
    status: int, body: bytes
) -> None:
    request: BaseRequest = Canned(status, body)
    told: object
    try:
        told = asyncio.run(request.post("http://localhost/bot/x"))
    except TelegramError as error:
        told = error.message
        assert isinstance(told, str)
    else:
        assert told == json.loads(body.decode("utf-8", "replace"))["result"]


def test_parameters_go_as_a_form_as_the_library_sends_them() -> None:
    """For some servers that stand in for the Bot API read nothing else."""
    headers, content = body_of(
        json_data({"text": "涨 5%&", "silent": True, "rows": [1], "x": None})
    )
    assert isinstance(content, bytes)
    assert parse_qs(content.decode()) == {"text": ["涨 5%&"], "silent": ["true"], "rows": ["[1]"]}
    assert dict(headers) == {
        b"Content-Type": b"application/x-www-form-urlencoded",
        b"Content-Length": str(len(content)).encode(),
    }
