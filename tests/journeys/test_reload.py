"""What an operator changes while the service runs: sources, topics and the log, by SIGHUP."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.service import Place, Service, http_client

TOPIC = '[[topic]]\nslug = "{0}"\ntitle = "{1}"\nquery = "{1}"\n'
POSTS = '[[source]]\nname = "{0}"\ntitle = "{1}"\nkind = "posts"\npath = "{2}"\ninterval = "1s"\n'


def reload(service: Service) -> None:
    service.process.send_signal(signal.SIGHUP)


def publish(place: Place, name: str, title: str, folder: str = "posts") -> None:
    draft = place.folder / name
    draft.write_text(f"---\ntitle: '{title}'\n---\n\n<p>{title}。</p>\n", encoding="utf-8")
    draft.rename(place.folder / folder / f"{name}.md")


async def status(place: Place, path: str) -> int:
    async with http_client() as client:
        return (await client.get(place.url(path))).status_code


async def test_sources_topics_and_log_change_without_a_restart(
    place: Place,
) -> None:
    place.write("notifier.toml", '[log]\nlevel = "warning"\n')
    (place.folder / "more").mkdir()
    service = await place.start()
    assert '"event": "started"' not in service.log
    assert await status(place, "/feeds/topics/chips.rss") == 404

    place.write("notifier.toml", '[log]\nlevel = "info"\n[delivery]\nburst = 7\n')
    place.write("sources.toml", POSTS.format("more", "另一家", place.folder / "more"))
    place.write("topics.toml", TOPIC.format("chips", "芯片") + 'titles.en = "Chips"\n')
    reload(service)
    await service.until_log('"event": "settings_reloaded"')
    await service.until_log('"changed": ["delivery"]')
    publish(place, "old", "元宇宙展馆开门迎客")
    publish(place, "new", "芯片工厂今天开工", "more")
    await service.until_log('"source": "more"')
    async with http_client() as client:
        feed = (await client.get(place.url("/feeds/topics/chips.rss"))).text
        page = (await client.get(place.url("/sources"))).text
        english = (await client.get(place.url("/topics/chips?lang=en"))).text
    gone = await status(place, "/feeds/topics/metaverse.rss")
    assert "<h1>Chips</h1>" in english
    assert await service.stop() == 0
    assert "芯片工厂今天开工" in feed
    assert "另一家" in page
    assert "证券时报网" not in page
    assert gone == 404
    assert '"source": "posts"' not in service.log, "that source is no more"


async def test_what_check_would_refuse_is_refused_and_the_old_stays(place: Place) -> None:
    service = await place.start()
    place.write("sources.toml", POSTS.format("more", "另一家", place.folder / "more") + "x = 1\n")
    place.write("topics.toml", TOPIC.format("chips", "芯片 ("))
    code, _, said = await place.run("check")
    reload(service)
    await service.until_log('"event": "settings_refused"')
    (refused,) = [line for line in service.log.splitlines() if "settings_refused" in line]
    publish(place, "old", "元宇宙展馆开门迎客")
    await service.until_log('"source": "posts"')
    old = await status(place, "/feeds/topics/metaverse.rss")
    assert await service.stop() == 0
    assert (code, old) == (1, 200)
    for named in ("sources.toml", "topics.toml", "chips"):
        assert named in said
        assert named in refused


async def test_where_a_topic_cannot_be_filled_all_stays_until_the_next_reload(place: Place) -> None:
    place.write("notifier.toml", '[log]\nlevel = "warning"\n')
    service = await place.start()
    place.write("notifier.toml", '[log]\nlevel = "info"\n')
    place.write("topics.toml", TOPIC.format("chips", "芯片"))
    refused = "BEFORE INSERT ON feed WHEN NEW.name = 'topics/chips'"
    with closing(sqlite3.connect(place.folder / "notifier.db")) as database, database:
        database.execute(f"CREATE TRIGGER no {refused} BEGIN SELECT RAISE(ABORT, 'no'); END")
    reload(service)
    await service.until_log('"event": "reload_failed_unexpectedly"')
    publish(place, "old", "元宇宙与芯片")
    async with http_client() as client, asyncio.timeout(20):
        old = place.url("/feeds/topics/metaverse.rss")
        while "元宇宙与芯片" not in (await client.get(old)).text:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        topics = (await client.get(place.url("/api/v1/topics"))).text
    logged = service.log

    with closing(sqlite3.connect(place.folder / "notifier.db")) as database, database:
        database.execute("DROP TRIGGER no")
    reload(service)
    await service.until_log('"event": "settings_reloaded"')
    async with http_client() as client:
        feed = (await client.get(place.url("/feeds/topics/chips.rss"))).text
    gone = await status(place, "/feeds/topics/metaverse.rss")
    assert await service.stop() == 0
    assert "metaverse" in topics
    assert "chips" not in topics
    assert '"level": "info"' not in logged
    assert "元宇宙与芯片" in feed
    assert gone == 404


async def test_a_source_that_stays_is_not_read_from_its_beginning(place: Place) -> None:
    publish(place, "first", "元宇宙展馆开门迎客")
    service = await place.start()
    await service.until_log('"event": "article_taken"')
    place.write("sources.toml", POSTS.format("posts", "改了名", place.posts))
    reload(service)
    await service.until_log('"event": "settings_reloaded"')
    publish(place, "second", "元宇宙展馆周末再开")
    await service.until_log('"event": "article_taken"', 2)
    assert await service.stop() == 0
    assert service.log.count('"event": "article_taken"') == 2


SEC = '[[source]]\nname = "filings"\nkind = "feed"\nurl = "https://www.sec.gov/a.atom"\n'
WEBHOOK = '[telegram]\nwebhook = true\n[web]\npublic_url = "http://127.0.0.1"\n'
WIRE = '[[source]]\nname = "wire"\nkind = "feed"\nurl = "https://wire.example/rss"\n'


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("sources.toml", WIRE + 'tickers = ["贵州茅台"]\n', "is no code of a security"),
        ("sources.toml", WIRE.replace("rss", "${WIRE_KEY}"), "is not set"),
        ("sources.toml", SEC, "answers 403 to filings"),
        ("notifier.toml", '[web]\nhost = "203.0.113.9"\n', "nothing can listen at 203.0.113.9"),
        ("notifier.toml", WEBHOOK, "an https:// address"),
    ],
)
async def test_check_and_start_and_reload_refuse_the_same(
    place: Place, file: str, text: str, told: str
) -> None:
    place.environment.pop("NOTIFIER_WEB_PUBLIC_URL")
    service = await place.start()
    before = (place.folder / "config" / "sources.toml").read_text(encoding="utf-8")
    place.write(file, text)
    for command in ("check", "run"):
        code, _, said = await place.run(command)
        assert (code, told in said) == (1, True), said
        assert said.count("error: ") == 1
    reload(service)
    await service.until_log('"event": "settings_refused"')
    assert told in service.log
    assert "settings_reloaded" not in service.log
    publish(place, "old", "元宇宙展馆开门迎客")
    await service.until_log('"event": "article_taken"')
    place.write("sources.toml", before)
    place.write("notifier.toml", "")
    reload(service)
    await service.until_log('"event": "settings_reloaded"')
    assert await service.stop() == 0
