"""The endpoint stores and does nothing else: nobody gets in, nothing is lost, and no bad update stops the next one."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest
from sqlalchemy import exc, select

from bot.process import SHUTDOWN
from gateway import webhook as intake
from gateway.webhook import CLOSING, LARGEST, SECRET_HEADER, Webhook, path_of
from storage.db import Database
from storage.tables import inbox
from tests.kit.town import StandingClock

SECRET = "s3cret-" + "x" * 40
BOT_ID = 700001


def update(number: int, **more: Any) -> dict[str, Any]:
    """An update as Telegram brings it."""
    person = {"id": 5001, "is_bot": False, "first_name": "陈晓"}
    chat = {"id": 5001, "type": "private", "first_name": "陈晓"}
    message = {"message_id": number, "date": 1, "from": person, "chat": chat, "text": f"{number}"}
    return {"update_id": number, "message": message, **more}


class Door:
    """An open endpoint and somebody who posts to it."""

    def __init__(self, webhook: Webhook, port: int, database: Database, http: aiohttp.ClientSession) -> None:
        self.webhook = webhook
        self.port = port
        self.database = database
        self.woken = 0
        self._http = http

    def wake(self) -> None:
        self.woken += 1

    async def posts(self, body: Any, *, secret: str | None = SECRET, path: str | None = None) -> int:
        """The status of the answer."""
        status, _ = await self.answers(body, secret=secret, path=path)
        return status

    async def answers(
        self, body: Any, *, secret: str | None = SECRET, path: str | None = None, method: str = "POST"
    ) -> tuple[int, str | None]:
        """Status and Retry-After."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = io.BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
        url = f"http://127.0.0.1:{self.port}{path or path_of(SECRET)}"
        async with self._http.request(method, url, data=data, headers=headers) as response:
            return response.status, response.headers.get("Retry-After")

    async def says_raw(self, *lines: bytes) -> bytes:
        """The first line of the answer to a request as it stands."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"\r\n".join((*lines, b"", b"")))
        answer = await asyncio.wait_for(reader.readline(), 60)
        writer.close()
        return answer

    async def stored(self) -> list[int]:
        """The numbers of what is in the inbox, in their order."""
        async with self.database.read() as tx:
            return list((await tx.execute(select(inbox.c.update_id).order_by(inbox.c.seq))).scalars())


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    async with open_door(database) as door:
        yield door


@asynccontextmanager
async def open_door(database: Database) -> AsyncIterator[Door]:
    webhook = Webhook(database, secret=SECRET, bot_id=BOT_ID, clock=StandingClock(), stored=lambda: door.wake())
    port = await webhook.open(host="127.0.0.1", port=0)
    async with aiohttp.ClientSession() as http:
        door = Door(webhook, port, database, http)
        yield door
    await webhook.close()


def away(monkeypatch: pytest.MonkeyPatch, *, times: int = 1, error: Exception | None = None) -> None:
    """Let storing fail so many times."""
    real, left = intake.store, [error or exc.OperationalError("", {}, OSError())] * times

    async def store(*args: Any, **more: Any) -> int:
        if left:
            raise left.pop()
        return await real(*args, **more)

    monkeypatch.setattr(intake, "store", store)


async def test_an_endpoint_that_answers_before_it_stores_loses_updates(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same trouble, with the order turned round as common frameworks have it."""

    async def later(self: Webhook, arrived: Any) -> None:
        tasks.append(asyncio.ensure_future(keep(self, arrived)))

    tasks: list[asyncio.Future[None]] = []
    keep = Webhook._keep
    monkeypatch.setattr(Webhook, "_keep", later)
    away(monkeypatch)
    assert await door.posts(update(1)) == 200, "Telegram will not bring it again"
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await door.stored() == []


async def test_an_update_is_answered_for_once_it_is_stored_and_the_workers_are_woken(door: Door) -> None:
    assert await door.posts(update(1)) == 200
    assert (await door.stored(), door.woken) == ([1], 1)


async def test_while_storage_is_away_telegram_is_told_when_to_come_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch)
    assert await door.answers(update(1)) == (503, "5")
    assert door.woken == 0
    assert await door.answers(update(1)) == (200, None)
    assert await door.stored() == [1]


async def test_storage_that_hangs_is_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "STORING", 0.05)
    async with open_door(database) as door:
        held = asyncio.Event()

        async def store(*_: Any, **__: Any) -> int:
            await held.wait()
            return 0

        monkeypatch.setattr(intake, "store", store)
        assert await door.answers(update(1)) == (503, "5")
        held.set()
        await door.webhook.refuse()


async def test_while_there_is_no_room_updates_stay_at_telegram(door: Door) -> None:
    door.webhook._takes_more = lambda: False
    assert await door.answers(update(1)) == (503, "5")
    door.webhook._takes_more = lambda: True
    assert await door.posts(update(1)) == 200
    assert await door.stored() == [1]


async def test_whoever_stops_refuses_what_comes_and_keeps_what_came(door: Door) -> None:
    coming = [asyncio.ensure_future(door.posts(update(number))) for number in range(20)]
    while not door.webhook._arrived and not await door.stored():  # noqa: ASYNC110 # the endpoint's state is waited for
        await asyncio.sleep(0)
    await door.webhook.refuse()
    assert await door.answers(update(99)) == (503, "5")
    answered = await asyncio.gather(*coming)
    assert sorted(await door.stored()) == [number for number, status in enumerate(answered) if status == 200]


async def test_copies_are_stored_once(door: Door) -> None:
    assert set(await asyncio.gather(*(door.posts(update(1)) for _ in range(20)))) == {200}
    assert await door.stored() == [1]


