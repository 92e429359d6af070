"""A process of this version on a database that a newer one has upgraded."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from notifier.store.engine.migrate import head, usable_from
from tests.databases import migrate
from tests.fakes.bot_api import BotApi
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place

EXPANDED = f"""
ALTER TABLE alert ADD COLUMN weight integer NOT NULL DEFAULT 1;
CREATE TABLE what_is_new (alert_id bigint REFERENCES alert (id));
UPDATE alembic_version SET version_num = '9998';
INSERT INTO counter (name, value) VALUES ('{usable_from("9998")}', {int(head())});
"""


async def test_it_starts_and_goes_on_as_long_as_nothing_that_it_uses_is_taken_away(
    tmp_path: Path, postgres_url: str, bot_api: BotApi
) -> None:
    await migrate(postgres_url)
    newer = await asyncpg.connect(postgres_url)
    await newer.execute(EXPANDED)
    await newer.close()
    place = Place(tmp_path, postgres_url).with_bot(bot_api)
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    place.posts.joinpath("first.md").write_text(A_POST, encoding="utf-8")
    await bot_api.until_message(42, containing="江城信息消费节启动")
    assert "database_of_a_newer_version" in service.log
    assert await service.stop() == 0
