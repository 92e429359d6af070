"""Who may ask for what, and how often."""

from __future__ import annotations

import httpx
import pytest

from notifier.core.access import Access
from notifier.core.errors import StoreError
from notifier.core.i18n import LANGUAGES, translator
from notifier.store.chats import chats
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.subscriptions import keys
from tests.builders import NOW
from tests.web.api.client import PROGRAM, Api, bearer, problem
from tests.web.launches import BOT
from tests.web.test_site import FailingStore

PUBLIC = ("/articles", "/stories", "/companies", "/topics", "/preview?query=元宇宙")


@pytest.mark.parametrize("path", PUBLIC)
async def test_what_is_public_is_read_without_a_token_by_scripts_of_any_site(
    api: Api, path: str
) -> None:
    answer = await api.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await api.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    asked = await api.http.options(path)
    assert asked.status_code == 204
    assert "Authorization" not in asked.headers["access-control-allow-headers"]


async def test_every_answer_says_that_it_is_no_page(api: Api) -> None:
    for path in ("/topics", "/me", "/nothing"):
        headers = (await api.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_chat_is_read_by_its_token_and_by_nobody_else(api: Api) -> None:
    token = await api.token(await api.chat(language="zh-Hant"))
    answer = await api.http.get("/me", headers=token)
    assert answer.json()["language"] == "zh-Hant"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers

    nobody = problem(await api.http.get("/me"), 401, "who")
    assert nobody["detail"].startswith("Say for whom")
    for header in ("Bearer x", "Bearer", "Bearer é", "Basic YTpi", "tma", "x"):
        answer = await api.http.get("/me", headers={b"Authorization": header.encode("latin-1")})
        assert answer.status_code == 401, header
        assert answer.headers["www-authenticate"] == "Bearer"
    problem(await api.http.get("/topics", headers=bearer("x")), 401, "token")


async def test_a_token_ends_with_the_next_and_when_it_is_revoked(api: Api) -> None:
    chat = await api.chat()
    first = await api.token(chat)
    second = await api.token(chat)
    problem(await api.http.get("/me", headers=first), 401, "token")
    assert (await api.http.get("/me", headers=second)).status_code == 200
    async with api.store.write() as connection:
        assert await keys.end(connection, KeyKind.API, chat)
    problem(await api.http.get("/me", headers=second), 401, "token")


async def test_the_address_of_a_private_feed_is_no_token(api: Api) -> None:
    chat = await api.chat()
    async with api.store.write() as connection:
        key = await keys.make(connection, KeyKind.FEED, chat, NOW)
    problem(await api.http.get("/me", headers=bearer(key)), 401, "token")


async def test_a_token_of_the_configuration_reads_what_is_public_and_no_chat(api: Api) -> None:
    assert (await api.http.get("/topics", headers=bearer(PROGRAM))).status_code == 200
    for method, path in (("GET", "/me"), ("GET", "/subscriptions"), ("DELETE", "/me/feed")):
        problem(await api.http.request(method, path, headers=bearer(PROGRAM)), 403, "read-only")


async def test_who_opens_the_mini_app_acts_for_their_private_chat(api: Api) -> None:
    chat = await api.chat()
    token = await api.token(chat)
    made = await api.http.post("/subscriptions", json={"query": "元宇宙"}, headers=api.launch())
    assert made.status_code == 201
    held = await api.http.get("/subscriptions", headers=token)
    assert [each["query"] for each in held.json()["items"]] == ["元宇宙"]


async def test_who_opens_the_mini_app_before_the_chat_gets_one_in_their_language(
    api: Api,
) -> None:
    answer = await api.http.get("/me", headers=api.launch(77))
    assert answer.json()["language"] == "zh-Hans"
    async with api.store.read() as connection:
        chat = await chats.find_chat(connection, 77, bot=BOT)
    assert chat is not None
    assert chat.kind == "private"


async def test_launch_data_that_is_forged_or_old_is_refused(api: Api) -> None:
    forged = api.launch(token="4242:BB-of-somebody-else")
    problem(await api.http.get("/me", headers=forged), 401, "launch-forged")
    old = api.launch()
    api.clock.advance(days=2)
    problem(await api.http.get("/me", headers=old), 401, "launch-stale")


async def test_whom_the_operator_does_not_let_in_is_refused(sqlite_store: Store) -> None:
    api = Api(sqlite_store, access=Access(frozenset({1}), frozenset({42})))
    assert (await api.http.get("/me", headers=api.launch(42))).status_code == 200
    assert (await api.http.get("/me", headers=api.launch(1))).status_code == 200
    told = problem(await api.http.get("/me", headers=api.launch(77)), 403, "not-allowed")
    assert "77" in told["detail"]
    async with api.store.read() as connection:
        assert await chats.find_chat(connection, 77, bot=BOT) is None
    token = await api.token(await api.chat(78))
    problem(await api.http.get("/me", headers=token), 403, "not-allowed")


async def test_a_chat_that_an_operator_switched_off_is_refused(api: Api) -> None:
    chat = await api.chat()
    token = await api.token(chat)
    async with api.store.write() as connection:
        await chats.disable_chat(connection, chat.id, chats.SWITCHED_OFF, NOW)
    assert (await api.http.get("/me", headers=token)).status_code == 401
    problem(await api.http.get("/me", headers=api.launch()), 403, "not-allowed")


async def test_a_chat_that_blocked_the_bot_still_has_its_list(api: Api) -> None:
    chat = await api.chat()
    async with api.store.write() as connection:
        await chats.disable_chat(connection, chat.id, "bot was blocked by the user", NOW)
    assert (await api.http.get("/me", headers=await api.token(chat))).status_code == 200


async def test_each_address_and_each_token_has_a_limit_of_its_own(sqlite_store: Store) -> None:
    api = Api(sqlite_store, per_minute=3)
    other = api.from_address("203.0.113.8")
    assert [await status(api.http) for _ in range(4)] == [200, 200, 200, 429]
    answer = await api.http.get("/topics")
    problem(answer, 429, "too-often")
    assert answer.headers["retry-after"] == "20"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert await status(other) == 200
    token = await api.token(await api.chat())
    for header in (token, bearer(PROGRAM)):
        assert [await status(api.http, header) for _ in range(4)] == [200, 200, 200, 429]
    api.clock.advance(seconds=20)
    assert [await status(api.http) for _ in range(2)] == [200, 429]


async def test_tokens_that_are_guessed_count_for_the_address(sqlite_store: Store) -> None:
    api = Api(sqlite_store, per_minute=2)
    assert [await status(api.http, bearer("x")) for _ in range(3)] == [401, 401, 429]


async def test_addresses_of_one_ipv6_network_count_as_one(sqlite_store: Store) -> None:
    api = Api(sqlite_store, per_minute=1)
    assert await status(api.from_address("2001:db8::1")) == 200
    assert await status(api.from_address("2001:db8::2")) == 429
    assert await status(api.from_address("2001:db8:1::1")) == 200
    assert await status(api.from_address("::ffff:192.0.2.1")) == 200
    assert await status(api.from_address("192.0.2.1")) == 429
    assert await status(api.from_address("no address")) == 200


async def test_changes_count_as_commands_do(sqlite_store: Store) -> None:
    api = Api(sqlite_store, changes_per_minute=1, access=Access(frozenset({1})))
    for who, expected in ((42, [201, 429]), (1, [201, 200])):
        wanted = [
            await api.http.post("/subscriptions", json={"query": "元宇宙"}, headers=api.launch(who))
            for _ in expected
        ]
        assert [each.status_code for each in wanted] == expected
    assert (await api.http.get("/subscriptions", headers=api.launch())).status_code == 200


async def status(http: httpx.AsyncClient, headers: dict[str, str] | None = None) -> int:
    return (await http.get("/topics", headers=headers)).status_code


async def test_it_is_served_below_the_path_of_the_public_address_too(api: Api) -> None:
    answer = await api.http.get("http://here/news/api/v1/topics")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("failure", "status", "name"),
    [
        (StoreError("the database x cannot be used: <secret>"), 503, "unavailable"),
        (KeyError("<secret>"), 500, "failed"),
    ],
)
async def test_what_goes_wrong_here_is_a_problem_that_tells_nothing_more(
    sqlite_store: Store, failure: Exception, status: int, name: str
) -> None:
    store = FailingStore(sqlite_store, failure)
    api = Api(store)
    answer = await api.http.get("/articles")
    assert "secret" not in str(problem(answer, status, name))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("retry-after" in answer.headers) is (status == 503)
    store.failure = None
    assert (await api.http.get("/articles")).status_code == 200


