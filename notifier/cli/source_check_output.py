"""What `source check` prints: for people, for programs, in a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from notifier.cli.common import print_json
from notifier.core.document import plain_text, read_entry
from notifier.core.model import Entry, Role
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.recogniser import recogniser_of

_TEXT = 200
"""Characters of an article's text that are shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one thing that was to be checked."""

    what: str
    """A source, an address or a file, as it was typed."""
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    seconds: float
    """How long it took."""
    warnings: tuple[str, ...] = ()
    """What is odd, though nothing failed."""
    toml: str = ""
    """The lines of sources.toml that make this source, where it is none yet."""


def print_jsonl(checked: Checked) -> None:
    """Print a line for programs."""
    line = {
        "file": checked.what,
        "entries": len(checked.entries),
        "error": "; ".join(checked.problems) or None,
        "seconds": round(checked.seconds, 4),
    }
    # A file's name may hold bytes that are no text; JSON can say them.
    text = json.dumps(line, ensure_ascii=False)
    typer.echo(text.encode(errors="backslashreplace").decode())


def print_as_json(checked: Checked) -> None:
    """Print every entry for programs."""
    told = {
        "entries": [_as_json(entry) for entry in checked.entries],
        "problems": checked.problems,
        "warnings": checked.warnings,
    }
    print_json(told | ({"toml": checked.toml} if checked.toml else {}))


def _as_json(entry: Entry) -> dict[str, object]:
    text = plain_text(entry.body)
    return {
        "key": entry.key,
        "title": entry.title,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
        "date_text": entry.date_text,
        "author": entry.author,
        "categories": entry.categories,
        "lang": entry.lang,
        "image": entry.image,
        "tickers": entry.tickers,
        "characters": len(text),
        "text": text[:_TEXT],
        "companies": _companies(entry),
    }


def print_one(checked: Checked) -> None:
    """Print every entry for people, and what is odd."""
    for number, entry in enumerate(checked.entries, 1):
        typer.echo("\n".join([f"{number}. {entry.title}", *_lines(entry), ""]))
    print_in_a_line(checked)
    for warning in checked.warnings:
        typer.echo(f"odd: {warning}", err=True)
    if checked.toml:
        typer.echo(f"\nThe lines for sources.toml:\n\n{checked.toml}")


def _lines(entry: Entry) -> Sequence[str]:
    text = plain_text(entry.body)
    written = f"  (written {entry.date_text!r})" if entry.date_text else ""
    lines = [
        ("date", f"{_moment(entry.published)}{' UTC' if entry.published else ''}{written}"),
        ("link", entry.url or "–"),
        ("key", entry.key),
        ("text", f"{len(text)} characters{': ' if text else ''}{' '.join(text[:_TEXT].split())}"),
        ("companies", ", ".join(_companies(entry)) or "–"),
        ("tickers", ", ".join(entry.tickers)),
        ("author", entry.author or ""),
        ("categories", ", ".join(entry.categories)),
    ]
    return [f"   {name + ':':11} {value}" for name, value in lines if value]


def _companies(entry: Entry) -> list[str]:
    """Return whom an article is about, by the shipped list of securities."""
    mentions = recogniser_of(directory_of(shipped())).recognise(read_entry(entry, "check"))
    return [f"{each.name} ({each.symbol})" for each in mentions if each.role is Role.SUBJECT]


def print_in_a_line(checked: Checked) -> None:
    """Print for people how many entries came, and what failed."""
    what = checked.what.encode(errors="backslashreplace").decode()
    if checked.entries or not checked.problems:
        newest = max((each.published for each in checked.entries if each.published), default=None)
        count = len(checked.entries)
        number = "1 entry" if count == 1 else f"{count} entries"
        typer.echo(
            f"{what}: {number}, the newest of {_moment(newest)} UTC"
            if newest
            else f"{what}: {number}"
        )
    for problem in checked.problems:
        typer.echo(f"error: {what}: {problem}", err=True)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "no date"
