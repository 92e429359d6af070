"""docs/settings.md and the code list the same settings, with the same defaults."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from notifier.settings import Settings, known_variables, variable
from notifier.settings_files import TopicConfig
from notifier.sources.registry import KINDS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def rows(section: str) -> list[list[str]]:
    """Return the rows of the table in a section of the document, as their cells."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def written(value: object) -> str:
    """Write a default as the document does."""
    match value:
        case SecretStr():
            return f"`{value.get_secret_value()}`"
        case timedelta():
            days, seconds = divmod(value.total_seconds(), 86400)
            return f"`{value.total_seconds():g}s`" if seconds else f"`{days:g}d`"
        case bool():
            return f"`{str(value).lower()}`"
        case "" | () | None:
            return "–"
        case _:
            return "–" if value is PydanticUndefined else f"`{value}`"


def of_the_service() -> dict[str, FieldInfo]:
    """Return every setting of notifier.toml by its key."""
    found = {}
    for name, field in Settings.model_fields.items():
        if name in {"sources", "topics"}:
            continue
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for key, inner in field.annotation.model_fields.items():
                found[f"{name}.{key}"] = inner
        else:
            found[name] = field
    return found


def test_every_setting_of_the_service_is_documented_with_its_variable_and_default() -> None:
    documented = [tuple(row[:3]) for row in rows("The service")]

    assert documented == [
        (f"`{key}`", f"`{variable(*key.split('.'))}`", written(field.default))
        for key, field in of_the_service().items()
    ]


def test_every_documented_variable_is_read_and_none_else() -> None:
    assert {row[1].strip("`") for row in rows("The service")} == known_variables()


def test_every_key_of_a_source_is_documented_with_its_default() -> None:
    documented = {(row[0].strip("`"), kind): row[2] for row in rows("Sources") for kind in
                  (KINDS if row[1] == "all" else [row[1].strip("`")])}  # fmt: skip

    in_code = {}
    for kind, made in KINDS.items():
        for key, field in made.config.model_fields.items():
            default = written(field.default)
            in_code[key, kind] = "`none`" if key == "max_age" and default == "–" else default
    assert documented == in_code


def test_every_key_of_a_topic_is_documented() -> None:
    assert {row[0].strip("`"): row[1] for row in rows("Topics")} == {
        key: written(field.default) for key, field in TopicConfig.model_fields.items()
    }


def test_every_meaning_is_told() -> None:
    tables = [row for section in ("The service", "Sources", "Topics") for row in rows(section)]

    assert all(re.search(r"\w{3}", row[-1]) for row in tables)


def test_each_kind_of_source_is_named_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert all(f'kind = "{kind}"' in text for kind in KINDS)
