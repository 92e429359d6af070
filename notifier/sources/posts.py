"""The kind `posts`: a folder of files with front matter and an HTML or plain body.

Each file is one article. A file that appears or changes while the service runs is read at the next
poll; one that cannot be read is reported, leaves the others alone, and is tried again when it
changes (or, where the system would not open it, each time).
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from typing_extensions import override

from notifier.core.clock import Clock
from notifier.core.errors import FetchError, ParseError
from notifier.core.model import Entry
from notifier.sources.config import Interval, Reading, SourceConfig, SourceState, read_duration
from notifier.sources.parsing.dates import parse_date
from notifier.sources.parsing.items import unread_dates

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
MAX_BYTES = 5_000_000
_MAX_FRONT_MATTER = 64_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SETTLED_AFTER = 0.5
"""Seconds a file must rest before it is read, so that one still being written is not."""


class PostsConfig(SourceConfig):
    """A folder of posts, subfolders included."""

    kind: Literal["posts"]
    path: Path
    interval: Interval = read_duration("5s")
    on_this_machine: ClassVar[bool] = True

    @property
    @override
    def identity(self) -> str:
        return f"posts {self.path}"


_Version = tuple[int, int, int]
"""A file's mtime and ctime (ns) and size, which identify its version."""


class PostsSource:
    """Reads the files of a folder that are new or changed since they were last stored."""

    def __init__(self, config: PostsConfig, clock: Clock) -> None:
        self.config = config
        self._clock = clock
        self._stored: dict[str, _Version] = {}
        self._read: dict[str, _Version] = {}
        self._unreadable: dict[str, str] = {}
        self._problems: list[str] | None = None

    async def read(self, state: SourceState) -> Reading:
        """Read new and changed files; raises FetchError where the folder cannot be listed."""
        return await asyncio.to_thread(self._read_folder, state, self._clock())

    def stored(self) -> None:
        """Remember the versions of the files read, so that they are not read again."""
        self._stored.update(self._read)

    def _read_folder(self, state: SourceState, now: datetime) -> Reading:
        zone = ZoneInfo(self.config.timezone)
        self._read = {}
        entries: list[Entry] = []
        problems: list[str] = []
        unreadable: dict[str, str] = {}
        for path, key, version in self._at_rest(problems, now):
            if self._stored.get(key) == version:
                # A file that cannot be read stays a problem until it is mended or gone.
                if key in self._unreadable:
                    unreadable[key] = self._unreadable[key]
                continue
            try:
                entries.append(read_post(path, key, zone, now))
            except ParseError as error:
                unreadable[key] = f"{key}: {error}"
            except OSError as error:
                unreadable[key] = f"{key}: cannot be opened: {error.strerror}"
                continue
            self._read[key] = version
        entries.sort(key=lambda entry: (entry.published or _LONG_AGO, entry.key))
        problems += [*unreadable.values(), *unread_dates(entries)]
        unchanged = not self._read and problems == self._problems
        self._unreadable, self._problems = unreadable, problems
        return Reading(tuple(entries), tuple(problems), state, unchanged=unchanged, whole=False)

    def _at_rest(self, problems: list[str], now: datetime) -> Iterator[tuple[Path, str, _Version]]:
        for path in _files(self.config.path, problems):
            try:
                found = path.stat()
            except OSError:
                continue  # it went away between listing and looking
            rests = not 0 <= now.timestamp() - found.st_mtime < _SETTLED_AFTER
            if stat.S_ISREG(found.st_mode) and rests:
                version = (found.st_mtime_ns, found.st_ctime_ns, found.st_size)
                yield path, _key(path.relative_to(self.config.path)), version


def _files(folder: Path, problems: list[str]) -> Iterator[Path]:
    """List a folder's posts; raises FetchError. A subfolder that cannot be read is a problem."""

    def failed(error: OSError) -> None:
        where = Path(error.filename)
        if where == folder:
            raise FetchError(f"the folder {_key(folder)} cannot be read: {error.strerror}")
        problems.append(f"{_key(where.relative_to(folder))}: cannot be read: {error.strerror}")

    if not folder.is_dir():
        raise FetchError(f"there is no folder {_key(folder)}; create it or change `path`")
    for inside, _, names in os.walk(folder, onerror=failed):
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield Path(inside, name)


def _key(path: Path) -> str:
    """Write a path as text; a name in another encoding than UTF-8 has bytes that are none."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="backslashreplace")


def read_post(path: Path, key: str, zone: ZoneInfo, now: datetime) -> Entry:
    """Read one post; raises OSError, or ParseError that says what is wrong with the file."""
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ParseError(f"is larger than {MAX_BYTES:,} bytes")
    return parse_post(raw, key, zone, now)


def parse_post(raw: bytes, key: str, zone: ZoneInfo, now: datetime) -> Entry:
    """Read a post's bytes: front matter between two `---` lines, then the body.

    A date without a time zone is of `zone`. Raises ParseError.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"is not UTF-8 text (byte {error.start})") from error
    data, body = _split(text)
    title = _text(data.get("title"))
    if title is None:
        raise ParseError("has no `title` in a front matter between two '---' lines")
    date = _text(data.get("date"))
    return Entry(
        key=key,
        title=title,
        url=_address(data),
        body=body,
        author=_text(data.get("author")),
        categories=_list(data.get("categories")),
        lang=_text(data.get("lang")),
        image=_text(data.get("headimg")) or _text(data.get("thumbnail")),
        published=parse_date(date, zone, now),
        tickers=_list(data.get("tickers")),
        date_text=date,
    )


class _FrontMatter(YAMLHandler):
    """YAML in which every value is the text that was typed: 002230 is no octal number."""

    @override
    def load(self, fm: str, **_: object) -> Any:
        if len(fm) > _MAX_FRONT_MATTER:
            raise ValueError(f"it is longer than {_MAX_FRONT_MATTER:,} characters")
        # The loader written in C ends the process where brackets nest a hundred thousand deep.
        return yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts and lists only


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    handler = _FrontMatter()
    if not handler.detect(text.lstrip()):
        return {}, text
    try:
        return frontmatter.parse(text, handler=handler)
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise ParseError(f"front matter is no valid YAML: {error.problem}{line}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ParseError(f"front matter is no valid YAML: {reason}") from error


def _text(value: object) -> str | None:
    """Return a text; None for what YAML writes for "nothing", and for anything with parts."""
    text = value.strip() if isinstance(value, str) else ""
    return None if text in {"", "~", "null"} else text


def _list(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := _text(item)))


def _address(data: Mapping[str, Any]) -> str | None:
    for name in ("link", "url", "permalink"):
        address = _text(data.get(name))
        if address is None:
            continue
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            return address
    return None
