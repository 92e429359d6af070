"""docs/settings.md and the code list the same settings, with the same defaults."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from notifier.core.errors import Problem
from notifier.service.settings import Settings
from notifier.service.settings_files import TopicConfig, read_sources
from notifier.service.settings_loading import known_variables, variable
from notifier.sources.api import ApiEntry
from notifier.sources.page import PageEntry
from notifier.sources.parsing.article_page import ArticleConfig
from notifier.sources.registry import KINDS

TABLES = {
    "`[source.entry]` of a `page`": PageEntry,
    "`[source.entry]` of an `api`": ApiEntry,
    "`[source.article]`": ArticleConfig,
}
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "settings.md"
GUIDE = DOCUMENT.with_name("adding-a-source.md")


def rows(section: str) -> list[list[str]]:
    """Return the rows of the table in a section of the document, as their cells."""
    text = re.split(rf"\n##+ {re.escape(section)}\n", DOCUMENT.read_text(encoding="utf-8"))[1]
    text = re.split(r"\n##+ ", text)[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


_UNITS = (("d", 86400), ("h", 3600), ("s", 1))


def written(value: object) -> str:
    """Write a default as the document does."""
    match value:
        case SecretStr():
            return f"`{value.get_secret_value()}`"
        case timedelta():
            seconds = value.total_seconds()
            unit, size = next(each for each in _UNITS if not seconds % each[1] or each[0] == "s")
            return f"`{seconds / size:g}{unit}`"
        case bool():
            return f"`{str(value).lower()}`"
        case "" | () | None:
            return "–"
        case dict() | BaseModel():
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
                  (KINDS if row[1] == "all" else re.findall(r"\w+", row[1]))}  # fmt: skip

    in_code = {}
    for kind, made in KINDS.items():
        for key, field in made.config.model_fields.items():
            default = written(field.default)
            default = "`none`" if key == "max_age" and default == "–" else default
            in_code[field.alias or key, kind] = default
    assert documented == in_code


@pytest.mark.parametrize(("section", "table"), TABLES.items(), ids=["page", "api", "article"])
def test_every_key_of_a_sources_tables_is_documented_with_its_default(
    section: str, table: type[BaseModel]
) -> None:
    assert {row[0].strip("`"): row[1] for row in rows(section)} == {
        field.alias or key: written(field.default) for key, field in table.model_fields.items()
    }


def test_every_key_of_a_topic_is_documented() -> None:
    assert {row[0].strip("`"): row[1] for row in rows("Topics")} == {
        key: written(field.default) for key, field in TopicConfig.model_fields.items()
    }


def test_every_meaning_is_told() -> None:
    sections = ("The service", "Sources", "Topics", *TABLES)
    tables = [row for section in sections for row in rows(section)]

    assert all(re.search(r"\w{3}", row[-1]) for row in tables)


def test_each_kind_of_source_is_named_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert all(f"`{kind}` for" in text for kind in KINDS)


def test_the_guides_examples_can_be_used_as_they_are(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "sources.toml").write_text("\n".join(examples), encoding="utf-8")
    problems: list[Problem] = []

    read = read_sources(tmp_path / "sources.toml", problems)

    assert problems == []
    assert [source.kind for source in read] == ["feed", "page", "page", "api"]
