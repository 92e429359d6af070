"""The published feeds and pages as files, for any web server.

Only what changed is rendered and written; each file is replaced whole, so that a reader finds the
old one or the new one; and what is published no more is deleted. A manifest in the folder tells
which files are ours: others are left alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from notifier import __version__
from notifier.core.errors import NotifierError
from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.store.articles import feeds
from notifier.store.engine.database import Store
from notifier.web.feeds import opml
from notifier.web.feeds.addresses import FeedFormat, page_path
from notifier.web.feeds.publisher import Publisher
from notifier.web.pages.assets import ASSETS, asset
from notifier.web.pages.feed_page import DAYS, feed_page
from notifier.web.pages.lists import KINDS, LINES, list_page, start_page
from notifier.web.pages.page_maker import PageMaker
from notifier.web.pages.qr_code import qr_code
from notifier.web.pages.sitemap import robots, urlset
from notifier.web.pages.story_page import story_page

MANIFEST = ".notifier-export.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did."""

    feeds: int
    written: int
    """Files that are new or changed."""
    deleted: int
    """Files of what is published no more."""


@dataclass(slots=True)
class _Folder:
    """The folder of a site, with what the last export left there."""

    path: Path
    known: dict[str, str] = field(default_factory=dict)
    """The digest of each file that was written, by its path."""
    versions: dict[str, list[Any]] = field(default_factory=dict)
    """Which version of a feed its files are of."""
    setting: str = ""
    """A digest of everything else that they depend on."""
    kept: dict[str, str] = field(default_factory=dict)
    """The files of this export so far."""
    written: int = 0

    def load(self) -> None:
        """Read what the last export left; nothing where that cannot be read."""
        try:
            told = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
            self.known, self.versions = dict(told["files"]), dict(told["feeds"])
            self.setting = str(told["setting"])
        except (OSError, ValueError, KeyError, TypeError):
            return

    def has(self, name: str) -> bool:
        """Return whether a file is there as the last export left it."""
        return name in self.known and (self.path / name).is_file()

    def keep(self, name: str) -> None:
        """Let a file stay as it is."""
        self.kept[name] = self.known[name]

    def put(self, name: str, body: bytes) -> None:
        """Write a file where its content is another."""
        digest = hashlib.sha256(body).hexdigest()
        self.kept[name] = digest
        if self.known.get(name) == digest and self.has(name):
            return
        _replace(self.path / name, body)
        self.written += 1

    def save(self, files: Mapping[str, str], versions: Mapping[str, Any], setting: str) -> None:
        """Write down which files are ours."""
        told = {"files": files, "feeds": versions, "setting": setting}
        _replace(self.path / MANIFEST, json.dumps(told, ensure_ascii=False).encode())

    def delete_others(self) -> int:
        """Delete the files of earlier exports that are not of this one."""
        deleted = 0
        for name in self.known.keys() - self.kept.keys():
            file = self.path / name
            if not file.resolve().is_relative_to(self.path.resolve()):
                continue  # somebody else wrote that into the manifest
            # An export that was interrupted may have planned a file in a folder that never was.
            with suppress(FileNotFoundError, NotADirectoryError):
                file.unlink()
                deleted += 1
            for parent in takewhile(lambda each: each != self.path, file.parents):
                with suppress(OSError):  # it holds other files, or is not there
                    parent.rmdir()
        return deleted


async def export(
    folder: Path, store: Store, publisher: Publisher, maker: PageMaker, say: Translator
) -> Exported:
    """Write the site into a folder; raises NotifierError where that cannot be done."""
    site = _Folder(folder)
    try:
        return await _export(site, store, publisher, maker, say)
    except OSError as error:
        raise NotifierError(f"{error.filename} cannot be written: {error.strerror}") from error


