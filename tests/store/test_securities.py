"""Securities of the official lists, and imported ones."""

from __future__ import annotations

from notifier.core.model import Security
from notifier.store.engine import counters
from notifier.store.engine.database import Store
from notifier.store.sources import securities
from tests.builders import IFLYTEK, NOW, ZHENHUA


async def put(store: Store, *new: Security) -> None:
    async with store.write() as connection:
        await securities.put(connection, new)


async def load(store: Store) -> list[Security]:
    async with store.read() as connection:
        return await securities.load(connection)


async def version(store: Store) -> int:
    async with store.read() as connection:
        return await counters.read_counter(connection, counters.SECURITIES)


async def test_what_is_imported_comes_back_by_symbol(store: Store) -> None:
    assert await load(store) == []
    await put(store, IFLYTEK, ZHENHUA)
    assert await load(store) == [ZHENHUA, IFLYTEK]


async def test_an_import_replaces_what_it_names_and_leaves_the_rest(store: Store) -> None:
    await put(store, IFLYTEK, ZHENHUA)
    renamed = Security("SZ002230", "SZSE", "讯飞", ("科大讯飞", "iFlytek"))
    await put(store, renamed)
    assert await load(store) == [ZHENHUA, renamed]


async def test_of_a_symbol_that_comes_twice_the_last_stays(store: Store) -> None:
    await put(store, Security("SZ002230", "SZSE", "x"), IFLYTEK)
    assert await load(store) == [IFLYTEK]


async def test_every_import_raises_the_version_by_which_readers_learn_of_it(store: Store) -> None:
    assert await version(store) == 0
    await put(store, IFLYTEK)
    await put(store)
    assert await version(store) == 2


async def test_imported_lists_stand_apart_later_ones_behind_and_are_taken_back(
    store: Store,
) -> None:
    renamed = Security("SZ002230", "SZSE", "讯飞", ("iFlytek",))
    async with store.write() as connection:
        first = await securities.add_list(connection, "a.csv", [IFLYTEK, ZHENHUA], NOW)
        second = await securities.add_list(connection, "b.csv", [IFLYTEK, renamed], NOW)
        found = await securities.imported_lists(connection)
        assert [(each.name, each.securities, each.imported_at) for each in found] == [
            ("a.csv", 2, NOW),
            ("b.csv", 1, NOW),
        ]
        assert await securities.load_imported(connection) == [ZHENHUA, IFLYTEK, renamed]
        assert await securities.load(connection) == []
        assert await securities.remove_list(connection, first)
        assert not await securities.remove_list(connection, first)
        assert await securities.load_imported(connection) == [renamed]
        assert await securities.remove(connection, renamed.symbol)
        assert not await securities.remove(connection, renamed.symbol)
        assert [each.id for each in await securities.imported_lists(connection)] == [second]
    assert await version(store) == 6
