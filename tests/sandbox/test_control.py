"""The control API: playing people, time, the stream, and who may call it."""

import asyncio
import itertools
from typing import Any

import orjson
import pytest

from sandbox.server import create_app, serve
from sandbox.stream import Stream
from sandbox.world import World
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, SECOND_CLERK, STAFF, SUPERVISOR, TOKEN, Town


async def refused(town: Town, call: str, **body: Any) -> str:
    async with town.http.post(f"{town.url}/control/{call}", json=body) as response:
        assert response.status == 400
        return (await response.json())["error"]


async def test_the_demos_people_and_group_are_there(town: Town) -> None:
    state = await town.see("state")
    assert [(p["first_name"], p["language_code"]) for p in state["people"][:3]] == [
        ("陈晓", "zh-hans"),
        ("林佳", "zh-hant"),
        ("Alex", "en"),
    ]
    group = next(c for c in state["chats"] if c["id"] == STAFF)
    assert [m["status"] for m in group["members"]] == ["creator", "member", "member", "administrator"]


@pytest.mark.rule("content.deep_link")
async def test_start_carries_the_payload_of_a_deep_link(bare_town: Town) -> None:
    await bare_town.control("start", from_id=ENGLISH, payload="svc-hukou_1")
    heard = await bare_town.update("message")
    assert (heard["text"], heard["from"]["language_code"], heard["chat"]["type"]) == (
        "/start svc-hukou_1",
        "en",
        "private",
    )
    assert heard["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert "payload" in await refused(bare_town, "start", from_id=ENGLISH, payload="户口")


@pytest.mark.rule("media.contact")
async def test_ones_own_contact_carries_the_user_id_and_another_does_not(town: Town) -> None:
    await town.control("contact", chat_id=CITIZEN, from_id=CITIZEN, own=True)
    await town.control("contact", chat_id=CITIZEN, from_id=CITIZEN, own=False)
    mine, other = (u["message"]["contact"] for u in await town.updates())
    assert (mine["user_id"], mine["phone_number"]) == (CITIZEN, "+8613800001001")
    assert "user_id" not in other


@pytest.mark.rule("updates.message_kinds")
async def test_places_stickers_and_forwards_reach_the_bot(town: Town) -> None:
    me = {"chat_id": CITIZEN, "from_id": CITIZEN}
    await town.control("location", latitude=31.2, longitude=121.5, **me)
    await town.control("sticker", emoji="👍", **me)
    await town.say("passed on", forward={"from_name": "Somebody"})
    place, sticker, forward = (u["message"] for u in await town.updates())
    assert place["location"] == {"latitude": 31.2, "longitude": 121.5}
    assert sticker["sticker"]["emoji"] == "👍"
    assert forward["forward_origin"]["sender_user_name"] == "Somebody"


@pytest.mark.rule("updates.message_kinds")
async def test_an_edit_reaches_the_bot_and_a_deletion_does_not(town: Town) -> None:
    said = await town.say("hukuo")
    await town.updates()
    target = {"chat_id": CITIZEN, "message_id": said["message_id"]}
    await town.control("edit", from_id=CITIZEN, text="hukou", **target)
    heard = await town.update("edited_message")
    assert (heard["text"], heard["message_id"], heard["edit_date"]) == ("hukou", said["message_id"], heard["date"])
    await town.control("delete", **target)
    assert [list(u)[1] for u in await town.waiting()] == ["edited_message"]
    assert [m["text"] for m in (await town.see("messages", chat_id=CITIZEN))["messages"]] == ["/start"]


async def test_messages_are_read_after_an_id_and_by_the_newest(town: Town) -> None:
    ids = [(await town.say(text))["message_id"] for text in "abcd"]

    async def read(**query: int) -> list[str]:
        return [m["text"] for m in (await town.see("messages", chat_id=CITIZEN, **query))["messages"]]

    assert await read(after=ids[1]) == ["c", "d"]
    assert await read(limit=1) == ["d"]


async def test_refusals_say_what_to_do(town: Town) -> None:
    assert "POST /control/people" in await refused(town, "say", chat_id=9, from_id=9, text="x")
    assert "text" in await refused(town, "say", chat_id=CITIZEN, from_id=CITIZEN)
    assert "whole number" in await refused(town, "say", chat_id="x", from_id=CITIZEN, text="x")
    assert "POST /control/member" in await refused(town, "say", chat_id=STAFF, from_id=CITIZEN, text="x")
    assert "4096" in await refused(town, "say", chat_id=CITIZEN, from_id=CITIZEN, text="x" * 5000)
    await town.control("block", user_id=CITIZEN)
    assert "unblock" in await refused(town, "say", chat_id=CITIZEN, from_id=CITIZEN, text="x")


@pytest.mark.rule("sandbox.clock")
async def test_the_clock_jumps_forward_only_and_dates_follow(town: Town) -> None:
    assert (await town.see("clock"))["now"] == "2026-03-02T04:00:00+00:00"
    await town.control("clock", set="2026-03-09T09:00:00+08:00")
    assert (await town.say("a week later"))["date"] == 1_773_018_000
    assert "does not go back" in await refused(town, "clock", set="2026-03-02T00:00:00+00:00")
    assert "beyond 2100" in await refused(town, "clock", advance=1e12)
    for nothing in ("nan", "inf"):
        assert "must be a number" in await refused(town, "clock", advance=nothing)
    assert "moment" in await refused(town, "clock", set="tomorrow")


async def events(town: Town, count: int, **headers: str) -> list[dict[str, Any]]:
    found = []
    async with asyncio.timeout(60), town.http.get(f"{town.url}/control/stream", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        number = 0
        async for line in response.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
            if line.startswith(b"data: "):
                found.append({"id": number} | orjson.loads(line[6:]))
                if len(found) == count:
                    return found
    return found


async def test_a_reader_that_comes_back_gets_what_it_missed(town: Town) -> None:
    last = (await town.see("state"))["last_event_id"]
    await town.say("one")
    sent = await town.send("two")
    await town.ok("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text="three")
    await town.ok("sendChatAction", chat_id=CITIZEN, action="typing")
    await town.ok("deleteMessage", chat_id=CITIZEN, message_id=sent["message_id"])
    await town.topic()
    await town.control("clock", advance=1)
    found = await events(town, 8, **{"Last-Event-ID": str(last)})
    kinds = ["message", "message", "edited", "action", "deleted", "message", "topic", "clock"]
    assert [event["kind"] for event in found] == kinds
    assert [event["id"] for event in found] == list(range(last + 1, last + 9))
    assert found[2]["message"]["text"] == "three"
    again = await events(town, 1, **{"Last-Event-ID": str(found[6]["id"])})
    assert again == found[7:]


async def test_a_reader_sees_what_happens_while_it_listens(town: Town) -> None:
    listening = asyncio.create_task(events(town, 1))
    async with asyncio.timeout(60):
        while not town.world.stream._waiting:  # noqa: ASYNC110 - a server tells nobody that somebody reads
            await asyncio.sleep(0)
    await town.say("live")
    assert [event["message"]["text"] for event in await listening] == ["live"]


def test_a_reader_that_missed_too_much_starts_anew() -> None:
    stream = Stream(kept=3)
    for number in range(5):
        stream.publish("clock", now=str(number))
    assert [event["kind"] for _, event in stream.since(1)] == ["reset"]
    assert [number for number, _ in stream.since(2)] == [3, 4, 5]
    assert [event["kind"] for _, event in stream.since(99)] == ["reset"]
    assert stream.since(5) == []


async def test_a_reset_brings_the_demo_back_or_nothing(town: Town) -> None:
    await town.say("forgotten")
    assert len((await town.control("reset"))["people"]) == 6
    assert (await town.see("messages", chat_id=CITIZEN))["messages"] == []
    empty = await town.control("reset", seed="empty")
    assert (empty["people"], empty["chats"], len(empty["bots"])) == ([], [], 1)


async def test_a_reset_keeps_the_numbers_by_which_a_bot_knows_the_demos_groups(town: Town) -> None:
    members = [{"user_id": CLERK, "status": "creator"}]
    lasting = await town.control("chats", title="户籍组", is_forum=True, members=members, lasting=True)
    await town.control("chats", title="passing", members=members)
    moved = await town.control("migrate", chat_id=STAFF)
    chats = {chat["id"]: chat for chat in (await town.control("reset"))["chats"]}
    assert sorted(chats) == sorted([moved["id"], lasting["id"]])
    statuses = {member["user_id"]: member["status"] for member in chats[moved["id"]]["members"]}
    assert statuses == {CLERK: "creator", SECOND_CLERK: "member", SUPERVISOR: "member", BOT_ID: "administrator"}
    await town.send(chat_id=moved["id"])
    await town.send(chat_id=lasting["id"])
    late = await town.api("sendMessage", chat_id=STAFF, text="x")
    assert late["parameters"] == {"migrate_to_chat_id": moved["id"]}


STRANGE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Host": "evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.mark.rule("sandbox.loopback")
async def test_a_page_from_elsewhere_may_not_steer_or_read_the_sandbox(town: Town) -> None:
    routes = {
        (route.method, resource.canonical.format(token=TOKEN, method="getMe", path="x", id="1", file_id="1"))
        for resource in create_app(World(seed=1)).router.resources()
        for route in resource
    }
    assert {("POST", "/control/vote"), ("POST", "/control/webapp"), ("POST", f"/bot{TOKEN}/getMe")} <= routes
    before = (await town.see("state"))["last_event_id"]
    for method, path in routes - {("*", "/x")}:
        for headers in STRANGE:
            async with town.http.request(method, town.url + path, headers=headers) as response:
                assert response.status == 403, (method, path, headers)
    assert (await town.see("state"))["last_event_id"] == before
    async with town.http.get(f"{town.url}/control/state", headers={"Origin": town.url}) as response:
        assert response.status == 200


@pytest.mark.rule("sandbox.loopback")
async def test_an_address_that_is_not_loopback_is_refused() -> None:
    with pytest.raises(ValueError, match="no loopback address"):
        await serve(create_app(World(seed=1)), host="0.0.0.0")  # noqa: S104 - it must be refused


async def test_the_page_comes_with_a_strict_policy_and_nothing_above_it(town: Town) -> None:
    async with town.http.get(town.url) as response:
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert "Content-Security-Policy" not in await response.text(), "one policy, in one place"
    for path in ("/..%2fserver.py", "/%2e%2e/server.py", "/server.py", "/%00", "/" + "a" * 300, "/app.js/x"):
        async with town.http.get(town.url + path) as response:
            assert response.status == 404


async def test_many_people_write_at_once_and_every_update_has_its_own_id(town: Town) -> None:
    await asyncio.gather(*(town.say(str(number)) for number in range(50)))
    found = [update["update_id"] for update in await town.updates()]
    assert all(later == earlier + 1 for earlier, later in itertools.pairwise(found))
    assert len(found) == 50


async def test_a_group_and_its_people_are_made_by_hand(town: Town) -> None:
    person = await town.control("people", first_name="New", language_code="en")
    members = [{"user_id": CLERK, "status": "creator"}, {"user_id": person["id"], "status": "member"}]
    chat = await town.control("chats", title="Second", type="supergroup", is_forum=True, members=members)
    changed = next(u["my_chat_member"] for u in await town.updates() if "my_chat_member" in u)
    assert (changed["chat"]["id"], changed["new_chat_member"]["status"]) == (chat["id"], "administrator")
    await town.say("hello", chat_id=chat["id"], from_id=person["id"])
    assert (await town.update("message"))["from"]["first_name"] == "New"


async def test_a_bot_announced_again_without_names_keeps_those_it_has(bare_town: Town) -> None:
    unnamed = await bare_town.control("bots", token="700:secret")
    assert (unnamed["first_name"], unnamed["username"]) == ("Bot", "sandbox_700_bot")
    await bare_town.control("bots", token="700:secret", first_name="办事助手", username="hall_bot")
    again = await bare_town.control("bots", token="700:secret")
    assert (again["first_name"], again["username"]) == ("办事助手", "hall_bot")


@pytest.mark.parametrize("number", ["1.5", "inf", "nan", "", "1e3"])
async def test_what_is_no_whole_number_is_refused_by_its_name(town: Town, number: str) -> None:
    assert "chat_id must be a whole number" in await refused(town, "say", chat_id=number, from_id=CITIZEN, text="x")


async def test_lists_of_something_else_are_refused(town: Town) -> None:
    for members in ([5], "ab", 5, {"user_id": CITIZEN}):
        assert "members" in await refused(town, "chats", title="x", members=members)
    me = {"chat_id": CITIZEN, "from_id": CITIZEN, "text": "x"}
    for entities in ([5], {}, [{"type": "bold"}], [{"type": [], "offset": 0, "length": "x"}]):
        assert "entities" in await refused(town, "say", entities=entities, **me)


async def test_nonsense_is_refused(town: Town) -> None:
    me = {"chat_id": CITIZEN, "from_id": CITIZEN}
    assert "latitude" in await refused(town, "location", latitude="nan", longitude=1, **me)
    assert "from -90 to 90" in await refused(town, "location", latitude=1000, longitude=1, **me)
    assert "from -180 to 180" in await refused(town, "location", latitude=1, longitude=-181, **me)
    for nonsense in ({"times": -1}, {"times": 0}, {"after": -1}, {"chance": 2}, {"chance": "nan"}, {"copies": 0}):
        assert "begin at 1" in await refused(town, "faults", kind="500", **nonsense)
    for seconds in (-1, "nan", "inf"):
        assert "seconds" in await refused(town, "faults", kind="delay", seconds=seconds)
    assert "not empty" in await refused(town, "people", first_name=" ")
    assert "not empty" in await refused(town, "people", id=CITIZEN, first_name="")
    assert "citizen or clerk" in await refused(town, "people", first_name="x", role="king")


async def test_a_service_message_cannot_pretend_to_be_another(town: Town) -> None:
    me = {"chat_id": CITIZEN, "from_id": CITIZEN}
    for own in ({"message_id": 1}, {"from": {"id": 5}}, {"chat": {"id": 5}}, {"poll": {}}, {"text": "x"}):
        assert next(iter(own)) in await refused(town, "service", fields={"write_access_allowed": {}, **own}, **me)


MULTIPART = ["multipart/form-data", "multipart/form-data; boundary=x"]


@pytest.mark.parametrize("kind", MULTIPART)
@pytest.mark.parametrize("body", [b"", b"no boundary here", b"--x\r\nContent-Disposition: form-data\r\n\r\nunnamed"])
async def test_a_broken_form_is_refused_on_both_sides(town: Town, kind: str, body: bytes) -> None:
    for path in (f"bot{TOKEN}/sendPhoto", "control/upload"):
        async with town.http.post(f"{town.url}/{path}", data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 400, await response.text()
