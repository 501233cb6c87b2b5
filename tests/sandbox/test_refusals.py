"""What Telegram refuses, word for word, where no other test of the sandbox says it."""

from typing import Any

import aiohttp
import pytest

from sandbox import pending
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, PNG, STAFF, TOKEN, Town

GONE = {"chat_id": CITIZEN, "message_id": 999}


@pytest.mark.rule("errors.bots")
async def test_a_bot_cannot_write_to_a_bot(town: Town) -> None:
    await town.control("bots", token="77:other")
    for other in (77, BOT_ID):
        reason = await town.refusal("sendMessage", chat_id=other, text="x")
        assert reason == "Forbidden: the bot can't send messages to the bot"


@pytest.mark.rule("errors.removed")
async def test_a_bot_removed_from_a_plain_group_is_told_so(town: Town) -> None:
    members = [{"user_id": CLERK, "status": "creator"}]
    group = await town.control("chats", title="Old", type="group", members=members)
    await town.control("member", chat_id=group["id"], bot=True, status="kicked")
    reason = await town.refusal("sendMessage", chat_id=group["id"], text="x")
    assert reason == "Forbidden: bot was kicked from the group chat"


@pytest.mark.rule("errors.no_right")
@pytest.mark.parametrize(
    ("method", "field", "what"),
    [
        ("sendMessage", "text", "text messages"),
        ("sendPhoto", "photo", "photos"),
        ("sendDocument", "document", "documents"),
        ("sendVoice", "voice", "voice notes"),
        ("sendVideo", "video", "videos"),
        ("sendPoll", "question", "polls"),
    ],
)
async def test_a_restricted_bot_has_no_right_to_send(town: Town, method: str, field: str, what: str) -> None:
    kind = field if field in ("voice", "video", "document") else "photo"
    sent = (await town.send_file(f"send{kind.title()}", kind, PNG))["result"][kind]
    file_id = sent[-1]["file_id"] if kind == "photo" else sent["file_id"]
    await town.control("member", chat_id=STAFF, bot=True, status="restricted")
    value = "x" if field in ("text", "question") else file_id
    reason = await town.refusal(method, chat_id=STAFF, options=["A"], **{field: value})
    assert reason == f"Bad Request: not enough rights to send {what} to the chat"


@pytest.mark.rule("errors.missing")
@pytest.mark.parametrize(
    ("method", "params", "verb"),
    [
        ("editMessageText", {"text": "x"}, "edit"),
        ("deleteMessage", {}, "delete"),
        ("pinChatMessage", {}, "pin"),
        ("forwardMessage", {"from_chat_id": CITIZEN}, "forward"),
        ("copyMessage", {"from_chat_id": CITIZEN}, "copy"),
        ("setMessageReaction", {}, "react"),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 999}}, "be replied"),
    ],
)
async def test_a_missing_message_is_named_by_the_deed(town: Town, method: str, params: Any, verb: str) -> None:
    assert await town.refusal(method, **GONE, **params) == f"Bad Request: message to {verb} not found"


@pytest.mark.rule("errors.private_only")
@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"request_location": True}, "location can be requested in private chats only"),
        ({"request_poll": {}}, "poll can be requested in private chats only"),
        ({"web_app": {"url": "https://hall.example/"}}, "web App buttons can be used in private chats only"),
    ],
)
async def test_some_buttons_are_for_private_chats(town: Town, button: dict[str, Any], reason: str) -> None:
    keyboard = {"keyboard": [[{"text": "A", **button}]]}
    await town.send(reply_markup=keyboard)
    refused = await town.refusal("sendMessage", chat_id=STAFF, text="x", reply_markup=keyboard)
    assert refused == f"Bad Request: {reason}"


@pytest.mark.rule("errors.no_file")
@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "audio", "sticker", "animation", "video_note"])
async def test_without_a_file_its_kind_is_named(town: Town, kind: str) -> None:
    method = "send" + kind.title().replace("_", "")
    assert await town.refusal(method, chat_id=CITIZEN) == f"Bad Request: there is no {kind} in the request"


@pytest.mark.rule("errors.topic")
async def test_a_topic_is_missing_closed_or_unchanged(town: Town) -> None:
    thread = await town.topic()
    topic = {"chat_id": STAFF, "message_thread_id": thread}
    missing = {"chat_id": STAFF, "message_thread_id": 999}
    assert await town.refusal("sendMessage", text="x", **missing) == "Bad Request: message thread not found"
    assert await town.refusal("closeForumTopic", **missing) == "Bad Request: message thread not found"
    assert await town.refusal("reopenForumTopic", **topic) == "Bad Request: TOPIC_NOT_MODIFIED"
    reason = await town.refusal("createForumTopic", chat_id=CITIZEN, name="x")
    assert reason == "Bad Request: the chat is not a forum"