async def test_what_arrives_while_a_commit_waits_for_the_disk_shares_the_next(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sizes, begun = intake.store, list[int](), asyncio.Event()

    async def store(tx: Any, updates: Any, **more: Any) -> int:
        sizes.append(len(updates))
        begun.set()
        while len(sizes) == 1 and len(door.webhook._arrived) < 19:  # noqa: ASYNC110 # the others are on their way
            await asyncio.sleep(0)
        return await real(tx, updates, **more)

    monkeypatch.setattr(intake, "store", store)
    first = asyncio.ensure_future(door.posts(update(0)))
    await begun.wait()
    await asyncio.gather(first, *(door.posts(update(number)) for number in range(1, 20)))
    assert sizes == [1, 19]
    assert sorted(await door.stored()) == list(range(20))


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "秘密", "\udcff"])
async def test_nobody_without_the_secret_gets_in(door: Door, secret: str | None) -> None:
    if secret and not secret.isascii():
        header = f"{SECRET_HEADER}: {secret}".encode("utf-8", "surrogateescape")
        answer = await door.says_raw(
            f"POST {path_of(SECRET)} HTTP/1.1".encode(), b"Host: x", b"Content-Length: 2", header
        )
        assert answer.startswith(b"HTTP/1.1 401")
    else:
        assert await door.posts(update(1), secret=secret) == 401
    assert await door.stored() == []


async def test_the_secret_is_looked_at_before_a_byte_of_the_body_is_read(door: Door) -> None:
    answer = await door.says_raw(f"POST {path_of(SECRET)} HTTP/1.1".encode(), b"Host: x", b"Content-Length: 1000000")
    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("path", ["/", "/webhook", path_of("another"), path_of(SECRET) + "/", "/%F0%9F%98%80"])
async def test_elsewhere_there_is_nothing(door: Door, path: str) -> None:
    assert await door.posts(update(1), path=path) == 404
    assert await door.stored() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_only_a_post_finds_the_endpoint(door: Door, method: str) -> None:
    assert (await door.answers(update(1), method=method))[0] == 404


BAD: list[Any] = [
    b"",
    b"no json",
    b"\xff\xfe",
    b"[]",
    b"7",
    b"null",
    b"{}",
    {"update_id": "7"},
    {"update_id": True},
    {"update_id": 1.5},
    {"update_id": -1},
    {"update_id": 1 << 63},
    b"[" * 200_000,
    b'{"update_id":7,"message":' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    b'{"update_id":7,"text":"' + b"x" * LARGEST + b'"}',
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_what_is_no_update_is_answered_for_and_only_its_kind_is_logged(
    door: Door, body: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await door.posts(body) == 200, "a refusal would bring it again and again"
    assert await door.stored() == []
    logged = capsys.readouterr().err
    assert '"webhook_unreadable"' in logged
    assert "no json" not in logged
    assert await door.posts(update(1)) == 200


async def test_an_update_of_strange_depth_or_kind_is_a_row_like_any_other(door: Door) -> None:
    deep = b'{"update_id":7,"message":' + b'{"a":' * 300 + b"1" + b"}" * 301
    assert await door.posts(deep) == 200
    assert await door.posts({"update_id": 8, "something_new": {"a": 1}}) == 200
    assert await door.posts(b'{"update_id":9,"message":{"text":"a\\ud800b"}}') == 200
    assert await door.stored() == [7, 8, 9]


async def test_one_update_that_cannot_be_stored_does_not_take_the_others_with_it(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intake.store

    async def store(tx: Any, updates: Any, **more: Any) -> int:
        if any(one.update_id == 3 for one in updates):
            raise exc.DataError("", {}, ValueError())
        return await real(tx, updates, **more)

    monkeypatch.setattr(intake, "store", store)
    answers = await asyncio.gather(*(door.posts(update(number)) for number in range(6)))
    assert [number for number, status in enumerate(answers) if status != 200] == [3]
    assert sorted(await door.stored()) == [0, 1, 2, 4, 5]


def test_the_path_shows_nothing_of_the_secret_and_is_the_same_for_every_replica() -> None:
    assert path_of(SECRET) == path_of(SECRET) != path_of(SECRET + "x")
    assert len(path_of(SECRET)) == 33
    assert SECRET[:6] not in path_of(SECRET)


async def test_a_body_that_cannot_be_unpacked_is_answered_for(door: Door) -> None:
    head = (f"POST {path_of(SECRET)} HTTP/1.1", "Host: here", f"{SECRET_HEADER}: {SECRET}")
    packed = ("Content-Encoding: gzip", "Content-Length: 4", "", "abcd")
    assert b" 200 " in await door.says_raw(*(line.encode() for line in (*head, *packed)))


async def is_closed(door: Door, *, within: float) -> bool:
    """Whether it closes in so many seconds while somebody who knows the secret has sent half an update."""
    asked = asyncio.Event()
    door.webhook._takes_more = lambda: asked.set() or True
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    head = (f"POST {path_of(SECRET)} HTTP/1.1", "Host: here", f"{SECRET_HEADER}: {SECRET}", "Content-Length: 100")
    writer.write("\r\n".join((*head, "", "{")).encode())
    await asked.wait()
    closing = asyncio.ensure_future(door.webhook.close())
    done, _ = await asyncio.wait((closing,), timeout=within)
    writer.close()
    await closing
    return bool(done)


async def test_with_the_servers_usual_patience_half_an_update_holds_up_the_end_of_the_process(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(intake, "CLOSING", 60.0)
    async with open_door(database) as door:
        assert not await is_closed(door, within=2 * CLOSING)


async def test_half_an_update_does_not_hold_up_the_end_of_the_process(database: Database) -> None:
    async with open_door(database) as door:
        assert await is_closed(door, within=SHUTDOWN / 2)
