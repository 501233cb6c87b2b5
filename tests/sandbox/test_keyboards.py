"""Keyboards and presses."""

from typing import Any

import pytest

from tests.sandbox.town import CITIZEN, CLERK, ENGLISH, SECOND_CLERK, STAFF, Town

TEXT_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", **button}]]}


@pytest.mark.rule(
    "content.reply_keyboard", "content.callback_data", "content.keyboard", "content.copy_text", "errors.button_url"
)
@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (inline(callback_data="好" * 22), "BUTTON_DATA_INVALID"),
        (
            inline(callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (inline(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (inline(text=""), "inline keyboard button text must be non-empty"),
        (
            inline(url="ftp://example.org"),
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (inline(url="http://hall"), "inline keyboard button URL 'http://hall' is invalid: Wrong HTTP URL"),
        (inline(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]] * 101}, "reply markup is too long"),
        ({"keyboard": [[{"text": " "}]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [["A"]], "input_field_placeholder": "x" * 65}, "input field placeholder is too long"),
    ],
)
async def test_a_wrong_keyboard_is_refused(town: Town, markup: dict[str, Any], reason: str) -> None:
    assert await town.refusal("sendMessage", chat_id=CITIZEN, text="x", reply_markup=markup) == f"Bad Request: {reason}"


@pytest.mark.rule("content.callback_data")
async def test_callback_data_of_64_bytes_fits(town: Town) -> None:
    data = "好" * 21 + "x"
    assert (await town.send(reply_markup=inline(callback_data=data)))["reply_markup"] == inline(callback_data=data)


@pytest.mark.rule("keyboards.first_action")
async def test_the_first_of_several_actions_wins(town: Town) -> None:
    both = inline(callback_data="a", url="https://example.org")
    assert (await town.send(reply_markup=both))["reply_markup"] == inline(url="https://example.org")


async def test_a_phone_number_is_asked_for_in_private_only(town: Town) -> None:
    ask = {"keyboard": [[{"text": "phone", "request_contact": True}]]}
    await town.send(reply_markup=ask)
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x", reply_markup=ask)
    assert reason == "Bad Request: phone number can be requested in private chats only"


@pytest.mark.rule("keyboards.reply")
async def test_a_reply_keyboard_stays_in_the_chat_until_it_is_removed(town: Town) -> None:
    sent = await town.send(reply_markup={"keyboard": [["Yes", "No"]], "resize_keyboard": True})
    assert "reply_markup" not in sent
    shown = await town.see("keyboard", chat_id=CITIZEN)
    assert shown["keyboard"] == {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "resize_keyboard": True}
    await town.send(reply_markup={"remove_keyboard": True})
    assert (await town.see("keyboard", chat_id=CITIZEN))["keyboard"] is None


@pytest.mark.rule("keyboards.press")
async def test_a_press_brings_the_message_as_it_is_now(town: Town) -> None:
    sent = await town.send("old", reply_markup=inline(callback_data="a"))
    await town.ok(
        "editMessageText",
        chat_id=CITIZEN,
        message_id=sent["message_id"],
        text="new",
        reply_markup=inline(callback_data="b"),
    )
    pressed = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], text="A")
    query = await town.update("callback_query")
    assert (query["id"], query["data"], query["from"]["id"]) == (pressed["callback_query_id"], "b", CITIZEN)
    assert query["message"]["text"] == "new"
    assert query["chat_instance"]


async def test_the_answer_to_a_press_reaches_the_person(town: Town) -> None:
    sent = await town.send(reply_markup=inline(callback_data="a"))
    press = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    number = press["callback_query_id"]
    assert (await town.see(f"callbacks/{number}"))["answered"] is False
    await town.ok("answerCallbackQuery", callback_query_id=number, text="Done", show_alert=True)
    answered = {"answered": True, "text": "Done", "show_alert": True, "url": None}
    assert await town.see(f"callbacks/{number}", wait=5) == answered


@pytest.mark.rule("keyboards.inaccessible")
async def test_a_press_may_bring_a_message_that_is_no_longer_accessible(town: Town) -> None:
    sent = await town.send("old", reply_markup=inline(callback_data="a"))
    target = {"chat_id": CITIZEN, "message_id": sent["message_id"]}
    await town.control("press", from_id=CITIZEN, data="a", inaccessible=True, **target)
    gone = (await town.update("callback_query"))["message"]
    assert gone == {"chat": sent["chat"], "message_id": sent["message_id"], "date": 0}


