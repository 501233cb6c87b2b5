"""Administrators are told once when something is really wrong, again while it lasts, and once when it is over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

import jobs.tick
from actions.staff import dismiss
from bot.app import App
from bot.health.gauge import FRESH
from bot.schedule import time_between_backups
from bot.settings import load_settings
from domain.languages import Language
from domain.people import Role
from gateway.intake import TokenRefused
from gateway.telegram import TelegramError
from jobs.canary import send_canary
from storage.alerts import begin
from storage.db import Database
from storage.documents import dump_json
from storage.outgoing import Address, Outgoing
from storage.people import find_person, set_language
from storage.tables import backup_run, inbox, outbox
from tests.bot.health.sinks import open_address
from tests.bot.health.ward import Ward, open_ward
from tests.chaos.drill import free_port
from tests.handlers.hall import asks_staff, replies
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer
from tests.kit.town import A_WEDNESDAY, STAFF_GROUP, TOKEN, Unlimited

Deed = Callable[[Ward], Awaitable[None]]


async def dead_letter(ward: Ward) -> None:
    now = ward.town.clock.now()
    poison = {"update_id": 7, "conversation": "p:7", "kind": "message", "raw": '{"update_id": "?"}', "received_at": now}
    async with ward.town.app.database.write() as tx:
        await tx.execute(insert(inbox).values(bot_id=1, next_at=now, **poison))
    await ward.town.settle()


async def settle_dead_letters(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        await tx.execute(update(inbox).where(inbox.c.state == "dead").values(state="settled"))
        await tx.execute(update(outbox).where(outbox.c.state != "sent").values(state="settled"))


async def _unknown_send(ward: Ward) -> None:
    await ward.town.control("faults", kind="lost", method="sendMessage", times=2)
    chen = await ward.town.citizen()
    await chen.says("one")


async def _out_of_the_group(ward: Ward) -> None:
    await ward.town.control("member", chat_id=STAFF_GROUP, bot=True, status="kicked")
    await ward.town.later(seconds=61)


async def _back_in_the_group(ward: Ward) -> None:
    await ward.town.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator")
    await ward.town.later(seconds=61)


async def _old_update(ward: Ward) -> None:
    now = ward.town.clock.now()
    row = {"bot_id": 1, "update_id": 1, "conversation": "p:1", "kind": "message", "raw": "{}", "received_at": now}
    async with ward.town.app.database.write() as tx:
        # Nobody will claim it before tomorrow.
        await tx.execute(insert(inbox).values(**row, next_at=now + timedelta(days=1)))
    await ward.town.later(seconds=61)


async def _no_old_update(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        await tx.execute(delete(inbox).where(inbox.c.bot_id == 1))


async def _old_message(ward: Ward) -> None:
    await _stuck(ward)
    await ward.town.later(seconds=301)


async def _stuck(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        tx.say(Outgoing(dedupe_key="stuck", to=Address(chat_id=1), body={"text": "x"}))
    await ward.town.app.delivery.drained()
    async with ward.town.app.database.write() as tx:
        # As if another process held it.
        late = ward.town.clock.now() + timedelta(days=1)
        await tx.execute(update(outbox).where(outbox.c.dedupe_key == "stuck").values(state="new", lease_until=late))


async def _refused_often(ward: Ward) -> None:
    for _ in range(6):
        ward.town.app.vitals.refusals.note(ward.town.clock.monotonic())


async def _several_pollers(ward: Ward) -> None:
    real, left = ward.town.app.telegram.call, [409, 409, 409, 401]

    async def conflict(*_: object, **__: object) -> None:
        raise TelegramError(left.pop(0), "Conflict: terminated by other getUpdates request")

    ward.town.app.telegram.call = conflict  # type: ignore[method-assign] # as another process would make it
    with pytest.raises(TokenRefused):
        await ward.town.app.poller.run()
    ward.town.app.telegram.call = real  # type: ignore[method-assign]


async def _wrong_clock(ward: Ward) -> None:
    ward.town.clock.jump(seconds=9)


async def _right_clock(ward: Ward) -> None:
    ward.town.clock.jump(seconds=-9)


async def _nothing(_: Ward) -> None:
    """It passes by itself."""


CAUSES: list[tuple[str, Deed, Deed]] = [
    ("dead_letters", dead_letter, settle_dead_letters),
    ("unknown_sends", _unknown_send, settle_dead_letters),
    ("staff_chat_unreachable", _out_of_the_group, _back_in_the_group),
    ("inbox_oldest_new", _old_update, _no_old_update),
    ("outbox_oldest_not_final", _old_message, settle_dead_letters),
    ("telegram_429", _refused_often, _nothing),
    ("another_poller", _several_pollers, _nothing),
    ("clock_skew", _wrong_clock, _right_clock),
]


@pytest.mark.parametrize(("name", "cause", "mend"), CAUSES, ids=[name for name, *_ in CAUSES])
async def test_what_is_wrong_is_told_once_and_once_more_when_it_is_over(
    database_url: str, name: str, cause: Deed, mend: Deed, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_ward(database_url) as ward:
        await ward.look()
        assert await ward.alerts() == [], "nothing is wrong yet"

        await cause(ward)
        for _ in range(3):
            await ward.look()
        assert await ward.alerts() == [(name, False)]
        assert len(await ward.told()) == 1
        log = capsys.readouterr().err
        assert f'"alert": "{name}", "turn": "begun"' in log

        await mend(ward)
        await ward.look(minutes=7)
        await ward.look(minutes=3)
        assert await ward.alerts() == [(name, True)]
        begun, over = await ward.told()
        assert over.startswith("✅")
        assert begun.partition(" ")[2].partition("\n")[0] in over
        assert '"event": "alert_over"' in capsys.readouterr().err


async def test_it_is_told_again_every_six_hours_and_to_administrators_alone(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        clerk = await ward.town.clerk()
        gone = await ward.town.clerk("周离", role=Role.ADMIN)
        async with ward.town.app.database.write() as tx:
            assert await dismiss(tx, telegram_id=gone.id, now=ward.town.app.hall.clock.now())
        await dead_letter(ward)
        await ward.look()
        await ward.look(hours=5, minutes=59)
        assert len(await ward.told()) == 1

        await ward.look(minutes=1)
        begun, lasts = await ward.told()
        assert lasts.startswith("🟠 仍未恢复")
        assert begun.splitlines()[-1] == lasts.splitlines()[-1], "what to do is said again"
        for other in (clerk, gone):
            assert "🟠" not in await other.reads_all()


async def test_an_administrator_reads_alerts_in_their_own_language(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        async with ward.town.app.database.write() as tx:
            found = await find_person(tx, ward.admin.id)
            assert found
            await set_language(tx, found[0].id, language=Language.EN)
        await dead_letter(ward)
        await ward.look()
        assert (await ward.told())[0].startswith("🟠 Something failed for good")


async def test_an_alert_that_telegram_did_not_take_for_hours_is_not_read_out_after_all(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await dead_letter(ward)
        await ward.town.control("faults", kind="500", method="sendMessage", times=2000)
        await ward.look()
        assert ward.town.app.vitals.ended["expired"] == 1
        assert await ward.told() == []


async def test_a_clock_that_starts_nothing_is_told_and_so_is_what_is_late_by_it(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        clerk, chen = await ward.town.clerk(), await ward.town.citizen()
        await asks_staff(chen)
        await replies(clerk, "可以办。")
        await ward.look()
        assert await ward.alerts() == []

        await ward.let_pass(15 + 121)
        await ward.see()
        assert sorted(await ward.alerts()) == [("deadline_late_max", False), ("deadline_sweep_age", False)]

        await ward.look()
        await ward.look(minutes=3)
        assert sorted(await ward.alerts()) == [("deadline_late_max", True), ("deadline_sweep_age", True)]
        assert "可以办。" in await chen.reads_all(), "late, and not lost"


async def test_a_ladder_that_stands_still_is_noticed_by_the_case_that_did_not_end(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_ward(database_url) as ward:
        present = ward.town.app.hall.present()
        await send_canary(ward.town.app.database, hall=present.hall, now=present.now)
        real = jobs.tick.fire_due

        async def fire_due(*_: Any, **__: Any) -> int:
            return 0

        monkeypatch.setattr(jobs.tick, "fire_due", fire_due)
        await ward.look(minutes=13)
        assert (await ward.ask("/readyz"))[0] == 200, "it may be late for a moment"
        await ward.look(minutes=2)
        assert ("canary_silent", False) in await ward.alerts()
        status, body = await ward.ask("/readyz")
        assert (status, body["checks"]["canary"]["state"]) == (503, "bad")

        monkeypatch.setattr(jobs.tick, "fire_due", real)
        await ward.look()
        await ward.look(minutes=3)
        assert ("canary_silent", True) in await ward.alerts()
        assert (await ward.ask("/readyz"))[0] == 200


async def test_a_disk_that_fills_is_told_before_it_is_full(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_ward(database_url) as ward:
        percent = [50.0]
        monkeypatch.setattr(ward.town.app.disk, "free", lambda: int(percent[0] * 10**9))
        monkeypatch.setattr(ward.town.app.disk, "size", lambda: 100 * 10**9)
        for free, expected in (
            (10.0, []),
            (9.9, [("disk_free", False)]),
            (11.0, [("disk_free", False)]),
            (12.0, [("disk_free", True)]),
        ):
            percent[0] = free
            await ward.look(minutes=2)
            await ward.look()
            assert await ward.alerts() == expected


async def test_backups_that_are_too_old_are_told_where_there_should_be_some(database_url: str, tmp_path: Path) -> None:
    async with open_ward(database_url) as ward:
        await ward.look(days=9)
        assert await ward.alerts() == [], "where backups are off nobody misses them"

    async with open_ward(database_url, backup_dir=tmp_path, backup_key_file=tmp_path / "key") as ward:
        between = time_between_backups(is_sqlite=ward.town.app.database.is_sqlite).total_seconds()
        await ward.look(seconds=between + 14 * 60)
        assert await ward.alerts() == []
        await ward.look(minutes=2)
        assert await ward.alerts() == [("last_backup_age", False)]
        assert (await ward.metrics())["backup_age_seconds", ()] > between

        now = ward.town.clock.now()
        async with ward.town.app.database.write() as tx:
            run = {"canary": "0" * 32, "began_at": now, "ended_at": now, "ok": True}
            await tx.execute(insert(backup_run).values(kind="backup", **run))
        await ward.look()
        await ward.look(minutes=3)
        assert await ward.alerts() == [("last_backup_age", True)]


async def test_a_backup_that_was_never_made_is_missed_however_often_the_bot_is_restarted(
    database_url: str, tmp_path: Path
) -> None:
    async with open_ward(database_url, backup_dir=tmp_path, backup_key_file=tmp_path / "key") as ward:
        between = time_between_backups(is_sqlite=ward.town.app.database.is_sqlite).total_seconds()
        await ward.look(seconds=between + 16 * 60)
        assert await ward.alerts() == [("last_backup_age", False)]
        await ward.health.close()
        await ward.health.open()
        ward.health.gauge._began = ward.town.clock.monotonic()  # as in a new process
        await ward.look()
        await ward.look(minutes=3)
        assert await ward.alerts() == [("last_backup_age", False)]


async def test_an_address_that_telegram_cannot_reach_is_told_until_it_is_reached(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        town, port = ward.town, free_port()
        chen = await town.citizen()
        await ward.look()
        await town.control("webhooks", plain=True, pace=0.01)
        await town.app.telegram.call("setWebhook", dump_json({"url": f"http://127.0.0.1:{port}/hook"}))
        for number in range(101):
            await town.control("say", chat_id=chen.id, from_id=chen.id, text=str(number))
        await _until(ward, lambda info: bool(info.get("last_error_date")))
        await ward.let_pass(61)
        await town.app.tick()
        await ward.health.watch.look()
        await ward.health.alarms.look()
        await town.app.delivery.drained()

        assert sorted(await ward.alerts()) == [("telegram_pending", False), ("webhook_error", False)]
        assert len(await ward.told()) == 2
        assert (await ward.metrics())["webhook_last_error_age_seconds", ()] < 300

        async with open_address(port=port) as address:
            await _until(ward, lambda info: not info["pending_update_count"])
            assert address.asked >= 101
        await ward.look(minutes=2)
        await ward.look(minutes=2)
        assert sorted(await ward.alerts()) == [("telegram_pending", True), ("webhook_error", False)]
        await ward.look(minutes=3)
        await ward.look(minutes=3)
        assert sorted(await ward.alerts()) == [("telegram_pending", True), ("webhook_error", True)]
        assert len(await ward.told()) == 4


async def _until(ward: Ward, said: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until getWebhookInfo says so."""
    async with asyncio.timeout(60):
        while not said(await ward.town.app.telegram.call("getWebhookInfo")):  # noqa: ASYNC110 # Telegram tries
            await asyncio.sleep(0.05)