async def test_whoever_asks_is_answered_in_their_language(api: Api) -> None:
    browser = {"Accept-Language": "zh-TW, en;q=0.5"}
    told = problem(await api.http.get("/me", headers=browser), 401, "who")
    assert told["detail"].startswith("請")
    token = await api.token(await api.chat(language="zh-Hans"))
    told = problem(await api.http.get("/stories/9", headers={**browser, **token}), 404, "not-found")
    assert told["detail"].startswith("这里")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_refused_unheard_is_told_in_the_language_of_the_chat(
    api: Api, language: str
) -> None:
    other = {"Accept-Language": "en" if language != "en" else "zh-CN"}
    headers = {**other, **await api.token(await api.chat(language=language))}
    headers["Content-Type"] = "application/json"
    say = translator(language)
    for method, path, content, slug in (
        ("POST", "/subscriptions", b"x" * 200_000, "too-large"),
        ("POST", "/subscriptions", b"{", "invalid"),
        ("POST", "/subscriptions", b"[" * 50_000, "unreadable"),
        ("PUT", "/topics", b"", "method"),
        ("GET", "/nothing", b"", "not-found"),
    ):
        answer = await api.http.request(method, path, content=content, headers=headers)
        assert answer.json()["type"].endswith(slug)
        assert answer.json()["detail"] == say(f"api-{slug}")


async def test_what_is_refused_unheard_is_told_strangers_in_their_browsers_language(
    api: Api,
) -> None:
    for who in ({}, {"Authorization": "Bearer none"}, {"Authorization": "tma none"}):
        headers = {"Accept-Language": "en;q=0.3, zh-TW;q=0.9", **who}
        answer = await api.http.post("/subscriptions", content=b"x" * 200_000, headers=headers)
        told = problem(answer, 413, "too-large")
        assert told["detail"] == translator("zh-Hant")("api-too-large")


async def test_who_asks_too_often_is_told_in_the_language_of_the_chat(sqlite_store: Store) -> None:
    api = Api(sqlite_store, per_minute=1)
    headers = {"Accept-Language": "en", **await api.token(await api.chat(language="zh-Hant"))}
    await api.http.get("/topics", headers=headers)
    told = problem(await api.http.get("/topics", headers=headers), 429, "too-often")
    assert told["detail"] == translator("zh-Hant")("api-too-often", seconds=60)
