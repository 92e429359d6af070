"""Imported securities."""

from __future__ import annotations

from notifier.core.model import Security
from notifier.store.engine import counters
from notifier.store.engine.database import Store
from notifier.store.sources import securities
from tests.builders import IFLYTEK, ZHENHUA


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
