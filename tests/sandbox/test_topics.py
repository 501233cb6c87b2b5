"""The staff forum: topics, who sees what, and the service messages."""

import pytest

from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, SECOND_CLERK, STAFF, Town


async def test_messages_of_a_topic_answer_the_message_that_created_it(town: Town) -> None:
    thread = await town.topic("户口")
    sent = await town.send(chat_id=STAFF, message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["message_id"] == thread
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "户口"
    await town.say("mine", chat_id=STAFF, from_id=CLERK, message_thread_id=thread)
    heard = await town.update("message")
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (thread, True)
    assert heard["reply_to_message"]["message_id"] == thread
    assert "reply_to_message" not in heard["reply_to_message"]


async def test_a_reply_within_a_topic_answers_its_message(town: Town) -> None:
    thread = await town.topic()
    card = await town.send("card", chat_id=STAFF, message_thread_id=thread)
    await town.say("I take it", chat_id=STAFF, from_id=CLERK, reply_to_message_id=card["message_id"])
    heard = await town.update("message")
    assert (heard["message_thread_id"], heard["reply_to_message"]["text"]) == (thread, "card")


@pytest.mark.rule("groups.general", "errors.topic")
async def test_general_carries_no_thread_id_and_cannot_be_named(town: Town) -> None:
    assert "message_thread_id" not in await town.send(chat_id=STAFF)
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x", message_thread_id=1)
    assert reason == "Bad Request: message thread not found"
    await town.say("hi", chat_id=STAFF, from_id=CLERK)
    assert "message_thread_id" not in await town.update("message")


@pytest.mark.rule("groups.general")
async def test_a_thread_id_means_nothing_in_a_private_chat(town: Town) -> None:
    assert "message_thread_id" not in await town.send(message_thread_id=77)


@pytest.mark.rule("errors.topic")
async def test_a_topic_is_renamed_closed_and_reopened_once_each(town: Town) -> None:
    thread = await town.topic()
    topic = {"chat_id": STAFF, "message_thread_id": thread}
    for method in ("closeForumTopic", "reopenForumTopic"):
        assert await town.ok(method, **topic) is True
        assert await town.refusal(method, **topic) == "Bad Request: TOPIC_NOT_MODIFIED"
    await town.ok("editForumTopic", name="New name", **topic)
    assert await town.refusal("editForumTopic", name="New name", **topic) == "Bad Request: TOPIC_NOT_MODIFIED"
    seen = (await town.see("messages", chat_id=STAFF, message_thread_id=thread))["messages"]
    kinds = [key for message in seen for key in message if key.startswith("forum_topic_")]
    assert kinds == ["forum_topic_created", "forum_topic_closed", "forum_topic_reopened", "forum_topic_edited"]


@pytest.mark.rule("errors.topic")
async def test_a_deleted_topic_takes_its_messages_and_no_more_messages(town: Town) -> None:
    thread = await town.topic()
    await town.send(chat_id=STAFF, message_thread_id=thread)
    await town.control("topics", chat_id=STAFF, action="delete", message_thread_id=thread)
    assert (await town.see("messages", chat_id=STAFF, message_thread_id=thread))["messages"] == []
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x", message_thread_id=thread)
    assert reason == "Bad Request: message thread not found"
    assert await town.waiting() == []


@pytest.mark.rule("groups.service")
async def test_what_people_do_to_topics_reaches_the_bot_as_service_messages(town: Town) -> None:
    made = await town.control("topics", chat_id=STAFF, action="create", name="Mine", from_id=CLERK)
    thread = made["message_thread_id"]
    for action, more in (("close", {}), ("reopen", {}), ("rename", {"name": "Ours"})):
        await town.control("topics", chat_id=STAFF, action=action, message_thread_id=thread, **more)
    heard = [u["message"] for u in await town.updates()]
    assert [next(k for k in m if k.startswith("forum_topic_")) for m in heard] == [
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "forum_topic_edited",
    ]
    assert all(m["is_topic_message"] and m["message_thread_id"] == thread for m in heard)


@pytest.mark.rule("topics.rights", "errors.topic")
async def test_topics_need_a_forum_and_the_right(town: Town) -> None:
    group = await town.control(
        "chats", title="Plain", type="supergroup", members=[{"user_id": CLERK, "status": "creator"}]
    )
    reason = await town.refusal("createForumTopic", chat_id=group["id"], name="x")
    assert reason == "Bad Request: the chat is not a forum"
    thread = await town.topic()
    await town.control("member", chat_id=STAFF, bot=True, status="administrator", rights={"can_manage_topics": False})
    reason = await town.refusal("createForumTopic", chat_id=STAFF, name="x")
    assert reason == "Bad Request: not enough rights to create a topic"
    rights = {"can_manage_topics": True, "can_delete_messages": False}
    await town.control("member", chat_id=STAFF, bot=True, status="administrator", rights=rights)
    reason = await town.refusal("deleteForumTopic", chat_id=STAFF, message_thread_id=thread)
    assert reason == "Bad Request: not enough rights to delete the topic"
    await town.control("member", chat_id=STAFF, bot=True, status="administrator", rights={"can_manage_topics": False})
    await town.control("topics", chat_id=STAFF, action="close", message_thread_id=thread)
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x", message_thread_id=thread)
    assert reason == "Bad Request: TOPIC_CLOSED"


@pytest.mark.rule("content.topic")
async def test_topic_names_have_1_to_128_characters(town: Town) -> None:
    assert await town.topic("好" * 128)
    assert (await town.refusal("createForumTopic", chat_id=STAFF, name="好" * 129)).startswith("Bad Request: TOPIC_")
    assert (await town.refusal("createForumTopic", chat_id=STAFF, name=" ")).startswith("Bad Request: TOPIC_")


@pytest.mark.rule("groups.anonymous")
async def test_an_anonymous_administrator_writes_as_the_group(town: Town) -> None:
    await town.say("nobody in particular", chat_id=STAFF, from_id=CLERK, anonymous=True)
    heard = await town.update("message")
    assert (heard["from"]["username"], heard["sender_chat"]["id"]) == ("GroupAnonymousBot", STAFF)


@pytest.mark.rule("groups.privacy")
async def test_a_bot_that_is_no_administrator_hears_only_what_is_meant_for_it(town: Town) -> None:
    await town.control("member", chat_id=STAFF, bot=True, status="member")
    mine = await town.send("card", chat_id=STAFF)
    town.world.bot().queue.drop_all()
    for text in ("chatter", "/help", "/help@other_bot", "/help@hall_bot"):
        await town.say(text, chat_id=STAFF, from_id=SECOND_CLERK)
    await town.say("an answer", chat_id=STAFF, from_id=CLERK, reply_to_message_id=mine["message_id"])
    assert [u["message"]["text"] for u in await town.updates()] == ["/help", "/help@hall_bot", "an answer"]


async def test_members_are_told_with_every_required_field(town: Town) -> None:
    me = await town.ok("getChatMember", chat_id=STAFF, user_id=BOT_ID)
    assert (me["status"], me["can_manage_topics"]) == ("administrator", True)
    assert (await town.ok("getChatMember", chat_id=STAFF, user_id=CITIZEN))["status"] == "left"
    assert {m["user"]["id"] for m in await town.ok("getChatAdministrators", chat_id=STAFF)} == {CLERK, BOT_ID}
    assert await town.ok("getChatMemberCount", chat_id=STAFF) == 4
    assert await town.ok("leaveChat", chat_id=STAFF) is True
    assert (await town.update("my_chat_member"))["new_chat_member"]["status"] == "left"


@pytest.mark.rule("topics.general")
async def test_general_is_renamed_closed_hidden_and_shown_again(town: Town) -> None:
    unchanged = "Bad Request: TOPIC_NOT_MODIFIED"
    await town.ok("editGeneralForumTopic", chat_id=STAFF, name="大堂")
    assert await town.refusal("editGeneralForumTopic", chat_id=STAFF, name="大堂") == unchanged
    for method in ("close", "reopen", "hide", "unhide"):
        assert await town.ok(f"{method}GeneralForumTopic", chat_id=STAFF) is True
        if method != "unhide":
            assert await town.refusal(f"{method}GeneralForumTopic", chat_id=STAFF) == unchanged
    told = (await town.see("messages", chat_id=STAFF, message_thread_id=0))["messages"]
    kinds = [key for message in told for key in message if "forum_topic" in key]
    assert kinds == [
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    ]
    assert all("message_thread_id" not in message for message in told)
    group = next(chat for chat in (await town.see("state"))["chats"] if chat["id"] == STAFF)
    assert group["general"] == {"closed": True, "hidden": False}


@pytest.mark.rule("topics.general", "errors.topic")
async def test_in_a_closed_general_only_administrators_write(town: Town) -> None:
    await town.ok("closeGeneralForumTopic", chat_id=STAFF)
    await town.send(chat_id=STAFF)
    await town.say("I may", chat_id=STAFF, from_id=CLERK)
    body = {"chat_id": STAFF, "from_id": SECOND_CLERK, "text": "may I?"}
    async with town.http.post(f"{town.url}/control/say", json=body) as response:
        assert "General is closed" in (await response.json())["error"]
    await town.control("member", chat_id=STAFF, bot=True, status="member")
    assert await town.refusal("sendMessage", chat_id=STAFF, text="x") == "Bad Request: TOPIC_CLOSED"


async def test_there_are_icons_for_topics(town: Town) -> None:
    icons = await town.ok("getForumTopicIconStickers")
    assert len({icon["custom_emoji_id"] for icon in icons}) == len(icons) > 5


async def test_pins_of_general_go_and_those_of_topics_stay(town: Town) -> None:
    thread = await town.topic()
    general, topical = await town.send(chat_id=STAFF), await town.send(chat_id=STAFF, message_thread_id=thread)
    for message in (general, topical):
        await town.ok("pinChatMessage", chat_id=STAFF, message_id=message["message_id"])
    await town.ok("unpinAllGeneralForumTopicMessages", chat_id=STAFF)
    group = next(chat for chat in (await town.see("state"))["chats"] if chat["id"] == STAFF)
    assert group["pinned"] == [topical["message_id"]]
