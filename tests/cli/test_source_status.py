"""How the sources are, as operators ask on the command line."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from notifier.cli import app
from notifier.core.clock import system_clock
from notifier.sources.health.observations import Health
from notifier.store.engine.database import open_store
from notifier.store.sources import sources
from notifier.store.sources.sources import PollFailed, PollSucceeded

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SOURCES = """
[[source]]
name = "well"
kind = "feed"
url = "https://well.example/feed.xml"

[[source]]
name = "ill"
kind = "feed"
url = "https://ill.example/feed.xml"

[[source]]
name = "resting"
kind = "feed"
enabled = false
url = "https://resting.example/feed.xml"
"""


class Commands:
    """The command line in a folder of its own, whose sources have been polled."""

    def __init__(self, database: Path) -> None:
        self.url = f"sqlite:///{database}"
        self.runner = CliRunner()
        asyncio.run(self._poll())

    async def _poll(self) -> None:
        now, store = system_clock(), open_store(self.url)
        identities = {name: f"feed https://{name}.example/feed.xml" for name in ("well", "ill")}
        async with store.write() as connection:
            await sources.sync(connection, {**identities, "gone": "feed"}, now)
            health = Health(lags=(5, 3600, 75), last_new_at=now)
            due, late = now + 9 * MINUTE, now - MINUTE
            await sources.record_polls(
                connection,
                [
                    PollSucceeded("well", now, due, {}, health, last_article_at=now - DAY),
                    *[PollFailed("ill", now, late, "ill.example answered [503]")] * 3,
                ],
            )
        await store.close()

    def __call__(self, *words: str) -> Result:
        return self.runner.invoke(app, ["source", "status", *words])

    def lines(self, *words: str) -> list[str]:
        return self(*words).stdout.splitlines()

    def json(self, *words: str) -> dict[str, Any]:
        return {each["name"]: each for each in json.loads(self("--json", *words).stdout)}


@pytest.fixture
def status(migrated_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commands:
    database = tmp_path / "notifier.db"
    shutil.copy(migrated_file, database)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.toml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.setenv("NOTIFIER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"sqlite:///{database}")
    return Commands(database)


def test_every_configured_source_has_a_line_that_fits_a_terminal(status: Commands) -> None:
    heading, *lines = status.lines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["ill", "failing"],
        ["resting", "off"],
        ["well", "ok"],
    ]
    assert lines[0].endswith("due")
    assert "1m 15s, 1h 0m" in lines[2]
    assert re.search(r"in (?:8m \d+s|9m 0s)$", lines[2])
    assert all(len(line) <= 80 for line in [heading, *lines[:3]])
    assert lines[3:] == ["ill: ill.example answered [503]", "3 sources, 1 in trouble"]


def test_it_ends_with_1_while_a_source_is_in_trouble(status: Commands) -> None:
    assert status().exit_code == 1


def test_only_those_in_trouble_are_shown_where_that_is_asked(status: Commands) -> None:
    assert status.json("--troubled").keys() == {"ill"}
    assert status.lines("--troubled")[-1] == "1 source, 1 in trouble"


def test_a_program_is_told_everything(status: Commands) -> None:
    told = status.json()
    assert told.keys() == {"ill", "resting", "well"}
    assert told["well"]["state"] == "ok"
    assert (told["well"]["lag_p50"], told["well"]["lag_p95"]) == (75, 3600)
    assert told["ill"]["failures"] == 3
    assert told["ill"]["problem"] == "ill.example answered [503]"
    assert told["ill"]["last_success"] is None
    assert told["resting"]["next_poll"] is None
