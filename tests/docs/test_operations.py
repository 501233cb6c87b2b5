"""The page of operations lists every event of the log; its unit, URLs and settings are such as the code takes."""

import ast
import inspect
import re
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.cli import WRONG_SETTINGS
from bot.process import SHUTDOWN
from bot.settings import load_settings
from content.paths import starter_pack
from content.written import read_written
from tests.kit.sources import ROOT, product_files

PAGE = (ROOT / "docs/operations.md").read_text()
ROW = re.compile(r"^\| `([a-z_]+)` \| (info|warning|error) \| .+ \|$", re.MULTILINE)
LEVELS = {"info": "info", "warning": "warning", "error": "error", "exception": "error", "critical": "error"}
URL = re.compile(r"^ *BANSHI_DATABASE_URL=(\S+)$", re.MULTILINE)
STAFF_CHATS = re.compile(r"^ *BANSHI_STAFF_CHATS=\"?([a-z-]+)=", re.MULTILINE)
TELLS_HOW_TO_SET_UP = ("docs/operations.md", "README.md", "README.zh.md")


def logged() -> Iterator[tuple[str, str]]:
    """Every event our own modules log, with its level; the sandbox is no part of the running bot."""
    for source in product_files():
        if source.parts[0] == "sandbox":
            continue
        for node in ast.walk(ast.parse((ROOT / source).read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
                and node.func.attr in LEVELS
            ):
                [event, *_] = node.args
                name = ast.literal_eval(event)
                assert isinstance(name, str), f"{source}:{node.lineno}: an event has a name of its own"
                yield name, LEVELS[node.func.attr]


def test_every_event_of_the_log_is_listed_with_its_level() -> None:
    events = set(logged())
    assert ("update_dead", "error") in events

    assert set(ROW.findall(PAGE)) == events


def test_the_unit_gives_a_stop_the_time_it_may_take_and_does_not_retry_wrong_settings() -> None:
    [patience] = re.findall(r"^TimeoutStopSec=(\d+)$", PAGE, re.MULTILINE)
    [final] = re.findall(r"^RestartPreventExitStatus=(\d+)$", PAGE, re.MULTILINE)

    assert int(patience) > SHUTDOWN
    assert int(final) == WRONG_SETTINGS


@pytest.mark.parametrize("page", TELLS_HOW_TO_SET_UP)
def test_database_urls_that_are_shown_are_accepted(page: str) -> None:
    urls = URL.findall((ROOT / page).read_text())
    assert urls

    for url in urls:
        assert load_settings(needs_token=False, database_url=url).database_url == url


def test_database_urls_that_are_shown_hold_nothing_the_driver_does_not_know() -> None:
    urls = [url for url in map(make_url, URL.findall(PAGE)) if url.get_backend_name() == "postgresql"]
    assert len(urls) == 3

    for url in urls:
        _, arguments = url.set(drivername="postgresql+asyncpg").get_dialect()().create_connect_args(url)
        assert set(arguments) <= set(inspect.signature(asyncpg.connect).parameters)


@pytest.mark.parametrize("page", TELLS_HOW_TO_SET_UP)
def test_the_staff_chat_that_is_shown_is_the_one_of_a_new_pack(page: str) -> None:
    facts, _ = read_written(starter_pack() / "hall.yaml")
    assert facts
    names = {chat.text_of("name") for chat in facts.items_of("staff_chats")}

    shown = STAFF_CHATS.findall((ROOT / page).read_text())
    assert shown
    assert set(shown) <= names
