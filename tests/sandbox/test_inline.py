"""Inline mode: asking, answering, choosing, and editing what was sent."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.town import CITIZEN, CLERK, PNG, STAFF, Town

KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


def article(number: str = "1", **more: Any) -> dict[str, Any]:
    return {"type": "article", "id": number, "title": "Hours", "input_message_content": {"message_text": "9-17"}} | more


async def ask(town: Town, *, by: int = CITIZEN, **params: Any) -> tuple[dict[str, Any], "asyncio.Task[dict[str, Any]]"]:
    """A query the bot has read, and the task that waits for its results."""
    waiting = asyncio.create_task(town.control("inline", from_id=by, query="hours", **params))
    found = (await town.updates(timeout=5))[-1]["inline_query"]
    return found, waiting


async def offer(town: Town, *results: dict[str, Any], by: int = CITIZEN, **params: Any) -> dict[str, Any]:
    query, waiting = await ask(town, by=by)
    await town.ok("answerInlineQuery", inline_query_id=query["id"], results=list(results), **params)
    return await waiting


@pytest.mark.rule("inline.query")
async def test_a_query_reaches_the_bot_and_its_results_the_person(town: Town) -> None:
    query, waiting = await ask(town, offset="10", chat_id=STAFF)
    assert {"query": "hours", "offset": "10", "chat_type": "supergroup"}.items() <= query.items()
    button = {"text": "More", "start_parameter": "more"}
    await town.ok(
        "answerInlineQuery", inline_query_id=query["id"], results=[article()], next_offset="20", button=button
    )
    seen = await waiting
    assert {"results": [article()], "next_offset": "20", "button": button}.items() <= seen.items()


@pytest.mark.rule("inline.query")
async def test_a_bot_without_inline_mode_is_not_asked(town: Town) -> None:
    await town.control("bots", token=town.token, inline=False)
    assert (await town.ok("getMe"))["supports_inline_queries"] is False
    async with town.http.post(f"{town.url}/control/inline", json={"from_id": CITIZEN, "query": "x"}) as response:
        assert "no inline mode" in (await response.json())["error"]


@pytest.mark.rule("inline.chosen")
async def test_a_chosen_result_is_the_persons_message_through_the_bot(town: Town) -> None:
    await offer(town, article(), by=CLERK)
    thread = (await town.ok("createForumTopic", chat_id=STAFF, name="Lamps"))["message_thread_id"]
    sent = await town.control("choose", from_id=CLERK, chat_id=STAFF, message_thread_id=thread, result_id="1")
    assert (sent["text"], sent["from"]["id"], sent["via_bot"]["username"]) == ("9-17", CLERK, "hall_bot")
    assert sent["message_thread_id"] == thread
    message, chosen = await town.updates()
    assert message["message"]["message_id"] == sent["message_id"]
    assert chosen["chosen_inline_result"] == {
        "result_id": "1",
        "from": town.world.person(CLERK).as_user(),
        "query": "hours",
    }


@pytest.mark.rule("inline.message_id", "inline.privacy")
async def test_a_message_with_a_keyboard_is_pressed_and_edited_by_its_inline_id(town: Town) -> None:
    await town.control("member", chat_id=STAFF, bot=True, status="member")
    await town.updates()
    await offer(town, article(reply_markup=KEYBOARD), by=CLERK)
    sent = await town.control("choose", from_id=CLERK, chat_id=STAFF, result_id="1")
    message, chosen = await town.updates()
    inline_id = chosen["chosen_inline_result"]["inline_message_id"]
    assert message["message"]["via_bot"]["username"] == "hall_bot"
    await town.control("press", chat_id=STAFF, from_id=CLERK, message_id=sent["message_id"], data="a")
    press = await town.update("callback_query")
    assert (press["inline_message_id"], "message" in press) == (inline_id, False)
    assert await town.ok("editMessageText", inline_message_id=inline_id, text="closed") is True
    assert (await town.see("messages", chat_id=STAFF))["messages"][-1]["text"] == "closed"
    reason = await town.refusal("editMessageText", chat_id=STAFF, message_id=sent["message_id"], text="x")
    assert reason == "Bad Request: message can't be edited"
    reason = await town.refusal("editMessageText", inline_message_id="nonsense", text="x")
    assert reason == "Bad Request: MESSAGE_ID_INVALID"
    assert await town.updates() == []


@pytest.mark.rule("inline.content")
async def test_results_may_be_files_places_and_contacts(town: Town) -> None:
    photo = (await town.send_file("sendPhoto", "photo", PNG))["result"]["photo"][-1]["file_id"]
    place = {"latitude": 31.2, "longitude": 121.5}
    await offer(
        town,
        {"type": "photo", "id": "p", "photo_file_id": photo, "caption": "<b>map</b>", "parse_mode": "HTML"},
        {"type": "venue", "id": "v", "title": "Hall", "address": "Main street", **place},
        {"type": "contact", "id": "c", "phone_number": "+86", "first_name": "Hall"},
        {"type": "location", "id": "l", "title": "Here", **place},
    )
    sent = {
        number: await town.control("choose", from_id=CITIZEN, chat_id=CITIZEN, result_id=number) for number in "pvcl"
    }
    assert (sent["p"]["caption"], bool(sent["p"]["photo"])) == ("map", True)
    assert sent["v"]["venue"] == {"location": place, "title": "Hall", "address": "Main street"}
    assert sent["c"]["contact"] == {"phone_number": "+86", "first_name": "Hall"}
    assert sent["l"]["location"] == place


@pytest.mark.rule("content.inline")
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results specified"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": "{"}, "can't parse results JSON object"),
        (
            {"results": [{"type": "photo", "id": "1", "photo_url": "https://example.org/a"}]},
            "failed to get HTTP URL content",
        ),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "More", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
async def test_a_wrong_answer_is_refused(town: Town, params: dict[str, Any], reason: str) -> None:
    query, waiting = await ask(town)
    assert await town.refusal("answerInlineQuery", inline_query_id=query["id"], **params) == f"Bad Request: {reason}"
    await town.ok("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert (await waiting)["results"] == []


@pytest.mark.rule("errors.callback")
async def test_a_late_or_unknown_query_cannot_be_answered(town: Town) -> None:
    query, waiting = await ask(town)
    await town.control("clock", advance=16)
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await town.refusal("answerInlineQuery", inline_query_id=query["id"], results=[]) == late
    assert await town.refusal("answerInlineQuery", inline_query_id="1", results=[]) == late
    waiting.cancel()


async def test_what_nobody_offered_cannot_be_chosen(town: Town) -> None:
    body = {"from_id": CITIZEN, "chat_id": CITIZEN, "result_id": "9"}
    async with town.http.post(f"{town.url}/control/choose", json=body) as response:
        assert "POST /control/inline" in (await response.json())["error"]
