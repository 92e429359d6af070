"""Keys of chats and answers to their programs: in either engine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifier.store.chats import api_answers, chats, keys
from notifier.store.chats.api_answers import StoredAnswer
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.store.retention import Step, delete_api_answers
from tests.builders import NOW, a_chat

HOUR = timedelta(hours=1)


async def opened(store: Store, kind: KeyKind, digest: str) -> int | None:
    """Return the Telegram id of the chat that a key is of."""
    async with store.read() as connection:
        chat = await keys.chat_of(connection, kind, digest)
    return None if chat is None else chat.telegram_id


@pytest.mark.parametrize("kind", KeyKind)
async def test_a_chat_has_one_key_of_a_kind(store: Store, kind: KeyKind) -> None:
    one, two = await a_chat(store, 1), await a_chat(store, 2)
    async with store.write() as connection:
        assert not await keys.has(connection, kind, one.id)
        for digest in ("first", "second"):
            await keys.put(connection, kind, one.id, digest, NOW)
        await keys.put(connection, kind, two.id, "theirs", NOW)
        assert await keys.has(connection, kind, one.id)
    for other in KeyKind:
        expected = [1, None, 2] if other is kind else [None, None, None]
        assert [await opened(store, other, each) for each in ("second", "first", "theirs")] == (
            expected
        )
    async with store.write() as connection:
        assert await keys.delete(connection, kind, one.id)
        assert not await keys.delete(connection, kind, one.id)
    assert [await opened(store, kind, each) for each in ("second", "theirs")] == [None, 2]


@pytest.mark.parametrize("kind", KeyKind)
async def test_a_key_outlives_a_block_but_not_an_operators_no(store: Store, kind: KeyKind) -> None:
    chat = await a_chat(store, 1)
    async with store.write() as connection:
        await keys.put(connection, kind, chat.id, "x", NOW)
        await chats.disable_chat(connection, chat.id, "bot was blocked by the user", NOW)
    assert await opened(store, kind, "x") == 1
    async with store.write() as connection:
        await chats.disable_chat(connection, chat.id, chats.SWITCHED_OFF, NOW)
    assert await opened(store, kind, "x") is None


async def test_keys_move_with_a_chat_and_go_with_it(store: Store) -> None:
    before = await a_chat(store, 1, bot=0)
    async with store.write() as connection:
        await keys.put(connection, KeyKind.API, before.id, "x", NOW)
        await api_answers.claim(connection, before.id, "k", "asked", NOW)
    after = await a_chat(store, 1)
    async with store.write() as connection:
        await chats.adopt(connection, after.bot)
    assert await opened(store, KeyKind.API, "x") == 1
    async with store.write() as connection:
        await chats.forget_chat(connection, after.id)
    assert await opened(store, KeyKind.API, "x") is None


async def test_an_answer_is_found_by_its_chat_and_key(store: Store) -> None:
    one, two = await a_chat(store, 1), await a_chat(store, 2)
    async with store.write() as connection:
        assert await api_answers.claim(connection, one.id, "k", "asked", NOW) is None
        await api_answers.store(connection, one.id, "k", 201, '{"id": 1}')
        assert await api_answers.claim(connection, two.id, "k", "asked", NOW) is None
        assert await api_answers.claim(connection, one.id, "other", "asked", NOW) is None
    async with store.write() as connection:
        found = await api_answers.claim(connection, one.id, "k", "something else", NOW)
    assert found == StoredAnswer("asked", 201, '{"id": 1}')


def test_a_digest_tells_where_its_parts_end() -> None:
    assert api_answers.digest(b"a", b"bc") != api_answers.digest(b"ab", b"c")
    assert api_answers.digest(b"a", b"bc") == api_answers.digest(b"a", b"bc")


async def test_answers_are_deleted_some_at_a_time_once_they_are_old(store: Store) -> None:
    chat = await a_chat(store)
    async with store.write() as connection:
        for hours in range(4):
            await api_answers.claim(connection, chat.id, f"{hours}", "asked", NOW + hours * HOUR)
    before = NOW + 2.5 * HOUR
    async with store.write() as connection:
        assert await delete_api_answers(connection, before, limit=2) == Step(2, 0)
        assert await delete_api_answers(connection, before, limit=2) == Step(1)
        assert await api_answers.claim(connection, chat.id, "3", "asked", NOW) is not None
        assert await api_answers.claim(connection, chat.id, "2", "asked", NOW) is None
