"""Messages to the staff forum survive all that people do to it: its move, its topics, the bot's rights."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.subjects import Part, Subject
from gateway.telegram import TelegramError
from storage.chats import find_subject
from storage.outgoing import Address, Lane, Policy
from storage.tables import chat
from storage.topics import get_topic, leave_topic
from tests.gateway.post_office import CHEN, LIN, PostOffice, about, open_post_office
from tests.kit.town import STAFF_GROUP, Unlimited

ADMIN = {"chat_id": STAFF_GROUP, "from_id": CHEN}
"""Somebody who tidies the forum up."""


async def thread_of(office: PostOffice, topic: Address) -> int:
    async with office.database.read() as tx:
        found = await get_topic(tx, topic.topic_id or 0)
    assert found.thread_id
    return found.thread_id


async def until_called(office: PostOffice, method: str, *, times: int) -> None:
    """Return once Telegram was asked that often; delivery goes on meanwhile."""
    while len(await office.calls(method)) < times:
        pass


async def test_a_topic_is_made_before_its_first_message_and_once(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic("登记")
        await office.send(office.letter("one", to=topic), office.letter("two", to=topic))
        assert await office.texts(STAFF_GROUP, message_thread_id=await thread_of(office, topic)) == ["one", "two"]
        assert await office.calls("createForumTopic") == [200]
        assert office.recreated == [], "nothing was lost"


async def test_a_group_that_moves_in_the_middle_takes_all_its_messages_along(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        old = -77
        members = {"title": "小组", "type": "group", "members": [], "bot_status": "administrator"}
        await office.control("chats", id=old, **members)
        for n in range(5):
            await office.send(office.letter(f"{n}", to=old))
        new = (await office.control("migrate", chat_id=old))["id"]
        await office.send(*(office.letter(f"{n}", to=old) for n in range(5, 10)))

        sends = (await office.read("sends"))["sends"]
        assert [s["params"]["text"] for s in sends] == [str(n) for n in range(10)]
        assert [s["chat_id"] for s in sends[5:]] == [new] * 5
        assert await office.states() == [("sent", 0)] * 10
        async with office.database.read() as tx:
            moved = select(chat.c.migrated_to).where(chat.c.chat_id == old)
            assert (await tx.execute(moved)).scalar_one() == new


async def test_a_topic_deleted_between_messages_is_made_again_and_its_feature_is_told(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        for n in range(4):
            await office.send(office.letter(f"{n}", to=topic))
            thread = await thread_of(office, topic)
            assert await office.texts(STAFF_GROUP, message_thread_id=thread) == [f"{n}"]
            await office.control("topics", **ADMIN, action="delete", message_thread_id=thread)
        assert office.recreated == [topic.topic_id] * 3
        assert await office.states() == [("sent", 0)] * 4


async def test_nobody_fills_a_topic_whose_matter_leaves_it_while_it_is_made_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        await office.send(office.letter("one", to=topic))
        await office.control("topics", **ADMIN, action="delete", message_thread_id=await thread_of(office, topic))
        call = office.telegram.call

        async def leave_meanwhile(method: str, body: str = "{}", **more: Any) -> Any:
            if method == "createForumTopic":
                async with office.database.write() as tx:
                    await leave_topic(tx, topic.topic_id or 0)
            return await call(method, body, **more)

        monkeypatch.setattr(office.telegram, "call", leave_meanwhile)
        await office.send(office.letter("two", to=topic))
        assert await office.calls("createForumTopic") == [200, 200]
        assert office.recreated == []


async def test_all_parts_of_a_long_message_come_again_in_a_topic_made_again(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        await office.send(office.letter("first", to=topic))
        office.words = {1: "a" * 4096 + "b" * 4096}
        await office.fault("500", method="sendMessage", after=1, times=1_000_000)
        thread = await thread_of(office, topic)
        await office.say(office.letter("", to=topic, message="late", params={"number": 1}))
        while len(await office.texts(STAFF_GROUP, message_thread_id=thread)) < 2:
            pass
        await office.control("topics", **ADMIN, action="delete", message_thread_id=thread)
        await office.no_more_faults()
        await office.delivery.drained()
        texts = await office.texts(STAFF_GROUP, message_thread_id=await thread_of(office, topic))
        assert [text[0] for text in texts] == ["a", "b"]


async def test_a_closed_topic_that_the_bot_may_open_is_opened(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        await office.send(office.letter("one", to=topic))
        thread = await thread_of(office, topic)
        await office.control("topics", **ADMIN, action="close", message_thread_id=thread)
        real, refused = office.telegram.call, 0

        async def refuse_once(method: str, body: str = "{}", **more: float) -> object:
            """Telegram's answer while the bot has no rights over topics; the sandbox lets administrators pass."""
            nonlocal refused
            if method == "sendMessage" and not refused:
                refused += 1
                raise TelegramError(400, "Bad Request: TOPIC_CLOSED")
            return await real(method, body, **more)

        office.telegram.call = refuse_once  # type: ignore[method-assign] # for one call
        await office.send(office.letter("two", to=topic))
        assert await office.texts(STAFF_GROUP, message_thread_id=thread) == ["one", "two"]
        assert await office.calls("reopenForumTopic") == [200]


