"""A PostgreSQL that lets the service do less than it needs: what is told, and what is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.databases import migrate
from tests.fakes.bot_api import BotApi
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place, http_client

WISH, TITLE = "秘密词QX7", "江城信息消费节启动"
ROLE = "newcomer"
ALL = f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}"


@pytest.fixture
async def owner(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect as the database's owner, beside whom there is a role without rights."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f"CREATE ROLE {ROLE} LOGIN")
    yield connection
    await connection.execute(f"DROP OWNED BY {ROLE} CASCADE; DROP ROLE {ROLE}")
    await connection.close()


@pytest.fixture
def place(tmp_path: Path, postgres_url: str, bot_api: BotApi) -> Place:
    """Return an operator's folder whose service comes as the role without rights."""
    return Place(tmp_path, postgres_url.replace("postgres@", f"{ROLE}@")).with_bot(bot_api)


async def until_told(place: Place, part: str) -> None:
    """Wait until monitoring is told that the service is not ready, and why."""
    async with http_client() as client, asyncio.timeout(30):
        while True:
            ready = await client.get(place.url("/readyz"))
            if ready.status_code == 503:
                assert any(part in each for each in ready.json()["problems"]), ready.text
                return
            await asyncio.sleep(0.5)


@pytest.mark.parametrize(
    ("change", "is_lack_of_rights"),
    [
        (f"REVOKE INSERT ON inbox, article FROM {ROLE}", True),
        ("ALTER TABLE inbox ADD CHECK (false) NOT VALID", False),
        ("ALTER TABLE inbox ALTER body TYPE bigint USING 0", False),
        ("ALTER TABLE article ADD CHECK (false) NOT VALID", False),
    ],
)
async def test_what_people_typed_and_what_articles_say_is_not_in_the_log(
    place: Place,
    bot_api: BotApi,
    owner: asyncpg.Connection,
    change: str,
    *,
    is_lack_of_rights: bool,
) -> None:
    await migrate(place.environment["NOTIFIER_DATABASE_URL"].replace(ROLE, "postgres"))
    await owner.execute(ALL)
    place.environment["NOTIFIER_LOG_LEVEL"] = "debug"
    service = await place.start()
    await service.until_log('"event": "started"')
    await owner.execute(change)
    bot_api.say(42, f"/watch {WISH}")
    place.posts.joinpath("first.md").write_text(A_POST, encoding="utf-8")
    if is_lack_of_rights:
        await until_told(place, "article, inbox")
        await service.until_log("permission denied for table inbox")
    else:
        await service.until_log("_failed_unexpectedly")
        assert "Traceback" in service.log
    await asyncio.sleep(1)
    assert await service.stop() == 0
    assert WISH not in service.log
    assert json.dumps(WISH)[1:-1] not in service.log
    assert TITLE not in service.log


READ = f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}"
READ_ONLY = f"ALTER ROLE {ROLE} SET default_transaction_read_only = on"


@pytest.mark.parametrize(
    ("has_tables", "granted", "told"),
    [
        (False, "", "GRANT ALL ON SCHEMA public TO newcomer"),
        (False, "REVOKE ALL ON SCHEMA public FROM public", "GRANT ALL ON SCHEMA public TO"),
        (True, "", "GRANT ALL ON ALL TABLES IN SCHEMA public TO newcomer"),
        (True, READ, "GRANT ALL ON ALL TABLES IN SCHEMA public TO newcomer"),
        (True, f"{ALL}; {READ_ONLY}", "is read only"),
    ],
)
async def test_what_the_role_may_not_do_is_told_in_a_line_with_all_else_that_is_wrong(
    place: Place, owner: asyncpg.Connection, has_tables: bool, granted: str, told: str
) -> None:
    url = place.environment["NOTIFIER_DATABASE_URL"]
    if has_tables:
        await migrate(url.replace(ROLE, "postgres"))
    await owner.execute(granted or "SELECT 1")
    code, _, said = await place.run("run")
    assert (code, said.count("error: "), "Traceback" in said) == (1, 1, False), said
    assert told in said
    code, _, said = await place.run("db", "upgrade")
    assert "Traceback" not in said
    assert (code == 1) is (not has_tables or not granted), said
    place.environment["NOTIFIER_WEB_HOST"] = "192.0.2.77"
    code, _, said = await place.run("check")
    assert (code, said.count("error: "), "Traceback" in said) == (1, 2, False), said
    assert told in said
    assert "host" in said


@pytest.mark.parametrize(
    "granted", [ALL, f"GRANT {'pg_read_all_data, pg_write_all_data'} TO {ROLE}"]
)
async def test_a_role_that_may_write_the_tables_of_another_is_enough(
    place: Place, owner: asyncpg.Connection, granted: str
) -> None:
    await migrate(place.environment["NOTIFIER_DATABASE_URL"].replace(ROLE, "postgres"))
    await owner.execute("CREATE TABLE of_another_program (id int)")
    await owner.execute(f"{granted}; GRANT SELECT ON alembic_version TO {ROLE}")
    code, out, _ = await place.run("check")
    assert (code, "reached, schema up to date" in out) == (0, True)
    service = await place.start()
    await service.until_log('"event": "started"')
    assert await service.stop() == 0
    assert "Traceback" not in service.log


async def test_a_role_that_may_make_tables_is_enough(
    place: Place, owner: asyncpg.Connection
) -> None:
    await owner.execute(f"GRANT ALL ON SCHEMA public TO {ROLE}")
    code, out, _ = await place.run("check")
    assert (code, "none yet" in out) == (0, True)
    assert (await place.run("db", "upgrade"))[0] == 0
    assert (await place.run("check"))[0] == 0