async def _export(
    site: _Folder, store: Store, publisher: Publisher, maker: PageMaker, say: Translator
) -> Exported:
    site.load()
    async with store.read() as connection:
        published = [each for each in await feeds.all_feeds(connection) if _is_file(each.name)]
    live = [f"sources/{name}" for name in publisher.catalogue.sources if _is_file(f"x/{name}")]
    titles = {each.name: publisher.catalogue.title(each.name) for each in published}
    setting = _digest(
        [__version__, publisher.catalogue.address, say.language, *publisher.catalogue.facts]
    )
    today, lately = maker.days(DAYS)[-1], maker.days(DAYS)[0]
    versions = {
        each.name: [
            *(each.version, each.changed_at.isoformat(), titles[each.name]),
            # The chart of a page begins a day later every day, until it is empty.
            today.isoformat() if each.changed_at >= lately else "",
        ]
        for each in published
    }
    # Should this be interrupted, the next export knows which files are ours, and renders all anew.
    planned = [file for name in (*versions, *live) for file in _files_of(name)]
    site.save({**dict.fromkeys(planned, ""), **site.known}, {}, "")
    for name in (*versions, *live):
        known = site.versions.get(name) if site.setting == setting else None
        if known == versions.get(name, ()) and all(map(site.has, _files_of(name))):
            for file in _files_of(name):
                site.keep(file)
        else:
            await _write_feed(site, name, publisher, maker, say)
    await _write_lists(site, [*versions, *live], publisher, maker, say)
    await _write_stories(site, maker, say)
    deleted = site.delete_others()
    site.save(site.kept, versions, setting)
    return Exported(len(versions) + len(live), site.written, deleted)


async def _write_feed(
    site: _Folder, name: str, publisher: Publisher, maker: PageMaker, say: Translator
) -> None:
    for form in FeedFormat:
        rendered = await publisher.get(name, form)
        if rendered is not None:
            site.put(f"feeds/{name}.{form}", rendered.body)
    page = await feed_page(maker, say, name)
    if page is not None:
        site.put(f"{name}/index.html", page.encode())
    code = qr_code(publisher.catalogue.url(name))
    if code is not None:
        site.put(f"qr/{name}.svg", code)


async def _write_lists(
    site: _Folder, pages: Sequence[str], publisher: Publisher, maker: PageMaker, say: Translator
) -> None:
    """Write what names the feeds that have pages."""
    site.put("index.html", (await start_page(maker, say)).encode())
    for kind in KINDS:
        count = sum(name.startswith(f"{kind}/") for name in pages)
        for number in range(1, max(1, -(-count // LINES)) + 1):
            page = await list_page(maker, say, kind, number, _page_address)
            if page is not None:
                site.put(_file_of_list(kind, number), page.encode())
    topics = opml.topics(publisher.rules, say.language)
    listed = opml.opml(say("index-title"), topics, publisher.catalogue.address)
    site.put("feeds.opml", listed)
    for language in LANGUAGES:
        style = maker.render("feeds/style.xml", translator(language))
        site.put(f"feeds/style.{language}.xml", style.encode())
    for name in ASSETS:
        site.put(name, asset(name))
    site.put("favicon.ico", asset("icon.png"))
    listed_pages = ["/", *(f"/{kind}/" for kind in KINDS), *map(page_path, pages)]
    site.put("sitemap.xml", urlset(maker, listed_pages))
    site.put("robots.txt", robots(maker).encode())


async def _write_stories(site: _Folder, maker: PageMaker, say: Translator) -> None:
    """Write the pages of the stories that other pages lead to."""
    link = re.compile(rf'href="{re.escape(maker.prefix)}/stories/(\d+)"')
    numbers = set[int]()
    for name in [each for each in site.kept if each.endswith(".html")]:
        page = (site.path / name).read_text(encoding="utf-8")
        numbers.update(int(each) for each in link.findall(page))
    for number in sorted(numbers):
        page_of_story = await story_page(maker, say, number)
        if page_of_story is not None:
            site.put(f"stories/{number}/index.html", page_of_story.encode())


def _page_address(kind: str, number: int) -> str:
    return f"/{kind}/" if number == 1 else f"/{_file_of_list(kind, number)}"


def _file_of_list(kind: str, number: int) -> str:
    return f"{kind}/index.html" if number == 1 else f"{kind}-{number}.html"


def _files_of(name: str) -> list[str]:
    feeds_of = (f"feeds/{name}.{form}" for form in FeedFormat)
    return [*feeds_of, f"{name}/index.html", f"qr/{name}.svg"]


def _is_file(name: str) -> bool:
    """Return whether a feed's name can be that of a file."""
    rest = name.partition("/")[2]
    return rest == Path(rest).name and not rest.startswith(".")


def _digest(facts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _replace(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)
