"""Webhook delivery: who gets what, in which order, and how often it is tried again."""

import asyncio
import io
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from orjson import dumps

from sandbox.webhook import GONE_FOR, SECRET_HEADER
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, STAFF, TOKEN, Town

DAY = 86_400
KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


class Hook:
    """A bot's webhook. ``answers`` (a status, or what a response is made of) are used up, then it takes everything."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict] = []
        self.secrets: list[str | None] = []
        self.answers: list[int | dict] = []
        self.busy = 0
        self.busiest = 0
        self.open = asyncio.Event()
        self.open.set()
        self._came = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get(SECRET_HEADER))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        async with self._came:
            self._came.notify_all()
        await self.open.wait()
        self.busy -= 1
        answer = self.answers.pop(0) if self.answers else 200
        return web.Response(**({"status": answer} if isinstance(answer, int) else answer))

    async def listen(self, encrypted: ssl.SSLContext | None = None) -> web.AppRunner:
        """Be reachable at ``url``."""
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=encrypted).start()
        self.url = f"{'https' if encrypted else 'http'}://127.0.0.1:{runner.addresses[0][1]}/hook"
        return runner

    async def has(self, number: int) -> None:
        """Return once so many deliveries came."""
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(lambda: len(self.updates) >= number)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates if "message" in update]


@pytest.fixture
async def hook(town: Town) -> AsyncIterator[Hook]:
    hook = Hook()
    runner = await hook.listen()
    town.world.webhooks.plain = True
    yield hook
    hook.open.set()
    await runner.cleanup()


def own_certificate(folder: Path) -> tuple[bytes, ssl.SSLContext]:
    """A certificate of this address by its own hand, and a server that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(pem + private)
    encrypted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    encrypted.load_cert_chain(folder / "both.pem")
    return pem, encrypted


async def no_update_waits(town: Town) -> None:
    async with asyncio.timeout(60):
        while town.world.bots[BOT_ID].queue.waiting():  # noqa: ASYNC110 - nobody tells when an answer was read
            await asyncio.sleep(0.005)


async def deliveries(town: Town, number: int) -> list[dict]:
    """The record, once it holds so many tries."""
    async with asyncio.timeout(60):
        while len(found := (await town.see("deliveries"))["deliveries"]) < number:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)
    return found


async def advance(town: Town, seconds: float, *, waiting: int = 1) -> None:
    """Move the clock once so many failed tries wait by it."""
    async with asyncio.timeout(60):
        while town.world.clock.sleepers < waiting:  # noqa: ASYNC110 - a clock tells nobody
            await asyncio.sleep(0.005)
    await town.control("clock", advance=seconds)


@pytest.mark.rule("webhook.secret", "wire.described")
async def test_updates_are_brought_with_the_secret_and_not_kept(town: Town, hook: Hook) -> None:
    await town.say("before")
    answer = await town.api("setWebhook", url=hook.url, secret_token="s-1_A")
    assert (answer["result"], answer["description"]) == (True, "Webhook was set")
    await town.say("after")
    await hook.has(2)
    await no_update_waits(town)
    assert hook.texts == ["before", "after"]
    assert hook.secrets == ["s-1_A", "s-1_A"]
    tries = await deliveries(town, 2)
    assert [(t["status"], t["update_id"]) for t in tries] == [(200, u["update_id"]) for u in hook.updates]


