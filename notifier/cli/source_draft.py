"""A source that is tried before it stands in sources.toml, and its lines there."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from notifier.core.errors import SourceError
from notifier.service.settings_files import validation_problems
from notifier.sources.config import SourceConfig
from notifier.sources.registry import KINDS

_NOWHERE = "https://example.org/"
"""The address of a source that is tried on a file."""
_NEEDED = {
    "items is missing": "say by --items what holds one article each",
    "entry is missing": "say by --title, or by --body, where an article's headline or text is",
}
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TABLES = ("entry", "article")
"""Parts of a source that have lines of their own."""

Table = Mapping[str, Any]
"""A `[[source]]` as it is written."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed of a source that is tried."""

    kind: str | None = None
    items: str | None = None
    timezone: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    """Where the parts of an article are, by their names in `[source.entry]`."""
    others: Sequence[str] = ()
    """Other keys of a source with their values, as in `timeout=5s`."""

    @property
    def is_empty(self) -> bool:
        """Whether no source is described."""
        return not (self.kind or self.items or self.timezone or self.parts or self.others)


def draft_table(draft: Draft, what: str) -> Table:
    """Return the lines that a draft makes of an address or a file; raises SourceError."""
    if draft.kind not in {"feed", "page", "api"}:
        raise SourceError("--kind must be feed, page or api")
    is_address = what.startswith(("http://", "https://"))
    try:
        host = urlsplit(what).hostname if is_address else None
    except ValueError:  # brackets that do not match
        raise SourceError("is no address") from None
    table: dict[str, Any] = {
        "name": re.sub(r"[^\w.-]", "-", (host or "check").removeprefix("www."))[:40],
        "kind": draft.kind,
        "url": what if is_address else _NOWHERE,
    }
    for each in draft.others:
        _merge(table, _assigned(each))
    if draft.timezone:
        table["timezone"] = draft.timezone
    if draft.items:
        table["items"] = draft.items
    if draft.parts:
        _merge(table, {"entry": draft.parts})
    return table


def draft_source(table: Table) -> SourceConfig:
    """Return the source that such lines describe; raises SourceError."""
    try:
        return KINDS[table["kind"]].config.model_validate(table)
    except ValidationError as error:
        problems = validation_problems(error, lambda where: ".".join(map(str, where[-2:])))
        told = (
            _NEEDED.get(
                f"{each.where} {each.message}", f"{each.where}: {each.message}".lstrip(": ")
            )
            for each in problems
        )
        raise SourceError("; ".join(told)) from None


def as_toml(table: Table) -> str:
    """Return the lines of sources.toml that make just this source."""
    lines = ["[[source]]", *_lines({k: v for k, v in table.items() if k not in _TABLES})]
    for name in _TABLES:
        if name in table:
            lines += [f"[source.{name}]", *_lines(table[name])]
    text = "\n".join(lines)
    nowhere = f'\nurl = "{_NOWHERE}"\n'
    return text.replace(nowhere, f"{nowhere[:-1]}  # put its address here\n", 1)


def _lines(table: Table) -> list[str]:
    return [f"{_name(name)} = {_value(value)}" for name, value in table.items()]


def _value(value: Any) -> str:
    """Return a value as TOML has it; texts, numbers and lists are written as in JSON."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_lines(value))} }}"
    return json.dumps(value, ensure_ascii=False)


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _assigned(text: str) -> Table:
    """Read `headers.Referer=https://…` as TOML does, but for quotes, which a text may lack."""
    name, equals, value = text.partition("=")
    for written in (value, json.dumps(value, ensure_ascii=False)) if equals else ():
        with suppress(tomllib.TOMLDecodeError):
            return tomllib.loads(f"{name}={written}")
    raise SourceError(f"--set {text!r} must be KEY=VALUE, as in timeout=5s")


def _merge(table: dict[str, Any], more: Table) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(table.get(name, {}), dict):
            _merge(table.setdefault(name, {}), value)
        else:
            table[name] = value
