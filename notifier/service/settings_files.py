"""Reading config/*.toml, and files of secrets, so that each problem is told with its place."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from notifier.core.errors import Problem
from notifier.core.i18n import Language
from notifier.core.model import Topic
from notifier.sources.config import SourceConfig
from notifier.sources.registry import KINDS

_Location = tuple[int | str, ...]

UNKNOWN_KEY = "is no key known here; look for a slip of the pen"
_PLAIN_WORDS = {
    "extra_forbidden": UNKNOWN_KEY,
    "missing": "is missing",
    "model_type": "must be a table of its own, as in [web]",
}


_Title: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value):
        raise ValueError(f"{value!r} must be small letters, digits and '-', at most 64")
    return value


class TopicConfig(BaseModel):
    """A `[[topic]]` of `config/topics.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Annotated[str, AfterValidator(_slug)]
    title: _Title
    query: Annotated[str, Field(min_length=1)]
    titles: dict[Language, _Title] = {}


def read_toml(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Read a TOML file; one that is not there is empty, one that is broken is a problem."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is one; so is a huge number
        problems.append(Problem(str(path), f"is no valid TOML: {error}"))
    except OSError as error:
        advice = unreadable_by(error, "chmod a+r")
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}{advice}"))
    return {}


def read_secret(path: Path, where: str, problems: list[Problem]) -> str | None:
    """Read a file that holds nothing but a secret; what is wrong is told of `where`, not the file.

    For whoever mistakes the variables has put the secret itself where the file's name belongs.
    """
    try:
        secret = path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        advice = unreadable_by(
            error,
            "chmod 644 it in a folder that only you can enter (compose binds the file alone)",
        )
        told = f"names a file that cannot be read: {error.strerror}{advice}"
        problems.append(Problem(where, told))
    except ValueError:
        problems.append(Problem(where, "names a file that is not UTF-8 text"))
    else:
        if secret:
            return secret
        problems.append(Problem(where, "names a file that is empty"))
    return None


def unreadable_by(error: OSError, advice: str) -> str:
    """Return who may not read a file, and what to do; nothing where that is not what is wrong.

    In a container a file that is mounted keeps the owner and the mode that it has outside.
    """
    if not isinstance(error, PermissionError):
        return ""
    return (
        f"; the service runs as uid {os.geteuid()}, which must be able to read it: {advice}, or "
        f"chown {os.geteuid()} it"
    )


def read_sources(path: Path, problems: list[Problem]) -> list[SourceConfig]:
    """Read `[[source]]` tables; what is wrong is added to `problems`."""
    sources: list[SourceConfig] = []
    before: dict[str, dict[str, Any]] = {}
    for where, own in _tables(path, "source", problems):
        if str(own.get("like", "")) not in {"", *before}:
            told = f"{own['like']!r} is no source that stands before this one"
            problems.append(Problem(f"{where}.like", told))
            continue
        table = _completed(own, before)
        before[str(own.get("name"))] = table
        kind = table.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            said = f"{kind!r} is no kind of source" if kind is not None else "is missing"
            problems.append(Problem(f"{where}.kind", f"{said}; there are: {kinds}"))
            continue
        try:
            sources.append(KINDS[kind].config.model_validate(table))
        except ValidationError as error:
            problems += validation_problems(error, _inside(where))
    _unique(path, "source.name", (source.name for source in sources), problems)
    return sources


def _completed(own: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a source's keys with those of the one it is `like`; tables are joined."""
    base = before.get(str(own.get("like", "")), {})
    table = {**base, **own}
    for key in base.keys() & own.keys():
        if isinstance(base[key], dict) and isinstance(own[key], dict):
            table[key] = {**base[key], **own[key]}
    table.pop("like", None)
    return table


def read_topics(path: Path, problems: list[Problem]) -> list[Topic]:
    """Read `[[topic]]` tables; what is wrong is added to `problems`.

    Whether a topic's query can be read is known where the securities are: in `Rules`.
    """
    topics: list[Topic] = []
    for where, table in _tables(path, "topic", problems):
        try:
            config = TopicConfig.model_validate(table)
        except ValidationError as error:
            problems += validation_problems(error, _inside(where))
            continue
        topics.append(Topic(config.slug, config.title, config.query, dict(config.titles.items())))
    _unique(path, "topic.slug", (topic.slug for topic in topics), problems)
    return topics


def validation_problems(error: ValidationError, where: Callable[[_Location], str]) -> list[Problem]:
    """Turn pydantic's findings into problems, without repeating the value (it may be secret)."""
    problems = []
    for finding in error.errors(include_url=False, include_input=False):
        said = finding["msg"].removeprefix("Value error, ")
        message = _PLAIN_WORDS.get(finding["type"], said)
        problems.append(Problem(where(finding["loc"]), message))
    return problems


def _tables(path: Path, name: str, problems: list[Problem]) -> Iterable[tuple[str, dict[str, Any]]]:
    content = read_toml(path, problems)
    problems.extend(
        Problem(f"{path}: {key}", f"is no key known here; write [[{name}]] tables")
        for key in content
        if key != name
    )
    tables = content.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(Problem(f"{path}: {name}", f"must be written as [[{name}]] tables"))
        return
    for number, table in enumerate(tables, start=1):
        label = table.get("name") or table.get("slug")
        if not isinstance(label, str) or not label.isprintable():
            label = f"number {number}"
        yield f"{path}: {name} {label}", table


def _inside(where: str) -> Callable[[_Location], str]:
    return lambda loc: ".".join([where, *map(str, loc)])


def _unique(path: Path, key: str, names: Iterable[str], problems: list[Problem]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            problems.append(Problem(f"{path}: {key}", f"{name!r} is used twice"))
        seen.add(name)