@pytest.mark.rule("webhook.address", "webhook.secret", "sandbox.loopback")
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://127.0.0.1:8443/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://127.0.0.1:8444/x"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://127.0.0.1:port/x"}, "invalid webhook URL specified"),
        ({"url": "ftp://127.0.0.1/x"}, "invalid webhook URL specified"),
        ({"url": "nonsense"}, "invalid webhook URL specified"),
        ({"url": "https://hall.example/x"}, "bad webhook: the sandbox delivers to loopback addresses only"),
        ({"url": "https://127.0.0.1/x", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "https://127.0.0.1/x", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(town: Town, params: dict, reason: str) -> None:
    assert await town.refusal("setWebhook", **params) == f"Bad Request: {reason}"
    assert (await town.ok("getWebhookInfo"))["url"] == ""


@pytest.mark.rule("webhook.tls")
async def test_a_certificate_must_be_one(town: Town) -> None:
    form = aiohttp.FormData()
    form.add_field("url", "https://127.0.0.1/x")
    form.add_field("certificate", io.BytesIO(b"no certificate"), filename="own.pem")
    async with town.http.post(f"{town.url}/bot{TOKEN}/setWebhook", data=form) as response:
        answer = await response.json()
    assert answer["description"] == "Bad Request: bad webhook: failed to set custom certificate file"


@pytest.mark.rule("webhook.tls")
async def test_https_needs_a_certificate_that_fits(town: Town, hook: Hook, tmp_path: Path) -> None:
    certificate, encrypted = own_certificate(tmp_path)
    runner = await hook.listen(encrypted)
    await town.ok("setWebhook", url=hook.url)
    await town.say("by TLS")
    assert [t["status"] for t in await deliveries(town, 2)] == [0, 0]
    await town.control("clock", advance=1)
    form = aiohttp.FormData()
    form.add_field("url", hook.url)
    form.add_field("certificate", io.BytesIO(certificate), filename="own.pem")
    async with town.http.post(f"{town.url}/bot{TOKEN}/setWebhook", data=form) as response:
        assert (await response.json())["ok"]
    await hook.has(1)
    await no_update_waits(town)
    info = await town.ok("getWebhookInfo")
    await runner.cleanup()
    assert info["has_custom_certificate"]


@pytest.mark.rule("rates.webhook")
async def test_two_within_a_second_are_one_too_many(town: Town, hook: Hook) -> None:
    await town.ok("setWebhook", url=hook.url)
    assert await town.refusal("setWebhook", url=hook.url) == "Too Many Requests: retry after 1"
    await town.control("clock", advance=1)
    answer = await town.api("setWebhook", url=hook.url)
    assert answer["description"] == "Webhook is already set"


@pytest.mark.rule("updates.conflict")
async def test_polling_and_a_webhook_exclude_each_other(town: Town, hook: Hook) -> None:
    poll = asyncio.create_task(town.refusal("getUpdates", timeout=30))
    await town.poll_waits()
    await town.ok("setWebhook", url=hook.url)
    assert await poll == "Conflict: terminated by setWebhook request"
    assert await town.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    answer = await town.api("deleteWebhook")
    assert answer["description"] == "Webhook was deleted"
    await town.say("polled again")
    assert [u["message"]["text"] for u in await town.updates()] == ["polled again"]
    assert hook.updates == []


@pytest.mark.rule("webhook.switch")
async def test_what_waits_survives_the_switch_unless_it_is_to_be_dropped(town: Town, hook: Hook) -> None:
    await town.say("dropped")
    await town.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    hook.answers = [500] * 2
    await town.say("kept")
    await hook.has(2)
    await town.ok("setWebhook", url="")
    assert [u["message"]["text"] for u in await town.updates()] == ["kept"]
    assert set(hook.texts) == {"kept"}


@pytest.mark.rule("updates.allowed")
async def test_only_allowed_kinds_are_made(town: Town, hook: Hook) -> None:
    await town.ok("setWebhook", url=hook.url, allowed_updates=["callback_query"])
    sent = await town.send(reply_markup=KEYBOARD)
    await town.say("unheard")
    await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    await hook.has(1)
    assert [list(update)[1] for update in hook.updates] == ["callback_query"]
    assert (await town.ok("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


@pytest.mark.rule("webhook.order", "webhook.error")
async def test_a_failing_update_holds_up_its_own_chat_only(town: Town, hook: Hook) -> None:
    await town.control("start", from_id=ENGLISH)
    sent = await town.send(reply_markup=KEYBOARD)
    await town.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    hook.answers = [500] * 2
    await town.say("first")
    await hook.has(2)
    await town.say("second")
    await town.say("from elsewhere", chat_id=ENGLISH, from_id=ENGLISH)
    await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    await hook.has(4)
    info = await town.ok("getWebhookInfo")
    assert hook.texts == ["first", "first", "from elsewhere"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["last_error_date"] == town.world.clock.date()
    assert (info["url"], info["max_connections"]) == (hook.url, 40)
    await advance(town, 2)
    await hook.has(6)
    await no_update_waits(town)
    assert hook.texts == ["first", "first", "from elsewhere", "first", "second"]


@pytest.mark.rule("webhook.retries")
async def test_tries_come_at_once_then_after_2_4_and_8_seconds_and_never_later_than_two_minutes(
    town: Town, hook: Hook
) -> None:
    hook.answers = [500] * 9
    await town.ok("setWebhook", url=hook.url)
    await town.say("again")
    await hook.has(2)
    for number, wait in enumerate((2, 4, 8, 16, 32), start=3):
        await advance(town, wait - 0.1)
        assert len(hook.updates) == number - 1
        await advance(town, 0.1)
        await hook.has(number)
    for number in (8, 9, 10):
        await advance(town, 59)
        assert len(hook.updates) == number - 1
        await advance(town, 61)
        await hook.has(number)
    await no_update_waits(town)


async def test_a_pace_hurries_the_tries(town: Town, hook: Hook) -> None:
    await town.control("webhooks", pace=0)
    hook.answers = [502] * 6
    await town.ok("setWebhook", url=hook.url)
    await town.say("again")
    await hook.has(7)
    await no_update_waits(town)


@pytest.mark.rule("webhook.retries")
async def test_a_wish_to_wait_is_obeyed(town: Town, hook: Hook) -> None:
    hook.answers = [{"status": 503, "headers": {"Retry-After": "30"}}]
    await town.ok("setWebhook", url=hook.url)
    await town.say("later")
    await hook.has(1)
    await advance(town, 29)
    assert len(hook.updates) == 1
    await advance(town, 1)
    await hook.has(2)


@pytest.mark.rule("webhook.expiry")
async def test_an_update_that_would_expire_before_the_next_try_is_dropped(town: Town, hook: Hook) -> None:
    sent = await town.send(reply_markup=KEYBOARD)
    hook.answers = [{"status": 503, "headers": {"Retry-After": "150"}}]
    await town.ok("setWebhook", url=hook.url)
    await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    await hook.has(1)
    await no_update_waits(town)
    assert len(hook.updates) == 1


@pytest.mark.rule("webhook.gone")
async def test_410_for_a_day_removes_the_webhook(town: Town, hook: Hook) -> None:
    hook.answers = [{"status": 410, "headers": {"Retry-After": "3600"}}] * 24
    await town.ok("setWebhook", url=hook.url)
    await town.say("anybody?")
    for hour in range(GONE_FOR // 3600):
        await hook.has(hour + 1)
        await advance(town, 3600)
    await hook.has(24)
    async with asyncio.timeout(60):
        while (await town.ok("getWebhookInfo"))["url"]:  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.005)
    assert len(await town.waiting()) == 1


@pytest.mark.rule("webhook.connections")
async def test_no_more_deliveries_run_side_by_side_than_allowed(town: Town, hook: Hook) -> None:
    for person in (ENGLISH, CLERK):
        await town.control("start", from_id=person)
    hook.open.clear()
    await town.ok("setWebhook", url=hook.url, max_connections=2, drop_pending_updates=True)
    for person in (CITIZEN, ENGLISH, CLERK):
        await town.say("hello", chat_id=person, from_id=person)
    await hook.has(2)
    hook.open.set()
    await hook.has(3)
    assert hook.busiest == 2


async def test_a_connection_refused_is_told(town: Town, hook: Hook) -> None:
    await town.ok("setWebhook", url="http://127.0.0.1:9/hook")
    await town.say("nobody home")
    assert [t["status"] for t in await deliveries(town, 2)] == [0, 0]
    assert (await town.ok("getWebhookInfo"))["last_error_message"] == "Connection refused"
    assert (await town.ok("getWebhookInfo"))["pending_update_count"] == 1


@pytest.mark.rule("webhook.answer")
async def test_an_answer_may_hold_one_call(town: Town, hook: Hook) -> None:
    call = {"method": "sendMessage", "chat_id": CITIZEN, "text": "in the answer"}
    hook.answers = [{"body": dumps(call)}, {"body": dumps({"method": "deleteWebhook"})}]
    await town.ok("setWebhook", url=hook.url)
    await town.say("one")
    await town.say("two")
    await hook.has(2)
    await no_update_waits(town)
    assert [s["params"]["text"] for s in (await town.see("sends"))["sends"]] == ["in the answer"]
    assert (await town.ok("getWebhookInfo"))["url"] == hook.url


async def test_an_ordered_duplicate_comes_side_by_side(town: Town, hook: Hook) -> None:
    await town.control("faults", kind="duplicate", method="webhook", copies=4)
    hook.open.clear()
    await town.ok("setWebhook", url=hook.url)
    await town.say("five times")
    await hook.has(5)
    hook.open.set()
    await no_update_waits(town)
    assert (hook.texts, hook.busiest) == (["five times"] * 5, 5)


async def test_an_ordered_loss_of_the_answer_brings_the_update_again(town: Town, hook: Hook) -> None:
    await town.control("faults", kind="lost", method="webhook")
    await town.ok("setWebhook", url=hook.url)
    await town.say("twice")
    await hook.has(2)
    await no_update_waits(town)
    assert hook.texts == ["twice", "twice"]


async def test_an_ordered_shuffle_breaks_the_order_of_a_chat(town: Town, hook: Hook) -> None:
    await town.control("faults", kind="shuffle", method="webhook", times=20)
    for number in range(20):
        await town.say(str(number))
    await town.ok("setWebhook", url=hook.url)
    await hook.has(20)
    assert sorted(map(int, hook.texts)) == list(range(20))
    assert list(map(int, hook.texts)) != list(range(20))


async def test_an_ordered_reset_never_reaches_the_bot(town: Town, hook: Hook) -> None:
    await town.control("faults", kind="reset", method="webhook")
    await town.ok("setWebhook", url=hook.url)
    await town.say("once")
    await hook.has(1)
    await no_update_waits(town)
    assert [t["status"] for t in await deliveries(town, 2)] == [0, 200]
    assert hook.texts == ["once"]


@pytest.mark.rule("webhook.room")
async def test_as_many_failing_chats_as_there_is_room_for_stall_the_bot(town: Town, hook: Hook) -> None:
    hook.answers = [500] * 4
    await town.ok("setWebhook", url=hook.url, max_connections=1)
    await town.control("start", from_id=ENGLISH)
    await town.say("one")
    await hook.has(4)
    await town.say("unheard", chat_id=STAFF, from_id=CLERK)
    assert len(hook.updates) == 4
    await advance(town, 2, waiting=2)
    await hook.has(7)
    assert hook.texts[-1] == "unheard"


@pytest.mark.rule("webhook.tls")
async def test_a_redirect_is_a_failure(town: Town, hook: Hook) -> None:
    hook.answers = [{"status": 302, "headers": {"Location": hook.url}}]
    await town.ok("setWebhook", url=hook.url)
    await town.say("follow me")
    await hook.has(2)
    assert [t["status"] for t in await deliveries(town, 2)] == [302, 200]
