"""The test server is a real PostgreSQL, and its databases do not know each other."""

import importlib.util
import os
import pwd
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.kit import postgres as kit
from tests.kit.postgres import PostgresServer


async def _scalar(url: str, statement: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.scalar(text(statement))
    finally:
        await engine.dispose()


async def test_a_real_postgresql_answers_through_the_drivers_of_the_product(postgres_url: str) -> None:
    assert str(await _scalar(postgres_url, "SELECT version()")).startswith("PostgreSQL 18")


async def test_it_speaks_utf8_and_sorts_without_a_locale(postgres_url: str) -> None:
    assert await _scalar(postgres_url, "SHOW server_encoding") == "UTF8"
    assert (
        await _scalar(postgres_url, "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{a,B,办,事}'::text[]) w")
        == "Ba事办"
    )


async def test_a_copied_database_brings_what_its_template_held_and_gives_nothing_back(postgres: PostgresServer) -> None:
    template = postgres.create_database()
    postgres.execute("CREATE TABLE note (said text); INSERT INTO note VALUES ('kept')", url=template)

    copy = postgres.create_database(template=template)
    postgres.execute("INSERT INTO note VALUES ('only here')", url=copy)

    assert await _scalar(copy, "SELECT count(*) FROM note") == 2
    assert await _scalar(template, "SELECT count(*) FROM note") == 1
    postgres.drop(copy)
    postgres.drop(template)


async def test_a_dropped_database_is_gone_even_when_somebody_was_connected(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        postgres.drop(url)
        await connection.invalidate()
    await engine.dispose()

    with pytest.raises(DBAPIError, match="does not exist"):
        await _scalar(url, "SELECT 1")


async def test_a_restart_cuts_every_connection_and_keeps_what_was_committed(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    postgres.execute("CREATE TABLE note (said text); INSERT INTO note VALUES ('kept')", url=url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO note VALUES ('never committed')"))

        postgres.restart()

        with pytest.raises(DBAPIError):
            await connection.execute(text("SELECT 1"))
        await connection.invalidate()
    await engine.dispose()
    assert await _scalar(url, "SELECT string_agg(said, ',') FROM note") == "kept"
    postgres.drop(url)


def test_a_refused_statement_says_why(postgres: PostgresServer) -> None:
    with pytest.raises(RuntimeError, match='relation "nowhere" does not exist'):
        postgres.execute("SELECT * FROM nowhere")


def test_without_the_binaries_there_is_an_error_and_no_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(FileNotFoundError, match="install the extra `dev`"):
        PostgresServer()


def test_nothing_stays_behind_when_the_server_stops() -> None:
    server = PostgresServer()
    pid = server._process.pid

    server.stop()

    assert not server.home.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_a_checkout_only_root_may_open_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    real = kit._installed()
    site = closed / "site-packages"
    (site / kit.PACKAGE).mkdir(parents=True)
    (site / kit.PACKAGE / kit.RELEASE).symlink_to(real)
    (site / f"{kit.PACKAGE}.libs").symlink_to(real.parents[1] / f"{kit.PACKAGE}.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(kit, "_installed", lambda: site / kit.PACKAGE / kit.RELEASE)

    server = PostgresServer()

    runs_as = Path(f"/proc/{server._process.pid}").stat().st_uid
    assert runs_as == (pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid())
    assert server.execute("SELECT 1") == "1"
    server.stop()
