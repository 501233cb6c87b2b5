"""Sending, editing and deleting texts: what is taken and the exact words for what is not."""

from typing import Any

import pytest

from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, STAFF, Town

HTML: list[tuple[str, str]] = [
    ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("办<font>x</font>", 'Unsupported start tag "font" at byte offset 3'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
]


@pytest.mark.rule("text.html", "errors.markup")
@pytest.mark.parametrize(("source", "tail"), HTML)
async def test_broken_html_is_refused_with_telegrams_words(town: Town, source: str, tail: str) -> None:
    reason = await town.refusal("sendMessage", chat_id=CITIZEN, text=source, parse_mode="HTML")
    assert reason == f"Bad Request: can't parse entities: {tail}"


@pytest.mark.rule("text.html", "content.entities")
async def test_html_becomes_text_and_entities_in_utf16_units(town: Town) -> None:
    source = (
        '😀<b>粗<i>both</i></b> <a href="https://example.org">link</a> <code>x&lt;y</code> <pre>'
        '<code class="language-python">1</code></pre><tg-spoiler>s</tg-spoiler><blockquote expandable>q</blockquote>'
        "<u></u> &amp;&#33;&copy;"
    )
    message = await town.send(source, parse_mode="HTML")
    assert message["text"] == "😀粗both link x<y 1sq &!&copy;"
    found = {(e["type"], e["offset"], e["length"]) for e in message["entities"]}
    assert found == {
        ("bold", 2, 5),
        ("italic", 3, 4),
        ("text_link", 8, 4),
        ("code", 13, 3),
        ("pre", 17, 1),
        ("spoiler", 18, 1),
        ("expandable_blockquote", 19, 1),
    }
    assert {"language": "python"}.items() <= next(e for e in message["entities"] if e["type"] == "pre").items()
    assert next(e for e in message["entities"] if e["type"] == "text_link")["url"] == "https://example.org/"


@pytest.mark.rule("text.html")
async def test_a_moment_is_marked_for_the_readers_own_clock(town: Town) -> None:
    message = await town.send('<tg-time unix="1647531900" format="wDT">then</tg-time>', parse_mode="HTML")
    moment = {"type": "date_time", "unix_time": 1_647_531_900, "date_time_format": "wDT"}
    assert message["entities"] == [moment | {"offset": 0, "length": 4}]
    assert "entities" not in await town.send('<tg-time unix="soon">then</tg-time>', parse_mode="HTML")


@pytest.mark.rule("text.trimmed")
async def test_a_mention_of_a_person_names_them(town: Town) -> None:
    message = await town.send(
        '<a href="tg://user?id=1003">Alex</a> <a href="tg://user?id=9">who</a>', parse_mode="HTML"
    )
    assert [(e["type"], e["user"]["id"]) for e in message["entities"]] == [("text_mention", 1003)]


@pytest.mark.rule("text.trimmed")
async def test_given_entities_are_clipped_and_texts_trimmed(town: Town) -> None:
    entities = [{"type": "bold", "offset": 2, "length": 99}, {"type": "nonsense", "offset": 0, "length": 1}]
    message = await town.send("  hello  \n", entities=entities)
    assert message["text"] == "hello"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


@pytest.mark.rule("text.found")
async def test_commands_mentions_and_links_are_found_in_plain_text(town: Town) -> None:
    message = await town.say("/help 看 https://example.org/a?b=1。 @hall_bot #tag me@example.org a/b")
    assert [e["type"] for e in message["entities"]] == ["bot_command", "url", "mention", "hashtag", "email"]


@pytest.mark.rule("errors.no_chat", "errors.empty_text", "errors.too_long", "errors.parse_mode", "content.text")
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": CITIZEN}, "message text is empty"),
        ({"chat_id": CITIZEN, "text": "  \n "}, "message text is empty"),
        ({"chat_id": CITIZEN, "text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": CITIZEN, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": CITIZEN, "text": "好" * 11_000}, "text is too long"),
        ({"chat_id": CITIZEN, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"chat_id": -5, "text": "x"}, "chat not found"),
        ({"chat_id": "@chenxiao", "text": "x"}, "chat not found"),
        ({"chat_id": CITIZEN, "text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"chat_id": CITIZEN, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": CITIZEN, "text": "x", "reply_markup": [1]}, "object expected as reply markup"),
    ],
)
async def test_a_wrong_message_is_refused(town: Town, params: dict[str, Any], reason: str) -> None:
    assert await town.refusal("sendMessage", **params) == f"Bad Request: {reason}"
    assert (await town.see("sends"))["sends"] == []


@pytest.mark.rule("content.text")
async def test_the_longest_text_counts_code_points_after_parsing(town: Town) -> None:
    message = await town.send("<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")
    assert len(message["text"]) == 4096


@pytest.mark.rule("content.entities")
async def test_only_the_first_hundred_entities_are_kept(town: Town) -> None:
    message = await town.send("<b>x</b> " * 120, parse_mode="HTML")
    assert len(message["entities"]) == 100


@pytest.mark.rule("errors.never_started")
async def test_who_never_started_the_bot_cannot_be_written_to(town: Town) -> None:
    reason = await town.refusal("sendMessage", chat_id=ENGLISH, text="x")
    assert reason == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.rule("errors.blocked", "updates.members")
async def test_who_blocked_the_bot_cannot_be_written_to_until_they_start_again(town: Town) -> None:
    await town.control("block", user_id=CITIZEN)
    assert (await town.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    assert await town.refusal("sendMessage", chat_id=CITIZEN, text="x") == "Forbidden: bot was blocked by the user"
    await town.control("start", from_id=CITIZEN, payload="svc-1")
    assert [list(u)[1] for u in await town.updates()] == ["my_chat_member", "message"]
    await town.send("welcome back")


@pytest.mark.rule("errors.deactivated")
async def test_a_deleted_account_cannot_be_written_to(town: Town) -> None:
    await town.control("deactivate", user_id=CITIZEN)
    assert await town.refusal("sendMessage", chat_id=CITIZEN, text="x") == "Forbidden: user is deactivated"


@pytest.mark.rule("errors.removed")
async def test_a_bot_that_was_removed_is_told_how(town: Town) -> None:
    await town.control("member", chat_id=STAFF, bot=True, status="kicked")
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x")
    assert reason == "Forbidden: bot was kicked from the supergroup chat"
    await town.control("member", chat_id=STAFF, bot=True, status="left")
    reason = await town.refusal("sendMessage", chat_id=STAFF, text="x")
    assert reason == "Forbidden: bot is not a member of the supergroup chat"


@pytest.mark.rule("errors.migrated")
async def test_a_group_that_became_a_supergroup_says_its_new_id(town: Town) -> None:
    group = await town.control("chats", title="Old", type="group", members=[{"user_id": CLERK, "status": "creator"}])
    await town.updates()
    moved = await town.control("migrate", chat_id=group["id"])
    answer = await town.api("sendMessage", chat_id=group["id"], text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": moved["id"]}
    told = [u["message"] for u in await town.updates()]
    assert (told[0]["migrate_to_chat_id"], told[1]["migrate_from_chat_id"]) == (moved["id"], group["id"])
    await town.send(chat_id=moved["id"])


@pytest.mark.rule("errors.migrated")
async def test_a_forum_that_is_moved_takes_topics_and_messages_along(town: Town) -> None:
    topic = await town.ok("createForumTopic", chat_id=STAFF, name="A case")
    thread = topic["message_thread_id"]
    card = await town.send("card", chat_id=STAFF, message_thread_id=thread)
    await town.ok("pinChatMessage", chat_id=STAFF, message_id=card["message_id"])
    moved = await town.control("migrate", chat_id=STAFF)
    assert [topic["name"] for topic in moved["topics"]] == ["A case"]
    changed = await town.ok("editMessageText", chat_id=moved["id"], message_id=card["message_id"], text="card 2")
    assert (changed["chat"]["id"], changed["reply_to_message"]["chat"]["id"]) == (moved["id"], moved["id"])
    later = await town.send("later", chat_id=moved["id"], message_thread_id=thread)
    assert later["message_id"] > card["message_id"]


@pytest.mark.rule("keyboards.edit")
async def test_an_edit_replaces_the_text_and_takes_the_keyboard_away(town: Town) -> None:
    sent = await town.send("old", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    await town.control("clock", advance=5)
    edited = await town.ok(
        "editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text="<i>new</i>", parse_mode="HTML"
    )
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("new", 5)
    assert "reply_markup" not in edited
    assert (await town.see("messages", chat_id=CITIZEN))["messages"][-1] == edited
    assert await town.waiting() == []


@pytest.mark.rule("errors.not_modified")
async def test_an_edit_that_changes_nothing_is_refused(town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await town.send("<b>same</b>", parse_mode="HTML", reply_markup=markup)
    target = {"chat_id": CITIZEN, "message_id": sent["message_id"], "reply_markup": markup}
    unchanged = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )
    assert await town.refusal("editMessageText", text="<b>same</b>", parse_mode="HTML", **target) == unchanged
    assert await town.refusal("editMessageReplyMarkup", **target) == unchanged
    await town.ok("editMessageText", text="same", **target)


@pytest.mark.rule("errors.others")
async def test_what_cannot_be_edited_is_refused(town: Town) -> None:
    theirs = await town.say("mine")
    keyed = await town.send("keyed", reply_markup={"keyboard": [["A"]]})

    async def edit(message_id: int, method: str = "editMessageText", **params: Any) -> str:
        return await town.refusal(method, chat_id=CITIZEN, message_id=message_id, **params)

    assert await edit(999, text="x") == "Bad Request: message to edit not found"
    assert await edit(theirs["message_id"], text="x") == "Bad Request: message can't be edited"
    assert await edit(keyed["message_id"], text="x") == "Bad Request: message can't be edited"
    plain = await town.send("plain")
    assert (
        await edit(plain["message_id"], "editMessageCaption", caption="x")
        == "Bad Request: there is no caption in the message to edit"
    )
    assert await edit(plain["message_id"], text="") == "Bad Request: message text is empty"


@pytest.mark.rule("content.delete")
async def test_messages_are_deleted_for_everyone_within_48_hours(town: Town) -> None:
    sent, kept = await town.send("one"), await town.send("two")
    assert await town.ok("deleteMessage", chat_id=CITIZEN, message_id=sent["message_id"]) is True
    reason = await town.refusal("deleteMessage", chat_id=CITIZEN, message_id=sent["message_id"])
    assert reason == "Bad Request: message to delete not found"
    await town.control("clock", advance=48 * 3600)
    reason = await town.refusal("deleteMessage", chat_id=CITIZEN, message_id=kept["message_id"])
    assert reason == "Bad Request: message can't be deleted for everyone"


async def test_several_messages_are_deleted_and_missing_ones_passed_over(town: Town) -> None:
    ids = [(await town.send(text))["message_id"] for text in "abc"]
    assert await town.ok("deleteMessages", chat_id=CITIZEN, message_ids=[*ids[:2], 999]) is True
    left = (await town.see("messages", chat_id=CITIZEN))["messages"]
    assert [m["text"] for m in left] == ["/start", "c"]


async def test_a_reply_shows_what_it_answers(town: Town) -> None:
    asked = await town.say("when do you open?")
    sent = await town.send("at nine", reply_parameters={"message_id": asked["message_id"], "quote": "open"})
    assert sent["reply_to_message"]["text"] == "when do you open?"
    assert sent["quote"] == {"text": "open", "position": 12, "is_manual": True}
    said = await town.say("so early?", reply_to_message_id=sent["message_id"], quote="nine")
    assert said["quote"] == {"text": "nine", "position": 3, "is_manual": True}
    wrong = {"chat_id": CITIZEN, "from_id": CITIZEN, "text": "x", "reply_to_message_id": sent["message_id"]}
    async with town.http.post(f"{town.url}/control/say", json=wrong | {"quote": "ten"}) as response:
        assert "quote must be words" in (await response.json())["error"]
    free = await town.send("x", reply_parameters={"message_id": 999, "allow_sending_without_reply": True})
    assert "reply_to_message" not in free


async def test_a_copy_has_the_content_only_and_a_forward_names_the_author(town: Town) -> None:
    said = await town.say("look")
    copy = await town.ok("copyMessage", chat_id=STAFF, from_chat_id=CITIZEN, message_id=said["message_id"])
    assert list(copy) == ["message_id"]
    forward = await town.ok("forwardMessage", chat_id=STAFF, from_chat_id=CITIZEN, message_id=said["message_id"])
    assert (forward["text"], forward["forward_origin"]["sender_user"]["id"]) == ("look", CITIZEN)
    copied = (await town.see("messages", chat_id=STAFF))["messages"][-2]
    assert (copied["text"], "forward_origin" in copied, copied["from"]["id"]) == ("look", False, BOT_ID)


@pytest.mark.rule("content.many")
async def test_many_messages_are_copied_in_strictly_increasing_order(town: Town) -> None:
    ids = [(await town.say(text))["message_id"] for text in "abc"]
    place = {"chat_id": STAFF, "from_chat_id": CITIZEN}
    assert len(await town.ok("copyMessages", message_ids=ids, **place)) == 3
    reason = await town.refusal("copyMessages", message_ids=ids[::-1], **place)
    assert reason == "Bad Request: message identifiers must be in a strictly increasing order"
    assert await town.refusal("copyMessage", message_id=999, **place) == "Bad Request: message to copy not found"
    assert await town.refusal("forwardMessage", message_id=999, **place) == "Bad Request: message to forward not found"


@pytest.mark.rule("errors.action", "reactions.kinds")
async def test_pins_reactions_and_typing_are_seen(town: Town) -> None:
    said = await town.say("thanks")
    target = {"chat_id": CITIZEN, "message_id": said["message_id"]}
    await town.ok("pinChatMessage", **target)
    await town.ok("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}], **target)
    await town.ok("sendChatAction", chat_id=CITIZEN, action="typing")
    seen = next(m for m in (await town.see("messages", chat_id=CITIZEN))["messages"] if m.get("text") == "thanks")
    assert (seen["pinned"], seen["reactions"]) == (True, [{"type": "emoji", "emoji": "👍"}])
    assert (await town.ok("getChat", chat_id=CITIZEN))["pinned_message"]["text"] == "thanks"
    reason = await town.refusal("setMessageReaction", reaction=[{"type": "emoji", "emoji": "x"}], **target)
    assert reason == "Bad Request: REACTION_INVALID"
    reason = await town.refusal("sendChatAction", chat_id=CITIZEN, action="dancing")
    assert reason == "Bad Request: wrong parameter action in request"
    gone = {"chat_id": CITIZEN, "message_id": 999}
    assert await town.refusal("pinChatMessage", **gone) == "Bad Request: message to pin not found"
    assert await town.refusal("setMessageReaction", **gone) == "Bad Request: message to react not found"
    await town.ok("unpinChatMessage", **target)
    assert "pinned_message" not in await town.ok("getChat", chat_id=CITIZEN)


@pytest.mark.rule("groups.others")
async def test_a_bot_never_reads_its_own_messages(town: Town) -> None:
    await town.send()
    await town.send(chat_id=STAFF)
    await town.topic()
    assert await town.waiting() == []


async def test_a_mention_of_nothing_that_could_be_a_person_is_refused(town: Town) -> None:
    span = {"type": "text_mention", "offset": 0, "length": 2}
    for user, trouble in (("x", 'Field "user" must be of type Object'), (None, 'Can\'t find field "user"')):
        said = await town.refusal("sendMessage", chat_id=CITIZEN, text="hello", entities=[{**span, "user": user}])
        assert said == f"Bad Request: can't parse entities: {trouble}"
    sent = await town.send(entities=[{**span, "user": {"id": 5}, "user_id": [CITIZEN]}])
    assert "entities" not in sent
