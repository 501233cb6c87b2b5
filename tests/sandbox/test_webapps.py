"""Mini Apps: what a launch carries, and how an app answers."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.utils.web_app import check_webapp_signature, parse_webapp_init_data

from tests.sandbox.town import CITIZEN, CLERK, ENGLISH, NOON, STAFF, TOKEN, Town

APP = "https://hall.example/app"
BUTTON = {"text": "Open", "web_app": {"url": APP}}


async def launched(town: Town, **body: Any) -> str:
    """The initData that the app at the answered address reads."""
    url = (await town.control("webapp", from_id=CITIZEN, chat_id=CITIZEN, **body))["url"]
    assert url.startswith(f"{APP}#tgWebAppData=")
    return parse_qs(urlsplit(url).fragment, keep_blank_values=True)["tgWebAppData"][0]


async def under_a_message(town: Town, **body: Any) -> str:
    sent = await town.send(reply_markup={"inline_keyboard": [[BUTTON]]})
    return await launched(town, message_id=sent["message_id"], **body)


async def refused(town: Town, call: str, **body: Any) -> str:
    async with town.http.post(f"{town.url}/control/{call}", json=body) as response:
        assert response.status == 400
        return (await response.json())["error"]


@pytest.mark.rule("webapp.signature")
async def test_a_launch_is_signed_as_the_documentation_says(town: Town) -> None:
    data = await under_a_message(town)
    assert check_webapp_signature(TOKEN, data)
    read = parse_webapp_init_data(data)
    assert (read.user.id, read.user.language_code, read.auth_date.timestamp()) == (CITIZEN, "zh-hans", NOON)
    assert read.query_id
    assert "signature=" not in data


@pytest.mark.rule("webapp.variants")
async def test_a_stale_launch_is_signed_but_old_and_a_forged_one_is_not(town: Town) -> None:
    stale, forged = await under_a_message(town, kind="stale"), await under_a_message(town, kind="forged")
    assert check_webapp_signature(TOKEN, stale)
    assert NOON - parse_webapp_init_data(stale).auth_date.timestamp() == 2 * 86_400
    assert not check_webapp_signature(TOKEN, forged)
    sent = await town.send(reply_markup={"inline_keyboard": [[BUTTON]]})
    odd = {"from_id": CITIZEN, "chat_id": CITIZEN, "message_id": sent["message_id"], "kind": "odd"}
    assert "kind must be one of" in await refused(town, "webapp", **odd)


@pytest.mark.rule("webapp.menu")
async def test_the_menu_button_opens_its_app(town: Town) -> None:
    assert "no Mini App" in await refused(town, "webapp", from_id=CITIZEN, chat_id=CITIZEN)
    menu = {"type": "web_app", "text": "App", "web_app": {"url": APP}}
    await town.ok("setChatMenuButton", menu_button=menu)
    assert check_webapp_signature(TOKEN, await launched(town))


@pytest.mark.rule("webapp.answer")
async def test_an_app_answers_once_with_a_message_of_the_person(town: Town) -> None:
    query_id = parse_webapp_init_data(await under_a_message(town)).query_id
    result = {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "filled in"}}
    answered = await town.ok("answerWebAppQuery", web_app_query_id=query_id, result=result)
    assert answered == {}
    message = await town.update("message")
    assert (message["text"], message["from"]["id"], message["via_bot"]["id"]) == ("filled in", CITIZEN, 424242)
    reason = await town.refusal("answerWebAppQuery", web_app_query_id=query_id, result=result)
    assert reason == "Bad Request: QUERY_ID_INVALID"


@pytest.mark.rule("webapp.keyboard")
async def test_an_app_of_the_keyboard_gets_no_data_and_sends_some(town: Town) -> None:
    await town.send(reply_markup={"keyboard": [[BUTTON]]})
    assert await launched(town, button_text="Open") == ""
    await town.control("webapp_data", from_id=CITIZEN, button_text="Open", data='{"a": 1}')
    assert (await town.update("message"))["web_app_data"] == {"button_text": "Open", "data": '{"a": 1}'}
    assert "4096" in await refused(town, "webapp_data", from_id=CITIZEN, button_text="Open", data="x" * 4097)
    assert "its buttons: 'Open'" in await refused(town, "webapp_data", from_id=CITIZEN, button_text="X", data="x")
    stale = {"from_id": CITIZEN, "chat_id": CITIZEN, "button_text": "Open", "kind": "stale"}
    assert "no data" in await refused(town, "webapp", **stale)


@pytest.mark.rule("webapp.https")
async def test_an_app_has_an_https_address_or_is_on_this_machine(town: Town) -> None:
    def keyboard(url: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": "A", "web_app": {"url": url}}]]}

    await town.send(reply_markup=keyboard("http://127.0.0.1:8000/app"))
    reason = await town.refusal("sendMessage", chat_id=CITIZEN, text="x", reply_markup=keyboard("http://hall.example/"))
    assert "Only HTTPS links are allowed" in reason


async def test_a_message_is_prepared_for_sharing(town: Town) -> None:
    result = {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"}}
    saved = await town.ok("savePreparedInlineMessage", user_id=CITIZEN, result=result, allow_user_chats=True)
    assert saved["expiration_date"] == NOON + 86_400
    reason = await town.refusal("savePreparedInlineMessage", user_id=9, result=result, allow_user_chats=True)
    assert reason == "Bad Request: USER_ID_INVALID"


@pytest.mark.rule("updates.shared")
async def test_people_and_groups_are_shared_by_buttons_that_ask_for_them(town: Town) -> None:
    users = {"text": "Who?", "request_users": {"request_id": 1, "request_name": True}}
    group = {"text": "Where?", "request_chat": {"request_id": 2, "chat_is_channel": False}}
    await town.send(reply_markup={"keyboard": [[users, group, "Plain"]]})
    me = {"chat_id": CITIZEN, "from_id": CITIZEN}
    await town.control("share", button_text="Who?", user_ids=[ENGLISH, CLERK], **me)
    await town.control("share", button_text="Where?", shared_chat_id=STAFF, **me)
    people, chat = [u["message"] for u in await town.updates()]
    assert people["users_shared"]["request_id"] == 1
    assert [(u["user_id"], u["first_name"]) for u in people["users_shared"]["users"]] == [
        (ENGLISH, "Alex"),
        (CLERK, "王敏"),
    ]
    assert chat["chat_shared"] == {"request_id": 2, "chat_id": STAFF}
    assert "nobody" in await refused(town, "share", button_text="Plain", **me)
