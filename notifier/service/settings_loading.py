"""Reading the settings: config/*.toml and NOTIFIER_* in the environment into `Settings`.

All that is wrong is found in one pass and reported at once, each with its file and key. Secrets
come from the environment or from files it names, never from TOML.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from notifier.core.errors import Problem, SettingsError
from notifier.service.settings import Section, Settings
from notifier.service.settings_files import (
    UNKNOWN_KEY,
    read_secret,
    read_sources,
    read_toml,
    read_topics,
    unreadable_by,
    validation_problems,
)
from notifier.sources.config import SourceConfig
from notifier.sources.placeholders import secret_names

PREFIX = "NOTIFIER_"
CONFIG_DIR = "NOTIFIER_CONFIG_DIR"
_SECRETS = (
    ("telegram", "token"),
    ("telegram", "proxy"),
    ("database", "url"),
    ("database", "listen_url"),
    ("fetch", "proxy"),
    ("web", "api_tokens"),
    ("web", "status_password"),
)
_LINKED = "_SERVICE_HOST"
_ALWAYS_SECRET = {"token", "api_tokens", "status_password"}
_OWN_FILES = ("sources", "topics")


def load_settings(config_dir: Path | None = None, *, needs_secrets: bool = True) -> Settings:
    """Read files and environment; raises SettingsError with everything that is wrong.

    Without `needs_secrets` a secret of a source may be missing; then only that source is not read.
    """
    settings, problems = inspect_settings(config_dir, needs_secrets=needs_secrets)
    if problems:
        raise SettingsError(problems)
    return settings


def inspect_settings(
    config_dir: Path | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    needs_secrets: bool = True,
) -> tuple[Settings, list[Problem]]:
    """Read files and environment; return what could be read and everything that is wrong.

    A setting that could not be read has its default value.

    `config_dir` is, in this order: the argument, NOTIFIER_CONFIG_DIR, `config` in the current
    folder. A file that is not there counts as empty; a folder that is not there is an error.
    `environment` is the process's own where it is left out. An empty variable counts as not set.
    """
    if environment is None:
        environment = os.environ  # noqa: TID251 - the one module that reads it
    variables = {n: value for n, value in environment.items() if n.startswith(PREFIX) and value}
    folder = Path(variables.pop(CONFIG_DIR, "config")) if config_dir is None else config_dir
    variables.pop(CONFIG_DIR, None)
    _drop_service_links(variables)
    problems: list[Problem] = []
    _look_for(folder, problems)
    _read_secret_files(variables, problems)
    _drop_unknown_variables(variables, problems)
    main = folder / "notifier.toml"
    values = _usable(read_toml(main, problems), main, problems)
    sources = read_sources(folder / "sources.toml", problems)
    if needs_secrets:
        _check_secrets(folder / "sources.toml", sources, environment, problems)
    topics = read_topics(folder / "topics.toml", problems)
    merged = _merged(values, _by_section(variables))
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        problems += validation_problems(error, lambda loc: _where(loc, variables, main))
        settings = Settings(**_without_refused(merged, error))
    update = {"sources": tuple(sources), "topics": tuple(topics)}
    return settings.model_copy(update=update), problems


def secret_of(name: str, environment: Mapping[str, str] | None = None) -> str | None:
    """Return a secret that a source names, from the environment or the file that it names."""
    if environment is None:
        environment = os.environ  # noqa: TID251 - the one module that reads it
    if found := environment.get(name):
        return found
    file = environment.get(f"{name}_FILE")
    return read_secret(Path(file), name, []) if file else None


def _check_secrets(
    path: Path,
    sources: Sequence[SourceConfig],
    environment: Mapping[str, str],
    problems: list[Problem],
) -> None:
    """Tell which secrets are not set that the sources need."""
    for each in sources:
        for name in sorted(secret_names(each.model_dump(mode="json"))) if each.enabled else ():
            if not secret_of(name, environment):
                told = (
                    f"${{{name}}} is not set; set the environment variable {name}, or {name}_FILE "
                    "to the name of a file that holds it"
                )
                problems.append(Problem(f"{path}: source {each.name}", told))


def unused_proxies(settings: Settings) -> Sequence[str]:
    """Return the variables that name a proxy for other programs, where no setting names one.

    They are not used: by a proxy the guard sees less of where sources lead, so one is asked for.
    """
    if settings.fetch.proxy is not None or settings.telegram.proxy is not None:
        return ()
    environment = os.environ  # noqa: TID251 - the one module that reads it
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    return [each for each in names if environment.get(each) or environment.get(each.lower())]


def _look_for(folder: Path, problems: list[Problem]) -> None:
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise NotADirectoryError
    except PermissionError as error:
        told = f"cannot be entered{unreadable_by(error, 'chmod a+rx its folder')}"
        problems.append(Problem(str(folder), told))
    except OSError:
        problems.append(
            Problem(str(folder), f"is no folder; create it, or say where it is with {CONFIG_DIR}")
        )


def _by_section(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of known variables as a file would have them, in tables."""
    values: dict[str, Any] = {}
    for variable_name, value in variables.items():
        name = variable_name.removeprefix(PREFIX).lower()
        section, _, key = name.partition("_")
        if section in _sections():
            values.setdefault(section, {})[key] = value
        else:
            values[name] = value
    return values


