"""What the repository says of itself is true."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from notifier import __version__
from notifier.bot.commands.command import Where
from notifier.bot.commands.registry import COMMANDS
from notifier.bot.commands.start import SECTIONS_OF_HELP
from notifier.core.i18n import LANGUAGES, translator
from notifier.sources.registry import KINDS

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_dependency_has_a_reason() -> None:
    reasons = read("docs/decisions/0001-dependencies.md").lower()
    names = [re.split(r"[\[<>=;]", each)[0].strip() for each in PROJECT["project"]["dependencies"]]
    assert [name for name in names if name.lower() not in reasons] == []


def test_one_version_everywhere() -> None:
    assert PROJECT["project"]["version"] == __version__
    assert "## [Unreleased]" in read("CHANGELOG.md")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_are_hashed_and_name_no_index(name: str) -> None:
    text = read(name)
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", text, flags=re.MULTILINE)
    assert len(pinned) > 30
    assert "://" not in text
    assert "--index" not in text
    for block in re.split(r"^(?=[A-Za-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_requirement_of_the_project_is_locked() -> None:
    for requirements, wanted in (
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["project"]["optional-dependencies"]["dev"]),
    ):
        locked = {
            found.lower().replace("_", "-").replace(".", "-")
            for found in re.findall(r"^([A-Za-z0-9._-]+)==", read(requirements), re.MULTILINE)
        }
        for each in wanted:
            name = re.split(r"[\[<>=;]", each)[0].strip().lower()
            assert name.replace("_", "-").replace(".", "-") in locked


def test_the_readme_names_the_two_commands_and_files_that_exist() -> None:
    for name in ("README.md", "README.zh.md"):
        text = read(name)
        assert "./run.sh demo" in text
        assert "./run.sh test" in text
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target.startswith("http") or (ROOT / target).exists(), target


def test_both_readmes_list_the_same_commands() -> None:
    listed = [
        re.findall(r"^\| (`notifier .*?`) \|", read(name), re.MULTILINE)
        for name in ("README.md", "README.zh.md")
    ]
    assert listed[0]
    assert listed[0] == listed[1]


def test_every_kind_of_source_is_documented() -> None:
    for kind in KINDS:
        assert f'kind = "{kind}"' in read("docs/adding-a-source.md")
        assert f'kind = "{kind}"' in read("config/sources.toml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_bot_is_in_its_help(language: str) -> None:
    say = translator(language)
    text = "\n".join(
        [say("help"), say("help-group"), *(say(f"help-{each}") for each in SECTIONS_OF_HELP)]
    )
    # The operators' commands do not exist for others, whom /help is for.
    for_everybody = [each.name for each in COMMANDS if each.where is not Where.OPERATORS]
    assert [name for name in for_everybody if f"/{name}" not in text] == ["start", "help"]


def test_every_command_and_picture_is_in_the_guide_to_the_bot() -> None:
    text = read("docs/bot.md")
    assert [each.name for each in COMMANDS if f"`/{each.name}" not in text] == ["help"]
    pictures = {path.name for path in (ROOT / "docs").glob("chat-*.png")}
    assert set(re.findall(r'src="([^"]+)"', text)) == pictures


def test_the_architecture_names_every_room() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|", read("docs/architecture.md"), flags=re.MULTILINE)
    package = ROOT / "notifier"
    assert sorted(rows) == sorted(path.parent.name for path in package.glob("*/__init__.py"))


@pytest.mark.parametrize(
    "name", sorted(str(d.relative_to(ROOT)) for d in ROOT.glob("docs/**/*.md"))
)
def test_documents_name_only_modules_that_there_are(name: str) -> None:
    package = ROOT / "notifier"
    rooms = "|".join(path.parent.name for path in package.glob("*/__init__.py"))
    named = re.findall(rf"`(?:notifier/)?((?:{rooms})/[a-z_0-9/.]*[a-z0-9])`", read(name))
    gone = [
        each
        for each in named
        if not any((package / f"{each}{ending}").exists() for ending in ("", ".py"))
        and not (package / each).with_suffix(".py").exists()
    ]
    assert gone == []


def test_no_private_part_of_a_library_is_imported() -> None:
    private = re.compile(r"(^|\.)_(?!_)")
    found = []
    for path in sorted((ROOT / "notifier").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            found += [f"{path.relative_to(ROOT)}: {name}" for name in names if private.search(name)]
    assert found == []


def test_the_run_script_and_ci_are_executable_and_call_the_same() -> None:
    for name in ("run.sh", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o100
    assert "./run.sh check" in read(".ci/run")
    assert "./run.sh test" in read(".ci/run")
    shown = subprocess.run(
        [str(ROOT / "run.sh"), "help"], check=True, capture_output=True, text=True
    ).stdout
    for task in ("demo", "serve", "test", "check", "lock"):
        assert f"./run.sh {task}" in shown


@pytest.mark.parametrize(
    ("there", "user", "said"),
    [
        (("chromium", "pgbouncer", "caddy", "apt-get"), 0, ""),
        (("chromium-browser", "pgbouncer", "caddy"), 7, ""),
        (
            ("caddy", "apt-get"),
            0,
            "apt-get update -qq|apt-get install -y -qq --no-install-recommends chromium pgbouncer",
        ),
        (("chromium", "apt-get"), 7, ".ci/run: left out is what takes pgbouncer caddy"),
        ((), 0, ".ci/run: left out is what takes chromium pgbouncer caddy"),
    ],
)
def test_ci_brings_what_tests_use(
    tmp_path: Path, there: tuple[str, ...], user: int, said: str
) -> None:
    programs, told = tmp_path / "bin", tmp_path / "told"
    for name in ("dirname", "bash"):
        _program(programs / name, f'exec {shutil.which(name)} "$@"')
    _program(programs / "id", f"echo {user}")
    for name in there:
        _program(programs / name, f'echo {name} "$@" >>{told}')
    _program(tmp_path / "run.sh", f'echo run.sh "$@" >>{told}')
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    done = subprocess.run(
        [str(programs / "bash"), str(tmp_path / ".ci/run")],
        env={"PATH": str(programs)},
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (done.stderr + told.read_text()).splitlines()
    assert lines[-3:] == ["run.sh check", "run.sh demo --once", "run.sh test"]
    before = lines[:-3]
    assert len(before) == len(said.split("|")) * bool(said)
    assert all(line.startswith(each) for line, each in zip(before, said.split("|"), strict=False))


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{script}\n", encoding="utf-8")
    path.chmod(0o700)


def test_every_picture_of_a_page_is_shown() -> None:
    pictures = {path.name for path in (ROOT / "docs").glob("web-*.png")}
    assert set(re.findall(r'src="(web-[^"]+)"', read("docs/feeds.md"))) == pictures
    for name in ("README.md", "README.zh.md"):
        shown = re.findall(r'src="docs/([^"]+)"', read(name))
        assert [each for each in shown if not (ROOT / "docs" / each).exists()] == []


def test_a_start_keeps_what_it_compiled_for_the_next_one(tmp_path: Path) -> None:
    wanted = b""
    for name in ("run.sh", "requirements-build.txt", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
        wanted += (tmp_path / name).read_bytes() if name != "run.sh" else b""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "notifier").write_text("#!/bin/sh\nenv\n")
    (programs / "notifier").chmod(0o700)
    stamp = subprocess.run(["cksum"], input=wanted, check=True, capture_output=True).stdout
    (tmp_path / ".venv" / ".requirements.txt.stamp").write_bytes(stamp)
    forbidding = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: TID251
    shown = subprocess.run(
        [str(tmp_path / "run.sh"), "serve"],
        env=forbidding,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "PATH=" in shown
    assert "PYTHONDONTWRITEBYTECODE" not in shown


def test_whatever_is_installed_from_a_lock_is_installed_as_it_is() -> None:
    """What pip would resolve anew depends on pip's version and on what was released meanwhile."""
    for name in ("run.sh", "Dockerfile"):
        text = read(name).replace("\\\n", " ")
        installs = [line for line in text.splitlines() if "pip install" in line]
        from_locks = [line for line in installs if not line.endswith("pip install --quiet uv")]
        assert from_locks
        assert [line for line in from_locks if "--no-deps" not in line] == []
        assert "pip check" in text
    for name in ("requirements-build.txt", '"$requirements"'):
        assert f"--require-hashes -r {name}\n" in read("run.sh")


