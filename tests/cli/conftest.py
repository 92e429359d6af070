"""The command line, typed in this process: a process of its own takes a second to start."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from notifier.cli import main
from tests.cli.typing_commands import Typed


@pytest.fixture
def typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Return what runs a command line in a folder of its own: exit code, output and errors."""
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"sqlite:///{tmp_path / 'notifier.db'}")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["notifier", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return code if isinstance(code, int) else 0, *capsys.readouterr()

    return run


@pytest.fixture
def made_before(migrated_file: Path, tmp_path: Path) -> None:
    """Have the database that `typed` has be there: the first command takes a third of a second."""
    shutil.copy(migrated_file, tmp_path / "notifier.db")
