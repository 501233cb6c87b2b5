"""The second path of alerts, for when Telegram or the bot itself is what is wrong: a mail, or a POST."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiohttp

from bot.health.addresses import LOOPBACK, Address, Mailbox, parse
from bot.settings import Settings

PATIENCE = 15.0
"""Seconds for one mail or one POST."""


class NotTold(Exception):
    """Nobody was reached; the text says how it failed, without addresses or secrets."""


@dataclass(frozen=True, slots=True)
class News:
    """What is told: a line, some more lines, and the same as facts for programs."""

    subject: str
    text: str
    facts: Mapping[str, str | float | None]


class Outside:
    """Tells somebody outside. One try; whoever calls tries again."""

    def __init__(self, to: Mailbox | Address, *, password: str | None = None) -> None:
        self._to = to
        self._password = password

    @classmethod
    def of(cls, settings: Settings) -> "Outside | None":
        """The path an operator has set, if any."""
        if settings.alerts_to is None:
            return None
        password = settings.alerts_password.get_secret_value() if settings.alerts_password else None
        return cls(parse(settings.alerts_to.get_secret_value()), password=password)

    @property
    def kind(self) -> str:
        """How it is told, without to whom."""
        return "mail" if isinstance(self._to, Mailbox) else "POST to an address"

    async def tell(self, news: News) -> None:
        """Tell it once.

        Raises:
            NotTold: it did not work.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                if isinstance(self._to, Mailbox):
                    await asyncio.to_thread(self._mail, self._to, news)
                else:
                    await self._post(self._to, news)
        except NotTold:
            raise
        except smtplib.SMTPResponseException as error:
            raise NotTold(f"{type(error).__name__} {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException, aiohttp.ClientError, TimeoutError, ValueError) as error:
            # Its text may quote addresses. A ValueError is what libraries say of a password that cannot be sent.
            raise NotTold(type(error).__name__) from None

    def _mail(self, to: Mailbox, news: News) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = to.sender, ", ".join(to.recipients), news.subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="banshi.invalid")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(news.text)
        secure = ssl.create_default_context()
        opened: smtplib.SMTP = (
            smtplib.SMTP_SSL(to.host, to.port, timeout=PATIENCE / 3, context=secure)
            if to.is_tls
            else smtplib.SMTP(to.host, to.port, timeout=PATIENCE / 3)
        )
        with opened as server:
            is_secret = to.is_tls
            server.ehlo()
            if not is_secret and server.has_extn("starttls"):
                server.starttls(context=secure)
                is_secret = True
            if self._password is not None:
                if not is_secret and to.host not in LOOPBACK:
                    raise NotTold("the mail server offers no TLS, so the password is not sent")
                server.login(to.user, self._password)
            server.send_message(letter)

    async def _post(self, to: Address, news: News) -> None:
        headers = {}
        if to.user:
            headers["Authorization"] = aiohttp.encode_basic_auth(to.user, self._password or "")
        elif self._password:
            headers["Authorization"] = f"Bearer {self._password}"
        body = {**news.facts, "text": f"{news.subject}\n{news.text}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(to.url, json=body, allow_redirects=False) as response,
        ):
            if not response.ok or response.status >= 300:
                raise NotTold(f"HTTP {response.status}")


def this_machine() -> str:
    """How the machine is called in a mail, where several bots may write."""
    return socket.gethostname()
