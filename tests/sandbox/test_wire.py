"""Tokens, method names and the forms in which parameters come."""

import aiohttp
import orjson
import pytest

from sandbox.errors import bad
from tests.sandbox.town import CITIZEN, STAFF, TOKEN, Town


@pytest.mark.rule("wire.paths", "wire.errors")
async def test_an_unknown_path_is_not_found(town: Town) -> None:
    async with town.http.get(f"{town.url}/nothing/here") as response:
        assert response.status == 404
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


@pytest.mark.rule("wire.paths")
async def test_an_unknown_method_is_not_found(town: Town) -> None:
    assert await town.refusal("sendTelepathy") == "Not Found: method not found"


@pytest.mark.rule("wire.method_case")
async def test_method_names_are_read_in_any_case(town: Town) -> None:
    assert (await town.ok("GETME"))["username"] == "hall_bot"
    assert (await town.ok("test/getMe"))["username"] == "hall_bot"


@pytest.mark.rule("wire.tokens")
async def test_a_malformed_token_is_told_so(town: Town) -> None:
    for token in ("nocolon", "0123:abc", "12:" + "x" * 90):
        town.token = token
        assert await town.refusal("getMe") == "Unauthorized: invalid token specified"


@pytest.mark.rule("wire.tokens")
async def test_a_wrong_token_is_unauthorized(town: Town) -> None:
    town.token = TOKEN + "x"
    assert await town.refusal("getMe") == "Unauthorized"


async def test_a_new_token_is_a_bot_unless_tokens_are_strict(town: Town) -> None:
    town.token = "77:other"
    assert (await town.ok("getMe"))["id"] == 77
    town.world.strict_tokens = True
    town.token = "78:other"
    assert await town.refusal("getMe") == "Unauthorized"


@pytest.mark.rule("wire.forms")
async def test_parameters_come_by_query_form_multipart_or_json(town: Town) -> None:
    address = f"{town.url}/bot{TOKEN}/sendMessage"
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    values = {"chat_id": str(CITIZEN), "text": "hi", "reply_markup": orjson.dumps(keyboard).decode()}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in values.items():
        multipart.add_field(name, value)
    sent = [
        await (await town.http.get(address, params=values)).json(),
        await (await town.http.post(address, params=values)).json(),
        await (await town.http.post(address, data=values)).json(),
        await (await town.http.post(address, data=multipart)).json(),
        await (await town.http.post(address, json=values | {"chat_id": CITIZEN, "reply_markup": keyboard})).json(),
    ]
    assert [(one["result"]["text"], one["result"]["reply_markup"]) for one in sent] == [("hi", keyboard)] * 5


async def test_broken_json_is_refused(town: Town) -> None:
    headers = {"Content-Type": "application/json"}
    async with town.http.post(f"{town.url}/bot{TOKEN}/getMe", data=b"{oops", headers=headers) as response:
        assert response.status == 400


@pytest.mark.rule("wire.words")
def test_the_reason_begins_small_unless_it_is_a_code() -> None:
    assert bad("Message is odd").description == "Bad Request: message is odd"
    assert bad("BUTTON_DATA_INVALID").description == "Bad Request: BUTTON_DATA_INVALID"


async def test_every_call_is_on_record_with_its_outcome(town: Town) -> None:
    await town.send()
    await town.refusal("sendMessage", chat_id=CITIZEN)
    calls = (await town.see("calls"))["calls"]
    assert [(call["method"], call["status"]) for call in calls] == [("sendMessage", 200), ("sendMessage", 400)]
    assert calls[1]["description"] == "Bad Request: message text is empty"
    assert (await town.see("calls", after=1))["calls"] == calls[1:]


async def test_only_accepted_sends_are_on_record_in_order(town: Town) -> None:
    sent = await town.send("one")
    await town.refusal("sendMessage", chat_id=CITIZEN, text="")
    await town.ok("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text="two")
    await town.ok("deleteMessage", chat_id=CITIZEN, message_id=sent["message_id"])
    sends = (await town.see("sends"))["sends"]
    assert [(s["seq"], s["method"], s["message_id"]) for s in sends] == [
        (1, "sendMessage", sent["message_id"]),
        (2, "editMessageText", sent["message_id"]),
        (3, "deleteMessage", sent["message_id"]),
    ]
    assert sends[0]["params"] == {"chat_id": CITIZEN, "text": "one"}
    assert (await town.see("sends", after=2))["sends"] == sends[2:]


async def test_the_bot_knows_its_staff_group(town: Town) -> None:
    chat = await town.ok("getChat", chat_id=STAFF)
    assert (chat["title"], chat["is_forum"], chat["type"]) == ("办事大厅值班组", True, "supergroup")


@pytest.mark.rule("wire.close")
async def test_a_bot_leaves_its_server_only_ten_minutes_after_it_came(town: Town) -> None:
    answer = await town.api("close")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 600})
    await town.control("clock", advance=600)
    assert await town.ok("close") is True
    assert (await town.api("close"))["error_code"] == 429


@pytest.mark.rule("wire.close")
async def test_who_logged_out_is_not_taken_back_for_ten_minutes(town: Town) -> None:
    assert await town.ok("logOut") is True
    assert await town.refusal("getMe") == "Logged out"
    await town.control("clock", advance=600)
    await town.ok("getMe")
