"""What is logged is enough to find a mistake, and never a token nor what people are called, write or can be rung at."""

import asyncio
import gc
import json
import logging
from collections.abc import Callable

import aiohttp
import pytest
import structlog
from aiogram import Router
from aiogram.types import Message

from bot.logs import configure_logs
from content.models import Hall
from gateway.telegram import NotReached, Telegram
from storage.outgoing import Policy
from tests.gateway.post_office import open_post_office
from tests.handlers.hall import asks_staff, replies
from tests.kit.town import TOKEN, open_town
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen

NAME, WORDS, PHONE = "金丝雀", "金丝雀的秘密问题", "13812345678"
SECRETS = (TOKEN, TOKEN.partition(":")[2], NAME, WORDS, PHONE)
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines logged so far, each of them one JSON object."""
    written = ""

    def read() -> list[dict[str, object]]:
        nonlocal written
        written += capsys.readouterr().err
        return [json.loads(line) for line in written.splitlines()]

    return read


def assert_no_secret(lines: Lines, *, at_least: int) -> None:
    logged = lines()
    assert len(logged) >= at_least, "a test of silence needs somebody who speaks"
    for line in logged:
        for secret in SECRETS:
            assert secret not in json.dumps(line, ensure_ascii=False), f"{secret} in {line}"


async def test_a_whole_conversation_with_troubles_leaves_no_trace_of_what_was_said(
    database_url: str, lines: Lines
) -> None:
    async with open_town(database_url) as town:
        citizen, clerk = await town.citizen(NAME), await town.clerk()
        await asks_staff(citizen, WORDS)
        for kind in ("500", "502", "lost", "reset", "429"):
            await town.control("faults", kind=kind, method="sendMessage")
            await replies(clerk, f"{WORDS}{kind} {PHONE}")
        await citizen.says(f"{WORDS} {PHONE}")
        await town.control("contact", chat_id=citizen.id, from_id=citizen.id, own=True, phone_number=PHONE)
        await town.control("update", update={"message": {"text": WORDS, "chat": 5}})
        await town.settle()
        await citizen.blocks_the_bot()
        await replies(clerk, WORDS)
    assert_no_secret(lines, at_least=5)


async def test_handlers_that_fail_with_what_people_wrote_do_not_log_it(database_url: str, lines: Lines) -> None:
    router = Router()

    @router.message()
    async def fail(message: Message, reply: Reply) -> None:
        await reply.show(Screen(Rich(WORDS)))
        raise ValueError(f"{message.text} {PHONE} {TOKEN}") from KeyError(NAME)

    async with open_town(database_url, router=router) as town:
        citizen = await town.citizen(NAME)
        await citizen.says(WORDS)
        for _ in range(4):
            await town.later(seconds=61)
    assert_no_secret(lines, at_least=5)
    assert {line.get("error") for line in lines()} >= {"ValueError"}
    assert any("test_logs.py" in str(line.get("where")) for line in lines()), "the place is told"


async def test_messages_that_fail_do_not_log_their_words(database_url: str, lines: Lines) -> None:
    async with open_post_office(database_url) as office:
        office.words = {1: ValueError(f"{WORDS} {TOKEN}")}
        late = office.letter("", message="late", params={"number": 1, "phone": PHONE})

        async def load(_: object, *, hall: Hall, now: object, number: int, phone: str) -> None:
            raise ValueError(f"{WORDS} {TOKEN} {phone}")

        office._load = load  # type: ignore[assignment,method-assign] # the registry asks for it below
        office.open_delivery()
        await office.fault("lost", method="sendMessage", times=3)
        await office.send(late, office.letter(WORDS), office.letter(WORDS, policy=Policy.NOTICE))
        for row in await office.rows():
            assert WORDS not in (row.error or "")
    assert_no_secret(lines, at_least=5)


async def test_an_error_of_the_network_does_not_carry_the_address() -> None:
    telegram = Telegram(api_url="http://127.0.0.1:9", token=TOKEN)
    with pytest.raises(NotReached) as missed:
        await telegram.call("getMe")
    await telegram.close()
    assert TOKEN not in f"{missed.value!r} {missed.value}"
    assert missed.value.__suppress_context__, "a printed traceback leaves the original out"
    with pytest.raises(aiohttp.InvalidURL) as control:
        async with aiohttp.ClientSession() as session:
            await session.get(f"no-scheme/bot{TOKEN}/getMe")
    assert TOKEN in str(control.value), "what aiohttp itself says would carry it"


async def test_what_libraries_fill_into_their_sentences_is_left_out(lines: Lines) -> None:
    async def fails() -> None:
        raise RuntimeError(f"{WORDS} {TOKEN}")

    forgotten = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del forgotten
    gc.collect()
    logging.getLogger("some.library").warning("could not send %s to %s", WORDS, PHONE)
    logging.getLogger("some.library").warning("https://api.example/bot%s/getMe", TOKEN)
    assert_no_secret(lines, at_least=3)
    assert [line["event"] for line in lines()][:2] == [
        "Task exception was never retrieved",
        "could not send %s to %s",
    ]


def test_a_line_stays_one_line_and_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("t")
    log.warning("x\nforged\x1b[31m", reason="a\u2028b\x9b31m\x85c\x7f", nested={"a": [f"{TOKEN}\n"]})
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert err.rstrip("\n").isprintable()
    assert TOKEN not in err
    assert json.loads(err)["reason"] == "a\u2028b\x9b31m\x85c\x7f"


def test_values_that_hold_peoples_words_are_private_by_their_name(lines: Lines) -> None:
    structlog.get_logger("t").warning("x", text=WORDS, phone=PHONE, first_name=NAME, params={"a": WORDS}, row=5)
    [line] = lines()
    assert (line["text"], line["params"], line["row"]) == ("(private)", "(private)", 5)
    assert_no_secret(lines, at_least=1)


def test_libraries_are_quiet_below_warnings_even_at_debug(lines: Lines) -> None:
    configure_logs("DEBUG")
    logging.getLogger("aiogram.event").info("Update id=%s", WORDS)
    structlog.get_logger("ours").debug("heard")
    assert [line["event"] for line in lines()] == ["heard"]
