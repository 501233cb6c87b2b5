"""What an operator sets: BANSHI_* variables or a .env file, and errors that name the variable and what is allowed."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.health.addresses import parse

TOKEN = re.compile(r"[1-9]\d{5,19}:[\w-]{30,64}")
FAULT = "BANSHI_FAULT"
"""Arms a kill drill (storage/faults.py); read there, because it must not look like a setting."""
SECRET = re.compile(r"[\w-]{32,256}", re.ASCII)
LISTEN = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
STAYS_HERE = re.compile(r"(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost):\d{1,5}")
LAST_PORT = 65_535
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Where the sandbox is; Telegram itself speaks https only."""
STAFF_CHAT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*=\s*(-?\d+)\s*")


class Settings(BaseSettings):
    """Every setting of the product. docs/settings.md tells the operator about each; a test holds the two together."""

    model_config = SettingsConfigDict(env_prefix="BANSHI_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    token: Annotated[SecretStr, Field(description="the bot's token from BotFather, like 123456789:AA…")]
    api_url: Annotated[AnyHttpUrl, Field(description="the Bot API server, an http(s) address")] = AnyHttpUrl(
        "https://api.telegram.org"
    )
    database_url: Annotated[str, Field(description="sqlite:///path/to/file.db or postgresql://user@host/name")] = (
        "sqlite:///var/banshi.db"
    )
    hall: Annotated[Path | None, Field(description="the directory of the hall pack; the sample hall if unset")] = None
    staff_chats: Annotated[
        dict[str, int],
        NoDecode,
        Field(description="staff groups by the pack's names, like main=-1001234567890"),
    ] = {}
    clock_url: Annotated[
        AnyHttpUrl | None,
        Field(description="in a demo the sandbox's address, with BANSHI_API_URL and SQLite on this machine too"),
    ] = None
    webhook_url: Annotated[
        AnyHttpUrl | None,
        Field(description="the https address under which Telegram reaches the bot; unset, the bot polls"),
    ] = None
    webhook_secret: Annotated[
        SecretStr | None,
        Field(
            description="32 to 256 letters, digits, - and _; must be set with BANSHI_WEBHOOK_URL", validate_default=True
        ),
    ] = None
    webhook_listen: Annotated[str, Field(description="address:port where the proxy finds the bot")] = "127.0.0.1:8080"
    webhook_connections: Annotated[int, Field(ge=1, le=100, description="a number from 1 to 100")] = 40
    pid_file: Annotated[Path, Field(description="a file the bot may write, where `banshi reload` finds it")] = Path(
        "var/banshi.pid"
    )
    backup_dir: Annotated[Path | None, Field(description="the directory backups go to, one for each bot")] = None
    backup_key_file: Annotated[Path | None, Field(description="the file of `banshi backup --new-key`")] = None
    postgres_bin: Annotated[Path | None, Field(description="the directory of pg_dump and pg_restore")] = None
    health_listen: Annotated[
        str, Field(description="a loopback address with a port, like 127.0.0.1:9464 or [::1]:9464; or off")
    ] = "127.0.0.1:9464"
    alerts_to: Annotated[
        SecretStr | None,
        Field(description="smtp://user@host:port/?from=…&to=…, smtps://…, or https://… to POST to"),
    ] = None
    alerts_password: Annotated[
        SecretStr | None, Field(description="the password for BANSHI_ALERTS_TO, if it needs one")
    ] = None
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="DEBUG, INFO, WARNING or ERROR")
    ] = "INFO"

    @property
    def backs_up(self) -> bool:
        """Whether everything is set that backups need."""
        return self.backup_dir is not None and self.backup_key_file is not None

    @field_validator("token")
    @classmethod
    def _token_is_one(cls, token: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("is no bot token")
        return token

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+asyncpg://")):
            raise ValueError("names no database we know")
        if url.removeprefix("sqlite:///") in ("", ":memory:"):
            raise ValueError("names no file")
        if "sslmode=" in url:
            raise ValueError("has sslmode=, which this driver calls ssl=")
        return url

    @field_validator("clock_url")
    @classmethod
    def _only_a_demo_has_another_clock(cls, url: AnyHttpUrl | None, info: ValidationInfo) -> AnyHttpUrl | None:
        if url is None:
            return None
        api_url, database_url = info.data.get("api_url"), info.data.get("database_url", "")
        if url.host not in LOOPBACK or api_url is None or api_url.host not in LOOPBACK:
            raise ValueError("moves the clock, which only a demo on this machine may do; unset it for a real bot")
        if not database_url.startswith("sqlite"):
            raise ValueError("moves the clock, which a PostgreSQL server would not follow")
        return url

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_reachable(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if url and url.scheme != "https" and url.host not in LOOPBACK:
            raise ValueError("is no https address")
        if url and (url.query or url.fragment):
            raise ValueError("has more than a path")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_has_a_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("webhook_url"):
            raise ValueError("is missing, so anybody could speak as Telegram")
        if secret is not None and not SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("is no secret that Telegram takes and nobody guesses")
        return secret

    @field_validator("webhook_listen")
    @classmethod
    def _listen_is_an_address(cls, listen: str) -> str:
        if not LISTEN.fullmatch(listen):
            raise ValueError("is no address:port")
        return listen

    @field_validator("health_listen")
    @classmethod
    def _health_stays_on_this_machine(cls, address: str) -> str:
        if address != "off" and (not STAYS_HERE.fullmatch(address) or int(address.rpartition(":")[2]) > LAST_PORT):
            raise ValueError("is no loopback address with a port; for other machines put a proxy before it")
        return address

    @field_validator("alerts_to")
    @classmethod
    def _alerts_lead_somewhere(cls, to: SecretStr | None) -> SecretStr | None:
        if to is not None:
            parse(to.get_secret_value())
        return to

    @field_validator("staff_chats", mode="before")
    @classmethod
    def _staff_chats_are_pairs(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        pairs = [STAFF_CHAT.fullmatch(part) for part in written.split(",") if part.strip()]
        if not all(pairs):
            raise ValueError("is no list of name=number")
        return {pair[1]: int(pair[2]) for pair in pairs if pair}


class SettingsWrong(Exception):
    """Some settings cannot be used; the message has a line for each, and none of their values."""


UNUSED_TOKEN = "100000:" + "-" * 35
"""Stands in for the token in commands that never call Telegram."""


def _unknown(names: Iterable[str]) -> list[str]:
    """A line for each BANSHI_* variable that is none of ours: a misspelt one would be ignored in silence."""
    known = {f"BANSHI_{name.upper()}" for name in Settings.model_fields} | {FAULT}
    lines = []
    for name in sorted(name for name in names if name.upper().startswith("BANSHI_") and name.upper() not in known):
        near = get_close_matches(name.upper(), known, n=1)
        lines.append(f"{name}: is no setting of ours{f'; did you mean {near[0]}?' if near else ''}")
    return lines


def load_settings(*, needs_token: bool = True, **given: Any) -> Settings:
    """Read the settings from the environment and ``.env``; ``given`` wins.

    ``needs_token`` is False for commands that never call Telegram: an absent or broken token must not stop them.

    Raises:
        SettingsWrong: with every wrong variable, what is wrong and what is allowed.
    """
    if not needs_token:
        given.setdefault("token", UNUSED_TOKEN)
    file = given.get("_env_file", Settings.model_config["env_file"])
    lines = _unknown({*os.environ, *(dotenv_values(file) if file else ())})
    try:
        settings = Settings(**given)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = str(problem["loc"][0])
            allowed = Settings.model_fields[name].description
            what = "is missing" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
            lines.append(f"BANSHI_{name.upper()}: {what}; allowed: {allowed}")
    if lines:
        raise SettingsWrong("\n".join(lines))
    return settings
