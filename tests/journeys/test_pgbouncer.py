"""The service through PgBouncer, which gives each transaction another connection."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from tests.fakes.bot_api import BotApi
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place, Service, free_port

ROLES = ("poll", "deliver", "chat")


async def _start(place: Place) -> list[Service]:
    services = []
    for role in ROLES:
        place.port = free_port()
        place.environment["NOTIFIER_WEB_PORT"] = str(place.port)
        services.append(await place.start("--role", role))
    return services


async def test_what_one_process_takes_another_sends(
    tmp_path: Path, pgbouncer_url: str, postgres_url: str, bot_api: BotApi
) -> None:
    place = Place(tmp_path, pgbouncer_url, paced=True).with_bot(bot_api)
    place.environment["NOTIFIER_DATABASE_LISTEN_URL"] = f"{postgres_url}&application_name=hears"
    services = await _start(place)
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    place.posts.joinpath("first.md").write_text(A_POST, encoding="utf-8")
    await bot_api.until_message(42, containing="江城信息消费节启动")
    connection = await asyncpg.connect(postgres_url)
    listening = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name = 'hears' AND query LIKE 'LISTEN%'"
    )
    await connection.close()
    assert listening == len(ROLES)
    assert [await each.stop() for each in services] == [0, 0, 0]
    assert '"level": "error"' not in services[0].log
    assert "listening_hears_nothing" not in services[0].log
