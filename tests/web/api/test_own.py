"""What belongs to a chat: its list, how it is told, its private feed; each change once."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from notifier.bot.replies import SetMenu, load
from notifier.core.model import Security
from notifier.store.chats import chats, inbox, subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.builders import a_subscription, small_rules
from tests.delivery.dispatch import FakeSender
from tests.web.api.client import Api, problem
from tests.web.feeds.filled_feeds import METAVERSE
from tests.web.launches import BOT

META = Security("META", "NASDAQ", "Meta")
TWIN, OTHER = Security("SH600001", "SSE", "同名股份"), Security("SZ000002", "SZSE", "同名股份")


@pytest.fixture
def api(sqlite_store: Store) -> Api:
    return Api(sqlite_store, rules=small_rules(METAVERSE, securities=(META, TWIN, OTHER)))


class Asking:
    """Asks for one chat."""

    def __init__(self, api: Api, headers: dict[str, str]) -> None:
        self.api = api
        self.headers = headers

    async def __call__(
        self, method: str, path: str, json: Any = None, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.api.http.request(
            method, path, json=json, headers={**self.headers, **named}
        )

    async def held(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self("GET", "/subscriptions")).json()["items"]
        return found


@pytest.fixture
async def ask(api: Api) -> Asking:
    return Asking(api, await api.token(await api.chat()))


# Following


async def test_what_is_followed_is_listed_changed_and_ended(ask: Asking) -> None:
    made = await ask("POST", "/subscriptions", {"query": "元宇宙 -游戏"})
    assert made.status_code == 201
    held = made.json()
    assert held["query"] == "元宇宙 -游戏"
    assert (held["kind"], held["title"], held["symbol"]) == ("words", "元宇宙 -游戏", None)
    assert (held["delivery"], held["muted_until"]) == ("instant", None)
    assert await ask.held() == [held]

    again = await ask("POST", "/subscriptions", {"query": " 元宇宙  -游戏"})
    assert (again.status_code, again.json()) == (200, held)

    path = f"/subscriptions/{held['id']}"
    until = "2026-11-24T08:00:00+08:00"
    muted = await ask("PATCH", path, {"delivery": "weekly", "muted_until": until})
    assert muted.json() == held | {"delivery": "weekly", "muted_until": "2026-11-24T00:00:00Z"}
    assert await ask.held() == [muted.json()]
    assert (await ask("PATCH", path, {"muted_until": None})).json()["muted_until"] is None
    assert (await ask("PATCH", path, {})).json()["delivery"] == "weekly"

    assert (await ask("DELETE", path)).status_code == 204
    assert await ask.held() == []
    problem(await ask("DELETE", path), 404, "not-found")
    problem(await ask("PATCH", path, {}), 404, "not-found")


async def test_what_is_followed_is_listed_page_by_page(ask: Asking) -> None:
    for query in ("元宇宙", "芯片", "机器人"):
        assert (await ask("POST", "/subscriptions", {"query": query})).status_code == 201
    first = (await ask("GET", "/subscriptions?limit=2")).json()
    assert [each["title"] for each in first["items"]] == ["元宇宙", "芯片"]
    await ask("DELETE", f"/subscriptions/{first['items'][0]['id']}")
    rest = (await ask("GET", f"/subscriptions?limit=2&cursor={first['next']}")).json()
    assert [each["title"] for each in rest["items"]] == ["机器人"], "whatever ended meanwhile"
    assert rest["next"] is None
    problem(await ask("GET", "/subscriptions?limit=0"), 422, "invalid")
    problem(await ask("GET", "/subscriptions?foo=1"), 422, "invalid")


async def test_companies_and_topics_are_named_in_the_language_of_the_chat(ask: Asking) -> None:
    for query in ("$META", "元宇宙 | 虚拟现实"):
        assert (await ask("POST", "/subscriptions", {"query": query})).status_code == 201
    assert [(each["kind"], each["title"], each["symbol"]) for each in await ask.held()] == [
        ("company", "Meta", "META"),
        ("topic", "元宇宙", None),
    ]


@pytest.mark.parametrize(
    ("query", "name", "told"),
    [
        ("(元宇宙", "query", {"position": 0, "repair": "(元宇宙)"}),
        ("元宇宙 -元宇宙", "query", {}),
        (
            "meta",
            "ambiguous",
            {
                "choices": [{"symbol": "META", "name": "Meta", "query": "$META"}],
                "as_words": '"meta"',
            },
        ),
        ("SH600001、META", "several", {"queries": ["SH600001", "META"]}),
        ("", "invalid", {}),
        ("x" * 20_001, "invalid", {}),
        ("\x00", "invalid", {}),
    ],
)
async def test_what_the_bot_asks_back_is_refused_with_what_to_send_instead(
    ask: Asking, query: str, name: str, told: dict[str, Any]
) -> None:
    wrong = problem(await ask("POST", "/subscriptions", {"query": query}), 422, name)
    assert wrong.items() >= told.items()
    assert await ask.held() == []


async def test_each_choice_and_the_words_are_taken(ask: Asking) -> None:
    asked = problem(await ask("POST", "/subscriptions", {"query": "同名股份"}), 422, "ambiguous")
    for query in [*(each["query"] for each in asked["choices"]), asked["as_words"]]:
        assert (await ask("POST", "/subscriptions", {"query": query})).status_code == 201
    assert [each["symbol"] for each in await ask.held()] == ["SH600001", "SZ000002", None]


async def test_a_list_that_is_full_takes_no_more(sqlite_store: Store) -> None:
    api = Api(sqlite_store, max_subscriptions=1)
    ask = Asking(api, await api.token(await api.chat()))
    assert (await ask("POST", "/subscriptions", {"query": "芯片"})).status_code == 201
    assert (await ask("POST", "/subscriptions", {"query": "芯片"})).status_code == 200
    full = problem(await ask("POST", "/subscriptions", {"query": "机器人"}), 409, "list-full")
    assert full["limit"] == 1


async def test_what_another_chat_follows_is_not_there(api: Api, ask: Asking) -> None:
    other = await api.chat(43)
    await a_subscription(api.store, other, "芯片")
    async with api.store.read() as connection:
        [theirs] = await subscriptions.of_chat(connection, other.id)
    for method, body in (("PATCH", {"delivery": "daily"}), ("DELETE", None)):
        problem(await ask(method, f"/subscriptions/{theirs.id}", body), 404, "not-found")
    async with api.store.read() as connection:
        assert await subscriptions.of_chat(connection, other.id) == [theirs]


@pytest.mark.parametrize(
    "change",
    [
        {"delivery": "burst"},
        {"delivery": 1},
        {"muted_until": "2026-11-23T01:30:00Z"},
        {"muted_until": "2028-01-01T00:00:00Z"},
        {"muted_until": "2026-11-24T08:00:00"},
        {"muted_until": "0001-01-01T00:00:00+14:00"},
        {"muted_until": "9999-12-31T23:59:59-12:00"},
        {"unknown": 1},
        [],
        None,
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(ask: Asking, change: object) -> None:
    held = (await ask("POST", "/subscriptions", {"query": "芯片"})).json()
    told = problem(await ask("PATCH", f"/subscriptions/{held['id']}", change), 422, "invalid")
    assert told["faults"]
    assert await ask.held() == [held]


async def test_what_the_bot_and_the_api_follow_is_one_list(api: Api, ask: Asking) -> None:
    bot = Bot(api.store, FakeSender(), rules=api.rules, options=OPTIONS)
    await ask("POST", "/subscriptions", {"query": "芯片"})
    async with api.store.read() as connection:
        assert [chat.telegram_id for chat, _ in await subscriptions.of_all(connection)] == [42]
    assert bot.store is api.store


# How the chat is told


async def test_the_settings_of_a_chat_are_read_and_changed(api: Api, ask: Asking) -> None:
    before = (await ask("GET", "/me")).json()
    assert before == {
        "language": "en",
        "time_zone": "Asia/Shanghai",
        "quiet_hours": None,
        "quiet_weekends": False,
        "urgent_passes": True,
        "daily_at": "18:00",
        "market": None,
        "silent": False,
        "pictures": True,
        "hashtags": False,
        "has_feed": False,
        "subscriptions": 0,
        "max_subscriptions": 1000,
    }
    change = {
        "language": "zh-Hant",
        "time_zone": "Europe/London",
        "quiet_hours": {"from": "22:30", "until": "07:00"},
        "quiet_weekends": True,
        "urgent_passes": False,
        "daily_at": "08:15",
        "market": "XHKG",
        "silent": True,
        "pictures": False,
        "hashtags": True,
    }
    after = await ask("PATCH", "/me", change)
    assert (after.status_code, after.json()) == (200, before | change)
    assert (await ask("GET", "/me")).json() == before | change
    async with api.store.read() as connection:
        chat = await chats.find_chat(connection, 42, bot=4242)
    assert chat is not None
    assert (chat.preferences.quiet_from, chat.preferences.quiet_until) == (1350, 420)

    assert (await ask("PATCH", "/me", {})).json() == before | change
    nulls = {"time_zone": None, "quiet_hours": None, "market": None, "silent": None}
    assert (await ask("PATCH", "/me", nulls)).json() == before | change | {
        "time_zone": "Asia/Shanghai",
        "quiet_hours": None,
        "market": None,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"language": "fr"},
        {"time_zone": "Mars/Phobos"},
        {"time_zone": "../etc/passwd"},
        {"quiet_hours": {"from": "24:00", "until": "07:00"}},
        {"quiet_hours": {"from": "22:00"}},
        {"quiet_hours": {"from": "22:30", "until": "22:30"}},
        {"quiet_hours": {"from": "00:00", "until": "00:00"}},
        {"daily_at": "8"},
        {"market": "XLON"},
        {"silent": "perhaps"},
        {"unknown": 1},
    ],
)
async def test_a_setting_that_there_is_not_is_refused(
    ask: Asking, change: dict[str, object]
) -> None:
    before = (await ask("GET", "/me")).json()
    problem(await ask("PATCH", "/me", change), 422, "invalid")
    assert (await ask("GET", "/me")).json() == before


# The private feed


async def test_a_private_feed_is_made_read_and_ended(api: Api, ask: Asking) -> None:
    first = await ask("POST", "/me/feed", {"rotate": True}, Idempotency_Key="a")
    assert first.status_code == 201
    second = await ask("POST", "/me/feed", {"rotate": True}, Idempotency_Key="a")
    assert (await ask("GET", "/me")).json()["has_feed"] is True
    for status, addresses in ((404, first.json()), (200, second.json())):
        assert addresses.keys() == {"rss", "atom", "json_feed", "opml"}
        for address in addresses.values():
            path = address.removeprefix("https://news.example")
            assert (await api.http.get(f"http://here{path}")).status_code == status
    assert (await ask("DELETE", "/me/feed")).status_code == 204
    problem(await ask("DELETE", "/me/feed"), 404, "not-found")
    assert (await ask("GET", "/me")).json()["has_feed"] is False
    problem(await ask("POST", "/me/feed", {"rotate": False}), 422, "invalid")


# Each change once


async def test_a_change_that_is_sent_again_with_its_key_is_done_once(ask: Asking) -> None:
    first = await ask("POST", "/subscriptions", {"query": "芯片"}, Idempotency_Key="k")
    held = first.json()
    assert (await ask("DELETE", f"/subscriptions/{held['id']}")).status_code == 204
    again = await ask("POST", "/subscriptions", {"query": "芯片"}, Idempotency_Key="k")
    assert (again.status_code, again.json()) == (201, held)
    assert again.headers["idempotent-replayed"] == "true"
    assert await ask.held() == []
    gone = [await ask("DELETE", f"/subscriptions/{held['id']}", Idempotency_Key="d")]
    problem(gone[0], 404, "not-found")

    other = await ask("POST", "/subscriptions", {"query": "机器人"}, Idempotency_Key="k")
    problem(other, 422, "key-reused")
    other = await ask("PATCH", "/me", {}, Idempotency_Key="k")
    problem(other, 422, "key-reused")
    assert await ask.held() == []


async def test_a_refusal_takes_no_key(ask: Asking) -> None:
    problem(await ask("DELETE", "/me/feed", Idempotency_Key="k"), 404, "not-found")
    await ask("POST", "/me/feed", {"rotate": True})
    assert (await ask("DELETE", "/me/feed", Idempotency_Key="k")).status_code == 204
    assert (await ask("DELETE", "/me/feed", Idempotency_Key="k")).status_code == 204


async def test_the_keys_of_chats_are_their_own(api: Api, ask: Asking) -> None:
    other = Asking(api, await api.token(await api.chat(43)))
    for each in (ask, other):
        made = await each("POST", "/subscriptions", {"query": "芯片"}, Idempotency_Key="k")
        assert made.status_code == 201
        assert len(await each.held()) == 1


async def test_what_is_sent_twice_at_once_is_done_once(store: Store) -> None:
    """On either engine: the second waits for the first."""
    api = Api(store)
    ask = Asking(api, await api.token(await api.chat()))
    answers = await asyncio.gather(
        *(ask("POST", "/subscriptions", {"query": "芯片"}, Idempotency_Key="k") for _ in range(4))
    )
    assert {each.status_code for each in answers} == {201}
    assert len({each.text for each in answers}) == 1
    assert sum("idempotent-replayed" in each.headers for each in answers) == 3


# What is no request


async def test_a_body_that_cannot_be_read_is_refused(api: Api, ask: Asking) -> None:
    async def sent(content: bytes, kind: str = "application/json") -> httpx.Response:
        headers = {**ask.headers, "Content-Type": kind}
        return await api.http.post("/subscriptions", content=content, headers=headers)

    problem(await sent(b"{"), 422, "invalid")
    problem(await sent(b'{"query": "\xff"}'), 400, "unreadable")
    problem(await sent(b"[" * 50_000), 400, "unreadable")
    problem(await sent(b'{"query": "x"}', "text/plain"), 422, "invalid")
    problem(await sent(b'{"query": "' + b"x" * 100_000 + b'"}'), 413, "too-large")
    problem(await sent(b'{"query": "\\ud800"}'), 422, "invalid")
    problem(await sent(b'{"query": ' + b"1" * 5000 + b"}"), 400, "unreadable")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9223372036854775808", "1e3", "%00"])
async def test_a_number_without_measure_is_answered(ask: Asking, number: str) -> None:
    for method in ("PATCH", "DELETE"):
        answer = await ask(method, f"/subscriptions/{number}", {})
        assert answer.status_code in {404, 422}, answer.text


async def test_an_unknown_address_and_a_method_are_problems(api: Api) -> None:
    for path in ("/nothing", "/companies/%0A", "/%0A", "/"):
        problem(await api.http.get(path), 404, "not-found")
    answer = await api.http.put("/topics")
    problem(answer, 405, "method")
    assert answer.headers["allow"] == "GET"


async def test_another_language_is_that_of_the_commands_menu_too(api: Api, ask: Asking) -> None:
    for language in ("zh-Hant", "zh-Hant", "en"):
        await ask("PATCH", "/me", {"language": language})
        api.clock.advance(seconds=1)

    sent = []
    async with api.store.write() as connection:
        while due := await inbox.next_due(connection, BOT, api.clock.now, 10):
            sent += [(each.chat, load(each.reply or "")) for each in due]
            await inbox.done(connection, due[0], api.clock.now)
    assert sent == [(42, (SetMenu("zh-Hant"),)), (42, (SetMenu("en"),))]
