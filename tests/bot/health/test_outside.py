"""Somebody outside is told when Telegram does not work, and what could not be told is not forgotten."""

import asyncio
from pathlib import Path

import pytest

from bot.health import outside as module
from bot.health.addresses import Address, Mailbox, NoAddress, parse
from bot.health.outside import News, NotTold, Outside
from bot.settings import SettingsWrong, load_settings
from storage.alerts import begin
from tests.bot.health.sinks import certify, open_address, open_mail_server
from tests.bot.health.test_alerts import dead_letter, settle_dead_letters
from tests.bot.health.ward import open_ward

NEWS = News("🔴 Something is wrong", "Do something.", {"alert": "disk_free", "value": 3.0})
PASSWORD = "correct"


async def test_a_mail_says_it_to_everybody_named() -> None:
    async with open_mail_server() as server:
        await Outside(parse(server.address), password=PASSWORD).tell(NEWS)

        [mail] = server.mails
        assert mail["To"] == "night@hall.example, day@hall.example"
        assert mail["From"] == "banshi@hall.example"
        assert mail["Subject"] == NEWS.subject
        assert mail.get_content().strip() == NEWS.text
        assert server.logins == [(b"banshi", b"correct")]


@pytest.mark.parametrize("way", ["tls", "starttls"])
async def test_a_mail_goes_by_tls_to_a_server_whose_certificate_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    certificate = tmp_path / "certificate.pem"
    async with open_mail_server(**{way: certify(certificate)}) as server:
        outside = Outside(parse(server.address), password=PASSWORD)
        with pytest.raises(NotTold, match="SSLCertVerificationError"):
            await outside.tell(NEWS)
        assert (server.mails, server.logins) == ([], []), "nothing is told to whoever stands in between"

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await outside.tell(NEWS)
        assert len(server.mails) == 1
        assert server.logins == [(b"banshi", b"correct")]


async def test_a_password_that_cannot_be_sent_is_told_as_that_and_not_shown() -> None:
    async with open_mail_server() as server:
        with pytest.raises(NotTold, match="UnicodeEncodeError") as said:
            await Outside(parse(server.address), password="密码").tell(NEWS)
        assert "密码" not in str(said.value)
        assert server.mails == []


async def test_a_mail_server_that_asks_no_password_is_given_none() -> None:
    async with open_mail_server() as server:
        await Outside(parse(server.address)).tell(NEWS)
        assert len(server.mails) == 1
        assert server.logins == []


async def test_a_post_carries_words_and_facts() -> None:
    async with open_address() as address:
        await Outside(parse(address.url), password=PASSWORD).tell(NEWS)
        assert address.posts == [{**NEWS.facts, "text": f"{NEWS.subject}\n{NEWS.text}"}]
        assert address.authorization == ["Bearer correct"]

        await Outside(parse(address.url.replace("://", "://me@")), password=PASSWORD).tell(NEWS)
        assert (address.authorization[-1] or "").startswith("Basic ")


async def test_every_refusal_is_told_without_addresses_and_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_mail_server() as server, open_address() as address:
        reasons = []

        async def fails(to: str, password: str | None = None) -> None:
            with pytest.raises(NotTold) as error:
                await Outside(parse(to), password=password).tell(NEWS)
            reasons.append(str(error.value))

        server.answer = "451 night@hall.example cannot be served now"
        await fails(server.address)
        await fails(server.address, "wrong-canary")
        for status in (500, 404, 302):
            address.status = status
            await fails(address.url)
        address.slow = asyncio.Event()
        with monkeypatch.context() as patched:
            patched.setattr(module, "PATIENCE", 1.0)
            await fails(address.url)
        await fails("smtp://127.0.0.1:1/?from=a@b.example&to=c@d.example")
        await fails("http://127.0.0.1:1/hook-s3cr3t")

    assert reasons[:5] == ["SMTPDataError 451", "SMTPAuthenticationError 535", "HTTP 500", "HTTP 404", "HTTP 302"]
    assert reasons[5] == "TimeoutError"
    assert not any(word in " ".join(reasons) for word in ("canary", "s3cr3t", "hall.example", "127.0.0.1"))
    assert address.asked == 4, "a redirect is not followed"


