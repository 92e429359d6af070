"""A process of this version on a database that a newer one has upgraded."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from notifier.store.engine.migrate import head
from tests.databases import migrate
from tests.fakes.bot_api import BotApi
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place

EXPANDED = f"""
ALTER TABLE alert ADD COLUMN weight integer NOT NULL DEFAULT 1;
CREATE TABLE what_is_new (alert_id bigint REFERENCES alert (id));
UPDATE alembic_version SET version_num = '9998';
UPDATE counter SET value = {int(head())} WHERE name = 'schema_usable_from';
"""
CONTRACTED = """
UPDATE alembic_version SET version_num = '9999';
UPDATE counter SET value = 9998 WHERE name = 'schema_usable_from';
"""


async def test_it_starts_and_goes_on_until_what_it_uses_is_taken_away(
    tmp_path: Path, postgres_url: str, bot_api: BotApi
) -> None:
    await migrate(postgres_url)
    newer = await asyncpg.connect(postgres_url)
    await newer.execute(EXPANDED)
    place = Place(tmp_path, postgres_url).with_bot(bot_api)
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    place.posts.joinpath("first.md").write_text(A_POST, encoding="utf-8")
    await bot_api.until_message(42, containing="江城信息消费节启动")
    code, out, _ = await place.run("check")
    assert (code, "schema up to date" in out) == (0, True)
    assert "database_of_a_newer_version" in service.log
    assert await service.stop() == 0
    await newer.execute(CONTRACTED)
    await newer.close()
    code, _, err = await place.run("run")
    assert code == 1
    assert "run that version" in err
