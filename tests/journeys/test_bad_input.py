"""What an operator gets wrong is told in a sentence, and nothing is lost by it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.news_server import NewsServer
from tests.journeys.conftest import A_POST
from tests.journeys.service import Place


@pytest.fixture
def lone_place(tmp_path: Path) -> Place:
    """Return an operator's folder without a bot."""
    return Place(tmp_path)


async def test_everything_that_is_wrong_with_the_settings_is_told_at_once(
    lone_place: Place,
) -> None:
    lone_place.write("notifier.toml", "[web]\nport = 'eighty'\ncolour = 'red'\n")
    lone_place.write("sources.toml", "[[source]\n")
    lone_place.write("topics.toml", '[[topic]]\nslug = "Not A Slug"\ntitle = "x"\nquery = "x"\n')
    del lone_place.environment["NOTIFIER_WEB_PORT"]
    lone_place.environment["NOTIFIER_WEB_HOTS"] = "::1"
    for command in ("check", "run"):
        code, _, err = await lone_place.run(command)
        assert code == 1
        assert "notifier.toml: web.port" in err
        assert "notifier.toml: web.colour" in err
        assert "sources.toml: is no valid TOML" in err
        assert "topics.toml: topic Not A Slug.slug" in err
        assert "environment NOTIFIER_WEB_HOTS" in err
        assert "Traceback" not in err


async def test_a_topic_whose_query_cannot_be_read_is_told_with_its_place(
    lone_place: Place,
) -> None:
    lone_place.write(
        "topics.toml", '[[topic]]\nslug = "a"\ntitle = "A"\nquery = "(元宇宙 | 虚拟现实"\n'
    )
    code, _, err = await lone_place.run("check")
    assert code == 1
    assert "topics.toml: topic a.query" in err
    assert "character 1" in err


async def test_a_wrong_token_is_told_and_ends_the_start(place: Place, bot_api: BotApi) -> None:
    secret = "999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    place.environment["NOTIFIER_TELEGRAM_TOKEN"] = secret
    for command in ("check", "run"):
        code, out, err = await place.run(command)
        assert code == 1
        assert "NOTIFIER_TELEGRAM_TOKEN" in err
        assert secret not in out + err
    assert not bot_api.calls_of("sendMessage")


async def test_an_unreadable_post_is_told_and_the_others_go_on(
    place: Place, bot_api: BotApi
) -> None:
    service = await place.start()
    bot_api.say(42, "/watch 元宇宙")
    await bot_api.until_message(42, containing="元宇宙")
    (place.posts / "1-bad.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n")
    (place.posts / "2-good.md").write_text(A_POST, encoding="utf-8")
    (place.posts / "3-worse.md").write_text("---\ntitle: [unclosed\n---\n", encoding="utf-8")
    await bot_api.until_message(42, containing="信息消费节")
    await service.until_log("1-bad.md: is not UTF-8 text")
    await service.until_log("3-worse.md: front matter is no valid YAML")
    (place.posts / "1-bad.md").write_text(A_POST.replace("信息消费节", "灯会"), encoding="utf-8")
    await bot_api.until_message(42, containing="灯会")
    assert await service.stop() == 0


async def test_a_feed_that_is_no_feed_is_told_and_heals(
    place: Place, bot_api: BotApi, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "<!doctype html><p>Down for repairs", content_type="text/html")
    place.write(
        "sources.toml",
        f'[[source]]\nname = "wire"\nkind = "feed"\nurl = "{news_server.url("/feed.xml")}"\n'
        'interval = "1s"\n',
    )
    code, _, err = await place.run("source", "check", "wire")
    assert code == 1
    assert "this is no feed but an HTML page" in err
    service = await place.start()
    await service.until_log("this is no feed but an HTML page")
    news_server.serve(
        "/feed.xml",
        '<rss version="2.0"><channel><title>w</title><item><title>元宇宙馆开幕</title>'
        "<link>https://example.org/1</link></item></channel></rss>",
    )
    await service.until_log('"event": "polled"')
    assert await service.stop() == 0
    code, out, _ = await place.run("feeds", "list", "--json")
    assert code == 0
    assert '"items": 1' in out


async def test_a_locked_database_is_told_and_nothing_is_written(lone_place: Place) -> None:
    path = lone_place.folder / "notifier.db"
    await lone_place.run("db", "upgrade")
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("PRAGMA locking_mode = EXCLUSIVE")
    blocker.execute("BEGIN EXCLUSIVE")
    try:
        code, _, err = await lone_place.run("subscriptions", "add", "--chat", "1", "元宇宙")
    finally:
        blocker.close()
    assert code == 1
    assert "held by another process" in err
    assert "Traceback" not in err
    code, out, _ = await lone_place.run("subscriptions", "list", "--json")
    assert (code, out.strip()) == (0, "[]")


async def test_a_database_from_a_newer_version_is_left_alone(lone_place: Place) -> None:
    path = lone_place.folder / "notifier.db"
    await lone_place.run("db", "upgrade")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        before = list(database.iterdump())
    for command in (["run"], ["check"], ["db", "upgrade"]):
        code, _, err = await lone_place.run(*command)
        assert code == 1
        assert "newer notifier" in err
        assert "Traceback" not in err
    with closing(sqlite3.connect(path)) as database:
        assert list(database.iterdump()) == before


async def test_a_port_that_is_taken_is_told(lone_place: Place, bot_api: BotApi) -> None:
    lone_place.environment["NOTIFIER_WEB_PORT"] = bot_api.url.rsplit(":", 1)[1]
    code, _, err = await lone_place.run("run")
    assert code == 1
    assert "NOTIFIER_WEB_PORT" in err