@pytest.mark.rule("content.callback_text")
async def test_the_answer_to_a_press_has_at_most_200_characters(town: Town) -> None:
    sent = await town.send(reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    press = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    assert await town.refusal("answerCallbackQuery", text="好" * 201, **press) == "Bad Request: MESSAGE_TOO_LONG"
    await town.ok("answerCallbackQuery", text="好" * 200, **press)


@pytest.mark.rule("content.commands")
async def test_there_are_at_most_a_hundred_commands(town: Town) -> None:
    commands = [{"command": f"c{number}", "description": "d"} for number in range(101)]
    await town.ok("setMyCommands", commands=commands[:100])
    assert await town.refusal("setMyCommands", commands=commands) == "Bad Request: BOT_COMMANDS_TOO_MUCH"


@pytest.mark.rule("content.names")
@pytest.mark.parametrize(
    ("method", "field", "most"),
    [
        ("setMyName", "name", 64),
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ],
)
async def test_what_a_bot_says_of_itself_is_short(town: Town, method: str, field: str, most: int) -> None:
    await town.ok(method, **{field: "好" * most})
    assert await town.ok(method.replace("set", "get")) == {field: "好" * most}
    assert (await town.refusal(method, **{field: "好" * (most + 1)})).endswith("is too long")


@pytest.mark.rule("content.many")
@pytest.mark.parametrize("method", ["deleteMessages", "copyMessages", "forwardMessages"])
async def test_many_messages_are_1_to_100(town: Town, method: str) -> None:
    place = {"chat_id": CITIZEN, "from_chat_id": CITIZEN}
    assert (await town.api(method, message_ids=[], **place))["error_code"] == 400
    reason = await town.refusal(method, message_ids=list(range(1, 102)), **place)
    assert "too many message identifiers specified" in reason


@pytest.mark.rule("content.upload", "errors.too_big")
async def test_more_than_50_mb_is_413(town: Town) -> None:
    refused = await town.send_file("sendDocument", "document", b"x" * (52 * 2**20))
    assert (refused["error_code"], refused["description"]) == (413, "Request Entity Too Large")


@pytest.mark.rule("wire.files")
async def test_a_request_carries_at_most_fifty_files(town: Town) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(CITIZEN))
    for number in range(51):
        form.add_field(f"file{number}", b"x", filename="x")
    async with town.http.post(f"{town.url}/bot{TOKEN}/sendDocument", data=form) as response:
        assert (response.status, (await response.json())["description"]) == (
            400,
            "Bad Request: too many files in the request",
        )


@pytest.mark.rule("delivery.no_key")
async def test_a_repeated_send_is_sent_again(town: Town) -> None:
    first, second = await town.send("once"), await town.send("once")
    assert second["message_id"] == first["message_id"] + 1


@pytest.mark.rule("updates.slow_conflict")
async def test_conflicts_soon_after_one_another_are_answered_slowly(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    town.world.webhooks.plain = True
    await town.ok("setWebhook", url="http://127.0.0.1:9/hook")
    monkeypatch.setattr(pending.asyncio, "sleep", sleep)
    await town.refusal("getUpdates")
    assert slept == []
    await town.refusal("getUpdates")
    assert slept == [pending.HOLD]


@pytest.mark.rule("media.file_ids")
async def test_each_bot_has_its_own_name_for_a_file(town: Town) -> None:
    await town.upload(PNG, kind="document", chat_id=STAFF, from_id=CLERK)
    mine = (await town.update("message"))["document"]
    town.token = "77:other"
    await town.ok("getMe")
    await town.control("start", from_id=CITIZEN, bot_id=77)
    await town.upload(PNG, kind="document", chat_id=STAFF, from_id=CLERK)
    theirs = next(u["message"]["document"] for u in await town.ok("getUpdates") if "document" in u.get("message", {}))
    assert (await town.ok("getFile", file_id=theirs["file_id"]))["file_unique_id"] == theirs["file_unique_id"]
    reason = await town.refusal("sendDocument", chat_id=CITIZEN, document=mine["file_id"])
    assert reason == "Bad Request: wrong file identifier/HTTP URL specified"
    reason = await town.refusal("getFile", file_id=mine["file_id"])
    assert reason == "Bad Request: wrong file_id or the file is temporarily unavailable"