def _sections() -> dict[str, type[Section]]:
    """Return the tables of notifier.toml by name."""
    annotated = ((name, field.annotation) for name, field in Settings.model_fields.items())
    return {
        name: section
        for name, section in annotated
        if isinstance(section, type) and issubclass(section, Section)
    }


def _merged(files: dict[str, Any], environment: Mapping[str, Any]) -> dict[str, Any]:
    """Merge, key by key; the environment wins. A section that is no table stays to be reported."""
    merged = dict(files)
    for name, value in environment.items():
        held = files.get(name, {})
        if not isinstance(value, dict):
            merged[name] = value
        elif isinstance(held, dict):
            merged[name] = {**held, **value}
    return merged


def _without_refused(values: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """Return the values less those that were refused, of which a section may have several."""
    kept = {name: dict(each) if isinstance(each, dict) else each for name, each in values.items()}
    for finding in error.errors(include_url=False, include_input=False):
        name, *key = finding["loc"][:2]
        if key and isinstance(kept.get(str(name)), dict):
            kept[str(name)].pop(key[0], None)
        else:
            kept.pop(str(name), None)
        if name == "telegram" and isinstance(kept.get(name), dict):
            # Without the base_url or the proxy that was meant it would go somewhere else.
            kept["telegram"].pop("token", None)
    return kept


def variable(*path: str) -> str:
    """Name the environment variable of a setting: `variable("web", "port")`."""
    return PREFIX + "_".join(path).upper()


def _where(loc: tuple[int | str, ...], variables: Mapping[str, str], main: Path) -> str:
    path = [str(part) for part in loc if isinstance(part, str)][:2]
    name = variable(*path)
    return f"environment {name}" if name in variables else f"{main}: {'.'.join(path)}"


def _read_secret_files(variables: dict[str, str], problems: list[Problem]) -> None:
    """Put the content of the file that NOTIFIER_…_FILE names in place of that variable."""
    for plain in (variable(*secret) for secret in _SECRETS):
        name = variables.pop(f"{plain}_FILE", None)
        if name is None:
            continue
        where = f"environment {plain}_FILE"
        if plain in variables:
            problems.append(Problem(where, f"and {plain} are both set; take one away"))
        secret = read_secret(Path(name), where, problems)
        if secret is not None:
            variables[plain] = secret


def _drop_service_links(variables: dict[str, str]) -> None:
    """Take out what Kubernetes tells every pod of each Service, here of one named as we are.

    Of `notifier-web` it sets NOTIFIER_WEB_PORT, which is a setting, to tcp://10.0.0.1:80.
    """
    for service in [n.removesuffix(_LINKED) for n in variables if n.endswith(_LINKED)]:
        link = re.compile(rf"{service}_(SERVICE_(HOST|PORT\w*)|PORT_\d+_(TCP|UDP|SCTP)\w*)")
        for name in [*filter(link.fullmatch, variables)]:
            del variables[name]
        if "://" in variables.get(f"{service}_PORT", ""):
            del variables[f"{service}_PORT"]


def _drop_unknown_variables(variables: dict[str, str], problems: list[Problem]) -> None:
    for name in sorted(set(variables) - known_variables()):
        problems.append(
            Problem(f"environment {name}", "is no setting; docs/settings.md lists those there are")
        )
        del variables[name]


def known_variables() -> frozenset[str]:
    """Return the name of every variable that sets something by itself."""
    sections = _sections()
    known = {variable(name, key) for name, each in sections.items() for key in each.model_fields}
    plain = set(Settings.model_fields) - set(sections) - set(_OWN_FILES)
    return frozenset(known | {variable(name) for name in plain})


def _usable(values: dict[str, Any], main: Path, problems: list[Problem]) -> dict[str, Any]:
    """Take out, and tell, what does not belong into notifier.toml: strangers and secrets."""
    for name in list(values):
        if name in _OWN_FILES:
            problems.append(Problem(f"{main}: {name}", f"belongs into {name}.toml"))
        elif name not in Settings.model_fields:
            problems.append(Problem(f"{main}: {name}", UNKNOWN_KEY))
        else:
            continue
        del values[name]
    for section, key in _SECRETS:
        holder = values.get(section)
        if isinstance(holder, dict) and key in holder and _is_secret(key, holder[key]):
            name = variable(section, key)
            problems.append(
                Problem(
                    f"{main}: {section}.{key}",
                    f"is a secret; take it out and set {name} or {name}_FILE",
                )
            )
            del holder[key]
    return values


def _is_secret(key: str, value: object) -> bool:
    """Return whether a value may not stand in a file; a database's address may without password."""
    return key in _ALWAYS_SECRET or "@" in str(value) or "password" in str(value)
