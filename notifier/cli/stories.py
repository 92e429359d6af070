"""`stories`: which articles report the same thing, decided as the service does."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from notifier.cli.common import command_app, example
from notifier.core.document import read_entry
from notifier.core.errors import NotifierError
from notifier.core.model import Entry
from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.securities.recogniser import Recogniser
from notifier.sources.parsing.cleaning import clean
from notifier.stories.article_facts import ArticleFacts, extract_facts
from notifier.stories.grouper import Grouper

app = command_app()


@app.command(
    epilog=example("notifier stories articles.jsonl", "notifier stories --jsonl < articles.jsonl")
)
def stories(
    file: Annotated[
        str,
        typer.Argument(
            help="A line of JSON an article: id, source, title, body, published. - is the input."
        ),
    ] = "-",
    *,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="Print one line of JSON for each: id and story.")
    ] = False,
) -> None:
    """Group articles into stories. Companies are recognised by the list that is shipped."""
    lines = list(_lines(file))
    answers = group(lines, Recogniser(Directory(shipped())))
    for line in _as_jsonl(answers) if as_lines else _as_text(answers):
        typer.echo(line)


@dataclass(frozen=True, slots=True)
class Line:
    """One article as it was given."""

    number: int
    """Of the line in the file, from 1."""
    id: str | int | None = None
    entry: Entry | None = None
    source: str = ""
    error: str = ""
    """Why it cannot be taken; empty where it can."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to say of a line: its story, or why it has none."""

    line: Line
    story: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the form that --jsonl prints."""
        if not self.line.error:
            return {"id": self.line.id, "story": self.story}
        named = {"line": self.line.number} if self.line.id is None else {"id": self.line.id}
        return {**named, "error": self.line.error}


def _lines(file: str) -> Iterator[bytes]:
    try:
        with Path(file).open("rb") if file != "-" else _input() as lines:
            yield from lines
    except OSError as error:
        raise NotifierError(f"{file} cannot be read: {error.strerror}") from error


def _input() -> BinaryIO:
    return sys.stdin.buffer


def group(lines: Iterable[bytes], recogniser: Recogniser) -> list[Answer]:
    """Return the story of each article, in the order in which they are given.

    A story goes by the id of its first article.
    """
    taken = [read_line(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    grouper: Grouper[int] = Grouper()
    found: dict[int, int] = {}
    for line in sorted((line for line in taken if not line.error), key=_first_published):
        found[line.number] = grouper.assign(_facts(line, recogniser), line.number)
    names = _names([line for line in taken if found.get(line.number) == line.number])
    return [Answer(line, "" if line.error else names[found[line.number]]) for line in taken]


def read_line(number: int, line: bytes) -> Line:
    """Read one line; one that cannot be taken says why."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Line(number, error="is not UTF-8 text")
    except (ValueError, RecursionError) as error:
        return Line(number, error=f"is not JSON: {error}")
    if not isinstance(value, dict):
        return Line(number, error="is not an object: {…}")
    name = value.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return Line(number, error="'id' must be a text or a whole number")
    try:
        entry = Entry(
            key=str(name),
            title=_text(value, "title"),
            body=_text(value, "body"),
            published=_moment(value),
        )
        return Line(number, name, clean(entry), _text(value, "source"))
    except ValueError as error:
        return Line(number, name, error=str(error))


def _text(value: dict[str, Any], key: str) -> str:
    text = value.get(key)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ValueError(f"{key!r} must be a text")  # noqa: TRY004 - told with other bad values
    return text


def _moment(value: dict[str, Any]) -> datetime | None:
    text = _text(value, "published")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"'published' is no date: {text[:40]!r}; write 2026-11-23T09:30Z"
        ) from error


def _first_published(line: Line) -> tuple[bool, datetime, str, int]:
    moment = line.entry.published if line.entry else None
    return moment is None, moment or datetime.max.replace(tzinfo=UTC), str(line.id), line.number


def _facts(line: Line, recogniser: Recogniser) -> ArticleFacts:
    entry = line.entry or Entry(key="", title="")
    document = read_entry(entry, line.source)
    return extract_facts(document, recogniser.recognise(document), entry.published)


def _names(firsts: Sequence[Line]) -> dict[int, str]:
    """Name stories by their first articles; where several are called alike, with a number."""
    used: Counter[str] = Counter()
    names = {}
    for line in firsts:
        name = str(line.id)
        used[name] += 1
        names[line.number] = name if used[name] == 1 else f"{name}#{used[name]}"
    return names


def _as_jsonl(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        text = json.dumps(answer.as_json(), ensure_ascii=False)
        yield text.encode(errors="backslashreplace").decode()


def _as_text(answers: Iterable[Answer]) -> Iterator[str]:
    """Write each story's articles below one another."""
    told: defaultdict[str, list[Line]] = defaultdict(list)
    for answer in answers:
        if answer.line.error:
            yield f"line {answer.line.number}: {answer.line.error}"
        else:
            told[answer.story].append(answer.line)
    for story, lines in told.items():
        yield f"{story}"
        for line in lines:
            title = line.entry.title if line.entry else ""
            yield f"  {line.source or '-'}: {title}"
