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
from urllib.parse import urlsplit

import typer

from notifier.cli.common import command_app, example
from notifier.core.clock import system_clock
from notifier.core.document import read_entry
from notifier.core.errors import NotifierError
from notifier.core.model import Entry
from notifier.ingest.story_assignment import (
    NewArticle,
    RecentArticles,
    assign,
    read_new_article,
)
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.recogniser import Recogniser, recogniser_of
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.cleaning import clean
from notifier.sources.parsing.dates import parse_date
from notifier.stories.explanation import in_common
from notifier.stories.similarity import similarity

app = command_app()


@app.command(
    epilog=example("notifier stories articles.jsonl", "notifier stories --jsonl < articles.jsonl")
)
def stories(
    file: Annotated[
        str,
        typer.Argument(
            help="A line of JSON an article: title, body, url, source, published_at, id. "
            "Any may be missing, but not both title and body. - is the input."
        ),
    ] = "-",
    *,
    as_lines: Annotated[
        bool,
        typer.Option(
            "--jsonl", help="Print one line of JSON for each: id, story, and why it belongs there."
        ),
    ] = False,
) -> None:
    """Group articles into stories. Companies are recognised by the list that is shipped."""
    lines = list(_lines(file))
    answers = group(lines, recogniser_of(directory_of(shipped())))
    for line in _as_jsonl(answers) if as_lines else _as_text(answers):
        typer.echo(line)
    if any(each.line.error for each in answers):
        raise typer.Exit(1)


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
    like: Line | None = None
    """The article before it in the story that it is most like; none for the first."""
    because: tuple[str, ...] = ()
    """What it has in common with that one."""

    def as_json(self) -> dict[str, Any]:
        """Return the form that --jsonl prints."""
        if not self.line.error:
            told: dict[str, Any] = {"id": self.line.id, "story": self.story}
            return told | ({"like": self.like.id, "because": [*self.because]} if self.like else {})
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
    ordered = sorted((line for line in taken if not line.error), key=_first_published)
    articles = [_article(line, recogniser) for line in ordered]
    told: defaultdict[int, list[int]] = defaultdict(list)
    answers: dict[int, Answer] = {}
    for number, assigned in enumerate(assign(articles, RecentArticles())):
        told[assigned.story_id].append(number)
    names = _names([ordered[numbers[0]] for numbers in told.values()])
    for numbers, name in zip(told.values(), names, strict=True):
        for place, number in enumerate(numbers):
            like = _most_like(articles, number, numbers[:place])
            answers[ordered[number].number] = Answer(
                ordered[number],
                name,
                None if like is None else ordered[like],
                () if like is None else _why(articles[number], articles[like]),
            )
    return [answers.get(line.number, Answer(line)) for line in taken]


def _most_like(articles: Sequence[NewArticle], number: int, others: Sequence[int]) -> int | None:
    facts = articles[number].facts
    return max(others, key=lambda each: similarity(facts, articles[each].facts), default=None)


def _why(one: NewArticle, other: NewArticle) -> tuple[str, ...]:
    is_address_shared = one.address is not None and one.address == other.address
    return (*(["the same address"] * is_address_shared), *in_common(one.facts, other.facts))


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
    if name is not None and (isinstance(name, bool) or not isinstance(name, str | int)):
        return Line(number, error="'id' must be a text or a whole number")
    try:
        url = _text(value, "url")
        entry = Entry(
            key=str(name or url or number),
            title=_text(value, "title"),
            url=url or None,
            body=_text(value, "body"),
            published=_moment(value),
        )
        if not (entry.title.strip() or entry.body.strip()):
            return Line(number, name, error="has neither 'title' nor 'body'")
        name = (url or number) if name is None else name
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
    given = value.get("published_at", value.get("published"))
    if given is None or given == "":
        return None
    try:
        moment = datetime.fromisoformat(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        if read := parse_date(given, UTC, system_clock()):
            return read
    raise ValueError(f"'published_at' is no date: {str(given)[:40]!r}; write 2026-11-23T09:30Z")


def _first_published(line: Line) -> tuple[bool, datetime, str, int]:
    moment = line.entry.published if line.entry else None
    return moment is None, moment or datetime.max.replace(tzinfo=UTC), str(line.id), line.number


def _article(line: Line, recogniser: Recogniser) -> NewArticle:
    entry = line.entry or Entry(key="", title="")
    # Two articles whose sources nobody knows are taken for two sources' articles.
    source = line.source or urlsplit(entry.url or "").hostname or f"line {line.number}"
    document = read_entry(entry, source)
    mentions = recogniser.recognise(document)
    return read_new_article(document, mentions, entry.published, canonical_url(entry.url))


def _names(firsts: Sequence[Line]) -> list[str]:
    """Name stories by their first articles; where several are called alike, with a number."""
    used: Counter[str] = Counter()
    names = []
    for line in firsts:
        name = str(line.id)
        used[name] += 1
        names.append(name if used[name] == 1 else f"{name}#{used[name]}")
    return names


def _as_jsonl(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        text = json.dumps(answer.as_json(), ensure_ascii=False)
        yield text.encode(errors="backslashreplace").decode()


def _as_text(answers: Iterable[Answer]) -> Iterator[str]:
    """Write each story's articles below one another, each with why it is there."""
    told: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.line.error:
            yield f"line {answer.line.number}: {answer.line.error}"
        else:
            told[answer.story].append(answer)
    for story, members in told.items():
        yield f"{story}"
        for answer in members:
            title = answer.line.entry.title if answer.line.entry else ""
            yield f"  {answer.line.source or '-'}: {title}"
            if answer.like:
                because = "; ".join(answer.because) or "their words on the whole"
                yield f"    as {answer.like.id}: {because}"
