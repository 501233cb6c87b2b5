"""Machines that ask get a true answer: is it alive, may updates come, how does it do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy import select, text

from bot.app import App
from bot.health.gauge import FRESH, PATIENCE
from bot.health.metrics import FIGURES, LATENCY
from bot.health.server import HealthServer
from bot.settings import load_settings
from gateway.disk import FULL, LOW
from sandbox.server import create_app, serve
from storage.alerts import begin
from storage.db import Database
from storage.tables import outbox
from tests.bot.health.sinks import open_address
from tests.bot.health.ward import Ward, open_ward
from tests.kit.town import STAFF_GROUP, TOKEN
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen


async def test_a_process_whose_loop_is_blocked_is_not_alive(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        ward.health.pulse.beat()
        status, body = await ward.ask("/livez")
        assert (status, body["state"]) == (200, "ok")

        ward.town.clock.advance(seconds=6)
        status, body = await ward.ask("/livez")
        assert status == 503
        assert body["checks"]["loop"]["lag_seconds"] == pytest.approx(5.5)

        ward.health.pulse.beat()
        assert (await ward.ask("/livez"))[0] == 503, "it was blocked until just now"
        ward.health.pulse.beat()
        assert (await ward.ask("/livez"))[0] == 200


async def test_a_healthy_bot_is_ready_and_says_by_what(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await ward.look()
        status, body = await ward.ask("/readyz")

        assert (status, body["state"]) == (200, "ok")
        assert list(body["checks"]) == ["running", "database", "schema", "disk", "telegram", "staff_chats", "canary"]
        assert {check["state"] for check in body["checks"].values()} == {"ok"}


async def not_ready(ward: Ward) -> tuple[int, dict[str, str]]:
    """Status, and the reason of each check that is not content; after the last figures have become old."""
    await ward.town.later(seconds=3)
    status, body = await ward.ask("/readyz")
    return status, {name: check["reason"] for name, check in body["checks"].items() if "reason" in check}


async def test_a_database_that_cannot_be_written_keeps_updates_away(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        engine = ward.town.app.database.engine
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE reading RENAME TO gone"))
        status, reasons = await not_ready(ward)
        assert status == 503
        assert list(reasons) == ["database"]
        assert (await ward.metrics())["database_up", ()] == 0

        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO reading"))
        assert await not_ready(ward) == (200, {})


async def test_all_who_ask_while_the_database_hangs_share_one_look(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_ward(database_url) as ward:
        looks = []

        @asynccontextmanager
        async def hanging() -> AsyncIterator[None]:
            looks.append(len(looks))
            ward.town.clock.advance(seconds=PATIENCE)
            await asyncio.sleep(0)
            raise TimeoutError
            yield

        await ward.let_pass(FRESH)
        with monkeypatch.context() as patch:
            patch.setattr(ward.town.app.database, "write", hanging)
            answers = await asyncio.gather(*(ward.ask("/readyz") for _ in range(5)))
        assert [status for status, _ in answers] == [503] * 5
        assert len(looks) == 1, "else those who ask each wait for those before, and more come than are answered"


async def test_another_schema_keeps_updates_away_and_says_what_to_do(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        async with ward.town.app.database.engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        status, reasons = await not_ready(ward)

        assert status == 503
        assert "banshi migrate" in reasons["schema"]


@pytest.mark.parametrize(("free", "status"), [(FULL - 1, 503), (FULL, 200), (LOW - 1, 200), (LOW, 200)])
async def test_a_full_disk_keeps_updates_away_and_one_nearly_full_does_not(
    database_url: str, free: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_ward(database_url) as ward:
        monkeypatch.setattr(ward.town.app.disk, "free", lambda: free)
        found, reasons = await not_ready(ward)

        assert found == status
        assert bool(reasons) is (free < LOW)
        assert ward.town.app.disk.takes_more() is (status == 200), "what readiness says is what intake does"


async def test_a_staff_group_without_the_bot_makes_it_degraded_but_ready(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await ward.look()
        await ward.town.control("member", chat_id=STAFF_GROUP, bot=True, status="kicked")
        await ward.look(seconds=61)

        assert await not_ready(ward) == (200, {"staff_chats": "the bot cannot work in: main"})
        assert (await ward.metrics())["staff_chat_usable", ("main",)] == 0


async def test_silence_of_telegram_is_told_and_is_no_reason_to_take_the_bot_away(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await ward.town.later(seconds=121)
        assert await not_ready(ward) == (200, {"telegram": "does not answer polls"})


def held(until: asyncio.Event, begun: asyncio.Event) -> Router:
    """A feature that takes its time."""
    router = Router()

    @router.message(F.chat.type == "private")
    async def answer(message: Message, reply: Reply) -> None:
        begun.set()
        await until.wait()
        await reply.show(Screen(Rich(f"after all: {message.text}")))

    return router


@asynccontextmanager
async def running(database_url: str, router: Router, **settings: Any) -> AsyncIterator[tuple[App, str]]:
    """A bot as a process runs it, and the sandbox it talks to."""
    sandbox = await serve(create_app())
    app = App(
        load_settings(
            token=TOKEN,
            api_url=sandbox.url,
            database_url=database_url,
            **{"health_listen": "127.0.0.1:0", **settings},
            _env_file=None,
        ),
        router=router,
    )
    async with aiohttp.ClientSession() as http:
        body = {"token": TOKEN, "first_name": "B", "username": "b_bot"}
        async with http.post(f"{sandbox.url}/control/bots", json=body) as response:
            assert response.status == 200
    await app.start()
    try:
        yield app, sandbox.url
    finally:
        await app.stop()
        await sandbox.close()


async def said(database_url: str) -> list[str]:
    """What is sent, or will be by whoever starts next."""
    database = Database(database_url)
    async with database.read() as tx:
        bodies = (await tx.execute(select(outbox.c.body))).scalars().all()
    await database.close()
    return [json.loads(body)["text"] for body in bodies]


async def test_while_the_last_work_is_finished_it_says_that_it_is_not_ready(database_url: str) -> None:
    until, begun = asyncio.Event(), asyncio.Event()
    async with running(database_url, held(until, begun)) as (app, url), aiohttp.ClientSession() as http:
        health = f"http://127.0.0.1:{app.health.server.port}/readyz"
        async with http.get(health) as response:
            assert response.status == 200
        words = {"chat_id": 1001, "from_id": 1001, "text": "one"}
        async with http.post(f"{url}/control/say", json=words) as response:
            assert response.status == 200
        await asyncio.wait_for(begun.wait(), 30)

        stopping = asyncio.ensure_future(app.stop())
        await asyncio.sleep(0)
        async with http.get(health) as response:
            body = await response.json()
            assert response.status == 503
        assert body["checks"]["running"]["reason"] == "shutting down"
        assert not stopping.done(), "what runs is finished first"

        until.set()
        await stopping
        assert await said(database_url) == ["after all: one"]
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(health)


async def test_an_address_that_does_not_answer_holds_up_no_end(database_url: str) -> None:
    async with open_address() as address:
        address.slow = asyncio.Event()
        database = Database(database_url)
        async with database.write() as tx:
            await begin(tx, "dead_letters", value=1, now=datetime.now(UTC))
        await database.close()
        async with running(database_url, held(asyncio.Event(), asyncio.Event()), alerts_to=address.url) as (app, _):
            async with asyncio.timeout(30):
                while not address.asked:  # noqa: ASYNC110 # it is asked by the first look
                    await asyncio.sleep(0.05)
            async with asyncio.timeout(10):
                await app.stop()


async def test_a_port_that_is_taken_is_said_loudly_and_people_are_served(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_ward(database_url) as ward:
        await HealthServer(ward.health.gauge, listen=f"127.0.0.1:{ward.health.server.port}").open()
        assert '"event": "health_not_listening", "level": "error"' in capsys.readouterr().err


async def test_every_metric_is_there_for_whoever_scrapes(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        chen = await ward.town.citizen()
        await chen.starts()
        await ward.look()
        status, body = await ward.get("/metrics")
        found = await ward.metrics()

        assert status == 200
        for figure in FIGURES:
            name = f"banshi_{figure.name}{'_total' if figure.counts else ''}"
            assert f"# HELP {name} {figure.help}" in body
        assert found["inbox_open", ()] == 0
        assert found["updates_handled_total", ()] >= 2
        assert found["sends_total", ("sent",)] >= 2
        assert found[f"{LATENCY}_count", ()] >= 2
        assert found["database_up", ()] == found["leader", ()] == 1
        assert found["outbox_open", ("interactive",)] == 0
        assert found["dead_letters", ("update",)] == 0
        assert ("telegram_pending_updates", ()) in found


async def test_metrics_count_what_waits_and_what_failed(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await ward.town.control("faults", kind="lost", method="sendMessage", times=2)
        chen = await ward.town.citizen()
        await chen.starts()
        await ward.town.later(seconds=3)
        found = await ward.metrics()

        assert found["unknown_sends", ("critical",)] == 1
        assert found["sends_total", ("unknown",)] == 1


async def test_whoever_blocked_the_bot_is_no_dead_letter_to_worry_about(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        chen = await ward.town.citizen()
        await chen.says("/start")
        await ward.town.control("say", chat_id=chen.id, from_id=chen.id, text="/help")
        await ward.town.control("block", user_id=chen.id)
        await ward.look()
        found = await ward.metrics()

        assert found["sends_total", ("dead",)] == 1
        assert found["dead_letters", ("message",)] == 0
        assert await ward.told() == []
