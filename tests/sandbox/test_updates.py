"""getUpdates: confirmation, waiting, conflicts, expiry."""

import asyncio
import time

import pytest

from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, STAFF, Town

HOUR = 3600
DAY = 86_400


@pytest.mark.rule("updates.confirmed")
async def test_an_update_stays_until_a_higher_offset_confirms_it(town: Town) -> None:
    await town.say("one")
    await town.say("two")
    first = await town.ok("getUpdates")
    second = await town.ok("getUpdates", offset=first[0]["update_id"])
    assert [u["message"]["text"] for u in first] == ["one", "two"]
    assert second == first
    third = await town.ok("getUpdates", offset=first[0]["update_id"] + 1)
    assert [u["message"]["text"] for u in third] == ["two"]
    assert [u["message"]["text"] for u in await town.waiting()] == ["two"]


@pytest.mark.rule("updates.ids")
async def test_update_ids_grow_by_one(town: Town) -> None:
    for text in "abc":
        await town.say(text)
    ids = [update["update_id"] for update in await town.updates()]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


@pytest.mark.rule("updates.limits")
async def test_the_limit_is_clamped_to_1_and_100(town: Town) -> None:
    for number in range(105):
        await town.say(str(number))
    assert len(await town.updates(limit=1000)) == 100
    assert len(await town.updates(limit=0)) == 1


@pytest.mark.rule("updates.offsets")
async def test_a_negative_offset_keeps_the_newest(town: Town) -> None:
    for text in "abcd":
        await town.say(text)
    kept = await town.ok("getUpdates", offset=-2)
    assert [u["message"]["text"] for u in kept] == ["c", "d"]
    assert len(await town.waiting()) == 2


@pytest.mark.rule("updates.offsets")
async def test_an_unknown_offset_means_the_oldest(town: Town) -> None:
    await town.say("one")
    assert len(await town.ok("getUpdates", offset=2_000_000_000)) == 1
    assert len(await town.ok("getUpdates", offset=5)) == 1


@pytest.mark.rule("updates.limits")
async def test_a_waiting_poll_wakes_at_once(town: Town) -> None:
    poll = asyncio.create_task(town.ok("getUpdates", timeout=30))
    await town.poll_waits()
    began = time.perf_counter()
    await town.say("wake up")
    assert [u["message"]["text"] for u in await poll] == ["wake up"]
    assert time.perf_counter() - began < 15


@pytest.mark.rule("updates.same_offset")
async def test_the_same_offset_at_once_again_gets_one_update_only(town: Town) -> None:
    await town.say("one")
    await town.say("two")
    assert len(await town.ok("getUpdates", offset=0)) == 2
    assert len(await town.ok("getUpdates", offset=0)) == 1


@pytest.mark.rule("updates.same_offset")
async def test_the_same_offset_again_is_held_instead_of_answered(town: Town) -> None:
    assert await town.ok("getUpdates", offset=0) == []
    again = asyncio.create_task(town.ok("getUpdates", offset=0))
    await town.poll_waits()
    await town.say("only now")
    assert len(await again) == 1


@pytest.mark.rule("updates.conflict")
async def test_a_second_poll_ends_the_first_with_a_conflict(town: Town) -> None:
    first = asyncio.create_task(town.api("getUpdates", timeout=30))
    await town.poll_waits()
    second = asyncio.create_task(town.ok("getUpdates", offset=1, timeout=30))
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await town.say("for the second")
    assert len(await second) == 1


@pytest.mark.rule("updates.allowed")
async def test_allowed_updates_are_remembered_until_another_list_comes(town: Town) -> None:
    await town.updates(allowed_updates=["callback_query"])
    await town.say("nobody listens")
    assert await town.waiting() == []
    town.offset = 1
    await town.updates(timeout=0, allowed_updates=[])
    await town.say("heard again")
    assert len(await town.waiting()) == 1


@pytest.mark.rule("updates.allowed")
async def test_allowed_updates_that_are_no_list_change_nothing(town: Town) -> None:
    await town.updates(allowed_updates=["callback_query"])
    town.offset = 1
    await town.say("unheard")
    poll = asyncio.create_task(town.updates(timeout=30, allowed_updates="message"))
    await town.poll_waits()
    await town.say("still unheard")
    town.world.bots[BOT_ID].queue.close()
    assert await poll == []


@pytest.mark.rule("updates.members")
async def test_chat_member_comes_only_if_asked_for(town: Town) -> None:
    await town.control("member", chat_id=STAFF, user_id=CITIZEN, status="member")
    assert [list(u)[1] for u in await town.updates()] == ["message"]
    town.world.bots[BOT_ID].queue.allowed = frozenset({"chat_member"})
    await town.control("member", chat_id=STAFF, user_id=CITIZEN, status="kicked")
    changed = await town.update("chat_member")
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("member", "kicked")
    assert changed["from"]["id"] == CLERK


@pytest.mark.rule("updates.expiry")
async def test_a_press_expires_after_150_seconds_and_a_message_after_a_day(town: Town) -> None:
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await town.send(reply_markup=keyboard)
    await town.say("still there tomorrow")
    await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    await town.control("clock", advance=149)
    assert len(await town.waiting()) == 2
    await town.control("clock", advance=2)
    assert [list(u)[1] for u in await town.waiting()] == ["message"]
    await town.control("clock", advance=DAY - 152)
    assert len(await town.waiting()) == 1
    await town.control("clock", advance=2)
    assert await town.waiting() == []


@pytest.mark.rule("updates.ids")
async def test_after_a_quiet_week_the_next_id_is_drawn_anew(town: Town) -> None:
    await town.say("before")
    before = (await town.updates())[0]["update_id"]
    await town.control("clock", advance=7 * DAY + HOUR)
    await town.say("after")
    found = await town.updates()
    assert found[0]["message"]["text"] == "after"
    assert found[0]["update_id"] != before + 1


async def test_dropping_what_waits(town: Town) -> None:
    await town.say("forget me")
    assert (await town.ok("getWebhookInfo"))["pending_update_count"] == 1
    answer = await town.api("deleteWebhook", drop_pending_updates=True)
    assert (answer["result"], answer["description"]) == (True, "Webhook is already deleted")
    assert (await town.ok("getWebhookInfo")) == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }


async def test_a_reset_never_uses_an_update_id_or_message_id_again(town: Town) -> None:
    await town.say("before")
    old = (await town.waiting())[0]
    await town.control("reset")
    await town.say("after")
    new = next(u for u in await town.waiting() if u.get("message", {}).get("text") == "after")
    assert new["update_id"] > old["update_id"]
    assert new["message"]["message_id"] > old["message"]["message_id"]


@pytest.mark.rule("updates.unknown")
async def test_any_update_can_be_put_in_raw(town: Town) -> None:
    await town.updates(allowed_updates=["message"])
    answer = await town.control("update", update={"guest_message": {"odd": True}})
    found = await town.updates()
    assert found == [{"update_id": answer["update_id"], "guest_message": {"odd": True}}]
