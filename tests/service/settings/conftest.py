"""A folder of settings to write into, and what comes of reading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from notifier.service.settings import Settings
from notifier.service.settings_loading import inspect_settings

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@dataclass(frozen=True)
class ConfigFolder:
    """An operator's folder of settings."""

    path: Path

    def write(self, name: str, content: str | bytes) -> ConfigFolder:
        """Put a file into the folder."""
        raw = content.encode() if isinstance(content, str) else content
        (self.path / name).write_bytes(raw)
        return self

    def problems(self, **environment: str) -> list[str]:
        """Read the settings; return what is wrong, each without the folder's own path."""
        _, problems = inspect_settings(self.path, environment)
        return [str(problem).replace(f"{self.path}/", "") for problem in problems]

    def settings(self, **environment: str) -> Settings:
        """Read settings in which nothing is wrong."""
        settings, problems = inspect_settings(self.path, environment)
        assert not problems
        return settings


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)