async def test_a_password_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_mail_server() as server:
        to = parse(server.address)
        monkeypatch.setattr(module, "LOOPBACK", ())
        with pytest.raises(NotTold, match="no TLS"):
            await Outside(to, password=PASSWORD).tell(NEWS)
        assert server.logins == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("nonsense", "names no host"),
        ("https://", "names no host"),
        ("https://[::1", "is no address"),
        ("https://me:hunter2@hall.example/", "BANSHI_ALERTS_PASSWORD"),
        ("http://hall.example/", "begins with none"),
        ("ftp://hall.example/", "begins with none"),
        ("smtp://hall.example/", "from whom and to whom"),
        ("smtp://hall.example/?from=me&to=you@x.example", "from whom and to whom"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(written: str, reason: str) -> None:
    with pytest.raises(NoAddress, match=reason):
        parse(written)
    with pytest.raises(SettingsWrong, match="BANSHI_ALERTS_TO") as wrong:
        load_settings(needs_token=False, alerts_to=written, _env_file=None)
    assert "hunter2" not in str(wrong.value)


def test_addresses_are_read_with_their_defaults() -> None:
    mailbox = parse("smtps://me%40x.example@mail.example/?to=a@x.example")
    assert mailbox == Mailbox("mail.example", 465, True, "me@x.example", "me@x.example", ("a@x.example",))
    assert parse("https://me@hooks.example/a?b=c") == Address("https://hooks.example/a?b=c", "me")


async def test_an_alert_is_told_outside_once_and_once_more_when_it_is_over(database_url: str) -> None:
    async with open_mail_server() as server, open_ward(database_url, alerts_to=server.address) as ward:
        await dead_letter(ward)
        for _ in range(3):
            await ward.look()
        assert len(server.mails) == 1

        await settle_dead_letters(ward)
        await ward.look(minutes=3)
        await ward.look(minutes=3)
        begun, over = server.words()
        assert begun.startswith("🟠")
        assert "banshi dead list" in begun
        assert over.startswith("✅")


async def test_what_nobody_took_is_told_again_after_a_pause_and_after_a_restart(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_address() as address:
        async with open_ward(database_url, alerts_to=address.url) as ward:
            address.status = 503
            await dead_letter(ward)
            await ward.look()
            await ward.look()
            assert address.asked == 1, "it is not hammered"
            await ward.look(seconds=61)
            assert address.asked == 2
            assert '"event": "alert_not_told", "level": "error"' in capsys.readouterr().err

        address.status = 200
        async with open_ward(database_url, alerts_to=address.url) as ward:
            await ward.look(minutes=6)
            await ward.look(minutes=6)
            assert [post["alert"] for post in address.posts if post["alert"] == "dead_letters"] == ["dead_letters"]


async def test_a_server_that_hangs_is_waited_for_once_however_much_there_is_to_tell(database_url: str) -> None:
    async with open_address() as address, open_ward(database_url, alerts_to=address.url) as ward:
        address.slow = asyncio.Event()
        async with ward.town.app.database.write() as tx:
            for name in ("clock_skew", "disk_free", "telegram_429"):
                await begin(tx, name, value=1.0, now=ward.town.clock.now())
        looking = asyncio.ensure_future(ward.health.alarms.look())
        async with asyncio.timeout(module.PATIENCE / 2):
            while address.asked < 3:  # noqa: ASYNC110 # another task
                await asyncio.sleep(0.01)
        address.slow.set()
        await looking
        assert sorted(str(post["alert"]) for post in address.posts) == ["clock_skew", "disk_free", "telegram_429"]


async def test_what_began_and_ended_untold_is_told_as_over(database_url: str) -> None:
    async with open_address() as address, open_ward(database_url, alerts_to=address.url) as ward:
        address.status = 503
        await dead_letter(ward)
        await ward.look()
        await settle_dead_letters(ward)
        await ward.look(minutes=3)

        address.status = 200
        await ward.look(minutes=6)
        assert [post["turn"] for post in address.posts] == ["over"]
        assert address.posts[0]["ended"]


async def test_a_database_that_is_away_is_told_outside_from_memory(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_address() as address, open_ward(database_url, alerts_to=address.url) as ward:

        def away() -> None:
            raise OSError("connection refused, and a canary")

        await ward.look()
        with monkeypatch.context() as patch:
            patch.setattr(ward.town.app.database, "write", away)
            for seconds in (3, 20, 20, 20):
                ward.town.clock.advance(seconds=seconds)
                await ward.health.alarms.look()
        assert [(post["alert"], post["turn"]) for post in address.posts] == [("database_away", "begun")]

        await ward.look()
        assert [post["turn"] for post in address.posts] == ["begun", "over"]
        log = capsys.readouterr().err
        assert '"alert": "database_away", "turn": "begun"' in log
        assert '"event": "alert_over"' in log
        assert "canary" not in log
        assert "canary" not in str(address.posts)


async def test_a_database_that_is_away_for_a_moment_is_nobodys_business(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_address() as address, open_ward(database_url, alerts_to=address.url) as ward:

        def away() -> None:
            raise OSError

        await ward.look()
        with monkeypatch.context() as patch:
            patch.setattr(ward.town.app.database, "write", away)
            for _ in range(2):
                ward.town.clock.advance(seconds=10)
                await ward.health.alarms.look()
        await ward.look()
        assert address.posts == []