async def test_two_replicas_tell_everything_once_between_them(
    postgres: PostgresServer, templates: Templates, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.create_database(template=await templates.postgresql(postgres))
    async with open_address() as address, open_ward(url, alerts_to=address.url) as ward:
        town = ward.town
        more = {"api_url": town.url, "database_url": url, "alerts_to": address.url, "health_listen": "off"}
        other = App(load_settings(token=TOKEN, **more, _env_file=None), clock=town.clock, limiter=Unlimited())
        await dead_letter(ward)
        await ward.let_pass(FRESH)
        for app in (town.app, other):
            app.vitals.tick(town.clock.monotonic(), every=1.0)

        async def both() -> None:
            await asyncio.gather(*(app.health.alarms.look() for app in (town.app, other) for _ in range(3)))
            await town.settle()

        await both()
        assert (len(await ward.told()), address.asked) == (1, 1)
        assert capsys.readouterr().err.count('"alert": "dead_letters", "turn": "begun"') == 1

        await settle_dead_letters(ward)
        await ward.let_pass(180)
        for app in (town.app, other):
            app.vitals.tick(town.clock.monotonic(), every=1.0)
        await both()
        assert (len(await ward.told()), address.asked) == (2, 2)
        assert capsys.readouterr().err.count('"event": "alert_over"') == 1
        await other.stop()
    postgres.drop(url)


async def test_without_the_index_behind_it_two_replicas_begin_the_same_alert(
    postgres: PostgresServer, templates: Templates
) -> None:
    """The negative control of the test before."""
    url = postgres.create_database(template=await templates.postgresql(postgres))
    database = Database(url)
    async with database.write() as tx:
        await tx.execute(text("DROP INDEX uq_alert_open"))
    both_have_begun = asyncio.Barrier(2)

    async def replica() -> int | None:
        async with database.write() as tx:
            number = await begin(tx, "dead_letters", value=1, now=A_WEDNESDAY)
            await both_have_begun.wait()
            return number

    assert None not in await asyncio.gather(replica(), replica())
    await database.close()
    postgres.drop(url)


CANARIES = ("hunter2-canary", "13800138000", "我的身份证丢了", "correct-canary")


async def test_neither_health_nor_alerts_repeat_secrets_or_what_people_wrote(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    password, phone, words, _ = CANARIES
    async with open_address() as address:
        settings = {"alerts_to": address.url, "alerts_password": password}
        async with open_ward(database_url, **settings) as ward:
            chen = await ward.town.citizen(phone)
            await ward.town.control("faults", kind="lost", method="sendMessage", times=2)
            await chen.says(words)
            await dead_letter(ward)
            await _out_of_the_group(ward)
            address.status = 500
            await ward.look()
            address.status = 200
            await ward.look(minutes=2)
            answers = [await ward.get(path) for path in ("/livez", "/readyz", "/metrics")]
            told = await ward.told()

        seen = "\n".join([*(body for _, body in answers), *told, str(address.posts), capsys.readouterr().err])
        assert len(address.posts) == len(told) == 3
        assert "dead_letters" in seen, "there was something to repeat"
        assert [canary for canary in (*CANARIES, TOKEN, TOKEN.partition(":")[2]) if canary in seen] == []
