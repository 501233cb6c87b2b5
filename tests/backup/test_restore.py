"""A backup comes back whole, into an empty place only, and what it had not yet said is held until somebody decides."""

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import audit, held, inbox
from storage.backup import restore as restoring
from storage.backup.make import write_backup
from storage.backup.manifest import read_manifest
from storage.backup.refusals import BackupRefused, CutOff, Damaged, ManifestDiffers, NotEmpty, ToolMissing, WrongKey
from storage.backup.sealed import HEADER, PIECE, TAG, Key
from storage.backup_runs import Kind, last_run
from storage.db import Database
from storage.events import add_event
from storage.outbox_leases import claim_waiting
from storage.outgoing import Address, Outgoing, Policy
from storage.schema import current, head, migrate
from storage.tables import inbox as inbox_table
from storage.tables import outbox, periodic
from tests.backup.workshop import Workshop, present
from tests.kit.postgres import PostgresServer
from tests.kit.town import open_town
from tests.storage.test_inbox import received

SEED = 7
SAID = "您的问题已经转给工作人员"


def message(key: str, *, chat_id: int, policy: Policy = Policy.CRITICAL) -> Outgoing:
    return Outgoing(dedupe_key=key, to=Address(chat_id=chat_id), body={"text": SAID}, policy=policy)


async def say(database: Database, *messages: Outgoing) -> None:
    async with database.write() as tx:
        for one in messages:
            tx.say(one)


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files_below(url: str) -> list[Path]:
    return list(Path(url.removeprefix("sqlite:///")).parent.iterdir())


async def test_rows_and_hall_pack_come_back(workshop: Workshop, tmp_path: Path) -> None:
    await say(workshop.database, message("one", chat_id=1), message("two", chat_id=2))
    made = await workshop.backup()
    place = workshop.empty_place()
    hall = tmp_path / "hall"
    restored = await workshop.restore(made.path, into=place, hall=hall)

    assert workshop.means.hall
    assert files_of(hall) == files_of(workshop.means.hall)
    assert restored.held == 2
    assert restored.manifest == made.manifest
    assert restored.manifest.contents.rows["outbox"] == 2
    copy = Database(place)
    assert await current(copy) == head()
    async with copy.read() as tx:
        assert [row.body for row in await tx.execute(outbox.select())] == ['{"text":"' + SAID + '"}'] * 2
    await copy.close()


async def test_a_manifest_holds_no_words_and_no_secrets(workshop: Workshop) -> None:
    await say(workshop.database, message("one", chat_id=1))
    manifest = (await workshop.backup()).manifest
    written = manifest.as_json().decode()
    assert SAID not in written
    assert workshop.means.key.secret.hex() not in written
    assert read_manifest(written.encode()) == manifest
    assert manifest.contents.audit_head is None


async def test_a_manifest_keeps_the_end_of_the_audit_chain(workshop: Workshop) -> None:
    async with workshop.database.write() as tx:
        await add_event(tx, actor="citizen", action="filed", subject_kind="case", subject_id=1, now=datetime.now(UTC))
        await audit.seal_new(tx, key=workshop.means.key.for_audit(), now=datetime.now(UTC), limit=10)

    manifest = (await workshop.backup()).manifest

    async with workshop.database.read() as tx:
        assert manifest.contents.audit_head == str(await audit.head(tx))


async def test_nothing_that_is_there_is_overwritten(workshop: Workshop, tmp_path: Path) -> None:
    made = await workshop.backup()
    place = workshop.empty_place()
    await workshop.restore(made.path, into=place)
    live = workshop.database.url.render_as_string(hide_password=False)
    for taken in (place, live):
        with pytest.raises(NotEmpty):
            await workshop.restore(made.path, into=taken)
    (tmp_path / "hall").mkdir()
    (tmp_path / "hall" / "hall.yaml").write_text("mine")
    with pytest.raises(NotEmpty):
        await workshop.restore(made.path, into=workshop.empty_place(), hall=tmp_path / "hall")
    assert (tmp_path / "hall" / "hall.yaml").read_text() == "mine"


async def test_a_backup_of_the_other_database_is_refused(
    workshop: Workshop, postgres: PostgresServer, tmp_path: Path
) -> None:
    made = await workshop.backup()
    other = postgres.create_database() if workshop.database.is_sqlite else f"sqlite:///{tmp_path}/other/banshi.db"
    with pytest.raises(ManifestDiffers, match=made.manifest.database):
        await workshop.restore(made.path, into=other)


