"""Stages are woken by what is committed, in this process and by others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError
from structlog.testing import capture_logs

from notifier.service.stopping import background
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import story
from notifier.store.engine.wakeups import Stage, announce
from tests.builders import NOW


async def test_a_stage_is_woken_once_by_a_commit_and_no_sooner(store: Store) -> None:
    woken: list[int] = []
    store.wakeups.on(Stage.DELIVERY, lambda: woken.append(store.writes))
    async with store.write() as connection:
        await announce(connection, Stage.DELIVERY)
        await announce(connection, Stage.DELIVERY)
        assert woken == []
    assert woken == [1]


async def test_what_is_undone_wakes_nobody(store: Store) -> None:
    woken: list[str] = []
    store.wakeups.on(Stage.INBOX, lambda: woken.append("inbox"))
    with suppress(LookupError):
        async with store.write() as connection:
            await announce(connection, Stage.INBOX)
            raise LookupError
    async with store.write():
        pass
    assert woken == []


async def test_on_sqlite_our_next_commit_wakes_every_stage_for_what_others_wrote(
    sqlite_store: Store,
) -> None:
    here, other = (open_store(f"sqlite:///{sqlite_store.file}") for _ in range(2))
    woken: list[Stage] = []
    for stage in Stage:
        here.wakeups.on(stage, partial(woken.append, stage))
    await here.listen()
    await _write(here)
    await _write(here)
    assert woken == []
    await _write(other)
    with suppress(LookupError):
        async with here.write():
            raise LookupError
    await _write(here)
    assert sorted(woken) == sorted(Stage)
    await _write(here)
    assert sorted(woken) == sorted(Stage)
    await here.close()
    await other.close()


async def _write(store: Store) -> None:
    async with store.write() as connection:
        await connection.execute(sa.insert(story).values(created_at=NOW))


async def test_other_processes_are_woken_on_postgresql(postgres_url: str) -> None:
    here, there = open_store(postgres_url), open_store(postgres_url)
    listening, woken = asyncio.Event(), asyncio.Event()
    # Who begins to listen wakes every stage: it does not know what was announced before.
    there.wakeups.on(Stage.INBOX, listening.set)
    there.wakeups.on(Stage.DELIVERY, woken.set)
    async with background(there.wakeups.listen()), asyncio.timeout(60):
        await listening.wait()
        woken.clear()
        async with here.write() as connection:
            await announce(connection, Stage.DELIVERY)
        await woken.wait()
    await here.close()
    await there.close()


async def test_who_lost_the_connection_listens_again(postgres_url: str) -> None:
    here, there = open_store(postgres_url), open_store(postgres_url)
    listening = asyncio.Event()
    there.wakeups.on(Stage.INBOX, listening.set)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    async with background(there.wakeups.listen(retry=0.01)), asyncio.timeout(60):
        for _ in range(2):
            await listening.wait()
            listening.clear()
            async with here.read() as connection:
                await connection.execute(sa.text(others))
        await listening.wait()
    await here.close()
    await there.close()


async def test_where_nothing_can_be_heard_it_is_told_once_and_by_its_own_address_all_is_heard(
    pgbouncer_url: str, postgres_url: str
) -> None:
    pooled = open_store(pgbouncer_url)
    aside = open_store(pgbouncer_url, listen_address=postgres_url)
    listening, woken = asyncio.Event(), asyncio.Event()
    aside.wakeups.on(Stage.INBOX, listening.set)
    aside.wakeups.on(Stage.DELIVERY, woken.set)
    with capture_logs() as logs:
        async with background(pooled.wakeups.listen(retry=0.01, trial=0.2)), asyncio.timeout(20):
            while not logs:  # noqa: ASYNC110 - a log
                await asyncio.sleep(0.01)
        async with background(aside.wakeups.listen()), asyncio.timeout(20):
            await listening.wait()
            woken.clear()
            async with pooled.write() as connection:
                await announce(connection, Stage.DELIVERY)
            await woken.wait()
    assert [each["event"] for each in logs] == ["listening_hears_nothing"]
    await pooled.close()
    await aside.close()


async def test_a_server_that_is_away_is_told_of_once_however_often_it_is_tried() -> None:
    tries: asyncio.Queue[None] = asyncio.Queue()

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tries.put_nowait(None)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        away = open_store(f"postgresql://nobody@127.0.0.1:{port}/none?sslmode=disable")
        with capture_logs() as logs:
            async with background(away.wakeups.listen(retry=0.001)), asyncio.timeout(20):
                for _ in range(3):
                    await tries.get()
    assert [each["event"] for each in logs] == ["not_woken_by_other_processes"]
    await away.close()


async def _heard_after(store: Store, logs: Sequence[Mapping[str, object]]) -> asyncio.Event:
    """Wait until it is told that nothing is heard; return what is set once it is."""
    listening = asyncio.Event()
    store.wakeups.on(Stage.INBOX, listening.set)
    while not logs:  # noqa: ASYNC110 - a log
        await asyncio.sleep(0.01)
    return listening


async def test_while_every_connection_is_in_use_it_is_tried_again(postgres_url: str) -> None:
    here = open_store(postgres_url, busy_after=0.05)
    taken = []
    with suppress(NoFreeConnectionError):
        while True:
            taken.append(await here.engine.connect())
    with capture_logs() as logs:
        async with background(here.wakeups.listen(retry=0.01)), asyncio.timeout(60):
            listening = await _heard_after(here, logs)
            for each in taken:
                await each.close()
            await listening.wait()
    assert [each["event"] for each in logs] == ["not_woken_by_other_processes"]
    await here.close()


async def test_what_forbids_to_connect_is_told_and_tried_again(
    postgres_url: str,
) -> None:
    address = "postgresql://nobody@a%00b/x"
    here = open_store(postgres_url, listen_address=address)
    with capture_logs() as logs:
        async with background(here.wakeups.listen(retry=0.01)) as task, asyncio.timeout(60):
            await _heard_after(here, logs)
            await asyncio.sleep(0.1)
            assert not task.done()
    [told] = logs
    assert told["event"] == "not_woken_by_other_processes"
    assert "cannot be connected to as it is set" in str(told)
    await here.close()
