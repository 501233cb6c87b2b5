"""Where the second path of alerts leads: reading BANSHI_ALERTS_TO."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SMTP_PORTS = {"smtp": 587, "smtps": 465}


class NoAddress(ValueError):
    """BANSHI_ALERTS_TO is none we can use; the text says why, without its value."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail server and who writes to whom through it."""

    host: str
    port: int
    is_tls: bool
    user: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Where to POST."""

    url: str
    user: str


def parse(written: str) -> Mailbox | Address:
    """Read BANSHI_ALERTS_TO.

    Raises:
        NoAddress: it is none, or one that would carry what it should not.
    """
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NoAddress("is no address") from None
    if not host:
        raise NoAddress("names no host")
    if parts.password is not None:
        raise NoAddress("holds a password; that belongs into BANSHI_ALERTS_PASSWORD")
    user = unquote(parts.username or "")
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return Address(written.replace(f"{parts.username}@", "", 1) if parts.username else written, user)
    if parts.scheme not in SMTP_PORTS:
        raise NoAddress("begins with none of smtp://, smtps:// and https://")
    wanted = parse_qs(parts.query)
    recipients = tuple(to for field in wanted.get("to", []) for to in field.split(",") if "@" in to)
    senders = [sender for sender in wanted.get("from", [user]) if "@" in sender]
    if not recipients or not senders:
        raise NoAddress("says not from whom and to whom: end it with /?from=…&to=…")
    is_tls = parts.scheme == "smtps"
    return Mailbox(host, port or SMTP_PORTS[parts.scheme], is_tls, user, senders[0], recipients)
