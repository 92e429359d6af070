"""What chats corrected."""

from __future__ import annotations

from datetime import timedelta

from notifier.core.model import Chat, Correction, CorrectionKind
from notifier.store.chats import chats, corrections
from notifier.store.engine.database import Store
from tests.builders import NOW, a_chat

NOT_IFLYTEK = Correction(CorrectionKind.COMPANY, "讯飞", "SZ002230")
NOT_OTHER = Correction(CorrectionKind.COMPANY, "讯飞", "SH600001")
NO_ADS = Correction(CorrectionKind.PHRASE, "广告")


async def add(store: Store, chat: Chat, *wanted: Correction) -> list[bool]:
    async with store.write() as connection:
        return [
            await corrections.add(connection, chat.id, each, NOW + timedelta(seconds=number))
            for number, each in enumerate(wanted)
        ]


async def of_chat(store: Store, chat: Chat) -> list[Correction]:
    async with store.read() as connection:
        return list(await corrections.of_chat(connection, chat.id))


async def test_a_correction_is_kept_once_and_for_its_chat_alone(store: Store) -> None:
    one, two = await a_chat(store, 1), await a_chat(store, 2)
    assert await add(store, one, NOT_IFLYTEK, NO_ADS, NOT_IFLYTEK) == [True, True, False]
    assert await of_chat(store, one) == [NOT_IFLYTEK, NO_ADS]
    assert await of_chat(store, two) == []


async def test_everything_about_some_words_is_taken_back_at_once(store: Store) -> None:
    one, two = await a_chat(store, 1), await a_chat(store, 2)
    await add(store, one, NOT_IFLYTEK, NO_ADS, NOT_OTHER)
    await add(store, two, NOT_IFLYTEK)
    async with store.write() as connection:
        assert await corrections.remove(connection, one.id, "讯飞") == 2
        assert await corrections.remove(connection, one.id, "讯飞") == 0
    assert await of_chat(store, one) == [NO_ADS]
    assert await of_chat(store, two) == [NOT_IFLYTEK]


async def test_an_operator_sees_who_corrected_what_and_when(store: Store) -> None:
    await add(store, await a_chat(store, 7), NOT_IFLYTEK, NO_ADS)
    async with store.read() as connection:
        found = await corrections.of_all(connection)
    assert found == [(7, NOT_IFLYTEK, NOW), (7, NO_ADS, NOW + timedelta(seconds=1))]


async def test_a_group_that_moves_to_where_we_are_known_brings_its_corrections(
    store: Store,
) -> None:
    group, supergroup = await a_chat(store, -5), await a_chat(store, -1005)
    await add(store, group, NOT_IFLYTEK, NO_ADS)
    await add(store, supergroup, NOT_OTHER, NO_ADS)
    async with store.write() as connection:
        await chats.move_chat(connection, group.id, -1005, NOW)
    found = await of_chat(store, supergroup)
    assert len(found) == 3
    assert set(found) == {NOT_IFLYTEK, NOT_OTHER, NO_ADS}
