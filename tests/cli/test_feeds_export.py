"""`notifier feeds export`: the site as files, as another web server serves it."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from notifier.core.clock import system_clock
from notifier.core.model import Entry
from notifier.store.engine.database import open_store
from tests.builders import add_article
from tests.cli.typing_commands import Typed
from tests.web.feeds.filled_feeds import place
from tests.web.feeds.validator import complaints_of_atom, complaints_of_json, complaints_of_rss

ADDRESS = "https://news.example/base"
TOPICS = """
[[topic]]
slug = "metaverse"
title = "元宇宙"
query = "元宇宙"
"""
CHIPS = """
[[topic]]
slug = "chips"
title = "芯片"
query = "芯片"
"""
CHECKS = {"rss": complaints_of_rss, "atom": complaints_of_atom, "json": complaints_of_json}


@pytest.fixture
def site(
    tmp_path: Path, migrated_file: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> Path:
    shutil.copy(migrated_file, tmp_path / "notifier.db")
    monkeypatch.setenv("NOTIFIER_WEB_PUBLIC_URL", ADDRESS)
    (tmp_path / "config/topics.toml").write_text(TOPICS + CHIPS, encoding="utf-8")
    (tmp_path / "config/sources.toml").write_text(
        '[[source]]\nkind = "feed"\nname = "wire"\ntitle = "通讯社"\n'
        'url = "https://wire.example/feed.xml"\n',
        encoding="utf-8",
    )
    report(tmp_path, "元宇宙一", "芯片二")
    return tmp_path / "site"


def report(folder: Path, *titles: str) -> None:
    """Store articles, in the feed of a topic and in that of a company."""

    async def work() -> None:
        store = open_store(f"sqlite:///{folder / 'notifier.db'}")
        for title in titles:
            now = system_clock() - timedelta(seconds=5)
            async with store.write() as connection:
                article = await add_article(connection, Entry(title, title), now=now)
            assert article
            topic = "topics/metaverse" if "元" in title else "topics/chips"
            await place(store, article.id, [topic, "securities/SZ002230"], now=now)
        await store.close()

    asyncio.run(work())


def export(typed: Typed) -> str:
    code, output, errors = typed("feeds", "export", "site")
    assert (code, errors) == (0, "")
    return output.strip().partition(": ")[2]


def files(site: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(site)): each.read_bytes()
        for each in sorted(site.rglob("*"))
        if each.is_file() and each.name != ".notifier-export.json"
    }


def test_every_feed_is_there_in_every_form_with_its_page_and_all_links_lead_there(
    site: Path, typed: Typed
) -> None:
    export(typed)
    found = files(site)
    assert_links_lead_to_files(found)
    now = system_clock() + timedelta(minutes=1)

    names = ("topics/metaverse", "topics/chips", "securities/SZ002230", "sources/wire")
    for name in names:
        for form, complaints in CHECKS.items():
            assert complaints(found.pop(f"feeds/{name}.{form}"), now) == [], name
        assert html.fromstring(found.pop(f"{name}/index.html")).find(".//h1") is not None
        assert found.pop(f"qr/{name}.svg").startswith(b"<svg")
    styles = {f"feeds/style.{language}.xml" for language in ("en", "zh-Hans", "zh-Hant")}
    lists = {"index.html", "topics/index.html", "securities/index.html", "feeds.opml"}
    others = {
        "sitemap.xml",
        "robots.txt",
        "style.css",
        "feed.css",
        "copy.js",
        "icon.png",
        "favicon.ico",
    }
    assert found.keys() == lists | others | styles


def test_a_story_that_several_report_has_its_page(site: Path, typed: Typed, tmp_path: Path) -> None:
    async def work() -> None:
        store = open_store(f"sqlite:///{tmp_path / 'notifier.db'}")
        for source in ("wire", "gone"):
            entry = Entry(source, f"元宇宙，{source}", url="https://wire.example/1")
            async with store.write() as connection:
                article = await add_article(connection, entry, source, now=system_clock())
            assert article
            await place(store, article.id, ["topics/metaverse"], now=system_clock())
        await store.close()

    asyncio.run(work())
    export(typed)
    found = files(site)
    [page] = [body for name, body in found.items() if name.startswith("stories/")]
    assert all(each in page.decode() for each in ("元宇宙，wire", "元宇宙，gone"))
    assert_links_lead_to_files(found)
    assert export(typed) == "0 files written, 0 deleted"


def assert_links_lead_to_files(found: dict[str, bytes]) -> None:
    links = set[str]()
    document: Any
    for name, body in found.items():
        if name.endswith(".html"):
            document = html.fromstring(body)
            links |= set(document.xpath("//@href | //@src"))
        elif name == "sitemap.xml":
            document = etree.fromstring(body)
            links |= set(document.xpath("//*[local-name()='loc']/text()"))
        elif name.endswith(".opml"):
            document = etree.fromstring(body)
            links |= set(document.xpath("//@xmlUrl"))
        elif name.endswith(".json"):
            told = json.loads(body)
            links |= {told["feed_url"], told["home_page_url"], told["icon"]}
            assert "next_url" not in told, "a file has no further pages"

    assert len(links) > 12
    for link in (each for each in links if not each.startswith("https://wire.example/")):
        path = link.removeprefix("https://news.example").removeprefix("/base/").partition("?")[0]
        whole = f"{path.rstrip('/')}/index.html".lstrip("/")
        assert {path, whole} & found.keys() or path.startswith("#"), link


def test_only_what_changed_is_written(site: Path, typed: Typed, tmp_path: Path) -> None:
    assert export(typed).endswith(" 0 deleted")
    before = {name: (site / name).stat().st_mtime_ns for name in files(site)}
    assert export(typed) == "0 files written, 0 deleted"

    report(tmp_path, "元宇宙三")
    export(typed)

    changed = {name for name, at in before.items() if (site / name).stat().st_mtime_ns != at}
    # Lists tell the minute of the change, which may be the same.
    assert changed - {"topics/index.html", "securities/index.html"} == {"index.html"} | {
        name
        for name in before
        if any(each in name for each in ("metaverse", "SZ002230", "sources/wire"))
        and not name.startswith("qr/")
    }


def test_what_is_published_no_more_is_deleted_and_nothing_else(
    site: Path, typed: Typed, tmp_path: Path
) -> None:
    export(typed)
    (site / "own.html").write_text("mine", encoding="utf-8")
    (site / "topics/chips/own.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "config/topics.toml").write_text(TOPICS, encoding="utf-8")

    assert export(typed).endswith(" 5 deleted")

    found = files(site)
    assert [name for name in found if "chips" in name] == ["topics/chips/own.txt"]
    assert found["own.html"] == b"mine"
    assert b"topics/chips" not in found["index.html"]
    assert b"chips" not in found["feeds.opml"]


def test_a_damaged_manifest_deletes_nothing_and_is_mended(
    site: Path, typed: Typed, tmp_path: Path
) -> None:
    export(typed)
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    path = site / ".notifier-export.json"
    whole: Any = json.loads(path.read_text(encoding="utf-8"))
    leading_out = json.dumps({**whole, "files": {**whole["files"], "../out": "x"}})
    for damaged in ("", "[]", '{"files": 1}', leading_out):
        path.write_text(damaged, encoding="utf-8")

        export(typed)

        assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
        assert json.loads(path.read_text(encoding="utf-8")) == whole
    assert export(typed) == "0 files written, 0 deleted"


@pytest.mark.parametrize("was_made", ["nothing", "a folder", "its files"])
def test_an_export_that_was_interrupted_is_made_up_for_when_its_feed_is_gone(
    site: Path, typed: Typed, was_made: str
) -> None:
    export(typed)
    path = site / ".notifier-export.json"
    whole: Any = json.loads(path.read_text(encoding="utf-8"))
    planned = {"topics/gone/index.html": "", "qr/topics/gone.svg": "", "feeds/old/gone.rss": ""}
    unfinished = {"files": {**planned, **whole["files"]}, "feeds": {}, "setting": ""}
    path.write_text(json.dumps(unfinished), encoding="utf-8")
    for name in planned if was_made == "its files" else ():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("old", encoding="utf-8")
    if was_made == "a folder":
        (site / "topics/gone").mkdir()

    deleted = len(planned) if was_made == "its files" else 0
    assert export(typed) == f"0 files written, {deleted} deleted"

    assert json.loads(path.read_text(encoding="utf-8")) == whole
    assert not (site / "topics/gone").exists()
    assert not (site / "feeds/old").exists()


def test_a_folder_that_cannot_be_written_is_told(site: Path, typed: Typed) -> None:
    site.write_text("a file", encoding="utf-8")

    code, _, errors = typed("feeds", "export", "site")

    assert code == 1
    assert "site" in errors
    assert "cannot be written" in errors