async def test_a_closed_topic_that_the_bot_may_not_open_is_waited_for(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        await office.send(office.letter("one", to=topic))
        thread = await thread_of(office, topic)
        await office.control("topics", **ADMIN, action="close", message_thread_id=thread)
        rights = {"can_manage_topics": False}
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator", rights=rights)
        await office.say(office.letter("two", to=topic))
        await until_called(office, "reopenForumTopic", times=7)
        await office.control("topics", **ADMIN, action="reopen", message_thread_id=thread)
        await office.delivery.drained()
        assert await office.texts(STAFF_GROUP, message_thread_id=thread) == ["one", "two"]


def leaving(topic: Address, method: str) -> dict[str, object]:
    """What shuts or deletes a topic."""
    return {"to": topic, "method": method, "body": {}, "policy": Policy.EDIT}


async def left(office: PostOffice) -> tuple[Address, int]:
    """A topic with a message that its matter has left, and its thread."""
    topic = await office.topic()
    await office.send(office.letter("one", to=topic))
    async with office.database.write() as tx:
        await leave_topic(tx, topic.topic_id or 0)
    return topic, await thread_of(office, topic)


async def test_a_topic_that_is_closed_already_is_closed_and_one_that_is_gone_is_deleted(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic, thread = await left(office)
        await office.control("topics", **ADMIN, action="close", message_thread_id=thread)
        await office.send(office.letter("", **leaving(topic, "closeForumTopic")))
        await office.control("topics", **ADMIN, action="delete", message_thread_id=thread)
        await office.send(*(office.letter("", **leaving(topic, f"{deed}ForumTopic")) for deed in ("close", "delete")))
        assert [state for state, _ in await office.states()] == ["sent", "sent", "dropped", "dropped"]
        assert await office.calls("createForumTopic") == [200], "none is made to be deleted"
        assert office.recreated == []


async def test_a_deletion_whose_answers_were_lost_is_asked_for_until_it_is_sure(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic, _thread = await left(office)
        await office.fault("lost", method="deleteForumTopic", times=3)
        await office.send(office.letter("", **leaving(topic, "deleteForumTopic")))
        assert (await office.calls("deleteForumTopic"))[-1] != 0
        assert [row.state for row in await office.rows()] == ["sent", "dropped"], "it was gone when an answer came"


async def test_a_topic_waits_to_be_deleted_until_the_bot_may(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic, _thread = await left(office)
        rights = {"can_manage_topics": True, "can_delete_messages": False}
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator", rights=rights)
        await office.say(office.letter("", **leaving(topic, "deleteForumTopic")))
        await until_called(office, "deleteForumTopic", times=3)
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator")
        await office.delivery.drained()
        assert (await office.calls("deleteForumTopic"))[-1] == 200


async def test_messages_wait_while_the_bot_is_not_in_the_staff_group(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="kicked")
        began = office.clock.now()
        topics = [await office.topic("a"), await office.topic("b")]
        await office.say(*(office.letter(f"{n}", to=topics[n % 2]) for n in range(10)))
        await until_called(office, "createForumTopic", times=12)
        assert {row.state for row in await office.rows()} == {"new"}, "nothing has died"

        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator")
        await office.delivery.drained()
        assert await office.states() == [("sent", 0)] * 10
        assert (office.clock.now() - began).total_seconds() >= 60, "a bot that is shut out does not hammer"
        for start, topic in enumerate(topics):
            thread = await thread_of(office, topic)
            assert await office.texts(STAFF_GROUP, message_thread_id=thread) == [str(n) for n in range(start, 10, 2)]


async def test_messages_wait_while_the_bot_may_not_write_or_make_topics(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="member")
        topic = await office.topic()
        await office.say(office.letter("one", to=topic), office.letter("general", to=STAFF_GROUP))
        await until_called(office, "createForumTopic", times=7)
        assert (await office.states())[0] == ("new", 0)
        await office.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator")
        await office.delivery.drained()
        assert await office.states() == [("sent", 0)] * 2


async def test_a_group_that_is_no_staff_group_is_given_up(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        members = {"title": "别处", "type": "supergroup", "members": [], "bot_status": "administrator"}
        await office.control("chats", id=-1009, **members)
        await office.control("member", chat_id=-1009, bot=True, status="kicked")
        await office.send(office.letter("x", to=-1009))
        assert await office.states() == [("dead", 0)]


async def test_a_staff_chat_without_a_number_is_waited_for(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        topic = await office.topic()
        del office.staff_chats["main"]
        await office.say(office.letter("one", to=topic))
        while not (await office.rows())[0].attempts:
            pass
        office.staff_chats["main"] = STAFF_GROUP
        await office.delivery.drained()
        assert await office.states() == [("sent", 0)]


async def test_an_edit_that_changes_nothing_has_arrived(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.words = {1: "the same"}
        late = {"message": "late", "params": {"number": 1}, **about(1)}
        await office.send(office.letter("", to=STAFF_GROUP, **late))
        await office.send(office.letter("", to=STAFF_GROUP, **late, edits=True, policy=Policy.EDIT))
        assert await office.states() == [("sent", 0)] * 2
        assert await office.texts(STAFF_GROUP) == ["the same"]


async def test_an_edit_of_a_message_that_is_gone_shows_it_anew_and_the_next_edit_finds_that(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.words = {1: "first"}
        late = {"message": "late", "params": {"number": 1}, **about(1)}
        await office.send(office.letter("", to=STAFF_GROUP, **late))
        shown = (await office.rows())[0].message_id
        await office.control("delete", chat_id=STAFF_GROUP, message_id=shown)

        office.words[1] = "second"
        await office.fault("lost", method="sendMessage")
        await office.send(office.letter("", to=STAFF_GROUP, **late, edits=True, policy=Policy.EDIT))
        assert await office.texts(STAFF_GROUP) == ["second"] * 2, "an edit sent as a message is no edit any more"
        assert (await office.states())[1] == ("sent", 1)
        office.words[1] = "third"
        await office.send(office.letter("", to=STAFF_GROUP, **late, edits=True, policy=Policy.EDIT))
        assert await office.texts(STAFF_GROUP) == ["second", "third"]


async def test_of_the_edits_that_wait_only_the_newest_is_made(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.words = {1: "0", 2: "other"}
        card, other = ({"message": "late", "params": {"number": n}, **about(n)} for n in (1, 2))
        await office.send(office.letter("", to=STAFF_GROUP, **card), office.letter("", to=STAFF_GROUP, **other))
        office.words = {1: "newest", 2: "other newest"}
        edit = {"to": STAFF_GROUP, "edits": True, "policy": Policy.EDIT}
        await office.send(*(office.letter("", **edit, **late) for late in (card, other, card, card)))
        assert await office.texts(STAFF_GROUP) == ["newest", "other newest"]
        assert [row.state for row in await office.rows()][2:] == ["dropped", "sent", "dropped", "sent"]


async def test_every_part_of_a_long_message_is_known_by_what_it_is_about(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.words = {1: "a" * 4096 + "b"}
        await office.send(office.letter("", to=STAFF_GROUP, message="late", params={"number": 1}, **about(1)))
        found = (await office.read("messages", chat_id=STAFF_GROUP))["messages"]
        async with office.database.read() as tx:
            for message in found:
                if "text" in message:
                    subject = await find_subject(tx, chat_id=STAFF_GROUP, message_id=message["message_id"])
                    assert subject == Subject("matter", 1, Part.COPY)


class _NoCardsYet(Unlimited):
    """Changes of cards get no place for another minute, as in a busy forum."""

    def __init__(self) -> None:
        super().__init__()
        self._until: datetime | None = None

    def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool = False) -> datetime | None:
        self._until = self._until or now + timedelta(minutes=1)
        return self._until if edits and now < self._until else None


@pytest.mark.parametrize(("passes", "order"), [(False, ["card", "one", "two"]), (True, ["one", "two", "card"])])
async def test_words_go_before_a_change_of_a_card_that_must_wait(
    database_url: str, passes: bool, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without passing they would wait behind it for the minute: the negative control."""
    if not passes:
        monkeypatch.setattr("gateway.delivery.let_words_pass", lambda _: False)
    async with open_post_office(database_url, limiter=_NoCardsYet()) as office:
        office.words[1] = "card"
        card = office.letter("", edits=True, message="late", params={"number": 1}, **about(1))
        await office.send(card, office.letter("one"), office.letter("two"))
        assert await office.texts() == order


async def test_two_numbers_of_groups_that_point_at_each_other_hold_nothing_up(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.moved |= {-1: -2, -2: -1}
        await office.send(office.letter("lost", to=-1), office.letter("hello", to=LIN))
        assert await office.texts(LIN) == ["hello"]
        assert [state for state, _ in await office.states()] == ["dead", "sent"]