@pytest.mark.rule("errors.callback")
async def test_a_late_or_unknown_press_cannot_be_answered(town: Town) -> None:
    sent = await town.send(reply_markup=inline(callback_data="a"))
    press = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    await town.control("clock", advance=16)
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await town.refusal("answerCallbackQuery", **press) == late
    assert await town.refusal("answerCallbackQuery", callback_query_id="1") == late
    await town.control("limits", callback_seconds=60)
    await town.ok("answerCallbackQuery", **press)


async def test_pressing_what_is_not_there_says_what_is(town: Town) -> None:
    sent = await town.send(reply_markup=inline(callback_data="a"))
    body = {"chat_id": CITIZEN, "from_id": CITIZEN, "message_id": sent["message_id"], "data": "z"}
    async with town.http.post(f"{town.url}/control/press", json=body) as response:
        assert response.status == 400
        assert "its buttons: 'A'" in (await response.json())["error"]


async def test_commands_and_menu_button_are_kept_by_scope_and_language(town: Town) -> None:
    commands = [{"command": "start", "description": "Begin"}]
    await town.ok("setMyCommands", commands=commands)
    await town.ok("setMyCommands", commands=[], language_code="zh")
    assert await town.ok("getMyCommands") == commands
    assert await town.ok("getMyCommands", scope={"type": "all_private_chats"}) == []
    assert (await town.see("state"))["bots"][0]["commands"] == commands
    await town.ok("deleteMyCommands")
    assert await town.ok("getMyCommands") == []
    await town.ok("setChatMenuButton", menu_button={"type": "commands"})
    assert await town.ok("getChatMenuButton", chat_id=CITIZEN) == {"type": "commands"}


async def test_a_chat_without_a_menu_button_of_its_own_has_everybodys(town: Town) -> None:
    app = {"type": "web_app", "text": "Forms", "web_app": {"url": "https://forms.example/"}}

    async def button(chat_id: int, *, by: int) -> Any:
        return (await town.see("commands", chat_id=chat_id, from_id=by))["menu_button"]

    await town.ok("setChatMenuButton", menu_button=app)
    await town.ok("setChatMenuButton", chat_id=CITIZEN, menu_button={"type": "commands"})
    assert await button(CITIZEN, by=CITIZEN) == {"type": "commands"}
    assert await button(ENGLISH, by=ENGLISH) == app
    await town.ok("setChatMenuButton", chat_id=CITIZEN)
    assert await town.ok("getChatMenuButton", chat_id=CITIZEN) == app
    assert await button(CITIZEN, by=CITIZEN) == app


async def test_a_client_lists_the_commands_of_the_narrowest_scope_in_its_language(town: Town) -> None:
    async def offer(name: str, language_code: str = "", **scope: Any) -> None:
        commands = [{"command": name, "description": name}]
        wanted = {"scope": scope} if scope else {}
        await town.ok("setMyCommands", commands=commands, language_code=language_code, **wanted)

    async def listed(person: int, chat_id: int) -> str:
        return (await town.see("commands", chat_id=chat_id, from_id=person))["commands"][0]["command"]

    await offer("default")
    await offer("default_zh", "zh")
    await offer("group", type="all_group_chats")
    await offer("rulers", type="chat_administrators", chat_id=STAFF)
    await offer("mine", type="chat", chat_id=CITIZEN)
    assert await listed(ENGLISH, ENGLISH) == "default"
    assert await listed(CLERK, CLERK) == "default_zh"
    assert await listed(CITIZEN, CITIZEN) == "mine"
    assert await listed(SECOND_CLERK, STAFF) == "group"
    assert await listed(CLERK, STAFF) == "rulers"


@pytest.mark.rule("content.commands")
@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("x" * 33, "d", "command length must not exceed 32"),
        ("ok", "", "command description must be non-empty"),
        ("ok", "d" * 257, "command description length must not exceed 256"),
        ("办事", "d", "BOT_COMMAND_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(town: Town, command: str, description: str, reason: str) -> None:
    commands = [{"command": command, "description": description}]
    assert await town.refusal("setMyCommands", commands=commands) == f"Bad Request: {reason}"
