"""The commands that there are, and that none waits for what it does not use."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
import typer

from notifier.cli import COMMANDS
from notifier.service.factories import Role

ALWAYS_LATE = {"fastapi", "holidays", "PIL", "trafilatura", "alembic"}
"""What is imported where it is used and nowhere else: it takes long, or much memory."""
SERVICE = {"telegram", "starlette", "uvicorn", "apscheduler", "prometheus_client"}
PAGES = {"jinja2"}
"""What only pages and feeds use; health and metrics, which every process has, do without."""
DATABASE = {"sqlalchemy", "aiosqlite", "asyncpg"}
OUTSIDE = {"httpx", "httpcore", "feedparser"}


def imported(*codes: str) -> list[set[str]]:
    """Return the packages that a new process holds after each piece of code that it runs."""
    code = "\nprint(*sys.modules)\n".join(("import sys", *codes, ""))
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    return [
        {name.partition(".")[0] for name in line.split()}
        for line in shown.splitlines()[-len(codes) :]
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_help(name: str) -> None:
    module, help_line = COMMANDS[name]
    command = typer.main.get_command(import_module(f"notifier.cli.{module}").app)
    assert (command.help or "").partition("\n")[0] == help_line


def test_help_waits_for_no_command() -> None:
    code = "sys.argv = ['notifier', '--help']\nfrom notifier.cli import main\ntry: main()\n"
    (held,) = imported(f"{code}except SystemExit: pass")
    assert held.isdisjoint(ALWAYS_LATE | SERVICE | DATABASE | OUTSIDE | {"pydantic"})


def test_no_command_imports_what_only_others_use() -> None:
    """Each may import what those before it do: one process tells of all."""
    offline = {"stories": ALWAYS_LATE | SERVICE | OUTSIDE}
    beside = ("explain", "sources", "securities", "subscriptions", "alerts", "feeds", "database")
    unused = offline | dict.fromkeys(beside, ALWAYS_LATE | SERVICE)
    unused |= dict.fromkeys(("run", "demo", "check"), ALWAYS_LATE)
    held = imported(*(f"import notifier.cli.{command}" for command in unused))
    found = {name: had & unused[name] for name, had in zip(unused, held, strict=True)}
    assert found == {name: set() for name in unused}


def test_what_reads_documents_imports_nothing_that_fetches_them() -> None:
    """It is imported by each process of the sandbox."""
    kinds = ("sources.api", "sources.page", "sources.parsing.feed", "sources.parsing.article_page")
    code = "\n".join(f"import notifier.{kind}" for kind in kinds)
    (held,) = imported(code)
    assert held.isdisjoint(SERVICE | DATABASE | {"httpx", "httpcore", "structlog"})


def test_a_role_imports_nothing_that_only_others_use() -> None:
    unused = {
        "poll": PAGES | {"telegram"},
        "deliver": PAGES | {"telegram"},
        "chat": {"jinja2"},
        "web": {"telegram"},
    }
    assert unused.keys() == set(Role)
    shown = subprocess.run(
        [sys.executable, "-c", _EACH_ROLE, *unused], check=True, capture_output=True, text=True
    ).stdout
    held = {
        role: {name.partition(".")[0] for name in names}
        for role, *names in (line.split() for line in shown.splitlines())
    }
    found = {role: names & (unused[role] | ALWAYS_LATE) for role, names in held.items()}
    assert found == {role: set() for role in unused}


_EACH_ROLE = """
import os, sys
import notifier.cli.run, notifier.service.monitoring
for role in sys.argv[1:]:
    if os.fork() == 0:
        __import__(f"notifier.service.roles.{role}")
        print(role, *sys.modules, flush=True)
        os._exit(0)
    os.wait()
"""
"""Imports each role in a fork of what all have, and prints what is imported then."""