@pytest.mark.parametrize(
    ("name", "extras"),
    [("requirements.txt", set()), ("requirements-dev.txt", {"dev"})],
)
def test_the_lock_holds_all_that_its_distributions_require(name: str, extras: set[str]) -> None:
    locked = _locked(name)
    optional = PROJECT["project"]["optional-dependencies"]
    asked_for = [*PROJECT["project"]["dependencies"], *(one for e in extras for one in optional[e])]
    waiting = [Requirement(each) for each in asked_for]
    seen, missing = set(), []
    while waiting:
        requirement = waiting.pop()
        asked = str(requirement)
        if asked in seen or not _is_asked_for(requirement.marker, {""}):
            continue
        seen.add(asked)
        held = locked.get(canonicalize_name(requirement.name))
        if held is None or not requirement.specifier.contains(held, prereleases=True):
            missing.append(asked)
            continue
        for inner in map(Requirement, metadata.requires(requirement.name) or ()):
            if _is_asked_for(inner.marker, {"", *requirement.extras}):
                inner.marker = None
                waiting.append(inner)
    assert missing == []


def _locked(name: str) -> dict[str, str]:
    """Return the versions that a lock has for this Python on this platform."""
    pins = re.findall(r"^([A-Za-z0-9._-]+==[^\\\n]+)", read(name), flags=re.MULTILINE)
    requirements = [Requirement(pin) for pin in pins]
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in requirements
        if _is_asked_for(each.marker, {""})
    }


def _is_asked_for(marker: Marker | None, extras: set[str]) -> bool:
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def test_the_image_runs_as_a_user_that_may_write_nothing() -> None:
    dockerfile = read("Dockerfile")
    assert "USER 10001" in dockerfile
    assert "HEALTHCHECK" in dockerfile
    assert "read_only: true" in read("compose.yaml")
