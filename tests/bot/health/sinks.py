"""Who is told outside: a mail server and an address to POST to, both real, on this machine, and able to fail."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class MailServer:
    """Keeps what it gets. ``answer`` is said instead of taking the next mails."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.answer: str | None = None
        self.port = 0
        self.scheme = "smtp"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's
        if self.answer:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"correct", handled=False)

    @property
    def address(self) -> str:
        """For BANSHI_ALERTS_TO."""
        return f"{self.scheme}://banshi@127.0.0.1:{self.port}/?from=banshi@hall.example&to=night@hall.example,day@hall.example"

    def words(self) -> list[str]:
        """Subjects and texts of what came."""
        return [f"{mail['Subject']}\n{mail.get_content()}" for mail in self.mails]


def certify(file: Path) -> ssl.SSLContext:
    """A certificate of this machine that nobody but itself has signed, kept in a file; what a server shows it with."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    here, now = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = made.add_extension(here, critical=True).sign(key, hashes.SHA256())
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@asynccontextmanager
async def open_mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> AsyncIterator[MailServer]:
    """A mail server on this machine; with ``tls`` from the first byte, with ``starttls`` when it is asked for."""
    kept = MailServer()
    kept.scheme = "smtps" if tls else "smtp"
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        # By ``tls`` all of it is secret, of which aiosmtpd knows nothing.
        needed = starttls is not None
        return SMTP(kept, authenticator=kept.log_in, auth_require_tls=needed, tls_context=starttls, loop=loop)

    listening = await loop.create_server(connection, "127.0.0.1", 0, ssl=tls)
    kept.port = listening.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        listening.close()
        await listening.wait_closed()


class Address:
    """Keeps what is posted. ``status`` is answered; ``slow`` never answers."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.asked = 0
        self.authorization: list[str | None] = []
        self.status = 200
        self.slow: asyncio.Event | None = None
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.authorization.append(request.headers.get("Authorization"))
        if self.slow:
            await self.slow.wait()
        if self.status < 300:
            self.posts.append(await request.json())
        return web.Response(status=self.status, headers={"Location": self.url} if self.status == 302 else {})


@asynccontextmanager
async def open_address(*, port: int = 0) -> AsyncIterator[Address]:
    """An address on this machine, with a port of its own unless told."""
    kept = Address()
    app = web.Application()
    app.router.add_post("/{path:.*}", kept.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    kept.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook-s3cr3t"
    try:
        yield kept
    finally:
        if kept.slow:
            kept.slow.set()
        await runner.cleanup()
