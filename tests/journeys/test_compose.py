"""compose.yaml followed to the letter, as far as it goes without an engine.

The engine binds a secret's file into the container as it is: with the owner and the mode that it
has outside, and without a look at the folder it is in. A hard link is the same.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.fakes.bot_api import BotApi
from tests.journeys.service import REPOSITORY

COMPOSE = (REPOSITORY / "compose.yaml").read_text(encoding="utf-8")
SECRET = str(yaml.safe_load(COMPOSE)["secrets"]["token"]["file"])
STEPS = [line[4:] for line in COMPOSE.splitlines() if line.startswith("#   ")]
USER = int(re.findall(r"^USER (\d+)$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE)[0])
HOST_USER = 12345
PYTHON_PATH = os.pathsep.join([str(REPOSITORY), *(each for each in sys.path if "site-p" in each)])

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become the container's user"
)


@pytest.fixture(scope="module")
def python() -> str:
    """Return an interpreter like ours that the container's user may run; root's may be closed."""
    for each in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            if run_as(USER, Path("/tmp"), each, "-c", "import notifier, pydantic").returncode == 0:
                return each
        except OSError:
            continue
    pytest.skip("no interpreter that the container's user may run")


@pytest.fixture
def host() -> Iterator[Path]:
    """Return the folder in which somebody follows compose.yaml, as a user of no privileges."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chown(folder, HOST_USER, HOST_USER)
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def container() -> Iterator[Path]:
    """Return a folder as the container sees it: its user's own, with the settings to read."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chown(folder, USER, USER)
        config = Path(folder) / "config"
        config.mkdir()
        (config / "sources.toml").touch()
        yield Path(folder)


def run_as(
    user: int, folder: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        user=user,
        group=user,
        extra_groups=[],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": PYTHON_PATH, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def check(
    python: str, container: Path, bot_api: BotApi, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `notifier check` as the container's user."""
    settings = {
        "NOTIFIER_DATABASE_URL": f"sqlite:///{container}/notifier.db",
        "NOTIFIER_TELEGRAM_TOKEN_FILE": str(container / "token"),
        "NOTIFIER_TELEGRAM_BASE_URL": bot_api.base_url,
    }
    command = (python, "-m", "notifier", "check")
    return run_as(USER, container, *command, **{**settings, **environment})


def test_the_steps_make_a_secret_that_the_service_can_read_and_no_other_user_of_the_host(
    python: str, host: Path, container: Path, bot_api: BotApi
) -> None:
    assert STEPS[-1] == "docker compose up -d"
    steps = " && ".join(STEPS[:-1]).replace("123456:ABC…", bot_api.token)
    for umask in ("022", "077"):
        for _ in ("the first token", "a token after it"):
            followed = run_as(HOST_USER, host, "sh", "-c", f"umask {umask} && {steps}")
            assert (followed.returncode, followed.stderr) == (0, "")
        (container / "token").unlink(missing_ok=True)
        os.link(host / SECRET, container / "token")
        assert run_as(USER, container, "cat", "token").stdout == bot_api.token
        for user, may_read in ((HOST_USER, True), (HOST_USER + 1, False)):
            read = run_as(user, host, "cat", SECRET)
            assert (read.stdout == bot_api.token) is may_read
        shutil.rmtree(host / "secrets")
    checked = check(python, container, bot_api)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "token: 1 set and accepted" in checked.stdout


def test_a_secret_that_only_another_user_may_read_is_told_with_what_to_do(
    python: str, container: Path, bot_api: BotApi
) -> None:
    (container / "token").write_text(bot_api.token)
    (container / "token").chmod(0o600)
    (container / "config" / "sources.toml").chmod(0o600)
    checked = check(python, container, bot_api)
    assert checked.returncode == 1
    secret, sources = sorted(checked.stderr.splitlines(), key=lambda line: "sources" in line)
    assert "NOTIFIER_TELEGRAM_TOKEN_FILE: names a file that cannot be read: Perm" in secret
    assert f"runs as uid {USER}" in secret
    assert "chmod 644" in secret
    assert "config/sources.toml: cannot be read: Permission denied" in sources
    assert f"runs as uid {USER}" in sources


def test_settings_in_a_folder_that_cannot_be_entered_are_told(
    python: str, container: Path, host: Path, bot_api: BotApi
) -> None:
    (container / "token").write_text(bot_api.token)
    host.chmod(0o700)
    checked = check(python, container, bot_api, NOTIFIER_CONFIG_DIR=str(host / "config"))
    assert checked.returncode == 1
    assert f"cannot be entered; the service runs as uid {USER}" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_a_database_that_may_not_be_written_is_told(
    python: str, container: Path, host: Path
) -> None:
    (host / "notifier.db").write_bytes(b"")
    url = f"sqlite:///{host}/notifier.db"
    command = (python, "-m", "notifier", "db", "upgrade")
    upgraded = run_as(USER, container, *command, NOTIFIER_DATABASE_URL=url)
    assert upgraded.returncode == 1
    assert f"uid {USER} must be able to write the file and its folder" in upgraded.stderr