def tampered(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.with_name(f"{path.name}.sha256").unlink(missing_ok=True)


async def test_a_backup_that_was_tampered_with_is_refused_and_leaves_nothing(workshop: Workshop) -> None:
    noise = random.Random(SEED).randbytes(200_000).hex()
    await say(workshop.database, Outgoing(dedupe_key="n", to=Address(chat_id=1), body={"text": noise}))
    made = await workshop.backup()
    whole = made.path.read_bytes()
    piece = PIECE + TAG
    flipped = bytearray(whole)
    flipped[HEADER + 100] ^= 1
    swapped = whole[:HEADER] + whole[HEADER + piece :][:piece] + whole[HEADER:][:piece] + whole[HEADER + 2 * piece :]
    cases: list[tuple[bytes, type[BackupRefused]]] = [
        (bytes(flipped), Damaged),
        (whole[: len(whole) // 2], CutOff),
        (whole[:-piece], CutOff),
    ]
    for content, refusal in cases:
        tampered(made.path, content)
        place = workshop.empty_place()
        with pytest.raises(refusal):
            await workshop.restore(made.path, into=place)
    tampered(made.path, swapped)
    with pytest.raises(BackupRefused, match="moved"):
        await workshop.restore(made.path, into=workshop.empty_place())
    tampered(made.path, whole)
    await workshop.restore(made.path, into=place)


async def test_the_sum_of_another_backup_is_noticed_before_anything_is_decrypted(workshop: Workshop) -> None:
    one, two = await workshop.backup(), await workshop.backup()
    shutil.copy(f"{two.path}.sha256", f"{one.path}.sha256")
    with pytest.raises(Damaged, match="another one"):
        await workshop.restore(one.path, into=workshop.empty_place())


async def test_another_key_is_refused(workshop: Workshop) -> None:
    made = await workshop.backup()
    object.__setattr__(workshop.means, "key", Key(b"x" * 32))
    with pytest.raises(WrongKey):
        await workshop.restore(made.path, into=workshop.empty_place())


async def test_what_was_not_sent_is_held_and_sent_only_when_released(workshop: Workshop, database_url: str) -> None:
    async with open_town(database_url) as town:
        citizen = await town.citizen()
    await say(workshop.database, message("released", chat_id=citizen.id, policy=Policy.NOTICE))
    made = await workshop.backup()
    place = workshop.empty_place()
    await workshop.restore(made.path, into=place)

    async with open_town(place) as town:
        await town.control("people", id=citizen.id, first_name="陈晓", language_code="zh-hans")
        await town.control("start", from_id=citizen.id)
        await town.settle()
        await town.later(minutes=5)
        heard = await town.read("messages", chat_id=citizen.id)
        assert heard["messages"], "the bot works"
        assert SAID not in str(heard)
        async with town.app.database.read() as tx:
            [kind] = await held.list_held(tx)
        assert (kind.kind, kind.count) == ("sendMessage", 1)

        async with town.app.database.write() as tx:
            assert await held.release_held(tx, kind="no such kind") == 0
            assert await held.release_held(tx, kind="sendMessage") == 1
        await town.settle()
        assert SAID in str(await town.read("messages", chat_id=citizen.id))
        async with town.app.database.read() as tx:
            sent = (await tx.execute(outbox.select().where(outbox.c.dedupe_key == "released"))).one()
        assert (sent.state, sent.maybe_dup >= 1) == ("sent", True), "it is flagged as a possible copy"


async def test_a_restore_that_stops_half_way_leaves_nothing_that_a_bot_would_start_on(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await workshop.backup()
    place = workshop.empty_place()

    def stop(*_: object) -> None:
        raise ManifestDiffers("the power went out")

    monkeypatch.setattr(restoring, "check_contents", stop)
    with pytest.raises(ManifestDiffers):
        await workshop.restore(made.path, into=place)
    if workshop.database.is_sqlite:
        assert files_below(place) == []
        return
    half = Database(place)
    assert await current(half) is None
    await half.close()


async def test_what_is_dropped_is_never_sent(workshop: Workshop) -> None:
    await say(workshop.database, message("dropped", chat_id=1))
    made = await workshop.backup()
    place = workshop.empty_place()
    await workshop.restore(made.path, into=place)
    copy = Database(place)
    async with copy.write() as tx:
        assert await held.drop_held(tx) == 1
        assert await held.count_held(tx) == 0
        assert await claim_waiting(tx, now=present(), limit=9) == []
    await copy.close()


async def test_what_was_in_flight_is_free_again(workshop: Workshop) -> None:
    now = present()
    async with workshop.database.write() as tx:
        await inbox.store(tx, [received(1)], bot_id=1, now=now)
        await inbox.claim(tx, now=now, limit=1)
        await tx.execute(periodic.insert(), {"job": "drill", "period": now, "attempts": 1, "free_at": now})
    made = await workshop.backup()
    place = workshop.empty_place()
    await workshop.restore(made.path, into=place)
    assert made.manifest.contents.bot_id == 1
    copy = Database(place)
    async with copy.read() as tx:
        assert (await tx.execute(inbox_table.select())).one().lease_until is None
        assert (await tx.execute(periodic.select())).all() == []
    await copy.close()


async def test_a_backup_of_an_earlier_release_is_brought_to_the_present_schema(workshop: Workshop) -> None:
    made = await workshop.backup()
    assert made.manifest.contents.revision == head()
    await migrate(workshop.database, to="0001")
    with workshop.means.shelf.holding():
        old = await write_backup(workshop.database, workshop.means, now=present())
    assert (old.manifest.contents.revision, old.manifest.contents.canary) == ("0001", None)
    place = workshop.empty_place()
    await workshop.restore(old.path, into=place)
    copy = Database(place)
    assert await current(copy) == head()
    await copy.close()


async def test_a_program_that_is_missing_is_named_with_its_package(workshop: Workshop, tmp_path: Path) -> None:
    if workshop.database.is_sqlite:
        assert await workshop.backup()
        return
    object.__setattr__(workshop.means.tools, "_directory", tmp_path)
    with pytest.raises(ToolMissing, match="postgresql-client-18"):
        await workshop.backup()
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.4'\n")
    old.chmod(0o700)
    with pytest.raises(ToolMissing, match="of PostgreSQL 12, the server of 18"):
        await workshop.backup()
    assert workshop.means.shelf.backups() == {}
    async with workshop.database.read() as tx:
        run = await last_run(tx, Kind.BACKUP)
    assert run
    assert (run.ok, run.error, run.file) == (False, "ToolMissing", None), "and it is noted"
