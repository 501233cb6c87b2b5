"""The running bot makes its backups by itself, beside its work, and leaves nothing half made when it is stopped."""

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.schedule import NIGHT, jobs_of
from bot.settings import Settings, load_settings
from gateway.clock import SystemClock
from storage.backup.sealed import write_new_key
from storage.backup.shelf import Shelf
from storage.backup_runs import Kind, last_run
from storage.db import Database
from storage.schema import migrate
from storage.tables import outbox, periodic

PATIENCE = 180.0
"""Seconds everything may take on a busy machine: three processes start, one after the other."""
SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")


def settings_for(database_url: str, **more: object) -> Settings:
    return load_settings(needs_token=False, database_url=database_url, _env_file=None, **more)


async def test_backups_are_off_until_both_settings_are_there(database: Database, database_url: str) -> None:
    def names(**more: object) -> list[str]:
        settings = settings_for(database_url, **more)
        return [job.name for job in jobs_of(settings, database, clock=SystemClock(), zone=SHANGHAI)]

    always = ["retention", "compaction"] if database.is_sqlite else ["retention"]
    assert names() == always
    assert names(backup_dir="shelf") == always
    assert names(backup_key_file="key") == always
    assert names(backup_dir="shelf", backup_key_file="key") == [*always, "backup", "drill"]


@pytest.mark.parametrize("zone", [SHANGHAI, LONDON])
async def test_no_quarter_of_an_hour_is_left_out_when_clocks_are_put_forward_or_back(
    database: Database, database_url: str, zone: ZoneInfo
) -> None:
    settings = settings_for(database_url, backup_dir="shelf", backup_key_file="key")
    job = next(one for one in jobs_of(settings, database, clock=SystemClock(), zone=zone) if one.name == "backup")
    start = NIGHT.replace(tzinfo=UTC)
    steps = int(timedelta(days=365) / job.every)
    periods = [job.period(start + job.every * n) for n in range(steps)]
    assert len(set(periods)) == steps
    assert all(later - earlier == job.every for earlier, later in pairwise(periods))


def sizes_of(database: Database) -> tuple[int, int]:
    """Bytes of an SQLite file, and of what was not yet written into it."""
    path = Path(str(database.url.database))
    return path.stat().st_size, path.with_name(f"{path.name}-wal").stat().st_size


async def test_unused_space_goes_back_to_the_disk(database: Database) -> None:
    if not database.is_sqlite:
        return
    row = {"lane": 0, "policy": "critical", "method": "sendMessage", "created_at": SystemClock().now()}
    async with database.write() as tx:
        await tx.execute(outbox.insert(), [{"dedupe_key": str(n), "body": "x" * 2000, **row} for n in range(2000)])
    async with database.write() as tx:
        await tx.execute(outbox.delete())
    await database.compact()
    size, not_written = sizes_of(database)
    assert size < 1_500_000, "four million bytes went through it; empty tables and indexes take half a million"
    assert not_written == 0
    async with database.write() as tx:
        await tx.execute(outbox.insert(), {"dedupe_key": "after", **row})


async def test_a_running_bot_backs_up_by_itself_and_ends_cleanly_in_the_middle_of_a_drill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/banshi.db"
    database = Database(url)
    await migrate(database)
    write_new_key(tmp_path / "key")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")},
        "BANSHI_TOKEN": "700001:" + "t" * 35,
        "BANSHI_API_URL": "http://127.0.0.1:9",
        "BANSHI_DATABASE_URL": url,
        "BANSHI_STAFF_CHATS": "main=-1001",
        "BANSHI_PID_FILE": str(tmp_path / "banshi.pid"),
        "BANSHI_BACKUP_DIR": str(tmp_path / "shelf"),
        "BANSHI_BACKUP_KEY_FILE": str(tmp_path / "key"),
        "TMPDIR": str(temporary),
    }
    log = tmp_path / "log"
    with log.open("wb") as errors:
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=environment, stderr=errors, stdout=errors
        )
    try:
        async with asyncio.timeout(PATIENCE):
            while not os.listdir(temporary):  # noqa: ASYNC110 # another process
                await asyncio.sleep(0.1)
        bot.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(bot.wait(), PATIENCE) == 0
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
    assert os.listdir(temporary) == []
    assert len(Shelf(tmp_path / "shelf").backups()) == 1
    assert not [name for name in os.listdir(tmp_path / "shelf") if name.endswith(".partial")]
    async with database.read() as tx:
        assert await last_run(tx, Kind.BACKUP, good=True)
        done = {row.job: (row.done_at is not None, row.attempts) for row in await tx.execute(periodic.select())}
    once = dict.fromkeys(("retention", "compaction", "canary", "morning", "slots", "backup"), (True, 1))
    assert done == {**once, "drill": (False, 0)}
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert "stopped" in events
    assert "job_failed" not in events
    await database.close()
