"""A source that is tried before it stands in sources.toml, and its lines there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed of a source that is tried."""

    kind: str | None = None
    items: str | None = None
    timezone: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    """Where the parts of an article are, by their names in `[source.entry]`."""

    @property
    def is_empty(self) -> bool:
        """Whether no source is described."""
        return not (self.kind or self.items or self.timezone or self.parts)


def draft_source(draft: Draft, what: str) -> SourceConfig:
    """Return the source that a draft makes of an address or a file; raises SourceError."""
    if draft.kind not in {"feed", "page", "api"}:
        raise SourceError("--kind must be feed, page or api")
    is_address = what.startswith(("http://", "https://"))
    url = what if is_address else _NOWHERE
    host = urlsplit(url).hostname or "check" if is_address else "check"
    table: dict[str, Any] = {
        "name": re.sub(r"[^\w.-]", "-", host.removeprefix("www."))[:40] or "check",
        "kind": draft.kind,
        "url": url,
    }
    if draft.timezone:
        table["timezone"] = draft.timezone
    if draft.items:
        table["items"] = draft.items
    if draft.parts:
        table["entry"] = dict(draft.parts)
    try:
        return KINDS[draft.kind].config.model_validate(table)
    except ValidationError as error:
        problems = validation_problems(error, lambda where: ".".join(map(str, where[-2:])))
        raise SourceError("; ".join(f"{each.where}: {each.message}" for each in problems)) from None


def as_toml(config: SourceConfig) -> str:
    """Return the lines of sources.toml that make just this source."""
    written = config.model_dump(mode="json", exclude_unset=True, by_alias=True)
    entry = written.pop("entry", {})
    lines = ["[[source]]", *_lines(written)]
    if entry:
        lines += ["[source.entry]", *_lines(entry)]
    text = "\n".join(lines)
    return text.replace(f'"{_NOWHERE}"', f'"{_NOWHERE}" # put its address here', 1)


def _lines(table: Mapping[str, Any]) -> list[str]:
    first = [name for name in ("name", "kind", "url") if name in table]
    rest = [name for name in table if name not in first]
    return [f"{name} = {json.dumps(table[name], ensure_ascii=False)}" for name in (*first, *rest)]
