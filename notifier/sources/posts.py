"""The kind `posts`: a folder of files with front matter and an HTML or plain body.

Each file is one article. A file that appears or changes while the service runs is read at the next
poll; one that cannot be read is reported, leaves the others alone, and is tried again when it
changes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import frontmatter
import yaml
from typing_extensions import override

from notifier.errors import FetchError, ParseError
from notifier.model import Entry
from notifier.sources.config import Interval, Reading, SourceConfig, SourceState, read_duration

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
MAX_BYTES = 5_000_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SETTLED_AFTER = 0.5
"""Seconds a file must rest before it is read, so that one still being written is not."""


class PostsConfig(SourceConfig):
    """A folder of posts, subfolders included."""

    kind: Literal["posts"]
    path: Path
    interval: Interval = read_duration("5s")

    @property
    @override
    def identity(self) -> str:
        return f"posts {self.path}"


_Version = tuple[int, int]
"""A file's time of change (ns) and size: what tells that it is another version."""


class PostsSource:
    """Reads the files of a folder that are new or changed since they were last stored."""

    def __init__(self, config: PostsConfig) -> None:
        self.config = config
        self._stored: dict[str, _Version] = {}
        self._read: dict[str, _Version] = {}

    async def read(self, state: SourceState) -> Reading:
        """Read new and changed files; raises FetchError where the folder cannot be listed."""
        return await asyncio.to_thread(self._read_folder, state)

    def stored(self) -> None:
        """Remember the versions of the files read, so that they are not read again."""
        self._stored.update(self._read)

    def _read_folder(self, state: SourceState) -> Reading:
        self._read = {}
        entries: list[Entry] = []
        problems: list[str] = []
        for path, version in self._unread():
            key = path.relative_to(self.config.path).as_posix()
            self._read[key] = version
            try:
                entries.append(read_post(path, key))
            except ParseError as error:
                problems.append(f"{key}: {error}")
        entries.sort(key=lambda entry: (entry.published or _LONG_AGO, entry.key))
        return Reading(
            entries=tuple(entries), problems=tuple(problems), state=state, unchanged=not self._read
        )

    def _unread(self) -> list[tuple[Path, _Version]]:
        folder = self.config.path
        if not folder.is_dir():
            raise FetchError(f"there is no folder {folder}; create it or change `path`")
        now = time.time()
        found = []
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
                continue
            try:
                stat = path.stat()
            except OSError:
                continue  # it went away between listing and looking
            version = (stat.st_mtime_ns, stat.st_size)
            resting = not 0 <= now - stat.st_mtime < _SETTLED_AFTER
            known = self._stored.get(path.relative_to(folder).as_posix()) == version
            if path.is_file() and resting and not known:
                found.append((path, version))
        return found


def read_post(path: Path, key: str) -> Entry:
    """Read one post; raises ParseError that says what is wrong with the file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParseError(f"cannot be opened: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise ParseError(f"is larger than {MAX_BYTES:,} bytes")
    return parse_post(raw, key)


def parse_post(raw: bytes, key: str) -> Entry:
    """Read a post's bytes: front matter between two `---` lines, then the body.

    Raises ParseError.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"is not UTF-8 text (byte {error.start})") from error
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ParseError(f"front matter is no valid YAML: {reason}") from error
    title = post.metadata.get("title")
    if title is None or not str(title).strip():
        raise ParseError("has no `title` in a front matter between two '---' lines")
    data = post.metadata
    return Entry(
        key=key,
        title=str(title).strip(),
        url=_address(data),
        body=post.content,
        author=_text(data.get("author")),
        categories=_list(data.get("categories")),
        lang=_text(data.get("lang")),
        image=_text(data.get("headimg") or data.get("thumbnail")),
        published=_moment(data.get("date")),
        tickers=_list(data.get("tickers")),
    )


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def _list(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
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


def _moment(value: object) -> datetime | None:
    """Read a date as YAML or RFC 5322 writes it; without a zone it is taken as UTC."""
    moment: datetime | None
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time_of_day())
    else:
        moment = _parse_moment(str(value or "").strip())
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _parse_moment(text: str) -> datetime | None:
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
